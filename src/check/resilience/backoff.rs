//! `resilience/retry-without-backoff` and `resilience/unbounded-retry`: retries that make an outage worse, or never end.

use super::spot;
use crate::calls::guard::{Delay, Guard, GuardKind};
use crate::calls::posture::Retries;
use crate::calls::{Inventory, Outgoing, count, failure};
use crate::finding::{Finding, Severity};
use crate::project::At;

/// A loop, decorator or helper that waits not at all, or always as long.
pub fn without(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    let active = || call.guards.iter().filter(|guard| guard.idle.is_none());
    // One that waits longer and longer is enough.
    if active().any(|guard| matches!(guard.delay, Delay::Growing | Delay::Unknown)) {
        return None;
    }
    if let Retries::Set(_, at) | Retries::Some(at) = call.retries
        && call.delay == Delay::None
    {
        return Some(asked_for(inventory, call, at));
    }
    let sdk_waits = call.retries.least().is_none_or(|retries| retries > 0);
    let guard = active()
        .filter(|g| !matches!(g.kind, GuardKind::Unseen | GuardKind::Handler))
        .max_by_key(|guard| guard.delay)?;
    // Between two rounds of a loop with a constant delay, an SDK that retries has waited longer and longer.
    if sdk_waits && guard.delay != Delay::None {
        return None;
    }
    let project = inventory.resolver.project;
    let what = named(guard);
    let message = match guard.delay {
        Delay::None => {
            format!("{what} tries again at once: a service that is overloaded gets more requests, not fewer")
        }
        _ => format!("{what} always waits as long: all clients come back together when the service does"),
    };
    let severity = if guard.delay == Delay::None { Severity::Warning } else { Severity::Info };
    let mut finding = spot::of_request(project, call, "retry-without-backoff", severity, message);
    finding.related.push(spot::label(project, (guard.unit, guard.span), what));
    if let Some(wait) = guard.wait {
        finding.related.push(spot::label(project, (guard.unit, wait), "it waits here"));
    }
    Some(finding)
}

/// Retries that a setting of the SDK asks for, and between which it does not wait.
fn asked_for(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, at: At) -> Finding {
    let project = inventory.resolver.project;
    let spec = &call.behaviour().retry;
    let better = spec.growth.first().map(|name| format!("; `{name}` makes it wait")).unwrap_or_default();
    let message = format!("{} tries again at once when it is told to{better}", call.known[0].sdk.package);
    let place = spot::head(project, call.at);
    let mut finding = spot::finding(project, call, "retry-without-backoff", Severity::Warning, place, message);
    finding.related.push(spot::label(project, (at.unit, project.expr(at).span), "it is told to here"));
    finding
}

/// A loop, decorator or helper that never gives up; reported at its head.
pub fn unbounded(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    let guard = call.guards.iter().find(|guard| guard.bounded == Some(false) && guard.idle.is_none())?;
    let project = inventory.resolver.project;
    let message = format!("{} never gives up: in an outage it runs until somebody stops it", named(guard));
    let mut finding =
        spot::finding(project, call, "unbounded-retry", Severity::Warning, (guard.unit, guard.span), message);
    finding.related.push(spot::label(project, spot::head(project, call.at), call.path.clone()));
    Some(finding)
}

/// A setting with which the SDK never gives up, in the version that the project has.
pub fn endless(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    let (Retries::Some(at), Some(endless)) = (call.retries, &call.behaviour().retry.endless) else { return None };
    let project = inventory.resolver.project;
    let value = count::written(inventory.resolver, at);
    let known = call.version.is_some() || endless.versions.is_none();
    if !endless.values.contains(&value) || !known || !failure::may_be(call, endless.versions.as_ref()) {
        return None;
    }
    let package = &call.known[0].sdk.package;
    let message = format!("{package} takes `{value}` for no end: in an outage it runs until somebody stops it");
    let place = (at.unit, project.expr(at).span);
    let mut finding = spot::finding(project, call, "unbounded-retry", Severity::Warning, place, message);
    finding.related.push(spot::label(project, spot::head(project, call.at), call.path.clone()));
    Some(finding)
}

/// The guard for people.
pub fn named(guard: &Guard) -> String {
    match guard.kind {
        GuardKind::Loop => format!("this `{}` loop", guard.name),
        GuardKind::Recursion => format!("`{}`, which calls itself,", guard.name),
        GuardKind::Handler => "the handler that makes the call again".to_owned(),
        GuardKind::Decorator => format!("the decorator `{}`", guard.name),
        _ => format!("`{}`", guard.name),
    }
}
