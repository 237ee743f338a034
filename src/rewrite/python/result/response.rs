//! What the Responses API gives where a completion was: its text, its usage.

use super::{Follower, Kind};
use crate::facts::{ExprKind, Use};
use crate::project::At;
use crate::source::Span;

impl Follower<'_, '_, '_> {
    /// A field of the response, or of its usage.
    pub(super) fn field_of_response(&mut self, at: At, kind: Kind, name: &str) -> Option<(String, Option<Kind>)> {
        let new = match name {
            "usage" => return Some((name.to_owned(), Some(Kind::Object))),
            "id" | "model" | "total_tokens" => name,
            "prompt_tokens" => "input_tokens",
            "completion_tokens" => "output_tokens",
            _ => "",
        };
        if new.is_empty() || kind != Kind::Object {
            self.refuse(at, &format!("`{name}` of a completion has no counterpart in the Responses API"));
            return None;
        }
        Some((new.to_owned(), None))
    }

    /// `x["choices"][0]["text"]` becomes `x.output_text`; `choices` is the read of the list.
    pub(super) fn output_text(&mut self, object: At, choices: At) {
        let facts = &self.unit(choices).facts;
        let first = match facts.expr(choices.expr).usage {
            Use::Indexed(first) => match facts.expr(first).kind {
                ExprKind::Index { key, .. } if matches!(&facts.expr(key).kind, ExprKind::Num(n) if n == "0") => {
                    Some(first)
                }
                _ => None,
            },
            _ => None,
        };
        let text = first.and_then(|first| match facts.expr(first).usage {
            Use::Object(attr) => match &facts.expr(attr).kind {
                ExprKind::Attr { name, .. } if name == "text" => Some(attr),
                _ => None,
            },
            Use::Indexed(index) => match facts.expr(index).kind {
                ExprKind::Index { key, .. } if matches!(&facts.expr(key).kind, ExprKind::Str(s) if s == "text") => {
                    Some(index)
                }
                _ => None,
            },
            _ => None,
        });
        let Some(text) = text else {
            return self.refuse(choices, "of `choices` the Responses API has only the text of the first");
        };
        let gap = Span { start: facts.expr(object.expr).span.end, end: facts.expr(text).span.end };
        self.draft.replace(choices.unit, gap, ".output_text");
    }
}
