//! Reads JSON and what people write in its place: comments, trailing commas, single quotes, bare keys (JSON5).
//!
//! Whether a file is JSON, JSONC or JSON5 cannot be told from its name, so what JSON5 allows is no error.

use super::tree::{Kind, Tree};
use super::{Data, Value};
use crate::source::{Source, Span};

/// What may come next in the innermost container.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Key,
    Colon,
    Value,
    Comma,
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    next: Next,
    /// True once a `/*` was found to have no end: then no later one has.
    has_open_comment: bool,
    tree: Tree,
}

/// Reads a JSON file; several values one after the other become several roots.
pub(super) fn read(source: &Source) -> Data {
    let text = source.text.as_str();
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        next: Next::Value,
        has_open_comment: false,
        tree: Tree::default(),
    };
    while reader.at < reader.bytes.len() {
        reader.step();
    }
    if reader.tree.depth() > 0 {
        reader.tree.error(reader.at);
    }
    reader.tree.finish(source)
}

impl Reader<'_> {
    /// Reads one token. Always moves on.
    fn step(&mut self) {
        let start = self.at;
        match self.bytes[start] {
            b if b.is_ascii_whitespace() => self.at += 1,
            b'{' => self.open(Kind::Map, Next::Key),
            b'[' => self.open(Kind::List, Next::Value),
            b'}' => self.close(Kind::Map),
            b']' => self.close(Kind::List),
            b':' => {
                self.at += 1;
                if self.next == Next::Colon {
                    self.next = Next::Value;
                } else {
                    self.tree.error(start);
                }
            }
            b',' => self.comma(),
            b'"' | b'\'' => {
                let (text, span) = self.string();
                self.scalar(Value::Str(text), span);
            }
            b'/' if matches!(self.bytes.get(start + 1), Some(b'/' | b'*')) => self.comment(),
            b'#' => {
                self.tree.error(start);
                self.comment();
            }
            _ => match self.text.get(start..).and_then(|rest| rest.chars().next()) {
                Some(c) if c.is_whitespace() || c == '\u{feff}' => self.at += c.len_utf8(),
                _ => self.word(),
            },
        }
    }

    /// Before a value: what was missing, or a key that is no string.
    fn before_value(&mut self) {
        let in_map = self.tree.top() == Some(Kind::Map);
        match self.next {
            Next::Value => {}
            Next::Comma if self.tree.top().is_none() => {}
            Next::Comma => self.tree.error(self.at),
            Next::Key | Next::Colon => self.tree.error(self.at),
        }
        if in_map && self.next == Next::Comma {
            self.next = Next::Key;
        }
    }

    fn open(&mut self, kind: Kind, next: Next) {
        self.before_value();
        self.tree.open(kind, self.at);
        self.next = next;
        self.at += 1;
    }

    fn close(&mut self, kind: Kind) {
        let is_right = self.tree.top() == Some(kind) && matches!(self.next, Next::Key | Next::Comma)
            || self.tree.top() == Some(Kind::List) && kind == Kind::List;
        if !is_right {
            self.tree.error(self.at);
        }
        self.at += 1;
        if self.tree.close_kind(kind, 0, self.at) {
            self.next = Next::Comma;
        }
    }

    fn comma(&mut self) {
        let in_map = self.tree.top() == Some(Kind::Map);
        if self.next != Next::Comma || self.tree.top().is_none() {
            self.tree.error(self.at);
        }
        self.tree.end_key();
        self.next = if in_map { Next::Key } else { Next::Value };
        self.at += 1;
    }

    /// A string or a word that has just been read: a key or a value, by where it stands.
    fn scalar(&mut self, value: Value, span: Span) {
        let start = span.start as usize;
        if self.tree.top() == Some(Kind::Map) && matches!(self.next, Next::Key | Next::Comma) {
            if self.next == Next::Comma {
                self.tree.error(start);
            }
            let (Value::Str(key) | Value::Plain(key)) = value else { return };
            self.tree.key(key, span);
            self.next = Next::Colon;
            return;
        }
        if self.next == Next::Colon || self.next == Next::Comma && self.tree.top().is_some() {
            self.tree.error(start);
        }
        self.tree.scalar(value, span);
        self.next = Next::Comma;
    }

    /// A number, `true`, `null`, a bare key, or rubbish.
    fn word(&mut self) {
        let start = self.at;
        let is_end = |b: u8| b.is_ascii_whitespace() || b"{}[],:\"'#".contains(&b);
        while self.at < self.bytes.len() && !is_end(self.bytes[self.at]) {
            if self.at > start
                && self.bytes[self.at] == b'/'
                && matches!(self.bytes.get(self.at + 1), Some(b'/' | b'*'))
            {
                break;
            }
            self.at += 1;
        }
        let word = self.text.get(start..self.at).unwrap_or("");
        let first = word.as_bytes().first().copied().unwrap_or(b' ');
        let is_key = self.tree.top() == Some(Kind::Map) && matches!(self.next, Next::Key | Next::Comma);
        let is_known = first.is_ascii_digit()
            || b"+-.".contains(&first)
            || matches!(word, "true" | "false" | "null" | "NaN" | "Infinity" | "undefined");
        if !is_known && !(is_key && (first.is_ascii_alphabetic() || b"_$".contains(&first))) {
            self.tree.error(start);
        }
        self.scalar(Value::Plain(word.to_owned()), Span::new(start, self.at));
    }

    /// From an opening quote past its partner; without a partner, to the end of the line.
    fn string(&mut self) -> (String, Span) {
        let quote = self.bytes[self.at];
        let start = self.at + 1;
        let mut end = start;
        let mut has_escapes = false;
        loop {
            let Some(found) = memchr::memchr3(quote, b'\\', b'\n', self.bytes.get(end..).unwrap_or(&[])) else {
                end = self.bytes.len();
                self.tree.error(start - 1);
                self.at = end;
                break;
            };
            end += found;
            match self.bytes[end] {
                b'\\' => {
                    has_escapes = true;
                    // A line may be continued; `\r\n` counts as one character.
                    let skipped = if self.bytes[end + 1..].starts_with(b"\r\n") { 3 } else { 2 };
                    end = (end + skipped).min(self.bytes.len());
                }
                b'\n' => {
                    self.tree.error(start - 1);
                    self.at = end;
                    if self.bytes[end - 1] == b'\r' {
                        end -= 1;
                    }
                    break;
                }
                _ => {
                    self.at = end + 1;
                    break;
                }
            }
        }
        // The character after a last backslash may be cut off by the end of the file.
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        let end = end.max(start).min(self.bytes.len());
        let raw = self.text.get(start..end).unwrap_or("");
        let text = if has_escapes { unescape(raw) } else { raw.to_owned() };
        (text, Span::new(start, end))
    }

    fn comment(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start..];
        let is_block = rest.starts_with(b"/*");
        let end = if is_block && self.has_open_comment {
            None
        } else if is_block {
            memchr::memmem::find(rest.get(2..).unwrap_or(&[]), b"*/").map(|i| i + 4)
        } else {
            memchr::memchr(b'\n', rest)
        };
        if is_block && end.is_none() {
            // An unclosed comment takes its line only, or the rest of the file would be lost.
            self.has_open_comment = true;
            self.tree.error(start);
        }
        self.at = match end {
            Some(end) => start + end,
            None => memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |i| start + i),
        };
        let text = self.text.get(start..self.at).unwrap_or("");
        self.tree.comment(start, start + text.trim_end_matches('\r').len());
    }
}

