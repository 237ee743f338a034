//! One call of the old client: its method, and its arguments.

use super::super::Context;
use super::super::draft::Draft;
use super::CallSite;
use crate::facts::{Call, DictItem, ExprId, ExprKind};
use crate::project::At;
use crate::source::Span;

/// Options of the old HTTP library that the new client does not take under that name.
const REFUSED_OPTIONS: &[&str] =
    &["responseType", "proxy", "httpAgent", "httpsAgent", "adapter", "baseURL", "onDownloadProgress", "cancelToken"];

/// Rewrites a call. True if its result is what chat gives where it was a completion.
pub fn rewrite(context: Context<'_, '_>, site: &CallSite<'_>, draft: &mut Draft) -> bool {
    let id = site.at.unit;
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let Some(call) = facts.call(site.at.expr) else { return false };
    if let ExprKind::Attr { name_span, .. } = facts.expr(site.callee).kind {
        let is_first_step = site.rule.change.is_some() && context.wish.responses;
        draft.replace(id, name_span, if is_first_step { "completions.create" } else { site.rule.to.as_str() });
    }
    if !site.rule.positional.is_empty() {
        by_name(context, site, call, draft);
        return false;
    }
    if let Some(options) = call.args.get(1) {
        options_of(context, site, options.value, draft);
    }
    // For the Responses API a completion is first made one of the new client, which another migration takes on.
    let to_chat = site.rule.change.is_some() && !context.wish.responses;
    if let Some(body) = call.args.first().filter(|_| !to_chat) {
        stream(context, At { unit: id, expr: body.value }, draft);
    }
    if to_chat {
        match call.args.first() {
            Some(body) => completion(context, At { unit: id, expr: body.value }, draft),
            None => draft.refuse(id, facts.expr(site.at.expr).span, "it has no body"),
        }
    }
    to_chat
}

/// `stream: true` gave the text of all events, which the code takes apart by itself.
fn stream(context: Context<'_, '_>, body: At, draft: &mut Draft) {
    let at = context.resolver.literal_of(body);
    let facts = &context.resolver.project.unit(at.unit).facts;
    let ExprKind::Dict(items) = &facts.expr(at.expr).kind else { return };
    for item in items {
        if let DictItem::Entry { name: Some(name), key_span, value, .. } = item
            && name == "stream"
            && !matches!(facts.expr(*value).kind, ExprKind::Bool(false))
        {
            draft.refuse(at.unit, *key_span, "a stream is read with `for await` now: drop the parsing");
        }
    }
}

/// Arguments by position become an object.
fn by_name(context: Context<'_, '_>, site: &CallSite<'_>, call: &Call, draft: &mut Draft) {
    let id = site.at.unit;
    let facts = &context.resolver.project.unit(id).facts;
    let names = &site.rule.positional;
    let (Some(first), Some(last)) =
        (call.args.first(), call.args.get(..names.len()).map_or(call.args.last(), <[_]>::last))
    else {
        return;
    };
    draft.insert(id, first.span.start, "{ ");
    for (arg, name) in call.args.iter().zip(names) {
        draft.insert(id, arg.span.start, format!("{name}: "));
    }
    draft.insert(id, last.span.end, " }");
    if let Some(options) = call.args.get(names.len()) {
        options_of(context, site, options.value, draft);
    }
    if call.args.iter().any(|arg| matches!(arg.kind, crate::facts::ArgKind::Splat)) {
        draft.refuse(id, facts.expr(site.at.expr).span, "which arguments are passed is decided when it runs");
    }
}

