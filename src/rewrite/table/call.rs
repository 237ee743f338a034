//! One call: what it calls, its arguments, what it gives.

use super::super::Context;
use super::super::draft::Draft;
use super::{CallSite, field, host, object, prompt, result};
use crate::facts::{ArgKind, Call, DictItem, ExprId, ExprKind, Use};
use crate::project::At;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// An argument by name: of a call, or of the object that is its first argument.
struct Named<'f> {
    name: &'f str,
    name_span: Span,
    value: ExprId,
    /// `{ prompt }`: the name is the value.
    is_short: bool,
}

/// Rewrites a call; `calls` are all that are migrated.
pub fn rewrite(context: Context<'_, '_>, site: &CallSite<'_>, calls: &FxHashSet<At>, draft: &mut Draft) {
    let id = site.at.unit;
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let Some(call) = facts.call(site.at.expr) else { return };
    if site.rule.change.as_deref() == Some("to-dict") {
        return to_dict(context, site, call, draft);
    }
    callee(context, site, draft);
    if context.migration.language != "python" && !site.rule.positional.is_empty() {
        object::rewrite(context, site, calls, draft);
        awaited(context, site, draft);
        // What is called by no member is a class: its instances are not results.
        if !context.migration.fields.is_empty() && site.members > 0 {
            field::follow(context, site, draft);
        }
        return;
    }
    if !site.rule.path_parameters.is_empty() {
        path_parameters(context, site, call, draft);
    }
    for (arg, name) in call.args.iter().zip(&site.rule.positional) {
        match arg.kind {
            ArgKind::Positional(_) => draft.insert(id, arg.span.start, format!("{name}=")),
            _ => break,
        }
    }
    let Some(named) = named(context, site, call, draft) else { return };
    for Named { name, name_span, value, is_short } in &named {
        let (new, before, after) = match (site.rule.wrap.get(*name), site.rule.rename.get(*name)) {
            (Some([new, before, after]), _) => (new.as_str(), before.as_str(), after.as_str()),
            (None, Some(new)) => (new.as_str(), "", ""),
            (None, None) => (*name, "", ""),
        };
        if let Some(why) = site.rule.refuse.get(*name) {
            draft.refuse(id, *name_span, format!("`{name}`: {why}"));
            continue;
        }
        let span = facts.expr(*value).span;
        if *is_short && new != *name {
            draft.insert(id, name_span.start, format!("{new}: {before}"));
        } else if new != *name {
            draft.replace(id, *name_span, new);
            draft.insert(id, span.start, before);
        }
        if site.rule.change.as_deref() == Some("human-prompt") && *name == "prompt" {
            prompt::rewrite(context, At { unit: id, expr: *value }, draft);
        }
        if site.rule.change.as_deref() == Some("completion-to-chat") && *name == "prompt" {
            let value = context.resolver.value_of(At { unit: id, expr: *value });
            if matches!(context.resolver.project.expr(value).kind, ExprKind::List(_) | ExprKind::Comprehension(_)) {
                draft.refuse(id, span, "the prompt is a list: one is answered at a time");
            }
        }
        if *name == "model" {
            model(context, At { unit: id, expr: *value }, site.rule.change.is_some(), draft);
        }
        draft.insert(id, span.end, after);
    }
    if site.rule.change.as_deref() == Some("completion-to-chat") {
        let given = named.iter().find(|n| n.name == "model").map(|n| At { unit: id, expr: n.value });
        host::check(context, site.at, given, draft);
    }
    let positional = call.args.iter().filter(|a| matches!(a.kind, ArgKind::Positional(_))).count();
    for required in &site.rule.require {
        let by_position = site.rule.positional.iter().take(positional).any(|name| name == required);
        if !by_position && !named.iter().any(|n| n.name == required) {
            draft.refuse(id, facts.expr(site.at.expr).span, format!("the new call needs `{required}`"));
        }
    }
    if !site.rule.suffix.is_empty() {
        suffix(context, site, draft);
    }
    match context.migration.fields.is_empty() {
        true => result::follow(context, site, draft),
        false => field::follow(context, site, draft),
    }
}

