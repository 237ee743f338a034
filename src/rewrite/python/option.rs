//! Options that reach a call by `**`: where the name of one is written, if nobody else reads it there.

use super::super::Context;
use crate::facts::{ArgKind, BindingId, DictItem, ExprId, ExprKind, Use};
use crate::project::{At, Target, UnitId};
use crate::source::Span;

/// Names that hand a dict on are followed this deep.
const MAX_DEPTH: u32 = 6;

/// A name of an option as it is written.
pub struct Written {
    /// The file.
    pub unit: UnitId,
    /// Its bytes, quotes included.
    pub span: Span,
    /// It is a string rather than a keyword.
    pub quoted: bool,
}

/// Where the name of the option with this value is written: `{"engine": value}`, `f(engine=value)`,
/// `options["engine"] = value`. `None` if what holds it is read otherwise than by `**`.
pub fn written(context: Context<'_, '_>, value: At) -> Option<Written> {
    let unit = context.resolver.project.unit(value.unit);
    let facts = &unit.facts;
    let at = |expr: ExprId| At { unit: value.unit, expr };
    let found = |span: Span, quoted: bool| Some(Written { unit: value.unit, span, quoted });
    match facts.expr(value.expr).usage {
        Use::DictValue(dict, item) => {
            let ExprKind::Dict(items) = &facts.expr(dict).kind else { return None };
            let DictItem::Entry { key_span, key: Some(_), .. } = items.get(item as usize)? else { return None };
            only_spread(context, at(dict), 0).then(|| found(*key_span, true))?
        }
        Use::Arg { call, arg } => {
            let the_call = facts.call(call)?;
            let ArgKind::Keyword(_, span) = the_call.args.get(arg as usize)?.kind else { return None };
            let name = unit.index.callee_name(facts, call)?;
            let held = match name {
                "dict" => only_spread(context, at(call), 0),
                "update" => updated(context, at(call), 0),
                _ => rest_is_spread(context, at(the_call.callee)),
            };
            held.then(|| found(span, false))?
        }
        Use::Stored(target) => {
            let ExprKind::Index { object, key } = facts.expr(target).kind else { return None };
            let bindings = unit.index.meanings(object);
            let held = !bindings.is_empty() && bindings.iter().all(|&b| reads_spread(context, value.unit, b, 0));
            held.then(|| found(facts.expr(key).span, true))?
        }
        _ => None,
    }
}

/// True if a dict goes nowhere but into calls by `**`.
fn only_spread(context: Context<'_, '_>, dict: At, depth: u32) -> bool {
    let facts = &context.resolver.project.unit(dict.unit).facts;
    let at = |expr: ExprId| At { unit: dict.unit, expr };
    if depth > MAX_DEPTH {
        return false;
    }
    match &facts.expr(dict.expr).usage {
        Use::Bound(bindings) => facts.bound(bindings).iter().all(|&b| reads_spread(context, dict.unit, b, depth + 1)),
        Use::Wrapped(parent) | Use::Chosen(parent) | Use::Spread(parent) => {
            only_spread(context, at(*parent), depth + 1) || is_call(facts, *parent)
        }
        Use::Arg { call, arg } => {
            let kind = facts.call(*call).and_then(|c| c.args.get(*arg as usize)).map(|a| &a.kind);
            kind == Some(&ArgKind::DictSplat) || updated(context, at(*call), depth + 1)
        }
        Use::Returned(function) => {
            let callers = context.resolver.callers_of(dict.unit, *function);
            !callers.is_empty() && callers.iter().all(|&caller| only_spread(context, caller, depth + 1))
        }
        _ => false,
    }
}

fn is_call(facts: &crate::facts::Facts, expr: ExprId) -> bool {
    matches!(facts.expr(expr).kind, ExprKind::Call(_))
}

/// True if a name is read only by `**`, to set a key, and by `update`.
fn reads_spread(context: Context<'_, '_>, id: UnitId, binding: BindingId, depth: u32) -> bool {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    unit.index.reads(binding).iter().all(|&read| match facts.expr(read).usage {
        Use::Indexed(index) => facts.expr(index).usage == Use::Target,
        Use::Object(attr) => matches!(&facts.expr(attr).kind, ExprKind::Attr { name, .. } if name == "update"),
        _ => only_spread(context, At { unit: id, expr: read }, depth + 1),
    })
}

/// True of `options.update(…)` where the options go nowhere but into calls by `**`.
fn updated(context: Context<'_, '_>, call: At, depth: u32) -> bool {
    let unit = context.resolver.project.unit(call.unit);
    let Some(the_call) = unit.facts.call(call.expr) else { return false };
    let ExprKind::Attr { object, name, .. } = &unit.facts.expr(the_call.callee).kind else { return false };
    let bindings = unit.index.meanings(*object);
    name == "update"
        && depth <= MAX_DEPTH
        && !bindings.is_empty()
        && bindings.iter().all(|&b| reads_spread(context, call.unit, b, depth + 1))
}

/// True of a function of the project that hands its `**kwargs` on by `**` alone.
fn rest_is_spread(context: Context<'_, '_>, callee: At) -> bool {
    let targets = context.resolver.targets(callee);
    !targets.is_empty()
        && targets.iter().all(|target| {
            let Target::Function(id, function) = target else { return false };
            let facts = &context.resolver.project.unit(*id).facts;
            let rest = facts
                .function(*function)
                .params
                .iter()
                .copied()
                .filter(|&p| matches!(facts.binding(p).kind, crate::facts::BindingKind::Param { rest: true, .. }));
            rest.into_iter().all(|p| reads_spread(context, *id, p, 0))
        })
}
