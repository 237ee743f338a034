//! The wrapper of the HTTP library comes off: `response.data.choices` is `response.choices`. What stands below has the
//! same shape, save where a completion became chat: there the text is followed too.

use super::super::Context;
use super::super::draft::Draft;
use super::super::named;
use crate::facts::{BindingId, BindingKind, ExprId, ExprKind, FunctionId, Step, Use};
use crate::project::{At, Target, Unit, UnitId};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Places that are looked at for one migration.
const MAX_STEPS: u32 = 20_000;

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The wrapper.
    Wrapper,
    /// The response of a completion that became chat.
    Response,
    /// Its choices.
    Choices,
    /// One of them.
    Choice,
}

/// Follows the results of calls; those that became chat are marked.
pub fn follow(context: Context<'_, '_>, calls: &[(At, bool)], draft: &mut Draft) {
    let mut follower = Follower {
        context,
        draft,
        to_chat: false,
        steps: MAX_STEPS,
        seen: FxHashSet::default(),
        known: FxHashSet::default(),
        required: Vec::new(),
    };
    for &(at, to_chat) in calls {
        follower.to_chat = to_chat;
        follower.steps = MAX_STEPS;
        follower.seen.clear();
        follower.value(at, Kind::Wrapper);
    }
    follower.check_required();
}

