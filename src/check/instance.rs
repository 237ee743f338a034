//! Objects that are called as functions were: LangChain's `llm("…")`.

use super::api;
use super::lifecycle::Clock;
use super::pattern::{Patterns, root_of};
use super::place::Spot;
use crate::facts::ExprId;
use crate::finding::Finding;
use crate::project::{At, Project, Resolver, Unit, UnitId};

/// True if a file imports a package with such objects, or a file that may give it one: in any other no call need be
/// resolved.
pub fn may_be_called(project: &Project, id: UnitId, patterns: &Patterns<'_>) -> bool {
    let imports_one = |id: UnitId| {
        let imports = &project.unit(id).facts.imports;
        imports.iter().any(|import| patterns.has_called_instances(root_of(&import.module)))
    };
    let mut near = vec![id];
    for at in 0.. {
        let Some(&unit) = near.get(at) else { return false };
        if imports_one(unit) {
            return true;
        }
        for import in 0..project.unit(unit).facts.imports.len() as u32 {
            let own = [project.module_of(unit, import), project.submodule_of(unit, import)].into_iter().flatten();
            for other in own {
                if near.len() < MOST_NEAR && !near.contains(&other) {
                    near.push(other);
                }
            }
        }
    }
    false
}

/// More files that a file imports, by one way or another, are not looked at.
const MOST_NEAR: usize = 24;

/// The call at `at`, if what it calls is an instance that can be called no more.
pub fn check(resolver: &Resolver<'_>, at: At, patterns: &Patterns<'_>, clock: &Clock<'_>, found: &mut Vec<Finding>) {
    let unit = resolver.project.unit(at.unit);
    let Some(callee) = unit.facts.call(at.expr).map(|call| call.callee) else { return };
    let paths = resolver.api_paths(At { unit: at.unit, expr: callee });
    let hit =
        paths.iter().filter(|path| path.ends_with("()")).find_map(|path| patterns.path(path, unit.source.language));
    // A pattern that ends in `*` is about members.
    let Some(hit) = hit.filter(|hit| hit.call_only && hit.path.ends_with("()")) else { return };
    let spot = Spot { source: &unit.source, span: first_line(unit, callee) };
    let mut finding = api::finding(&hit, hit.form.subject.as_deref().unwrap_or(&hit.path), "call", spot, clock);
    finding.symbol = unit.facts.symbol(unit.facts.expr(at.expr).region);
    found.push(finding);
}

fn first_line(unit: &Unit, expr: ExprId) -> crate::source::Span {
    let mut span = unit.facts.expr(expr).span;
    let text = unit.source.slice(span);
    span.end = span.start + text.find('\n').unwrap_or(text.len()) as u32;
    span
}
