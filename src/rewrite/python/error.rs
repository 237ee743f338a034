//! Exceptions: their names, and what is read from them where they are caught.

use super::super::Context;
use super::super::draft::Draft;
use super::several;
use super::site::{NameSite, Sites};
use crate::facts::{BindingKind, ExprId, ExprKind, Facts, Imported, RegionId, RegionKind, Use};
use crate::project::{Unit, UnitId};
use crate::source::Span;
use std::collections::BTreeMap;

/// Rewrites names of exceptions. Bare names are the import's business: only their uses change here, where the new name
/// is another.
pub fn rewrite(context: Context<'_, '_>, sites: &Sites<'_>, draft: &mut Draft) {
    let unit = context.resolver.project.unit(sites.unit);
    let facts = &unit.facts;
    let mut needs_response = false;
    // For each handler, whether all that it catches has a status.
    let mut handlers: BTreeMap<RegionId, bool> = BTreeMap::new();
    for site in &sites.names {
        let NameSite { expr, to, .. } = site;
        let name = to.rsplit('.').next().unwrap_or(to);
        let span = facts.expr(*expr).span;
        match several::written(context, sites, site) {
            Ok((classes, [before, after])) => {
                let texts: Vec<String> = classes.iter().map(|class| spelled(context, sites, site, class)).collect();
                let text = format!("{before}{}{after}", texts.join(", "));
                if text != unit.source.slice(span) {
                    draft.replace(sites.unit, span, text);
                }
            }
            Err(why) => draft.refuse(sites.unit, span, why),
        }
        for region in handlers_of(unit, *expr) {
            *handlers.entry(region).or_insert(true) &= super::raise::has_status(name);
        }
        if let Use::Callee(call) = facts.expr(*expr).usage {
            needs_response |= super::raise::rewrite(context, sites, call, name, draft);
        }
    }
    let all = facts.bindings.iter().filter_map(|b| match b.kind {
        BindingKind::Caught(region) => Some(region),
        _ => None,
    });
    let unnamed: Vec<RegionId> = all.filter(|r| !handlers.contains_key(r) && catches_all(facts, *r)).collect();
    unnamed.into_iter().for_each(|region| caught(context, sites, region, (false, TELLING), draft));
    handlers.into_iter().for_each(|(region, with_status)| caught(context, sites, region, (with_status, &[]), draft));
    let is_known = |i: &crate::facts::Import| i.module == "types" && i.what == Imported::Name("SimpleNamespace".into());
    if !needs_response || facts.imports.iter().any(is_known) {
        return;
    }
    if !import_first(facts, &unit.source.text, sites.unit, "from types import SimpleNamespace\n", draft) {
        draft.refuse(sites.unit, Span::default(), "it imports nothing at its top level");
    }
}

/// How a class is written in the place of a name.
fn spelled(context: Context<'_, '_>, sites: &Sites<'_>, site: &NameSite<'_>, class: &str) -> String {
    let unit = context.resolver.project.unit(sites.unit);
    if !site.bare {
        let below = class.split_once('.').map_or(class, |(_, rest)| rest);
        return format!("{}.{below}", sites.prefix.text);
    }
    let text = unit.source.slice(unit.facts.expr(site.expr).span);
    let keeps_name = || is_aliased(context, sites, site.expr) || several::taken_by(context, sites.unit, text).is_some();
    if class == site.to && keeps_name() {
        return text.to_owned();
    }
    let name = class.rsplit('.').next().unwrap_or(class);
    several::local_name(&unit.facts, &context.migration.package, name)
}

/// Puts a line before the first import that stands at the margin; false if there is none.
pub fn import_first(facts: &Facts, text: &str, unit: UnitId, line: &str, draft: &mut Draft) -> bool {
    let at_margin = |span: &Span| span.start == 0 || text[..span.start as usize].ends_with('\n');
    let imports = facts.imports.iter().filter(|i| i.module != "__future__").map(|i| i.statement);
    let first = imports.filter(at_margin).min();
    if let Some(first) = first {
        draft.insert(unit, first.start, line);
    }
    first.is_some()
}

