//! The calls in Markdown: how they stand, who is depended on, and the runbook. Only where calls were asked for.

use crate::report::continuity::{Dependence, dependences};
use crate::report::page::continuity::runbook;
use crate::report::posture::{self, Call, MEASURES};
use crate::report::survey::Survey;
use crate::report::{View, escape, words};
use std::io::{self, Write};

/// Writes the sections.
pub(super) fn write<'a>(view: &View<'a>, survey: &Survey<'a>, out: &mut dyn Write) -> io::Result<()> {
    let calls: Vec<Call> = posture::calls(view);
    if calls.is_empty() {
        return Ok(());
    }
    standing(&calls, out)?;
    let all = dependences(view, survey, &calls);
    continuity(&all, out)?;
    // In a block of code it can be copied, and nothing in it means anything here.
    let runbook = runbook(view, &all).replace("````", "'''");
    writeln!(out, "<details><summary>Runbook</summary>\n\n````text\n{runbook}````\n\n</details>\n")
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
