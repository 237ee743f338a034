//! Settings made by assignment: of a module (`openai.timeout = 20`) or of a client (`client.max_retries = 5`).

use super::surface::Surface;
use crate::check::profile::Profiles;
use crate::facts::ExprKind;
use crate::project::{At, Resolver, UnitId};
use rustc_hash::FxHashMap;

/// Attributes of clients that change how it fails.
const OF_CLIENTS: &[&str] = &["timeout", "max_retries", "maxRetries"];

/// The assignments of a project.
#[derive(Debug, Default)]
pub struct Settings {
    /// Of modules, by API path.
    modules: FxHashMap<String, At>,
    /// Of clients: (the client's expression, attribute, value), by unit.
    clients: FxHashMap<UnitId, Vec<(At, String, At)>>,
}

impl Settings {
    /// Collects the settings of all units.
    pub fn new(resolver: &Resolver<'_>, profiles: &Profiles<'_>, surface: &Surface<'_>) -> Settings {
        let mut settings = Settings::default();
        for (id, unit) in resolver.project.units.iter().enumerate() {
            let id = id as UnitId;
            for &(target, value) in &unit.facts.stores {
                let ExprKind::Attr { object, name, .. } = &unit.facts.expr(target).kind else { continue };
                let value = At { unit: id, expr: value };
                let paths = surface.settings(name);
                if !paths.is_empty() {
                    let owner = resolver.api_paths(At { unit: id, expr: *object });
                    for path in owner.iter().map(|owner| profiles.canonical(&joined(owner, name))) {
                        if paths.contains(&path.as_str()) {
                            settings.modules.insert(path, value);
                        }
                    }
                }
                if OF_CLIENTS.contains(&name.as_str()) {
                    let client = At { unit: id, expr: *object };
                    settings.clients.entry(id).or_default().push((client, name.clone(), value));
                }
            }
        }
        if let Some(calls) = resolver.project.calls_by_name.get("setdefaulttimeout") {
            for call in calls {
                let facts = &resolver.project.unit(call.unit).facts;
                if let Some(arg) = facts.call(call.expr).and_then(|c| c.args.first()) {
                    let value = At { unit: call.unit, expr: arg.value };
                    settings.modules.insert("socket.setdefaulttimeout".to_owned(), value);
                }
            }
        }
        settings
    }

    /// The value that one of these settings of a module was given, and which it is.
    pub fn of_module<'n>(&self, paths: &'n [String]) -> Option<(&'n String, At)> {
        paths.iter().find_map(|path| Some((path, self.modules.get(path).copied()?)))
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
