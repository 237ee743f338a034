//! What a call is told: keyword arguments, the keys of the objects it is given, and keys that only one service knows.

use super::api;
use super::lifecycle::Clock;
use super::pattern::{Hit, Patterns};
use super::place::Spot;
use super::profile::Profiles;
use crate::facts::{ArgKind, DictItem, ExprId, ExprKind, Facts};
use crate::finding::Finding;
use crate::project::{At, Resolver, Unit};
use crate::source::Span;

/// The keywords of a call and the keys of the objects it is given, each with where it stands and its value.
pub fn options(facts: &Facts, call: ExprId) -> Vec<(&str, Span, ExprId)> {
    let Some(call) = facts.call(call) else { return Vec::new() };
    let mut found = Vec::new();
    for arg in &call.args {
        match &arg.kind {
            ArgKind::Keyword(name, span) => found.push((name.as_str(), *span, arg.value)),
            ArgKind::Positional(_) => {
                if let ExprKind::Dict(items) = &facts.expr(arg.value).kind {
                    found.extend(entries(items));
                }
            }
            _ => {}
        }
    }
    found
}

/// The named entries of a mapping, each with its key's place and its value.
fn entries(items: &[DictItem]) -> impl Iterator<Item = (&str, Span, ExprId)> {
    items.iter().filter_map(|item| match item {
        DictItem::Entry { name: Some(name), key_span, value, .. } => Some((name.as_str(), *key_span, *value)),
        _ => None,
    })
}

/// Keyword arguments and options of a call that a rule is about.
pub fn keywords(
    resolver: &Resolver<'_>,
    at: At,
    patterns: &Patterns<'_>,
    profiles: &Profiles<'_>,
    clock: &Clock<'_>,
    found: &mut Vec<Finding>,
) {
    let unit = resolver.project.unit(at.unit);
    let Some(call) = unit.facts.call(at.expr) else { return };
    let mut given = options(&unit.facts, at.expr);
    given.retain(|(name, ..)| patterns.has_keyword(name));
    if given.is_empty() {
        return;
    }
    for callee in resolver.api_paths(At { unit: at.unit, expr: call.callee }) {
        if !patterns.may_match(&callee) && !profiles.has_alias(&callee) {
            continue;
        }
        let callee = profiles.canonical(&callee);
        for &(name, span, value) in &given {
            for hit in patterns.keyword(&callee, name, unit.source.language) {
                if super::handler::has_value(resolver, At { unit: at.unit, expr: value }, &hit, profiles) {
                    found.push(finding(unit, at.expr, &hit, &format!("{callee}({name})"), "keyword", span, clock));
                }
            }
        }
    }
}

/// Keys of a mapping that only one service knows.
pub fn keys(
    unit: &Unit,
    mapping: ExprId,
    items: &[DictItem],
    patterns: &Patterns<'_>,
    clock: &Clock<'_>,
    found: &mut Vec<Finding>,
) {
    for (name, span, _) in entries(items) {
        if let Some(hit) = patterns.key(name, unit.source.language) {
            found.push(finding(unit, mapping, &hit, name, "key", span, clock));
        }
    }
}

fn finding(
    unit: &Unit,
    around: ExprId,
    hit: &Hit<'_>,
    subject: &str,
    via: &str,
    span: Span,
    clock: &Clock<'_>,
) -> Finding {
    let subject = hit.form.subject.as_deref().unwrap_or(subject);
    let mut finding = api::finding(hit, subject, via, Spot { source: &unit.source, span }, clock);
    finding.symbol = unit.facts.symbol(unit.facts.expr(around).region);
    finding
}
