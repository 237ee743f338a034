//! What must be in a file for an ordinary word in it to be a model.

use aho_corasick::AhoCorasick;
use std::sync::OnceLock;

/// Longest rest of a name that is passed over: the `_name` of `model_name`.
const LONGEST_REST: usize = 12;

/// Names one of which must be given a value, or modules one of which must be named.
#[derive(Debug)]
pub(super) struct Context {
    words: Vec<String>,
    /// Built when it is first asked: few scans meet an ordinary word, and none need wait for it.
    finder: OnceLock<Option<AhoCorasick>>,
    /// How many of the finder's patterns are names; the others are modules.
    names: usize,
}

impl Context {
    /// `None` if there is nothing to look for: then nothing is required.
    pub(super) fn new<'a>(names: Vec<&'a str>, modules: Vec<&'a str>) -> Option<Context> {
        let number = names.len();
        let words: Vec<String> = names.into_iter().chain(modules).map(str::to_owned).collect();
        let is_usable = !words.is_empty() && words.iter().all(|word| !word.is_empty());
        is_usable.then(|| Context { words, finder: OnceLock::new(), names: number })
    }

    /// True if the file names what an ordinary word could be for.
    pub(super) fn is_in(&self, bytes: &[u8]) -> bool {
        let build = || AhoCorasick::builder().ascii_case_insensitive(true).build(&self.words).ok();
        let Some(finder) = self.finder.get_or_init(build) else { return true };
        finder
            .find_overlapping_iter(bytes)
            .any(|found| found.pattern().as_usize() >= self.names || is_given_a_value(&bytes[found.end()..]))
    }
}

/// True if a name, after whose beginning `rest` stands, is followed by `=` or `:`: `_name = `, `": `, `']: `.
fn is_given_a_value(rest: &[u8]) -> bool {
    let name = rest.iter().take(LONGEST_REST).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let mark = rest[name..].iter().take(4).find(|byte| !b"\"'`\\]?! ".contains(byte));
    matches!(mark, Some(b'=' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_must_be_given_a_value_and_a_module_only_named() {
        let context = Context::new(vec!["model", "engine"], vec!["openai"]).unwrap();
        for yes in [
            "model=",
            "modelName: x",
            "'engine': 1",
            "MODEL_ID = x",
            "\\\"model\\\": 1",
            "import OpenAI",
            "d['model'] = 1",
            "x?: {model?: string}",
        ] {
            assert!(context.is_in(yes.as_bytes()), "{yes}");
        }
        for no in ["a model is", "engine", "remodel(x)", "models.list()", ""] {
            assert!(!context.is_in(no.as_bytes()), "{no}");
        }
        assert!(Context::new(vec![], vec![]).is_none() && Context::new(vec![""], vec![]).is_none());
    }
}
