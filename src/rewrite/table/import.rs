//! Names that are imported from elsewhere now.

use super::super::Context;
use super::super::draft::Draft;
use crate::facts::{BindingId, Import, Imported};
use crate::project::UnitId;
use crate::source::Span;
use std::collections::BTreeMap;

/// One draft for each statement that takes a name which has moved.
pub fn drafts(context: Context<'_, '_>, id: UnitId) -> Vec<(Span, Draft)> {
    let facts = &context.resolver.project.unit(id).facts;
    let mut statements: BTreeMap<Span, Vec<&Import>> = BTreeMap::new();
    for import in &facts.imports {
        statements.entry(import.statement).or_default().push(import);
    }
    statements
        .into_iter()
        .filter(|(_, imports)| imports.iter().any(|i| new_name(context, i).is_some()))
        .map(|(statement, imports)| {
            let mut draft = Draft::default();
            match context.migration.language.as_str() {
                "python" => python(context, id, statement, &imports, &mut draft),
                _ => ecmascript(context, id, statement, &imports, &mut draft),
            }
            (statement, draft)
        })
        .collect()
}

/// Where a name has gone: the module and the name there; both empty if it is needed no longer.
fn new_name<'m>(context: Context<'m, '_>, import: &Import) -> Option<(&'m str, &'m str)> {
    let python = context.migration.language == "python";
    let separator = if python { '.' } else { '#' };
    let name = match &import.what {
        Imported::Name(name) => name.as_str(),
        Imported::Module | Imported::Root => "*",
        _ => return None,
    };
    let new = context.migration.names.get(&format!("{}{separator}{name}", import.module))?;
    new.rsplit_once(separator).or(Some(("", "")))
}

fn local<'p>(context: Context<'_, 'p>, id: UnitId, import: &Import) -> Option<(BindingId, &'p str)> {
    let facts = &context.resolver.project.unit(id).facts;
    import.binding.map(|b| (b, facts.binding(b).name.as_str()))
}

fn python(context: Context<'_, '_>, id: UnitId, statement: Span, imports: &[&Import], draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let text = unit.source.slice(statement);
    if text.contains('#') || !text.starts_with("from ") {
        return draft.refuse(id, statement, "this import holds more than can be rewritten");
    }
    let mut by_module: Vec<(&str, Vec<String>)> = Vec::new();
    for import in imports {
        let Imported::Name(name) = &import.what else {
            return draft.refuse(id, statement, "this import holds more than can be rewritten");
        };
        let Some((binding, local)) = local(context, id, import) else { return };
        let (module, new) = match new_name(context, import) {
            Some(("", _)) => continue,
            Some((module, new)) => (module, new),
            None => (import.module.as_str(), name.as_str()),
        };
        let piece = if local == name { new.to_owned() } else { format!("{new} as {local}") };
        if local == name && new != name {
            let reads = unit.index.reads(binding).iter();
            reads.for_each(|&read| draft.replace(id, unit.facts.expr(read).span, new));
        }
        match by_module.iter_mut().find(|(m, _)| *m == module) {
            Some((_, pieces)) => pieces.push(piece),
            None => by_module.push((module, vec![piece])),
        }
    }
    let line = unit.source.text[..statement.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let before = &unit.source.text[line..statement.start as usize];
    let indent: String = before.chars().take_while(|c| c.is_whitespace()).collect();
    if by_module.len() != 1 && indent.len() != before.len() {
        return draft.refuse(id, statement, "this import does not stand on a line of its own");
    }
    let lines: Vec<String> =
        by_module.iter().map(|(module, pieces)| format!("from {module} import {}", pieces.join(", "))).collect();
    if !lines.is_empty() {
        return draft.replace(id, statement, lines.join(&format!("\n{indent}")));
    }
    let rest = &unit.source.text[statement.end as usize..];
    let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
    if !indent.is_empty() || !rest[..end].trim().is_empty() {
        return draft.refuse(id, statement, "this import does not stand on a line of its own");
    }
    draft.delete(id, Span { start: line as u32, end: statement.end + end as u32 });
}

/// The module's name in its quotes, and the names in the braces.
fn ecmascript(context: Context<'_, '_>, id: UnitId, statement: Span, imports: &[&Import], draft: &mut Draft) {
    let unit = context.resolver.project.unit(id);
    let text = unit.source.slice(statement);
    let mut module = None;
    for import in imports {
        let Some((to, new)) = new_name(context, import).filter(|(to, _)| !to.is_empty()) else {
            return draft.refuse(id, statement, "some of what is imported here has not moved");
        };
        if *module.get_or_insert(to) != to {
            return draft.refuse(id, statement, "what is imported here has moved to several packages");
        }
        let Imported::Name(name) = &import.what else { continue };
        let Some((binding, local)) = local(context, id, import) else {
            return draft.refuse(id, statement, "it is exported again");
        };
        if name != new {
            if local != name {
                return draft.refuse(id, statement, format!("`{name}` is imported under another name"));
            }
            draft.replace(id, unit.facts.binding(binding).span, new);
            let reads = unit.index.reads(binding).iter();
            reads.for_each(|&read| draft.replace(id, unit.facts.expr(read).span, new));
        }
    }
    let old = imports.first().map_or("", |i| i.module.as_str());
    let quoted = ['"', '\'', '`'].iter().find_map(|quote| text.rfind(&format!("{quote}{old}{quote}")));
    match (quoted, module) {
        (Some(at), Some(module)) => {
            let start = statement.start + at as u32 + 1;
            draft.replace(id, Span { start, end: start + old.len() as u32 }, module);
        }
        _ => draft.refuse(id, statement, "where it is imported from is not written here"),
    }
}
