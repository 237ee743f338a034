//! What a file becomes: edits laid over its text, and every reason not to.

use crate::facts::{data, ecmascript, python};
use crate::finding::FileEdits;
use crate::language::Language;
use crate::notebook::rewrite::{self, CellEdit};
use crate::source::Source;
use crate::source::read::{self, Unread};
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

/// A file before and after.
#[derive(Clone, Debug)]
pub struct Change {
    /// Path as shown.
    pub path: String,
    /// The raw text before, without byte-order mark.
    pub before: String,
    /// Ranges of `before`, sorted and apart, and what takes their place.
    pub edits: Vec<(Range<usize>, String)>,
    /// The bytes before.
    pub old: Vec<u8>,
    /// The bytes after.
    pub new: Vec<u8>,
}

/// Why a file is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

/// What reading a file anew may cost.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes of a file.
    pub max_bytes: u64,
    /// Time to parse it, before and after.
    pub within: Duration,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

/// The change of a file on disk. Links and files that may not be written are refused.
pub fn of_file(path: &Path, edits: &FileEdits, bounds: Bounds) -> Result<Change, Refusal> {
    let refuse = |why: &str| Err(Refusal(why.to_owned()));
    let metadata = path.symlink_metadata().map_err(|e| Refusal(format!("it cannot be read: {e}")))?;
    if metadata.file_type().is_symlink() {
        return refuse("it is a symbolic link; fix the file it leads to");
    }
    if !metadata.is_file() {
        return refuse("it is no plain file");
    }
    if metadata.permissions().readonly() {
        return refuse("it is read-only");
    }
    let mut bytes = Vec::new();
    read::read_bytes(path, &edits.path, bounds.max_bytes, &mut bytes).map_err(|p| Refusal(p.message))?;
    of_bytes(bytes, edits, bounds.within)
}

/// The change of a file whose bytes are given.
///
/// # Errors
/// The text is not the one the edits were planned for; it is not UTF-8; it would parse worse afterwards, or whether it
/// would cannot be told in that time.
pub fn of_bytes(old: Vec<u8>, edits: &FileEdits, within: Duration) -> Result<Change, Refusal> {
    let refuse = |why: &str| Err(Refusal(why.to_owned()));
    let name = Path::new(&edits.path).file_name().and_then(|n| n.to_str()).unwrap_or(&edits.path);
    let Some(language) = Language::of_file_name(name) else { return refuse("it is of a kind codexit does not read") };
    let source = decoded(old.clone(), &edits.path, language)?;
    if source.digest() != edits.digest {
        return refuse("it changed while codexit ran; run it again");
    }
    let mark = if old.starts_with(MARK) { MARK.len() } else { 0 };
    let Ok(raw) = std::str::from_utf8(&old[mark..]) else { return refuse("it is not UTF-8") };
    let raw_edits = if source.is_notebook() {
        let cell_edits = cell_edits(&source, edits).ok_or_else(|| Refusal("an edit lies in no cell".to_owned()))?;
        rewrite::raw_edits(raw, &cell_edits).ok_or_else(|| Refusal("an edit lies in no cell".to_owned()))?
    } else if raw == source.text {
        edits.edits.iter().map(|edit| (edit.span.range(), with_line_ends(raw, edit.span.range(), &edit.text))).collect()
    } else {
        return refuse("it is not UTF-8");
    };
    let Some(text) = applied(raw, &raw_edits) else { return refuse("its edits do not fit together") };
    let mut new = old[..mark].to_vec();
    new.extend_from_slice(text.as_bytes());
    let after = decoded(new.clone(), &edits.path, language)?;
    let (Some(broken), Some(broken_before)) = (broken_lines(&after, within), broken_lines(&source, within)) else {
        return refuse("it takes longer than --file-timeout to see whether it parses afterwards");
    };
    if broken > broken_before {
        return refuse("it would not parse afterwards");
    }
    Ok(Change { path: edits.path.clone(), before: raw.to_owned(), edits: raw_edits, old, new })
}

fn decoded(bytes: Vec<u8>, shown: &str, language: Language) -> Result<Source, Refusal> {
    match read::decode(bytes, shown, language) {
        Ok(source) => Ok(source),
        Err(Unread::Partly(_, problem) | Unread::Problem(problem)) => Err(Refusal(problem.message)),
        Err(Unread::Skipped(skipped)) => Err(Refusal(format!("it was left out: {}", skipped.reason.as_str()))),
    }
}

/// A text with edits laid over it; `None` if they overlap or lie outside.
pub fn applied(text: &str, edits: &[(Range<usize>, String)]) -> Option<String> {
    let mut new = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for (range, piece) in edits {
        if range.start > range.end {
            return None;
        }
        new.push_str(text.get(at..range.start)?);
        new.push_str(piece);
        at = range.end;
    }
    new.push_str(text.get(at..)?);
    Some(new)
}

/// New lines end as the lines around them do.
fn with_line_ends(text: &str, range: Range<usize>, new: &str) -> String {
    if !new.contains('\n') {
        return new.to_owned();
    }
    // An edit that does not fit is refused when it is applied.
    let (Some(before), Some(after)) = (text.get(..range.start), text.get(range.start..)) else { return new.to_owned() };
    let end = after.find('\n').map(|at| at + range.start).or_else(|| before.rfind('\n'));
    match end {
        Some(at) if text[..at].ends_with('\r') => new.replace("\r\n", "\n").replace('\n', "\r\n"),
        _ => new.to_owned(),
    }
}

fn cell_edits(source: &Source, edits: &FileEdits) -> Option<Vec<CellEdit>> {
    edits
        .edits
        .iter()
        .map(|edit| {
            let (cell, start) = source.cell_at(edit.span.start)?;
            let (last, _) = source.cell_at(edit.span.end)?;
            let range = (edit.span.start - start) as usize..(edit.span.end - start) as usize;
            (cell == last).then(|| CellEdit { cell, range, text: edit.text.clone() })
        })
        .collect()
}

/// How many lines of a text do not parse; `None` if that takes too long to say.
fn broken_lines(source: &Source, within: Duration) -> Option<usize> {
    let facts = match source.language {
        Language::Python => python::read_within(source, within),
        language if language.is_code() => ecmascript::read_within(source, within),
        // Their readers take time in proportion to the text.
        Language::Json | Language::Yaml | Language::Toml | Language::Env => {
            return Some(data::read(source).syntax_errors.len());
        }
        _ => return Some(0),
    };
    (!facts.timed_out).then_some(facts.syntax_errors.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_parsed_again_in_time_is_refused() {
        let text = b"x = f('m')\n".repeat(3000);
        let source = decoded(text.clone(), "a.py", Language::Python).unwrap();
        let edits = FileEdits { path: "a.py".into(), digest: source.digest(), edits: Vec::new() };
        let of = |within| of_bytes(text.clone(), &edits, within).map(|change| change.new);
        assert_eq!(of(Duration::from_secs(3600)).unwrap(), text);
        assert!(of(Duration::ZERO).unwrap_err().0.contains("--file-timeout"));
    }
}
