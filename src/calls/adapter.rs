//! What sends requests again below a client: adapters mounted on a session, transports, interceptors.

use super::guard::{Delay, Guard, GuardKind};
use super::origin::{self, normal};
use super::settings::Settings;
use super::surface::Surface;
use super::{argument, posture};
use crate::check::profile::Profiles;
use crate::facts::{ArgKind, ExprKind};
use crate::knowledge::behaviour::RawAdapter;
use crate::project::{At, Resolver, UnitId};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// More calls that mount or install something are not looked at in one project.
const MAX_MOUNTS: usize = 500;

/// The adapters that are mounted on clients, or installed in modules, anywhere in a project.
#[derive(Debug, Default)]
pub struct Adapters<'k> {
    /// By the constructor of the client: the call that mounts or installs, and the profile of what it may be.
    of_client: FxHashMap<At, Vec<(At, Option<&'k RawAdapter>)>>,
    /// By the root of the module: axios.
    of_module: FxHashMap<String, Vec<(At, &'k RawAdapter)>>,
}

impl<'k> Adapters<'k> {
    /// Collects what is mounted and installed in a project.
    pub fn new(resolver: &Resolver<'_>, profiles: &Profiles<'_>, surface: &Surface<'k>) -> Adapters<'k> {
        let mut adapters = Adapters::default();
        let calls = |name: &str| resolver.project.names.calls(name).iter().take(MAX_MOUNTS);
        let mounts = surface.adapters().filter_map(|a| a.mount.as_deref()).collect::<BTreeSet<_>>();
        for &call in mounts.iter().flat_map(|name| calls(name)) {
            let Some(of) = resolver.project.unit(call.unit).facts.call(call.expr) else { continue };
            let callee = At { unit: call.unit, expr: of.callee };
            for site in origin::of(resolver, profiles, surface, callee).sites {
                adapters.of_client.entry(site.constructor).or_default().push((call, None));
            }
        }
        for adapter in surface.adapters().filter(|a| a.client_at.is_some()) {
            adapters.installed(resolver, profiles, surface, adapter);
        }
        adapters
    }

    /// `axiosRetry(client, options)`, in files that import it.
    fn installed(
        &mut self,
        resolver: &Resolver<'_>,
        profiles: &Profiles<'_>,
        surface: &Surface<'k>,
        adapter: &'k RawAdapter,
    ) {
        let package = |path: &String| path.split('#').next().unwrap_or(path).to_owned();
        let packages: Vec<String> = adapter.path.iter().map(package).collect();
        let mut looked = 0;
        let names = &resolver.project.names;
        let importing: BTreeSet<UnitId> =
            packages.iter().flat_map(|package| names.importing(package)).copied().collect();
        for id in importing {
            let unit = resolver.project.unit(id);
            for &call in &unit.index.calls {
                let Some(of) = unit.facts.call(call) else { continue };
                if !matches!(unit.facts.expr(of.callee).kind, ExprKind::Name(_)) || looked >= MAX_MOUNTS {
                    continue;
                }
                looked += 1;
                let at = |expr| At { unit: id, expr };
                let paths = resolver.api_paths(at(of.callee));
                if !paths.iter().any(|path| adapter.path.contains(&profiles.canonical(&normal(path)))) {
                    continue;
                }
                let given = of
                    .args
                    .iter()
                    .find(|arg| matches!(arg.kind, ArgKind::Positional(p) if Some(p) == adapter.client_at));
                let Some(client) = given.map(|arg| at(arg.value)) else { continue };
                let made = origin::of(resolver, profiles, surface, client);
                for site in &made.sites {
                    self.of_client.entry(site.constructor).or_default().push((at(call), Some(adapter)));
                }
                for path in resolver.api_paths(client).iter().filter(|_| made.sites.is_empty()) {
                    let root = path.split('#').next().unwrap_or(path).to_owned();
                    self.of_module.entry(root).or_default().push((at(call), adapter));
                }
            }
        }
    }
}

/// Looks for the adapters below one call.
pub struct Below<'s, 'p, 'k> {
    /// Resolves names.
    pub resolver: &'s Resolver<'p>,
    /// SDK profiles.
    pub profiles: &'s Profiles<'s>,
    /// The profiles of adapters.
    pub surface: &'s Surface<'k>,
    /// What is mounted and installed.
    pub adapters: &'s Adapters<'k>,
    /// Which files are one program.
    pub settings: &'s Settings<'s>,
}

impl<'k> Below<'_, '_, 'k> {
    /// The adapters below the call `at` with API path `path`, of clients made at `constructors`; `secure` if the address
    /// begins with `https`.
    pub fn of(&self, at: At, constructors: &[At], path: &str, secure: bool) -> Vec<Guard> {
        let mut found = Vec::new();
        for &constructor in constructors {
            found.extend(self.in_options(constructor));
            let mounted = self.adapters.of_client.get(&constructor).map_or(&[][..], Vec::as_slice);
            let mut of_mounts: Vec<Guard> = Vec::new();
            for &(call, installed) in mounted {
                match installed {
                    Some(adapter) => found.extend(self.judged(adapter, call, call)),
                    None => of_mounts.extend(self.mounted(call, secure)),
                }
            }
            // The one that fits the address; that of another is only worth a word if there is no other.
            if of_mounts.iter().any(|guard| guard.idle != Some(ELSEWHERE)) {
                of_mounts.retain(|guard| guard.idle != Some(ELSEWHERE));
            }
            found.extend(of_mounts);
        }
        if constructors.is_empty() && path.contains('#') {
            let root = path.split('#').next().unwrap_or(path);
            for &(call, adapter) in self.adapters.of_module.get(root).into_iter().flatten() {
                if self.settings.is_one_program(self.resolver, path, at.unit, call.unit) {
                    found.extend(self.judged(adapter, call, call));
                }
            }
        }
        found
    }

    /// `httpx.Client(transport=…)`, also below an SDK: `OpenAI(http_client=…)`.
    fn in_options(&self, constructor: At) -> Vec<Guard> {
        let mut found = Vec::new();
        let (inner, _) = argument::at_path(self.resolver, constructor, "http_client", None);
        let clients = inner.into_iter().map(|at| self.resolver.value_of(at)).chain([constructor]);
        for client in clients {
            let options = self.surface.adapters().flat_map(|adapter| &adapter.option);
            for option in options.collect::<BTreeSet<_>>() {
                for value in argument::at_path(self.resolver, client, option, None).0 {
                    let made = self.resolver.value_of(value);
                    found.extend(self.adapter_made_at(made).and_then(|adapter| self.judged(adapter, made, made)));
                }
            }
        }
        found
    }

    /// `session.mount("https://", adapter)`.
    fn mounted(&self, call: At, secure: bool) -> Option<Guard> {
        let facts = &self.resolver.project.unit(call.unit).facts;
        let args = &facts.call(call.expr)?.args;
        let at = |expr| At { unit: call.unit, expr };
        let made = self.resolver.value_of(at(args.get(1)?.value));
        let mut guard = self.judged(self.adapter_made_at(made)?, made, call)?;
        let begins = self.resolver.strings(at(args.first()?.value));
        if secure && !begins.is_empty() && begins.iter().all(|built| built.complete && built.text.starts_with("http:"))
        {
            guard.idle = Some(ELSEWHERE);
        }
        Some(guard)
    }

    fn adapter_made_at(&self, made: At) -> Option<&'k RawAdapter> {
        let call = self.resolver.project.unit(made.unit).facts.call(made.expr)?;
        let paths = self.resolver.api_paths(At { unit: made.unit, expr: call.callee });
        paths.iter().find_map(|path| self.surface.adapter(&self.profiles.canonical(&normal(path))))
    }

    /// What the adapter made at `made` does; it is shown at `at`.
    fn judged(&self, adapter: &RawAdapter, made: At, at: At) -> Option<Guard> {
        let call = self.resolver.project.unit(made.unit).facts.call(made.expr)?;
        let unit = self.resolver.project.unit(at.unit);
        let name = unit.source.slice(self.resolver.project.unit(made.unit).facts.expr(call.callee).span);
        let name = if at.unit == made.unit { name.to_owned() } else { "adapter".to_owned() };
        let span = unit.facts.expr(at.expr).span;
        let mut guard =
            Guard { bounded: Some(true), ..Guard::new(GuardKind::Adapter, name, at.unit, span, Delay::None) };
        let (policies, open) = posture::first(self.resolver, made, &adapter.policy, adapter.options_at);
        let policy = match policies {
            None if open => {
                guard.delay = Delay::Unknown;
                return Some(guard);
            }
            // An adapter without a policy does nothing, if it takes one, and has one of its own otherwise.
            None => made,
            Some(at) => {
                let value = self.resolver.value_of(at);
                match &self.resolver.project.expr(value).kind {
                    ExprKind::Num(_) => {
                        guard.idle = Some("a number of retries is for failed connections alone");
                        return Some(guard);
                    }
                    ExprKind::Call(_) => value,
                    _ => {
                        guard.delay = Delay::Unknown;
                        return Some(guard);
                    }
                }
            }
        };
        if adapter.post.is_empty() {
            guard.idle = Some("it sends again only what failed to connect");
            return Some(guard);
        }
        let read = |names: &[String]| posture::first(self.resolver, policy, names, adapter.options_at);
        match read(&adapter.post) {
            (None, false) => guard.idle = Some("it leaves POST alone when nothing is said"),
            (None, true) => {}
            (Some(value), _) if !self.names_post(value, &adapter.post_not) => {
                guard.idle = Some("it is told to leave POST alone");
            }
            (Some(_), _) => {}
        }
        guard.delay = match read(&adapter.wait) {
            (None, open) => {
                if open {
                    Delay::Unknown
                } else {
                    Delay::None
                }
            }
            (Some(value), _) if self.is_one_of(value, &adapter.wait_not) => Delay::None,
            (Some(value), _) => match &self.resolver.project.expr(self.resolver.value_of(value)).kind {
                ExprKind::Num(n) if n.chars().all(|c| matches!(c, '0' | '.')) => Delay::None,
                _ => Delay::Growing,
            },
        };
        if let (Some(count), _) = read(&adapter.count)
            && let ExprKind::Num(n) = &self.resolver.project.expr(self.resolver.value_of(count)).kind
        {
            guard.tries = n.parse::<u32>().ok().map(|n| n.saturating_add(1));
            guard.idle = guard.idle.or((guard.tries == Some(1)).then_some("it is told to try once"));
        }
        Some(guard)
    }

    fn names_post(&self, value: At, not: &[String]) -> bool {
        let value = self.resolver.value_of(value);
        match &self.resolver.project.expr(value).kind {
            ExprKind::List(items) => items.iter().any(|&expr| {
                let built = self.resolver.strings(At { unit: value.unit, expr });
                built.is_empty() || built.iter().any(|b| b.text.eq_ignore_ascii_case("post"))
            }),
            _ => !self.is_one_of(value, not),
        }
    }

    fn is_one_of(&self, value: At, paths: &[String]) -> bool {
        self.resolver.api_paths(value).iter().any(|path| paths.contains(&self.profiles.canonical(&normal(path))))
    }
}

/// Why an adapter for other addresses does nothing.
const ELSEWHERE: &str = "it is mounted for `http://`, and the address begins with `https://`";
