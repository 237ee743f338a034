//! Model ids in data files: which are used, and which are only named.
//!
//! An id counts where its key says that it is the model of something; what stands in a table of prices, in a list of
//! choices, in a schema's example or under a key that has nothing to do with models is a mention. The walk over the
//! file is here, the decision in `judge`; it is made from names (`name`) and shapes (`shape`) only, so that it holds
//! for files of programs nobody here has seen.

mod judge;
mod name;
mod shape;
#[cfg(test)]
mod tests;
mod vocabulary;

use super::url;
use crate::facts::data::{Data, Entry, Value, key_path};
use crate::knowledge::Words;
use crate::source::Span;
use name::Name;
use shape::Shape;
use std::cell::OnceCell;
use std::collections::HashMap;
use vocabulary::{ADDRESS, AZURE, AZURE_FORMAT, DEPLOYMENT};

/// A model id in a data file, with what was decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryUse {
    /// The id as written; of `${MODEL:-gpt-4}` and `--model=gpt-4` the part that is the id.
    pub value: String,
    /// Where it stands: `services.chat.model`, `providers[0].id`.
    pub key_path: String,
    /// Bytes of the id.
    pub span: Span,
    /// What keys beside and above it that name a provider say, the nearest first.
    pub providers: Vec<String>,
    /// The version that stands beside the name: `model: {name: gpt-4, version: "0613"}`.
    pub version: Option<String>,
    /// Whether it is used.
    pub verdict: Verdict,
}

/// Whether a model id is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is: the key names a model.
    Use,
    /// It is only named, for this reason: `dict-key`, `option-list`, `table`, `label` …
    Mention(&'static str),
}

/// Finds the model ids of a data file and decides which are used.
///
/// `is_model` knows the ids: `None` for what is none, `Some(true)` for ids that are ordinary words (`command`, `ada`).
/// Those count only under a key that names a model itself, and are never mentions.
pub fn uses(data: &Data, words: &Words, is_model: &dyn Fn(&str) -> Option<bool>) -> Vec<EntryUse> {
    let mut found = Found { uses: Vec::new(), by_span: HashMap::new() };
    for root in &data.roots {
        let mut walk = Walk { words, is_model, found: &mut found, levels: Vec::new() };
        walk.entry(root);
    }
    found.uses.sort_by_key(|found| found.span);
    found.uses
}

/// The ids found so far. An id that several YAML aliases stand for is one, used if any of them uses it.
struct Found {
    uses: Vec<EntryUse>,
    by_span: HashMap<Span, usize>,
}

impl Found {
    fn add(&mut self, new: EntryUse) {
        match self.by_span.get(&new.span) {
            None => {
                self.by_span.insert(new.span, self.uses.len());
                self.uses.push(new);
            }
            Some(&i) if new.verdict == Verdict::Use && self.uses[i].verdict != Verdict::Use => self.uses[i] = new,
            Some(_) => {}
        }
    }
}

/// A container around the value in hand, with what is known about it as soon as it is asked for.
struct Level<'a> {
    entry: &'a Entry,
    name: OnceCell<Name>,
    shape: OnceCell<Shape>,
    around: OnceCell<Around>,
    provider: OnceCell<Option<String>>,
    /// What stands under `version` in it.
    version: OnceCell<Option<&'a str>>,
}

/// What a container and all those around it say; asked for at most once a container, so that depth costs nothing.
#[derive(Default)]
struct Around {
    /// Key path of the container.
    path: String,
    /// Why nothing inside is used.
    excluded: Option<&'static str>,
    /// Some key names a model, a provider or an llm.
    has_context: bool,
}

