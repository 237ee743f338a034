//! `resilience/ineffective-timeout`: timeouts that are written and do nothing, or are not what they seem.

use super::spot;
use crate::calls::posture::Timeout;
use crate::calls::{Inventory, Outgoing, argument};
use crate::facts::{BindingKind, ExprKind, Use};
use crate::finding::{Finding, Severity};
use crate::project::{At, UnitId};

/// Less than this, in seconds, was meant in another unit.
const TOO_SHORT: f64 = 1.0;
/// More than this, in seconds, was meant in another unit.
const TOO_LONG: f64 = 5000.0;

/// What a call, or its client, is told that has no effect.
pub fn timeouts(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Vec<Finding> {
    let resolver = inventory.resolver;
    let project = resolver.project;
    let package = &call.known[0].sdk.package;
    let mut found = Vec::new();
    let mut say = |at: At, message: String| {
        let place = (at.unit, project.expr(at).span);
        found.push(spot::finding(project, call, "ineffective-timeout", Severity::Warning, place, message));
    };
    let spec = &call.behaviour().timeout;
    // In the object that is sent, where options have a place of their own.
    let position = match (call.behaviour().http.is_some(), call.behaviour().options_at) {
        (false, Some(1)) => Some(0),
        (_, at) => at,
    };
    for name in &spec.ignored {
        if !call.known.iter().all(|known| known.behaviour.timeout.ignored.contains(name)) {
            continue;
        }
        let given = argument::of_call(resolver, call.at, position);
        if let Some(at) = given.get(name).next() {
            let right = spec.call.iter().chain(&spec.client).next();
            let instead = right.map(|right| format!("; {package} takes `{right}`")).unwrap_or_default();
            let place =
                if position == Some(0) && call.behaviour().options_at == Some(1) { " in the request body" } else { "" };
            say(at, format!("`{name}`{place} is no timeout here{instead}"));
        }
    }
    for (site, _) in &call.sites {
        for name in &spec.ignored_client {
            let given = argument::of_call(resolver, site.constructor, Some(0));
            if let Some(at) = given.get(name).next() {
                let right = spec.client.first().map(|right| format!("; {package} takes `{right}`")).unwrap_or_default();
                say(at, format!("`{name}` is no timeout of this client{right}"));
            }
        }
    }
    for (site, _) in &call.sites {
        if let Some(at) = crate::calls::posture::void(resolver, call.known[0], site.constructor)
            && let Some(void) = &spec.void
        {
            say(at, format!("a timeout of this object only writes a warning, unless `{}` is true", void.unless));
        }
    }
    let all = call.sites.iter().map(|(_, timeout)| timeout).chain([&call.timeout]);
    let mut seen = Vec::new();
    for timeout in all {
        let Timeout::Set { seconds: Some(seconds), text, at, .. } = timeout else { continue };
        if seen.contains(at) {
            continue;
        }
        seen.push(*at);
        if spec.milliseconds && *seconds > 0.0 && *seconds < TOO_SHORT {
            say(*at, format!("`{text}` is {} ms: {package} counts this timeout in milliseconds", seconds * 1000.0));
        } else if !spec.milliseconds && *seconds > TOO_LONG {
            say(*at, format!("`{text}` is {:.1} hours: {package} counts this timeout in seconds", seconds / 3600.0));
        }
    }
    if let Some(at) = unused_controller(inventory, call) {
        say(at, "this controller is armed with a timer, but its signal is not passed to the call".to_owned());
    }
    found
}

/// A controller made in the function of the call, with a timer that aborts it, whose signal nobody reads.
fn unused_controller(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<At> {
    let unit = inventory.resolver.project.unit(call.at.unit);
    if !unit.source.language.is_ecmascript() {
        return None;
    }
    let facts = &unit.facts;
    let function = facts.function_of(facts.expr(call.at.expr).region);
    for (id, binding) in facts.bindings.iter().enumerate() {
        let BindingKind::Value { expr, path } = &binding.kind else { continue };
        let text = unit.source.slice(facts.expr(*expr).span);
        if !path.is_empty() || !text.starts_with("new AbortController") || facts.function_of(binding.region) != function
        {
            continue;
        }
        let (mut aborted, mut used) = (false, false);
        for &read in unit.index.reads(id as u32) {
            match &facts.expr(read).usage {
                Use::Object(attr) => match &facts.expr(*attr).kind {
                    ExprKind::Attr { name, .. } if name == "abort" => aborted = true,
                    _ => used = true,
                },
                _ => used = true,
            }
        }
        if aborted && !used {
            return Some(At { unit: call.at.unit, expr: *expr });
        }
    }
    None
}

/// `client.with_options(timeout=20)` as a statement: it returns another client and leaves this one as it is.
pub fn dropped(inventory: &Inventory<'_, '_, '_>, id: UnitId) -> Vec<Finding> {
    let project = inventory.resolver.project;
    let unit = project.unit(id);
    let facts = &unit.facts;
    let mut found = Vec::new();
    for &call in &unit.index.calls {
        let name = unit.index.callee_name(facts, call);
        if !matches!(name, Some("with_options" | "withOptions")) || facts.expr(call).usage != Use::Statement {
            continue;
        }
        let Some(callee) = facts.call(call).map(|c| c.callee) else { continue };
        let ExprKind::Attr { object, .. } = facts.expr(callee).kind else { continue };
        let paths = inventory.resolver.api_paths(At { unit: id, expr: object });
        let client = paths.iter().map(|path| inventory.profiles.canonical(path)).find_map(|path| {
            let made = path.strip_suffix("()")?.to_owned();
            inventory
                .profiles
                .constructor_of(&made)
                .filter(|_| inventory.surface.is_client(&made))
                .map(|(sdk, _)| (sdk, made))
        });
        let Some((sdk, made)) = client else { continue };
        let told = argument::of_call(inventory.resolver, At { unit: id, expr: call }, Some(0));
        let rule = if told.get("timeout").next().is_some() { "ineffective-timeout" } else { "ineffective-retry" };
        let message = format!("`{}` returns another client; this one stays as it is", name.unwrap_or_default());
        let place = (id, facts.expr(call).span);
        found.push(spot::plain(project, &sdk.package, &made, rule, Severity::Warning, place, message));
    }
    found
}
