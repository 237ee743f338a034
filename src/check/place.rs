//! From spans to what is shown.

use crate::finding::ExcerptLine;
use crate::source::{Place, Source, Span};

/// A span in a source.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'s> {
    /// The source.
    pub source: &'s Source,
    /// The span.
    pub span: Span,
}

impl Spot<'_> {
    /// Its place in the terms of an editor.
    pub fn place(&self) -> Place {
        self.source.place(self.span)
    }
}

/// More lines than this are not shown of one finding.
const MAX_LINES: usize = 4;
/// A line is cut to about this many bytes around the span: minified code and data have lines of megabytes.
const MAX_LINE: usize = 1000;

/// The lines a span stands on; of a shell line of a notebook, as it was written.
pub fn excerpt(source: &Source, span: Span) -> Vec<ExcerptLine> {
    let first = source.line_index(span.start);
    let last = source.line_index(span.end.max(span.start)).min(first + MAX_LINES - 1);
    let shell = source.shell_lines.iter().find(|line| line.span.contains(span));
    let shell_first = shell.map_or(first, |line| source.line_index(line.span.start));
    let at = (span.start as usize).saturating_sub(source.line_start(first));
    (first..=last)
        .map(|index| {
            let text = match shell {
                Some(line) => line.text.lines().nth(index - shell_first).unwrap_or(""),
                None => source.line_text(index),
            };
            let characters = |end: usize| match shell {
                Some(_) => text[..end].chars().count(),
                // A line of megabytes is not counted from its beginning for each of its findings.
                None => source.characters_between(source.line_start(index), source.line_start(index) + end),
            };
            cut(source.line_number(index), text, if index == first { at } else { 0 }, characters)
        })
        .collect()
}

/// A line, or if it is very long the stretch around byte `at`; `characters` counts those before a byte of it.
fn cut(number: u32, text: &str, at: usize, characters: impl Fn(usize) -> usize) -> ExcerptLine {
    if text.len() <= MAX_LINE {
        return ExcerptLine { number, cut: 0, text: text.to_owned() };
    }
    let start = boundary(text, at.saturating_sub(MAX_LINE / 4));
    let end = boundary(text, start.saturating_add(MAX_LINE));
    ExcerptLine { number, cut: characters(start) as u32, text: text[start..end].to_owned() }
}

/// The last character boundary at or before byte `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn a_long_line_is_cut_around_the_span() {
        let text = format!("first\n{}TARGET{}\nlast", "é".repeat(5000), "z".repeat(5000));
        let start = text.find("TARGET").unwrap();
        let source = Source::new("a.js", Language::JavaScript, text);
        let lines = excerpt(&source, Span::new(start, start + 6));
        assert_eq!((lines.len(), lines[0].number), (1, 2));
        assert!(lines[0].text.len() <= MAX_LINE);
        let column = source.place(Span::new(start, start + 6)).column - 1 - lines[0].cut;
        assert!(lines[0].text.chars().skip(column as usize).collect::<String>().starts_with("TARGETzz"));
    }

    #[test]
    fn a_span_over_lines_shows_the_first_ones() {
        let source = Source::new("a.py", Language::Python, "f(\n 1,\n 2,\n 3,\n 4)\n".into());
        let lines: Vec<_> = excerpt(&source, Span::new(0, 20)).into_iter().map(|l| (l.number, l.cut, l.text)).collect();
        assert_eq!(lines, [(1, 0, "f(".into()), (2, 0, " 1,".into()), (3, 0, " 2,".into()), (4, 0, " 3,".into())]);
    }
}
