//! `--statistics`: `count rule [*] title`, most first.

use super::{View, tame, words};
use crate::finding::{Applicability, Severity};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The findings of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The rule.
    pub rule: String,
    /// Its findings.
    pub count: u64,
    /// Those of them that can be fixed.
    pub fixable: u64,
    /// The worst severity among them.
    pub severity: Severity,
}

/// Counts by rule, most first, then by name.
pub fn rows(view: &View) -> Vec<Row> {
    let mut by_rule: BTreeMap<&str, Row> = BTreeMap::new();
    for kept in &view.passed.findings {
        let f = &kept.finding;
        let row = by_rule.entry(&f.rule).or_insert_with(|| Row {
            rule: f.rule.clone(),
            count: 0,
            fixable: 0,
            severity: f.severity,
        });
        row.count += 1;
        row.severity = row.severity.max(f.severity);
        row.fixable += u64::from(f.fix.as_ref().is_some_and(|fix| fix.applicability > Applicability::DisplayOnly));
    }
    let mut rows: Vec<Row> = by_rule.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows
}

/// Writes the counts.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(view);
    let counts: Vec<String> = rows.iter().map(|r| words::grouped(r.count)).collect();
    let widest = counts.iter().map(String::len).max().unwrap_or(0);
    let longest = rows.iter().map(|r| r.rule.len()).max().unwrap_or(0);
    let marked = rows.iter().any(|r| r.fixable > 0);
    for (row, count) in rows.iter().zip(&counts) {
        let rule = view.paint.severity(row.severity, &format!("{:longest$}", row.rule));
        let mark = match (marked, row.fixable > 0) {
            (false, _) => "",
            (true, true) => "[*] ",
            (true, false) => "[ ] ",
        };
        writeln!(out, "{count:>widest$}  {rule}  {mark}{}", tame::line(&(view.titles)(&row.rule)))?;
    }
    Ok(())
}
