//! A root as given by the user, made into a path to open, a path to show and a real path.

use std::path::{Component, Path, PathBuf};

/// A root that exists.
pub(super) struct Root {
    /// The path to open.
    pub open: PathBuf,
    /// How it is shown; empty for the working directory itself.
    pub shown: String,
    /// Absolute, without links.
    pub real: PathBuf,
}

impl Root {
    /// Finds out how `given` is shown. `cwd` is `None` if that is the process's own.
    pub(super) fn new(given: &Path, cwd: Option<&Path>) -> Root {
        let base = cwd.map(Path::to_path_buf).or_else(|| std::env::current_dir().ok()).unwrap_or_default();
        let absolute = base.join(given);
        let real = absolute.canonicalize().unwrap_or_else(|_| absolute.clone());
        let plain = given.is_relative() && !given.components().any(|c| c == Component::ParentDir);
        let inside = if plain { Some(given.to_path_buf()) } else { inside(&absolute, &real, &base) };
        let shown = slashed(inside.as_deref().unwrap_or(given));
        let open = match cwd {
            Some(_) => absolute,
            None if shown.is_empty() => PathBuf::from("."),
            None => inside.unwrap_or_else(|| given.to_path_buf()),
        };
        Root { open, shown, real }
    }
}

/// The path relative to the working directory, if it lies inside it by name or, links resolved, in truth.
fn inside(absolute: &Path, real: &Path, base: &Path) -> Option<PathBuf> {
    if !absolute.components().any(|c| c == Component::ParentDir)
        && let Ok(rest) = absolute.strip_prefix(base)
    {
        return Some(rest.to_path_buf());
    }
    let base = base.canonicalize().ok()?;
    real.strip_prefix(&base).ok().map(Path::to_path_buf)
}

/// The path with `/` between its parts, without `.` parts.
fn slashed(path: &Path) -> String {
    let mut shown = String::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::RootDir => shown.push('/'),
            other => {
                if !shown.is_empty() && !shown.ends_with('/') {
                    shown.push('/');
                }
                shown.push_str(&other.as_os_str().to_string_lossy());
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_relative_where_they_are_inside() {
        let cwd = Path::new("/nowhere/project");
        let shown = |given: &str| Root::new(Path::new(given), Some(cwd)).shown;
        assert_eq!(shown("."), "");
        assert_eq!(shown("./src//app/./x.py"), "src/app/x.py");
        assert_eq!(shown("src/"), "src");
        assert_eq!(shown("/nowhere/project"), "");
        assert_eq!(shown("/nowhere/project/src"), "src");
        assert_eq!(shown("/nowhere/projects"), "/nowhere/projects");
        assert_eq!(shown("../other"), "../other");
    }
}
