//! What a file offers to those that import it: the names under which they take a model id, a client or what sends a
//! request.

use super::anchors::Sdks;
use crate::check::lifecycle::Clock;
use crate::facts::{Exported, ExprId, ExprKind, Facts, Import, Imported, Part, RegionKind, Use};
use crate::project::Unit;
use crate::project::module::Modules;

/// Longer texts, in bytes, are no ids.
const LONGEST_ID: usize = 160;
/// More reads of one constant are not looked at.
const MAX_READS: usize = 100;

/// All that `unit` offers, sorted. `sdks` if calls are looked for; without, only model ids matter.
pub fn names(unit: &Unit, clock: &Clock<'_>, modules: &Modules, sdks: Option<&Sdks<'_>>) -> Vec<String> {
    let mut names = constants(&unit.facts, clock);
    if let Some(sdks) = sdks {
        names.extend(clients(unit, modules, sdks));
        names.extend(passed_on(unit, modules, sdks));
        names.extend(senders(unit, sdks));
    }
    names.extend(default_of(&unit.facts, &names));
    names.sort();
    names.dedup();
    names
}

/// The names under which other files can take a model id from this one: constants, classes with such a field,
/// functions that return one.
fn constants(facts: &Facts, clock: &Clock<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for (id, expr) in facts.exprs.iter().enumerate() {
        let ExprKind::Str(text) = &expr.kind else { continue };
        if text.len() < LONGEST_ID && clock.judge(text, None).is_some() {
            names.extend(name_of(facts, id as ExprId));
        }
    }
    names
}

/// The names under which other files can take a client of an SDK from this one: what it makes of what it imports from
/// one, and functions that return it. Within a library's own repository its modules are files as any others.
fn clients(unit: &Unit, modules: &Modules, sdks: &Sdks<'_>) -> Vec<String> {
    let facts = &unit.facts;
    let is_library =
        |import: &&Import| sdks.has(&import.module) && modules.find(&unit.source, &import.module).is_none();
    let of_sdks = facts.imports.iter().filter(is_library).filter_map(|import| Some((import, import.binding?)));
    let reads = of_sdks.flat_map(|(import, binding)| unit.index.reads(binding).iter().map(move |&read| (import, read)));
    let made = reads.filter_map(|(import, read)| {
        let mut at = read;
        for _ in 0..12 {
            at = match &facts.expr(at).usage {
                Use::Object(parent) | Use::Wrapped(parent) => *parent,
                Use::Callee(call) => {
                    let name = match &import.what {
                        Imported::Name(name) if at == read => Some(name.as_str()),
                        Imported::Default if at == read => return Some(*call),
                        _ => unit.index.callee_name(facts, *call),
                    };
                    return name.is_some_and(|name| sdks.makes(name)).then_some(*call);
                }
                _ => return None,
            };
        }
        None
    });
    made.flat_map(|call| [name_of(facts, call), place_of(facts, call)]).flatten().collect()
}

/// What a file passes on of an SDK itself, as an `index.ts` or an `__init__.py` does.
fn passed_on(unit: &Unit, modules: &Modules, sdks: &Sdks<'_>) -> Vec<String> {
    let facts = &unit.facts;
    let is_package = unit.source.path.ends_with("__init__.py");
    let passed = facts.imports.iter().filter_map(|import| {
        let Imported::Name(taken) = &import.what else { return None };
        let name = &facts.binding(import.binding?).name;
        let is_exported = |what: &Exported| matches!(what, Exported::Local(local) if local == name);
        let is_offered = !import.type_only
            && sdks.offers(&import.module, taken)
            && (is_package || import.re_export || facts.exports.iter().any(|(_, what)| is_exported(what)))
            && modules.find(&unit.source, &import.module).is_none();
        is_offered.then(|| name.to_string())
    });
    passed.collect()
}

