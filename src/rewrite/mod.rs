//! Migrations: from what the facts say of a file to one fix over all its places.
//!
//! `draft` gathers edits and the reasons against them, `blank` what goes along with what is taken out; `python` carries out what the tables under `rules/migrations/`
//! say of openai-python, `node` of openai-node, `gemini` of google-generativeai, `generative_ai` of its
//! namesake in JavaScript, `tools` of functions that chat models call, `http` of requests
//! that are sent without an SDK, `table` of everything that names alone can say. A fix is attached to every finding it mends;
//! where one place cannot be migrated, none is, and the fix says why. Nothing here writes a file.

mod blank;
mod draft;
mod gemini;
mod generative_ai;
mod group;
mod http;
pub mod looked_up;
mod named;
mod node;
mod partial;
pub mod pin;
mod python;
mod semicolon;
mod table;
mod tools;

use crate::check::lifecycle::Clock;
use crate::finding::{Applicability, Finding, Fix, Wish};
use crate::knowledge::Migration;
use crate::project::{Project, Resolver, UnitId};
use crate::source::Span;
use draft::Draft;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// What every migration may ask.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a, 'p> {
    wish: Wish,
    resolver: &'a Resolver<'p>,
    migration: &'a Migration,
    clock: &'a Clock<'a>,
}

/// True for what only shows what it is given: a result that goes there needs no change.
fn only_shows(callee: &str) -> bool {
    matches!(callee, "print" | "pprint" | "log" | "info" | "debug" | "warn" | "error" | "dir")
}

/// Attaches migrations to the findings they mend.
pub fn attach(project: &Project, migrations: &[Migration], clock: &Clock<'_>, wish: Wish, findings: &mut [Finding]) {
    let mut by_path: FxHashMap<&str, UnitId> = FxHashMap::default();
    for id in 0..project.len() as UnitId {
        by_path.insert(project.path(id), id);
    }
    let drafted = |migration: &Migration| {
        let mended = findings.iter().filter(|f| migration.rules.contains(&f.rule));
        let mut units: Vec<UnitId> = mended.filter_map(|f| by_path.get(f.path.as_str()).copied()).collect();
        units.sort_unstable();
        units.dedup();
        let resolver = Resolver::new(project);
        let context = Context { wish, resolver: &resolver, migration, clock };
        let drafts = drafts(context, &units).into_iter();
        drafts.map(|(unit, draft, only)| (unit, fix_of(project, migration, wish, draft), only)).collect::<Vec<_>>()
    };
    let drafted: Vec<_> = migrations.par_iter().map(drafted).collect();
    // What speaks for a place knows more of it than what speaks for its file, and comes last.
    for of_place in [false, true] {
        for (migration, (unit, fix, only)) in
            migrations.iter().zip(&drafted).flat_map(|(m, drafted)| drafted.iter().map(move |d| (m, d)))
        {
            let says_nothing = fix.files.is_empty() && fix.reason.is_none();
            if only.is_some() != of_place || says_nothing {
                continue;
            }
            let mends = |f: &Finding| migration.rules.contains(&f.rule);
            let says_less =
                |f: &Finding| of_place && f.fix.as_ref().is_some_and(|own| fix.applicability < own.applicability);
            let (unit, only) = (*unit, *only);
            let path = project.path(unit);
            // An id that is replaced together with its call is mended by the migration too.
            let covers = |f: &Finding| {
                f.fix.as_ref().is_none_or(|own| own.applicability == Applicability::DisplayOnly)
                    && fix.files.iter().any(|file| {
                        file.path == f.path
                            && file.edits.iter().any(|e| {
                                e.place == f.place || e.place.line == f.place.line && inside(&e.place, &f.place)
                            })
                    })
            };
            let only = only.map(|span| project.unit(unit).source.place(span));
            let concerns = |f: &Finding| only.as_ref().is_none_or(|place| within(place, &f.place));
            for finding in findings.iter_mut() {
                if finding.path == path && mends(finding) && concerns(finding) && !says_less(finding)
                    || finding.rule.starts_with("model/") && covers(finding)
                {
                    finding.fix = Some(fix.clone());
                }
            }
        }
    }
}

