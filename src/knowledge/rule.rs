//! Legacy APIs, compiled.

use super::raw::{Date, RawMatch, RawRule};
use crate::facts::manifest::Ecosystem;
use crate::finding::Severity;
use crate::language::Language;

/// One legacy API.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Full id: `api/openai-python-v0`.
    pub id: String,
    /// One line.
    pub title: String,
    /// Severity, where no date decides.
    pub severity: Severity,
    /// Registry name of the SDK concerned.
    pub package: Option<String>,
    /// Its registry.
    pub ecosystem: Option<Ecosystem>,
    /// First version of the package that no longer has it.
    pub removed_in: Option<String>,
    /// Provider whose service it is.
    pub provider: Option<String>,
    /// Day the end was announced.
    pub deprecated: Option<Date>,
    /// Day it stopped or stops.
    pub shutdown: Option<Date>,
    /// What to use instead, where a form names nothing closer.
    pub replacement: Option<String>,
    /// Why it matters.
    pub why: String,
    /// How to fix it.
    pub how: String,
    /// Sources of the facts.
    pub references: Vec<String>,
    /// Literals one of which must be in a file's bytes.
    pub anchors: Vec<String>,
    /// Where it applies.
    pub forms: Vec<Form>,
    python: bool,
    ecmascript: bool,
    other: bool,
}

/// One way in which a legacy API shows; patterns as in [`RawMatch`].
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// References by API path.
    pub path: Vec<String>,
    /// Calls by API path.
    pub call: Vec<String>,
    /// Modules that are legacy as a whole.
    pub module: Vec<String>,
    /// Keywords or options of the calls.
    pub keyword: Vec<String>,
    /// Endpoint URLs.
    pub url: Vec<String>,
    /// Whole strings.
    pub text: Vec<String>,
    /// What is shown as the subject.
    pub subject: Option<String>,
    /// What to use instead.
    pub replacement: Option<String>,
    /// A sentence instead of the rule's title.
    pub message: Option<String>,
    /// Overrides the rule's severity.
    pub severity: Option<Severity>,
    /// Overrides the rule's date.
    pub shutdown: Option<Date>,
}

impl Rule {
    /// Compiles a rule as written; unknown words (checked when the file is read) fall back to a warning.
    pub fn new(raw: &RawRule) -> Rule {
        let forms: Vec<Form> = raw.matches.iter().map(form).collect();
        let mut anchors = raw.anchors.clone();
        if anchors.is_empty() {
            for form in &forms {
                anchors.extend(form.path.iter().chain(&form.call).filter_map(|p| last_segment(p)));
                anchors.extend(form.module.iter().map(|m| m.trim_end_matches(['*', '.', '/']).to_owned()));
                anchors.extend(form.url.iter().filter_map(|u| longest_piece(u)));
                anchors.extend(form.text.iter().cloned());
            }
        }
        anchors.sort();
        anchors.dedup();
        let any = raw.languages.iter().any(|l| l == "any");
        let speaks = |names: &[&str]| any || raw.languages.iter().any(|l| names.contains(&l.as_str()));
        Rule {
            id: raw.id.clone(),
            title: raw.title.clone(),
            severity: severity(&raw.severity),
            package: raw.package.clone(),
            ecosystem: raw.ecosystem.as_deref().and_then(|e| match e {
                "pypi" => Some(Ecosystem::Pypi),
                "npm" => Some(Ecosystem::Npm),
                _ => None,
            }),
            removed_in: raw.removed_in.clone(),
            provider: raw.provider.clone(),
            deprecated: raw.deprecated,
            shutdown: raw.shutdown,
            replacement: raw.replacement.clone(),
            why: raw.why.clone(),
            how: raw.how.clone(),
            references: raw.references.clone(),
            anchors,
            forms,
            python: speaks(&["python"]),
            ecmascript: speaks(&["javascript", "typescript"]),
            other: any,
        }
    }

    /// True if the rule is about files of this language.
    pub fn applies_to(&self, language: Language) -> bool {
        match language {
            Language::Python => self.python,
            _ if language.is_ecmascript() => self.ecmascript,
            _ => self.other,
        }
    }
}

fn form(raw: &RawMatch) -> Form {
    Form {
        path: raw.path.clone(),
        call: raw.call.clone(),
        module: raw.module.clone(),
        keyword: raw.keyword.clone(),
        url: raw.url.clone(),
        text: raw.text.clone(),
        subject: raw.subject.clone(),
        replacement: raw.replacement.clone(),
        message: raw.message.clone(),
        severity: raw.severity.as_deref().map(severity),
        shutdown: raw.shutdown,
    }
}

fn severity(word: &str) -> Severity {
    match word {
        "error" => Severity::Error,
        "info" => Severity::Info,
        _ => Severity::Warning,
    }
}

/// The last name of a path pattern: the literal that a file must hold.
fn last_segment(pattern: &str) -> Option<String> {
    let bare = pattern.trim_end_matches(['*', '.', '(', ')']);
    let last = bare.rsplit(['.', '#', '/']).next()?;
    (last.len() > 2).then(|| last.to_owned())
}

/// The longest run of a URL pattern without holes.
fn longest_piece(pattern: &str) -> Option<String> {
    pattern
        .split(['{', '}', '*'])
        .max_by_key(|p| p.len())
        .map(|p| p.trim_matches('/').to_owned())
        .filter(|p| p.len() > 3)
}
