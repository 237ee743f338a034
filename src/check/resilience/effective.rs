//! `resilience/retries-disabled`, `resilience/ineffective-retry` and `resilience/retry-multiplied`: retries that are
//! switched off, that never happen, or that are more than meant.

use super::backoff::named;
use super::{remedy, spot};
use crate::calls::argument::{self, Given};
use crate::calls::guard::{Guard, GuardKind};
use crate::calls::origin::Site;
use crate::calls::posture::Retries;
use crate::calls::{Inventory, Outgoing};
use crate::facts::{ExprKind, JumpKind, Use};
use crate::finding::{Finding, Severity};
use crate::knowledge::behaviour::RawWrapper;
use crate::project::{At, Project};

/// `max_retries=0` without anything else that tries again.
pub fn disabled(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    let Retries::Off(at) = call.retries else { return None };
    if call.guards.iter().any(|guard| guard.idle.is_none()) || call.behaviour().retry.times == 0 {
        return None;
    }
    let project = inventory.resolver.project;
    let package = &call.known[0].sdk.package;
    let times = call.behaviour().retry.times;
    let message = format!("retries are switched off: {package} would retry {times} times, and nothing else does");
    let place = (at.unit, project.expr(at).span);
    let mut finding = spot::finding(project, call, "retries-disabled", Severity::Warning, place, message);
    finding.related.push(spot::label(project, spot::head(project, call.at), call.path.clone()));
    finding.subject = call.path.split("().").next().unwrap_or(&call.path).to_owned();
    finding.fix = Some(remedy::switched_on(project, call, at, inventory.fix));
    Some(finding)
}

