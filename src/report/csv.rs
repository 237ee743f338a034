//! A table for spreadsheets: RFC 4180, one row a finding, every field in quotes.

use super::{View, escape};
use crate::finding::Applicability;
use crate::gate::Kept;
use std::io::{self, Write};

const HEAD: &[&str] = &[
    "severity",
    "rule",
    "subject",
    "provider",
    "message",
    "path",
    "line",
    "column",
    "cell",
    "deprecated_on",
    "shutdown_on",
    "days_left",
    "replacement",
    "fixable",
    "team",
    "fingerprint",
];

/// Writes head and rows.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    row(HEAD.iter().map(|name| (*name).to_owned()), out)?;
    view.passed.findings.iter().try_for_each(|kept| row(fields(kept, view).into_iter(), out))
}

fn fields(kept: &Kept, view: &View) -> [String; 16] {
    let f = &kept.finding;
    let fixable = f.fix.as_ref().is_some_and(|fix| fix.applicability > Applicability::DisplayOnly);
    [
        f.severity.as_str().to_owned(),
        f.rule.clone(),
        f.subject.clone(),
        f.provider.clone().unwrap_or_default(),
        f.message.clone(),
        f.path.clone(),
        f.place.line.to_string(),
        f.place.column.to_string(),
        f.place.cell.map_or(String::new(), |cell| cell.to_string()),
        f.deprecated_on.map_or(String::new(), |day| day.to_string()),
        f.shutdown_on.map_or(String::new(), |day| day.to_string()),
        f.shutdown_on.map_or(String::new(), |day| view.report.as_of.days_until(day).to_string()),
        f.replacement.clone().unwrap_or_default(),
        if fixable { "yes" } else { "no" }.to_owned(),
        kept.team.clone().unwrap_or_default(),
        kept.fingerprint.clone(),
    ]
}

fn row(fields: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let fields: Vec<String> = fields.map(|field| escape::csv(&field)).collect();
    write!(out, "{}\r\n", fields.join(","))
}
