//! Which files may hold a call of an SDK: names that say enough alone, and names that count only where the module they
//! come from is imported.
//!
//! `create` and `client` stand in half of all code. Where the sieve finds one beside the words of its module, a look at
//! the imports and at what stands around the name decides; that costs little beside parsing.

use super::{Anchor, Prefilter, imports_any};
use crate::knowledge::AnchorKind;
use crate::language::Language;
use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

/// A name that counts where its module is imported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The name; `None` if the import is enough, as of a default export, which has any name.
    pub text: Option<String>,
    /// The module as it is imported: `google.genai`, `@ai-sdk/openai`.
    pub module: String,
    /// What else must be in the file: all of these, anywhere.
    pub beside: Vec<String>,
}

/// What lets in code that holds calls.
#[derive(Debug)]
pub struct Calls {
    /// All names, each beside the words of its module.
    any: Prefilter,
    /// The names that say enough alone.
    alone: Prefilter,
    modules: Vec<Module>,
    /// What a look at imports searches for: the last name of each module.
    stems: Option<AhoCorasick>,
}

/// A module, and what counts where it is imported.
#[derive(Debug)]
struct Module {
    name: String,
    is_enough: bool,
    names: Option<AhoCorasick>,
    /// Beside each of the names.
    beside: Vec<Vec<String>>,
}

impl Calls {
    /// Prepares what counts alone, anywhere in a file, and names that hang on an import.
    pub fn new(alone: Vec<Anchor>, names: Vec<Name>) -> Calls {
        let anchor = |text: String, also| Anchor { text, kind: AnchorKind::Substring, also };
        let named = names.iter().flat_map(|name| {
            words(&name.module).map(|mut also| {
                also.extend(name.beside.iter().cloned());
                match &name.text {
                    Some(text) => anchor(text.clone(), also),
                    None => anchor(also.remove(0), also),
                }
            })
        });
        let any = Prefilter::new(alone.iter().cloned().chain(named));
        let mut by_module: FxHashMap<&str, Vec<&Name>> = FxHashMap::default();
        for name in &names {
            by_module.entry(&name.module).or_default().push(name);
        }
        let mut modules: Vec<Module> = by_module.into_iter().map(|(name, names)| Module::new(name, &names)).collect();
        modules.sort_by(|a, b| a.name.cmp(&b.name));
        let stems = modules.iter().map(|module| module.name.rsplit(['.', '/']).next().unwrap_or_default());
        let stems = AhoCorasick::new(stems).ok();
        Calls { any, alone: Prefilter::new(alone.into_iter()), modules, stems }
    }

    /// True if the file may hold a call.
    pub fn admits(&self, bytes: &[u8], language: Language) -> bool {
        self.any.admits(bytes, language) && (self.alone.admits(bytes, language) || self.is_named(bytes, language))
    }

    /// True if a module is imported and one of its names stands as a name.
    fn is_named(&self, bytes: &[u8], language: Language) -> bool {
        let Some(stems) = &self.stems else { return true };
        // The lines of a notebook's cells may stand in one string: its imports are not told so easily.
        if language == Language::Notebook {
            return true;
        }
        let imports = imports_any(bytes, language, stems);
        let is_imported = |module: &&Module| imports.iter().any(|import| is_below(import, &module.name));
        self.modules.iter().filter(is_imported).any(|module| module.is_named(bytes))
    }
}

impl Module {
    fn new(name: &str, names: &[&Name]) -> Module {
        let texts: Vec<&str> = names.iter().filter_map(|name| name.text.as_deref()).collect();
        let named = names.iter().filter(|name| name.text.is_some());
        Module {
            name: name.to_owned(),
            is_enough: texts.len() < names.len(),
            beside: named.map(|name| name.beside.clone()).collect(),
            names: AhoCorasick::new(texts).ok(),
        }
    }

    fn is_named(&self, bytes: &[u8]) -> bool {
        let holds = |text: &String| memchr::memmem::find(bytes, text.as_bytes()).is_some();
        self.is_enough
            || self.names.as_ref().is_none_or(|names| {
                names
                    .find_overlapping_iter(bytes)
                    .filter(|found| is_name(bytes, found.start(), found.end()))
                    .any(|found| self.beside[found.pattern().as_usize()].iter().all(holds))
            })
    }
}

