//! What tries again where a call failed: functions that call themselves there, handlers that make the same call once
//! more.

use super::around::{handlers, is_about_the_request, is_plainly_in};
use super::delay;
use super::guard::{Delay, Guard, GuardKind, within_function};
use crate::facts::{BindingId, BindingKind, ExprId, ExprKind, RegionId, RegionKind};
use crate::project::{Unit, UnitId};

/// More calls of the same name in one block are not compared.
const MAX_ALIKE: usize = 20;

/// Calls of the function itself in a handler around the call: it tries again by recursion.
pub fn recursion(unit: &Unit, id: UnitId, call: ExprId) -> Option<Guard> {
    let facts = &unit.facts;
    let region = facts.expr(call).region;
    let function = facts.function_of(region)?;
    let name = facts.function(function).name.as_str();
    let chain: Vec<RegionId> = within_function(facts, region).collect();
    let tries = chain.iter().filter(|&&r| matches!(facts.region(r).kind, RegionKind::Try));
    for handler in tries.flat_map(|&t| handlers(unit, t)) {
        let span = facts.region(handler).span;
        let again = delay::calls_in(unit, span)
            .find(|&c| !name.is_empty() && unit.index.callee_name(facts, c) == Some(name) && is_own(unit, c, function));
        if let Some(again) = again {
            let (mut delay, wait) = delay::of_loop(unit, span, None);
            let counted = counted(unit, function, again);
            let waited = wait.into_iter().flat_map(|wait| delay::names_in(unit, wait));
            if waited.flat_map(|name| unit.index.meanings(name)).any(|binding| counted.contains(binding)) {
                delay = Delay::Growing;
            }
            let is_plain = counted.is_empty() && is_plainly_in(facts, facts.expr(again).region, handler);
            let span = facts.expr(again).span;
            return Some(Guard {
                wait,
                bounded: is_plain.then_some(false),
                ..Guard::new(GuardKind::Recursion, name.to_owned(), id, span, delay)
            });
        }
    }
    None
}

/// True if `other` is a call of the function that `call` stands in.
pub fn is_again(unit: &Unit, call: ExprId, other: ExprId) -> bool {
    let facts = &unit.facts;
    let Some(function) = facts.function_of(facts.expr(call).region) else { return false };
    let name = facts.function(function).name.as_str();
    !name.is_empty() && unit.index.callee_name(facts, other) == Some(name) && is_own(unit, other, function)
}

/// A handler around the call that makes the same call once more, or the handler that the call stands in if it is that
/// one: then it is the second try, and there is no third.
pub fn second_try(unit: &Unit, id: UnitId, call: ExprId) -> Option<Guard> {
    let facts = &unit.facts;
    let written =
        |call: ExprId| unit.source.slice(facts.expr(call).span).split_whitespace().collect::<Vec<_>>().join("");
    let name = unit.index.callee_name(facts, call)?;
    let same_in = |region: RegionId| {
        let span = facts.region(region).span;
        let named = delay::calls_in(unit, span).filter(|&c| unit.index.callee_name(facts, c) == Some(name));
        named.take(MAX_ALIKE).find(|&other| other != call && written(other) == written(call))
    };
    let guard = |handler: RegionId, tries: u32| {
        let (delay, wait) = delay::of_loop(unit, facts.region(handler).span, None);
        let span = facts.region(handler).span;
        let word = if unit.source.language.is_ecmascript() { "catch" } else { "except" };
        let (name, bounded) = (word.to_owned(), Some(true));
        Guard { wait, bounded, tries: Some(tries), ..Guard::new(GuardKind::Handler, name, id, span, delay) }
    };
    for region in within_function(facts, facts.expr(call).region) {
        match facts.region(region).kind {
            RegionKind::Try => {
                let again = handlers(unit, region).into_iter().find(|&handler| same_in(handler).is_some());
                if let Some(handler) = again.filter(|&handler| !is_about_the_request(facts, handler)) {
                    return Some(guard(handler, 2));
                }
            }
            RegionKind::Handler(_) if !is_about_the_request(facts, region) => {
                let tried = unit.index.shape(facts).tried(region)?;
                return same_in(tried).map(|_| guard(region, 1));
            }
            _ => {}
        }
    }
    None
}

/// The parameters of a function that it gives itself another value of: `ask(text, tries + 1)`.
fn counted(unit: &Unit, function: u32, again: ExprId) -> Vec<BindingId> {
    let facts = &unit.facts;
    let Some(call) = facts.call(again) else { return Vec::new() };
    let params = &facts.function(function).params;
    let changed = call.args.iter().filter(|arg| !matches!(facts.expr(arg.value).kind, ExprKind::Name(_)));
    let names = changed.flat_map(|arg| delay::names_in(unit, facts.expr(arg.value).span));
    let meant = names.flat_map(|name| unit.index.meanings(name)).copied();
    meant.filter(|binding| params.contains(binding)).collect()
}

/// True if the callee can be the function around: its name, or the member of `self` or `this`.
fn is_own(unit: &Unit, call: ExprId, function: u32) -> bool {
    let facts = &unit.facts;
    let Some(call) = facts.call(call) else { return false };
    match &facts.expr(call.callee).kind {
        ExprKind::Name(_) => unit.index.meanings(call.callee).iter().any(|&b| match facts.binding(b).kind {
            BindingKind::Function(f) => f == function,
            BindingKind::Value { expr, .. } => matches!(facts.expr(expr).kind, ExprKind::Function(f) if f == function),
            _ => false,
        }),
        ExprKind::Attr { object, .. } => matches!(facts.expr(*object).kind, ExprKind::This(_)),
        _ => false,
    }
}
