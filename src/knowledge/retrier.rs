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
    /// It looks at what is answered, never at an exception: `backoff.on_predicate`.
    #[serde(default)]
    pub results: bool,
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
    /// `none`, `constant`, `growing` for a delay; `tries`, `bounded`, `never` for an end; `results` for a condition that
    /// looks at what is answered, never at an exception.
    pub is: String,
}

/// A function that gives the client it is given with behaviour of its own: `instructor.from_openai`. Which client that
/// is says `same` of the SDK.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawWrapper {
    /// API paths.
    pub path: Vec<String>,
    /// Arguments of the calls that it takes for itself: what is made by a helper in them tries the whole call again, a
    /// number does something else.
    #[serde(default)]
    pub retry: Vec<String>,
    /// The exception that leaves its calls in place of the SDK's, by API path.
    #[serde(default)]
    pub raises: Option<String>,
}
