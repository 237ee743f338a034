//! What a project must know of every unit, whichever of them are at hand.

use super::index::last_name;
use super::module::Modules;
use super::stored::{self, Store};
use super::{At, Unit, UnitId};
use crate::facts::{ClassId, ExprId, ExprKind, Facts, Import, Imported};
use rustc_hash::FxHashMap;

/// The names of one unit that others may ask for.
#[derive(Debug)]
pub struct Survey {
    /// The last name of what each call calls, and the call.
    calls: Vec<(Box<str>, ExprId)>,
    /// The attributes that are read or assigned, each once.
    attributes: Vec<Box<str>>,
    /// What is put into attributes of objects from outside, by the attribute.
    stores: stored::Named,
    /// What is put into tables under a key, by the last name of the table.
    entries: stored::Named,
    /// Classes by the last name of what they derive from.
    heirs: Vec<(Box<str>, ClassId)>,
    /// The modules that are imported, as written, each once.
    modules: Vec<Box<str>>,
    /// For each import, the unit it means, and the unit of the submodule that it takes.
    pub links: Vec<(Option<UnitId>, Option<UnitId>)>,
    /// For each import: what it takes, and the name it gives it, if that is another.
    pub renamed: Vec<Option<(Option<String>, String)>>,
}

impl Survey {
    /// Looks over a unit.
    pub fn new(unit: &Unit, modules: &Modules) -> Survey {
        let Unit { source, facts, index } = unit;
        let called = |&call: &ExprId| Some((Box::from(index.callee_name(facts, call)?), call));
        let attributes = facts.exprs.iter().filter_map(|expr| match &expr.kind {
            ExprKind::Attr { name, .. } => Some(name.as_str()),
            _ => None,
        });
        let (stores, entries) = stored::stores(facts);
        let heirs = (0..).zip(&facts.classes).flat_map(|(id, class)| {
            let names = class.bases.iter().filter_map(|&base| last_name(facts, base));
            names.map(move |name| (Box::from(name), id))
        });
        Survey {
            heirs: heirs.collect(),
            stores,
            entries,
            calls: index.calls.iter().filter_map(called).collect(),
            attributes: once(attributes.collect()),
            modules: once(facts.imports.iter().map(|import| import.module.as_str()).collect()),
            links: facts.imports.iter().map(|import| modules.linked(source, import)).collect(),
            renamed: facts.imports.iter().map(|import| renaming(facts, import)).collect(),
        }
    }
}

fn once(mut names: Vec<&str>) -> Vec<Box<str>> {
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(Box::from).collect()
}

/// What an import takes, and the name it gives it, if that is another.
fn renaming(facts: &Facts, import: &Import) -> Option<(Option<String>, String)> {
    let local = &facts.binding(import.binding?).name;
    match &import.what {
        Imported::Name(taken) if taken != local => Some((Some(taken.to_string()), local.to_string())),
        Imported::Default => Some((None, local.to_string())),
        _ => None,
    }
}

/// Where the names of a project stand.
#[derive(Debug, Default)]
pub struct Names {
    calls: FxHashMap<Box<str>, Vec<At>>,
    attributes: FxHashMap<Box<str>, Vec<UnitId>>,
    stores: FxHashMap<Box<str>, Vec<(UnitId, Store)>>,
    entries: FxHashMap<Box<str>, Vec<(UnitId, Store)>>,
    heirs: FxHashMap<Box<str>, Vec<(UnitId, ClassId)>>,
    modules: FxHashMap<Box<str>, Vec<UnitId>>,
}

impl Names {
    /// Takes in what the next unit names; units come in order.
    pub fn add(&mut self, id: UnitId, survey: &mut Survey) {
        for (name, expr) in std::mem::take(&mut survey.calls) {
            self.calls.entry(name).or_default().push(At { unit: id, expr });
        }
        for name in std::mem::take(&mut survey.attributes) {
            self.attributes.entry(name).or_default().push(id);
        }
        for (name, store) in std::mem::take(&mut survey.stores) {
            self.stores.entry(name).or_default().push((id, store));
        }
        for (name, class) in std::mem::take(&mut survey.heirs) {
            self.heirs.entry(name).or_default().push((id, class));
        }
        for (name, store) in std::mem::take(&mut survey.entries) {
            self.entries.entry(name).or_default().push((id, store));
        }
        for name in std::mem::take(&mut survey.modules) {
            self.modules.entry(name).or_default().push(id);
        }
    }

    /// The calls of something whose last name this is: `create` for `a.b.create()`; in order.
    pub fn calls(&self, name: &str) -> &[At] {
        self.calls.get(name).map_or(&[], Vec::as_slice)
    }

    /// The units that read or assign an attribute of this name, in order.
    pub fn attribute(&self, name: &str) -> &[UnitId] {
        self.attributes.get(name).map_or(&[], Vec::as_slice)
    }

    /// What is put into attributes of this name, of objects that are not `self` or `this`.
    pub(super) fn stores(&self, name: &str) -> &[(UnitId, Store)] {
        self.stores.get(name).map_or(&[], Vec::as_slice)
    }

    /// What is put under a key into a table whose last name this is: `clients` for `self.clients["a"]`.
    pub(super) fn entries(&self, name: &str) -> &[(UnitId, Store)] {
        self.entries.get(name).map_or(&[], Vec::as_slice)
    }

    /// The classes that derive from something of this name.
    pub(super) fn heirs(&self, name: &str) -> &[(UnitId, ClassId)] {
        self.heirs.get(name).map_or(&[], Vec::as_slice)
    }

    /// The units that import a module by this name, as written, in order.
    pub fn importing(&self, module: &str) -> &[UnitId] {
        self.modules.get(module).map_or(&[], Vec::as_slice)
    }
}
