//! What an expression refers to: an API path of a library, or a module, function, class or instance of the project.
//!
//! Python paths are dotted (`openai.OpenAI().chat`), npm paths separate package and export with `#`
//! (`openai#OpenAIApi().createEdit`); `()` is "an instance of" or "what it returns". Names that are bound nowhere
//! are globals and stand for themselves (`fetch`, `process.env`).

use super::memory::Memory;
use super::{At, Project, UnitId};
use crate::facts::{BindingId, BindingKind, ClassId, DictItem, ExprId, ExprKind, FunctionId, Imported, Step};
use std::cell::Cell;
use std::rc::Rc;

/// What an expression refers to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// Something of a library, or a global.
    Api(Rc<str>),
    /// A module of the project.
    Module(UnitId),
    /// A Python `import a.b` seen so far as `a`: the unit that imports it, and the dotted name read so far.
    Dotted(UnitId, Rc<str>),
    /// A function of the project.
    Function(UnitId, FunctionId),
    /// A class of the project.
    Class(UnitId, ClassId),
    /// An instance of a class of the project.
    Instance(UnitId, ClassId),
}

/// More meanings than this are not followed: code that builds so many says nothing certain.
const MAX_TARGETS: usize = 12;
/// Resolves expressions of a project, remembering what it found.
pub struct Resolver<'p> {
    /// The project.
    pub project: &'p Project,
    pub(super) memory: Memory,
    /// Steps left for building strings.
    pub(super) fuel: Cell<u32>,
}

/// Calls whose results are looked into one inside the other.
const MAX_CALLS: u32 = 3;

impl<'p> Resolver<'p> {
    /// A resolver over `project`.
    pub fn new(project: &'p Project) -> Self {
        Resolver { project, memory: Memory::default(), fuel: Cell::new(0) }
    }

    /// What the expression refers to; empty if nothing is known.
    pub fn targets(&self, at: At) -> Rc<[Target]> {
        self.memory.targets(at, || {
            let mut found = Vec::new();
            self.find(at, &mut found);
            found.sort();
            found.dedup();
            found.truncate(MAX_TARGETS);
            found
        })
    }

    /// The API paths among the targets of an expression.
    pub fn api_paths(&self, at: At) -> Vec<Rc<str>> {
        self.targets(at)
            .iter()
            .filter_map(|t| match t {
                Target::Api(path) => Some(path.clone()),
                _ => None,
            })
            .collect()
    }

    fn find(&self, at: At, out: &mut Vec<Target>) {
        let unit = self.project.unit(at.unit);
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match &unit.facts.expr(at.expr).kind {
            ExprKind::Name(name) => {
                let meanings = unit.index.meanings(at.expr);
                if meanings.is_empty() {
                    out.push(self.global(at.unit, name));
                }
                for &binding in meanings {
                    self.of_binding(at.unit, binding, out);
                }
            }
            ExprKind::This(class) => out.push(Target::Instance(at.unit, *class)),
            ExprKind::Attr { object, name, .. } => {
                for target in self.targets(here(*object)).iter() {
                    self.member(target, name, out);
                }
                let known = |target: &Target| !matches!(target, Target::Api(_));
                if out.is_empty()
                    || !matches!(unit.facts.expr(*object).kind, ExprKind::This(_)) && !out.iter().any(known)
                {
                    for value in self.stored(here(*object), name) {
                        out.extend(self.targets(value).iter().cloned());
                    }
                }
                // What a base of a library may have says nothing: `abc.ABC().client`.
                let inherited = |target: &Target| matches!(target, Target::Api(path) if path.strip_suffix(name.as_str()).is_some_and(|of| of.ends_with("().")));
                if let ExprKind::This(class) = &unit.facts.expr(*object).kind
                    && out.iter().all(inherited)
                {
                    for (other, heir) in self.heirs(at.unit, *class) {
                        self.member(&Target::Instance(other, heir), name, out);
                    }
                }
            }
            ExprKind::Index { object, key } => {
                match &unit.facts.expr(*key).kind {
                    ExprKind::Str(key) => self.step_into(here(*object), &[Step::Key(key.as_str().into())], out),
                    // `load()[0]`
                    ExprKind::Num(index) if matches!(unit.facts.expr(*object).kind, ExprKind::Call(_)) => {
                        let step = index.parse().ok().map(Step::Index);
                        step.into_iter().for_each(|step| self.step_into(here(*object), &[step], out));
                    }
                    _ => self.elements(here(*object), out),
                }
                if out.is_empty() {
                    self.held(here(*object)).iter().for_each(|&value| self.elements(value, out));
                }
                for value in self.stored_under(here(*object), here(*key)) {
                    out.extend(self.targets(value).iter().cloned());
                }
            }
            ExprKind::Call(call) => {
                for target in self.targets(here(call.callee)).iter() {
                    self.called(target, out);
                }
                self.kept_function(at, call, out);
            }
            ExprKind::Same(inner) => out.extend(self.targets(here(*inner)).iter().cloned()),
            ExprKind::Choice(values) => {
                for &value in values {
                    out.extend(self.targets(here(value)).iter().cloned());
                }
            }
            ExprKind::Function(function) => out.push(Target::Function(at.unit, *function)),
            ExprKind::Class(class) => out.push(Target::Class(at.unit, *class)),
            _ => {}
        }
    }

