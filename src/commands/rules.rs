//! `codexit rules`: all rules, one a line.

use super::{World, rule_new, rule_test};
use crate::check::registry::{self, Card};
use crate::cli::{RulesArgs, RulesCommand, RulesFormat};
use crate::config;
use crate::exit_status::{ExitStatus, Failure};
use crate::report::terminal::Paint;
use crate::report::{table, tame};
use serde::Serialize;
use std::io::{self, Write};

/// Runs the command.
pub fn run(args: &RulesArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    match &args.command {
        Some(RulesCommand::Test(args)) => return rule_test::run(args, world),
        Some(RulesCommand::New(args)) => return rule_new::new_rule(args, world),
        None => {}
    }
    let settings = config::resolve_source(&args.source, &world.cwd, world.today)?;
    let knowledge = config::knowledge(&settings)?;
    let cards = registry::cards(&knowledge);
    let out = &mut world.terminal.out;
    match args.format {
        RulesFormat::Full => full(&cards, world.terminal.width, world.terminal.out_paint, out)?,
        RulesFormat::Concise => cards.iter().try_for_each(|c| writeln!(out, "{} {} {}", c.id, c.severity, c.title))?,
        RulesFormat::Json => json(&cards, out)?,
        RulesFormat::Markdown => out.write_all(markdown(&cards).as_bytes())?,
    }
    Ok(ExitStatus::Clean)
}

fn full(cards: &[Card], width: usize, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut table = table::plain(width, &["Rule", "Severity", "What it reports"]);
    for card in cards {
        table.add_row([tame::line(&card.id), card.severity_words().into(), tame::line(&card.title)]);
    }
    table::keep_whole(&mut table, &[0, 1], width);
    table::print(&table, paint, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    rules: Vec<JsonRule<'a>>,
}

#[derive(Serialize)]
struct JsonRule<'a> {
    id: &'a str,
    severity: &'a str,
    opt_in: bool,
    title: &'a str,
    package: Option<&'a str>,
    why: &'a str,
    looks_for: &'a [String],
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
            opt_in: c.opt_in,
            title: &c.title,
            package: c.package.as_deref(),
            why: &c.why,
            looks_for: &c.patterns,
            how: &c.how,
            references: &c.references,
            deprecated_on: c.deprecated.map(|d| d.to_string()),
            shutdown_on: c.shutdown.map(|d| d.to_string()),
            replacement: c.replacement.as_deref(),
        })
        .collect();
    let document = Document { schema_version: 1, rules };
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    writeln!(out)
}

/// The page docs/rules.md: a table to find a rule by, then what `codexit explain` says of each.
pub fn markdown(cards: &[Card]) -> String {
    let mut page = String::from(
        "# Rules\n\n<!-- Made by `codexit rules --format markdown --isolated`; a test holds it current. -->\n\n\
         `codexit explain RULE` shows one of these in the terminal. A rule is selected by its id, by a unique end of it \
         (`retired`), or with its category (`model`). An opt-in rule counts only where it is named itself.\n",
    );
    let mut category = "";
    for card in cards {
        let its = card.id.split('/').next().unwrap_or("");
        if its != category {
            category = its;
            page.push_str(&format!("\n## {category}\n\n| rule | severity | what it reports |\n|---|---|---|\n"));
            for row in cards.iter().filter(|c| c.id.starts_with(&format!("{category}/"))) {
                let anchor = row.id.replace('/', "");
                let title = row.title.replace('|', "\\|");
                page.push_str(&format!("| [`{}`](#{anchor}) | {} | {title} |\n", row.id, row.severity_words()));
            }
        }
        section(&mut page, card);
    }
    page
}

fn section(page: &mut String, card: &Card) {
    page.push_str(&format!(
        "\n### `{}`\n\n{} ({}).\n",
        card.id,
        card.title.trim_end_matches('.'),
        card.severity_words()
    ));
    let facts = [
        card.package.as_deref().map(|p| format!("- package: `{p}`\n")),
        card.deprecated.map(|day| format!("- deprecated: {day}\n")),
        card.shutdown.map(|day| format!("- shutdown: {day}\n")),
        card.replacement.as_deref().map(|r| format!("- use instead: {r}\n")),
    ];
    let facts: String = facts.into_iter().flatten().collect();
    if !facts.is_empty() {
        page.push_str(&format!("\n{facts}"));
    }
    page.push_str(&format!("\n**Why.** {}\n", card.why.trim()));
    for (title, code) in
        [("Looks for", &card.patterns.join("\n")), ("Reported", &card.bad), ("Not reported", &card.good)]
    {
        if !code.is_empty() {
            page.push_str(&format!("\n{title}:\n\n```\n{}\n```\n", code.trim_end()));
        }
    }
    page.push_str(&format!("\n**How to fix it.** {}\n", card.how.trim()));
    if !card.references.is_empty() {
        page.push_str("\nKnown from:\n\n");
        card.references.iter().for_each(|r| page.push_str(&format!("- {r}\n")));
    }
}
