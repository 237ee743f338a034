//! Who is depended on, and what is left when one of them does not answer: gathered from the calls and the findings.

use super::posture::{Call, MEASURES, Measure};
use super::survey::Survey;
use super::{Provider, View};
use crate::finding::Severity;
use std::collections::{BTreeMap, BTreeSet};

/// One provider or host.
pub struct Dependence<'a> {
    /// Its id; a host's name where no provider is known.
    pub id: &'a str,
    /// What is known of it.
    pub known: Option<&'a Provider>,
    /// Ids of models that are used there, as far as they can be seen.
    pub models: BTreeSet<&'a str>,
    /// Places that name a model of it which is gone or going, and how many of them fail today.
    pub ending: (u64, u64),
    /// All calls that go there.
    pub calls: Vec<&'a Call<'a>>,
}

impl<'a> Dependence<'a> {
    /// Calls that stop when it does: no fallback is seen around them.
    pub fn alone(&self) -> impl Iterator<Item = &'a Call<'a>> {
        self.with("fallback", "none")
    }

    /// Calls without a cache, a queue or a limiter in front of them, as far as it can be seen.
    pub fn bare(&self) -> impl Iterator<Item = &'a Call<'a>> {
        self.calls.iter().copied().filter(|call| {
            let column = |name: &str| {
                let at = crate::calls::row::COLUMNS.iter().position(|n| *n == name);
                at.and_then(|at| call.row.columns.get(at))
            };
            let limited = column("limits").is_some_and(|c| c.state == "unknown" || c.detail.contains("at once"));
            let is_none = |name: &str| column(name).is_some_and(|c| c.state == "none");
            is_none("cache") && is_none("queue") && !limited
        })
    }

    /// Calls that a server with the same interface answers, too, with what is set for it.
    pub fn movable(&self) -> Vec<(&'a Call<'a>, &'a str)> {
        let Some(known) = self.known else { return Vec::new() };
        let of = |call: &&'a Call<'a>| {
            let row = call.row;
            // Generations before the client objects name the model's class of calls in another way.
            let fits = |path: &String| row.call.ends_with(&format!(".{path}"));
            let way = known.compatible.iter().find(|c| c.packages.contains(&row.package) && c.calls.iter().any(fits));
            way.map(|way| (*call, way.how.as_str()))
        };
        self.calls.iter().filter_map(of).collect()
    }

    fn with(&self, name: &'static str, word: &'static str) -> impl Iterator<Item = &'a Call<'a>> {
        let measure: Option<&Measure> = MEASURES.iter().find(|measure| measure.name == name);
        self.calls.iter().copied().filter(move |call| measure.is_some_and(|measure| measure.state(call.row) == word))
    }
}

/// Everyone who is depended on, those with most calls first.
pub fn dependences<'a>(view: &View<'a>, survey: &Survey<'a>, calls: &'a [Call<'a>]) -> Vec<Dependence<'a>> {
    let mut found: BTreeMap<&str, Dependence> = BTreeMap::new();
    let new = |id: &'a str| Dependence {
        id,
        known: view.providers.iter().find(|provider| provider.id == id),
        models: BTreeSet::new(),
        ending: (0, 0),
        calls: Vec::new(),
    };
    for call in calls {
        let Some(id) = call.row.provider.as_deref().or(call.row.host.as_deref()) else { continue };
        let one = found.entry(id).or_insert_with(|| new(id));
        one.models.extend(call.row.models.iter().map(String::as_str));
        one.calls.push(call);
    }
    for model in &survey.models {
        let Some(id) = model.host else { continue };
        let one = found.entry(id).or_insert_with(|| new(id));
        let places = model.places.len() as u64;
        one.models.insert(model.id);
        one.ending.0 += places;
        one.ending.1 += if model.severity == Severity::Error { places } else { 0 };
    }
    let mut all: Vec<Dependence> = found.into_values().collect();
    all.sort_by_key(|one| (std::cmp::Reverse((one.calls.len() as u64, one.ending.0)), one.id));
    all
}
