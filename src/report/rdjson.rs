//! The Reviewdog Diagnostic Format, as one JSON document. Its columns count bytes of UTF-8, so they are counted again.

mod suggestion;

use super::shared::Shared;
use super::{View, tame};
use crate::finding::{Finding, Severity};
use crate::gate::Kept;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    source: Source,
    severity: &'static str,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestions: Option<[suggestion::Suggestion; 1]>,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Position>,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
}

/// Writes the document.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let worst = view.passed.worst().unwrap_or(Severity::Info);
    let shared = Shared::new(view.passed.findings.iter());
    let document = Document {
        source: Source { name: "codexit", url: super::HOME },
        severity: word(worst),
        diagnostics: view.passed.findings.iter().map(|kept| diagnostic(kept, &shared)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    writeln!(out)
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "INFO",
    }
}

fn diagnostic<'a>(kept: &'a Kept, shared: &Shared) -> Diagnostic<'a> {
    let f = &kept.finding;
    Diagnostic {
        message: tame::line(&f.message).into_owned(),
        location: Location { path: f.path.trim_start_matches("./"), range: range(f) },
        severity: word(f.severity),
        code: Code { value: &f.rule, url: super::rule_page(&f.rule) },
        suggestions: suggestion::of(kept, shared).map(|one| [one]),
    }
}

/// With columns where they can be counted in bytes: the line is shown from its beginning, and is the file's own.
fn range(f: &Finding) -> Range {
    let p = &f.place;
    let line = f.excerpt.first().filter(|line| line.cut == 0 && p.cell.is_none());
    let last = f.excerpt.iter().find(|line| line.number == p.end_line && line.cut == 0 && p.cell.is_none());
    let start = line.and_then(|line| bytes(&line.text, p.column));
    let end = last.and_then(|line| bytes(&line.text, p.end_column));
    Range {
        start: Position { line: p.line, column: start },
        end: start.and(end).map(|column| Position { line: p.end_line, column: Some(column) }),
    }
}

/// The 1-based byte of a 1-based character.
fn bytes(text: &str, column: u32) -> Option<u64> {
    let before = column.checked_sub(1)? as usize;
    let length = text.chars().count();
    (before <= length).then(|| text.chars().take(before).map(|c| c.len_utf8() as u64).sum::<u64>() + 1)
}
