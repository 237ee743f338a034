//! One row a call: plain data for reports.

use crate::source::Place;

/// What is known of one aspect of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// A word: `set`, `default`, `none`, `infinite`, `unknown` and the like; see docs/json.md.
    pub state: &'static str,
    /// The same in more words: values, names, what is covered.
    pub detail: String,
    /// Where that is written: path and 1-based line.
    pub place: Option<(String, u32)>,
}

/// A call that leaves for a model provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Path relative to the directory codexit was started in, with `/`.
    pub path: String,
    /// Where.
    pub place: Place,
    /// The name of the function or class around it; empty at module level.
    pub symbol: String,
    /// Its API path.
    pub call: String,
    /// Registry name of the SDK or HTTP client.
    pub package: String,
    /// Its generation, by the shape of the call and the manifest.
    pub generation: String,
    /// What the nearest manifest allows.
    pub version: Option<String>,
    /// The provider.
    pub provider: Option<String>,
    /// The host, where a URL says it.
    pub host: Option<String>,
    /// Models it may name.
    pub models: Vec<String>,
    /// Endpoint family.
    pub family: Option<String>,
    /// `sync` or `async`.
    pub mode: &'static str,
    /// `true`, `false`, `unknown`.
    pub streaming: &'static str,
    /// The aspects in the order of [`COLUMNS`].
    pub columns: Vec<Column>,
}

/// The aspects of a call.
pub const COLUMNS: [&str; 11] =
    ["timeout", "retry", "backoff", "fallback", "errors", "limits", "cache", "prompt", "data", "pinning", "queue"];
