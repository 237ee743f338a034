//! What files pass on: names that they take from another file and that a third can take from them, as an `__init__.py`
//! or an `index.ts` does.

use super::offer::DEFAULT;
use crate::facts::{Exported, Facts, Import, Imported, RegionKind};
use crate::project::Unit;
use rustc_hash::{FxHashMap, FxHashSet};

/// Names on offer, by the path of the file that offers them.
pub type Offers = FxHashMap<String, Vec<String>>;

/// Who passes on what, over all rounds of a wave.
#[derive(Debug, Default)]
pub struct Relays {
    /// By the path of the file from which is taken.
    links: FxHashMap<String, Vec<Link>>,
    /// All that was offered so far.
    offered: FxHashMap<String, FxHashSet<String>>,
    /// Offers that were not passed on yet: path and name.
    waiting: Vec<(String, String)>,
}

/// What a file passes on of another.
#[derive(Debug)]
pub struct Passed {
    /// The path of the file from which is taken.
    from: String,
    links: Vec<Link>,
}

impl Passed {
    /// All that a file passes on; `find` gives the path of the file that an import means.
    pub fn of<'f>(unit: &Unit, find: impl Fn(&Import) -> Option<&'f str>) -> Vec<Passed> {
        let exports = exports(&unit.facts);
        let passed = unit.facts.imports.iter().filter_map(|import| {
            let links = links(unit, import, &exports);
            let from = if links.is_empty() { None } else { find(import) };
            let from = from.filter(|from| *from != unit.source.path)?.to_owned();
            let by = &unit.source.path;
            Some(Passed { from, links: links.into_iter().map(|what| Link { by: by.clone(), what }).collect() })
        });
        passed.collect()
    }
}

/// One name, or all of them, passed on by the file `by`.
#[derive(Clone, Debug)]
struct Link {
    by: String,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    All,
    /// The name that is taken, and the one under which it is passed on.
    One(String, String),
    /// The module itself, under this name.
    Module(String),
}

impl Relays {
    /// Takes in what a file that was read passes on.
    pub fn add(&mut self, passed: Vec<Passed>) {
        for Passed { from, links } in passed {
            // What was offered before this file was read reaches it, too.
            let before = self.offered.get(&from).into_iter().flatten();
            self.waiting.extend(before.map(|name| (from.clone(), name.clone())));
            self.links.entry(from).or_default().extend(links);
        }
    }

    /// What is on offer since the last time, of `fresh` and of the files that pass it on.
    pub fn pass(&mut self, fresh: Offers) -> Offers {
        let mut news = Offers::default();
        for (path, names) in fresh {
            for name in names {
                self.offer(path.clone(), name, &mut news);
            }
        }
        while let Some((path, name)) = self.waiting.pop() {
            for link in self.links.get(&path).cloned().into_iter().flatten() {
                let passed = match link.what {
                    What::All => (name != DEFAULT).then(|| name.clone()),
                    What::One(taken, passed) => (taken == name).then_some(passed),
                    What::Module(passed) => Some(passed),
                };
                if let Some(passed) = passed {
                    self.offer(link.by, passed, &mut news);
                }
            }
        }
        news
    }

    fn offer(&mut self, path: String, name: String, news: &mut Offers) {
        if self.offered.entry(path.clone()).or_default().insert(name.clone()) {
            news.entry(path.clone()).or_default().push(name.clone());
            self.waiting.push((path, name));
        }
    }
}

/// The names under which each name of a file is exported.
fn exports(facts: &Facts) -> FxHashMap<&str, Vec<&str>> {
    let mut names: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (exported, what) in &facts.exports {
        if let Exported::Local(local) = what {
            let exported = if exported == "module.exports" { DEFAULT } else { exported };
            names.entry(local).or_default().push(exported);
        }
    }
    names
}

/// What a file passes on of what it imports. In Python any name of a module can be taken from it; one counts as passed
/// on if the module is a package's or takes all.
fn links(unit: &Unit, import: &Import, exports: &FxHashMap<&str, Vec<&str>>) -> Vec<What> {
    if import.type_only {
        return Vec::new();
    }
    let Some(binding) = import.binding.map(|binding| unit.facts.binding(binding)) else {
        return if import.what == Imported::Star { vec![What::All] } else { Vec::new() };
    };
    let is_package = unit.source.path.ends_with("__init__.py")
        && matches!(unit.facts.region(binding.region).kind, RegionKind::Module);
    let own = (is_package || import.re_export).then_some(binding.name.as_str());
    let names = exports.get(binding.name.as_str()).into_iter().flatten().copied().chain(own);
    let link = |name: &str| match &import.what {
        Imported::Name(taken) => Some(What::One(taken.to_string(), name.to_owned())),
        Imported::Default => Some(What::One(DEFAULT.to_owned(), name.to_owned())),
        Imported::Module => Some(What::Module(name.to_owned())),
        _ => None,
    };
    names.filter_map(link).collect()
}
