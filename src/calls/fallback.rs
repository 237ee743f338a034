//! What takes over when a call fails: another model, another provider, an answer from elsewhere.

use super::guard::{GuardKind, within_function};
use super::row::Column;
use super::{Inventory, Outgoing, argument, chain, column, posture};
use crate::facts::{DictItem, ExprId, ExprKind, JumpKind, RegionKind};
use crate::project::{At, Resolver};

/// What a handler returns where it has no answer.
const NOTHING: &[&str] = &[
    "return",
    "return None",
    "return False",
    "return null",
    "return undefined",
    "return false",
    "return \"\"",
    "return ''",
];
/// A `try` that holds more regions than this is not found from its handler.
const MAX_REGIONS: u32 = 2000;
/// More calls of one function or block are not looked at.
const MAX_INNER: usize = 100;

/// A model that takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// Where it is named.
    pub at: At,
    /// Its id as written; empty if it cannot be seen.
    pub id: String,
    /// Whose service is called, if more than the id says it.
    pub provider: Option<String>,
    /// The host, if an address is written down.
    pub host: Option<String>,
}

/// What takes over.
#[derive(Clone, Debug, Default)]
pub struct Fallback {
    /// `models`, `call`, `answer`, `none`, `unknown`.
    pub state: &'static str,
    /// The same in more words.
    pub detail: String,
    /// Where that stands.
    pub at: Option<(u32, crate::source::Span)>,
    /// The models that take over.
    pub models: Vec<Successor>,
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
    let (lists, mut open) = told(inventory, call);
    let resolver = inventory.resolver;
    let several = call.behaviour().fallback.several;
    let mut models: Vec<At> = Vec::new();
    for list in lists {
        match counts(resolver, list, several) {
            Some(true) => models.push(list),
            Some(false) => {}
            None => open = true,
        }
    }
    models.extend(models.is_empty().then(|| tried_in_turn(inventory, call)).flatten());
    if let Some(&first) = models.first() {
        let at = Some((first.unit, resolver.project.expr(first).span));
        let named = models.iter().flat_map(|&list| successors(inventory, call, list, 0)).collect();
        return Fallback { state: "models", detail: posture::text(resolver, first), at, models: named };
    }
    if let Some(found) = handled(inventory, call) {
        return found;
    }
    let state = if open || call.is_behind_gateway { "unknown" } else { "none" };
    Fallback { state, ..Fallback::default() }
}

