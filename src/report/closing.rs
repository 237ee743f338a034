//! The last lines of a report for people: what was held back and left out, and one sentence that sums it up.

use super::{View, tame, words};
use crate::finding::{Applicability, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Writes the closing lines; nothing under `--quiet`.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    if view.quiet {
        return Ok(());
    }
    if view.verbose {
        details(view, out)?;
    }
    for line in [held_back(view), baselined(view), left_out(view)].into_iter().flatten() {
        writeln!(out, "{}", view.paint.dim(&line))?;
    }
    writeln!(out, "{}", view.paint.bold(&sentence(view)))
}

/// `Found 12 errors, 3 warnings in 7 files (1,204 files, 0.3 s, rules of 2026-11-13). 9 fixable.`
pub fn sentence(view: &View) -> String {
    let stats = &view.report.stats;
    let files = words::count(stats.files, "file");
    let time = words::seconds(stats.total_ms);
    let rules = format!("rules of {}", view.rules_checked);
    let findings = &view.passed.findings;
    let suppressed = match view.passed.suppressed() {
        0 => String::new(),
        held => format!(" ({} suppressed)", words::grouped(held)),
    };
    if findings.is_empty() {
        return format!("No findings in {files} ({time}, {rules}).{suppressed}");
    }
    let of = |severity: Severity| findings.iter().filter(|k| k.finding.severity == severity).count() as u64;
    let counts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")]
        .into_iter()
        .map(|(severity, word)| (of(severity), word))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| words::count(number, word))
        .collect();
    let hit: BTreeSet<&str> = findings.iter().map(|k| k.finding.path.as_str()).collect();
    let hit = words::count(hit.len() as u64, "file");
    let can_fix = |a: Applicability| a > Applicability::DisplayOnly;
    let fixable = findings.iter().filter(|k| k.finding.fix.as_ref().is_some_and(|f| can_fix(f.applicability))).count();
    let fixable = if fixable == 0 { String::new() } else { format!(" {} fixable.", words::grouped(fixable as u64)) };
    format!("Found {} in {hit} ({files}, {time}, {rules}).{fixable}{suppressed}", counts.join(", "))
}

/// Findings the user's settings held back.
pub fn held_back(view: &View) -> Option<String> {
    let passed = view.passed;
    let parts: Vec<String> = [
        (passed.unselected, "of rules that are not selected"),
        (passed.opt_in, "of opt-in rules"),
        (passed.ignored_by_path, "ignored by path"),
        (passed.below_severity, "below the least severity"),
        (passed.unchanged, "on lines that did not change"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, why)| format!("{} {why}", words::grouped(number)))
    .collect();
    (!parts.is_empty()).then(|| format!("Held back: {}.", parts.join(", ")))
}

/// What became of the baseline.
pub fn baselined(view: &View) -> Option<String> {
    let counts = view.passed.baseline?;
    let near = match counts.near {
        0 => String::new(),
        near => format!("; {} reported again, since the end is near", words::grouped(near)),
    };
    let prune = if counts.fixed > 0 { " (`codexit baseline --prune` takes them out)" } else { "" };
    let known = counts.known + counts.fixed + counts.near;
    Some(format!(
        "Baseline: {} known, {} of them fixed by now{prune}{near}.",
        words::grouped(known),
        words::grouped(counts.fixed)
    ))
}

/// Files that were not seen, by reason.
fn left_out(view: &View) -> Option<String> {
    let skipped = view.report.skipped.iter().map(|s| s.reason);
    let problems = view.report.problems.iter().map(|p| p.kind);
    let list = |reasons: &mut dyn Iterator<Item = &str>| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        reasons.for_each(|r| *counts.entry(tame::line(r).into_owned()).or_default() += 1);
        counts.iter().map(|(reason, n)| format!("{} {reason}", words::grouped(*n))).collect::<Vec<_>>().join(", ")
    };
    let skipped = list(&mut skipped.into_iter());
    let problems = list(&mut problems.into_iter());
    let mut parts = Vec::new();
    if !skipped.is_empty() {
        parts.push(format!("Left out: {skipped}."));
    }
    if !problems.is_empty() {
        parts.push(format!("Problems: {problems}."));
    }
    if !parts.is_empty() && !view.verbose {
        parts.push("--verbose lists them.".into());
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Everything that was left out or could not be read, one a line, and where the time went.
fn details(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let report = view.report;
    for skipped in &report.skipped {
        writeln!(out, "{}: left out: {}", tame::line(&skipped.path), tame::line(skipped.reason))?;
    }
    for problem in &report.problems {
        let line = problem.line.map_or(String::new(), |line| format!(":{line}"));
        writeln!(out, "{}{line}: {}: {}", tame::line(&problem.path), problem.kind, tame::line(&problem.message))?;
    }
    let stats = &report.stats;
    writeln!(
        out,
        "Read {} ({} bytes), parsed {} ({} bytes): {} walking, {} parsing, {} in all.",
        words::count(stats.files, "file"),
        words::grouped(stats.bytes),
        words::grouped(stats.parsed_files),
        words::grouped(stats.parsed_bytes),
        words::seconds(stats.walk_ms),
        words::seconds(stats.parse_ms),
        words::seconds(stats.total_ms)
    )
}
