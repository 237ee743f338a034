//! `package-lock.json` and `npm-shrinkwrap.json`, lock file versions 1 to 3.
//!
//! Version 1 has a tree of `dependencies`, version 3 flat `packages`, version 2 both: there the tree is a second copy
//! for old clients and is not read. `packages` also holds the manifests of the project and of its workspaces, whose
//! requirements are read as ranges.

use std::ops::Range;

use super::package_json::TABLES;
use super::{Ecosystem, NESTED_LOCK, Requirement, json, locked, npm};

/// An entry of `packages` that is being read.
#[derive(Default)]
struct Entry {
    key: String,
    /// The package, where it is not the last part of the key (an alias).
    name: Option<String>,
    version: Option<(String, Range<usize>)>,
}

/// Reads an npm lock file.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    let (mut flat, mut tree, mut manifests) = (Vec::new(), Vec::new(), Vec::new());
    let mut entry = Entry::default();
    json::members(text, |member| match member.path {
        [packages, key] if packages == "packages" => {
            if entry.key != *key {
                flat.extend(std::mem::take(&mut entry).resolved());
                entry.key = key.to_string();
            }
            match member.key {
                "version" => entry.version = Some((member.value.to_string(), member.span)),
                "name" => entry.name = Some(member.value.to_string()),
                _ => {}
            }
        }
        [packages, key, table]
            if packages == "packages" && package_of(key).is_none() && TABLES.contains(&table.as_ref()) =>
        {
            manifests.push(npm(member.key, member.value, member.span, table));
        }
        [.., dependencies, name]
            if dependencies == "dependencies" && member.key == "version"
            // `dependencies`, a package, its own `dependencies`, and so on.
            && member.path[0] == "dependencies" && member.path.len() % 2 == 0 =>
        {
            let at_top = member.path.len() == 2;
            tree.push(entry_at(at_top, locked(Ecosystem::Npm, name, member.value, member.span)));
        }
        _ => {}
    });
    flat.extend(entry.resolved());
    let mut found = if flat.is_empty() { tree } else { flat };
    found.extend(manifests);
    found
}

impl Entry {
    /// The locked version, if the entry is an installed package: the project and its workspaces are none.
    fn resolved(self) -> Option<Requirement> {
        let name = package_of(&self.key)?.to_string();
        let (version, at) = self.version?;
        let at_top = self.key.len() == "node_modules/".len() + name.len();
        Some(entry_at(at_top, locked(Ecosystem::Npm, &self.name.unwrap_or(name), &version, at)))
    }
}

/// A locked version, marked if it is installed inside another package or a workspace.
fn entry_at(at_top: bool, mut requirement: Requirement) -> Requirement {
    if !at_top {
        requirement.group = NESTED_LOCK.to_string();
    }
    requirement
}

/// The package that a key of `packages` installs: what stands behind the last `node_modules/`.
fn package_of(key: &str) -> Option<&str> {
    Some(key.rsplit_once("node_modules/")?.1)
}
