//! For people: each finding with its source line, the span underlined, what breaks when, and what replaces it.

use super::{View, closing, concise, statistics, table, tame, words};
use crate::finding::{Applicability, Finding, Severity};
use crate::knowledge::Date;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
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
        // Lines are cut here, around the span, and not once more there.
        let renderer = renderer.term_width(1 << 16);
        view.passed.findings.iter().try_for_each(|kept| finding(view, &kept.finding, &renderer, out))?;
    }
    concise::mentions(view, out)?;
    if !view.quiet && !view.statistics {
        table::summary(view, out)?;
    }
    closing::write(view, out)
}

/// Title and place are written here, because the renderer would count columns in the line as shown, not as it is in the
/// file; the source line with its underline and the notes below are the renderer's.
fn finding(view: &View, f: &Finding, renderer: &Renderer, out: &mut dyn Write) -> io::Result<()> {
    let excerpt = excerpt(f, view.width);
    let name = format!("{}[{}]", f.severity.as_str(), tame::line(&f.rule));
    let title = view.paint.bold(&format!(": {}", tame::line(&f.message)));
    writeln!(out, "{}{title}", view.paint.severity(f.severity, &name))?;
    let gutter = excerpt.as_ref().map_or(1, |e| e.last_line.to_string().len());
    let arrow = view.paint.name(&format!("{:gutter$}-->", ""));
    writeln!(out, "{arrow} {}", words::place(&f.path, &f.place))?;

    let level = match f.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut group = Group::with_level(level);
    if let Some(excerpt) = &excerpt {
        let label = words::when(f, view.report.as_of).unwrap_or_default();
        let annotation = AnnotationKind::Primary.span(excerpt.span.clone()).label(label);
        let snippet = Snippet::source(excerpt.text.as_str()).line_start(excerpt.first_line).fold(false);
        group = group.element(snippet.annotation(annotation));
    }
    let notes = notes(f, view.report.as_of).into_iter().map(|note| Level::NOTE.message(note));
    let helps = helps(f).into_iter().map(|help| Level::HELP.message(help));
    group = group.elements(notes.chain(helps));
    if !group.is_empty() {
        writeln!(out, "{}", renderer.render(&[group]))?;
    }
    writeln!(out)
}

/// The source lines of a finding, tamed and cut.
struct Excerpt {
    text: String,
    first_line: usize,
    last_line: usize,
    /// Bytes of the finding's span in `text`.
    span: std::ops::Range<usize>,
}

fn excerpt(f: &Finding, width: usize) -> Option<Excerpt> {
    let first_line = f.excerpt.first()?.number as usize;
    // The number, the bar and what marks a span over several lines stand before the text.
    let window = width.saturating_sub(14).max(40);
    let last = f.excerpt.len() - 1;
    let mut text = String::new();
    let mut span = 0..0;
    let mut last_line = first_line;
    // A span that goes on below what is shown is underlined to the end of it.
    let ends_below = f.place.end_line.saturating_sub(f.place.line) as usize > last;
    for (i, line) in f.excerpt.iter().enumerate().take(LINES) {
        let column = |column: u32| column.saturating_sub(1).saturating_sub(line.cut) as usize;
        let from = if i == 0 { column(f.place.column) } else { indent(&line.text) };
        let to = if i == last && !ends_below { column(f.place.end_column) } else { usize::MAX };
        let shown = tame::source_line(&line.text, from, to, window);
        if i > 0 {
            text.push('\n');
        } else {
            span.start = shown.span.start;
        }
        span.end = text.len() + shown.span.end;
        text.push_str(&shown.text);
        last_line = line.number as usize;
    }
    span.end = span.end.max(span.start);
    Some(Excerpt { text, first_line, last_line, span })
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// What is known beyond the message: dates, further places, remarks.
fn notes(f: &Finding, as_of: Date) -> Vec<String> {
    let mut notes = Vec::new();
    let dates = [
        f.deprecated_on.map(|day| format!("deprecated {day}")),
        f.shutdown_on.map(|day| format!("{} {day}", words::ending(f, as_of, day))),
    ];
    let dates: Vec<String> = dates.into_iter().flatten().collect();
    if !dates.is_empty() {
        let host = f.provider.as_deref().map_or(String::new(), |p| format!("{}: ", tame::line(p)));
        notes.push(format!("{host}{}", dates.join(", ")));
    }
    for label in f.related.iter().take(RELATED) {
        notes.push(format!("{}: {}", words::place(&label.path, &label.place), tame::line(&label.text)));
    }
    if f.related.len() > RELATED {
        notes.push(format!("and {} more", f.related.len() - RELATED));
    }
    notes.extend(f.notes.iter().map(|n| tame::line(n).into_owned()));
    notes
}

/// What to do.
fn helps(f: &Finding) -> Vec<String> {
    let mut helps = Vec::new();
    let steps: Vec<String> =
        f.chain.iter().map(|s| format!("{} ({})", tame::line(&s.id), tame::line(&s.status))).collect();
    let source = f.chain.iter().rev().map(|s| s.source.as_str()).find(|s| !s.is_empty());
    let source = source.map_or(String::new(), |s| format!("; source: {}", tame::line(s)));
    match &f.replacement {
        Some(to) if steps.len() > 1 => helps.push(format!("use `{}`: {}{source}", tame::line(to), steps.join(" → "))),
        // Messages end with what to use; once is enough.
        Some(to) if !f.message.contains(to.as_str()) => helps.push(format!("use `{}`{source}", tame::line(to))),
        _ => {}
    }
    if let Some(fix) = &f.fix {
        let how = match fix.applicability {
            Applicability::Safe => "`codexit fix` applies it",
            Applicability::Unsafe => "`codexit fix --unsafe` applies it; it may change what the program does",
            Applicability::DisplayOnly => "to be done by hand",
        };
        let why = fix.reason.as_ref().filter(|_| fix.applicability == Applicability::DisplayOnly);
        let why = why.map_or(String::new(), |why| format!(": {}", tame::line(why)));
        helps.push(format!("{} ({how}{why})", tame::line(&fix.title)));
    }
    helps
}
