//! Variables of the environment that the SDK reads by itself: where the code sets one, it goes by its new name.

use super::super::Context;
use super::super::draft::Draft;
use super::site::Sites;
use crate::facts::{ExprId, ExprKind, Facts, Use};
use crate::project::Unit;
use crate::source::Span;

/// Rewrites what is set; a name that is also read may be set by others, who are not seen.
pub fn rewrite(context: Context<'_, '_>, sites: &Sites<'_>, draft: &mut Draft) {
    if sites.calls.is_empty() {
        return;
    }
    let unit = context.resolver.project.unit(sites.unit);
    let facts = &unit.facts;
    for (old, new) in &context.migration.environment {
        let of_name = |(_, e): &(ExprId, &crate::facts::Expr)| matches!(&e.kind, ExprKind::Str(text) if text == old);
        let named: Vec<(ExprId, _)> = (0..).zip(&facts.exprs).filter(of_name).collect();
        let (set, read): (Vec<_>, Vec<_>) = named.into_iter().partition(|(_, e)| is_set(unit, facts, &e.usage));
        for (_, expr) in &set {
            if !read.is_empty() {
                // It is read and passed on by the code itself.
                if sites.settings.iter().any(|s| s.value.is_some() && s.name != "api_key") {
                    continue;
                }
                draft.refuse(sites.unit, expr.span, format!("the SDK reads `{new}` instead of `{old}` now: set that"));
                continue;
            }
            let text = unit.source.slice(expr.span);
            let Some(at) = text.find(old.as_str()) else { continue };
            let start = expr.span.start + at as u32;
            draft.replace(sites.unit, Span { start, end: start + old.len() as u32 }, new.as_str());
        }
    }
}

/// `os.environ["X"] = value`, `os.environ.setdefault("X", value)`, `os.putenv("X", value)`.
fn is_set(unit: &Unit, facts: &Facts, usage: &Use) -> bool {
    match usage {
        Use::IndexKey(index) => {
            let ExprKind::Index { object, .. } = facts.expr(*index).kind else { return false };
            facts.expr(*index).usage == Use::Target
                && crate::project::index::last_name(facts, object) == Some("environ")
        }
        Use::Arg { call, arg: 0 } => {
            matches!(unit.index.callee_name(facts, *call), Some("setdefault" | "putenv" | "setenv"))
        }
        _ => false,
    }
}
