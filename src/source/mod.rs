//! A file in memory, and the way back from a byte offset to a place a person can find.
//!
//! `Source` holds decoded text only; where the bytes come from is `source::read`'s business.
//! A notebook is one `Source` whose text is its code cells joined, with a map back to cells and raw lines.

pub mod markdown;
pub mod read;

use crate::language::Language;
use std::sync::OnceLock;

/// A half-open range of byte offsets (0-based) into [`Source::text`]; always on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets. Offsets past 4 GiB cannot occur: larger files are refused by the walk.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start: start as u32, end: end as u32 }
    }
    /// The bytes as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
    /// True if `other` lies inside this span (or is equal to it).
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Where a span is, in the terms of an editor. All numbers are 1-based; columns count characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Line in the file on disk (for a notebook: in the raw JSON).
    pub line: u32,
    /// Column in that line. In a notebook: column in the cell's line.
    pub column: u32,
    /// Line of the last character.
    pub end_line: u32,
    /// Column one past the last character.
    pub end_column: u32,
    /// Notebook cell, counted over all cells.
    pub cell: Option<u32>,
    /// Line inside that cell.
    pub cell_line: Option<u32>,
}

/// One line of a notebook's joined text: which cell and which raw line it came from. 1-based.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellLine {
    /// Notebook cell, counted over all cells (markdown included).
    pub cell: u32,
    /// Line inside that cell.
    pub cell_line: u32,
    /// Line in the raw JSON file that holds this line's string.
    pub raw_line: u32,
}

/// A line of a notebook cell that is not code of the notebook's language: a shell line or a magic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellLine {
    /// Where it stands in [`Source::text`] (there it is blanked out, so that the cell still parses).
    pub span: Span,
    /// The line as written, with its `!` or `%`.
    pub text: String,
}

/// A file in memory.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path relative to the directory codexit was started in, with `/`.
    pub path: String,
    /// What the text is written in.
    pub language: Language,
    /// Decoded text, without byte-order mark. Spans are offsets into this.
    pub text: String,
    /// Byte offset of the start of each line of `text`.
    line_starts: Vec<u32>,
    /// For notebooks, one entry a line of `text`.
    cells: Vec<CellLine>,
    /// For notebooks, the shell lines and magics.
    pub shell_lines: Vec<ShellLine>,
    /// For notebooks, what its cells say in other languages.
    pub beside: Vec<Source>,
    /// True for such a source: no edit of it can be made, as it is not the text that its file gives when it is read.
    pub is_part: bool,
    /// The digest, once it was asked for: every fix asks.
    digest: OnceLock<u64>,
    /// Characters before each block of [`LONG`] bytes, once a place far into a line was asked for.
    blocks: OnceLock<Vec<u32>>,
}

impl Source {
    /// The digest of a text of which no edit can be made.
    pub const NOT_EDITED: u64 = 0;

    /// A source from text that is already decoded.
    pub fn new(path: impl Into<String>, language: Language, text: String) -> Self {
        let line_starts = line_starts(&text);
        Source {
            path: path.into(),
            language,
            text,
            line_starts,
            cells: Vec::new(),
            shell_lines: Vec::new(),
            beside: Vec::new(),
            is_part: false,
            digest: OnceLock::new(),
            blocks: OnceLock::new(),
        }
    }

    /// A notebook: `text` is the joined code, `cells` has one entry for each of its lines.
    pub fn notebook(
        path: impl Into<String>,
        language: Language,
        text: String,
        cells: Vec<CellLine>,
        shell_lines: Vec<ShellLine>,
    ) -> Self {
        let line_starts = line_starts(&text);
        Source {
            path: path.into(),
            language,
            text,
            line_starts,
            cells,
            shell_lines,
            beside: Vec::new(),
            is_part: false,
            digest: OnceLock::new(),
            blocks: OnceLock::new(),
        }
    }

    /// True if this source was read from a notebook.
    pub fn is_notebook(&self) -> bool {
        !self.cells.is_empty()
    }

