//! Names that are imported from elsewhere now.

use super::super::draft::Draft;
use super::super::{Context, named};
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
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for &import in imports {
        let name = match &import.what {
            Imported::Name(name) => name.as_str(),
            _ => "*",
        };
        let new = match new_name(context, import) {
            Some(("", _)) => None,
            Some(new) => Some(new),
            None if import.module.starts_with(context.migration.package.as_str()) => {
                return draft.refuse(id, statement, format!("`{name}` has no counterpart that is known"));
            }
            None => Some((import.module.as_str(), name)),
        };
        let Some((binding, local)) = local(context, id, import) else {
            return draft.refuse(id, statement, "it is exported again");
        };
        if let Some((module, new)) = new
            && new != name
            && local == name
        {
            if unit.facts.bindings.iter().any(|b| b.name == new) {
                return draft.refuse(id, statement, format!("`{new}` means something else in this file"));
            }
            let reads = unit.index.reads(binding).iter();
            reads.for_each(|&read| draft.replace(id, unit.facts.expr(read).span, new));
            if module != import.module {
                named::all_found(context, id, binding, name, draft);
            }
        }
        pieces.push(Piece {
            import,
            new,
            local: if local == name { new.map_or(local, |(_, new)| new) } else { local },
        });
    }
    let mut modules: Vec<&str> = pieces.iter().filter_map(|p| Some(p.new?.0)).collect();
    modules.sort_unstable();
    modules.dedup();
    match modules[..] {
        [one] if pieces.iter().all(|p| p.new.is_some()) => {
            for Piece { import, new, .. } in &pieces {
                if let (Imported::Name(name), Some((_, new))) = (&import.what, new)
                    && name != new
                {
                    draft.replace(id, import.span, *new);
                }
            }
            module(context, id, statement, imports, one, draft);
        }
        _ => written_anew(context, id, statement, &pieces, &modules, draft),
    }
}

/// A name that is imported, and where it is from now: module and name; `None` if it is needed no longer.
struct Piece<'a> {
    import: &'a Import,
    new: Option<(&'a str, &'a str)>,
    /// What it is called here afterwards.
    local: &'a str,
}

/// The module's name in its quotes.
fn module(context: Context<'_, '_>, id: UnitId, statement: Span, imports: &[&Import], new: &str, draft: &mut Draft) {
    let text = context.resolver.project.unit(id).source.slice(statement);
    let old = imports.first().map_or("", |i| i.module.as_str());
    match ['"', '\'', '`'].iter().find_map(|quote| text.rfind(&format!("{quote}{old}{quote}"))) {
        Some(at) => {
            let start = statement.start + at as u32 + 1;
            draft.replace(id, Span { start, end: start + old.len() as u32 }, new);
        }
        None => draft.refuse(id, statement, "where it is imported from is not written here"),
    }
}

/// Some of the names are needed no longer, or they are from several modules now.
fn written_anew(
    context: Context<'_, '_>,
    id: UnitId,
    statement: Span,
    pieces: &[Piece<'_>],
    modules: &[&str],
    draft: &mut Draft,
) {
    let unit = context.resolver.project.unit(id);
    let text = unit.source.slice(statement);
    let is_import = text.starts_with("import") && text.contains('{');
    let is_type = text.strip_prefix("import").is_some_and(|t| t.trim_start().starts_with("type "));
    let all_named = pieces.iter().all(|p| matches!(p.import.what, Imported::Name(_)));
    if !all_named || text.contains("//") || text.contains("/*") {
        return draft.refuse(id, statement, "this import holds more than can be rewritten");
    }
    let list = |module: &str| {
        let mut names: Vec<String> = Vec::new();
        for piece in pieces {
            let Some((_, new)) = piece.new.filter(|(m, _)| *m == module) else { continue };
            let mark = if piece.import.type_only && !is_type && is_import { "type " } else { "" };
            let joint = if is_import { " as " } else { ": " };
            let alias = if piece.local == new { String::new() } else { format!("{joint}{}", piece.local) };
            let name = format!("{mark}{new}{alias}");
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(", ")
    };
    if let ([one], false) = (modules, is_import) {
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return };
        let end = last.import.binding.map_or(last.import.span.end, |b| unit.facts.binding(b).span.end);
        draft.replace(id, Span { start: first.import.span.start, end }, list(one));
        let imports: Vec<&Import> = pieces.iter().map(|p| p.import).collect();
        return module(context, id, statement, &imports, one, draft);
    }
    if !is_import {
        return draft.refuse(
            id,
            statement,
            "what is imported here has moved to several packages, or is needed no longer",
        );
    }
    let quote = if text.contains('"') { '"' } else { '\'' };
    let end = if text.ends_with(';') { ";" } else { "" };
    let kind = if is_type { "import type" } else { "import" };
    let lines: Vec<String> =
        modules.iter().map(|m| format!("{kind} {{ {} }} from {quote}{m}{quote}{end}", list(m))).collect();
    if !lines.is_empty() {
        return draft.replace(id, statement, lines.join("\n"));
    }
    let rest = &unit.source.text[statement.end as usize..];
    let end = rest.find('\n').filter(|end| rest[..*end].trim().is_empty()).map_or(0, |end| end + 1);
    draft.delete(id, Span { start: statement.start, end: statement.end + end as u32 });
}
