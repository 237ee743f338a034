//! All rules there are, as cards to list, select and explain: the built-in ones, which are written in Rust, and the
//! legacy APIs, which come from the knowledge.

use crate::finding::Severity;
use crate::knowledge::rule::{Match, Rule};
use crate::knowledge::{Date, Knowledge};

/// What there is to say about a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Full id.
    pub id: String,
    /// The severities it reports with, worst first, in words.
    pub severity: String,
    /// It counts only where it is named itself in the selection.
    pub opt_in: bool,
    /// Its severity where the project says that continuity is required; it then counts without being named.
    pub continuity: Option<Severity>,
    /// One line.
    pub title: String,
    /// Registry name of the SDK concerned.
    pub package: Option<String>,
    /// Why it matters.
    pub why: String,
    /// What it looks for, where that is a list: API paths, modules, URLs.
    pub patterns: Vec<String>,
    /// Code that it reports; empty where `patterns` say it all.
    pub bad: String,
    /// The same, put right.
    pub good: String,
    /// How to fix it.
    pub how: String,
    /// Where the facts come from.
    pub references: Vec<String>,
    /// Day the end was announced.
    pub deprecated: Option<Date>,
    /// Day it stopped or stops.
    pub shutdown: Option<Date>,
    /// What to use instead.
    pub replacement: Option<String>,
}

/// How many patterns are shown; some rules have hundreds.
const SHOWN_PATTERNS: usize = 30;

impl Card {
    /// The severities, and whether the rule has to be asked for.
    pub fn severity_words(&self) -> String {
        let opt_in = if self.opt_in { ", opt-in" } else { "" };
        let raised = |severity: Severity| format!(", {} where continuity is required", severity.as_str());
        let continuity = self.continuity.map(raised).unwrap_or_default();
        format!("{}{opt_in}{continuity}", self.severity)
    }

    /// The patterns for people: the first ones, and how many more there are.
    pub fn shown_patterns(&self) -> Vec<String> {
        let mut shown: Vec<String> = self.patterns.iter().take(SHOWN_PATTERNS).cloned().collect();
        if self.patterns.len() > SHOWN_PATTERNS {
            shown.push(format!("… and {} more", self.patterns.len() - SHOWN_PATTERNS));
        }
        shown
    }
}

struct BuiltIn {
    id: &'static str,
    severity: &'static str,
    title: &'static str,
    why: &'static str,
    bad: &'static str,
    good: &'static str,
    how: &'static str,
    known_from: &'static str,
}

const MODELS: &str =
    "the tables under rules/models, each with the pages it was compared with; `codexit models` shows them";
const COMMENTS: &str = "the ignore comments of the files that are checked; docs/gate.md says how they are written";
const PACKAGES: &str = "the table under rules/packages, each row with its source";

