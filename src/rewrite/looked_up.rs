//! Models that are looked up in a table of the project: `PRICES[model]`. An id is not replaced while such a table has the
//! old one and not the new: the look-up would fail.

use crate::facts::{DictItem, ExprId, ExprKind, Use};
use crate::finding::{Applicability, Finding, Fix};
use crate::project::{Project, Unit};
use rustc_hash::{FxHashMap, FxHashSet};

/// A table by model.
struct Table<'p> {
    unit: &'p Unit,
    name: &'p str,
    dict: ExprId,
    keys: FxHashSet<&'p str>,
}

/// Holds back the fixes of models whose id is the key of a table in which the new one is missing.
pub fn hold_back(project: &Project, findings: &mut [Finding]) {
    let of_model = |f: &&mut Finding| {
        f.rule.starts_with("model/")
            && f.fix.as_ref().is_some_and(|fix| fix.applicability > Applicability::DisplayOnly && fix.files.len() == 1)
    };
    let mut held: Vec<&mut Finding> = findings.iter_mut().filter(of_model).collect();
    if held.is_empty() {
        return;
    }
    let tables = tables(project);
    if tables.is_empty() {
        return;
    }
    let mut by_key: FxHashMap<&str, Vec<&Table>> = FxHashMap::default();
    for table in &tables {
        table.keys.iter().for_each(|key| by_key.entry(key).or_default().push(table));
    }
    for finding in &mut held {
        let Some(old) = finding.model_id.as_deref() else { continue };
        let Some(fix) = &finding.fix else { continue };
        let new = fix.files[0].edits.first().map_or("", |edit| edit.text.as_str());
        let missing = |table: &&&Table| !table.keys.contains(new);
        let Some(table) = by_key.get(old).and_then(|tables| tables.iter().find(missing)) else { continue };
        let place = table.unit.source.place(table.unit.facts.expr(table.dict).span);
        let why = format!(
            "`{}` ({}:{}) is looked up by the model and has no `{new}`: add it there first",
            table.name, table.unit.source.path, place.line
        );
        finding.fix = Some(Fix::shown(fix.title.clone()).because(why));
    }
}

/// The dicts of a project that are kept under a name by which something else than a literal is looked up.
fn tables(project: &Project) -> Vec<Table<'_>> {
    let mut looked_up: FxHashSet<&str> = FxHashSet::default();
    for unit in &project.units {
        for expr in &unit.facts.exprs {
            let ExprKind::Index { object, key } = expr.kind else { continue };
            let literal = matches!(unit.facts.expr(key).kind, ExprKind::Str(_) | ExprKind::Num(_));
            if !literal && expr.usage != Use::Target {
                looked_up.extend(crate::project::index::last_name(&unit.facts, object));
            }
        }
    }
    let mut found = Vec::new();
    for unit in &project.units {
        for (dict, expr) in unit.facts.exprs.iter().enumerate() {
            let ExprKind::Dict(items) = &expr.kind else { continue };
            let name = match &expr.usage {
                Use::Bound(bindings) => bindings.first().map(|b| unit.facts.binding(*b).name.as_str()),
                Use::Stored(target) => crate::project::index::last_name(&unit.facts, *target),
                _ => None,
            };
            let Some(name) = name.filter(|name| looked_up.contains(name)) else { continue };
            let keys = items.iter().filter_map(|item| match item {
                DictItem::Entry { name: Some(name), .. } => Some(name.as_str()),
                _ => None,
            });
            found.push(Table { unit, name, dict: dict as ExprId, keys: keys.collect() });
        }
    }
    found
}
