//! What a call gives, followed to where its message says which function is to be called.

use super::super::Context;
use super::super::draft::Draft;
use super::OLD;
use crate::facts::{BindingId, BindingKind, ExprId, ExprKind, RegionId, Step, Use};
use crate::language::Language;
use crate::project::{At, Unit, UnitId};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Places that are looked at for one file.
const MAX_STEPS: u32 = 20_000;

/// The type of a call of a function, as every version of the SDK has it.
const FUNCTION: &str = "{ function: { name: string; arguments: string } }";

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Response,
    Choices,
    Choice,
    Message,
    /// A piece of a message in a stream.
    Delta,
    /// What is to be called: a name and arguments.
    Called,
    /// Why the answer ended.
    Finish,
}

/// A message of an answer, as it can be written.
pub struct Message {
    /// The file.
    pub unit: UnitId,
    /// Its bytes.
    pub span: Span,
    /// The same as text.
    pub text: String,
    /// Where it is evaluated.
    pub region: RegionId,
}

/// Follows the answers of calls; gives the messages in them.
pub fn follow(context: Context<'_, '_>, calls: &[At], draft: &mut Draft) -> Vec<Message> {
    let mut follower = Follower { context, draft, steps: MAX_STEPS, seen: FxHashSet::default(), found: Vec::new() };
    for &call in calls {
        follower.value(call, Kind::Response);
    }
    follower.found
}

struct Follower<'a, 'p, 'd> {
    context: Context<'a, 'p>,
    draft: &'d mut Draft,
    steps: u32,
    seen: FxHashSet<(At, Kind)>,
    found: Vec<Message>,
}

