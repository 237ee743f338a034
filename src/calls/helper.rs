//! Decorators and helpers that try a call again: those of libraries by their profiles, the project's own by what their
//! body does, others by their name alone.

use super::around;
use super::guard::{Delay, Guard, GuardKind, Shown, says_retry};
use super::origin::normal;
use super::surface::Surface;
use crate::check::profile::Profiles;
use crate::facts::{BindingKind, ExprId, ExprKind, FunctionId, RegionKind, Use};
use crate::project::{At, Resolver, Target, UnitId};
use std::cell::RefCell;

/// Wrappers in wrappers are not followed further than this.
const MAX_DEPTH: u32 = 3;

/// Looks for what tries a call again.
pub struct Guards<'s, 'p, 'k> {
    /// Resolves names.
    pub resolver: &'s Resolver<'p>,
    /// SDK profiles.
    pub profiles: &'s Profiles<'s>,
    /// Helpers and policies.
    pub surface: &'s Surface<'k>,
    /// What is known of functions' callers: whether each of them tries again, by how they see a failure.
    pub callers: RefCell<rustc_hash::FxHashMap<(UnitId, FunctionId, Shown), Vec<Guard>>>,
}

impl Guards<'_, '_, '_> {
    /// Everything that tries `call` again, whose failure is seen as `shown`.
    pub fn of(&self, call: At, shown: Shown) -> Vec<Guard> {
        self.find(call, shown, 0)
    }

    fn find(&self, call: At, shown: Shown, depth: u32) -> Vec<Guard> {
        let unit = self.resolver.project.unit(call.unit);
        let mut found = around::loops(unit, call.unit, call.expr, shown);
        found.extend(super::recursion::recursion(unit, call.unit, call.expr));
        found.extend(super::recursion::second_try(unit, call.unit, call.expr));
        found.extend(self.attempts(call));
        if depth > MAX_DEPTH {
            return found;
        }
        let mut region = unit.facts.expr(call.expr).region;
        let mut inner = true;
        // The functions around, innermost first: a nested one is part of what the outer one does.
        while let Some(function) = unit.facts.function_of(region) {
            found.extend(self.of_function(call.unit, function, depth));
            if found.is_empty() && inner {
                let hidden = super::failure::swallows(unit, call.expr);
                let shown = if hidden { Shown::Answer } else { shown };
                found.extend(self.of_callers(call.unit, function, shown, depth));
            }
            inner = false;
            let around = unit.facts.region(unit.facts.function(function).region).parent;
            if around == region {
                break;
            }
            region = around;
        }
        found
    }

    /// What tries the calls of a model object again: `llm.with_retry(…)`.
    pub fn of_model(&self, made: At) -> Vec<Guard> {
        let unit = self.resolver.project.unit(made.unit);
        let calls = super::chain::methods_on(unit, made.expr, &self.surface.retrying_methods());
        let guard = |call: ExprId| {
            let name = unit.index.callee_name(&unit.facts, call)?;
            let span = unit.facts.expr(call).span;
            let at = At { unit: made.unit, expr: call };
            Some(self.configured(self.surface.retrying(name)?, name, Some(at), made.unit, span, GuardKind::Helper))
        };
        calls.into_iter().filter_map(guard).collect()
    }

    /// What the helper does that is handed a call at `at`, or that is handed what `at` gives.
    pub fn taken_by(&self, at: At) -> Vec<Guard> {
        let unit = self.resolver.project.unit(at.unit);
        let mut found = self.wrapper(at, GuardKind::Helper, 0);
        let mut given = |usage: &Use| {
            if let Use::Arg { call, .. } = usage {
                found.extend(self.wrapper(At { unit: at.unit, expr: *call }, GuardKind::Helper, 0));
            }
        };
        match &unit.facts.expr(at.expr).usage {
            Use::Bound(bindings) => {
                let reads = unit.facts.bound(bindings).iter().flat_map(|&binding| unit.index.reads(binding));
                reads.for_each(|&read| given(&unit.facts.expr(read).usage));
            }
            usage => given(usage),
        }
        found
    }

    /// What the helper does that is made at `value` and handed on: `max_retries=Retrying(…)`.
    pub fn made_by_helper(&self, value: At) -> Option<Guard> {
        let (made, path) = self.made(value, 0).into_iter().next()?;
        let (_, helper) = self.surface.helper(&path)?;
        let span = self.resolver.project.expr(made).span;
        Some(self.configured(helper, &path, Some(made), made.unit, span, GuardKind::Helper))
    }

    /// What a function is decorated with, and what it is handed to.
    fn of_function(&self, id: UnitId, function: FunctionId, depth: u32) -> Vec<Guard> {
        let unit = self.resolver.project.unit(id);
        let facts = unit.facts.function(function);
        let mut found = Vec::new();
        for &decorator in &facts.decorators {
            let mut guards = self.wrapper(At { unit: id, expr: decorator }, GuardKind::Decorator, depth);
            for guard in &mut guards {
                if facts.is_async && self.surface.helper(&guard.name).is_some_and(|(_, helper)| helper.sync_only) {
                    guard.idle = Some("it does not await, so an async function is tried once");
                }
                if facts.is_generator && guard.kind == GuardKind::Decorator && guard.bounded.is_some() {
                    guard.idle =
                        Some("the function is a generator, and fails only after the decorator has done its work");
                }
            }
            found.extend(guards);
        }
        for handed in self.handed_to(id, function) {
            let mut guards = self.wrapper(handed, GuardKind::Helper, depth);
            for guard in &mut guards {
                let helper = self.surface.helper(&guard.name);
                if helper.is_some_and(|(_, helper)| helper.handed) && !self.calls_first(id, function) {
                    guard.idle = Some("the function never calls what it is given to try again");
                }
            }
            found.extend(guards);
        }
        found
    }

    /// True if a function calls its first parameter, or gives it to somebody.
    fn calls_first(&self, id: UnitId, function: FunctionId) -> bool {
        let unit = self.resolver.project.unit(id);
        let first = unit.facts.function(function).params.first();
        first.is_some_and(|&param| !unit.index.reads(param).is_empty())
    }

    /// The calls that a function is given to as an argument.
    pub(super) fn handed_to(&self, id: UnitId, function: FunctionId) -> Vec<At> {
        let unit = self.resolver.project.unit(id);
        let mut found = Vec::new();
        let mut give = |usage: &Use| {
            if let Use::Arg { call, .. } = usage {
                found.push(At { unit: id, expr: *call });
            }
        };
        let shape = unit.index.shape(&unit.facts);
        if let Some(own) = shape.own(function) {
            give(&unit.facts.expr(own).usage);
        }
        for &binding in shape.bindings(function) {
            unit.index.reads(binding).iter().for_each(|&read| give(&unit.facts.expr(read).usage));
        }
        found
    }

    /// Something that is given a function: a decorator, or the call of a helper.
    fn wrapper(&self, at: At, kind: GuardKind, depth: u32) -> Vec<Guard> {
        let unit = self.resolver.project.unit(at.unit);
        let facts = &unit.facts;
        let span = facts.expr(at.expr).span;
        let (callee, call) = match &facts.expr(at.expr).kind {
            ExprKind::Call(call) => (At { unit: at.unit, expr: call.callee }, Some(at)),
            _ => (at, None),
        };
        // `@patient()`, where `patient` is a function of the project that gives a helper of a library.
        if let Some((made, path)) = self.given_by_function(callee)
            && let Some((_, helper)) = self.surface.helper(&path)
        {
            return vec![self.configured(helper, &path, Some(made), at.unit, span, kind)];
        }
        for path in self.resolver.api_paths(callee) {
            let path = self.profiles.canonical(&normal(&path));
            let plain = path.split("()").next().unwrap_or(&path);
            if let Some((_, helper)) = self.surface.helper(plain) {
                // `Retrying(…)(fn)`: what is configured is the inner call.
                let configured = match (&facts.expr(callee.expr).kind, path.contains("()")) {
                    (ExprKind::Call(_), true) => {
                        Some(self.made(callee, 0).into_iter().next().map_or(callee, |(made, _)| made))
                    }
                    // `retry(handleAll, {…}).execute(fn)`, `retryer.call(fn)`: where the policy is made.
                    (ExprKind::Attr { object, .. }, true) => {
                        Some(self.resolver.value_of(At { unit: at.unit, expr: *object }))
                    }
                    (ExprKind::Name(_), true) => {
                        let made = self.made(callee, 0).into_iter().next().map(|(made, _)| made);
                        Some(made.unwrap_or_else(|| self.resolver.value_of(callee)))
                    }
                    _ => call,
                };
                return vec![self.configured(helper, plain, configured, at.unit, span, kind)];
            }
        }
        let name = unit.source.slice(facts.expr(callee.expr).span).to_owned();
        let mut found = Vec::new();
        let mut own = false;
        for target in self.resolver.targets(callee).iter() {
            let function = match target {
                Target::Function(u, f) => Some((*u, *f)),
                _ => None,
            };
            if let Some((u, f)) = function {
                own = true;
                found.extend(self.body_of(u, f, depth).into_iter().map(|mut guard| {
                    guard.kind = kind;
                    guard.name = name.clone();
                    guard
                }));
            }
        }
        let last = name.rsplit('.').next().unwrap_or(&name);
        let says =
            says_retry(last) || (last == "call" && name.contains("caller")) || (last == "execute" && says_retry(&name));
        if !own && says {
            found.push(Guard::new(GuardKind::Unseen, name, at.unit, span, Delay::Unknown));
        }
        found
    }

    /// What a function of the project does with a function that it is given: the loops and helpers around its calls.
    fn body_of(&self, id: UnitId, function: FunctionId, depth: u32) -> Vec<Guard> {
        if depth > MAX_DEPTH {
            return Vec::new();
        }
        let unit = self.resolver.project.unit(id);
        let facts = &unit.facts;
        let span = facts.region(facts.function(function).region).span;
        let mut found = Vec::new();
        for call in super::delay::calls_in(unit, span) {
            let Some(callee) = facts.call(call).map(|c| c.callee) else { continue };
            let is_given = unit.index.meanings(callee).iter().any(|&b| match facts.binding(b).kind {
                BindingKind::Param { function: of, .. } => span.contains(facts.region(facts.function(of).region).span),
                _ => false,
            });
            if is_given {
                let at = At { unit: id, expr: call };
                found.extend(around::loops(unit, id, call, Shown::Exception));
                found.extend(super::recursion::recursion(unit, id, call));
                found.extend(self.attempts(at));
                let mut region = facts.expr(call).region;
                while let Some(inner) = facts.function_of(region) {
                    if inner == function {
                        break;
                    }
                    found.extend(self.of_function(id, inner, depth + 1));
                    let parent = facts.region(facts.function(inner).region).parent;
                    if parent == region {
                        break;
                    }
                    region = parent;
                }
            }
        }
        found
    }

    /// `for attempt in Retrying(…)` around a call.
    fn attempts(&self, call: At) -> Vec<Guard> {
        let unit = self.resolver.project.unit(call.unit);
        let facts = &unit.facts;
        let mut found = Vec::new();
        for region in super::guard::within_function(facts, facts.expr(call.expr).region) {
            let RegionKind::Loop { head: Some(head), is_while: false } = facts.region(region).kind else { continue };
            for (made, path) in self.made(At { unit: call.unit, expr: head }, 0) {
                let Some((_, helper)) = self.surface.helper(&path) else { continue };
                let span = facts.expr(head).span;
                found.push(self.configured(helper, &path, Some(made), call.unit, span, GuardKind::Attempts));
            }
        }
        found
    }

    /// The helper that a function of the project gives, or hands on what it is given: `return retry(…)(fn)`.
    fn given_by_function(&self, callee: At) -> Option<(At, String)> {
        let returned = super::argument::returned(self.resolver, callee);
        returned.into_iter().flat_map(|value| self.made(value, 1)).next()
    }

    /// Where the helper is made that `value` is, with its API path: here, or in functions of the project that give it.
    fn made(&self, value: At, depth: u32) -> Vec<(At, String)> {
        let made = self.resolver.value_of(value);
        let unit = self.resolver.project.unit(made.unit);
        let Some(call) = unit.facts.call(made.expr) else { return Vec::new() };
        let callee = At { unit: made.unit, expr: call.callee };
        let paths = self.resolver.api_paths(callee);
        let known = paths.iter().map(|path| self.profiles.canonical(&normal(path)));
        let mut found: Vec<(At, String)> =
            known.filter(|path| self.surface.helper(path).is_some()).map(|path| (made, path)).collect();
        if found.is_empty() && depth < MAX_DEPTH {
            if unit.facts.call(callee.expr).is_some() {
                return self.made(callee, depth + 1);
            }
            let returned = super::argument::returned(self.resolver, callee);
            found.extend(returned.into_iter().flat_map(|value| self.made(value, depth + 1)));
        }
        found
    }

    /// Every caller tries again: then so does the call. One that does not, and nothing is found.
    fn of_callers(&self, id: UnitId, function: FunctionId, shown: Shown, depth: u32) -> Vec<Guard> {
        if let Some(known) = self.callers.borrow().get(&(id, function, shown)) {
            return known.clone();
        }
        self.callers.borrow_mut().insert((id, function, shown), Vec::new());
        let mut found = Vec::new();
        let callers = self.resolver.callers_of(id, function);
        for &caller in callers.iter().take(40) {
            let mut guards = self.find(caller, shown, depth + 1);
            if guards.is_empty() {
                found.clear();
                break;
            }
            guards.iter_mut().for_each(|guard| guard.by_caller = true);
            found.extend(guards);
        }
        found.sort_by_key(|guard| (guard.unit, guard.span.start, guard.kind));
        found.dedup();
        self.callers.borrow_mut().insert((id, function, shown), found.clone());
        found
    }
}
