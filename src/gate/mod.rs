//! Which findings survive: severities as the user set them, rules selected and ignored, rules that do not count for
//! some paths, the least severity shown. The one place that decides it; what comes before knows nothing of the user's
//! wishes, and what comes after only writes. Everything that is held back is counted.

pub mod fingerprint;
pub mod paths;
pub mod selection;
pub mod severity;

use crate::config::Settings;
use crate::exit_status::Failure;
use crate::finding::{Finding, Severity};
use std::collections::BTreeSet;

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
}

impl Policy {
    /// Checks the names of rules against those that exist; `opt_in` are those that count only where they are named.
    pub fn new(settings: &Settings, known: &[&str], opt_in: &[&str]) -> Result<Policy, Failure> {
        let selected = selection::select(&settings.selection, known, opt_in)?;
        // With a selection of one's own, what is not in it is no longer a matter of asking.
        let own = settings.selection.iter().any(|layer| layer.select.is_some());
        let left_out =
            |rules: &[&str]| rules.iter().filter(|r| !selected.contains(**r)).map(|r| r.to_string()).collect();
        Ok(Policy {
            unselected: left_out(known),
            opt_in: if own { BTreeSet::new() } else { left_out(opt_in) },
            severities: severity::Overrides::new(&settings.severity, known)?,
            path_ignores: paths::PathIgnores::new(settings, known)?,
            min_severity: settings.min_severity.value,
        })
    }
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
}

impl Passed {
    /// The worst severity that is shown.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|k| k.finding.severity).max()
    }
}

/// Decides. Same findings, same result, whatever their order was.
pub fn decide(mut findings: Vec<Finding>, policy: &Policy) -> Passed {
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut passed = Passed::default();
    // Fingerprints count alike findings, so they are made before any is held back.
    let fingerprints = fingerprint::fingerprints(&findings);
    for (mut finding, fingerprint) in findings.into_iter().zip(fingerprints) {
        if let Some(severity) = policy.severities.of(&finding.rule) {
            finding.severity = severity;
        }
        if policy.opt_in.contains(&finding.rule) {
            passed.opt_in += 1;
        } else if policy.unselected.contains(&finding.rule) {
            passed.unselected += 1;
        } else if policy.path_ignores.ignores(&finding.rule, &finding.path) {
            passed.ignored_by_path += 1;
        } else if finding.severity < policy.min_severity {
            passed.below_severity += 1;
        } else {
            passed.findings.push(Kept { finding, fingerprint });
        }
    }
    passed
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
        let passed = decide(findings, &policy(Severity::Warning));
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
        let shown = decide(all, &policy(Severity::Info));
        let second = decide(hidden, &policy(Severity::Warning));
        assert_eq!(second.findings[0].fingerprint, shown.findings[1].fingerprint);
    }
}
