//! Which literals let a file in.

use crate::calls::address;
use crate::knowledge::AnchorKind;
use crate::knowledge::Knowledge;
use crate::language::Language;
use crate::prefilter::{self, Anchor, Prefilter};
use crate::suppression;
use aho_corasick::AhoCorasick;

/// The prefilter of everything that is known.
pub fn prefilter(knowledge: &Knowledge) -> Prefilter {
    let models =
        knowledge.models.anchors().into_iter().map(|a| Anchor { text: a.text, kind: a.kind, also: Vec::new() });
    let rules = knowledge.rules.iter().flat_map(|rule| &rule.anchors).map(|anchor| Anchor {
        text: anchor.text.clone(),
        kind: AnchorKind::Substring,
        also: anchor.also.clone(),
    });
    let words = &knowledge.words;
    let ignores = Anchor { text: suppression::MARK.to_owned(), kind: AnchorKind::Substring, also: Vec::new() };
    Prefilter::new(models.chain(rules).chain([ignores])).with_context(words.stems(), modules(knowledge))
}

/// The modules of SDKs from which clients are made.
pub struct Sdks<'k> {
    modules: Vec<&'k str>,
    /// What a look at a file's imports searches for: the last name of each.
    stems: Option<AhoCorasick>,
}

impl<'k> Sdks<'k> {
    /// The modules in which some SDK has a client.
    pub fn new(knowledge: &'k Knowledge) -> Sdks<'k> {
        let paths = knowledge.sdks.iter().flat_map(|sdk| &sdk.constructors).flat_map(|constructor| &constructor.path);
        let mut modules: Vec<&str> = paths.filter_map(|path| module_of(&path.text)).collect();
        modules.sort_unstable();
        modules.dedup();
        let stems = modules.iter().map(|module| module.rsplit('.').next().unwrap_or(module));
        Sdks { stems: AhoCorasick::new(stems).ok(), modules }
    }

    /// True if the module, as written, is one of them.
    pub fn has(&self, module: &str) -> bool {
        self.modules
            .iter()
            .any(|known| module.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/'])))
    }

    /// What a file of these bytes imports of them, as written.
    pub fn imported(&self, bytes: &[u8], language: Language) -> Vec<String> {
        let Some(stems) = &self.stems else { return Vec::new() };
        let mut taken = prefilter::imports_any(bytes, language, stems);
        taken.retain(|taken| self.has(taken));
        taken
    }
}

/// The module of a constructor's path: `openai` of `openai.OpenAI` and of `openai#default`.
fn module_of(path: &str) -> Option<&str> {
    cut(path).map(|(module, _)| module)
}

/// A path cut into its module and what it names there.
fn cut(path: &str) -> Option<(&str, &str)> {
    let path = path.split("()").next()?;
    path.split_once('#').or_else(|| path.rsplit_once('.'))
}

/// The first names of SDKs' modules.
fn modules(knowledge: &Knowledge) -> Vec<&str> {
    let paths = knowledge.sdks.iter().flat_map(|sdk| &sdk.constructors).flat_map(|constructor| &constructor.path);
    let mut names: Vec<&str> = paths
        .filter_map(|path| path.segments.first())
        .map(|module| module.trim_end_matches('#').trim_end_matches("()"))
        .filter(|name| name.len() > 2)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Ends of URLs that only endpoints of model providers have.
const ENDPOINTS: &[&str] =
    &["/chat/completions", "/v1/completions", "/v1/messages", "/v1/responses", "openai/deployments", "/v1/embeddings"];

/// A name of several words, longer than this in bytes, is an SDK's own: `generate_content`, but not `send_message`.
const LONG: usize = 12;

/// The prefilter of calls to model providers: names of calls, and hosts.
///
/// A name that says little alone (`create`, `send_message`) needs the words of its module beside it; `chat.completions`
/// and the like need none. A file that calls a client which another file makes may name no module: it is let in by the
/// wave.
pub fn calls(knowledge: &Knowledge) -> Prefilter {
    let mut anchors: Vec<(String, Vec<String>)> = Vec::new();
    for sdk in &knowledge.sdks {
        for behaviour in sdk.behaviours.iter().filter(|behaviour| behaviour.http.is_none()) {
            for method in &behaviour.method {
                let name = method.rsplit("().").next().unwrap_or(method);
                let is_long = name.len() > LONG && name.contains(|c: char| c == '_' || c.is_uppercase());
                if name.contains('.') || is_long {
                    anchors.push((name.to_owned(), Vec::new()));
                    continue;
                }
                for client in &behaviour.client {
                    let Some((module, class)) = cut(client) else { continue };
                    // Where it is made, too: who calls it may be found through that file only.
                    match class {
                        // Imported under any name.
                        "default" => anchors.extend(["\"", "'"].map(|q| (format!("{q}{module}{q}"), Vec::new()))),
                        _ => anchors.extend(named(module).map(|also| (class.to_owned(), also))),
                    }
                    anchors.extend(named(module).map(|also| (name.to_owned(), also)));
                }
            }
            for (module, name) in behaviour.function.iter().chain(&behaviour.model).filter_map(|path| cut(path)) {
                anchors.extend(named(module).map(|also| (name.to_owned(), also)));
            }
        }
    }
    anchors.extend(settings(knowledge));
    // Of a host with a place for a region, what stands before it and after it.
    let hosts = knowledge.words.hosts.iter().filter_map(|(host, _)| {
        let mut parts = host.split('*').filter(|part| part.len() > 3).map(str::to_owned);
        Some((parts.next()?, parts.collect()))
    });
    anchors.extend(hosts);
    anchors.extend(ENDPOINTS.iter().map(|text| ((*text).to_owned(), Vec::new())));
    anchors.sort();
    anchors.dedup();
    let anchor = |(text, also)| Anchor { text, kind: AnchorKind::Substring, also };
    Prefilter::new(anchors.into_iter().map(anchor))
}

/// What is set for a whole program, in a file that may hold no call: `openai.timeout = 20`, `axiosRetry(axios)`.
fn settings(knowledge: &Knowledge) -> impl Iterator<Item = (String, Vec<String>)> {
    let behaviours = knowledge.sdks.iter().flat_map(|sdk| &sdk.behaviours);
    let set = behaviours.flat_map(|behaviour| behaviour.timeout.module.iter().chain(&behaviour.retry.module));
    let set = set.map(String::as_str).chain(address::OF_MODULES.iter().copied());
    let set = set.map(|path| match path.split_once('#') {
        Some((module, name)) => (name.to_owned(), vec![module.to_owned()]),
        // A function, imported under its own name.
        None if path.starts_with("socket.") => (path["socket.".len()..].to_owned(), Vec::new()),
        None => (path.to_owned(), Vec::new()),
    });
    let installed = knowledge.sdks.iter().flat_map(|sdk| &sdk.adapters).filter(|adapter| adapter.client_at.is_some());
    let modules = installed.flat_map(|adapter| adapter.path.iter().filter_map(|path| module_of(path)));
    let quoted = modules.flat_map(|module| ["\"", "'"].map(|quote| (format!("{quote}{module}{quote}"), Vec::new())));
    set.chain(quoted)
}

/// The ways in which a file that takes something from a module names it: all words of one of them are in it.
fn named(module: &str) -> impl Iterator<Item = Vec<String>> {
    // `ai` stands in every file: only as a whole value.
    let quotes: &[&str] = if module.len() < 4 { &["\"", "'"] } else { &[""] };
    quotes.iter().map(move |quote| match *quote {
        "" => module.split('.').filter(|word| word.len() > 2).map(str::to_owned).collect(),
        quote => vec![format!("{quote}{module}{quote}")],
    })
}
