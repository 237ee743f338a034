//! Which of its imports a file hands a model id to: what they do with it is said where they are defined.

use crate::check::lifecycle::Clock;
use crate::facts::{BindingKind, ExprId, ExprKind, Use};
use crate::project::Unit;
use rustc_hash::FxHashSet;

/// Longer texts, in bytes, are no ids.
const LONGEST_ID: usize = 160;
/// More reads of one name are not looked at.
const MAX_READS: usize = 100;

/// The imports (index into the file's own) that are called with an id that is gone or going, written in the call or
/// under a name of this file.
pub fn imports(unit: &Unit, clock: &Clock<'_>) -> FxHashSet<u32> {
    let (mut seen, mut found) = (FxHashSet::default(), FxHashSet::default());
    for (id, expr) in (0..).zip(&unit.facts.exprs) {
        let ExprKind::Str(text) = &expr.kind else { continue };
        if text.len() < LONGEST_ID && carries(&expr.usage) && clock.judge(text, None).is_some() {
            carried(unit, id, 0, &mut seen, &mut found);
        }
    }
    found
}

/// True if the value may reach a call by these few steps.
fn carries(usage: &Use) -> bool {
    matches!(usage, Use::Arg { .. } | Use::Bound(_) | Use::Item(_) | Use::Chosen(_) | Use::Wrapped(_))
}

/// Recursive: at most four names deep.
fn carried(unit: &Unit, at: ExprId, depth: u32, seen: &mut FxHashSet<(ExprId, u32)>, found: &mut FxHashSet<u32>) {
    let facts = &unit.facts;
    // Names that are given to each other lead to the same reads again and again.
    if !seen.insert((at, depth)) {
        return;
    }
    match &facts.expr(at).usage {
        Use::Arg { call, .. } => {
            found.extend(facts.call(*call).and_then(|call| imported(unit, call.callee)));
        }
        _ if depth == 4 => {}
        Use::Chosen(parent) | Use::Wrapped(parent) | Use::Item(parent) => {
            carried(unit, *parent, depth + 1, seen, found)
        }
        Use::Bound(bindings) => {
            for &read in facts.bound(bindings).iter().flat_map(|&binding| unit.index.reads(binding)).take(MAX_READS) {
                carried(unit, read, depth + 1, seen, found);
            }
        }
        Use::Iterated => {
            let elements = unit.index.elements.get(&at).into_iter().flatten();
            for &read in elements.flat_map(|&binding| unit.index.reads(binding)).take(MAX_READS) {
                carried(unit, read, depth + 1, seen, found);
            }
        }
        _ => {}
    }
}

/// The import that a callee is, or is a member of.
fn imported(unit: &Unit, callee: ExprId) -> Option<u32> {
    let mut at = callee;
    while let ExprKind::Attr { object, .. } = &unit.facts.expr(at).kind {
        at = *object;
    }
    unit.index.meanings(at).iter().find_map(|&binding| match unit.facts.binding(binding).kind {
        BindingKind::Import(import) => Some(import),
        _ => None,
    })
}
