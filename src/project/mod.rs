//! The facts of all code files joined: which constant, client, wrapper or class a name in one file means in another.
//!
//! A [`Unit`] is one code file with its facts and an [`Index`] over them. `module` finds the file an import means,
//! `resolve` says what an expression refers to (an API path, or a function, class or instance of the project), `text`
//! what string it builds, `argument` which parameter an argument reaches, `caller` who calls a function. `stored` finds
//! what objects are given from outside, `survey` units by what they name. Nothing here knows a rule or a model.

pub mod argument;
mod caller;
pub mod index;
mod member;
mod memory;
pub mod module;
pub mod resolve;
pub mod shape;
mod stored;
mod survey;
pub mod text;

pub use index::Index;
pub use resolve::{Resolver, Target};

use crate::facts::{BindingId, ExprId, Facts, RegionId};
use crate::source::Source;
use rayon::prelude::*;
use survey::{Names, Survey};

/// Number of a unit in a [`Project`], in order of the paths.
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
    /// Sorted by path.
    units: Vec<Unit>,
    /// Which unit a module path means.
    pub modules: module::Modules,
    /// Where names stand, in all units.
    pub names: Names,
    /// For each unit, the imports in other units that mean it: (unit, index of the import).
    pub importers: Vec<Vec<(UnitId, u32)>>,
    /// For each unit and import: the unit it means, and the unit of the submodule that it takes.
    links: Vec<Vec<(Option<UnitId>, Option<UnitId>)>>,
    /// For each unit, the other names that something of it has where it is imported: (its name, `None` for the default
    /// export; the name there).
    renamed: Vec<Vec<(Option<String>, String)>>,
}

/// Least number of units that one resolver is asked about, and most parts that a project is cut into: what one resolver
/// found another has to find again. Neither depends on the number of threads, and so nothing that is remembered does.
const CHUNK: usize = 16;
const MOST_CHUNKS: usize = 16;

impl Project {
    /// Joins units; they are sorted by path, so that the result does not depend on the order they came in.
    /// `packages` are the folders with an `__init__.py`, whether that is a unit or not.
    pub fn new(mut units: Vec<Unit>, packages: impl IntoIterator<Item = String>) -> Project {
        units.sort_by(|a, b| a.source.path.cmp(&b.source.path));
        let namesakes = (0..).zip(&units).filter(|(_, unit)| imports_its_name(unit)).map(|(id, _)| id);
        let modules = module::Modules::new(units.iter().map(|unit| unit.source.path.as_str()))
            .with_packages(packages)
            .with_namesakes(namesakes);
        let surveys: Vec<Survey> = units.par_iter().map(|unit| Survey::new(unit, &modules)).collect();
        let mut names = Names::default();
        let mut importers = vec![Vec::new(); surveys.len()];
        let mut renamed = vec![Vec::new(); surveys.len()];
        let mut links = Vec::with_capacity(surveys.len());
        for (id, mut survey) in (0..).zip(surveys) {
            names.add(id, &mut survey);
            for (at, (other, link)) in (0..).zip(survey.renamed.into_iter().zip(&survey.links)) {
                for target in [link.0, link.1].into_iter().flatten().filter(|&target| target != id) {
                    importers[target as usize].push((id, at));
                    renamed[target as usize].extend(other.clone());
                }
            }
            links.push(survey.links);
        }
        for renamed in &mut renamed {
            renamed.sort();
            renamed.dedup();
        }
        Project { units, modules, names, importers, links, renamed }
    }

    /// Number of units; their ids are the numbers below, in order of their paths.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// True if there is no unit.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Asks `work` about all units, a few at a time, on all threads; the answers are in order.
    pub fn ask<T: Send>(&self, work: impl Fn(&[UnitId]) -> T + Sync + Send) -> Vec<T> {
        let ids: Vec<UnitId> = (0..self.len() as UnitId).collect();
        ids.par_chunks(CHUNK.max(ids.len().div_ceil(MOST_CHUNKS))).map(work).collect()
    }

    /// Looks at every unit by itself, on all threads; the answers are in order.
    pub fn each<'p, T: Send>(&'p self, look: impl Fn(&'p Unit) -> T + Sync + Send) -> Vec<T> {
        self.units.par_iter().map(look).collect()
    }

    /// The unit that import number `import` of a unit means, if the project has it.
    pub fn module_of(&self, id: UnitId, import: u32) -> Option<UnitId> {
        self.links[id as usize][import as usize].0
    }

    /// The unit of the submodule that an import takes: of `from a import b` that of `a.b`.
    pub fn submodule_of(&self, id: UnitId, import: u32) -> Option<UnitId> {
        self.links[id as usize][import as usize].1
    }

    /// The path of a unit, relative to the working directory.
    pub fn path(&self, id: UnitId) -> &str {
        &self.units[id as usize].source.path
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
