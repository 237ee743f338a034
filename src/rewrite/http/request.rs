//! Calls that send something: where to, and what.

use super::super::Context;
use crate::facts::{ArgKind, DictItem, ExprId, ExprKind, Facts, Use};
use crate::project::{At, UnitId};

/// A call that sends a body by POST.
pub struct Request {
    /// The call.
    pub call: At,
    /// Where it is sent to.
    pub url: At,
    /// The object that is sent, if it is seen.
    pub body: Option<At>,
}

/// The requests of a file.
pub fn all(context: Context<'_, '_>, id: UnitId) -> Vec<Request> {
    let facts = &context.resolver.project.unit(id).facts;
    let mut found = Vec::new();
    for expr in 0..facts.exprs.len() as ExprId {
        let call = match facts.expr(expr).usage {
            Use::Callee(call) => call,
            // `await post<T>(…)`, which the grammar reads as `(await post)<T>(…)`.
            Use::Wrapped(outer) => match facts.expr(outer).usage {
                Use::Callee(call) => call,
                _ => continue,
            },
            _ => continue,
        };
        if !matches!(facts.expr(expr).kind, ExprKind::Attr { .. } | ExprKind::Name(_)) {
            continue;
        }
        let paths = context.resolver.api_paths(At { unit: id, expr });
        let is = |from: &String| paths.iter().any(|path| **path == **from);
        let Some(rule) = context.migration.call.iter().find(|rule| rule.from.iter().any(is)) else { continue };
        found.extend(request(context, At { unit: id, expr: call }, &rule.to));
    }
    found
}

/// Takes a call apart: `fetch(url, { method, body })`, `post(url, body)`, `request({ method, url, data })`.
fn request(context: Context<'_, '_>, call: At, how: &str) -> Option<Request> {
    let facts = &context.resolver.project.unit(call.unit).facts;
    let args = &facts.call(call.expr)?.args;
    let here = |expr: ExprId| At { unit: call.unit, expr };
    let arg = |at: usize| args.get(at).map(|arg| here(arg.value));
    match how {
        "fetch" => {
            let options = context.resolver.literal_of(arg(1)?);
            let body = entry(context, options, "body").and_then(|body| stringified(context, body));
            is_post(context, options).then_some(Request { call, url: arg(0)?, body })
        }
        "keywords" => {
            let keyword =
                |wanted: &str| args.iter().find(|a| matches!(&a.kind, ArgKind::Keyword(name, _) if name == wanted));
            let url = args.iter().find(|a| a.kind == ArgKind::Positional(0)).or_else(|| keyword("url"))?;
            let body = match (keyword("json"), keyword("data").or_else(|| keyword("content"))) {
                (Some(json), None) => Some(here(json.value)),
                (None, Some(data)) => dumped(context, here(data.value)),
                _ => None,
            };
            Some(Request { call, url: here(url.value), body })
        }
        "post" => Some(Request { call, url: arg(0)?, body: arg(1).and_then(|body| sent(context, body)) }),
        _ => {
            let options = context.resolver.literal_of(arg(0)?);
            let body = entry(context, options, "data").and_then(|body| sent(context, body));
            let url = entry(context, options, "url")?;
            is_post(context, options).then_some(Request { call, url, body })
        }
    }
}

/// An entry of an object that is written out, with nothing spread into it.
fn entry(context: Context<'_, '_>, object: At, wanted: &str) -> Option<At> {
    let facts = &context.resolver.project.unit(object.unit).facts;
    let ExprKind::Dict(items) = &facts.expr(object.expr).kind else { return None };
    items.iter().find_map(|item| match item {
        DictItem::Entry { name: Some(name), value, .. } if name == wanted => {
            Some(At { unit: object.unit, expr: *value })
        }
        _ => None,
    })
}

fn is_post(context: Context<'_, '_>, options: At) -> bool {
    entry(context, options, "method").is_some_and(|method| {
        let method = context.resolver.value_of(method);
        matches!(&context.resolver.project.expr(method).kind, ExprKind::Str(text) if text.eq_ignore_ascii_case("post"))
    })
}

/// The object in `JSON.stringify(object)`.
fn stringified(context: Context<'_, '_>, body: At) -> Option<At> {
    let at = context.resolver.literal_of(body);
    let facts = &context.resolver.project.unit(at.unit).facts;
    let call = facts.call(at.expr)?;
    let is_json = is_member(facts, call.callee, "JSON", "stringify");
    call.args.first().filter(|_| is_json).map(|arg| At { unit: at.unit, expr: arg.value })
}

/// The dict in `json.dumps(dict)`.
fn dumped(context: Context<'_, '_>, body: At) -> Option<At> {
    let at = context.resolver.literal_of(body);
    let call = context.resolver.project.unit(at.unit).facts.call(at.expr)?;
    let paths = context.resolver.api_paths(At { unit: at.unit, expr: call.callee });
    let is_json = paths.iter().any(|path| **path == *"json.dumps");
    call.args.first().filter(|_| is_json).map(|arg| At { unit: at.unit, expr: arg.value })
}

/// What axios is given: an object, or one that is a text already.
fn sent(context: Context<'_, '_>, body: At) -> Option<At> {
    Some(stringified(context, body).unwrap_or(body))
}

fn is_member(facts: &Facts, expr: ExprId, object: &str, member: &str) -> bool {
    match &facts.expr(expr).kind {
        ExprKind::Attr { object: of, name, .. } => {
            name == member && matches!(&facts.expr(*of).kind, ExprKind::Name(name) if name == object)
        }
        _ => false,
    }
}
