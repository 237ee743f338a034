//! All model rows, and finding the one that is meant by what stands in code.

use rustc_hash::FxHashMap;

use super::model::{Model, Status, StatusWord};
use super::raw::Date;
use super::spelling::{self, Landmarks, Prefix, Prefixes, Reading, TakenOff};

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

/// Providers whose prefix names a vendor, not a host: the client that makes the call knows better (`google/…` in a
/// Vertex client is Vertex).
const VENDORS: &[&str] = &[
    "openai",
    "anthropic",
    "google-gemini-api",
    "mistral",
    "cohere",
    "xai",
    "deepseek",
    "moonshot",
    "zai",
    "minimax",
    "alibaba",
    "xiaomi",
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
    /// Ids that are known but whose lifecycle is not: never a finding.
    pub known: Vec<String>,
}

/// A row that is meant by what is written.
#[derive(Clone, Debug)]
pub struct Hit<'a> {
    /// The row.
    pub model: &'a Model,
    /// The provider or host whose clock it is.
    pub provider: &'a str,
    /// What is written is an ordinary word: it counts only where it reaches a call or a key that names a model.
    pub ambiguous: bool,
    /// What is written is a fine-tuned id, judged by its base.
    pub fine_tuned: bool,
    /// How the row was chosen, where that needs saying: one version of several, the base of a fine-tune.
    pub note: Option<String>,
    /// Rows of the same id at other providers.
    pub all_hosts: Vec<&'a Model>,
}

/// All model rows.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// In order of preference.
    providers: Vec<Provider>,
    /// In order of their provider, then as in the table.
    rows: Vec<Model>,
    /// Provider of each row.
    provider_of: Vec<u16>,
    exact: FxHashMap<String, Vec<u32>>,
    /// By lower-case id or other spelling, for ids with a digit.
    folded: FxHashMap<String, Vec<u32>>,
    /// By the name that a row is a version of.
    versions: FxHashMap<String, Vec<u32>>,
    prefixes: Prefixes,
    landmarks: Landmarks,
}

