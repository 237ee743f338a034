//! What is taken from the package, and every use of it.

use super::super::Context;
use super::super::draft::Draft;
use super::super::named::{all_found, with_comma};
use crate::facts::{BindingId, DictItem, ExprId, ExprKind, Facts, Import, Imported, Use};
use crate::project::UnitId;
use crate::source::Span;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Rewrites imports and `require`s, the construction of clients, and types.
pub fn rewrite(context: Context<'_, '_>, id: UnitId, draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let mut statements: BTreeMap<Span, Vec<&Import>> = BTreeMap::new();
    for import in &unit.facts.imports {
        if import.module == context.migration.package {
            statements.entry(import.statement).or_default().push(import);
        }
    }
    let mut has_client = false;
    for imports in statements.into_values() {
        let mut client_here = false;
        for import in imports {
            let Imported::Name(name) = &import.what else {
                match (&import.what, import.binding) {
                    (Imported::Star, _) => draft.refuse(id, import.statement, "everything is exported again"),
                    (Imported::Module | Imported::Default, Some(binding)) => whole(context, id, binding, draft),
                    _ => {}
                }
                continue;
            };
            let path = format!("{}#{name}", context.migration.package);
            let is_old = name == "Configuration"
                || context.migration.types.contains_key(&path)
                || name.starts_with("Create")
                || name.ends_with("Enum")
                || name.starts_with("Configuration");
            if !is_old {
                has_client |= name == "OpenAI";
                continue;
            }
            if let Some(new) = context.migration.names.get(&path).filter(|new| *new != "OpenAI") {
                renamed(context, id, import, name, new, draft);
                continue;
            }
            let Some(binding) = import.binding else {
                draft.refuse(id, import.statement, format!("`{name}` is exported again"));
                continue;
            };
            if unit.facts.binding(binding).name != *name {
                draft.refuse(id, import.statement, format!("`{name}` is imported under another name"));
                continue;
            }
            // One of the old names gives way to the new one, the others go.
            let piece = unit.facts.binding(binding).span;
            if has_client || client_here {
                draft.delete(id, with_comma(&unit.source.text, piece));
            } else {
                draft.replace(id, piece, "OpenAI");
                client_here = true;
            }
            uses(context, id, binding, name, &path, draft);
        }
        has_client |= client_here;
    }
    let taken = unit.facts.bindings.iter().any(|b| b.name == "OpenAI" && b.region == 0);
    if taken
        && has_client
        && !unit
            .facts
            .imports
            .iter()
            .any(|i| i.module == context.migration.package && i.what == Imported::Name("OpenAI".into()))
    {
        draft.refuse(id, Span::default(), "`OpenAI` means something else in this file");
    }
}

/// `const openai = require("openai")`, then `new openai.OpenAIApi(…)`: the names are read from the package.
fn whole(context: Context<'_, '_>, id: UnitId, binding: BindingId, draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let local = facts.binding(binding).name.as_str();
    let mut found = 0;
    for &read in unit.index.reads(binding) {
        let Use::Object(member) = facts.expr(read).usage else { continue };
        let ExprKind::Attr { name, name_span, .. } = &facts.expr(member).kind else { continue };
        match (name.as_str(), &facts.expr(member).usage) {
            ("Configuration", Use::Callee(call)) => configuration(context, id, *call, draft),
            ("OpenAIApi", Use::Callee(call)) => {
                too_many_arguments(facts, id, *call, draft);
                draft.replace(id, *name_span, "OpenAI");
            }
            ("Configuration" | "OpenAIApi", _) => {
                draft.refuse(id, *name_span, format!("`{name}` is used as a value here"));
            }
            _ => continue,
        }
        found += 1;
    }
    // Types may stand where no expression is made of them.
    let olds = context.migration.types.keys().filter_map(|path| path.rsplit_once('#')).map(|(_, name)| name);
    let olds: FxHashSet<&str> = olds.chain(["Configuration", "OpenAIApi"]).collect();
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let named = unit.source.text.match_indices(local).filter(|(at, _)| {
        let after = unit.source.text[at + local.len()..].strip_prefix('.').unwrap_or("");
        let before = unit.source.text[..*at].chars().next_back();
        !before.is_some_and(is_word) && olds.contains(after.split(|c| !is_word(c)).next().unwrap_or(""))
    });
    if named.count() > found {
        draft.refuse(id, facts.binding(binding).span, format!("what is read of `{local}` cannot all be followed"));
    }
}

/// A name that is exported under another now.
fn renamed(context: Context<'_, '_>, id: UnitId, import: &Import, name: &str, new: &str, draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let Some(binding) = import.binding.filter(|b| unit.facts.binding(*b).name == name) else {
        return draft.refuse(id, import.statement, format!("`{name}` is imported under another name"));
    };
    draft.replace(id, unit.facts.binding(binding).span, new);
    for &read in unit.index.reads(binding) {
        draft.replace(id, unit.facts.expr(read).span, new);
    }
    all_found(context, id, binding, name, draft);
}

