//! What codexit knows: model lifecycles, SDK profiles, legacy APIs, packages.

pub mod raw;
pub mod rule;
pub mod words;

pub use raw::Date;
