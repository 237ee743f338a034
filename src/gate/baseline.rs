//! What was there before: a file of known findings, so that a check reports only what is new.
//!
//! A finding is known by its fingerprint, so moved lines and other checkout folders change nothing. One that is known
//! is reported again when its shutdown comes within the horizon and did not when the file was written.

use crate::exit_status::Failure;
use crate::finding::Finding;
use crate::gate::Kept;
use crate::knowledge::Date;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

/// Raised when a key changes its meaning or goes.
const VERSION: u32 = 1;

/// Known findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// The day it was written.
    pub as_of: Date,
    entries: Vec<Entry>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    version: u32,
    as_of: String,
    #[serde(default)]
    finding: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    path: String,
    rule: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    symbol: String,
    subject: String,
    fingerprint: String,
}

/// How much of a baseline is left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Findings held back because they are known.
    pub known: u64,
    /// Entries that are no longer found.
    pub fixed: u64,
    /// Known findings that are reported again because their end is near.
    pub near: u64,
}

impl Baseline {
    /// A baseline of all findings.
    pub fn of<'a>(findings: impl Iterator<Item = &'a Kept>, as_of: Date) -> Baseline {
        let mut entries: Vec<Entry> = findings
            .map(|kept| Entry {
                path: kept.identity.clone(),
                rule: kept.finding.rule.clone(),
                symbol: kept.finding.symbol.clone(),
                subject: kept.finding.subject.clone(),
                fingerprint: kept.fingerprint.clone(),
            })
            .collect();
        entries.sort();
        entries.dedup();
        Baseline { as_of, entries }
    }

    /// Reads a file's text; `shown` is its path in messages.
    pub fn read(text: &str, shown: &str) -> Result<Baseline, Failure> {
        let document: Document = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            Failure::usage(format!("{shown}:{line}: {}", e.message()))
        })?;
        if document.version != VERSION {
            return Err(Failure::usage(format!("{shown}: a baseline of version {}", document.version))
                .with_help(format!("this codexit reads version {VERSION}; write it anew with `codexit baseline`")));
        }
        let as_of = Date::parse(&document.as_of)
            .ok_or_else(|| Failure::usage(format!("{shown}: `as-of` is no day: {}", &document.as_of)))?;
        Ok(Baseline { as_of, entries: document.finding })
    }

    /// The file's text: one finding a paragraph, sorted by path.
    pub fn text(&self) -> Result<String, Failure> {
        let document = Document { version: VERSION, as_of: self.as_of.to_string(), finding: self.entries.clone() };
        let body = toml::to_string(&document).map_err(|e| Failure::usage(format!("cannot write a baseline: {e}")))?;
        Ok(format!(
            "# Findings that `codexit check --baseline` passes over. Written by `codexit baseline`; with `--prune` it\n\
             # takes out what is fixed and adds nothing.\n{body}"
        ))
    }

    /// Entries, in number.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The same without what is no longer found.
    pub fn pruned<'a>(&self, found: impl Iterator<Item = &'a str>) -> Baseline {
        let found: FxHashSet<&str> = found.collect();
        let entries = self.entries.iter().filter(|e| found.contains(e.fingerprint.as_str())).cloned().collect();
        Baseline { as_of: self.as_of, entries }
    }

    /// Fingerprints.
    pub fn fingerprints(&self) -> FxHashSet<&str> {
        self.entries.iter().map(|entry| entry.fingerprint.as_str()).collect()
    }

    /// True if a known finding has to be reported again: its end is near now and was not then.
    pub fn is_near(&self, finding: &Finding, as_of: Date, horizon_days: u32) -> bool {
        let horizon = i64::from(horizon_days);
        finding.shutdown_on.is_some_and(|day| as_of.days_until(day) <= horizon && self.as_of.days_until(day) > horizon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_baseline_is_read_as_it_was_written_and_sorted() {
        let passed = sample::passed(vec![sample::finding("model/retired", "b\n\".py", 2), sample::rich("a.py", 3)]);
        let baseline = Baseline::of(passed.findings.iter(), sample::day("2026-11-22"));
        let text = baseline.text().unwrap();
        assert!(text.find("\"a.py\"").unwrap() < text.rfind(".py").unwrap(), "{text}");
        assert_eq!(Baseline::read(&text, "b").unwrap(), baseline);
        let left = baseline.pruned(std::iter::once(passed.findings[1].fingerprint.as_str()));
        assert_eq!((left.len(), baseline.len()), (1, 2));
        assert!(Baseline::read("version = 2\nas-of = \"2026-11-22\"", "b").is_err());
        assert!(
            Baseline::read("version = 1\nas-of = \"2026-11-22\"\nx = 1", "b").unwrap_err().message.starts_with("b:3")
        );
    }

    #[test]
    fn what_comes_within_the_horizon_is_reported_again() {
        let baseline = Baseline::of(std::iter::empty(), sample::day("2026-01-01"));
        let mut finding = sample::rich("a.py", 3);
        finding.shutdown_on = Some(sample::day("2026-12-31"));
        assert!(baseline.is_near(&finding, sample::day("2026-11-22"), 90));
        assert!(!baseline.is_near(&finding, sample::day("2026-02-01"), 90));
        // It was near, or over, when the file was written.
        finding.shutdown_on = Some(sample::day("2025-12-31"));
        assert!(!baseline.is_near(&finding, sample::day("2026-11-22"), 90));
    }
}
