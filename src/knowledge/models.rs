//! All model rows, and the indexes by which they are found.

use rustc_hash::FxHashMap;

use super::model::{Model, Status};
use super::raw::Date;
use super::spelling::{self, Landmarks, Prefix, Prefixes};

/// Whose id it is, if several list it and no host is known: vendors first, then hosts of others' models. Providers that
/// are not named here (a user's own) come last, by name.
const PREFERENCE: &[&str] = &[
    "openai",
    "anthropic",
    "google-gemini-api",
    "google-vertex-ai",
    "mistral",
    "cohere",
    "xai",
    "deepseek",
    "moonshot",
    "zai",
    "minimax",
    "alibaba",
    "xiaomi",
    "perplexity",
    "aws-bedrock",
    "azure",
    "groq",
    "together",
    "fireworks",
    "cerebras",
    "cloudflare-workers-ai",
    "databricks",
    "baseten",
    "wandb",
    "scaleway",
    "replicate",
    "anyscale",
    "github-copilot",
];

/// A provider and where its table comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// `openai`, `azure` …
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Pages the table was compared with.
    pub references: Vec<String>,
    /// The day it was last compared with them.
    pub checked: Date,
    /// Prefixes people put before its ids.
    pub prefixes: Vec<String>,
    /// It runs weights: no vendor's lifecycle ends what it serves.
    pub weights: bool,
    /// Ids that are known but whose lifecycle is not: never a finding.
    pub known: Vec<String>,
    /// What calls have to change when they move to some of its models.
    pub notices: Vec<super::raw::RawNotice>,
}

/// All model rows.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// In order of preference.
    pub(super) providers: Vec<Provider>,
    /// In order of their provider, then as in the table.
    pub(super) rows: Vec<Model>,
    /// Provider of each row.
    pub(super) provider_of: Vec<u16>,
    /// By id as written in the table.
    pub(super) exact: FxHashMap<String, Vec<u32>>,
    /// By lower-case id or other spelling, for ids with a digit.
    pub(super) folded: FxHashMap<String, Vec<u32>>,
    /// By the name that a row is a version of.
    pub(super) versions: FxHashMap<String, Vec<u32>>,
    pub(super) prefixes: Prefixes,
    pub(super) landmarks: Landmarks,
}

impl Models {
    /// All rows of these providers, each provider given once.
    pub fn new(mut tables: Vec<(Provider, Vec<Model>)>) -> Models {
        tables.sort_by_cached_key(|(provider, _)| {
            let rank = PREFERENCE.iter().position(|id| *id == provider.id).unwrap_or(PREFERENCE.len());
            (rank, provider.id.clone())
        });
        let mut models = Models::default();
        let count = tables.iter().map(|(_, rows)| rows.len()).sum();
        models.rows.reserve(count);
        models.exact.reserve(count);
        models.folded.reserve(count * 2);
        let mut prefixes = Vec::new();
        for (provider, rows) in tables {
            let at = models.providers.len();
            let router = rows.is_empty() && !provider.weights;
            let with_provider = |text: &String| Prefix { text: text.clone(), provider: at, router };
            prefixes.extend(provider.prefixes.iter().map(with_provider));
            models.providers.push(provider);
            for row in rows {
                models.index(row, at as u16);
            }
        }
        models.prefixes = Prefixes::new(prefixes);
        models.landmarks = Landmarks {
            bedrock: models.provider_index("aws-bedrock"),
            vertex: models.provider_index("google-vertex-ai"),
            azure: models.provider_index("azure"),
        };
        models
    }

    /// Adds a row and every text under which it is found.
    fn index(&mut self, row: Model, provider: u16) {
        let number = self.rows.len() as u32;
        self.exact.entry(row.id.clone()).or_default().push(number);
        for spelling in &row.spellings {
            self.exact.entry(spelling.clone()).or_default().push(number);
        }
        if !row.ambiguous && row.id.contains(|c: char| c.is_ascii_digit()) {
            self.folded.entry(row.id.to_ascii_lowercase()).or_default().push(number);
            for spelling in spelling::spellings_of(&row.id) {
                self.folded.entry(spelling.to_ascii_lowercase()).or_default().push(number);
            }
        }
        for name in spelling::names_of(&row.id) {
            self.versions.entry(name).or_default().push(number);
        }
        self.rows.push(row);
        self.provider_of.push(provider);
    }

    /// All rows: providers in order of preference, ids in order of the table.
    pub fn iter(&self) -> impl Iterator<Item = &Model> {
        self.rows.iter()
    }

    /// All providers, in order of preference.
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// The provider of that id.
    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.provider_index(id).map(|index| &self.providers[index])
    }

    /// The provider that a configuration names: by its id or a prefix of its models, in any case and with either dash.
    pub fn provider_named(&self, name: &str) -> Option<&Provider> {
        let plain = |text: &str| text.trim_end_matches(['/', ':']).to_ascii_lowercase().replace('_', "-");
        let name = plain(name);
        self.providers.iter().find(|provider| {
            !name.is_empty()
                && (plain(&provider.id) == name || provider.prefixes.iter().any(|prefix| plain(prefix) == name))
        })
    }

    /// True if some provider has a row of exactly that id, even one that counts only where the provider is known.
    pub fn is_listed(&self, id: &str) -> bool {
        self.exact.contains_key(id)
    }

    /// The row of exactly that id at that provider.
    pub fn row(&self, provider: &str, id: &str) -> Option<&Model> {
        let numbers = self.exact.get(id)?;
        numbers.iter().map(|&number| &self.rows[number as usize]).find(|row| row.provider == provider && row.id == id)
    }

    /// What `model` is on the day `as_of`.
    pub fn status(&self, model: &Model, as_of: Date) -> Status {
        model.status(as_of)
    }

    pub(super) fn provider_index(&self, id: &str) -> Option<usize> {
        self.providers.iter().position(|provider| provider.id == id)
    }

    /// The tables, taken apart again so that others can be laid over them.
    pub(super) fn into_tables(self) -> Vec<(Provider, Vec<Model>)> {
        let mut tables: Vec<(Provider, Vec<Model>)> =
            self.providers.into_iter().map(|provider| (provider, Vec::new())).collect();
        for (row, provider) in self.rows.into_iter().zip(self.provider_of) {
            tables[usize::from(provider)].1.push(row);
        }
        tables
    }
}
