//! `setup.cfg`: `install_requires` and its kin in `[options]`, and `[options.extras_require]`.

use super::Requirement;
use super::requirements::{lines, requirement};

/// The keys of `[options]` that list requirements.
const LISTS: [&str; 3] = ["install_requires", "tests_require", "setup_requires"];

/// Reads a `setup.cfg`. A value is what follows the `=` and every indented line below it, one requirement a line; on
/// a single line they are separated by `;`.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    let mut section = "";
    let mut group: Option<String> = None;
    for at in lines(text) {
        let line = &text[at.clone()];
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        if line.starts_with([' ', '\t']) {
            if let Some(group) = &group {
                found.extend(requirement(text, at, group));
            }
            continue;
        }
        group = None;
        if let Some(name) = content.strip_prefix('[') {
            section = name.split(']').next().unwrap_or("").trim();
            continue;
        }
        let Some(split) = line.find(['=', ':']) else { continue };
        let key = line[..split].trim();
        let table = match section {
            "options" if LISTS.contains(&key) => key.to_string(),
            "options.extras_require" => format!("extras: {key}"),
            _ => continue,
        };
        let mut start = at.start + split + 1;
        for piece in line[split + 1..].split(';') {
            found.extend(requirement(text, start..start + piece.len(), &table));
            start += piece.len() + 1;
        }
        group = Some(table);
    }
    found
}
