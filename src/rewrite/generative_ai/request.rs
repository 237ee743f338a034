//! What a call is given: text and parts, or a request with `contents` and settings.

use super::super::draft::Draft;
use super::File;
use super::model::Receiver;
use crate::facts::{Arg, BindingKind, DictItem, ExprId, ExprKind, Use};
use crate::project::At;
use crate::source::Span;

/// Last words of names that hold a text or parts, and never a whole request.
const TEXTS: &[&str] = &[
    "prompt",
    "prompts",
    "text",
    "message",
    "msg",
    "question",
    "query",
    "parts",
    "part",
    "input",
    "instruction",
    "instructions",
    "content",
];

/// The one argument of a call.
pub fn contents(file: &File<'_, '_>, arg: &Arg, front: &str, model: &str, receiver: &Receiver, draft: &mut Draft) {
    let facts = file.facts;
    if let ExprKind::Dict(items) = &facts.expr(arg.value).kind {
        if !has_contents(items) {
            return file.refuse(arg.value, "a request without `contents`", draft);
        }
        let start = facts.expr(arg.value).span.start + 1;
        draft.insert(file.id, start, format!(" {front},"));
        return settings(file, items, &["contents"], model, receiver, draft);
    }
    let literal = file.context.resolver.literal_of(At { unit: file.id, expr: arg.value });
    if let ExprKind::Dict(items) = &file.context.resolver.project.expr(literal).kind {
        return named(file, arg, items, front, model, receiver, draft);
    }
    if !is_text(file, arg.value, 0) {
        return file.refuse(arg.value, "whether this is a text or a request with `contents` is not seen here", draft);
    }
    draft.insert(file.id, arg.span.start, format!("{{ {front}, contents: "));
    draft.insert(file.id, arg.span.end, " }");
}

/// A request that is written elsewhere and sent by its name: its members are taken from it.
fn named(
    file: &File<'_, '_>,
    arg: &Arg,
    items: &[DictItem],
    front: &str,
    model: &str,
    receiver: &Receiver,
    draft: &mut Draft,
) {
    let facts = file.facts;
    let names: Vec<&str> = items
        .iter()
        .map(|item| match item {
            DictItem::Entry { name: Some(name), .. } => name.as_str(),
            _ => "",
        })
        .collect();
    let index = &file.context.resolver.project.unit(file.id).index;
    let meanings = index.meanings(arg.value);
    let is_alone =
        |&read: &ExprId| read == arg.value || !matches!(facts.expr(read).usage, Use::Object(_) | Use::Indexed(_));
    let is_plain = matches!(facts.expr(arg.value).kind, ExprKind::Name(_))
        && meanings.len() == 1
        && meanings.iter().flat_map(|&b| index.reads(b)).all(is_alone);
    if !is_plain || !names.contains(&"contents") || !names.iter().all(|n| matches!(*n, "contents" | "generationConfig"))
    {
        return file.refuse(arg.value, "write the request where it is sent", draft);
    }
    let name = file.text_of(arg.value);
    let config = match (names.contains(&"generationConfig"), receiver.has_config) {
        (true, true) => format!(", config: {{ ...{model}.config, ...{name}.generationConfig }}"),
        (true, false) => format!(", config: {name}.generationConfig"),
        (false, _) => String::new(),
    };
    let whole = Span { start: arg.span.start, end: arg.span.end };
    draft.replace(file.id, whole, format!("{{ {front}, contents: {name}.contents{config} }}"));
}

fn has_contents(items: &[DictItem]) -> bool {
    items.iter().any(|i| matches!(i, DictItem::Entry { name: Some(name), .. } if name == "contents"))
}

/// True of a list of parts.
pub fn is_list(file: &File<'_, '_>, value: ExprId) -> bool {
    let at = file.context.resolver.value_of(At { unit: file.id, expr: value });
    matches!(file.context.resolver.project.expr(at).kind, ExprKind::List(_) | ExprKind::Comprehension(_))
}

