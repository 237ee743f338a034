//! One file, on one thread: bytes, prefilter, text, facts.

use super::anchors;
use super::report::ScanOptions;
use crate::facts::data::{self, Data};
use crate::facts::manifest::{self, Requirement};
use crate::facts::{Facts, ecmascript, python};
use crate::finding::Problem;
use crate::knowledge::Knowledge;
use crate::language::Language;
use crate::prefilter::Prefilter;
use crate::project::Unit;
use crate::source::{Source, Span, read};
use crate::suppression::{self, Ignore};
use crate::walk::{SkipReason, Skipped, WalkedFile};
use std::path::Path;

/// A data file that was let in.
#[derive(Debug)]
pub struct Text {
    /// The file.
    pub source: Source,
    /// Its entries.
    pub data: Data,
}

/// What was read so far.
#[derive(Debug, Default)]
pub struct Read {
    /// Code files that were let in, with their index in the walk.
    pub units: Vec<(usize, Unit)>,
    /// Data files and manifests.
    pub texts: Vec<Text>,
    /// Requirements of all manifests.
    pub pins: Vec<(Source, Vec<Requirement>)>,
    /// Comments that are meant to hold findings back.
    pub ignores: Vec<Ignore>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What was left out after a look at its bytes.
    pub skipped: Vec<Skipped>,
    /// Bytes read.
    pub bytes: u64,
    /// Files parsed.
    pub parsed_files: u64,
    /// Their bytes.
    pub parsed_bytes: u64,
}

impl Read {
    /// Takes in what another thread read.
    pub fn merge(&mut self, mut other: Read) {
        self.units.append(&mut other.units);
        self.texts.append(&mut other.texts);
        self.pins.append(&mut other.pins);
        self.ignores.append(&mut other.ignores);
        self.problems.append(&mut other.problems);
        self.skipped.append(&mut other.skipped);
        self.bytes += other.bytes;
        self.parsed_files += other.parsed_files;
        self.parsed_bytes += other.parsed_bytes;
    }
}

/// Reads files.
pub struct Reader {
    prefilter: Prefilter,
    max_file_size: u64,
    no_ignore: bool,
}

impl Reader {
    /// A reader for these options and this knowledge.
    pub fn new(options: &ScanOptions, knowledge: &Knowledge) -> Reader {
        Reader {
            prefilter: anchors::prefilter(knowledge),
            max_file_size: options.max_file_size,
            no_ignore: options.no_ignore,
        }
    }

    /// The first look at a file: it is let in if its bytes hold an anchor, or if it is a manifest.
    pub fn first(&self, at: usize, file: &WalkedFile, out: &mut Read) {
        let mut bytes = Vec::new();
        if let Err(problem) = read::read_bytes(file.path(), &file.shown, self.max_file_size, &mut bytes) {
            out.problems.push(problem);
            return;
        }
        out.bytes += bytes.len() as u64;
        if !self.no_ignore && read::looks_minified(&bytes, file.language) {
            out.skipped.push(Skipped { path: file.shown.clone(), reason: SkipReason::Minified });
            return;
        }
        self.look(at, &file.shown, file.language, bytes, out);
    }

    fn look(&self, at: usize, shown: &str, language: Language, bytes: Vec<u8>, out: &mut Read) {
        if is_declaration(shown) {
            return;
        }
        let is_manifest = manifest::is_manifest(shown);
        let encoded = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        if is_manifest || encoded || self.prefilter.admits(&bytes, language) {
            if let Err(problem) = read::check_size(bytes.len() as u64, shown, language, self.max_file_size) {
                out.problems.push(problem);
                return;
            }
            self.parse(at, shown, language, bytes, out);
        }
    }

