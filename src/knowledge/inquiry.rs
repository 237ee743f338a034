//! Looking an id up, for people: on every host at once, and what comes near where nothing fits.

use rustc_hash::FxHashSet;

use super::mistake::distance;
use super::model::{Model, StatusWord};
use super::models::{Models, Provider};
use super::spelling;

/// What is known of a text that may name a model.
#[derive(Clone, Debug)]
pub struct Inquiry<'a> {
    /// The rows, each with how it was chosen where that needs saying: providers in order of preference.
    pub rows: Vec<(&'a Model, Option<String>)>,
    /// The rows only contain the text: it is no id itself.
    pub partial: bool,
    /// Providers that have an id like it whose lifecycle is not known, with that id.
    pub known_at: Vec<(&'a Provider, &'a str)>,
    /// Ids that come near, the nearest first; empty if there are rows.
    pub near: Vec<&'a str>,
}

/// Ids that come near, at most.
const NEAR: usize = 5;

impl Models {
    /// What is known of `query`: an id in any spelling, on every host that has it; else a part of ids; else what comes
    /// near. An empty query is a part of every id.
    pub fn inquire<'a>(&'a self, query: &str) -> Inquiry<'a> {
        let query = query.trim();
        let mut rows = self.on_every_host(query);
        let partial = rows.is_empty();
        if partial {
            let wanted = query.to_lowercase();
            rows = self.iter().filter(|row| row.id.to_lowercase().contains(&wanted)).map(|row| (row, None)).collect();
        }
        let known_at: Vec<(&Provider, &str)> = self
            .providers()
            .iter()
            .flat_map(|provider| provider.known.iter().map(move |id| (provider, id.as_str())))
            .filter(|(_, id)| !query.is_empty() && id.eq_ignore_ascii_case(query))
            .collect();
        let near = if rows.is_empty() { self.near(query) } else { Vec::new() };
        Inquiry { rows, partial, known_at, near }
    }

    /// The rows that `query` means at each provider, the versions of a name, and the same model under a host's own id.
    fn on_every_host<'a>(&'a self, query: &str) -> Vec<(&'a Model, Option<String>)> {
        let mut seen: FxHashSet<(&str, &str)> = FxHashSet::default();
        let mut rows: Vec<(&Model, Option<String>)> = Vec::new();
        let hosts = self.providers().iter().map(|provider| Some(provider.id.as_str()));
        for host in std::iter::once(None).chain(hosts) {
            let Some(hit) = self.find(query, host) else { continue };
            if seen.insert((&hit.model.provider, &hit.model.id)) {
                rows.push((hit.model, hit.note));
            }
        }
        let names: Vec<String> = rows.iter().map(|(row, _)| plain_name(&row.id)).collect();
        if names.is_empty() {
            return rows;
        }
        let versions: Vec<String> = rows.iter().map(|(row, _)| row.id.clone()).collect();
        for row in self.iter().filter(|row| row.word != Some(StatusWord::Unlisted)) {
            let is_version = || spelling::names_of(&row.id).iter().any(|name| versions.contains(name));
            if (names.contains(&plain_name(&row.id)) || is_version()) && seen.insert((&row.provider, &row.id)) {
                rows.push((row, None));
            }
        }
        rows
    }

    fn near(&self, query: &str) -> Vec<&str> {
        let query = query.to_lowercase();
        let most = (query.chars().count() / 2).clamp(1, 8);
        let known = self.providers().iter().flat_map(|provider| provider.known.iter());
        let rows = self.iter().filter(|row| !row.host_only).map(|row| row.id.as_str());
        let ids: FxHashSet<&str> = rows.chain(known.map(String::as_str)).collect();
        let mut near: Vec<(usize, &str)> = ids
            .into_iter()
            .map(|id| (distance(&query, &id.to_lowercase()), id))
            .filter(|(edits, _)| *edits <= most)
            .collect();
        near.sort_unstable();
        near.into_iter().take(NEAR).map(|(_, id)| id).collect()
    }
}

/// An id without what its host adds: `anthropic.claude-v2:1` and `claude-3-opus@20240229` as their vendor writes them.
fn plain_name(id: &str) -> String {
    let stem = match spelling::names_of(id).pop() {
        Some(stem) if !id.contains('@') => stem,
        _ => id.replace('@', "-"),
    };
    let stem = stem.strip_prefix("anthropic.").unwrap_or(&stem);
    stem.replace("gpt-35-turbo", "gpt-3.5-turbo")
}

#[cfg(test)]
mod tests {
    use crate::knowledge::Knowledge;

    fn rows(query: &str) -> Vec<String> {
        let knowledge = Knowledge::built_in();
        knowledge.models.inquire(query).rows.iter().map(|(row, _)| format!("{} {}", row.provider, row.id)).collect()
    }

    #[test]
    fn an_id_is_shown_on_every_host() {
        let opus = rows("claude-3-opus-20240229");
        for host in [
            "anthropic claude-3-opus-20240229",
            "google-vertex-ai claude-3-opus@20240229",
            "aws-bedrock anthropic.claude-3-opus-20240229-v1:0",
        ] {
            assert!(opus.iter().any(|row| row == host), "{host}: {opus:?}");
        }
        let turbo = rows("gpt-3.5-turbo");
        for host in ["openai gpt-3.5-turbo", "azure gpt-35-turbo", "azure gpt-35-turbo@0301"] {
            assert!(turbo.iter().any(|row| row == host), "{host}: {turbo:?}");
        }
        assert!(!turbo.iter().any(|row| row == "openai gpt-3.5-turbo-0301"));
    }

    #[test]
    fn a_part_of_an_id_finds_all_that_contain_it() {
        let knowledge = Knowledge::built_in();
        let found = knowledge.models.inquire("Bison");
        assert!(found.partial && found.rows.len() > 20);
        assert_eq!(knowledge.models.inquire("").rows.len(), knowledge.models.iter().count());
    }

    #[test]
    fn nothing_found_names_what_is_near() {
        let knowledge = Knowledge::built_in();
        let found = knowledge.models.inquire("gpt-3.5-trubo");
        assert!(found.rows.is_empty());
        assert_eq!(found.near[0], "gpt-3.5-turbo");
        assert!(knowledge.models.inquire("zzzzzzzzzzzzzzzzzzzzzzzz").near.is_empty());
        assert_eq!(knowledge.models.inquire("grok-latest").known_at[0].0.id, "xai");
    }
}