/// True of what is a text or a list of parts: by what it is, by its type, or by its name.
fn is_text(file: &File<'_, '_>, value: ExprId, depth: u32) -> bool {
    const MAX_DEPTH: u32 = 6;
    let resolver = file.context.resolver;
    let at = resolver.value_of(At { unit: file.id, expr: value });
    let unit = resolver.project.unit(at.unit);
    let facts = &unit.facts;
    match &facts.expr(at.expr).kind {
        ExprKind::Str(_) | ExprKind::Template(_) | ExprKind::List(_) | ExprKind::Comprehension(_) => true,
        _ if at.unit != file.id || depth > MAX_DEPTH => false,
        ExprKind::Same(inner) => is_text(file, *inner, depth + 1),
        ExprKind::Choice(ways) => ways.iter().all(|&way| is_text(file, way, depth + 1)),
        ExprKind::Name(name) => {
            let of = |b: &u32| match &facts.binding(*b).kind {
                BindingKind::Param { .. } | BindingKind::Element { .. } => {
                    typed(&unit.source.text, facts.binding(*b).span).unwrap_or_else(|| is_telling(name))
                }
                BindingKind::Value { expr, path } if path.is_empty() && *expr != at.expr => {
                    is_telling(name) || is_text(file, *expr, depth + 1)
                }
                _ => is_telling(name),
            };
            let meanings = unit.index.meanings(at.expr);
            if meanings.is_empty() { is_telling(name) } else { meanings.iter().all(of) }
        }
        ExprKind::Attr { name, .. } => is_telling(name),
        ExprKind::Call(call) => match &facts.expr(call.callee).kind {
            ExprKind::Attr { name, .. } | ExprKind::Name(name) => {
                matches!(
                    name.as_str(),
                    "join" | "trim" | "concat" | "map" | "stringify" | "replace" | "toString" | "slice"
                ) || is_telling(name)
            }
            _ => false,
        },
        _ => false,
    }
}

/// True of `prompt`, `userPrompt`, `image_parts`.
fn is_telling(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    TEXTS.iter().any(|word| {
        lower.strip_suffix(word).is_some_and(|rest| {
            let boundary = name[rest.len()..].starts_with(|c: char| c.is_ascii_uppercase());
            rest.is_empty() || rest.ends_with('_') || boundary
        })
    })
}

/// What the type says that is written behind a name: `prompt: string`; `None` without one.
fn typed(text: &str, name: Span) -> Option<bool> {
    let after = text[name.end as usize..].trim_start();
    let after = after.strip_prefix('?').unwrap_or(after).trim_start();
    let of = after.strip_prefix(':')?.trim_start();
    let end = of.find([',', ')', '=', '{', ';']).unwrap_or(of.len());
    let kinds = of[..end].split('|').map(str::trim);
    let is_text = |kind: &str| kind == "string" || kind.ends_with("[]") || kind.starts_with("Array<");
    Some(kinds.clone().count() > 0 && kinds.into_iter().all(is_text))
}

/// The settings of one request, laid over those of the model.
pub fn settings(
    file: &File<'_, '_>,
    items: &[DictItem],
    kept: &[&str],
    model: &str,
    receiver: &Receiver,
    draft: &mut Draft,
) {
    for item in items {
        match item {
            DictItem::Entry { name: Some(name), .. } if kept.contains(&name.as_str()) => {}
            DictItem::Entry { name: Some(name), value, key_span, .. } if name == "generationConfig" => {
                let span = file.facts.expr(*value).span;
                if span == *key_span {
                    file.refuse(*value, "write the settings where they are given", draft);
                    continue;
                }
                draft.replace(file.id, *key_span, "config");
                if receiver.has_config {
                    draft.insert(file.id, span.start, format!("{{ ...{model}.config, ..."));
                    draft.insert(file.id, span.end, " }");
                }
            }
            DictItem::Entry { value, .. } | DictItem::Splat(value) => {
                file.refuse(*value, "settings of a single request belong into its `config`", draft);
            }
        }
    }
}
