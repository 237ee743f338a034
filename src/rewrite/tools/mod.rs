//! `functions` of Chat Completions become `tools`, in Python and JavaScript: the arguments of the call, what is read of
//! its answer, and the messages that give the result back. Several calls in one answer are asked not to come, since
//! there was one.
//!
//! `call` rewrites the arguments, `answer` follows what comes back, `message` the messages with results.

mod answer;
mod call;
mod message;

use super::Context;
use super::draft::Draft;
use crate::facts::{ExprId, ExprKind, Facts, Use};
use crate::language::Language;
use crate::project::{At, UnitId};
use crate::source::Span;

/// What the answer calls what it wants to have called, and what it called it before.
const OLD: &str = "function_call";

/// Drafts with the call that each speaks for.
pub(super) fn drafts(context: Context<'_, '_>, units: &[UnitId]) -> Vec<(UnitId, Draft, Option<Span>)> {
    let python = match context.migration.engine.as_str() {
        "openai-tools-python" => true,
        "openai-tools-node" => false,
        _ => return Vec::new(),
    };
    let project = context.resolver.project;
    let mut drafts = Vec::new();
    for &id in units {
        let unit = project.unit(id);
        let language = unit.source.language;
        if (language == Language::Python) != python || !language.is_code() {
            continue;
        }
        let calls = calls(context, id);
        if calls.is_empty() {
            continue;
        }
        let mut draft = Draft::default();
        if !unit.facts.syntax_errors.is_empty() {
            draft.refuse(id, Span::default(), "it does not parse");
        }
        for &at in &calls {
            call::rewrite(context, at, &mut draft);
        }
        let found = answer::follow(context, &calls, &mut draft);
        message::rewrite(context, id, &found, &mut draft);
        left(&unit.facts, id, &mut draft);
        let spans = calls.iter().map(|at| unit.facts.expr(at.expr).span);
        drafts.extend(spans.map(|span| (id, draft.clone(), Some(span))));
    }
    drafts
}

/// The calls with functions.
fn calls(context: Context<'_, '_>, id: UnitId) -> Vec<At> {
    let facts = &context.resolver.project.unit(id).facts;
    let is_ours = |callee: ExprId| {
        let paths = context.resolver.api_paths(At { unit: id, expr: callee });
        paths.iter().any(|path| context.migration.call.iter().any(|rule| rule.from.iter().any(|p| **p == **path)))
    };
    let callee = |expr: ExprId| match (&facts.expr(expr).kind, &facts.expr(expr).usage) {
        (ExprKind::Attr { .. }, Use::Callee(call)) if is_ours(expr) => Some(At { unit: id, expr: *call }),
        _ => None,
    };
    (0..facts.exprs.len() as ExprId).filter_map(callee).filter(|at| call::has_functions(context, *at)).collect()
}

/// What still reads or writes the old name, and was not followed.
fn left(facts: &Facts, id: UnitId, draft: &mut Draft) {
    for (expr, e) in facts.exprs.iter().enumerate() {
        let named = match &e.kind {
            ExprKind::Str(text) => {
                text == OLD
                    && matches!(
                        e.usage,
                        Use::IndexKey(_)
                            | Use::Arg { .. }
                            | Use::Compared(_)
                            | Use::Case
                            | Use::DictKey(_)
                            | Use::Item(_)
                    )
            }
            ExprKind::Attr { name, .. } => name == OLD,
            ExprKind::Dict(items) => items.iter().any(|item| is_entry(item, OLD) && !is_option(facts, expr as ExprId)),
            _ => false,
        };
        let touched = match e.kind {
            ExprKind::Attr { name_span, .. } => draft.covers(id, name_span),
            _ => draft.covers(id, e.span) || inner(e.span).is_some_and(|inner| draft.covers(id, inner)),
        };
        if named && !touched {
            draft.refuse(id, e.span, format!("`{OLD}` is named where it cannot be followed"));
        }
    }
}

/// What stands in the quotes of a string.
fn inner(span: Span) -> Option<Span> {
    (span.end > span.start + 2).then(|| Span { start: span.start + 1, end: span.end - 1 })
}

fn is_entry(item: &crate::facts::DictItem, wanted: &str) -> bool {
    matches!(item, crate::facts::DictItem::Entry { name: Some(name), .. } if name == wanted)
}

/// True of the options of a call.
fn is_option(facts: &Facts, dict: ExprId) -> bool {
    matches!(facts.expr(dict).usage, Use::Arg { arg: 0, .. })
}
