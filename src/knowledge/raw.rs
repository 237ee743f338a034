//! The knowledge as written in `rules/**/*.toml`, before it is checked and compiled.
//!
//! Shared with `build.rs`, which turns the built-in files into the binary form that is embedded; so this file uses
//! nothing of the crate. Unknown keys are errors; there is no `flatten` and no `untagged`, so that every mistake has
//! a line and a column.

pub use super::behaviour::RawSdk;
pub use super::day::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything under `rules/`, in the order of the files' paths: what `build.rs` embeds.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct RawKnowledge {
    /// `rules/models/*.toml`.
    pub models: Vec<RawModels>,
    /// `rules/packages/*.toml`.
    pub packages: Vec<RawPackages>,
    /// `rules/sdks/*.toml`.
    pub sdks: Vec<RawSdk>,
    /// `rules/words.toml`.
    pub words: RawWords,
    /// `rules/migrations/*.toml`.
    pub migrations: Vec<super::migration::Migration>,
    /// `rules/providers/*.toml`.
    pub contacts: Vec<super::provider::Contact>,
    /// Every other file.
    pub rules: Vec<RawRule>,
}

/// `rules/models/<provider>.toml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawModels {
    /// Provider id: `openai`, `azure`, `aws-bedrock` …
    pub provider: String,
    /// Its name for people.
    pub name: String,
    /// Pages the table was compared with.
    pub references: Vec<String>,
    /// The day the table was last compared with its sources.
    pub checked: Date,
    /// Prefixes that people put before an id of this provider: `openai/`, `azure/`, `models/`.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// It runs weights (Ollama, Hugging Face): whatever an id there is called, no vendor's lifecycle ends it.
    #[serde(default)]
    pub weights: bool,
    /// Ids that aggregators list but whose lifecycle no page of the provider states: known, never a finding.
    #[serde(default)]
    pub known: Vec<String>,
    /// Sources that rows refer to by key.
    #[serde(default)]
    pub sources: std::collections::BTreeMap<String, RawSource>,
    /// What calls have to change when they move to some of its models.
    #[serde(default)]
    pub notice: Vec<RawNotice>,
    /// The rows.
    #[serde(default)]
    pub model: Vec<RawModel>,
}

/// What a call has to change when it moves to a model: parameters that the model rejects.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawNotice {
    /// Beginnings of the ids it is about.
    pub models: Vec<String>,
    /// Arguments or options of the call.
    pub parameters: Vec<String>,
    /// What to do about them.
    pub note: String,
    /// What the parameters are called for these models: old name to new.
    #[serde(default)]
    pub rename: BTreeMap<String, String>,
    /// Parts of the API paths of calls that know the new names.
    #[serde(default)]
    pub calls: Vec<String>,
    /// What was read.
    pub source: String,
}

/// A source of facts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawSource {
    /// What was read.
    pub title: String,
    /// Where.
    #[serde(default)]
    pub url: String,
}

/// One model at one provider.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawModel {
    /// The id as the provider writes it. Azure ids are `name@version`.
    pub id: String,
    /// Other spellings of the same id (never a moving alias: that has its own row).
    #[serde(default)]
    pub spellings: Vec<String>,
    /// Endpoint family: chat, completion, code, edit, embedding, image, audio, video, moderation, rerank, ocr.
    pub kind: String,
    /// `active`, `legacy`, `deprecated`, `retired`, `unlisted` (only named as a replacement). Dates decide where there
    /// are any; this is for rows without. `deprecated` beside a `shutdown` means that the date is the earliest possible
    /// one: when it has passed, the model is still only deprecated.
    #[serde(default)]
    pub status: Option<String>,
    /// Tokens it reads at most, as litellm 1.109.1 lists it (and so the next three).
    #[serde(default)]
    pub context: Option<u32>,
    /// Tokens it answers with at most.
    #[serde(default)]
    pub output: Option<u32>,
    /// Numbers in a vector that it gives.
    #[serde(default)]
    pub dimensions: Option<u32>,
    /// It is served by OpenAI's Responses API, not by chat completions.
    #[serde(default)]
    pub responses_only: bool,
    /// Day the end was announced.
    #[serde(default)]
    pub deprecated: Option<Date>,
    /// Last day, or day of removal, as the source gives it.
    #[serde(default)]
    pub shutdown: Option<Date>,
    /// "Not sooner than": never a shutdown.
    #[serde(default)]
    pub earliest_shutdown: Option<Date>,
    /// What the provider names instead, best first.
    #[serde(default)]
    pub replacement: Vec<String>,
    /// An ordinary word: counts only where it reaches a call or a key that names a model.
    #[serde(default)]
    pub ambiguous: bool,
    /// The id says nothing about who serves it (open weights, display names, names that others use too): the row
    /// counts only where the provider is known from the client or from a prefix.
    #[serde(default)]
    pub host_only: bool,
    /// Key of the source in `[sources]`.
    #[serde(default)]
    pub source: String,
    /// Day (or month) of the source.
    #[serde(default)]
    pub as_of: String,
    /// `high`, `medium`, `low`.
    #[serde(default)]
    pub confidence: String,
    /// Remarks: conflicts and the like.
    #[serde(default)]
    pub note: String,
}

