//! One folder after another, on several threads, each entry judged once.

use super::checkout::{self, Kind};
use super::ignoring::{Level, Present};
use super::root::Root;
use super::{Exclude, SkipReason, Skipped, Walk, WalkOptions, WalkedFile, table};
use crate::finding::Problem;
use crate::language::Language;
use std::ffi::{OsStr, OsString};
use std::fs::FileType;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What is the same for every folder of a walk.
struct Rules<'a> {
    options: &'a WalkOptions,
    exclude: &'a Exclude,
    found: Mutex<Walk>,
}

/// A folder to list.
struct Folder {
    open: PathBuf,
    /// Shown path; empty for the working directory.
    shown: String,
    /// Length of the root's own part of `shown`, with its `/`.
    root: usize,
    /// Absolute, without links: what ignore files are matched with.
    real: PathBuf,
    /// True for a folder that the user named.
    named: bool,
    /// True if it and all folders around it, down from the one the user named, are shelves, as far as is known.
    on_shelf: bool,
    above: Option<Arc<Level>>,
}

struct Entry {
    name: OsString,
    kind: FileType,
}

/// Walks all roots of `options` into `walk`; nothing is sorted yet.
pub(super) fn walk_roots(options: &WalkOptions, exclude: &Exclude, walk: &mut Walk) {
    let rules = Rules { options, exclude, found: Mutex::new(std::mem::take(walk)) };
    let all = || {
        rayon::scope(|scope| {
            for given in &options.roots {
                if let Some(folder) = rules.start(given) {
                    let rules = &rules;
                    scope.spawn(move |scope| rules.visit(folder, scope));
                }
            }
        });
    };
    // A pool that cannot be built (no more threads) is no reason to fail: the shared one does as well.
    match (options.threads, rayon::ThreadPoolBuilder::new().num_threads(options.threads).build()) {
        (1.., Ok(pool)) => pool.install(all),
        _ => all(),
    }
    *walk = rules.found.into_inner().unwrap_or_else(PoisonError::into_inner);
}

