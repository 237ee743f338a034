//! What a reader gets to see. One module a format; each only writes what the gate let pass, and decides nothing. Text
//! that comes from the files scanned is tamed before a terminal sees it.

pub mod calls;
mod closing;
mod concise;
mod full;
mod json;
pub mod progress;
#[cfg(test)]
pub(crate) mod sample;
pub mod statistics;
pub mod table;
pub mod tame;
pub mod terminal;
#[cfg(test)]
mod tests;
pub mod words;

use crate::cli::Format;
use crate::gate::Passed;
use crate::knowledge::Date;
use crate::scan::Report;
use std::io::{self, Write};

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
    }
}
