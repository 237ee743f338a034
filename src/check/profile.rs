//! SDK profiles, looked up by API path.

use crate::knowledge::sdk::{Constructor, ModelCall, Sdk};
use rustc_hash::FxHashMap;

/// What a profile says of one API path.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// Arguments that name a model.
    pub model: &'k [String],
    /// Position of the model argument, 0-based.
    pub model_at: Option<u32>,
    /// Arguments that hold a name the user chose.
    pub deployment: &'k [String],
    /// Endpoint family.
    pub kind: Option<&'k str>,
    /// It is a constructor rather than a call.
    pub constructor: bool,
}

/// All profiles.
#[derive(Debug, Default)]
pub struct Profiles<'k> {
    constructors: FxHashMap<&'k str, (&'k Sdk, &'k Constructor)>,
    calls: FxHashMap<&'k str, (&'k Sdk, &'k ModelCall)>,
    /// Calls whose pattern ends in `*`: the part before it.
    open_calls: Vec<(&'k str, &'k Sdk, &'k ModelCall)>,
    same: Vec<(&'k str, &'k str)>,
}

impl<'k> Profiles<'k> {
    /// Profiles of these SDKs.
    pub fn new(sdks: &'k [Sdk]) -> Profiles<'k> {
        let mut profiles = Profiles::default();
        for sdk in sdks {
            for constructor in &sdk.constructors {
                for path in &constructor.path {
                    profiles.constructors.insert(&path.text, (sdk, constructor));
                }
            }
            for call in &sdk.calls {
                for path in &call.path {
                    match path.text.strip_suffix('*') {
                        Some(open) => profiles.open_calls.push((open, sdk, call)),
                        None => drop(profiles.calls.insert(&path.text, (sdk, call))),
                    }
                }
            }
            profiles.same.extend(sdk.same.iter().map(|(a, b)| (a.as_str(), b.as_str())));
        }
        // The longest alias first, so that `a.b.C` is not taken for `a.b`.
        profiles.same.sort_by_key(|(a, _)| std::cmp::Reverse(a.len()));
        profiles
    }

    /// The path under its main name: `openai.Client` is `openai.OpenAI`.
    pub fn canonical(&self, path: &str) -> String {
        for (alias, main) in &self.same {
            if let Some(rest) = path.strip_prefix(alias)
                && (rest.is_empty() || rest.starts_with(['.', '(', '#']))
            {
                return format!("{main}{rest}");
            }
        }
        path.to_owned()
    }

    /// What is known of calling `path` (canonical, without the final `()`).
    pub fn known(&self, path: &str) -> Option<Known<'k>> {
        if let Some((_, c)) = self.constructors.get(path) {
            return Some(Known {
                model: &c.model,
                model_at: c.model_at,
                deployment: &c.deployment,
                kind: None,
                constructor: true,
            });
        }
        let call = self
            .calls
            .get(path)
            .map(|(_, c)| *c)
            .or_else(|| self.open_calls.iter().find(|(open, _, _)| path.starts_with(open)).map(|(_, _, c)| *c))?;
        Some(Known {
            model: &call.model,
            model_at: call.model_at,
            deployment: &[],
            kind: call.kind.as_deref(),
            constructor: false,
        })
    }

    /// The constructor that a path begins with: `openai.AzureOpenAI` of `openai.AzureOpenAI().chat.completions.create`.
    pub fn constructor_of(&self, path: &str) -> Option<(&'k Sdk, &'k Constructor)> {
        if let Some(found) = self.constructors.get(path) {
            return Some(*found);
        }
        // The last one: `genai.Client().chats.create()` is made by the client.
        path.match_indices("()").find_map(|(at, _)| self.constructors.get(&path[..at]).copied())
    }

    /// The provider whose clock a call at `path` follows, as far as the path says.
    pub fn provider_of(&self, path: &str) -> Option<&'k str> {
        if let Some((sdk, constructor)) = self.constructor_of(path) {
            return constructor.provider.as_deref().or(sdk.provider.as_deref());
        }
        let (sdk, call) = self.calls.get(path)?;
        call.provider.as_deref().or(sdk.provider.as_deref())
    }
}
