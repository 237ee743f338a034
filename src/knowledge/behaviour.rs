//! What an SDK or HTTP client does when the service does not answer, as written in `rules/sdks/*.toml`.
//!
//! Shared with `build.rs`, like `raw`: nothing of the crate is used here.

pub use super::retrier::{RawAdapter, RawHelper, RawPolicy, RawWrapper};
use serde::{Deserialize, Serialize};

/// Calls of one generation of an SDK that fail alike.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawBehaviour {
    /// What it is called in reports: `0.x`, `>=1`.
    pub generation: String,
    /// Versions of the package that behave so, in the ecosystem's grammar; all if left out. Where the project does not
    /// say which version it has, a rule speaks only if all that it may be agree.
    #[serde(default)]
    pub versions: Option<String>,
    /// Constructors of the clients.
    #[serde(default)]
    pub client: Vec<String>,
    /// Texts that a file holds which makes such a client, where the constructor makes many others too (`boto3.client`):
    /// other files are not parsed for it.
    #[serde(default)]
    pub beside: Vec<String>,
    /// Calls on such a client, without it: `chat.completions.create`.
    #[serde(default)]
    pub method: Vec<String>,
    /// Calls that need no client, by API path.
    #[serde(default)]
    pub function: Vec<String>,
    /// Constructors that are themselves what is configured and called later (LangChain's models): judged where made.
    #[serde(default)]
    pub model: Vec<String>,
    /// Position (0-based) of the argument that holds the options of a call, where they are an object.
    #[serde(default)]
    pub options_at: Option<u32>,
    /// It is an HTTP client of general use: only calls that go to a model provider count.
    #[serde(default)]
    pub http: Option<RawHttp>,
    /// How long it waits.
    pub timeout: RawTimeout,
    /// How often it tries.
    pub retry: RawRetry,
    /// How it is told what takes over when it fails.
    #[serde(default)]
    pub fallback: RawFallback,
    /// How answers are kept for all calls.
    #[serde(default)]
    pub cache: RawCache,
    /// What it raises when something fails.
    #[serde(default)]
    pub failure: Vec<RawFailure>,
    /// Versions in which the `name` of every error is `Error`, so that no class is told by it.
    #[serde(default)]
    pub unnamed_errors: Option<String>,
    /// Arguments that limit the length of an answer.
    #[serde(default)]
    pub output_cap: Vec<String>,
    /// The service runs on the user's own machine: what fails there is no outage of a provider.
    #[serde(default)]
    pub local: bool,
}

/// How a call is told what takes over when it fails.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawFallback {
    /// Arguments of the call that name other models, as in [`RawTimeout::client`].
    #[serde(default)]
    pub call: Vec<String>,
    /// Arguments of the constructor that do.
    #[serde(default)]
    pub client: Vec<String>,
    /// Methods of a model object that give one with a fallback: `with_fallbacks`.
    #[serde(default)]
    pub method: Vec<String>,
    /// API paths of what is given in place of a model and is several: `pydantic_ai.models.fallback.FallbackModel`.
    #[serde(default)]
    pub by: Vec<String>,
    /// A list with a single entry is no fallback: the entry is the model itself.
    #[serde(default)]
    pub several: bool,
    /// How the constructor is told which models stand behind the names that its calls have for groups of them.
    #[serde(default)]
    pub groups: Option<RawGroups>,
}

/// A list of the models behind the names of groups: LiteLLM's `model_list`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawGroups {
    /// The argument of the constructor that holds it.
    pub list: String,
    /// Where an entry has the name of its group.
    pub name: String,
    /// Where an entry has the model's id; a dot leads into a nested dict.
    pub model: String,
}

/// How a framework is told to keep answers and give them again.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawCache {
    /// Settings of modules that hold a cache, by API path: `litellm.cache`.
    #[serde(default)]
    pub module: Vec<String>,
    /// Functions that switch one on, by API path: `langchain_core.globals.set_llm_cache`.
    #[serde(default)]
    pub function: Vec<String>,
    /// Arguments of the call, or of the constructor of a model object, that do so for it.
    #[serde(default)]
    pub call: Vec<String>,
}

