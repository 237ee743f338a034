//! Reads YAML: the block structure here, flow collections in `flow`, scalars in `scalar`.
//!
//! The reader goes line by line and keeps the columns of the blocks that are open. A line it does not understand is
//! an error and is read as part of the block it stands in, so one bad line never costs the rest of the document.
//! Template lines (`{{- if … }}`, `{% … %}`) are no data and no error: much YAML is written for a template engine.
//! Aliases are not expanded: an alias of a short scalar is that scalar (with the bytes where it is written), any
//! other alias stays as written (`*name`), and so do merge keys; cycles and exponential aliases cost nothing.

mod flow;
mod scalar;

use super::tree::{Kind, Tree};
use super::{Data, Value};
use crate::source::{Source, Span};
use std::collections::HashMap;

/// A block mapping or block sequence that is open.
struct Block {
    /// Column (bytes, 0-based) of its keys or dashes.
    column: usize,
    kind: Kind,
    /// True after a key or a dash whose value has not come yet.
    waits: bool,
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    tree: Tree,
    blocks: Vec<Block>,
    /// True while the document has no value yet.
    root_waits: bool,
    /// One past the last byte of the last value or key.
    last_end: usize,
    /// Short scalars by anchor.
    anchors: HashMap<&'a str, (Value, Span)>,
}

/// Reads a YAML file; each document is a root.
pub(super) fn read(source: &Source) -> Data {
    let text = source.text.as_str();
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        tree: Tree::default(),
        blocks: Vec::new(),
        root_waits: true,
        last_end: 0,
        anchors: HashMap::new(),
    };
    let mut at = 0;
    while at < text.len() {
        at = reader.line(at);
    }
    reader.close_blocks(0);
    reader.tree.finish(source)
}

