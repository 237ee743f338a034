//! How long a loop waits between tries: the calls that sleep, and whether what they are given changes.

use super::guard::Delay;
use crate::facts::{BindingKind, ExprId, ExprKind, Use};
use crate::project::Unit;
use crate::source::Span;

/// Last names of functions that wait.
const SLEEP: &[&str] = &[
    "sleep",
    "usleep",
    "delay",
    "setTimeout",
    "wait",
    "pause",
    "timeout",
    "sleepAsync",
    "waitFor",
    "sleep_ms",
    "backoff",
];

/// The calls whose text lies in `span`, in order.
pub fn calls_in(unit: &Unit, span: Span) -> impl Iterator<Item = ExprId> + '_ {
    let calls = &unit.index.calls;
    let from = calls.partition_point(|&c| unit.facts.expr(c).span.start < span.start);
    calls[from..]
        .iter()
        .copied()
        .take_while(move |&c| unit.facts.expr(c).span.start < span.end)
        .filter(move |&c| span.contains(unit.facts.expr(c).span))
}

/// The names that are read in `span`.
pub fn names_in(unit: &Unit, span: Span) -> impl Iterator<Item = ExprId> + '_ {
    unit.index.shape(&unit.facts).names_in(&unit.facts, span)
}

/// How long a loop (or a handler) waits, and where.
pub fn of_loop(unit: &Unit, span: Span, head: Option<ExprId>) -> (Delay, Option<Span>) {
    let facts = &unit.facts;
    let mut longest = (Delay::None, None);
    for call in calls_in(unit, span) {
        let Some(name) = unit.index.callee_name(facts, call) else { continue };
        let lower = name.to_ascii_lowercase();
        if !SLEEP.contains(&name) && !lower.ends_with("sleep") && !lower.ends_with("_delay") {
            continue;
        }
        let position = usize::from(name == "setTimeout");
        let arg = facts.call(call).and_then(|c| c.args.get(position)).map(|a| a.value);
        // An abort after a time is a timeout, no wait.
        if name == "setTimeout" && unit.source.slice(facts.expr(call).span).contains("abort") {
            continue;
        }
        let delay = arg.map_or(Delay::Unknown, |arg| of_value(unit, arg, span, head));
        if delay >= longest.0 {
            longest = (delay, Some(facts.expr(call).span));
        }
    }
    longest
}

/// What a wait of this length is, in a loop.
fn of_value(unit: &Unit, arg: ExprId, looped: Span, head: Option<ExprId>) -> Delay {
    let facts = &unit.facts;
    let span = facts.expr(arg).span;
    if let ExprKind::Num(number) = &facts.expr(arg).kind {
        let zero = number.chars().all(|c| matches!(c, '0' | '.' | '_'));
        return if zero { Delay::None } else { Delay::Constant };
    }
    let text = unit.source.slice(span).to_ascii_lowercase();
    if text.contains("random") || text.contains("jitter") || text.contains("uniform") {
        return Delay::Growing;
    }
    if let Some(told) = told_once(unit, arg, looped) {
        return of_value(unit, told, looped, head);
    }
    if names_in(unit, span).any(|name| varies(unit, name, looped, head)) {
        return Delay::Growing;
    }
    // What a function answers may be anything.
    if calls_in(unit, span).next().is_some_and(|c| !is_plain(unit, c)) { Delay::Unknown } else { Delay::Constant }
}

/// The number that a name is given in the loop itself, and nothing else there: `pause = 10`.
fn told_once(unit: &Unit, name: ExprId, looped: Span) -> Option<ExprId> {
    let facts = &unit.facts;
    let ExprKind::Name(text) = &facts.expr(name).kind else { return None };
    let [one] = unit.index.meanings(name) else { return None };
    let binding = facts.binding(*one);
    let BindingKind::Value { expr, path } = &binding.kind else { return None };
    let is_number = path.is_empty() && matches!(facts.expr(*expr).kind, ExprKind::Num(_));
    let is_set = |&other: &ExprId| {
        facts.expr(other).usage == Use::Target && matches!(&facts.expr(other).kind, ExprKind::Name(n) if n == text)
    };
    let times = names_in(unit, looped).filter(is_set).count();
    (is_number && looped.contains(binding.span) && times <= 1).then_some(*expr)
}

/// `int(x)`, `float(x)`, `min(x, y)`: nothing new.
fn is_plain(unit: &Unit, call: ExprId) -> bool {
    let name = unit.index.callee_name(&unit.facts, call).unwrap_or_default();
    matches!(name, "int" | "float" | "min" | "max" | "Number" | "get" | "getenv" | "parseInt")
}

/// True if what a name means changes from round to round of a loop.
pub fn varies(unit: &Unit, name: ExprId, looped: Span, head: Option<ExprId>) -> bool {
    let facts = &unit.facts;
    let ExprKind::Name(text) = &facts.expr(name).kind else { return false };
    let bound = unit.index.meanings(name).iter().any(|&binding| {
        let binding = facts.binding(binding);
        match &binding.kind {
            BindingKind::Element { iterable, .. } => {
                Some(*iterable) == head || looped.contains(facts.expr(*iterable).span)
            }
            BindingKind::Value { .. } | BindingKind::Caught(_) | BindingKind::Other | BindingKind::Declared => {
                looped.contains(binding.span)
            }
            _ => false,
        }
    });
    // `delay *= 2`, `tries += 1`, `i++`
    bound || unit.index.shape(facts).is_assigned(facts, looped, text)
}
