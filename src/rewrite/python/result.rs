//! What a call returns, followed to every place that reads it: keys become attributes, `get` with a default becomes
//! `or`, and where a dict is needed (to be stored, dumped, handed to others) one is made.

use super::super::Context;
use super::super::draft::Draft;
use super::call::Returned;
use crate::facts::{ArgKind, BindingId, BindingKind, ExprId, ExprKind, Facts, FunctionId, Step, Use};
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
    };
    for (at, returned) in calls {
        let splat = |at: &At| {
            let call = context.resolver.project.unit(at.unit).facts.call(at.expr);
            call.is_some_and(|c| c.args.iter().any(|a| a.kind == ArgKind::DictSplat))
        };
        let is_object = returned.streamed == Some(false) || returned.streamed.is_none() && splat(at);
        let kind = if is_object { Kind::Object } else { Kind::Stream };
        follower.value(*at, kind, *returned);
    }
    follower.check_required();
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
}

impl<'p> Follower<'_, 'p, '_> {
    fn unit(&self, at: At) -> &'p Unit {
        self.context.resolver.project.unit(at.unit)
    }

    fn refuse(&mut self, at: At, why: &str) {
        let span = self.unit(at).facts.expr(at.expr).span;
        self.draft.refuse(at.unit, span, why);
    }

    /// Follows the value of an expression to what is done with it.
    fn value(&mut self, at: At, kind: Kind, how: Returned) {
        if !self.seen.insert(at) {
            return;
        }
        if self.steps == 0 {
            return self.refuse(at, "it goes further than can be followed");
        }
        self.steps -= 1;
        let unit = self.unit(at);
        let facts = &unit.facts;
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match &facts.expr(at.expr).usage {
            Use::Statement | Use::Test | Use::Asserted | Use::Raised | Use::Hole(_) => {}
            Use::Wrapped(parent) | Use::Chosen(parent) => {
                self.value(here(*parent), kind, how);
                self.bound_by_walrus(at, kind, how);
            }
            Use::Object(parent) => self.attribute(at, here(*parent), kind, how),
            Use::Indexed(parent) => self.index(at, here(*parent), kind, how),
            Use::Bound(bindings) => {
                for &binding in bindings {
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
            Use::Item(_) | Use::DictValue(..) | Use::Spread(_) => self.dump(at, kind),
            _ => self.refuse(at, "what is done with the result here cannot be followed"),
        }
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
        self.known.insert((id, binding));
        for &read in &unit.index.reads[binding as usize] {
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
        for (read, other) in std::mem::take(&mut self.required) {
            if self.known.contains(&(read.unit, other)) {
                continue;
            }
            let facts = &self.unit(read).facts;
            let harmless = match &facts.binding(other).kind {
                BindingKind::Value { expr, path } if path.is_empty() => match &facts.expr(*expr).kind {
                    ExprKind::Null | ExprKind::Str(_) | ExprKind::Num(_) | ExprKind::Bool(_) => true,
                    ExprKind::List(items) => items.is_empty(),
                    ExprKind::Dict(items) => items.is_empty(),
                    _ => false,
                },
                BindingKind::Declared => true,
                _ => false,
            };
            if !harmless {
                self.refuse(read, "this can be the result of the old call or something else");
            }
        }
    }

    fn field(&mut self, at: At, kind: Kind, name: &str, how: Returned) -> Option<(String, Option<Kind>)> {
        let migration = self.context.migration;
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

    /// The text of a chunk can be none where it was missing or empty.
    fn wrap_text(&mut self, at: At, name: &str, how: Returned) {
        let expr = self.unit(at).facts.expr(at.expr);
        if how.to_chat && name == "text" && how.streamed == Some(true) && expr.usage != Use::Test {
            self.draft.insert(at.unit, expr.span.start, "(");
            self.draft.insert(at.unit, expr.span.end, " or \"\")");
        }
    }

    fn get(&mut self, at: At, attr: At, call: At, kind: Kind, how: Returned) {
        let unit = self.unit(at);
        let facts = &unit.facts;
        let Some(args) = facts.call(call.expr).map(|c| &c.args) else { return };
        let ExprKind::Attr { name_span, .. } = facts.expr(attr.expr).kind else { return };
        let key = args.first().map(|arg| &facts.expr(arg.value).kind);
        let Some(ExprKind::Str(key)) = key else {
            return self.refuse(call, "which field is read is decided when it runs");
        };
        let Some((new, next)) = self.field(call, kind, key, how) else { return };
        let span = facts.expr(call.expr).span;
        let default = args.get(1).map(|arg| (facts.expr(arg.value), &facts.expr(arg.value).kind));
        let nullable = match key.as_str() {
            "usage" => how.streamed != Some(false),
            key => matches!(key, "function_call" | "logprobs" | "tool_calls"),
        };
        match default {
            None | Some((_, ExprKind::Null)) => {
                self.draft.replace(at.unit, Span { start: name_span.start, end: span.end }, new);
            }
            Some(_) if next.is_some() && !nullable => {
                self.draft.replace(at.unit, Span { start: name_span.start, end: span.end }, new);
            }
            Some(_) if next.is_some() => return self.refuse(call, &format!("`{key}` may be none, and is read on")),
            Some((value, _)) => {
                let text = format!("{new} or {})", unit.source.slice(value.span));
                self.draft.insert(at.unit, span.start, "(");
                self.draft.replace(at.unit, Span { start: name_span.start, end: span.end }, text);
            }
        }
        if let Some(next) = next {
            self.value(call, next, how);
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

    fn stored(&mut self, at: At, target: At, kind: Kind, how: Returned) {
        let unit = self.unit(at);
        let facts = &unit.facts;
        if let ExprKind::Attr { object, name, .. } = &facts.expr(target.expr).kind
            && let ExprKind::This(class) = facts.expr(*object).kind
        {
            for &read in unit.index.attr_reads.get(name).into_iter().flatten() {
                if let ExprKind::Attr { object, .. } = facts.expr(read).kind
                    && matches!(facts.expr(object).kind, ExprKind::This(c) if c == class)
                {
                    self.value(At { unit: at.unit, expr: read }, kind, how);
                }
            }
            return;
        }
        self.dump(at, kind);
    }

    fn argument(&mut self, at: At, call: At, arg: u32, kind: Kind, how: Returned) {
        let unit = self.unit(at);
        let facts = &unit.facts;
        let name = unit.index.callee_name(facts, call.expr).unwrap_or("").to_owned();
        let Some(the_call) = facts.call(call.expr) else { return };
        let is_bare = matches!(facts.expr(the_call.callee).kind, ExprKind::Name(_));
        match name.as_str() {
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
    fn sorted(&mut self, call: At, how: Returned) {
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

    /// `hasattr(x, "name")` is true of every field now.
    fn hasattr(&mut self, at: At, call: At, how: Returned) {
        let facts = &self.unit(at).facts;
        let Some(the_call) = facts.call(call.expr) else { return };
        let key = the_call.args.get(1).map(|arg| &facts.expr(arg.value).kind);
        let Some(ExprKind::Str(key)) = key else {
            return self.refuse(call, "which field is meant is decided when it runs");
        };
        if key == "error" {
            return;
        }
        let Some((new, _)) = self.field(call, Kind::Object, key, how) else { return };
        let span = facts.expr(call.expr).span;
        let value = facts.expr(at.expr).span;
        self.draft.delete(at.unit, Span { start: span.start, end: value.start });
        self.draft.replace(at.unit, Span { start: value.end, end: span.end }, format!(".{new} is not None"));
    }

    /// To a function of the same file: followed into it. To anything else: as a dict.
    fn passed(&mut self, at: At, call: At, arg: u32, kind: Kind, how: Returned) {
        let facts = &self.unit(at).facts;
        let Some(the_call) = facts.call(call.expr) else { return };
        let targets = self.context.resolver.targets(At { unit: call.unit, expr: the_call.callee });
        let mut inside = false;
        for target in targets.iter() {
            let crate::project::Target::Function(unit, function) = target else { continue };
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

    fn returned(&mut self, at: At, function: FunctionId, kind: Kind, how: Returned) {
        let facts = &self.unit(at).facts;
        if facts.function(function).name.is_empty() {
            // A lambda: to whom it is given is not known.
            return self.lambda(at, function, kind, how);
        }
        let callers = self.context.resolver.callers_of(at.unit, function);
        if callers.is_empty() {
            return self.dump(at, kind);
        }
        for &caller in callers.iter() {
            self.value(caller, kind, how);
        }
    }

    fn lambda(&mut self, at: At, function: FunctionId, kind: Kind, how: Returned) {
        let callers = self.context.resolver.callers_of(at.unit, function);
        if callers.is_empty() {
            return self.refuse(at, "a lambda gives the result to what cannot be followed");
        }
        for &caller in callers.iter() {
            self.value(caller, kind, how);
        }
    }

    fn yielded(&mut self, at: At, function: FunctionId, kind: Kind, how: Returned) {
        let callers = self.context.resolver.callers_of(at.unit, function);
        if callers.is_empty() || kind != Kind::Object {
            return self.dump(at, kind);
        }
        for &caller in callers.iter() {
            self.value(caller, Kind::Stream, how);
        }
    }

    fn iterated(&mut self, at: At, kind: Kind, how: Returned) {
        if kind == Kind::Object && how.streamed.is_some() {
            return self.refuse(at, "a result that is no stream is gone through");
        }
        let kind = if kind == Kind::Object { Kind::Stream } else { kind };
        let elements = self.unit(at).index.elements.get(&at.expr).cloned().unwrap_or_default();
        let how = if kind == Kind::Stream { Returned { streamed: Some(true), ..how } } else { how };
        for binding in elements {
            let facts = &self.unit(at).facts;
            let path = match &facts.binding(binding).kind {
                BindingKind::Element { path, .. } => path.clone(),
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

    /// `"content" in delta`; anything else compares objects, which still works.
    fn compared(&mut self, at: At, compare: At, kind: Kind, how: Returned) {
        let unit = self.unit(at);
        let facts = &unit.facts;
        let operands = self.compared.entry(at.unit).or_insert_with(|| operands(facts));
        let operands = operands.get(&compare.expr).cloned().unwrap_or_default();
        let whole = facts.expr(compare.expr).span;
        let [left, right] = operands[..] else { return self.refuse(at, "a comparison that cannot be followed") };
        let between = Span { start: facts.expr(left).span.end, end: facts.expr(right).span.start };
        let word = unit.source.slice(between).trim_start_matches(')').trim_end_matches('(').trim();
        if right != at.expr || !matches!(word, "in" | "not in") {
            return;
        }
        let ExprKind::Str(key) = &facts.expr(left).kind else {
            return self.refuse(at, "which field is meant is decided when it runs");
        };
        let Some((new, _)) = self.field(at, kind, key, how) else { return };
        let word_end = between.start + unit.source.slice(between).find(word).unwrap_or(0) as u32 + word.len() as u32;
        let blank =
            unit.source.text[word_end as usize..].len() - unit.source.text[word_end as usize..].trim_start().len();
        let end = word_end + blank as u32;
        self.draft.delete(at.unit, Span { start: whole.start, end });
        let is = if word == "in" { "is not" } else { "is" };
        self.draft.insert(at.unit, whole.end, format!(".{new} {is} None"));
    }

    /// A dict is made of it, unless it is none.
    fn dump_or_none(&mut self, at: At) {
        let unit = self.unit(at);
        let facts = &unit.facts;
        let text = unit.source.slice(facts.expr(at.expr).span);
        let other = |b: &BindingId| match &facts.binding(*b).kind {
            BindingKind::Value { expr, path } if path.is_empty() => {
                matches!(
                    facts.expr(*expr).kind,
                    ExprKind::Str(_) | ExprKind::Num(_) | ExprKind::Bool(_) | ExprKind::Name(_)
                )
            }
            _ => false,
        };
        if unit.index.meanings(at.expr).iter().any(other) {
            return self.refuse(at, "this can be the result of the old call or something else");
        }
        let dumped = format!("({text} and {text}.model_dump(exclude_none=True))");
        self.draft.replace(at.unit, facts.expr(at.expr).span, dumped);
    }

    /// A dict is made of it here.
    fn dump(&mut self, at: At, kind: Kind) {
        let facts = &self.unit(at).facts;
        let span = facts.expr(at.expr).span;
        match kind {
            Kind::Object if self.unit(at).index.meanings(at.expr).len() > 1 => self.dump_or_none(at),
            Kind::Object => {
                let is_tight = matches!(
                    facts.expr(at.expr).kind,
                    ExprKind::Name(_) | ExprKind::Attr { .. } | ExprKind::Index { .. } | ExprKind::Call(_)
                );
                if !is_tight {
                    self.draft.insert(at.unit, span.start, "(");
                    self.draft.insert(at.unit, span.end, ")");
                }
                self.draft.insert(at.unit, span.end, ".model_dump(exclude_none=True)");
            }
            Kind::List => {
                self.draft.insert(at.unit, span.start, "[item.model_dump(exclude_none=True) for item in ");
                self.draft.insert(at.unit, span.end, "]");
            }
            Kind::Stream | Kind::Pairs => self.refuse(at, "a stream goes where it cannot be followed"),
        }
    }
}

/// For each comparison its operands, in order.
fn operands(facts: &Facts) -> FxHashMap<ExprId, Vec<ExprId>> {
    let mut found: FxHashMap<ExprId, Vec<ExprId>> = FxHashMap::default();
    for (id, expr) in facts.exprs.iter().enumerate() {
        if let Use::Compared(parent) = expr.usage {
            found.entry(parent).or_default().push(id as ExprId);
        }
    }
    for list in found.values_mut() {
        list.sort_by_key(|&id| facts.expr(id).span);
    }
    found
}
