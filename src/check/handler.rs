//! Rules that look at two things at once: a handler and the calls it stands around, a keyword and its value.

use super::api;
use super::lifecycle::Clock;
use super::pattern::{Hit, Patterns, root_of};
use super::place::Spot;
use super::profile::Profiles;
use crate::facts::{ExprId, ExprKind, Facts, RegionId, RegionKind};
use crate::finding::Finding;
use crate::knowledge::PathPattern;
use crate::project::{At, Resolver, UnitId};

/// True if the value of a keyword is what the rule is about, or if the rule does not ask.
pub fn has_value(resolver: &Resolver<'_>, value: At, hit: &Hit<'_>, profiles: &Profiles<'_>) -> bool {
    hit.form.value.is_empty() || is_one_of(resolver, value, &hit.form.value, profiles)
}

fn is_one_of(resolver: &Resolver<'_>, at: At, wanted: &[PathPattern], profiles: &Profiles<'_>) -> bool {
    resolver.api_paths(at).iter().any(|path| {
        // A package that behaves like another (httpx2 like httpx) is not the other: its classes are its own.
        let main = profiles.canonical(path);
        let path = if root_of(&main) == root_of(path) { main.as_str() } else { path };
        wanted.iter().any(|pattern| pattern.matches(path))
    })
}

/// Handlers that name an exception which the calls in their `try` no longer raise.
pub fn check(
    resolver: &Resolver<'_>,
    id: UnitId,
    patterns: &Patterns<'_>,
    profiles: &Profiles<'_>,
    clock: &Clock<'_>,
    found: &mut Vec<Finding>,
) {
    let unit = resolver.project.unit(id);
    let facts = &unit.facts;
    let hits: Vec<Hit<'_>> = patterns.caught().filter(|hit| hit.rule.applies_to(unit.source.language)).collect();
    if hits.is_empty() {
        return;
    }
    for (handler, region) in facts.regions.iter().enumerate() {
        let RegionKind::Handler(named) = &region.kind else { continue };
        let Some(body) = body_of(facts, handler as RegionId) else { continue };
        for &caught in named {
            for hit in &hits {
                let at = At { unit: id, expr: caught };
                if is_one_of(resolver, at, &hit.form.caught, profiles)
                    && calls_in(facts, body)
                        .any(|callee| is_one_of(resolver, At { unit: id, expr: callee }, &hit.form.around, profiles))
                {
                    let span = facts.expr(caught).span;
                    let name = unit.source.slice(span).to_owned();
                    let mut one = api::finding(hit, &name, "except-clause", Spot { source: &unit.source, span }, clock);
                    one.symbol = facts.symbol(region.parent);
                    found.push(one);
                }
            }
        }
    }
}

/// The body of the `try` that a handler belongs to: the last one before it with the same parent.
fn body_of(facts: &Facts, handler: RegionId) -> Option<RegionId> {
    let region = facts.region(handler);
    let before = facts.regions[..handler as usize].iter().enumerate().rev();
    let mut same = before.filter(|(_, other)| other.parent == region.parent && matches!(other.kind, RegionKind::Try));
    same.next().map(|(at, _)| at as RegionId)
}

/// What is called in a region and the regions in it, but not in functions that are only defined there.
fn calls_in(facts: &Facts, body: RegionId) -> impl Iterator<Item = ExprId> + '_ {
    let span = facts.region(body).span;
    facts.exprs.iter().filter_map(move |expr| match &expr.kind {
        ExprKind::Call(call) if span.contains(expr.span) => {
            let mut around = facts.enclosing(expr.region).take_while(|(id, _)| *id != body);
            let is_run = !around.any(|(_, region)| matches!(region.kind, RegionKind::Function(_)));
            is_run.then_some(call.callee)
        }
        _ => None,
    })
}
