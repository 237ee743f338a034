//! The module interface of openai-python 0.x and its kin become calls of a client.
//!
//! `site` finds every place that names the old interface, `call` rewrites a call with its arguments, `completion` what
//! changes with the endpoint, `setting` the module's settings, `environment` variables that the code sets, `service` which host they lead to, `import` the imports, `error` exceptions, `several` those that stand for
//! several classes now, `order` those that stand above others now, `raise` those the code makes itself, `result`
//! follows what a call returns to where it is read, `patched` and `stand_in` what tests put in its place.

mod call;
mod completion;
mod environment;
mod error;
mod import;
mod kept;
mod option;
mod order;
mod patched;
mod raise;
mod result;
mod service;
mod setting;
mod several;
mod site;
mod stand_in;

pub(super) use completion::{is_text as is_one_text, model as model_of_completion, says_nothing as asks_nothing};

use super::Context;
use super::draft::Draft;
use crate::language::Language;
use crate::project::{At, Project, UnitId};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// One draft a unit: all its places.
pub(super) fn drafts(context: Context<'_, '_>, units: &[UnitId]) -> Vec<(UnitId, Draft)> {
    if context.migration.engine != "openai-python-v0" {
        return Vec::new();
    }
    let project = context.resolver.project;
    let all: Vec<site::Sites> = units
        .iter()
        .filter(|&&unit| project.unit(unit).source.language == Language::Python)
        .map(|&unit| site::find(context, unit))
        .collect();
    let patches = if all.is_empty() { Vec::new() } else { patched::find(context) };
    let reach = patched::reach(context, &patches);
    let mut drafts: Vec<(UnitId, Draft)> = Vec::new();
    for sites in &all {
        let mut draft = Draft::default();
        sites.refused.iter().for_each(|(span, why)| draft.refuse(sites.unit, *span, why));
        if !project.unit(sites.unit).facts.syntax_errors.is_empty() {
            draft.refuse(sites.unit, Span::default(), "it does not parse");
        }
        let joined = super::joined(project, sites.unit);
        let mut around = around(project, &all, sites, &joined);
        around.several_loops = joined.iter().any(|&unit| service::several_loops(context, unit));
        let clients = setting::rewrite(context, sites, around, &mut draft);
        import::rewrite(context, sites, &mut draft);
        environment::rewrite(context, sites, &mut draft);
        error::rewrite(context, sites, &mut draft);
        order::rewrite(context, sites, &mut draft);
        let mut results = Vec::new();
        for site in &sites.calls {
            if let Some(returned) = call::rewrite(context, sites, site, &clients, &mut draft) {
                results.push((At { unit: sites.unit, expr: site.call }, returned));
            }
        }
        result::follow(context, &results, &mut draft);
        let rules: Vec<_> = sites.calls.iter().map(|site| (site.rule, site.awaited)).collect();
        patched::rewrite(context, sites.unit, &rules, &patches, &reach, &mut draft);
        drafts.push((sites.unit, draft));
    }
    with_callers(project, &all, &mut drafts);
    drafts
}

/// A file that only names exceptions goes with those it is joined to: the old ones are still raised where one of them
/// stays as it is.
fn with_callers(project: &Project, all: &[site::Sites<'_>], drafts: &mut [(UnitId, Draft)]) {
    let stays: Vec<UnitId> = drafts.iter().filter(|(_, draft)| draft.is_refused()).map(|(unit, _)| *unit).collect();
    for (sites, (unit, draft)) in all.iter().zip(drafts.iter_mut()) {
        if !sites.calls.is_empty() || sites.names.is_empty() || draft.is_refused() {
            continue;
        }
        let joined = super::joined(project, *unit);
        if let Some(other) = stays.iter().find(|stays| joined.contains(stays)) {
            let path = &project.unit(*other).source.path;
            draft.refuse(*unit, Span::default(), format!("{path}, which it goes with, cannot be migrated"));
        }
    }
    // And what takes exceptions from a file that stays goes with that one: it cannot be imported with the newer package.
    let only_names = |unit: UnitId| all.iter().any(|s| s.unit == unit && s.calls.is_empty());
    for stays in stays.into_iter().filter(|&unit| only_names(unit)) {
        let takes = |unit: UnitId| project.importers[stays as usize].iter().any(|(other, _)| *other == unit);
        for (unit, draft) in drafts.iter_mut().filter(|(unit, draft)| !draft.is_refused() && takes(*unit)) {
            let path = &project.unit(stays).source.path;
            draft.refuse(*unit, Span::default(), format!("{path}, which it goes with, cannot be migrated"));
        }
    }
}

/// What the files say that `sites`' file is joined to by imports, in either direction.
fn around(
    project: &Project,
    all: &[site::Sites<'_>],
    sites: &site::Sites<'_>,
    joined: &FxHashSet<UnitId>,
) -> service::Surroundings {
    let mut found = service::Surroundings::default();
    for other in all.iter().filter(|other| other.unit != sites.unit && joined.contains(&other.unit)) {
        found.shared |= !(other.calls.is_empty() && other.settings.is_empty());
        found = found.with(service::surroundings(&project.unit(other.unit).facts, other));
    }
    found
}