/// The members behind the client give way to the new ones.
fn callee(context: Context<'_, '_>, site: &CallSite<'_>, draft: &mut Draft) {
    let facts = &context.resolver.project.unit(site.at.unit).facts;
    let mut first = None;
    let mut at = site.callee;
    for _ in 0..site.members {
        let ExprKind::Attr { object, name_span, .. } = &facts.expr(at).kind else {
            let why = "a part of the client is kept under a name of its own";
            return draft.refuse(site.at.unit, facts.expr(site.callee).span, why);
        };
        first = Some(name_span.start);
        at = *object;
    }
    let span = facts.expr(site.callee).span;
    match first {
        Some(start) if !site.rule.to.is_empty() => {
            draft.replace(site.at.unit, Span { start, end: span.end }, &*site.rule.to);
        }
        _ => {}
    }
}

/// `retrieve(a, b)` becomes `retrieve(b, { a_id: a })`.
fn path_parameters(context: Context<'_, '_>, site: &CallSite<'_>, call: &Call, draft: &mut Draft) {
    let id = site.at.unit;
    let unit = context.resolver.project.unit(id);
    let names = &site.rule.path_parameters;
    let args: Vec<Span> = call.args.iter().map(|a| a.span).collect();
    if args.len() <= names.len() || call.args.iter().any(|a| !matches!(a.kind, ArgKind::Positional(_))) {
        return draft.refuse(
            id,
            unit.facts.expr(site.at.expr).span,
            "how many arguments it has is decided when it runs",
        );
    }
    let pairs = names.iter().zip(&args).map(|(name, span)| {
        let text = unit.source.slice(*span);
        if text == name { text.to_owned() } else { format!("{name}: {text}") }
    });
    let members = pairs.collect::<Vec<_>>().join(", ");
    let stays = args[names.len()];
    draft.delete(id, Span { start: args[0].start, end: stays.start });
    let more = call.args.get(names.len() + 1).map(|a| (&unit.facts.expr(a.value).kind, a.span));
    match more {
        None => draft.insert(id, stays.end, format!(", {{ {members} }}")),
        Some((ExprKind::Dict(items), span)) if site.rule.to.ends_with("update") || site.rule.to.ends_with("list") => {
            let comma = if items.is_empty() { " " } else { "," };
            draft.insert(id, span.start + 1, format!(" {members}{comma}"));
        }
        Some(_) if site.rule.to.ends_with("update") || site.rule.to.ends_with("list") => {
            draft.refuse(
                id,
                unit.facts.expr(site.at.expr).span,
                "what is passed beside the ids is decided when it runs",
            );
        }
        Some(_) => draft.insert(id, stays.end, format!(", {{ {members} }}")),
    }
}

/// The arguments by name; `None` if they are decided when it runs.
fn named<'p>(
    context: Context<'_, 'p>,
    site: &CallSite<'_>,
    call: &'p Call,
    draft: &mut Draft,
) -> Option<Vec<Named<'p>>> {
    let id = site.at.unit;
    let facts = &context.resolver.project.unit(id).facts;
    let rule = site.rule;
    let matters =
        !(rule.rename.is_empty() && rule.wrap.is_empty() && rule.refuse.is_empty() && rule.require.is_empty());
    let mut found = Vec::new();
    if context.migration.language == "python" {
        for (at, arg) in call.args.iter().enumerate() {
            match &arg.kind {
                ArgKind::Keyword(name, span) => {
                    found.push(Named { name, name_span: *span, value: arg.value, is_short: false });
                }
                ArgKind::Positional(_) if rule.positional.get(at).is_some_and(|n| !rule.wrap.contains_key(n)) => {}
                // A name that changes does not matter to what is passed without.
                ArgKind::Positional(_) if rule.wrap.is_empty() && rule.refuse.is_empty() && rule.require.is_empty() => {
                }
                _ if matters => {
                    draft.refuse(id, arg.span, "which arguments are passed cannot be seen here");
                    return None;
                }
                _ => {}
            }
        }
        return Some(found);
    }
    let Some(first) = call.args.first().filter(|_| matters) else { return Some(found) };
    let ExprKind::Dict(items) = &facts.expr(first.value).kind else {
        draft.refuse(id, first.span, "what the request holds is decided elsewhere");
        return None;
    };
    for item in items {
        let DictItem::Entry { name: Some(name), key_span, value, .. } = item else {
            draft.refuse(id, first.span, "what the request holds is decided when it runs");
            return None;
        };
        let is_short = facts.expr(*value).span == *key_span;
        found.push(Named { name, name_span: *key_span, value: *value, is_short });
    }
    Some(found)
}

