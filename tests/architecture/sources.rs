//! The sources of the program as text: which files there are, and what each of them uses.

use std::path::{Path, PathBuf};

/// A file of `src/` without its tests and comments.
pub struct Module {
    /// Path below `src/`, with `/`.
    pub file: String,
    /// Module path without the crate: `check::flow::argument`; empty for `lib.rs`.
    pub path: String,
    /// Lines (1-based) and the paths within the crate that they name, as far as they are written out.
    pub uses: Vec<(usize, String)>,
    /// The same for the standard library: `std::fs::File`.
    pub std: Vec<(usize, String)>,
    code: String,
}

impl Module {
    /// The lines of code with their 1-based numbers; tests, comments and the insides of strings are blank.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(at, line)| (at + 1, line))
    }
}

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file of `src/`.
pub fn read(file: &str) -> String {
    std::fs::read_to_string(root().join("src").join(file)).unwrap_or_else(|e| panic!("src/{file}: {e}"))
}

/// All files of `src/`, as paths below it, sorted.
pub fn files() -> Vec<String> {
    let src = root().join("src");
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let below = path.strip_prefix(&src).unwrap();
                found.push(below.components().map(|c| c.as_os_str().to_str().unwrap()).collect::<Vec<_>>().join("/"));
            }
        }
    }
    found.sort();
    found
}

/// All modules that are part of the program; modules of tests are left out.
pub fn modules() -> Vec<Module> {
    let all: Vec<(String, String)> = files().into_iter().map(|file| (file.clone(), code(&read(&file)))).collect();
    let tests: Vec<String> = all.iter().flat_map(|(file, code)| test_modules(file, code)).collect();
    let of_tests = |path: &str| tests.iter().any(|t| path == t || path.starts_with(&format!("{t}::")));
    all.into_iter()
        .map(|(file, code)| (module_path(&file), file, code))
        .filter(|(path, file, _)| !of_tests(path) && !file.ends_with("_tests.rs"))
        .map(|(path, file, code)| {
            let code = without_tests(&code);
            let std = written(&code, &["std::"]);
            Module { uses: uses(&code, &path), std, file, path, code }
        })
        .collect()
}

/// True if the text holds the name, not as the end or beginning of a longer one.
pub fn names(text: &str, name: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(name).any(|(at, _)| {
        let begins = name.starts_with(['.', ':']) || !part(text[..at].chars().next_back());
        begins && (!part(name.chars().next_back()) || !part(text[at + name.len()..].chars().next()))
    })
}

fn module_path(file: &str) -> String {
    let path = file.strip_suffix(".rs").unwrap_or(file);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { String::new() } else { path.replace('/', "::") }
}

/// Blanks comments and the insides of strings, so that what is left is code; line breaks stay.
fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = string(rest) {
            length
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            // The `r` of a name such as `for` is not that of a raw string.
            if c.is_alphanumeric() || c == '_' {
                let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                out.push_str(&rest[..word]);
                rest = &rest[word..];
            }
            continue;
        };
        out.extend(rest[..taken].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[taken..];
    }
    out
}

