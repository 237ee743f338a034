//! `codexit models [QUERY]`: what is known of a model on every host, by dates, replacements and sources. An id is read as
//! code writes it, prefixes and all; anything else is looked for in the ids.

use super::World;
use crate::cli::{ModelsArgs, ModelsFormat};
use crate::config;
use crate::exit_status::{ExitStatus, Failure};
use crate::knowledge::model::Model;
use crate::knowledge::{Date, Knowledge, Provider};
use crate::report::terminal::Paint;
use crate::report::{table, tame, words};
use std::io::{self, Write};

mod json;

/// Up to this many rows are shown with all there is to say; more are a table.
const DETAILED: usize = 12;

/// Rows to show, and how they are judged.
struct Listing<'a> {
    query: Option<&'a str>,
    rows: Vec<&'a Model>,
    /// How the query was read, where that needs saying.
    note: Option<String>,
    /// Ids that come near, where there are no rows.
    near: Vec<&'a str>,
    /// Where the query is listed without a lifecycle.
    known_at: Vec<(&'a Provider, &'a str)>,
    knowledge: &'a Knowledge,
    as_of: Date,
    horizon: u32,
}

/// Runs the command. A look-up that finds nothing is no verdict of safe, and does not end like one.
pub fn run(args: &ModelsArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let settings = config::resolve_source(&args.source, &world.cwd, world.today)?;
    let knowledge = config::knowledge(&settings)?;
    let listing = look_up(args.query.as_deref(), &knowledge, settings.as_of.value, settings.horizon.value);
    let (paint, width) = (world.terminal.out_paint, world.terminal.width);
    let out = &mut world.terminal.out;
    match args.format {
        ModelsFormat::Json => json::write(&listing, out)?,
        _ if listing.rows.is_empty() => {}
        ModelsFormat::Concise => concise(&listing, out)?,
        ModelsFormat::Full if listing.rows.len() <= DETAILED || world.verbose => details(&listing, paint, width, out)?,
        ModelsFormat::Full => overview(&listing, paint, width, out)?,
    }
    match listing.rows.is_empty() {
        false => Ok(ExitStatus::Clean),
        true => Err(nothing(&listing)),
    }
}

/// The rows that the query means as an id, on every host; else every row whose id holds the query.
fn look_up<'a>(query: Option<&'a str>, knowledge: &'a Knowledge, as_of: Date, horizon: u32) -> Listing<'a> {
    let inquiry = knowledge.models.inquire(query.unwrap_or_default());
    let mut notes: Vec<String> = Vec::new();
    let mut rows = Vec::with_capacity(inquiry.rows.len());
    for (model, note) in inquiry.rows {
        rows.push(model);
        notes.extend(note.filter(|note| !notes.contains(note)));
    }
    if inquiry.partial {
        rows.sort_by(|a, b| a.id.cmp(&b.id)); // stable: hosts stay in order of preference
    }
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    Listing { query, rows, note, near: inquiry.near, known_at: inquiry.known_at, knowledge, as_of, horizon }
}

/// That nothing is known, and what comes near.
fn nothing(listing: &Listing) -> Failure {
    let query = listing.query.unwrap_or_default();
    let failure = Failure::nothing_to_scan(format!("nothing is known of `{query}`: that does not say that it lives"));
    let listed = listing.known_at.iter().map(|(provider, _)| provider.name.as_str()).collect::<Vec<_>>().join(", ");
    if !listed.is_empty() {
        return failure.with_help(format!("it is listed at {listed}, but no source says when it goes"));
    }
    match listing.near.is_empty() {
        true => failure,
        false => failure.with_help(format!("did you mean `{}`?", listing.near.join("`, `"))),
    }
}

fn concise(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    listing.rows.iter().try_for_each(|m| {
        let status = m.words(listing.as_of);
        writeln!(out, "{} {} {status}", tame::line(&m.provider), tame::line(&m.id))
    })
}

