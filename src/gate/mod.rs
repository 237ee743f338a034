//! Which findings survive: severities as the user set them, rules selected and ignored, rules that do not count for
//! some paths, comments that hold back, changed lines, the baseline, the least severity shown; and which of them make the
//! run fail. The one place that decides it; what comes before knows nothing of the user's
//! wishes, and what comes after only writes. Everything that is held back is counted.

pub mod baseline;
pub mod changes;
pub mod deadline;
pub mod fingerprint;
pub mod owners;
pub mod paths;
pub mod selection;
pub mod severity;
pub mod suppression;

use crate::config::{Settings, lexical};
use crate::exit_status::Failure;
use crate::finding::{Finding, Severity};
use crate::knowledge::Date;
use crate::source::Place;
use crate::suppression::Ignore;
use baseline::{Baseline, Counts};
use changes::Changes;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What the user wants to see.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Held by what is left out, so that a finding of a rule nobody registered is never lost.
    unselected: BTreeSet<String>,
    /// Rules that count only where they are named, and were not.
    opt_in: BTreeSet<String>,
    severities: severity::Overrides,
    path_ignores: paths::PathIgnores,
    min_severity: Severity,
    deadlines: deadline::Deadlines,
    owners: owners::Owners,
    known: Vec<String>,
    as_of: Date,
    horizon_days: u32,
    needs_reason: bool,
    cwd: PathBuf,
    /// What paths in fingerprints are relative to.
    base: PathBuf,
}

impl Policy {
    /// Checks the names of rules against those that exist; `opt_in` are those that count only where they are named,
    /// `raised` those whose severity the project's settings change without naming them.
    pub fn new(
        settings: &Settings,
        known: &[&str],
        opt_in: &[&str],
        raised: &[(&str, Severity)],
    ) -> Result<Policy, Failure> {
        let selected = selection::select(&settings.selection, known, opt_in)?;
        // With a selection of one's own, what is not in it is no longer a matter of asking.
        let own = settings.selection.iter().any(|layer| layer.select.is_some());
        let left_out =
            |rules: &[&str]| rules.iter().filter(|r| !selected.contains(**r)).map(|r| r.to_string()).collect();
        Ok(Policy {
            unselected: left_out(known),
            opt_in: if own { BTreeSet::new() } else { left_out(opt_in) },
            severities: severity::Overrides::new(&settings.severity, known, raised)?,
            path_ignores: paths::PathIgnores::new(settings, known)?,
            min_severity: settings.min_severity.value,
            deadlines: deadline::Deadlines::new(settings, known)?,
            owners: owners::Owners::new(settings, &[])?,
            known: known.iter().map(|rule| (*rule).to_owned()).collect(),
            as_of: settings.as_of.value,
            horizon_days: settings.horizon.value,
            needs_reason: settings.needs_reason,
            cwd: settings.cwd.clone(),
            base: settings.base.clone(),
        })
    }

    /// The same, with the owners that CODEOWNERS files name, each with the folder it speaks for; inner ones stand later.
    pub fn with_codeowners(self, settings: &Settings, texts: &[(PathBuf, String)]) -> Result<Policy, Failure> {
        Ok(Policy { owners: owners::Owners::new(settings, texts)?, ..self })
    }

    /// A path relative to the project, by which a finding is known wherever the project is checked out.
    fn identity(&self, path: &str) -> String {
        let absolute = lexical(&self.cwd.join(path));
        let relative = absolute.strip_prefix(&self.base).map(|below| below.to_string_lossy().replace('\\', "/"));
        relative.unwrap_or_else(|_| path.to_owned())
    }
}

/// What a run is compared with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Against<'a> {
    /// Comments that are meant to hold findings back.
    pub ignores: &'a [Ignore],
    /// What was there before.
    pub baseline: Option<&'a Baseline>,
    /// Only what touches these lines counts.
    pub changes: Option<&'a Changes>,
}

impl Policy {
    /// True if findings of a rule can be shown at all.
    pub fn selects(&self, rule: &str) -> bool {
        !self.unselected.contains(rule) && !self.opt_in.contains(rule)
    }
}

/// A finding that is shown.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The finding, with the severity the user wants.
    pub finding: Finding,
    /// Its name by content; see [`fingerprint`].
    pub fingerprint: String,
    /// Its path relative to the project.
    pub identity: String,
    /// It makes the run fail.
    pub fails: bool,
    /// Who owns it.
    pub team: Option<String>,
}

