//! Checks: what the facts say against what is known.

pub mod package;
pub mod range;
pub mod versions;
