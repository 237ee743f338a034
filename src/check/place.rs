//! From spans to what is shown.

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

/// The lines a span stands on, with their 1-based numbers as an editor shows them (for a notebook: in the cell).
pub fn excerpt(source: &Source, span: Span) -> Vec<(u32, String)> {
    let first = source.line_index(span.start);
    let last = source.line_index(span.end.max(span.start)).min(first + MAX_LINES - 1);
    (first..=last)
        .map(|index| {
            let text = source.line_text(index);
            let number = source.line_number(index);
            let text = if text.len() > MAX_LINE {
                text.char_indices().take_while(|(at, _)| *at < MAX_LINE).map(|(_, c)| c).collect()
            } else {
                text.to_owned()
            };
            (number, text)
        })
        .collect()
}