impl<'a> Reader<'a> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b'\n')
    }

    /// True for a blank, a line break or the end of the file.
    fn is_gap(&self, at: usize) -> bool {
        matches!(self.byte(at), b' ' | b'\t' | b'\n' | b'\r')
    }

    /// Offset of the line break that ends the line of `at`, or of the end of the file.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |i| at + i)
    }

    fn skip_blanks(&self, mut at: usize) -> usize {
        while matches!(self.bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        at
    }

    /// True if nothing but a comment follows on the line; the comment is noted.
    fn ends_line(&mut self, at: usize) -> bool {
        let at = self.skip_blanks(at);
        match self.byte(at) {
            b'\n' | b'\r' => true,
            b'#' => {
                let end = self.line_end(at);
                let text = self.text.get(at..end).unwrap_or("");
                self.tree.comment(at, at + text.trim_end().len());
                true
            }
            _ => false,
        }
    }

    /// `---` or `...` at the start of a line.
    fn is_marker(&self, line: usize) -> bool {
        let rest = self.bytes.get(line..).unwrap_or(&[]);
        (rest.starts_with(b"---") || rest.starts_with(b"...")) && self.is_gap(line + 3)
    }

    /// True if the line from `at` is a template directive and nothing else.
    fn is_template_line(&self, at: usize) -> bool {
        let line = self.text.get(at..self.line_end(at)).unwrap_or("").trim_end();
        [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>")]
            .iter()
            .any(|(open, close)| line.starts_with(open) && line.ends_with(close))
    }

    /// Reads the line that starts at `start` and what belongs to it; gives the start of the next.
    fn line(&mut self, start: usize) -> usize {
        let at = self.skip_blanks(start);
        let next = self.line_end(at) + 1;
        if self.ends_line(at) {
            return next;
        }
        if at == start && self.is_marker(start) {
            return self.document(start);
        }
        if at == start && self.byte(at) == b'%' && self.blocks.is_empty() && self.root_waits {
            return next;
        }
        if self.is_template_line(at) {
            return next;
        }
        if self.bytes[start..at].contains(&b'\t') {
            self.tree.error(start);
        }
        let column = at - start;
        let is_dash = self.byte(at) == b'-' && self.is_gap(at + 1);
        while let Some(block) = self.blocks.last() {
            let is_over = block.column > column || block.column == column && block.kind == Kind::List && !is_dash;
            if !is_over {
                break;
            }
            self.close_block();
        }
        self.content(at, column)
    }

    /// Ends the document at a marker and begins the next one.
    fn document(&mut self, start: usize) -> usize {
        self.close_blocks(0);
        self.root_waits = true;
        self.anchors.clear();
        let at = start + 3;
        if self.bytes[start] == b'.' || self.ends_line(at) {
            return self.line_end(at) + 1;
        }
        let at = self.skip_blanks(at);
        self.content(at, at - start)
    }

    /// Reads what stands at `at` in column `column`: dashes, keys and values up to the end of the line (or further,
    /// for what spans lines). Gives the start of the next line to read.
    fn content(&mut self, mut at: usize, mut column: usize) -> usize {
        loop {
            if self.byte(at) == b'-' && self.is_gap(at + 1) {
                self.enter(Kind::List, column, at);
                self.wait();
            } else if self.byte(at) == b'?' && self.is_gap(at + 1) {
                return self.explicit_key(at, column);
            } else if self.byte(at) == b':' && self.is_gap(at + 1) && self.is_waiting() {
                // The value of an explicit key.
            } else {
                return self.pair_or_value(at, column);
            }
            self.last_end = at + 1;
            if self.ends_line(at + 1) {
                return self.line_end(at) + 1;
            }
            let next = self.skip_blanks(at + 1);
            column += next - at;
            at = next;
        }
    }

    /// `? key`: the key is what stands on the line, as written.
    fn explicit_key(&mut self, at: usize, column: usize) -> usize {
        self.enter(Kind::Map, column, at);
        let start = self.skip_blanks(at + 1);
        let end = self.line_end(at);
        let raw = self.text.get(start..end).unwrap_or("").trim_end();
        let key = match self.quoted_on_line(start, start + raw.len()) {
            Some((key, span, close)) if close == start + raw.len() => (key, span),
            _ => (raw.to_owned(), Span::new(start.min(end), start.min(end) + raw.len())),
        };
        self.last_end = end;
        self.tree.key(key.0, key.1);
        self.wait();
        end + 1
    }

    /// A key with what follows it, or a value.
    fn pair_or_value(&mut self, at: usize, column: usize) -> usize {
        let (after, anchor) = self.properties(at);
        if let Some((key, span, colon)) = self.find_key(after) {
            self.enter(Kind::Map, column, at);
            self.tree.key(key, span);
            self.wait();
            self.last_end = colon + 1;
            if self.ends_line(colon + 1) {
                return self.line_end(colon) + 1;
            }
            let start = self.skip_blanks(colon + 1);
            let parent = self.blocks.last().map_or(column, |block| block.column);
            let (start, anchor) = self.properties(start);
            return self.value(start, parent as isize, anchor);
        }
        if !self.is_waiting() {
            self.tree.error(at);
        }
        let parent = self.blocks.last().map_or(-1, |block| block.column as isize);
        self.value(after, parent, anchor)
    }

    /// Skips tags and anchors; gives the anchor's name.
    fn properties(&mut self, mut at: usize) -> (usize, Option<&'a str>) {
        let mut anchor = None;
        while matches!(self.byte(at), b'&' | b'!') {
            let mut end = at + 1;
            let is_verbatim = self.byte(at) == b'!' && self.byte(end) == b'<';
            while !self.is_gap(end) && (is_verbatim || !b",[]{}".contains(&self.byte(end))) {
                end += 1;
            }
            if self.byte(at) == b'&' {
                anchor = self.text.get(at + 1..end);
            }
            at = self.skip_blanks(end);
        }
        (at, anchor)
    }

    /// Makes sure that a block of this kind is open at this column, in the place where a value is awaited.
    fn enter(&mut self, kind: Kind, column: usize, at: usize) {
        if let Some(top) = self.blocks.last()
            && top.kind == kind
            && (top.column == column || !top.waits)
        {
            if top.column != column {
                // Indented more than its neighbours without reason: it belongs to them all the same.
                self.tree.error(at);
            }
            self.settle();
            return;
        }
        if !self.is_waiting() {
            self.tree.error(at);
        }
        self.fill();
        self.tree.open(kind, at);
        self.blocks.push(Block { column, kind, waits: false });
    }

    fn is_waiting(&self) -> bool {
        self.blocks.last().map_or(self.root_waits, |block| block.waits)
    }

    fn wait(&mut self) {
        if let Some(block) = self.blocks.last_mut() {
            block.waits = true;
        }
    }

    /// The awaited value has come.
    fn fill(&mut self) {
        match self.blocks.last_mut() {
            Some(block) => block.waits = false,
            None => self.root_waits = false,
        }
    }

    /// Gives an empty value to a dash or a key that still waits for one.
    fn settle(&mut self) {
        if let Some(block) = self.blocks.last_mut()
            && std::mem::take(&mut block.waits)
        {
            match block.kind {
                Kind::Map => self.tree.end_key(),
                Kind::List => {
                    let at = Span::new(self.last_end, self.last_end);
                    self.tree.scalar(Value::Plain(String::new()), at);
                }
            }
        }
    }

    fn close_block(&mut self) {
        self.settle();
        self.blocks.pop();
        self.tree.close(self.last_end);
    }

    fn close_blocks(&mut self, left: usize) {
        while self.blocks.len() > left {
            self.close_block();
        }
    }

    /// A key at `at`: its text, its bytes without quotes, and the offset of the colon.
    fn find_key(&self, at: usize) -> Option<(String, Span, usize)> {
        let end = self.line_end(at);
        if let Some((key, span, after)) = self.quoted_on_line(at, end) {
            let colon = self.skip_blanks(after);
            return (self.byte(colon) == b':' && self.is_gap(colon + 1)).then_some((key, span, colon));
        }
        let mut from = at;
        if self.bytes.get(at..end)?.starts_with(b"{{") {
            from = at + memchr::memmem::find(&self.bytes[at..end], b"}}")? + 2;
        } else if b"\"'[]{},#|>".contains(&self.byte(at)) {
            return None;
        }
        loop {
            let found = from + memchr::memchr2(b':', b'#', self.bytes.get(from..end)?)?;
            let is_comment = self.bytes[found] == b'#' && found > at && self.is_gap(found - 1);
            if is_comment {
                return None;
            }
            if self.bytes[found] == b':' && self.is_gap(found + 1) {
                let key = self.text.get(at..found)?.trim_end();
                return Some((key.to_owned(), Span::new(at, at + key.len()), found));
            }
            from = found + 1;
        }
    }
}
