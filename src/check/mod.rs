//! What the facts mean for the rules: one matcher a file.

pub mod entry;
