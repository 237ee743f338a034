//! The names by which code says what a value is for.

use super::raw::RawWords;
use rustc_hash::FxHashSet;

/// [`RawWords`], ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Words {
    model: FxHashSet<String>,
    role: FxHashSet<String>,
    context: FxHashSet<String>,
    table: FxHashSet<String>,
    options: FxHashSet<String>,
    inert: FxHashSet<String>,
    hosts: Vec<(String, String)>,
}

impl Words {
    /// Compiles words as written.
    pub fn new(raw: &RawWords) -> Words {
        let set = |words: &[String]| words.iter().map(|w| snake(w)).collect();
        Words {
            model: set(&raw.model),
            role: set(&raw.role),
            context: set(&raw.context),
            table: set(&raw.table),
            options: set(&raw.options),
            inert: set(&raw.inert),
            hosts: raw.hosts.clone(),
        }
    }

    /// True if a value of this name is a model id: the name, or its last words, are a model word.
    pub fn names_model(&self, name: &str) -> bool {
        self.last_words(name, &self.model)
    }

    /// True if the name is a role that a model can have.
    pub fn names_role(&self, name: &str) -> bool {
        self.last_words(name, &self.role) || self.role.contains(snake(name).split('_').next().unwrap_or(""))
    }

    /// True if one of the words of the name says that models are meant.
    pub fn names_context(&self, name: &str) -> bool {
        self.any_word(name, &self.context)
    }

    /// True if one of the words of the name says that this is a table of prices, sizes or tokenizers.
    pub fn names_table(&self, name: &str) -> bool {
        self.any_word(name, &self.table)
    }

    /// True if one of the words of the name says that this is a list of choices.
    pub fn names_options(&self, name: &str) -> bool {
        self.any_word(name, &self.options)
    }

    /// True if a function of this (last) name only counts, compares, prints or checks.
    pub fn is_inert(&self, name: &str) -> bool {
        self.inert.contains(&snake(name))
    }

    /// The provider of a host name, if it is known.
    pub fn provider_of_host(&self, host: &str) -> Option<&str> {
        self.hosts
            .iter()
            .filter(|(known, _)| host == known || (known.starts_with(['.', '-']) && host.ends_with(known.as_str())))
            .max_by_key(|(known, _)| known.len())
            .map(|(_, provider)| provider.as_str())
    }

    fn last_words(&self, name: &str, set: &FxHashSet<String>) -> bool {
        let name = snake(name);
        let mut rest = name.as_str();
        loop {
            if set.contains(rest) {
                return true;
            }
            match rest.split_once('_') {
                Some((_, tail)) => rest = tail,
                None => return false,
            }
        }
    }

    fn any_word(&self, name: &str, set: &FxHashSet<String>) -> bool {
        let name = snake(name);
        name.split('_').any(|w| set.contains(w) || w.strip_suffix('s').is_some_and(|one| set.contains(one)))
            || set.contains(&name)
    }
}

/// A name in lower snake case: `chatModel`, `Chat-Model` and `CHAT_MODEL` are all `chat_model`; `LLMModel` is `llm_model`.
pub fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (i, &c) in chars.iter().enumerate() {
        if c.is_alphanumeric() {
            let before = i.checked_sub(1).map(|j| chars[j]);
            let after = chars.get(i + 1);
            let begins_word = c.is_uppercase()
                && before.is_some_and(|b| {
                    b.is_lowercase() || b.is_numeric() || (b.is_uppercase() && after.is_some_and(|a| a.is_lowercase()))
                });
            if begins_word && !out.ends_with('_') {
                out.push('_');
            }
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    while out.ends_with('_') {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_their_last_words() {
        let words = Words::new(&RawWords { model: vec!["model".into(), "model_name".into()], ..RawWords::default() });
        for name in ["model", "chatModel", "LLM_MODEL", "OpenAIModelName", "--fast-llm-model", "modelName"] {
            assert!(words.names_model(name), "{name}");
        }
        for name in ["modeling", "model_count", "remodel", "models"] {
            assert!(!words.names_model(name), "{name}");
        }
    }
}
