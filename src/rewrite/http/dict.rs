//! The body of a completion as a dict of Python: its members become those of a chat.

use super::super::Context;
use super::super::draft::Draft;
use super::super::python::{asks_nothing, is_one_text, model_of_completion};
use crate::facts::{DictItem, ExprKind};
use crate::project::At;
use crate::source::Span;

/// Rewrites it.
pub fn rewrite(context: Context<'_, '_>, body: At, draft: &mut Draft) {
    let unit = context.resolver.project.unit(body.unit);
    let facts = &unit.facts;
    let ExprKind::Dict(items) = &facts.expr(body.expr).kind else { return };
    let mut has_prompt = false;
    for (at, item) in items.iter().enumerate() {
        let DictItem::Entry { name: Some(name), key_span, value, .. } = item else {
            let span = facts.expr(body.expr).span;
            draft.refuse(body.unit, span, "which members the body has is decided when it runs");
            continue;
        };
        let said = facts.expr(*value);
        match (name.as_str(), context.migration.settings.get(name.as_str())) {
            ("prompt", _) if is_one_text(context, At { unit: body.unit, expr: *value }) => {
                has_prompt = true;
                draft.replace(body.unit, *key_span, "\"messages\"");
                draft.insert(body.unit, said.span.start, "[{\"role\": \"user\", \"content\": ");
                draft.insert(body.unit, said.span.end, "}]");
            }
            ("prompt", _) => {
                draft.refuse(body.unit, said.span, "the prompt may be a list: chat answers one at a time");
            }
            ("model", _) => model_of_completion(context, At { unit: body.unit, expr: *value }, draft),
            (_, Some(new)) if new.is_empty() => {}
            (_, Some(new)) => draft.replace(body.unit, *key_span, format!("\"{new}\"")),
            ("stream", None) if matches!(said.kind, ExprKind::Bool(false) | ExprKind::Null) => {}
            ("stream", None) => draft.refuse(body.unit, *key_span, "a stream that is read by hand"),
            (name, None) if asks_nothing(name, &said.kind) => {
                let rest = &unit.source.text[said.span.end as usize..];
                let comma = rest.len() - rest.trim_start().len();
                let end = if rest[comma..].starts_with(',') { comma as u32 + 1 } else { 0 };
                let next = items.get(at + 1).and_then(key_of).map(|next| next.start);
                let span = Span { start: key_span.start, end: next.unwrap_or(said.span.end + end) };
                draft.delete(body.unit, span);
            }
            (name, None) => draft.refuse(body.unit, *key_span, format!("chat has no `{name}`")),
        }
    }
    if !has_prompt {
        draft.refuse(body.unit, facts.expr(body.expr).span, "it has no prompt that is seen here");
    }
}

fn key_of(item: &DictItem) -> Option<Span> {
    match item {
        DictItem::Entry { key_span, .. } => Some(*key_span),
        DictItem::Splat(_) => None,
    }
}