impl<'p> Follower<'_, 'p, '_> {
    fn unit(&self, at: At) -> &'p Unit {
        self.context.resolver.project.unit(at.unit)
    }

    fn refuse(&mut self, at: At, why: &str) {
        let span = self.unit(at).facts.expr(at.expr).span;
        self.draft.refuse(at.unit, span, why);
    }

    fn value(&mut self, at: At, kind: Kind) {
        if !self.seen.insert((at, kind)) {
            return;
        }
        if self.steps == 0 {
            return self.refuse(at, "it goes further than can be followed");
        }
        self.steps -= 1;
        let unit = self.unit(at);
        let facts = &unit.facts;
        let expr = facts.expr(at.expr);
        let here = |expr: ExprId| At { unit: at.unit, expr };
        if kind == Kind::Message && self.is_pure(at) {
            let text = unit.source.slice(expr.span).to_owned();
            self.found.push(Message { unit: at.unit, span: expr.span, text, region: expr.region });
        }
        match &expr.usage {
            Use::Statement | Use::Test | Use::Asserted | Use::Hole(_) => {}
            Use::Compared(parent) if kind == Kind::Finish => self.compared(here(*parent)),
            Use::Compared(_) | Use::Case => {}
            Use::Wrapped(parent) | Use::Chosen(parent) => self.value(here(*parent), kind),
            Use::Object(parent) => self.member(here(*parent), kind),
            Use::Indexed(parent) if kind == Kind::Choices => self.value(here(*parent), Kind::Choice),
            // What a stream gives has the members of an answer.
            Use::Iterated if matches!(kind, Kind::Choices | Kind::Response) => {
                let elements = unit.index.elements.get(&at.expr).cloned().unwrap_or_default();
                let kind = if kind == Kind::Choices { Kind::Choice } else { kind };
                elements.into_iter().for_each(|b| self.binding(at, b, kind));
            }
            Use::Bound(bindings) => facts.bound(bindings).iter().for_each(|&b| self.binding(at, b, kind)),
            Use::Returned(function) => {
                let callers = self.context.resolver.callers_of(at.unit, *function);
                if callers.is_empty() {
                    return self.refuse(at, "the answer is returned to callers that are not known");
                }
                callers.iter().for_each(|&caller| self.value(caller, kind));
            }
            // Messages go back as they are.
            Use::Item(_) if kind == Kind::Message => {}
            Use::Arg { call, .. } => {
                let name = unit.index.callee_name(facts, *call).unwrap_or("");
                let taken = kind == Kind::Message && matches!(name, "append" | "push" | "len");
                if !(taken || kind == Kind::Finish || crate::rewrite::only_shows(name)) {
                    self.refuse(at, "the answer goes where it cannot be followed");
                }
            }
            _ if kind == Kind::Finish => {}
            _ => self.refuse(at, "the answer goes where it cannot be followed"),
        }
    }

    fn reads(&mut self, unit: UnitId, binding: BindingId, kind: Kind) {
        for &read in self.context.resolver.project.unit(unit).index.reads(binding) {
            self.value(At { unit, expr: read }, kind);
        }
    }

    fn binding(&mut self, at: At, binding: BindingId, kind: Kind) {
        let path = match &self.unit(at).facts.binding(binding).kind {
            BindingKind::Value { path, .. } | BindingKind::Element { path, .. } => path.as_slice(),
            _ => return self.refuse(at, "the answer is taken apart here"),
        };
        match (kind, path) {
            (_, []) => self.reads(at.unit, binding, kind),
            (Kind::Called, [Step::Key(key)]) if matches!(key.as_str(), "name" | "arguments") => {}
            (Kind::Response, [Step::Key(key)]) if key == "choices" => self.reads(at.unit, binding, Kind::Choices),
            (Kind::Choices, [Step::Index(_)]) => self.reads(at.unit, binding, Kind::Choice),
            (Kind::Choice, [Step::Key(key)]) if key == "message" => self.reads(at.unit, binding, Kind::Message),
            (Kind::Choice, [Step::Key(key)]) if key == "delta" => self.reads(at.unit, binding, Kind::Delta),
            (Kind::Choice, [Step::Key(key)]) if key == "finish_reason" => self.reads(at.unit, binding, Kind::Finish),
            (Kind::Choice, [Step::Key(key)]) if key == "index" => {}
            _ => self.refuse(at, "the answer is taken apart here"),
        }
    }

    fn member(&mut self, attr: At, kind: Kind) {
        let facts = &self.unit(attr).facts;
        let ExprKind::Attr { name, .. } = &facts.expr(attr.expr).kind else { return };
        match (kind, name.as_str()) {
            (Kind::Response, "choices") => self.value(attr, Kind::Choices),
            (Kind::Response, "id" | "model" | "usage" | "created") => {}
            (Kind::Choices, "length") => {}
            (Kind::Choice, "message") => self.value(attr, Kind::Message),
            (Kind::Choice, "delta") => self.value(attr, Kind::Delta),
            (Kind::Choice, "finish_reason") => self.value(attr, Kind::Finish),
            (Kind::Choice, "index") => {}
            (Kind::Message | Kind::Delta, "content" | "role" | "refusal") => {}
            (Kind::Message | Kind::Delta, name) if name == OLD => self.called(attr, kind),
            (Kind::Message, "model_dump" | "to_dict") if self.goes_back(attr) => {}
            (Kind::Called, "name" | "arguments") => {}
            (Kind::Finish, _) => {}
            _ => self.refuse(attr, &format!("`{name}` of the answer holds functions in another shape")),
        }
    }

    /// True of `messages.append(message.model_dump())`.
    fn goes_back(&self, attr: At) -> bool {
        let unit = self.unit(attr);
        let facts = &unit.facts;
        let Use::Callee(dump) = facts.expr(attr.expr).usage else { return false };
        match facts.expr(dump).usage {
            Use::Item(_) => true,
            Use::Arg { call, .. } => unit.index.callee_name(facts, call) == Some("append"),
            _ => false,
        }
    }

    /// `message.function_call`.
    fn called(&mut self, attr: At, kind: Kind) {
        let unit = self.unit(attr);
        let facts = &unit.facts;
        let ExprKind::Attr { object, name_span, .. } = facts.expr(attr.expr).kind else { return };
        let python = !unit.source.language.is_ecmascript();
        // A message can also name a tool that is no function, which a type checker wants to have said.
        let typed = matches!(unit.source.language, Language::TypeScript | Language::Tsx);
        let (first, maybe, here) = match (typed, kind) {
            (true, Kind::Message) => {
                let first = format!("tool_calls[0] as {FUNCTION}).function");
                (first, format!("tool_calls?.[0] as {FUNCTION} | undefined)?.function"), "(")
            }
            (true, _) => ("tool_calls[0].function!".to_owned(), "tool_calls?.[0]?.function".to_owned(), ""),
            (false, _) => ("tool_calls[0].function".to_owned(), "tool_calls?.[0]?.function".to_owned(), ""),
        };
        let start = facts.expr(attr.expr).span.start;
        let optional = unit.source.text[name_span.end as usize..].starts_with("?.");
        let is_tested = |usage: &Use| matches!(usage, Use::Test | Use::Asserted | Use::Compared(_));
        match &facts.expr(attr.expr).usage {
            usage if is_tested(usage) => self.draft.replace(attr.unit, name_span, "tool_calls"),
            Use::Object(_) if !optional => {
                self.draft.insert(attr.unit, start, here);
                self.draft.replace(attr.unit, name_span, first);
                self.value(attr, Kind::Called);
            }
            _ if !python => {
                self.draft.insert(attr.unit, start, here);
                self.draft.replace(attr.unit, name_span, maybe);
                self.value(attr, Kind::Called);
            }
            _ if self.is_pure(At { unit: attr.unit, expr: object }) => {
                let message = unit.source.slice(facts.expr(object).span);
                let text = format!("({message}.tool_calls[0].function if {message}.tool_calls else None)");
                self.draft.replace(attr.unit, facts.expr(attr.expr).span, text);
                self.value(attr, Kind::Called);
            }
            _ => self.refuse(attr, "give the message a name first"),
        }
    }

    /// `finish_reason == "function_call"`.
    fn compared(&mut self, compare: At) {
        let facts = &self.unit(compare).facts;
        let is_operand = |usage: &Use| *usage == Use::Compared(compare.expr);
        for expr in &facts.exprs {
            // `in ("function_call", "stop")`.
            let listed = matches!(expr.usage, Use::Item(list) if is_operand(&facts.expr(list).usage));
            if (listed || is_operand(&expr.usage))
                && matches!(&expr.kind, ExprKind::Str(text) if text == OLD)
                && let Some(inner) = super::inner(expr.span)
            {
                self.draft.replace(compare.unit, inner, "tool_calls");
            }
        }
    }

    /// True of what can be written a second time: names, members, look-ups by a literal.
    fn is_pure(&self, at: At) -> bool {
        const MAX_DEPTH: u32 = 12;
        let facts = &self.unit(at).facts;
        let mut expr = at.expr;
        for _ in 0..MAX_DEPTH {
            match facts.expr(expr).kind {
                ExprKind::Name(_) | ExprKind::This(_) => return true,
                ExprKind::Attr { object, .. } => expr = object,
                ExprKind::Index { object, key } if matches!(facts.expr(key).kind, ExprKind::Num(_)) => expr = object,
                _ => return false,
            }
        }
        false
    }
}
