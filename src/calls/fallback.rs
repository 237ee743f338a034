//! What takes over when a call fails: another model, another provider, an answer from elsewhere.

use super::guard::within_function;
use super::row::Column;
use super::{Inventory, Outgoing, argument, column, posture};
use crate::facts::{DictItem, ExprId, ExprKind, JumpKind, RegionKind, Use};
use crate::project::{At, Resolver, Unit};

/// Arguments of constructors that hold the address of a service.
const ADDRESSES: &[&str] = &["base_url", "baseURL", "api_base", "server_url", "basePath"];
/// Reads of a model object are not followed further than this.
const MAX_DEPTH: u32 = 6;

/// What takes over.
#[derive(Clone, Debug, Default)]
pub struct Fallback {
    /// `models`, `call`, `answer`, `none`, `unknown`.
    pub state: &'static str,
    /// The same in more words.
    pub detail: String,
    /// Where that stands.
    pub at: Option<(u32, crate::source::Span)>,
    /// The values that name the models that take over.
    pub models: Vec<At>,
}

impl Fallback {
    /// As a column of the inventory.
    pub fn column(self, inventory: &Inventory<'_, '_, '_>) -> Column {
        let project = inventory.resolver.project;
        let place = self.at.and_then(|(unit, span)| column::place(project, unit, span));
        Column { state: self.state, detail: self.detail, place }
    }
}

