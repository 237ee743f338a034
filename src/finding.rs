//! What codexit says: findings, mentions and problems, as plain data that own their strings.

use crate::knowledge::Date;
use crate::source::{Place, Span};
use std::sync::Arc;

/// How much a finding matters. Ordered: `Info < Warning < Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing breaks yet.
    Info,
    /// Breaks within the horizon, or does not survive an outage.
    Warning,
    /// Broken today.
    Error,
}

impl Severity {
    /// One step less severe; `Info` stays.
    pub fn lowered(self) -> Severity {
        match self {
            Severity::Error => Severity::Warning,
            _ => Severity::Info,
        }
    }
    /// The lower-case word used in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// The kind of thing a rule is about; the first part of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// `model/…`
    Model,
    /// `api/…`
    Api,
    /// `dependency/…`
    Dependency,
    /// `resilience/…`
    Resilience,
    /// `tool/…`
    Tool,
}

impl Category {
    /// The word before the slash of a rule id.
    pub fn as_str(self) -> &'static str {
        match self {
            Category::Model => "model",
            Category::Api => "api",
            Category::Dependency => "dependency",
            Category::Resilience => "resilience",
            Category::Tool => "tool",
        }
    }
    /// The category of a rule id, by the word before its slash.
    pub fn of_rule(id: &str) -> Option<Category> {
        Some(match id.split_once('/')?.0 {
            "model" => Category::Model,
            "api" => Category::Api,
            "dependency" => Category::Dependency,
            "resilience" => Category::Resilience,
            "tool" => Category::Tool,
            _ => return None,
        })
    }
}

/// A place in a file with the source line it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// Path relative to the directory codexit was started in, with `/`.
    pub path: String,
    /// Where.
    pub place: Place,
    /// What stands there, or why it is shown.
    pub text: String,
}

/// One step from a model to what replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainStep {
    /// The id at this step.
    pub id: String,
    /// Its status in words: `retired 2026-10-23`, `active`.
    pub status: String,
    /// Who says so.
    pub source: String,
}

/// How far a fix may be trusted. Ordered: `DisplayOnly < Unsafe < Safe`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// Shown, never applied.
    DisplayOnly,
    /// May change behaviour; applied with `--unsafe`.
    Unsafe,
    /// Keeps behaviour; applied by default.
    Safe,
}

/// Bytes of a file's text that give way to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Which bytes of the decoded text (of a notebook: of its joined code); empty where something is put in.
    pub span: Span,
    /// The same in the terms of an editor.
    pub place: Place,
    /// What stands there afterwards.
    pub text: String,
}

/// The edits of one file, sorted, none touching another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEdits {
    /// Path relative to the directory codexit was started in, with `/`.
    pub path: String,
    /// Digest of the text they were planned for: on another text they mean nothing.
    pub digest: u64,
    /// The edits.
    pub edits: Vec<Edit>,
}

/// What to do about a finding. It is applied whole or not at all; findings that share one have equal ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// One line, in the imperative.
    pub title: String,
    /// How far it may be trusted.
    pub applicability: Applicability,
    /// What is written, by file; empty for one that is only shown.
    pub files: Arc<[FileEdits]>,
    /// Why it is only shown; what to do by hand.
    pub reason: Option<String>,
}

/// How migrations are wished for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// What of a file can be migrated is migrated, and the rest is marked.
    pub partial: bool,
    /// Completions and edits become calls of the Responses API rather than of Chat Completions.
    pub responses: bool,
}

/// What fixes write so that calls survive an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixValues {
    /// Seconds after which a call is given up.
    pub timeout: u32,
    /// Tries after the first one.
    pub retries: u32,
}

impl Default for FixValues {
    fn default() -> FixValues {
        FixValues { timeout: 30, retries: 3 }
    }
}

impl Fix {
    /// A fix that can only be shown.
    pub fn shown(title: impl Into<String>) -> Fix {
        Fix { title: title.into(), applicability: Applicability::DisplayOnly, files: Arc::new([]), reason: None }
    }
    /// The same with the reason why it cannot be applied.
    pub fn because(mut self, reason: impl Into<String>) -> Fix {
        self.reason = Some(reason.into());
        self
    }
}

/// A source line for display, cut if it is very long.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExcerptLine {
    /// 1-based number as an editor shows it: in a notebook, the line of the cell.
    pub number: u32,
    /// Characters of the line that are cut off before `text`.
    pub cut: u32,
    /// The line, or a stretch of it.
    pub text: String,
}

/// One thing to act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Full rule id, such as `model/retired`.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// Registry name of the SDK concerned, if there is one.
    pub package: Option<String>,
    /// For a model the id as written, for an API its path, for a dependency the package.
    pub subject: String,
    /// For a model, the id of the row it was matched with.
    pub model_id: Option<String>,
    /// One or two sentences.
    pub message: String,
    /// Where it stands.
    pub path: String,
    /// Where it stands.
    pub place: Place,
    /// The lines it stands on, for display.
    pub excerpt: Vec<ExcerptLine>,
    /// How the value reaches its use: `literal-arg`, `param-default`, `config-key` …
    pub via: Option<String>,
    /// The provider or host whose clock was used.
    pub provider: Option<String>,
    /// Day the end was announced.
    pub deprecated_on: Option<Date>,
    /// Day it stops (or stopped).
    pub shutdown_on: Option<Date>,
    /// What to use instead, if anything is known.
    pub replacement: Option<String>,
    /// From the subject to the replacement.
    pub chain: Vec<ChainStep>,
    /// Further places.
    pub related: Vec<Label>,
    /// Further sentences: conflicts, sources, differences of the replacement.
    pub notes: Vec<String>,
    /// What to do, if there is a fix.
    pub fix: Option<Fix>,
    /// The name of the function or class around it, for fingerprints; empty at module level.
    pub symbol: String,
    /// The project's own manifests ask only for versions of the package that lack it: no matter of taste, whatever
    /// the rule.
    pub breaks: bool,
}

/// A model id or API name that is named but not used: listed with `--mentions`, never a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// Path relative to the directory codexit was started in, with `/`.
    pub path: String,
    /// Where.
    pub place: Place,
    /// The id as written.
    pub subject: String,
    /// Why it is no finding: `comparison`, `dict-key`, `docstring` …
    pub reason: String,
}

/// Something that kept codexit from seeing (all of) a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path relative to the directory codexit was started in, with `/`.
    pub path: String,
    /// A stable word: `unreadable`, `not-utf8`, `too-large`, `binary`, `syntax`, `vanished` …
    pub kind: &'static str,
    /// What happened and what to do.
    pub message: String,
    /// 1-based line, where one is known.
    pub line: Option<u32>,
}
