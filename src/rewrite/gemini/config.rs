//! Settings of a model and of a call: what goes into the `config` of the new call, as members of a dict.

use super::super::draft::Draft;
use super::File;
use crate::facts::{Arg, ArgKind, Call, DictItem, ExprId, ExprKind};
use crate::project::At;

/// Keywords that are settings; what else a call takes is for others to say.
pub fn is_setting(name: &str) -> bool {
    matches!(
        name,
        "generation_config"
            | "safety_settings"
            | "system_instruction"
            | "tools"
            | "tool_config"
            | "request_options"
            | "labels"
    )
}

/// The members that the settings among the arguments of a call become, in their order.
pub fn members(file: &File<'_, '_>, call: &Call, draft: &mut Draft) -> Vec<String> {
    let mut found = Vec::new();
    for arg in &call.args {
        let ArgKind::Keyword(name, _) = &arg.kind else { continue };
        let text = file.text_of(arg.value);
        match name.as_str() {
            "generation_config" => found.extend(generation(file, arg, draft)),
            "safety_settings" => found.extend(safety(file, arg, draft)),
            "system_instruction" | "labels" => found.push(format!("\"{name}\": {text}")),
            "tools" => match &file.facts.expr(arg.value).kind {
                ExprKind::Str(_) => draft.refuse(file.id, arg.span, "a tool by name: pass genai.types.Tool(…)"),
                _ => {
                    // The new client calls functions by itself unless it is told not to.
                    found.push(format!("\"tools\": {text}, \"automatic_function_calling\": {{\"disable\": True}}"));
                }
            },
            "request_options" => found.extend(request(file, arg, draft)),
            "tool_config" => draft.refuse(file.id, arg.span, "`tool_config` has another shape now"),
            _ => {}
        }
    }
    found
}

/// `GenerationConfig(…)` is a dict from here on; so is what is one.
fn generation(file: &File<'_, '_>, arg: &Arg, draft: &mut Draft) -> Option<String> {
    let text = file.text_of(arg.value);
    match &file.facts.expr(arg.value).kind {
        ExprKind::Null => None,
        ExprKind::Call(call) => match is_generation_config(file, call.callee) {
            true => Some(format!(
                "**dict({})",
                file.inside(arg.value).map_or(String::new(), |span| file.new_text(span)).trim()
            )),
            false => {
                draft.refuse(file.id, arg.span, "what the settings are is decided when it runs");
                None
            }
        },
        ExprKind::Dict(items) if !items.is_empty() => {
            // The members of one that is written here stand for themselves.
            let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?.trim().trim_end_matches(',');
            Some(inner.to_owned())
        }
        _ => Some(format!("**({text} or {{}})")),
    }
}

/// True for the class of the settings; its calls become dicts.
pub fn is_generation_config(file: &File<'_, '_>, callee: ExprId) -> bool {
    let paths = file.context.resolver.api_paths(At { unit: file.id, expr: callee });
    let mut below = paths.iter().filter_map(|path| file.below(path));
    below.any(|path| matches!(path, "GenerationConfig" | "types.GenerationConfig"))
}

/// A list of dicts stays, a dict becomes one.
fn safety(file: &File<'_, '_>, arg: &Arg, draft: &mut Draft) -> Option<String> {
    let text = file.text_of(arg.value);
    let at = file.context.resolver.value_of(At { unit: file.id, expr: arg.value });
    let facts = &file.context.resolver.project.unit(at.unit).facts;
    let short = |expr: ExprId| matches!(&facts.expr(expr).kind, ExprKind::Str(t) if !t.starts_with("HARM_") && !t.starts_with("BLOCK_"));
    let dict_is_short = |items: &[DictItem]| {
        items.iter().any(|item| match item {
            DictItem::Entry { key, value, .. } => key.is_some_and(short) || short(*value),
            DictItem::Splat(_) => true,
        })
    };
    match &facts.expr(at.expr).kind {
        ExprKind::Null => None,
        ExprKind::List(_) => Some(format!("\"safety_settings\": {text}")),
        ExprKind::Dict(items) if !dict_is_short(items) => {
            Some(format!("\"safety_settings\": [{{\"category\": c, \"threshold\": t}} for c, t in {text}.items()]"))
        }
        _ => {
            draft.refuse(file.id, arg.span, "safety settings are a list of {\"category\": …, \"threshold\": …} now");
            None
        }
    }
}

/// Seconds become milliseconds.
fn request(file: &File<'_, '_>, arg: &Arg, draft: &mut Draft) -> Option<String> {
    if let ExprKind::Dict(items) = &file.facts.expr(arg.value).kind
        && let [DictItem::Entry { name: Some(name), value, .. }] = &items[..]
        && name == "timeout"
    {
        return Some(format!("\"http_options\": {{\"timeout\": int(1000 * ({}))}}", file.text_of(*value)));
    }
    draft.refuse(
        file.id,
        arg.span,
        "pass types.HttpOptions(timeout=…, retry_options=…) in the config, in milliseconds",
    );
    None
}
