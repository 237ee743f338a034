//! For people: each finding with its source line, the span underlined, what breaks when, and what replaces it.

use super::{View, closing, concise, statistics, table, tame, words};
use crate::finding::{Applicability, Finding, Severity};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle};
use std::io::{self, Write};

/// How many related places are shown for one finding.
const RELATED: usize = 4;
/// How many lines of a span over several lines are shown.
const LINES: usize = 6;

/// Writes findings, mentions, the table and the closing line.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    if view.statistics {
        statistics::write(view, out)?;
    } else {
        let renderer = if view.paint.0 { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(400);
        for kept in &view.passed.findings {
            writeln!(out, "{}\n", finding(view, &kept.finding, &renderer))?;
        }
    }
    concise::mentions(view, out)?;
    if !view.quiet && !view.statistics {
        table::summary(view, out)?;
    }
    closing::write(view, out)
}

fn finding(view: &View, f: &Finding, renderer: &Renderer) -> String {
    let level = match f.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let (file, line) = words::file_and_line(&f.path, &f.place);
    let excerpt = excerpt(f);
    let mut group = Group::with_title(level.primary_title(tame::line(&f.message)).id(&f.rule));
    group = group.element(Origin::path(file).line(line as usize).char_column(f.place.column as usize));
    if let Some((text, start, span)) = &excerpt {
        let label = words::when(f, view.report.as_of).unwrap_or_default();
        let annotation = AnnotationKind::Primary.span(span.clone()).label(label);
        group = group
            .element(Snippet::source(text.as_str()).line_start(*start as usize).fold(false).annotation(annotation));
    }
    for note in notes(view, f) {
        group = group.element(Level::NOTE.message(note));
    }
    for help in helps(f) {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// The source lines of a finding, tamed and cut, the number of the first, and the span in them.
fn excerpt(f: &Finding) -> Option<(String, u32, std::ops::Range<usize>)> {
    let (start, _) = *f.excerpt.first().map(|(n, t)| (n, t)).map(|(n, _)| (n, ())).as_ref()?;
    let mut text = String::new();
    let mut span = 0..0;
    let last = f.excerpt.len() - 1;
    for (i, (_, line)) in f.excerpt.iter().enumerate().take(LINES) {
        let from = if i == 0 { f.place.column.saturating_sub(1) as usize } else { indent(line) };
        let to = if i == last { f.place.end_column.saturating_sub(1) as usize } else { usize::MAX };
        let shown = tame::source_line(line, from, to);
        let offset = text.len();
        if i == 0 {
            span.start = offset + shown.span.start;
        }
        span.end = offset + shown.span.end;
        text.push_str(&shown.text);
        text.push('\n');
    }
    Some((text, *start, span))
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// What is known beyond the message: dates, the way to the replacement, places, remarks.
fn notes(_view: &View, f: &Finding) -> Vec<String> {
    let mut notes = Vec::new();
    let mut dates = Vec::new();
    if let Some(day) = f.deprecated_on {
        dates.push(format!("deprecated {day}"));
    }
    if let Some(day) = f.shutdown_on {
        dates.push(format!("ends {day}"));
    }
    if !dates.is_empty() {
        let host = f.provider.as_deref().map_or(String::new(), |p| format!(" ({})", tame::line(p)));
        notes.push(format!("{}{host}", dates.join(", ")));
    }
    for label in f.related.iter().take(RELATED) {
        notes.push(format!("{}: {}", words::place(&label.path, &label.place), tame::line(&label.text)));
    }
    if f.related.len() > RELATED {
        notes.push(format!("and {} more", words::count((f.related.len() - RELATED) as u64, "place")));
    }
    notes.extend(f.notes.iter().map(|n| tame::line(n).into_owned()));
    notes
}

/// What to do.
fn helps(f: &Finding) -> Vec<String> {
    let mut helps = Vec::new();
    if let Some(replacement) = &f.replacement {
        let mut help = format!("use `{}`", tame::line(replacement));
        let steps: Vec<String> =
            f.chain.iter().map(|s| format!("{} ({})", tame::line(&s.id), tame::line(&s.status))).collect();
        if steps.len() > 1 {
            help.push_str(&format!(": {}", steps.join(" → ")));
        }
        if let Some(source) = f.chain.iter().rev().map(|s| s.source.as_str()).find(|s| !s.is_empty()) {
            help.push_str(&format!("; source: {}", tame::line(source)));
        }
        helps.push(help);
    }
    if let Some(fix) = &f.fix {
        let how = match fix.applicability {
            Applicability::Safe => "`codexit fix` applies it",
            Applicability::Unsafe => "`codexit fix --unsafe` applies it; it may change what the program does",
            Applicability::DisplayOnly => "to be done by hand",
        };
        helps.push(format!("{} ({how})", tame::line(&fix.title)));
    }
    helps
}
