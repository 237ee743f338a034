//! check

pub mod registry;
