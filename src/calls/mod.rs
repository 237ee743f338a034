//! Every call that leaves for a model provider, and what happens to it in an outage.
//!
//! [`outgoing`] finds the calls of a unit: `surface` knows which API paths they have, `target` whether an HTTP call goes
//! to a provider. `origin` goes back to where the client is made, `argument`, `entries` and `settings` read what it is told,
//! `posture` adds up how long it waits and how often the SDK tries; `around`, `delay` and `helper` find what else tries
//! again, `fallback` what takes over, `web` who waits for the answer. `row` turns the result into plain data. What of it is worth reporting is for
//! `check::resilience` to say.

pub mod adapter;
pub mod address;
pub mod argument;
pub mod around;
pub mod aspect;
pub mod chain;
pub mod column;
pub mod count;
pub mod delay;
pub mod entries;
pub mod failure;
pub mod fallback;
pub mod group;
pub mod guard;
pub mod helper;
mod judged;
pub mod leak;
pub mod origin;
pub mod posture;
pub mod queue;
pub mod recursion;
pub mod row;
pub mod settings;
pub mod signal;
pub mod surface;
pub mod target;
pub mod told;
pub mod web;

use crate::check::profile::Profiles;
use crate::check::versions::Versions;
use crate::facts::{ArgKind, BindingKind, ExprId, ExprKind, Use};
use crate::finding::FixValues;
use crate::knowledge::Words;
use crate::project::{At, Resolver, Target, UnitId};
use adapter::Adapters;
use guard::Guard;
use helper::Guards;
use origin::Site;
use posture::{Retries, Timeout};
use settings::Settings;
use surface::{Known, Surface};
use target::Destination;

/// More calls than this of one file are not judged: each looks at what is around it, and a file can be made of nothing
/// but calls.
pub const MAX_CALLS: usize = 1000;
/// More attributes of one class are not looked at.
const MAX_ATTRS: usize = 500;
/// More callers of a function are not asked where they send.
const MAX_CALLERS: usize = 12;
/// Functions that run what they are given, with what they are given beside it.
const RUNNERS: &[&str] =
    &["partial", "to_thread", "run_in_executor", "submit", "apply_async", "run_sync", "run_in_threadpool"];

/// A call that leaves for a model provider.
#[derive(Clone, Debug)]
pub struct Outgoing<'k> {
    /// The call.
    pub at: At,
    /// The call that sends: another one only for a function of the project that sends to the URL it is given.
    pub sent: At,
    /// Its API path; for a wrapper of the project, that of the call inside.
    pub path: String,
    /// The generations of the SDK that it may be.
    pub known: Vec<Known<'k>>,
    /// The version that the nearest manifest allows, as written there.
    pub version: Option<String>,
    /// Where it goes: an HTTP call by its URL, one of an SDK by the address its client is told.
    pub destination: Destination,
    /// Whose service it is, as far as can be seen.
    pub provider: Option<String>,
    /// Its client is told an address that is no provider's, or cannot be seen: a gateway may stand there.
    pub is_behind_gateway: bool,
    /// The models it may name.
    pub models: Vec<String>,
    /// Where its client is made, each with how long the call then waits. Empty if no client is found, or none is needed.
    pub sites: Vec<(Site, Timeout)>,
    /// The client may also be made where it cannot be seen.
    pub open: bool,
    /// How long the call waits: the worst over all places where its client is made.
    pub timeout: Timeout,
    /// How often the SDK tries again.
    pub retries: Retries,
    /// How long it waits between those tries.
    pub delay: guard::Delay,
    /// What else tries again.
    pub guards: Vec<Guard>,
    /// It is the constructor of a model object, whose calls stand elsewhere.
    pub is_model: bool,
}

impl Outgoing<'_> {
    /// What the newest generation that it may be does.
    pub fn behaviour(&self) -> &crate::knowledge::behaviour::RawBehaviour {
        self.known[0].behaviour
    }
}

/// What is needed to find calls.
pub struct Inventory<'s, 'p, 'k> {
    /// Resolves names.
    pub resolver: &'s Resolver<'p>,
    /// SDK profiles.
    pub profiles: &'s Profiles<'s>,
    /// What leaves for a provider.
    pub surface: &'s Surface<'k>,
    /// Hosts of providers.
    pub words: &'s Words,
    /// Which versions the manifests allow.
    pub versions: &'s Versions,
    /// Settings made by assignment.
    pub settings: &'s Settings<'s>,
    /// What is mounted below clients.
    pub adapters: &'s Adapters<'k>,
    /// What fixes write.
    pub fix: FixValues,
}

