//! Where a result goes on to: into functions, out of them, through loops, into attributes.

use super::super::call::Returned;
use super::{Follower, Kind};
use crate::facts::{BindingKind, ClassId, ExprId, ExprKind, FunctionId, Step, Use};
use crate::project::{At, Target, UnitId};
use crate::source::Span;

impl Follower<'_, '_, '_> {
    pub(super) fn stored(&mut self, at: At, target: At, kind: Kind, how: Returned) {
        let unit = self.unit(at);
        let facts = &unit.facts;
        if let ExprKind::Attr { object, name, .. } = &facts.expr(target.expr).kind
            && let ExprKind::This(class) = facts.expr(*object).kind
        {
            for read in self.reads_of_attribute(at.unit, class, name) {
                self.value(read, kind, how);
            }
            return;
        }
        self.dump(at, kind);
    }

    /// Reads of an attribute of a class's instances, in it and from outside.
    fn reads_of_attribute(&self, unit: UnitId, class: ClassId, name: &str) -> Vec<At> {
        let resolver = self.context.resolver;
        let mut found = Vec::new();
        for &id in resolver.project.names.attribute(name) {
            let other = resolver.project.unit(id);
            for &read in other.index.attribute_reads(&other.facts, name) {
                let ExprKind::Attr { object, .. } = other.facts.expr(read).kind else { continue };
                let own = id == unit && matches!(other.facts.expr(object).kind, ExprKind::This(c) if c == class);
                let instance = Target::Instance(unit, class);
                if own || resolver.targets(At { unit: id, expr: object }).contains(&instance) {
                    found.push(At { unit: id, expr: read });
                }
            }
        }
        found
    }

    pub(super) fn argument(&mut self, at: At, call: At, arg: u32, kind: Kind, how: Returned) {
        let unit = self.unit(at);
        let facts = &unit.facts;
        let name = unit.index.callee_name(facts, call.expr).unwrap_or("").to_owned();
        let Some(the_call) = facts.call(call.expr) else { return };
        let is_bare = matches!(facts.expr(the_call.callee).kind, ExprKind::Name(_));
        match name.as_str() {
            "isinstance" if is_bare && arg == 0 => {
                let class = the_call.args.get(1).map_or("", |a| unit.source.slice(facts.expr(a.value).span));
                if kind != Kind::List && ["dict", "Mapping", "OpenAIObject"].iter().any(|old| class.contains(old)) {
                    self.refuse(call, "the new result is no dict");
                }
            }
            "print" | "pprint" | "str" | "repr" | "len" | "type" | "bool" | "id" | "isinstance" | "debug" | "info"
            | "warning" | "error" | "exception" | "log" | "write" | "format" | "echo" => {}
            "hasattr" if is_bare && kind != Kind::List => self.hasattr(at, call, how),
            "getattr" if is_bare => {}
            "enumerate" if is_bare => self.value(call, if kind == Kind::Object { kind } else { Kind::Pairs }, how),
            "list" | "reversed" | "iter" | "tuple" | "tqdm" if is_bare && kind != Kind::Object => {
                self.value(call, if kind == Kind::Stream { Kind::Stream } else { Kind::List }, how);
            }
            "sorted" if is_bare && kind == Kind::List => self.sorted(call, how),
            "next" if is_bare => self.value(call, Kind::Object, how),
            "dict" if is_bare && kind == Kind::Object => {
                let span = facts.expr(call.expr).span;
                let value = facts.expr(at.expr).span;
                self.draft.delete(at.unit, Span { start: span.start, end: value.start });
                self.draft.replace(at.unit, Span { start: value.end, end: span.end }, ".model_dump()");
            }
            _ => self.passed(at, call, arg, kind, how),
        }
    }

    /// `sorted(resp["data"], key=lambda x: x["index"])`.
    pub(super) fn sorted(&mut self, call: At, how: Returned) {
        let facts = &self.unit(call).facts;
        let functions: Vec<FunctionId> = facts
            .call(call.expr)
            .into_iter()
            .flat_map(|c| &c.args)
            .filter_map(|arg| match facts.expr(arg.value).kind {
                ExprKind::Function(function) => Some(function),
                _ => None,
            })
            .collect();
        for function in functions {
            for &param in &facts.function(function).params {
                self.binding(call.unit, param, Kind::Object, how);
            }
        }
        self.value(call, Kind::List, how);
    }

    /// To a function of the same file: followed into it. To anything else: as a dict.
    pub(super) fn passed(&mut self, at: At, call: At, arg: u32, kind: Kind, how: Returned) {
        let facts = &self.unit(at).facts;
        let Some(the_call) = facts.call(call.expr) else { return };
        let targets = self.context.resolver.targets(At { unit: call.unit, expr: the_call.callee });
        let mut inside = false;
        for target in targets.iter() {
            let Target::Function(unit, function) = target else { continue };
            inside = true;
            let there = &self.context.resolver.project.unit(*unit).facts;
            let params = crate::project::argument::received(there, *function, the_call, arg);
            if params.is_empty() {
                return self.refuse(at, "where the result goes to cannot be followed");
            }
            for param in params {
                // Whoever else calls it must hand it a result too.
                for &other in self.context.resolver.callers_of(*unit, *function).iter() {
                    let BindingKind::Param { index, .. } = &there.binding(param).kind else { continue };
                    let other_facts = &self.context.resolver.project.unit(other.unit).facts;
                    let name = &there.binding(param).name;
                    let given = crate::project::argument::passed(other_facts, other.expr, *index, name);
                    self.given.extend(given.map(|expr| (At { unit: other.unit, expr }, other)));
                }
                self.binding(*unit, param, kind, how);
            }
        }
        if !inside {
            self.dump(at, kind);
        }
    }

    pub(super) fn returned(&mut self, at: At, function: FunctionId, kind: Kind, how: Returned) {
        let facts = &self.unit(at).facts;
        if facts.function(function).name.is_empty() {
            // A lambda: to whom it is given is not known.
            return self.lambda(at, function, kind, how);
        }
        let callers = self.context.resolver.callers_of(at.unit, function);
        // Who calls it by another way reads what it gives as before.
        if callers.is_empty() || self.is_handed_on(at.unit, function) {
            return self.dump(at, kind);
        }
        let of = facts.function(function);
        let others = of.returns.iter().map(|&expr| At { unit: at.unit, expr }).filter(|other| *other != at);
        self.returns.extend(others.map(|other| (other, at)));
        for &caller in callers.iter() {
            match of.is_async && !of.is_generator {
                true => self.pending(caller, kind, how),
                false => self.value(caller, kind, how),
            }
        }
    }

    /// True of a function that is given to others as it is: `executor.map(ask, questions)`.
    pub(super) fn is_handed_on(&self, unit: UnitId, function: FunctionId) -> bool {
        let resolver = self.context.resolver;
        let facts = &resolver.project.unit(unit).facts;
        let name = &facts.function(function).name;
        let is_it = |at: At| resolver.targets(at).contains(&Target::Function(unit, function));
        let importers = resolver.project.importers[unit as usize].iter().map(|(unit, _)| *unit);
        let mut units: Vec<UnitId> = importers.chain([unit]).collect();
        units.sort_unstable();
        units.dedup();
        units.into_iter().any(|id| {
            let facts = &resolver.project.unit(id).facts;
            facts.exprs.iter().enumerate().any(|(expr, e)| {
                let named = match &e.kind {
                    ExprKind::Name(n) | ExprKind::Attr { name: n, .. } => n == name,
                    _ => false,
                };
                let kept = matches!(&e.usage, Use::Arg { .. } | Use::Item(_) | Use::DictValue(..) | Use::Default(_));
                named && kept && is_it(At { unit: id, expr: expr as ExprId })
            })
        })
    }

    pub(super) fn lambda(&mut self, at: At, function: FunctionId, kind: Kind, how: Returned) {
        let callers = self.context.resolver.callers_of(at.unit, function);
        if callers.is_empty() {
            return self.refuse(at, "a lambda gives the result to what cannot be followed");
        }
        for &caller in callers.iter() {
            self.value(caller, kind, how);
        }
    }

    pub(super) fn yielded(&mut self, at: At, function: FunctionId, kind: Kind, how: Returned) {
        let callers = self.context.resolver.callers_of(at.unit, function);
        if callers.is_empty() || kind != Kind::Object {
            return self.dump(at, kind);
        }
        for &caller in callers.iter() {
            self.value(caller, Kind::Stream, how);
        }
    }

    pub(super) fn iterated(&mut self, at: At, kind: Kind, how: Returned) {
        if kind == Kind::Object && how.streamed.is_some() {
            return self.refuse(at, "a result that is no stream is gone through");
        }
        let kind = if kind == Kind::Object { Kind::Stream } else { kind };
        let elements = self.unit(at).index.elements.get(&at.expr).cloned().unwrap_or_default();
        let how = if kind == Kind::Stream { Returned { streamed: Some(true), ..how } } else { how };
        for binding in elements {
            let facts = &self.unit(at).facts;
            let path = match &facts.binding(binding).kind {
                BindingKind::Element { path, .. } => path.to_vec(),
                _ => Vec::new(),
            };
            match (kind, path.as_slice()) {
                // The number of a pair.
                (Kind::Pairs, [Step::Index(0)]) => {}
                (Kind::Pairs, [Step::Index(1)]) | (Kind::List | Kind::Stream, []) => {
                    self.binding(at.unit, binding, Kind::Object, how);
                }
                _ => {
                    let span = facts.binding(binding).span;
                    self.draft.refuse(at.unit, span, "the result is taken apart here");
                }
            }
        }
    }
}
