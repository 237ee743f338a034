//! Which literals let a file in.

use crate::calls::address;
use crate::knowledge::AnchorKind;
use crate::knowledge::{Knowledge, Sdk};
use crate::language::Language;
use crate::prefilter::{self, Anchor, Calls, Name, Prefilter};
use crate::suppression;
use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;

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
    /// Names of constructors.
    makers: FxHashSet<&'k str>,
    /// Functions that call a model, with their modules.
    functions: FxHashSet<(&'k str, &'k str)>,
    /// What addresses of providers hold.
    addresses: Option<AhoCorasick>,
    /// Packages that rules are about, as they are imported.
    packages: FxHashSet<String>,
}

impl<'k> Sdks<'k> {
    /// The modules in which some SDK has a client.
    pub fn new(knowledge: &'k Knowledge) -> Sdks<'k> {
        let (mut modules, mut makers) = (Vec::new(), FxHashSet::default());
        for sdk in &knowledge.sdks {
            for (module, name) in sdk.constructors.iter().flat_map(|made| &made.path).filter_map(|path| cut(&path.text))
            {
                modules.push(module);
                makers.insert(name);
                makers.extend(same(sdk, module, name).map(|(_, name)| name));
            }
        }
        let behaviours = knowledge.sdks.iter().flat_map(|sdk| &sdk.behaviours);
        let functions = behaviours.flat_map(|behaviour| &behaviour.function).filter_map(|path| cut(path)).collect();
        modules.sort_unstable();
        modules.dedup();
        let stems = modules.iter().map(|module| module.rsplit('.').next().unwrap_or(module));
        // Of a host with a place for a region, what stands before it.
        let hosts = knowledge.words.hosts.iter().filter_map(|(host, _)| host.split('*').find(|part| part.len() > 3));
        let addresses = hosts.chain(ENDPOINTS.iter().copied());
        Sdks {
            stems: AhoCorasick::new(stems).ok(),
            addresses: AhoCorasick::new(addresses).ok(),
            makers,
            functions,
            modules,
            packages: knowledge.rules.iter().filter_map(|rule| rule.package.as_ref()).map(|p| imported_as(p)).collect(),
        }
    }

    /// True if a module is of a package that some rule is about: within that package's own repository its name means
    /// what it means everywhere.
    pub fn is_library(&self, module: &str) -> bool {
        let end = if module.starts_with('@') {
            module.match_indices('/').nth(1)
        } else {
            module.match_indices(['.', '/']).next()
        };
        let root = end.map_or(module, |(at, _)| &module[..at]);
        self.has(module) || self.packages.contains(root)
    }

    /// True if some SDK has a constructor of this name.
    pub fn makes(&self, name: &str) -> bool {
        self.makers.contains(name)
    }

    /// True if a name of a module is a client or a function that calls a model.
    pub fn offers(&self, module: &str, name: &str) -> bool {
        self.functions.contains(&(module, name)) || self.has(module) && self.makes(name)
    }

    /// True if a string may be the address of a provider, or a part of it.
    pub fn is_address(&self, text: &str) -> bool {
        self.addresses.as_ref().is_some_and(|addresses| addresses.is_match(text))
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

/// `langchain_openai` of `langchain-openai`, `llama_index` of `llama-index`; packages of npm are imported as they are
/// called.
fn imported_as(package: &str) -> String {
    if package.starts_with('@') { package.to_owned() } else { package.replace('-', "_") }
}

/// A path cut into its module and what it names there: `openai` and `OpenAI` of `openai.OpenAI`, `openai` and `default`
/// of `openai#default`.
fn cut(path: &str) -> Option<(&str, &str)> {
    let path = path.split("()").next()?;
    path.split_once('#').or_else(|| path.rsplit_once('.'))
}

/// What else means a name of an SDK: `AsyncOpenAI` of `openai` is like its `OpenAI`, and so is that of `langfuse.openai`.
fn same<'a>(sdk: &'a Sdk, module: &'a str, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    sdk.same.iter().filter_map(move |(from, to)| match to == module {
        true => Some((from.as_str(), name)),
        false => (cut(to) == Some((module, name))).then(|| cut(from)).flatten(),
    })
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

/// What lets in code with calls to model providers: names of calls and clients, and hosts.
///
/// A name that says little alone (`create`, `send_message`) counts where its module is imported; `chat.completions` and
/// the like need none. A file that calls a client which another file makes may import nothing: it is let in by the wave.
pub fn calls(knowledge: &Knowledge) -> Calls {
    let mut alone: Vec<(String, Vec<String>)> = ENDPOINTS.iter().map(|text| ((*text).to_owned(), Vec::new())).collect();
    let mut names: Vec<Name> = Vec::new();
    for sdk in &knowledge.sdks {
        for behaviour in sdk.behaviours.iter().filter(|behaviour| behaviour.http.is_none()) {
            let mut add =
                |module: &str, name: &str, beside: &[String]| {
                    // Of a default export, imported under any name.
                    let text = |name: &str| (name != "default").then(|| name.to_owned());
                    names.extend([(module, name)].into_iter().chain(same(sdk, module, name)).map(|(module, name)| {
                        Name { text: text(name), module: module.to_owned(), beside: beside.to_vec() }
                    }));
                };
            // Where a client is made, too: who calls it may be found through that file only.
            let clients: Vec<(&str, &str)> = behaviour.client.iter().filter_map(|client| cut(client)).collect();
            for (module, class) in &clients {
                add(module, class, &behaviour.beside);
            }
            for method in &behaviour.method {
                let name = method.rsplit("().").next().unwrap_or(method);
                let is_long = name.len() > LONG && name.contains(|c: char| c == '_' || c.is_uppercase());
                if name.contains('.') || is_long {
                    alone.push((name.to_owned(), Vec::new()));
                } else {
                    clients.iter().for_each(|(module, _)| add(module, name, &[]));
                }
            }
            for (module, name) in behaviour.function.iter().chain(&behaviour.model).filter_map(|path| cut(path)) {
                add(module, name, &[]);
            }
        }
    }
    names.sort();
    names.dedup();
    alone.extend(settings(knowledge));
    // Of a host with a place for a region, what stands before it and after it.
    alone.extend(knowledge.words.hosts.iter().filter_map(|(host, _)| {
        let mut parts = host.split('*').filter(|part| part.len() > 3).map(str::to_owned);
        Some((parts.next()?, parts.collect()))
    }));
    alone.sort();
    alone.dedup();
    let anchor = |(text, also)| Anchor { text, kind: AnchorKind::Substring, also };
    Calls::new(alone.into_iter().map(anchor).collect(), names)
}

/// What is set for a whole program, in a file that may hold no call: `openai.timeout = 20`, `axiosRetry(axios)`.
fn settings(knowledge: &Knowledge) -> impl Iterator<Item = (String, Vec<String>)> {
    let behaviours = knowledge.sdks.iter().flat_map(|sdk| &sdk.behaviours);
    let set = behaviours.flat_map(|behaviour| {
        let cache = &behaviour.cache;
        behaviour.timeout.module.iter().chain(&behaviour.retry.module).chain(&cache.module).chain(&cache.function)
    });
    let set = set.map(String::as_str).chain(address::OF_MODULES.iter().copied());
    let set = set.map(|path| match path.split_once('#') {
        Some((module, name)) => (name.to_owned(), vec![module.to_owned()]),
        None => match path.rsplit_once('.') {
            // Long enough to be imported under its own name and to say something.
            Some((module, name)) if name.len() > LONG => {
                (name.to_owned(), module.split('.').take(1).map(str::to_owned).collect())
            }
            _ => (path.to_owned(), Vec::new()),
        },
    });
    let installed = knowledge.sdks.iter().flat_map(|sdk| &sdk.adapters).filter(|adapter| adapter.client_at.is_some());
    let modules = installed.flat_map(|adapter| adapter.path.iter().filter_map(|path| Some(cut(path)?.0)));
    let quoted = modules.flat_map(|module| ["\"", "'"].map(|quote| (format!("{quote}{module}{quote}"), Vec::new())));
    set.chain(quoted)
}
