//! What a reference looks like before, and apart from, what it means: nearly all are told from legacy APIs by their names
//! alone.

use super::pattern::Patterns;
use crate::facts::{BindingKind, ExprId, ExprKind, Imported};
use crate::project::Unit;

/// True if the last names of an attribute chain are those of a pattern: nearly all of any file's are not, and need not
/// be resolved.
pub fn may_hit(unit: &Unit, chain: ExprId, patterns: &Patterns<'_>) -> bool {
    let facts = &unit.facts;
    let Some((object, name)) = member(unit, chain) else { return true };
    if patterns.may_end_in(name) {
        return true;
    }
    match &facts.expr(object).kind {
        ExprKind::Attr { name: before, .. } => patterns.may_be_below(before),
        // `from openai import error; error.APIError`, `v = client.videos; v.create()`.
        ExprKind::Name(_) => unit.index.meanings(object).iter().any(|&b| match &facts.binding(b).kind {
            BindingKind::Import(import) => {
                let import = &facts.imports[*import as usize];
                let module = || import.module.rsplit(['.', '/']).next().unwrap_or_default();
                match &import.what {
                    Imported::Name(taken) => patterns.may_be_below(taken),
                    _ => patterns.may_be_below(module()),
                }
            }
            BindingKind::Value { expr, path } if path.is_empty() => match &facts.expr(*expr).kind {
                ExprKind::Attr { name, .. } => patterns.may_be_below(name),
                _ => false,
            },
            _ => false,
        }),
        _ => false,
    }
}

/// True if the last name of an attribute is the last of the path: `self.base`, which was given `openai.api_base` once,
/// is judged where it was given.
pub fn is_written(unit: &Unit, expr: ExprId, path: &str) -> bool {
    let Some((_, name)) = member(unit, expr) else { return true };
    path.trim_end_matches("()").rsplit(['.', '#']).next().is_some_and(|last| last == name || last == "default")
}

/// What a member is read from, and its name: `a.b`, and `a["b"]` where both mean the same.
pub fn member(unit: &Unit, expr: ExprId) -> Option<(ExprId, &str)> {
    match &unit.facts.expr(expr).kind {
        ExprKind::Attr { object, name, .. } => Some((*object, name)),
        ExprKind::Index { object, key } if unit.source.language.is_ecmascript() => match &unit.facts.expr(*key).kind {
            ExprKind::Str(name) => Some((*object, name)),
            _ => None,
        },
        _ => None,
    }
}