    /// A name that is bound nowhere: it may come from a star import of the project, else it is a global.
    fn global(&self, unit: UnitId, name: &str) -> Target {
        for (at, import) in (0..).zip(&self.project.unit(unit).facts.imports) {
            if import.what == Imported::Star
                && !import.re_export
                && let Some(module) = self.project.module_of(unit, at)
                && let Some(found) = self.exported(module, name).first().cloned()
            {
                return found;
            }
        }
        Target::Api(name.into())
    }

    /// What a binding refers to.
    pub fn of_binding(&self, id: UnitId, binding: BindingId, out: &mut Vec<Target>) {
        let unit = self.project.unit(id);
        let binding = unit.facts.binding(binding);
        match &binding.kind {
            BindingKind::Value { expr, path } => {
                let before = out.len();
                self.step_into(At { unit: id, expr: *expr }, path, out);
                if out.len() == before {
                    self.of_annotation(id, binding.annotation, out);
                }
            }
            BindingKind::Import(import) => self.of_import(id, *import, out),
            BindingKind::Function(function) => out.push(Target::Function(id, *function)),
            BindingKind::Class(class) => out.push(Target::Class(id, *class)),
            BindingKind::Entered(expr) => out.extend(self.targets(At { unit: id, expr: *expr }).iter().cloned()),
            BindingKind::Element { iterable, path } if path.is_empty() => {
                self.elements(At { unit: id, expr: *iterable }, out);
            }
            BindingKind::Param { function, index, default, path, rest: false } => {
                let before = out.len();
                self.of_annotation(id, binding.annotation, out);
                if out.len() > before {
                    return;
                }
                if let Some(default) = default {
                    self.step_into(At { unit: id, expr: *default }, &[], out);
                }
                for argument in self.arguments_of(id, *function, *index, &binding.name) {
                    self.step_into(argument, path, out);
                }
            }
            BindingKind::Declared => self.of_annotation(id, binding.annotation, out),
            _ => {}
        }
    }

    /// `x: T` is an instance of `T`.
    fn of_annotation(&self, unit: UnitId, annotation: Option<ExprId>, out: &mut Vec<Target>) {
        let Some(annotation) = annotation else { return };
        let facts = &self.project.unit(unit).facts;
        // `Optional[T]`, `Promise<T>`: the type argument; a plain name: that type.
        let (at, wrapped) = match &facts.expr(annotation).kind {
            ExprKind::Index { key, .. } => (*key, true),
            _ => (annotation, false),
        };
        for target in self.targets(At { unit, expr: at }).iter() {
            match target {
                Target::Class(u, c) => out.push(Target::Instance(*u, *c)),
                Target::Api(path) if !wrapped || path.contains(['.', '#']) => {
                    let builtin = !path.contains(['.', '#']);
                    if !builtin {
                        out.push(Target::Api(format!("{path}()").into()));
                    }
                }
                _ => {}
            }
        }
    }

    fn of_import(&self, id: UnitId, import: u32, out: &mut Vec<Target>) {
        let unit = self.project.unit(id);
        let (module, submodule) = (self.project.module_of(id, import), self.project.submodule_of(id, import));
        let import = &unit.facts.imports[import as usize];
        let ecmascript = unit.source.language.is_ecmascript();
        match (&import.what, module) {
            (Imported::Module, Some(m)) => {
                // `require("./x")` is what the module exports as a whole, if it does.
                out.push(Target::Module(m));
                if ecmascript {
                    out.extend(self.exported(m, "module.exports").iter().cloned());
                }
            }
            (Imported::Default, Some(m)) => {
                let found = self.exported(m, "default");
                let found = if found.is_empty() { self.exported(m, "module.exports") } else { found };
                out.extend(found.iter().cloned());
            }
            (Imported::Name(name), Some(m)) => {
                let found = self.exported(m, name);
                if found.is_empty()
                    && let Some(sub) = submodule
                {
                    out.push(Target::Module(sub));
                }
                out.extend(found.iter().cloned());
            }
            (Imported::Name(name), None) => match submodule {
                Some(sub) => out.push(Target::Module(sub)),
                None => out.push(Target::Api(external(&import.module, Some(name), ecmascript).into())),
            },
            (Imported::Root, _) => {
                let root = import.module.split('.').next().unwrap_or(&import.module);
                out.push(Target::Dotted(id, root.into()));
            }
            (Imported::Module, None) => out.push(Target::Api(external(&import.module, None, ecmascript).into())),
            (Imported::Default, None) => {
                out.push(Target::Api(external(&import.module, Some("default"), ecmascript).into()));
            }
            (Imported::Star | Imported::Nothing, _) => {}
        }
    }

