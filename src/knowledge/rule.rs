//! Rules about legacy APIs: what they look for, and what they say.

use super::api_path::PathPattern;
use super::raw::{Date, RawMatch, RawRule};
use crate::finding::{Category, Severity};
use crate::language::Language;

/// A rule about a legacy API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Full id: `api/openai-python-v0`.
    pub id: String,
    /// First part of the id.
    pub category: Category,
    /// One line.
    pub title: String,
    /// How much a finding matters, where no date decides.
    pub severity: Severity,
    /// Registry name of the SDK concerned.
    pub package: Option<String>,
    /// `pypi` or `npm`.
    pub ecosystem: Option<String>,
    /// First version of the package that no longer has it.
    pub removed_in: Option<String>,
    /// Severity where the project is held below that version.
    pub held_severity: Option<Severity>,
    /// Provider whose service it is.
    pub provider: Option<String>,
    /// Day the end was announced.
    pub deprecated: Option<Date>,
    /// Day it stopped or stops.
    pub shutdown: Option<Date>,
    /// What to use instead, where a match names nothing closer.
    pub replacement: Option<String>,
    /// Languages it is about.
    pub languages: Vec<RuleLanguage>,
    /// Reported only where it is selected by name.
    pub opt_in: bool,
    /// Severity where the project says that continuity is required; the rule then needs no naming.
    pub continuity_severity: Option<Severity>,
    /// Why it matters.
    pub why: String,
    /// How to fix it.
    pub how: String,
    /// Pages and files the facts come from.
    pub references: Vec<String>,
    /// Literals one of which is in every file that the rule can find something in.
    pub anchors: Vec<RuleAnchor>,
    /// Where it applies.
    pub matches: Vec<Match>,
}

/// A language that a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleLanguage {
    /// Python.
    Python,
    /// JavaScript and TypeScript.
    JavaScript,
    /// Data files: configuration, shell lines.
    Data,
    /// Every language, data files too.
    Any,
}

/// One way in which a legacy API shows; see [`RawMatch`] for the meaning of the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// References by API path.
    pub path: Vec<PathPattern>,
    /// Calls by API path.
    pub call: Vec<PathPattern>,
    /// Modules that are legacy as a whole; compare with [`super::api_path::module_matches`].
    pub module: Vec<String>,
    /// Keyword arguments or options of `call`.
    pub keyword: Vec<String>,
    /// Endpoint URLs; `{}` stands for one segment or a hole.
    pub url: Vec<String>,
    /// Exact strings.
    pub text: Vec<String>,
    /// Keys in data files.
    pub setting: Vec<String>,
    /// Keys of mappings in code.
    pub key: Vec<String>,
    /// Words that follow one another in a shell line.
    pub command: Vec<Vec<String>>,
    /// Container images, without their tag.
    pub image: Vec<String>,
    /// Packages that a manifest asks for.
    pub requirement: Vec<String>,
    /// What a keyword's value has to be.
    pub value: Vec<PathPattern>,
    /// Exceptions that a handler names …
    pub caught: Vec<PathPattern>,
    /// … around one of these calls.
    pub around: Vec<PathPattern>,
    /// What is shown as the subject, instead of the API path.
    pub subject: Option<String>,
    /// What to use instead.
    pub replacement: Option<String>,
    /// A sentence instead of the rule's title.
    pub message: Option<String>,
    /// Instead of the rule's severity.
    pub severity: Option<Severity>,
    /// Instead of the rule's date.
    pub shutdown: Option<Date>,
    /// The SDK, where the rule is about several.
    pub package: Option<String>,
    /// First version of that package that lacks it.
    pub removed_in: Option<String>,
    /// Severity where the project is held below that version.
    pub held_severity: Option<Severity>,
}

/// Since when a package lacks something, and how much that matters to who is held below.
#[derive(Clone, Copy, Debug)]
pub struct Removal<'k> {
    /// Registry name.
    pub package: &'k str,
    /// `pypi` or `npm`.
    pub ecosystem: &'k str,
    /// First version that lacks it.
    pub version: &'k str,
    /// Severity where the project is held below it.
    pub held_severity: Option<Severity>,
}