/// Why a finding is not shown, where somebody decided so for this very finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A comment beside it.
    Comment {
        /// What the comment says.
        reason: String,
    },
    /// A rule of the configuration for its path.
    Setting {
        /// What the configuration says.
        reason: String,
    },
    /// It stands in the baseline.
    Baseline,
}

/// A finding that is held back by someone's word.
#[derive(Clone, Debug)]
pub struct Held {
    /// The finding.
    pub kept: Kept,
    /// Why.
    pub reason: Reason,
}

/// What passed the gate, in the order it is shown, and how much did not.
#[derive(Clone, Debug, Default)]
pub struct Passed {
    /// What is shown: by path, place and rule.
    pub findings: Vec<Kept>,
    /// Findings of rules that are not selected.
    pub unselected: u64,
    /// Findings of opt-in rules nobody asked for.
    pub opt_in: u64,
    /// Findings of rules that do not count for their path.
    pub ignored_by_path: u64,
    /// Findings below the least severity shown.
    pub below_severity: u64,
    /// Findings on lines that did not change, where only changes count.
    pub unchanged: u64,
    /// Findings that a comment, a path ignore or the baseline holds back.
    pub held: Vec<Held>,
    /// What became of the baseline, if there is one.
    pub baseline: Option<Counts>,
    /// Fingerprints of everything that was found, shown or not.
    pub found: Vec<String>,
}

impl Passed {
    /// The worst severity that is shown.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|k| k.finding.severity).max()
    }

    /// How many findings comments hold back.
    pub fn suppressed(&self) -> u64 {
        self.held.iter().filter(|held| matches!(held.reason, Reason::Comment { .. })).count() as u64
    }

    /// How many make the run fail.
    pub fn failing(&self) -> u64 {
        self.findings.iter().filter(|kept| kept.fails).count() as u64
    }
}

/// Decides. Same findings, same result, whatever their order was.
pub fn decide(mut findings: Vec<Finding>, policy: &Policy, against: Against) -> Passed {
    let mut ignores = suppression::Ignores::new(against.ignores, &policy.known, policy.as_of, policy.needs_reason);
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    let reasons: Vec<Option<String>> = findings.iter().map(|finding| ignores.hold_back(finding)).collect();
    // What is said about the comments themselves goes the same way as everything else, but no comment holds it back.
    let about = ignores.findings();
    let mut all: Vec<(Finding, Option<String>)> = findings.into_iter().zip(reasons).collect();
    all.extend(about.into_iter().map(|finding| (finding, None)));
    all.sort_by(|(a, _), (b, _)| order(a).cmp(&order(b)));
    let (findings, reasons): (Vec<Finding>, Vec<Option<String>>) = all.into_iter().unzip();

    // Fingerprints count alike findings, so they are made before any is held back.
    let found = fingerprint::fingerprints(&findings, &|path| policy.identity(path));
    let known: FxHashSet<&str> = against.baseline.map(Baseline::fingerprints).unwrap_or_default();
    let mut passed = Passed { baseline: against.baseline.map(|_| Counts::default()), ..Passed::default() };
    for ((mut finding, reason), fingerprint) in findings.into_iter().zip(reasons).zip(&found) {
        if let Some(severity) = policy.severities.of(&finding.rule) {
            finding.severity = severity;
        }
        let by_path = policy.path_ignores.reason(&finding.rule, &finding.path).map(str::to_owned);
        let asked_for = policy.opt_in.contains(&finding.rule);
        if asked_for && !finding.breaks {
            passed.opt_in += 1;
        } else if !asked_for && policy.unselected.contains(&finding.rule) {
            passed.unselected += 1;
        } else if let Some(reason) = reason {
            passed.held.push(Held { kept: policy.kept(finding, fingerprint), reason: Reason::Comment { reason } });
        } else if let Some(reason) = by_path {
            passed.ignored_by_path += 1;
            passed.held.push(Held { kept: policy.kept(finding, fingerprint), reason: Reason::Setting { reason } });
        } else if finding.severity < policy.min_severity {
            passed.below_severity += 1;
        } else if against.changes.is_some_and(|changes| !policy.touches(changes, &finding)) {
            passed.unchanged += 1;
        } else if known.contains(fingerprint.as_str()) && !is_near(&finding, policy, &against, &mut passed) {
            passed.held.push(Held { kept: policy.kept(finding, fingerprint), reason: Reason::Baseline });
        } else {
            passed.findings.push(policy.kept(finding, fingerprint));
        }
    }
    if let Some(counts) = &mut passed.baseline {
        counts.known = passed.held.iter().filter(|held| held.reason == Reason::Baseline).count() as u64;
        let found: FxHashSet<&str> = found.iter().map(String::as_str).collect();
        counts.fixed = known.iter().filter(|print| !found.contains(*print)).count() as u64;
    }
    passed.found = found;
    passed
}

