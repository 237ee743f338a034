//! Where the client of a call is made: its constructor, wherever in the project it stands, and what was set on the way.

use super::argument;
use super::surface::Surface;
use crate::check::profile::Profiles;
use crate::facts::{BindingId, BindingKind, ExprId, ExprKind, Imported};
use crate::project::{At, Resolver, Target, UnitId};
use rustc_hash::FxHashSet;

/// Steps after which a client is given up.
const MAX_STEPS: u32 = 400;

/// A place where a client is made, with the settings that were laid over it on the way to the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The call of the constructor.
    pub constructor: At,
    /// `with_options(…)` calls, the last one first.
    pub overrides: Vec<At>,
    /// What the client was wrapped in on that way, by API path: `instructor.from_openai`.
    pub wrappers: Vec<String>,
}

/// Where a client is made.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The constructors.
    pub sites: Vec<Site>,
    /// It may also come from somewhere that is not seen.
    pub open: bool,
}

/// Looks for the constructors of the client that `receiver` is, or leads to.
pub fn of(resolver: &Resolver<'_>, profiles: &Profiles<'_>, surface: &Surface<'_>, receiver: At) -> Origin {
    let mut search = Search {
        resolver,
        profiles,
        surface,
        seen: FxHashSet::default(),
        steps: 0,
        wrappers: Vec::new(),
        origin: Origin::default(),
    };
    search.follow(receiver, &[]);
    let mut origin = search.origin;
    origin.sites.sort_by_key(|site| (site.constructor, site.overrides.clone(), site.wrappers.clone()));
    origin.sites.dedup();
    origin
}

struct Search<'s, 'p> {
    resolver: &'s Resolver<'p>,
    profiles: &'s Profiles<'s>,
    surface: &'s Surface<'s>,
    seen: FxHashSet<At>,
    steps: u32,
    wrappers: Vec<String>,
    origin: Origin,
}

impl Search<'_, '_> {
    fn follow(&mut self, at: At, overrides: &[At]) {
        self.steps += 1;
        if self.steps > MAX_STEPS || !self.seen.insert(at) {
            self.origin.open |= self.steps > MAX_STEPS;
            return;
        }
        let unit = self.resolver.project.unit(at.unit);
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match &unit.facts.expr(at.expr).kind {
            ExprKind::Same(inner) => self.follow(here(*inner), overrides),
            ExprKind::Choice(values) => values.iter().for_each(|&value| self.follow(here(value), overrides)),
            ExprKind::Null => {}
            ExprKind::Name(_) => {
                let meanings = unit.index.meanings(at.expr);
                self.origin.open |= meanings.is_empty();
                meanings.iter().for_each(|&binding| self.of_binding(at.unit, binding, overrides));
            }
            ExprKind::Attr { object, name, .. } => {
                let own: Vec<Target> = self
                    .resolver
                    .targets(here(*object))
                    .iter()
                    .filter(|t| !matches!(t, Target::Api(_)))
                    .cloned()
                    .collect();
                let before = self.origin.sites.len();
                for target in &own {
                    self.of_member(target, name, overrides, 0);
                }
                let open = std::mem::take(&mut self.origin.open);
                if own.is_empty() {
                    self.follow(here(*object), overrides);
                }
                if self.origin.sites.len() == before {
                    let stored = self.resolver.stored(here(*object), name);
                    // What nothing is known of otherwise is what it is given from outside.
                    self.origin.open &= stored.is_empty();
                    stored.iter().for_each(|&value| self.follow(value, overrides));
                }
                // A method may use what the classes that derive from its own are given.
                if let (true, ExprKind::This(class)) =
                    (self.origin.sites.len() == before, &unit.facts.expr(*object).kind)
                {
                    for (other, heir) in self.resolver.heirs(at.unit, *class) {
                        self.of_member(&Target::Instance(other, heir), name, overrides, 0);
                    }
                    self.origin.open &= self.origin.sites.len() == before;
                }
                self.origin.open |= open;
            }
            ExprKind::Index { object, key } => {
                let (held, open) = super::entries::indexed(self.resolver, here(*object), here(*key), 0);
                let stored = self.resolver.stored_under(here(*object), here(*key));
                let tables = [vec![here(*object)], self.resolver.held(here(*object))].concat();
                let items = tables.into_iter().flat_map(|table| self.resolver.items(table));
                let items: Vec<At> = items.filter(|_| held.is_empty() && stored.is_empty()).collect();
                self.origin.open |= open && stored.is_empty() && items.is_empty();
                held.iter().chain(&stored).chain(&items).for_each(|&value| self.follow(value, overrides));
            }
            ExprKind::Call(call) => self.of_call(at, call.callee, overrides),
            _ => self.origin.open = true,
        }
    }

