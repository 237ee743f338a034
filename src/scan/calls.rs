//! The calls of a project: found, judged, listed.

use super::report::ScanOptions;
use crate::calls::adapter::Adapters;
use crate::calls::row::Row;
use crate::calls::settings::Settings;
use crate::calls::surface::Surface;
use crate::calls::{Inventory, MAX_CALLS, Outgoing};
use crate::check::lifecycle::Clock;
use crate::check::profile::Profiles;
use crate::check::resilience;
use crate::check::versions::Versions;
use crate::finding::{Finding, Problem};
use crate::knowledge::Knowledge;
use crate::project::{Project, Resolver, UnitId};
use rayon::prelude::*;

/// Units that one resolver is asked about; the same whatever the number of threads.
const CHUNK: usize = 16;

/// Finds the calls, and says what is to be said about them.
pub fn judge(
    options: &ScanOptions,
    knowledge: &Knowledge,
    project: &Project,
    profiles: &Profiles<'_>,
    versions: &Versions,
    clock: &Clock<'_>,
) -> (Vec<Finding>, Vec<Row>, Vec<Problem>) {
    let surface = Surface::new(&knowledge.sdks);
    let first = Resolver::new(project);
    let settings = Settings::new(&first, profiles, &surface, versions);
    let adapters = Adapters::new(&first, profiles, &surface);
    drop(first);
    let ids: Vec<UnitId> = (0..project.units.len() as UnitId).collect();
    let each = ids.par_chunks(CHUNK).map(|ids| {
        let resolver = Resolver::new(project);
        let inventory = Inventory {
            resolver: &resolver,
            profiles,
            surface: &surface,
            words: &knowledge.words,
            versions,
            settings: &settings,
            adapters: &adapters,
            fix: options.fix,
        };
        let mut found: (Vec<Outgoing<'_>>, Vec<Finding>, Vec<Row>, Vec<Problem>) = Default::default();
        for &id in ids {
            let outgoing = inventory.outgoing(id);
            if outgoing.len() >= MAX_CALLS {
                let message =
                    format!("it holds more than {MAX_CALLS} calls to model providers; the rest was not judged");
                let path = project.unit(id).source.path.clone();
                found.3.push(Problem { path, kind: "too-many-calls", message, line: None });
            }
            if options.resilience {
                found.1.extend(resilience::each(&inventory, &outgoing, clock));
                found.1.extend(resilience::unit(&inventory, id));
            }
            if options.calls {
                found.2.extend(outgoing.iter().map(|call| crate::calls::column::row(&inventory, call)));
            }
            found.0.extend(outgoing);
        }
        if !options.resilience {
            found.0.clear();
        }
        found
    });
    let (mut all, mut findings, mut rows, mut problems) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (outgoing, found, listed, unseen) in each.collect::<Vec<_>>() {
        all.extend(outgoing);
        findings.extend(found);
        rows.extend(listed);
        problems.extend(unseen);
    }
    if options.resilience {
        findings.extend(resilience::clients(&Resolver::new(project), &all, options.fix));
        // Several calls share an options object, a decorator, a loop: what is wrong with it is said once.
        let mut seen = rustc_hash::FxHashSet::default();
        findings.retain(|f| seen.insert((f.path.clone(), f.place, f.rule.clone(), f.message.clone())));
    }
    (findings, rows, problems)
}
