//! From roots to the files to look at, the way git and ripgrep go: ignore files honoured, links not followed, vendored
//! and generated trees left out, and everything that is left out said.
//!
//! Nothing is opened here but folders and ignore files; a file's language is told by its name. A file whose name
//! tells none is no candidate and is not counted. A path that the user names is read even if it is hidden, ignored or
//! vendored; what lies below it follows the rules again. Only `exclude` holds for named paths too.

mod checkout;
mod exclude;
mod ignoring;
mod root;
mod table;
mod tree;

pub use exclude::{BadGlob, Exclude};

use crate::finding::Problem;
use crate::language::Language;
use std::path::{Path, PathBuf};

/// How a path that was given is shown, with what lies below it: relative to `cwd` if it is inside; empty for `cwd` itself.
pub fn shown(given: &Path, cwd: &Path) -> String {
    root::Root::new(given, Some(cwd)).shown
}

/// What to walk and how.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// Files and folders to scan; relative ones are relative to `cwd`.
    pub roots: Vec<PathBuf>,
    /// The directory that paths are shown relative to; the process's own if `None`.
    pub cwd: Option<PathBuf>,
    /// Turns off ignore files and the skipping of vendored and generated trees. Hidden files stay left out.
    pub no_ignore: bool,
    /// As in git and ripgrep, `.gitignore` counts inside a repository only. If false, it counts everywhere.
    pub require_git: bool,
    /// Globs to leave out; see [`Exclude`]. A bad glob is a problem here: check with [`Exclude::new`] first.
    pub exclude: Vec<String>,
    /// Take Markdown too.
    pub markdown: bool,
    /// Number of threads; 0 for the pool this is called in.
    pub threads: usize,
}

impl Default for WalkOptions {
    fn default() -> Self {
        WalkOptions {
            roots: vec![PathBuf::from(".")],
            cwd: None,
            no_ignore: false,
            require_git: true,
            exclude: Vec::new(),
            markdown: false,
            threads: 0,
        }
    }
}

/// A file to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkedFile {
    /// Path relative to the working directory, with `/`; as given if it is outside. A name that is not UTF-8 is
    /// shown with replacement characters.
    pub shown: String,
    /// What it is written in, by its name.
    pub language: Language,
    /// The path to open, where it is not `shown`. There are as many of these as files, so memory counts.
    exact: Option<Box<Path>>,
}

impl WalkedFile {
    /// The path to open.
    pub fn path(&self) -> &Path {
        self.exact.as_deref().unwrap_or(Path::new(&self.shown))
    }
}

/// Why something was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// By `--exclude`.
    Excluded,
    /// By an ignore file.
    Ignored,
    /// Hidden, and not among the hidden names that matter.
    Hidden,
    /// A folder that a package manager or a build tool filled.
    Vendored,
    /// A file written by a tool for machines.
    Minified,
    /// A symbolic link.
    Symlink,
    /// A FIFO, socket or device.
    Special,
    /// Named by the user, but nothing codexit reads.
    Unsupported,
    /// A notebook in a language codexit does not read.
    NotebookLanguage,
}

impl SkipReason {
    /// A stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            SkipReason::Excluded => "excluded",
            SkipReason::Ignored => "ignored",
            SkipReason::Hidden => "hidden",
            SkipReason::Vendored => "vendored",
            SkipReason::Minified => "minified",
            SkipReason::Symlink => "symlink",
            SkipReason::Special => "special",
            SkipReason::Unsupported => "unsupported",
            SkipReason::NotebookLanguage => "notebook-language",
        }
    }
}

impl std::fmt::Display for SkipReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A file or a whole folder that was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Path as in [`WalkedFile::shown`]; a folder ends with `/` and stands for all that is in it.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// What a walk found. Every list is sorted by the bytes of the path, whatever the number of threads.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// The files to look at, each once.
    pub files: Vec<WalkedFile>,
    /// What was left out. Not capped: a tree is one entry, so the list is never longer than `files` would have been.
    pub skipped: Vec<Skipped>,
    /// What could not be seen.
    pub problems: Vec<Problem>,
    /// Roots that do not exist, as given.
    pub missing: Vec<String>,
    /// Folders that are a project each and stand side by side, as in [`WalkedFile::shown`], with `/` at the end. Files in
    /// none of them are one project together.
    pub checkouts: Vec<String>,
}

/// Walks the roots.
pub fn walk(options: &WalkOptions) -> Walk {
    let mut walk = Walk::default();
    let exclude = Exclude::new(&options.exclude).unwrap_or_else(|error| {
        walk.problems.push(Problem {
            path: error.glob.clone(),
            kind: "bad-glob",
            message: format!("{error}; nothing is excluded"),
            line: None,
        });
        Exclude::none()
    });
    tree::walk_roots(options, &exclude, &mut walk);
    // Roots may overlap: each file is scanned once, and one that was named is not also left out.
    walk.files.sort_unstable_by(|a, b| (&a.shown, &a.exact).cmp(&(&b.shown, &b.exact)));
    walk.files.dedup();
    walk.skipped.sort_unstable();
    walk.skipped.dedup();
    let files = &walk.files;
    walk.skipped.retain(|skipped| files.binary_search_by(|file| file.shown.cmp(&skipped.path)).is_err());
    walk.problems.sort();
    walk.problems.dedup();
    walk.checkouts.sort_unstable();
    walk.checkouts.dedup();
    walk
}

#[cfg(test)]
impl WalkedFile {
    /// A file as a walk would find it.
    pub fn at(path: &str) -> WalkedFile {
        WalkedFile { shown: path.to_owned(), language: Language::Python, exact: None }
    }
}
