//! Who calls a function of the project, and with what.

use super::{At, Resolver, Target, Unit, UnitId};
use crate::facts::{BindingKind, ExprId, ExprKind, FunctionId, Use};
use std::rc::Rc;

/// Parameters are looked up at this many callers at most.
const MAX_CALLERS: usize = 16;
/// Calls of one name that are looked at.
const MAX_CALLS: usize = 400;

impl Resolver<'_> {
    /// The arguments that callers in the project pass for a parameter.
    pub fn arguments_of(&self, unit: UnitId, function: FunctionId, index: u32, name: &str) -> Vec<At> {
        let mut found = Vec::new();
        for &call in self.callers_of(unit, function).iter() {
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
    pub fn callers_of(&self, id: UnitId, function: FunctionId) -> Rc<[At]> {
        self.memory.callers((id, function), || self.find_callers(id, function))
    }

    fn find_callers(&self, id: UnitId, function: FunctionId) -> Vec<At> {
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
        // Under other names where it is imported `as` something.
        let renamed = self.project.renamed[id as usize].iter();
        let renamed = renamed.filter(|(taken, _)| taken.as_ref().is_none_or(|taken| names.contains(&taken.as_str())));
        let (aliases, members) = self.aliases(id, function);
        let mut all: Vec<&str> = renamed.map(|(_, local)| local.as_str()).chain(names.iter().copied()).collect();
        all.extend(aliases.iter().chain(&members).copied());
        all.sort_unstable();
        all.dedup();
        let is_method = class.is_some() && !constructor;
        let mut found = Vec::new();
        for name in all {
            for &call in self.project.names.calls(name).iter().take(MAX_CALLS) {
                let facts = &self.project.unit(call.unit).facts;
                let Some(callee) = facts.call(call.expr).map(|c| At { unit: call.unit, expr: c.callee }) else {
                    continue;
                };
                let is_member = members.contains(&name);
                if !is_method && !is_member && !self.may_be_free(callee) {
                    continue;
                }
                let targets = self.targets(callee);
                // `self.llm.caller(…)`, of what nobody knows.
                let is_other = targets.iter().any(|t| matches!(t, Target::Function(..) | Target::Class(..)));
                let is_unseen = is_member && !is_other && matches!(facts.expr(callee.expr).kind, ExprKind::Attr { .. });
                let reaches = is_unseen
                    || targets.iter().any(|t| match t {
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

    /// Other names that a function is given: `ask = retried_ask`, and attributes that it is put in (`self.ask = self.post`).
    fn aliases(&self, id: UnitId, function: FunctionId) -> (Vec<&str>, Vec<&str>) {
        let unit = self.project.unit(id);
        let facts = &unit.facts;
        let of = facts.function(function);
        if of.name.is_empty() {
            return Default::default();
        }
        if let Some(class) = of.class {
            let is_own = |expr: &ExprId| match &facts.expr(*expr).kind {
                ExprKind::Attr { object, name, .. } => {
                    *name == of.name && matches!(facts.expr(*object).kind, ExprKind::This(_))
                }
                _ => false,
            };
            let attrs = facts.class(class).instance_attrs.iter();
            return (Vec::new(), attrs.filter(|(_, value)| is_own(value)).map(|(name, _)| name.as_str()).collect());
        }
        let parent = facts.region(of.region).parent;
        let bound = unit.index.bound(facts, parent, &of.name).iter();
        let reads = bound.flat_map(|&binding| unit.index.reads(binding)).take(MAX_CALLS);
        let named = reads.filter_map(|&read| match &facts.expr(read).usage {
            Use::Bound(names) => Some(names),
            _ => None,
        });
        (
            named.flat_map(|names| facts.bound(names)).map(|&name| facts.binding(name).name.as_str()).collect(),
            Vec::new(),
        )
    }

    /// True if a callee can be a function or class rather than a method: a name, or a member of what is imported.
    fn may_be_free(&self, callee: At) -> bool {
        let unit = self.project.unit(callee.unit);
        let mut expr = callee.expr;
        let mut member = false;
        loop {
            match &unit.facts.expr(expr).kind {
                ExprKind::Same(inner) => expr = *inner,
                ExprKind::Attr { object, .. } => {
                    expr = *object;
                    member = true;
                }
                ExprKind::Name(_) if member => {
                    return unit.index.meanings(expr).iter().any(|&b| {
                        matches!(
                            unit.facts.binding(b).kind,
                            BindingKind::Import(_) | BindingKind::Class(_) | BindingKind::Value { .. }
                        )
                    });
                }
                _ => return true,
            }
        }
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