/// True if the name was imported `as` another: then it stays.
pub fn is_aliased(context: Context<'_, '_>, sites: &Sites<'_>, expr: ExprId) -> bool {
    let unit = context.resolver.project.unit(sites.unit);
    unit.index.meanings(expr).iter().any(|&b| match unit.facts.binding(b).kind {
        BindingKind::Import(import) => match &unit.facts.imports[import as usize].what {
            Imported::Name(name) => *name != unit.facts.binding(b).name,
            _ => false,
        },
        _ => false,
    })
}

/// The handlers that name an exception, themselves or by a constant that holds it.
pub fn handlers_of(unit: &Unit, expr: ExprId) -> Vec<RegionId> {
    const MAX_NAMES: usize = 100;
    let facts = &unit.facts;
    let (mut found, mut queue, mut looked) = (Vec::new(), vec![expr], 0);
    while let Some(at) = queue.pop().filter(|_| looked < MAX_NAMES) {
        looked += 1;
        match &facts.expr(at).usage {
            Use::Caught(region) if matches!(facts.region(*region).kind, RegionKind::Handler(_)) => found.push(*region),
            Use::Item(parent) => queue.push(*parent),
            Use::Bound(bindings) => queue.extend(unit.facts.bound(bindings).iter().flat_map(|&b| unit.index.reads(b))),
            _ => {}
        }
    }
    found
}

/// Attributes that nothing but the SDK's exceptions has.
const TELLING: &[&str] = &["http_status", "json_body", "http_body", "user_message"];

/// True of `except Exception as error`.
fn catches_all(facts: &Facts, region: RegionId) -> bool {
    let mut named = facts.exprs.iter().filter(|e| e.usage == Use::Caught(region));
    named.all(|e| matches!(&e.kind, ExprKind::Name(name) if matches!(name.as_str(), "Exception" | "BaseException")))
}

/// Attributes of the exception in a handler: whether all it catches has a status, and which are meant, if not all.
fn caught(
    context: Context<'_, '_>,
    sites: &Sites<'_>,
    region: RegionId,
    (with_status, only): (bool, &[&str]),
    draft: &mut Draft,
) {
    let unit = context.resolver.project.unit(sites.unit);
    let facts = &unit.facts;
    for (id, binding) in facts.bindings.iter().enumerate() {
        if !matches!(binding.kind, BindingKind::Caught(r) if r == region) {
            continue;
        }
        for &read in unit.index.reads(id as u32) {
            let Use::Object(parent) = facts.expr(read).usage else { continue };
            // The name may be that of another handler's exception elsewhere.
            if !facts.enclosing(facts.expr(read).region).any(|(id, _)| id == region) {
                continue;
            }
            let ExprKind::Attr { name, name_span, .. } = &facts.expr(parent).kind else { continue };
            if !only.is_empty() && !only.contains(&name.as_str()) {
                continue;
            }
            if let Some(new) = context.migration.error_attributes.get(name.as_str()) {
                // Not every error of a wider class came from a response.
                let of_response = new == "status_code" || new.starts_with("response.");
                match of_response && !with_status {
                    true => or_none(context, sites, (read, parent), new, draft),
                    false => draft.replace(sites.unit, *name_span, new),
                }
            } else if name == "error" {
                draft.refuse(sites.unit, *name_span, "`error` of an exception is its `body` now");
            }
        }
    }
}

/// `e.http_status` of an error that may have none.
fn or_none(context: Context<'_, '_>, sites: &Sites<'_>, (read, attr): (ExprId, ExprId), new: &str, draft: &mut Draft) {
    let facts = &context.resolver.project.unit(sites.unit).facts;
    let (outer, inner) = (facts.expr(attr).span, facts.expr(read).span);
    if facts.expr(attr).usage == Use::Target {
        return draft.refuse(sites.unit, outer, "the error is changed here");
    }
    let (first, rest) = new.split_once('.').map_or((new, None), |(first, rest)| (first, Some(rest)));
    draft.insert(
        sites.unit,
        inner.start,
        match rest {
            Some(_) => "getattr(getattr(",
            None => "getattr(",
        },
    );
    let more = rest.map(|rest| format!(", \"{rest}\", None)")).unwrap_or_default();
    draft.replace(sites.unit, Span { start: inner.end, end: outer.end }, format!(", \"{first}\", None){more}"));
}
