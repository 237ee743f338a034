//! The arguments of a call: `functions` become `tools`, `function_call` becomes `tool_choice`.

use super::super::Context;
use super::super::draft::Draft;
use crate::facts::{ArgKind, DictItem, ExprId, ExprKind, Facts};
use crate::project::At;
use crate::source::Span;

/// An option of a call: its name and value.
struct Given {
    name: Span,
    value: ExprId,
}

/// The option of that name: a keyword in Python, an entry of the first argument in JavaScript.
fn given(facts: &Facts, call: ExprId, wanted: &str, python: bool) -> Option<Given> {
    let args = &facts.call(call)?.args;
    if python {
        return args.iter().find_map(|arg| match &arg.kind {
            ArgKind::Keyword(name, span) if name == wanted => Some(Given { name: *span, value: arg.value }),
            _ => None,
        });
    }
    let ExprKind::Dict(items) = &facts.expr(args.first()?.value).kind else { return None };
    items.iter().find_map(|item| match item {
        DictItem::Entry { name: Some(name), key_span, value, .. } if name == wanted => {
            Some(Given { name: *key_span, value: *value })
        }
        _ => None,
    })
}

fn is_python(context: Context<'_, '_>, at: At) -> bool {
    !context.resolver.project.unit(at.unit).source.language.is_ecmascript()
}

/// True of a call that is given functions.
pub fn has_functions(context: Context<'_, '_>, at: At) -> bool {
    let facts = &context.resolver.project.unit(at.unit).facts;
    given(facts, at.expr, "functions", is_python(context, at)).is_some()
}

/// Rewrites the arguments.
pub fn rewrite(context: Context<'_, '_>, at: At, draft: &mut Draft) {
    let unit = context.resolver.project.unit(at.unit);
    let facts = &unit.facts;
    let python = is_python(context, at);
    let (colon, no, open, tool) = match python {
        true => ("=", "False", "{\"type\": \"function\", \"function\": ", "{\"type\": \"function\", \"function\": "),
        false => (": ", "false", "{ type: \"function\", function: ", "{ type: \"function\", function: "),
    };
    let close = if python { "}" } else { " }" };
    let Some(functions) = given(facts, at.expr, "functions", python) else { return };
    if let Some(stream) = given(facts, at.expr, "stream", python)
        && !matches!(facts.expr(stream.value).kind, ExprKind::Bool(_) | ExprKind::Null)
    {
        draft.refuse(at.unit, stream.name, "whether the answer is a stream is decided when it runs");
    }
    let span = facts.expr(functions.value).span;
    let shorthand = span == functions.name;
    match &facts.expr(functions.value).kind {
        ExprKind::List(items) if !items.is_empty() => {
            draft.replace(at.unit, functions.name, "tools");
            for &item in items {
                let item = facts.expr(item).span;
                draft.insert(at.unit, item.start, open);
                draft.insert(at.unit, item.end, close);
            }
        }
        _ => {
            let literal = context.resolver.literal_of(At { unit: at.unit, expr: functions.value });
            let is_list =
                matches!(&context.resolver.project.expr(literal).kind, ExprKind::List(items) if !items.is_empty());
            if !is_list {
                draft.refuse(at.unit, span, "which functions are passed is decided when it runs");
            }
            let text = unit.source.slice(span);
            let new = match python {
                true => format!("[{tool}function}} for function in {text}]"),
                false => format!("{text}.map((item) => ({tool}item }}))"),
            };
            match shorthand {
                true => draft.replace(at.unit, span, format!("tools: {new}")),
                false => {
                    draft.replace(at.unit, functions.name, "tools");
                    draft.replace(at.unit, span, new);
                }
            }
        }
    }
    if given(facts, at.expr, "parallel_tool_calls", python).is_none() {
        draft.insert(at.unit, span.end, format!(", parallel_tool_calls{colon}{no}"));
    }
    let Some(choice) = given(facts, at.expr, super::OLD, python) else { return };
    let value = facts.expr(choice.value).span;
    match &facts.expr(choice.value).kind {
        ExprKind::Str(text) if matches!(text.as_str(), "auto" | "none") => {
            draft.replace(at.unit, choice.name, "tool_choice");
        }
        ExprKind::Dict(_) => {
            draft.replace(at.unit, choice.name, "tool_choice");
            draft.insert(at.unit, value.start, open);
            draft.insert(at.unit, value.end, close);
        }
        _ => draft.refuse(at.unit, value, "which function is to be called is decided when it runs"),
    }
}
