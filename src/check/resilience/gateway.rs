//! `resilience/dead-fallback` in the configuration of a gateway: LiteLLM's `model_list` with its `fallbacks`.

use super::spot;
use crate::check::lifecycle::Clock;
use crate::facts::data::{Data, Entry, Value};
use crate::finding::{Finding, Severity};
use crate::source::Source;
use std::collections::BTreeMap;

/// Sections of the configuration, and the lists in them, that say what takes over.
const SECTIONS: [&str; 2] = ["router_settings", "litellm_settings"];
const LISTS: [&str; 3] = ["fallbacks", "default_fallbacks", "context_window_fallbacks"];

/// Fallbacks of a gateway that are themselves gone: the name of a group all of whose models were shut down, or a model.
pub fn dead(source: &Source, data: &Data, clock: &Clock<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for root in &data.roots {
        let Some(list) = member(root, "model_list") else { continue };
        let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for element in elements(list) {
            let name = member(element, "model_name").and_then(text);
            let model = member(element, "litellm_params").and_then(|e| member(e, "model")).and_then(text);
            if let (Some(name), Some(model)) = (name, model) {
                groups.entry(name).or_default().push(model);
            }
        }
        for section in SECTIONS.iter().filter_map(|name| member(root, name)) {
            for entry in LISTS.iter().filter_map(|name| member(section, name)).flat_map(named) {
                let Some(name) = text(entry) else { continue };
                let alone = [name];
                let models = groups.get(name).map_or(&alone[..], Vec::as_slice);
                let gone = |model: &&str| {
                    let verdict = clock.judge(model, None)?.into_finding(model);
                    (verdict.rule == "model/retired").then_some(verdict.message)
                };
                let why: Option<Vec<String>> = models.iter().map(gone).collect();
                let Some(why) = why.and_then(|all| all.into_iter().next()) else { continue };
                let message = format!("this fallback takes over nothing: {why}");
                let rule = "dead-fallback";
                found.push(spot::in_source(source, "litellm", name, rule, Severity::Error, entry.span, message));
            }
        }
    }
    found
}

fn member<'d>(entry: &'d Entry, key: &str) -> Option<&'d Entry> {
    match &entry.value {
        Value::Map(entries) => entries.iter().find(|e| e.key == key),
        _ => None,
    }
}

fn elements(entry: &Entry) -> &[Entry] {
    match &entry.value {
        Value::List(entries) => entries,
        _ => &[],
    }
}

fn text(entry: &Entry) -> Option<&str> {
    match &entry.value {
        Value::Str(text) => Some(text),
        _ => None,
    }
}

/// The names in `["b"]`, and in `[{"a": ["b", "c"]}]`.
fn named(list: &Entry) -> Vec<&Entry> {
    let mut found = Vec::new();
    for element in elements(list) {
        match &element.value {
            Value::Map(entries) => found.extend(entries.iter().flat_map(elements)),
            _ => found.push(element),
        }
    }
    found
}
