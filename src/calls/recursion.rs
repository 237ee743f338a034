//! Functions that call themselves where a call in them failed.

use super::around::{handlers, is_plainly_in};
use super::delay;
use super::guard::{Delay, Guard, GuardKind, within_function};
use crate::facts::{BindingId, BindingKind, ExprId, ExprKind, RegionId, RegionKind};
use crate::project::{Unit, UnitId};

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
