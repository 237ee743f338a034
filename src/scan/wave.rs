//! The second wave: files that hold no anchor, but import by path a file that does, and files that those which do
//! import. To a fixed point.

use super::file::{Read, Reader};
use super::is_code;
use crate::project::module::Modules;
use crate::walk::WalkedFile;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

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
        let fresh: FxHashMap<&str, ()> = read.units[from..].iter().map(|(_, u)| (u.source.path.as_str(), ())).collect();
        from = read.units.len();
        wanted.extend(importers(files, &code, &modules, &have, &fresh));
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

fn importers(
    _files: &[WalkedFile],
    _code: &[usize],
    _modules: &Modules,
    _have: &FxHashSet<usize>,
    _fresh: &FxHashMap<&str, ()>,
) -> Vec<usize> {
    Vec::new()
}
