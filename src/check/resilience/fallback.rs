//! `resilience/no-fallback` and `resilience/dead-fallback`: what takes over when a model is at capacity.

use super::spot;
use crate::calls::{Inventory, Outgoing, aspect};
use crate::check::lifecycle::Clock;
use crate::facts::ExprKind;
use crate::finding::{Finding, Severity};
use crate::project::At;

/// A call without a second model, provider or answer.
pub fn none(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, clock: &Clock<'_>) -> Option<Finding> {
    if call.is_model || aspect::fallback(inventory, call, clock).state != "none" {
        return None;
    }
    let message = "no second model, provider or answer takes over when this one is at capacity".to_owned();
    let project = inventory.resolver.project;
    Some(spot::finding(project, call, "no-fallback", Severity::Info, spot::head(project, call.at), message))
}

/// Models to fall back to that are themselves gone.
pub fn dead(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, clock: &Clock<'_>) -> Vec<Finding> {
    let resolver = inventory.resolver;
    let project = resolver.project;
    let (lists, _) = aspect::given(inventory, call, &["fallbacks", "default_fallbacks", "extra_body.models", "models"]);
    let mut found = Vec::new();
    for list in lists {
        for item in items(inventory, resolver.value_of(list), 0) {
            for built in resolver.strings(item) {
                let verdict = clock.judge(&built.text, None).map(|verdict| verdict.into_finding(&built.text));
                let Some(verdict) = verdict.filter(|verdict| verdict.rule == "model/retired") else { continue };
                let message = format!("this fallback takes over nothing: {}", verdict.message);
                let place = (item.unit, project.expr(item).span);
                let mut finding = spot::finding(project, call, "dead-fallback", Severity::Error, place, message);
                finding.related.push(spot::label(project, spot::head(project, call.at), call.path.clone()));
                found.push(finding);
            }
        }
    }
    found
}

/// The strings in a list, and in lists and dicts inside it.
fn items(inventory: &Inventory<'_, '_, '_>, at: At, depth: u32) -> Vec<At> {
    if depth > 4 {
        return Vec::new();
    }
    let facts = &inventory.resolver.project.unit(at.unit).facts;
    let here = |expr| At { unit: at.unit, expr };
    match &facts.expr(at.expr).kind {
        ExprKind::List(list) => list.iter().flat_map(|&item| items(inventory, here(item), depth + 1)).collect(),
        ExprKind::Dict(entries) => entries
            .iter()
            .filter_map(|entry| match entry {
                crate::facts::DictItem::Entry { value, .. } => Some(*value),
                crate::facts::DictItem::Splat(_) => None,
            })
            .flat_map(|value| items(inventory, here(value), depth + 1))
            .collect(),
        _ => vec![at],
    }
}
