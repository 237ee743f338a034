//! Settings made by assignment: of a module (`openai.timeout = 20`) or of a client (`client.max_retries = 5`). One of a
//! module holds for the program that its file belongs to: of several in one repository, each has a manifest of its own.

use super::address;
use super::surface::{Surface, last_name};
use crate::check::profile::Profiles;
use crate::check::versions::{Versions, folder_of};
use crate::facts::ExprKind;
use crate::facts::manifest::Ecosystem;
use crate::project::{At, Resolver, UnitId};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Attributes of clients that change how it fails.
const OF_CLIENTS: &[&str] = &["timeout", "max_retries", "maxRetries"];
/// More calls of a function that sets something are not looked at.
const MAX_SWITCHES: usize = 100;

/// The assignments of a project.
#[derive(Debug)]
pub struct Settings<'v> {
    /// Which manifest governs a file: a setting is one of the program that its file belongs to.
    versions: &'v Versions,
    /// Of modules, by API path, in the order of the units.
    modules: FxHashMap<String, Vec<At>>,
    /// Of clients: (the client's expression, attribute, value), by unit.
    clients: FxHashMap<UnitId, Vec<(At, String, At)>>,
}

impl<'v> Settings<'v> {
    /// Collects the settings of all units.
    pub fn new(
        resolver: &Resolver<'_>,
        profiles: &Profiles<'_>,
        surface: &Surface<'_>,
        versions: &'v Versions,
    ) -> Settings<'v> {
        let mut settings = Settings { versions, modules: FxHashMap::default(), clients: FxHashMap::default() };
        let attributes = surface.set_names().chain(address::OF_MODULES.iter().map(|path| last_name(path)));
        let attributes = attributes.chain(OF_CLIENTS.iter().copied());
        let setting: BTreeSet<UnitId> =
            attributes.flat_map(|name| resolver.project.names.attribute(name)).copied().collect();
        for id in setting {
            let unit = resolver.project.unit(id);
            for &(target, value) in &unit.facts.stores {
                let ExprKind::Attr { object, name, .. } = &unit.facts.expr(target).kind else { continue };
                let value = At { unit: id, expr: value };
                let addresses = address::OF_MODULES.iter().filter(|path| last_name(path) == name).copied();
                let paths: Vec<&str> = surface.settings(name).iter().copied().chain(addresses).collect();
                if !paths.is_empty() {
                    let owner = resolver.api_paths(At { unit: id, expr: *object });
                    for path in owner.iter().map(|owner| profiles.canonical(&joined(owner, name))) {
                        if paths.contains(&path.as_str()) {
                            settings.modules.entry(path).or_default().push(value);
                        }
                    }
                }
                if OF_CLIENTS.contains(&name.as_str()) {
                    let client = At { unit: id, expr: *object };
                    settings.clients.entry(id).or_default().push((client, name.to_string(), value));
                }
            }
        }
        settings.switched(resolver, profiles, surface);
        settings
    }

    /// What functions set for a whole program: `socket.setdefaulttimeout(20)`, `set_llm_cache(cache)`.
    fn switched(&mut self, resolver: &Resolver<'_>, profiles: &Profiles<'_>, surface: &Surface<'_>) {
        let mut paths: Vec<&str> = surface.switches().chain(std::iter::once("socket.setdefaulttimeout")).collect();
        paths.sort_unstable();
        for path in paths {
            for call in resolver.project.names.calls(last_name(path)).iter().take(MAX_SWITCHES) {
                let Some(of) = resolver.project.unit(call.unit).facts.call(call.expr) else { continue };
                let callee = resolver.api_paths(At { unit: call.unit, expr: of.callee });
                if !callee.iter().any(|callee| profiles.canonical(callee) == path) {
                    continue;
                }
                let value = of.args.first().map_or(call.expr, |arg| arg.value);
                self.modules.entry(path.to_owned()).or_default().push(At { unit: call.unit, expr: value });
            }
        }
    }

    /// The value that one of these settings of a module was given in the program that `unit` belongs to, and which it
    /// is: in the file itself before others.
    pub fn of_module<'n>(
        &self,
        resolver: &Resolver<'_>,
        unit: UnitId,
        paths: &'n [String],
    ) -> Option<(&'n String, At)> {
        paths.iter().find_map(|path| {
            let set = self.modules.get(path)?;
            let here = set.iter().rev().find(|at| at.unit == unit);
            let elsewhere = || set.iter().rev().find(|at| self.is_one_program(resolver, path, unit, at.unit));
            Some((path, *here.or_else(elsewhere)?))
        })
    }

    /// All values that a setting of a module is given in the program that `unit` belongs to.
    pub fn every(&self, resolver: &Resolver<'_>, unit: UnitId, path: &str) -> Vec<At> {
        let set = self.modules.get(path).map_or(&[][..], Vec::as_slice).iter().copied();
        set.filter(|at| self.is_one_program(resolver, path, unit, at.unit)).collect()
    }

    /// True if the same manifest says for both files which version of a package they meet.
    pub fn is_one_program(&self, resolver: &Resolver<'_>, path: &str, one: UnitId, other: UnitId) -> bool {
        let ecosystem = if path.contains('#') { Ecosystem::Npm } else { Ecosystem::Pypi };
        let package = match path.split_once('#') {
            Some((package, _)) => package,
            None => path.split('.').next().unwrap_or(path),
        };
        let folder = |unit: UnitId| {
            let pin = self.versions.governing(resolver.project.path(unit), ecosystem, package)?;
            Some(folder_of(&pin.path))
        };
        folder(one) == folder(other)
    }

    /// The value that an attribute of the client made at `constructor` was given, in the file where it is made.
    pub fn of_client(&self, resolver: &Resolver<'_>, constructor: At, names: &[&str]) -> Option<At> {
        self.clients.get(&constructor.unit)?.iter().find_map(|(client, name, value)| {
            let is_it = names.contains(&name.as_str()) && resolver.value_of(*client) == constructor;
            is_it.then_some(*value)
        })
    }
}

fn joined(owner: &str, name: &str) -> String {
    match owner.strip_suffix("#*").or_else(|| owner.strip_suffix("#default")) {
        Some(package) => format!("{package}#{name}"),
        None => format!("{owner}.{name}"),
    }
}
