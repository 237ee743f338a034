//! Reads Terraform (`.tf`, `.tfvars`) and Bicep: blocks, attributes, lists, and the strings in expressions.
//!
//! Both are lines of `key = value` and `key: value` in braces. The reader goes from token to token without recursion;
//! what an expression computes it does not ask: a string in one is a value the key can have, unless it is compared.

use super::tree::{Kind, Tree};
use super::{Data, Value};
use crate::source::{Source, Span};

/// What stands before a value or a block on its line.
struct Head {
    start: usize,
    end: usize,
    is_string: bool,
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    tree: Tree,
    head: Vec<Head>,
    /// The key of the value that is being read, if one is.
    key: Option<(String, Span)>,
    /// It has had a string already, or something else.
    has_value: bool,
    /// The keys of the containers that are open.
    keys: Vec<Option<(String, Span)>>,
    /// Open round brackets: commas and line breaks inside end no value.
    parens: usize,
    /// The last token was a comparison.
    compared: bool,
}

/// Reads a file into one map.
pub(super) fn read(source: &Source) -> Data {
    let text = source.text.as_str();
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        tree: Tree::default(),
        head: Vec::new(),
        key: None,
        has_value: false,
        keys: Vec::new(),
        parens: 0,
        compared: false,
    };
    reader.tree.open(Kind::Map, 0);
    let mut at = 0;
    while at < text.len() {
        at = reader.token(at);
    }
    reader.tree.finish(source)
}

