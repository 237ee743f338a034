//! What tries a call again beside its SDK, as written in `rules/sdks/*.toml`: helpers, their policies, adapters.
//!
//! Shared with `build.rs`, like `raw`: nothing of the crate is used here.

use serde::{Deserialize, Serialize};

/// A decorator, wrapper or helper that tries again.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawHelper {
    /// API paths.
    #[serde(default)]
    pub path: Vec<String>,
    /// Methods of a model object that give one that tries again: `with_retry`.
    #[serde(default)]
    pub method: Vec<String>,
    /// Tries when nothing is said; left out, without end.
    #[serde(default)]
    pub tries: Option<u32>,
    /// The delay when nothing is said: `none`, `constant`, `growing`.
    pub delay: String,
    /// Position of the object that holds its options, where they are one.
    #[serde(default)]
    pub options_at: Option<u32>,
    /// Arguments that hold the number of tries.
    #[serde(default)]
    pub count: Vec<String>,
    /// The number counts retries rather than tries.
    #[serde(default)]
    pub counts_retries: bool,
    /// Arguments that bound it in another way (a time, a condition).
    #[serde(default)]
    pub bound: Vec<String>,
    /// Arguments that set the delay.
    #[serde(default)]
    pub wait: Vec<String>,
    /// Arguments by which a delay grows: with them it is not constant.
    #[serde(default)]
    pub growth: Vec<String>,
    /// It does not await: an `async` function is tried once.
    #[serde(default)]
    pub sync_only: bool,
    /// It tries again only where the function that it is given calls its first parameter.
    #[serde(default)]
    pub handed: bool,
    /// Arguments that hold the exceptions after which it tries again.
    #[serde(default)]
    pub on: Vec<String>,
    /// The exception that leaves it in place of the one it caught, by API path: `tenacity.RetryError`.
    #[serde(default)]
    pub raises: Option<String>,
    /// The argument with which the one it caught leaves it.
    #[serde(default)]
    pub reraise: Option<String>,
}

/// Something put below a client that sends its requests again: a transport, an adapter, an interceptor.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawAdapter {
    /// API paths of what makes it, or of the function that installs it in a client.
    pub path: Vec<String>,
    /// How it gets to the client: the argument of the client's constructor that holds it …
    #[serde(default)]
    pub option: Vec<String>,
    /// … or the method of the client that it is given to, behind the beginning of the URLs it is for …
    #[serde(default)]
    pub mount: Option<String>,
    /// … or the position of the client among its own arguments.
    #[serde(default)]
    pub client_at: Option<u32>,
    /// Arguments that hold a number of tries, or an object with what follows; left out, its own arguments do.
    #[serde(default)]
    pub policy: Vec<String>,
    /// Position of the object that holds its options, where they are one.
    #[serde(default)]
    pub options_at: Option<u32>,
    /// Settings without which a POST is not sent again. A list must name POST; what is none or false means all.
    #[serde(default)]
    pub post: Vec<String>,
    /// Values of such a setting, by API path, that leave POST out.
    #[serde(default)]
    pub post_not: Vec<String>,
    /// Settings without which it waits not at all.
    #[serde(default)]
    pub wait: Vec<String>,
    /// Values of such a setting, by API path, that do not wait.
    #[serde(default)]
    pub wait_not: Vec<String>,
    /// Settings that hold the number of retries.
    #[serde(default)]
    pub count: Vec<String>,
}

/// What gives the delay, or the end, of a helper: `tenacity.wait_fixed`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawPolicy {
    /// API paths.
    pub path: Vec<String>,
    /// `none`, `constant`, `growing` for a delay; `tries`, `bounded`, `never` for an end.
    pub is: String,
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
