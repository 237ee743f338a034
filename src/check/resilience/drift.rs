//! `resilience/moving-alias`, `resilience/no-output-cap` and `resilience/prompt-logged`: what changes, grows or leaks
//! without anybody deciding it.

use super::spot;
use crate::calls::{Inventory, Outgoing, aspect, leak};
use crate::check::lifecycle::Clock;
use crate::finding::{Finding, Severity};
use crate::knowledge::Status;

/// An id whose weights are exchanged under the caller, where its provider also offers snapshots.
pub fn alias(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, clock: &Clock<'_>) -> Option<Finding> {
    let project = inventory.resolver.project;
    let moving = call.models.iter().find_map(|model| {
        let row = clock.models.find(model, None).filter(|_| !aspect::is_dated(model))?.model;
        let snapshots = clock.models.iter().filter(|other| {
            other.provider == row.provider
                && other
                    .id
                    .strip_prefix(row.id.as_str())
                    .is_some_and(|rest| rest.starts_with(['-', '@']) && is_day(&rest[1..]))
                && matches!(clock.models.status(other, clock.as_of), Status::Active)
        });
        Some((model, snapshots.map(|other| other.id.clone()).max()?))
    });
    let (model, snapshot) = moving?;
    let message =
        format!("`{model}` is an alias: its answers change on the provider's day, not on yours; pin `{snapshot}`");
    let mut finding =
        spot::finding(project, call, "moving-alias", Severity::Info, spot::head(project, call.at), message);
    finding.replacement = Some(snapshot);
    Some(finding)
}

/// `2024-08-06`, `20241022`, `0613`.
fn is_day(text: &str) -> bool {
    !text.is_empty() && text.len() >= 4 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// A call that leaves the length of the answer to the model.
pub fn uncapped(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    let family = inventory.profiles.known(&call.path).and_then(|known| known.kind);
    let writes = matches!(family, Some("chat" | "completion" | "code"));
    if !writes || call.is_model || aspect::limits(inventory, call).state != "none" {
        return None;
    }
    let project = inventory.resolver.project;
    let name = call.behaviour().output_cap.last().map_or("", String::as_str);
    let message = format!("nothing limits the length of the answer, nor what it costs; set `{name}`");
    Some(spot::finding(project, call, "no-output-cap", Severity::Info, spot::head(project, call.at), message))
}

/// The whole prompt or answer is given to a log.
pub fn logged(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Vec<Finding> {
    let project = inventory.resolver.project;
    let facts = &project.unit(call.at.unit).facts;
    let finding = |leak: leak::Leak| {
        let message =
            format!("the whole {} goes to the log: with it, what users wrote and what they were told", leak.what);
        let place = (call.at.unit, facts.expr(leak.log).span);
        let mut finding = spot::finding(project, call, "prompt-logged", Severity::Info, place, message);
        finding.related.push(spot::label(project, spot::head(project, call.at), call.path.clone()));
        finding
    };
    leak::of(inventory, call).into_iter().map(finding).collect()
}
