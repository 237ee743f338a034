//! Whether the signal that a call is given ever fires by itself.

use super::argument;
use crate::facts::{BindingKind, ExprKind, Step};
use crate::project::{At, Resolver};

/// What a signal does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// It fires only if somebody asks for it.
    Never,
    /// It cannot be seen.
    Unknown,
    /// It fires after a time.
    Timed,
}

/// What the signal at `at` does.
pub fn of(resolver: &Resolver<'_>, at: At) -> Signal {
    follow(resolver, at, 0)
}

fn follow(resolver: &Resolver<'_>, at: At, depth: u32) -> Signal {
    if depth > 6 {
        return Signal::Unknown;
    }
    let unit = resolver.project.unit(at.unit);
    let here = |expr| At { unit: at.unit, expr };
    match &unit.facts.expr(at.expr).kind {
        ExprKind::Null => Signal::Never,
        ExprKind::Same(inner) => follow(resolver, here(*inner), depth + 1),
        ExprKind::Choice(values) => {
            values.iter().map(|&value| follow(resolver, here(value), depth + 1)).max().unwrap_or(Signal::Unknown)
        }
        ExprKind::Attr { object, name, .. } if name == "signal" => controller(resolver, here(*object), depth + 1),
        ExprKind::Attr { .. } => {
            let values = argument::values_of(resolver, at);
            values.iter().map(|&value| follow(resolver, value, depth + 1)).max().unwrap_or(Signal::Unknown)
        }
        ExprKind::Call(call) => {
            let text = unit.source.slice(unit.facts.expr(call.callee).span);
            if text.ends_with("AbortSignal.timeout") {
                return Signal::Timed;
            }
            if text.ends_with("AbortSignal.any") {
                let args = call.args.iter().flat_map(|arg| match &unit.facts.expr(arg.value).kind {
                    ExprKind::List(items) => items.clone(),
                    _ => [arg.value].into(),
                });
                return args.map(|arg| follow(resolver, here(arg), depth + 1)).max().unwrap_or(Signal::Unknown);
            }
            Signal::Unknown
        }
        ExprKind::Name(_) => {
            let meanings = unit.index.meanings(at.expr);
            let each = meanings.iter().map(|&binding| match &unit.facts.binding(binding).kind {
                BindingKind::Value { expr, path } if path.is_empty() => follow(resolver, here(*expr), depth + 1),
                // `const { signal } = new AbortController()`
                BindingKind::Value { expr, .. } => controller(resolver, here(*expr), depth + 1),
                _ => Signal::Unknown,
            });
            each.max().unwrap_or(Signal::Unknown)
        }
        _ => Signal::Unknown,
    }
}

/// What the signal of a controller does: a controller made in view is fired by a timer in the same file, or by nobody
/// but a user.
fn controller(resolver: &Resolver<'_>, at: At, depth: u32) -> Signal {
    if depth > 6 {
        return Signal::Unknown;
    }
    let unit = resolver.project.unit(at.unit);
    let here = |expr| At { unit: at.unit, expr };
    let made = |expr: u32| unit.source.slice(unit.facts.expr(expr).span).contains("new AbortController");
    // By a timer that names this controller, or that does not say which one it aborts.
    let name = unit.source.slice(unit.facts.expr(at.expr).span);
    let abort = format!("{}.abort", name.rsplit('.').next().unwrap_or(name));
    let meant = unit.index.meanings(at.expr);
    let names = |call: u32| {
        let mut inside = super::delay::names_in(unit, unit.facts.expr(call).span);
        meant.is_empty() || inside.any(|name| unit.index.meanings(name).iter().any(|b| meant.contains(b)))
    };
    let fired = || {
        super::delay::calls_in(unit, unit.facts.region(0).span).any(|call| {
            let text = || unit.source.slice(unit.facts.expr(call).span);
            unit.index.callee_name(&unit.facts, call) == Some("setTimeout")
                && text().contains("abort")
                && (text().contains(&abort) && names(call) || !text().contains(".abort"))
        })
    };
    let judged = |is_made: bool| match (is_made, fired()) {
        (_, true) => Signal::Timed,
        (true, false) => Signal::Never,
        (false, false) => Signal::Unknown,
    };
    match &unit.facts.expr(at.expr).kind {
        ExprKind::Name(_) => {
            let meanings = unit.index.meanings(at.expr);
            // `const { controller } = prepare()`
            if let [one] = meanings
                && let BindingKind::Value { expr, path } = &unit.facts.binding(*one).kind
                && let [Step::Key(key)] = path.as_slice()
                && !fired()
            {
                let given = argument::keys(resolver, here(*expr), 0);
                let each = given.get(key).map(|value| controller(resolver, value, depth + 1));
                return each.max().unwrap_or(Signal::Unknown);
            }
            let is_made = meanings.iter().any(|&binding| match &unit.facts.binding(binding).kind {
                BindingKind::Value { expr, .. } => made(*expr),
                _ => false,
            });
            judged(is_made)
        }
        ExprKind::Attr { .. } => {
            let values = argument::values_of(resolver, at);
            judged(!values.is_empty() && values.iter().any(|value| value.unit == at.unit && made(value.expr)))
        }
        ExprKind::Same(inner) => controller(resolver, here(*inner), depth + 1),
        ExprKind::Call(_) => judged(made(at.expr)),
        _ => Signal::Unknown,
    }
}

/// True if a function of the project that sends a request is handed a limit, or a signal that may be one: what it does
/// with it is its own affair.
pub fn is_handed_a_limit(resolver: &Resolver<'_>, call: At) -> bool {
    let unit = resolver.project.unit(call.unit);
    let args = unit.facts.call(call.expr).map_or(&[][..], |call| &call.args);
    let of_arg = |value: At| match resolver.project.expr(value).kind {
        ExprKind::Dict(_) | ExprKind::Name(_) => argument::keys(resolver, value, 0).entries,
        _ => Vec::new(),
    };
    let named = args.iter().flat_map(|arg| of_arg(At { unit: call.unit, expr: arg.value }));
    named.into_iter().any(|(name, at)| match name.as_str() {
        "signal" => of(resolver, at) > Signal::Never,
        name => name.to_ascii_lowercase().starts_with("timeout"),
    })
}
