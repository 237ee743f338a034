//! What is read of a result at any depth, where its fields are called otherwise now: `result.choices[0].finishReason`.
//! A field that no table names, and a result that goes where it cannot be followed, speak against the migration.

mod reply;

use super::super::draft::Draft;
use super::super::{Context, named};
use super::CallSite;
use crate::facts::{BindingId, BindingKind, DictItem, ExprId, ExprKind, FunctionId, Step, Use};
use crate::language::Language;
use crate::project::{At, Target, Unit, UnitId};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Places that are looked at for one call.
const MAX_STEPS: u32 = 5_000;

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Object,
    /// An object that may be sent back as it is.
    Message,
    /// A list of objects, or a stream of them.
    List,
    /// What an HTTP library gives: the object is its `data`, or what its `json()` gives.
    Reply,
    /// Text, a number: whatever is done with it stays.
    Leaf,
}

/// Follows what a call gives.
pub fn follow(context: Context<'_, '_>, site: &CallSite<'_>, draft: &mut Draft) {
    let is_stream = site.rule.append.contains_key("stream");
    follow_from(context, site.at, if is_stream { Kind::List } else { Kind::Object }, draft);
}

/// Follows what an HTTP library gives.
pub fn follow_reply(context: Context<'_, '_>, call: At, draft: &mut Draft) {
    follow_from(context, call, Kind::Reply, draft);
}

fn follow_from(context: Context<'_, '_>, call: At, kind: Kind, draft: &mut Draft) {
    let mut follower = Follower {
        context,
        draft,
        is_untyped: kind == Kind::Reply,
        steps: MAX_STEPS,
        seen: FxHashSet::default(),
        known: FxHashSet::default(),
        required: Vec::new(),
    };
    follower.value(call, kind);
    follower.check_required();
}

/// Renames the keys of literals that are sent: messages, and parts of them.
pub fn keys(context: Context<'_, '_>, id: UnitId, draft: &mut Draft) {
    let facts = &context.resolver.project.unit(id).facts;
    for expr in &facts.exprs {
        let ExprKind::Dict(items) = &expr.kind else { continue };
        let is = |item: &DictItem, wanted: &str| matches!(item, DictItem::Entry { name: Some(n), .. } if n == wanted);
        if !items.iter().any(|item| is(item, "role") || is(item, "type")) {
            continue;
        }
        for item in items {
            let DictItem::Entry { name: Some(name), key_span, value, .. } = item else { continue };
            match context.migration.keys.get(name.as_str()) {
                Some(new) if facts.expr(*value).span == *key_span => {
                    draft.insert(id, key_span.start, format!("{new}: "));
                }
                Some(new) => draft.replace(id, *key_span, new.as_str()),
                None => {}
            }
        }
    }
}

struct Follower<'a, 'p, 'd> {
    context: Context<'a, 'p>,
    draft: &'d mut Draft,
    /// What types are written for it are the project's own.
    is_untyped: bool,
    steps: u32,
    seen: FxHashSet<(At, Kind)>,
    /// Bindings that are given a followed value.
    known: FxHashSet<(UnitId, BindingId)>,
    /// Reads that can also mean another binding.
    required: Vec<(At, BindingId)>,
}

