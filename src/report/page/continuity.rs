//! Continuity on the page: who is depended on, what stops with whom, and a runbook with a notice to fill in.

use super::data::text;
use crate::finding::Finding;
use crate::report::continuity::Dependence;
use crate::report::posture::Call;
use crate::report::{View, words};
use serde::Serialize;
use std::collections::BTreeMap;

/// Places named for a provider; the matrix has them all.
const PLACES: usize = 8;
/// Calls named that have nothing in front of them.
const BARE: usize = 50;

/// All of it.
#[derive(Serialize)]
pub struct Continuity {
    hosts: Vec<Host>,
    /// Everything goes to one of them.
    single: Option<String>,
    dead: Vec<(String, String)>,
    movable: Vec<Movable>,
    bare: u64,
    bare_at: Vec<String>,
    calls: u64,
    runbook: String,
}

#[derive(Serialize)]
struct Host {
    name: String,
    models: String,
    calls: u64,
    alone: u64,
    alone_at: Vec<String>,
    ending: u64,
    failing: u64,
    pages: Vec<(&'static str, String)>,
}

#[derive(Serialize)]
struct Movable {
    how: String,
    count: u64,
    at: Vec<String>,
}

/// Gathers it for the page.
pub fn continuity(view: &View, all: &[Dependence]) -> Continuity {
    let with_calls: Vec<&Dependence> = all.iter().filter(|one| !one.calls.is_empty()).collect();
    let mut movable: BTreeMap<&str, Vec<&Call>> = BTreeMap::new();
    for (call, how) in all.iter().flat_map(Dependence::movable) {
        movable.entry(how).or_default().push(call);
    }
    let of = |(how, calls): (&str, Vec<&Call>)| Movable {
        how: text(how),
        count: calls.len() as u64,
        at: places(calls.into_iter()),
    };
    Continuity {
        hosts: all.iter().map(host).collect(),
        single: match &with_calls[..] {
            [one] => Some(name(one)),
            _ => None,
        },
        dead: dead(view),
        movable: movable.into_iter().map(of).collect(),
        bare: all.iter().map(|one| one.bare().count() as u64).sum(),
        bare_at: named(all.iter().flat_map(Dependence::bare), BARE),
        calls: all.iter().map(|one| one.calls.len() as u64).sum(),
        runbook: runbook(view, all),
    }
}

fn name(one: &Dependence) -> String {
    text(one.known.map_or(one.id, |known| &known.name))
}

fn host(one: &Dependence) -> Host {
    Host {
        name: name(one),
        models: text(&one.models.iter().take(6).copied().collect::<Vec<_>>().join(", ")),
        calls: one.calls.len() as u64,
        alone: one.alone().count() as u64,
        alone_at: places(one.alone()),
        ending: one.ending.0,
        failing: one.ending.1,
        pages: pages(one),
    }
}

/// Only addresses of the web become links.
fn pages(one: &Dependence) -> Vec<(&'static str, String)> {
    let Some(known) = one.known else { return Vec::new() };
    let status = known.status.iter().map(|page| ("status", page));
    let ends = known.pages.iter().take(2).map(|page| ("ends", page));
    let support = known.support.iter().map(|page| ("support", page));
    let all = status.chain(ends).chain(support).filter(|(_, page)| page.starts_with("https://"));
    all.map(|(kind, page)| (kind, page.clone())).collect()
}

fn places<'a>(calls: impl Iterator<Item = &'a Call<'a>>) -> Vec<String> {
    named(calls, PLACES)
}

/// The places of calls, at most so many.
pub fn named<'a>(calls: impl Iterator<Item = &'a Call<'a>>, most: usize) -> Vec<String> {
    let of = |call: &Call| text(&format!("{}:{}", call.row.path, call.row.place.line));
    let mut all: Vec<String> = calls.map(of).collect();
    if all.len() > most {
        let more = all.len() - most;
        all.truncate(most);
        all.push(format!("and {more} more"));
    }
    all
}

/// Fallbacks that lead to what is gone.
pub fn dead(view: &View) -> Vec<(String, String)> {
    let is_dead = |f: &&Finding| f.rule == "resilience/dead-fallback";
    let findings = view.passed.findings.iter().map(|kept| &kept.finding).filter(is_dead);
    findings.map(|f| (words::place(&f.path, &f.place), text(&f.message))).take(50).collect()
}

/// What to do when one of them does not answer, in Markdown, with blanks to fill in.
pub fn runbook(view: &View, all: &[Dependence]) -> String {
    let mut out = String::from("# When a model provider does not answer\n");
    for one in all.iter().filter(|one| !one.calls.is_empty()).take(12) {
        let (total, alone) = (one.calls.len() as u64, one.alone().count() as u64);
        out.push_str(&format!("\n## {}\n\n", name(one)));
        let page = |kind: &str| pages(one).into_iter().find(|(k, _)| *k == kind).map(|(_, page)| page);
        let status = page("status").unwrap_or_else(|| "____ (no status page is known here)".into());
        out.push_str(&format!("1. Is it them? {status}\n"));
        let at = places(one.alone()).join(", ");
        out.push_str(&format!("2. What stops: {alone} of {} without a fallback", words::count(total, "call")));
        out.push_str(&if at.is_empty() { ".\n".to_owned() } else { format!(": {at}.\n") });
        match one.movable().first() {
            Some((_, how)) => {
                let count = words::count(one.movable().len() as u64, "call");
                out.push_str(&format!("3. Another way: {count} can go to a compatible server: {how}. Ours: ____\n"));
            }
            None => out.push_str("3. Another way: switch to ____ (decided by ____).\n"),
        }
        let support = page("support").unwrap_or_else(|| "____".into());
        out.push_str(&format!("4. Ask them: {support}; account ____; our contact there: ____\n"));
        out.push_str("5. On our side: on call ____; tells customers: ____\n");
    }
    out.push_str(&format!(
        "\n## Notice to customers\n\n> Since ____ (time, zone), ____ (which functions) are not available or slower than \
         usual, because a model provider of ours, ____, does not answer as it should. Your data is not affected: ____. We \
         have ____ (what was switched on instead), and look again every ____ minutes. The next notice comes at ____. \
         Questions: ____\n\nDrawn up from the code as of {}.\n",
        view.report.as_of
    ));
    out
}
