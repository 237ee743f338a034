//! The timeline in Markdown: lanes drawn with characters, in a block of code.

use crate::report::page::timeline::{Lane, Mark, Timeline, timeline};
use crate::report::survey::Survey;
use crate::report::{View, escape, words};
use std::io::{self, Write};

/// Characters from the left end to the last known shutdown.
const WIDTH: usize = 50;
/// Characters of a name; longer ones are cut.
const NAME: usize = 40;
/// Lanes that are drawn.
const LANES: usize = 100;

/// Writes the section; nothing if no model has a day.
pub(super) fn write(view: &View, survey: &Survey, out: &mut dyn Write) -> io::Result<()> {
    let timeline = timeline(&survey.models, view.report.as_of);
    if timeline.lanes.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "## Timeline\n\nOne lane a model and host, thicker with more places; what is over stands left of today.\n"
    )?;
    let names: Vec<String> = timeline.lanes.iter().take(LANES).map(name).collect();
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let mut text = format!("{:longest$} {}\n", "", axis(&timeline));
    for (lane, name) in timeline.lanes.iter().zip(&names) {
        text.push_str(&format!("{name:longest$} {} {}\n", bar(lane, timeline.today), lane.end()));
    }
    let more = timeline.lanes.len().saturating_sub(LANES) as u64;
    if more > 0 {
        text.push_str(&format!("and {}\n", words::count(more, "more lane")));
    }
    writeln!(out, "{}\n", escape::fenced(&text, "text"))
}

fn name(lane: &Lane) -> String {
    let whole = match lane.host() {
        "" => lane.name().to_owned(),
        host => format!("{} ({host})", lane.name()),
    };
    match whole.chars().count() > NAME {
        true => whole.chars().take(NAME - 1).chain(['…']).collect(),
        false => whole,
    }
}

fn column(per_cent: f64) -> usize {
    ((per_cent * WIDTH as f64 / 100.0).round() as usize).min(WIDTH)
}

fn axis(timeline: &Timeline) -> String {
    let mut line = vec![' '; WIDTH];
    let mut free = 0;
    let today = Mark::new(timeline.today, "today");
    for mark in std::iter::once(&today).chain(&timeline.marks) {
        let label: Vec<char> = mark.label().chars().collect();
        let at = column(mark.x()).saturating_sub(label.len() / 2).min(WIDTH - label.len());
        // Two labels never run into each other.
        if at >= free {
            line[at..at + label.len()].copy_from_slice(&label);
            free = at + label.len() + 1;
        }
    }
    String::from_iter(line).trim_end().to_owned()
}

fn bar(lane: &Lane, today: f64) -> String {
    let ink = match lane.weight() {
        ..=0.35 => '▂',
        ..=0.6 => '▄',
        ..=0.85 => '▆',
        _ => '█',
    };
    let (from, to) = lane.reach();
    let (from, to, today) = (column(from), column(to).max(column(from) + 1), column(today));
    (0..=WIDTH)
        .map(|at| match at {
            _ if at == today => '│',
            _ if (from..=to).contains(&at) => ink,
            _ => ' ',
        })
        .collect()
}