fn options_of(context: Context<'_, '_>, site: &CallSite<'_>, options: ExprId, draft: &mut Draft) {
    let at = context.resolver.literal_of(At { unit: site.at.unit, expr: options });
    let facts = &context.resolver.project.unit(at.unit).facts;
    let items = match &facts.expr(at.expr).kind {
        ExprKind::Dict(items) => items,
        ExprKind::Choice(ways) => {
            let is_name = |way: &&ExprId| !matches!(facts.expr(**way).kind, ExprKind::Choice(_) | ExprKind::Name(_));
            return ways.iter().filter(is_name).for_each(|&way| options_of(context, site, way, draft));
        }
        _ => return,
    };
    for item in items {
        if let DictItem::Entry { name: Some(name), key_span, .. } = item
            && REFUSED_OPTIONS.contains(&name.as_str())
        {
            let why = match name.as_str() {
                "responseType" => "a stream is read with `for await` now: pass `stream: true` and drop the parsing",
                _ => "it belongs to the client's `fetchOptions` now",
            };
            draft.refuse(at.unit, *key_span, format!("`{name}`: {why}"));
        }
    }
}

/// The body of a completion becomes one of chat.
pub fn completion(context: Context<'_, '_>, body: At, draft: &mut Draft) {
    let at = context.resolver.literal_of(body);
    let unit = context.resolver.project.unit(at.unit);
    let facts = &unit.facts;
    let ExprKind::Dict(items) = &facts.expr(at.expr).kind else {
        return draft.refuse(at.unit, facts.expr(at.expr).span, "what the request holds is decided when it runs");
    };
    let mut prompted = false;
    for item in items {
        let DictItem::Entry { name: Some(name), key_span, value, .. } = item else {
            draft.refuse(at.unit, facts.expr(at.expr).span, "what the request holds is decided when it runs");
            continue;
        };
        let span = facts.expr(*value).span;
        let shorthand = span == *key_span;
        match name.as_str() {
            "prompt" => {
                prompted = true;
                let literal = context.resolver.value_of(At { unit: at.unit, expr: *value });
                if matches!(context.resolver.project.expr(literal).kind, ExprKind::List(_)) {
                    draft.refuse(at.unit, span, "the prompt is a list: chat answers one at a time");
                }
                let text = unit.source.slice(span);
                let whole = Span { start: key_span.start, end: span.end };
                if shorthand {
                    draft.replace(at.unit, whole, format!("messages: [{{ role: \"user\", content: {text} }}]"));
                } else {
                    draft.replace(at.unit, *key_span, "messages");
                    draft.insert(at.unit, span.start, "[{ role: \"user\", content: ");
                    draft.insert(at.unit, span.end, " }]");
                }
            }
            "max_tokens" if shorthand => draft.replace(at.unit, *key_span, "max_completion_tokens: max_tokens"),
            "max_tokens" => draft.replace(at.unit, *key_span, "max_completion_tokens"),
            "model" => model(context, At { unit: at.unit, expr: *value }, draft),
            "suffix" | "echo" | "best_of" | "logprobs" => {
                draft.refuse(at.unit, *key_span, format!("chat has no `{name}` of this kind"));
            }
            "stream" => draft.refuse(at.unit, *key_span, "a stream is read with `for await` now"),
            _ => {}
        }
    }
    if !prompted {
        draft.refuse(at.unit, facts.expr(at.expr).span, "it has no prompt");
    }
}

/// A model that is written here, or in a name that only holds it, gives way to the one that takes its place.
fn model(context: Context<'_, '_>, at: At, draft: &mut Draft) {
    let at = context.resolver.value_of(at);
    let unit = context.resolver.project.unit(at.unit);
    let expr = unit.facts.expr(at.expr);
    let ExprKind::Str(text) = &expr.kind else { return };
    let Some(verdict) = context.clock.judge(text, Some("openai")).filter(|v| v.family_changes()) else { return };
    let written = unit.source.slice(expr.span);
    match (verdict.replacement(), written.find(text.as_str())) {
        (Some((new, _)), Some(offset)) => {
            let start = expr.span.start + offset as u32;
            draft.replace(at.unit, Span { start, end: start + text.len() as u32 }, new);
        }
        _ => draft.refuse(at.unit, expr.span, format!("no model is known that takes the place of `{text}`")),
    }
}
