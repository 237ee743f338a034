//! What a call is given, as far as it can be seen: keywords, options in an object, and what is spread into them.

use super::entries::{fields, indexed, taken_apart};
use crate::facts::{ArgKind, BindingId, BindingKind, DictItem, ExprId, ExprKind, Imported, Use};
use crate::project::{At, Resolver, Target, UnitId};

/// Ways through a project are not followed further than this.
const MAX_DEPTH: u32 = 6;
/// More entries than this are not collected.
pub(super) const MAX_ENTRIES: usize = 200;

/// The names under which values are given, and whether there may be more.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// (name, value); a name can have several.
    pub entries: Vec<(String, At)>,
    /// Something is spread in that cannot be seen: other names may be given too.
    pub open: bool,
}

impl Given {
    /// The values of `name`.
    pub fn get<'g>(&'g self, name: &'g str) -> impl Iterator<Item = At> + 'g {
        self.entries.iter().filter(move |(n, _)| n == name).map(|(_, at)| *at)
    }

    /// Nothing can be seen of it.
    pub(super) fn unseen() -> Given {
        Given { entries: Vec::new(), open: true }
    }

    /// Adds what may be given besides.
    pub(super) fn join(&mut self, other: Given) {
        self.open |= other.open;
        let room = MAX_ENTRIES.saturating_sub(self.entries.len());
        self.open |= other.entries.len() > room;
        self.entries.extend(other.entries.into_iter().take(room));
    }
}

/// The keyword arguments of a call; in JavaScript, the entries of its options object, which stands at `options_at`.
pub fn of_call(resolver: &Resolver<'_>, call: At, options_at: Option<u32>) -> Given {
    let unit = resolver.project.unit(call.unit);
    let mut given = Given::default();
    let Some(facts) = unit.facts.call(call.expr) else { return Given::unseen() };
    let mut behind_address = false;
    for arg in &facts.args {
        let value = At { unit: call.unit, expr: arg.value };
        match &arg.kind {
            ArgKind::Keyword(name, _) => given.entries.push((name.to_string(), value)),
            ArgKind::DictSplat => given.join(keys(resolver, value, 0)),
            // `request("https://…", options)`: where they come first, an address may stand before them.
            ArgKind::Positional(0) if options_at == Some(0) && is_address(resolver, value) => behind_address = true,
            ArgKind::Positional(1) if behind_address => given.join(keys(resolver, value, 0)),
            ArgKind::Positional(at) if Some(*at) == options_at => given.join(keys(resolver, value, 0)),
            ArgKind::Positional(_) => {}
            // More positional arguments: only where the options are one of them can anything hide there.
            ArgKind::Splat => given.open |= options_at.is_some(),
        }
    }
    given
}

/// True if an argument is a string, or an object made from one: `new URL(…)`.
fn is_address(resolver: &Resolver<'_>, at: At) -> bool {
    let meant = resolver.value_of(at);
    let unit = resolver.project.unit(meant.unit);
    match &unit.facts.expr(meant.expr).kind {
        ExprKind::Str(_) | ExprKind::Template(_) => true,
        ExprKind::Call(_) => unit.index.callee_name(&unit.facts, meant.expr) == Some("URL"),
        _ => false,
    }
}

/// The values at `path` of a call: `http_options.timeout`, `0.baseOptions.timeout`. The flag says that there may be
/// others.
pub fn at_path(resolver: &Resolver<'_>, call: At, path: &str, options_at: Option<u32>) -> (Vec<At>, bool) {
    let mut names = path.split('.');
    let first = names.next().unwrap_or_default();
    let (mut found, mut open) = match first.parse::<u32>() {
        Ok(position) => {
            let unit = resolver.project.unit(call.unit);
            let args = unit.facts.call(call.expr).map_or(&[][..], |c| &c.args);
            let splat = args.iter().any(|a| a.kind == ArgKind::Splat);
            let hit = args.iter().find(|a| a.kind == ArgKind::Positional(position));
            (hit.map(|a| At { unit: call.unit, expr: a.value }).into_iter().collect(), splat)
        }
        Err(_) => {
            let given = of_call(resolver, call, options_at);
            (given.get(first).collect::<Vec<At>>(), given.open)
        }
    };
    for name in names {
        let mut next = Vec::new();
        for at in found {
            let given = keys(resolver, at, 0);
            // `config="pc-…"`: settings that are kept elsewhere, under a name.
            let is_named = matches!(resolver.project.expr(resolver.value_of(at)).kind, ExprKind::Str(_));
            open |= given.open || is_named;
            next.extend(given.get(name));
        }
        found = next;
    }
    (found, open)
}