impl Reader<'_> {
    /// Reads the token at `at`; gives the offset to go on from.
    fn token(&mut self, at: usize) -> usize {
        let rest = &self.bytes[at..];
        match rest[0] {
            b'\n' => {
                if self.parens == 0 {
                    self.end_value();
                }
                at + 1
            }
            b if b.is_ascii_whitespace() => at + 1,
            b'#' => self.comment(at, memchr::memchr(b'\n', rest).map_or(self.text.len(), |n| at + n)),
            b'/' if rest.starts_with(b"//") => {
                self.comment(at, memchr::memchr(b'\n', rest).map_or(self.text.len(), |n| at + n))
            }
            b'/' if rest.starts_with(b"/*") => {
                let end = memchr::memmem::find(&rest[2..], b"*/").map_or(self.text.len(), |n| at + n + 4);
                self.comment(at, end)
            }
            b'<' if rest.starts_with(b"<<") => self.heredoc(at),
            quote @ (b'"' | b'\'') => self.string(at, quote),
            b'=' if rest.starts_with(b"==") || rest.starts_with(b"=>") => {
                self.compared = rest[1] == b'=';
                at + 2
            }
            b'!' if rest.starts_with(b"!=") => {
                self.compared = true;
                at + 2
            }
            b'=' | b':' if self.key.is_none() && !self.head.is_empty() => {
                self.begin_value();
                at + 1
            }
            b'{' => {
                if self.parens == 0 {
                    self.open(Kind::Map, at);
                }
                at + 1
            }
            b'[' if self.parens == 0 && self.begins_list(at) => {
                self.open(Kind::List, at);
                at + 1
            }
            close @ (b'}' | b']') => {
                let kind = if close == b'}' { Kind::Map } else { Kind::List };
                if self.parens == 0 {
                    self.end_value();
                    if self.tree.depth() > 1 && self.tree.top() == Some(kind) {
                        self.tree.close(at + 1);
                        // `[…] : other ? [` goes on with a value for the same key.
                        self.key = self.keys.pop().flatten();
                        self.has_value = true;
                    }
                }
                at + 1
            }
            b'(' => {
                self.parens += 1;
                at + 1
            }
            b')' => {
                self.parens = self.parens.saturating_sub(1);
                at + 1
            }
            b',' => {
                if self.parens == 0 {
                    self.end_value();
                }
                at + 1
            }
            b if b.is_ascii_alphanumeric() || b == b'_' || b == b'@' || b >= 0x80 => self.word(at),
            _ => at + 1,
        }
    }

    fn comment(&mut self, start: usize, end: usize) -> usize {
        self.tree.comment(start, end);
        end
    }

    fn word(&mut self, at: usize) -> usize {
        let is_part = |b: u8| b.is_ascii_alphanumeric() || b"_-.@".contains(&b) || b >= 0x80;
        let end = self.bytes[at..].iter().position(|&b| !is_part(b)).map_or(self.text.len(), |n| at + n);
        if self.key.is_some() {
            self.has_value = true;
        } else if self.parens == 0 && self.tree.top() == Some(Kind::Map) && self.head.len() < 8 {
            self.head.push(Head { start: at, end, is_string: false });
        }
        end
    }

    fn string(&mut self, at: usize, quote: u8) -> usize {
        if quote == b'\'' && self.bytes[at..].starts_with(b"'''") {
            let start = at + 3;
            return memchr::memmem::find(&self.bytes[start..], b"'''").map_or(self.text.len(), |n| start + n + 3);
        }
        let mut end = at + 1;
        let mut holes = 0usize;
        while end < self.text.len() {
            match self.bytes[end] {
                b'\\' => end += 1,
                b'\n' => break,
                b'{' if self.bytes[end - 1] == b'$' => holes += 1,
                b'}' if holes > 0 => holes -= 1,
                byte if byte == quote && holes == 0 => break,
                _ => {}
            }
            end += 1;
        }
        let end = end.min(self.text.len());
        let span = Span::new(at + 1, end.max(at + 1));
        let text = self.text.get(span.range()).unwrap_or("").to_owned();
        let compared = std::mem::take(&mut self.compared);
        if self.tree.top() == Some(Kind::List) && self.parens == 0 {
            self.tree.scalar(Value::Str(text), span);
        } else if let Some((key, key_span)) = self.key.clone() {
            // Several strings in one expression: each is a value that the key can have.
            if !compared {
                self.tree.key(key, key_span);
                self.tree.scalar(Value::Str(text), span);
                self.has_value = true;
            }
        } else if self.parens == 0 && self.head.len() < 8 {
            self.head.push(Head { start: at + 1, end, is_string: true });
        }
        if self.bytes.get(end) == Some(&quote) { end + 1 } else { end }
    }

    /// `<<EOT` and `<<-EOT`: a text of several lines. What is in it is no setting.
    fn heredoc(&mut self, at: usize) -> usize {
        let line_end = memchr::memchr(b'\n', &self.bytes[at..]).map_or(self.text.len(), |n| at + n);
        let mark = self.text[at + 2..line_end].trim_start_matches('-').trim();
        if mark.is_empty() || !mark.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return at + 2;
        }
        let mut start = line_end;
        while start < self.text.len() {
            let end = memchr::memchr(b'\n', &self.bytes[start + 1..]).map_or(self.text.len(), |n| start + 1 + n);
            if self.text[start..end].trim() == mark {
                return end;
            }
            start = end;
        }
        self.text.len()
    }

    /// `key =` or `key:`; in Bicep also `param name string =`.
    fn begin_value(&mut self) {
        let declares = self.head.first().is_some_and(|head| {
            matches!(&self.text[head.start..head.end], "param" | "var" | "output" | "resource" | "module")
        });
        let at = if declares && self.head.len() > 1 { 1 } else { self.head.len() - 1 };
        let head = &self.head[at];
        self.key = Some((self.text[head.start..head.end].to_owned(), Span::new(head.start, head.end)));
        self.has_value = false;
        self.head.clear();
    }

    fn end_value(&mut self) {
        self.key = None;
        self.has_value = false;
        self.compared = false;
        self.head.clear();
    }

    /// A block (`variable "model" {`: its last name is the key), or a value in brackets.
    fn open(&mut self, kind: Kind, at: usize) {
        let named = self.key.take();
        self.keys.push(named.clone());
        if let Some((key, span)) = named {
            self.tree.key(key, span);
        } else if let Some(head) = self.head.iter().rev().find(|head| head.is_string).or(self.head.last()) {
            self.tree.key(self.text[head.start..head.end].to_owned(), Span::new(head.start, head.end));
        }
        self.end_value();
        self.tree.open(kind, at);
    }

    /// True for a list, false for an index: `names[0]` has no blank before its bracket.
    fn begins_list(&self, at: usize) -> bool {
        let is_apart =
            at == 0 || matches!(self.bytes[at - 1], b' ' | b'\t' | b'\n' | b'\r' | b'=' | b':' | b'[' | b',');
        self.tree.top() == Some(Kind::List) || self.key.is_some() && is_apart
    }
}
