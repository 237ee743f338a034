//! codexit finds where a codebase leans on language models, SDK calls and packages that are gone or going.
//!
//! The pipeline, left to right; a module uses only what stands before it:
//! `walk` → `prefilter` → `source` → `facts` → `project` → `check` → `gate` → `report`.

pub mod calls;
pub mod check;
pub mod cli;
pub mod commands;
pub mod config;
pub mod exit_status;
pub mod facts;
pub mod finding;
pub mod fix;
pub mod gate;
pub mod knowledge;
pub mod language;
pub mod notebook;
pub mod prefilter;
pub mod project;
pub mod report;
pub mod rewrite;
pub mod scan;
pub mod source;
pub mod suggest;
pub mod suppression;
pub mod walk;