/// The entries of an object that is spread or passed: a literal, `dict(…)`, `vars(x)`, `**kwargs` by its callers.
pub fn keys(resolver: &Resolver<'_>, at: At, depth: u32) -> Given {
    if depth > MAX_DEPTH {
        return Given::unseen();
    }
    let unit = resolver.project.unit(at.unit);
    let here = |expr: ExprId| At { unit: at.unit, expr };
    match &unit.facts.expr(at.expr).kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Num(_) | ExprKind::Str(_) => Given::default(),
        ExprKind::Same(inner) => keys(resolver, here(*inner), depth + 1),
        ExprKind::Choice(values) => {
            let mut all = Given::default();
            values.iter().for_each(|&value| all.join(keys(resolver, here(value), depth + 1)));
            all
        }
        ExprKind::Dict(items) => {
            let mut all = Given::default();
            for item in items {
                match item {
                    DictItem::Entry { name: Some(name), value, .. } => {
                        all.entries.push((name.to_string(), here(*value)))
                    }
                    DictItem::Entry { name: None, .. } => all.open = true,
                    DictItem::Splat(value) => all.join(keys(resolver, here(*value), depth + 1)),
                }
            }
            all
        }
        ExprKind::Name(_) => {
            let meanings = unit.index.meanings(at.expr);
            if meanings.is_empty() {
                let null = matches!(&unit.facts.expr(at.expr).kind, ExprKind::Name(n) if n == "undefined");
                return if null { Given::default() } else { Given::unseen() };
            }
            let mut all = Given::default();
            for &binding in meanings {
                all.join(of_binding(resolver, at.unit, binding, depth + 1));
                all.join(stored(resolver, at.unit, binding, depth));
            }
            all
        }
        // `settings.__dict__`
        ExprKind::Attr { object, name, .. } if name == "__dict__" => fields(resolver, here(*object)),
        ExprKind::Attr { .. } => {
            let values = values_of(resolver, at);
            if values.is_empty() {
                return Given::unseen();
            }
            let mut all = Given::default();
            values.iter().for_each(|&value| all.join(keys(resolver, value, depth + 1)));
            all
        }
        ExprKind::Index { object, key } => {
            let (values, open) = indexed(resolver, here(*object), here(*key), depth + 1);
            let mut all = Given { entries: Vec::new(), open };
            values.iter().for_each(|&value| all.join(keys(resolver, value, depth + 1)));
            all
        }
        ExprKind::Call(call) => {
            let paths = resolver.api_paths(here(call.callee));
            let named = |name: &str| paths.iter().any(|path| **path == *name);
            let first = call.args.first().map(|arg| here(arg.value));
            match first {
                Some(first) if named("vars") || named("dataclasses.asdict") => fields(resolver, first),
                Some(first) if named("copy.deepcopy") || named("copy.copy") => keys(resolver, first, depth + 1),
                _ if named("dict") || named("Object.assign") => {
                    let mut all = of_call(resolver, at, None);
                    for arg in call.args.iter().filter(|arg| matches!(arg.kind, ArgKind::Positional(_))) {
                        all.join(keys(resolver, here(arg.value), depth + 1));
                    }
                    all
                }
                // `HttpOptions(timeout=30)`: an object of the SDK made in place.
                _ if paths.iter().any(|path| makes_object(path)) => {
                    let mut all = of_call(resolver, at, None);
                    for arg in call.args.iter().filter(|arg| matches!(arg.kind, ArgKind::Positional(_))) {
                        if matches!(resolver.project.expr(resolver.literal_of(here(arg.value))).kind, ExprKind::Dict(_))
                        {
                            all.join(keys(resolver, here(arg.value), depth + 1));
                        }
                    }
                    all
                }
                _ => {
                    let returned = returned(resolver, here(call.callee));
                    if returned.is_empty() {
                        return Given::unseen();
                    }
                    let mut all = Given::default();
                    returned.iter().for_each(|&value| all.join(keys(resolver, value, depth + 1)));
                    all
                }
            }
        }
        _ => Given::unseen(),
    }
}

/// True if a path is that of a class of a library: `google.genai.types.HttpOptions`, and not `json.loads`.
fn makes_object(path: &str) -> bool {
    let name = path.rsplit(['.', '#']).next().unwrap_or(path);
    path.contains(['.', '#']) && (name.starts_with(char::is_uppercase) || name == "default")
}

/// What calling an expression returns, where it is a function of the project.
pub fn returned(resolver: &Resolver<'_>, callee: At) -> Vec<At> {
    let mut found = Vec::new();
    for target in resolver.targets(callee).iter() {
        if let Target::Function(unit, function) = target {
            let returns = &resolver.project.unit(*unit).facts.function(*function).returns;
            found.extend(returns.iter().map(|&expr| At { unit: *unit, expr }));
        }
    }
    found
}

