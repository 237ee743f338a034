//! A result that goes into a tuple and out of it again, and what becomes of one that was kept as a dict.

use super::super::call::Returned;
use super::{Follower, Kind};
use crate::facts::{BindingKind, ExprKind, Step, Use};
use crate::project::At;

/// Functions that hand a tuple on are followed this deep.
const MAX_DEPTH: u32 = 8;

/// Fields whose names say that they are read from a result.
const TELLING: &[&str] =
    &["choices", "delta", "finish_reason", "embedding", "prompt_tokens", "completion_tokens", "total_tokens"];

impl Follower<'_, '_, '_> {
    /// An item of a tuple, list or set: followed to where the tuple is taken apart, or kept as a dict.
    pub(super) fn item(&mut self, at: At, parent: At, kind: Kind, how: Returned) {
        let facts = &self.unit(at).facts;
        let place = match &facts.expr(parent.expr).kind {
            ExprKind::List(items) => items.iter().position(|&item| item == at.expr),
            _ => None,
        };
        let starred = |items: &[u32]| items.iter().any(|&i| matches!(facts.expr(i).usage, Use::Spread(_)));
        match (place, &facts.expr(parent.expr).kind, &facts.expr(parent.expr).usage) {
            (Some(place), ExprKind::List(items), Use::Returned(_) | Use::Bound(_)) if !starred(items) => {
                self.apart(parent, place as u32, kind, how, 0);
            }
            _ => self.dump(at, kind),
        }
    }

    /// Item number `place` of the tuple that `tuple` is.
    pub(super) fn apart(&mut self, tuple: At, place: u32, kind: Kind, how: Returned, depth: u32) {
        let unit = self.unit(tuple);
        let facts = &unit.facts;
        let here = |expr| At { unit: tuple.unit, expr };
        if depth > MAX_DEPTH {
            return self.refuse(tuple, "it goes further than can be followed");
        }
        match &facts.expr(tuple.expr).usage {
            Use::Statement | Use::Test => {}
            Use::Wrapped(parent) | Use::Chosen(parent) => self.apart(here(*parent), place, kind, how, depth + 1),
            Use::Returned(function) => {
                let callers = self.context.resolver.callers_of(tuple.unit, *function);
                if callers.is_empty() {
                    return self.refuse(tuple, "who takes the result out of this tuple is not seen");
                }
                for &caller in callers.iter() {
                    self.apart(caller, place, kind, how, depth + 1);
                }
            }
            Use::Bound(bindings) => {
                for &binding in facts.bound(bindings) {
                    let BindingKind::Value { path, .. } = &facts.binding(binding).kind else {
                        return self.refuse(tuple, "the result is taken apart here");
                    };
                    match path.as_slice() {
                        [] => {
                            for &read in unit.index.reads(binding) {
                                self.apart(here(read), place, kind, how, depth + 1);
                            }
                        }
                        [Step::Index(at)] if *at == place => self.reads(tuple.unit, binding, kind, how),
                        [Step::Index(_)] => {}
                        _ => return self.refuse(tuple, "the result is taken apart here"),
                    }
                }
            }
            Use::Indexed(index) => {
                let ExprKind::Index { key, .. } = facts.expr(*index).kind else { return };
                match &facts.expr(key).kind {
                    ExprKind::Num(number) if *number == place.to_string() => self.value(here(*index), kind, how),
                    ExprKind::Num(number) if number.bytes().all(|b| b.is_ascii_digit()) => {}
                    _ => self.refuse(tuple, "the result is taken apart here"),
                }
            }
            _ => self.refuse(tuple, "a tuple with a result goes where it cannot be followed"),
        }
    }

    /// A result that was kept as a dict has no attributes: a read by attribute that nothing was seen to lead to may be
    /// one of it.
    pub(super) fn check_dumped(&mut self) {
        let mut units: Vec<At> = std::mem::take(&mut self.dumped);
        units.sort_by_key(|at| (at.unit, at.expr));
        units.dedup_by_key(|at| at.unit);
        for dumped in units {
            let unit = self.unit(dumped);
            for name in TELLING {
                for &read in unit.index.attribute_reads(&unit.facts, name) {
                    let ExprKind::Attr { object, .. } = unit.facts.expr(read).kind else { continue };
                    let is_own = matches!(unit.facts.expr(object).kind, ExprKind::This(_));
                    if !is_own && !self.seen.contains(&At { unit: dumped.unit, expr: object }) {
                        self.refuse(
                            At { unit: dumped.unit, expr: read },
                            &format!("`{name}` may be read of a result that is kept as a dict"),
                        );
                    }
                }
            }
        }
    }
}
