//! Completions and edits become chat: the prompt becomes a message, the model one that chats.

use super::super::Context;
use super::super::draft::Draft;
use super::site::{CallSite, Sites};
use crate::facts::{ArgKind, BindingKind, Call, ExprId, ExprKind, Facts};
use crate::project::argument::passed;
use crate::project::{At, UnitId};
use crate::source::Source;

/// Parameters that chat does not have, and what to do.
const WITHOUT_COUNTERPART: &[(&str, &str)] = &[
    ("suffix", "chat has no `suffix`: put what comes before and after into the message"),
    ("echo", "chat has no `echo`: put the prompt before the answer yourself"),
    ("best_of", "chat has no `best_of`: ask for `n` answers and choose"),
    ("logprobs", "chat takes `logprobs=True, top_logprobs=…` and gives them in another shape"),
];

/// Parameters of completions that chat has and the Responses API does not.
const NOT_IN_RESPONSES: &[&str] =
    &["n", "stop", "presence_penalty", "frequency_penalty", "logit_bias", "seed", "stream"];

/// True for a parameter that changes.
pub fn concerns(name: &str) -> bool {
    matches!(name, "prompt" | "max_tokens" | "model" | "engine" | "input" | "instruction")
        || WITHOUT_COUNTERPART.iter().any(|(n, _)| *n == name)
}

/// True if a parameter is given the value it has anyway.
pub fn says_nothing(name: &str, value: &ExprKind) -> bool {
    match value {
        ExprKind::Null => true,
        ExprKind::Bool(on) => name == "echo" && !on,
        ExprKind::Num(number) => name == "best_of" && number == "1",
        ExprKind::Str(text) => name == "suffix" && text.is_empty(),
        _ => false,
    }
}

/// True of two names or literals that read the same, or parameters that every caller gives the same.
fn is_same(context: Context<'_, '_>, id: UnitId, one: ExprId, other: ExprId) -> bool {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let reads_same = |facts: &Facts, text: &Source, one: ExprId, other: ExprId| {
        matches!(facts.expr(one).kind, ExprKind::Name(_) | ExprKind::Num(_) | ExprKind::Attr { .. })
            && text.slice(facts.expr(one).span) == text.slice(facts.expr(other).span)
    };
    if reads_same(facts, &unit.source, one, other) {
        return true;
    }
    let parameter = |expr: ExprId| match unit.index.meanings(expr) {
        [only] => match facts.binding(*only).kind {
            BindingKind::Param { index, function, .. } => Some((index, function, facts.binding(*only).name.as_str())),
            _ => None,
        },
        _ => None,
    };
    let (Some((at, function, name)), Some((at_other, of_other, name_other))) = (parameter(one), parameter(other))
    else {
        return false;
    };
    let callers = context.resolver.callers_of(id, function);
    function == of_other
        && !callers.is_empty()
        && callers.iter().all(|caller| {
            let unit = context.resolver.project.unit(caller.unit);
            let given = |at: u32, name: &str| passed(&unit.facts, caller.expr, at, name);
            match (given(at, name), given(at_other, name_other)) {
                (Some(one), Some(other)) => reads_same(&unit.facts, &unit.source, one, other),
                _ => false,
            }
        })
}

