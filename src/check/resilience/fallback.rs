//! `resilience/no-fallback` and `resilience/dead-fallback`: what takes over when a model is at capacity.

use super::spot;
use crate::calls::fallback::{self, Fallback};
use crate::calls::{Inventory, Outgoing};
use crate::check::lifecycle::Clock;
use crate::finding::{Finding, Severity};
use crate::project::At;

/// A call without a second model, provider or answer.
pub fn none(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, fallback: &Fallback) -> Option<Finding> {
    if call.is_model || fallback.state != "none" {
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
    let resolver = inventory.resolver;
    let project = resolver.project;
    let mut found = Vec::new();
    let mut providers: Vec<Option<String>> = Vec::new();
    for &list in &fallback.models {
        for item in fallback::items(inventory, list, 0) {
            for built in resolver.strings(item) {
                providers.push(provider(clock, &built.text));
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
    if found.is_empty() {
        found.extend(together(inventory, call, fallback, clock, &providers));
    }
    found
}

/// All models, the first one and those that take over, live at one provider.
fn together(
    inventory: &Inventory<'_, '_, '_>,
    call: &Outgoing<'_>,
    fallback: &Fallback,
    clock: &Clock<'_>,
    providers: &[Option<String>],
) -> Option<Finding> {
    let first = provider(clock, call.models.first()?)?;
    let all = call.models.iter().all(|model| provider(clock, model).as_ref() == Some(&first));
    if !all || providers.is_empty() || !providers.iter().all(|provider| provider.as_ref() == Some(&first)) {
        return None;
    }
    let project = inventory.resolver.project;
    let &At { unit, expr } = fallback.models.first()?;
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
