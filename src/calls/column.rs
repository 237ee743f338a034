//! The columns of a row: what was found out about a call, in words.

use super::guard::{Delay, Guard, within_function};
use super::posture::{self, Retries, Timeout};
use super::row::{Column, Row};
use super::{Inventory, Outgoing, aspect};
use crate::facts::{ExprKind, Use};
use crate::project::{At, Project};
use crate::source::Span;

/// The row of a call.
pub fn row(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Row {
    let project = inventory.resolver.project;
    let unit = project.unit(call.at.unit);
    let expr = unit.facts.expr(call.at.expr);
    let known = call.known[0];
    let columns = vec![
        timeout(inventory, call),
        retry(project, call),
        backoff(project, call),
        super::fallback::of(inventory, call).column(inventory),
        errors(inventory, call),
        aspect::limits(inventory, call),
        aspect::cache(inventory, call),
        aspect::prompt(inventory, call),
        aspect::data(inventory, call),
        aspect::pinning(inventory, call),
        super::queue::of(inventory, call, &inventory.guards()),
    ];
    Row {
        path: unit.source.path.clone(),
        place: unit.source.place(expr.span),
        symbol: unit.facts.symbol(expr.region),
        call: call.path.clone(),
        package: known.sdk.package.clone(),
        generation: generations(call),
        version: call.version.clone(),
        provider: call.provider.clone(),
        host: call.destination.host.clone(),
        models: call.models.clone(),
        family: inventory.profiles.known(&call.path).and_then(|known| known.kind).map(str::to_owned),
        mode: if is_async(inventory, call) { "async" } else { "sync" },
        streaming: aspect::streaming(inventory, call),
        columns,
    }
}

/// The generations of the SDK that it may be, the newest first.
fn generations(call: &Outgoing<'_>) -> String {
    let mut names: Vec<&str> = call.known.iter().map(|known| known.behaviour.generation.as_str()).collect();
    names.dedup();
    names.join(" or ")
}

/// True if the call is awaited, or is one of an asynchronous client.
fn is_async(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> bool {
    let unit = inventory.resolver.project.unit(call.at.unit);
    let name = super::surface::last_name(&call.path);
    let awaited = match unit.facts.expr(call.at.expr).usage {
        Use::Wrapped(parent) => unit.source.slice(unit.facts.expr(parent).span).starts_with("await"),
        _ => false,
    };
    let made = call.sites.iter().any(|(site, _)| {
        posture::text(inventory.resolver, site.constructor).split('(').next().is_some_and(|head| head.contains("Async"))
    });
    awaited || made || unit.source.language.is_ecmascript() || name.ends_with("_async") || name.starts_with("acreate")
}

/// A place by path and line.
pub fn place(project: &Project, unit: u32, span: Span) -> Option<(String, u32)> {
    let source = &project.unit(unit).source;
    Some((source.path.clone(), source.place(span).line))
}

fn place_of(project: &Project, at: At) -> Option<(String, u32)> {
    place(project, at.unit, project.expr(at).span)
}

fn timeout(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Column {
    let project = inventory.resolver.project;
    let covers = &call.behaviour().timeout.covers;
    match &call.timeout {
        Timeout::Set { by, text, seconds, at } => {
            let value = seconds.map_or_else(|| text.clone(), |seconds| format!("{seconds} s"));
            Column { state: "set", detail: format!("{by}: {value}"), place: place_of(project, *at) }
        }
        Timeout::Default(seconds) => Column { state: "default", detail: format!("{seconds} s: {covers}"), place: None },
        Timeout::Never(Some(at)) => {
            Column { state: "infinite", detail: "switched off".to_owned(), place: place_of(project, *at) }
        }
        Timeout::Never(None) => Column { state: "none", detail: covers.clone(), place: None },
        Timeout::Unknown => Column { state: "unknown", ..Column::default() },
    }
}

fn active<'c>(call: &'c Outgoing<'_>) -> impl Iterator<Item = &'c Guard> {
    call.guards.iter().filter(|guard| guard.idle.is_none())
}

fn retry(project: &Project, call: &Outgoing<'_>) -> Column {
    let on = &call.behaviour().retry.on;
    let own: Vec<String> = active(call)
        .map(|guard| {
            let tries = guard.tries.map_or(String::new(), |tries| format!(", {tries} tries"));
            let by = if guard.by_caller { " of a caller" } else { "" };
            format!("{}{by} `{}`{tries}", guard.kind.as_str(), guard.name)
        })
        .collect();
    let guard = active(call).next().and_then(|guard| place(project, guard.unit, guard.span));
    let (state, sdk, at) = match call.retries {
        Retries::Default(0) => ("none", String::new(), None),
        Retries::Default(times) => ("default", format!("SDK default, {times} retries on {on}"), None),
        Retries::Set(times, at) => ("set", format!("SDK, {times} retries on {on}"), place_of(project, at)),
        Retries::Some(at) => ("set", format!("SDK, on {on}"), place_of(project, at)),
        Retries::Off(at) => ("off", "switched off in the SDK".to_owned(), place_of(project, at)),
        Retries::Unknown => ("unknown", String::new(), None),
    };
    let state = if own.is_empty() { state } else { "own" };
    let detail = own.into_iter().chain((!sdk.is_empty()).then_some(sdk)).collect::<Vec<_>>().join("; ");
    Column { state, detail, place: guard.or(at) }
}

fn backoff(project: &Project, call: &Outgoing<'_>) -> Column {
    let Some(guard) = active(call).max_by_key(|guard| guard.delay) else {
        return match call.retries.least() {
            Some(0) => Column { state: "none", ..Column::default() },
            Some(_) => Column { state: call.delay.as_str(), detail: "the SDK's".to_owned(), place: None },
            None => Column { state: "unknown", ..Column::default() },
        };
    };
    let bounded = match guard.bounded {
        Some(true) => "bounded",
        Some(false) => "never gives up",
        None => "an end is not seen",
    };
    let state = match guard.delay {
        Delay::None => "none",
        other => other.as_str(),
    };
    Column { state, detail: bounded.to_owned(), place: place(project, guard.unit, guard.wait.unwrap_or(guard.span)) }
}

/// Which failures are handled around the call, in its own function.
fn errors(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Column {
    let project = inventory.resolver.project;
    let unit = project.unit(call.at.unit);
    let facts = &unit.facts;
    let mut names: Vec<String> = Vec::new();
    let mut first = None;
    for region in within_function(facts, facts.expr(call.at.expr).region) {
        if !matches!(facts.region(region).kind, crate::facts::RegionKind::Try) {
            continue;
        }
        for handler in super::around::handlers(unit, region) {
            let span = facts.region(handler).span;
            first = first.or_else(|| place(project, call.at.unit, Span { start: span.start, end: span.start }));
            let crate::facts::RegionKind::Handler(caught) = &facts.region(handler).kind else { continue };
            match caught.is_empty() {
                true => names.push("everything".to_owned()),
                false => names.extend(caught.iter().map(|&c| match &facts.expr(c).kind {
                    ExprKind::Name(name) if name == "Exception" || name == "BaseException" => "everything".to_owned(),
                    _ => unit.source.slice(facts.expr(c).span).to_owned(),
                })),
            }
        }
    }
    // `create(…).catch(…)`
    let catches = super::chain::methods_on(unit, call.at.expr, &["catch".to_owned()]);
    if let Some(&caught) = catches.first() {
        names.push("everything".to_owned());
        first = first.or_else(|| place(project, call.at.unit, facts.expr(caught).span));
    }
    names.dedup();
    let function = facts.function_of(facts.expr(call.at.expr).region);
    if names.is_empty()
        && let Some(at) = function.and_then(|function| tried_by_caller(inventory, call.at.unit, function))
    {
        return Column { state: "handled", detail: "by a caller".to_owned(), place: at };
    }
    match names.is_empty() {
        // Whoever calls the function may handle what leaves it; a model object fails where it is asked.
        true if function.is_some() || call.is_model => Column { state: "unknown", ..Column::default() },
        true => Column { state: "none", ..Column::default() },
        false => Column { state: "handled", detail: names.join(", "), place: first },
    }
}

/// Where a caller in the project stands in a `try`.
fn tried_by_caller(inventory: &Inventory<'_, '_, '_>, unit: u32, function: u32) -> Option<Option<(String, u32)>> {
    let resolver = inventory.resolver;
    let callers = resolver.callers_of(unit, function);
    callers.iter().take(40).find_map(|caller| {
        let facts = &resolver.project.unit(caller.unit).facts;
        let expr = facts.expr(caller.expr);
        let is_try = |&r: &u32| matches!(facts.region(r).kind, crate::facts::RegionKind::Try);
        within_function(facts, expr.region).find(is_try).map(|_| place(resolver.project, caller.unit, expr.span))
    })
}
