//! `--exclude GLOB`: what the user told codexit itself to leave out.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Compiled exclusion globs.
///
/// A glob without `/` is a name and matches a file or folder at any depth. A glob with `/` is matched with the whole
/// path, relative to the working directory and relative to the root that is scanned. A folder that matches is left
/// out with all that is in it; `folder/` and `folder/**` mean the same.
#[derive(Clone, Debug)]
pub struct Exclude {
    names: GlobSet,
    paths: GlobSet,
}

/// A glob that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadGlob {
    /// The glob as written.
    pub glob: String,
    /// What is wrong with it.
    pub message: String,
}

impl std::fmt::Display for BadGlob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "bad glob '{}': {}", self.glob, self.message)
    }
}

impl std::error::Error for BadGlob {}

impl Exclude {
    /// Compiles the globs; the first bad one is the error. Empty globs are ignored.
    pub fn new(globs: &[String]) -> Result<Exclude, BadGlob> {
        let mut names = GlobSetBuilder::new();
        let mut paths = GlobSetBuilder::new();
        for written in globs {
            let glob = written.trim();
            let glob = glob.strip_prefix("./").unwrap_or(glob);
            let glob = glob.strip_suffix("/**").unwrap_or(glob);
            let glob = if glob.len() > 1 { glob.trim_end_matches('/') } else { glob };
            if glob.is_empty() {
                continue;
            }
            let compile = |text: &str| {
                GlobBuilder::new(text)
                    .literal_separator(true)
                    .build()
                    .map_err(|e| BadGlob { glob: written.clone(), message: e.kind().to_string() })
            };
            if glob.contains('/') {
                paths.add(compile(glob)?);
                // `/docs` is the folder `docs` at the root, unless it is an absolute path.
                if let Some(anchored) = glob.strip_prefix('/').filter(|rest| !rest.is_empty()) {
                    paths.add(compile(anchored)?);
                }
            } else {
                names.add(compile(glob)?);
            }
        }
        let finish = |set: GlobSetBuilder| {
            set.build().map_err(|e| BadGlob { glob: globs.join(", "), message: e.kind().to_string() })
        };
        Ok(Exclude { names: finish(names)?, paths: finish(paths)? })
    }

    /// Excludes nothing.
    pub fn none() -> Exclude {
        Exclude { names: GlobSet::empty(), paths: GlobSet::empty() }
    }

    /// True if nothing is excluded.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.paths.is_empty()
    }

    /// True if a file or folder is excluded. `shown` is its path relative to the working directory, `below` relative
    /// to the scanned root, `name` its last component.
    pub fn matches(&self, name: &str, shown: &str, below: &str) -> bool {
        self.names.is_match(name)
            || (!self.paths.is_empty() && (self.paths.is_match(shown) || self.paths.is_match(below)))
    }

    /// True if a path, or a folder on the way to it, is excluded: for roots, whose parents were not walked.
    pub fn matches_any_part(&self, shown: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let ends = shown.match_indices('/').map(|(at, _)| at).chain([shown.len()]);
        let mut start = 0;
        for end in ends {
            let name = &shown[start..end];
            start = end + 1;
            if !name.is_empty() && name != "." && name != ".." && self.matches(name, &shown[..end], &shown[..end]) {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exclude(globs: &[&str]) -> Exclude {
        Exclude::new(&globs.iter().map(|g| g.to_string()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_bare_name_matches_at_any_depth_and_a_path_only_where_it_says() {
        let e = exclude(&["fixtures", "*.gen.py", "docs/api/", "/only/here"]);
        assert!(e.matches("fixtures", "a/b/fixtures", "b/fixtures"));
        assert!(e.matches("x.gen.py", "a/x.gen.py", "x.gen.py"));
        assert!(e.matches("api", "docs/api", "docs/api"));
        assert!(e.matches("api", "proj/docs/api", "docs/api"), "relative to the root");
        assert!(!e.matches("api", "x/docs/api", "y/docs/api"));
        assert!(e.matches("here", "only/here", "only/here"));
        assert!(!e.matches("fixtures.py", "fixtures.py", "fixtures.py"));
    }

    #[test]
    fn a_star_does_not_cross_a_slash_and_two_do() {
        let e = exclude(&["src/*.py", "lib/**/gen", "tests/**"]);
        assert!(e.matches("a.py", "src/a.py", "src/a.py"));
        assert!(!e.matches("a.py", "src/b/a.py", "src/b/a.py"));
        assert!(e.matches("gen", "lib/x/y/gen", "lib/x/y/gen"));
        assert!(e.matches("tests", "tests", "tests"));
    }

    #[test]
    fn the_parents_of_a_root_count() {
        let e = exclude(&["fixtures"]);
        assert!(e.matches_any_part("a/fixtures/b.py"));
        assert!(!e.matches_any_part("a/fixture/b.py"));
        assert!(!exclude(&[]).matches_any_part("a"));
    }

    #[test]
    fn a_bad_glob_is_named() {
        let error = Exclude::new(&["a[".to_string()]).unwrap_err();
        assert_eq!(error.glob, "a[");
        assert!(error.to_string().contains("bad glob 'a['"), "{error}");
    }
}
