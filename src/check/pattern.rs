//! The patterns of legacy APIs, looked up by API path, module, keyword and text.

use super::url;
use crate::knowledge::api_path::module_matches;
use crate::knowledge::{Match, PathPattern, Rule, Words};
use crate::language::Language;
use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};

/// A rule that matched.
#[derive(Clone, Debug)]
pub struct Hit<'k> {
    /// The rule.
    pub rule: &'k Rule,
    /// Which of its forms.
    pub form: &'k Match,
    /// The API path, module or pattern that matched.
    pub path: String,
    /// It counts only where it is called.
    pub call_only: bool,
}

/// All patterns of a set of rules.
#[derive(Debug)]
pub struct Patterns<'k> {
    /// The words by which code says what a value is for.
    pub words: &'k Words,
    /// First segments of all path patterns: what does not begin with one is none of them.
    roots: FxHashSet<&'k str>,
    exact: FxHashMap<&'k str, Vec<Entry<'k>>>,
    /// First segments of the exact patterns that are instances which are called.
    instance_roots: FxHashSet<&'k str>,
    /// Last names of exact patterns, and the last fixed names of those that end in `*`.
    last_names: FxHashSet<&'k str>,
    open_names: FxHashSet<&'k str>,
    /// Patterns that end in `*`, by what stands before it; longest first.
    open: Vec<(&'k str, Entry<'k>)>,
    modules: Vec<(&'k str, Entry<'k>)>,
    keywords: FxHashMap<&'k str, Vec<Entry<'k>>>,
    urls: Vec<(&'k str, Entry<'k>)>,
    /// The longest fixed piece of each URL, in the same order: few strings hold one.
    url_pieces: Option<AhoCorasick>,
    /// The last fixed piece of each URL: what is left of it in code that keeps the host elsewhere.
    url_ends: Option<AhoCorasick>,
    texts: FxHashMap<&'k str, Vec<Entry<'k>>>,
    settings: Vec<(&'k str, Entry<'k>)>,
    keys: FxHashMap<&'k str, Entry<'k>>,
    commands: Vec<(&'k [String], Entry<'k>)>,
    images: FxHashMap<&'k str, Entry<'k>>,
    requirements: FxHashMap<&'k str, Entry<'k>>,
    caught: Vec<Entry<'k>>,
}

#[derive(Clone, Copy, Debug)]
struct Entry<'k> {
    rule: &'k Rule,
    form: &'k Match,
    call_only: bool,
}

