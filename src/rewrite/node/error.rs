//! What is read of an exception: `error.response.status`, `error.response.data.error`.

use super::super::Context;
use super::super::draft::Draft;
use super::CallSite;
use crate::facts::{BindingKind, ExprId, ExprKind, Facts, RegionId, RegionKind, Use};
use crate::project::UnitId;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Rewrites the handlers around the calls.
pub fn rewrite(context: Context<'_, '_>, id: UnitId, sites: &[CallSite<'_>], draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let handlers: FxHashSet<RegionId> =
        sites.iter().flat_map(|site| handlers_around(facts, facts.expr(site.at.expr).region)).collect();
    for (binding, b) in facts.bindings.iter().enumerate() {
        if matches!(b.kind, BindingKind::Caught(region) if handlers.contains(&region)) {
            unit.index.reads(binding as u32).iter().for_each(|&read| of_read(facts, id, read, draft));
        }
    }
}

/// The handler of each `try` around a region: the first that follows it.
fn handlers_around(facts: &Facts, region: RegionId) -> Vec<RegionId> {
    facts
        .enclosing(region)
        .filter(|(_, r)| matches!(r.kind, RegionKind::Try))
        .filter_map(|(_, tried)| {
            facts
                .regions
                .iter()
                .enumerate()
                .filter(|(_, r)| {
                    matches!(r.kind, RegionKind::Handler(_))
                        && r.parent == tried.parent
                        && r.span.start >= tried.span.end
                })
                .min_by_key(|(_, r)| r.span.start)
                .map(|(id, _)| id as RegionId)
        })
        .collect()
}

fn of_read(facts: &Facts, id: UnitId, read: ExprId, draft: &mut Draft) {
    let Some((response, name, at)) = member(facts, read) else { return };
    if name != "response" {
        return;
    }
    let from = facts.expr(read).span.end;
    let upto = |expr: ExprId| Span { start: from, end: facts.expr(expr).span.end };
    let Some((next, name, _)) = member(facts, response) else {
        match facts.expr(response).usage {
            Use::Test | Use::Chosen(_) | Use::Compared(_) => draft.replace(id, at, "status"),
            _ => draft.refuse(id, at, "the response of an error is not its `response` any more"),
        }
        return;
    };
    match name {
        "status" => draft.replace(id, upto(next), ".status"),
        "statusText" => draft.replace(id, upto(next), ".message"),
        "headers" => draft.replace(id, upto(next), ".headers"),
        "data" => match member(facts, next) {
            Some((inner, "error", _)) => draft.replace(id, upto(inner), ".error"),
            _ => match facts.expr(next).usage {
                Use::Test | Use::Chosen(_) => draft.replace(id, upto(next), ".error"),
                _ => {
                    draft.insert(id, facts.expr(read).span.start, "({ error: ");
                    draft.replace(id, upto(next), ".error })");
                }
            },
        },
        _ => draft.refuse(id, at, format!("`{name}` of an error's response has no counterpart")),
    }
}

/// The member that is read from an expression: the read, its name, the bytes of the name.
fn member(facts: &Facts, of: ExprId) -> Option<(ExprId, &str, Span)> {
    let Use::Object(parent) = facts.expr(of).usage else { return None };
    match &facts.expr(parent).kind {
        ExprKind::Attr { name, name_span, .. } => Some((parent, name, *name_span)),
        _ => None,
    }
}
