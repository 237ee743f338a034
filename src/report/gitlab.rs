//! GitLab's Code Quality report: one JSON list, with a fingerprint that stays when lines move.

use super::View;
use super::tame;
use crate::finding::Severity;
use crate::gate::Kept;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    check_name: &'a str,
    description: String,
    categories: [&'static str; 1],
    severity: &'static str,
    fingerprint: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

/// Writes the list.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let issues: Vec<Issue> = view.passed.findings.iter().map(issue).collect();
    serde_json::to_writer_pretty(&mut *out, &issues).map_err(io::Error::from)?;
    writeln!(out)
}

fn issue(kept: &Kept) -> Issue<'_> {
    let f = &kept.finding;
    let p = &f.place;
    Issue {
        kind: "issue",
        check_name: &f.rule,
        description: tame::line(&f.message).into_owned(),
        categories: ["Compatibility"],
        // `blocker` and `critical` are left to the user's own rules; what is broken is `major`.
        severity: match f.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        fingerprint: &kept.fingerprint,
        location: Location {
            path: f.path.trim_start_matches("./"),
            positions: Positions {
                begin: Position { line: p.line, column: p.column },
                end: Position { line: p.end_line.max(p.line), column: p.end_column },
            },
        },
    }
}
