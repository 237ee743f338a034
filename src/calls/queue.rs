//! Whether a call waits its turn: in a task of a queue, or handed to what lets only so many run at once.

use super::helper::Guards;
use super::origin::normal;
use super::row::Column;
use super::{Inventory, Outgoing, column};
use crate::facts::{ExprKind, FunctionId};
use crate::project::{At, UnitId};
use std::collections::BTreeSet;

/// Callers of callers are not followed further than this.
const MAX_DEPTH: u32 = 3;
/// Functions that are looked at for one call.
const MAX_FUNCTIONS: usize = 100;
/// Last names of decorators that may make a task of a queue, where it cannot be seen whose they are.
const TASKS: [&str; 3] = ["task", "actor", "job"];

/// Where a function waits its turn, or may.
enum Turn {
    Queued(At),
    Unseen(At),
}

/// What stands in front of a call.
pub fn of(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, guards: &Guards<'_, '_, '_>) -> Column {
    let resolver = inventory.resolver;
    let facts = &resolver.project.unit(call.at.unit).facts;
    let of = |at: At| {
        let unit = resolver.project.unit(at.unit);
        let span = unit.facts.expr(at.expr).span;
        let text = unit.source.slice(span).split('(').next().unwrap_or_default().trim();
        (text.to_owned(), column::place(resolver.project, at.unit, span))
    };
    let mut seen = BTreeSet::new();
    let found = facts.function_of(facts.expr(call.at.expr).region);
    let found = found.and_then(|function| turn(inventory, guards, call.at.unit, function, 0, &mut seen));
    let (state, (detail, place)) = match found {
        Some(Turn::Queued(at)) => ("queued", of(at)),
        Some(Turn::Unseen(at)) => ("unknown", of(at)),
        // A model object is asked elsewhere.
        None if call.is_model => ("unknown", Default::default()),
        None => ("none", Default::default()),
    };
    Column { state, detail, place }
}

/// The queue that a function, one around it, or each of its callers waits in.
fn turn(
    inventory: &Inventory<'_, '_, '_>,
    guards: &Guards<'_, '_, '_>,
    id: UnitId,
    function: FunctionId,
    depth: u32,
    seen: &mut BTreeSet<(UnitId, FunctionId)>,
) -> Option<Turn> {
    let resolver = inventory.resolver;
    let facts = &resolver.project.unit(id).facts;
    let mut unseen = None;
    let mut at = function;
    loop {
        for &decorator in &facts.function(at).decorators {
            let decorator = At { unit: id, expr: decorator };
            match queues(inventory, decorator) {
                Some(true) => return Some(Turn::Queued(decorator)),
                Some(false) => unseen = Some(decorator),
                None => {}
            }
        }
        if let Some(handed) = guards.handed_to(id, at).into_iter().find(|&to| queues(inventory, to) == Some(true)) {
            return Some(Turn::Queued(handed));
        }
        let parent = facts.region(facts.function(at).region).parent;
        match facts.function_of(parent) {
            Some(outer) if outer != at => at = outer,
            _ => break,
        }
    }
    if let Some(unseen) = unseen {
        return Some(Turn::Unseen(unseen));
    }
    if depth >= MAX_DEPTH || seen.len() >= MAX_FUNCTIONS || !seen.insert((id, function)) {
        return None;
    }
    // One caller that does not wait, and the call does not.
    let mut found = None;
    for caller in resolver.callers_of(id, function).iter() {
        let other = &resolver.project.unit(caller.unit).facts;
        let around = other.function_of(other.expr(caller.expr).region)?;
        match turn(inventory, guards, caller.unit, around, depth + 1, seen)? {
            queued @ Turn::Queued(_) if found.is_none() => found = Some(queued),
            Turn::Queued(_) => {}
            unseen @ Turn::Unseen(_) => found = Some(unseen),
        }
    }
    found
}

/// True for what puts a function into a queue; false for what may.
fn queues(inventory: &Inventory<'_, '_, '_>, at: At) -> Option<bool> {
    let resolver = inventory.resolver;
    let unit = resolver.project.unit(at.unit);
    let callee = unit.facts.call(at.expr).map_or(at.expr, |call| call.callee);
    let paths = resolver.api_paths(At { unit: at.unit, expr: callee });
    let known = |path: &str| inventory.words.queues.iter().any(|queue| queue == path);
    if paths.iter().any(|path| known(&inventory.profiles.canonical(&normal(path)))) {
        return Some(true);
    }
    // `runner.task`: what a runner is that is made elsewhere cannot be seen.
    let name = match &unit.facts.expr(callee).kind {
        ExprKind::Attr { name, .. } => name.as_str(),
        ExprKind::Name(name) if paths.is_empty() => name.as_str(),
        _ => return None,
    };
    TASKS.contains(&name).then_some(false)
}