/// The list of models that a loop around the call goes through until one answers: `for model in MODELS: try: …`.
fn tried_in_turn(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<At> {
    let unit = inventory.resolver.project.unit(call.at.unit);
    let facts = &unit.facts;
    let names = &inventory.profiles.known(&call.path)?.model;
    let options = call.path.contains('#').then_some(0);
    let given = argument::of_call(inventory.resolver, call.at, options);
    let named: Vec<At> = names.iter().flat_map(|name| given.get(name)).collect();
    let mut is_tried = false;
    for region in within_function(facts, facts.expr(call.at.expr).region) {
        match facts.region(region).kind {
            RegionKind::Try => is_tried = true,
            RegionKind::Loop { head: Some(head), is_while: false } if is_tried => {
                let elements = unit.index.elements.get(&head).map_or(&[][..], Vec::as_slice);
                let reads = elements.iter().flat_map(|&element| unit.index.reads(element));
                let is_model = |&read: &ExprId| {
                    let span = facts.expr(read).span;
                    named.iter().any(|at| at.unit == call.at.unit && facts.expr(at.expr).span.contains(span))
                };
                if reads.copied().any(|read| is_model(&read)) {
                    return Some(At { unit: call.at.unit, expr: head });
                }
            }
            _ => {}
        }
    }
    None
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
        for given in chain::methods_on(unit, call.at.expr, &spec.method) {
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

/// Whether a list names models that take over; `None` if it cannot be seen and may hold the first one alone.
fn counts(resolver: &Resolver<'_>, list: At, several: bool) -> Option<bool> {
    let value = resolver.value_of(list);
    match &resolver.project.expr(value).kind {
        ExprKind::List(items) => Some(items.len() > usize::from(several)),
        ExprKind::Null | ExprKind::Bool(false) => Some(false),
        _ if several => None,
        _ => Some(true),
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
        // A function that calls itself tries again.
        let own = call.guards.iter().filter(|g| g.kind == GuardKind::Recursion && g.unit == call.at.unit);
        let mut again: Vec<crate::source::Span> = own.map(|guard| guard.span).collect();
        for other in super::delay::calls_in(unit, span) {
            if super::recursion::is_again(unit, call.at.expr, other) {
                again.push(facts.expr(other).span);
                continue;
            }
            let at = At { unit: call.at.unit, expr: other };
            let Some(sent) = sent_by(inventory, at) else { continue };
            // The same once more is a retry.
            if is_same(inventory, &sent, call) {
                again.push(facts.expr(other).span);
                continue;
            }
            let named =
                |id: String| Successor { at, id, provider: sent.provider.clone(), host: sent.destination.host.clone() };
            let models: Vec<Successor> = match sent.models.is_empty() {
                true => vec![named(String::new())],
                false => sent.models.iter().cloned().map(named).collect(),
            };
            let at = Some((call.at.unit, facts.expr(other).span));
            return Some(Fallback { state: "call", detail: sent.path, at, models });
        }
        let says = |jump: &&crate::facts::Jump| {
            jump.kind == JumpKind::Return
                && span.contains(jump.span)
                && !again.iter().any(|&call| jump.span.contains(call))
                && !NOTHING.contains(&unit.source.slice(jump.span).trim_end_matches(';').trim())
        };
        if let Some(jump) = facts.jumps.iter().find(says) {
            let text = unit.source.slice(jump.span).split_whitespace().collect::<Vec<_>>().join(" ");
            let detail = text.chars().take(60).collect();
            return Some(Fallback { state: "answer", detail, at: Some((call.at.unit, jump.span)), models: Vec::new() });
        }
    }
    None
}

/// The call to a provider that a call is, or that the function of the project makes that it calls.
fn sent_by<'k>(inventory: &Inventory<'_, '_, 'k>, at: At) -> Option<Outgoing<'k>> {
    if let Some(sent) = inventory.sent_at(at) {
        return Some(sent);
    }
    let resolver = inventory.resolver;
    let facts = &resolver.project.unit(at.unit).facts;
    let own = facts.function_of(facts.expr(at.expr).region);
    let callee = At { unit: at.unit, expr: facts.call(at.expr)?.callee };
    resolver.targets(callee).iter().find_map(|target| {
        let crate::project::Target::Function(id, function) = *target else { return None };
        let unit = resolver.project.unit(id);
        let span = unit.facts.region(unit.facts.function(function).region).span;
        // A function that calls itself tries again.
        let is_own = id == at.unit && Some(function) == own;
        let calls = super::delay::calls_in(unit, span).take(if is_own { 0 } else { MAX_INNER });
        calls.into_iter().find_map(|expr| inventory.sent_at(At { unit: id, expr }))
    })
}

/// True if two calls are the same request to the same service; where their models cannot be seen, if they read the same.
fn is_same(inventory: &Inventory<'_, '_, '_>, one: &Outgoing<'_>, other: &Outgoing<'_>) -> bool {
    let text = |call: &Outgoing<'_>| {
        let unit = inventory.resolver.project.unit(call.at.unit);
        unit.source.slice(unit.facts.expr(call.at.expr).span).split_whitespace().collect::<String>()
    };
    one.models == other.models
        && one.provider == other.provider
        && one.destination.host == other.destination.host
        && (!one.models.is_empty() || text(one) == text(other))
}

