//! What leaves for a model provider, by API path: the profiles of SDKs and HTTP clients, ready to be asked.

use crate::knowledge::Sdk;
use crate::knowledge::behaviour::{RawAdapter, RawBehaviour, RawHelper, RawWrapper};
use rustc_hash::{FxHashMap, FxHashSet};

/// How a call that a profile describes behaves.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The SDK or HTTP client.
    pub sdk: &'k Sdk,
    /// What its calls do.
    pub behaviour: &'k RawBehaviour,
}

/// All profiles, by API path (canonical, without the final `()`).
#[derive(Debug, Default)]
pub struct Surface<'k> {
    calls: FxHashMap<String, Vec<Known<'k>>>,
    models: FxHashMap<&'k str, Vec<Known<'k>>>,
    helpers: FxHashMap<&'k str, (&'k Sdk, &'k RawHelper)>,
    /// Methods of model objects that give one that tries again.
    methods: FxHashMap<&'k str, Vec<&'k RawHelper>>,
    policies: FxHashMap<&'k str, &'k str>,
    adapters: Vec<&'k RawAdapter>,
    wrappers: FxHashMap<&'k str, &'k RawWrapper>,
    clients: FxHashSet<&'k str>,
    last_names: FxHashSet<String>,
    /// Settings of modules, by their last name: (last name, whole path).
    settings: FxHashMap<&'k str, Vec<&'k str>>,
    /// Functions that set something for a whole program, by API path.
    switches: FxHashSet<&'k str>,
}

impl<'k> Surface<'k> {
    /// The surface of these SDKs.
    pub fn new(sdks: &'k [Sdk]) -> Surface<'k> {
        let mut surface = Surface::default();
        for sdk in sdks {
            for behaviour in &sdk.behaviours {
                let known = Known { sdk, behaviour };
                surface.clients.extend(behaviour.client.iter().map(String::as_str));
                for method in &behaviour.method {
                    surface.last_names.insert(last_name(method).to_owned());
                    for client in &behaviour.client {
                        surface.calls.entry(format!("{client}().{method}")).or_default().push(known);
                    }
                }
                for function in &behaviour.function {
                    surface.last_names.insert(last_name(function).to_owned());
                    surface.calls.entry(function.clone()).or_default().push(known);
                }
                for model in &behaviour.model {
                    surface.last_names.insert(last_name(model).to_owned());
                    surface.models.entry(model).or_default().push(known);
                }
                let cache = &behaviour.cache;
                let settings = behaviour.timeout.module.iter().chain(&behaviour.retry.module).chain(&cache.module);
                for setting in settings {
                    surface.settings.entry(last_name(setting)).or_default().push(setting);
                }
                surface.switches.extend(cache.function.iter().map(String::as_str));
            }
            for helper in &sdk.helpers {
                for method in &helper.method {
                    surface.methods.entry(method).or_default().push(helper);
                }
                surface.helpers.extend(helper.path.iter().map(|path| (path.as_str(), (sdk, helper))));
            }
            surface.adapters.extend(&sdk.adapters);
            for wrapper in &sdk.wrappers {
                surface.wrappers.extend(wrapper.path.iter().map(|path| (path.as_str(), wrapper)));
            }
            for policy in &sdk.policies {
                surface.policies.extend(policy.path.iter().map(|path| (path.as_str(), policy.is.as_str())));
            }
        }
        surface
    }

    /// What calling `path` does, in each generation that it may be.
    pub fn call(&self, path: &str) -> &[Known<'k>] {
        self.calls.get(path).map_or(&[], Vec::as_slice)
    }

    /// What the calls of a model that is made by `path` do.
    pub fn model(&self, path: &str) -> &[Known<'k>] {
        self.models.get(path).map_or(&[], Vec::as_slice)
    }

    /// True if `path` makes a client.
    pub fn is_client(&self, path: &str) -> bool {
        self.clients.contains(path)
    }

    /// The helper that calling `path` (or decorating with it) is.
    pub fn helper(&self, path: &str) -> Option<(&'k Sdk, &'k RawHelper)> {
        self.helpers.get(path).copied()
    }

    /// The names of methods of model objects that give one that tries again.
    pub fn retrying_methods(&self) -> Vec<String> {
        self.methods.keys().map(|name| (*name).to_owned()).collect()
    }

    /// What such a method does.
    pub fn retrying(&self, name: &str) -> Option<&'k RawHelper> {
        self.methods.get(name)?.first().copied()
    }

    /// What a delay or an end made by `path` is: `none`, `constant`, `growing`, `tries`, `bounded`, `never`.
    pub fn policy(&self, path: &str) -> Option<&'k str> {
        self.policies.get(path).copied()
    }

    /// What a client is wrapped in by calling `path`.
    pub fn wrapper(&self, path: &str) -> Option<&'k RawWrapper> {
        self.wrappers.get(path).copied()
    }

    /// What is known of adapters.
    pub fn adapters(&self) -> impl Iterator<Item = &'k RawAdapter> + '_ {
        self.adapters.iter().copied()
    }

    /// The adapter that calling `path` makes.
    pub fn adapter(&self, path: &str) -> Option<&'k RawAdapter> {
        self.adapters.iter().copied().find(|adapter| adapter.path.iter().any(|p| p == path))
    }

    /// True if some call ends in this name.
    pub fn may_end_in(&self, name: &str) -> bool {
        self.last_names.contains(name)
    }

    /// Functions that set something for a whole program, by API path.
    pub fn switches(&self) -> impl Iterator<Item = &'k str> + '_ {
        self.switches.iter().copied()
    }

    /// The last names of all settings of modules.
    pub fn set_names(&self) -> impl Iterator<Item = &'k str> {
        self.settings.keys().copied()
    }

    /// Settings of modules that end in this name, by API path.
    pub fn settings(&self, name: &str) -> &[&'k str] {
        self.settings.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The last name of a path, without the `()` of what it gives.
pub fn last_name(path: &str) -> &str {
    path.trim_end_matches("()").rsplit(['.', '#']).next().unwrap_or(path)
}
