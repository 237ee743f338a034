//! Rules that do not count for some paths, by globs relative to the configuration's folder.

use super::selection::{Meaning, meaning};
use crate::config::{PathIgnore, Settings, lexical};
use crate::exit_status::Failure;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::PathBuf;

/// The per-path ignores, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct PathIgnores {
    ignores: Vec<(GlobSet, Vec<Meaning>)>,
    cwd: PathBuf,
    folder: PathBuf,
}

impl PathIgnores {
    /// Compiles the globs and the names of rules.
    pub fn new(settings: &Settings, known: &[&str]) -> Result<PathIgnores, Failure> {
        let mut ignores = Vec::new();
        for ignore in &settings.path_ignores {
            let rules = ignore.rules.iter().map(|r| meaning(r, known)).collect::<Result<_, _>>()?;
            ignores.push((globs(ignore)?, rules));
        }
        Ok(PathIgnores { ignores, cwd: settings.cwd.clone(), folder: settings.folder.clone() })
    }

    /// True if findings of `rule` do not count at `path` (relative to where codexit was started).
    pub fn ignores(&self, rule: &str, path: &str) -> bool {
        let mut about = self.ignores.iter().filter(|(_, rules)| rules.iter().any(|m| m.includes(rule))).peekable();
        if about.peek().is_none() {
            return false;
        }
        let absolute = lexical(&self.cwd.join(path));
        let Ok(relative) = absolute.strip_prefix(&self.folder) else { return false };
        about.any(|(globs, _)| globs.is_match(relative))
    }
}

/// A glob as gitignore has it: without a slash a name at any depth, with one anchored; a folder means all below it.
fn globs(ignore: &PathIgnore) -> Result<GlobSet, Failure> {
    let written = ignore.path.value.as_str();
    let anchored = written.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
    let prefix = if written.trim_end_matches('/').contains('/') { "" } else { "**/" };
    let mut set = GlobSetBuilder::new();
    for suffix in ["", "/**"] {
        let glob = GlobBuilder::new(&format!("{prefix}{anchored}{suffix}")).literal_separator(true).build();
        set.add(glob.map_err(|e| bad_glob(ignore, &e))?);
    }
    set.build().map_err(|e| bad_glob(ignore, &e))
}

fn bad_glob(ignore: &PathIgnore, error: &globset::Error) -> Failure {
    Failure::usage(format!("{}: `{}` is no glob: {}", ignore.path.origin, ignore.path.value, error.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Origin, Setting};

    fn matches(glob: &str, path: &str) -> bool {
        let ignore = PathIgnore {
            path: Setting { value: glob.into(), origin: Origin::Default },
            rules: Vec::new(),
            reason: String::new(),
        };
        globs(&ignore).unwrap().is_match(path)
    }

    #[test]
    fn globs_as_gitignore_has_them() {
        assert!(
            matches("tests/**", "tests/a/b.py") && matches("tests", "a/tests/b.py") && matches("tests/", "tests/b.py")
        );
        assert!(matches("*.ipynb", "a/b.ipynb") && matches("./a/*.py", "a/b.py") && matches("/a", "a"));
        assert!(!matches("a/*.py", "b/a/c.py") && !matches("a/*.py", "a/b/c.py") && !matches("test", "tests/a.py"));
        let bad = PathIgnore {
            path: Setting { value: "a[".into(), origin: Origin::File("c:1:2".into()) },
            rules: Vec::new(),
            reason: String::new(),
        };
        assert!(globs(&bad).unwrap_err().message.starts_with("c:1:2: `a[` is no glob"));
    }
}
