//! Conda's `environment.yml`, by its lines: the items under `dependencies:`, and of those the list under `pip:`.
//!
//! The packages that codexit knows have the same names on PyPI and on the conda channels. Conda's `name=0.27` means
//! any 0.27, `name=0.27=build` one build of it.

use std::ops::Range;

use super::requirements::{lines, name_length, requirement};
use super::{Ecosystem, Requirement};
use crate::source::Span;

/// Reads an `environment.yml`.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    let mut in_dependencies = false;
    // The indent of the item `- pip:`, while its list lasts.
    let mut pip: Option<usize> = None;
    for at in lines(text) {
        let line = &text[at.clone()];
        let content = line.trim();
        let indent = line.len() - line.trim_start().len();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let Some(item) = content.strip_prefix('-') else {
            in_dependencies = indent == 0 && content == "dependencies:";
            pip = None;
            continue;
        };
        if !in_dependencies {
            continue;
        }
        if pip.is_some_and(|outer| indent <= outer) {
            pip = None;
        }
        let blanks = item.len() - item.trim_start().len();
        let start = at.start + indent + 1 + blanks;
        let inside = unquoted(text, start..at.start + line.trim_end().len());
        if &text[inside.clone()] == "pip:" {
            pip = Some(indent);
        } else if pip.is_some() {
            found.extend(requirement(text, inside, "pip"));
        } else {
            found.extend(conda(text, inside));
        }
    }
    found
}

/// A conda requirement: `openai=0.27`, `conda-forge::openai>=0.27,<1`, `openai 0.27.*`.
fn conda(text: &str, at: Range<usize>) -> Option<Requirement> {
    let whole = text[at.clone()].split(" #").next().unwrap_or("").trim_end();
    let channel = whole.find("::").map_or(0, |i| i + 2);
    let item = &whole[channel..];
    let name = &item[..name_length(item)?];
    let rest = item[name.len()..].trim();
    let exact = rest.strip_prefix('=').filter(|r| !r.starts_with('='));
    let range = match exact.map(|r| r.trim().split('=').collect::<Vec<_>>()) {
        Some(parts) => match parts.as_slice() {
            [version] if !version.ends_with('*') => format!("=={version}.*"),
            [version, ..] => format!("=={version}"),
            [] => String::new(),
        },
        None => rest.to_string(),
    };
    let start = at.start + channel;
    Some(Requirement {
        ecosystem: Ecosystem::Pypi,
        name: name.to_string(),
        range,
        locked: false,
        span: Span::new(start, start + item.len()),
        group: "dependencies".to_string(),
    })
}

/// The bytes of a YAML scalar without its quotes.
fn unquoted(text: &str, at: Range<usize>) -> Range<usize> {
    let whole = &text[at.clone()];
    match whole.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let end = whole[1..].find(quote).map_or(at.end, |i| at.start + 1 + i);
            at.start + 1..end
        }
        _ => at,
    }
}
