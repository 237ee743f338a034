//! The second wave: files that hold no anchor, but import by path a file that does, and files that those which do
//! import. To a fixed point.

use super::file::{Read, Reader};
use super::is_code;
use crate::facts::manifest;
use crate::facts::{BindingKind, Facts};
use crate::language::Language;
use crate::prefilter;
use crate::project::module::Modules;
use crate::source::Source;
use crate::walk::WalkedFile;
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// Rounds after which the wave ends even if it still finds files.
const MAX_ROUNDS: u32 = 6;

/// Lets in the files that belong to those that were read.
pub fn follow(files: &[WalkedFile], reader: &Reader, read: &mut Read) {
    if read.units.is_empty() || files.len() < 2 {
        return;
    }
    let code: Vec<usize> = (0..files.len()).filter(|&i| is_code(&files[i])).collect();
    let modules = Modules::new(code.iter().map(|&i| files[i].shown.as_str()));
    let mut have: FxHashSet<usize> = read.units.iter().map(|(at, _)| *at).collect();
    let mut from = 0;
    for _ in 0..MAX_ROUNDS {
        // What the files that were let in import.
        let mut wanted: FxHashSet<usize> = FxHashSet::default();
        for (_, unit) in &read.units[from..] {
            for import in &unit.facts.imports {
                for id in modules.of_import(&unit.source, import) {
                    let at = code[id as usize];
                    if !have.contains(&at) {
                        wanted.insert(at);
                    }
                }
            }
        }
        // Files that import them.
        let fresh: FxHashSet<&str> =
            read.units[from..].iter().filter(|(_, u)| exports(&u.facts)).map(|(_, u)| u.source.path.as_str()).collect();
        from = read.units.len();
        wanted.extend(importers(files, &code, &modules, &have, &fresh, reader));
        let mut wanted: Vec<usize> = wanted.into_iter().collect();
        wanted.sort_unstable();
        if wanted.is_empty() {
            return;
        }
        have.extend(&wanted);
        let more = wanted
            .par_iter()
            .fold(Read::default, |mut out, &at| {
                reader.second(at, &files[at], &mut out);
                out
            })
            .reduce(Read::default, |mut a, b| {
                a.merge(b);
                a
            });
        read.merge(more);
    }
}

/// True if other files can take something from this one: a value, a function, a class.
fn exports(facts: &Facts) -> bool {
    facts.regions.first().is_some_and(|module| {
        module.names.iter().any(|(_, binding)| {
            matches!(
                facts.binding(*binding).kind,
                BindingKind::Value { .. } | BindingKind::Function(_) | BindingKind::Class(_)
            )
        })
    }) || !facts.exports.is_empty()
}

/// Files that import one of the fresh ones, by a look at their bytes alone.
fn importers(
    files: &[WalkedFile],
    code: &[usize],
    modules: &Modules,
    have: &FxHashSet<usize>,
    fresh: &FxHashSet<&str>,
    reader: &Reader,
) -> Vec<usize> {
    let roots = roots(files, fresh);
    let mut stems: Vec<&str> = fresh.iter().filter_map(|path| stem(path)).filter(|s| !s.is_empty()).collect();
    stems.sort_unstable();
    stems.dedup();
    let Ok(stems) = AhoCorasick::new(&stems) else { return Vec::new() };
    code.par_iter()
        .copied()
        .filter(|at| !have.contains(at))
        .filter(|&at| roots.iter().any(|root| is_below(&files[at].shown, root)))
        .filter(|&at| {
            let file = &files[at];
            let Some(bytes) = reader.bytes(file) else { return false };
            let from = Source::new(file.shown.clone(), language_of(file), String::new());
            prefilter::imports_any(&bytes, file.language, &stems).iter().any(|specifier| {
                modules.find(&from, specifier).is_some_and(|id| fresh.contains(files[code[id as usize]].shown.as_str()))
            })
        })
        .collect()
}

/// Notebooks import as Python does.
fn language_of(file: &WalkedFile) -> Language {
    if file.language == Language::Notebook { Language::Python } else { file.language }
}

/// The name a module is imported by: of a file, or of the folder whose `__init__` or `index` it is.
fn stem(path: &str) -> Option<&str> {
    let mut parts = path.rsplit('/');
    let name = parts.next()?.split('.').next()?;
    if matches!(name, "__init__" | "index") { parts.next() } else { Some(name) }
}

/// The folders in which importers of the fresh files are looked for: the project that each belongs to, by the nearest
/// manifest; without one, the folder that holds its package.
fn roots(files: &[WalkedFile], fresh: &FxHashSet<&str>) -> Vec<String> {
    let mut manifests: FxHashSet<&str> = FxHashSet::default();
    let mut packages: FxHashSet<&str> = FxHashSet::default();
    for file in files {
        if manifest::is_manifest(&file.shown) {
            manifests.insert(folder_of(&file.shown));
        } else if file.shown.ends_with("__init__.py") {
            packages.insert(folder_of(&file.shown));
        }
    }
    let mut found: Vec<String> = Vec::new();
    for path in fresh {
        let mut folder = folder_of(path);
        while packages.contains(folder) && !folder.is_empty() {
            folder = folder_of(folder);
        }
        let package_parent = folder;
        let mut at = folder_of(path);
        let root = loop {
            if manifests.contains(at) {
                break at;
            }
            if at.is_empty() {
                break package_parent;
            }
            at = folder_of(at);
        };
        found.push(root.to_owned());
    }
    found.sort();
    found.dedup();
    // A folder inside another adds nothing.
    let all = found.clone();
    found.retain(|root| !all.iter().any(|other| other != root && is_below(root, other)));
    found
}

fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
