//! Clients with a host of their own: what serves completions there may serve them still, and nothing else.

use super::super::Context;
use super::super::draft::Draft;
use crate::facts::{DictItem, ExprId, ExprKind, Use};
use crate::project::{At, UnitId};

/// Speaks against a call whose client may have a host of its own, unless its model is one that the provider took away.
pub fn check(context: Context<'_, '_>, call: At, model: Option<At>, draft: &mut Draft) {
    let project = context.resolver.project;
    let given = model.map(|at| context.resolver.value_of(at));
    let is_gone = given.is_some_and(|at| match &project.expr(at).kind {
        ExprKind::Str(text) => context.clock.judge(text, Some("openai")).is_some_and(|v| v.family_changes()),
        _ => false,
    });
    if !is_gone && super::super::reached(project, call.unit).into_iter().any(|unit| has_own_host(context, unit)) {
        let why = "the client has a host of its own, which may serve completions still";
        draft.refuse(call.unit, project.expr(call).span, why);
    }
}

/// True if a client is made here with a host that is not, or may not be, the provider's.
fn has_own_host(context: Context<'_, '_>, id: UnitId) -> bool {
    let facts = &context.resolver.project.unit(id).facts;
    let is_client = |call: ExprId| {
        let Some(made) = facts.call(call) else { return false };
        let paths = context.resolver.api_paths(At { unit: id, expr: made.callee });
        paths.iter().any(|path| context.migration.clients.iter().any(|c| c.strip_suffix("()") == Some(&**path)))
    };
    let is_theirs = |value: ExprId| {
        let built = context.resolver.strings(At { unit: id, expr: value });
        !built.is_empty() && built.iter().all(|b| b.complete && b.text.starts_with("https://api.openai.com"))
    };
    facts.exprs.iter().any(|e| match (&e.kind, &e.usage) {
        (ExprKind::Dict(items), Use::Arg { call, arg: 0 }) => {
            let own = |item: &DictItem| match item {
                DictItem::Entry { name: Some(name), value, .. } => name == "baseURL" && !is_theirs(*value),
                _ => false,
            };
            items.iter().any(own) && is_client(*call)
        }
        _ => false,
    })
}
