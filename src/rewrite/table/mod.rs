//! Migrations that a table says all about: names that are imported from elsewhere, methods and arguments that are
//! called otherwise, members of results.
//!
//! `import` rewrites what names are taken from, `call` a call with its arguments, `object` arguments that become one
//! object, `credential` what a client is let in by, `result` what is read of what a call returns, `field` the same where
//! fields are called otherwise at any depth, `host` whether a client asks somebody else, `prompt` the marks of turns that text completions wanted in their prompts.

mod call;
mod credential;
mod field;
mod host;
mod import;
mod object;
mod prompt;
mod result;

pub(super) use field::follow_reply;

use super::Context;
use super::draft::Draft;
use super::group;
use crate::facts::{ExprId, ExprKind, Imported, Use};
use crate::knowledge::MigratedCall;
use crate::language::Language;
use crate::project::{At, UnitId};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// A call that is migrated.
struct CallSite<'m> {
    at: At,
    callee: ExprId,
    rule: &'m MigratedCall,
    /// How many members the old name has behind the client.
    members: usize,
}

/// Drafts with the place that each speaks for; `None` for the whole file.
pub(super) fn drafts(context: Context<'_, '_>, units: &[UnitId]) -> Vec<(UnitId, Draft, Option<Span>)> {
    let is_meant = match context.migration.target.as_str() {
        "responses" => context.wish.responses,
        "chat" => !context.wish.responses,
        _ => true,
    };
    if context.migration.engine != "table" || !is_meant {
        return Vec::new();
    }
    let project = context.resolver.project;
    let python = context.migration.language == "python";
    let is_ours = |id: &UnitId| {
        let unit = project.unit(*id);
        let language = unit.source.language;
        let speaks = if python { language == Language::Python } else { language.is_ecmascript() };
        speaks && unit.facts.syntax_errors.is_empty()
    };
    let units: Vec<UnitId> = units.iter().copied().filter(is_ours).collect();
    if context.migration.call.is_empty() && context.migration.gone.is_empty() {
        // Each statement stands for itself: nothing but names has moved.
        let moved = |id: UnitId| import::drafts(context, id).into_iter().map(move |(at, draft)| (id, draft, Some(at)));
        return units.into_iter().flat_map(moved).collect();
    }
    if context.migration.apart {
        return units.into_iter().flat_map(|id| apart(context, id)).collect();
    }
    let alone: Vec<Draft> = units.iter().map(|&id| of_unit(context, id)).collect();
    if context.migration.names.is_empty() {
        return units.into_iter().zip(alone).map(|(id, draft)| (id, draft, None)).collect();
    }
    // Where classes have moved, a client is made in one file and called in another.
    let mut drafts = Vec::new();
    for group in group::of(project, &units, &alone, |unit| makes(context, unit)) {
        let mut joined = Draft::default();
        group.iter().for_each(|&at| joined.join(alone[at].clone()));
        drafts.extend(group.into_iter().map(|at| (units[at], joined.clone(), None)));
    }
    drafts
}

/// A draft for each call.
fn apart(context: Context<'_, '_>, id: UnitId) -> Vec<(UnitId, Draft, Option<Span>)> {
    let mut drafts = Vec::new();
    let sites = sites(context, id, &mut Draft::default());
    let calls: FxHashSet<At> = sites.iter().map(|site| site.at).collect();
    for site in &sites {
        let mut draft = Draft::default();
        call::rewrite(context, site, &calls, &mut draft);
        drafts.push((id, draft, Some(context.resolver.project.expr(site.at).span)));
    }
    drafts
}

/// True if a client is made in this unit.
fn makes(context: Context<'_, '_>, unit: UnitId) -> bool {
    let separator = if context.migration.language == "python" { '.' } else { '#' };
    context.resolver.project.unit(unit).facts.imports.iter().any(|import| {
        let Imported::Name(name) = &import.what else { return false };
        let path = format!("{}{separator}{name}", import.module);
        !import.type_only && context.migration.call.iter().any(|call| call.from.contains(&path))
    })
}

fn of_unit(context: Context<'_, '_>, id: UnitId) -> Draft {
    let mut draft = Draft::default();
    import::drafts(context, id).into_iter().for_each(|(_, part)| draft.join(part));
    let sites = sites(context, id, &mut draft);
    let calls: FxHashSet<At> = sites.iter().map(|site| site.at).collect();
    for site in &sites {
        call::rewrite(context, site, &calls, &mut draft);
    }
    if !context.migration.keys.is_empty() {
        field::keys(context, id, &mut draft);
    }
    names(context, id, &mut draft);
    draft
}

fn sites<'m>(context: Context<'m, '_>, id: UnitId, draft: &mut Draft) -> Vec<CallSite<'m>> {
    let facts = &context.resolver.project.unit(id).facts;
    let migration = context.migration;
    let mut sites = Vec::new();
    for expr in 0..facts.exprs.len() as ExprId {
        if !matches!(facts.expr(expr).kind, ExprKind::Attr { .. } | ExprKind::Name(_)) {
            continue;
        }
        for path in context.resolver.api_paths(At { unit: id, expr }) {
            let below = migration.clients.iter().find_map(|client| path.strip_prefix(client.as_str()));
            let is = |p: &String| **p == *path || below.is_some_and(|rest| rest == p);
            if let Some((_, why)) = migration.gone.iter().find(|(gone, _)| is(gone)) {
                draft.refuse(id, facts.expr(expr).span, format!("`{path}`: {why}"));
            }
            let Some(rule) = migration.call.iter().find(|rule| rule.from.iter().any(is)) else { continue };
            let members = path.rsplit_once("()").map_or(0, |(_, rest)| rest.matches('.').count());
            match facts.expr(expr).usage {
                Use::Callee(call) => {
                    sites.push(CallSite { at: At { unit: id, expr: call }, callee: expr, rule, members })
                }
                // The import renames it.
                Use::Annotation if migration.names.get(&*path).is_some_and(|new| !new.is_empty()) => {}
                _ => draft.refuse(id, facts.expr(expr).span, format!("`{path}` is used as a value here")),
            }
            break;
        }
    }
    sites
}

/// Names that are read from a module, and those whose import goes: whoever reads them still must not.
fn names(context: Context<'_, '_>, id: UnitId, draft: &mut Draft) {
    let facts = &context.resolver.project.unit(id).facts;
    let separator = if context.migration.language == "python" { '.' } else { '#' };
    for expr in 0..facts.exprs.len() as ExprId {
        let name_span = match &facts.expr(expr).kind {
            ExprKind::Attr { name_span, .. } => Some(*name_span),
            ExprKind::Name(_) => None,
            _ => continue,
        };
        let paths = context.resolver.api_paths(At { unit: id, expr });
        let Some((old, new)) = paths.iter().find_map(|path| context.migration.names.get_key_value(&**path)) else {
            continue;
        };
        let span = facts.expr(expr).span;
        match (new.rsplit_once(separator), name_span) {
            (None, _) if draft.covers(id, span) => {}
            (None, _) => draft.refuse(id, span, format!("`{old}` has no counterpart")),
            (Some((module, name)), Some(name_span)) => {
                match old.rsplit_once(separator).is_some_and(|(from, _)| from == module) {
                    true => draft.replace(id, name_span, name),
                    false => draft.refuse(id, span, format!("`{old}` is read from a module that it has left")),
                }
            }
            (Some(_), None) => {}
        }
    }
}
