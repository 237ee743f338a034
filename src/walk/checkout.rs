//! Folders that hold one project each.
//!
//! A folder of nothing but folders, some of which are checkouts or unpacked packages, is a shelf: what stands in one of
//! them means nothing in the next. Anything doubtful is one project: a folder with a file of its own, or anything inside
//! a checkout.

use std::path::Path;

/// Names that mark the top of a project.
const MARKERS: &[&str] = &[
    ".git",
    ".hg",
    ".jj",
    "package.json",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "Pipfile",
    "environment.yml",
    "Cargo.toml",
    "go.mod",
];

/// What a folder is, by the names in it: (name, whether it is a folder).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The top of a project.
    Checkout,
    /// Nothing but folders.
    Shelf,
    /// Part of whatever is around it.
    Part,
}

impl Kind {
    /// The kind of a folder that holds these names.
    pub(super) fn of<'a>(names: impl Iterator<Item = (&'a str, bool)>) -> Kind {
        let mut kind = Kind::Shelf;
        for (name, is_folder) in names {
            // An unpacked wheel has its `dist-info` beside it.
            if MARKERS.contains(&name) || is_folder && name.ends_with(".dist-info") {
                return Kind::Checkout;
            }
            if !is_folder {
                kind = Kind::Part;
            }
        }
        kind
    }
}

/// True if what stands in a folder of these names is one unpacked wheel: the package is what is looked at, not something
/// that was installed beside it.
pub(super) fn is_wheel<'a>(names: impl Iterator<Item = (&'a str, bool)> + Clone) -> bool {
    names.clone().filter(|(name, is_folder)| *is_folder && name.ends_with(".dist-info")).count() == 1
        && !names.clone().any(|(name, _)| MARKERS.contains(&name))
}

/// True if a folder above this one, whose path is absolute, is a checkout.
pub(super) fn is_inside(folder: &Path) -> bool {
    folder.ancestors().skip(1).any(|above| MARKERS.iter().any(|marker| above.join(marker).exists()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shelf_holds_folders_only() {
        assert_eq!(Kind::of([("a", true), ("b", true)].into_iter()), Kind::Shelf);
        assert_eq!(Kind::of([("a", true), ("README.md", false)].into_iter()), Kind::Part);
        assert_eq!(Kind::of([("README.md", false), ("package.json", false)].into_iter()), Kind::Checkout);
        assert_eq!(Kind::of([("x", true), ("x-1.0.dist-info", true)].into_iter()), Kind::Checkout);
    }

    #[test]
    fn a_wheel_is_one_package_alone() {
        let wheel = [("x", true), ("x-1.0.dist-info", true), ("x.py", false)];
        assert!(is_wheel(wheel.into_iter()));
        let installed = [("x", true), ("x-1.0.dist-info", true), ("y", true), ("y-2.0.dist-info", true)];
        assert!(!is_wheel(installed.into_iter()));
        assert!(!is_wheel(wheel.into_iter().chain([("requirements.txt", false)])));
        assert!(!is_wheel([("x", true)].into_iter()));
    }
}