/// What goes wrong in an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// Status 429.
    RateLimit,
    /// Status 503.
    Unavailable,
    /// Status 529.
    Overloaded,
    /// Nothing is answered.
    Timeout,
    /// The connection is reset.
    Reset,
    /// A stream is cut off.
    MidStream,
    /// A stream says with an event that it failed.
    InStream,
}

/// What a call raises when something goes wrong.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawFailure {
    /// What goes wrong.
    pub kind: FailureKind,
    /// The class that is raised and those it derives from, nearest first, by their last names; none if nothing is
    /// raised.
    pub raises: Vec<String>,
    /// Versions of the package in which this holds; all of the behaviour if left out.
    #[serde(default)]
    pub versions: Option<String>,
    /// Only of calls whose path ends so; such a row goes before one without.
    #[serde(default)]
    pub only: Vec<String>,
}

/// Where an HTTP client takes its URL and body.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawHttp {
    /// Position of the URL.
    #[serde(default)]
    pub url_at: Option<u32>,
    /// Keywords or options that hold it.
    #[serde(default)]
    pub url: Vec<String>,
    /// Options that hold the host alone, where there is no URL.
    #[serde(default)]
    pub host: Vec<String>,
    /// Options that hold the rest of it then.
    #[serde(default)]
    pub route: Vec<String>,
    /// Position of the body.
    #[serde(default)]
    pub body_at: Option<u32>,
    /// Keywords or options that hold it.
    #[serde(default)]
    pub body: Vec<String>,
    /// The name of the call says that something is sent (`post`); otherwise its arguments must.
    #[serde(default)]
    pub sends: bool,
    /// It raises on a status of 400 and above.
    #[serde(default)]
    pub raises: bool,
}

/// How long a call waits.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawTimeout {
    /// Seconds that a call waits when nothing is said; left out, it waits for ever.
    #[serde(default)]
    pub seconds: Option<f64>,
    /// What the timeout covers, for people.
    #[serde(default)]
    pub covers: String,
    /// Arguments of the constructor that set it. A dot leads into a nested option (`http_options.timeout`), a number is
    /// a position (`0.baseOptions.timeout`).
    #[serde(default)]
    pub client: Vec<String>,
    /// Arguments of the call that set it.
    #[serde(default)]
    pub call: Vec<String>,
    /// Settings of the module that set it, by API path: `openai.timeout`.
    #[serde(default)]
    pub module: Vec<String>,
    /// Arguments of the call that look like it and do nothing.
    #[serde(default)]
    pub ignored: Vec<String>,
    /// Arguments of the constructor that look like it and do nothing.
    #[serde(default)]
    pub ignored_client: Vec<String>,
    /// Methods of what the call gives that set it: superagent's `.timeout(…)`.
    #[serde(default)]
    pub method: Vec<String>,
    /// Methods of a model object that take the arguments of `call` too: `llm.bind(timeout=20)`.
    #[serde(default)]
    pub given: Vec<String>,
    /// Where a setting of the client does nothing.
    #[serde(default)]
    pub void: Option<RawVoid>,
    /// Its unit is the millisecond.
    #[serde(default)]
    pub milliseconds: bool,
    /// What a fix may add: `number` under the first of the names above, `abort-signal` in the options of the call.
    #[serde(default)]
    pub add: Option<String>,
    /// An explicit `None` means the default rather than no timeout.
    #[serde(default)]
    pub none_is_default: bool,
}

/// An object in which a timeout of the client does nothing: `new NodeHttpHandler({ requestTimeout })` only warns.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawVoid {
    /// The argument of the constructor that holds the object.
    pub option: String,
    /// API paths that make such an object.
    pub made_by: Vec<String>,
    /// The option of the object with which it does something after all.
    pub unless: String,
}

