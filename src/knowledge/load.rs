//! Loading: what is embedded, and the user's own files laid over it.

use super::document::{self, Document};
use super::model::Model;
use super::models::{Models, Provider};
use super::package::Package;
use super::raw::RawKnowledge;
use super::rule::Rule;
use super::sdk::Sdk;
use super::{Knowledge, compile};

/// What `build.rs` made of `rules/`.
const EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin"));

/// A mistake in a file of knowledge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnowledgeError {
    /// The file.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// The key concerned, if one is.
    pub key: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl std::fmt::Display for KnowledgeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path, self.line, self.column, self.message)
    }
}

impl std::error::Error for KnowledgeError {}

impl Knowledge {
    /// What is embedded in the program.
    pub fn built_in() -> Knowledge {
        // The bytes are made by build.rs from the same types and read back by a test; they cannot be damaged.
        let raw: RawKnowledge = postcard::from_bytes(EMBEDDED).unwrap_or_default();
        compile::knowledge(raw)
    }

    /// Lays the user's own files, (path, text) each, over this knowledge, in their order: a model row takes the place
    /// of the one with the same provider and id, a package of the one with the same ecosystem and name, a rule of the
    /// one with the same id, an SDK profile of the one of the same package, a file of words adds to the words.
    ///
    /// # Errors
    /// The first mistake of the first file that has one; the knowledge is unchanged then.
    pub fn extend(&mut self, files: Vec<(String, String)>) -> Result<(), KnowledgeError> {
        let mut documents = Vec::with_capacity(files.len());
        for (path, text) in files {
            let document = document::read(&path.replace('\\', "/"), &text).map_err(|mistake| KnowledgeError {
                path: path.clone(),
                line: mistake.line,
                column: mistake.column,
                key: mistake.key,
                message: mistake.message,
                help: mistake.help,
            })?;
            if let Document::Rule(raw) = &document {
                refuse_without_anchor(&path, &Rule::new((**raw).clone()))?;
            }
            documents.push(document);
        }
        let mut tables = std::mem::take(&mut self.models).into_tables();
        for document in documents {
            match document {
                Document::Models(raw) => lay_over(&mut tables, compile::models(raw)),
                Document::Packages(raw) => {
                    for package in raw.package.into_iter().map(compile::package) {
                        let same = |old: &Package| old.is(&package.ecosystem, &package.name);
                        put(&mut self.packages, package.clone(), same);
                    }
                }
                Document::Sdk(raw) => {
                    let sdk = Sdk::new(*raw);
                    let (package, ecosystem) = (sdk.package.clone(), sdk.ecosystem.clone());
                    put(&mut self.sdks, sdk, |old| old.package == package && old.ecosystem == ecosystem);
                }
                Document::Words(raw) => {
                    let more = compile::words(raw);
                    self.words.model.extend(more.model);
                    self.words.role.extend(more.role);
                    self.words.context.extend(more.context);
                    self.words.provider.extend(more.provider);
                    self.words.table.extend(more.table);
                    self.words.options.extend(more.options);
                    self.words.inert.extend(more.inert);
                    self.words.maker.extend(more.maker);
                    self.words.hosts.extend(more.hosts);
                    self.words.queues.extend(more.queues);
                }
                Document::Migration(migration) => {
                    let engine = migration.engine.clone();
                    put(&mut self.migrations, *migration, |old| old.engine == engine);
                }
                Document::Contact(contact) => {
                    let provider = contact.provider.clone();
                    put(&mut self.contacts, contact, |old| old.provider == provider);
                }
                Document::Rule(raw) => {
                    let rule = Rule::new(*raw);
                    let id = rule.id.clone();
                    put(&mut self.rules, rule, |old| old.id == id);
                }
            }
        }
        self.models = Models::new(tables);
        Ok(())
    }
}

/// A rule that looks for nothing definite would have every file parsed.
fn refuse_without_anchor(path: &str, rule: &Rule) -> Result<(), KnowledgeError> {
    if !rule.anchors.is_empty() {
        return Ok(());
    }
    Err(KnowledgeError {
        path: path.to_owned(),
        line: 1,
        column: 1,
        key: Some("anchors".into()),
        message: format!("`{}` yields no literal to look for in files", rule.id),
        help: Some("add `anchors = [\"…\"]`".into()),
    })
}

