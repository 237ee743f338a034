//! Checks: what the facts say against what is known.

pub mod range;
