//! What codexit knows: model lifecycles, SDK profiles, legacy APIs, packages.

pub mod raw;

pub use raw::Date;