    /// The text of a span; empty if the span is not inside the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// 0-based index of the line that holds byte `offset`.
    pub fn line_index(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|&s| s <= offset).saturating_sub(1)
    }

    /// The text of a line (0-based index into this source's text), without its line break.
    pub fn line_text(&self, index: usize) -> &str {
        let Some(&start) = self.line_starts.get(index) else { return "" };
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |&e| e as usize);
        self.text.get(start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }

    /// The 1-based number of a line (0-based index into this source's text) as an editor shows it: in a notebook, the
    /// line of the cell.
    pub fn line_number(&self, index: usize) -> u32 {
        self.cells.get(index).map_or(index as u32 + 1, |c| c.cell_line)
    }

    /// The 1-based line in the file on disk of a line of the text (0-based index).
    pub fn line_place(&self, index: usize) -> u32 {
        self.cells.get(index).map_or(index as u32 + 1, |c| c.raw_line)
    }

    /// A digest of the text: equal for equal texts, in every run; [`Source::NOT_EDITED`] for a part of a file.
    pub fn digest(&self) -> u64 {
        use std::hash::Hasher;
        if self.is_part {
            return Source::NOT_EDITED;
        }
        *self.digest.get_or_init(|| {
            let mut hasher = rustc_hash::FxHasher::default();
            hasher.write(self.text.as_bytes());
            hasher.write_usize(self.text.len());
            hasher.finish()
        })
    }

    /// For a notebook, the number of the cell that holds byte `offset` of the text, and the offset of that cell's start.
    pub fn cell_at(&self, offset: u32) -> Option<(u32, u32)> {
        let line = self.line_index(offset);
        let at = self.cells.get(line)?;
        let first = line.checked_sub(at.cell_line.checked_sub(1)? as usize)?;
        Some((at.cell, *self.line_starts.get(first)?))
    }

    /// Number of lines of this source's text.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// The place of a span in the terms of an editor.
    pub fn place(&self, span: Span) -> Place {
        let (line, column) = self.line_column(span.start);
        let (end_line, end_column) = self.line_column(span.end.max(span.start));
        match (self.cells.get(line), self.cells.get(end_line)) {
            (Some(at), last) => Place {
                line: at.raw_line,
                column,
                end_line: last.map_or(at.raw_line, |l| l.raw_line),
                end_column,
                cell: Some(at.cell),
                cell_line: Some(at.cell_line),
            },
            (None, _) => {
                Place { line: line as u32 + 1, column, end_line: end_line as u32 + 1, end_column, ..Place::default() }
            }
        }
    }

    fn line_column(&self, offset: u32) -> (usize, u32) {
        let line = self.line_index(offset);
        (line, self.characters_between(self.line_start(line), offset as usize) as u32 + 1)
    }

    /// The byte at which a line (0-based index) begins.
    pub fn line_start(&self, index: usize) -> usize {
        self.line_starts.get(index).copied().unwrap_or(0) as usize
    }

    /// Characters from byte `start` to byte `end` of the text.
    pub fn characters_between(&self, start: usize, end: usize) -> usize {
        match end.saturating_sub(start) {
            0..=LONG => characters(self.text.as_bytes().get(start..end).unwrap_or_default()),
            _ => self.characters_before(end) - self.characters_before(start),
        }
    }

    /// Characters before byte `offset`, counted from the block it lies in: a line of megabytes is not read anew for
    /// every place in it.
    fn characters_before(&self, offset: usize) -> usize {
        let bytes = self.text.as_bytes();
        let blocks = self.blocks.get_or_init(|| {
            let counts =
                bytes.chunks(LONG).scan(0, |sum, block| Some(std::mem::replace(sum, *sum + characters(block))));
            counts.map(|count| count as u32).collect()
        });
        let block = (offset.min(bytes.len()) / LONG).min(blocks.len().saturating_sub(1));
        let before = blocks.get(block).copied().unwrap_or(0) as usize;
        before + characters(bytes.get(block * LONG..offset).unwrap_or_default())
    }
}

/// Bytes of a line after which its characters are counted by blocks of as many.
const LONG: usize = 4096;

/// Characters that begin in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

fn line_starts(text: &str) -> Vec<u32> {
    let mut starts = vec![0];
    starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|i| i as u32 + 1));
    starts
}
