//! What is written in place of a read: defaults, tests for a field, dicts where they are needed.

use super::super::call::Returned;
use super::{Follower, Kind};
use crate::facts::{BindingId, BindingKind, ExprId, ExprKind, Facts, Use};
use crate::project::At;
use crate::source::Span;
use rustc_hash::FxHashMap;

impl Follower<'_, '_, '_> {
    /// The text of a chunk can be none where it was missing or empty.
    pub(super) fn wrap_text(&mut self, at: At, name: &str, how: Returned) {
        let expr = self.unit(at).facts.expr(at.expr);
        if how.to_chat && name == "text" && how.streamed == Some(true) && expr.usage != Use::Test {
            self.draft.insert(at.unit, expr.span.start, "(");
            self.draft.insert(at.unit, expr.span.end, " or \"\")");
        }
    }

    pub(super) fn get(&mut self, at: At, attr: At, call: At, kind: Kind, how: Returned) {
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

    /// `hasattr(x, "name")` is true of every field now.
    pub(super) fn hasattr(&mut self, at: At, call: At, how: Returned) {
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

    /// `"content" in delta`; anything else compares objects, which still works.
    pub(super) fn compared(&mut self, at: At, compare: At, kind: Kind, how: Returned) {
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
    pub(super) fn dump_or_none(&mut self, at: At) {
        let unit = self.unit(at);
        let facts = &unit.facts;
        let text = unit.source.slice(facts.expr(at.expr).span);
        let other = |b: &BindingId| match &facts.binding(*b).kind {
            BindingKind::Value { expr, path } if path.is_empty() => {
                matches!(
                    self.literal(at.unit, *expr),
                    ExprKind::Str(_) | ExprKind::Num(_) | ExprKind::Bool(_) | ExprKind::Name(_)
                )
            }
            _ => false,
        };
        let dumped = match unit.index.meanings(at.expr).iter().any(other) {
            // A text or a number stays what it is.
            true => format!("({text}.model_dump(exclude_none=True) if hasattr({text}, \"model_dump\") else {text})"),
            false => format!("({text} and {text}.model_dump(exclude_none=True))"),
        };
        self.draft.replace(at.unit, facts.expr(at.expr).span, dumped);
    }

    /// A dict is made of it here.
    pub(super) fn dump(&mut self, at: At, kind: Kind) {
        self.dumped.push(at);
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
