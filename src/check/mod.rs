//! Facts and knowledge become findings. One matcher a file; none looks at a syntax tree.

pub mod api;
pub mod candidate;
pub mod data;
pub mod entry;
pub mod flow;
pub mod lifecycle;
pub mod model;
pub mod package;
pub mod pattern;
pub mod place;
pub mod profile;
pub mod range;
pub mod registry;
pub mod remedy;
pub mod shell;
pub mod url;
pub mod versions;
