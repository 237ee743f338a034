//! Shell lines of notebooks: `!curl …/v1/engines/…` uses an endpoint and a model as code does.

use super::candidate::{self, Candidate};
use super::lifecycle::Clock;
use super::pattern::Patterns;
use super::place::{Spot, excerpt};
use super::{api, url};
use crate::finding::Finding;
use crate::source::{Source, Span};

/// Checks the shell lines of a source.
pub fn check(source: &Source, patterns: &Patterns<'_>, clock: &Clock<'_>, found: &mut Vec<Finding>) {
    for line in &source.shell_lines {
        if line.text.trim_start().trim_start_matches(['!', '%']).trim_start().starts_with('#') {
            continue;
        }
        for (at, word) in words(&line.text) {
            let start = line.span.start + at as u32;
            let end = (start + word.len() as u32).min(line.span.end.max(start));
            let span = Span { start, end };
            if url::is_url(word) && word.contains("://") {
                found.extend(api::of_text(word, Spot { source, span }, patterns, clock));
            }
            for candidate in candidate::of_text(source, span, word, clock.models) {
                if !candidate.in_url || word.contains("://") {
                    found.extend(model(source, span, word, candidate, patterns, clock));
                }
            }
        }
    }
}

fn model(
    source: &Source,
    span: Span,
    word: &str,
    candidate: Candidate,
    patterns: &Patterns<'_>,
    clock: &Clock<'_>,
) -> Option<Finding> {
    let host = url::host(word).and_then(|host| patterns.words.provider_of_host(host));
    let verdict = clock.judge(&candidate.id, host)?;
    // The line is blanked in the text, so the id is looked for in the line as written.
    let offset = word.find(&candidate.text).unwrap_or(0) as u32;
    let span =
        Span { start: span.start + offset, end: (span.start + offset + candidate.text.len() as u32).min(span.end) };
    let spot = Spot { source, span };
    Some(Finding {
        path: source.path.clone(),
        place: spot.place(),
        excerpt: excerpt(source, span),
        via: Some("url".to_owned()),
        ..verdict.into_finding(&candidate.text)
    })
}

/// The words of a shell line with their byte offsets: separated by blanks and quotes.
fn words(line: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in line.char_indices() {
        let separates = c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '|');
        match (separates, start) {
            (true, Some(from)) => {
                found.push((from, &line[from..at]));
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    if let Some(from) = start {
        found.push((from, &line[from..]));
    }
    found
}
