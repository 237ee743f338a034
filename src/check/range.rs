//! What a version range allows, as a set of versions: PEP 440 and Poetry's ranges for PyPI, node-semver for npm.
//!
//! Versions and ranges are parsed by the libraries of either world; a range becomes a set of intervals
//! (`version_ranges::Ranges`), and every question is one of subset or disjointness. Nothing is sampled.

use nodejs_semver::Version as NpmVersion;
use pep440_rs::{Operator, Version as PypiVersion, VersionSpecifier};
use version_ranges::Ranges;

use crate::facts::manifest::Ecosystem;

/// How the versions that a range allows lie to those that are affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every version it allows is affected.
    AllAffected,
    /// It allows at least one version that is not affected (which need not have been released).
    SomeUnaffected,
    /// It says nothing about registry versions (a git URL, a workspace, a tag), or cannot be read.
    Unknown,
}

/// How a range holds versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// One version: `==0.28`, `3.2.1`.
    Exact,
    /// `^3.2.0`.
    Caret,
    /// Any other range with an upper bound: `<1`, `~=0.27`, `3.x`.
    Upper,
    /// No upper bound: `>=0.27`, `*`, nothing at all.
    Open,
    /// Unreadable, or no range of registry versions.
    Unknown,
}

/// Ranges longer than this are not read. Real ones stay far below; the cost of a set grows with its alternatives.
const LONGEST: usize = 512;

/// A set of versions of either registry.
enum Versions {
    Pypi(Ranges<PypiVersion>),
    Npm(Ranges<NpmVersion>),
}

/// Does `range` allow affected versions only? Both are in the grammar of their ecosystem; `affected` = `*` is every
/// version, whatever the range says, unless it points at a package of the same tree (`workspace:`, `file:`), which is
/// not the registry's. A range that allows nothing at all is `Unknown`.
pub fn allows_only(ecosystem: Ecosystem, range: &str, affected: &str) -> Verdict {
    if is_local(range) {
        return Verdict::Unknown;
    }
    if affected.trim() == "*" {
        return Verdict::AllAffected;
    }
    let verdict = |empty: bool, subset: bool| match (empty, subset) {
        (true, _) => Verdict::Unknown,
        (_, true) => Verdict::AllAffected,
        _ => Verdict::SomeUnaffected,
    };
    match (versions(ecosystem, range), versions(ecosystem, affected)) {
        (Some(Versions::Pypi(range)), Some(Versions::Pypi(affected))) => {
            verdict(range.is_empty(), range.subset_of(&affected))
        }
        (Some(Versions::Npm(range)), Some(Versions::Npm(affected))) => {
            verdict(range.is_empty(), range.subset_of(&affected))
        }
        _ => Verdict::Unknown,
    }
}

/// True if `range` is known to allow no affected version.
pub fn allows_none(ecosystem: Ecosystem, range: &str, affected: &str) -> bool {
    match (versions(ecosystem, range), versions(ecosystem, affected)) {
        (Some(Versions::Pypi(range)), Some(Versions::Pypi(affected))) => range.is_disjoint(&affected),
        (Some(Versions::Npm(range)), Some(Versions::Npm(affected))) => range.is_disjoint(&affected),
        _ => false,
    }
}

/// How `range` holds versions.
pub fn hold(ecosystem: Ecosystem, range: &str) -> Hold {
    let (exact, open) = match versions(ecosystem, range) {
        None => return Hold::Unknown,
        Some(Versions::Pypi(set)) => (set.as_singleton().is_some(), is_open(&set)),
        Some(Versions::Npm(set)) => (set.as_singleton().is_some(), is_open(&set)),
    };
    match () {
        _ if exact => Hold::Exact,
        _ if open => Hold::Open,
        _ if range.trim_start().starts_with('^') => Hold::Caret,
        _ => Hold::Upper,
    }
}

fn is_open<V: Ord + Clone>(set: &Ranges<V>) -> bool {
    matches!(set.bounding_range(), Some((_, std::ops::Bound::Unbounded)))
}

/// True for a range that points at a package of the same tree or disk.
fn is_local(range: &str) -> bool {
    let target = range.trim().trim_start_matches('@').trim_start();
    let local = ["workspace:", "file:", "link:", "portal:", "./", "../", "/", "~/"];
    local.iter().any(|prefix| target.starts_with(prefix))
}

fn versions(ecosystem: Ecosystem, range: &str) -> Option<Versions> {
    // Numbers of more digits than any version has would overflow the arithmetic of bounds.
    let has_huge_number = range.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 15);
    if range.len() > LONGEST || has_huge_number {
        return None;
    }
    match ecosystem {
        Ecosystem::Pypi => pypi(range).map(Versions::Pypi),
        Ecosystem::Npm => npm(range).map(Versions::Npm),
    }
}

