//! Whether somebody waits for the answer of a call: a handler of a web server reaches it.

use crate::facts::{ExprKind, FunctionId, Use};
use crate::project::{At, Resolver, UnitId};
use rustc_hash::FxHashSet;

/// Callers of callers are not followed further than this.
const MAX_DEPTH: u32 = 4;
/// Nor more functions than this for one call.
const MAX_FUNCTIONS: usize = 60;
/// Methods by which a function is made the handler of a route.
const VERBS: &[&str] = &["get", "post", "put", "patch", "delete", "route", "all", "api_route", "websocket", "use"];
/// Names of what routes are registered on.
const ROUTERS: &[&str] = &["app", "router", "api", "server", "bp", "blueprint", "application", "fastify", "routes"];

/// True if a handler of a web server of the project reaches `call`.
pub fn is_served(resolver: &Resolver<'_>, call: At) -> bool {
    let facts = &resolver.project.unit(call.unit).facts;
    let mut seen = FxHashSet::default();
    let function = facts.function_of(facts.expr(call.expr).region);
    function.is_some_and(|function| reached(resolver, call.unit, function, 0, &mut seen))
}

fn reached(
    resolver: &Resolver<'_>,
    id: UnitId,
    function: FunctionId,
    depth: u32,
    seen: &mut FxHashSet<(UnitId, FunctionId)>,
) -> bool {
    if seen.len() >= MAX_FUNCTIONS || !seen.insert((id, function)) {
        return false;
    }
    let unit = resolver.project.unit(id);
    let facts = &unit.facts;
    let mut at = Some(function);
    while let Some(function) = at {
        if is_handler(resolver, id, function) {
            return true;
        }
        if depth < MAX_DEPTH {
            let callers = resolver.callers_of(id, function);
            let reaches = callers.iter().take(12).any(|&caller| {
                let other = &resolver.project.unit(caller.unit).facts;
                other.function_of(other.expr(caller.expr).region).is_some_and(|f| {
                    (caller.unit, f) != (id, function) && reached(resolver, caller.unit, f, depth + 1, seen)
                })
            });
            if reaches {
                return true;
            }
        }
        let parent = facts.region(facts.function(function).region).parent;
        at = facts.function_of(parent).filter(|&outer| outer != function);
    }
    false
}

fn is_handler(resolver: &Resolver<'_>, id: UnitId, function: FunctionId) -> bool {
    let unit = resolver.project.unit(id);
    let facts = &unit.facts;
    let of = facts.function(function);
    if of.decorators.iter().any(|&decorator| registers(unit, decorator)) {
        return true;
    }
    // `app.post("/chat", async (req, res) => …)`
    let own = unit.index.shape(facts).own(function);
    if let Some(Use::Arg { call, .. }) = own.map(|own| &facts.expr(own).usage)
        && registers(unit, *call)
    {
        return true;
    }
    let path = unit.source.path.as_str();
    let exported = |names: &[&str]| names.contains(&of.name.as_str()) || of.name.is_empty();
    let is_page = path.contains("pages/api/");
    let is_route = ["/route.ts", "/route.js", "/route.tsx"].iter().any(|end| path.ends_with(end));
    (is_page && exported(&["handler"]) && facts.exports.iter().any(|(name, _)| name == "default"))
        || (is_page
            && facts.exports.iter().any(|(name, what)| {
                name == "default" && matches!(what, crate::facts::Exported::Local(l) if *l == of.name)
            }))
        || (is_route && ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&of.name.as_str()))
}

/// True for `app.post(…)` and its like.
fn registers(unit: &crate::project::Unit, call: u32) -> bool {
    let facts = &unit.facts;
    let Some(callee) = facts.call(call).map(|c| c.callee) else { return false };
    let ExprKind::Attr { object, name, .. } = &facts.expr(callee).kind else { return false };
    let owner = crate::project::index::last_name(facts, *object).unwrap_or_default().to_ascii_lowercase();
    VERBS.contains(&name.as_str()) && ROUTERS.iter().any(|router| owner.ends_with(router))
}
