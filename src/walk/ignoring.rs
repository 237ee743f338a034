//! Ignore files, folder by folder: `.codexitignore`, `.ignore`, `.gitignore`, `.git/info/exclude` and the user's
//! global git excludes, in this order of precedence; of files of one kind the nearest folder's decides.
//!
//! The globs are the `ignore` crate's. Its walker is not used, since it does not tell what it left out, and codexit
//! counts that.

use crate::finding::Problem;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder, gitconfig_excludes_path};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// codexit's own ignore file; its mistakes are problems, those of other tools' files are not ours to report.
pub(super) const OWN: &str = ".codexitignore";
/// The ignore file of search tools.
const SEARCH: &str = ".ignore";
/// git's.
const GIT: &str = ".gitignore";
/// Where git keeps its store, or a file that points to it.
const STORE: &str = ".git";

/// The ignore files of one folder, and those of the folders above it.
#[derive(Debug)]
pub(super) struct Level {
    above: Option<Arc<Level>>,
    own: Gitignore,
    search: Gitignore,
    git: Gitignore,
    /// `.git/info/exclude` over the user's global excludes; only at the top of a repository.
    repository: Gitignore,
    is_repository: bool,
    in_repository: bool,
}

/// Which of the names that matter here stand in a folder.
#[derive(Clone, Copy, Default)]
pub(super) struct Present {
    own: bool,
    search: bool,
    git: bool,
    store: bool,
}

impl Present {
    /// Notes one entry of a folder. Only plain files (and links, which are looked at when opened) are ignore files.
    pub(super) fn note(&mut self, name: &str, is_folder: bool) {
        match name {
            OWN => self.own |= !is_folder,
            SEARCH => self.search |= !is_folder,
            GIT => self.git |= !is_folder,
            STORE => self.store = true,
            _ => {}
        }
    }

    fn of(folder: &Path) -> Present {
        let there = |name: &str| folder.join(name).symlink_metadata().is_ok();
        Present { own: there(OWN), search: there(SEARCH), git: there(GIT), store: there(STORE) }
    }

    fn any(self) -> bool {
        self.own || self.search || self.git || self.store
    }
}

impl Level {
    /// The level of `folder` (its real, absolute path) below `above`; `above` itself if the folder has no ignore file.
    pub(super) fn below(
        above: Option<Arc<Level>>,
        folder: &Path,
        present: Present,
        require_git: bool,
        problems: &mut Vec<Problem>,
    ) -> Option<Arc<Level>> {
        if !present.any() {
            return above;
        }
        let in_repository = present.store || above.as_ref().is_some_and(|level| level.in_repository);
        let read = |wanted: bool, name: &str, problems: &mut Vec<Problem>| {
            if wanted { read_globs(folder, &[folder.join(name)], problems) } else { Gitignore::empty() }
        };
        let level = Level {
            own: read(present.own, OWN, problems),
            search: read(present.search, SEARCH, problems),
            git: read(present.git && (in_repository || !require_git), GIT, problems),
            repository: if present.store { repository_excludes(folder, problems) } else { Gitignore::empty() },
            is_repository: present.store,
            in_repository,
            above,
        };
        Some(Arc::new(level))
    }

    /// The levels of all folders above `folder`, whose real, absolute path is given.
    pub(super) fn above(folder: &Path, require_git: bool, problems: &mut Vec<Problem>) -> Option<Arc<Level>> {
        let mut parents: Vec<&Path> = folder.ancestors().skip(1).collect();
        parents.reverse();
        parents
            .into_iter()
            .fold(None, |level, parent| Level::below(level, parent, Present::of(parent), require_git, problems))
    }

    /// What the ignore files say of an entry: `Some(true)` ignored, `Some(false)` expressly not, `None` nothing.
    /// `path` is real and absolute.
    pub(super) fn verdict(&self, path: &Path, is_folder: bool) -> Option<bool> {
        let (mut search, mut git, mut repository) = (None, None, None);
        let mut git_ends = false;
        let mut at = Some(self);
        while let Some(level) = at {
            if let Some(verdict) = said(&level.own, path, is_folder) {
                return Some(verdict);
            }
            search = search.or_else(|| said(&level.search, path, is_folder));
            if !git_ends {
                git = git.or_else(|| said(&level.git, path, is_folder));
                repository = repository.or_else(|| said(&level.repository, path, is_folder));
                git_ends = level.is_repository;
            }
            at = level.above.as_deref();
        }
        search.or(git).or(repository)
    }
}

fn said(globs: &Gitignore, path: &Path, is_folder: bool) -> Option<bool> {
    if globs.is_empty() {
        return None;
    }
    match globs.matched(path, is_folder) {
        Match::None => None,
        Match::Ignore(_) => Some(true),
        Match::Whitelist(_) => Some(false),
    }
}

/// Globs of `files`, anchored at `folder`; the later file decides.
fn read_globs(folder: &Path, files: &[PathBuf], problems: &mut Vec<Problem>) -> Gitignore {
    let mut builder = GitignoreBuilder::new(folder);
    for file in files {
        // A FIFO named `.gitignore` would block whoever opens it.
        if !file.metadata().is_ok_and(|m| m.is_file()) {
            continue;
        }
        if let Some(error) = builder.add(file)
            && file.ends_with(OWN)
        {
            problems.push(Problem {
                path: file.to_string_lossy().into_owned(),
                kind: "ignore-file",
                message: format!("some of this ignore file has no effect: {error}; mend the glob"),
                line: None,
            });
        }
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// The excludes that hold for a repository as a whole.
fn repository_excludes(folder: &Path, problems: &mut Vec<Problem>) -> Gitignore {
    let mut files: Vec<PathBuf> = gitconfig_excludes_path().into_iter().collect();
    if let Some(store) = store_of(folder) {
        files.push(store.join("info").join("exclude"));
    }
    read_globs(folder, &files, problems)
}

/// The common git directory of a work tree: `.git`, or where the file `.git` (of a linked tree or submodule) points.
fn store_of(folder: &Path) -> Option<PathBuf> {
    let store = folder.join(STORE);
    let kind = store.metadata().ok()?;
    if kind.is_dir() {
        return Some(store);
    }
    let pointed = folder.join(short_text(&store)?.trim().strip_prefix("gitdir:")?.trim());
    match short_text(&pointed.join("commondir")) {
        Some(common) => Some(pointed.join(common.trim())),
        None => Some(pointed),
    }
}

/// The text of a small plain file; `None` for anything else.
fn short_text(file: &Path) -> Option<String> {
    let kind = file.metadata().ok()?;
    if kind.is_file() && kind.len() < 10_000 { std::fs::read_to_string(file).ok() } else { None }
}