    /// A file that is given rather than found.
    pub fn given(&self, name: &str, bytes: Vec<u8>) -> Read {
        let mut out = Read { bytes: bytes.len() as u64, ..Read::default() };
        let file = Path::new(name).file_name().and_then(|n| n.to_str()).unwrap_or(name);
        match Language::of_file_name(file) {
            Some(language) => self.parse(usize::MAX, name, language, bytes, &mut out),
            None => out.problems.push(Problem {
                path: name.to_owned(),
                kind: "unsupported",
                message: "codexit does not read files of this name; give one such as app.py with --stdin-filename"
                    .to_owned(),
                line: None,
            }),
        }
        out
    }

    /// A file that was let in by what others import: read again, without asking the prefilter.
    pub fn second(&self, at: usize, file: &WalkedFile, out: &mut Read) {
        let mut bytes = Vec::new();
        if read::read_bytes(file.path(), &file.shown, self.max_file_size, &mut bytes).is_ok()
            && read::check_size(bytes.len() as u64, &file.shown, file.language, self.max_file_size).is_ok()
        {
            self.parse(at, &file.shown, file.language, bytes, out);
        }
    }

    /// A file's bytes, for a look at what it imports; `None` if it cannot be read (said when it was first read).
    pub fn bytes(&self, file: &WalkedFile) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        read::read_bytes(file.path(), &file.shown, self.max_file_size, &mut bytes).ok()?;
        Some(bytes)
    }

    fn parse(&self, at: usize, shown: &str, language: Language, bytes: Vec<u8>, out: &mut Read) {
        let length = bytes.len() as u64;
        let source = match read::decode(bytes, shown, language) {
            Ok(source) => source,
            Err(read::Unread::Problem(problem)) => return out.problems.push(problem),
            Err(read::Unread::Skipped(skipped)) => return out.skipped.push(skipped),
            Err(read::Unread::Partly(source, problem)) => {
                out.problems.push(problem);
                *source
            }
        };
        out.parsed_files += 1;
        out.parsed_bytes += length;
        if manifest::is_manifest(shown) || source.is_notebook() {
            let requirements = manifest::read(&source);
            if !requirements.is_empty() {
                out.pins.push((source.clone(), requirements));
            }
        }
        if source.language.is_code() {
            let facts = match source.language {
                Language::Python => python::read(&source),
                _ => ecmascript::read(&source),
            };
            out.problems.extend(problem_of(&source, &facts));
            let comments: Vec<Span> = facts.comments.iter().map(|comment| comment.span).collect();
            out.ignores.extend(suppression::read(&source, &comments, &facts.statements));
            out.units.push((at, Unit::new(source, facts)));
        } else if (!manifest::is_manifest(shown) || shown.ends_with("pyproject.toml"))
            && matches!(source.language, Language::Json | Language::Yaml | Language::Toml | Language::Env)
        {
            let data = data::read(&source);
            if let Some(line) = data.syntax_errors.first() {
                out.problems.push(syntax_problem(&source, *line));
            }
            out.ignores.extend(suppression::read(&source, &data.comments, &[]));
            out.texts.push(Text { source, data });
        } else {
            out.ignores.extend(suppression::read(&source, &suppression::hash_comments(&source.text), &[]));
        }
    }
}

/// True for `.d.ts` and its kin: types of code that is elsewhere. They run nothing, and a package's name every id it
/// knows.
fn is_declaration(shown: &str) -> bool {
    [".d.ts", ".d.mts", ".d.cts"].iter().any(|end| shown.ends_with(end))
}

fn problem_of(source: &Source, facts: &Facts) -> Option<Problem> {
    if facts.too_deep {
        return Some(Problem {
            path: source.path.clone(),
            kind: "too-deep",
            message: "it is nested so deep that parts of it were not read".to_owned(),
            line: None,
        });
    }
    let line = *facts.syntax_errors.first()?;
    Some(syntax_problem(source, line))
}

fn syntax_problem(source: &Source, line: u32) -> Problem {
    let raw = source.line_place(line.saturating_sub(1) as usize);
    Problem {
        path: source.path.clone(),
        kind: "syntax",
        message: "it does not parse here; the rest was read as far as possible".to_owned(),
        line: Some(raw),
    }
}