/// What looks like a retry and is none.
pub fn ineffective(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Vec<Finding> {
    let project = inventory.resolver.project;
    let mut found = Vec::new();
    for guard in &call.guards {
        let why = guard.idle.map(str::to_owned).or_else(|| {
            (guard.kind != GuardKind::Unseen && !guard.by_caller).then(|| idle_here(project, call, guard)).flatten()
        });
        let Some(why) = why else { continue };
        let message = format!("{} never tries again: {why}", named(guard));
        let place = (guard.unit, guard.span);
        let mut finding = spot::finding(project, call, "ineffective-retry", Severity::Warning, place, message);
        finding.related.push(spot::label(project, spot::head(project, call.at), call.path.clone()));
        found.push(finding);
    }
    found.extend(one_try(inventory, call));
    found.extend(unused(inventory, call));
    found
}

/// `attempts=1` where the SDK retries only if it is told to.
fn one_try(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    let Retries::Off(at) = call.retries else { return None };
    if call.behaviour().retry.times > 0 || call.guards.iter().any(|guard| guard.idle.is_none()) {
        return None;
    }
    let project = inventory.resolver.project;
    let text = crate::calls::posture::text(inventory.resolver, at);
    let message = format!("{} is told to try once (`{text}`), which is what it does anyway", call.known[0].sdk.package);
    let place = (at.unit, project.expr(at).span);
    let mut finding = spot::finding(project, call, "ineffective-retry", Severity::Warning, place, message);
    finding.related.push(spot::label(project, spot::head(project, call.at), call.path.clone()));
    Some(finding)
}

/// Arguments that look like retries, where the call takes none, or none for this request.
fn unused(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Vec<Finding> {
    let project = inventory.resolver.project;
    let spec = &call.behaviour().retry;
    let position = match (call.behaviour().http.is_some(), call.behaviour().options_at) {
        (false, Some(1)) => Some(0),
        (_, at) => at,
    };
    // Where a call can set them after all, only those that leave it without any.
    if !spec.call.is_empty() && position == call.behaviour().options_at && call.retries != Retries::Default(0) {
        return Vec::new();
    }
    let given = argument::of_call(inventory.resolver, call.at, position);
    let sites: Vec<Site> = call.sites.iter().map(|(site, _)| site.clone()).collect();
    let wrappers = inventory.wrappers(&sites);
    let is_taken = |name: &String| wrappers.iter().any(|wrapper| wrapper.retry.contains(name));
    let mut found: Vec<Finding> = re_asks(inventory, call, &wrappers, &given).into_iter().collect();
    for name in spec.ignored.iter().filter(|name| !is_taken(name)) {
        let Some(at) = given.get(name).next() else { continue };
        let package = &call.known[0].sdk.package;
        let message = match (spec.client.first(), spec.not.is_empty()) {
            (Some(_), _) if !spec.call.is_empty() => {
                format!("`{name}` does nothing here: {package} does not retry {}", spec.not)
            }
            (Some(right), _) => {
                format!(
                    "`{name}` does nothing here: {package} takes it in no single call; set `{right}` where the client is made"
                )
            }
            (None, false) => format!("`{name}` does nothing here: {package} does not retry {}", spec.not),
            (None, true) => format!("`{name}` does nothing here: {package} takes it in no single call"),
        };
        let place = (at.unit, project.expr(at).span);
        found.push(spot::finding(project, call, "ineffective-retry", Severity::Warning, place, message));
    }
    found
}

/// A number of tries that a wrapper uses for something else, where the client below it tries nothing again.
fn re_asks(
    inventory: &Inventory<'_, '_, '_>,
    call: &Outgoing<'_>,
    wrappers: &[&RawWrapper],
    given: &Given,
) -> Option<Finding> {
    if call.retries.least() != Some(0) || call.guards.iter().any(|guard| guard.idle.is_none()) {
        return None;
    }
    let project = inventory.resolver.project;
    let is_number = |at: &At| matches!(project.expr(inventory.resolver.value_of(*at)).kind, ExprKind::Num(_));
    let named = wrappers.iter().flat_map(|wrapper| &wrapper.retry);
    let (name, at) = named.filter_map(|name| Some((name, given.get(name).find(is_number)?))).next()?;
    let message = format!("`{name}` asks again where an answer does not fit; a request that fails is not sent again");
    let place = (at.unit, project.expr(at).span);
    Some(spot::finding(project, call, "ineffective-retry", Severity::Warning, place, message))
}

/// Why a guard that works for other calls does not for this one.
fn idle_here(project: &Project, call: &Outgoing<'_>, guard: &Guard) -> Option<String> {
    // Of a function that sends to the URL it is given, the guard stands around what sends or around its caller.
    let is_around = |at: &At| {
        let facts = &project.unit(at.unit).facts;
        let function = facts.function_of(facts.expr(at.expr).region);
        let span = function.map(|f| facts.region(facts.function(f).region).span);
        at.unit == guard.unit && span.is_some_and(|span| span.contains(guard.span))
    };
    let at = if call.sent != call.at && is_around(&call.sent) { call.sent } else { call.at };
    let unit = project.unit(at.unit);
    let facts = &unit.facts;
    let expr = facts.expr(at.expr);
    if unit.source.language.is_ecmascript() && guard.kind == GuardKind::Loop {
        // `return client.create()` leaves the `try` before the promise fails.
        return matches!(expr.usage, Use::Returned(_))
            .then(|| "without `await`, the call fails after the `try` was left".to_owned());
    }
    let raises = call.behaviour().http.as_ref().is_none_or(|http| http.raises);
    if raises || !matches!(guard.kind, GuardKind::Decorator | GuardKind::Helper | GuardKind::Attempts) {
        return None;
    }
    let function = facts.function_of(expr.region)?;
    let span = facts.region(facts.function(function).region).span;
    let text = unit.source.slice(span);
    let asks = ["raise_for_status", "status", ".ok"].iter().any(|word| text.contains(word));
    let raised = facts.jumps.iter().any(|jump| jump.kind == JumpKind::Raise && span.contains(jump.span));
    (!asks && !raised).then(|| format!("{} answers 429 and 503 without an exception", call.known[0].sdk.package))
}

/// A loop or decorator around an SDK that already retries.
pub fn multiplied(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    let retries = match call.retries {
        Retries::Default(times) | Retries::Set(times, _) if times > 0 => times,
        _ => return None,
    };
    let seen = || call.guards.iter().filter(|guard| guard.idle.is_none() && guard.kind != GuardKind::Unseen);
    let counts = |guard: &&Guard| guard.tries.is_none_or(|tries| tries > 1);
    // Several callers try one after another, not one within another.
    let mut around: Vec<&Guard> = seen().filter(|guard| !guard.by_caller).filter(counts).collect();
    around.extend(seen().filter(|guard| guard.by_caller).find(counts).filter(|_| around.is_empty()));
    let guard = *around.first()?;
    let project = inventory.resolver.project;
    let package = &call.known[0].sdk.package;
    let each = retries + 1;
    let tries: Option<u32> = around.iter().try_fold(1, |all: u32, guard| Some(all.saturating_mul(guard.tries?)));
    // The innermost is found first.
    let names: Vec<String> = around
        .iter()
        .rev()
        .map(|guard| guard.tries.map_or_else(|| named(guard), |tries| format!("{tries} tries of {}", named(guard))))
        .collect();
    let message = match tries {
        Some(tries) => format!(
            "one failed call is up to {} requests: {}, each up to {each} requests of {package}",
            tries.saturating_mul(each),
            names.join(", in each ")
        ),
        None => format!("each round of {} is up to {each} requests: {package} retries by itself", named(guard)),
    };
    let mut finding =
        spot::finding(project, call, "retry-multiplied", Severity::Info, spot::head(project, call.at), message);
    for guard in around {
        finding.related.push(spot::label(project, (guard.unit, guard.span), named(guard)));
    }
    Some(finding)
}
