//! Prompts of text completions: the marks of the human's and the assistant's turn come off.

use super::super::Context;
use super::super::draft::Draft;
use crate::facts::{ExprId, ExprKind, Part};
use crate::project::{At, Resolver, Target};
use crate::source::Span;

/// Which mark an expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Human,
    Assistant,
}

fn mark(resolver: &Resolver<'_>, at: At) -> Option<Mark> {
    resolver.targets(at).iter().find_map(|target| match target {
        Target::Api(path) if path.ends_with("HUMAN_PROMPT") => Some(Mark::Human),
        Target::Api(path) if path.ends_with("AI_PROMPT") => Some(Mark::Assistant),
        _ => None,
    })
}

/// Takes the marks off a prompt of one turn.
pub fn rewrite(context: Context<'_, '_>, at: At, draft: &mut Draft) {
    let at = context.resolver.literal_of(at);
    let unit = context.resolver.project.unit(at.unit);
    let facts = &unit.facts;
    let whole = facts.expr(at.expr).span;
    let text = unit.source.slice(whole);
    if let ExprKind::Str(value) = &facts.expr(at.expr).kind {
        let human = text.matches("\\n\\nHuman:").count();
        let end = text.rfind("\\n\\nAssistant:");
        return match (human, text.find("\\n\\nHuman:"), end) {
            (1, Some(start), Some(end)) if start < end && value.trim_end().ends_with("Assistant:") => {
                let from = whole.start + start as u32;
                let gap = text[start + 10..].len() - text[start + 10..].trim_start_matches(' ').len();
                draft.delete(at.unit, Span { start: from, end: from + 10 + gap as u32 });
                let from = whole.start + end as u32;
                let gap = text[end + 14..].len() - text[end + 14..].trim_start_matches(' ').len();
                draft.delete(at.unit, Span { start: from, end: from + 14 + gap as u32 });
            }
            _ => draft.refuse(at.unit, whole, "a prompt that is not one turn of a human"),
        };
    }
    let ExprKind::Template(parts) = &facts.expr(at.expr).kind else {
        return draft.refuse(at.unit, whole, "what the prompt holds is decided elsewhere");
    };
    let holes: Vec<ExprId> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Hole(hole) => Some(*hole),
            Part::Text(_) => None,
        })
        .collect();
    let marks: Vec<(ExprId, Mark)> = holes
        .iter()
        .filter_map(|&hole| Some((hole, mark(context.resolver, At { unit: at.unit, expr: hole })?)))
        .collect();
    let [(human, Mark::Human), (assistant, Mark::Assistant)] = marks[..] else {
        return draft.refuse(at.unit, whole, "a prompt that is not one turn of a human");
    };
    for (hole, first) in [(human, true), (assistant, false)] {
        let span = facts.expr(hole).span;
        let (before, after) =
            (&text[..(span.start - whole.start) as usize], &text[(span.end - whole.start) as usize..]);
        match around(before, after, first) {
            Some((left, right)) => {
                draft.delete(at.unit, Span { start: span.start - left as u32, end: span.end + right as u32 });
            }
            None => draft.refuse(at.unit, span, "the marks of the turns do not stand at the ends of the prompt"),
        }
    }
}

/// How much goes with a mark on its left and right: the braces of its hole, or the plus beside it.
fn around(before: &str, after: &str, first: bool) -> Option<(usize, usize)> {
    let open = if before.ends_with("${") { 2 } else { usize::from(before.ends_with('{')) };
    if open > 0 && after.starts_with('}') {
        let spaces = after[1..].len() - after[1..].trim_start_matches(' ').len();
        return Some((open, 1 + if first { spaces } else { 0 }));
    }
    if first {
        let rest = after.trim_start().strip_prefix('+')?.trim_start();
        return before.trim().is_empty().then(|| (0, after.len() - rest.len()));
    }
    let rest = before.trim_end().strip_suffix('+')?.trim_end();
    after.trim().is_empty().then(|| (before.len() - rest.len(), 0))
}
