//! One call, judged: which generation of its SDK it is, whose service it is sent to, which models it may name, how long
//! it waits and who tries it again.

use super::address::{self, Address};
use super::guard::Guard;
use super::helper::Guards;
use super::origin::{self, Site};
use super::posture::{self, Asked, Retries, Timeout};
use super::surface::Known;
use super::target::Destination;
use super::{Inventory, Outgoing, adapter, argument, failure};
use crate::check::range;
use crate::facts::manifest::Ecosystem;
use crate::facts::{ArgKind, BindingKind, ExprKind};
use crate::knowledge::behaviour::{RawHttp, RawWrapper};
use crate::project::At;
use crate::project::text::Built;

/// More models of one list are not looked at.
const MAX_ITEMS: usize = 50;

impl<'k> Inventory<'_, '_, 'k> {
    /// The call at `at` with everything that is known of it. `inner` is the call that really leaves, inside a wrapper of
    /// the project; `callee` what is called, where the call itself stands elsewhere.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn posture(
        &self,
        at: At,
        inner: At,
        callee: Option<At>,
        path: String,
        mut known: Vec<Known<'k>>,
        mut destination: Destination,
        is_model: bool,
        guards: &Guards<'_, '_, '_>,
    ) -> Outgoing<'k> {
        let version = self.narrow(at, &mut known);
        let found = match (path.contains("()"), self.resolver.project.unit(inner.unit).facts.call(inner.expr)) {
            (true, Some(call)) => {
                let callee = callee.unwrap_or(At { unit: inner.unit, expr: call.callee });
                origin::of(self.resolver, self.profiles, self.surface, callee)
            }
            _ => origin::Origin::default(),
        };
        let path = self.of_site(callee.or_else(|| self.callee_of(inner)), path, &found.sites);
        let made: Vec<At> = found.sites.iter().map(|site| site.constructor).collect();
        let mut models = match &known[0].behaviour.http {
            Some(http) => self.sent_models(inner, http, known[0].behaviour.options_at),
            None => self.models(at, &path),
        };
        if let Some(spec) = &known[0].behaviour.fallback.groups {
            behind(&mut models, &super::group::of(self.resolver, &made, spec));
        }
        let (provider, is_behind_gateway) = self.served_by(inner, &path, &known, &found.sites, &mut destination);
        let ask = |site: Option<&Site>| {
            let each = known.iter().map(|&known| {
                let asked = Asked { call: inner, known, site, open: found.open || path.contains("()"), path: &path };
                posture::timeout(self.resolver, self.settings, &asked)
            });
            posture::best(each)
        };
        let sites: Vec<(Site, Timeout)> = found.sites.iter().map(|site| (site.clone(), ask(Some(site)))).collect();
        let timeout = match sites.iter().map(|(_, timeout)| timeout).max_by_key(|timeout| timeout.rank()) {
            Some(worst) => worst.clone(),
            None => ask(None),
        };
        let is_bad = matches!(timeout, Timeout::Default(_) | Timeout::Never(None));
        let timeout = match inner != at && is_bad && super::signal::is_handed_a_limit(self.resolver, at) {
            true => Timeout::Unknown,
            false => timeout,
        };
        let retries_at = |site: Option<&Site>| {
            let each = known.iter().map(|&known| {
                let asked = Asked { call: inner, known, site, open: found.open || path.contains("()"), path: &path };
                posture::retries(self.resolver, self.settings, &asked, &models)
            });
            // The best that may be; what cannot be seen goes before all.
            each.max_by_key(|retries| retries.least().unwrap_or(u32::MAX)).unwrap_or(Retries::Unknown)
        };
        let all: Vec<Retries> = match found.sites.is_empty() {
            true => vec![retries_at(None)],
            false => found.sites.iter().map(|site| retries_at(Some(site))).collect(),
        };
        let retries = all.into_iter().min_by_key(|r| r.least().unwrap_or(u32::MAX)).unwrap_or(Retries::Unknown);
        let newest = known[0];
        let mut tried: Vec<Guard> = posture::guards(guards, at, known[0]);
        if inner != at {
            tried.extend(posture::guards(guards, inner, known[0]).into_iter().filter(|guard| !guard.by_caller));
        }
        if is_model {
            tried.extend(guards.of_model(at));
        }
        for wrapper in self.wrappers(&found.sites) {
            let given = wrapper.retry.iter().flat_map(|name| argument::at_path(self.resolver, inner, name, None).0);
            tried.extend(given.flat_map(|value| guards.made_by_helper(value)));
        }
        let below = adapter::Below {
            resolver: self.resolver,
            profiles: self.profiles,
            surface: self.surface,
            adapters: self.adapters,
            settings: self.settings,
        };
        tried.extend(below.of(inner, &made, &path, destination.provider.is_some()));
        let mut call = Outgoing {
            at,
            sent: inner,
            path,
            known,
            version,
            destination,
            provider,
            is_behind_gateway,
            models,
            sites,
            open: found.open,
            timeout,
            retries,
            delay: posture::delay(self.resolver, inner, newest, retries),
            guards: Vec::new(),
            is_model,
        };
        failure::set_aside(self.resolver.project, &call, &mut tried);
        call.guards = tried;
        call
    }

    /// What the clients made at `sites` are wrapped in.
    pub fn wrappers(&self, sites: &[Site]) -> Vec<&'k RawWrapper> {
        let named = sites.iter().flat_map(|site| &site.wrappers);
        named.filter_map(|path| self.surface.wrapper(&self.profiles.canonical(path))).collect()
    }

    /// The path as the client says it that is made: `client: OpenAI | AzureOpenAI` can be either.
    fn of_site(&self, callee: Option<At>, path: String, sites: &[Site]) -> String {
        let made: Vec<String> = sites
            .iter()
            .filter_map(|site| self.callee_of(site.constructor))
            .flat_map(|made| self.resolver.api_paths(made))
            .map(|path| self.profiles.canonical(&origin::normal(&path)))
            .collect();
        let is_made = |path: &str| {
            made.iter().any(|made| path.strip_prefix(made.as_str()).is_some_and(|rest| rest.starts_with("()")))
        };
        if made.is_empty() || is_made(&path) {
            return path;
        }
        let paths = callee.map(|callee| self.resolver.api_paths(callee)).unwrap_or_default();
        let others = paths.iter().map(|path| self.profiles.canonical(&origin::normal(path)));
        others.into_iter().find(|other| is_made(other) && !self.surface.call(other).is_empty()).unwrap_or(path)
    }

    fn callee_of(&self, call: At) -> Option<At> {
        let of = self.resolver.project.unit(call.unit).facts.call(call.expr)?;
        Some(At { unit: call.unit, expr: of.callee })
    }

    /// Whose service a call is sent to, and whether a gateway may stand before it; completes its destination.
    fn served_by(
        &self,
        call: At,
        path: &str,
        known: &[Known<'k>],
        sites: &[Site],
        destination: &mut Destination,
    ) -> (Option<String>, bool) {
        let own = || self.profiles.provider_of(path).map(str::to_owned).or_else(|| known[0].sdk.provider.clone());
        if known[0].behaviour.http.is_some() {
            return (destination.provider.clone(), false);
        }
        let told = match address::of(self.resolver, self.words, call, sites) {
            Address::Own => address::of_module(self.resolver, self.words, self.settings, call, path),
            told => told,
        };
        match told {
            Address::Own => (own(), false),
            Address::Unseen => (own(), true),
            Address::Told(seen) => {
                *destination = seen;
                (destination.provider.clone(), destination.provider.is_none())
            }
        }
    }

    /// Leaves only the generations that the nearest manifest allows.
    fn narrow(&self, at: At, known: &mut Vec<Known<'k>>) -> Option<String> {
        let ecosystem = match known[0].sdk.ecosystem.as_str() {
            "pypi" => Ecosystem::Pypi,
            _ => Ecosystem::Npm,
        };
        let path = &self.resolver.project.unit(at.unit).source.path;
        let pin = self.versions.governing(path, ecosystem, &known[0].sdk.package)?;
        let written = &pin.requirement.range;
        let fits =
            |k: &&Known<'_>| k.behaviour.versions.as_ref().is_none_or(|v| !range::allows_none(ecosystem, written, v));
        let left: Vec<Known<'k>> = known.iter().filter(fits).copied().collect();
        if !left.is_empty() {
            *known = left;
        }
        (!written.is_empty()).then(|| written.clone())
    }

    /// The models a call may name.
    pub(super) fn models(&self, at: At, path: &str) -> Vec<String> {
        let facts = &self.resolver.project.unit(at.unit).facts;
        let Some(known) = self.profiles.known(path) else { return Vec::new() };
        let given = argument::of_call(self.resolver, at, Some(0));
        let named = known.model.iter().flat_map(|name| given.get(name).collect::<Vec<_>>());
        let placed = facts.call(at.expr).into_iter().flat_map(|call| {
            let is_it =
                |arg: &&crate::facts::Arg| matches!(arg.kind, ArgKind::Positional(p) if Some(p) == known.model_at);
            call.args.iter().filter(is_it).map(|arg| At { unit: at.unit, expr: arg.value })
        });
        let mut models: Vec<String> = named
            .chain(placed)
            .flat_map(|value| self.each_text(value))
            .filter(|built| built.complete && !built.text.is_empty())
            .map(|built| built.text)
            .collect();
        models.sort();
        models.dedup();
        models
    }

    /// The models that the body of an HTTP call names.
    fn sent_models(&self, call: At, http: &RawHttp, options_at: Option<u32>) -> Vec<String> {
        let body = super::target::body(self.resolver, call, http, options_at);
        let built = body.get("model").flat_map(|value| self.each_text(value));
        let complete = built.filter(|built| built.complete && !built.text.is_empty());
        let mut models: Vec<String> = complete.map(|built| built.text).collect();
        models.sort();
        models.dedup();
        models
    }

    /// The strings that a value can be: also those of a list that a loop goes through.
    fn each_text(&self, value: At) -> Vec<Built> {
        let built = self.resolver.strings(value);
        let unit = self.resolver.project.unit(value.unit);
        if !built.is_empty() || !matches!(unit.facts.expr(value.expr).kind, ExprKind::Name(_)) {
            return built;
        }
        let looped =
            unit.index.meanings(value.expr).iter().filter_map(|&binding| match unit.facts.binding(binding).kind {
                BindingKind::Element { iterable, ref path } if path.is_empty() => {
                    Some(At { unit: value.unit, expr: iterable })
                }
                _ => None,
            });
        let lists = looped.map(|iterable| self.resolver.value_of(iterable));
        let items = lists.flat_map(|list| match &self.resolver.project.expr(list).kind {
            ExprKind::List(items) => items.iter().take(MAX_ITEMS).map(|&expr| At { unit: list.unit, expr }).collect(),
            _ => Vec::new(),
        });
        items.flat_map(|item| self.resolver.strings(item)).collect()
    }
}

/// Puts the models of a group in the place of its name.
fn behind(models: &mut Vec<String>, groups: &[(String, String)]) {
    let named = models.iter().flat_map(|model| {
        let of_group: Vec<String> = groups.iter().filter(|(name, _)| name == model).map(|(_, m)| m.clone()).collect();
        if of_group.is_empty() { vec![model.clone()] } else { of_group }
    });
    let mut named: Vec<String> = named.collect();
    named.sort();
    named.dedup();
    *models = named;
}
