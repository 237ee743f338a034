//! What is read of a result: members that have moved.

use super::super::Context;
use super::super::draft::Draft;
use super::CallSite;
use crate::facts::{BindingKind, ExprId, ExprKind, Facts, Use};
use crate::project::At;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Places that are looked at for one call.
const MAX_STEPS: u32 = 5_000;

/// Follows what a call gives.
pub fn follow(context: Context<'_, '_>, site: &CallSite<'_>, draft: &mut Draft) {
    if site.rule.result.is_empty() {
        return;
    }
    let mut queue = vec![site.at];
    let mut seen: FxHashSet<At> = FxHashSet::default();
    let mut steps = MAX_STEPS;
    while let Some(at) = queue.pop() {
        if !seen.insert(at) {
            continue;
        }
        let unit = context.resolver.project.unit(at.unit);
        let facts = &unit.facts;
        let span = facts.expr(at.expr).span;
        steps = steps.saturating_sub(1);
        if steps == 0 {
            return draft.refuse(at.unit, span, "the result goes further than can be followed");
        }
        match &facts.expr(at.expr).usage {
            Use::Statement | Use::Test | Use::Hole(_) => {}
            Use::Wrapped(parent) | Use::Chosen(parent) => queue.push(At { unit: at.unit, expr: *parent }),
            Use::Object(_) | Use::Indexed(_) => member(context, site, at, draft),
            Use::Bound(bindings) => {
                for &binding in facts.bound(bindings) {
                    match &facts.binding(binding).kind {
                        BindingKind::Value { path, .. } if path.is_empty() => {
                            queue.extend(unit.index.reads(binding).iter().map(|&expr| At { unit: at.unit, expr }));
                        }
                        _ => draft.refuse(at.unit, span, "the result is taken apart here"),
                    }
                }
            }
            Use::Returned(function) => {
                let callers = context.resolver.callers_of(at.unit, *function);
                if callers.is_empty() {
                    draft.refuse(at.unit, span, "the result is returned to callers that are not known");
                }
                queue.extend(callers.iter().copied());
            }
            Use::Arg { call, .. } => {
                let name = unit.index.callee_name(facts, *call).unwrap_or("");
                if !crate::rewrite::only_shows(name) {
                    draft.refuse(at.unit, span, "the result goes where it cannot be followed");
                }
            }
            _ => draft.refuse(at.unit, span, "the result goes where it cannot be followed"),
        }
    }
}

/// The longest chain of members that is read.
fn member(context: Context<'_, '_>, site: &CallSite<'_>, at: At, draft: &mut Draft) {
    let unit = context.resolver.project.unit(at.unit);
    let facts = &unit.facts;
    let mut path = String::new();
    let mut end = at.expr;
    while let Some((parent, step)) = step(facts, end) {
        if !path.is_empty() && !step.starts_with('[') {
            path.push('.');
        }
        path.push_str(&step);
        end = parent;
        if let Some(new) = site.rule.result.get(&path) {
            let start = facts.expr(at.expr).span.end;
            // What closes brackets around the object stays.
            let gap = &unit.source.text[start as usize..facts.expr(end).span.end as usize];
            let Some(dot) = gap.find(['.', '[', '?']) else { return };
            let span = Span { start: start + dot as u32, end: facts.expr(end).span.end };
            return draft.replace(at.unit, span, format!(".{new}"));
        }
    }
    let first = path.split(['.', '[']).next().unwrap_or("");
    if !site.rule.kept.iter().any(|kept| kept == first) {
        draft.refuse(
            at.unit,
            facts.expr(at.expr).span,
            format!("`{path}` of the result has no counterpart that is known"),
        );
    }
}

/// One member further: `.name`, `["name"]`, `[0]`.
fn step(facts: &Facts, of: ExprId) -> Option<(ExprId, String)> {
    match facts.expr(of).usage {
        Use::Object(parent) => match &facts.expr(parent).kind {
            ExprKind::Attr { name, .. } => Some((parent, name.to_string())),
            _ => None,
        },
        Use::Indexed(parent) => match &facts.expr(parent).kind {
            ExprKind::Index { key, .. } => match &facts.expr(*key).kind {
                ExprKind::Str(name) => Some((parent, name.to_string())),
                ExprKind::Num(number) => Some((parent, format!("[{number}]"))),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}