/// What a migration would write in each of these units; with the place, where it is about a part of the unit.
fn drafts(context: Context<'_, '_>, units: &[UnitId]) -> Vec<(UnitId, Draft, Option<Span>)> {
    let whole = python::drafts(context, units).into_iter().chain(node::drafts(context, units));
    let whole = whole.chain(gemini::drafts(context, units)).chain(generative_ai::drafts(context, units));
    let whole = whole.map(|(unit, draft)| (unit, draft, None));
    let parts = table::drafts(context, units).into_iter().chain(tools::drafts(context, units));
    let parts = parts.chain(http::drafts(context, units));
    whole.chain(parts).collect()
}

/// True if `inner` lies in `outer`; both start on one line.
fn inside(outer: &crate::source::Place, inner: &crate::source::Place) -> bool {
    outer.column <= inner.column
        && (outer.end_line, outer.end_column) >= (inner.end_line, inner.end_column)
        && outer.cell == inner.cell
}

/// True if `inner` lies in `outer`, which may have several lines.
fn within(outer: &crate::source::Place, inner: &crate::source::Place) -> bool {
    outer.cell == inner.cell
        && (outer.line, outer.column) <= (inner.line, inner.column)
        && (outer.end_line, outer.end_column) >= (inner.end_line, inner.end_column)
}

/// The fix of a finished draft: shown only, with the first reasons, if there is one against it.
fn fix_of(project: &Project, migration: &Migration, wish: Wish, draft: Draft) -> Fix {
    let title = migration.title.clone();
    if wish.partial
        && matches!(migration.engine.as_str(), "openai-python-v0" | "table")
        && let Some(files) = partial::files(&draft, project)
    {
        let reason = "what is marked `codexit: by-hand` is left".to_owned();
        return Fix {
            applicability: Applicability::Unsafe,
            files,
            reason: Some(reason),
            ..Fix::shown(format!("{title}{}", partial::TITLE_END))
        };
    }
    match draft.finish(project) {
        Ok(files) if files.is_empty() => Fix::shown(title),
        Ok(files) => Fix {
            applicability: Applicability::Unsafe,
            files,
            reason: match (migration.install.as_str(), migration.needs.as_str()) {
                ("", "") => None,
                ("", needs) => Some(format!("the code after needs {}{needs}", migration.package)),
                (install, _) => Some(format!("the code after needs {install}")),
            },
            ..Fix::shown(title)
        },
        Err(reasons) => {
            const NAMED: usize = 4;
            let mut text = reasons.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
            if reasons.len() > NAMED {
                text.push_str(&format!("; and {} more places", reasons.len() - NAMED));
            }
            Fix::shown(title).because(text)
        }
    }
}

/// The units that a chain of imports leads to, or that lead here by one.
fn joined(project: &Project, unit: UnitId) -> FxHashSet<UnitId> {
    closure(project, unit, true)
}

/// The units that a chain of imports leads to.
fn reached(project: &Project, unit: UnitId) -> FxHashSet<UnitId> {
    closure(project, unit, false)
}

fn closure(project: &Project, unit: UnitId, both_ways: bool) -> FxHashSet<UnitId> {
    const MAX_UNITS: usize = 500;
    let mut seen: FxHashSet<UnitId> = FxHashSet::from_iter([unit]);
    let mut queue = vec![unit];
    while let Some(at) = queue.pop() {
        let facts = &project.unit(at).facts;
        let source = &project.unit(at).source;
        let imported = facts.imports.iter().flat_map(|import| project.modules.of_import(source, import));
        // A package whose `__init__.py` is not read may take anything from its own folder.
        let unread = facts.imports.iter().filter_map(|i| project.modules.unread_package(source, &i.module));
        let unread: Vec<String> = unread.collect();
        let inside =
            |path: &str| unread.iter().any(|f| path.strip_prefix(f.as_str()).is_some_and(|r| r.starts_with('/')));
        let all = if unread.is_empty() { 0 } else { project.len() as UnitId };
        let imported = imported.chain((0..all).filter(|&id| inside(project.path(id))));
        let importing = project.importers[at as usize].iter().filter(|_| both_ways).map(|(unit, _)| *unit);
        for next in imported.chain(importing).collect::<Vec<_>>() {
            if seen.len() < MAX_UNITS && seen.insert(next) {
                queue.push(next);
            }
        }
    }
    seen
}
