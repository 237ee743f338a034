//! From bytes on disk to a [`Source`]: what may be read, and what it is encoded in.
//!
//! The pipeline reads every file's bytes once (into a buffer that is used again), asks the prefilter, and decodes
//! only what was admitted. Nothing here fails: a file is a source, a problem with a reason, or left out with a reason.

use crate::finding::Problem;
use crate::language::Language;
use crate::source::Source;
use crate::walk::Skipped;
use encoding_rs::Encoding;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// How much larger than the limit other files may be: nearly all of a large notebook is output, which is left behind,
/// and data and locks are read twenty times as fast as code.
const ALLOWANCE: u64 = 10;

/// How far into a file a NUL byte means that it is no text; git looks as far.
const BINARY_WINDOW: usize = 8000;

/// Why a file gave no source, or not the whole of it.
#[derive(Clone, Debug)]
pub enum Unread {
    /// Something kept codexit from seeing it.
    Problem(Problem),
    /// It was left out on purpose.
    Skipped(Skipped),
    /// Something kept codexit from seeing all of it; the rest is to be used.
    Partly(Box<Source>, Problem),
}

impl From<Problem> for Unread {
    fn from(problem: Problem) -> Self {
        Unread::Problem(problem)
    }
}

/// The size of a file in bytes; `u64::MAX` if it cannot be had.
pub fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(u64::MAX, |metadata| metadata.len())
}

/// Reads and decodes a file. `shown` is its path in messages and in the source; `max_bytes` the size limit.
pub fn read(path: &Path, shown: &str, language: Language, max_bytes: u64) -> Result<Source, Unread> {
    let mut bytes = Vec::new();
    read_bytes(path, shown, max_bytes, &mut bytes)?;
    check_size(bytes.len() as u64, shown, language, max_bytes)?;
    decode(bytes, shown, language)
}

/// A problem if a file of `size` bytes is too large to be parsed where `max_bytes` is the limit.
pub fn check_size(size: u64, shown: &str, language: Language, max_bytes: u64) -> Result<(), Problem> {
    let limit = if language.is_code() { max_bytes } else { max_bytes.saturating_mul(ALLOWANCE) };
    if size <= limit { Ok(()) } else { Err(too_large(size, shown, limit)) }
}

fn too_large(size: u64, shown: &str, limit: u64) -> Problem {
    let message = format!(
        "{size} bytes, and the limit is {limit}; raise it with --max-file-size, or leave the file out with --exclude"
    );
    Problem { path: shown.to_string(), kind: "too-large", message, line: None }
}

/// Reads a file's bytes into `into`, whose former content is dropped and whose memory is used again. It may be several
/// times larger than a file that is parsed ([`check_size`]): a look at its bytes costs little.
///
/// Errors are problems: `too-large`, `vanished`, `unreadable`, `not-a-file`.
pub fn read_bytes(path: &Path, shown: &str, max_bytes: u64, into: &mut Vec<u8>) -> Result<(), Problem> {
    into.clear();
    let problem = |kind, message| Problem { path: shown.to_string(), kind, message, line: None };
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => problem("vanished", "it vanished while codexit ran; run it again".to_string()),
        ErrorKind::PermissionDenied => problem(
            "unreadable",
            format!("cannot be read: {error}; give read permission, or leave it out with --exclude"),
        ),
        _ => problem("unreadable", format!("cannot be read: {error}; leave it out with --exclude")),
    };
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(problem("not-a-file", "this is no plain file; name a file or a folder".to_string()));
    }
    // Spans are 32 bits wide.
    let limit = max_bytes.saturating_mul(ALLOWANCE).min(u64::from(u32::MAX) - 1);
    if metadata.len() > limit {
        return Err(too_large(metadata.len(), shown, limit));
    }
    into.reserve(metadata.len() as usize + 1);
    // It may have grown since: one byte more than the limit is enough to know.
    file.take(limit + 1).read_to_end(into).map_err(failed)?;
    if into.len() as u64 > limit {
        return Err(too_large(into.len() as u64, shown, limit));
    }
    Ok(())
}

/// Decodes bytes that were read from somewhere: a file, a pipe.
///
/// UTF-8; UTF-16 with a byte-order mark; what a coding line (`# -*- coding: latin-1 -*-`) names. Line ends stay as they
/// are. Errors are the problems `binary`, `not-utf8` and, for a notebook that is no JSON, `syntax`; a notebook in a
/// language codexit does not read is left out.
pub fn decode(bytes: Vec<u8>, shown: &str, language: Language) -> Result<Source, Unread> {
    let text = text_of(bytes).map_err(|undecoded| undecoded.problem(shown))?;
    match language {
        Language::Notebook => crate::notebook::read(&text, shown),
        _ => Ok(Source::new(shown, language, text)),
    }
}

