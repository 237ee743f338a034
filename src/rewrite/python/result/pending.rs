//! Results that are not there yet: the coroutine of an awaited call, tasks made of it, and lists of those, followed to
//! where they are awaited.

use super::super::call::Returned;
use super::{Follower, Kind};
use crate::facts::{ArgKind, BindingKind, ExprId, ExprKind, Use};
use crate::project::At;

const NOT_AWAITED: &str = "it is awaited where that cannot be followed";

impl Follower<'_, '_, '_> {
    /// A coroutine, or a task made of one.
    pub(super) fn pending(&mut self, at: At, kind: Kind, how: Returned) {
        if !self.is_new(at) {
            return;
        }
        let unit = self.unit(at);
        let facts = &unit.facts;
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match &facts.expr(at.expr).usage {
            Use::Statement => {}
            Use::Wrapped(parent) if unit.source.slice(facts.expr(*parent).span).starts_with("await") => {
                self.value(here(*parent), kind, how);
            }
            Use::Chosen(parent) => self.pending(here(*parent), kind, how),
            Use::Bound(bindings) => {
                for &binding in facts.bound(bindings) {
                    let BindingKind::Value { path, .. } = &facts.binding(binding).kind else {
                        return self.refuse(at, NOT_AWAITED);
                    };
                    if !path.is_empty() {
                        return self.refuse(at, NOT_AWAITED);
                    }
                    for &read in unit.index.reads(binding) {
                        self.pending(here(read), kind, how);
                    }
                }
            }
            Use::Returned(function) if !facts.function(*function).is_async => {
                let callers = self.context.resolver.callers_of(at.unit, *function);
                if callers.is_empty() || self.is_handed_on(at.unit, *function) {
                    return self.refuse(at, NOT_AWAITED);
                }
                callers.iter().for_each(|&caller| self.pending(caller, kind, how));
            }
            Use::Element(parent) => self.pending_list(here(*parent), kind, how),
            Use::Arg { call, arg } => self.pending_argument(at, here(*call), *arg, kind, how),
            _ => self.refuse(at, NOT_AWAITED),
        }
    }

    fn pending_argument(&mut self, at: At, call: At, arg: u32, kind: Kind, how: Returned) {
        let unit = self.unit(at);
        let Some(the_call) = unit.facts.call(call.expr) else { return };
        let has_splat = the_call.args.iter().any(|a| a.kind == ArgKind::Splat);
        match unit.index.callee_name(&unit.facts, call.expr).unwrap_or("") {
            "run" | "run_until_complete" if arg == 0 => self.value(call, kind, how),
            "create_task" | "ensure_future" | "wait_for" | "shield" if arg == 0 => self.pending(call, kind, how),
            "gather" if !has_splat => self.apart(call, arg, kind, how, 0),
            "append" => self.appended(at, call, kind, how),
            _ => self.refuse(at, NOT_AWAITED),
        }
    }

    /// `tasks.append(task)`: the list, if nothing else goes into it.
    fn appended(&mut self, at: At, call: At, kind: Kind, how: Returned) {
        let unit = self.unit(at);
        let facts = &unit.facts;
        let Some(ExprKind::Attr { object, .. }) = facts.call(call.expr).map(|c| &facts.expr(c.callee).kind) else {
            return self.refuse(at, NOT_AWAITED);
        };
        let bindings = unit.index.meanings(*object);
        for &binding in bindings {
            let empty = match &facts.binding(binding).kind {
                BindingKind::Value { expr, path } if path.is_empty() => {
                    matches!(&facts.expr(*expr).kind, ExprKind::List(items) if items.is_empty())
                }
                _ => false,
            };
            if !empty {
                return self.refuse(at, NOT_AWAITED);
            }
            for &read in unit.index.reads(binding) {
                match self.appended_to(At { unit: at.unit, expr: read }) {
                    // What else is appended must be followed, too.
                    Some((given, call)) => self.given.push((given, call)),
                    None => self.pending_list(At { unit: at.unit, expr: read }, kind, how),
                }
            }
        }
        if bindings.is_empty() {
            self.refuse(at, NOT_AWAITED);
        }
    }

    /// What `name.append(…)` is given, and the call.
    fn appended_to(&self, read: At) -> Option<(At, At)> {
        let facts = &self.unit(read).facts;
        let Use::Object(attr) = facts.expr(read.expr).usage else { return None };
        let (ExprKind::Attr { name, .. }, Use::Callee(call)) = (&facts.expr(attr).kind, &facts.expr(attr).usage) else {
            return None;
        };
        let arg = facts.call(*call)?.args.first()?;
        let at = |expr| At { unit: read.unit, expr };
        (name == "append").then(|| (at(arg.value), at(*call)))
    }

    /// A list of coroutines or tasks.
    fn pending_list(&mut self, at: At, kind: Kind, how: Returned) {
        if !self.is_new(at) {
            return;
        }
        let unit = self.unit(at);
        let facts = &unit.facts;
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match &facts.expr(at.expr).usage {
            Use::Statement | Use::Test => {}
            Use::Spread(parent) if facts.call(*parent).is_some() => self.gathered(at, here(*parent), kind, how),
            Use::Bound(bindings) => {
                for &read in facts.bound(bindings).iter().flat_map(|&b| unit.index.reads(b)) {
                    self.pending_list(here(read), kind, how);
                }
            }
            Use::Arg { call, .. } => self.gathered(at, here(*call), kind, how),
            Use::Iterated => {
                let elements = unit.index.elements.get(&at.expr).cloned().unwrap_or_default();
                for &read in elements.iter().flat_map(|&b| unit.index.reads(b)) {
                    self.pending(here(read), kind, how);
                }
            }
            _ => self.refuse(at, NOT_AWAITED),
        }
    }

    /// `gather(*tasks)` gives a list of results.
    fn gathered(&mut self, at: At, call: At, kind: Kind, how: Returned) {
        let unit = self.unit(at);
        let Some(the_call) = unit.facts.call(call.expr) else { return };
        let splats = the_call.args.iter().filter(|a| a.kind == ArgKind::Splat).count();
        let others = the_call.args.iter().any(|a| matches!(a.kind, ArgKind::Positional(_)));
        match unit.index.callee_name(&unit.facts, call.expr).unwrap_or("") {
            "gather" if splats == 1 && !others && kind == Kind::Object => self.value(call, Kind::List, how),
            "len" | "print" => {}
            _ => self.refuse(at, NOT_AWAITED),
        }
    }
}
