//! The module interface of openai-python 0.x and its kin become calls of a client.
//!
//! `site` finds every place that names the old interface, `call` rewrites a call with its arguments, `completion` what
//! changes with the endpoint, `setting` the module's settings, `service` which host they lead to, `import` the imports, `error` exceptions, `raise` those the code makes itself, `result`
//! follows what a call returns to where it is read.

mod call;
mod completion;
mod error;
mod import;
mod raise;
mod result;
mod service;
mod setting;
mod site;

use super::Context;
use super::draft::Draft;
use crate::language::Language;
use crate::project::{At, Project, UnitId};
use crate::source::Span;

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
    let mut drafts = Vec::new();
    for sites in &all {
        let mut draft = Draft::default();
        sites.refused.iter().for_each(|(span, why)| draft.refuse(sites.unit, *span, why));
        if !project.unit(sites.unit).facts.syntax_errors.is_empty() {
            draft.refuse(sites.unit, Span::default(), "it does not parse");
        }
        let clients = setting::rewrite(context, sites, around(project, &all, sites), &mut draft);
        import::rewrite(context, sites, &mut draft);
        error::rewrite(context, sites, &mut draft);
        let mut results = Vec::new();
        for site in &sites.calls {
            if let Some(returned) = call::rewrite(context, sites, site, &clients, &mut draft) {
                results.push((At { unit: sites.unit, expr: site.call }, returned));
            }
        }
        result::follow(context, &results, &mut draft);
        drafts.push((sites.unit, draft));
    }
    drafts
}

/// What the files say that `sites`' file is joined to by imports, in either direction.
fn around(project: &Project, all: &[site::Sites<'_>], sites: &site::Sites<'_>) -> service::Surroundings {
    let mut found = service::Surroundings::default();
    let joined = super::joined(project, sites.unit);
    for other in all.iter().filter(|other| other.unit != sites.unit && joined.contains(&other.unit)) {
        found.shared |= !(other.calls.is_empty() && other.settings.is_empty());
        found = found.with(service::surroundings(&project.unit(other.unit).facts, other));
    }
    found
}
