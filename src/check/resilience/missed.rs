//! `resilience/uncaught-capacity` by what the profiles say that a call raises: classes that no handler names, events that
//! nobody looks for, exceptions that a decorator puts in place of the SDK's.

use super::spot;
use crate::calls::guard::{GuardKind, within_function};
use crate::calls::{Inventory, Outgoing, around, aspect, delay, failure};
use crate::facts::{BindingKind, ExprKind, RegionId, RegionKind, Use};
use crate::finding::{Finding, Severity};
use crate::knowledge::behaviour::FailureKind;
use crate::project::{At, Unit};

/// Names that catch whatever is raised.
const ALL: &[&str] = &["Exception", "BaseException"];
/// Events by which a stream says that it failed.
const EVENTS: &[&str] = &["response.failed", "error", "response.error", "response.incomplete"];

/// What else there is to say of failures.
pub fn others(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Vec<Finding> {
    let mut found = retry_errors(inventory, call);
    found.extend(events(inventory, call));
    found.extend(silent_stream(inventory, call));
    found.extend(by_error_name(inventory, call));
    found
}

/// Handlers that name some of the failures of an outage and miss others. The place is that of the name to add to.
pub fn of_try(
    unit: &Unit,
    handlers: &[RegionId],
    call: &Outgoing<'_>,
    names: &[(u32, String)],
) -> Option<(u32, String)> {
    if catches_all(unit, handlers) {
        return None;
    }
    let classes: Vec<&str> = names.iter().map(|(_, path)| path.rsplit('.').next().unwrap_or(path)).collect();
    // Every version that it may be is caught, or none is.
    let caught = |kind| {
        let rows = failure::raised(call, kind);
        let hit = |row: &&&_| names_any(row, &classes);
        match (rows.iter().filter(hit).count(), rows.len()) {
            (_, 0) => None,
            (0, _) => Some(false),
            (hits, all) if hits == all => Some(true),
            _ => None,
        }
    };
    let unavailable = caught(FailureKind::Unavailable);
    let (at, named) = names.iter().find(|(_, path)| {
        failure::raised(call, FailureKind::Unavailable).iter().any(|row| names_any(row, &[last(path)]))
    })?;
    let missed = match (unavailable, caught(FailureKind::RateLimit), caught(FailureKind::Overloaded)) {
        (Some(true), Some(false), _) => (FailureKind::RateLimit, "a rate limit (429)"),
        // Only Anthropic answers 529.
        (Some(true), Some(true), Some(false)) if of_anthropic(call) => (FailureKind::Overloaded, "an overload (529)"),
        _ => return None,
    };
    let raised = failure::raised(call, missed.0).first()?.raises.first()?;
    let package = &call.known[0].sdk.package;
    Some((*at, format!("{} is a {raised} of {package}: {} misses it", missed.1, last(named))))
}

fn of_anthropic(call: &Outgoing<'_>) -> bool {
    call.known[0].sdk.provider.as_deref() == Some("anthropic")
        || call.models.iter().any(|model| model.contains("claude") || model.contains("anthropic"))
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn names_any(row: &crate::knowledge::behaviour::RawFailure, classes: &[&str]) -> bool {
    row.raises.iter().any(|raised| classes.contains(&raised.as_str()))
}

/// True if one of the handlers catches whatever is raised.
pub fn catches_all(unit: &Unit, handlers: &[RegionId]) -> bool {
    handlers.iter().any(|&handler| match &unit.facts.region(handler).kind {
        RegionKind::Handler(caught) => {
            caught.is_empty()
                || caught
                    .iter()
                    .any(|&c| matches!(&unit.facts.expr(c).kind, ExprKind::Name(n) if ALL.contains(&n.as_str())))
        }
        _ => false,
    })
}

/// Callers that handle the SDK's exceptions where a decorator lets one of its own out.
fn retry_errors(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Vec<Finding> {
    let resolver = inventory.resolver;
    let unit = resolver.project.unit(call.at.unit);
    let leaves = |guard: &&crate::calls::guard::Guard| {
        guard.kind == GuardKind::Decorator && guard.idle.is_none() && guard.raises.is_some() && !guard.by_caller
    };
    let Some(guard) = call.guards.iter().find(leaves) else { return Vec::new() };
    let Some(function) = unit.facts.function_of(unit.facts.expr(call.at.expr).region) else { return Vec::new() };
    let classes = failure::classes(call);
    let mut found = Vec::new();
    for &caller in resolver.callers_of(call.at.unit, function).iter().take(40) {
        let other = resolver.project.unit(caller.unit);
        let facts = &other.facts;
        let tried = within_function(facts, facts.expr(caller.expr).region)
            .find(|&r| matches!(facts.region(r).kind, RegionKind::Try));
        let Some(handlers) = tried.map(|tried| around::handlers(other, tried)) else { continue };
        if catches_all(other, &handlers) {
            continue;
        }
        let named = handlers.iter().flat_map(|&handler| match &facts.region(handler).kind {
            RegionKind::Handler(caught) => caught.clone(),
            _ => Vec::new(),
        });
        let named: Vec<(u32, String)> = named
            .filter_map(|expr| {
                let paths = resolver.api_paths(At { unit: caller.unit, expr });
                Some((expr, inventory.profiles.canonical(paths.first()?)))
            })
            .collect();
        if named.iter().any(|(_, path)| Some(last(path)) == guard.raises.as_deref().map(last)) {
            continue;
        }
        let Some((at, path)) = named.iter().find(|(_, path)| classes.contains(&last(path))) else { continue };
        let error = guard.raises.as_deref().unwrap_or_default();
        let message =
            format!("what leaves the decorator is a {error}: {} misses it; `reraise=True` lets it through", last(path));
        let place = (caller.unit, facts.expr(*at).span);
        let mut finding = spot::finding(resolver.project, call, "uncaught-capacity", Severity::Warning, place, message);
        finding.related.push(spot::label(resolver.project, (guard.unit, guard.span), "it is tried again here"));
        found.push(finding);
    }
    found
}

/// A stream whose events are told apart, but for the one that says that it failed.
fn events(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    let rows = failure::raised(call, FailureKind::InStream);
    let is_event = !rows.is_empty() && rows.iter().all(|row| row.raises.is_empty());
    if !is_event || aspect::streaming(inventory, call) != "true" {
        return None;
    }
    let project = inventory.resolver.project;
    let unit = project.unit(call.at.unit);
    let facts = &unit.facts;
    let function = facts.function_of(facts.expr(call.at.expr).region);
    let span = facts.region(function.map_or(0, |f| facts.function(f).region)).span;
    let mut told_apart = false;
    for expr in unit.index.shape(facts).texts_in(facts, span).map(|id| facts.expr(id)) {
        let ExprKind::Str(text) = &expr.kind else { continue };
        if EVENTS.contains(&text.as_str()) {
            return None;
        }
        told_apart |= text.starts_with("response.") && matches!(expr.usage, Use::Compared(_));
    }
    if !told_apart {
        return None;
    }
    let message = "a failure in the middle of this stream is an event (`response.failed`, `error`), no exception, and \
                   nothing here looks for it"
        .to_owned();
    let place = spot::head(project, call.at);
    Some(spot::finding(project, call, "uncaught-capacity", Severity::Warning, place, message))
}

/// A stream of text that simply ends when the call fails.
fn silent_stream(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    let rows = failure::raised(call, FailureKind::Unavailable);
    if rows.is_empty() || rows.iter().any(|row| !row.raises.is_empty()) {
        return None;
    }
    let (told, open) = aspect::given(inventory, call, &["onError"]);
    let project = inventory.resolver.project;
    let unit = project.unit(call.at.unit);
    if !told.is_empty() || open || !reads_text(unit, call.at.expr) {
        return None;
    }
    let message =
        "a failure ends this text early and throws nothing: an outage looks like an empty answer; `onError` is \
                   told"
            .to_owned();
    let place = spot::head(project, call.at);
    Some(spot::finding(project, call, "uncaught-capacity", Severity::Warning, place, message))
}

/// True if of what a call gives only the text is read: `const { textStream } = …`, `result.textStream`.
fn reads_text(unit: &Unit, call: u32) -> bool {
    let facts = &unit.facts;
    let mut at = call;
    while let Use::Wrapped(outer) = facts.expr(at).usage {
        at = outer;
    }
    let is_text = |name: &str| name == "textStream";
    match &facts.expr(at).usage {
        Use::Object(attr) => matches!(&facts.expr(*attr).kind, ExprKind::Attr { name, .. } if is_text(name)),
        Use::Bound(bindings) => {
            let taken = facts.bound(bindings).iter().filter(|&&b| match &facts.binding(b).kind {
                BindingKind::Value { path, .. } => !path.is_empty(),
                _ => false,
            });
            if taken.count() > 0 {
                return facts.bound(bindings).iter().any(|&b| is_text(&facts.binding(b).name));
            }
            let reads: Vec<&str> = facts
                .bound(bindings)
                .iter()
                .flat_map(|&b| unit.index.reads(b))
                .filter_map(|&read| match facts.expr(read).usage {
                    Use::Object(attr) => match &facts.expr(attr).kind {
                        ExprKind::Attr { name, .. } => Some(name.as_str()),
                        _ => None,
                    },
                    // Given away: what is done with it cannot be seen.
                    _ => Some("*"),
                })
                .collect();
            reads.iter().any(|name| is_text(name)) && !reads.iter().any(|&name| name == "fullStream" || name == "*")
        }
        _ => false,
    }
}

/// `err.name === "RateLimitError"` where the name of every error is `Error`.
fn by_error_name(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    let unnamed = call.behaviour().unnamed_errors.as_ref()?;
    // Only where the project has such a version for certain, or does not say which it has.
    if !failure::may_be(call, Some(unnamed)) || call.version.is_none() {
        return None;
    }
    let project = inventory.resolver.project;
    let unit = project.unit(call.at.unit);
    let facts = &unit.facts;
    let classes = failure::classes(call);
    let tried = within_function(facts, facts.expr(call.at.expr).region);
    let handlers = tried
        .filter(|&r| matches!(facts.region(r).kind, RegionKind::Try))
        .flat_map(|tried| around::handlers(unit, tried));
    for handler in handlers {
        let span = facts.region(handler).span;
        for name in delay::names_in(unit, span) {
            let caught = unit
                .index
                .meanings(name)
                .iter()
                .any(|&b| matches!(facts.binding(b).kind, BindingKind::Caught(r) if r == handler));
            let Use::Object(attr) = facts.expr(name).usage else { continue };
            let Use::Compared(test) = facts.expr(attr).usage else { continue };
            if !caught || !matches!(&facts.expr(attr).kind, ExprKind::Attr { name, .. } if name == "name") {
                continue;
            }
            let text = unit.source.slice(facts.expr(test).span);
            let Some(class) = classes.iter().find(|class| text.contains(**class) && **class != "Error") else {
                continue;
            };
            let package = &call.known[0].sdk.package;
            let message = format!(
                "the `name` of every error of {package} is `Error` in this version: `{class}` is never found; ask for its class or `status`"
            );
            let place = (call.at.unit, facts.expr(test).span);
            return Some(spot::finding(project, call, "uncaught-capacity", Severity::Warning, place, message));
        }
    }
    None
}
