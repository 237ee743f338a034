//! Which of the formats a file under `rules/` is in, and reading it. Shared with `build.rs`.

use super::migration::Migration;
use super::mistake::Mistake;
use super::provider::Contact;
use super::raw::{RawModels, RawPackages, RawRule, RawSdk, RawWords};
use super::validate;

/// One file of knowledge, as written.
#[derive(Clone, Debug)]
pub enum Document {
    /// Model lifecycles of a provider.
    Models(RawModels),
    /// Packages at their end.
    Packages(RawPackages),
    /// How an SDK is used.
    Sdk(Box<RawSdk>),
    /// The words by which code says what a value is for.
    Words(RawWords),
    /// How old calls become new ones.
    Migration(Box<Migration>),
    /// Where to look and whom to ask when a provider does not answer.
    Contact(Contact),
    /// A legacy API.
    Rule(Box<RawRule>),
}

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// [`RawModels`].
    Models,
    /// [`RawPackages`].
    Packages,
    /// [`RawSdk`].
    Sdk,
    /// [`RawWords`].
    Words,
    /// [`Migration`].
    Migration,
    /// [`Contact`].
    Contact,
    /// [`RawRule`].
    Rule,
}

/// Reads a file whose path (with `/`) is `path`.
///
/// # Errors
/// The first mistake of the file: in its syntax, its keys, or the meaning of its values.
pub fn read(path: &str, text: &str) -> Result<Document, Mistake> {
    let format = match format_by_path(path) {
        Some(format) => format,
        None => format_by_keys(&parse::<toml::Table>(text)?),
    };
    let checked = match format {
        Format::Models => parse(text).and_then(|raw| validate::models(text, &raw).map(|()| Document::Models(raw)))?,
        Format::Packages => {
            parse(text).and_then(|raw| validate::packages(text, &raw).map(|()| Document::Packages(raw)))?
        }
        Format::Sdk => parse(text).and_then(|raw| validate::sdk(text, &raw).map(|()| Document::Sdk(Box::new(raw))))?,
        Format::Words => Document::Words(parse(text)?),
        Format::Migration => Document::Migration(Box::new(parse(text)?)),
        Format::Contact => {
            parse(text).and_then(|raw| validate::contact(text, &raw).map(|()| Document::Contact(raw)))?
        }
        Format::Rule => {
            parse(text).and_then(|raw| validate::rule(text, &raw).map(|()| Document::Rule(Box::new(raw))))?
        }
    };
    Ok(checked)
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Mistake> {
    toml::from_str(text).map_err(|error| Mistake::of_toml(text, &error))
}

/// The folder says it, where the file lies in one of the folders of `rules/`.
fn format_by_path(path: &str) -> Option<Format> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    match folders.rsplit('/').next().unwrap_or("") {
        "models" => return Some(Format::Models),
        "packages" => return Some(Format::Packages),
        "sdks" => return Some(Format::Sdk),
        "migrations" => return Some(Format::Migration),
        "providers" => return Some(Format::Contact),
        _ => {}
    }
    (name == "words.toml").then_some(Format::Words)
}

/// Elsewhere its keys say it; what has no telling key is read as a rule.
fn format_by_keys(table: &toml::Table) -> Format {
    let has = |key: &str| table.contains_key(key);
    let rows =
        |key: &str| matches!(table.get(key), Some(toml::Value::Array(rows)) if rows.iter().all(toml::Value::is_table));
    if has("match") {
        Format::Rule
    } else if has("engine") && has("needs") {
        Format::Migration
    } else if rows("package") {
        Format::Packages
    } else if has("constructor") || has("call") || has("same") {
        Format::Sdk
    } else if has("role") && has("inert") {
        Format::Words
    } else if has("checked") || (has("provider") && (rows("model") || has("prefixes"))) {
        Format::Models
    } else {
        Format::Rule
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_keys_tell_the_format() {
        assert_eq!(format_by_path("rules/models/openai.toml"), Some(Format::Models));
        assert_eq!(format_by_path("my/sdks/x.toml"), Some(Format::Sdk));
        assert_eq!(format_by_path("house.toml"), None);
        let keys = |text: &str| format_by_keys(&text.parse().unwrap());
        assert_eq!(keys("provider = 'x'\n[[model]]\nid = 'y'"), Format::Models);
        assert_eq!(keys("checked = 2026-01-01\n[[package]]\nname = 'y'"), Format::Packages);
        assert_eq!(keys("package = 'openai'\n[[call]]\npath = []"), Format::Sdk);
        assert_eq!(keys("id = 'api/x'\n[[match]]\ncall = []"), Format::Rule);
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_place_and_the_word_that_was_meant() {
        let text = "provider = \"x\"\nname = \"X\"\nreferences = []\nchecked = 2026-01-01\n\n[[model]]\nid = \"m\"\nkind = \"chat\"\nshutdwn = 2026-02-02\n";
        let mistake = read("models/x.toml", text).unwrap_err();
        assert_eq!((mistake.line, mistake.column), (9, 1));
        assert_eq!(mistake.key.as_deref(), Some("shutdwn"));
        assert_eq!(mistake.message, "unknown key `shutdwn`");
        assert_eq!(mistake.help.as_deref(), Some("did you mean `shutdown`?"));
    }

    #[test]
    fn a_missing_key_a_bad_date_and_bad_syntax_have_a_place() {
        let missing = read("models/x.toml", "provider = \"x\"\nname = \"X\"\nreferences = []\n").unwrap_err();
        assert_eq!(missing.message, "missing key `checked`");
        let date = "provider = \"x\"\nname = \"X\"\nreferences = []\nchecked = \"2026-01-01\"\n";
        assert_eq!(read("models/x.toml", date).unwrap_err().line, 4);
        let syntax = read("models/x.toml", "provider = \n").unwrap_err();
        assert_eq!(syntax.line, 1);
    }
}
