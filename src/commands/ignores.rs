//! `check --add-ignores`: writes a comment above each finding that makes the run fail.

use super::World;
use super::output;
use super::scan::Prepared;
use crate::cli::{CheckArgs, Format};
use crate::exit_status::{ExitStatus, Failure};
use crate::finding::Finding;
use crate::report::{tame, words};
use crate::scan::{self, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// The reason that is written; a person is meant to put a better one.
const REASON: &str = "to be looked at";

/// Writes the comments and says what could not be written.
pub fn add(args: &CheckArgs, prepared: &Prepared, report: Report, world: &mut World) -> Result<ExitStatus, Failure> {
    let scanned = prepared.decide(args, report);
    let mut by_path: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    let failing = scanned.passed.findings.iter().filter(|kept| kept.fails && !kept.finding.rule.starts_with("tool/"));
    for kept in failing {
        by_path.entry(&kept.finding.path).or_default().push(&kept.finding);
    }
    let (mut written, mut refused) = (0, Vec::new());
    for (path, findings) in by_path {
        // The same statement gets one comment for all its rules, however many lines of it they stand on.
        let mut by_line: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
        for finding in &findings {
            match finding.place.cell {
                Some(_) => refused.push((path, finding.place.line, "notebooks are not written to")),
                None => {
                    by_line.entry(finding.place.line).or_default().insert(&finding.rule);
                }
            }
        }
        if by_line.is_empty() {
            continue;
        }
        let file = world.cwd.join(path);
        let bytes = std::fs::read(&file).map_err(|e| Failure::usage(format!("cannot read {path}: {e}")))?;
        let commented = scan::with_ignores(path, &bytes, &by_line, REASON, prepared.settings.file_timeout.value);
        refused.extend(commented.refused.iter().map(|&(line, why)| (path, line, why)));
        if commented.written > 0 {
            output::begin(Format::Full, &file)?.finish(|out| out.write_all(&commented.bytes))?;
            written += commented.written;
        }
    }
    for (path, line, why) in &refused {
        writeln!(world.terminal.err, "{}:{line}: no comment written: {why}", tame::line(path))?;
    }
    if !world.quiet {
        let left = if refused.is_empty() { "" } else { "; what is left can go into a baseline" };
        writeln!(world.terminal.err, "{} written{left}", words::count(written, "comment"))?;
    }
    Ok(if refused.is_empty() { ExitStatus::Clean } else { ExitStatus::Findings })
}