/// PEP 440 specifiers, and what Poetry adds: `^1.2`, `~1.2`, a bare version, `*`, `||` between alternatives and blanks
/// between constraints.
fn pypi(range: &str) -> Option<Ranges<PypiVersion>> {
    if range.trim_start().starts_with('@') {
        return None;
    }
    let mut all = Ranges::empty();
    let alternatives = range.split('|').map(str::trim).filter(|a| !a.is_empty());
    for alternative in alternatives.clone() {
        let mut one = Ranges::full();
        let mut rest = alternative;
        while !rest.is_empty() {
            let operator = rest.len() - rest.trim_start_matches(['<', '>', '=', '!', '~', '^']).len();
            let (operator, behind) = rest.split_at(operator);
            let behind = behind.trim_start();
            let end = behind.find(|c: char| c == ',' || c.is_whitespace()).unwrap_or(behind.len());
            one = one.intersection(&pypi_constraint(operator, &behind[..end])?);
            rest = behind[end..].trim_start_matches(|c: char| c == ',' || c.is_whitespace());
        }
        all = all.union(&one);
    }
    if alternatives.count() == 0 { Some(Ranges::full()) } else { Some(all) }
}

fn pypi_constraint(operator: &str, version: &str) -> Option<Ranges<PypiVersion>> {
    match operator {
        "" if version == "*" => Some(Ranges::full()),
        "" => pypi_specifier("==", version),
        "^" | "~" => {
            let low: PypiVersion = version.parse().ok()?;
            let release = low.release();
            // `^` may change what is right of the first number that is not zero, `~` what is right of the second.
            let fixed = match operator {
                "^" => release.iter().position(|&n| n != 0).unwrap_or(release.len().checked_sub(1)?),
                _ => usize::from(release.len() > 1),
            };
            let mut high = release.get(..=fixed)?.to_vec();
            *high.last_mut()? += 1;
            let high = PypiVersion::new(high).with_epoch(low.epoch()).with_dev(Some(0));
            Some(Ranges::between(low, high))
        }
        _ => pypi_specifier(operator, version),
    }
}

fn pypi_specifier(operator: &str, version: &str) -> Option<Ranges<PypiVersion>> {
    let specifier: VersionSpecifier = format!("{operator}{version}").parse().ok()?;
    if *specifier.operator() == Operator::LessThan && !specifier.version().any_prerelease() {
        // `<1.0` shuts out the pre-releases of 1.0, of which 1.0.dev0 is the first. The library bounds it by a version
        // before that one, which would make `<1.0` smaller than `~=0.27`'s upper bound by nothing that exists.
        return Some(Ranges::strictly_lower_than(specifier.version().clone().with_dev(Some(0))));
    }
    Some(specifier.into())
}

/// A node-semver range. `latest` is whatever is newest: every version. Other tags, URLs and protocols are no ranges.
fn npm(range: &str) -> Option<Ranges<NpmVersion>> {
    let range = range.trim();
    if range == "latest" {
        return Some(Ranges::full());
    }
    if range.contains([':', '/']) {
        return None;
    }
    // The library keeps its bounds to itself, but writes each alternative as at most two comparators.
    let canonical = nodejs_semver::Range::parse(range).ok()?.to_string();
    let mut all = Ranges::empty();
    for alternative in canonical.split("||") {
        let mut one = Ranges::full();
        for comparator in alternative.split_whitespace() {
            one = one.intersection(&npm_comparator(comparator)?);
        }
        all = all.union(&without_next_prereleases(one, alternative));
    }
    Some(all)
}

fn npm_comparator(comparator: &str) -> Option<Ranges<NpmVersion>> {
    let digits = comparator.find(|c: char| c.is_ascii_digit()).unwrap_or(comparator.len());
    let (operator, version) = comparator.split_at(digits);
    if comparator == "*" {
        return Some(Ranges::full());
    }
    let version: NpmVersion = version.parse().ok()?;
    Some(match operator {
        "" => Ranges::singleton(version),
        "<" => Ranges::strictly_lower_than(version),
        "<=" => Ranges::lower_than(version),
        ">" => Ranges::strictly_higher_than(version),
        ">=" => Ranges::higher_than(version),
        _ => return None,
    })
}

/// node-semver lets pre-releases in only where the range names one of the same version: `<4.0.0` has no 4.0.0-beta.1,
/// though that is lower. So such a bound is the same as `<4.0.0-0`, which is also how the library writes `<4`.
fn without_next_prereleases(set: Ranges<NpmVersion>, alternative: &str) -> Ranges<NpmVersion> {
    let Some(bound) = alternative.split_whitespace().find_map(|c| c.strip_prefix('<')) else { return set };
    if bound.starts_with('=') || bound.contains('-') {
        return set;
    }
    let names_prerelease =
        alternative.split_whitespace().any(|c| c.trim_start_matches(['>', '=']).starts_with(&format!("{bound}-")));
    match format!("{bound}-0").parse::<NpmVersion>() {
        Ok(first) if !names_prerelease => set.intersection(&Ranges::strictly_lower_than(first)),
        _ => set,
    }
}

#[cfg(test)]
mod tests;
