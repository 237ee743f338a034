//! What a test puts in the place of a call: a mock, and what it is made to return or raise.

use super::super::Context;
use super::super::draft::Draft;
use super::patched::Patch;
use crate::facts::{ArgKind, BindingId, BindingKind, ExprId, ExprKind, Facts, Imported, Use};
use crate::knowledge::MigratedCall;
use crate::project::{At, Target, UnitId};

/// Follows the mock that a patch gives.
pub fn of_patch(context: Context<'_, '_>, patch: &Patch<'_>, rule: &MigratedCall, draft: &mut Draft) {
    let unit = context.resolver.project.unit(patch.call.unit);
    let facts = &unit.facts;
    let call = patch.call.expr;
    let span = facts.expr(call).span;
    let is_plain = |b: &BindingId| match &facts.binding(*b).kind {
        BindingKind::Entered(expr) => *expr == call,
        BindingKind::Value { expr, path } => *expr == call && path.is_empty(),
        _ => false,
    };
    let mut mocks: Vec<BindingId> = (0..facts.bindings.len() as BindingId).filter(is_plain).collect();
    match &facts.expr(call).usage {
        Use::Decorator => {
            let Some(function) = facts.functions.iter().find(|f| f.decorators.contains(&call)) else {
                return draft.refuse(patch.call.unit, span, "a class is decorated with a patch of the old interface");
            };
            // The lowest decorator gives the first argument.
            let below = function.decorators.iter().rev().take_while(|d| **d != call);
            let number = below.filter(|d| is_patch(facts, **d)).count();
            mocks.extend(function.params.get(number));
        }
        // Of `mocker.patch(…)` the value is the mock; of `patch(…)` it is started first.
        Use::Bound(_) if !is_mocker(facts, call) => {
            return draft.refuse(patch.call.unit, span, "a patch that is started later cannot be followed");
        }
        _ => {}
    }
    for mock in mocks {
        for &read in unit.index.reads(mock) {
            of_read(context, At { unit: patch.call.unit, expr: read }, rule, draft);
        }
    }
}

/// True of a decorator that hands the function a mock.
fn is_patch(facts: &Facts, decorator: ExprId) -> bool {
    let Some(call) = facts.call(decorator) else { return false };
    let text = crate::project::index::dotted(facts, call.callee).unwrap_or_default();
    let gives = |position: u32| !call.args.iter().any(|a| a.kind == ArgKind::Positional(position));
    let named = |name: &str| call.args.iter().any(|a| matches!(&a.kind, ArgKind::Keyword(k, _) if k == name));
    match text.rsplit('.').next() {
        Some("patch") => gives(1) && !named("new"),
        Some("object") => gives(2) && !named("new"),
        _ => false,
    }
}

fn is_mocker(facts: &Facts, call: ExprId) -> bool {
    let callee = facts.call(call).map(|c| &facts.expr(c.callee).kind);
    matches!(callee, Some(ExprKind::Attr { object, .. })
        if matches!(&facts.expr(*object).kind, ExprKind::Name(name) if name == "mocker"))
}

/// `mock.return_value = …`, `mock.side_effect = …`, `mock.assert_called_with(…)`.
fn of_read(context: Context<'_, '_>, read: At, rule: &MigratedCall, draft: &mut Draft) {
    let facts = &context.resolver.project.unit(read.unit).facts;
    let Use::Object(attr) = facts.expr(read.expr).usage else { return };
    let ExprKind::Attr { name, .. } = &facts.expr(attr).kind else { return };
    match (name.as_str(), &facts.expr(attr).usage) {
        ("return_value" | "side_effect", Use::Target) => {
            for (_, value) in facts.stores.iter().filter(|(target, _)| *target == attr) {
                given(context, At { unit: read.unit, expr: *value }, rule, draft);
            }
        }
        ("return_value", _) => set(read.unit, facts, attr, draft),
        (name, Use::Callee(call)) if name.starts_with("assert_") => {
            let args = facts.call(*call).map_or(&[][..], |c| &c.args);
            for arg in args {
                if let ArgKind::Keyword(name, span) = &arg.kind
                    && let Some(new) = rule.rename.get(name.as_str())
                {
                    draft.replace(read.unit, *span, new);
                }
            }
        }
        _ => {}
    }
}

/// `response.choices[0].message.content = "text"`: attributes of a mock stay what they are, dicts would not.
fn set(unit: UnitId, facts: &Facts, of: ExprId, draft: &mut Draft) {
    let mut at = of;
    loop {
        match facts.expr(at).usage {
            Use::Object(parent) => at = parent,
            Use::Indexed(index) => {
                let ExprKind::Index { key, .. } = facts.expr(index).kind else { return };
                if matches!(facts.expr(key).kind, ExprKind::Str(_)) {
                    return draft.refuse(
                        unit,
                        facts.expr(index).span,
                        "a mock is read by a key: attributes are read now",
                    );
                }
                at = index;
            }
            Use::Target => break,
            _ => {
                if matches!(&facts.expr(at).kind, ExprKind::Attr { name, .. } if name.starts_with("__")) {
                    draft.refuse(unit, facts.expr(at).span, "a mock is read by keys: attributes are read now");
                }
                return;
            }
        }
    }
    let dunder = |e: ExprId| matches!(&facts.expr(e).kind, ExprKind::Attr { name, .. } if name.starts_with("__"));
    let value = facts.stores.iter().find(|(target, _)| *target == at).map(|(_, value)| *value);
    let chain_has_dunder = std::iter::successors(Some(at), |&e| match facts.expr(e).kind {
        ExprKind::Attr { object, .. } | ExprKind::Index { object, .. } => Some(object),
        _ => None,
    })
    .any(dunder);
    if chain_has_dunder || value.is_some_and(|v| holds_dict(facts, v, 0)) {
        draft.refuse(unit, facts.expr(at).span, "a mock is given a dict: attributes are read now");
    }
}

