//! Exceptions: their names, and what is read from them where they are caught.

use super::super::Context;
use super::super::draft::Draft;
use super::site::{NameSite, Sites};
use crate::facts::{BindingKind, ExprId, ExprKind, RegionKind, Use};

/// Rewrites names of exceptions. Bare names are the import's business: only their uses change here, where the new name
/// is another.
pub fn rewrite(context: Context<'_, '_>, sites: &Sites<'_>, draft: &mut Draft) {
    let facts = &context.resolver.project.unit(sites.unit).facts;
    for NameSite { expr, to, bare } in &sites.names {
        let name = to.rsplit('.').next().unwrap_or(to);
        let below = to.split_once('.').map_or(*to, |(_, rest)| rest);
        let span = facts.expr(*expr).span;
        if !bare {
            draft.replace(sites.unit, span, format!("{}.{below}", sites.prefix.text));
        } else if !is_aliased(context, sites, *expr) {
            draft.replace(sites.unit, span, name);
        }
        caught(context, sites, *expr, draft);
    }
}

/// True if the name was imported `as` another: then it stays.
pub fn is_aliased(context: Context<'_, '_>, sites: &Sites<'_>, expr: ExprId) -> bool {
    let unit = context.resolver.project.unit(sites.unit);
    unit.index.meanings(expr).iter().any(|&b| match unit.facts.binding(b).kind {
        BindingKind::Import(import) => match &unit.facts.imports[import as usize].what {
            crate::facts::Imported::Name(name) => *name != unit.facts.binding(b).name,
            _ => false,
        },
        _ => false,
    })
}

/// Attributes of the exception in the handler that names it.
fn caught(context: Context<'_, '_>, sites: &Sites<'_>, expr: ExprId, draft: &mut Draft) {
    let unit = context.resolver.project.unit(sites.unit);
    let facts = &unit.facts;
    let mut at = expr;
    let region = loop {
        match facts.expr(at).usage {
            Use::Caught(region) => break region,
            Use::Item(parent) => at = parent,
            _ => return,
        }
    };
    if !matches!(facts.region(region).kind, RegionKind::Handler(_)) {
        return;
    }
    for (id, binding) in facts.bindings.iter().enumerate() {
        if !matches!(binding.kind, BindingKind::Caught(r) if r == region) {
            continue;
        }
        for &read in unit.index.reads(id as u32) {
            let Use::Object(parent) = facts.expr(read).usage else { continue };
            let ExprKind::Attr { name, name_span, .. } = &facts.expr(parent).kind else { continue };
            if let Some(new) = context.migration.error_attributes.get(name) {
                draft.replace(sites.unit, *name_span, new);
            } else if name == "error" {
                draft.refuse(sites.unit, *name_span, "`error` of an exception is its `body` now");
            }
        }
    }
}