impl<'a> Level<'a> {
    fn new(entry: &'a Entry) -> Level<'a> {
        Level {
            entry,
            name: OnceCell::new(),
            shape: OnceCell::new(),
            around: OnceCell::new(),
            provider: OnceCell::new(),
            version: OnceCell::new(),
        }
    }

    /// What a key of this container says about the provider of the models in it.
    fn provider(&self, words: &Words) -> Option<&str> {
        let named = self.provider.get_or_init(|| {
            let Value::Map(children) = &self.entry.value else { return None };
            let texts = || children.iter().filter_map(|child| Some((&child.key, text_of(child)?)));
            let named = texts().find(|(key, _)| words.names_provider(key)).map(|(_, text)| text);
            let is_address = |key: &str| Name::new(key).ends_with(ADDRESS);
            let served = || texts().filter(|(key, _)| is_address(key)).find_map(|(_, text)| served_by(text, words));
            let is_azure = || texts().any(|(key, _)| Name::new(key).is(AZURE_FORMAT));
            named.or_else(served).or_else(|| is_azure().then_some(AZURE)).map(str::to_owned)
        });
        named.as_deref()
    }

    /// The version that stands beside a name in the mapping of a model, as Azure's templates have it.
    fn version(&self, entry: &Entry, words: &Words) -> Option<String> {
        let is_model = self.name().ends_with(&words.model) && Name::new(&entry.key).is(&["name"]);
        let beside = |child: &&Entry| Name::new(&child.key).is(&["version"]);
        let found = || self.children().iter().find(beside).and_then(text_of);
        if is_model { self.version.get_or_init(found).map(str::to_owned) } else { None }
    }

    fn name(&self) -> &Name {
        self.name.get_or_init(|| Name::new(&self.entry.key))
    }

    fn is_list(&self) -> bool {
        matches!(self.entry.value, Value::List(_))
    }

    fn children(&self) -> &'a [Entry] {
        match &self.entry.value {
            Value::Map(children) | Value::List(children) => children,
            _ => &[],
        }
    }
}

struct Walk<'a> {
    words: &'a Words,
    is_model: &'a dyn Fn(&str) -> Option<bool>,
    found: &'a mut Found,
    /// Containers around the entry in hand, the root first.
    levels: Vec<Level<'a>>,
}

impl<'a> Walk<'a> {
    /// Recursive: a tree is at most [`crate::facts::data::MAX_DEPTH`] deep.
    fn entry(&mut self, entry: &'a Entry) {
        match &entry.value {
            Value::Plain(_) => {}
            Value::Str(text) => self.string(entry, text),
            Value::List(children) | Value::Map(children) => {
                let is_map = matches!(entry.value, Value::Map(_));
                self.levels.push(Level::new(entry));
                for child in children {
                    if is_map {
                        self.key(child);
                    }
                    self.entry(child);
                }
                self.levels.pop();
            }
        }
    }

    /// A key that is a model id is the key of a table, or names an element of a run with its settings.
    fn key(&mut self, entry: &Entry) {
        if (self.is_model)(&entry.key) == Some(false) {
            let key_path = self.path(entry);
            let verdict = self.judge_id_as_key(entry);
            self.found.add(EntryUse {
                value: entry.key.clone(),
                key_path,
                span: entry.key_span,
                providers: self.providers(),
                version: None,
                verdict,
            });
        }
    }

    fn string(&mut self, entry: &'a Entry, text: &str) {
        if let Some(ambiguous) = (self.is_model)(text) {
            if let Some(verdict) = self.judge(entry, None, ambiguous) {
                let key_path = self.path(entry);
                self.found.add(EntryUse {
                    value: text.to_owned(),
                    key_path,
                    span: entry.span,
                    providers: self.providers_of(entry),
                    version: self.levels.last().and_then(|level| level.version(entry, self.words)),
                    verdict,
                });
            }
            return;
        }
        let in_list = self.levels.last().is_some_and(Level::is_list);
        let Some((name, inner)) = part_of(text, in_list) else { return };
        let Some(ambiguous) = (self.is_model)(inner) else { return };
        if let Some(verdict) = self.judge(entry, name.map(Name::new).as_ref(), ambiguous) {
            let mut key_path = self.path(entry);
            if let Some(name) = name {
                key_path = format!("{key_path}.{name}");
            }
            let at = text.rfind(inner).unwrap_or(0);
            // Where escapes make the text shorter than its bytes, the place is the whole string.
            let is_exact = (entry.span.end - entry.span.start) as usize == text.len();
            let start = entry.span.start as usize + at;
            let span = if is_exact { Span::new(start, start + inner.len()) } else { entry.span };
            let value = inner.to_owned();
            self.found.add(EntryUse { value, key_path, span, providers: self.providers(), version: None, verdict });
        }
    }

