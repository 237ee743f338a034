//! What is done with a model object once it is made: methods that give another one, chains that hold it.

use crate::facts::{ExprId, ExprKind, Use};
use crate::project::Unit;

/// Reads of a model object are not followed further than this.
const MAX_DEPTH: u32 = 8;
/// Calls that give a chain of what they are given.
const CHAINS: &[&str] = &["pipe", "RunnableSequence", "RunnableParallel"];

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
        // `prompt | llm` is one of both for the facts.
        Use::Wrapped(outer) | Use::Chosen(outer) => follow(unit, *outer, names, depth + 1, found),
        Use::Object(attr) => {
            let (ExprKind::Attr { name, .. }, Use::Callee(call)) = (&facts.expr(*attr).kind, &facts.expr(*attr).usage)
            else {
                return;
            };
            if names.iter().any(|other| name == other) {
                found.push(*call);
            }
            follow(unit, *call, names, depth + 1, found);
        }
        Use::Bound(bindings) => {
            for &binding in unit.facts.bound(bindings) {
                unit.index.reads(binding).iter().for_each(|&read| follow(unit, read, names, depth + 1, found));
            }
        }
        // `self.llm = …`: every `self.llm` of the class.
        Use::Stored(target) => {
            let ExprKind::Attr { object, name, .. } = &facts.expr(*target).kind else { return };
            let ExprKind::This(class) = facts.expr(*object).kind else { return };
            let reads = unit.index.shape(facts).attributes(class, name).iter();
            reads.filter(|read| *read != target).for_each(|&read| follow(unit, read, names, depth + 1, found));
        }
        // `prompt.pipe(llm)`
        Use::Arg { call, .. } if unit.index.callee_name(facts, *call).is_some_and(|name| CHAINS.contains(&name)) => {
            follow(unit, *call, names, depth + 1, found);
        }
        _ => {}
    }
}
