//! What `object.name` and `object()` refer to, by what the object refers to.

use super::resolve::{Resolver, Target};
use super::{At, UnitId};
use crate::facts::{BindingKind, Call, ClassId, Exported, ExprKind, Imported};
use std::rc::Rc;

/// Functions that give back the function they are given, or one that answers alike.
const KEEPERS: &[&str] = &["memoize", "memoizeOne", "memoize_one", "pMemoize", "once", "useCallback", "cache"];

impl Resolver<'_> {
    /// The member `name` of a target.
    pub(super) fn member(&self, target: &Target, name: &str, out: &mut Vec<Target>) {
        match target {
            Target::Api(path) => out.push(Target::Api(join(path, name).into())),
            Target::Module(unit) => {
                let found = self.exported(*unit, name);
                if found.is_empty() {
                    let source = &self.project.unit(*unit).source;
                    if source.path.ends_with("__init__.py")
                        && let Some(sub) = self.project.modules.submodule(source, ".", name)
                    {
                        out.push(Target::Module(sub));
                    }
                }
                out.extend(found.iter().cloned());
            }
            Target::Dotted(unit, so_far) => {
                let dotted: Rc<str> = format!("{so_far}.{name}").into();
                let source = &self.project.unit(*unit).source;
                match self.project.modules.find(source, &dotted) {
                    Some(module) => out.push(Target::Module(module)),
                    None if self.project.modules.find(source, so_far).is_some() => {
                        let module = self.project.modules.find(source, so_far);
                        out.extend(module.into_iter().flat_map(|m| self.exported(m, name).to_vec()));
                    }
                    None => {
                        let prefix = format!("{dotted}.");
                        let more = self.project.unit(*unit).facts.imports.iter().any(|i| {
                            i.what == Imported::Root
                                && i.module.starts_with(&prefix)
                                && self.project.modules.find(source, &i.module).is_some()
                        });
                        out.push(if more { Target::Dotted(*unit, dotted) } else { Target::Api(dotted) });
                    }
                }
            }
            Target::Class(unit, class) => self.of_class(*unit, *class, name, out, 0),
            Target::Instance(unit, class) => self.of_instance(*unit, *class, name, out, 0),
            Target::Function(..) => {}
        }
    }

    /// What calling a target gives.
    pub(super) fn called(&self, target: &Target, out: &mut Vec<Target>) {
        match target {
            Target::Api(path) => out.push(Target::Api(called_path(path).into())),
            Target::Dotted(_, path) => out.push(Target::Api(called_path(path).into())),
            Target::Class(unit, class) => out.push(Target::Instance(*unit, *class)),
            Target::Function(unit, function) => {
                let facts = &self.project.unit(*unit).facts;
                for &value in &facts.function(*function).returns {
                    out.extend(self.targets(At { unit: *unit, expr: value }).iter().cloned());
                }
            }
            Target::Module(_) | Target::Instance(..) => {}
        }
    }

    /// The function that a call gives back as it was given it, and what one gives that is run at once.
    pub(super) fn kept_function(&self, call: At, facts: &Call, out: &mut Vec<Target>) {
        let unit = self.project.unit(call.unit);
        let name = unit.index.callee_name(&unit.facts, call.expr).unwrap_or_default();
        let (keeps, runs) = (KEEPERS.contains(&name), name == "useMemo");
        let Some(first) = facts.args.first().filter(|_| keeps || runs) else { return };
        for target in self.targets(At { unit: call.unit, expr: first.value }).iter() {
            match target {
                Target::Function(..) if runs => self.called(target, out),
                Target::Function(..) => out.push(target.clone()),
                _ => {}
            }
        }
    }

    fn of_class(&self, id: UnitId, class: ClassId, name: &str, out: &mut Vec<Target>, depth: u32) {
        if depth > 8 {
            return;
        }
        let unit = self.project.unit(id);
        let facts = unit.facts.class(class);
        let bound = unit.bound(facts.region, name);
        for &binding in bound {
            self.of_binding(id, binding, out);
        }
        if bound.is_empty() {
            for &base in &facts.bases {
                for target in self.targets(At { unit: id, expr: base }).iter() {
                    // What a library's class has is not known: a member of the project's subclass is not taken for one.
                    if let Target::Class(u, c) = target {
                        self.of_class(*u, *c, name, out, depth + 1);
                    }
                }
            }
        }
    }

    fn of_instance(&self, id: UnitId, class: ClassId, name: &str, out: &mut Vec<Target>, depth: u32) {
        if depth > 8 {
            return;
        }
        let unit = self.project.unit(id);
        let facts = unit.facts.class(class);
        let mut known = false;
        for (_, value) in facts.instance_attrs.iter().filter(|(n, _)| n == name) {
            known = true;
            out.extend(self.targets(At { unit: id, expr: *value }).iter().cloned());
        }
        for &binding in unit.bound(facts.region, name) {
            known = true;
            match &unit.facts.binding(binding).kind {
                BindingKind::Function(function) if is_property(unit, *function) => {
                    self.called(&Target::Function(id, *function), out);
                }
                BindingKind::Declared => {
                    self.of_binding(id, binding, out);
                    for value in self.validated(id, class, name) {
                        out.extend(self.targets(value).iter().cloned());
                    }
                }
                _ => self.of_binding(id, binding, out),
            }
        }
        if known {
            return;
        }
        for &base in &facts.bases {
            for target in self.targets(At { unit: id, expr: base }).iter() {
                match target {
                    Target::Class(u, c) => self.of_instance(*u, *c, name, out, depth + 1),
                    Target::Api(path) => out.push(Target::Api(format!("{path}().{name}").into())),
                    _ => {}
                }
            }
        }
    }

    /// What a module of the project exports under `name`.
    pub fn exported(&self, id: UnitId, name: &str) -> Rc<[Target]> {
        self.memory.exports((id, name.to_owned()), || {
            let mut out = Vec::new();
            self.find_export(id, name, &mut out);
            out.sort();
            out.dedup();
            out
        })
    }

    fn find_export(&self, id: UnitId, name: &str, out: &mut Vec<Target>) {
        let unit = self.project.unit(id);
        if !unit.source.language.is_ecmascript() {
            for &binding in unit.bound(0, name) {
                self.of_binding(id, binding, out);
            }
        }
        for (exported, what) in &unit.facts.exports {
            if exported != name {
                continue;
            }
            match what {
                Exported::Local(local) => {
                    for &binding in unit.bound(0, local) {
                        self.of_binding(id, binding, out);
                    }
                }
                Exported::Expr(expr) => out.extend(self.targets(At { unit: id, expr: *expr }).iter().cloned()),
            }
        }
        if out.is_empty() {
            self.re_exported(id, name, out);
        }
    }

    /// `export { x } from "m"`, `export * from "m"`, Python star imports.
    fn re_exported(&self, id: UnitId, name: &str, out: &mut Vec<Target>) {
        let unit = self.project.unit(id);
        for (at, import) in (0..).zip(&unit.facts.imports) {
            let taken = match &import.what {
                Imported::Star => name != "default",
                Imported::Name(taken) => import.re_export && taken == name,
                _ => false,
            };
            if !taken {
                continue;
            }
            match self.project.module_of(id, at) {
                Some(module) if module != id => out.extend(self.exported(module, name).iter().cloned()),
                _ => {}
            }
        }
    }
}

fn is_property(unit: &super::Unit, function: u32) -> bool {
    unit.facts.function(function).decorators.iter().any(|&d| match &unit.facts.expr(d).kind {
        ExprKind::Name(name) | ExprKind::Attr { name, .. } => name.ends_with("property"),
        _ => false,
    })
}

/// `path.name`; what a default export or a whole module has is what its package exports under that name.
fn join(path: &str, name: &str) -> String {
    if let Some(package) = path.strip_suffix("#*") {
        return format!("{package}#{name}");
    }
    if let Some(package) = path.strip_suffix("#default") {
        return format!("{package}#{name}");
    }
    format!("{path}.{name}")
}

/// `path()`; a required module that is called is its default export.
fn called_path(path: &str) -> String {
    match path.strip_suffix("#*") {
        Some(package) => format!("{package}#default()"),
        None => format!("{path}()"),
    }
}
