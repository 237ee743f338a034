//! What objects are given from outside: `app.state.client = OpenAI()`, `late.client = …`, `clients["a"] = …`.
//!
//! Which object it is cannot always be said: a request has an `app`, a handler is passed a `ctx`. Two objects are taken
//! for the same if they are instances of one class of the project, if they come from the same place, or if they are
//! called alike where nothing tells them apart.

use super::{At, Resolver, Target, UnitId};
use crate::facts::{BindingKind, ClassId, DictItem, ExprId, ExprKind, Facts};

/// More stores of one name are not looked at.
const MAX_STORES: usize = 40;
/// More classes that derive from one are not looked at.
const MAX_HEIRS: usize = 24;
/// What pydantic's validators call the fields of the object that is made.
const VALIDATED: &str = "values";
/// Namespaces whose attributes are the arguments they are made with.
const NAMESPACES: &[&str] = &["types.SimpleNamespace", "argparse.Namespace"];

/// An assignment to an attribute or an entry.
#[derive(Clone, Copy, Debug)]
pub struct Store {
    /// What is given the value.
    object: ExprId,
    /// The key, for an entry of a table.
    key: Option<ExprId>,
    /// The value.
    value: ExprId,
}

/// Stores, by the name they are looked up with.
pub(super) type Named = Vec<(Box<str>, Store)>;

/// The stores of a file by attribute, and by the last name of the table; those that can hold an object of a library.
pub(super) fn stores(facts: &Facts) -> (Named, Named) {
    let (mut stores, mut entries) = (Vec::new(), Vec::new());
    for &(target, value) in &facts.stores {
        if !may_hold_object(facts, value) {
            continue;
        }
        match &facts.expr(target).kind {
            ExprKind::Attr { object, name, .. } if !matches!(facts.expr(*object).kind, ExprKind::This(_)) => {
                stores.push((name.as_str().into(), Store { object: *object, key: None, value }));
            }
            ExprKind::Index { object, key } => {
                if let Some(table) = last_name(facts, *object) {
                    entries.push((table.into(), Store { object: *object, key: Some(*key), value }));
                }
            }
            _ => {}
        }
    }
    (stores, entries)
}

/// A call, or a name that may stand for one.
fn may_hold_object(facts: &Facts, value: ExprId) -> bool {
    match &facts.expr(value).kind {
        ExprKind::Call(_) | ExprKind::Name(_) | ExprKind::Attr { .. } | ExprKind::Choice(_) => true,
        ExprKind::Same(inner) => matches!(facts.expr(*inner).kind, ExprKind::Call(_) | ExprKind::Name(_)),
        _ => false,
    }
}

fn last_name(facts: &Facts, expr: ExprId) -> Option<&str> {
    match &facts.expr(expr).kind {
        ExprKind::Name(name) | ExprKind::Attr { name, .. } => Some(name),
        ExprKind::Same(inner) => match &facts.expr(*inner).kind {
            ExprKind::Name(name) | ExprKind::Attr { name, .. } => Some(name),
            _ => None,
        },
        _ => None,
    }
}