impl Rules<'_> {
    /// What a file is written in, if such files are asked for.
    fn language(&self, folder: &str, name: &str) -> Option<Language> {
        Language::of_file(folder, name).filter(|language| self.options.markdown || *language != Language::Markdown)
    }

    /// Judges a root: a file is taken here, a folder is returned to be visited.
    fn start(&self, given: &Path) -> Option<Folder> {
        let root = Root::new(given, self.options.cwd.as_deref());
        let mut found = Walk::default();
        let mut folder = None;
        match root.open.metadata() {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                found.missing.push(given.to_string_lossy().into_owned());
            }
            Err(error) => found.problems.push(unreadable(root.shown, &error)),
            Ok(metadata) => {
                let is_folder = metadata.is_dir();
                if self.exclude.matches_any_part(&root.shown) {
                    found.skip(shown_entry(root.shown, is_folder), SkipReason::Excluded);
                } else if is_folder {
                    let above = if self.options.no_ignore {
                        None
                    } else {
                        Level::above(&root.real, self.options.require_git, &mut found.problems)
                    };
                    let length = if root.shown.is_empty() { 0 } else { root.shown.trim_end_matches('/').len() + 1 };
                    let on_shelf = !checkout::is_inside(&root.real);
                    folder = Some(Folder {
                        on_shelf,
                        open: root.open,
                        shown: root.shown,
                        root: length,
                        real: root.real,
                        named: true,
                        above,
                    });
                } else if !metadata.is_file() {
                    found.problems.push(Problem {
                        path: root.shown,
                        kind: "not-a-file",
                        message: "this is a FIFO, socket or device and is never opened; name a file or a folder".into(),
                        line: None,
                    });
                } else {
                    let name = given.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    let above = given.parent().and_then(|p| p.file_name()).unwrap_or_default();
                    match self.language(&above.to_string_lossy(), &name) {
                        Some(language) => {
                            let exact = self.exact(&root.open, &root.shown);
                            found.files.push(WalkedFile { shown: root.shown, language, exact });
                        }
                        None => found.skip(root.shown, SkipReason::Unsupported),
                    }
                }
            }
        }
        self.add(found);
        folder
    }

    /// Lists a folder, takes its files, and spawns its folders.
    fn visit<'s>(&'s self, mut folder: Folder, scope: &rayon::Scope<'s>) {
        let mut found = Walk::default();
        let entries = list(&folder, &mut found.problems);
        let inside = entries.iter().filter_map(|entry| entry.name.to_str());
        let no_ignore = self.options.no_ignore;
        if !no_ignore && !folder.named && table::is_marked(last(&folder.shown), inside) {
            found.skip(shown_entry(folder.shown, true), SkipReason::Vendored);
            return self.add(found);
        }
        let inside = entries.iter().filter(|entry| entry.kind.is_dir()).filter_map(|entry| entry.name.to_str());
        let names = || entries.iter().filter_map(|entry| Some((entry.name.to_str()?, entry.kind.is_dir())));
        let is_wheel = || folder.on_shelf && checkout::is_wheel(names());
        let installed = if no_ignore || is_wheel() { Vec::new() } else { table::installed(inside) };
        let kind = if folder.on_shelf { Kind::of(names()) } else { Kind::Part };
        if kind == Kind::Checkout {
            found.checkouts.push(if folder.shown.is_empty() { String::new() } else { format!("{}/", folder.shown) });
        }
        let level = if no_ignore {
            None
        } else {
            let mut present = Present::default();
            for entry in &entries {
                if let Some(name) = entry.name.to_str() {
                    present.note(name, entry.kind.is_dir());
                }
            }
            let above = folder.above.take();
            let known = found.problems.len();
            let level = Level::below(above, &folder.real, present, self.options.require_git, &mut found.problems);
            // Ignore files are read by their real paths; people know them by the shown ones.
            for problem in &mut found.problems[known..] {
                problem.path = joined(&folder.shown, super::ignoring::OWN);
            }
            level
        };
        let plain = self.options.cwd.is_none() && is_plain(&folder.open, &folder.shown);
        // One buffer for the entries' real paths: they are needed only for as long as one is judged.
        let mut real = std::mem::take(&mut folder.real);
        for entry in entries {
            let name = entry.name.to_string_lossy();
            let shown = joined(&folder.shown, &name);
            let is_folder = entry.kind.is_dir();
            let language = self.language(last(&folder.shown), &name);
            if is_folder && table::is_store(&name) || !is_folder && !self.is_candidate(&folder, &entry, language) {
                continue;
            }
            if is_folder && installed.iter().any(|one| name.eq_ignore_ascii_case(one)) {
                found.skip(shown_entry(shown, true), SkipReason::Vendored);
                continue;
            }
            real.push(&entry.name);
            let reason = self.reason(&entry, &name, &shown, &shown[folder.root.min(shown.len())..], &real, &level);
            match (reason, language) {
                (Some(reason), _) => found.skip(shown_entry(shown, is_folder), reason),
                (None, _) if is_folder => {
                    let child = Folder {
                        open: opened(&folder.open, &entry.name),
                        shown,
                        root: folder.root,
                        real: real.clone(),
                        named: false,
                        on_shelf: kind == Kind::Shelf,
                        above: level.clone(),
                    };
                    scope.spawn(move |scope| self.visit(child, scope));
                }
                (None, Some(language)) => {
                    let lossy = matches!(name, std::borrow::Cow::Owned(_));
                    let exact = (lossy || !plain).then(|| opened(&folder.open, &entry.name).into_boxed_path());
                    found.files.push(WalkedFile { shown, language, exact });
                }
                (None, None) => {}
            }
            real.pop();
        }
        self.add(found);
    }

    /// True for an entry that is no folder but would be read if nothing spoke against it: its name tells a language,
    /// or it is a link to a folder.
    fn is_candidate(&self, folder: &Folder, entry: &Entry, language: Option<Language>) -> bool {
        language.is_some()
            || entry.kind.is_symlink() && folder.open.join(&entry.name).metadata().is_ok_and(|m| m.is_dir())
    }

    /// Why an entry is left out, if it is.
    fn reason(
        &self,
        entry: &Entry,
        name: &str,
        shown: &str,
        below: &str,
        real: &Path,
        level: &Option<Arc<Level>>,
    ) -> Option<SkipReason> {
        let is_folder = entry.kind.is_dir();
        if !self.exclude.is_empty() && self.exclude.matches(name, shown, below) {
            return Some(SkipReason::Excluded);
        }
        if entry.kind.is_symlink() {
            return Some(SkipReason::Symlink);
        }
        if !is_folder && !entry.kind.is_file() {
            return Some(SkipReason::Special);
        }
        if !self.options.no_ignore {
            if is_folder && table::is_vendored(name) {
                return Some(SkipReason::Vendored);
            }
            if !is_folder && table::is_minified(name) {
                return Some(SkipReason::Minified);
            }
        }
        match level.as_ref().and_then(|level| level.verdict(real, is_folder)) {
            Some(true) => Some(SkipReason::Ignored),
            // `!.hidden` in an ignore file asks for it.
            Some(false) => None,
            None => table::is_hidden(name, is_folder).then_some(SkipReason::Hidden),
        }
    }

    /// The path to open, where it is not what is shown.
    fn exact(&self, open: &Path, shown: &str) -> Option<Box<Path>> {
        (open != Path::new(shown)).then(|| open.into())
    }

    fn add(&self, mut found: Walk) {
        let mut all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        all.files.append(&mut found.files);
        all.skipped.append(&mut found.skipped);
        all.problems.append(&mut found.problems);
        all.missing.append(&mut found.missing);
        all.checkouts.append(&mut found.checkouts);
    }
}

