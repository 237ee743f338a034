//! Tests that put something in the place of the old interface: `patch("openai.ChatCompletion.create")`, also by the way
//! of a module of the project. The target becomes the method of the SDK's own class, through which every client goes,
//! and a dict that it is made to return becomes an object of the SDK.

use super::super::Context;
use super::super::draft::Draft;
use super::stand_in;
use crate::facts::{ArgKind, ExprId, ExprKind, Use};
use crate::knowledge::MigratedCall;
use crate::project::{At, UnitId};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// What takes the place of what.
#[derive(Clone, Copy, Debug)]
pub struct Patch<'m> {
    /// The string, or the class that is named.
    pub target: At,
    /// The call that does it.
    pub call: At,
    /// What is replaced.
    pub of: Replaced<'m>,
}

/// What is replaced.
#[derive(Clone, Copy, Debug)]
pub enum Replaced<'m> {
    /// A method, and whether it is the awaited one.
    Method(&'m MigratedCall, bool),
    /// A class with all its methods.
    Class(&'m MigratedCall),
    /// The package itself, as a module of the project imports it: the module's dotted name ends at this byte.
    Module(usize),
}

/// Every patch of the project.
pub fn find<'m>(context: Context<'m, '_>) -> Vec<Patch<'m>> {
    let project = context.resolver.project;
    let mut found = Vec::new();
    let callees = ["patch", "setattr", "dict", "spy"];
    let units: BTreeSet<UnitId> = callees.iter().flat_map(|name| project.names.calls(name)).map(|at| at.unit).collect();
    for id in units {
        let unit = project.unit(id);
        for (expr, e) in unit.facts.exprs.iter().enumerate() {
            let (Use::Arg { call, arg: 0 }, ExprKind::Str(text)) = (&e.usage, &e.kind) else { continue };
            if !unit.index.callee_name(&unit.facts, *call).is_some_and(|name| callees.contains(&name)) {
                continue;
            }
            let at = |expr: ExprId| At { unit: id, expr };
            found.extend(replaced(context, text).map(|of| Patch { target: at(expr as ExprId), call: at(*call), of }));
        }
    }
    found
}

/// What a dotted name means: the old interface, with or without the way of a module in front.
fn replaced<'m>(context: Context<'m, '_>, text: &str) -> Option<Replaced<'m>> {
    let is = |path: &str| text.strip_suffix(path).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    for rule in &context.migration.call {
        if rule.from.iter().any(|p| is(p)) {
            return Some(Replaced::Method(rule, false));
        }
        if rule.awaited.iter().any(|p| is(p)) {
            return Some(Replaced::Method(rule, true));
        }
        if rule.from.iter().any(|p| p.rsplit_once('.').is_some_and(|(class, _)| is(class))) {
            return Some(Replaced::Class(rule));
        }
    }
    let module = text.strip_suffix(context.migration.package.as_str())?.strip_suffix('.')?;
    (!module.is_empty()).then_some(Replaced::Module(module.len()))
}

/// The files that each file with a patch leads to by imports: those whose calls it can be about.
pub fn reach(context: Context<'_, '_>, patches: &[Patch<'_>]) -> FxHashMap<UnitId, FxHashSet<UnitId>> {
    let units: FxHashSet<UnitId> = patches.iter().map(|patch| patch.target.unit).collect();
    units.into_iter().map(|unit| (unit, super::super::reached(context.resolver.project, unit))).collect()
}

/// Rewrites the patches that a file's calls go through.
pub fn rewrite(
    context: Context<'_, '_>,
    id: UnitId,
    rules: &[(&MigratedCall, bool)],
    patches: &[Patch<'_>],
    reach: &FxHashMap<UnitId, FxHashSet<UnitId>>,
    draft: &mut Draft,
) {
    let project = context.resolver.project;
    let concerns = |patch: &&Patch<'_>| reach.get(&patch.target.unit).is_some_and(|units| units.contains(&id));
    for patch in patches.iter().filter(concerns) {
        let unit = project.unit(patch.target.unit);
        let target = unit.facts.expr(patch.target.expr);
        let ExprKind::Str(text) = &target.kind else { continue };
        let own = patch.target.unit == id;
        match patch.of {
            Replaced::Method(rule, awaited) => {
                let called = rules.iter().any(|(r, a)| std::ptr::eq(*r, rule) && *a == awaited);
                if own || called {
                    of_method(context, patch, rule, awaited, text, draft);
                }
            }
            Replaced::Class(rule) if own || rules.iter().any(|(r, _)| same_class(r, rule)) => {
                draft.refuse(
                    patch.target.unit,
                    target.span,
                    format!("`{text}` is patched: patch a method of the client"),
                );
            }
            Replaced::Module(end) if is_module(&project.unit(id).source.path, &text[..end]) => {
                draft.refuse(patch.target.unit, target.span, format!("`{text}` is patched as a whole: patch a method"));
            }
            _ => {}
        }
    }
}

fn same_class(a: &MigratedCall, b: &MigratedCall) -> bool {
    let class = |rule: &MigratedCall| rule.from.first().and_then(|p| p.rsplit_once('.').map(|(c, _)| c.to_owned()));
    class(a) == class(b)
}

/// True if a dotted name can mean the file at `path`.
fn is_module(path: &str, dotted: &str) -> bool {
    let path = path.strip_suffix(".py").unwrap_or(path);
    let path = path.strip_suffix("/__init__").unwrap_or(path);
    let name = dotted.replace('.', "/");
    path == name || path.strip_suffix(name.as_str()).is_some_and(|rest| rest.ends_with('/'))
}

fn of_method(
    context: Context<'_, '_>,
    patch: &Patch<'_>,
    rule: &MigratedCall,
    awaited: bool,
    text: &str,
    draft: &mut Draft,
) {
    let unit = context.resolver.project.unit(patch.target.unit);
    let span = unit.facts.expr(patch.target.expr).span;
    let by_hand = |draft: &mut Draft, why: &str| {
        draft.refuse(patch.target.unit, span, format!("`{text}` is patched: {why}"));
    };
    if awaited {
        return by_hand(draft, "patch the method of the new client's class with an AsyncMock");
    }
    if rule.patched.is_empty() || rule.change.is_some() {
        return by_hand(draft, "what it is made to return has another shape now");
    }
    let written = unit.source.slice(span);
    match written.find(text) {
        Some(at) => {
            let start = span.start + at as u32;
            let span = Span { start, end: start + text.len() as u32 };
            draft.replace(patch.target.unit, span, rule.patched.as_str());
        }
        None => return by_hand(draft, "it is written in a way of its own"),
    }
    let Some(call) = unit.facts.call(patch.call.expr) else { return };
    let name = unit.index.callee_name(&unit.facts, patch.call.expr).unwrap_or("");
    if !matches!(name, "patch") {
        return by_hand(draft, "what takes its place is a method now, and is given the client");
    }
    for arg in &call.args {
        match &arg.kind {
            ArgKind::Positional(0) => {}
            ArgKind::Keyword(name, _) if matches!(name.as_str(), "return_value" | "side_effect") => {
                stand_in::given(context, At { unit: patch.call.unit, expr: arg.value }, rule, draft);
            }
            ArgKind::Keyword(name, _) if matches!(name.as_str(), "autospec" | "spec" | "create") => {
                return by_hand(draft, "its signature is another now");
            }
            _ => return by_hand(draft, "what takes its place is a method now, and is given the client"),
        }
    }
    stand_in::of_patch(context, patch, rule, draft);
}
