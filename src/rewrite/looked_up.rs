//! Models that are looked up in a table of the project: `PRICES[model]`, `PRICES.get(model)`, `model in MODELS`. An id is
//! not replaced while such a table has the old one and not the new: the look-up would fail, or give something else.

use crate::facts::{DictItem, Expr, ExprId, ExprKind, Facts, Use};
use crate::finding::{Applicability, Edit, Finding, Fix};
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
        // A migration has other edits, too.
        let is_its = |edit: &&Edit| edit.place == finding.place;
        let edits = &fix.files[0].edits;
        let Some(new) = edits.iter().find(is_its).or_else(|| edits.first().filter(|_| edits.len() == 1)) else {
            continue;
        };
        let new = new.text.trim_matches(['"', '\'', '`']);
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

/// The name of what something else than a literal is looked up in.
fn looked_up(facts: &Facts, expr: &Expr) -> Option<ExprId> {
    let is_literal = |key: ExprId| matches!(facts.expr(key).kind, ExprKind::Str(_) | ExprKind::Num(_));
    match &expr.kind {
        ExprKind::Index { object, key } => (!is_literal(*key) && expr.usage != Use::Target).then_some(*object),
        ExprKind::Call(call) => {
            let ExprKind::Attr { object, name, .. } = &facts.expr(call.callee).kind else { return None };
            let asks = matches!(name.as_str(), "get" | "has" | "includes" | "index" | "indexOf");
            let key = call.args.first().filter(|_| asks)?.value;
            (!is_literal(key)).then_some(*object)
        }
        _ => None,
    }
}

/// The dicts and lists of a project that are kept under a name by which something else than a literal is looked up.
fn tables(project: &Project) -> Vec<Table<'_>> {
    let mut names: FxHashSet<&str> = FxHashSet::default();
    for unit in &project.units {
        for (id, expr) in (0..).zip(&unit.facts.exprs) {
            let asked = looked_up(&unit.facts, expr);
            names.extend(asked.and_then(|object| crate::project::index::last_name(&unit.facts, object)));
            // `model in MODELS`, `model not in MODELS`.
            if matches!(expr.usage, Use::Compared(_)) && matches!(expr.kind, ExprKind::Name(_) | ExprKind::Attr { .. })
            {
                let before = unit.source.text[..expr.span.start as usize].trim_end();
                let is_in = before.strip_suffix("in").is_some_and(|rest| rest.ends_with(char::is_whitespace));
                names.extend(crate::project::index::last_name(&unit.facts, id).filter(|_| is_in));
            }
        }
    }
    let looked_up = names;
    let mut found = Vec::new();
    for unit in &project.units {
        for (dict, expr) in unit.facts.exprs.iter().enumerate() {
            let keys: FxHashSet<&str> = match &expr.kind {
                ExprKind::Dict(items) => items.iter().filter_map(key).collect(),
                ExprKind::List(items) => items.iter().filter_map(|item| text(&unit.facts, *item)).collect(),
                _ => continue,
            };
            let name = match &expr.usage {
                Use::Bound(bindings) => bindings.first().map(|b| unit.facts.binding(*b).name.as_str()),
                Use::Stored(target) => crate::project::index::last_name(&unit.facts, *target),
                _ => None,
            };
            let Some(name) = name.filter(|name| looked_up.contains(name)) else { continue };
            found.push(Table { unit, name, dict: dict as ExprId, keys });
        }
    }
    found
}

fn key(item: &DictItem) -> Option<&str> {
    match item {
        DictItem::Entry { name: Some(name), .. } => Some(name),
        _ => None,
    }
}

fn text(facts: &Facts, expr: ExprId) -> Option<&str> {
    match &facts.expr(expr).kind {
        ExprKind::Str(text) => Some(text),
        _ => None,
    }
}
