//! Data files (JSON, YAML, TOML, `.env`, INI, shell lines, Terraform, Bicep) as trees of entries with spans.
//!
//! Every format is read by a reader of its own that works along the text in one pass, without recursion, and goes on
//! after what it does not understand: configuration is often half a template, or not quite the format its name says.
//! All readers build the same tree (`tree`); nothing here knows what a key means.
//! (No syntax-tree library: the YAML grammar of tree-sitter ends the process at 254 levels, reads no file of more than
//! 32,767 lines and gives up a whole document at the first error; its JSON grammar takes ten times the memory.)

mod env;
mod hcl;
mod ini;
mod json;
mod shell;
#[cfg(test)]
mod tests;
mod toml;
mod tree;
mod yaml;

use crate::language::Language;
use crate::source::{Source, Span};
use std::borrow::Cow;

/// Levels of nesting that are read; what lies deeper is left out and said in [`Data::too_deep`].
pub const MAX_DEPTH: usize = 200;

/// A key, a list index or a document with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key; for an element of a list its 0-based index in digits; empty for the root.
    pub key: String,
    /// Bytes of the key (of the value, for list elements).
    pub key_span: Span,
    /// Bytes of the value, without quotes for scalars. For a YAML alias of a scalar, where that scalar is written.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// The value of an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string, escapes resolved.
    Str(String),
    /// A number, boolean, date or null, as written.
    Plain(String),
    /// A list: its elements.
    List(Vec<Entry>),
    /// A mapping: its entries in order; a duplicate key stands twice.
    Map(Vec<Entry>),
}

/// The facts of one data file.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// The documents (YAML can have several), each a root entry.
    pub roots: Vec<Entry>,
    /// Comments, in order.
    pub comments: Vec<Span>,
    /// Shell lines, in order.
    pub commands: Vec<Span>,
    /// 1-based lines where the parser met a syntax error.
    pub syntax_errors: Vec<u32>,
    /// True if something was left out because it is nested too deep.
    pub too_deep: bool,
}

/// True for languages that [`read`] knows.
pub fn is_data(language: Language) -> bool {
    use Language::{Build, Env, Hcl, Ini, Json, SetupCfg, Shell, Toml, Yaml};
    matches!(language, Json | Yaml | Toml | Env | Ini | SetupCfg | Shell | Build | Hcl)
}

/// Reads a data file. Never fails: what cannot be read is left out and said in `syntax_errors`.
/// A source that is no data file has no entries.
pub fn read(source: &Source) -> Data {
    let mut data = match source.language {
        Language::Json => json::read(source),
        Language::Yaml => yaml::read(source),
        Language::Toml => toml::read(source),
        Language::Env => env::read(source),
        Language::Ini | Language::SetupCfg => ini::read(source),
        Language::Shell | Language::Build => shell::read(source),
        Language::Hcl => hcl::read(source),
        _ => Data::default(),
    };
    if matches!(source.language, Language::Json | Language::Yaml | Language::Toml) {
        shell::of_commands(source, &mut data);
    }
    data
}

/// Longest key path (bytes) that is built; what lies deeper has the path of what it lies in.
const LONGEST_PATH: usize = 1000;
/// Longest key (bytes) shown in full in a key path.
const LONGEST_SEGMENT: usize = 100;

/// The key path of an entry below `parent`: `services.chat.model`, `providers[0].id`.
/// A key that holds a dot, a bracket or a blank is quoted, so that a path can be told apart; very long keys and paths
/// are cut, or a hostile file could make the paths of its entries far larger than itself.
pub fn key_path(parent: &str, entry: &Entry, in_list: bool) -> String {
    if parent.len() > LONGEST_PATH {
        parent.to_owned()
    } else if in_list {
        format!("{parent}[{}]", entry.key)
    } else if parent.is_empty() {
        path_segment(&entry.key).into_owned()
    } else {
        format!("{parent}.{}", path_segment(&entry.key))
    }
}

fn path_segment(key: &str) -> Cow<'_, str> {
    let end = (0..=LONGEST_SEGMENT.min(key.len())).rev().find(|&i| key.is_char_boundary(i)).unwrap_or(0);
    let (shown, more) = if end < key.len() { (&key[..end], "…") } else { (key, "") };
    if shown.is_empty() || shown.contains(['.', '[', ']', ' ', '\n', '"']) {
        Cow::Owned(format!("{shown:?}{more}"))
    } else if more.is_empty() {
        Cow::Borrowed(key)
    } else {
        Cow::Owned(format!("{shown}{more}"))
    }
}

/// All strings of a file, in order: key path, text, and the bytes of the text without quotes.
pub fn strings(data: &Data) -> Vec<(String, &str, Span)> {
    let mut found = Vec::new();
    for root in &data.roots {
        collect_strings(root, String::new(), &mut found);
    }
    found
}

/// Recursive: a tree is at most [`MAX_DEPTH`] deep.
fn collect_strings<'a>(entry: &'a Entry, path: String, found: &mut Vec<(String, &'a str, Span)>) {
    let in_list = matches!(entry.value, Value::List(_));
    match &entry.value {
        Value::Str(text) => found.push((path, text, entry.span)),
        Value::Plain(_) => {}
        Value::List(children) | Value::Map(children) => {
            for child in children {
                if !matches!(child.value, Value::Plain(_)) {
                    collect_strings(child, key_path(&path, child, in_list), found);
                }
            }
        }
    }
}
