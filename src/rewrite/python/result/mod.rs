//! What a call returns, followed to every place that reads it: keys become attributes, `get` with a default becomes
//! `or`, and where a dict is needed (to be stored, dumped, handed to others) one is made.

mod apart;
mod form;
mod passed;
mod pending;
mod response;

use super::super::Context;
use super::super::draft::Draft;
use super::call::Returned;
use crate::facts::{ArgKind, BindingId, BindingKind, ExprId, ExprKind, Step, Use};
use crate::project::{At, Unit, UnitId};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// Places that are looked at for one file.
const MAX_STEPS: u32 = 20_000;

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A response, or an object in one.
    Object,
    /// A list of objects.
    List,
    /// A stream, or a response: decided when it runs.
    Stream,
    /// A list of pairs of a number and an object.
    Pairs,
}

/// Follows the results of calls.
pub fn follow(context: Context<'_, '_>, calls: &[(At, Returned)], draft: &mut Draft) {
    let mut follower = Follower {
        context,
        draft,
        steps: MAX_STEPS,
        seen: FxHashSet::default(),
        known: FxHashSet::default(),
        required: Vec::new(),
        compared: FxHashMap::default(),
        given: Vec::new(),
        returns: Vec::new(),
        dumped: Vec::new(),
    };
    for (at, returned) in calls {
        let splat = |at: &At| {
            let call = context.resolver.project.unit(at.unit).facts.call(at.expr);
            call.is_some_and(|c| c.args.iter().any(|a| a.kind == ArgKind::DictSplat))
        };
        let is_object =
            returned.streamed == Some(false) || returned.streamed.is_none() && !returned.either && splat(at);
        let kind = if is_object { Kind::Object } else { Kind::Stream };
        match returned.awaited {
            true => follower.pending(*at, kind, Returned { awaited: false, ..*returned }),
            false => follower.value(*at, kind, *returned),
        }
    }
    follower.check_required();
    follower.check_dumped();
}

struct Follower<'a, 'p, 'd> {
    context: Context<'a, 'p>,
    draft: &'d mut Draft,
    steps: u32,
    seen: FxHashSet<At>,
    /// Bindings that are given a followed value.
    known: FxHashSet<(UnitId, BindingId)>,
    /// Reads that can also mean another binding: that one must be followed too.
    required: Vec<(At, BindingId)>,
    /// For each unit, the operands of each comparison.
    compared: FxHashMap<UnitId, FxHashMap<ExprId, Vec<ExprId>>>,
    /// What is given to a function that is followed into, and the call: it must be followed too.
    given: Vec<(At, At)>,
    /// What else a function returns whose callers are followed, and the result it returns.
    returns: Vec<(At, At)>,
    /// What was kept as a dict.
    dumped: Vec<At>,
}

