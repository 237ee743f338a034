//! Annotations of GitHub Actions: workflow commands on standard output. GitHub shows the first ten of a kind a step, so
//! the worst come first.

use super::{View, closing, escape, words};
use crate::finding::{Finding, Severity};
use crate::gate::Kept;
use std::io::{self, Write};

/// Writes one command a finding, then the closing sentence.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<&Kept> = view.passed.findings.iter().collect();
    findings.sort_by_key(|kept| std::cmp::Reverse((kept.fails, kept.finding.severity))); // stable: by path within
    for kept in findings {
        writeln!(out, "{}", command(&kept.finding, view))?;
    }
    closing::write(view, out)
}

fn command(f: &Finding, view: &View) -> String {
    let level = match f.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let p = &f.place;
    let property = escape::command_property;
    // A notebook's columns count in the cell's line, not in the file's.
    let columns = match p.cell {
        None if p.line == p.end_line => format!(",col={},endColumn={}", p.column, p.end_column),
        _ => String::new(),
    };
    let cell = match (p.cell, p.cell_line) {
        (Some(cell), Some(line)) => format!("cell {cell}, line {line}: "),
        _ => String::new(),
    };
    let when = words::when(f, view.report.as_of)
        .filter(|when| !f.message.contains(when))
        .map_or(String::new(), |when| format!(" ({when})"));
    format!(
        "::{level} title={},file={},line={},endLine={}{columns}::{}",
        property(&format!("codexit {}", f.rule)),
        property(&f.path),
        p.line,
        p.end_line.max(p.line),
        escape::command_text(&format!("{cell}{}{when}", f.message))
    )
}
