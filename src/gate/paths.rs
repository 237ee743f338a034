//! Rules that do not count for some paths, by globs relative to the configuration's folder.

use super::selection::{Meaning, meaning};
use crate::config::{Origin, Setting, Settings, lexical};
use crate::exit_status::Failure;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::{Path, PathBuf};

/// The per-path ignores, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct PathIgnores {
    ignores: Vec<Compiled>,
    cwd: PathBuf,
    folder: PathBuf,
}

#[derive(Clone, Debug)]
struct Compiled {
    globs: GlobSet,
    rules: Vec<Meaning>,
    reason: String,
    /// It no longer counts.
    expired: bool,
}

/// Globs relative to the configuration's folder, or to that of a repository.
#[derive(Clone, Debug)]
pub struct Globs {
    sets: Vec<GlobSet>,
    cwd: PathBuf,
    folder: PathBuf,
}

impl Globs {
    /// Compiles globs.
    pub fn new(globs: &[Setting<String>], settings: &Settings) -> Result<Globs, Failure> {
        let sets = globs.iter().map(compiled).collect::<Result<_, _>>()?;
        Ok(Globs { sets, cwd: settings.cwd.clone(), folder: settings.folder.clone() })
    }

    /// A pattern of a CODEOWNERS file that speaks for `folder`; `None` if it is no glob.
    pub fn of_owner(pattern: &str, folder: &Path, settings: &Settings) -> Option<Globs> {
        let setting = Setting { value: pattern.to_owned(), origin: Origin::File("CODEOWNERS".into()) };
        // `docs/*` owns what lies in the folder, and nothing deeper.
        let deep = !pattern.trim_end_matches('/').ends_with("/*");
        let sets = vec![if deep { compiled(&setting) } else { of_suffixes(&setting, &[""]) }.ok()?];
        Some(Globs { sets, cwd: settings.cwd.clone(), folder: folder.to_path_buf() })
    }

    /// True if one of them matches a path (relative to where codexit was started).
    pub fn contain(&self, path: &str) -> bool {
        let absolute = lexical(&self.cwd.join(path));
        let Ok(relative) = absolute.strip_prefix(&self.folder) else { return false };
        self.sets.iter().any(|set| set.is_match(relative))
    }
}

impl PathIgnores {
    /// Compiles the globs and the names of rules.
    pub fn new(settings: &Settings, known: &[&str]) -> Result<PathIgnores, Failure> {
        let mut ignores = Vec::new();
        for ignore in &settings.path_ignores {
            let rules = ignore.rules.iter().map(|r| meaning(r, known)).collect::<Result<_, _>>()?;
            let expired = ignore.until.is_some_and(|day| settings.as_of.value.days_until(day) <= 0);
            ignores.push(Compiled { globs: compiled(&ignore.path)?, rules, reason: ignore.reason.clone(), expired });
        }
        Ok(PathIgnores { ignores, cwd: settings.cwd.clone(), folder: settings.folder.clone() })
    }

    /// The reason why findings of `rule` do not count at `path` (relative to where codexit was started), if they do not.
    pub fn reason(&self, rule: &str, path: &str) -> Option<&str> {
        let mut about =
            self.ignores.iter().filter(|i| !i.expired && i.rules.iter().any(|m| m.includes(rule))).peekable();
        about.peek()?;
        let absolute = lexical(&self.cwd.join(path));
        let relative = absolute.strip_prefix(&self.folder).ok()?;
        about.find(|i| i.globs.is_match(relative)).map(|i| i.reason.as_str())
    }
}

/// A glob as gitignore has it: without a slash a name at any depth, with one anchored; a folder means all below it.
fn compiled(path: &Setting<String>) -> Result<GlobSet, Failure> {
    of_suffixes(path, &["", "/**"])
}

fn of_suffixes(path: &Setting<String>, suffixes: &[&str]) -> Result<GlobSet, Failure> {
    let written = path.value.as_str();
    let anchored = written.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
    let prefix = if written.trim_end_matches('/').contains('/') { "" } else { "**/" };
    let mut set = GlobSetBuilder::new();
    for suffix in suffixes {
        let glob = GlobBuilder::new(&format!("{prefix}{anchored}{suffix}")).literal_separator(true).build();
        set.add(glob.map_err(|e| bad_glob(path, &e))?);
    }
    set.build().map_err(|e| bad_glob(path, &e))
}

fn bad_glob(path: &Setting<String>, error: &globset::Error) -> Failure {
    Failure::usage(format!("{}: `{}` is no glob: {}", path.origin, path.value, error.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(glob: &str, path: &str) -> bool {
        compiled(&Setting { value: glob.into(), origin: Origin::Default }).unwrap().is_match(path)
    }

    #[test]
    fn globs_as_gitignore_has_them() {
        assert!(
            matches("tests/**", "tests/a/b.py") && matches("tests", "a/tests/b.py") && matches("tests/", "tests/b.py")
        );
        assert!(matches("*.ipynb", "a/b.ipynb") && matches("./a/*.py", "a/b.py") && matches("/a", "a"));
        assert!(!matches("a/*.py", "b/a/c.py") && !matches("a/*.py", "a/b/c.py") && !matches("test", "tests/a.py"));
        let bad = Setting { value: "a[".into(), origin: Origin::File("c:1:2".into()) };
        assert!(compiled(&bad).unwrap_err().message.starts_with("c:1:2: `a[` is no glob"));
    }
}