/// `rules/packages/<name>.toml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawPackages {
    /// The day the table was last compared with its sources.
    pub checked: Date,
    /// The rows.
    pub package: Vec<RawPackage>,
}

/// A package that is at its end, or whose old versions are.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawPackage {
    /// `pypi` or `npm` (others are listed by `codexit models`-like look-ups only).
    pub ecosystem: String,
    /// Registry name.
    pub name: String,
    /// Affected versions in the ecosystem's own grammar; `*` for all.
    pub affected: String,
    /// Rule that reports it: `dependency/end-of-life`, `dependency/superseded`, `dependency/deprecated`.
    pub rule: String,
    /// `eol`, `superseded`, `deprecated`, `removed`, `sunset`, `dead-backend`.
    pub status: String,
    /// Day the end was announced.
    #[serde(default)]
    pub deprecated: Option<Date>,
    /// Day support ended or ends.
    #[serde(default)]
    pub end: Option<Date>,
    /// What to depend on instead.
    #[serde(default)]
    pub replacement: Vec<String>,
    /// What was read.
    pub source: String,
    /// Where.
    #[serde(default)]
    pub url: String,
    /// Day of the source.
    #[serde(default)]
    pub as_of: String,
    /// `high`, `medium`, `low`.
    #[serde(default)]
    pub confidence: String,
    /// Remarks.
    #[serde(default)]
    pub note: String,
}

/// `rules/<provider>/<rule>.toml`: a legacy API.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRule {
    /// Full id: `api/openai-python-v0`.
    pub id: String,
    /// One line.
    pub title: String,
    /// `error`, `warning`, `info`. With a `shutdown` date the date decides.
    pub severity: String,
    /// Registry name of the SDK concerned.
    #[serde(default)]
    pub package: Option<String>,
    /// `pypi` or `npm`.
    #[serde(default)]
    pub ecosystem: Option<String>,
    /// First version of the package that no longer has it; a project held below is told so.
    #[serde(default)]
    pub removed_in: Option<String>,
    /// Severity where the project's own manifest keeps it below `removed-in`: it runs, until the pin goes up.
    #[serde(default)]
    pub held_severity: Option<String>,
    /// Provider whose service it is.
    #[serde(default)]
    pub provider: Option<String>,
    /// Day the end was announced.
    #[serde(default)]
    pub deprecated: Option<Date>,
    /// Day it stopped or stops.
    #[serde(default)]
    pub shutdown: Option<Date>,
    /// What to use instead, where a match names nothing closer.
    #[serde(default)]
    pub replacement: Option<String>,
    /// `python`, `javascript` (TypeScript included), `any`.
    pub languages: Vec<String>,
    /// Reported only where it is selected by name: right, but a matter of taste for most projects.
    #[serde(default)]
    pub opt_in: bool,
    /// Severity where the project says `continuity = "required"`; the rule is then no longer a matter of taste.
    #[serde(default)]
    pub continuity_severity: Option<String>,
    /// Why it matters, for `explain`.
    pub why: String,
    /// How to fix it, for `explain`.
    pub how: String,
    /// Pages and files the facts come from.
    pub references: Vec<String>,
    /// Literals one of which must be in a file's bytes; derived from the matches if empty. `"a & b|c"` needs
    /// `a`, and `b` or `c`, where `a` alone is a word of other libraries too.
    #[serde(default)]
    pub anchors: Vec<String>,
    /// Where it applies; empty for rules of category `resilience`, which read the profiles of SDKs.
    #[serde(rename = "match", default)]
    pub matches: Vec<RawMatch>,
}

