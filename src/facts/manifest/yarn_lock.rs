//! `yarn.lock`, of Yarn 1 and of Yarn 2 and later (whose file is YAML of the same shape).

use super::requirements::lines;
use super::{Ecosystem, Requirement, locked, npm_alias, npm_descriptor};

/// Reads a Yarn lock file: an unindented line of descriptors, and the `version` line under it.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    let mut name: Option<&str> = None;
    for at in lines(text) {
        let line = &text[at.clone()];
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if !line.starts_with([' ', '\t']) {
            name = package_of(content);
        } else if let (Some(package), Some(version)) = (name, version(content)) {
            let start = at.start + (line.len() - line.trim_start().len());
            found.push(locked(Ecosystem::Npm, package, version, start..start + content.len()));
            name = None;
        }
    }
    found
}

/// The package of a line of descriptors (`openai@^3.1.0, openai@^3.2.0:`, `"@a/b@npm:^1":`); none for the project and
/// its workspaces, and for the header of a Yarn 2 file.
fn package_of(line: &str) -> Option<&str> {
    let first = line.strip_suffix(':')?.split(", ").next()?.trim_matches('"');
    let (name, range) = npm_descriptor(first);
    if ["workspace:", "link:", "portal:", "file:"].iter().any(|local| range.starts_with(local)) || range.is_empty() {
        return None;
    }
    Some(npm_alias(range).map_or(name, |(real, _)| real))
}

/// The value of a version line: `version "3.1.0"`, `version: 3.1.0`.
fn version(content: &str) -> Option<&str> {
    let value = content.strip_prefix("version")?;
    let value = value.strip_prefix(':').or_else(|| value.starts_with(' ').then_some(value))?;
    Some(value.trim().trim_matches('"')).filter(|v| !v.is_empty())
}
