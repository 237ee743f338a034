//! A class of the old interface that is kept under a name and called later: `self.client = openai.Embedding`, then
//! `self.client.create(…)`. What is kept then is the new client's part with the same methods.

use super::super::Context;
use super::site::{CallSite, Kept};
use crate::facts::{ExprId, ExprKind, Use};
use crate::project::UnitId;

/// The calls through what `value` (whose API path is `class`) is kept as; `None` if it is read otherwise anywhere.
pub fn sites<'m>(context: Context<'m, '_>, id: UnitId, value: ExprId, class: &str) -> Option<Vec<CallSite<'m>>> {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let reads: Vec<ExprId> = match &facts.expr(value).usage {
        Use::Bound(bindings) => {
            let bindings = facts.bound(bindings);
            let reads: Vec<ExprId> = bindings.iter().flat_map(|&b| unit.index.reads(b)).copied().collect();
            // Under the same name there may be something else.
            let alone = |read: &ExprId| unit.index.meanings(*read).iter().all(|b| bindings.contains(b));
            if bindings.iter().any(|&b| facts.binding(b).region == 0) || !reads.iter().all(alone) {
                return None;
            }
            reads
        }
        Use::Stored(target) => {
            let name = match &facts.expr(*target).kind {
                // What a validator puts into the values of a class is its attribute later.
                ExprKind::Index { key, .. } => match &facts.expr(*key).kind {
                    ExprKind::Str(name) => name.as_str(),
                    _ => return None,
                },
                ExprKind::Attr { object, name, .. } if matches!(facts.expr(*object).kind, ExprKind::This(_)) => {
                    name.as_str()
                }
                _ => return None,
            };
            let own = |read: &ExprId| match facts.expr(*read).kind {
                ExprKind::Attr { object, .. } => matches!(facts.expr(object).kind, ExprKind::This(_)),
                _ => false,
            };
            let reads = unit.index.attribute_reads(facts, name).to_vec();
            // Something else may be kept under the same name.
            let others = facts.stores.iter().filter(|(t, v)| *v != value && named(context, id, *t, name));
            if others.count() > 0 {
                return None;
            }
            reads.into_iter().filter(own).collect()
        }
        _ => return None,
    };
    let mut found: Vec<CallSite<'m>> = Vec::new();
    for read in reads {
        let Use::Object(callee) = facts.expr(read).usage else { return None };
        let ExprKind::Attr { name, .. } = &facts.expr(callee).kind else { return None };
        let Use::Callee(call) = facts.expr(callee).usage else { return None };
        let path = format!("{class}.{name}");
        let rule = context.migration.call.iter().find(|rule| rule.from.contains(&path))?;
        let kept = Some(Kept { value, read });
        // All methods must stand in the same place of the new client.
        if found.iter().any(|other| part(&other.rule.to) != part(&rule.to)) {
            return None;
        }
        found.push(CallSite { call, callee, rule, awaited: false, kept });
    }
    (!found.is_empty()).then_some(found)
}

/// `chat.completions` of `chat.completions.create`.
pub fn part(to: &str) -> &str {
    to.rsplit_once('.').map_or("", |(part, _)| part)
}

fn named(context: Context<'_, '_>, id: UnitId, target: ExprId, wanted: &str) -> bool {
    let facts = &context.resolver.project.unit(id).facts;
    match &facts.expr(target).kind {
        ExprKind::Attr { name, .. } => name == wanted,
        ExprKind::Index { key, .. } => matches!(&facts.expr(*key).kind, ExprKind::Str(name) if name == wanted),
        _ => false,
    }
}