/// A literal of a rule that must be in a file for the rule to find anything there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleAnchor {
    /// The literal.
    pub text: String,
    /// What else must be in the file, all of it.
    pub also: Vec<String>,
}

impl Rule {
    /// The rule as meant. Words were checked when the file was read; one that is not known all the same is taken as the
    /// mildest.
    pub fn new(raw: RawRule) -> Rule {
        let anchors = if raw.anchors.is_empty() { anchors_of(&raw.matches) } else { raw.anchors };
        Rule {
            category: Category::of_rule(&raw.id).unwrap_or(Category::Api),
            severity: severity_of(&raw.severity).unwrap_or(Severity::Info),
            languages: raw.languages.iter().map(|language| RuleLanguage::of(language)).collect(),
            matches: raw.matches.into_iter().map(Match::new).collect(),
            id: raw.id,
            title: raw.title,
            package: raw.package,
            ecosystem: raw.ecosystem,
            removed_in: raw.removed_in,
            held_severity: raw.held_severity.as_deref().and_then(severity_of),
            provider: raw.provider,
            deprecated: raw.deprecated,
            shutdown: raw.shutdown,
            replacement: raw.replacement,
            opt_in: raw.opt_in,
            continuity_severity: raw.continuity_severity.as_deref().and_then(severity_of),
            why: raw.why,
            how: raw.how,
            references: raw.references,
            anchors: anchors.iter().flat_map(|text| RuleAnchor::read(text)).collect(),
        }
    }

    /// What is known of the version of `package` that lacks what was found: from the match about that package, or from
    /// the rule.
    pub fn removal(&self, package: Option<&str>) -> Option<Removal<'_>> {
        let about = |form: &&Match| form.removed_in.is_some() && form.package.as_deref() == package;
        if let Some(form) = self.matches.iter().find(about) {
            let is_npm = form.call.iter().chain(&form.path).any(|path| path.text.contains('#'));
            return Some(Removal {
                package: form.package.as_deref()?,
                ecosystem: if is_npm { "npm" } else { "pypi" },
                version: form.removed_in.as_deref()?,
                held_severity: form.held_severity,
            });
        }
        Some(Removal {
            package: self.package.as_deref()?,
            ecosystem: self.ecosystem.as_deref()?,
            version: self.removed_in.as_deref()?,
            held_severity: self.held_severity,
        })
    }

    /// True if the rule is about files in `language`.
    pub fn applies_to(&self, language: Language) -> bool {
        self.languages.iter().any(|rule| match rule {
            RuleLanguage::Python => language == Language::Python,
            RuleLanguage::JavaScript => language.is_ecmascript(),
            RuleLanguage::Data => !language.is_code(),
            RuleLanguage::Any => true,
        })
    }
}

impl RuleAnchor {
    /// The anchors that a line of a rule means: `a & b|c` is `a` with `b` and `a` with `c`.
    fn read(line: &str) -> Vec<RuleAnchor> {
        let mut parts = line.split(" & ");
        let text = parts.next().unwrap_or_default().to_owned();
        let mut read = vec![RuleAnchor { text, also: Vec::new() }];
        for alternatives in parts {
            let with = |anchor: &RuleAnchor, word: &str| {
                let also = anchor.also.iter().cloned().chain([word.to_owned()]).collect();
                RuleAnchor { text: anchor.text.clone(), also }
            };
            read = read.iter().flat_map(|anchor| alternatives.split('|').map(|word| with(anchor, word))).collect();
        }
        read
    }
}

impl RuleLanguage {
    fn of(word: &str) -> RuleLanguage {
        match word {
            "python" => RuleLanguage::Python,
            "javascript" => RuleLanguage::JavaScript,
            "data" => RuleLanguage::Data,
            _ => RuleLanguage::Any,
        }
    }
}