impl Policy {
    /// True if a finding stands on changed lines, or what it flows from or reaches does.
    fn touches(&self, changes: &Changes, finding: &Finding) -> bool {
        let changed = |path: &str, place: &Place| {
            let path = lexical(&self.cwd.join(path)).to_string_lossy().replace('\\', "/");
            changes.touch(&path, place.line, place.end_line)
        };
        changed(&finding.path, &finding.place) || finding.related.iter().any(|l| changed(&l.path, &l.place))
    }

    fn kept(&self, finding: Finding, fingerprint: &str) -> Kept {
        Kept {
            fingerprint: fingerprint.to_owned(),
            identity: self.identity(&finding.path),
            fails: self.deadlines.fails(&finding),
            team: self.owners.of(&finding.path).map(str::to_owned),
            finding,
        }
    }
}

/// True if a known finding has to be reported again; counts it.
fn is_near(finding: &Finding, policy: &Policy, against: &Against, passed: &mut Passed) -> bool {
    let near = against.baseline.is_some_and(|b| b.is_near(finding, policy.as_of, policy.horizon_days));
    if let Some(counts) = &mut passed.baseline {
        counts.near += u64::from(near);
    }
    near
}

fn order(f: &Finding) -> impl Ord + '_ {
    let p = f.place;
    (&f.path, p.line, p.cell, p.cell_line, p.column, &f.rule, p.end_line, p.end_column, &f.subject, &f.message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn policy(min_severity: Severity) -> Policy {
        Policy {
            unselected: ["api/other".to_string(), "api/taste".to_string()].into(),
            opt_in: ["api/taste".to_string()].into(),
            severities: severity::Overrides::default(),
            path_ignores: paths::PathIgnores::default(),
            min_severity,
            deadlines: deadline::Deadlines::of_severity(Severity::Warning, sample::day("2026-11-22")),
            owners: owners::Owners::default(),
            known: Vec::new(),
            as_of: sample::day("2026-11-22"),
            horizon_days: 90,
            needs_reason: false,
            cwd: "/p".into(),
            base: "/p".into(),
        }
    }

    #[test]
    fn sorts_and_counts_what_it_holds_back() {
        let mut low = sample::finding("model/deprecated", "a.py", 1);
        low.severity = Severity::Info;
        let findings = vec![
            sample::finding("model/retired", "b.py", 2),
            sample::finding("api/other", "a.py", 1),
            sample::finding("api/taste", "a.py", 1),
            sample::finding("model/retired", "a.py", 9),
            low,
        ];
        let passed = decide(findings, &policy(Severity::Warning), Against::default());
        let places: Vec<_> = passed.findings.iter().map(|k| (k.finding.path.as_str(), k.finding.place.line)).collect();
        assert_eq!(places, [("a.py", 9), ("b.py", 2)]);
        assert_eq!((passed.unselected, passed.opt_in, passed.ignored_by_path, passed.below_severity), (1, 1, 0, 1));
        assert_eq!(passed.worst(), Some(Severity::Error));
    }

    #[test]
    fn a_fingerprint_does_not_depend_on_what_is_shown() {
        let all = vec![sample::finding("model/retired", "a.py", 1), sample::finding("model/retired", "a.py", 2)];
        let mut hidden = all.clone();
        hidden[0].severity = Severity::Info;
        let shown = decide(all, &policy(Severity::Info), Against::default());
        let second = decide(hidden, &policy(Severity::Warning), Against::default());
        assert_eq!(second.findings[0].fingerprint, shown.findings[1].fingerprint);
    }
}