/// The length of the string or character literal that the text begins with.
fn string(text: &str) -> Option<usize> {
    let raw = text.strip_prefix('b').unwrap_or(text);
    if let Some(after) = raw.strip_prefix('r') {
        let hashes = after.len() - after.trim_start_matches('#').len();
        if after[hashes..].starts_with('"') {
            let open = text.len() - after.len() + hashes + 1;
            let close = format!("\"{}", "#".repeat(hashes));
            return Some(text[open..].find(&close).map_or(text.len(), |end| open + end + close.len()));
        }
    }
    let body = raw.strip_prefix('"').map(|body| (body, '"')).or_else(|| {
        // A quote begins a character only if it ends one or two characters on; otherwise it is a lifetime.
        let body = raw.strip_prefix('\'')?;
        let is_char = body.starts_with('\\') || body.chars().nth(1) == Some('\'');
        is_char.then_some((body, '\''))
    });
    let (body, close) = body?;
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == close => return Some(text.len() - body.len() + at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// Modules of their own files that are declared under `#[cfg(test)]`.
fn test_modules(file: &str, code: &str) -> Vec<String> {
    let parent = module_path(file);
    code.split("#[cfg(test)]")
        .skip(1)
        .filter_map(|after| {
            let declared = after.trim_start().trim_start_matches("pub(crate) ").strip_prefix("mod ")?;
            let name = declared.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
            let is_file = declared[name.len()..].starts_with(';');
            let separator = if parent.is_empty() { "" } else { "::" };
            is_file.then(|| format!("{parent}{separator}{name}"))
        })
        .collect()
}

/// Blanks what stands from a test module on: it is the last thing in a file.
fn without_tests(code: &str) -> String {
    let begin = code
        .match_indices("#[cfg(test)]")
        .find(|(at, word)| {
            let after = code[at + word.len()..].trim_start();
            after.starts_with("mod ") && after[..after.find(['{', ';']).map_or(0, |end| end + 1)].ends_with('{')
        })
        .map_or(code.len(), |(at, _)| at);
    code[..begin].to_owned()
}

/// The paths within the crate that code names: those that begin with `crate::`, `codexit::`, `super::` or `self::`.
fn uses(code: &str, path: &str) -> Vec<(usize, String)> {
    let written = written(code, &["crate::", "codexit::", "super::", "self::"]);
    written.into_iter().filter_map(|(line, written)| Some((line, absolute(&written, path)?))).collect()
}

/// The paths that begin with one of these words, with their 1-based lines.
fn written(code: &str, words: &[&str]) -> Vec<(usize, String)> {
    let mut starts: Vec<usize> = Vec::new();
    for word in words {
        starts.extend(code.match_indices(word).map(|(at, _)| at).filter(|&at| {
            let before = code[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
        }));
    }
    starts.sort_unstable();
    starts
        .into_iter()
        .flat_map(|at| {
            let line = code[..at].matches('\n').count() + 1;
            tree(&code[at..], "", &mut 0).into_iter().map(move |path| (line, path))
        })
        .collect()
}

/// The paths of a use tree: `a::{b, c::d}` is `a::b` and `a::c::d`. `length` becomes how much of the text it is.
fn tree(text: &str, before: &str, length: &mut usize) -> Vec<String> {
    let word = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(text.len());
    let path = format!("{before}{}", &text[..word]);
    *length = word;
    if !path.ends_with("::") || !text[word..].starts_with('{') {
        return vec![path.trim_end_matches(':').to_owned()];
    }
    let mut found = Vec::new();
    let mut at = word + 1;
    while at < text.len() && !text[at..].starts_with('}') {
        let skipped = text[at..].len() - text[at..].trim_start_matches([' ', ',', '\n']).len();
        at += skipped;
        if text[at..].starts_with('}') {
            break;
        }
        let mut inner = 0;
        found.extend(tree(&text[at..], &path, &mut inner));
        at += inner;
        // `as name`, `*`, or anything else up to the next item.
        at += text[at..].find([',', '}']).unwrap_or(text.len() - at);
    }
    *length = at + 1;
    found
}

/// The path from the crate on; `None` if it leads out of it.
fn absolute(written: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split("::").filter(|p| !p.is_empty()).collect();
    let mut words = written.split("::").peekable();
    match words.peek()? {
        &"crate" | &"codexit" => {
            words.next();
            parts.clear();
        }
        _ => {
            while let Some(&word) = words.peek() {
                match word {
                    "super" => drop(parts.pop()?),
                    "self" => {}
                    _ => break,
                }
                words.next();
            }
        }
    }
    parts.extend(words.filter(|w| !w.is_empty() && *w != "self"));
    (!parts.is_empty()).then(|| parts.join("::"))
}
