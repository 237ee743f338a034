//! `requirements*.txt`, and the PEP 508 requirement text that most Python manifests share.

use std::ops::Range;

use super::{Ecosystem, Requirement};
use crate::source::Span;

/// A file that a requirements file takes in (`-r base.txt`) or is bound by (`-c constraints.txt`). It is noted, not
/// followed: the file is scanned on its own account if it is part of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The path or URL as written.
    pub path: String,
    /// Bytes of the path.
    pub span: Span,
    /// `-c` rather than `-r`.
    pub constraint: bool,
}

/// Reads a requirements file.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    let joined = join_continuations(text);
    lines(&joined).filter_map(|at| line(&joined, at)).collect()
}

/// The files that a requirements file names with `-r` and `-c`.
pub fn includes(text: &str) -> Vec<Include> {
    const OPTIONS: [(&str, bool); 4] = [("--requirement", false), ("--constraint", true), ("-r", false), ("-c", true)];
    let joined = join_continuations(text);
    let mut found = Vec::new();
    for at in lines(&joined) {
        let option = joined[at.clone()].trim_start();
        let Some((rest, constraint)) = OPTIONS.iter().find_map(|(o, c)| Some((option.strip_prefix(o)?, *c))) else {
            continue;
        };
        let rest = rest.trim_start_matches(['=', ' ', '\t']);
        let path = rest.split(" #").next().unwrap_or("").trim_end();
        if !path.is_empty() {
            let start = at.end - rest.len();
            found.push(Include { path: path.to_string(), span: Span::new(start, start + path.len()), constraint });
        }
    }
    found
}

/// One line of a requirements file: a requirement, or an option that names one by `#egg=`.
fn line(text: &str, at: Range<usize>) -> Option<Requirement> {
    let line = &text[at.clone()];
    let trimmed = line.trim();
    if trimmed.is_empty() || trimmed.starts_with('#') {
        return None;
    }
    if let Some(egg) = trimmed.find("#egg=") {
        let name = &trimmed[egg + "#egg=".len()..];
        let name = &name[..name_length(name)?];
        let url =
            trimmed[..egg].trim_start_matches("-e").trim_start_matches("--editable").trim_start_matches([' ', '=']);
        let start = at.start + (line.len() - line.trim_start().len());
        return Some(Requirement {
            ecosystem: Ecosystem::Pypi,
            name: name.to_string(),
            range: format!("@ {url}"),
            locked: false,
            span: Span::new(start, start + trimmed.len()),
            group: "requirements".to_string(),
        });
    }
    if trimmed.starts_with('-') {
        return None;
    }
    requirement(text, at, "requirements")
}

/// The lines of `text` as byte ranges, without their line breaks.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let from = start;
        start += line.len();
        from..from + line.trim_end_matches(['\n', '\r']).len()
    })
}

/// The same text with every backslash before a line break, and that line break, blanked: offsets stay what they were.
fn join_continuations(text: &str) -> String {
    text.replace("\\\r\n", "   ").replace("\\\n", "  ")
}

/// Reads one PEP 508 requirement out of `text[at]`: `name[extra] >=1,<2 ; marker`, `name @ url`, with a comment or
/// pip's `--options` behind it. The span runs from the name to the end of the range. `None` if it is something else.
pub(super) fn requirement(text: &str, at: Range<usize>, group: &str) -> Option<Requirement> {
    let whole = text.get(at.clone())?;
    let indent = whole.len() - whole.trim_start().len();
    let whole = whole.trim();
    let name = &whole[..name_length(whole)?];
    let mut end = name.len();
    let mut rest = skip_blanks(whole, end);
    if whole[rest..].starts_with('[') {
        end = rest + whole[rest..].find(']')? + 1;
        rest = skip_blanks(whole, end);
    }
    let tail = &whole[rest..];
    let range = match tail.chars().next() {
        None | Some(';') => String::new(),
        Some('#') if rest > end => String::new(),
        Some('-') if rest > end && tail.starts_with("--") => String::new(),
        Some('@') => {
            let start = skip_blanks(whole, rest + 1);
            let url = whole[start..].split_whitespace().next()?;
            end = start + url.len();
            format!("@ {url}")
        }
        Some('(') => {
            let close = tail.find(')')?;
            end = rest + close + 1;
            tail[1..close].trim().to_string()
        }
        Some('<' | '>' | '=' | '!' | '~') => {
            let stop = [";", " #", "\t#", " --", "\t--"].iter().filter_map(|s| tail.find(s)).min();
            let range = tail[..stop.unwrap_or(tail.len())].trim_end();
            end = rest + range.len();
            range.to_string()
        }
        Some(_) => return None,
    };
    let start = at.start + indent;
    Some(Requirement {
        ecosystem: Ecosystem::Pypi,
        name: name.to_string(),
        range,
        locked: false,
        span: Span::new(start, start + end),
        group: group.to_string(),
    })
}

/// Length of the package name that `text` starts with: letters, digits, `.`, `-`, `_`, first and last alphanumeric.
pub(super) fn name_length(text: &str) -> Option<usize> {
    let length =
        text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(text.len());
    let name = &text.as_bytes()[..length];
    let sound = name.first()?.is_ascii_alphanumeric() && name.last()?.is_ascii_alphanumeric();
    sound.then_some(length)
}

fn skip_blanks(text: &str, from: usize) -> usize {
    from + (text[from..].len() - text[from..].trim_start().len())
}
