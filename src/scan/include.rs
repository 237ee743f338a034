//! Requirements files that manifests include (`-r`, `-c`) and whose names do not tell what they are.
//!
//! An include is followed inside the folder that holds all files of the scan only: not to an address, not to an absolute path, not
//! through a link, and each file once, so that a circle ends.

use super::file::{Read, Reader};
use crate::facts::manifest;
use crate::source::Source;
use crate::walk::WalkedFile;
use rustc_hash::FxHashSet;
use std::path::{Component, Path, PathBuf};

/// Most files that are read for the sake of includes.
const MOST: usize = 1000;

/// Reads what requirements files include and the walk did not give, to a fixed point.
pub fn follow(files: &[WalkedFile], reader: &Reader<'_>, read: &mut Read) {
    let Some(root) = common(files) else { return };
    let mut seen: FxHashSet<String> = files.iter().map(|file| file.shown.clone()).collect();
    let mut from = 0;
    while from < read.pins.len() && seen.len() < files.len() + MOST {
        let fresh: Vec<String> = read.pins[from..].iter().flat_map(|(source, _)| named(source, &root)).collect();
        from = read.pins.len();
        for path in fresh {
            if seen.len() < files.len() + MOST && seen.insert(path.clone()) {
                reader.included(Path::new(&path), &path, read);
            }
        }
    }
}

/// The files a requirements file includes, as shown paths below the root.
fn named(source: &Source, root: &Path) -> Vec<String> {
    let folder = Path::new(&source.path).parent().unwrap_or(Path::new(""));
    let local = manifest::included(source).into_iter().filter(|include| !include.path.contains(['$', ':', '\\']));
    local.filter_map(|include| inside(folder, Path::new(&include.path), root)).collect()
}

/// The path, if it stays below the root, and no part of it below that is a link.
fn inside(folder: &Path, path: &Path, root: &Path) -> Option<String> {
    if path.is_absolute() {
        return None;
    }
    let target = lexical(&folder.join(path))?;
    let below = target.strip_prefix(root).ok()?;
    let mut part = root.to_path_buf();
    for name in below.components() {
        part.push(name);
        if part.is_symlink() {
            return None;
        }
    }
    target.is_file().then(|| target.to_string_lossy().replace('\\', "/"))
}

/// The innermost folder that holds all files of the scan.
fn common(files: &[WalkedFile]) -> Option<PathBuf> {
    let mut folders = files.iter().map(|file| Path::new(&file.shown).parent().unwrap_or(Path::new("")));
    let first = lexical(folders.next()?)?;
    folders.try_fold(first, |root, folder| {
        let folder = lexical(folder)?;
        let same = root.components().zip(folder.components()).take_while(|(a, b)| a == b);
        Some(same.map(|(part, _)| part).collect())
    })
}

/// The path without `.` and `..`; `None` if it leads above where it starts.
fn lexical(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if !plain.pop() {
                    return None;
                }
            }
            other => plain.push(other),
        }
    }
    Some(plain)
}
