//! Facts and knowledge become findings. One matcher a file; none looks at a syntax tree.

pub mod api;
pub mod candidate;
pub mod data;
pub mod entry;
pub mod flow;
pub mod handler;
pub mod lifecycle;
pub mod link;
pub mod model;
pub mod notice;
pub mod option;
pub mod package;
pub mod pattern;
pub mod place;
pub mod profile;
pub mod range;
pub mod registry;
pub mod remedy;
pub mod resilience;
mod shape;
pub mod shell;
pub mod started;
pub mod text;
pub mod tool;
pub mod unknown;
pub mod url;
pub mod versions;
