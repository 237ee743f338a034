//! Dependencies on packages that are at their end, or held on versions that are.
//!
//! A requirement is a finding if every version it allows is affected. One that also allows others is none here; where
//! it contradicts the code, `check::versions` says so on the finding about the code.

use std::collections::HashMap;

use super::range::{self, Hold, Verdict};
use crate::facts::manifest::{COMMAND, Ecosystem, Requirement};
use crate::finding::{Finding, Fix, Severity};
use crate::knowledge::Date;
use crate::knowledge::Package;
use crate::source::Source;

/// The packages that are known to be at their end, by name.
pub struct Packages<'k> {
    rows: HashMap<(Ecosystem, String), Vec<&'k Package>>,
}

impl<'k> Packages<'k> {
    /// An index of the rows whose ecosystem has manifests that are read (`pypi`, `npm`); others are left out.
    pub fn new(rows: impl IntoIterator<Item = &'k Package>) -> Self {
        let mut packages = Packages { rows: HashMap::new() };
        for row in rows {
            let ecosystem = match row.ecosystem.as_str() {
                "pypi" => Ecosystem::Pypi,
                "npm" => Ecosystem::Npm,
                _ => continue,
            };
            packages.rows.entry((ecosystem, ecosystem.normal_name(&row.name))).or_default().push(row);
        }
        packages
    }

    /// The rows of a package, by its name as written anywhere.
    pub fn find(&self, ecosystem: Ecosystem, name: &str) -> &[&'k Package] {
        self.rows.get(&(ecosystem, ecosystem.normal_name(name))).map_or(&[], Vec::as_slice)
    }
}

/// The findings about requirements, each with the index of its source in `sources`, in the same order.
pub fn check(
    requirements: &[(usize, Requirement)],
    sources: &[Source],
    packages: &Packages<'_>,
    as_of: Date,
    horizon_days: u32,
) -> Vec<Finding> {
    let judged = requirements
        .iter()
        .filter_map(|(index, requirement)| finding(sources.get(*index)?, requirement, packages, as_of, horizon_days));
    judged.collect()
}

/// The finding about one requirement of `source`, if there is one. Where several rows of a package affect all that it
/// allows, the most severe is reported.
pub fn finding(
    source: &Source,
    requirement: &Requirement,
    packages: &Packages<'_>,
    as_of: Date,
    horizon_days: u32,
) -> Option<Finding> {
    let rows = packages.find(requirement.ecosystem, &requirement.name).iter().filter(|row| {
        range::allows_only(requirement.ecosystem, &requirement.range, &row.affected) == Verdict::AllAffected
    });
    let (severity, row) = rows
        .map(|row| (severity(row, as_of, horizon_days), *row))
        .reduce(|worst, next| if next.0 > worst.0 { next } else { worst })?;
    Some(Finding {
        rule: row.rule.clone(),
        severity,
        package: Some(row.name.clone()),
        subject: row.name.clone(),
        model_id: None,
        message: message(requirement, row, as_of),
        path: source.path.clone(),
        place: source.place(requirement.span),
        excerpt: super::place::excerpt(source, requirement.span),
        via: Some(via(requirement).to_string()),
        provider: None,
        deprecated_on: row.deprecated,
        shutdown_on: row.end,
        replacement: (!row.replacement.is_empty()).then(|| row.replacement.join(", ")),
        chain: Vec::new(),
        related: Vec::new(),
        notes: notes(row),
        fix: row.replacement.first().map(|replacement| {
            Fix::shown(format!("Depend on {} instead of {}", quoted(replacement), quoted(&written(requirement))))
        }),
        symbol: requirement.group.clone(),
        breaks: false,
    })
}

/// How much a package at its end matters.
///
/// - `dependency/end-of-life`: a package that merely gets no more updates still works, so it is a warning once its end
///   is reached or within the horizon, and info before. If the service behind it is shut down or its API is removed
///   (`dead-backend`, `removed`), what depends on it is broken: an error from that day on (or if no day is known), a
///   warning within the horizon.
/// - `dependency/superseded`: a pin to old versions of a living package holds the code on an API that current
///   documentation, examples and SDKs no longer have: a warning. If the whole package merely has a successor, nothing
///   breaks: info.
/// - `dependency/deprecated`: announced, nothing breaks: info, until a stated end is within the horizon or past.
pub fn severity(row: &Package, as_of: Date, horizon_days: u32) -> Severity {
    let days_left = row.end.map(|end| days_between(as_of, end));
    let is_over = days_left.is_none_or(|days| days <= 0);
    let is_near = days_left.is_some_and(|days| days <= i64::from(horizon_days));
    match row.rule.as_str() {
        "dependency/end-of-life" => match row.status.as_str() {
            "dead-backend" | "removed" if is_over => Severity::Error,
            _ if is_over || is_near => Severity::Warning,
            _ => Severity::Info,
        },
        "dependency/superseded" if row.affected.trim() != "*" => Severity::Warning,
        _ if is_near => Severity::Warning,
        _ => Severity::Info,
    }
}

