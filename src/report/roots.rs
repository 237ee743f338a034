//! A row a repository, where several were given: how each of them stands. Plain data for the pages.

use super::posture::Call;
use super::{View, survey};
use crate::finding::{Finding, Severity};

/// How one of the paths stands that were given.
pub struct Root<'a> {
    /// As it was given.
    pub name: &'a str,
    /// Places that fail today.
    pub today: u64,
    /// Findings by severity.
    pub errors: u64,
    /// The same.
    pub warnings: u64,
    /// The same.
    pub infos: u64,
    /// Calls to model providers.
    pub calls: u64,
    /// Their score on average, of a hundred.
    pub score: Option<u32>,
    /// Files that were read.
    pub files: u64,
}

/// One each; none if there is but one.
pub fn roots<'a>(view: &View<'a>, calls: &[Call]) -> Vec<Root<'a>> {
    if view.roots.len() < 2 {
        return Vec::new();
    }
    let of = |(name, shown): &'a (String, String)| {
        let inside = |path: &str| {
            shown.is_empty() || path.strip_prefix(shown.as_str()).is_some_and(|r| r.is_empty() || r.starts_with('/'))
        };
        let found: Vec<&Finding> =
            view.passed.findings.iter().map(|kept| &kept.finding).filter(|f| inside(&f.path)).collect();
        let of = |severity: Severity| found.iter().filter(|f| f.severity == severity).count() as u64;
        let own: Vec<&Call> = calls.iter().filter(|call| inside(&call.row.path)).collect();
        let scores: Vec<u32> = own.iter().filter_map(|call| call.score).collect();
        Root {
            name,
            today: survey::figures(found.iter().copied(), view.report.as_of).today,
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            infos: of(Severity::Info),
            calls: own.len() as u64,
            score: (!scores.is_empty()).then(|| scores.iter().sum::<u32>() / scores.len() as u32),
            files: view.report.files.iter().filter(|file| inside(file)).count() as u64,
        }
    };
    view.roots.iter().map(of).collect()
}
