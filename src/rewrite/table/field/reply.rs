//! What Python does with an answer that an HTTP library gives.

use super::{Follower, Kind};
use crate::facts::{ExprKind, Use};
use crate::project::At;

impl Follower<'_, '_, '_> {
    /// `response.text`, which is shown, or `json.loads(response.text)`.
    pub(super) fn text(&mut self, attr: At) {
        let unit = self.unit(attr.unit);
        match unit.facts.expr(attr.expr).usage {
            Use::Hole(_) => {}
            Use::Arg { call, .. } => match unit.index.callee_name(&unit.facts, call).unwrap_or("") {
                "loads" => self.value(At { unit: attr.unit, expr: call }, Kind::Object),
                name if crate::rewrite::only_shows(name) || name.ends_with("Error") || name == "Exception" => {}
                _ => self.refuse(attr, "the result goes where it cannot be followed"),
            },
            _ => self.refuse(attr, "the result goes where it cannot be followed"),
        }
    }

    /// `object.get("name")` of Python, where the name stays.
    pub(super) fn got(&mut self, attr: At, call: At) {
        let facts = &self.unit(call.unit).facts;
        let name = facts.call(call.expr).and_then(|c| c.args.first()).map(|arg| &facts.expr(arg.value).kind);
        let next = match name {
            Some(ExprKind::Str(name)) if !self.context.migration.fields.contains_key(name.as_str()) => {
                self.kind_of(name)
            }
            _ => None,
        };
        match next {
            Some(next) => self.value(call, next),
            None => self.refuse(attr, "the result goes where it cannot be followed"),
        }
    }
}
