//! Lines on which nothing is left once arguments are taken out: they go along.

use crate::facts::{ExprKind, Facts};
use crate::source::Span;

/// Deletions that are looked at; the lines of any further ones stay, empty.
const MAX_LOOKED_AT: usize = 500;

/// Widens deletions inside brackets over the whole of the lines that they would leave blank. `edits` are sorted.
pub fn take_along(facts: &Facts, text: &str, edits: &mut [(Span, String)]) {
    let mut looked_at = 0;
    for at in 0..edits.len() {
        let (span, new) = &edits[at];
        if !new.is_empty() || looked_at == MAX_LOOKED_AT {
            continue;
        }
        let Some(lines) = blank_lines(text, *span) else { continue };
        looked_at += 1;
        // What another edit puts there keeps the line.
        let is_apart = at.checked_sub(1).is_none_or(|before| edits[before].0.end <= lines.start)
            && edits.get(at + 1).is_none_or(|next| next.0.start >= lines.end);
        if is_apart && stands_in_brackets(facts, *span, lines) {
            edits[at].0 = lines;
        }
    }
}

/// The lines that a deletion begins and ends on, with the last one's line break, if nothing else stands on them.
fn blank_lines(text: &str, span: Span) -> Option<Span> {
    let start = text[..span.start as usize].rfind('\n')? + 1;
    let rest = &text[span.end as usize..];
    let end = span.end as usize + rest.find('\n')? + 1;
    let is_blank = text[start..span.start as usize].trim().is_empty() && text[span.end as usize..end].trim().is_empty();
    is_blank.then_some(Span { start: start as u32, end: end as u32 })
}

/// True if the lines lie between the brackets of one call, dict or list, and in no string.
fn stands_in_brackets(facts: &Facts, span: Span, lines: Span) -> bool {
    let around = facts.exprs.iter().filter(|e| e.span.start < lines.start && lines.end < e.span.end);
    let around = around.filter(|e| e.span.start < span.start && span.end < e.span.end);
    let innermost = around.min_by_key(|e| e.span.end - e.span.start);
    innermost.is_some_and(|e| matches!(e.kind, ExprKind::Call(_) | ExprKind::Dict(_) | ExprKind::List(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::source::Source;

    /// What is left of a text once the first `cut` goes.
    fn without(text: &str, cut: &str) -> String {
        let source = Source::new("a.py", Language::Python, text.to_owned());
        let facts = crate::facts::python::read(&source);
        let start = text.find(cut).unwrap() as u32;
        let mut edits = vec![(Span { start, end: start + cut.len() as u32 }, String::new())];
        take_along(&facts, text, &mut edits);
        let (span, _) = edits[0];
        format!("{}{}", &text[..span.start as usize], &text[span.end as usize..])
    }

    #[test]
    fn a_line_of_blanks_goes_with_the_arguments_that_stood_there() {
        assert_eq!(without("f(\n    a=1,\n    b=2,\n    c=3,\n)\n", "b=2,\n    c=3,"), "f(\n    a=1,\n)\n");
        assert_eq!(without("f(\r\n    a=1,\r\n    b=2\r\n)\r\n", "b=2"), "f(\r\n    a=1,\r\n)\r\n");
    }

    #[test]
    fn lines_of_strings_and_of_blocks_stay() {
        assert_eq!(without("f(\"\"\"\n  a\n  b\n\"\"\")\n", "a"), "f(\"\"\"\n  \n  b\n\"\"\")\n");
        assert_eq!(without("if x:\n    g()\nh()\n", "g()"), "if x:\n    \nh()\n");
        assert_eq!(without("f(\n    a=1, b=2,\n)\n", " b=2,"), "f(\n    a=1,\n)\n");
    }
}
