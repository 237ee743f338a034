//! One file, on one thread: bytes, prefilter, text, facts.

use super::anchors::{self, Sdks};
use super::judge::Checks;
use super::report::ScanOptions;
use crate::check::model::Found;
use crate::facts::data;
use crate::facts::manifest::{self, Requirement};
use crate::facts::{Facts, ecmascript, python, text};
use crate::finding::Problem;
use crate::language::Language;
use crate::prefilter::{self, Calls, Prefilter};
use crate::project::Unit;
use crate::source::{Source, Span, markdown, read};
use crate::suppression::{self, Ignore};
use crate::walk::{SkipReason, Skipped, WalkedFile};
use std::path::Path;
use std::time::Duration;

/// What was read so far.
#[derive(Debug, Default)]
pub struct Read {
    /// Code files that were let in, with their index in the walk.
    pub units: Vec<(usize, Unit)>,
    /// What the data files say: each is judged when it is read, and let go.
    pub found: Found,
    /// Requirements of all manifests.
    pub pins: Vec<(Source, Vec<Requirement>)>,
    /// Comments that are meant to hold findings back.
    pub ignores: Vec<Ignore>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What was left out after a look at its bytes.
    pub skipped: Vec<Skipped>,
    /// The name of a file that was given rather than found.
    pub given: Option<String>,
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
        self.found.findings.append(&mut other.found.findings);
        self.found.mentions.append(&mut other.found.mentions);
        self.pins.append(&mut other.pins);
        self.ignores.append(&mut other.ignores);
        self.problems.append(&mut other.problems);
        self.skipped.append(&mut other.skipped);
        self.given = self.given.take().or(other.given);
        self.bytes += other.bytes;
        self.parsed_files += other.parsed_files;
        self.parsed_bytes += other.parsed_bytes;
    }
}

/// Reads files.
pub struct Reader<'k> {
    checks: &'k Checks<'k>,
    /// `None` for a handful of files: to parse them takes less than to prepare it.
    prefilter: Option<Prefilter>,
    /// What lets in code that holds calls, where somebody asks for them.
    calls: Option<Calls>,
    sdks: Sdks<'k>,
    looks_for_calls: bool,
    mentions: bool,
    max_file_size: u64,
    file_timeout: Duration,
    no_ignore: bool,
}

/// So many files, of so many bytes together, are parsed whatever they hold.
const HANDFUL: usize = 4;
const HANDFUL_BYTES: u64 = 100_000;

