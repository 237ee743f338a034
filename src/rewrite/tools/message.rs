//! Messages that give the result of a function back: they name the call they answer.

use super::super::Context;
use super::super::draft::Draft;
use super::answer::Message;
use crate::facts::{DictItem, ExprKind};
use crate::language::Language;
use crate::project::UnitId;
use crate::source::Span;

/// Rewrites the messages of a file; `found` are the answers that were seen.
pub fn rewrite(context: Context<'_, '_>, id: UnitId, found: &[Message], draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    for expr in &facts.exprs {
        let ExprKind::Dict(items) = &expr.kind else { continue };
        let entry = |wanted: &str| {
            items.iter().find_map(|item| match item {
                DictItem::Entry { name: Some(name), key_span, value, .. } if name == wanted => {
                    Some((*key_span, *value))
                }
                _ => None,
            })
        };
        let Some((_, role)) = entry("role") else { continue };
        if !matches!(&facts.expr(role).kind, ExprKind::Str(text) if text == "function") {
            continue;
        }
        let here = facts.function_of(expr.region);
        let before = found
            .iter()
            .filter(|m| m.unit == id && m.span.start < expr.span.start && facts.function_of(m.region) == here);
        let Some(message) = before.max_by_key(|m| m.span.start) else {
            draft.refuse(id, expr.span, "which call this message answers is not seen here");
            continue;
        };
        let span = facts.expr(role).span;
        draft.replace(id, Span { start: span.start + 1, end: span.end - 1 }, "tool");
        let typed = matches!(unit.source.language, Language::TypeScript | Language::Tsx);
        let answered = format!("{}.tool_calls{}[0].id", message.text, if typed { "!" } else { "" });
        match entry("name") {
            Some((key, value)) => {
                let quote = unit.source.slice(key).chars().next().filter(|c| matches!(c, '"' | '\''));
                let quote = quote.map(String::from).unwrap_or_default();
                let whole = Span { start: key.start, end: facts.expr(value).span.end.max(key.end) };
                draft.overwrite(id, whole, format!("{quote}tool_call_id{quote}: {answered}"));
            }
            None => draft.refuse(id, expr.span, "it names no function"),
        }
    }
}
