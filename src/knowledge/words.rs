//! The names by which code says what a value is for.

/// The names by which code says what a value is for. Names are compared in lower snake case. Models and roles are named
/// by a whole name or its last words (`model` names `model`, `llm_model` and `chatModel`, not `modeling`), contexts,
/// tables and lists of choices by any of its words, in the plural too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Names that name a model.
    pub model: Vec<String>,
    /// Names of a role of a model: `fallback`, `default`.
    pub role: Vec<String>,
    /// Names of a context in which a role names a model: `provider`, `llm`.
    pub context: Vec<String>,
    /// Names whose value names the provider of a model beside or below them: `provider`, `api_type`.
    pub provider: Vec<String>,
    /// Names of tables whose keys and values are no uses: `price`, `tokenizer`.
    pub table: Vec<String>,
    /// Names of lists of choices: `options`, `available`.
    pub options: Vec<String>,
    /// Functions that only count, compare, print or check, by their last name.
    pub inert: Vec<String>,
    /// First words of functions that make or ask a model.
    pub maker: Vec<String>,
    /// Hosts of providers in URLs: (host, or suffix that starts with a dot or a hyphen, with `*` for anything between;
    /// provider).
    pub hosts: Vec<(String, String)>,
    /// What makes a function wait its turn, by API path.
    pub queues: Vec<String>,
}

/// Words of the names of what only counts tokens, whatever else the name holds: `LazyTiktoken`, `get_bpe_from_model`.
const COUNTERS: [&str; 4] = ["tiktoken", "tokenizer", "tokeniser", "bpe"];

impl Words {
    /// True if `name` names a model.
    pub fn names_model(&self, name: &str) -> bool {
        ends_with_one(&self.model, name)
    }
    /// True if `name` names a role of a model.
    pub fn names_role(&self, name: &str) -> bool {
        ends_with_one(&self.role, name)
    }
    /// True if `name` names a context in which a role names a model.
    pub fn names_context(&self, name: &str) -> bool {
        has_one(&self.context, name)
    }
    /// True if the value under `name` names a provider.
    pub fn names_provider(&self, name: &str) -> bool {
        ends_with_one(&self.provider, name)
    }
    /// The shortest words one of which stands in every name of a model or of a context of one. Words of two letters are
    /// left out: they stand in everything.
    pub fn stems(&self) -> Vec<&str> {
        let all = || self.model.iter().chain(&self.context).map(String::as_str).filter(|word| word.len() > 2);
        let mut stems: Vec<&str> =
            all().filter(|word| !all().any(|other| other.len() < word.len() && word.contains(other))).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }
    /// True if `name` names a table whose keys and values are no uses.
    pub fn names_table(&self, name: &str) -> bool {
        has_one(&self.table, name)
    }
    /// True if `name` names a list of choices.
    pub fn names_options(&self, name: &str) -> bool {
        has_one(&self.options, name)
    }
    /// True if a function of that last name only counts, compares, prints or checks.
    pub fn is_inert(&self, name: &str) -> bool {
        let name = snake_case(name);
        self.inert.contains(&name) || name.split('_').any(|part| COUNTERS.contains(&part))
    }
    /// True if the (last) name of a function says that it makes or asks what it is given: `init_chat`, `createModel`, a
    /// class.
    pub fn makes(&self, name: &str) -> bool {
        let first = snake_case(name).split('_').next().unwrap_or("").to_owned();
        self.maker.contains(&first)
            || (name.starts_with(|c: char| c.is_uppercase()) && name.contains(|c: char| c.is_lowercase()))
    }
    /// The provider behind a host of a URL, without port: the longest entry that fits.
    pub fn provider_of_host(&self, host: &str) -> Option<&str> {
        let host = host.to_ascii_lowercase();
        let fits = |known: &str| match known.split_once('*') {
            Some((head, tail)) => {
                host.len() > head.len() + tail.len() && host.starts_with(head) && host.ends_with(tail)
            }
            None if known.starts_with(['.', '-']) => host.ends_with(known),
            None => host == known,
        };
        let fitting = self.hosts.iter().filter(|(known, _)| fits(known));
        fitting.max_by_key(|(known, _)| known.len()).map(|(_, provider)| provider.as_str())
    }
}

/// True if the name holds a word, or its plural, anywhere.
fn has_one(words: &[String], name: &str) -> bool {
    let name = snake_case(name);
    let is = |part: &str| words.iter().any(|word| word == part);
    is(&name) || name.split('_').any(|part| is(part) || part.strip_suffix('s').is_some_and(is))
}

fn ends_with_one(words: &[String], name: &str) -> bool {
    let name = snake_case(name);
    words
        .iter()
        .any(|word| name.strip_suffix(word.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('_')))
}

/// A name in lower snake case: `chatModel`, `chat-model` and `CHAT_MODEL` are `chat_model`.
pub fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before: Option<char> = None;
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_uppercase() {
            let after_lower = before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit());
            let ends_acronym = before.is_some_and(char::is_uppercase) && chars.peek().is_some_and(|n| n.is_lowercase());
            if (after_lower || ends_acronym) && !out.ends_with('_') {
                out.push('_');
            }
            out.extend(c.to_lowercase());
        } else if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        before = Some(c);
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
        let words = Words { model: vec!["model".into(), "model_name".into()], ..Words::default() };
        for name in ["model", "MODEL", "llm_model", "chatModel", "chat-model", "LLMModel", "modelName", "OPENAI_MODEL"]
        {
            assert!(words.names_model(name), "{name}");
        }
        for name in ["models", "modeling", "supermodel", "model_price", ""] {
            assert!(!words.names_model(name), "{name}");
        }
    }

    #[test]
    fn tables_are_named_by_any_word_and_inert_functions_by_the_whole() {
        let words = Words { table: vec!["price".into()], inert: vec!["assert_equal".into()], ..Words::default() };
        assert!(words.names_table("MODEL_PRICES") && words.names_table("priceByModel"));
        assert!(!words.names_table("pricey"));
        assert!(words.is_inert("assertEqual") && !words.is_inert("equal"));
        assert!(words.is_inert("LazyTiktoken") && words.is_inert("get_bpe_from_model") && !words.is_inert("Bpeople"));
    }

    #[test]
    fn hosts_fit_whole_or_by_suffix() {
        let pair = |host: &str, provider: &str| (host.to_owned(), provider.to_owned());
        let hosts = vec![
            pair("api.openai.com", "openai"),
            pair(".openai.azure.com", "azure"),
            pair("-aiplatform.googleapis.com", "google-vertex-ai"),
            pair("bedrock-runtime.*.amazonaws.com", "aws-bedrock"),
        ];
        let words = Words { hosts, ..Words::default() };
        assert_eq!(words.provider_of_host("API.openai.com"), Some("openai"));
        assert_eq!(words.provider_of_host("me.openai.azure.com"), Some("azure"));
        assert_eq!(words.provider_of_host("evil-api.openai.com.example"), None);
        assert_eq!(words.provider_of_host("us-central1-aiplatform.googleapis.com"), Some("google-vertex-ai"));
        assert_eq!(words.provider_of_host("bedrock-runtime.us-east-1.amazonaws.com"), Some("aws-bedrock"));
    }
}
