//! Models that are looked up in a table of the project: `PRICES[model]`, `PRICES.get(model)`, `model in MODELS`. An id is
//! not replaced while such a table has the old one and not the new: the look-up would fail, or give something else.

use crate::facts::{DictItem, Expr, ExprId, ExprKind, Facts, Use};
use crate::finding::{Applicability, Edit, Finding, Fix};
use crate::project::index::last_name;
use crate::project::{Project, Unit};
use rustc_hash::FxHashSet;

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
    let replaced: FxHashSet<&str> = held.iter().filter_map(|finding| finding.model_id.as_deref()).collect();
    let tables = if replaced.is_empty() { Vec::new() } else { tables(project, &replaced) };
    if tables.is_empty() {
        return;
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
        let missing = |table: &&Table| table.keys.contains(old) && !table.keys.contains(new);
        let Some(table) = tables.iter().find(missing) else { continue };
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

/// The dicts and lists of a project that hold one of these ids and are kept under a name by which something else than a
/// literal is looked up.
fn tables<'p>(project: &'p Project, replaced: &FxHashSet<&str>) -> Vec<Table<'p>> {
    let mut kept: Vec<Table<'p>> = project.each(|unit| kept(unit, replaced)).into_iter().flatten().collect();
    if kept.is_empty() {
        return kept;
    }
    let names: FxHashSet<&str> = kept.iter().map(|table| table.name).collect();
    let asked: FxHashSet<&str> = project.each(|unit| asked(unit, &names)).into_iter().flatten().collect();
    kept.retain(|table| asked.contains(table.name));
    kept
}

/// The dicts and lists of a unit that are kept under a name and hold one of these ids.
fn kept<'p>(unit: &'p Unit, replaced: &FxHashSet<&str>) -> Vec<Table<'p>> {
    let mut found = Vec::new();
    for (dict, expr) in (0..).zip(&unit.facts.exprs) {
        let name = match &expr.usage {
            Use::Bound(bindings) => unit.facts.bound(bindings).first().map(|b| unit.facts.binding(*b).name.as_str()),
            Use::Stored(target) => last_name(&unit.facts, *target),
            _ => None,
        };
        let Some(name) = name else { continue };
        let keys: FxHashSet<&str> = match &expr.kind {
            ExprKind::Dict(items) => items.iter().filter_map(key).collect(),
            ExprKind::List(items) => items.iter().filter_map(|item| text(&unit.facts, *item)).collect(),
            _ => continue,
        };
        if keys.iter().any(|key| replaced.contains(key)) {
            found.push(Table { unit, name, dict, keys });
        }
    }
    found
}

/// Which of these names something else than a literal is looked up in.
fn asked<'p>(unit: &'p Unit, names: &FxHashSet<&str>) -> Vec<&'p str> {
    let mut found = Vec::new();
    for (id, expr) in (0..).zip(&unit.facts.exprs) {
        let object = looked_up(&unit.facts, expr);
        found.extend(object.and_then(|object| last_name(&unit.facts, object)));
        // `model in MODELS`, `model not in MODELS`.
        if matches!(expr.usage, Use::Compared(_)) && matches!(expr.kind, ExprKind::Name(_) | ExprKind::Attr { .. }) {
            let before = unit.source.text[..expr.span.start as usize].trim_end();
            let is_in = before.strip_suffix("in").is_some_and(|rest| rest.ends_with(char::is_whitespace));
            found.extend(last_name(&unit.facts, id).filter(|_| is_in));
        }
    }
    found.retain(|name| names.contains(name));
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
