//! openai-node 3 becomes the client of 4 and later.
//!
//! `import` rewrites what is taken from the package and every use of it, `call` the methods and their arguments,
//! `result` takes the wrapper of the HTTP library off what they return, `error` what is read of an exception. Files
//! that are joined by imports are one migration: a client is made in one and called in another.

mod call;
mod error;
mod import;
mod result;

pub(super) use call::completion;

use super::Context;
use super::draft::Draft;
use super::group;
use crate::facts::{ExprId, ExprKind, Use};
use crate::knowledge::MigratedCall;
use crate::project::{At, UnitId};
use crate::source::Span;

/// A call of the old client.
struct CallSite<'m> {
    at: At,
    callee: ExprId,
    rule: &'m MigratedCall,
}

/// One draft for each group of units that need each other, given for each of its units.
pub(super) fn drafts(context: Context<'_, '_>, units: &[UnitId]) -> Vec<(UnitId, Draft)> {
    if context.migration.engine != "openai-node-v3" {
        return Vec::new();
    }
    let project = context.resolver.project;
    let units: Vec<UnitId> =
        units.iter().copied().filter(|&u| project.unit(u).source.language.is_ecmascript()).collect();
    let alone: Vec<Draft> = units.iter().map(|&unit| of_group(context, &[unit])).collect();
    let mut drafts = Vec::new();
    for group in group::of(project, &units, &alone, |unit| makes(context, unit)) {
        let draft = match group[..] {
            [one] => alone[one].clone(),
            _ => of_group(context, &group.iter().map(|&at| units[at]).collect::<Vec<_>>()),
        };
        // A file that sends its requests by itself has nothing of the old client.
        if draft.units().next().is_some() {
            drafts.extend(group.into_iter().map(|at| (units[at], draft.clone())));
        }
    }
    drafts
}

/// True if a client is made in this unit: who imports types alone goes with those who make the client.
fn makes(context: Context<'_, '_>, unit: UnitId) -> bool {
    let facts = &context.resolver.project.unit(unit).facts;
    let is_type = |i: &crate::facts::Import| match &i.what {
        crate::facts::Imported::Name(name) => !matches!(name.as_str(), "OpenAIApi" | "Configuration"),
        _ => false,
    };
    facts.imports.iter().any(|i| i.module == context.migration.package && !i.type_only && !is_type(i))
}

fn of_group(context: Context<'_, '_>, group: &[UnitId]) -> Draft {
    let project = context.resolver.project;
    let mut draft = Draft::default();
    for &id in group {
        let unit = project.unit(id);
        if !unit.facts.syntax_errors.is_empty() {
            draft.refuse(id, Span::default(), "it does not parse");
        }
        import::rewrite(context, id, &mut draft);
        let sites = sites(context, id, &mut draft);
        let mut results = Vec::new();
        for site in &sites {
            let to_chat = call::rewrite(context, site, &mut draft);
            results.push((site.at, to_chat));
        }
        error::rewrite(context, &sites, &mut draft);
        result::follow(context, &results, &mut draft);
    }
    draft
}

/// Calls of the old client, and what of it nothing takes the place of.
fn sites<'m>(context: Context<'m, '_>, id: UnitId, draft: &mut Draft) -> Vec<CallSite<'m>> {
    let facts = &context.resolver.project.unit(id).facts;
    let mut sites = Vec::new();
    for expr in 0..facts.exprs.len() as ExprId {
        let ExprKind::Attr { name_span, .. } = facts.expr(expr).kind else { continue };
        for path in context.resolver.api_paths(At { unit: id, expr }) {
            if let Some(why) = context.migration.gone.get(&*path) {
                draft.refuse(id, name_span, format!("`{path}`: {why}"));
            }
            let Some(rule) = context.migration.call.iter().find(|rule| rule.from.iter().any(|p| **p == *path)) else {
                continue;
            };
            match facts.expr(expr).usage {
                Use::Callee(call) => sites.push(CallSite { at: At { unit: id, expr: call }, callee: expr, rule }),
                _ => draft.refuse(id, name_span, format!("`{path}` is used as a value here")),
            }
            break;
        }
    }
    sites
}
