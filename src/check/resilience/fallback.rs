//! `resilience/no-fallback` and `resilience/dead-fallback`: what takes over when a model is at capacity.

use super::spot;
use crate::calls::fallback::{self, Fallback, Successor};
use crate::calls::{Inventory, Outgoing};
use crate::check::lifecycle::Clock;
use crate::finding::{Finding, Severity};
use crate::project::At;

/// A call without a second model, provider or answer.
pub fn none(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, fallback: &Fallback) -> Option<Finding> {
    if call.is_model || fallback.state != "none" || fallback::is_fallback(inventory, call) {
        return None;
    }
    let message = "no second model, provider or answer takes over when this one is at capacity".to_owned();
    let project = inventory.resolver.project;
    Some(spot::finding(project, call, "no-fallback", Severity::Info, spot::head(project, call.at), message))
}

/// Models to fall back to that are themselves gone, or that fall with the first one.
pub fn dead(
    inventory: &Inventory<'_, '_, '_>,
    call: &Outgoing<'_>,
    fallback: &Fallback,
    clock: &Clock<'_>,
) -> Vec<Finding> {
    let project = inventory.resolver.project;
    let mut found = Vec::new();
    for Successor { at, id, provider, .. } in &fallback.models {
        let verdict = clock.judge(id, provider.as_deref()).map(|verdict| verdict.into_finding(id));
        let Some(verdict) = verdict.filter(|verdict| verdict.rule == "model/retired") else { continue };
        let message = format!("this fallback takes over nothing: {}", verdict.message);
        let place = (at.unit, project.expr(*at).span);
        let mut finding = spot::finding(project, call, "dead-fallback", Severity::Error, place, message);
        finding.related.push(spot::label(project, spot::head(project, call.at), call.path.clone()));
        found.push(finding);
    }
    if found.is_empty() {
        found.extend(together(inventory, call, fallback, clock));
    }
    found
}

/// All models, the first one and those that take over, live at one provider and host.
fn together(
    inventory: &Inventory<'_, '_, '_>,
    call: &Outgoing<'_>,
    fallback: &Fallback,
    clock: &Clock<'_>,
) -> Option<Finding> {
    let of_call = |model: &String| call.provider.clone().or_else(|| provider(clock, model));
    let first = match call.models.first() {
        Some(model) => of_call(model)?,
        None => call.provider.clone()?,
    };
    if call.is_behind_gateway || !call.models.iter().all(|model| of_call(model).as_ref() == Some(&first)) {
        return None;
    }
    let is_there = |other: &Successor| {
        let provider = other.provider.clone().or_else(|| provider(clock, &other.id));
        provider.as_ref() == Some(&first) && other.host == call.destination.host
    };
    let &Successor { at: At { unit, expr }, .. } = fallback.models.first()?;
    if !fallback.models.iter().all(is_there) {
        return None;
    }
    let project = inventory.resolver.project;
    let place = (unit, project.unit(unit).facts.expr(expr).span);
    let message = format!("what takes over is another model of {first}: an outage of the provider takes both");
    let mut finding = spot::finding(project, call, "dead-fallback", Severity::Info, place, message);
    finding.related.push(spot::label(project, spot::head(project, call.at), call.path.clone()));
    Some(finding)
}

/// The provider of a model, if its id tells.
fn provider(clock: &Clock<'_>, model: &str) -> Option<String> {
    clock.models.find(model, None).map(|hit| hit.model.provider.clone())
}
