//! The second wave: files that hold no anchor of their own, but decide what an anchor means.
//!
//! Two kinds are let in, to a fixed point. Files that import, by path, a constant that names a model: whether it is used
//! is said there; files that pass it on are asked for in turn (`relay`). And files that a file let in imports, if they
//! import an SDK (the client it calls is made there) or are handed an id (`handed`).
//! Calls of dead APIs need no wave: their names are anchors where they are called.

use super::anchors::Sdks;
use super::file::{Read, Reader};
use super::relay::{Offers, Passed, Relays};
use super::{handed, is_code, offer};
use crate::check::lifecycle::Clock;
use crate::facts::{Arg, ArgKind, ExprId, Import, Use, manifest};
use crate::language::Language;
use crate::prefilter;
use crate::project::Unit;
use crate::project::module::Modules;
use crate::source::Source;
use crate::walk::WalkedFile;
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// Rounds after which the wave ends even if it still finds files.
const MAX_ROUNDS: u32 = 6;

/// Lets in the files that belong to those that were read.
pub fn follow(files: &[WalkedFile], reader: &Reader<'_>, clock: &Clock<'_>, read: &mut Read) {
    if read.units.is_empty() || files.len() < 2 {
        return;
    }
    let code: Vec<usize> = (0..files.len()).filter(|&i| is_code(&files[i])).collect();
    let modules = Modules::new(code.iter().map(|&i| files[i].shown.as_str()));
    let sdks = reader.sdks();
    let mut have: FxHashSet<usize> = read.units.iter().map(|(at, _)| *at).collect();
    let mut relays = Relays::default();
    let mut from = 0;
    for _ in 0..MAX_ROUNDS {
        let ties = |unit: &Unit| Ties::new(unit, files, &code, &modules, reader, clock);
        let all: Vec<Ties> = read.units[from..].par_iter().map(|(_, unit)| ties(unit)).collect();
        let mut wanted: FxHashSet<usize> = FxHashSet::default();
        let mut deciding: FxHashSet<usize> = FxHashSet::default();
        let mut fresh = Offers::default();
        for ((_, unit), ties) in read.units[from..].iter().zip(all) {
            wanted.extend(ties.imported.iter().filter(|at| !have.contains(at)));
            deciding.extend(ties.deciding.iter().filter(|at| !have.contains(at)));
            if !ties.offers.is_empty() {
                fresh.insert(unit.source.path.clone(), ties.offers);
            }
            relays.add(ties.passed);
        }
        let mut wanted: Vec<usize> = wanted
            .into_par_iter()
            .filter(|&at| deciding.contains(&at) || imports_sdk(&files[at], &modules, sdks, reader))
            .collect();
        let fresh = relays.pass(fresh);
        from = read.units.len();
        wanted.extend(importers(files, &code, &modules, &have, &fresh, reader));
        wanted.sort_unstable();
        wanted.dedup();
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

/// What a file means for those that import it or that it imports. Files go by their index in the walk.
struct Ties {
    imported: Vec<usize>,
    /// Those of the imported that are read whatever they hold.
    deciding: Vec<usize>,
    /// Names under which others can take something of it.
    offers: Vec<String>,
    passed: Vec<Passed>,
}

impl Ties {
    fn new(
        unit: &Unit,
        files: &[WalkedFile],
        code: &[usize],
        modules: &Modules,
        reader: &Reader<'_>,
        clock: &Clock<'_>,
    ) -> Ties {
        let sdks = reader.sdks();
        let (mut imported, mut deciding) = (Vec::new(), Vec::new());
        let handed = handed::imports(unit, clock);
        for (number, import) in (0..).zip(&unit.facts.imports) {
            for id in modules.of_import(&unit.source, import) {
                let at = code[id as usize];
                imported.push(at);
                let decides = || reader.looks_for_calls() && decides_a_call(unit, import);
                let asks = || handed.contains(&number) && !sdks.is_library(&import.module);
                if asks() || shadows(&files[at].shown, import, sdks) || decides() {
                    deciding.push(at);
                }
            }
        }
        let path = |id| files[code[id as usize]].shown.as_str();
        let sdks = reader.looks_for_calls().then_some(sdks);
        Ties {
            imported,
            deciding,
            offers: offer::names(unit, clock, modules, sdks),
            passed: Passed::of(unit, |import| modules.find(&unit.source, &import.module).map(path)),
        }
    }
}

/// True if the file that an import means has an SDK's name without being it: `openai.py` beside a script. A package of
/// that name is taken for the SDK's own repository, where the name means what it means everywhere.
fn shadows(path: &str, import: &Import, sdks: &Sdks<'_>) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    sdks.has(&import.module) && file.strip_suffix(".py") == Some(import.module.as_str())
}

/// True if what is imported decides how a call fails: a function that sends or tries again, by its name, or the class
/// of what is spread into a call.
fn decides_a_call(unit: &Unit, import: &Import) -> bool {
    const WORDS: &[&str] = &["fetch", "retry", "retries", "backoff", "post", "http"];
    let facts = &unit.facts;
    let Some(binding) = import.binding else { return false };
    let name = facts.binding(binding).name.to_ascii_lowercase();
    if WORDS.iter().any(|word| name.contains(word)) {
        return true;
    }
    if unit.index.reads(binding).iter().any(|&read| is_sent_to(unit, read)) {
        return true;
    }
    let is_annotation = unit.index.reads(binding).iter().any(|&read| facts.expr(read).usage == Use::Annotation);
    is_annotation
        && unit.index.calls.iter().any(|&call| {
            let spread = |arg: &Arg| arg.kind == ArgKind::DictSplat && facts.call(arg.value).is_some();
            facts.call(call).is_some_and(|call| call.args.iter().any(spread))
        })
}

/// True if a name, or a field of it, is the URL of a request: `requests.post(settings.state.url, …)`.
fn is_sent_to(unit: &Unit, read: ExprId) -> bool {
    const SENDERS: &[&str] = &["post", "fetch", "request", "stream", "urlopen"];
    let mut at = read;
    for _ in 0..4 {
        at = match unit.facts.expr(at).usage {
            Use::Object(parent) => parent,
            Use::Arg { call, arg: 0 } => {
                return unit.index.callee_name(&unit.facts, call).is_some_and(|name| SENDERS.contains(&name));
            }
            _ => return false,
        };
    }
    false
}

/// True if a file imports the library of an SDK. Within a library's own repository its name means the repository.
fn imports_sdk(file: &WalkedFile, modules: &Modules, sdks: &Sdks<'_>, reader: &Reader<'_>) -> bool {
    let Some(bytes) = reader.bytes(file) else { return false };
    let from = Source::new(file.shown.clone(), language_of(file), String::new());
    sdks.imported(&bytes, file.language).iter().any(|module| {
        let parent = module.rsplit_once('.').filter(|(parent, _)| !parent.is_empty() && !file.language.is_ecmascript());
        modules.find(&from, module).is_none() && parent.is_none_or(|(parent, _)| modules.find(&from, parent).is_none())
    })
}

/// Files that import one of the fresh ones, by a look at their bytes alone.
fn importers(
    files: &[WalkedFile],
    code: &[usize],
    modules: &Modules,
    have: &FxHashSet<usize>,
    fresh: &Offers,
    reader: &Reader<'_>,
) -> Vec<usize> {
    if fresh.is_empty() {
        return Vec::new();
    }
    let roots = roots(files, fresh);
    let mut stems: Vec<&str> = fresh.keys().filter_map(|path| stem(path)).filter(|s| !s.is_empty()).collect();
    // What a folder offers is taken from within it as `"."`, `"./index"` and `from . import x`.
    if fresh.keys().any(|path| is_of_folder(path)) {
        stems.extend([".", "index"]);
    }
    stems.sort_unstable();
    stems.dedup();
    let mut names: Vec<&str> = fresh.values().flatten().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let (Ok(stems), Ok(finder)) = (AhoCorasick::new(&stems), AhoCorasick::new(&names)) else {
        return Vec::new();
    };
    let has_default = names.contains(&offer::DEFAULT);
    code.par_iter()
        .copied()
        .filter(|at| !have.contains(at))
        .filter(|&at| roots.iter().any(|root| is_below(&files[at].shown, root)))
        .filter(|&at| {
            let file = &files[at];
            let Some(bytes) = reader.bytes(file) else { return false };
            let found = finder.find_overlapping_iter(&bytes);
            let whole = found.filter(|found| prefilter::is_whole_name(&bytes, found.start(), found.end()));
            let taken: FxHashSet<&str> = whole.map(|found| names[found.pattern().as_usize()]).collect();
            let takes_all = takes_all(&bytes, file.language);
            if taken.is_empty() && !has_default && !takes_all {
                return false;
            }
            let from = Source::new(file.shown.clone(), language_of(file), String::new());
            prefilter::imports_any(&bytes, file.language, &stems).iter().any(|specifier| {
                let offered =
                    modules.find(&from, specifier).and_then(|id| fresh.get(files[code[id as usize]].shown.as_str()));
                offered.is_some_and(|names| {
                    takes_all || names.iter().any(|name| name == offer::DEFAULT || taken.contains(name.as_str()))
                })
            })
        })
        .collect()
}

/// True if a file may take all that another one offers, to pass it on under names that do not stand in it.
fn takes_all(bytes: &[u8], language: Language) -> bool {
    let forms: &[&str] = if language.is_ecmascript() { &["export *", "export*"] } else { &["import *"] };
    forms.iter().any(|form| memchr::memmem::find(bytes, form.as_bytes()).is_some())
}

/// Notebooks import as Python does.
fn language_of(file: &WalkedFile) -> Language {
    if file.language == Language::Notebook { Language::Python } else { file.language }
}

/// True for the file that stands for its folder.
fn is_of_folder(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name.split('.').next(), Some("__init__" | "index"))
}

/// The name a module is imported by: of a file, or of the folder whose `__init__` or `index` it is.
fn stem(path: &str) -> Option<&str> {
    let mut parts = path.rsplit('/');
    let name = parts.next()?.split('.').next()?;
    if is_of_folder(path) { parts.next() } else { Some(name) }
}

/// The folders in which importers of the fresh files are looked for: the project that each belongs to, by the nearest
/// manifest; without one, all that is scanned, which may be a part of a project.
fn roots(files: &[WalkedFile], fresh: &Offers) -> Vec<String> {
    let manifests: FxHashSet<&str> =
        files.iter().filter(|file| manifest::is_manifest(&file.shown)).map(|file| folder_of(&file.shown)).collect();
    let mut found: Vec<String> = Vec::new();
    for path in fresh.keys() {
        let mut at = folder_of(path);
        while !manifests.contains(at) && !at.is_empty() {
            at = folder_of(at);
        }
        found.push(at.to_owned());
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