/// The names under which other files can take what sends a request to a provider: constants that hold its address, and
/// functions and classes that name it. Who calls them decides how a failure ends.
fn senders(unit: &Unit, sdks: &Sdks<'_>) -> Vec<String> {
    let facts = &unit.facts;
    let mut names = Vec::new();
    for (id, expr) in (0..).zip(&facts.exprs) {
        let is_address = match &expr.kind {
            ExprKind::Str(text) => sdks.is_address(text),
            ExprKind::Template(parts) => {
                parts.iter().any(|part| matches!(part, Part::Text(text) if sdks.is_address(text)))
            }
            _ => false,
        };
        if is_address {
            names.extend([name_of(facts, id), place_of(facts, id)].into_iter().flatten());
            // `SERVICES = {"a": {"endpoint": ENDPOINT}}`: a table of constants.
            if let Use::Bound(bindings) = &expr.usage {
                let reads = facts.bound(bindings).iter().flat_map(|&binding| unit.index.reads(binding)).take(MAX_READS);
                names.extend(reads.filter_map(|&read| name_of(facts, read)));
            }
        }
    }
    names
}

/// The module-level function or class in which an expression stands; [`DEFAULT`] for a function without a name that is
/// the default export.
fn place_of(facts: &Facts, expr: ExprId) -> Option<String> {
    let around = facts.enclosing(facts.expr(expr).region).map(|(_, region)| &region.kind);
    match around.filter(|kind| matches!(kind, RegionKind::Function(_) | RegionKind::Class(_))).last()? {
        RegionKind::Class(class) => {
            Some(&facts.class(*class).name).filter(|name| !name.is_empty()).map(|name| name.to_string())
        }
        RegionKind::Function(function) => {
            let name = &facts.function(*function).name;
            let is_this = |expr: &ExprId| matches!(facts.expr(*expr).kind, ExprKind::Function(f) if f == *function);
            let is_default = |(exported, what): &(String, Exported)| {
                is_default(exported) && matches!(what, Exported::Expr(expr) if is_this(expr))
            };
            match name.is_empty() {
                true => facts.exports.iter().any(is_default).then(|| DEFAULT.to_owned()),
                false => Some(name.to_string()),
            }
        }
        _ => None,
    }
}

/// What takes the default export of a file, under any name, if that is one of these.
pub const DEFAULT: &str = "default";

fn is_default(exported: &str) -> bool {
    matches!(exported, DEFAULT | "module.exports")
}

fn default_of(facts: &Facts, names: &[String]) -> Option<String> {
    let named = |name: &str| names.iter().any(|other| other == name);
    let is_one = |what: &Exported| match what {
        Exported::Local(name) => names.contains(name),
        Exported::Expr(expr) => match &facts.expr(*expr).kind {
            ExprKind::Class(class) => named(&facts.class(*class).name),
            ExprKind::Function(function) => named(&facts.function(*function).name),
            _ => false,
        },
    };
    facts.exports.iter().any(|(exported, what)| is_default(exported) && is_one(what)).then(|| DEFAULT.to_owned())
}

/// The module-level name that holds, or gives, the value of an expression.
fn name_of(facts: &Facts, expr: ExprId) -> Option<String> {
    let mut at = expr;
    for _ in 0..12 {
        at = match &facts.expr(at).usage {
            Use::DictValue(parent, _)
            | Use::Item(parent)
            | Use::Chosen(parent)
            | Use::Wrapped(parent)
            | Use::Spread(parent)
            | Use::Hole(parent) => *parent,
            Use::Arg { call, .. } => *call,
            Use::Bound(bindings) => {
                let binding = facts.binding(*facts.bound(bindings).first()?);
                return match facts.region(binding.region).kind {
                    RegionKind::Module => Some(binding.name.to_string()),
                    RegionKind::Class(class) => Some(facts.class(class).name.to_string()),
                    _ => None,
                };
            }
            Use::Returned(function) => {
                let name = &facts.function(*function).name;
                return (!name.is_empty()).then(|| name.to_string());
            }
            _ => return None,
        };
    }
    None
}
