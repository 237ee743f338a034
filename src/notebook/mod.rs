//! Jupyter notebooks as sources: the code cells joined into one text, with the way back to cell and raw line.
//!
//! Outputs and prose are never read. What is no code of the notebook's language (shell lines, magics, cells of other
//! languages) is blanked in the text, byte for byte, so that the cell still parses and spans still fit; shell lines
//! and magics are kept beside it. Reading is linear in the size of the file and does not recurse.

mod cell;
mod json;
mod kernel;
mod magic;
pub mod rewrite;

use crate::finding::Problem;
use crate::language::Language;
use crate::source::read::Unread;
use crate::source::{CellLine, ShellLine, Source, Span};
use crate::walk::{SkipReason, Skipped};
use kernel::Tongue;
use std::collections::BTreeSet;
use std::ops::Range;

/// Reads a notebook (format 3 or 4) from its decoded text.
///
/// What is no JSON, or no notebook, is the problem `syntax`; the cells that could be read all the same are given with
/// it. A notebook without a cell in a language codexit reads is left out as [`SkipReason::NotebookLanguage`]. An empty
/// file is an empty notebook, as it is for Jupyter.
pub fn read(text: &str, shown: &str) -> Result<Source, Unread> {
    let problem = |message: String, line| Problem { path: shown.to_string(), kind: "syntax", message, line };
    if text.trim().is_empty() {
        return Ok(Source::new(shown, Language::Python, String::new()));
    }
    let (notebook, broken) = cell::read(text);
    let broken = broken.map(|broken| {
        problem(format!("this notebook is broken JSON: expected {}; save it again", broken.expected), Some(broken.line))
    });
    if notebook.cells.is_empty()
        && let Some(broken) = broken
    {
        return Err(broken.into());
    }
    if !notebook.has_cells {
        return Err(problem("this is no notebook: it has no 'cells'".to_string(), None).into());
    }
    let of_notebook = match &notebook.language {
        Some(name) => kernel::named(name),
        None => notebook.kernel.as_deref().and_then(kernel::of_kernel).unwrap_or(Tongue::Known(Language::Python)),
    };
    let cells: Vec<CodeCell> = notebook.cells.into_iter().map(|cell| CodeCell::new(cell, of_notebook)).collect();
    let language = match of_notebook {
        Tongue::Known(language) => Some(language),
        // A polyglot notebook: the first language in it that can be read.
        _ => cells.iter().find_map(|cell| cell.languages().find(|language| language.is_code())),
    };
    let Some(language) = language else {
        return Err(Unread::Skipped(Skipped { path: shown.to_string(), reason: SkipReason::NotebookLanguage }));
    };
    let mut joined = Joined::default();
    for cell in &cells {
        joined.add(cell, language);
    }
    let mut source = joined.source(shown, language);
    source.beside = beside(&cells, language, shown);
    match broken {
        Some(broken) => Err(Unread::Partly(Box::new(source), broken)),
        None => Ok(source),
    }
}

/// What the cells say that are in another language than `main`: those of one language of code together, and every file
/// of data for itself (`%%writefile config.yaml`).
fn beside(cells: &[CodeCell], main: Language, shown: &str) -> Vec<Source> {
    let mut found: Vec<(Language, Joined)> = Vec::new();
    for cell in cells {
        let languages = cell.languages().map(|own| if own.is_ecmascript() { Language::TypeScript } else { own });
        for own in languages.collect::<BTreeSet<Language>>() {
            if own == main || own.is_ecmascript() && main.is_ecmascript() {
                continue;
            }
            let known = found.iter().position(|(language, _)| own.is_code() && *language == own);
            let at = known.unwrap_or_else(|| {
                found.push((own, Joined::default()));
                found.len() - 1
            });
            found[at].1.add(cell, own);
        }
    }
    let source = |(language, mut joined): (Language, Joined)| {
        // Shell lines are the notebook's, and are read with its main language.
        joined.shell_lines.clear();
        let mut part = joined.source(shown, language);
        part.is_part = true;
        part
    };
    found.into_iter().map(source).collect()
}

/// A code cell, cut into parts by language.
struct CodeCell {
    cell: cell::Cell,
    /// Byte ranges of whole lines of the cell's text, in order, together the whole of it.
    parts: Vec<(Tongue, Range<usize>)>,
    /// The first line is a cell magic, which belongs to no part's language.
    has_cell_magic: bool,
}

impl CodeCell {
    fn new(cell: cell::Cell, of_notebook: Tongue) -> CodeCell {
        let own = cell.language.as_deref().map_or(of_notebook, kernel::named);
        let (parts, has_cell_magic) = parts(&cell.text, own);
        CodeCell { cell, parts, has_cell_magic }
    }

    fn languages(&self) -> impl Iterator<Item = Language> {
        self.parts.iter().filter_map(|(tongue, range)| match tongue {
            Tongue::Known(language) if !self.cell.text[range.clone()].trim().is_empty() => Some(*language),
            _ => None,
        })
    }
}