/// How the requirement holds the package: `lock-entry`, `pip-magic`, `exact-pin`, `caret`, `range-upper`, `unpinned`.
fn via(requirement: &Requirement) -> &'static str {
    if requirement.locked {
        return "lock-entry";
    }
    if requirement.group == COMMAND {
        return "pip-magic";
    }
    match range::hold(requirement.ecosystem, &requirement.range) {
        Hold::Exact => "exact-pin",
        Hold::Caret => "caret",
        Hold::Upper => "range-upper",
        Hold::Open | Hold::Unknown => "unpinned",
    }
}

/// What is wrong, since or from when, and what to depend on instead.
fn message(requirement: &Requirement, row: &Package, as_of: Date) -> String {
    let affected = row.affected.trim();
    let name = quoted(&row.name);
    let when = |verb_past: &str, verb_future: &str| match row.end {
        Some(end) if days_between(as_of, end) <= 0 => format!("{verb_past} on {end} ({})", distance(as_of, end)),
        Some(end) => format!("{verb_future} on {end} ({})", distance(as_of, end)),
        None => verb_past.to_string(),
    };
    let what = if affected == "*" {
        match row.status.as_str() {
            "dead-backend" => format!("the service behind {name} {}", when("was shut down", "shuts down")),
            "removed" => format!("{name} {}", when("was removed", "is removed")),
            "eol" => format!("{name} {}", when("reached its end of life", "reaches its end of life")),
            "superseded" => format!("{name} is superseded"),
            "sunset" => format!("{name} is being sunset"),
            _ if row.end.is_some() => format!("{name} is deprecated; its support {}", when("ended", "ends")),
            _ => format!("{name} is deprecated"),
        }
    } else {
        let versions = match affected.strip_prefix('<') {
            Some(bound) if !bound.contains([',', ' ', '=', '|']) => format!("below {bound}"),
            _ => format!("in {}", quoted(affected)),
        };
        let state = match row.status.as_str() {
            "dead-backend" | "removed" => "whose API is gone",
            "eol" => "which get no more updates",
            "superseded" => "which are superseded",
            _ => "which are deprecated",
        };
        let written = quoted(&written(requirement));
        let allows = if requirement.locked { "is one of the versions" } else { "allows only versions" };
        format!("{written} {allows} {versions}, {state}")
    };
    match row.replacement.as_slice() {
        [] => format!("{what}; no replacement is known"),
        [only] => format!("{what}; move to {}", quoted(only)),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|r| quoted(r)).collect();
            format!("{what}; move to {} or {}", first.join(", "), quoted(last))
        }
    }
}

/// The requirement on one line, as its ecosystem writes it: `openai==0.27.8`, `openai ^0.28`, `openai@^3.2.0`.
pub(super) fn written(requirement: &Requirement) -> String {
    let Requirement { name, range, ecosystem, locked, .. } = requirement;
    match ecosystem {
        _ if range.is_empty() => name.clone(),
        Ecosystem::Pypi if *locked => format!("{name}=={range}"),
        Ecosystem::Pypi if range.starts_with(['@', '^']) => format!("{name} {range}"),
        Ecosystem::Pypi if range.starts_with(|c: char| c.is_ascii_digit() || c == '*') => format!("{name}=={range}"),
        Ecosystem::Pypi => format!("{name}{}", range.replace(' ', "")),
        Ecosystem::Npm => format!("{name}@{range}"),
    }
}

/// Where the facts come from, and what else is to be known.
fn notes(row: &Package) -> Vec<String> {
    let mut notes = Vec::new();
    if !row.note.is_empty() {
        notes.push(row.note.clone());
    }
    if !row.source.is_empty() {
        let url = if row.url.is_empty() { String::new() } else { format!(" ({})", row.url) };
        let day = if row.as_of.is_empty() { String::new() } else { format!(", as of {}", row.as_of) };
        notes.push(format!("source: {}{url}{day}", row.source));
    }
    notes
}

/// Backquotes for a name or requirement; a replacement that is described in words stays as it is.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(' ') && !text.contains('@') { text.to_string() } else { format!("`{text}`") }
}

/// `356 days ago`, `today`, `in 20 days`.
fn distance(as_of: Date, day: Date) -> String {
    let days = days_between(as_of, day);
    match days {
        0 => "today".to_string(),
        1 => "in 1 day".to_string(),
        -1 => "1 day ago".to_string(),
        2.. => format!("in {days} days"),
        _ => format!("{} days ago", -days),
    }
}

/// Days from one day to another, negative if `to` is earlier; 0 if one of them does not exist.
fn days_between(from: Date, to: Date) -> i64 {
    let civil = |date: Date| jiff::civil::Date::new(date.year, date.month as i8, date.day as i8);
    match (civil(from), civil(to)) {
        (Ok(from), Ok(to)) => from.until(to).map_or(0, |span| i64::from(span.get_days())),
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