fn overview(listing: &Listing, paint: Paint, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut table = table::plain(width, &["Model", "Host", "Status", "Replacement"]);
    for m in &listing.rows {
        let id = tame::line(&m.id).into_owned();
        let replacement = tame::line(&m.replacement.join(", ")).into_owned();
        table.add_row([id, tame::line(&m.provider).into_owned(), m.words(listing.as_of), replacement]);
    }
    table::print(&table, paint, out)?;
    let count = words::count(listing.rows.len() as u64, "row");
    writeln!(out, "\n{}", paint.bold(&format!("{count}, as of {}.", listing.as_of)))
}

fn details(listing: &Listing, paint: Paint, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if let Some(note) = &listing.note {
        write!(out, "{}", words::wrapped(&tame::line(note), "", width))?;
        writeln!(out)?;
    }
    for (i, model) in listing.rows.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        detail(listing, model, paint, width, out)?;
    }
    Ok(())
}

fn detail(listing: &Listing, model: &Model, paint: Paint, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let models = &listing.knowledge.models;
    let host = models.provider(&model.provider).map_or(model.provider.as_str(), |p| p.name.as_str());
    writeln!(out, "{} ({}, {})", paint.name(&tame::line(&model.id)), tame::line(host), tame::line(&model.kind))?;
    let day = |day: Date| format!("{day} ({})", words::distance(listing.as_of, day));
    let chain = models.chain(model, listing.as_of, listing.horizon);
    let steps: Vec<String> = chain.steps.iter().map(|s| format!("{} ({})", s.id, s.status)).collect();
    let source = match model.source_url.is_empty() {
        true => model.cited(),
        false => format!("{}\n{}", model.cited(), model.source_url),
    };
    let checked = models.provider(&model.provider).map(|p| p.checked.to_string());
    let lines = [
        ("status", Some(model.words(listing.as_of))),
        ("deprecated", model.deprecated.map(day)),
        ("shutdown", model.shutdown.map(day)),
        ("not before", model.earliest_shutdown.map(day)),
        ("also written", (!model.spellings.is_empty()).then(|| model.spellings.join(", "))),
        ("replacement", chain.end.map(|end| end.id.clone())),
        ("by way of", (chain.steps.len() > 1).then(|| steps.join(" → "))),
        ("note", chain.note),
        ("note", (!model.note.is_empty()).then(|| model.note.clone())),
        ("source", Some(source)),
        ("confidence", (!model.confidence.is_empty()).then(|| model.confidence.clone())),
        ("checked", checked),
    ];
    for (name, text) in lines {
        let Some(text) = text else { continue };
        let tamed: Vec<_> = text.lines().map(tame::line).collect();
        let body = words::wrapped(&tamed.join("\n"), &" ".repeat(16), width);
        // The name stands in the indent of the first line.
        let body = body.get(16..).unwrap_or_default();
        writeln!(out, "  {}{}", paint.dim(&format!("{name:14}")), body.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::day;

    #[test]
    fn an_id_is_looked_up_on_every_host_and_anything_else_in_the_ids() {
        let knowledge = Knowledge::built_in();
        let listing = look_up(Some("gpt-4-0314"), &knowledge, day("2026-11-22"), 90);
        let first = listing.rows.first().unwrap();
        assert_eq!((first.provider.as_str(), first.id.as_str()), ("openai", "gpt-4-0314"));
        let rows: Vec<_> = listing.rows.iter().map(|m| format!("{} {}", m.provider, m.id)).collect();
        assert_eq!(rows, ["openai gpt-4-0314", "azure gpt-4@0314"]);
        let near = look_up(Some("gpt-4-0341"), &knowledge, day("2026-11-22"), 90);
        assert!(near.rows.is_empty() && nothing(&near).help.unwrap().contains("`gpt-4-0314`"));
        assert!(look_up(Some("TEXT-davinci"), &knowledge, day("2026-11-22"), 90).rows.len() > 2);
        assert!(look_up(Some("no such model"), &knowledge, day("2026-11-22"), 90).rows.is_empty());
        assert_eq!(look_up(None, &knowledge, day("2026-11-22"), 90).rows.len(), knowledge.models.iter().count());
    }
}