/// Cuts a cell at the lines that switch its language. The second value is true if its first line is a cell magic.
fn parts(text: &str, own: Tongue) -> (Vec<(Tongue, Range<usize>)>, bool) {
    let line = text[first_line(text)].trim();
    if own == Tongue::Known(Language::Python) {
        if let Some(magic) = line.strip_prefix("%%") {
            let (name, arguments) = magic.split_once(char::is_whitespace).unwrap_or((magic, ""));
            let name = if name.starts_with('!') { "!" } else { name };
            return (vec![(kernel::of_cell_magic(name, arguments).unwrap_or(own), 0..text.len())], true);
        }
        if let Some(tongue) = kernel::of_databricks_magic(line) {
            return (vec![(tongue, 0..text.len())], true);
        }
    }
    let mut parts = Vec::new();
    let (mut tongue, mut start, mut at) = (own, 0, 0);
    for line in text.split_inclusive('\n') {
        if let Some(next) = kernel::of_directive(line) {
            parts.push((tongue, start..at));
            (tongue, start) = (next, at);
        }
        at += line.len();
    }
    parts.push((tongue, start..text.len()));
    (parts, false)
}

/// The first line of a cell that is neither blank nor a comment.
fn first_line(text: &str) -> Range<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let code = line.trim();
        if !(code.is_empty() || code.starts_with('#') && !code.starts_with("#!")) {
            return at..at + line.trim_end_matches(['\n', '\r']).len();
        }
        at += line.len();
    }
    at..at
}

/// The text that is built, with its lines.
#[derive(Default)]
struct Joined {
    text: Vec<u8>,
    lines: Vec<CellLine>,
    shell_lines: Vec<ShellLine>,
}

impl Joined {
    fn source(self, shown: &str, language: Language) -> Source {
        // Only whole characters were replaced, by ASCII, so this copies nothing.
        let text = String::from_utf8(self.text).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
        Source::notebook(shown, language, text, self.lines, self.shell_lines)
    }

    /// Adds a cell, if anything in it is of use.
    fn add(&mut self, code: &CodeCell, language: Language) {
        let CodeCell { cell, parts, has_cell_magic } = code;
        let is_read = |tongue: Tongue| match tongue {
            Tongue::Known(known) => known == language || known.is_ecmascript() && language == Language::TypeScript,
            Tongue::Shell => true,
            Tongue::Foreign => false,
        };
        if !has_cell_magic && !parts.iter().any(|(tongue, _)| is_read(*tongue)) {
            return;
        }
        if !self.lines.is_empty() {
            self.text.push(b'\n');
        }
        let base = self.text.len();
        self.text.extend_from_slice(cell.text.as_bytes());
        self.lines.extend((1..).zip(&cell.raw_lines).map(|(cell_line, &raw_line)| CellLine {
            cell: cell.number,
            cell_line,
            raw_line,
        }));
        for (index, (tongue, range)) in parts.iter().enumerate() {
            let part = &cell.text[range.clone()];
            let at = base + range.start;
            // The line of the cell magic itself is none of the code's, nor of the shell's.
            let body = if *has_cell_magic && index == 0 { self.take_first_line(at, part) } else { 0 };
            let rest = &part[body..];
            let is_code = match tongue {
                Tongue::Known(Language::Python) if language == Language::Python => {
                    self.take(at + body, rest, magic::lines(rest));
                    true
                }
                Tongue::Known(_) => is_read(*tongue),
                Tongue::Shell => {
                    self.take(at + body, rest, magic::shell_lines(rest));
                    false
                }
                Tongue::Foreign => false,
            };
            if !is_code {
                clear(&mut self.text[at + body..at + part.len()]);
            } else if kernel::of_directive(part).is_some() {
                // `#!javascript` at the head of a part is no JavaScript.
                clear(&mut self.text[at..at + part.lines().next().map_or(0, str::len)]);
            }
        }
    }

    /// Takes the line of a cell magic; gives the offset of what follows it.
    fn take_first_line(&mut self, at: usize, part: &str) -> usize {
        let line = first_line(part);
        let end = line.end;
        self.take(at, part, std::iter::once(line));
        end
    }

    /// Keeps the ranges of `part`, which stands at byte `at` of the joined text, as shell lines, and blanks them there.
    fn take(&mut self, at: usize, part: &str, ranges: impl IntoIterator<Item = Range<usize>>) {
        for range in ranges {
            let line = &part[range.clone()];
            let indent = line.len() - line.trim_start().len();
            let written = line.trim();
            let start = at + range.start + indent;
            self.shell_lines
                .push(ShellLine { span: Span::new(start, start + written.len()), text: written.to_string() });
            magic::blank(&mut self.text, at + range.start..at + range.end);
        }
    }
}

/// Replaces all but line breaks by spaces.
fn clear(bytes: &mut [u8]) {
    for byte in bytes {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}