impl<'k> Patterns<'k> {
    /// The patterns of these rules.
    pub fn new(rules: &'k [Rule], words: &'k Words) -> Patterns<'k> {
        let mut patterns = Patterns {
            words,
            roots: FxHashSet::default(),
            exact: FxHashMap::default(),
            instance_roots: FxHashSet::default(),
            last_names: FxHashSet::default(),
            open_names: FxHashSet::default(),
            open: Vec::new(),
            modules: Vec::new(),
            keywords: FxHashMap::default(),
            urls: Vec::new(),
            url_pieces: None,
            url_ends: None,
            texts: FxHashMap::default(),
            settings: Vec::new(),
            keys: FxHashMap::default(),
            commands: Vec::new(),
            images: FxHashMap::default(),
            requirements: FxHashMap::default(),
            caught: Vec::new(),
        };
        for rule in rules {
            for form in &rule.matches {
                let entry = |call_only| Entry { rule, form, call_only };
                if !form.keyword.is_empty() {
                    patterns.roots.extend(form.call.iter().chain(&form.path).map(|p| root_of(&p.text)));
                    for keyword in &form.keyword {
                        patterns.keywords.entry(keyword).or_default().push(entry(true));
                    }
                } else {
                    for (paths, call_only) in [(&form.path, false), (&form.call, true)] {
                        for PathPattern { text: path, .. } in paths {
                            patterns.roots.insert(root_of(path));
                            match path.strip_suffix('*') {
                                Some(open) => {
                                    patterns.open_names.insert(last_of(open.trim_end_matches('.')));
                                    patterns.open.push((open, entry(call_only)));
                                }
                                None => {
                                    if path.ends_with("()") {
                                        patterns.instance_roots.insert(root_of(path));
                                    }
                                    patterns.last_names.insert(last_of(path));
                                    patterns.exact.entry(path).or_default().push(entry(call_only));
                                }
                            }
                        }
                    }
                }
                patterns.modules.extend(form.module.iter().map(|m| (m.as_str(), entry(false))));
                patterns.settings.extend(form.setting.iter().map(|key| (key.as_str(), entry(false))));
                patterns.keys.extend(form.key.iter().map(|key| (key.as_str(), entry(false))));
                patterns.images.extend(form.image.iter().map(|image| (image.as_str(), entry(false))));
                patterns.requirements.extend(form.requirement.iter().map(|name| (name.as_str(), entry(false))));
                patterns.commands.extend(form.command.iter().map(|words| (words.as_slice(), entry(false))));
                patterns.caught.extend((!form.caught.is_empty()).then(|| entry(false)));
                patterns.urls.extend(form.url.iter().map(|u| (u.as_str(), entry(false))));
                for text in &form.text {
                    patterns.texts.entry(text).or_default().push(entry(false));
                }
            }
        }
        patterns.url_pieces = AhoCorasick::new(patterns.urls.iter().map(|(url, _)| url::longest_piece(url))).ok();
        let ends = patterns.urls.iter().filter_map(|(url, _)| url::last_piece(url)).filter(|end| end.len() > 3);
        patterns.url_ends = AhoCorasick::new(ends).ok();
        patterns.open.sort_by_key(|(open, _)| std::cmp::Reverse(open.len()));
        patterns
    }

    /// True if a path could match: its first segment is one of the patterns'.
    pub fn may_match(&self, path: &str) -> bool {
        self.roots.contains(root_of(path))
    }

    /// True if some pattern ends in this name: what is written `x.name` can be it, whatever `x` is.
    pub fn may_end_in(&self, name: &str) -> bool {
        self.last_names.contains(name)
    }

    /// True if some pattern is about everything below this name.
    pub fn may_be_below(&self, name: &str) -> bool {
        self.open_names.contains(name)
    }

    /// True if some pattern is an instance of this package that is called.
    pub fn has_called_instances(&self, root: &str) -> bool {
        self.instance_roots.contains(root)
    }

    /// True if some rule is about a keyword or option of this name.
    pub fn has_keyword(&self, name: &str) -> bool {
        self.keywords.contains_key(name)
    }

    /// The rule for an API path; the longest pattern wins.
    pub fn path(&self, path: &str, language: Language) -> Option<Hit<'k>> {
        if let Some(entry) = self.exact.get(path).into_iter().flatten().find(|e| e.rule.applies_to(language)) {
            return Some(entry.hit(path));
        }
        self.open
            .iter()
            .find(|(open, e)| {
                // What a legacy call returned is not the call.
                let rest = path.strip_prefix(open).unwrap_or("");
                !rest.is_empty() && !rest.contains('(') && e.rule.applies_to(language)
            })
            .map(|(_, e)| e.hit(path))
    }

    /// The rule for an import of `path` (module and name, or the module alone) from `module`.
    pub fn import(&self, module: &str, path: &str, language: Language) -> Option<Hit<'k>> {
        self.modules
            .iter()
            .find(|(pattern, e)| {
                // `from google import generativeai` names the module too.
                (module_matches(pattern, module) || path == *pattern) && e.rule.applies_to(language)
            })
            .map(|(_, e)| e.hit(path))
            .or_else(|| self.path(path, language).filter(|hit| !hit.call_only))
            .or_else(|| self.path(module, language).filter(|hit| !hit.call_only && path == module))
    }

    /// The rules for a keyword or option of a call to `callee`.
    pub fn keyword(&self, callee: &str, keyword: &str, language: Language) -> Vec<Hit<'k>> {
        let fits = |pattern: &PathPattern| pattern.matches(callee);
        self.keywords
            .get(keyword)
            .into_iter()
            .flatten()
            .filter(|e| e.rule.applies_to(language) && (e.form.call.iter().any(fits) || e.form.path.iter().any(fits)))
            .map(|e| e.hit(callee))
            .collect()
    }

    /// The rules for a key of a data file, given with the keys around it, dotted.
    pub fn setting(&self, path: &str) -> Option<Hit<'k>> {
        let fits = |pattern: &str| match pattern.strip_suffix(".*") {
            Some(head) => {
                format!(".{path}.").contains(&format!(".{head}.")) && !format!(".{path}").ends_with(&format!(".{head}"))
            }
            None => path == pattern || path.strip_suffix(pattern).is_some_and(|rest| rest.ends_with('.')),
        };
        self.settings.iter().find(|(pattern, _)| fits(pattern)).map(|(pattern, entry)| entry.hit(pattern))
    }

    /// The rule for a key of a mapping in code.
    pub fn key(&self, key: &str, language: Language) -> Option<Hit<'k>> {
        let entry = self.keys.get(key).filter(|entry| entry.rule.applies_to(language))?;
        Some(entry.hit(key))
    }

    /// The rule for a command at the beginning of these words, with how many of them it takes.
    pub fn command(&self, words: &[&str]) -> Option<(Hit<'k>, usize)> {
        self.commands
            .iter()
            .find(|(command, _)| words.len() >= command.len() && command.iter().zip(words).all(|(a, b)| a == b))
            .map(|(command, entry)| (entry.hit(&command.join(" ")), command.len()))
    }

    /// True if a text holds the last word of some command or some image: most files start nothing.
    pub fn may_start(&self, text: &str) -> bool {
        let last = self.commands.iter().filter_map(|(words, _)| words.last().map(String::as_str));
        last.chain(self.images.keys().copied())
            .any(|word| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some())
    }

    /// The rule for a container image, with tag, digest and registry or without.
    pub fn image(&self, name: &str) -> Option<Hit<'k>> {
        let name = name.split('@').next().unwrap_or(name);
        let bare = name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or(name, |(bare, _)| bare);
        let bare = bare.strip_prefix("docker.io/").unwrap_or(bare);
        self.images.get(bare).map(|entry| entry.hit(bare))
    }

    /// The rule for a package that a manifest asks for.
    pub fn requirement(&self, ecosystem: &str, name: &str) -> Option<Hit<'k>> {
        let entry = self
            .requirements
            .get(name)
            .filter(|entry| entry.rule.ecosystem.as_deref().is_none_or(|own| own == ecosystem))?;
        Some(entry.hit(name))
    }

    /// True if a text holds the longest name of some setting: most files need not be looked at key by key.
    pub fn may_set(&self, text: &str) -> bool {
        let longest = |pattern: &'k str| pattern.split('.').max_by_key(|name| name.len()).unwrap_or("");
        self.settings
            .iter()
            .any(|(pattern, _)| memchr::memmem::find(text.as_bytes(), longest(pattern).as_bytes()).is_some())
    }

    /// The rules about what handlers catch.
    pub fn caught(&self) -> impl Iterator<Item = Hit<'k>> + '_ {
        self.caught.iter().map(|entry| entry.hit(""))
    }

    /// True if some rule is about this whole string.
    pub fn has_text(&self, text: &str) -> bool {
        self.texts.contains_key(text)
    }

    /// True if a text may be the path of some URL: it holds the last fixed piece of one.
    pub fn may_end_url(&self, text: &str) -> bool {
        self.url_ends.as_ref().is_some_and(|ends| ends.is_match(text))
    }

    /// The rules for a whole string: URLs of endpoints, header values, versions.
    pub fn text(&self, text: &str, language: Language) -> Vec<Hit<'k>> {
        let mut found: Vec<Hit<'k>> = Vec::new();
        for entry in self.texts.get(text).into_iter().flatten() {
            if entry.rule.applies_to(language) {
                found.push(entry.hit(text));
            }
        }
        if url::is_url(text) {
            let pieces = self.url_pieces.iter().flat_map(|pieces| pieces.find_overlapping_iter(text));
            let mut held: Vec<usize> = pieces.map(|piece| piece.pattern().as_usize()).collect();
            held.sort_unstable();
            held.dedup();
            for (pattern, entry) in held.into_iter().map(|index| &self.urls[index]) {
                // A rule may know a URL with its host and without.
                let is_new = !found.iter().any(|hit| hit.rule.id == entry.rule.id);
                if is_new && url::matches(pattern, text) && entry.rule.applies_to(language) {
                    found.push(entry.hit(pattern));
                }
            }
        }
        found
    }
}

/// The first segment of a path: the package, whatever is taken from it.
pub fn root_of(path: &str) -> &str {
    path.split(['.', '#', '(']).next().unwrap_or(path)
}

/// The last name of a path, without the `()` of what it gives.
fn last_of(path: &str) -> &str {
    path.trim_end_matches("()").rsplit(['.', '#']).next().unwrap_or(path)
}

impl<'k> Entry<'k> {
    fn hit(&self, path: &str) -> Hit<'k> {
        Hit { rule: self.rule, form: self.form, path: path.to_owned(), call_only: self.call_only }
    }
}