impl<'p> Follower<'_, 'p, '_> {
    fn unit(&self, at: At) -> &'p Unit {
        self.context.resolver.project.unit(at.unit)
    }

    fn refuse(&mut self, at: At, why: &str) {
        let span = self.unit(at).facts.expr(at.expr).span;
        self.draft.refuse(at.unit, span, why);
    }

    /// True of a place that was not looked at yet, while there are steps left.
    fn is_new(&mut self, at: At) -> bool {
        let is_new = self.seen.insert(at);
        if is_new && self.steps == 0 {
            self.refuse(at, "it goes further than can be followed");
        }
        let left = self.steps;
        self.steps = left.saturating_sub(1);
        is_new && left > 0
    }

    /// Follows the value of an expression to what is done with it.
    fn value(&mut self, at: At, kind: Kind, how: Returned) {
        if !self.is_new(at) {
            return;
        }
        let unit = self.unit(at);
        let facts = &unit.facts;
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match &facts.expr(at.expr).usage {
            Use::Test if self.is_matched(at) => self.refuse(at, "the result is taken apart by `match`"),
            Use::Statement | Use::Test | Use::Asserted | Use::Raised | Use::Hole(_) => {}
            Use::Wrapped(parent) | Use::Chosen(parent) => {
                self.value(here(*parent), kind, how);
                self.bound_by_walrus(at, kind, how);
            }
            Use::Object(parent) => self.attribute(at, here(*parent), kind, how),
            Use::Indexed(parent) => self.index(at, here(*parent), kind, how),
            Use::Bound(bindings) => {
                for &binding in facts.bound(bindings) {
                    self.binding(at.unit, binding, kind, how);
                }
            }
            Use::Stored(target) => self.stored(at, here(*target), kind, how),
            Use::Arg { call, arg } => self.argument(at, here(*call), *arg, kind, how),
            Use::Returned(function) => self.returned(at, *function, kind, how),
            Use::Yielded(function) => self.yielded(at, *function, kind, how),
            Use::Iterated => self.iterated(at, kind, how),
            Use::Element(parent) => match kind {
                Kind::Object => self.value(here(*parent), Kind::List, how),
                _ => self.refuse(at, "a list of lists of results"),
            },
            Use::Compared(parent) => self.compared(at, here(*parent), kind, how),
            Use::Item(parent) => self.item(at, here(*parent), kind, how),
            Use::DictValue(..) | Use::Spread(_) => self.dump(at, kind),
            _ => self.refuse(at, "what is done with the result here cannot be followed"),
        }
    }

    /// True of what `match` looks at.
    fn is_matched(&self, at: At) -> bool {
        let unit = self.unit(at);
        let before = &unit.source.text[..unit.facts.expr(at.expr).span.start as usize];
        before
            .trim_end()
            .strip_suffix("match")
            .is_some_and(|rest| rest.is_empty() || rest.ends_with(char::is_whitespace))
    }

    /// `(x := value)`: the name too.
    fn bound_by_walrus(&mut self, at: At, kind: Kind, how: Returned) {
        let facts = &self.unit(at).facts;
        let found: Vec<BindingId> = (0..facts.bindings.len() as BindingId)
            .filter(|&b| matches!(&facts.binding(b).kind, BindingKind::Value { expr, path } if *expr == at.expr && path.is_empty()))
            .collect();
        for binding in found {
            self.binding(at.unit, binding, kind, how);
        }
    }

    fn binding(&mut self, id: UnitId, binding: BindingId, kind: Kind, how: Returned) {
        let unit = self.context.resolver.project.unit(id);
        let plain = match &unit.facts.binding(binding).kind {
            BindingKind::Value { path, .. } => path.is_empty(),
            BindingKind::Element { path, .. } => path.is_empty() || kind == Kind::Object && *path == [Step::Index(1)],
            BindingKind::Param { rest, path, .. } => !rest && path.is_empty(),
            BindingKind::Entered(_) => true,
            _ => false,
        };
        if !plain {
            let span = unit.facts.binding(binding).span;
            return self.draft.refuse(id, span, "the result is taken apart here");
        }
        self.reads(id, binding, kind, how);
    }

    /// Every read of a name that holds it.
    fn reads(&mut self, id: UnitId, binding: BindingId, kind: Kind, how: Returned) {
        let unit = self.context.resolver.project.unit(id);
        self.known.insert((id, binding));
        for &read in unit.index.reads(binding) {
            for &other in unit.index.meanings(read) {
                if other != binding {
                    self.required.push((At { unit: id, expr: read }, other));
                }
            }
            self.value(At { unit: id, expr: read }, kind, how);
        }
    }

    /// A read that can mean a followed value and something else is only right if that is none or empty.
    fn check_required(&mut self) {
        for (given, call) in std::mem::take(&mut self.given) {
            if !self.seen.contains(&given) {
                self.refuse(call, "this function is given results of old calls and others");
            }
        }
        for (other, result) in std::mem::take(&mut self.returns) {
            if !self.seen.contains(&other) && !self.is_harmless(other.unit, other.expr) {
                self.refuse(result, "the function returns the result of the old call or something else");
            }
        }
        for (read, other) in std::mem::take(&mut self.required) {
            if self.known.contains(&(read.unit, other)) {
                continue;
            }
            let facts = &self.unit(read).facts;
            let harmless = match &facts.binding(other).kind {
                BindingKind::Value { expr, path } if path.is_empty() => self.is_harmless(read.unit, *expr),
                BindingKind::Declared => true,
                _ => false,
            };
            if !harmless {
                self.refuse(read, "this can be the result of the old call or something else");
            }
        }
    }

    /// True of what nobody takes for a result: nothing, a text, a number.
    fn is_harmless(&self, unit: UnitId, expr: ExprId) -> bool {
        match self.literal(unit, expr) {
            ExprKind::Null | ExprKind::Str(_) | ExprKind::Template(_) | ExprKind::Num(_) | ExprKind::Bool(_) => true,
            ExprKind::List(items) => items.is_empty(),
            ExprKind::Dict(items) => items.is_empty(),
            _ => false,
        }
    }

    /// An expression, or the literal that the name it is stands for.
    fn literal(&self, unit: UnitId, expr: ExprId) -> &'p ExprKind {
        let at = self.context.resolver.value_of(At { unit, expr });
        &self.context.resolver.project.expr(at).kind
    }

    fn field(&mut self, at: At, kind: Kind, name: &str, how: Returned) -> Option<(String, Option<Kind>)> {
        let migration = self.context.migration;
        if how.to_responses {
            return self.field_of_response(at, kind, name);
        }
        if how.to_chat && name == "text" {
            let text = if how.streamed == Some(true) { "delta.content" } else { "message.content" };
            return Some((text.to_owned(), None));
        }
        if how.to_chat && name == "logprobs" || kind == Kind::List {
            self.refuse(at, &format!("`{name}` of this result has no counterpart"));
            return None;
        }
        let is_in = |list: &[String]| list.iter().any(|n| n == name);
        let next = if is_in(&migration.objects) {
            Some(Kind::Object)
        } else if is_in(&migration.lists) {
            Some(Kind::List)
        } else if is_in(&migration.leaves) {
            None
        } else {
            self.refuse(at, &format!("`{name}` is no field of the result that is known"));
            return None;
        };
        Some((name.replace(['/', '-'], "_"), next))
    }

    /// `x.name`, `x.get("name")`.
    fn attribute(&mut self, at: At, attr: At, kind: Kind, how: Returned) {
        let unit = self.unit(at);
        let ExprKind::Attr { name, name_span, .. } = &unit.facts.expr(attr.expr).kind else { return };
        let Use::Callee(call) = unit.facts.expr(attr.expr).usage else {
            if unit.facts.expr(attr.expr).usage == Use::Target {
                return self.refuse(at, "the result is changed here");
            }
            if how.to_responses && name == "choices" {
                return self.output_text(at, attr);
            }
            // Only reached where `hasattr` said so, which it no longer does: errors are raised.
            if name == "error" {
                return;
            }
            if let Some((new, next)) = self.field(attr, kind, name, how) {
                if new != *name {
                    self.draft.replace(at.unit, *name_span, new);
                }
                self.wrap_text(attr, name, how);
                if let Some(next) = next {
                    self.value(attr, next, how);
                }
            }
            return;
        };
        let call_at = At { unit: at.unit, expr: call };
        match (name.as_str(), kind) {
            ("get", Kind::Object | Kind::Stream) => self.get(at, attr, call_at, kind, how),
            ("to_dict_recursive" | "to_dict" | "copy", Kind::Object | Kind::Stream) => {
                let end = unit.facts.expr(call).span.end;
                self.draft.replace(at.unit, Span { start: name_span.start, end }, "model_dump(exclude_none=True)");
            }
            ("keys" | "items" | "values", Kind::Object) => {
                self.draft.insert(at.unit, name_span.start, "model_dump(by_alias=True).");
            }
            ("model_dump" | "close", _) => {}
            ("append" | "reverse" | "copy", Kind::List) => {}
            _ => self.refuse(attr, &format!("`{name}()` is no method of the new result")),
        }
    }

    fn index(&mut self, at: At, index: At, kind: Kind, how: Returned) {
        let unit = self.unit(at);
        let facts = &unit.facts;
        let ExprKind::Index { object, key } = facts.expr(index.expr).kind else { return };
        if facts.expr(index.expr).usage == Use::Target {
            return self.refuse(index, "the result is changed here");
        }
        match (&facts.expr(key).kind, kind) {
            (ExprKind::Str(name), Kind::Object | Kind::Stream) => {
                if how.to_responses && name == "choices" {
                    return self.output_text(At { unit: at.unit, expr: object }, index);
                }
                let Some((new, next)) = self.field(index, kind, name, how) else { return };
                // Brackets around the object, and what stands between, stay.
                let gap = Span { start: facts.expr(object).span.end, end: facts.expr(key).span.start };
                let Some(bracket) = unit.source.slice(gap).rfind('[') else { return };
                let start = gap.start + bracket as u32;
                let end = facts.expr(index.expr).span.end;
                self.draft.replace(at.unit, Span { start, end }, format!(".{new}"));
                self.wrap_text(index, name, how);
                if let Some(next) = next {
                    self.value(index, next, how);
                }
            }
            (ExprKind::Str(_), _) => self.refuse(index, "a list is read by a name"),
            (_, Kind::List) => {
                let slice = unit.source.slice(facts.expr(key).span).contains(':')
                    || unit.source.slice(facts.expr(index.expr).span).ends_with(":]");
                self.value(index, if slice { Kind::List } else { Kind::Object }, how);
            }
            _ => self.refuse(index, "which field is read is decided when it runs"),
        }
    }
}