    fn of_call(&mut self, at: At, callee: ExprId, overrides: &[At]) {
        let callee = At { unit: at.unit, expr: callee };
        let unit = self.resolver.project.unit(at.unit);
        let paths = self.resolver.api_paths(callee);
        let attr = match &unit.facts.expr(callee.expr).kind {
            ExprKind::Attr { object, name, .. } if !paths.is_empty() => Some((*object, name.as_str())),
            _ => None,
        };
        if let Some((object, "with_options" | "copy" | "withOptions" | "bind")) = attr {
            let more = [overrides, &[at]].concat();
            return self.follow(At { unit: at.unit, expr: object }, &more);
        }
        if paths.iter().any(|path| self.makes_client(&normal(path))) {
            let wrappers = self.wrappers.clone();
            self.origin.sites.push(Site { constructor: at, overrides: overrides.to_vec(), wrappers });
            return;
        }
        // `wrap_openai(client)`: the client that is wrapped, if the profiles know the wrapper as one.
        let first = unit.facts.call(at.expr).and_then(|call| call.args.first());
        if let (Some(arg), Some(wrapper)) = (first, paths.iter().find(|path| self.wraps(path))) {
            self.wrappers.push(wrapper.to_string());
            self.follow(At { unit: at.unit, expr: arg.value }, overrides);
            self.wrappers.pop();
            return;
        }
        if let Some((object, _)) = attr {
            return self.follow(At { unit: at.unit, expr: object }, overrides);
        }
        let returned = match first.filter(|_| unit.index.callee_name(&unit.facts, at.expr) == Some("useMemo")) {
            Some(run) => argument::returned(self.resolver, At { unit: at.unit, expr: run.value }),
            None => argument::returned(self.resolver, callee),
        };
        if !returned.is_empty() {
            return returned.iter().for_each(|&value| self.follow(value, overrides));
        }
        self.origin.open = true;
    }

    /// True if calling `path` makes a client: `openai.OpenAI`, `boto3.Session().client`.
    fn makes_client(&self, path: &str) -> bool {
        let of_object = || {
            let made = self.profiles.canonical(&format!("{path}()"));
            path.contains("()") && made.strip_suffix("()").is_some_and(|made| self.surface.is_client(made))
        };
        self.surface.is_client(&self.profiles.canonical(path)) || of_object()
    }

    /// True if calling `path` gives the client that it is given.
    fn wraps(&self, path: &str) -> bool {
        let called = format!("{path}()");
        !path.contains("()") && self.profiles.canonical(path) == path && self.profiles.canonical(&called) != called
    }

    fn of_binding(&mut self, id: UnitId, binding: BindingId, overrides: &[At]) {
        let unit = self.resolver.project.unit(id);
        match &unit.facts.binding(binding).kind {
            // What is taken out of something (`a, b = make()`) is looked for in all of it.
            BindingKind::Value { expr, .. } => self.follow(At { unit: id, expr: *expr }, overrides),
            BindingKind::Entered(expr) => self.follow(At { unit: id, expr: *expr }, overrides),
            BindingKind::Import(import) => self.of_import(id, *import, overrides),
            BindingKind::Param { function, index, default, .. } => {
                let passed = self.resolver.arguments_of(id, *function, *index, &unit.facts.binding(binding).name);
                self.origin.open |= passed.is_empty() && default.is_none();
                passed.iter().for_each(|&value| self.follow(value, overrides));
                if let Some(default) = default {
                    self.follow(At { unit: id, expr: *default }, overrides);
                }
            }
            BindingKind::Declared => {}
            _ => self.origin.open = true,
        }
    }

