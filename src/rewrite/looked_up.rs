//! Models that are looked up in a table of the project: `PRICES[model]`. An id is not replaced while such a table has the
//! old one and not the new: the look-up would fail.

use crate::facts::{DictItem, ExprKind, Use};
use crate::finding::{Applicability, Finding, Fix};
use crate::project::index::last_name;
use crate::project::{Project, Unit, UnitId};
use rustc_hash::FxHashSet;

/// A table by model.
struct Table {
    unit: UnitId,
    /// 1-based.
    line: u32,
    name: String,
    keys: FxHashSet<String>,
}

/// Holds back the fixes of models whose id is the key of a table in which the new one is missing.
pub fn hold_back(project: &Project, findings: &mut [Finding]) {
    let of_model = |f: &&mut Finding| {
        f.rule.starts_with("model/")
            && f.fix.as_ref().is_some_and(|fix| fix.applicability > Applicability::DisplayOnly && fix.files.len() == 1)
    };
    let mut held: Vec<&mut Finding> = findings.iter_mut().filter(of_model).collect();
    let replaced: FxHashSet<&str> = held.iter().filter_map(|finding| finding.model_id.as_deref()).collect();
    if replaced.is_empty() {
        return;
    }
    let tables = tables(project, &replaced);
    for finding in &mut held {
        let Some(old) = finding.model_id.as_deref() else { continue };
        let Some(fix) = &finding.fix else { continue };
        let new = fix.files[0].edits.first().map_or("", |edit| edit.text.as_str());
        let missing = |table: &&Table| table.keys.contains(old) && !table.keys.contains(new);
        let Some(table) = tables.iter().find(missing) else { continue };
        let (name, path, line) = (&table.name, project.path(table.unit), table.line);
        let why = format!("`{name}` ({path}:{line}) is looked up by the model and has no `{new}`: add it there first");
        finding.fix = Some(Fix::shown(fix.title.clone()).because(why));
    }
}

/// The dicts of a project that have one of these keys and are kept under a name by which something else than a literal
/// is looked up.
fn tables(project: &Project, replaced: &FxHashSet<&str>) -> Vec<Table> {
    let kept = project.each(|id, unit| kept(id, unit, replaced)).into_iter().flatten().collect::<Vec<_>>();
    if kept.is_empty() {
        return kept;
    }
    let names: FxHashSet<&str> = kept.iter().map(|table| table.name.as_str()).collect();
    let looked_up = project.each(|_, unit| looked_up(unit, &names)).into_iter().flatten().collect::<FxHashSet<_>>();
    kept.into_iter().filter(|table| looked_up.contains(&table.name)).collect()
}

/// The dicts of a unit that are kept under a name and have one of these keys.
fn kept(id: UnitId, unit: &Unit, replaced: &FxHashSet<&str>) -> Vec<Table> {
    let mut found = Vec::new();
    for expr in &unit.facts.exprs {
        let ExprKind::Dict(items) = &expr.kind else { continue };
        let keys = items.iter().filter_map(|item| match item {
            DictItem::Entry { name: Some(name), .. } => Some(name),
            _ => None,
        });
        if !keys.clone().any(|key| replaced.contains(key.as_str())) {
            continue;
        }
        let name = match &expr.usage {
            Use::Bound(bindings) => bindings.first().map(|b| unit.facts.binding(*b).name.as_str()),
            Use::Stored(target) => last_name(&unit.facts, *target),
            _ => None,
        };
        let Some(name) = name else { continue };
        let line = unit.source.place(expr.span).line;
        found.push(Table { unit: id, line, name: name.to_owned(), keys: keys.cloned().collect() });
    }
    found
}

/// Which of these names something else than a literal is looked up in.
fn looked_up(unit: &Unit, names: &FxHashSet<&str>) -> Vec<String> {
    let mut found = Vec::new();
    for expr in &unit.facts.exprs {
        let ExprKind::Index { object, key } = expr.kind else { continue };
        let literal = matches!(unit.facts.expr(key).kind, ExprKind::Str(_) | ExprKind::Num(_));
        if !literal && expr.usage != Use::Target {
            found.extend(last_name(&unit.facts, object).filter(|name| names.contains(name)).map(str::to_owned));
        }
    }
    found
}