impl Models {
    /// All rows of these providers; a later row of the same provider and id takes the place of an earlier one.
    pub fn new(tables: Vec<(Provider, Vec<Model>)>) -> Models {
        let mut tables = tables;
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
            let router = rows.is_empty();
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

    /// The row of exactly that id at that provider.
    pub fn row(&self, provider: &str, id: &str) -> Option<&Model> {
        let numbers = self.exact.get(id)?;
        numbers.iter().map(|&number| &self.rows[number as usize]).find(|row| row.provider == provider && row.id == id)
    }

    /// What `model` is on the day `as_of`.
    pub fn status(&self, model: &Model, as_of: Date) -> Status {
        model.status(as_of)
    }

    /// The row that `written` means: exactly as it stands in code, prefixes and all. `host` is the provider whose
    /// client makes the call, if it is known; where it has no such row, the id's own provider is taken.
    ///
    /// A host named by a prefix comes before `host`, a vendor named by a prefix after it. Ids are compared as written;
    /// ids with a digit also without regard to case, unless a vendor's prefix stands before them.
    pub fn find<'a>(&'a self, written: &str, host: Option<&str>) -> Option<Hit<'a>> {
        if written.is_empty() || written.len() > spelling::LONGEST {
            return None;
        }
        let host = host.and_then(|host| self.provider_index(host));
        let readings = spelling::peel(written, &self.prefixes, self.landmarks);
        for reading in &readings {
            if let Some(hit) = self.read(reading, host) {
                return Some(hit);
            }
        }
        for reading in &readings {
            for variant in spelling::variants(reading) {
                if let Some(hit) = self.read(&variant, host) {
                    return Some(hit);
                }
            }
        }
        // What is only named as a replacement hides nothing: it is looked at last.
        readings.iter().find_map(|reading| {
            let numbers = self.exact.get(reading.id.as_ref())?;
            let number = numbers.iter().copied().find(|&number| {
                let at = usize::from(self.provider_of[number as usize]);
                !self.rows[number as usize].host_only || Some(at) == host || Some(at) == reading.hint
            })?;
            Some(self.hit(number, reading, None))
        })
    }

    fn read<'a>(&'a self, reading: &Reading<'_>, host: Option<usize>) -> Option<Hit<'a>> {
        let (strong, weak) = match reading.hint {
            Some(hint) if reading.prefixed && !self.is_vendor(hint) => (Some(hint), None),
            hint => (None, hint),
        };
        let fold = !(reading.prefixed && weak.is_some());
        for provider in [strong, host, weak].into_iter().flatten() {
            let here = |number: u32| usize::from(self.provider_of[number as usize]) == provider;
            if let Some((number, note)) = self.look_up(&reading.id, fold, here) {
                return Some(self.hit(number, reading, note));
            }
        }
        let own = |number: u32| !self.rows[number as usize].host_only;
        let (number, note) = self.look_up(&reading.id, fold, own)?;
        Some(self.hit(number, reading, note))
    }

    /// The first row of `id` that is listed and `wanted`: exactly, in another spelling, or as one of its versions.
    fn look_up(&self, id: &str, fold: bool, wanted: impl Fn(u32) -> bool) -> Option<(u32, Option<String>)> {
        let pick =
            |numbers: &Vec<u32>| numbers.iter().copied().find(|&number| !self.is_unlisted(number) && wanted(number));
        if let Some(number) = self.exact.get(id).and_then(pick) {
            return Some((number, self.versions_note(id, number)));
        }
        let version = self.version_of(id, &wanted);
        let is_name = |number: &u32| self.rows[*number as usize].id.starts_with(id);
        if let Some(number) = version.filter(is_name) {
            return Some((number, self.versions_note(id, number)));
        }
        let has_capitals = id.bytes().any(|b| b.is_ascii_uppercase());
        let spelt = match has_capitals {
            true if fold => self.folded.get(&id.to_ascii_lowercase()),
            true => None,
            false => self.folded.get(id),
        };
        if let Some(number) = spelt.and_then(pick) {
            return Some((number, self.versions_note(&self.rows[number as usize].id, number)));
        }
        version.map(|number| (number, self.versions_note(id, number)))
    }

    /// The version of `name` that ends first, at the first provider that is wanted. A name with a row of its own is not
    /// judged by its versions: if that row was not wanted, neither are they.
    fn version_of(&self, name: &str, wanted: impl Fn(u32) -> bool) -> Option<u32> {
        let has_row = |provider: u16| {
            let rows = self.exact.get(name).map_or(&[][..], Vec::as_slice);
            rows.iter().any(|&row| self.provider_of[row as usize] == provider && !self.is_unlisted(row))
        };
        let first = self.versions.get(name)?.iter().copied().find(|&number| {
            wanted(number) && !self.is_unlisted(number) && !has_row(self.provider_of[number as usize])
        })?;
        self.versions_beside(name, first)
            .filter(|&number| wanted(number))
            .min_by_key(|&number| ends(&self.rows[number as usize]))
    }

    /// The versions of `name` at the provider of row `number`.
    fn versions_beside(&self, name: &str, number: u32) -> impl Iterator<Item = u32> {
        let provider = self.provider_of[number as usize];
        let versions = self.versions.get(name).map_or(&[][..], Vec::as_slice);
        versions.iter().copied().filter(move |&other| self.provider_of[other as usize] == provider)
    }

    /// What has to be said where a name without a version has several.
    fn versions_note(&self, name: &str, chosen: u32) -> Option<String> {
        let rows: Vec<&Model> = self.versions_beside(name, chosen).map(|number| &self.rows[number as usize]).collect();
        if rows.len() < 2 {
            return None;
        }
        let provider = &self.providers[usize::from(self.provider_of[chosen as usize])].name;
        let versions: Vec<String> = rows
            .iter()
            .map(|row| {
                let version = row.id.strip_prefix(name).unwrap_or(&row.id).trim_start_matches(['@', ':', '-']);
                match row.shutdown {
                    Some(on) => format!("{version} on {on}"),
                    None => format!("{version} without a date"),
                }
            })
            .collect();
        let chosen = &self.rows[chosen as usize];
        let earliest = rows.iter().filter_map(|row| row.shutdown).min();
        let taken = match chosen.shutdown {
            Some(on) if Some(on) != earliest => format!("the earliest still listed for the name, {on}, is used"),
            _ => "the earliest is used".to_owned(),
        };
        Some(format!("{provider} retires {name} by version: {}; {taken}", versions.join(", ")))
    }

    fn hit<'a>(&'a self, number: u32, reading: &Reading<'_>, note: Option<String>) -> Hit<'a> {
        let model = &self.rows[number as usize];
        let how = match reading.taken_off {
            Some(TakenOff::FineTune) => Some(format!("a fine-tune of {}: it ends with its base", reading.id)),
            Some(TakenOff::Latest) => {
                Some(format!("the moving name of the {} series: it ends with the series", reading.id))
            }
            Some(TakenOff::Version) if model.id == reading.id => Some(format!("judged as {}", model.id)),
            _ => None,
        };
        let note = match (how, note) {
            (Some(how), Some(note)) => Some(format!("{how}; {note}")),
            (how, note) => how.or(note),
        };
        let same_id = self.exact.get(&model.id).map_or(&[][..], Vec::as_slice);
        let all_hosts = same_id.iter().map(|&other| &self.rows[other as usize]);
        Hit {
            model,
            provider: &model.provider,
            ambiguous: model.ambiguous && !reading.prefixed,
            fine_tuned: reading.taken_off == Some(TakenOff::FineTune),
            note,
            all_hosts: all_hosts.filter(|other| other.provider != model.provider).collect(),
        }
    }

    fn is_unlisted(&self, number: u32) -> bool {
        self.rows[number as usize].word == Some(StatusWord::Unlisted)
    }

    fn provider_index(&self, id: &str) -> Option<usize> {
        self.providers.iter().position(|provider| provider.id == id)
    }

    fn is_vendor(&self, provider: usize) -> bool {
        VENDORS.contains(&self.providers[provider].id.as_str())
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

/// Orders versions by their end: gone without a known day first, no end last.
fn ends(row: &Model) -> (u8, Option<Date>) {
    match (row.shutdown, row.word) {
        (None, Some(StatusWord::Retired)) => (0, None),
        (Some(on), _) => (1, Some(on)),
        (None, _) => (2, None),
    }
}