/// How often a call is tried.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRetry {
    /// Retries after the first try when nothing is said.
    pub times: u32,
    /// What it retries, for people.
    #[serde(default)]
    pub on: String,
    /// What it does not retry, for people.
    #[serde(default)]
    pub not: String,
    /// Arguments of the constructor that set it, as in [`RawTimeout::client`].
    #[serde(default)]
    pub client: Vec<String>,
    /// Arguments of the call that set it.
    #[serde(default)]
    pub call: Vec<String>,
    /// Settings of the module that set it.
    #[serde(default)]
    pub module: Vec<String>,
    /// Methods of what the call gives that set it: superagent's `.retry(…)`.
    #[serde(default)]
    pub method: Vec<String>,
    /// Arguments that look like it and do nothing.
    #[serde(default)]
    pub ignored: Vec<String>,
    /// A fix may add a number under the first of the names of the constructor.
    #[serde(default)]
    pub add: bool,
    /// The number counts tries rather than retries.
    #[serde(default)]
    pub counts_tries: bool,
    /// Arguments of the constructor that count tries where those of `client` count retries.
    #[serde(default)]
    pub total: Vec<String>,
    /// The delay between tries: `none`, `constant`, `growing`; growing if left out.
    #[serde(default)]
    pub delay: Option<String>,
    /// The delay between the tries that a setting asks for, where it is another.
    #[serde(default)]
    pub set_delay: Option<String>,
    /// Arguments of the call that make such a delay grow.
    #[serde(default)]
    pub growth: Vec<String>,
    /// Settings that nought does not switch off: it counts as not set.
    #[serde(default)]
    pub unset_at_zero: Vec<String>,
    /// Calls that are not retried although the others are, by their last name: `chat_stream`.
    #[serde(default)]
    pub never: Vec<String>,
    /// Prefixes of model ids that change `times` to zero: LiteLLM retries through the SDK of OpenAI only.
    #[serde(default)]
    pub only_models: Vec<String>,
    /// Settings with which it never stops trying.
    #[serde(default)]
    pub endless: Option<RawEndless>,
}

/// Settings with which an SDK never stops trying: `maxRetries: -1`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawEndless {
    /// The values as written.
    pub values: Vec<String>,
    /// The versions that take them so; all if left out.
    #[serde(default)]
    pub versions: Option<String>,
}

/// `rules/sdks/<package>.toml`: how an SDK is used.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawSdk {
    /// Registry name.
    pub package: String,
    /// `pypi` or `npm`.
    pub ecosystem: String,
    /// The provider whose clock its calls follow, if it speaks to one only.
    #[serde(default)]
    pub provider: Option<String>,
    /// What was read.
    pub references: Vec<String>,
    /// Import names that mean another: `["langfuse.openai", "openai"]` makes `langfuse.openai.OpenAI` an `openai.OpenAI`.
    #[serde(default)]
    pub same: Vec<(String, String)>,
    /// What makes a client or a model object.
    #[serde(default)]
    pub constructor: Vec<RawConstructor>,
    /// Calls that name a model.
    #[serde(default)]
    pub call: Vec<RawCall>,
    /// What its calls do when the service does not answer.
    #[serde(default)]
    pub behaviour: Vec<RawBehaviour>,
    /// Decorators and helpers that try again.
    #[serde(default)]
    pub helper: Vec<RawHelper>,
    /// Delays and ends of such helpers.
    #[serde(default)]
    pub policy: Vec<RawPolicy>,
    /// What sends requests again below a client.
    #[serde(default)]
    pub adapter: Vec<RawAdapter>,
    /// What wraps the clients of other SDKs.
    #[serde(default)]
    pub wrapper: Vec<RawWrapper>,
}

/// A constructor of clients or model objects.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawConstructor {
    /// API paths of the class or factory.
    pub path: Vec<String>,
    /// The provider whose clock its calls follow.
    #[serde(default)]
    pub provider: Option<String>,
    /// Keyword that switches to another provider when it is true: `{ vertexai = "google-vertex-ai" }`.
    #[serde(default)]
    pub provider_if: std::collections::BTreeMap<String, String>,
    /// Arguments that name a model, if it takes one: keywords …
    #[serde(default)]
    pub model: Vec<String>,
    /// … and the position (0-based).
    #[serde(default)]
    pub model_at: Option<u32>,
    /// Arguments that hold a name the user chose (Azure deployments), never a model id.
    #[serde(default)]
    pub deployment: Vec<String>,
}

/// Calls that name a model.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawCall {
    /// API paths.
    pub path: Vec<String>,
    /// Endpoint family: chat, completion, embedding …
    #[serde(default)]
    pub kind: Option<String>,
    /// Arguments (or keys of the options object) that name a model.
    #[serde(default)]
    pub model: Vec<String>,
    /// Position of the model argument, 0-based.
    #[serde(default)]
    pub model_at: Option<u32>,
    /// The provider whose clock it follows, if the client does not say.
    #[serde(default)]
    pub provider: Option<String>,
}
