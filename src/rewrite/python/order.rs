//! Exceptions that stand above others now: an `except` for one of them goes behind those of the same `try` that catch
//! what it would take from them.

use super::super::Context;
use super::super::draft::Draft;
use super::site::Sites;
use crate::facts::{ExprKind, Facts, RegionId, RegionKind};
use crate::project::Unit;
use crate::source::Span;
use std::collections::BTreeMap;

/// Handlers of one `try` that are looked at.
const MAX_HANDLERS: usize = 50;

/// Moves handlers.
pub fn rewrite(context: Context<'_, '_>, sites: &Sites<'_>, draft: &mut Draft) {
    if context.migration.wider.is_empty() {
        return;
    }
    let unit = context.resolver.project.unit(sites.unit);
    let facts = &unit.facts;
    let mut named: BTreeMap<RegionId, Vec<&str>> = BTreeMap::new();
    for site in &sites.names {
        for region in super::error::handlers_of(unit, site.expr) {
            named.entry(region).or_default().push(site.to);
        }
    }
    // Those that take less go first: what takes more comes to stand behind them at the same place.
    let mut moved: Vec<(usize, RegionId, RegionId)> = Vec::new();
    for (&region, names) in &named {
        // What it caught before by its own name it took from the others then too.
        let is_new = |name: &&String| !names.contains(&name.as_str());
        let wider = names.iter().filter_map(|n| context.migration.wider.get(*n)).flatten();
        let taken: Vec<&String> = wider.filter(is_new).collect();
        let is_taken = |name: &&str| taken.iter().any(|t| t == name);
        let later = later(unit, region).into_iter().take_while(|later| !catches_all(facts, *later));
        let last = later.filter(|l| named.get(l).is_some_and(|names| names.iter().any(is_taken))).last();
        moved.extend(last.map(|last| (taken.len(), region, last)));
    }
    moved.sort_unstable();
    for (_, region, last) in moved {
        let text = &unit.source.text;
        let (from, to) = (facts.region(region).span, facts.region(last).span);
        match (clause(text, from), clause(text, to)) {
            (Some(lines), Some(behind)) if lines.end < behind.end => draft.shift(sites.unit, lines, behind.end),
            _ => draft.refuse(sites.unit, from, "a later `except` of this `try` would not be reached: put it first"),
        }
    }
}

/// The handlers of the same `try` behind one.
fn later(unit: &Unit, region: RegionId) -> Vec<RegionId> {
    let shape = unit.index.shape(&unit.facts);
    let all = shape.tried(region).map_or(&[][..], |tried| shape.handlers(tried));
    all.iter().copied().skip_while(|id| *id != region).skip(1).take(MAX_HANDLERS).collect()
}

/// True of a handler behind which nothing is reached.
fn catches_all(facts: &Facts, region: RegionId) -> bool {
    let is_root = |name: &str| matches!(name, "Exception" | "BaseException" | "OpenAIError");
    match &facts.region(region).kind {
        RegionKind::Handler(caught) => {
            caught.is_empty()
                || caught.iter().any(|&e| match &facts.expr(e).kind {
                    ExprKind::Name(name) | ExprKind::Attr { name, .. } => is_root(name),
                    _ => false,
                })
        }
        _ => true,
    }
}

/// The lines of a handler without its last line break, if it begins and ends with lines of its own.
fn clause(text: &str, span: Span) -> Option<Span> {
    let start = text[..span.start as usize].rfind('\n')? + 1;
    let end = span.start as usize + text[span.start as usize..span.end as usize].trim_end().len();
    let end = end + text[end..].find('\n').unwrap_or(text.len() - end);
    let end = start + text[start..end].trim_end_matches('\r').len();
    text[start..span.start as usize].trim().is_empty().then_some(Span { start: start as u32, end: end as u32 })
}
