//! What objects hold: one entry of a table, what a pattern takes out or leaves, the fields of an instance.

use super::argument::{Given, MAX_ENTRIES, keys};
use crate::facts::{BindingId, BindingKind, ExprKind, Step};
use crate::project::{At, Resolver, Target, UnitId};

/// What an entry of an object can be: `TABLE["x"]`, and any of it where the key cannot be seen. The flag says that it
/// may be something else.
pub fn indexed(resolver: &Resolver<'_>, object: At, key: At, depth: u32) -> (Vec<At>, bool) {
    let whole = keys(resolver, object, depth);
    let name = match &resolver.project.expr(key).kind {
        ExprKind::Str(name) => Some(name.as_str()),
        _ => None,
    };
    let values: Vec<At> =
        whole.entries.iter().filter(|(entry, _)| name.is_none_or(|name| name == entry)).map(|(_, at)| *at).collect();
    (values, whole.open || whole.entries.is_empty())
}

/// What a pattern leaves of an object: `const { onMessage, ...options } = given`, `const { options } = given`.
pub fn taken_apart(
    resolver: &Resolver<'_>,
    id: UnitId,
    binding: BindingId,
    path: &[Step],
    mut whole: Given,
    depth: u32,
) -> Given {
    let facts = &resolver.project.unit(id).facts;
    for (at, step) in path.iter().enumerate() {
        match step {
            Step::Key(name) => {
                let mut inner = Given { entries: Vec::new(), open: whole.open };
                whole.get(name).for_each(|value| inner.join(keys(resolver, value, depth + 1)));
                whole = inner;
            }
            Step::Rest => {
                // What the pattern takes by name is not among the rest.
                let beside = facts.region(facts.binding(binding).region).names.iter().take(MAX_ENTRIES);
                let own = &facts.binding(binding).kind;
                let taken: Vec<&str> = beside
                    .filter_map(|&other| way_beside(own, &facts.binding(other).kind)?.get(at))
                    .filter_map(|step| if let Step::Key(name) = step { Some(name.as_str()) } else { None })
                    .collect();
                whole.entries.retain(|(name, _)| !taken.contains(&name.as_str()));
            }
            Step::Index(_) => return Given::unseen(),
        }
    }
    whole
}

/// The way of a name into the value that another name is taken out of too.
fn way_beside<'f>(own: &BindingKind, other: &'f BindingKind) -> Option<&'f [Step]> {
    match (own, other) {
        (BindingKind::Value { expr: a, .. }, BindingKind::Value { expr: b, path }) if a == b => Some(path),
        (BindingKind::Param { function: f, index: a, .. }, BindingKind::Param { function: g, index: b, path, .. })
            if f == g && a == b =>
        {
            Some(path)
        }
        _ => None,
    }
}

/// The fields of an instance of a class of the project: `vars(settings)`.
pub fn fields(resolver: &Resolver<'_>, at: At) -> Given {
    let mut all = Given::default();
    let mut seen = false;
    let targets = resolver.targets(uncopied(resolver, at));
    for target in targets.iter() {
        match target {
            Target::Instance(id, class) | Target::Class(id, class) => {
                seen = true;
                let unit = resolver.project.unit(*id);
                let class = unit.facts.class(*class);
                all.open |= class.bases.iter().any(|&base| {
                    resolver.targets(At { unit: *id, expr: base }).iter().any(|t| matches!(t, Target::Class(..)))
                });
                let attrs = class.instance_attrs.iter().map(|(name, expr)| (*name, *expr));
                all.entries.extend(attrs.map(|(name, expr)| (name.to_string(), At { unit: *id, expr })));
                for binding in &unit.facts.region(class.region).names {
                    let name = &unit.facts.binding(*binding).name;
                    match &unit.facts.binding(*binding).kind {
                        BindingKind::Value { expr, .. } => {
                            all.entries.push((name.to_string(), At { unit: *id, expr: *expr }))
                        }
                        BindingKind::Declared => {
                            let annotation = unit.facts.binding(*binding).annotation;
                            all.entries.extend(annotation.map(|expr| (name.to_string(), At { unit: *id, expr })));
                        }
                        _ => {}
                    }
                }
            }
            _ => all.open = true,
        }
    }
    all.open |= !seen;
    all
}

/// What was copied, where `at` is a copy: `copy.deepcopy(settings)`.
fn uncopied(resolver: &Resolver<'_>, at: At) -> At {
    let copied = resolver.value_of(at);
    let unit = resolver.project.unit(copied.unit);
    let (Some(call), Some("deepcopy" | "copy" | "replace")) =
        (unit.facts.call(copied.expr), unit.index.callee_name(&unit.facts, copied.expr))
    else {
        return at;
    };
    call.args.first().map_or(at, |arg| At { unit: copied.unit, expr: arg.value })
}
