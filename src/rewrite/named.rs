//! Names: in the braces of imports, whether all that is said of them was seen, whether they hold anything.

use super::Context;
use super::draft::Draft;
use crate::facts::{BindingId, BindingKind, ExprKind};
use crate::project::{At, UnitId};
use crate::source::Span;

/// An item in braces with the comma that parts it from its neighbour, the one before if there is one.
pub fn with_comma(text: &str, span: Span) -> Span {
    let before = text[..span.start as usize].trim_end();
    if before.ends_with(',') {
        return Span { start: before.len() as u32 - 1, end: span.end };
    }
    let after = &text[span.end as usize..];
    let Some(rest) = after.trim_start().strip_prefix(',') else { return span };
    Span { start: span.start, end: span.end + (after.len() - rest.trim_start().len()) as u32 }
}

/// Refuses a name that stands somewhere else too: a type may stand where no expression is made of it.
pub fn all_found(context: Context<'_, '_>, id: UnitId, binding: BindingId, name: &str, draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let quiet = Covered::new(facts.comments.iter().map(|c| c.span).chain(
        facts.exprs.iter().filter(|e| matches!(e.kind, ExprKind::Str(_) | ExprKind::Template(_))).map(|e| e.span),
    ));
    let named = unit.source.text.match_indices(name).filter(|(at, _)| {
        let text = &unit.source.text;
        !text[..*at].chars().next_back().is_some_and(is_word)
            && !text[at + name.len()..].chars().next().is_some_and(is_word)
            && !quiet.has(*at as u32)
    });
    if named.count() > unit.index.reads(binding).len() + 1 {
        draft.refuse(id, facts.binding(binding).span, format!("`{name}` is named where it cannot be followed"));
    }
}

/// Bytes of comments and texts, to be asked often.
struct Covered {
    /// In order of their starts, with the furthest end so far.
    spans: Vec<(u32, u32)>,
}

impl Covered {
    fn new(spans: impl Iterator<Item = Span>) -> Covered {
        let mut spans: Vec<(u32, u32)> = spans.map(|span| (span.start, span.end)).collect();
        spans.sort_unstable();
        let mut end = 0;
        for span in &mut spans {
            end = end.max(span.1);
            span.1 = end;
        }
        Covered { spans }
    }

    fn has(&self, at: u32) -> bool {
        let before = self.spans.partition_point(|(start, _)| *start <= at);
        before.checked_sub(1).is_some_and(|last| self.spans[last].1 > at)
    }
}

/// True of a name that is given nothing of which a field could be read: it is declared, or null, a text, an empty object.
pub fn holds_nothing(context: Context<'_, '_>, id: UnitId, binding: BindingId) -> bool {
    match &context.resolver.project.unit(id).facts.binding(binding).kind {
        BindingKind::Declared => true,
        BindingKind::Value { expr, path } if path.is_empty() => {
            let at = context.resolver.value_of(At { unit: id, expr: *expr });
            match &context.resolver.project.expr(at).kind {
                ExprKind::Null | ExprKind::Str(_) | ExprKind::Num(_) | ExprKind::Bool(_) => true,
                ExprKind::Dict(items) => items.is_empty(),
                _ => false,
            }
        }
        _ => false,
    }
}