impl<'k> Inventory<'_, '_, 'k> {
    /// The calls of a unit, in order; at most [`MAX_CALLS`].
    pub fn outgoing(&self, id: UnitId) -> Vec<Outgoing<'k>> {
        let unit = self.resolver.project.unit(id);
        let guards = self.guards();
        let mut found = Vec::new();
        for &call in &unit.index.calls {
            if found.len() >= MAX_CALLS {
                break;
            }
            let at = At { unit: id, expr: call };
            let Some(callee) = unit.facts.call(call).map(|c| c.callee) else { continue };
            if let Some((path, known, is_model)) = self.known(At { unit: id, expr: callee }) {
                if !self.is_told_of_by_callers(at, &known, &guards) {
                    found.extend(self.judge(at, path, known, is_model, &guards));
                }
            } else if let Some(handed) = self.handed(at, &guards) {
                found.push(handed);
            } else {
                found.extend(self.wrapped(at, &guards));
            }
        }
        found
    }

    /// The call at `at` if it leaves for a model provider by itself, or makes a model object.
    pub fn sent_at(&self, at: At) -> Option<Outgoing<'k>> {
        let callee = self.resolver.project.unit(at.unit).facts.call(at.expr)?.callee;
        let (path, known, is_model) = self.known(At { unit: at.unit, expr: callee })?;
        self.judge(at, path, known, is_model, &self.guards())
    }

    fn guards(&self) -> Guards<'_, '_, '_> {
        Guards { resolver: self.resolver, profiles: self.profiles, surface: self.surface, callers: Default::default() }
    }

    /// A call that is handed on with what it is to be given: `partial(client.create, model=…)`, `retryer(client.create, …)`.
    fn handed(&self, at: At, guards: &Guards<'_, '_, '_>) -> Option<Outgoing<'k>> {
        let unit = self.resolver.project.unit(at.unit);
        let given = unit.facts.call(at.expr)?.args.iter().find(|arg| {
            matches!(arg.kind, ArgKind::Positional(_))
                && matches!(&unit.facts.expr(arg.value).kind, ExprKind::Attr { name, .. } if self.surface.may_end_in(name))
        })?;
        let callee = At { unit: at.unit, expr: given.value };
        let (path, known, is_model) = self.known(callee).filter(|(_, known, _)| known[0].behaviour.http.is_none())?;
        let tried = guards.taken_by(at);
        let runs = unit.index.callee_name(&unit.facts, at.expr).is_some_and(|name| RUNNERS.contains(&name));
        if is_model || (!runs && tried.is_empty()) || self.is_called_later(at) {
            return None;
        }
        let mut call = self.posture(at, at, Some(callee), path, known, Destination::default(), false, guards);
        call.guards.extend(tried);
        Some(call)
    }

    /// True if what a call gives is called where that can be seen, with more arguments.
    fn is_called_later(&self, at: At) -> bool {
        let unit = self.resolver.project.unit(at.unit);
        let is_callee = |expr: ExprId| matches!(unit.facts.expr(expr).usage, Use::Callee(_));
        match &unit.facts.expr(at.expr).usage {
            Use::Callee(_) => true,
            Use::Bound(bindings) => unit
                .facts
                .bound(bindings)
                .iter()
                .any(|&binding| unit.index.reads(binding).iter().any(|&read| is_callee(read))),
            _ => false,
        }
    }

    /// What a profile says of what is called.
    fn known(&self, callee: At) -> Option<(String, Vec<Known<'k>>, bool)> {
        let unit = self.resolver.project.unit(callee.unit);
        if !may_be_known(unit, callee.expr, self.surface) {
            return None;
        }
        for path in self.resolver.api_paths(callee).iter() {
            let path = self.profiles.canonical(&origin::normal(path));
            let (calls, models) = (self.surface.call(&path), self.surface.model(&path));
            let (known, is_model) = if calls.is_empty() { (models, true) } else { (calls, false) };
            if !known.is_empty() {
                return Some((path.clone(), known.to_vec(), is_model));
            }
        }
        let targets = self.resolver.targets(callee);
        let path = targets.iter().find_map(|target| self.model_behind(target))?;
        let known = self.surface.model(&path).to_vec();
        Some((path, known, true))
    }

    /// The model class of a library that a class of the project is, if it changes nothing about how it is made.
    fn model_behind(&self, target: &Target) -> Option<String> {
        let Target::Class(unit, class) = *target else { return None };
        let facts = &self.resolver.project.unit(unit).facts;
        let class = facts.class(class);
        let is_told = |name: &str| matches!(name, "__init__" | "constructor") || name.contains("timeout");
        if facts.region(class.region).names.iter().any(|&own| is_told(&facts.binding(own).name)) {
            return None;
        }
        let bases = class.bases.iter().flat_map(|&base| self.resolver.api_paths(At { unit, expr: base }));
        bases.map(|path| self.profiles.canonical(&path)).find(|path| !self.surface.model(path).is_empty())
    }

    fn judge(
        &self,
        at: At,
        path: String,
        known: Vec<Known<'k>>,
        is_model: bool,
        guards: &Guards<'_, '_, '_>,
    ) -> Option<Outgoing<'k>> {
        let http = known[0].behaviour.http.as_ref();
        let destination = match http {
            Some(http) => target::of(self.resolver, self.words, at, http, known[0].behaviour.options_at)?,
            None => Destination::default(),
        };
        Some(self.posture(at, at, None, path, known, destination, is_model, guards))
    }

    /// True if a request goes to a URL that callers of the function around give it: it is told of with them.
    fn is_told_of_by_callers(&self, at: At, known: &[Known<'k>], guards: &Guards<'_, '_, '_>) -> bool {
        let Some(http) = &known[0].behaviour.http else { return false };
        let url = target::url_of(self.resolver, at, http, known[0].behaviour.options_at);
        let Some((function, ..)) = url.and_then(|url| target::parameter(self.resolver, url)) else { return false };
        url.is_some_and(|url| target::of_url(self.resolver, self.words, url) == target::Seen::Unknown)
            && self
                .resolver
                .callers_of(at.unit, function)
                .iter()
                .take(MAX_CALLERS)
                .any(|&caller| self.wrapped(caller, guards).is_some())
    }

    /// The call of a function of the project that sends a request to the URL it is given.
    fn wrapped(&self, at: At, guards: &Guards<'_, '_, '_>) -> Option<Outgoing<'k>> {
        let facts = &self.resolver.project.unit(at.unit).facts;
        let call = facts.call(at.expr)?;
        // Only what is given a URL can be one.
        let mut urls =
            call.args.iter().filter(|arg| matches!(arg.kind, ArgKind::Positional(0..=1) | ArgKind::Keyword(..)));
        let url = urls.find_map(|arg| {
            let value = At { unit: at.unit, expr: arg.value };
            let plain = matches!(
                facts.expr(arg.value).kind,
                ExprKind::Str(_)
                    | ExprKind::Template(_)
                    | ExprKind::Name(_)
                    | ExprKind::Attr { .. }
                    | ExprKind::Call(_)
            );
            plain.then_some(value)
        })?;
        let callee = At { unit: at.unit, expr: call.callee };
        for target in self.resolver.targets(callee).iter() {
            let Target::Function(unit, function) = *target else { continue };
            let other = self.resolver.project.unit(unit);
            let span = other.facts.region(other.facts.function(function).region).span;
            for inner in delay::calls_in(other, span) {
                let Some(inner_callee) = other.facts.call(inner).map(|c| c.callee) else { continue };
                let Some((path, known, _)) = self.known(At { unit, expr: inner_callee }) else { continue };
                let Some(http) = &known[0].behaviour.http else { continue };
                let inner_at = At { unit, expr: inner };
                let Some(sent_to) = target::url_of(self.resolver, inner_at, http, known[0].behaviour.options_at) else {
                    continue;
                };
                let Some((of, index, name)) = target::parameter(self.resolver, sent_to) else { continue };
                if of != function {
                    continue;
                }
                let given = crate::project::argument::passed(facts, at.expr, index, &name)
                    .map_or(url, |expr| At { unit: at.unit, expr });
                let destination = match target::of_url(self.resolver, self.words, given) {
                    target::Seen::Provider(destination) => destination,
                    target::Seen::Unknown if target::looks_like_request(self.resolver, at, http) => {
                        Destination::default()
                    }
                    _ => continue,
                };
                return Some(self.posture(at, inner_at, None, path, known, destination, false, guards));
            }
        }
        None
    }
}

/// True if what is called can be something that a profile knows: nearly nothing in any file is, and need not be resolved.
fn may_be_known(unit: &crate::project::Unit, callee: ExprId, surface: &Surface<'_>) -> bool {
    match &unit.facts.expr(callee).kind {
        ExprKind::Attr { name, .. } if surface.may_end_in(name) => true,
        // `self.ask = client.chat.completions.create`
        ExprKind::Attr { object, name, .. } => {
            let ExprKind::This(class) = unit.facts.expr(*object).kind else { return false };
            let attrs = unit.facts.class(class).instance_attrs.iter().take(MAX_ATTRS);
            let kind = |value: ExprId| &unit.facts.expr(value).kind;
            attrs.filter(|(attr, _)| attr == name).any(|(_, value)| {
                matches!(kind(*value), ExprKind::Attr { .. } | ExprKind::Name(_) | ExprKind::Choice(_))
            })
        }
        ExprKind::Name(name) => {
            let meanings = unit.index.meanings(callee);
            if meanings.is_empty() {
                return surface.may_end_in(name);
            }
            meanings.iter().any(|&binding| match &unit.facts.binding(binding).kind {
                BindingKind::Import(_) => true,
                BindingKind::Class(class) => !unit.facts.class(*class).bases.is_empty(),
                BindingKind::Value { expr, .. } => !matches!(unit.facts.expr(*expr).kind, ExprKind::Function(_)),
                BindingKind::Param { .. } => unit.facts.expr(callee).usage != Use::Decorator,
                _ => false,
            })
        }
        ExprKind::Same(inner) => may_be_known(unit, *inner, surface),
        ExprKind::Choice(_) => true,
        _ => false,
    }
}
