//! Values kept in fields of classes and attributes of objects.

use super::{Flow, Rank, Sink};
use crate::facts::{ClassId, ExprKind, Step, Use};
use crate::project::{At, Target, UnitId};

/// Methods of strings whose result is the string, nearly.
const PASSING: [&str; 9] =
    ["strip", "lstrip", "rstrip", "trim", "lower", "toLowerCase", "replace", "removeprefix", "removesuffix"];
/// Reads of a field are looked at in this many places at most.
const MAX_READS: usize = 200;

/// Why a value counts that is stored in a field which nobody reads: by the field's name alone.
pub(super) const KEPT: &str = "kept";

impl Flow<'_, '_> {
    /// A value stored to `object.name` or `object[key]`.
    pub(super) fn stored(&mut self, target: At, path: &[Step]) -> Sink {
        let facts = self.facts(target.unit);
        match &facts.expr(target.expr).kind {
            ExprKind::Attr { object, name, .. } => {
                let mut best = Sink::new(Rank::None, "attribute");
                for owner in self.resolver.targets(At { unit: target.unit, expr: *object }).iter() {
                    if let Target::Instance(u, c) | Target::Class(u, c) = owner {
                        best = best.or(|| self.field(*u, *c, name, path));
                    }
                }
                if matches!(best.rank, Rank::None | Rank::Compared | Rank::Unknown)
                    && path.is_empty()
                    && self.words.names_model(name)
                {
                    let why = if best.rank == Rank::Unknown { "attribute" } else { KEPT };
                    return Sink::named(why, target);
                }
                best
            }
            ExprKind::Index { object, key } => {
                let ExprKind::Str(key) = &facts.expr(*key).kind else { return Sink::unknown("entry") };
                let mut inner = vec![Step::Key(key.as_str().into())];
                inner.extend_from_slice(path);
                let mut best = Sink::new(Rank::None, "entry");
                if let ExprKind::Name(_) = facts.expr(*object).kind {
                    let index = &self.resolver.project.unit(target.unit).index;
                    for &binding in index.meanings(*object) {
                        best = best.or(|| self.binding(target.unit, binding, &inner));
                    }
                }
                if best.rank < Rank::Named && path.is_empty() && self.words.names_model(key) {
                    return Sink::named("entry", target);
                }
                best
            }
            _ => Sink::unknown("target"),
        }
    }

    /// The reads of a field of a class: on `self`, on instances, on the class and on its subclasses.
    pub(super) fn field(&mut self, unit: UnitId, class: ClassId, name: &str, path: &[Step]) -> Sink {
        let project = self.resolver.project;
        let mut best = Sink::new(Rank::None, "unused");
        let mut looked = 0;
        // The class's own file first, then those that import it.
        let mut units = vec![unit];
        units.extend(project.importers[unit as usize].iter().map(|(u, _)| *u));
        units.dedup();
        let naming = project.names.attribute(name);
        units.retain(|user| naming.binary_search(user).is_ok());
        if project.len() < 400 {
            let rest: Vec<UnitId> = naming.iter().copied().filter(|user| !units.contains(user)).collect();
            units.extend(rest);
        }
        let mut unresolved = false;
        for user in units {
            for &read in project.unit(user).index.attribute_reads(&project.unit(user).facts, name) {
                looked += 1;
                if looked > MAX_READS {
                    return best.or(|| Sink::unknown("field"));
                }
                let ExprKind::Attr { object, .. } = self.facts(user).expr(read).kind else { continue };
                let owners = self.resolver.targets(At { unit: user, expr: object });
                let owned = owners.iter().any(|o| match o {
                    Target::Instance(u, c) | Target::Class(u, c) => self.related((*u, *c), (unit, class)),
                    _ => false,
                });
                if owned {
                    best = best.or(|| self.follow(At { unit: user, expr: read }, path));
                } else if !owners
                    .iter()
                    .any(|o| matches!(o, Target::Instance(..) | Target::Class(..) | Target::Module(_)))
                {
                    unresolved = true;
                }
            }
        }
        if best.rank == Rank::None && unresolved {
            return Sink::unknown("field");
        }
        best
    }

    /// True if one class is the other, or inherits from it.
    fn related(&self, a: (UnitId, ClassId), b: (UnitId, ClassId)) -> bool {
        a == b || self.inherits(a, b, 0) || self.inherits(b, a, 0)
    }

    fn inherits(&self, from: (UnitId, ClassId), to: (UnitId, ClassId), depth: u32) -> bool {
        depth < 8
            && self.facts(from.0).class(from.1).bases.iter().any(|&base| {
                self.resolver.targets(At { unit: from.0, expr: base }).iter().any(|t| match t {
                    Target::Class(u, c) => (*u, *c) == to || self.inherits((*u, *c), to, depth + 1),
                    _ => false,
                })
            })
    }

    /// The value that `object.name` was given, if it was given one once.
    pub(super) fn field_value(&self, object: At, name: &str) -> Option<At> {
        for target in self.resolver.targets(object).iter() {
            if let Target::Instance(u, c) = target {
                let class = self.facts(*u).class(*c);
                let mut values = class.instance_attrs.iter().filter(|(n, _)| n == name);
                if let (Some((_, value)), None) = (values.next(), values.next()) {
                    return Some(At { unit: *u, expr: *value });
                }
            }
        }
        None
    }

    /// `value.name`: a step into a container, a method of a string, the `value` of an enum member.
    pub(super) fn object(&mut self, attribute: At, path: &[Step]) -> Sink {
        let facts = self.facts(attribute.unit);
        let expr = facts.expr(attribute.expr);
        let ExprKind::Attr { name, .. } = &expr.kind else { return Sink::unknown("attribute") };
        if let Use::Callee(call) = expr.usage {
            let call_at = At { unit: attribute.unit, expr: call };
            let first = facts.call(call).and_then(|c| c.args.first()).map(|a| &facts.expr(a.value).kind);
            return match (name.as_str(), path) {
                ("get" | "pop", [Step::Key(key), rest @ ..]) => match first {
                    Some(ExprKind::Str(asked)) if asked != key => Sink::new(Rank::None, "entry"),
                    Some(ExprKind::Str(_)) => self.follow(call_at, rest),
                    _ => self.follow(call_at, rest).at_most(Rank::Unknown),
                },
                ("copy" | "items" | "model_dump" | "dict", _) if !path.is_empty() => self.follow(call_at, path),
                _ if !path.is_empty() => Sink::unknown("method"),
                _ if self.words.is_inert(name) && !PASSING.contains(&name.as_str()) => {
                    Sink::new(Rank::Compared, "comparison")
                }
                _ => self.follow(call_at, &[]),
            };
        }
        match path {
            [Step::Key(key), rest @ ..] if key == name => self.follow(attribute, rest),
            [] if name == "value" => self.follow(attribute, &[]),
            _ => Sink::new(Rank::None, "attribute"),
        }
    }
}