fn of_binding(resolver: &Resolver<'_>, id: UnitId, binding: BindingId, depth: u32) -> Given {
    let unit = resolver.project.unit(id);
    let facts = &unit.facts;
    match &facts.binding(binding).kind {
        BindingKind::Value { expr, path } => {
            let whole = keys(resolver, At { unit: id, expr: *expr }, depth);
            taken_apart(resolver, id, binding, path, whole, depth)
        }
        BindingKind::Param { function, rest: true, .. } if !unit.source.language.is_ecmascript() => {
            of_callers(resolver, id, *function, binding, depth)
        }
        BindingKind::Param { function, index, default, rest: false, path } => {
            let mut all = Given::default();
            let passed = resolver.arguments_of(id, *function, *index, &facts.binding(binding).name);
            if passed.is_empty() {
                return Given::unseen();
            }
            passed.iter().for_each(|&value| all.join(keys(resolver, value, depth)));
            let mut all = taken_apart(resolver, id, binding, path, all, depth);
            if let Some(default) = default {
                all.join(keys(resolver, At { unit: id, expr: *default }, depth));
            }
            all
        }
        BindingKind::Import(import) => {
            let module = resolver.project.module_of(id, *import);
            let (Imported::Name(name), Some(module)) = (&facts.imports[*import as usize].what, module) else {
                return Given::unseen();
            };
            let bound = resolver.project.unit(module).bound(0, name);
            if bound.is_empty() || depth > MAX_DEPTH {
                return Given::unseen();
            }
            let mut all = Given::default();
            for &there in bound {
                all.join(of_binding(resolver, module, there, depth + 1));
                all.join(stored(resolver, module, there, depth + 1));
            }
            all
        }
        _ => Given::unseen(),
    }
}

/// What callers in the project give beyond the named parameters of a function with `**kwargs`.
fn of_callers(resolver: &Resolver<'_>, id: UnitId, function: u32, rest: BindingId, depth: u32) -> Given {
    let facts = &resolver.project.unit(id).facts;
    let named: Vec<&str> = facts
        .function(function)
        .params
        .iter()
        .filter(|p| **p != rest)
        .map(|&p| facts.binding(p).name.as_str())
        .collect();
    let callers = resolver.callers_of(id, function);
    if callers.is_empty() || depth > MAX_DEPTH {
        return Given::unseen();
    }
    let mut all = Given::default();
    for &call in callers.iter() {
        let other = &resolver.project.unit(call.unit).facts;
        let Some(args) = other.call(call.expr).map(|c| &c.args) else { continue };
        for arg in args {
            let value = At { unit: call.unit, expr: arg.value };
            match &arg.kind {
                ArgKind::Keyword(name, _) if !named.contains(&name.as_str()) => {
                    all.entries.push((name.to_string(), value))
                }
                ArgKind::DictSplat => {
                    let mut spread = keys(resolver, value, depth + 1);
                    spread.entries.retain(|(name, _)| !named.contains(&name.as_str()));
                    all.join(spread);
                }
                _ => {}
            }
        }
    }
    all
}

/// `options["timeout"] = 5`, `options.timeout = 5`, `options.update(…)` on a name.
fn stored(resolver: &Resolver<'_>, id: UnitId, binding: BindingId, depth: u32) -> Given {
    let unit = resolver.project.unit(id);
    let facts = &unit.facts;
    let mut all = Given::default();
    for &read in unit.index.reads(binding) {
        match facts.expr(read).usage {
            Use::Indexed(index) if facts.expr(index).usage == Use::Target => {
                let ExprKind::Index { key, .. } = facts.expr(index).kind else { continue };
                let value = facts.stores.iter().find(|(target, _)| *target == index).map(|(_, value)| *value);
                match (&facts.expr(key).kind, value) {
                    (ExprKind::Str(name), Some(expr)) => all.entries.push((name.to_string(), At { unit: id, expr })),
                    _ => all.open = true,
                }
            }
            Use::Object(attr) => {
                let ExprKind::Attr { name, .. } = &facts.expr(attr).kind else { continue };
                match &facts.expr(attr).usage {
                    Use::Target => {
                        let value = facts.stores.iter().find(|(target, _)| *target == attr).map(|(_, value)| *value);
                        all.entries.extend(value.map(|expr| (name.to_string(), At { unit: id, expr })));
                    }
                    Use::Callee(call) if name == "update" && depth < MAX_DEPTH => {
                        let call = At { unit: id, expr: *call };
                        all.join(of_call(resolver, call, None));
                        let positional = facts.call(call.expr).and_then(|c| c.args.first());
                        let positional = positional.filter(|a| matches!(a.kind, ArgKind::Positional(_)));
                        if let Some(arg) = positional {
                            all.join(keys(resolver, At { unit: id, expr: arg.value }, depth + 1));
                        }
                    }
                    Use::Callee(_) if matches!(name.as_str(), "update" | "setdefault") => all.open = true,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    all
}

/// The expressions that an attribute of an instance, class or module of the project was given.
pub fn values_of(resolver: &Resolver<'_>, at: At) -> Vec<At> {
    resolver.held(at)
}
