//! `bun.lock`: JSON with trailing commas, one locked package a line.
//!
//! The ranges of each workspace stand in tables named like those of package.json, the locked versions under `packages`
//! as `"name": ["name@version", …]`.

use super::requirements::lines;
use super::{Ecosystem, Requirement, json, locked, npm, npm_descriptor, package_json};

/// Reads a `bun.lock`.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    json::members(text, |member| {
        if let [workspaces, _, table] = member.path
            && workspaces == "workspaces"
            && package_json::TABLES.contains(&table.as_ref())
        {
            found.push(npm(member.key, member.value, member.span, table));
        } else if let [catalog] = member.path
            && catalog == "catalog"
        {
            found.push(npm(member.key, member.value, member.span, "catalog"));
        }
    });
    let mut in_packages = false;
    for at in lines(text) {
        let line = &text[at.clone()];
        let content = line.trim_start();
        in_packages = in_packages && !line.starts_with("  }") || content.starts_with("\"packages\":");
        let Some((_, rest)) = content.split_once("\": [\"").filter(|_| in_packages) else { continue };
        let Some((descriptor, _)) = rest.split_once('"') else { continue };
        let (name, version) = npm_descriptor(descriptor);
        if version.starts_with(|c: char| c.is_ascii_digit()) {
            let end = at.end - rest.len() + descriptor.len();
            found.push(locked(Ecosystem::Npm, name, version, end - descriptor.len()..end));
        }
    }
    found
}
