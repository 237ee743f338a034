//! Names of keys as words: `chatModel`, `OPENAI_MODEL`, `llm.model` and `model-name` are compared in lower snake case.

/// A name as words between underscores: `_chat_model_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name(String);

#[cfg(test)]
thread_local! {
    /// How many names were taken apart: the work of judging, as tests count it.
    pub(super) static TAKEN_APART: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Names longer than this (bytes) are text, not names.
const LONGEST: usize = 200;

impl Name {
    /// The words of a name. A trailing number is dropped: `model2` and `MODEL_2` are `model`.
    pub fn new(raw: &str) -> Name {
        #[cfg(test)]
        TAKEN_APART.set(TAKEN_APART.get() + 1);
        if raw.len() > LONGEST {
            return Name("_".to_owned());
        }
        let mut words = String::from("_");
        let mut chars = raw.chars().peekable();
        let mut before = ' ';
        while let Some(c) = chars.next() {
            if !c.is_alphanumeric() {
                if !words.ends_with('_') {
                    words.push('_');
                }
            } else {
                let next_is_lower = chars.peek().is_some_and(|next| next.is_lowercase());
                let begins_word = c.is_uppercase()
                    && (before.is_lowercase() || before.is_numeric() || before.is_uppercase() && next_is_lower);
                if begins_word && !words.ends_with('_') {
                    words.push('_');
                }
                words.extend(c.to_lowercase());
            }
            before = c;
        }
        while words.len() > 1 && words.ends_with(|c: char| c == '_' || c.is_ascii_digit()) {
            words.pop();
        }
        words.push('_');
        Name(words)
    }

    /// True if the name is one of `list`, or ends with one as its last words; a plural counts as its singular.
    pub fn ends_with<S: AsRef<str>>(&self, list: &[S]) -> bool {
        list.iter().any(|word| self.ends_with_word(word.as_ref()))
    }

    fn ends_with_word(&self, word: &str) -> bool {
        let body = self.0.trim_end_matches('_');
        let is_last = |body: &str| body.strip_suffix(word).is_some_and(|rest| rest.ends_with('_'));
        is_last(body) || body.strip_suffix('s').is_some_and(is_last) || body.strip_suffix("es").is_some_and(is_last)
    }

    /// True if one of `list` stands anywhere in the name, as whole words; a plural counts as its singular.
    pub fn contains<S: AsRef<str>>(&self, list: &[S]) -> bool {
        list.iter().any(|word| {
            let word = word.as_ref();
            self.0.match_indices(word).any(|(at, _)| {
                let after = &self.0[at + word.len()..];
                self.0[..at].ends_with('_') && (after.starts_with('_') || after.starts_with("s_"))
            })
        })
    }

    /// True if the whole name is one of `list`; a plural counts as its singular.
    pub fn is<S: AsRef<str>>(&self, list: &[S]) -> bool {
        let whole = self.0.trim_matches('_');
        list.iter().any(|word| whole.strip_prefix(word.as_ref()).is_some_and(|rest| rest.is_empty() || rest == "s"))
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn names_are_words() {
        for (raw, words) in [
            ("model", "_model_"),
            ("chatModel", "_chat_model_"),
            ("OPENAI_MODEL", "_openai_model_"),
            ("OpenAIModelName", "_open_ai_model_name_"),
            ("llm.model", "_llm_model_"),
            ("AZURE-OPENAI-ENGINE", "_azure_openai_engine_"),
            ("--model", "_model_"),
            ("model2", "_model_"),
            ("MODEL_10", "_model_"),
            ("gpt4Model", "_gpt4_model_"),
            ("", "_"),
            ("42", "_"),
        ] {
            assert_eq!(Name::new(raw).0, if words == "_" { "__" } else { words }, "{raw}");
        }
    }

    #[test]
    fn words_match_whole_or_last() {
        let is = |raw: &str| Name::new(raw).ends_with(&["model", "model_name"]);
        assert!(is("model") && is("models") && is("chatModel") && is("OPENAI_MODEL_NAME") && is("model1"));
        assert!(!is("modelling") && !is("supermodel") && !is("model_path") && !is("remodels") && !is(""));
        assert!(Name::new("model_for_chat").contains(&["model"]));
        assert!(!Name::new("modeling_chat").contains(&["model"]));
        assert!(Name::new("supported_models").contains(&["supported"]));
    }
}
