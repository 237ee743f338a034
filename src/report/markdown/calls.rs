//! The calls in Markdown: how they stand, who is depended on, and the runbook. Only where calls were asked for.

use crate::report::continuity::{Dependence, dependences};
use crate::report::page::continuity::{dead, named, runbook};
use crate::report::posture::{self, Call, MEASURES};
use crate::report::survey::Survey;
use crate::report::{View, escape, roots, words};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Calls named of a kind.
const NAMED: usize = 10;

/// Writes the sections.
pub(super) fn write<'a>(view: &View<'a>, survey: &Survey<'a>, out: &mut dyn Write) -> io::Result<()> {
    let calls: Vec<Call> = posture::calls(view);
    by_root(view, &calls, out)?;
    if calls.is_empty() {
        return Ok(());
    }
    standing(&calls, out)?;
    let all = dependences(view, survey, &calls);
    continuity(&all, out)?;
    left(view, &all, out)?;
    // In a block of code it can be copied, and nothing in it means anything here.
    let runbook = runbook(view, &all).replace("````", "'''");
    writeln!(out, "<details><summary>Runbook</summary>\n\n````text\n{runbook}````\n\n</details>\n")
}

fn by_root(view: &View, calls: &[Call], out: &mut dyn Write) -> io::Result<()> {
    let roots = roots::roots(view, calls);
    if roots.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Repositories\n\n| path | fail today | errors | warnings | infos | calls | score | files |")?;
    writeln!(out, "|---|---:|---:|---:|---:|---:|---:|---:|")?;
    for r in roots {
        let (name, score) = (escape::markdown_code(r.name), r.score.map_or("–".to_owned(), |score| score.to_string()));
        let counts = [r.today, r.errors, r.warnings, r.infos, r.calls].map(|count| count.to_string()).join(" | ");
        writeln!(out, "| {name} | {counts} | {score} | {} |", r.files)?;
    }
    writeln!(out)
}

/// What is left when one of them does not answer, and what keeps load away from them.
fn left(view: &View, all: &[Dependence], out: &mut dyn Write) -> io::Result<()> {
    let with_calls: Vec<&Dependence> = all.iter().filter(|one| !one.calls.is_empty()).collect();
    if let [one] = &with_calls[..] {
        let name = escape::markdown(one.known.map_or(one.id, |known| &known.name));
        writeln!(out, "- Every call that is seen goes to one provider, {name}.")?;
    }
    for (place, message) in dead(view) {
        writeln!(out, "- A fallback that is dead: {}: {}", escape::markdown_code(&place), escape::markdown(&message))?;
    }
    let at = |calls: Vec<String>| calls.iter().map(|at| escape::markdown_code(at)).collect::<Vec<_>>().join(", ");
    let mut ways: BTreeMap<&str, Vec<&Call>> = BTreeMap::new();
    for (call, how) in all.iter().flat_map(Dependence::movable) {
        ways.entry(how).or_default().push(call);
    }
    for (how, calls) in ways {
        let count = words::count(calls.len() as u64, "call");
        let places = at(named(calls.into_iter(), NAMED));
        writeln!(out, "- {count} can go to a compatible server by setting {}: {places}", escape::markdown(how))?;
    }
    let bare: Vec<&Call> = all.iter().flat_map(Dependence::bare).collect();
    if !bare.is_empty() {
        let count = words::count(bare.len() as u64, "call");
        let places = at(named(bare.into_iter(), NAMED));
        writeln!(out, "- {count} without a cache, a queue or a limiter in front: {places}")?;
    }
    writeln!(out)
}

fn standing(calls: &[Call], out: &mut dyn Write) -> io::Result<()> {
    let mean = posture::mean(calls).map_or(String::new(), |mean| format!(", {mean} of 100 on average"));
    writeln!(out, "## Calls\n\n{} to model providers{mean}.\n", words::count(calls.len() as u64, "call"))?;
    writeln!(out, "| aspect | points | how it stands |\n|---|---:|---|")?;
    for measure in &MEASURES {
        let words = posture::words(calls, measure);
        let words: Vec<String> = words.iter().map(|(word, count)| format!("{word} {count}")).collect();
        writeln!(out, "| {} | {} | {} |", measure.title, measure.weight, words.join(", "))?;
    }
    writeln!(out)
}

fn continuity(all: &[Dependence], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "## Continuity\n\n| provider | calls | without a fallback | places that end | fail today | status |"
    )?;
    writeln!(out, "|---|---:|---:|---:|---:|---|")?;
    for one in all {
        let name = escape::markdown(one.known.map_or(one.id, |known| &known.name));
        let status = one.known.and_then(|known| known.status.as_deref()).unwrap_or("–");
        let (alone, ending) = (one.alone().count(), one.ending);
        writeln!(out, "| {name} | {} | {alone} | {} | {} | {status} |", one.calls.len(), ending.0, ending.1)?;
    }
    writeln!(out)
}
