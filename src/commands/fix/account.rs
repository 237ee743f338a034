//! What was done, and what is left: said at the end.

use super::super::World;
use super::place_of;
use crate::cli::FixArgs;
use crate::finding::Finding;
use crate::fix::{Change, Choice, Plan};
use crate::knowledge::Date;
use crate::report::{tame, words};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// How many of what is left are named without `--verbose`.
const NAMED: usize = 20;

/// One thing that is left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Left {
    place: String,
    rule: String,
    what: String,
    why: String,
}

/// What happened, over all rounds.
#[derive(Default)]
pub struct Account {
    /// Findings mended, by rule.
    by_rule: BTreeMap<String, u64>,
    /// Fixes applied, by title, and how often.
    files: BTreeMap<String, u64>,
    /// Files that were left as they are, and why.
    refused: BTreeMap<String, String>,
    /// Fixes that were planned and not applied, as of the last round.
    later: u64,
    unsafe_ones: u64,
    by_hand: BTreeSet<Left>,
    hints: BTreeSet<String>,
}

impl Account {
    /// Paths of files that were refused.
    pub fn refused_files(&self) -> BTreeSet<String> {
        self.refused.keys().cloned().collect()
    }

    /// A file is left as it is.
    pub fn refuse(&mut self, path: &str, why: String) {
        self.refused.entry(path.to_owned()).or_insert(why);
    }

    /// True if something was changed, or would be.
    pub fn has_changes(&self) -> bool {
        !self.files.is_empty()
    }

    /// True if fixes of the level asked for were not applied.
    pub fn remains(&self) -> bool {
        self.later > 0 || !self.refused.is_empty()
    }

    /// What a plan leaves; the last round's word counts.
    pub fn left(&mut self, plan: &Plan, _as_of: Date) {
        self.later = plan.later.iter().map(|c| c.findings.len() as u64).sum();
        self.unsafe_ones = plan.unsafe_ones.iter().map(|c| c.findings.len() as u64).sum();
        self.by_hand = plan.by_hand.iter().map(|f| left(f)).collect();
    }

    /// Fixes that were applied, and the files they changed.
    pub fn done(&mut self, chosen: &[&Choice], changes: &[Change]) {
        for choice in chosen {
            for finding in &choice.findings {
                *self.by_rule.entry(finding.rule.clone()).or_default() += 1;
            }
            self.hints.extend(choice.fix.reason.clone());
        }
        for change in changes {
            *self.files.entry(change.path.clone()).or_default() += change.edits.len() as u64;
        }
    }

    /// Writes it on standard error.
    pub fn write(&self, args: &FixArgs, world: &mut World) -> io::Result<()> {
        if world.quiet {
            return Ok(());
        }
        let err = &mut world.terminal.err;
        if world.verbose {
            for (path, edits) in &self.files {
                writeln!(err, "{}: {}", tame::line(path), words::count(*edits, "edit"))?;
            }
        }
        for (path, why) in &self.refused {
            writeln!(err, "{}: left as it is: {}", tame::line(path), tame::line(why))?;
        }
        let named = if world.verbose { usize::MAX } else { NAMED };
        if !self.by_hand.is_empty() {
            writeln!(err, "To do by hand:")?;
        }
        for left in self.by_hand.iter().take(named) {
            writeln!(err, "  {}: {}: {}", left.place, left.rule, tame::line(&left.what))?;
            if !left.why.is_empty() {
                writeln!(err, "    {}", tame::line(&left.why))?;
            }
        }
        if self.by_hand.len() > named {
            writeln!(err, "  and {} more; --verbose lists them", words::grouped((self.by_hand.len() - named) as u64))?;
        }
        for hint in &self.hints {
            writeln!(err, "note: {}", tame::line(hint))?;
        }
        let mended: u64 = self.by_rule.values().sum();
        let would = if args.diff { "Would fix" } else { "Fixed" };
        let rules: Vec<String> = self.by_rule.iter().map(|(rule, n)| format!("{n} {rule}")).collect();
        let what = if rules.is_empty() { String::new() } else { format!(": {}", rules.join(", ")) };
        let files = words::count(self.files.len() as u64, "file");
        writeln!(err, "{would} {} in {files}{what}.", words::count(mended, "finding"))?;
        if self.unsafe_ones > 0 {
            writeln!(err, "{} more fixable with --unsafe.", words::grouped(self.unsafe_ones))?;
        }
        if self.later > 0 {
            writeln!(err, "{} more touch what was fixed: run it again.", words::grouped(self.later))?;
        }
        Ok(())
    }
}

fn left(finding: &Finding) -> Left {
    let fix = finding.fix.as_ref();
    let what = fix.map_or_else(|| finding.message.clone(), |fix| fix.title.clone());
    let why = fix.and_then(|fix| fix.reason.clone()).unwrap_or_default();
    Left { place: place_of(finding), rule: finding.rule.clone(), what, why }
}