struct Follower<'a, 'p, 'd> {
    context: Context<'a, 'p>,
    draft: &'d mut Draft,
    to_chat: bool,
    steps: u32,
    seen: FxHashSet<At>,
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

    fn value(&mut self, at: At, kind: Kind) {
        if !self.seen.insert(at) {
            return;
        }
        if self.steps == 0 {
            return self.refuse(at, "it goes further than can be followed");
        }
        self.steps -= 1;
        let facts = &self.unit(at.unit).facts;
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match &facts.expr(at.expr).usage {
            Use::Statement | Use::Test | Use::Hole(_) => {}
            Use::Wrapped(parent) | Use::Chosen(parent) => self.value(here(*parent), kind),
            Use::Object(parent) => self.member(here(*parent), kind),
            Use::Indexed(parent) if kind == Kind::Choices => self.value(here(*parent), Kind::Choice),
            Use::Iterated if kind == Kind::Choices => {
                let elements = self.unit(at.unit).index.elements.get(&at.expr).cloned().unwrap_or_default();
                elements.into_iter().for_each(|b| self.reads(at.unit, b, Kind::Choice));
            }
            Use::Bound(bindings) => {
                for &binding in facts.bound(bindings) {
                    self.binding(at, binding, kind);
                }
            }
            Use::Returned(function) => self.returned(at, *function, kind),
            Use::Arg { call, .. } => {
                let name = self.unit(at.unit).index.callee_name(facts, *call).unwrap_or("");
                if !crate::rewrite::only_shows(name) {
                    self.refuse(at, "the response goes where it cannot be followed");
                }
            }
            _ => self.refuse(at, "the response goes where it cannot be followed"),
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
            let harmless =
                self.known.contains(&(read.unit, other)) || named::holds_nothing(self.context, read.unit, other);
            if !harmless {
                self.refuse(read, "this can be the response of the old call or something else");
            }
        }
    }

    fn member(&mut self, attr: At, kind: Kind) {
        let facts = &self.unit(attr.unit).facts;
        let ExprKind::Attr { object, name, name_span } = &facts.expr(attr.expr).kind else { return };
        if let Use::Callee(call) = facts.expr(attr.expr).usage {
            return self.method(attr, At { unit: attr.unit, expr: call }, name, kind);
        }
        match (kind, name.as_str()) {
            (Kind::Wrapper, "data") => {
                // What closes brackets around the object stays.
                let start = facts.expr(*object).span.end;
                let gap = self.unit(attr.unit).source.slice(Span { start, end: name_span.start });
                let dot = gap.rfind("?.").or_else(|| gap.rfind('.')).unwrap_or(0) as u32;
                let end = name_span.end;
                self.draft.delete(attr.unit, Span { start: start + dot, end });
                if self.to_chat {
                    self.value(attr, Kind::Response);
                }
            }
            (Kind::Wrapper, _) => self.refuse(attr, "only the data of a response is given now"),
            (Kind::Response, "choices") => self.value(attr, Kind::Choices),
            (Kind::Response, "usage" | "id" | "model" | "created") => {}
            (Kind::Choice, "text") => self.draft.replace(attr.unit, *name_span, "message.content"),
            (Kind::Choice, "index" | "finish_reason") => {}
            (Kind::Choices, "length") => {}
            _ => self.refuse(attr, "chat gives this in another shape"),
        }
    }

    fn method(&mut self, attr: At, call: At, name: &str, kind: Kind) {
        let facts = &self.unit(call.unit).facts;
        let args: Vec<ExprId> =
            facts.call(call.expr).map(|c| c.args.iter().map(|a| a.value).collect()).unwrap_or_default();
        let callback = args.first().and_then(|&arg| match facts.expr(arg).kind {
            ExprKind::Function(function) => Some(function),
            _ => None,
        });
        match (kind, name, callback) {
            (Kind::Wrapper, "then", Some(function)) => {
                // What it returns is followed from there.
                self.param(call.unit, function, Kind::Wrapper);
                self.caught(call);
            }
            (Kind::Wrapper, "catch" | "finally", _) => {
                self.caught(call);
                self.value(call, kind);
            }
            (Kind::Choices, "map" | "forEach" | "filter" | "find", Some(function)) => {
                self.param(call.unit, function, Kind::Choice);
                match name {
                    "filter" => self.value(call, Kind::Choices),
                    "find" => self.value(call, Kind::Choice),
                    _ => {}
                }
            }
            _ => self.refuse(attr, "the response goes where it cannot be followed"),
        }
    }

    /// What a promise's errors go to: the callback of this `catch`, the second of this `then`, and those behind it.
    fn caught(&mut self, call: At) {
        const MAX_LINKS: u32 = 20;
        let facts = &self.unit(call.unit).facts;
        let mut next = Some(call.expr);
        for _ in 0..MAX_LINKS {
            let Some(the_call) = next.and_then(|at| facts.call(at)) else { return };
            let name = match &facts.expr(the_call.callee).kind {
                ExprKind::Attr { name, .. } => name.as_str(),
                _ => "",
            };
            let callback = match name {
                "catch" => the_call.args.first(),
                "then" => the_call.args.get(1),
                _ => None,
            };
            if let Some(arg) = callback {
                let given = At { unit: call.unit, expr: arg.value };
                let mut functions = match facts.expr(arg.value).kind {
                    ExprKind::Function(function) => vec![(call.unit, function)],
                    _ => Vec::new(),
                };
                functions.extend(self.context.resolver.targets(given).iter().filter_map(|target| match target {
                    Target::Function(unit, function) => Some((*unit, *function)),
                    _ => None,
                }));
                functions.dedup();
                for (unit, function) in functions {
                    super::error::of_callback(self.context, unit, function, self.draft);
                }
            }
            next = match next.map(|at| &facts.expr(at).usage) {
                Some(Use::Object(attr)) => match facts.expr(*attr).usage {
                    Use::Callee(call) => Some(call),
                    _ => None,
                },
                _ => None,
            };
        }
    }

    fn param(&mut self, unit: UnitId, function: FunctionId, kind: Kind) {
        let facts = &self.unit(unit).facts;
        for &param in &facts.function(function).params {
            match &facts.binding(param).kind {
                BindingKind::Param { index: 0, path, .. } if path.is_empty() => self.reads(unit, param, kind),
                BindingKind::Param { index: 0, path, .. }
                    if kind == Kind::Wrapper && *path == [Step::Key("data".into())] =>
                {
                    let binding = facts.binding(param);
                    match braces(&self.unit(unit).source.text, binding.span) {
                        Some(span) => self.draft.replace(unit, span, binding.name.as_str()),
                        None => self.draft.refuse(unit, binding.span, "the response is taken apart in a parameter"),
                    }
                    if self.to_chat {
                        self.reads(unit, param, Kind::Response);
                    }
                }
                BindingKind::Param { index: 0, .. } => {
                    let span = facts.binding(param).span;
                    self.draft.refuse(unit, span, "the response is taken apart in a parameter");
                }
                _ => {}
            }
        }
    }

    /// `const r = await …`, `const { data } = await …`.
    fn binding(&mut self, at: At, binding: BindingId, kind: Kind) {
        let unit = self.unit(at.unit);
        let path = match &unit.facts.binding(binding).kind {
            BindingKind::Value { path, .. } => path.clone(),
            _ => return self.refuse(at, "the response goes where it cannot be followed"),
        };
        let below = match (kind, path.as_slice()) {
            (_, []) => return self.reads(at.unit, binding, kind),
            (Kind::Wrapper, [Step::Key(data)]) if data == "data" => Some(Kind::Response),
            (Kind::Wrapper, [Step::Key(data), Step::Key(choices)]) if data == "data" && choices == "choices" => {
                Some(Kind::Choices)
            }
            (Kind::Wrapper, [Step::Key(data), ..]) if data == "data" && !self.to_chat => None,
            (Kind::Response, [Step::Key(choices)]) if choices == "choices" => {
                return self.reads(at.unit, binding, Kind::Choices);
            }
            _ => return self.refuse(at, "the response is taken apart here"),
        };
        match pattern(&unit.source.text, unit.facts.expr(at.expr).span.start) {
            Some((span, inner)) => self.draft.replace(at.unit, span, inner),
            None => self.refuse(at, "the response is taken apart here"),
        }
        if self.to_chat
            && let Some(below) = below
        {
            self.reads(at.unit, binding, below);
        }
    }

    /// Calls that give back what a function gives that is handed to them.
    fn handed_to(&self, unit: UnitId, function: FunctionId) -> Vec<At> {
        let here = self.unit(unit);
        let facts = &here.facts;
        let made = facts.exprs.iter().position(|e| matches!(e.kind, ExprKind::Function(f) if f == function));
        let mut uses: Vec<ExprId> = made.into_iter().map(|at| at as ExprId).collect();
        if let Some(Use::Bound(bindings)) = uses.first().map(|&at| &facts.expr(at).usage) {
            uses = facts.bound(bindings).iter().flat_map(|b| here.index.reads(*b)).copied().collect();
        }
        let passes = |call: ExprId| {
            let callee = facts.call(call).map(|c| At { unit, expr: c.callee });
            callee.is_some_and(|callee| {
                self.context
                    .resolver
                    .api_paths(callee)
                    .iter()
                    .any(|path| self.context.migration.passes.iter().any(|p| **p == **path))
            })
        };
        uses.into_iter()
            .filter_map(|expr| match facts.expr(expr).usage {
                Use::Arg { call, arg: 0 } if passes(call) => Some(At { unit, expr: call }),
                _ => None,
            })
            .collect()
    }

    fn returned(&mut self, at: At, function: FunctionId, kind: Kind) {
        let callers = self.context.resolver.callers_of(at.unit, function);
        let through = self.handed_to(at.unit, function);
        through.iter().for_each(|&call| self.value(call, kind));
        if callers.is_empty() && !through.is_empty() {
            return;
        }
        if callers.is_empty() {
            return self.refuse(at, "the response is returned to callers that are not known");
        }
        for &caller in callers.iter() {
            self.value(caller, kind);
        }
    }
}