/// True if nobody wrote this by hand: code whose lines are hundreds of bytes long on average, as in a bundle.
/// `--no-ignore` reads such files too, so the pipeline asks this and not [`read`].
pub fn looks_minified(bytes: &[u8], language: Language) -> bool {
    /// Smaller files are cheap to parse, whatever their shape.
    const LEAST_BYTES: usize = 20_000;
    /// People's lines average 30 to 60 bytes; bundles' run to thousands.
    const LONG_LINE: usize = 500;
    if !language.is_ecmascript() || bytes.len() < LEAST_BYTES {
        return false;
    }
    bytes.len() / (memchr::memchr_iter(b'\n', bytes).count() + 1) >= LONG_LINE
}

/// True if a bundler wrote this: what it puts between the modules it joined is there. Looked for in files that would
/// be parsed, as it takes a look at all bytes.
pub fn looks_bundled(bytes: &[u8], language: Language) -> bool {
    const MARKS: [&str; 3] = ["\n// node_modules/", "__webpack_modules__", "var __commonJS = "];
    let has = |mark: &str| memchr::memmem::find(bytes, mark.as_bytes()).is_some();
    language.is_ecmascript() && MARKS.iter().any(|mark| has(mark))
}

/// Why bytes are no text.
enum Undecoded {
    Binary,
    /// Offset of the first byte that is not UTF-8, with its line (1-based), and the encoding that was declared.
    NotUtf8 {
        offset: usize,
        line: u32,
        declared: Option<String>,
    },
}

impl Undecoded {
    fn problem(self, shown: &str) -> Problem {
        let path = shown.to_string();
        match self {
            Undecoded::Binary => Problem {
                path,
                kind: "binary",
                message: "it holds NUL bytes, so it is no text; leave it out with --exclude".to_string(),
                line: None,
            },
            Undecoded::NotUtf8 { offset, line, declared } => {
                let message = match declared {
                    Some(name) => format!(
                        "it declares the encoding '{name}', but byte {offset} is not in it; mend the declaration, or save it as UTF-8"
                    ),
                    None => format!(
                        "byte {offset} is not UTF-8; save it as UTF-8, or declare its encoding in a coding line"
                    ),
                };
                Problem { path, kind: "not-utf8", message, line: Some(line) }
            }
        }
    }
}

/// The text of a file's bytes, without byte-order mark. UTF-8 is not copied.
fn text_of(mut bytes: Vec<u8>) -> Result<String, Undecoded> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        if encoding == encoding_rs::UTF_8 {
            bytes.drain(..mark);
        } else {
            // Half a character at the end or a lone surrogate becomes U+FFFD: the rest is worth reading.
            let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
            return if is_binary(text.as_bytes()) { Err(Undecoded::Binary) } else { Ok(text.into_owned()) };
        }
    }
    if is_binary(&bytes) {
        return Err(Undecoded::Binary);
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let offset = error.utf8_error().valid_up_to();
    let bytes = error.into_bytes();
    let declared = declared_encoding(&bytes);
    if let Some(encoding) = declared.as_deref().and_then(encoding_of)
        && encoding != encoding_rs::UTF_8
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&bytes)
    {
        return Ok(text.into_owned());
    }
    let line = memchr::memchr_iter(b'\n', &bytes[..offset]).count() as u32 + 1;
    Err(Undecoded::NotUtf8 { offset, line, declared })
}

fn is_binary(bytes: &[u8]) -> bool {
    memchr::memchr(0, &bytes[..bytes.len().min(BINARY_WINDOW)]).is_some()
}

/// The name in a coding line (PEP 263, also Emacs and Vim modelines in other languages' comments): `coding: latin-1` or
/// `coding=latin-1` in one of the first two lines.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    bytes.split(|&b| b == b'\n').take(2).find_map(|line| {
        let line = &line[..line.len().min(400)];
        memchr::memmem::find_iter(line, b"coding").find_map(|at| {
            let rest =
                line[at + b"coding".len()..].strip_prefix(b":").or(line[at + b"coding".len()..].strip_prefix(b"="))?;
            let rest = rest.trim_ascii_start();
            let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b)).count();
            (length > 0).then(|| String::from_utf8_lossy(&rest[..length]).into_owned())
        })
    })
}

/// The encoding of a name as Python, Emacs or Vim spell it.
fn encoding_of(name: &str) -> Option<&'static Encoding> {
    let name = name.to_ascii_lowercase().replace('_', "-");
    let name = ["-unix", "-dos", "-mac"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    // Python says `latin-1`, `iso-latin-1`, `cp932`; the labels of the web are `latin1`, `iso-8859-1`, `shift_jis`.
    let plain = name.strip_prefix("iso-").filter(|rest| rest.starts_with("latin")).unwrap_or(name);
    let label = match plain {
        "latin-1" | "latin" | "l1" | "8859" | "iso8859" => "latin1",
        "latin-9" | "latin9" => "iso-8859-15",
        "cp932" | "ms932" => "shift_jis",
        "cp949" | "uhc" => "euc-kr",
        "cp936" => "gbk",
        "cp950" => "big5",
        other => match other.strip_prefix("latin-") {
            Some(number) => return Encoding::for_label(format!("latin{number}").as_bytes()),
            None => other,
        },
    };
    Encoding::for_label(label.as_bytes())
}