impl<'p> Follower<'_, 'p, '_> {
    fn unit(&self, id: UnitId) -> &'p Unit {
        self.context.resolver.project.unit(id)
    }

    fn refuse(&mut self, at: At, why: &str) {
        let span = self.unit(at.unit).facts.expr(at.expr).span;
        self.draft.refuse(at.unit, span, why);
    }

    fn kind_of(&self, field: &str) -> Option<Kind> {
        let is_in = |names: &[String]| names.iter().any(|name| name == field);
        let migration = self.context.migration;
        match () {
            () if is_in(&migration.lists) => Some(Kind::List),
            () if is_in(&migration.leaves) => Some(Kind::Leaf),
            () if field == "message" && is_in(&migration.objects) => Some(Kind::Message),
            () if is_in(&migration.objects) => Some(Kind::Object),
            () => None,
        }
    }

    fn is_python(&self, unit: UnitId) -> bool {
        self.unit(unit).source.language == Language::Python
    }

    fn value(&mut self, at: At, kind: Kind) {
        if kind == Kind::Leaf || !self.seen.insert((at, kind)) {
            return;
        }
        if self.steps == 0 {
            return self.refuse(at, "the result goes further than can be followed");
        }
        self.steps -= 1;
        let unit = self.unit(at.unit);
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match &unit.facts.expr(at.expr).usage {
            Use::Statement | Use::Test | Use::Hole(_) | Use::Compared(_) => {}
            Use::Wrapped(parent) if self.is_untyped && self.is_cast(at, *parent) => {
                self.refuse(at, "its type is written here: change it by hand");
            }
            Use::Wrapped(parent) | Use::Chosen(parent) => self.value(here(*parent), kind),
            Use::Object(parent) => self.member(here(*parent), kind),
            Use::Indexed(parent) => self.indexed(here(*parent), kind),
            Use::Iterated if kind == Kind::List => {
                let elements = unit.index.elements.get(&at.expr).cloned().unwrap_or_default();
                elements.into_iter().for_each(|b| self.bound(at, b, Kind::Object));
            }
            Use::Bound(bindings) => unit.facts.bound(bindings).iter().for_each(|&b| self.bound(at, b, kind)),
            Use::Returned(function) => self.returned(at, *function, kind),
            Use::Item(_) if kind == Kind::Message => {}
            Use::Arg { call, arg } => self.passed(at, *call, *arg, kind),
            _ => self.refuse(at, "the result goes where it cannot be followed"),
        }
    }

    fn reads(&mut self, unit: UnitId, binding: BindingId, kind: Kind) {
        self.known.insert((unit, binding));
        let index = &self.unit(unit).index;
        for &read in index.reads(binding) {
            let others = index.meanings(read).iter().filter(|&&other| other != binding);
            self.required.extend(others.map(|&other| (At { unit, expr: read }, other)));
            self.value(At { unit, expr: read }, kind);
        }
    }

    /// A read that can mean a result and something else is only right if that is nothing.
    fn check_required(&mut self) {
        for (read, other) in std::mem::take(&mut self.required) {
            let known = self.known.contains(&(read.unit, other));
            if !known && !named::holds_nothing(self.context, read.unit, other) {
                self.refuse(read, "this can be the result of the old call or something else");
            }
        }
    }

    /// True where TypeScript minds that the content of a message may be null, which a text was not.
    fn may_be_null(&self, attr: At, new: &str) -> bool {
        let unit = self.unit(attr.unit);
        let is_typed = matches!(unit.source.language, Language::TypeScript | Language::Tsx) && !self.is_untyped;
        let usage = &unit.facts.expr(attr.expr).usage;
        is_typed
            && new == "message.content"
            && matches!(usage, Use::Object(_) | Use::Returned(_) | Use::Arg { .. } | Use::Bound(_) | Use::Stored(_))
    }

    /// `x as T`, `x satisfies T`, save `x as any`.
    fn is_cast(&self, at: At, parent: ExprId) -> bool {
        let unit = self.unit(at.unit);
        let (inner, outer) = (unit.facts.expr(at.expr).span, unit.facts.expr(parent).span);
        let rest = unit.source.text.get(inner.end as usize..outer.end as usize).unwrap_or("").trim();
        (rest.starts_with("as ") || rest.starts_with("satisfies ")) && rest != "as any"
    }

    fn returned(&mut self, at: At, function: FunctionId, kind: Kind) {
        // What a callback of a promise gives is what the promise behind it gives.
        let facts = &self.unit(at.unit).facts;
        let callback = facts.exprs.iter().find(|e| matches!(e.kind, ExprKind::Function(f) if f == function));
        if let Some(Use::Arg { call, arg: 0 }) = callback.map(|e| &e.usage)
            && self.unit(at.unit).index.callee_name(facts, *call) == Some("then")
        {
            return self.value(At { unit: at.unit, expr: *call }, kind);
        }
        let callers = self.context.resolver.callers_of(at.unit, function);
        if callers.is_empty() {
            return self.refuse(at, "the result is returned to callers that are not known");
        }
        callers.iter().for_each(|&caller| self.value(caller, kind));
    }

    fn passed(&mut self, at: At, call: ExprId, arg: u32, kind: Kind) {
        let unit = self.unit(at.unit);
        let name = unit.index.callee_name(&unit.facts, call).unwrap_or("");
        if kind == Kind::Message && name == "push" || crate::rewrite::only_shows(name) || name == "len" {
            return;
        }
        let Some(the_call) = unit.facts.call(call) else { return };
        let targets = self.context.resolver.targets(At { unit: at.unit, expr: the_call.callee });
        let mut followed = false;
        for target in targets.iter() {
            let Target::Function(id, function) = target else { continue };
            let params = crate::project::argument::received(&self.unit(*id).facts, *function, the_call, arg);
            followed |= !params.is_empty();
            params.into_iter().for_each(|param| self.param(*id, param, kind));
        }
        if !followed || targets.len() != 1 {
            self.refuse(at, "the result goes where it cannot be followed");
        }
    }

    fn param(&mut self, unit: UnitId, param: BindingId, kind: Kind) {
        match &self.unit(unit).facts.binding(param).kind {
            BindingKind::Param { path, rest: false, .. } => self.taken_apart(unit, param, path.to_vec(), kind),
            _ => {
                let span = self.unit(unit).facts.binding(param).span;
                self.draft.refuse(unit, span, "the result goes where it cannot be followed");
            }
        }
    }

    fn bound(&mut self, at: At, binding: BindingId, kind: Kind) {
        match &self.unit(at.unit).facts.binding(binding).kind {
            BindingKind::Value { path, .. } | BindingKind::Element { path, .. } => {
                self.taken_apart(at.unit, binding, path.to_vec(), kind);
            }
            _ => self.refuse(at, "the result goes where it cannot be followed"),
        }
    }

    /// `const { usage, choices: [choice] } = …`: a name that is bound to a part.
    fn taken_apart(&mut self, unit: UnitId, binding: BindingId, path: Vec<Step>, kind: Kind) {
        let b = self.unit(unit).facts.binding(binding);
        let mut at = kind;
        let said = b.annotation.map(|a| self.unit(unit).source.slice(self.unit(unit).facts.expr(a).span));
        if self.is_untyped && kind != Kind::Reply && said.is_some_and(|said| !matches!(said, "any" | "unknown")) {
            return self.draft.refuse(unit, b.span, "its type is written here: change it by hand");
        }
        for (depth, step) in path.iter().enumerate() {
            let next = match (at, step) {
                (Kind::Object | Kind::Message, Step::Key(key)) => match self.context.migration.fields.get(key.as_str())
                {
                    Some(new)
                        if !new.contains('.') && depth + 1 == path.len() && self.rename_key(unit, b.span, key, new) =>
                    {
                        self.kind_of(key)
                    }
                    Some(_) => None,
                    None => self.kind_of(key),
                },
                (Kind::List, Step::Index(_)) => Some(Kind::Object),
                (Kind::Reply, Step::Key(key)) if key == "data" => Some(Kind::Object),
                (Kind::Reply, Step::Key(key)) if key == "status" => Some(Kind::Leaf),
                _ => None,
            };
            match next {
                Some(next) => at = next,
                None => return self.draft.refuse(unit, b.span, "the result is taken apart here"),
            }
        }
        self.reads(unit, binding, at);
    }

    /// `{ key: name }`, `{ key }`.
    fn rename_key(&mut self, unit: UnitId, name: Span, key: &str, new: &str) -> bool {
        let text = &self.unit(unit).source.text;
        let before = text[..name.start as usize].trim_end();
        match before.strip_suffix(':').map(str::trim_end) {
            Some(before) if before.ends_with(key) => {
                self.draft.replace(unit, Span::new(before.len() - key.len(), before.len()), new);
                true
            }
            Some(_) => false,
            None => {
                self.draft.insert(unit, name.start, format!("{new}: "));
                before.ends_with(['{', ','])
            }
        }
    }

    fn indexed(&mut self, index: At, kind: Kind) {
        let facts = &self.unit(index.unit).facts;
        let ExprKind::Index { key, .. } = facts.expr(index.expr).kind else { return };
        match (&facts.expr(key).kind, kind) {
            (ExprKind::Str(name), Kind::Object | Kind::Message) => match self.kind_of(name) {
                Some(next) => {
                    if let Some(new) = self.context.migration.fields.get(name.as_str()) {
                        let span = facts.expr(key).span;
                        if new.contains('.') && self.is_python(index.unit) {
                            let steps = format!("\"{}\"", new.replace('.', "\"][\""));
                            self.draft.replace(index.unit, span, steps);
                            return self.value(index, next);
                        }
                        if new.contains('.') {
                            return self.refuse(index, "read it as a member: `.`");
                        }
                        self.draft.replace(index.unit, Span { start: span.start + 1, end: span.end - 1 }, new.as_str());
                    }
                    self.value(index, next);
                }
                None => self.refuse(index, &format!("`{name}` of the result has no counterpart that is known")),
            },
            (_, Kind::List) => self.value(index, Kind::Object),
            _ => self.refuse(index, "the result goes where it cannot be followed"),
        }
    }

    fn member(&mut self, attr: At, kind: Kind) {
        let facts = &self.unit(attr.unit).facts;
        let ExprKind::Attr { name, name_span, .. } = &facts.expr(attr.expr).kind else { return };
        if let Use::Callee(call) = facts.expr(attr.expr).usage {
            return self.method(attr, At { unit: attr.unit, expr: call }, name, kind);
        }
        match (kind, self.kind_of(name)) {
            (Kind::List, _) if name == "length" => {}
            (Kind::Reply, _) if name == "data" => self.value(attr, Kind::Object),
            (Kind::Reply, _)
                if matches!(name.as_str(), "ok" | "status" | "statusText" | "headers" | "status_code" | "reason") => {}
            // What it says as a whole is shown, or taken apart as JSON.
            (Kind::Reply, _) if name == "text" => self.text(attr),
            (Kind::Object | Kind::Message, Some(next)) => {
                if let Some(new) = self.context.migration.fields.get(name.as_str()) {
                    let sure = if self.may_be_null(attr, new) { "!" } else { "" };
                    self.draft.replace(attr.unit, *name_span, format!("{new}{sure}"));
                }
                self.value(attr, next);
            }
            _ => self.refuse(attr, &format!("`{name}` of the result has no counterpart that is known")),
        }
    }

    fn method(&mut self, attr: At, call: At, name: &str, kind: Kind) {
        let facts = &self.unit(call.unit).facts;
        let args = facts.call(call.expr).map_or(&[][..], |c| &c.args);
        let callback = args.first().and_then(|arg| match facts.expr(arg.value).kind {
            ExprKind::Function(function) => Some(function),
            _ => None,
        });
        match (kind, name, callback) {
            (Kind::Object | Kind::List | Kind::Reply, "then", Some(function)) if args.len() == 1 => {
                self.first_param(call.unit, function, kind);
            }
            (Kind::Reply, "raise_for_status", _) => {}
            (Kind::Object, "get", _) if self.is_python(call.unit) => self.got(attr, call),
            (Kind::Reply, "json", _) => self.value(call, Kind::Object),
            (Kind::Object | Kind::List | Kind::Reply, "catch" | "finally", _) => self.value(call, kind),
            (Kind::List, "map" | "forEach" | "filter" | "find" | "some" | "every" | "flatMap", Some(function)) => {
                self.first_param(call.unit, function, Kind::Object);
                match name {
                    "filter" => self.value(call, Kind::List),
                    "find" => self.value(call, Kind::Object),
                    _ => {}
                }
            }
            (Kind::List, "at", _) => self.value(call, Kind::Object),
            (Kind::List, "slice", _) => self.value(call, Kind::List),
            _ => self.refuse(attr, "the result goes where it cannot be followed"),
        }
    }

    fn first_param(&mut self, unit: UnitId, function: FunctionId, kind: Kind) {
        let facts = &self.unit(unit).facts;
        for &param in &facts.function(function).params {
            if matches!(facts.binding(param).kind, BindingKind::Param { index: 0, .. }) {
                self.param(unit, param, kind);
            }
        }
    }
}