impl<'k> Reader<'k> {
    /// A reader of these files with these options and this knowledge.
    pub fn new(options: &ScanOptions, checks: &'k Checks<'k>, files: &[WalkedFile]) -> Reader<'k> {
        let size = |file: &WalkedFile| read::size(file.path());
        let is_handful = files.len() <= HANDFUL && files.iter().map(size).fold(0, u64::saturating_add) <= HANDFUL_BYTES;
        let looks_for_calls = options.resilience || options.calls;
        Reader {
            checks,
            prefilter: (!is_handful).then(|| anchors::prefilter(checks.knowledge)),
            calls: (looks_for_calls && !is_handful).then(|| anchors::calls(checks.knowledge)),
            sdks: Sdks::new(checks.knowledge),
            looks_for_calls,
            mentions: options.mentions,
            max_file_size: options.max_file_size,
            file_timeout: options.file_timeout,
            no_ignore: options.no_ignore,
        }
    }

    /// The SDKs that are known.
    pub fn sdks(&self) -> &Sdks<'k> {
        &self.sdks
    }

    /// True if calls to model providers are looked for.
    pub fn looks_for_calls(&self) -> bool {
        self.looks_for_calls
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
        let is_code = language.is_code() || language == Language::Notebook;
        let holds = |prefilter: &Prefilter, bytes: &[u8]| {
            let calls = || is_code && self.calls.as_ref().is_some_and(|calls| calls.admits(bytes, language));
            prefilter.admits(bytes, language) || calls()
        };
        let admits = |prefilter: &Prefilter| {
            // What stands in comments and docstrings only is a mention; but ignores stand in comments too.
            let masked = || prefilter::mask(&bytes, language).filter(|_| !self.mentions);
            let is_marked = || memchr::memmem::find(&bytes, suppression::MARK.as_bytes()).is_some();
            holds(prefilter, &bytes) && masked().is_none_or(|masked| holds(prefilter, &masked) || is_marked())
        };
        if is_manifest || encoded || self.prefilter.as_ref().is_none_or(admits) {
            if !self.no_ignore && read::looks_bundled(&bytes, language) {
                out.skipped.push(Skipped { path: shown.to_owned(), reason: SkipReason::Minified });
                return;
            }
            if let Err(problem) = read::check_size(bytes.len() as u64, shown, language, self.max_file_size) {
                out.problems.push(problem);
                return;
            }
            self.parse(at, shown, language, bytes, out);
        }
    }

    /// A file that is given rather than found.
    pub fn given(&self, name: &str, bytes: Vec<u8>) -> Read {
        let mut out = Read { bytes: bytes.len() as u64, given: Some(name.to_owned()), ..Read::default() };
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

    /// A requirements file that another one includes, whatever it is called.
    pub fn included(&self, path: &Path, shown: &str, out: &mut Read) {
        let mut bytes = Vec::new();
        if let Err(problem) = read::read_bytes(path, shown, self.max_file_size, &mut bytes) {
            return out.problems.push(problem);
        }
        let Ok(source) = read::decode(bytes, shown, Language::Requirements) else { return };
        let requirements = manifest::read(&source);
        out.pins.push((source, requirements));
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
        self.facts(at, shown, source, out);
    }

    fn facts(&self, at: usize, shown: &str, mut source: Source, out: &mut Read) {
        for part in std::mem::take(&mut source.beside) {
            self.facts(usize::MAX, shown, part, out);
        }
        if source.language == Language::Markdown {
            for block in markdown::sources(&source) {
                if block.language == Language::Markdown {
                    let words = text::read(&block);
                    self.checks.text(&block, &words, &mut out.found);
                } else {
                    // Its place in the walk is one; the units made of it are several, and are asked for by none.
                    self.facts(usize::MAX, shown, block, out);
                }
            }
            return;
        }
        if manifest::is_manifest(shown) || source.is_notebook() || manifest::has_commands(source.language) {
            let requirements = manifest::read(&source);
            // A list of nothing but includes says something too.
            if !requirements.is_empty() || source.language == Language::Requirements {
                out.pins.push((source.clone(), requirements));
            }
        }
        if source.language.is_code() {
            let facts = match source.language {
                Language::Python => python::read_within(&source, self.file_timeout),
                _ => ecmascript::read_within(&source, self.file_timeout),
            };
            out.problems.extend(problem_of(&source, &facts));
            let comments: Vec<Span> = facts.comments.iter().map(|comment| comment.span).collect();
            out.ignores.extend(suppression::read(&source, &comments, &facts.statements));
            out.units.push((at, Unit::new(source, facts)));
        } else if source.language.is_text() {
            let literals = text::read(&source);
            let comments: Vec<Span> = literals.comments.iter().map(|comment| comment.span).collect();
            out.ignores.extend(suppression::read(&source, &comments, &[]));
            self.checks.text(&source, &literals, &mut out.found);
        } else if data::is_data(source.language) && (!manifest::is_manifest(shown) || manifest::is_configuration(shown))
        {
            let data = data::read(&source);
            if let Some(line) = data.syntax_errors.first() {
                out.problems.push(syntax_problem(&source, *line));
            }
            if data.too_deep {
                out.problems.push(too_deep(&source));
            }
            out.ignores.extend(suppression::read(&source, &data.comments, &[]));
            self.checks.data(&source, &data, &mut out.found);
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
    if facts.timed_out {
        return Some(Problem {
            path: source.path.clone(),
            kind: "timeout",
            message: "it could not be parsed in the time a file may take; give it more with --file-timeout, or leave \
                      the file out with --exclude"
                .to_owned(),
            line: None,
        });
    }
    if facts.too_deep {
        return Some(too_deep(source));
    }
    let line = *facts.syntax_errors.first()?;
    Some(syntax_problem(source, line))
}

fn too_deep(source: &Source) -> Problem {
    Problem {
        path: source.path.clone(),
        kind: "too-deep",
        message: "it is nested so deep that parts of it were not read".to_owned(),
        line: None,
    }
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
