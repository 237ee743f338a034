//! What codexit knows: model lifecycles, SDK profiles, legacy APIs, packages.

pub mod date;
pub mod raw;
pub mod rule;
pub mod words;

pub use raw::Date;

use crate::finding::Severity;

/// Everything under `rules/`.
pub struct Knowledge {
    /// Legacy APIs.
    pub rules: Vec<Rule>,
    /// Newest `checked` of the built-in tables.
    pub checked: Date,
}

/// A legacy API.
pub struct Rule {
    /// Full id.
    pub id: String,
    /// One line.
    pub title: String,
    /// How much it matters.
    pub severity: Severity,
    /// Registry name of the SDK concerned.
    pub package: Option<String>,
    /// Day the end was announced.
    pub deprecated: Option<Date>,
    /// Day it stops.
    pub shutdown: Option<Date>,
    /// What to use instead.
    pub replacement: Option<String>,
    /// Why it matters.
    pub why: String,
    /// How to fix it.
    pub how: String,
    /// Sources.
    pub references: Vec<String>,
}

/// A mistake in a rule file.
#[derive(Debug)]
pub struct KnowledgeError {
    /// The file.
    pub path: String,
    /// 1-based.
    pub line: u32,
    /// 1-based.
    pub column: u32,
    /// The key.
    pub key: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl std::fmt::Display for KnowledgeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path, self.line, self.column, self.message)
    }
}

impl Knowledge {
    /// The knowledge embedded in the binary.
    pub fn built_in() -> Knowledge {
        Knowledge { rules: Vec::new(), checked: Date { year: 2026, month: 11, day: 13 } }
    }

    /// Adds the user's own rule files: (path as shown, text).
    pub fn extend(&mut self, files: Vec<(String, String)>) -> Result<(), KnowledgeError> {
        for (path, text) in files {
            if let Err(e) = toml::from_str::<toml::Table>(&text) {
                return Err(KnowledgeError {
                    path,
                    line: 1,
                    column: 1,
                    key: None,
                    message: e.message().to_string(),
                    help: None,
                });
            }
        }
        Ok(())
    }
}
