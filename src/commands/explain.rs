//! `codexit explain RULE`: what, why, an example, how to fix it, where that is known from.

mod posture;

use super::World;
use crate::check::registry::{self, Card};
use crate::cli::ExplainArgs;
use crate::config::{self, Origin};
use crate::exit_status::{ExitStatus, Failure};
use crate::gate::selection::{Selector, meaning};
use crate::report::terminal::Paint;
use crate::report::{tame, words};
use std::io::{self, Write};

/// Columns of running text at most, whatever the terminal has: longer lines are hard to read.
const TEXT_WIDTH: usize = 100;

/// Runs the command.
pub fn run(args: &ExplainArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let settings = config::resolve_source(&args.source, &world.cwd, world.today)?;
    let knowledge = config::knowledge(&settings)?;
    let cards = registry::cards(&knowledge);
    let known: Vec<&str> = cards.iter().map(|c| c.id.as_str()).collect();
    let selector = Selector { text: args.rule.clone(), origin: Origin::Option("explain") };
    let meant = meaning(&selector, &known)?;
    let paint = world.terminal.out_paint;
    let width = world.terminal.width.min(TEXT_WIDTH);
    for (i, card) in cards.iter().filter(|c| meant.includes(&c.id)).enumerate() {
        if i > 0 {
            writeln!(world.terminal.out)?;
        }
        let known = posture::known(&card.id, &knowledge);
        explain(card, &known, paint, width, &mut world.terminal.out)?;
    }
    Ok(ExitStatus::Clean)
}

fn explain(card: &Card, known: &[String], paint: Paint, width: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} ({})", paint.name(&tame::line(&card.id)), card.severity_words())?;
    writeln!(out, "{}", paint.bold(&tame::line(&card.title)))?;
    let mut facts = Vec::new();
    facts.extend(card.package.as_deref().map(|p| format!("Package: {p}")));
    facts.extend(card.deprecated.map(|day| format!("Deprecated: {day}")));
    facts.extend(card.shutdown.map(|day| format!("Shutdown: {day}")));
    facts.extend(card.replacement.as_deref().map(|r| format!("Use instead: {r}")));
    if !facts.is_empty() {
        section("", &facts.join("\n"), paint, width, out)?;
    }
    section("Why", &card.why, paint, width, out)?;
    verbatim("Looks for", &card.shown_patterns().join("\n"), paint, out)?;
    verbatim("Reported", &card.bad, paint, out)?;
    verbatim("Not reported", &card.good, paint, out)?;
    section("How to fix it", &card.how, paint, width, out)?;
    section("What each SDK does", &known.join("\n\n"), paint, width, out)?;
    verbatim("Known from", &card.references.join("\n"), paint, out)
}

fn section(title: &str, text: &str, paint: Paint, width: usize, out: &mut dyn Write) -> io::Result<()> {
    head(title, text, paint, out)?;
    let tamed: Vec<_> = text.lines().map(tame::line).collect();
    write!(out, "{}", words::wrapped(&tamed.join("\n"), "  ", width))
}

/// Text whose lines stay as they are.
fn verbatim(title: &str, text: &str, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    head(title, text, paint, out)?;
    text.lines().try_for_each(|line| writeln!(out, "  {}", tame::line(line)))
}

fn head(title: &str, text: &str, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    match (text.is_empty(), title.is_empty()) {
        (true, _) => Ok(()),
        (false, true) => writeln!(out),
        (false, false) => writeln!(out, "\n{}", paint.bold(title)),
    }
}
