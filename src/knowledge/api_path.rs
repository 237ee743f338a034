//! Patterns of API paths: `openai.OpenAI().completions.create`, npm `openai#OpenAIApi().createEdit`, `openai.error.*`.

/// A pattern of an API path, taken apart once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    /// As written.
    pub text: String,
    /// The segments: of an npm path the module with its `#` is the first one. A last `*` is not among them.
    pub segments: Vec<String>,
    /// The pattern ends with `*`: one or more further segments must follow.
    pub open: bool,
}

impl PathPattern {
    /// Takes a pattern apart.
    pub fn new(text: &str) -> PathPattern {
        let mut segments: Vec<String> = segments(text).map(str::to_owned).collect();
        let open = segments.last().is_some_and(|last| last == "*");
        if open {
            segments.pop();
        }
        PathPattern { text: text.to_owned(), segments, open }
    }

    /// True if `path`, a resolved API path, is one that the pattern describes.
    pub fn matches(&self, path: &str) -> bool {
        let mut parts = segments(path);
        for expected in &self.segments {
            if parts.next() != Some(expected.as_str()) {
                return false;
            }
        }
        parts.next().is_some() == self.open
    }

    /// True if some path that the pattern describes goes on from `path`: worth following further.
    pub fn may_start_with(&self, path: &str) -> bool {
        let mut expected = self.segments.iter();
        for part in segments(path) {
            match expected.next() {
                Some(segment) if segment == part => {}
                Some(_) => return false,
                None => return self.open,
            }
        }
        true
    }

    /// A literal that stands in every file which uses such a path: the longest name after the module, or the module
    /// itself where the names are short.
    pub fn anchor(&self) -> Option<&str> {
        let bare = |segment: &'_ str| segment.trim_end_matches("()").to_owned();
        let longest =
            self.segments.iter().skip(1).filter(|segment| bare(segment).len() >= 6).max_by_key(|s| bare(s).len());
        let segment = longest.or_else(|| self.segments.iter().max_by_key(|segment| bare(segment).len()))?;
        let name = segment.trim_end_matches("()").trim_end_matches('#');
        (!name.is_empty() && name != "default").then_some(name)
    }
}

/// The segments of a path. In `@scope/pkg.js#Name.method` the module is one segment, dots and all.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    let (module, names) = match path.find('#') {
        Some(at) => (Some(&path[..=at]), &path[at + 1..]),
        None => (None, path),
    };
    module.into_iter().chain(names.split('.').filter(|name| !name.is_empty()))
}

/// True if `module` is `pattern`, or a submodule of it where `pattern` ends with `.*` or `/*`.
pub fn module_matches(pattern: &str, module: &str) -> bool {
    match pattern.strip_suffix('*').and_then(|open| open.strip_suffix(['.', '/'])) {
        Some(parent) => module.strip_prefix(parent).is_some_and(|rest| rest.len() > 1 && rest.starts_with(['.', '/'])),
        None => module == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_patterns_describe_one_path() {
        let pattern = PathPattern::new("openai.OpenAI().completions.create");
        assert!(pattern.matches("openai.OpenAI().completions.create"));
        assert!(!pattern.matches("openai.OpenAI().chat.completions.create"));
        assert!(!pattern.matches("openai.OpenAI().completions"));
        assert!(!pattern.matches("openai.OpenAI().completions.create()"));
    }

    #[test]
    fn open_patterns_ask_for_more_segments() {
        let pattern = PathPattern::new("openai.error.*");
        assert!(pattern.matches("openai.error.RateLimitError") && pattern.matches("openai.error.a.b"));
        assert!(!pattern.matches("openai.error") && !pattern.matches("openai.errors.X"));
        assert!(pattern.may_start_with("openai") && pattern.may_start_with("openai.error.a.b"));
        assert!(!pattern.may_start_with("openai.x"));
    }

    #[test]
    fn the_module_of_an_npm_path_is_one_segment() {
        let pattern = PathPattern::new("@azure/openai.js#OpenAIClient().getCompletions");
        assert_eq!(pattern.segments, ["@azure/openai.js#", "OpenAIClient()", "getCompletions"]);
        assert!(pattern.matches("@azure/openai.js#OpenAIClient().getCompletions"));
        assert_eq!(pattern.anchor(), Some("getCompletions"));
        assert_eq!(PathPattern::new("openai#*").anchor(), Some("openai"));
    }

    #[test]
    fn modules_match_whole_or_by_submodule() {
        assert!(module_matches("google.generativeai", "google.generativeai"));
        assert!(!module_matches("google.generativeai", "google.generativeai.types"));
        assert!(module_matches("google.generativeai.*", "google.generativeai.types"));
        assert!(module_matches("langchain/llms/*", "langchain/llms/openai"));
        assert!(!module_matches("langchain/llms/*", "langchain/llmsx/openai"));
    }
}