const BUILT_IN: [BuiltIn; 11] = [
    BuiltIn {
        id: "api/deprecated-parameter",
        severity: "info",
        title: "parameter that a newer one has taken the place of",
        why: "The service still accepts it, but newer models and SDKs do not promise to.",
        bad: "client.chat.completions.create(model=MODEL, messages=messages, functions=functions)\n",
        good: "client.chat.completions.create(model=MODEL, messages=messages, tools=tools)\n",
        how: "Use the parameter that is named instead; its values may have another shape.",
        known_from: "the SDKs' own type definitions, which mark it deprecated",
    },
    BuiltIn {
        id: "dependency/deprecated",
        severity: "warning, info",
        title: "package that its publisher has deprecated",
        why: "The publisher says not to use it any more. It still installs, but nobody mends it, and the service behind \
              it moves on.",
        bad: "{ \"dependencies\": { \"openai-edge\": \"^1.2.3\" } }\n",
        good: "{ \"dependencies\": { \"openai\": \"^6\" } }\n",
        how: "Move to the replacement that is named.",
        known_from: PACKAGES,
    },
    BuiltIn {
        id: "dependency/end-of-life",
        severity: "error, warning, info",
        title: "package or version at its end",
        why: "Support has ended or ends on a known day: a warning, and an error where the service behind it is gone or \
              the package was removed. What breaks now stays broken.",
        bad: "# requirements.txt\ngoogle-generativeai==0.8.6\n",
        good: "# requirements.txt\ngoogle-genai>=1\n",
        how: "Move to the replacement that is named, together with the calls that the API rules report. A range that \
              also allows versions that are not affected is not reported.",
        known_from: PACKAGES,
    },
    BuiltIn {
        id: "dependency/superseded",
        severity: "warning, info",
        title: "package or version that another has taken the place of",
        why: "Development goes on in a newer major version or under another name; new models and fixes arrive there \
              only. A pin keeps the whole project behind.",
        bad: "# requirements.txt\nopenai==0.28.1\n",
        good: "# requirements.txt\nopenai>=1\n",
        how: "Raise the pin or depend on the successor that is named, together with the calls that the API rules report.",
        known_from: PACKAGES,
    },
    BuiltIn {
        id: "model/deprecated",
        severity: "warning, info",
        title: "model whose shutdown is announced",
        why: "The provider has announced the end of this model; from the day of its shutdown on, requests that name it \
              fail. Within the horizon (90 days unless set) it is a warning, before that an info. A host that plans an end \
              for every model it serves (Azure) says nothing by that: what it still calls active counts within the \
              horizon only; `codexit models` shows the day.",
        bad: "client.chat.completions.create(model=\"gpt-4.1\", messages=messages)  # OpenAI shuts it down 2027-01-14\n",
        good: "client.chat.completions.create(model=MODEL, messages=messages)  # a model that lives past the horizon\n",
        how: "Move to the replacement at the end of the chain that is shown before the day it names, and compare the \
              answers: another model behaves in another way.",
        known_from: MODELS,
    },
    BuiltIn {
        id: "model/legacy",
        severity: "info",
        title: "model its provider calls legacy, without a date",
        why: "The provider no longer recommends this model and has named no day for its end. Nothing breaks yet.",
        bad: "",
        good: "",
        how: "Plan the move to the replacement that is named.",
        known_from: MODELS,
    },
    BuiltIn {
        id: "model/retired",
        severity: "error",
        title: "model that is shut down",
        why: "Requests that name this model fail, on the host whose client makes the call: each host has its own clock. \
              Where the host cannot be seen, the id's own provider counts.",
        bad: "client.completions.create(model=\"text-davinci-003\", prompt=prompt)\n",
        good: "client.chat.completions.create(model=MODEL, messages=messages)  # a current model\n",
        how: "Move to the replacement at the end of the chain that is shown. Where its endpoint is another, the call \
              changes too. Where none is named, no drop-in exists.",
        known_from: MODELS,
    },
    BuiltIn {
        id: super::unknown::RULE,
        severity: "info",
        title: "model id that stands in no table",
        why: "The id reaches a call, and no provider's list that is known here has it: it is misspelt, invented, or \
              newer than the rules. Only the first two fail.",
        bad: "client.chat.completions.create(model=\"gpt-4o-minni\", messages=messages)\n",
        good: "client.chat.completions.create(model=\"gpt-4o-mini\", messages=messages)\n",
        how: "Compare it with the nearest known id that is named. If it is right and new, say so in a file of your own: \
              a row in the format of rules/models.",
        known_from: MODELS,
    },
    BuiltIn {
        id: "tool/expired-ignore",
        severity: "warning",
        title: "ignore comment whose day has come",
        why: "A comment with `until=` holds a finding back up to that day and no longer; the finding is reported again.",
        bad: "call(model=\"gpt-4-0314\")  # codexit: ignore[model/retired] until=2024-01-01\n",
        good: "call(model=\"gpt-4-0314\")  # codexit: ignore[model/retired] the museum keeps it until=2099-01-01\n",
        how: "Put right what was put off, or set a later day; then remove the comment.",
        known_from: COMMENTS,
    },
    BuiltIn {
        id: "tool/invalid-ignore",
        severity: "warning",
        title: "ignore comment that cannot be understood",
        why: "It names no rule, one that does not exist, or a day that is none; or it gives no reason and the \
              configuration asks for one. It holds nothing back, which its writer does not expect.",
        bad: "call(model=\"gpt-4-0314\")  # codexit: ignore\n",
        good: "call(model=\"gpt-4-0314\")  # codexit: ignore[model/retired] the museum keeps it\n",
        how: "Write `codexit: ignore[rule] reason`; `codexit rules` lists the rules.",
        known_from: COMMENTS,
    },
    BuiltIn {
        id: "tool/unused-ignore",
        severity: "warning",
        title: "ignore comment that holds nothing back",
        why: "Nothing is found where it stands: the code was mended, or the comment stands at the wrong place. Left \
              there, it would hide the next finding.",
        bad: "call(model=MODEL)  # codexit: ignore[model/retired] the museum keeps it\n",
        good: "call(model=MODEL)\n",
        how: "Remove the comment, or the rule that nothing is found of.",
        known_from: COMMENTS,
    },
];

