//! What objects are given from outside: `app.state.client = OpenAI()`, `late.client = …`, `clients["a"] = …`.
//!
//! Which object it is cannot always be said: a request has an `app`, a handler is passed a `ctx`. Two objects are taken
//! for the same if they are instances of one class of the project, if they come from the same place, or if they are
//! called alike where nothing tells them apart.

use super::{At, Resolver, Target};
use crate::facts::{BindingKind, ExprId, ExprKind, Facts};

/// More stores of one name are not looked at.
const MAX_STORES: usize = 40;
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