/// A model that is written here gives way to the one that takes its place, where the old one does not know the new
/// call.
fn model(context: Context<'_, '_>, at: At, changes: bool, draft: &mut Draft) {
    let at = context.resolver.value_of(at);
    let unit = context.resolver.project.unit(at.unit);
    let expr = unit.facts.expr(at.expr);
    let ExprKind::Str(text) = &expr.kind else { return };
    let Some(verdict) = context.clock.judge(text, None) else { return };
    if !verdict.family_changes() && (verdict.replacement().is_some() || !changes) {
        return;
    }
    let written = unit.source.slice(expr.span);
    match (verdict.replacement(), written.find(text.as_str())) {
        (Some((new, _)), Some(offset)) => {
            let start = expr.span.start + offset as u32;
            draft.replace(at.unit, Span { start, end: start + text.len() as u32 }, new);
        }
        _ => draft.refuse(at.unit, expr.span, format!("no model is known that takes the place of `{text}`")),
    }
}

/// A stream that was given at once is promised now.
fn awaited(context: Context<'_, '_>, site: &CallSite<'_>, draft: &mut Draft) {
    let unit = context.resolver.project.unit(site.at.unit);
    let facts = &unit.facts;
    let expr = facts.expr(site.at.expr);
    let is_read_at_once = match &expr.usage {
        Use::Iterated => true,
        Use::Bound(bindings) => facts
            .bound(bindings)
            .iter()
            .any(|b| unit.index.reads(*b).iter().any(|&read| facts.expr(read).usage == Use::Iterated)),
        _ => false,
    };
    if !is_read_at_once || !site.rule.append.contains_key("stream") {
        return;
    }
    match facts.function_of(expr.region) {
        Some(function) if !facts.function(function).is_async => {
            draft.refuse(site.at.unit, expr.span, "the stream has to be awaited, and this function is not async");
        }
        _ => draft.insert(site.at.unit, expr.span.start, "await "),
    }
}

/// `f(x)` becomes `f(x).content`, and `await f(x)` `(await f(x)).content`.
fn suffix(context: Context<'_, '_>, site: &CallSite<'_>, draft: &mut Draft) {
    let unit = context.resolver.project.unit(site.at.unit);
    let facts = &unit.facts;
    let span = facts.expr(site.at.expr).span;
    if let Use::Wrapped(parent) = facts.expr(site.at.expr).usage {
        let outer = facts.expr(parent).span;
        if unit.source.slice(outer).starts_with("await") {
            draft.insert(site.at.unit, outer.start, "(");
            return draft.insert(site.at.unit, outer.end, format!("){}", site.rule.suffix));
        }
    }
    draft.insert(site.at.unit, span.end, &*site.rule.suffix);
}

/// `ChatMessage(role="user", content=x)` becomes a dict.
fn to_dict(context: Context<'_, '_>, site: &CallSite<'_>, call: &Call, draft: &mut Draft) {
    let id = site.at.unit;
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let whole = facts.expr(site.at.expr).span;
    let callee = facts.expr(call.callee).span;
    let Some(open) = unit.source.text[callee.end as usize..whole.end as usize].find('(') else { return };
    draft.replace(id, Span { start: whole.start, end: callee.end + open as u32 + 1 }, "{");
    draft.replace(id, Span { start: whole.end - 1, end: whole.end }, "}");
    for arg in &call.args {
        match &arg.kind {
            ArgKind::Keyword(name, span) => {
                let end = facts.expr(arg.value).span.start;
                draft.replace(id, Span { start: span.start, end }, format!("\"{name}\": "));
            }
            ArgKind::DictSplat => {}
            _ => draft.refuse(id, arg.span, "an argument is passed by position"),
        }
    }
}
