//! Where a call of an SDK goes: to the provider of the SDK, or to the address that its client is told.

use super::argument;
use super::origin::Site;
use super::settings::Settings;
use super::target::Destination;
use crate::check::url;
use crate::facts::ExprKind;
use crate::knowledge::Words;
use crate::project::{At, Resolver};

/// Arguments that lead a client to another service than its SDK's own.
const ELSEWHERE: &[&str] = &[
    "base_url",
    "baseURL",
    "baseUrl",
    "api_base",
    "server_url",
    "serverURL",
    "basePath",
    "base_path",
    "openai_api_base",
    "openai_base_url",
    "anthropic_api_url",
    "configuration.baseURL",
    "http_options.base_url",
    "httpOptions.baseUrl",
];
/// Arguments that name a host of the SDK's own provider: which it is can be left open.
const ENDPOINTS: &[&str] = &["azure_endpoint", "azureOpenAIEndpoint", "endpoint", "endpoint_url"];
/// Settings of modules that do the same.
pub const OF_MODULES: &[&str] = &["openai.api_base", "openai.base_url", "litellm.api_base"];

/// Where a call goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Address {
    /// To the service of its SDK.
    #[default]
    Own,
    /// To a host that is written down.
    Told(Destination),
    /// Somewhere else, or not: a gateway may stand there.
    Unseen,
}

/// Where a call of an SDK goes, by its arguments and those of the constructors of its client.
pub fn of(resolver: &Resolver<'_>, words: &Words, call: At, sites: &[Site]) -> Address {
    let javascript = resolver.project.unit(call.unit).source.language.is_ecmascript();
    let places = std::iter::once(call).chain(sites.iter().map(|site| site.constructor));
    for at in places {
        let given = argument::of_call(resolver, at, javascript.then_some(0));
        for (names, leads) in [(ELSEWHERE, true), (ENDPOINTS, false)] {
            for name in names {
                let first = name.split('.').next().unwrap_or(name);
                if given.get(first).next().is_none() {
                    continue;
                }
                let (values, _) = argument::at_path(resolver, at, name, javascript.then_some(0));
                match values.first().map(|&value| told(resolver, words, value)) {
                    Some(Address::Unseen) if !leads => return Address::Own,
                    Some(Address::Own) | None => {}
                    Some(seen) => return seen,
                }
            }
        }
    }
    Address::Own
}

/// The same by the settings of the module that the call at `path` belongs to.
pub fn of_module(resolver: &Resolver<'_>, words: &Words, settings: &Settings<'_>, call: At, path: &str) -> Address {
    let root = path.split('.').next().unwrap_or(path);
    let names = OF_MODULES.iter().filter(|name| name.split('.').next() == Some(root));
    let set = names.flat_map(|name| settings.every(resolver, call.unit, name));
    let mut all = set.map(|value| told(resolver, words, value));
    let first = all.next().unwrap_or_default();
    // Set to several: which of them holds is decided when it runs.
    if all.all(|other| other == first) { first } else { Address::Unseen }
}

fn told(resolver: &Resolver<'_>, words: &Words, value: At) -> Address {
    let meant = resolver.value_of(value);
    match &resolver.project.expr(meant).kind {
        ExprKind::Null => return Address::Own,
        ExprKind::Name(name) if name == "undefined" => return Address::Own,
        _ => {}
    }
    let built = resolver.strings(value);
    let mut hosts: Vec<&str> = built.iter().filter_map(|built| url::host(&built.text)).collect();
    hosts.sort_unstable();
    hosts.dedup();
    match hosts.as_slice() {
        [host] if !host.contains('{') => {
            let provider = words.provider_of_host(host).map(str::to_owned);
            Address::Told(Destination { host: Some((*host).to_owned()), provider })
        }
        // `https://{name}.openai.azure.com`
        [host] => match words.provider_of_host(host) {
            Some(provider) => Address::Told(Destination { host: None, provider: Some(provider.to_owned()) }),
            None => Address::Unseen,
        },
        _ => Address::Unseen,
    }
}
