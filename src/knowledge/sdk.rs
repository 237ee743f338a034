//! How an SDK is used: what makes its clients, which calls name a model, whose clock they follow.

use std::collections::BTreeMap;

use super::api_path::PathPattern;
use super::behaviour::{RawAdapter, RawBehaviour, RawCall, RawConstructor, RawHelper, RawPolicy, RawWrapper};
use super::raw::RawSdk;

/// How an SDK is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Sdk {
    /// Registry name.
    pub package: String,
    /// `pypi` or `npm`.
    pub ecosystem: String,
    /// The provider whose clock its calls follow, if it speaks to one only.
    pub provider: Option<String>,
    /// What was read.
    pub references: Vec<String>,
    /// Import names that mean another: (`langfuse.openai`, `openai`).
    pub same: Vec<(String, String)>,
    /// What makes a client or a model object.
    pub constructors: Vec<Constructor>,
    /// Calls that name a model.
    pub calls: Vec<ModelCall>,
    /// What its calls do when the service does not answer.
    pub behaviours: Vec<RawBehaviour>,
    /// Decorators and helpers that try again.
    pub helpers: Vec<RawHelper>,
    /// Delays and ends of such helpers.
    pub policies: Vec<RawPolicy>,
    /// What sends requests again below a client.
    pub adapters: Vec<RawAdapter>,
    /// What wraps the clients of other SDKs.
    pub wrappers: Vec<RawWrapper>,
}

/// A constructor of clients or model objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constructor {
    /// API paths of the class or factory.
    pub path: Vec<PathPattern>,
    /// The provider whose clock its calls follow.
    pub provider: Option<String>,
    /// Keywords that switch to another provider when they are true.
    pub provider_if: BTreeMap<String, String>,
    /// Keywords that name a model.
    pub model: Vec<String>,
    /// Position of the model argument, 0-based.
    pub model_at: Option<u32>,
    /// Keywords that hold a name the user chose, never a model id.
    pub deployment: Vec<String>,
}

/// Calls that name a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelCall {
    /// API paths.
    pub path: Vec<PathPattern>,
    /// Endpoint family: chat, completion, embedding …
    pub kind: Option<String>,
    /// Keywords, or keys of the options object, that name a model.
    pub model: Vec<String>,
    /// Position of the model argument, 0-based.
    pub model_at: Option<u32>,
    /// The provider whose clock it follows, if the client does not say.
    pub provider: Option<String>,
}

impl Sdk {
    /// The profile as meant.
    pub fn new(raw: RawSdk) -> Sdk {
        Sdk {
            package: raw.package,
            ecosystem: raw.ecosystem,
            provider: raw.provider,
            references: raw.references,
            same: raw.same,
            constructors: raw.constructor.into_iter().map(Constructor::new).collect(),
            calls: raw.call.into_iter().map(ModelCall::new).collect(),
            behaviours: raw.behaviour,
            helpers: raw.helper,
            policies: raw.policy,
            adapters: raw.adapter,
            wrappers: raw.wrapper,
        }
    }
}

impl Constructor {
    fn new(raw: RawConstructor) -> Constructor {
        Constructor {
            path: raw.path.iter().map(|text| PathPattern::new(text)).collect(),
            provider: raw.provider,
            provider_if: raw.provider_if,
            model: raw.model,
            model_at: raw.model_at,
            deployment: raw.deployment,
        }
    }
}

impl ModelCall {
    fn new(raw: RawCall) -> ModelCall {
        ModelCall {
            path: raw.path.iter().map(|text| PathPattern::new(text)).collect(),
            kind: raw.kind,
            model: raw.model,
            model_at: raw.model_at,
            provider: raw.provider,
        }
    }
}
