//! What codexit knows: model lifecycles, SDK profiles, legacy APIs, packages.

pub mod date;
pub mod document;
pub mod mistake;
pub mod raw;
pub mod validate;

pub use raw::Date;