/// The ways in which a file that takes something from a module names it: all words of one of them are in it.
fn words(module: &str) -> impl Iterator<Item = Vec<String>> {
    // `ai` stands in every file: only as a whole value.
    let quotes: &[&str] = if module.len() < 4 { &["\"", "'"] } else { &[""] };
    quotes.iter().map(move |quote| match *quote {
        "" => module.split('.').filter(|word| word.len() > 2).map(str::to_owned).collect(),
        quote => vec![format!("{quote}{module}{quote}")],
    })
}

/// True if what is imported is the module or a part of it.
fn is_below(import: &str, module: &str) -> bool {
    import.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
}

/// True if what stands there is a name of its own that may be called, imported or passed on: no part of a longer name,
/// no string, nothing that is given a value or a type.
fn is_name(bytes: &[u8], start: usize, end: usize) -> bool {
    if !is_whole_name(bytes, start, end) {
        return false;
    }
    let (before, after) = (bytes[..start].last(), bytes.get(end));
    let is_quote = |byte: Option<&u8>| matches!(byte, Some(b'"' | b'\'' | b'`'));
    if is_quote(before) && is_quote(after) {
        return false;
    }
    let next = bytes[end..].iter().find(|byte| !matches!(byte, b' ' | b'\t'));
    let is_class = bytes[start].is_ascii_uppercase();
    is_class || !matches!(next, Some(b'=' | b':' | b'.' | b'['))
}

/// True if what stands there is no part of a longer name.
pub fn is_whole_name(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || *byte >= 0x80;
    !bytes[..start].last().is_some_and(is_part) && !bytes.get(end).is_some_and(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls() -> Calls {
        let name = |text: Option<&str>, module: &str, beside: &[&str]| Name {
            text: text.map(str::to_owned),
            module: module.to_owned(),
            beside: beside.iter().map(|text| (*text).to_owned()).collect(),
        };
        let alone = |text: &str| Anchor { text: text.to_owned(), kind: AnchorKind::Substring, also: Vec::new() };
        Calls::new(
            vec![alone("/v1/messages"), alone("generate_content")],
            vec![
                name(Some("OpenAI"), "openai", &[]),
                name(Some("create"), "openai", &[]),
                name(None, "openai", &[]),
                name(Some("completion"), "litellm", &[]),
                name(Some("client"), "boto3", &["bedrock"]),
                name(Some("run"), "pydantic_ai", &[]),
                name(Some("generateText"), "ai", &[]),
                name(Some("Client"), "google.genai", &[]),
            ],
        )
    }

    #[test]
    fn a_name_counts_where_its_module_is_imported() {
        for yes in [
            "import litellm\nlitellm.completion(x)",
            "from litellm import completion\n",
            "from litellm import (\n  acompletion,\n  completion,\n)\n",
            "import os; import litellm\nrun(litellm.completion)",
            "try: import litellm\nexcept E: pass\nf = litellm.completion\n",
            "import boto3\nx = boto3.client('bedrock-runtime')",
            "from pydantic_ai import Agent\nagent.run()",
            "from google import genai\ngenai.Client()",
            "from google.genai import Client\n",
            "x.generate_content(y)",
            "post('/v1/messages')",
        ] {
            assert!(calls().admits(yes.as_bytes(), Language::Python), "{yes}");
        }
        for no in [
            "import litellm\ndef f(completion: str): return completion.text\ncompletion = 1\nx['completion']",
            "import litellm\nx.acompletion()\ny.completion_tokens",
            "from .litellm import x\ncompletion(x)",
            "completion(x)  # litellm",
            "import boto3\nx = boto3.client('s3')",
            "from google import adk\ngenai = Client()",
        ] {
            assert!(!calls().admits(no.as_bytes(), Language::Python), "{no}");
        }
    }

    #[test]
    fn ecmascript_and_notebooks() {
        for yes in [
            "import { generateText } from \"ai\";",
            "import Any from 'openai';",
            "const { OpenAI } = require('openai')",
            "const m = await import('ai'); m.generateText()",
        ] {
            assert!(calls().admits(yes.as_bytes(), Language::TypeScript), "{yes}");
        }
        for no in ["generateText(); const x = 'ai'", "import x from './openai'; x.create()"] {
            assert!(!calls().admits(no.as_bytes(), Language::TypeScript), "{no}");
        }
        let cell = br#"{"source": "import litellm\nlitellm.completion()"}"#;
        assert!(calls().admits(cell, Language::Notebook));
    }
}