/// True if a dict stands in an expression.
fn holds_dict(facts: &Facts, expr: ExprId, depth: u32) -> bool {
    match &facts.expr(expr).kind {
        ExprKind::Dict(_) => true,
        _ if depth > 6 => true,
        ExprKind::List(items) => items.iter().any(|&item| holds_dict(facts, item, depth + 1)),
        ExprKind::Call(call) => call.args.iter().any(|arg| holds_dict(facts, arg.value, depth + 1)),
        _ => false,
    }
}

/// What a mock is made to return or raise.
pub fn given(context: Context<'_, '_>, at: At, rule: &MigratedCall, draft: &mut Draft) {
    let value = context.resolver.literal_of(at);
    let facts = &context.resolver.project.unit(value.unit).facts;
    let span = facts.expr(value.expr).span;
    match &facts.expr(value.expr).kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Num(_) | ExprKind::Str(_) => {}
        ExprKind::Dict(_) => wrapped(context, at, rule, draft),
        ExprKind::List(items) => {
            items.iter().for_each(|&item| given(context, At { unit: value.unit, expr: item }, rule, draft));
        }
        ExprKind::Name(name) | ExprKind::Attr { name, .. } if is_error(name) => {}
        ExprKind::Call(call) => {
            let name = crate::project::index::last_name(facts, call.callee).unwrap_or("");
            if is_error(name) {
                return;
            }
            if name.ends_with("Mock") {
                if holds_dict(facts, value.expr, 0) {
                    draft.refuse(value.unit, span, "a mock is given a dict: attributes are read now");
                }
                // The name it has is given its attributes elsewhere.
                let Use::Bound(bindings) = &facts.expr(value.expr).usage else { return };
                let index = &context.resolver.project.unit(value.unit).index;
                for &read in facts.bound(bindings).iter().flat_map(|&b| index.reads(b)) {
                    if matches!(facts.expr(read).usage, Use::Object(_) | Use::Indexed(_)) {
                        set(value.unit, facts, read, draft);
                    }
                }
                return;
            }
            if gives_dict(context, At { unit: value.unit, expr: call.callee }) {
                return wrapped(context, at, rule, draft);
            }
            draft.refuse(value.unit, span, "what the patch returns cannot be followed: let it be an object of the SDK");
        }
        _ => {
            draft.refuse(value.unit, span, "what the patch returns cannot be followed: let it be an object of the SDK")
        }
    }
}

/// True of names of exceptions.
fn is_error(name: &str) -> bool {
    name.ends_with("Error") || name.ends_with("Exception") || matches!(name, "Timeout" | "TryAgain")
}

/// True of a function of the project that returns dicts written out.
fn gives_dict(context: Context<'_, '_>, callee: At) -> bool {
    let returned = crate::calls::argument::returned(context.resolver, callee);
    let is_dict = |at: &At| {
        let at = context.resolver.literal_of(*at);
        matches!(context.resolver.project.expr(at).kind, ExprKind::Dict(_))
    };
    let of_project = context.resolver.targets(callee).iter().all(|t| matches!(t, Target::Function(..)));
    of_project && !returned.is_empty() && returned.iter().all(is_dict)
}

/// An object of the SDK is made of a dict, unchecked, as a mock's answer is.
fn wrapped(context: Context<'_, '_>, at: At, rule: &MigratedCall, draft: &mut Draft) {
    let unit = context.resolver.project.unit(at.unit);
    let facts = &unit.facts;
    let span = facts.expr(at.expr).span;
    let package = context.migration.package.as_str();
    let Some(below) = rule.gives.strip_prefix(package) else {
        return draft.refuse(at.unit, span, "the patch returns a dict: let it return an object of the SDK");
    };
    let is_whole = |i: &&crate::facts::Import| {
        i.module == package && i.region == 0 && matches!(i.what, Imported::Module | Imported::Root)
    };
    let name = facts.imports.iter().find(is_whole).and_then(|i| i.binding).map(|b| facts.binding(b).name.as_str());
    if name.is_none() && !super::error::import_first(facts, &unit.source.text, at.unit, "import openai\n", draft) {
        return draft.refuse(at.unit, span, "it imports nothing at its top level");
    }
    draft.insert(at.unit, span.start, format!("{}{below}.construct(**", name.unwrap_or(package)));
    draft.insert(at.unit, span.end, ")");
}