/// Rewrites the arguments of a completion or an edit.
pub fn rewrite(
    context: Context<'_, '_>,
    sites: &Sites<'_>,
    site: &CallSite<'_>,
    call: &Call,
    change: &str,
    draft: &mut Draft,
) {
    let unit = context.resolver.project.unit(sites.unit);
    let named =
        |wanted: &str| call.args.iter().find(|arg| matches!(&arg.kind, ArgKind::Keyword(name, _) if name == wanted));
    for (name, why) in WITHOUT_COUNTERPART {
        let Some(at) = call.args.iter().position(|a| matches!(&a.kind, ArgKind::Keyword(n, _) if n == name)) else {
            continue;
        };
        // As many as are asked for: none is chosen.
        let all = *name == "best_of"
            && named("n").is_some_and(|n| is_same(context, sites.unit, n.value, call.args[at].value));
        match all || says_nothing(name, &unit.facts.expr(call.args[at].value).kind) {
            true => super::call::remove(context, sites, call, at, draft),
            false => draft.refuse(sites.unit, call.args[at].span, *why),
        }
    }
    let responses = context.wish.responses;
    if let Some(arg) = named("max_tokens")
        && let ArgKind::Keyword(_, span) = arg.kind
    {
        draft.replace(sites.unit, span, if responses { "max_output_tokens" } else { "max_completion_tokens" });
    }
    for name in NOT_IN_RESPONSES.iter().filter(|_| responses) {
        if let Some(arg) = named(name) {
            draft.refuse(sites.unit, arg.span, format!("the Responses API has no `{name}`: use --target chat"));
        }
    }
    match named("engine").or_else(|| named("model")) {
        Some(arg) => model(context, At { unit: sites.unit, expr: arg.value }, draft),
        None => draft.refuse(sites.unit, unit.facts.expr(site.call).span, "it names no model"),
    }
    if change == "edit-to-chat" && responses {
        match named("instruction").map(|arg| &arg.kind) {
            Some(ArgKind::Keyword(_, span)) => draft.replace(sites.unit, *span, "instructions"),
            _ => draft.refuse(sites.unit, unit.facts.expr(site.call).span, "it has no instruction"),
        }
        return;
    }
    if change == "edit-to-chat" {
        return edit(context, sites, site, call, draft);
    }
    match named("prompt") {
        Some(arg) if is_text(context, At { unit: sites.unit, expr: arg.value }) => {
            let value = unit.facts.expr(arg.value).span;
            let ArgKind::Keyword(_, span) = arg.kind else { return };
            if responses {
                return draft.replace(sites.unit, span, "input");
            }
            draft.replace(sites.unit, span, "messages");
            draft.insert(sites.unit, value.start, "[{\"role\": \"user\", \"content\": ");
            draft.insert(sites.unit, arg.span.end, "}]");
        }
        Some(arg) => draft.refuse(sites.unit, arg.span, "the prompt may be a list: chat answers one at a time"),
        None => draft.refuse(sites.unit, unit.facts.expr(site.call).span, "it has no prompt"),
    }
}

fn edit(context: Context<'_, '_>, sites: &Sites<'_>, site: &CallSite<'_>, call: &Call, draft: &mut Draft) {
    let unit = context.resolver.project.unit(sites.unit);
    let at = |wanted: &str| {
        call.args.iter().position(|arg| matches!(&arg.kind, ArgKind::Keyword(name, _) if name == wanted))
    };
    let Some(instruction) = at("instruction") else {
        draft.refuse(sites.unit, unit.facts.expr(site.call).span, "it has no instruction");
        return;
    };
    let text = |at: usize| unit.source.slice(unit.facts.expr(call.args[at].value).span);
    let mut messages = format!("messages=[{{\"role\": \"system\", \"content\": {}}}", text(instruction));
    if let Some(input) = at("input") {
        messages.push_str(&format!(", {{\"role\": \"user\", \"content\": {}}}", text(input)));
        super::call::remove(context, sites, call, input, draft);
    }
    messages.push(']');
    draft.replace(sites.unit, call.args[instruction].span, messages);
}

/// The model of the call: one that is written here, or in a name that only holds it, gives way to the one that takes
/// its place.
pub fn model(context: Context<'_, '_>, value: At, draft: &mut Draft) {
    let at = context.resolver.value_of(value);
    let unit = context.resolver.project.unit(at.unit);
    let expr = unit.facts.expr(at.expr);
    let ExprKind::Str(id) = &expr.kind else { return };
    let Some(verdict) = context.clock.judge(id, Some("openai")) else { return };
    let Some((new, _)) = verdict.replacement() else {
        draft.refuse(at.unit, expr.span, format!("no model is known that takes the place of `{id}`"));
        return;
    };
    if !verdict.family_changes() {
        return;
    }
    let written = unit.source.slice(expr.span);
    match written.find(id.as_str()) {
        Some(offset) if written.matches(id.as_str()).count() == 1 => {
            let start = expr.span.start + offset as u32;
            draft.replace(at.unit, crate::source::Span { start, end: start + id.len() as u32 }, new);
        }
        _ => draft.refuse(at.unit, expr.span, format!("`{id}` is written in a way of its own")),
    }
}

/// True unless a prompt is, or may well be, a list of prompts.
pub fn is_text(context: Context<'_, '_>, value: At) -> bool {
    let at = context.resolver.value_of(value);
    let facts = &context.resolver.project.unit(at.unit).facts;
    match &facts.expr(at.expr).kind {
        ExprKind::List(_) | ExprKind::Comprehension(_) => false,
        ExprKind::Name(name) | ExprKind::Attr { name, .. } => !name.ends_with('s') || name.ends_with("ss"),
        _ => true,
    }
}
