//! Who calls a function of the project, and with what.

use super::{At, Resolver, Target, Unit, UnitId};
use crate::facts::{BindingKind, ExprKind, FunctionId, Imported};

/// Parameters are looked up at this many callers at most.
const MAX_CALLERS: usize = 16;

impl Resolver<'_> {
    /// The arguments that callers in the project pass for a parameter.
    pub fn arguments_of(&self, unit: UnitId, function: FunctionId, index: u32, name: &str) -> Vec<At> {
        let mut found = Vec::new();
        for call in self.callers_of(unit, function) {
            if found.len() >= MAX_CALLERS {
                break;
            }
            found.extend(
                super::argument::passed(&self.project.unit(call.unit).facts, call.expr, index, name)
                    .map(|expr| At { unit: call.unit, expr }),
            );
        }
        found
    }

    /// The calls in the project that reach a function (for a constructor: those of its class).
    pub fn callers_of(&self, id: UnitId, function: FunctionId) -> Vec<At> {
        let unit = self.project.unit(id);
        let function_facts = unit.facts.function(function);
        let constructor = matches!(function_facts.name.as_str(), "__init__" | "constructor");
        let class = function_facts.class;
        let mut names: Vec<&str> = match class {
            Some(class) if constructor => vec![&unit.facts.class(class).name],
            _ => vec![&function_facts.name],
        };
        if names[0].is_empty() {
            names = self.names_of_anonymous(unit, function);
        }
        // Under other names where it is imported `as` something, and for constructors `super().__init__`.
        let mut all: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        for &(user, import) in &self.project.importers[id as usize] {
            let importing = &self.project.unit(user).facts;
            let import = &importing.imports[import as usize];
            if let (Imported::Name(_) | Imported::Default, Some(binding)) = (&import.what, import.binding) {
                all.push(importing.binding(binding).name.clone());
            }
        }
        all.sort();
        all.dedup();
        let mut found = Vec::new();
        for name in &all {
            for &call in self.project.calls_by_name.get(name).into_iter().flatten().take(400) {
                let Some(facts) = self.project.unit(call.unit).facts.call(call.expr) else { continue };
                let callee = At { unit: call.unit, expr: facts.callee };
                let reaches = self.targets(callee).iter().any(|t| match t {
                    Target::Function(u, f) => (*u, *f) == (id, function),
                    Target::Class(u, c) => constructor && *u == id && Some(*c) == class,
                    _ => false,
                });
                if reaches {
                    found.push(call);
                }
            }
        }
        found.sort();
        found
    }

    /// The names that an arrow function or function expression is bound to.
    fn names_of_anonymous<'u>(&self, unit: &'u Unit, function: FunctionId) -> Vec<&'u str> {
        let region = unit.facts.function(function).region;
        let span = unit.facts.region(region).span;
        unit.facts
            .bindings
            .iter()
            .filter(|b| match &b.kind {
                BindingKind::Value { expr, .. } => {
                    let expr = unit.facts.expr(*expr);
                    matches!(expr.kind, ExprKind::Function(f) if f == function) || expr.span == span
                }
                _ => false,
            })
            .map(|b| b.name.as_str())
            .collect()
    }
}
