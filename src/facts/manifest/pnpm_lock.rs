//! `pnpm-lock.yaml`, lock file versions 5 to 9.
//!
//! Only pnpm writes this file, always as block YAML with one key a line, so its lines and their indents are enough.
//! Locked versions are the keys of `packages` (`/openai/3.1.0` in version 5, `/openai@3.1.0(peer)` in 6,
//! `openai@3.1.0` in 9); `snapshots` repeats them. The ranges of the manifests are copied under `specifiers` (5) or as
//! `specifier` (6 and later), of the project itself or of each of its `importers`.

use super::requirements::lines;
use super::{Ecosystem, Requirement, locked, npm, npm_descriptor};

/// Reads a pnpm lock file.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut is_version_5 = false;
    for at in lines(text) {
        let line = &text[at.clone()];
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let Some((key, value)) = member(content) else { continue };
        let indent = line.len() - line.trim_start().len();
        while open.last().is_some_and(|(outer, _)| *outer >= indent) {
            open.pop();
        }
        let start = at.start + indent;
        let span = start..start + content.len();
        let way = open.iter().map(|(_, key)| *key);
        let way: [&str; 4] = std::array::from_fn(|i| way.clone().nth(i).unwrap_or(""));
        match (open.len(), way) {
            (0, _) if key == "lockfileVersion" => is_version_5 = value.starts_with("5."),
            (1, ["packages", ..]) => found.extend(package(key, is_version_5).map(|(name, version)| {
                let end = start + content.trim_end_matches(':').len();
                locked(Ecosystem::Npm, name, version, start..end)
            })),
            (1, ["specifiers", ..]) | (3, ["importers", _, "specifiers", _]) => {
                found.push(npm(key, value, span, "specifiers"));
            }
            (2, [table, name, ..]) | (4, ["importers", _, table, name]) if key == "specifier" => {
                found.push(npm(name, value, span, table));
            }
            _ => {}
        }
        if value.is_empty() {
            open.push((indent, key));
        }
    }
    found
}

/// Reads a `pnpm-workspace.yaml`: the ranges of its catalogs, which the manifests of its packages name by `catalog:`,
/// and its overrides.
pub(super) fn read_workspace(text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, &str)> = Vec::new();
    for at in lines(text) {
        let line = &text[at.clone()];
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', '-']) {
            continue;
        }
        let Some((key, value)) = member(content) else { continue };
        let indent = line.len() - line.trim_start().len();
        while open.last().is_some_and(|(outer, _)| *outer >= indent) {
            open.pop();
        }
        let table = match open[..] {
            [(_, "catalog")] | [(_, "catalogs"), _] => "catalog",
            [(_, "overrides")] => "overrides",
            _ => "",
        };
        if value.is_empty() {
            open.push((indent, key));
        } else if !table.is_empty() {
            let start = at.start + indent;
            let value = value.split(" #").next().unwrap_or(value).trim().trim_matches(['\'', '"']);
            found.push(npm(key, value, start..start + content.len(), table));
        }
    }
    found
}

/// Key and value of a line `key: value`, quotes taken off; the value is empty for a line that opens a mapping.
fn member(content: &str) -> Option<(&str, &str)> {
    let (key, value) = match content.as_bytes()[0] {
        quote @ (b'\'' | b'"') => {
            let end = 1 + content[1..].find(quote as char)?;
            (&content[1..end], content[end + 1..].strip_prefix(':')?)
        }
        _ => match content.split_once(": ") {
            Some(both) => both,
            None => (content.strip_suffix(':')?, ""),
        },
    };
    Some((key, value.trim().trim_matches(['\'', '"'])))
}

/// Package and version of a key of `packages`.
fn package(key: &str, is_version_5: bool) -> Option<(&str, &str)> {
    let key = key.split('(').next().unwrap_or(key);
    if is_version_5 {
        let key = key.strip_prefix('/')?;
        let slash = match key.strip_prefix('@') {
            Some(scoped) => 1 + scoped.match_indices('/').nth(1)?.0,
            None => key.find('/')?,
        };
        let version = key[slash + 1..].split(['_', '/']).next().unwrap_or("");
        return Some((&key[..slash], version));
    }
    let (name, version) = npm_descriptor(key.strip_prefix('/').unwrap_or(key));
    (!version.is_empty()).then_some((name, version))
}
