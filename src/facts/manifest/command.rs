//! Install commands: `%pip install "openai<1"`, `!pip install -q x`, `npm install openai@3`.

use std::ops::Range;

use super::requirements::requirement;
use super::{COMMAND, Ecosystem, Requirement, npm, npm_descriptor};
use crate::source::{Source, Span};

/// Options of pip and npm that take a value of their own: the word after them names no package.
const WITH_VALUE: &[&str] = &[
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-e",
    "--editable",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "-t",
    "--target",
    "-d",
    "--prefix",
    "--root",
    "--src",
    "--proxy",
    "--timeout",
    "--retries",
    "--trusted-host",
    "--python",
    "-p",
    "--registry",
    "-w",
    "--workspace",
    "-C",
    "--dir",
    "--cwd",
    "--group",
    "--only-binary",
    "--no-binary",
    "--platform",
    "--python-version",
    "--progress-bar",
    "--log",
    "--cache-dir",
    "--filter",
];

/// The requirements that a shell line names, with spans relative to `text`. Several commands (`&&`, `;`, a line break)
/// are read one by one; a line that installs nothing has none.
pub fn requirement_of_pip_line(text: &str) -> Vec<Requirement> {
    let words = words(text);
    words.split(|w| w.ends_command).flat_map(|command| installed(text, command)).collect()
}

/// The requirements in the shell lines of a notebook, with spans in its text.
pub(super) fn of_notebook(source: &Source) -> Vec<Requirement> {
    let mut found = Vec::new();
    for line in &source.shell_lines {
        for mut requirement in requirement_of_pip_line(&line.text) {
            let shift = |offset: u32| line.span.start.saturating_add(offset).min(line.span.end);
            requirement.span = Span { start: shift(requirement.span.start), end: shift(requirement.span.end) };
            found.push(requirement);
        }
    }
    found
}

/// The requirements in the install commands of a script, a Dockerfile or a workflow.
pub(super) fn of_script(source: &Source) -> Vec<Requirement> {
    // Most files install nothing: the words of all the others are not looked at.
    let installs = ["pip", "npm", "pnpm", "yarn", "bun", "uv ", "poetry", "pdm"];
    let mut found = Vec::new();
    let mut at = 0;
    for line in logical_lines(&source.text) {
        if installs.iter().any(|tool| line.contains(tool)) && !line.trim_start().starts_with('#') {
            for mut requirement in requirement_of_pip_line(line) {
                requirement.span =
                    Span { start: requirement.span.start + at as u32, end: requirement.span.end + at as u32 };
                // `name=$VERSION`: nothing is known of it.
                if !source.slice(requirement.span).contains('$') {
                    found.push(requirement);
                }
            }
        }
        at += line.len();
    }
    found
}

/// Lines, those that a backslash continues joined.
fn logical_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = 0;
        loop {
            end = rest[end..].find('\n').map_or(rest.len(), |n| end + n + 1);
            if end == rest.len() || !rest[..end].trim_end().ends_with('\\') {
                break;
            }
        }
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(line)
    })
}

/// A word of a shell line: its bytes without quotes.
struct Word {
    at: Range<usize>,
    quoted: bool,
    /// `&&`, `;`, `|`, a line break: nothing but the end of a command.
    ends_command: bool,
}

/// Splits a shell line into words as far as install commands need it: quotes group, a comment ends the line.
fn words(text: &str) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'\n' | b';' | b'|' | b'&' => {
                words.push(Word { at: i..i + 1, quoted: false, ends_command: true });
                i += 1;
            }
            // A continued line, with or without the carriage return.
            b'\\' if matches!(bytes.get(i + 1), Some(b'\n' | b'\r')) => {
                i += if bytes[i + 1] == b'\r' && bytes.get(i + 2) == Some(&b'\n') { 3 } else { 2 };
            }
            b if b.is_ascii_whitespace() => i += 1,
            b'#' => i = memchr::memchr(b'\n', &bytes[i..]).map_or(bytes.len(), |n| i + n),
            quote @ (b'"' | b'\'') => {
                let start = i + 1;
                let end = memchr::memchr2(quote, b'\n', &bytes[start..]).map_or(bytes.len(), |n| start + n);
                words.push(Word { at: start..end, quoted: true, ends_command: false });
                i = if bytes.get(end) == Some(&quote) { end + 1 } else { end };
            }
            _ => {
                let start = i;
                while i < bytes.len() && !bytes[i].is_ascii_whitespace() && !b";|&\"'".contains(&bytes[i]) {
                    i += 1;
                }
                // `openai=="0.27"`: the quotes are part of the word's text and of no name or range.
                if matches!(bytes.get(i), Some(b'"' | b'\'')) && text[start..i].ends_with('=') {
                    let close = memchr::memchr2(bytes[i], b'\n', &bytes[i + 1..]).map_or(bytes.len(), |n| i + 1 + n);
                    i = if bytes.get(close) == Some(&bytes[i]) { close + 1 } else { close };
                }
                words.push(Word { at: start..i, quoted: false, ends_command: false });
            }
        }
    }
    words
}

/// The packages that one command installs.
fn installed(text: &str, command: &[Word]) -> Vec<Requirement> {
    let mut found = Vec::new();
    let Some((ecosystem, first)) = install_verb(text, command) else { return found };
    let mut skip = false;
    for word in &command[first..] {
        let value = &text[word.at.clone()];
        if std::mem::take(&mut skip) {
            continue;
        }
        if value.starts_with('-') && !word.quoted {
            skip = WITH_VALUE.contains(&value);
            continue;
        }
        // A redirection: what follows is a file.
        if !word.quoted && (value.starts_with('>') || value.starts_with("2>") || value == "<") {
            break;
        }
        match ecosystem {
            Ecosystem::Pypi => {
                if let Some(mut one) = requirement(text, word.at.clone(), COMMAND) {
                    one.range.retain(|c| c != '"' && c != '\'');
                    found.push(one);
                }
            }
            Ecosystem::Npm => {
                let (name, range) = npm_descriptor(value);
                if is_npm_name(name) {
                    found.push(npm(name, range, word.at.clone(), COMMAND));
                }
            }
        }
    }
    found
}

/// If the command installs packages: whose, and the index of the first word after the verb.
fn install_verb(text: &str, command: &[Word]) -> Option<(Ecosystem, usize)> {
    let word = |i: usize| command.get(i).map(|w| &text[w.at.clone()]);
    for i in 0..command.len() {
        let tool = word(i)?.trim_start_matches(['!', '%']).rsplit('/').next().unwrap_or("");
        let verb = word(i + 1).unwrap_or("");
        let is_pip = tool == "pip" || tool.strip_prefix("pip").is_some_and(is_version);
        if is_pip && verb == "install" || matches!((tool, verb), ("uv" | "poetry" | "pdm", "add")) {
            return Some((Ecosystem::Pypi, i + 2));
        }
        let adds = match tool {
            "npm" => matches!(verb, "install" | "i" | "add"),
            "pnpm" | "bun" => matches!(verb, "install" | "i" | "add"),
            "yarn" => verb == "add",
            _ => false,
        };
        if adds {
            return Some((Ecosystem::Npm, i + 2));
        }
    }
    None
}

fn is_version(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn is_npm_name(name: &str) -> bool {
    let bare = name.strip_prefix('@').unwrap_or(name);
    let plain = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    match bare.split_once('/') {
        Some((scope, rest)) => bare.len() < name.len() && plain(scope) && plain(rest),
        None => bare.len() == name.len() && plain(bare),
    }
}
