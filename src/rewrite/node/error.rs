//! What is read of an exception: `error.response.status`, `error.response.data.error`. Where a `try` also holds calls of
//! another HTTP library, whose errors keep their `response`, both are asked for.

use super::super::Context;
use super::super::draft::Draft;
use super::CallSite;
use crate::facts::{BindingKind, ExprId, ExprKind, Facts, FunctionId, RegionId, RegionKind, Step, Use};
use crate::project::{At, Target, UnitId};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// HTTP libraries whose errors have a `response`.
const OTHERS: &[&str] = &["axios", "got", "superagent", "ky", "gaxios", "request-promise", "request-promise-native"];

/// Calls of calls are looked at this far for a handler.
const MAX_CALLERS: u32 = 3;
/// Functions that are called are looked into this far for another library.
const MAX_CALLS: u32 = 2;

/// Rewrites the handlers around the calls, or around the calls of the functions they stand in.
pub fn rewrite(context: Context<'_, '_>, sites: &[CallSite<'_>], draft: &mut Draft) {
    let mut handlers: FxHashMap<(UnitId, RegionId), bool> = FxHashMap::default();
    for site in sites {
        around(context, site.at, MAX_CALLERS, &mut handlers);
    }
    let mut units: Vec<UnitId> = handlers.keys().map(|(unit, _)| *unit).collect();
    units.sort_unstable();
    units.dedup();
    for id in units {
        let unit = context.resolver.project.unit(id);
        for (binding, b) in unit.facts.bindings.iter().enumerate() {
            let BindingKind::Caught(region) = b.kind else { continue };
            let Some(&is_mixed) = handlers.get(&(id, region)) else { continue };
            let before = unit.source.text[..b.span.start as usize].trim_end();
            if b.name == "response" && before.ends_with(['{', ',']) {
                draft.refuse(id, b.span, "the response of an error is not its `response` any more");
            }
            unit.index.reads(binding as u32).iter().for_each(|&read| match is_mixed {
                true => of_either(context, id, read, draft),
                false => of_read(context, id, read, draft),
            });
        }
    }
}

/// Collects the handlers that an error of a call comes to, and whether errors of another library come there, too.
fn around(context: Context<'_, '_>, call: At, depth: u32, handlers: &mut FxHashMap<(UnitId, RegionId), bool>) {
    let facts = &context.resolver.project.unit(call.unit).facts;
    let region = facts.expr(call.expr).region;
    let found = handlers_around(facts, region);
    if !found.is_empty() {
        for (handler, tried) in found {
            let is_mixed = || sends_otherwise(context, call.unit, facts.region(tried).span, MAX_CALLS);
            handlers.entry((call.unit, handler)).or_insert_with(is_mixed);
        }
    } else if let Some(function) = facts.function_of(region).filter(|_| depth > 0) {
        for &caller in context.resolver.callers_of(call.unit, function).iter() {
            around(context, caller, depth - 1, handlers);
        }
    }
}

/// The error that a callback is given: `.catch(error => …)`.
pub fn of_callback(context: Context<'_, '_>, id: UnitId, function: FunctionId, draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    for &param in &unit.facts.function(function).params {
        match &unit.facts.binding(param).kind {
            BindingKind::Param { index: 0, path, .. } if path.is_empty() => {
                unit.index.reads(param).iter().for_each(|&read| of_read(context, id, read, draft));
            }
            BindingKind::Param { index: 0, path, .. } if path[0] == Step::Key("response".into()) => {
                let span = unit.facts.binding(param).span;
                draft.refuse(id, span, "the response of an error is not its `response` any more");
            }
            _ => {}
        }
    }
}

/// True if something is sent by another library in these bytes, or by a function of the project that is called there.
fn sends_otherwise(context: Context<'_, '_>, id: UnitId, bytes: Span, depth: u32) -> bool {
    let facts = &context.resolver.project.unit(id).facts;
    let inside = |span: Span| bytes.start <= span.start && span.end <= bytes.end;
    facts.exprs.iter().filter(|e| inside(e.span)).any(|e| {
        let ExprKind::Call(call) = &e.kind else { return false };
        context.resolver.targets(At { unit: id, expr: call.callee }).iter().any(|target| match target {
            Target::Api(path) => path.split_once('#').is_some_and(|(package, _)| OTHERS.contains(&package)),
            Target::Function(unit, function) if depth > 0 => {
                let there = &context.resolver.project.unit(*unit).facts;
                sends_otherwise(context, *unit, there.region(there.function(*function).region).span, depth - 1)
            }
            _ => false,
        })
    })
}

/// The handler of each `try` around a region, which is the first that follows it, with the `try`.
fn handlers_around(facts: &Facts, region: RegionId) -> Vec<(RegionId, RegionId)> {
    facts
        .enclosing(region)
        .filter(|(_, r)| matches!(r.kind, RegionKind::Try))
        .filter_map(|(tried_id, tried)| {
            facts
                .regions
                .iter()
                .enumerate()
                .filter(|(_, r)| {
                    matches!(r.kind, RegionKind::Handler(_))
                        && r.parent == tried.parent
                        && r.span.start >= tried.span.end
                })
                .min_by_key(|(_, r)| r.span.start)
                .map(|(id, _)| (id as RegionId, tried_id))
        })
        .collect()
}

fn of_read(context: Context<'_, '_>, id: UnitId, read: ExprId, draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let Some((response, name, at)) = member(facts, read) else {
        return elsewhere(context, At { unit: id, expr: read }, draft);
    };
    if name != "response" {
        return;
    }
    let from = facts.expr(read).span.end;
    let upto = |expr: ExprId| Span { start: from, end: facts.expr(expr).span.end };
    let Some((next, name, _)) = member(facts, response) else {
        match facts.expr(response).usage {
            Use::Test | Use::Chosen(_) | Use::Compared(_) => draft.replace(id, at, "status"),
            _ => draft.refuse(id, at, "the response of an error is not its `response` any more"),
        }
        return;
    };
    match name {
        "status" => draft.replace(id, upto(next), ".status"),
        "statusText" => draft.replace(id, upto(next), ".message"),
        "headers" => draft.replace(id, upto(next), ".headers"),
        "data" => match member(facts, next) {
            Some((inner, "error", _)) => draft.replace(id, upto(inner), ".error"),
            _ => match facts.expr(next).usage {
                Use::Test | Use::Chosen(_) => draft.replace(id, upto(next), ".error"),
                _ => {
                    draft.insert(id, facts.expr(read).span.start, "({ error: ");
                    draft.replace(id, upto(next), ".error })");
                }
            },
        },
        _ => draft.refuse(id, at, format!("`{name}` of an error's response has no counterpart")),
    }
}

/// The same where the error may be another library's: that one keeps its `response`.
fn of_either(context: Context<'_, '_>, id: UnitId, read: ExprId, draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let Some((response, "response", at)) = member(facts, read) else {
        return elsewhere(context, At { unit: id, expr: read }, draft);
    };
    let error = unit.source.slice(facts.expr(read).span);
    let mut write = |last: ExprId, text: String| {
        let span = Span { start: facts.expr(read).span.start, end: facts.expr(last).span.end };
        draft.replace(id, span, text);
    };
    match member(facts, response) {
        None => match facts.expr(response).usage {
            Use::Test | Use::Chosen(_) | Use::Compared(_) => {
                write(response, format!("({error}.response ?? {error}.status)"));
            }
            _ => draft.refuse(id, at, "this can be the response of another library's error, or of none"),
        },
        Some((next, "status", _)) => write(next, format!("({error}.response?.status ?? {error}.status)")),
        Some((next, "statusText", _)) => write(next, format!("({error}.response?.statusText ?? {error}.message)")),
        Some((next, "headers", _)) => write(next, format!("({error}.response?.headers ?? {error}.headers)")),
        Some((next, "data", _)) => match member(facts, next) {
            Some((inner, "error", _)) => write(inner, format!("({error}.response?.data?.error ?? {error}.error)")),
            _ => write(next, format!("({error}.response?.data ?? {{ error: {error}.error }})")),
        },
        Some((_, name, _)) => draft.refuse(id, at, format!("`{name}` of an error's response has no counterpart")),
    }
}

/// An error that is taken apart, asked for its kind, or handed on.
fn elsewhere(context: Context<'_, '_>, read: At, draft: &mut Draft) {
    let unit = context.resolver.project.unit(read.unit);
    let facts = &unit.facts;
    let span = facts.expr(read.expr).span;
    match &facts.expr(read.expr).usage {
        Use::Bound(bindings) => {
            let is_response = |b: &u32| match &facts.binding(*b).kind {
                BindingKind::Value { path, .. } => path.first() == Some(&Step::Key("response".into())),
                _ => false,
            };
            if facts.bound(bindings).iter().any(is_response) {
                draft.refuse(read.unit, span, "the response of an error is not its `response` any more");
            }
        }
        Use::Arg { call, arg } => {
            let Some(the_call) = facts.call(*call) else { return };
            if unit.index.callee_name(facts, *call) == Some("isAxiosError") {
                draft.refuse(read.unit, span, "errors are no AxiosError now: ask for `OpenAI.APIError`");
            }
            for target in context.resolver.targets(At { unit: read.unit, expr: the_call.callee }).iter() {
                let Target::Function(id, function) = target else { continue };
                let there = context.resolver.project.unit(*id);
                let params = crate::project::argument::received(&there.facts, *function, the_call, *arg);
                let mut reads = params.iter().flat_map(|&p| there.index.reads(p));
                if reads.any(|&r| member(&there.facts, r).is_some_and(|(_, name, _)| name == "response")) {
                    draft.refuse(read.unit, span, "the error goes to a function that reads its `response`");
                }
            }
        }
        _ => {}
    }
}

/// The member that is read from an expression: the read, its name, the bytes of the name.
fn member(facts: &Facts, of: ExprId) -> Option<(ExprId, &str, Span)> {
    let Use::Object(parent) = facts.expr(of).usage else { return None };
    match &facts.expr(parent).kind {
        ExprKind::Attr { name, name_span, .. } => Some((parent, name, *name_span)),
        _ => None,
    }
}