impl Resolver<'_> {
    /// What is put into the attribute `name` of `object` somewhere else than in its class.
    pub fn stored(&self, object: At, name: &str) -> Vec<At> {
        let stores = self.project.names.stores(name).iter().take(MAX_STORES);
        let same = stores.filter(|(unit, store)| self.is_same_object(object, At { unit: *unit, expr: store.object }));
        let mut found: Vec<At> = same.map(|(unit, store)| At { unit: *unit, expr: store.value }).collect();
        found.extend(self.in_namespace(object, name));
        found
    }

    /// What is put into a table under a key: `clients["a"] = …`; under any key where one of the two cannot be seen.
    pub fn stored_under(&self, table: At, key: At) -> Vec<At> {
        let Some(name) = last_name(&self.project.unit(table.unit).facts, table.expr) else { return Vec::new() };
        let literal = |at: At| match &self.project.expr(at).kind {
            ExprKind::Str(text) => Some(text.as_str()),
            _ => None,
        };
        let wanted = literal(key);
        let mut found = Vec::new();
        for &(unit, Store { object, key, value }) in self.project.names.entries(name).iter().take(MAX_STORES) {
            let given = key.and_then(|key| literal(At { unit, expr: key }));
            let is_key = wanted.is_none() || given.is_none() || wanted == given;
            if unit == table.unit && is_key && self.is_same_object(table, At { unit, expr: object }) {
                found.push(At { unit, expr: value });
            }
        }
        found
    }

    /// What the attribute at `at` is given in its class, or the module it is of.
    pub fn held(&self, at: At) -> Vec<At> {
        let unit = self.project.unit(at.unit);
        let ExprKind::Attr { object, name, .. } = &unit.facts.expr(at.expr).kind else { return Vec::new() };
        let mut found = Vec::new();
        for target in self.targets(At { unit: at.unit, expr: *object }).iter() {
            let (id, region) = match target {
                Target::Instance(id, class) | Target::Class(id, class) => {
                    let class = self.project.unit(*id).facts.class(*class);
                    let attrs = class.instance_attrs.iter().filter(|(attr, _)| attr == name);
                    found.extend(attrs.map(|(_, expr)| At { unit: *id, expr: *expr }));
                    (*id, class.region)
                }
                Target::Module(id) => (*id, 0),
                _ => continue,
            };
            let other = self.project.unit(id);
            for &binding in other.index.bound(&other.facts, region, name) {
                if let BindingKind::Value { expr, path } = &other.facts.binding(binding).kind
                    && path.is_empty()
                {
                    found.push(At { unit: id, expr: *expr });
                }
            }
        }
        found
    }

    /// What is in a list, a dict or a comprehension.
    pub fn items(&self, at: At) -> Vec<At> {
        let literal = self.literal_of(at);
        let here = |&expr: &ExprId| At { unit: literal.unit, expr };
        match &self.project.expr(literal).kind {
            ExprKind::List(items) => items.iter().map(here).collect(),
            ExprKind::Dict(items) => items
                .iter()
                .filter_map(|item| match item {
                    DictItem::Entry { value, .. } => Some(here(value)),
                    DictItem::Splat(_) => None,
                })
                .collect(),
            ExprKind::Comprehension(element) => vec![here(element)],
            _ => Vec::new(),
        }
    }

    pub(super) fn elements(&self, at: At, out: &mut Vec<Target>) {
        for item in self.items(at) {
            out.extend(self.targets(item).iter().cloned());
        }
    }

    /// The classes of the project that derive from a class: what they are given, its methods may use.
    pub fn heirs(&self, id: UnitId, class: ClassId) -> Vec<(UnitId, ClassId)> {
        let mut found = vec![(id, class)];
        let mut next = 0;
        while let Some(&(unit, class)) = found.get(next) {
            next += 1;
            let name = &self.project.unit(unit).facts.class(class).name;
            for &(other, heir) in self.project.names.heirs(name).iter().take(MAX_HEIRS) {
                let bases = &self.project.unit(other).facts.class(heir).bases;
                let derives =
                    |&base: &ExprId| self.targets(At { unit: other, expr: base }).contains(&Target::Class(unit, class));
                if found.len() <= MAX_HEIRS && !found.contains(&(other, heir)) && bases.iter().any(derives) {
                    found.push((other, heir));
                }
            }
        }
        found.split_off(1)
    }

    /// What a validator puts into a field that a class of the project only declares: `values["client"] = …`.
    pub(super) fn validated(&self, id: UnitId, class: ClassId, name: &str) -> Vec<At> {
        let facts = &self.project.unit(id).facts;
        let span = facts.region(facts.class(class).region).span;
        let here = self.project.names.entries(VALIDATED).iter().filter(|(unit, _)| *unit == id);
        let given = here.filter(|(_, store)| {
            let key = store.key.map(|key| &facts.expr(key).kind);
            matches!(key, Some(ExprKind::Str(key)) if key == name) && span.contains(facts.expr(store.value).span)
        });
        given.map(|(unit, store)| At { unit: *unit, expr: store.value }).collect()
    }

    /// `SimpleNamespace(client=OpenAI())`
    fn in_namespace(&self, object: At, name: &str) -> Option<At> {
        let made = self.value_of(object);
        let facts = &self.project.unit(made.unit).facts;
        let call = facts.call(made.expr)?;
        let value = super::argument::named(facts, made.expr, name)?;
        let paths = self.api_paths(At { unit: made.unit, expr: call.callee });
        paths.iter().any(|path| NAMESPACES.contains(&&**path)).then_some(At { unit: made.unit, expr: value })
    }

    /// True if the two can be the same object.
    fn is_same_object(&self, a: At, b: At) -> bool {
        let (one, other) = (self.project.unit(a.unit), self.project.unit(b.unit));
        if let ExprKind::This(class) = one.facts.expr(a.expr).kind {
            return self.targets(b).contains(&Target::Instance(a.unit, class));
        }
        if last_name(&one.facts, a.expr).is_none_or(|name| last_name(&other.facts, b.expr) != Some(name)) {
            let is_own = |target: &Target| matches!(target, Target::Instance(..));
            return self.targets(a).iter().any(|target| is_own(target) && self.targets(b).contains(target));
        }
        let plain = |facts: &Facts, expr: ExprId| matches!(facts.expr(expr).kind, ExprKind::Name(_));
        if !plain(&one.facts, a.expr) || !plain(&other.facts, b.expr) {
            return true;
        }
        let (here, there) = (one.index.meanings(a.expr), other.index.meanings(b.expr));
        if a.unit == b.unit && here.iter().any(|meaning| there.contains(meaning)) {
            return true;
        }
        // `ctx` of one handler is that of the next; `g` and `globalThis` are the same everywhere.
        let is_passed = |facts: &Facts, meanings: &[u32]| {
            meanings.iter().any(|&meaning| matches!(facts.binding(meaning).kind, BindingKind::Param { .. }))
        };
        (here.is_empty() && there.is_empty())
            || is_passed(&one.facts, here) && is_passed(&other.facts, there)
            || self.targets(a).iter().any(|target| self.targets(b).contains(target))
    }
}