/// One way in which a legacy API shows. Patterns of API paths are dotted (`openai.ChatCompletion.create`,
/// `openai.OpenAI().completions.create`, npm `openai#OpenAIApi().createEdit`); a last `*` stands for further segments.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawMatch {
    /// References by API path: calls, attributes, annotations, handlers, assignments. Reported at the name.
    /// `import`ing such a name is reported at the import, with its uses as related places.
    #[serde(default)]
    pub path: Vec<String>,
    /// Like `path`, but only where it is called.
    #[serde(default)]
    pub call: Vec<String>,
    /// Modules that are legacy as a whole (`google.generativeai`, `@google/generative-ai`): reported at the import,
    /// with every use as a related place. A last `*` stands for submodules.
    #[serde(default)]
    pub module: Vec<String>,
    /// Keyword arguments or options (with `call`): reported at the keyword.
    #[serde(default)]
    pub keyword: Vec<String>,
    /// Endpoint URLs in any string: `/v1/engines/{}/completions`; `{}` stands for one segment or a hole, a last `/*` for
    /// nothing or anything below. A pattern may start with a host, or with a dot and the end of one.
    #[serde(default)]
    pub url: Vec<String>,
    /// Exact strings, wherever they stand as a whole string: header values, api versions.
    #[serde(default)]
    pub text: Vec<String>,
    /// Keys in data files, dotted from anywhere inside (`github.copilot.advanced`); a last `*` stands for any keys below.
    #[serde(default)]
    pub setting: Vec<String>,
    /// Keys of mappings that code writes down, whatever they are given to: a name that only one service knows.
    #[serde(default)]
    pub key: Vec<String>,
    /// Words that follow one another in a shell line: `vllm serve`.
    #[serde(default)]
    pub command: Vec<String>,
    /// Container images, without their tag: `vllm/vllm-openai`.
    #[serde(default)]
    pub image: Vec<String>,
    /// Packages that a manifest asks for, in the rule's ecosystem, whatever the version.
    #[serde(default)]
    pub requirement: Vec<String>,
    /// With `keyword`: only where the value is one of these API paths.
    #[serde(default)]
    pub value: Vec<String>,
    /// Exceptions by API path that a handler names, where its `try` calls one of `around`.
    #[serde(default)]
    pub caught: Vec<String>,
    /// See `caught`.
    #[serde(default)]
    pub around: Vec<String>,
    /// What is shown as the subject; the resolved API path if empty.
    #[serde(default)]
    pub subject: Option<String>,
    /// What to use instead.
    #[serde(default)]
    pub replacement: Option<String>,
    /// A sentence instead of the rule's title.
    #[serde(default)]
    pub message: Option<String>,
    /// Overrides the rule's severity.
    #[serde(default)]
    pub severity: Option<String>,
    /// Overrides the rule's date.
    #[serde(default)]
    pub shutdown: Option<Date>,
    /// Registry name of the SDK, where the rule is about several; its ecosystem is that of the match's API paths.
    #[serde(default)]
    pub package: Option<String>,
    /// First version of that package that lacks it.
    #[serde(default)]
    pub removed_in: Option<String>,
    /// Severity where the project is held below that version.
    #[serde(default)]
    pub held_severity: Option<String>,
}

/// `rules/words.toml`: the names by which code says what a value is for.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawWords {
    /// Names (of keywords, keys, parameters, variables) that name a model. Compared in lower snake case, as whole name
    /// or as its last words: `model` matches `model`, `llm_model`, `chatModel`.
    pub model: Vec<String>,
    /// Names that name a role of a model: `fallback`, `default`, `primary`, `embedding`.
    pub role: Vec<String>,
    /// Names of a context in which a role names a model: `model`, `provider`, `llm`.
    pub context: Vec<String>,
    /// Names whose value names the provider of a model beside or below them: `provider`, `api_type`.
    #[serde(default)]
    pub provider: Vec<String>,
    /// Names of tables whose keys or values are no uses: price, cost, tokenizer, context, limit.
    pub table: Vec<String>,
    /// Names of lists of choices: options, choices, available, supported, allowed.
    pub options: Vec<String>,
    /// Last names of functions that only count, compare, print or check: encoding_for_model, startswith, print, log, assertEqual.
    pub inert: Vec<String>,
    /// First words of functions that make or ask a model: init, create, load, run, ask.
    #[serde(default)]
    pub maker: Vec<String>,
    /// Hosts of providers in URLs: (host, or suffix that starts with a dot or a hyphen, with `*` for anything between;
    /// provider).
    pub hosts: Vec<(String, String)>,
    /// What makes a function wait its turn, by API path: the decorator of a task, or what is handed the function.
    #[serde(default)]
    pub queues: Vec<String>,
}
