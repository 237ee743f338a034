//! Requirements from manifests and lock files.

use crate::source::{Source, Span};

/// The registry a requirement names a package of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ecosystem {
    /// The Python Package Index. Names are compared normalised (PEP 503).
    Pypi,
    /// The npm registry.
    Npm,
}

/// One requirement or locked version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Which registry.
    pub ecosystem: Ecosystem,
    /// The package as written.
    pub name: String,
    /// The range as written in its own grammar (`==0.28`, `^3.2.0`, `<1`); empty if there is none.
    pub range: String,
    /// True for a resolved version in a lock file: `range` is then a bare version.
    pub locked: bool,
    /// Bytes of the place to show.
    pub span: Span,
    /// The extra, group or table it stands in (`dependencies`, `dev`, `extras: openai`).
    pub group: String,
}

/// Reads the requirements of a manifest or lock file. Never fails.
pub fn read(_source: &Source) -> Vec<Requirement> {
    Vec::new()
}