impl Walk {
    fn skip(&mut self, path: String, reason: SkipReason) {
        self.skipped.push(Skipped { path, reason });
    }
}

/// The entries of a folder; what cannot be listed is a problem.
fn list(folder: &Folder, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let listing = match std::fs::read_dir(&folder.open) {
        Ok(listing) => listing,
        Err(error) => {
            problems.push(unreadable(shown_entry(folder.shown.clone(), true), &error));
            return Vec::new();
        }
    };
    let mut entries = Vec::new();
    for entry in listing {
        match entry.and_then(|entry| Ok(Entry { kind: entry.file_type()?, name: entry.file_name() })) {
            Ok(entry) => entries.push(entry),
            // Gone between being listed and being looked at.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                problems.push(unreadable(shown_entry(folder.shown.clone(), true), &error));
                break;
            }
        }
    }
    entries
}

fn unreadable(path: String, error: &std::io::Error) -> Problem {
    let help = match error.kind() {
        ErrorKind::PermissionDenied => "give read permission, or leave it out with --exclude",
        ErrorKind::NotFound => "it vanished while codexit ran; run it again",
        _ => "mend it, or leave it out with --exclude",
    };
    Problem { path, kind: "unreadable", message: format!("cannot be listed: {error}; {help}"), line: None }
}

/// True if `open` is what `shown` says, so that the one can stand for the other.
fn is_plain(open: &Path, shown: &str) -> bool {
    open.as_os_str() == OsStr::new(shown) || shown.is_empty() && open == Path::new(".")
}

/// Path to open of an entry; `.` is not written in front.
fn opened(folder: &Path, name: &OsStr) -> PathBuf {
    if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) }
}

fn joined(folder: &str, name: &str) -> String {
    let mut shown = String::with_capacity(folder.len() + 1 + name.len());
    shown.push_str(folder);
    if !folder.is_empty() && !folder.ends_with('/') {
        shown.push('/');
    }
    shown.push_str(name);
    shown
}

/// A folder is shown with `/` at its end.
fn shown_entry(mut shown: String, is_folder: bool) -> String {
    if is_folder {
        if shown.is_empty() {
            shown.push('.');
        }
        if !shown.ends_with('/') {
            shown.push('/');
        }
    }
    shown
}

fn last(shown: &str) -> &str {
    shown.rsplit('/').next().unwrap_or(shown)
}
