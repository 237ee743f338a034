//! `resilience/uncaught-capacity`: handlers that miss the failures of an outage.

use super::spot;
use crate::calls::guard::within_function;
use crate::calls::{Inventory, Outgoing, around, delay};
use crate::facts::{BindingKind, ExprKind, RegionKind};
use crate::finding::{Finding, Severity};
use crate::project::At;

/// What a message says when there is no capacity.
const WORDS: &[&str] =
    &["rate limit", "ratelimit", "overloaded", "at capacity", "429", "503", "529", "too many requests"];

/// What the handlers around a call miss.
pub fn missed(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Vec<Finding> {
    let project = inventory.resolver.project;
    let unit = project.unit(call.at.unit);
    let facts = &unit.facts;
    let mut found = Vec::new();
    let chain = within_function(facts, facts.expr(call.at.expr).region);
    for tried in chain.filter(|&r| matches!(facts.region(r).kind, RegionKind::Try)) {
        let handlers = around::handlers(unit, tried);
        let mut names: Vec<(u32, String)> = Vec::new();
        for &handler in &handlers {
            let RegionKind::Handler(caught) = &facts.region(handler).kind else { continue };
            for &name in caught {
                let paths = inventory.resolver.api_paths(At { unit: call.at.unit, expr: name });
                names.extend(paths.first().map(|path| (name, inventory.profiles.canonical(path))));
            }
            found.extend(by_message(inventory, call, handler));
            found.extend(by_response(inventory, call, handler));
        }
        found.extend(by_wrapper(inventory, call, &handlers, &names));
        let missed = by_name(call, &names).into_iter().chain(super::missed::of_try(unit, &handlers, call, &names));
        for (at, message) in missed {
            let place = (call.at.unit, facts.expr(at).span);
            found.push(spot::finding(project, call, "uncaught-capacity", Severity::Warning, place, message));
        }
    }
    found
}

/// Handlers that name what the call cannot raise, or only a part of it.
fn by_name(call: &Outgoing<'_>, names: &[(u32, String)]) -> Vec<(u32, String)> {
    let package = call.known[0].sdk.package.as_str();
    let old_call = call.behaviour().versions.as_deref() == Some("<1");
    let mut found = Vec::new();
    for (at, path) in names {
        if package == "openai" && !old_call && path.starts_with("openai.error.") {
            found.push((*at, format!("`{path}` is gone since openai 1.0: the handler itself fails when it is needed")));
        }
        if matches!(package, "openai" | "anthropic") && !old_call && path.starts_with("httpx.") {
            found.push((*at, format!("{package} does not raise `{path}`: it has exceptions of its own for that")));
        }
    }
    found
}

/// Handlers that name the SDK's exceptions where what wraps its client raises one of its own.
fn by_wrapper(
    inventory: &Inventory<'_, '_, '_>,
    call: &Outgoing<'_>,
    handlers: &[u32],
    names: &[(u32, String)],
) -> Option<Finding> {
    let project = inventory.resolver.project;
    let sites: Vec<_> = call.sites.iter().map(|(site, _)| site.clone()).collect();
    let raises = inventory.wrappers(&sites).iter().find_map(|wrapper| wrapper.raises.as_deref())?;
    let class = |path: &str| path.rsplit('.').next().unwrap_or(path).to_owned();
    let named = names.iter().any(|(_, path)| class(path) == class(raises));
    if named || super::missed::catches_all(project.unit(call.at.unit), handlers) {
        return None;
    }
    let classes = crate::calls::failure::classes(call);
    let (at, path) = names.iter().find(|(_, path)| classes.contains(&class(path).as_str()))?;
    let message = format!("what leaves the call is a {}: {} misses it", class(raises), class(path));
    let place = (call.at.unit, project.unit(call.at.unit).facts.expr(*at).span);
    Some(spot::finding(project, call, "uncaught-capacity", Severity::Warning, place, message))
}

/// A failure that is known by the words of its message alone: they change from version to version.
fn by_message(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, handler: u32) -> Option<Finding> {
    let project = inventory.resolver.project;
    let unit = project.unit(call.at.unit);
    let facts = &unit.facts;
    let span = facts.region(handler).span;
    let mut texts = unit.index.shape(facts).texts_in(facts, span).map(|id| facts.expr(id));
    let tested = texts.find(|e| {
        let ExprKind::Str(text) = &e.kind else { return false };
        let asked = matches!(e.usage, crate::facts::Use::Compared(_))
            || matches!(e.usage, crate::facts::Use::Arg { call, .. }
                if matches!(unit.index.callee_name(facts, call), Some("includes" | "match" | "search" | "indexOf" | "startswith")));
        span.contains(e.span) && asked && WORDS.contains(&text.to_ascii_lowercase().as_str())
    })?;
    let message =
        "the failure is known by the words of its message alone, which change from version to version; ask for \
                   its class or status"
            .to_owned();
    Some(spot::finding(project, call, "uncaught-capacity", Severity::Info, (call.at.unit, tested.span), message))
}

/// `err.response.status` on an SDK whose errors have no response: it was axios's.
fn by_response(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, handler: u32) -> Option<Finding> {
    let project = inventory.resolver.project;
    let unit = project.unit(call.at.unit);
    let facts = &unit.facts;
    let sdk = &call.known[0].sdk;
    let has_none = matches!(sdk.package.as_str(), "openai" | "@anthropic-ai/sdk" | "groq-sdk")
        && sdk.ecosystem == "npm"
        && call.behaviour().versions.as_deref() != Some("<4");
    if !has_none {
        return None;
    }
    let span = facts.region(handler).span;
    let read = delay::names_in(unit, span).find_map(|name| {
        let is_caught = unit
            .index
            .meanings(name)
            .iter()
            .any(|&b| matches!(facts.binding(b).kind, BindingKind::Caught(r) if r == handler));
        let crate::facts::Use::Object(attr) = facts.expr(name).usage else { return None };
        let ExprKind::Attr { name: first, .. } = &facts.expr(attr).kind else { return None };
        let crate::facts::Use::Object(outer) = facts.expr(attr).usage else { return None };
        let ExprKind::Attr { name: second, .. } = &facts.expr(outer).kind else { return None };
        (is_caught && first == "response" && matches!(second.as_str(), "status" | "data" | "statusCode"))
            .then_some(outer)
    })?;
    let message = format!("errors of {} have no `response`: a rate limit is told by `status`", sdk.package);
    Some(spot::finding(
        project,
        call,
        "uncaught-capacity",
        Severity::Warning,
        (call.at.unit, facts.expr(read).span),
        message,
    ))
}