fn put<T>(list: &mut Vec<T>, new: T, same: impl Fn(&T) -> bool) {
    match list.iter_mut().find(|old| same(old)) {
        Some(old) => *old = new,
        None => list.push(new),
    }
}

fn lay_over(tables: &mut Vec<(Provider, Vec<Model>)>, (provider, rows): (Provider, Vec<Model>)) {
    let Some((old, old_rows)) = tables.iter_mut().find(|(old, _)| old.id == provider.id) else {
        tables.push((provider, rows));
        return;
    };
    old.name = provider.name;
    old.checked = provider.checked;
    old.weights |= provider.weights;
    old.references.extend(provider.references);
    old.prefixes.extend(provider.prefixes);
    old.known.extend(provider.known);
    let at: rustc_hash::FxHashMap<String, usize> =
        old_rows.iter().enumerate().map(|(index, row)| (row.id.clone(), index)).collect();
    for row in rows {
        match at.get(&row.id) {
            Some(&index) => old_rows[index] = row,
            None => old_rows.push(row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{Date, model::Status};

    fn file(path: &str, text: &str) -> Vec<(String, String)> {
        vec![(path.to_owned(), text.to_owned())]
    }

    #[test]
    fn a_users_row_takes_the_place_of_the_built_in_one() {
        let mut knowledge = Knowledge::built_in();
        let rows = knowledge.models.iter().count();
        let text = "provider = \"openai\"\nname = \"OpenAI\"\nreferences = []\nchecked = 2026-11-22\n\n\
                    [[model]]\nid = \"gpt-4\"\nkind = \"chat\"\nshutdown = 2030-01-01\n\n\
                    [[model]]\nid = \"house-1\"\nkind = \"chat\"\nstatus = \"retired\"\n";
        knowledge.extend(file("house.toml", text)).unwrap();
        assert_eq!(knowledge.models.iter().count(), rows + 1);
        let as_of = Date::parse("2026-11-22").unwrap();
        let hit = knowledge.models.find("openai/gpt-4", None).unwrap();
        assert_eq!(hit.model.status(as_of), Status::Deprecated { on: Date::parse("2030-01-01") });
        assert!(knowledge.models.find("house-1", None).is_some());
        assert!(knowledge.models.find("gpt-4o", Some("azure")).is_some());
    }

    #[test]
    fn a_users_package_takes_the_place_of_the_built_in_one() {
        let mut knowledge = Knowledge::built_in();
        let count = knowledge.packages.len();
        let text = "checked = 2026-11-22\n[[package]]\necosystem = \"pypi\"\nname = \"OpenAI\"\naffected = \"<2\"\n\
                    rule = \"dependency/superseded\"\nstatus = \"superseded\"\nsource = \"us\"\n";
        knowledge.extend(file("packages/house.toml", text)).unwrap();
        assert_eq!(knowledge.packages.len(), count);
        assert!(knowledge.packages.iter().any(|package| package.name == "OpenAI" && package.affected == "<2"));
    }

    #[test]
    fn a_mistake_names_path_line_column_key_and_remedy_and_changes_nothing() {
        let mut knowledge = Knowledge::built_in();
        let text = "provider = \"x\"\nname = \"X\"\nreferences = []\nchecked = 2026-11-22\n\n[[model]]\nid = \"m\"\nkind = \"chatt\"\n";
        let error = knowledge.extend(file("rules/models/x.toml", text)).unwrap_err();
        assert_eq!(error.to_string(), "rules/models/x.toml:8:1: unknown kind `chatt`");
        assert_eq!(error.help.as_deref(), Some("did you mean `chat`?"));
        assert_eq!(error.key.as_deref(), Some("kind"));
        assert!(knowledge.models.find("gpt-4", None).is_some());
    }

    #[test]
    fn a_rule_without_a_literal_is_refused() {
        let text = "id = \"api/x\"\ntitle = \"t\"\nseverity = \"info\"\nlanguages = [\"any\"]\nwhy = \"w\"\nhow = \"h\"\n\
                    references = []\n[[match]]\nurl = [\"{}\"]\n";
        let error = Knowledge::built_in().extend(file("rules/openai/x.toml", text)).unwrap_err();
        assert_eq!(error.key.as_deref(), Some("anchors"));
    }
}