    fn of_import(&mut self, id: UnitId, import: u32, overrides: &[At]) {
        let unit = self.resolver.project.unit(id);
        let import = &unit.facts.imports[import as usize];
        let Some(module) = self.resolver.project.modules.find(&unit.source, &import.module) else {
            // `from openai import chat`: a library's own client.
            self.origin.open = true;
            return;
        };
        match &import.what {
            Imported::Name(name) => self.exported(module, name, overrides, 0),
            Imported::Default => self.exported(module, "default", overrides, 0),
            _ => self.origin.open = true,
        }
    }

    fn exported(&mut self, id: UnitId, name: &str, overrides: &[At], depth: u32) {
        let unit = self.resolver.project.unit(id);
        let mut found = false;
        if !unit.source.language.is_ecmascript() {
            for &binding in unit.index.bound(&unit.facts, 0, name) {
                found = true;
                self.of_binding(id, binding, overrides);
            }
        }
        for (_, what) in unit.facts.exports.iter().filter(|(exported, _)| exported == name) {
            found = true;
            match what {
                crate::facts::Exported::Local(local) => {
                    for &binding in unit.index.bound(&unit.facts, 0, local) {
                        self.of_binding(id, binding, overrides);
                    }
                }
                crate::facts::Exported::Expr(expr) => self.follow(At { unit: id, expr: *expr }, overrides),
            }
        }
        if !found && depth < 6 {
            for import in unit.facts.imports.iter().filter(|i| i.re_export || i.what == Imported::Star) {
                let taken = match &import.what {
                    Imported::Star => true,
                    Imported::Name(taken) => taken == name,
                    _ => false,
                };
                if let Some(module) = self.resolver.project.modules.find(&unit.source, &import.module)
                    && taken
                    && module != id
                {
                    found = true;
                    self.exported(module, name, overrides, depth + 1);
                }
            }
        }
        self.origin.open |= !found;
    }

    fn of_member(&mut self, target: &Target, name: &str, overrides: &[At], depth: u32) {
        let (id, class) = match target {
            Target::Module(id) => return self.exported(*id, name, overrides, 0),
            Target::Instance(id, class) | Target::Class(id, class) if depth < 6 => (*id, *class),
            _ => {
                self.origin.open = true;
                return;
            }
        };
        let unit = self.resolver.project.unit(id);
        let facts = unit.facts.class(class);
        let mut found = false;
        for (_, value) in facts.instance_attrs.iter().filter(|(attr, _)| attr == name) {
            found = true;
            self.follow(At { unit: id, expr: *value }, overrides);
        }
        for &binding in unit.index.bound(&unit.facts, facts.region, name) {
            match &unit.facts.binding(binding).kind {
                // A property, or a method that gives the client.
                BindingKind::Function(function) => {
                    found = true;
                    for &value in &unit.facts.function(*function).returns {
                        self.follow(At { unit: id, expr: value }, overrides);
                    }
                }
                BindingKind::Declared => {}
                _ => {
                    found = true;
                    self.of_binding(id, binding, overrides);
                }
            }
        }
        if !found {
            for &base in &facts.bases {
                for target in self.resolver.targets(At { unit: id, expr: base }).iter() {
                    if matches!(target, Target::Class(..)) {
                        found = true;
                        self.of_member(target, name, overrides, depth + 1);
                    }
                }
            }
        }
        self.origin.open |= !found;
    }
}

/// A required module that is called is its default export.
pub fn normal(path: &str) -> String {
    match path.strip_suffix("#*") {
        Some(package) => format!("{package}#default"),
        None => path.to_owned(),
    }
}