/// What takes over when `call` fails.
pub fn of(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Fallback {
    let (lists, open) = told(inventory, call);
    let resolver = inventory.resolver;
    let several = call.behaviour().fallback.several;
    let models: Vec<At> = lists.into_iter().filter(|&list| counts(resolver, list, several)).collect();
    if let Some(&first) = models.first() {
        let at = Some((first.unit, resolver.project.expr(first).span));
        return Fallback { state: "models", detail: posture::text(resolver, first), at, models };
    }
    if let Some(found) = handled(inventory, call) {
        return found;
    }
    let state = if open || is_behind_gateway(inventory, call) { "unknown" } else { "none" };
    Fallback { state, ..Fallback::default() }
}

/// The values by which the SDK or framework is told.
fn told(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> (Vec<At>, bool) {
    let resolver = inventory.resolver;
    let spec = &call.behaviour().fallback;
    let body = call.path.contains('#').then_some(0);
    let mut found = Vec::new();
    let mut open = false;
    let mut read = |at: At, names: &[String], by: &[String]| {
        for name in names {
            let (values, unseen) = argument::at_path(resolver, at, name, body);
            found.extend(values);
            open |= unseen;
        }
        for value in if by.is_empty() { Vec::new() } else { arguments(resolver, at) } {
            let made = resolver.value_of(value);
            let Some(of) = resolver.project.unit(made.unit).facts.call(made.expr) else { continue };
            let paths = resolver.api_paths(At { unit: made.unit, expr: of.callee });
            if paths.iter().any(|path| by.contains(&inventory.profiles.canonical(path))) {
                found.push(made);
            }
        }
    };
    read(call.at, &spec.call, &spec.by);
    for (site, _) in &call.sites {
        read(site.constructor, &spec.client, &spec.by);
    }
    if call.is_model && !spec.method.is_empty() {
        let unit = resolver.project.unit(call.at.unit);
        for given in methods_on(unit, call.at.expr, &spec.method) {
            let first = unit.facts.call(given).and_then(|given| given.args.first());
            found.push(At { unit: call.at.unit, expr: first.map_or(given, |arg| arg.value) });
        }
    }
    (found, open)
}

fn arguments(resolver: &Resolver<'_>, at: At) -> Vec<At> {
    let args = resolver.project.unit(at.unit).facts.call(at.expr).map_or(&[][..], |call| &call.args);
    args.iter().map(|arg| At { unit: at.unit, expr: arg.value }).collect()
}

/// True unless the value is empty, or nothing.
fn counts(resolver: &Resolver<'_>, list: At, several: bool) -> bool {
    let value = resolver.value_of(list);
    match &resolver.project.expr(value).kind {
        ExprKind::List(items) => items.len() > usize::from(several),
        ExprKind::Null | ExprKind::Bool(false) => false,
        _ => true,
    }
}

/// Another call, or an answer, where the call is handled.
fn handled(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Fallback> {
    let unit = inventory.resolver.project.unit(call.at.unit);
    let facts = &unit.facts;
    let tried = within_function(facts, facts.expr(call.at.expr).region);
    for handler in tried
        .filter(|&r| matches!(facts.region(r).kind, RegionKind::Try))
        .flat_map(|r| super::around::handlers(unit, r))
    {
        let span = facts.region(handler).span;
        for other in super::delay::calls_in(unit, span) {
            let Some(callee) = facts.call(other).map(|c| c.callee) else { continue };
            if let Some((path, ..)) = inventory.known(At { unit: call.at.unit, expr: callee }) {
                let named = inventory.models(At { unit: call.at.unit, expr: other }, &path);
                // The same once more is a retry.
                if !named.is_empty() && named == call.models {
                    continue;
                }
                let models = vec![At { unit: call.at.unit, expr: other }];
                return Some(Fallback {
                    state: "call",
                    detail: path,
                    at: Some((call.at.unit, facts.expr(other).span)),
                    models,
                });
            }
        }
        let answers = facts.jumps.iter().find(|jump| jump.kind == JumpKind::Return && span.contains(jump.span));
        if let Some(jump) = answers {
            let text = unit.source.slice(jump.span).split_whitespace().collect::<Vec<_>>().join(" ");
            let detail = text.chars().take(60).collect();
            return Some(Fallback { state: "answer", detail, at: Some((call.at.unit, jump.span)), models: Vec::new() });
        }
    }
    None
}

/// True if the client is told another address than its provider's: a gateway may have its own fallbacks.
fn is_behind_gateway(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> bool {
    let resolver = inventory.resolver;
    let javascript = call.path.contains('#').then_some(0);
    let made = call.sites.iter().map(|(site, _)| site.constructor).chain([call.at]);
    made.into_iter().any(|at| {
        ADDRESSES.iter().any(|name| {
            let (values, _) = argument::at_path(resolver, at, name, javascript);
            values.iter().any(|&value| match super::target::of_url(resolver, inventory.words, value) {
                super::target::Seen::Provider(seen) => seen.provider.is_none(),
                _ => true,
            })
        })
    })
}

/// The calls of one of `names` on what is made at `made`, through names and other methods: `llm.bind(…).with_retry(…)`.
pub fn methods_on(unit: &Unit, made: ExprId, names: &[String]) -> Vec<ExprId> {
    let mut found = Vec::new();
    follow(unit, made, names, 0, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn follow(unit: &Unit, at: ExprId, names: &[String], depth: u32, found: &mut Vec<ExprId>) {
    if depth > MAX_DEPTH || found.len() > 20 {
        return;
    }
    let facts = &unit.facts;
    match &facts.expr(at).usage {
        Use::Wrapped(outer) | Use::Chosen(outer) => follow(unit, *outer, names, depth + 1, found),
        Use::Object(attr) => {
            let (ExprKind::Attr { name, .. }, Use::Callee(call)) = (&facts.expr(*attr).kind, &facts.expr(*attr).usage)
            else {
                return;
            };
            if names.contains(name) {
                found.push(*call);
            }
            follow(unit, *call, names, depth + 1, found);
        }
        Use::Bound(bindings) => {
            for &binding in bindings {
                unit.index.reads(binding).iter().for_each(|&read| follow(unit, read, names, depth + 1, found));
            }
        }
        _ => {}
    }
}

/// The values in a list, and in lists and dicts inside it, that name models.
pub fn items(inventory: &Inventory<'_, '_, '_>, at: At, depth: u32) -> Vec<At> {
    if depth > 5 {
        return Vec::new();
    }
    let at = inventory.resolver.value_of(at);
    let facts = &inventory.resolver.project.unit(at.unit).facts;
    let here = |expr| At { unit: at.unit, expr };
    match &facts.expr(at.expr).kind {
        ExprKind::List(list) => list.iter().flat_map(|&item| items(inventory, here(item), depth + 1)).collect(),
        ExprKind::Dict(entries) => entries
            .iter()
            .filter_map(|entry| match entry {
                DictItem::Entry { value, .. } => Some(*value),
                DictItem::Splat(_) => None,
            })
            .flat_map(|value| items(inventory, here(value), depth + 1))
            .collect(),
        // `ChatOpenAI(model="…")`: what its profile says names the model, or any argument of a list of models.
        ExprKind::Call(call) => {
            let paths = inventory.resolver.api_paths(here(call.callee));
            let known = paths.iter().find_map(|path| inventory.profiles.known(&inventory.profiles.canonical(path)));
            let given = argument::of_call(inventory.resolver, at, Some(0));
            match known {
                Some(known) => {
                    let mut found: Vec<At> = known.model.iter().flat_map(|name| given.get(name)).collect();
                    let placed = call
                        .args
                        .iter()
                        .find(|a| matches!(a.kind, crate::facts::ArgKind::Positional(p) if Some(p) == known.model_at));
                    found.extend(placed.map(|arg| here(arg.value)));
                    found
                }
                None => call.args.iter().flat_map(|arg| items(inventory, here(arg.value), depth + 1)).collect(),
            }
        }
        _ => vec![at],
    }
}