/// Resolves the escapes of JSON and JSON5. Unknown ones stand for the character after the backslash.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            None => {}
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('v') => text.push('\u{b}'),
            Some('0') => text.push('\0'),
            Some('\n') => {}
            Some('\r') => {
                chars.next_if_eq(&'\n');
            }
            Some('x') => text.push(code_point(&mut chars, 2)),
            Some('u') => {
                let high = hex(&mut chars, 4);
                let c = match high {
                    Some(0xD800..=0xDBFF) => {
                        let mut ahead = chars.clone();
                        let low = (ahead.next() == Some('\\') && ahead.next() == Some('u'))
                            .then(|| hex(&mut ahead, 4))
                            .flatten()
                            .filter(|low| (0xDC00..=0xDFFF).contains(low));
                        low.and_then(|low| {
                            chars = ahead;
                            char::from_u32(0x10000 + ((high.unwrap_or(0) - 0xD800) << 10) + (low - 0xDC00))
                        })
                    }
                    other => other.and_then(char::from_u32),
                };
                text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(other) => text.push(other),
        }
    }
    text
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// A character by its number in `digits` hexadecimal digits.
pub(super) fn code_point(chars: &mut Chars<'_>, digits: usize) -> char {
    hex(chars, digits).and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn hex(chars: &mut Chars<'_>, digits: usize) -> Option<u32> {
    let mut number = 0;
    for _ in 0..digits {
        number = number * 16 + chars.next_if(char::is_ascii_hexdigit)?.to_digit(16)?;
    }
    Some(number)
}