fn uses(context: Context<'_, '_>, id: UnitId, binding: BindingId, name: &str, path: &str, draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    for &read in unit.index.reads(binding) {
        let span = facts.expr(read).span;
        match (&facts.expr(read).usage, context.migration.types.get(path)) {
            (Use::Callee(call), _) if name == "Configuration" => configuration(context, id, *call, draft),
            (Use::Callee(call), _) if name == "OpenAIApi" => client(context, id, *call, read, draft),
            (Use::Object(member), _) if name.ends_with("RoleEnum") => match &facts.expr(*member).kind {
                ExprKind::Attr { name, .. } => {
                    draft.replace(id, facts.expr(*member).span, format!("\"{}\"", name.to_lowercase()));
                }
                _ => draft.refuse(id, span, format!("`{name}` is used as a value here")),
            },
            (Use::Annotation | Use::IndexKey(_) | Use::Item(_) | Use::Chosen(_), Some(new)) => {
                draft.replace(id, span, new);
            }
            _ => draft.refuse(id, span, format!("`{name}` is used as a value here")),
        }
    }
    all_found(context, id, binding, name, draft);
}

/// `new Configuration({…})` is the object now.
fn configuration(context: Context<'_, '_>, id: UnitId, call: ExprId, draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let Some(the_call) = facts.call(call) else { return };
    let span = facts.expr(call).span;
    let [arg] = &the_call.args[..] else {
        if the_call.args.is_empty() {
            draft.replace(id, span, "{}");
        } else {
            draft.refuse(id, span, "more than one argument");
        }
        return;
    };
    draft.delete(id, Span { start: span.start, end: arg.span.start });
    draft.delete(id, Span { start: arg.span.end, end: span.end });
    let ExprKind::Dict(items) = &facts.expr(arg.value).kind else { return };
    for item in items {
        let DictItem::Entry { name: Some(name), key_span, value, .. } = item else { continue };
        let shorthand = facts.expr(*value).span == *key_span;
        match name.as_str() {
            "apiKey" | "organization" => {}
            "basePath" if shorthand => draft.replace(id, *key_span, "baseURL: basePath"),
            "basePath" => draft.replace(id, *key_span, "baseURL"),
            "baseOptions" if !shorthand => base_options(context, id, items, *key_span, *value, draft),
            _ => draft.refuse(id, *key_span, format!("`{name}` of the configuration has no counterpart of that name")),
        }
    }
    // `configuration.basePath`, read elsewhere.
    if let Use::Bound(bindings) = &facts.expr(call).usage {
        for &read in facts.bound(bindings).iter().flat_map(|b| unit.index.reads(*b)) {
            let Use::Object(parent) = facts.expr(read).usage else { continue };
            if let ExprKind::Attr { name, name_span, .. } = &facts.expr(parent).kind
                && name == "basePath"
            {
                draft.replace(id, *name_span, "baseURL");
            }
        }
    }
}

/// `baseOptions: { timeout, headers, adapter }` of the old HTTP library, as options of the client.
fn base_options(
    context: Context<'_, '_>,
    id: UnitId,
    siblings: &[DictItem],
    key_span: Span,
    value: ExprId,
    draft: &mut Draft,
) {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let span = facts.expr(value).span;
    let whole = Span { start: key_span.start, end: span.end };
    let ExprKind::Dict(items) = &facts.expr(value).kind else {
        return draft.refuse(id, whole, "what `baseOptions` holds is decided when it runs");
    };
    let mut options = Vec::new();
    for item in items {
        let DictItem::Entry { name: Some(name), key_span, value, .. } = item else {
            return draft.refuse(id, whole, "what `baseOptions` holds is decided when it runs");
        };
        let text = unit.source.slice(facts.expr(*value).span);
        match name.as_str() {
            // It made the library use `fetch`, which the client does.
            "adapter" => {}
            "timeout" => options.push(format!("timeout: {text}")),
            "headers" => options.push(format!("defaultHeaders: {text}")),
            "params" => options.push(format!("defaultQuery: {text}")),
            _ => draft.refuse(id, *key_span, format!("`{name}` belongs to the client's `fetchOptions` now")),
        }
    }
    if !options.is_empty() {
        return draft.replace(id, whole, options.join(", "));
    }
    match siblings.len() {
        0 | 1 => draft.delete(id, whole),
        _ => draft.delete(id, with_comma(&unit.source.text, whole)),
    }
}

/// `new OpenAIApi(configuration)`.
fn client(context: Context<'_, '_>, id: UnitId, call: ExprId, callee: ExprId, draft: &mut Draft) {
    let facts = &context.resolver.project.unit(id).facts;
    too_many_arguments(facts, id, call, draft);
    draft.replace(id, facts.expr(callee).span, "OpenAI");
}

fn too_many_arguments(facts: &Facts, id: UnitId, call: ExprId, draft: &mut Draft) {
    if let Some([_, second, ..]) = facts.call(call).map(|c| &c.args[..]) {
        draft.refuse(id, second.span, "a base path or an HTTP library is passed beside the configuration");
    }
}
