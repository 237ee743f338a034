//! All rules there are, as cards to list, select and explain: the built-in ones, which are written in Rust, and the
//! legacy APIs, which come from the knowledge.

use crate::knowledge::{Date, Knowledge};

/// What there is to say about a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Full id.
    pub id: String,
    /// The severities it reports with, worst first, in words.
    pub severity: String,
    /// One line.
    pub title: String,
    /// Registry name of the SDK concerned.
    pub package: Option<String>,
    /// Why it matters.
    pub why: String,
    /// Code that it reports.
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

struct BuiltIn {
    id: &'static str,
    severity: &'static str,
    title: &'static str,
    why: &'static str,
    bad: &'static str,
    good: &'static str,
    how: &'static str,
}

const MODELS: &str =
    "the tables under rules/models, each with the pages it was compared with; `codexit models` shows them";
const PACKAGES: &str = "the table under rules/packages, each row with its source";

const BUILT_IN: [BuiltIn; 7] = [
    BuiltIn {
        id: "dependency/deprecated",
        severity: "warning, info",
        title: "Package or version its publisher has deprecated",
        why: "The publisher says not to use it any more. It still installs, but nobody mends it, and the service behind it moves on.",
        bad: "# requirements.txt\ngoogle-generativeai==0.8.3\n",
        good: "# requirements.txt\ngoogle-genai>=1\n",
        how: "Move to the replacement that is named. A range that also allows versions that are not affected is not reported.",
    },
    BuiltIn {
        id: "dependency/end-of-life",
        severity: "error, warning, info",
        title: "Package or version at its end",
        why: "Support has ended or ends on a known day; the service it speaks to may be gone. A pin keeps the whole project on it.",
        bad: "# requirements.txt\nopenai==0.28.1\n",
        good: "# requirements.txt\nopenai>=1\n",
        how: "Raise the pin, or move to the replacement that is named, together with the calls that the API rules report.",
    },
    BuiltIn {
        id: "dependency/superseded",
        severity: "warning, info",
        title: "Package that another has taken the place of",
        why: "Development goes on elsewhere, under another name. New models and fixes arrive there only.",
        bad: "{ \"dependencies\": { \"openai-edge\": \"^1.2.0\" } }\n",
        good: "{ \"dependencies\": { \"openai\": \"^6\" } }\n",
        how: "Depend on the successor that is named and change the imports.",
    },
    BuiltIn {
        id: "model/deprecated",
        severity: "warning, info",
        title: "Model whose shutdown is announced",
        why: "The provider has announced the day on which requests that name this model begin to fail. Within the horizon (90 days unless set) it is a warning, before that an info.",
        bad: "client.chat.completions.create(model=\"gpt-4-32k\", messages=messages)\n",
        good: "client.chat.completions.create(model=MODEL, messages=messages)  # a model that lives past the horizon\n",
        how: "Move to the replacement at the end of the chain that is shown before the day it names, and compare the answers: another model is another behaviour.",
    },
    BuiltIn {
        id: "model/legacy",
        severity: "info",
        title: "Model its provider calls legacy, without a date",
        why: "The provider no longer recommends this model and has named no day for its end. Nothing breaks yet.",
        bad: "client.messages.create(model=\"claude-2.1\", max_tokens=1024, messages=messages)\n",
        good: "client.messages.create(model=MODEL, max_tokens=1024, messages=messages)  # a current model\n",
        how: "Plan the move to the replacement that is named.",
    },
    BuiltIn {
        id: "model/retired",
        severity: "error",
        title: "Model that is shut down",
        why: "Requests that name this model fail, on the host whose client makes the call: each host has its own clock. Where the host cannot be seen, the id's own provider counts.",
        bad: "client.completions.create(model=\"text-davinci-003\", prompt=prompt)\n",
        good: "client.chat.completions.create(model=MODEL, messages=messages)  # a current model\n",
        how: "Move to the replacement at the end of the chain that is shown. Where its endpoint is another, the call changes too. Where none is named, no drop-in exists.",
    },
    BuiltIn {
        id: "api/deprecated-parameter",
        severity: "info",
        title: "Parameter that a newer one has taken the place of",
        why: "The service still accepts it, but newer models and SDKs do not promise to.",
        bad: "client.chat.completions.create(model=MODEL, messages=messages, functions=functions)\n",
        good: "client.chat.completions.create(model=MODEL, messages=messages, tools=tools)\n",
        how: "Use the parameter that is named instead; its values may have another shape.",
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
        title: rule.title.into(),
        package: None,
        why: rule.why.into(),
        bad: rule.bad.into(),
        good: rule.good.into(),
        how: rule.how.into(),
        references: vec![if rule.id.starts_with("dependency/") { PACKAGES } else { MODELS }.into()],
        deprecated: None,
        shutdown: None,
        replacement: None,
    }
}

fn of_rule(rule: &crate::knowledge::Rule) -> Card {
    Card {
        id: rule.id.clone(),
        severity: rule.severity.as_str().into(),
        title: rule.title.clone(),
        package: rule.package.clone(),
        why: rule.why.clone(),
        bad: String::new(),
        good: String::new(),
        how: rule.how.clone(),
        references: rule.references.clone(),
        deprecated: rule.deprecated,
        shutdown: rule.shutdown,
        replacement: rule.replacement.clone(),
    }
}