impl Match {
    fn new(raw: RawMatch) -> Match {
        let patterns = |list: Vec<String>| list.iter().map(|text| PathPattern::new(text)).collect();
        Match {
            path: patterns(raw.path),
            call: patterns(raw.call),
            module: raw.module,
            keyword: raw.keyword,
            url: raw.url,
            text: raw.text,
            setting: raw.setting,
            key: raw.key,
            command: raw.command.iter().map(|line| line.split(' ').map(str::to_owned).collect()).collect(),
            image: raw.image,
            requirement: raw.requirement,
            value: patterns(raw.value),
            caught: patterns(raw.caught),
            around: patterns(raw.around),
            subject: raw.subject,
            replacement: raw.replacement,
            message: raw.message,
            severity: raw.severity.as_deref().and_then(severity_of),
            shutdown: raw.shutdown,
            package: raw.package,
            removed_in: raw.removed_in,
            held_severity: raw.held_severity.as_deref().and_then(severity_of),
        }
    }
}

/// The severity a word names.
pub fn severity_of(word: &str) -> Option<Severity> {
    Some(match word {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        "info" => Severity::Info,
        _ => return None,
    })
}

/// For each thing that a rule looks for, a literal that must be in the file; empty if one of them has none.
fn anchors_of(matches: &[RawMatch]) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    for found in matches {
        for text in found.path.iter().chain(&found.call) {
            anchors.extend(PathPattern::new(text).anchor().map(str::to_owned));
        }
        for module in &found.module {
            // `from google import generativeai` writes only the last name.
            let module = module.trim_end_matches('*').trim_end_matches(['.', '/']);
            let names = if module.contains('/') { module } else { longest(module.split('.')) };
            anchors.push(names.to_owned());
        }
        anchors.extend(found.url.iter().map(|url| longest(url.split("{}")).trim_end_matches('/').to_owned()));
        anchors.extend(found.text.iter().cloned());
        anchors.extend(found.setting.iter().map(|key| longest(key.trim_end_matches(".*").split('.')).to_owned()));
        anchors.extend(found.command.iter().chain(&found.key).chain(&found.image).cloned());
    }
    anchors.retain(|anchor| !anchor.is_empty());
    anchors.sort();
    anchors.dedup();
    anchors
}

/// The longest part; of several the first.
fn longest<'a>(parts: impl Iterator<Item = &'a str>) -> &'a str {
    parts.fold("", |longest, part| if part.len() > longest.len() { part } else { longest })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = r#"
        id = "api/x"
        title = "t"
        severity = "error"
        languages = ["javascript"]
        why = "w"
        how = "h"
        references = []
        [[match]]
        call = ["openai#OpenAIApi().createEdit"]
        severity = "info"
        [[match]]
        module = ["google.generativeai", "@google/generative-ai"]
        [[match]]
        url = ["/v1/engines/{}/completions"]
        text = ["assistants=v1"]
    "#;

    #[test]
    fn an_anchor_may_need_others() {
        let read = |line: &str| -> Vec<(String, String)> {
            RuleAnchor::read(line).into_iter().map(|a| (a.text, a.also.join(" "))).collect()
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(read("v1/engines"), [pair("v1/engines", "")]);
        assert_eq!(read("a & b|c & d"), [pair("a", "b d"), pair("a", "c d")]);
    }

    #[test]
    fn anchors_come_from_what_the_rule_looks_for() {
        let rule = Rule::new(toml::from_str(RULE).unwrap());
        assert_eq!(
            rule.anchors.iter().map(|anchor| anchor.text.as_str()).collect::<Vec<_>>(),
            ["/v1/engines", "@google/generative-ai", "assistants=v1", "createEdit", "generativeai"]
        );
        assert_eq!(rule.matches[0].severity, Some(Severity::Info));
        assert!(rule.applies_to(Language::Tsx) && !rule.applies_to(Language::Python));
    }
}
