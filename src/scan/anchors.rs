//! Which literals let a file in.

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

    /// What a file of these bytes imports of them, as written.
    pub fn imported(&self, bytes: &[u8], language: Language) -> Vec<String> {
        let Some(stems) = &self.stems else { return Vec::new() };
        let mut taken = prefilter::imports_any(bytes, language, stems);
        taken.retain(|taken| {
            self.modules.iter().any(|module| {
                taken.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
            })
        });
        taken
    }
}

/// The module of a constructor's path: `openai` of `openai.OpenAI` and of `openai#default`.
fn module_of(path: &str) -> Option<&str> {
    let path = path.split("()").next()?;
    path.split_once('#').or_else(|| path.rsplit_once('.')).map(|(module, _)| module)
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

/// The prefilter of calls to model providers: names of calls, and hosts. A name that other libraries have too needs the
/// module beside it.
pub fn calls(knowledge: &Knowledge) -> Prefilter {
    let mut anchors: Vec<(String, Vec<String>)> = Vec::new();
    for sdk in &knowledge.sdks {
        for behaviour in sdk.behaviours.iter().filter(|behaviour| behaviour.http.is_none()) {
            for method in &behaviour.method {
                let name = method.rsplit("().").next().unwrap_or(method);
                let told =
                    name.contains('.') || name.len() >= 12 && name.contains(|c: char| c == '_' || c.is_uppercase());
                let modules = behaviour.client.iter().filter_map(|client| stem_of(client));
                match told {
                    true => anchors.push((name.to_owned(), Vec::new())),
                    false => anchors.extend(modules.map(|module| (name.to_owned(), vec![module.to_owned()]))),
                }
            }
            for path in behaviour.function.iter().chain(&behaviour.model) {
                let (Some(module), Some(name)) = (stem_of(path), path.rsplit(['.', '#']).next()) else { continue };
                match module.len() {
                    // `ai` stands in every file: only as a module's name.
                    0..4 => anchors.extend(["'", "\""].map(|q| (name.to_owned(), vec![format!("{q}{module}{q}")]))),
                    _ => anchors.push((name.to_owned(), vec![module.to_owned()])),
                }
            }
        }
    }
    let hosts = knowledge.words.hosts.iter().filter_map(|(host, _)| host.rsplit('*').next());
    anchors.extend(hosts.chain(ENDPOINTS.iter().copied()).map(|text| (text.to_owned(), Vec::new())));
    anchors.sort();
    anchors.dedup();
    let anchor = |(text, also)| Anchor { text, kind: AnchorKind::Substring, also };
    Prefilter::new(anchors.into_iter().map(anchor))
}

/// The name by which a file that takes something from `path` names its module.
fn stem_of(path: &str) -> Option<&str> {
    let module = module_of(path)?;
    Some(if path.contains('#') { module } else { module.rsplit('.').next().unwrap_or(module) })
}
