//! `resilience/moving-alias`, `resilience/no-output-cap` and `resilience/prompt-logged`: what changes, grows or leaks
//! without anybody deciding it.

use super::spot;
use crate::calls::{Inventory, Outgoing, aspect};
use crate::check::lifecycle::Clock;
use crate::facts::{BindingKind, ExprKind, Use};
use crate::finding::{Finding, Severity};
use crate::knowledge::Status;
use crate::project::At;

/// Functions that write what they are given to a log.
const LOGS: &[&str] = &["print", "log", "debug", "info", "warning", "warn", "error", "critical", "exception", "pprint"];
/// Owners of such functions.
const LOGGERS: &[&str] = &["logging", "logger", "log", "console", "LOGGER", "LOG", "_logger", "winston", "loguru"];

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
    let unit = project.unit(call.at.unit);
    let facts = &unit.facts;
    let mut found = Vec::new();
    let prompts = aspect::given(inventory, call, &["messages", "prompt", "input", "contents"]).0;
    let mut bindings: Vec<(u32, &str)> = prompts
        .iter()
        .filter(|at| at.unit == call.at.unit && matches!(facts.expr(at.expr).kind, ExprKind::Name(_)))
        .flat_map(|at| unit.index.meanings(at.expr).iter().map(|&binding| (binding, "prompt")))
        .collect();
    let mut at = call.at.expr;
    while let Use::Wrapped(parent) = facts.expr(at).usage {
        at = parent;
    }
    if let Use::Bound(bound) = &facts.expr(at).usage {
        bindings.extend(bound.iter().map(|&binding| (binding, "answer")));
    }
    for (binding, what) in bindings {
        if matches!(facts.binding(binding).kind, BindingKind::Import(_)) {
            continue;
        }
        for &read in unit.index.reads(binding) {
            let Some(logging) = logs(unit, read) else { continue };
            let message =
                format!("the whole {what} goes to the log: with it, what users wrote and what they were told");
            let place = (call.at.unit, facts.expr(logging).span);
            let mut finding = spot::finding(project, call, "prompt-logged", Severity::Info, place, message);
            finding.related.push(spot::label(
                project,
                spot::head(project, At { unit: call.at.unit, expr: call.at.expr }),
                call.path.clone(),
            ));
            found.push(finding);
        }
    }
    found
}

/// The call of a log that a value is given to, whole or in a text.
fn logs(unit: &crate::project::Unit, read: u32) -> Option<u32> {
    let facts = &unit.facts;
    let mut at = read;
    for _ in 0..3 {
        match facts.expr(at).usage {
            Use::Hole(outer) | Use::Wrapped(outer) => at = outer,
            Use::Arg { call, .. } => {
                let callee = facts.call(call)?.callee;
                let name = unit.index.callee_name(facts, call)?;
                let is_log = match &facts.expr(callee).kind {
                    ExprKind::Name(_) => matches!(name, "print" | "pprint"),
                    ExprKind::Attr { object, .. } => {
                        let owner = crate::project::index::last_name(facts, *object)?;
                        LOGS.contains(&name) && LOGGERS.contains(&owner)
                    }
                    _ => false,
                };
                // `json.dumps(messages)` on the way to a log.
                if !is_log && matches!(name, "dumps" | "stringify" | "str" | "repr") {
                    at = call;
                    continue;
                }
                return is_log.then_some(call);
            }
            _ => return None,
        }
    }
    None
}
