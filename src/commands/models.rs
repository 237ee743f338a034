//! `codexit models [QUERY]`: what is known of a model on every host, by dates, replacements and sources. An id is read as
//! code writes it, prefixes and all; anything else is looked for in the ids.

use super::World;
use crate::cli::{Format, ModelsArgs};
use crate::config;
use crate::exit_status::{ExitStatus, Failure};
use crate::knowledge::model::Model;
use crate::knowledge::{Date, Knowledge};
use crate::report::terminal::Paint;
use crate::report::{table, tame, words};
use rustc_hash::FxHashSet;
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
        Format::Json => json::write(&listing, out)?,
        _ if listing.rows.is_empty() => {}
        Format::Concise => concise(&listing, out)?,
        Format::Full if listing.rows.len() <= DETAILED || world.verbose => details(&listing, paint, width, out)?,
        Format::Full => overview(&listing, paint, width, out)?,
    }
    match listing.rows.is_empty() {
        false => Ok(ExitStatus::Clean),
        true => Err(Failure::nothing_to_scan(format!(
            "nothing is known of `{}`: that does not say that it lives",
            listing.query.unwrap_or_default()
        ))),
    }
}

/// The row that the query means as an id, its like on other hosts, then every row whose id holds the query.
fn look_up<'a>(query: Option<&'a str>, knowledge: &'a Knowledge, as_of: Date, horizon: u32) -> Listing<'a> {
    let models = &knowledge.models;
    let mut listing = Listing { query, rows: Vec::new(), note: None, knowledge, as_of, horizon };
    let Some(query) = query else {
        listing.rows = models.iter().collect();
        return listing;
    };
    if let Some(hit) = models.find(query, None) {
        listing.rows.push(hit.model);
        listing.rows.extend(hit.all_hosts);
        listing.note = hit.note;
    }
    let mut seen: FxHashSet<(&str, &str)> = listing.rows.iter().map(|m| (m.provider.as_str(), m.id.as_str())).collect();
    let part = query.to_lowercase();
    let holds = |text: &String| text.to_lowercase().contains(&part);
    let by_part = models.iter().filter(|m| holds(&m.id) || m.spellings.iter().any(holds));
    let mut rest: Vec<&Model> = by_part.filter(|m| seen.insert((&m.provider, &m.id))).collect();
    rest.sort_by(|a, b| a.id.cmp(&b.id)); // stable: hosts stay in order of preference
    listing.rows.extend(rest);
    listing
}

fn concise(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    listing.rows.iter().try_for_each(|m| {
        let status = m.status(listing.as_of).words();
        writeln!(out, "{} {} {status}", tame::line(&m.provider), tame::line(&m.id))
    })
}

fn overview(listing: &Listing, paint: Paint, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut table = table::plain(width, &["Model", "Host", "Status", "Replacement"]);
    for m in &listing.rows {
        let id = tame::line(&m.id).into_owned();
        let replacement = tame::line(&m.replacement.join(", ")).into_owned();
        table.add_row([id, tame::line(&m.provider).into_owned(), m.status(listing.as_of).words(), replacement]);
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
        ("status", Some(model.status(listing.as_of).words())),
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
    fn an_id_comes_first_with_its_hosts_then_ids_that_hold_it() {
        let knowledge = Knowledge::built_in();
        let listing = look_up(Some("gpt-4-0314"), &knowledge, day("2026-11-22"), 90);
        let first = listing.rows.first().unwrap();
        assert_eq!((first.provider.as_str(), first.id.as_str()), ("openai", "gpt-4-0314"));
        let unique: FxHashSet<_> = listing.rows.iter().map(|m| (&m.provider, &m.id)).collect();
        assert_eq!(unique.len(), listing.rows.len());
        assert!(look_up(Some("TEXT-davinci"), &knowledge, day("2026-11-22"), 90).rows.len() > 2);
        assert!(look_up(Some("no such model"), &knowledge, day("2026-11-22"), 90).rows.is_empty());
        assert_eq!(look_up(None, &knowledge, day("2026-11-22"), 90).rows.len(), knowledge.models.iter().count());
    }
}