/// All rules, by id. A rule of the knowledge goes before a built-in card of the same id.
pub fn cards(knowledge: &Knowledge) -> Vec<Card> {
    let mut cards: Vec<Card> = knowledge.rules.iter().map(of_rule).collect();
    cards.extend(BUILT_IN.iter().map(of_built_in));
    cards.sort_by(|a, b| a.id.cmp(&b.id)); // stable: the knowledge's own stays first
    cards.dedup_by(|later, first| later.id == first.id);
    cards
}

fn of_built_in(rule: &BuiltIn) -> Card {
    Card {
        id: rule.id.into(),
        severity: rule.severity.into(),
        opt_in: rule.id == super::unknown::RULE,
        continuity: None,
        title: rule.title.into(),
        package: None,
        why: rule.why.into(),
        patterns: Vec::new(),
        bad: rule.bad.into(),
        good: rule.good.into(),
        how: rule.how.into(),
        references: vec![rule.known_from.into()],
        deprecated: None,
        shutdown: None,
        replacement: None,
    }
}

fn of_rule(rule: &Rule) -> Card {
    Card {
        id: rule.id.clone(),
        severity: rule.severity.as_str().into(),
        opt_in: rule.opt_in,
        continuity: rule.continuity_severity,
        title: rule.title.clone(),
        package: rule.package.clone(),
        why: rule.why.clone(),
        patterns: patterns(rule),
        bad: String::new(),
        good: String::new(),
        how: rule.how.clone(),
        references: rule.references.clone(),
        deprecated: rule.deprecated,
        shutdown: rule.shutdown,
        replacement: rule.replacement.clone(),
    }
}

/// What a rule looks for, one a line, each once.
fn patterns(rule: &Rule) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    rule.matches.iter().flat_map(of_match).filter(|p| seen.insert(p.clone())).collect()
}

fn of_match(m: &Match) -> Vec<String> {
    let keywords = match m.keyword.is_empty() {
        true => String::new(),
        false => format!("({}=)", m.keyword.join("=, ")),
    };
    let paths = m.path.iter().map(|p| p.text.clone());
    let calls = m.call.iter().map(|p| format!("{}{}", p.text, if keywords.is_empty() { "()" } else { &keywords }));
    let modules = m.module.iter().map(|name| format!("import {name}"));
    let texts = m.text.iter().map(|text| format!("\"{text}\""));
    paths.chain(calls).chain(modules).chain(m.url.iter().cloned()).chain(texts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Category;

    #[test]
    fn every_rule_has_one_card_and_says_why_how_and_from_where() {
        let cards = cards(&Knowledge::built_in());
        assert!(cards.is_sorted_by(|a, b| a.id < b.id));
        for card in &cards {
            assert!(Category::of_rule(&card.id).is_some(), "{}", card.id);
            let said = [&card.title, &card.why, &card.how, &card.severity].into_iter().chain(&card.references);
            assert!(said.clone().count() > 4 && said.into_iter().all(|t| !t.trim().is_empty()), "{}", card.id);
        }
        for rule in &BUILT_IN {
            assert!(cards.iter().any(|c| c.id == rule.id), "{}", rule.id);
        }
    }
}
