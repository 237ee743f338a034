//! What a call gives, followed to where it is read.

use super::super::draft::Draft;
use super::File;
use crate::facts::{BindingId, BindingKind, ExprId, ExprKind, Step, Use};
use crate::project::{At, Unit, UnitId};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Places that are looked at for one file.
const MAX_STEPS: u32 = 20_000;

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What `generateContent` gave: it had a response.
    Result,
    /// The response, or a chunk of a stream.
    Response,
    /// What `generateContentStream` gave: it had a stream.
    Streamed,
    /// The stream.
    Stream,
    /// What `embedContent` gave.
    Embedded,
}

/// Follows the results of calls.
pub fn follow(file: &File<'_, '_>, calls: &[(At, Kind)], draft: &mut Draft) {
    let mut follower = Follower { file, draft, steps: MAX_STEPS, seen: FxHashSet::default() };
    for &(at, kind) in calls {
        follower.value(at, kind);
    }
}

struct Follower<'f, 'a, 'p, 'd> {
    file: &'f File<'a, 'p>,
    draft: &'d mut Draft,
    steps: u32,
    seen: FxHashSet<(At, Kind)>,
}

impl<'p> Follower<'_, '_, 'p, '_> {
    fn unit(&self, id: UnitId) -> &'p Unit {
        self.file.context.resolver.project.unit(id)
    }

    fn refuse(&mut self, at: At, why: &str) {
        let span = self.unit(at.unit).facts.expr(at.expr).span;
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
        let facts = &self.unit(at.unit).facts;
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match &facts.expr(at.expr).usage {
            Use::Statement | Use::Test => {}
            Use::Wrapped(parent) | Use::Chosen(parent) => self.value(here(*parent), kind),
            Use::Object(parent) => self.member(here(*parent), kind),
            Use::Iterated if kind == Kind::Stream => {
                let elements = self.unit(at.unit).index.elements.get(&at.expr).cloned().unwrap_or_default();
                elements.into_iter().for_each(|b| self.reads(at.unit, b, Kind::Response));
            }
            Use::Bound(bindings) => facts.bound(bindings).iter().for_each(|&binding| self.binding(at, binding, kind)),
            Use::Returned(function) => {
                let callers = self.file.context.resolver.callers_of(at.unit, *function);
                if callers.is_empty() {
                    return self.refuse(at, "the response is returned to callers that are not known");
                }
                callers.iter().for_each(|&caller| self.value(caller, kind));
            }
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
        for &read in self.unit(unit).index.reads(binding) {
            self.value(At { unit, expr: read }, kind);
        }
    }

    fn member(&mut self, attr: At, kind: Kind) {
        let facts = &self.unit(attr.unit).facts;
        let ExprKind::Attr { object, name, name_span } = &facts.expr(attr.expr).kind else { return };
        let call = match facts.expr(attr.expr).usage {
            Use::Callee(call) => Some(call),
            _ => None,
        };
        match (kind, name.as_str(), call) {
            (Kind::Result, "response", None) => {
                self.take_off(attr.unit, *object, *name_span);
                self.value(attr, Kind::Response);
            }
            (Kind::Streamed, "stream", None) => {
                self.take_off(attr.unit, *object, *name_span);
                self.value(attr, Kind::Stream);
            }
            (Kind::Response, "text", Some(call)) => {
                // Where there is no text there was an empty one.
                let end = facts.expr(call).span.end;
                self.draft.insert(attr.unit, facts.expr(attr.expr).span.start, "(");
                self.draft.replace(attr.unit, Span { start: name_span.end, end }, " ?? '')");
            }
            (Kind::Response, "functionCalls", Some(call)) => {
                let end = facts.expr(call).span.end;
                self.draft.delete(attr.unit, Span { start: name_span.end, end });
            }
            (Kind::Response, "candidates" | "usageMetadata" | "promptFeedback", None) => {}
            (Kind::Embedded, "embedding", None) => self.draft.replace(attr.unit, *name_span, "embeddings[0]"),
            _ => self.refuse(attr, &format!("`{name}` of the result has no counterpart that is known")),
        }
    }

    /// `.name` goes; brackets around the object stay.
    fn take_off(&mut self, unit: UnitId, object: ExprId, name: Span) {
        let start = self.unit(unit).facts.expr(object).span.end;
        let gap = self.unit(unit).source.slice(Span { start, end: name.start });
        let dot = gap.rfind("?.").or_else(|| gap.rfind('.')).unwrap_or(0) as u32;
        self.draft.delete(unit, Span { start: start + dot, end: name.end });
    }

    /// `const r = await …`, `const { response } = await …`.
    fn binding(&mut self, at: At, binding: BindingId, kind: Kind) {
        let unit = self.unit(at.unit);
        let BindingKind::Value { path, .. } = &unit.facts.binding(binding).kind else {
            return self.refuse(at, "the response goes where it cannot be followed");
        };
        let (below, key) = match (kind, path.as_slice()) {
            (_, []) => return self.reads(at.unit, binding, kind),
            (Kind::Result, [Step::Key(key)]) if key == "response" => (Kind::Response, key),
            (Kind::Streamed, [Step::Key(key)]) if key == "stream" => (Kind::Stream, key),
            _ => return self.refuse(at, "the response is taken apart here"),
        };
        let before = &unit.source.text[..unit.facts.expr(at.expr).span.start as usize];
        let before = before.trim_end();
        let before = before.strip_suffix("await").unwrap_or(before).trim_end();
        let pattern = before.strip_suffix('=').map(str::trim_end).and_then(|text| {
            let open = text.rfind('{')?;
            let inner = text[open..].strip_prefix('{')?.strip_suffix('}')?.trim();
            (inner == key).then_some(Span::new(open, text.len()))
        });
        match pattern {
            Some(span) => self.draft.replace(at.unit, span, key.as_str()),
            None => return self.refuse(at, "the response is taken apart here"),
        }
        self.reads(at.unit, binding, below);
    }
}