/// True if the call is itself what takes over where another call is handled, or a later one of a list of models.
pub fn is_fallback(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> bool {
    let unit = inventory.resolver.project.unit(call.at.unit);
    let facts = &unit.facts;
    let mut around = within_function(facts, facts.expr(call.at.expr).region);
    around.any(|region| {
        let RegionKind::Handler(_) = facts.region(region).kind else { return false };
        let parent = facts.region(region).parent;
        // Regions are numbered as they are opened: the nearest `try` before it beside it is its own.
        let before = (region.saturating_sub(MAX_REGIONS)..region).rev();
        let tried = before
            .filter(|&id| facts.region(id).parent == parent)
            .find(|&id| matches!(facts.region(id).kind, RegionKind::Try));
        tried.is_some_and(|tried| {
            super::delay::calls_in(unit, facts.region(tried).span)
                .take(MAX_INNER)
                .any(|expr| inventory.sent_at(At { unit: call.at.unit, expr }).is_some())
        })
    })
}

/// The models that the values of a list name, and of lists and dicts inside it.
fn successors(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, at: At, depth: u32) -> Vec<Successor> {
    if depth > 5 {
        return Vec::new();
    }
    let at = inventory.resolver.value_of(at);
    let facts = &inventory.resolver.project.unit(at.unit).facts;
    let inner = |expr| successors(inventory, call, At { unit: at.unit, expr }, depth + 1);
    match &facts.expr(at.expr).kind {
        ExprKind::List(list) => list.iter().flat_map(|&item| inner(item)).collect(),
        ExprKind::Dict(entries) => entries
            .iter()
            .filter_map(|entry| match entry {
                DictItem::Entry { value, .. } => Some(*value),
                DictItem::Splat(_) => None,
            })
            .flat_map(inner)
            .collect(),
        // `ChatOpenAI(model="…")`: a model object, or what a list of them is made by.
        ExprKind::Call(made) => match inventory.sent_at(at) {
            Some(sent) => {
                let host = sent.destination.host.clone();
                let named = |id: String| Successor { at, id, provider: sent.provider.clone(), host: host.clone() };
                match sent.models.is_empty() {
                    true => vec![named(String::new())],
                    false => sent.models.into_iter().map(named).collect(),
                }
            }
            None => match named_by(inventory, at) {
                Some(named) => vec![named],
                None => made.args.iter().flat_map(|arg| inner(arg.value)).collect(),
            },
        },
        _ => {
            let ids = inventory.resolver.strings(at).into_iter().map(|built| built.text);
            let named = |id| Successor { at, id, provider: None, host: None };
            let groups = groups(inventory, call);
            ids.flat_map(|id| match groups.iter().filter(|(name, _)| *name == id).collect::<Vec<_>>().as_slice() {
                [] => vec![named(id)],
                of_group => of_group.iter().map(|(_, model)| named(model.clone())).collect(),
            })
            .collect()
        }
    }
}

/// The model that a constructor names whose calls nothing is known of.
fn named_by(inventory: &Inventory<'_, '_, '_>, at: At) -> Option<Successor> {
    let resolver = inventory.resolver;
    let callee = resolver.project.unit(at.unit).facts.call(at.expr)?.callee;
    let paths = resolver.api_paths(At { unit: at.unit, expr: callee });
    let path = paths
        .iter()
        .map(|path| inventory.profiles.canonical(path))
        .find(|path| inventory.profiles.known(path).is_some_and(|known| !known.model.is_empty()))?;
    let id = inventory.models(at, &path).into_iter().next().unwrap_or_default();
    Some(Successor { at, id, provider: inventory.profiles.provider_of(&path).map(str::to_owned), host: None })
}

/// The models behind the names of groups that a router is given: (group, model).
fn groups(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Vec<(String, String)> {
    let Some(spec) = &call.behaviour().fallback.groups else { return Vec::new() };
    let made: Vec<At> = call.sites.iter().map(|(site, _)| site.constructor).collect();
    super::group::of(inventory.resolver, &made, spec)
}
