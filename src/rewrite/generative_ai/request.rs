//! What a call is given: text and parts, or a request with `contents` and settings.

use super::super::draft::Draft;
use super::model::Receiver;
use super::{File, text};
use crate::facts::{Arg, DictItem, ExprId, ExprKind, Use};
use crate::project::At;
use crate::source::Span;

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
    if !text::is(file.context.resolver, At { unit: file.id, expr: arg.value }) {
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