    /// The value at the end of `path` inside `at`.
    pub fn step_into(&self, at: At, path: &[Step], out: &mut Vec<Target>) {
        self.step_through(at, path, MAX_CALLS, out);
    }

    /// As `step_into`, through the results of so many calls, one in the other: functions return what they return.
    fn step_through(&self, at: At, path: &[Step], calls: u32, out: &mut Vec<Target>) {
        let Some((step, rest)) = path.split_first() else {
            out.extend(self.targets(at).iter().cloned());
            return;
        };
        let unit = self.project.unit(at.unit);
        let literal = self.literal_of(at);
        match (&self.project.expr(literal).kind, step) {
            (ExprKind::Dict(items), Step::Key(key)) => {
                for item in items {
                    if let DictItem::Entry { name: Some(name), value, .. } = item
                        && name == key
                    {
                        self.step_through(At { unit: literal.unit, expr: *value }, rest, calls, out);
                    }
                }
            }
            (ExprKind::List(items), Step::Index(index)) => {
                if let Some(&item) = items.get(*index as usize) {
                    self.step_through(At { unit: literal.unit, expr: item }, rest, calls, out);
                }
            }
            (_, Step::Key(key)) if rest.is_empty() => {
                for target in self.targets(at).iter() {
                    self.member(target, key, out);
                }
            }
            // `a, b = f()` that returns a pair.
            (ExprKind::Call(_), Step::Index(index)) if calls > 0 => {
                if let ExprKind::Call(call) = &unit.facts.expr(at.expr).kind {
                    for target in self.targets(At { unit: at.unit, expr: call.callee }).iter() {
                        let Target::Function(u, f) = target else { continue };
                        for &value in &self.project.unit(*u).facts.function(*f).returns {
                            self.step_through(At { unit: *u, expr: value }, &[Step::Index(*index)], calls - 1, out);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// The expression itself, or the literal that the name it is stands for.
    pub fn literal_of(&self, at: At) -> At {
        let mut at = at;
        for _ in 0..8 {
            let unit = self.project.unit(at.unit);
            match &unit.facts.expr(at.expr).kind {
                ExprKind::Same(inner) => at.expr = *inner,
                ExprKind::Name(_) => match unit.index.meanings(at.expr) {
                    [one] => match &unit.facts.binding(*one).kind {
                        BindingKind::Value { expr, path } if path.is_empty() => at.expr = *expr,
                        _ => return at,
                    },
                    _ => return at,
                },
                _ => return at,
            }
        }
        at
    }

    /// The expression that the name at `at` was given, if it was given one once; followed through imports.
    pub fn value_of(&self, at: At) -> At {
        let literal = self.literal_of(at);
        let unit = self.project.unit(literal.unit);
        let [one] = unit.index.meanings(literal.expr) else { return literal };
        let BindingKind::Import(import) = unit.facts.binding(*one).kind else { return literal };
        let module = self.project.module_of(literal.unit, import);
        let (Imported::Name(name), Some(module)) = (&unit.facts.imports[import as usize].what, module) else {
            return literal;
        };
        let other = self.project.unit(module);
        match other.bound(0, name) {
            [one] => match &other.facts.binding(*one).kind {
                BindingKind::Value { expr, path } if path.is_empty() => At { unit: module, expr: *expr },
                _ => literal,
            },
            _ => literal,
        }
    }
}

/// The API path of a library's name.
fn external(module: &str, name: Option<&str>, ecmascript: bool) -> String {
    match (name, ecmascript) {
        (Some(name), true) => format!("{module}#{name}"),
        (None, true) => format!("{module}#*"),
        (Some(name), false) => format!("{module}.{name}"),
        (None, false) => module.to_owned(),
    }
}