/// `({ data })`, `({ data: x })`: the bytes of the braces around the name, if there is nothing else in them.
fn braces(text: &str, name: Span) -> Option<Span> {
    let before = text[..name.start as usize].trim_end();
    let before = match before.strip_suffix(':') {
        Some(rest) => rest.trim_end().strip_suffix("data")?.trim_end(),
        None => before,
    };
    let start = before.strip_suffix('{')?.len();
    let after = text[name.end as usize..].trim_start();
    let after = after.strip_prefix(',').unwrap_or(after).trim_start().strip_prefix('}')?;
    after.trim_start().starts_with([')', ',']).then(|| Span::new(start, text.len() - after.len()))
}

/// `{ data }`, `{ data: x }` before the `=` in front of a value: its bytes, and what stands for the data.
fn pattern(text: &str, value: u32) -> Option<(Span, String)> {
    let before = text[..value as usize].trim_end();
    let before = before.strip_suffix("await").unwrap_or(before).trim_end();
    let before = before.strip_suffix('=')?.trim_end();
    before.strip_suffix('}')?;
    let mut depth = 0;
    let start = before.char_indices().rev().find_map(|(at, c)| {
        match c {
            '}' => depth += 1,
            '{' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let inner = before[start + 1..before.len() - 1].trim().trim_end_matches(',').trim();
    let inner = match inner.strip_prefix("data")?.trim_start() {
        "" => "data".to_owned(),
        rest => {
            let target = rest.strip_prefix(':')?.trim();
            let is_one = !target.contains(',')
                || target.starts_with('{') && target.ends_with('}') && target.matches('{').count() == 1;
            is_one.then(|| target.to_owned())?
        }
    };
    Some((Span::new(start, before.len()), inner))
}
