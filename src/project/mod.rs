//! The facts of all code files joined: which constant, client, wrapper or class a name in one file means in another.
//!
//! A [`Unit`] is one code file with its facts and an [`Index`] over them. `module` finds the file an import means,
//! `resolve` says what an expression refers to (an API path, or a function, class or instance of the project), `text`
//! what string it builds, `argument` which parameter an argument reaches, `caller` who calls a function. Nothing here
//! knows a rule or a model.

pub mod argument;
mod caller;
pub mod index;
mod member;
mod memory;
pub mod module;
pub mod resolve;
pub mod shape;
pub mod text;

pub use index::Index;
pub use resolve::{Resolver, Target};

use crate::facts::{BindingId, ExprId, Facts, Import, Imported, RegionId};
use crate::source::Source;

/// Index of a unit in [`Project::units`].
pub type UnitId = u32;

/// An expression somewhere in the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The unit.
    pub unit: UnitId,
    /// The expression in it.
    pub expr: ExprId,
}

/// One code file, linked within itself.
#[derive(Debug)]
pub struct Unit {
    /// Its text.
    pub source: Source,
    /// What it says.
    pub facts: Facts,
    /// What its names mean within it.
    pub index: Index,
}

impl Unit {
    /// A unit from a source and its facts.
    pub fn new(source: Source, facts: Facts) -> Unit {
        let index = Index::new(&facts);
        Unit { source, facts, index }
    }

    /// The bindings of `name` in exactly this region, in order of appearance.
    pub fn bound(&self, region: RegionId, name: &str) -> &[BindingId] {
        self.index.bound(&self.facts, region, name)
    }
}

/// All code files that are read.
#[derive(Debug, Default)]
pub struct Project {
    /// The units, sorted by path.
    pub units: Vec<Unit>,
    /// Which unit a module path means.
    pub modules: module::Modules,
    /// For each last name called anywhere (`create` in `a.b.create()`), the calls.
    pub calls_by_name: rustc_hash::FxHashMap<String, Vec<At>>,
    /// For each unit, the imports in other units that mean it: (unit, index of the import).
    pub importers: Vec<Vec<(UnitId, u32)>>,
    /// For each unit and import: the unit it means, and the unit of the submodule that it takes.
    links: Vec<Vec<(Option<UnitId>, Option<UnitId>)>>,
    /// For each unit, the other names that something of it has where it is imported: (its name, `None` for the default
    /// export; the name there).
    renamed: Vec<Vec<(Option<String>, String)>>,
}

impl Project {
    /// Joins units; they are sorted by path, so that the result does not depend on the order they came in.
    /// `packages` are the folders with an `__init__.py`, whether that is a unit or not.
    pub fn new(mut units: Vec<Unit>, packages: impl IntoIterator<Item = String>) -> Project {
        units.sort_by(|a, b| a.source.path.cmp(&b.source.path));
        let namesakes = (0..).zip(&units).filter(|(_, unit)| imports_its_name(unit)).map(|(id, _)| id);
        let modules = module::Modules::new(units.iter().map(|u| u.source.path.as_str()))
            .with_packages(packages)
            .with_namesakes(namesakes);
        let mut project = Project { units, modules, ..Project::default() };
        project.importers = vec![Vec::new(); project.units.len()];
        project.renamed = vec![Vec::new(); project.units.len()];
        for id in 0..project.units.len() as UnitId {
            let unit = &project.units[id as usize];
            for &call in &unit.index.calls {
                if let Some(name) = unit.index.callee_name(&unit.facts, call) {
                    project.calls_by_name.entry(name.to_owned()).or_default().push(At { unit: id, expr: call });
                }
            }
            let imports = unit.facts.imports.iter();
            let links: Vec<_> = imports.map(|import| project.modules.linked(&unit.source, import)).collect();
            for (at, (import, link)) in unit.facts.imports.iter().zip(&links).enumerate() {
                for target in [link.0, link.1].into_iter().flatten() {
                    if target != id {
                        project.importers[target as usize].push((id, at as u32));
                        project.renamed[target as usize].extend(renaming(&unit.facts, import));
                    }
                }
            }
            project.links.push(links);
        }
        for renamed in &mut project.renamed {
            renamed.sort();
            renamed.dedup();
        }
        project
    }

    /// The unit that import number `import` of a unit means, if the project has it.
    pub fn module_of(&self, id: UnitId, import: u32) -> Option<UnitId> {
        self.links[id as usize][import as usize].0
    }

    /// The unit of the submodule that an import takes: of `from a import b` that of `a.b`.
    pub fn submodule_of(&self, id: UnitId, import: u32) -> Option<UnitId> {
        self.links[id as usize][import as usize].1
    }

    /// The unit `id`.
    pub fn unit(&self, id: UnitId) -> &Unit {
        &self.units[id as usize]
    }

    /// The expression at `at`.
    pub fn expr(&self, at: At) -> &crate::facts::Expr {
        self.unit(at.unit).facts.expr(at.expr)
    }
}

/// True for `openai.py` that imports `openai`.
fn imports_its_name(unit: &Unit) -> bool {
    let path = unit.source.path.as_str();
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let Some(name) = name.strip_suffix(".py") else { return false };
    unit.facts.imports.iter().any(|import| import.module.split('.').next() == Some(name))
}

/// What an import takes, and the name it gives it, if that is another.
fn renaming(facts: &Facts, import: &Import) -> Option<(Option<String>, String)> {
    let local = &facts.binding(import.binding?).name;
    match &import.what {
        Imported::Name(taken) if taken != local => Some((Some(taken.clone()), local.clone())),
        Imported::Default => Some((None, local.clone())),
        _ => None,
    }
}
