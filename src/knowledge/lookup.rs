//! Finding the row that is meant by what stands in code: on the host that is called, or at the id's own provider.

use super::model::{Model, StatusWord};
use super::models::Models;
use super::raw::Date;
use super::spelling::{self, Reading, TakenOff};

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

impl Models {
    /// The row that `written` means: exactly as it stands in code, prefixes and all. `host` is the provider whose
    /// client makes the call, if it is known; where it has no such row, the id's own provider is taken (not where the
    /// host runs weights).
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
            let named = |number: &u32| {
                let row = &self.rows[*number as usize];
                let at = Some(usize::from(self.provider_of[*number as usize]));
                row.word == Some(StatusWord::Unlisted) && (!row.host_only || at == host || at == reading.hint)
            };
            let number = self.exact.get(reading.id.as_ref())?.iter().copied().find(|number| named(number))?;
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
        if strong.or(host).is_some_and(|provider| self.providers[provider].weights) {
            return None;
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
            ambiguous: !reading.prefixed && (model.ambiguous || is_display_name(&reading.id, model)),
            fine_tuned: reading.taken_off == Some(TakenOff::FineTune),
            note,
            all_hosts: all_hosts.filter(|other| other.provider != model.provider).collect(),
        }
    }

    fn is_unlisted(&self, number: u32) -> bool {
        self.rows[number as usize].word == Some(StatusWord::Unlisted)
    }

    fn is_vendor(&self, provider: usize) -> bool {
        VENDORS.contains(&self.providers[provider].id.as_str())
    }
}

/// True if an id that has no capitals is written with them: `GPT-4` is how people call it, and no service takes that.
fn is_display_name(written: &str, model: &Model) -> bool {
    let has_capitals = |text: &str| text.bytes().any(|b| b.is_ascii_uppercase());
    has_capitals(written) && !has_capitals(&model.id)
}

/// Orders versions by their end: gone without a known day first, no end last.
fn ends(row: &Model) -> (u8, Option<Date>) {
    match (row.shutdown, row.word) {
        (None, Some(StatusWord::Retired)) => (0, None),
        (Some(on), _) => (1, Some(on)),
        (None, _) => (2, None),
    }
}
