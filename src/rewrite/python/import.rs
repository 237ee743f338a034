//! Imports of the old interface.

use super::super::Context;
use super::super::draft::Draft;
use super::several;
use super::site::Sites;
use crate::facts::{Import, Imported};
use crate::source::Span;
use std::collections::BTreeMap;

/// Rewrites the statements that take something old from the package.
pub fn rewrite(context: Context<'_, '_>, sites: &Sites<'_>, draft: &mut Draft) {
    let unit = context.resolver.project.unit(sites.unit);
    let package = context.migration.package.as_str();
    let mut statements: BTreeMap<Span, Vec<&Import>> = BTreeMap::new();
    for import in &unit.facts.imports {
        if import.module == package || import.module.strip_prefix(package).is_some_and(|r| r.starts_with('.')) {
            statements.entry(import.statement).or_default().push(import);
        }
    }
    let classes: Vec<&str> = context
        .migration
        .call
        .iter()
        .flat_map(|rule| &rule.from)
        .filter_map(|path| path.strip_prefix(package)?.strip_prefix('.')?.split('.').next())
        .collect();
    let mut module_is_missing = sites.prefix.missing;
    for (statement, imports) in statements {
        let text = unit.source.slice(statement);
        // Others in the same statement are not ours to reprint.
        let local = |import: &Import| import.binding.map(|b| unit.facts.binding(b).name);
        let mut kept: Vec<String> = Vec::new();
        let mut changed = false;
        let mut module = false;
        for import in &imports {
            match &import.what {
                Imported::Root | Imported::Module if import.module == format!("{package}.error") => {
                    changed = true;
                    module = true;
                }
                Imported::Name(name)
                    if import.module == package && (classes.contains(&name.as_str()) || name == "error") =>
                {
                    if let Some(path) = local(import).and_then(|n| several::taken_by(context, sites.unit, &n)) {
                        draft.refuse(sites.unit, statement, format!("{path} takes `{name}` from here"));
                    }
                    changed = true;
                    module |= module_is_missing;
                }
                Imported::Name(name) => {
                    let path = format!("{}.{name}", import.module);
                    let to = context.migration.names.get(&path);
                    changed |= to.is_some();
                    let new = to.and_then(|n| n.rsplit('.').next()).unwrap_or(name);
                    let mut pieces = vec![match local(import) {
                        Some(local) if local != *name => format!("{new} as {local}"),
                        Some(local) if to.is_some() && several::taken_by(context, sites.unit, &local).is_some() => {
                            if context.migration.also.contains_key(&path) {
                                let why =
                                    format!("another file takes `{name}` from here, which is several classes now");
                                draft.refuse(sites.unit, statement, why);
                            }
                            if local == new { local.to_string() } else { format!("{new} as {local}") }
                        }
                        _ if to.is_some() => several::imported(&unit.facts, package, new),
                        _ => new.to_owned(),
                    }];
                    // What it stands for besides, where it is used so.
                    for site in sites.names.iter().filter(|site| site.bare && Some(site.to) == to.map(String::as_str)) {
                        let (classes, _) = several::written(context, sites, site).unwrap_or_default();
                        let others = classes.iter().filter(|class| **class != site.to);
                        let names = others.filter_map(|class| class.rsplit('.').next());
                        pieces.extend(names.map(|name| several::imported(&unit.facts, package, name)));
                    }
                    for piece in pieces {
                        if !kept.contains(&piece) {
                            kept.push(piece);
                        }
                    }
                }
                _ => {}
            }
        }
        if !changed {
            continue;
        }
        let only_these = text.starts_with("from ") || text.matches(',').count() + 1 == imports.len();
        if text.contains('#') || !only_these || text.starts_with("import ") && text.contains(',') {
            draft.refuse(sites.unit, statement, "this import holds more than can be rewritten");
            continue;
        }
        let start = unit.source.text[..statement.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let indent: String =
            unit.source.text[start..statement.start as usize].chars().take_while(|c| c.is_whitespace()).collect();
        let mut lines = Vec::new();
        if module {
            lines.push(format!("import {package}"));
            module_is_missing = false;
        }
        if !kept.is_empty() {
            lines.push(format!("from {package} import {}", kept.join(", ")));
        }
        // A block must not be left empty.
        if lines.is_empty() && !indent.is_empty() {
            lines.push(format!("import {package}"));
        }
        if lines.is_empty() {
            draft.delete(sites.unit, with_line_break(&unit.source.text, start as u32, statement));
        } else {
            draft.replace(sites.unit, statement, lines.join(&format!("\n{indent}")));
        }
    }
    if module_is_missing && !(sites.calls.is_empty() && sites.names.iter().all(|n| n.bare)) {
        draft.refuse(sites.unit, Span::default(), format!("it does not import `{package}` as a whole"));
    }
}

/// A statement that goes takes its line with it, if it stands alone there.
fn with_line_break(text: &str, line_start: u32, statement: Span) -> Span {
    let rest = &text[statement.end as usize..];
    let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
    if rest[..end].trim().is_empty() && text[line_start as usize..statement.start as usize].trim().is_empty() {
        Span { start: line_start, end: statement.end + end as u32 }
    } else {
        statement
    }
}
