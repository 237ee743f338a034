//! What a reader gets to see. One module a format; each only writes what the gate let pass, and decides nothing. Text
//! that comes from the files scanned is tamed before a terminal sees it.

pub mod calls;
mod closing;
mod concise;
mod continuity;
mod csv;
mod cyclonedx;
mod escape;
mod full;
mod github;
mod gitlab;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod page;
mod posture;
pub mod progress;
mod rdjson;
mod roots;
#[cfg(test)]
pub(crate) mod sample;
mod sarif;
mod shared;
pub mod statistics;
mod survey;
pub mod table;
pub mod tame;
pub mod terminal;
#[cfg(test)]
mod tests;
pub mod words;

use crate::check::registry::Card;
use crate::cli::Format;
use crate::gate::Passed;
use crate::knowledge::Date;
use crate::scan::Report;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A provider or host of models.
#[derive(Clone, Debug, Default)]
pub struct Provider {
    /// Its id, as findings have it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Addresses of pages that announce ends.
    pub pages: Vec<String>,
    /// The page that says whether it is up.
    pub status: Option<String>,
    /// The page that leads to its support.
    pub support: Option<String>,
    /// Calls of its SDKs that servers of others answer, too.
    pub compatible: Vec<Compatible>,
}

/// Calls that can be sent to another server by changing an address.
#[derive(Clone, Debug, Default)]
pub struct Compatible {
    /// Registry names of the SDKs.
    pub packages: Vec<String>,
    /// Ends of the API paths.
    pub calls: Vec<String>,
    /// What is set to send them elsewhere, and what is to be known about it.
    pub how: String,
}

/// All there is to show about a check.
pub struct View<'a> {
    /// What the scan handed on; its findings have gone through the gate and are in `passed`.
    pub report: &'a Report,
    /// What the gate let pass.
    pub passed: &'a Passed,
    /// The day the built-in rules were last compared with their sources.
    pub rules_checked: Date,
    /// One line for each rule, by id.
    pub titles: &'a dyn Fn(&str) -> String,
    /// Every rule, by id.
    pub cards: &'a [Card],
    /// Where a place can be looked at: `https://host/repo/blob/{commit}/{path}#L{line}`.
    pub link: Option<&'a str>,
    /// Who serves models, with the pages that announce their ends.
    pub providers: &'a [Provider],
    /// The paths that were given, and how the paths of their files begin; empty for where codexit was started.
    pub roots: &'a [(String, String)],
    /// Counts by rule instead of findings.
    pub statistics: bool,
    /// Findings only.
    pub quiet: bool,
    /// Also what was left out, and why.
    pub verbose: bool,
    /// Mentions were asked for.
    pub mentions: bool,
    /// The calls to model providers were asked for.
    pub calls: bool,
    /// What fixes do to the files, as diffs, by the fingerprint of the first finding that has the fix.
    pub diffs: &'a BTreeMap<String, String>,
    /// Colour.
    pub paint: terminal::Paint,
    /// Columns.
    pub width: usize,
}

/// Writes a check in a format.
pub fn write(format: Format, view: &View, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Full => full::write(view, out),
        Format::Concise => concise::write(view, out),
        Format::Json => json::write(view, out),
        Format::Jsonl => jsonl::write(view, out),
        Format::Sarif => sarif::write(view, out),
        Format::Github => github::write(view, out),
        Format::Gitlab => gitlab::write(view, out),
        Format::Junit => junit::write(view, out),
        Format::Rdjson => rdjson::write(view, out),
        Format::Markdown => markdown::write(view, out),
        Format::Html => page::write(view, out),
        Format::Csv => csv::write(view, out),
        Format::Cyclonedx => cyclonedx::write(view, out),
    }
}

/// Where the project is at home, if it was built with an address: releases and the action's own builds are.
pub(crate) const HOME: &str = match option_env!("CODEXIT_HOME") {
    Some(address) => address,
    None => env!("CARGO_PKG_REPOSITORY"),
};

/// The page of a rule, if the project's address is known.
pub(crate) fn rule_page(id: &str) -> Option<String> {
    let anchor: String = id.chars().filter(|c| *c != '/').collect();
    (!HOME.is_empty()).then(|| format!("{HOME}/blob/main/docs/rules.md#{anchor}"))
}