    fn providers(&self) -> Vec<String> {
        self.levels.iter().rev().filter_map(|level| level.provider(self.words)).map(str::to_owned).collect()
    }

    /// Like [`Walk::providers`], for a value whose own key may say more: only Azure calls a deployment by its name.
    fn providers_of(&self, entry: &Entry) -> Vec<String> {
        let mut providers = self.providers();
        if Name::new(&entry.key).ends_with(DEPLOYMENT) {
            providers.push(AZURE.to_owned());
        }
        providers
    }

    fn path(&self, entry: &Entry) -> String {
        match self.levels.last() {
            Some(parent) => key_path(&self.around(parent).path, entry, parent.is_list()),
            None => String::new(),
        }
    }

    /// What a container that is open and those around it say.
    fn around<'w>(&'w self, level: &'w Level<'a>) -> &'w Around {
        if let Some(around) = level.around.get() {
            return around;
        }
        let mut parent: Option<&Level<'a>> = None;
        for open in &self.levels {
            open.around.get_or_init(|| {
                let Some(outer) = parent else {
                    // The root has no key, but it tells what kind of file this is.
                    return Around { excluded: self.excluded_by(open), ..Around::default() };
                };
                let above = outer.around.get_or_init(Around::default);
                Around {
                    path: key_path(&above.path, open.entry, outer.is_list()),
                    excluded: above.excluded.or_else(|| self.excluded_by(open)),
                    has_context: above.has_context || open.name().contains(&self.words.context),
                }
            });
            parent = Some(open);
            if std::ptr::eq(open, level) {
                break;
            }
        }
        level.around.get_or_init(Around::default)
    }
}

/// The text of an entry that is one; numbers and versions that look like one count as written.
fn text_of(entry: &Entry) -> Option<&str> {
    match &entry.value {
        Value::Str(text) | Value::Plain(text) => Some(text),
        _ => None,
    }
}

/// The provider that a URL's host belongs to.
fn served_by<'w>(text: &str, words: &'w Words) -> Option<&'w str> {
    url::host(text).and_then(|host| words.provider_of_host(host))
}

/// The part of a string that stands for a value of its own: what a variable falls back to, and in a list the value of
/// `NAME=value` or `--flag=value`, with that name.
fn part_of(text: &str, in_list: bool) -> Option<(Option<&str>, &str)> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) if in_list => {
            // pytest-env: `D:NAME=value`.
            let name = name.trim_start_matches("R:").trim_start_matches("D:").trim_start_matches("R:");
            let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
            if !is_name {
                return None;
            }
            (Some(name), value.trim_matches(['"', '\'']))
        }
        _ => (None, text),
    };
    match fallback_of(value) {
        Some(inner) => Some((name, inner)),
        None => name.map(|name| (Some(name), value)),
    }
}

/// What stands in when a variable is not set: `${NAME:-this}` (shells, compose), `${NAME:this}` (Spring),
/// `{{ name | default("this") }}` (Helm, Jinja), `${{ vars.NAME || 'this' }}` (workflows).
fn fallback_of(value: &str) -> Option<&str> {
    if value.contains("{{") && value.ends_with("}}") {
        let (at, operator) = ["default", "||"].iter().find_map(|op| value.rfind(op).map(|at| (at, op.len())))?;
        let rest = value[at + operator..].trim_start_matches([' ', '(']);
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        return rest[1..].split(quote).next();
    }
    let inner = value.strip_prefix("${")?.strip_suffix('}')?;
    let (_, fallback) = inner.split_once(':').or_else(|| inner.split_once('-'))?;
    Some(fallback.trim_start_matches('-').trim_matches(['"', '\'']))
}
