//! Where to look and whom to ask when a provider does not answer, as written in `rules/providers/*.toml`. Shared with
//! `build.rs`; what is written is what is meant.

use super::raw::Date;
use serde::{Deserialize, Serialize};

/// `rules/providers/<provider>.toml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Contact {
    /// Provider id, as the model tables have it.
    pub provider: String,
    /// The page that says whether it is up.
    #[serde(default)]
    pub status: Option<String>,
    /// The page that leads to its support.
    #[serde(default)]
    pub support: Option<String>,
    /// The day this was last compared with its sources.
    pub checked: Date,
    /// What was read.
    pub sources: Vec<String>,
    /// Calls of its SDKs that servers of others answer, too.
    #[serde(default)]
    pub compatible: Vec<Compatible>,
}

/// Calls that a server with the same interface answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Compatible {
    /// Registry names of the SDKs.
    pub packages: Vec<String>,
    /// Ends of the API paths.
    pub calls: Vec<String>,
    /// What is set to send them elsewhere.
    pub set: String,
    /// What else is to be known.
    #[serde(default)]
    pub note: String,
    /// What was read.
    pub source: String,
}
