//! Scalars of YAML: plain, quoted, block (`|`, `>`) and aliases.

use super::Reader;
use crate::facts::data::{Value, json};
use crate::source::Span;

/// Longest scalar (bytes) an alias is resolved to. Model ids are far shorter; a long text that is repeated by
/// thousands of aliases must not be copied as often.
const LONGEST_ALIASED: usize = 256;

impl<'a> Reader<'a> {
    /// Reads the value at `at`; lines of it must be indented more than `parent`. Gives the start of the next line.
    pub(super) fn value(&mut self, at: usize, parent: isize, anchor: Option<&'a str>) -> usize {
        if self.ends_line(at) {
            // Only a tag or an anchor: the value stands on the lines that follow.
            return self.line_end(at) + 1;
        }
        self.fill();
        let is_template = self.text.get(at..).is_some_and(|rest| rest.starts_with("{{") || rest.starts_with("{%"));
        let after = match self.byte(at) {
            b'[' | b'{' if !is_template => match self.flow(at, parent) {
                Ok(after) => after,
                Err(next_line) => return next_line,
            },
            b'|' | b'>' => match self.block_scalar(at, parent, anchor) {
                Some(next_line) => return next_line,
                None => {
                    self.tree.error(at);
                    self.plain(at, parent, anchor)
                }
            },
            b'"' | b'\'' => {
                let (text, span, after) = self.quoted(at, parent);
                self.put(Value::Str(text), span, anchor);
                after
            }
            b'*' => {
                let (value, span, after) = self.alias(at);
                self.put(value, span, None);
                after
            }
            _ => self.plain(at, parent, anchor),
        };
        self.last_end = after;
        if !self.ends_line(after) {
            self.tree.error(after);
        }
        self.line_end(after) + 1
    }

    /// Puts a scalar into the tree and remembers it if it has an anchor.
    pub(super) fn put(&mut self, value: Value, span: Span, anchor: Option<&'a str>) {
        if let Some(name) = anchor {
            match &value {
                Value::Str(text) | Value::Plain(text) if text.len() <= LONGEST_ALIASED => {
                    self.anchors.insert(name, (value.clone(), span));
                }
                _ => {
                    self.anchors.remove(name);
                }
            }
        }
        self.tree.scalar(value, span);
    }

    /// `*name`: the scalar it stands for, if it is a short one, with the bytes where that is written, and the offset
    /// after the alias.
    pub(super) fn alias(&self, at: usize) -> (Value, Span, usize) {
        let mut end = at + 1;
        while !self.is_gap(end) && !b",[]{}".contains(&self.byte(end)) {
            end += 1;
        }
        let raw = self.text.get(at..end).unwrap_or("");
        let name = raw.get(1..).unwrap_or("");
        match self.anchors.get(name) {
            Some((value, span)) => (value.clone(), *span, end),
            None => (Value::Plain(raw.to_owned()), Span::new(at, end), end),
        }
    }

    /// A plain scalar in a block, over as many lines as it has. Gives the offset after it.
    fn plain(&mut self, at: usize, parent: isize, anchor: Option<&'a str>) -> usize {
        let mut text = String::new();
        let mut end = at;
        let mut line = at;
        let mut breaks = 0;
        loop {
            let (part_end, is_commented) = self.plain_part(line);
            let part = self.text.get(line..part_end).unwrap_or("");
            fold(&mut text, breaks, part);
            end = end.max(line + part.len());
            if is_commented {
                break;
            }
            let Some((next, blank)) = self.next_plain_line(line, parent) else { break };
            line = next;
            breaks = blank + 1;
        }
        if b"@`%".contains(&self.byte(at)) || self.contains_pair(at, self.line_end(at).min(end)) {
            self.tree.error(at);
        }
        let value = if is_typed(&text) { Value::Plain(text) } else { Value::Str(text) };
        self.put(value, Span::new(at, end), anchor);
        end
    }

    /// `a: b` inside a plain scalar; inside a template that is nothing to complain about.
    fn contains_pair(&self, at: usize, end: usize) -> bool {
        let text = self.text.get(at..end).unwrap_or("");
        text.contains(": ") && !text.contains("{{") && !text.contains("{%")
    }

    /// The part of a plain scalar on the line of `at`: its end without blanks, and whether a comment follows.
    fn plain_part(&self, at: usize) -> (usize, bool) {
        let end = self.line_end(at);
        let line = self.bytes.get(at..end).unwrap_or(&[]);
        let comment = memchr::memchr_iter(b'#', line).find(|&i| i > 0 && matches!(line[i - 1], b' ' | b'\t'));
        let part = self.text.get(at..comment.map_or(end, |i| at + i)).unwrap_or("").trim_end();
        (at + part.len(), comment.is_some())
    }

    /// The line that carries a plain scalar on: its first byte, and how many blank lines stand before it.
    fn next_plain_line(&self, at: usize, parent: isize) -> Option<(usize, usize)> {
        let mut line = self.line_end(at) + 1;
        let mut blank = 0;
        while line < self.bytes.len() {
            let start = self.skip_blanks(line);
            if matches!(self.byte(start), b'\n' | b'\r') {
                blank += 1;
                line = self.line_end(start) + 1;
                continue;
            }
            let goes_on = (start - line) as isize > parent
                && self.byte(start) != b'#'
                && !self.is_marker(line)
                && !self.is_template_line(start)
                && self.find_key(start).is_none();
            return goes_on.then_some((start, blank));
        }
        None
    }

    /// A quoted scalar at `at` that ends before `end`: its text, its bytes, and the offset after it.
    pub(super) fn quoted_on_line(&self, at: usize, end: usize) -> Option<(String, Span, usize)> {
        let quote = *self.bytes.get(at).filter(|q| b"\"'".contains(q))?;
        let close = self.closing_quote(at + 1, end, quote)?;
        let raw = self.text.get(at + 1..close)?;
        Some((unquote(raw, quote), Span::new(at + 1, close), close + 1))
    }

    /// Offset of the closing quote between `from` and `end`.
    fn closing_quote(&self, from: usize, end: usize, quote: u8) -> Option<usize> {
        let mut at = from;
        loop {
            at += memchr::memchr2(quote, b'\\', self.bytes.get(at..end)?)?;
            if self.bytes[at] == b'\\' {
                at += if quote == b'"' { 2 } else { 1 };
            } else if quote == b'\'' && self.bytes.get(at + 1) == Some(&b'\'') {
                at += 2;
            } else {
                return Some(at);
            }
        }
    }

    /// A quoted scalar that may span lines. Without a closing quote it takes its line. Gives its text, its
    /// bytes, and the offset after it.
    pub(super) fn quoted(&mut self, at: usize, parent: isize) -> (String, Span, usize) {
        let quote = self.bytes[at];
        let mut from = at + 1;
        let mut end = self.line_end(at);
        let close = loop {
            if let Some(close) = self.closing_quote(from, end, quote) {
                break Some(close);
            }
            let line = end + 1;
            if line >= self.bytes.len() || self.is_marker(line) || self.begins_block(line, parent) {
                break None;
            }
            (from, end) = (line, self.line_end(line));
        };
        let end = close.unwrap_or_else(|| {
            self.tree.error(at);
            at + self.text.get(at..self.line_end(at)).unwrap_or("").trim_end().len()
        });
        let raw = self.text.get(at + 1..end).unwrap_or("");
        let after = close.map_or(self.line_end(at), |close| close + 1);
        (unquote(raw, quote), Span::new(at + 1, end.max(at + 1)), after)
    }

    /// True if a line is indented no more than `parent` and looks like a key or an element: what is open in front of
    /// it was never closed.
    pub(super) fn begins_block(&self, line: usize, parent: isize) -> bool {
        let start = self.skip_blanks(line);
        (start - line) as isize <= parent
            && !matches!(self.byte(start), b'\n' | b'\r')
            && (self.byte(start) == b'-' && self.is_gap(start + 1) || self.find_key(start).is_some())
    }

    /// A block scalar; `None` if the header is none. Gives the start of the next line.
    fn block_scalar(&mut self, at: usize, parent: isize, anchor: Option<&'a str>) -> Option<usize> {
        let folds = self.bytes[at] == b'>';
        let (mut chomp, mut indent) = (b' ', None);
        let mut header = at + 1;
        while !self.is_gap(header) {
            match self.byte(header) {
                sign @ (b'+' | b'-') => chomp = sign,
                digit @ b'1'..=b'9' => indent = Some(parent.max(0) as usize + usize::from(digit - b'0')),
                _ => return None,
            }
            header += 1;
        }
        if !self.ends_line(header) {
            return None;
        }
        let first = self.line_end(header) + 1;
        let mut lines: Vec<&str> = Vec::new();
        let (mut line, mut start, mut end) = (first, 0, header);
        while line < self.bytes.len() {
            let line_end = self.line_end(line);
            let raw = self.text.get(line..line_end).unwrap_or("");
            let spaces = raw.len() - raw.trim_start_matches(' ').len();
            let is_blank = raw.trim_end().len() <= spaces && indent.is_none_or(|indent| spaces <= indent);
            if is_blank {
                lines.push("");
            } else {
                let needed = *indent.get_or_insert(spaces);
                if spaces < needed || (spaces as isize) <= parent || self.is_marker(line) {
                    break;
                }
                let content = raw.get(needed..).unwrap_or("");
                lines.push(content.trim_end_matches('\r'));
                if start == 0 {
                    start = line + needed;
                }
                end = line_end;
            }
            line = line_end + 1;
        }
        let start = if start == 0 { end } else { start };
        self.last_end = end;
        let has_break = end < self.bytes.len();
        let text = block_text(&lines, folds, if has_break || chomp == b'-' { chomp } else { b'-' });
        self.put(Value::Str(text), Span::new(start, end), anchor);
        Some(line)
    }
}

/// Joins a continued line as YAML folds it: one break is a space, more are that many less one.
pub(super) fn fold(text: &mut String, breaks: usize, part: &str) {
    match breaks {
        0 => {}
        1 => text.push(' '),
        _ => text.extend(std::iter::repeat_n('\n', breaks - 1)),
    }
    text.push_str(part);
}

/// The text of a block scalar from its lines without indentation.
fn block_text(lines: &[&str], folds: bool, chomp: u8) -> String {
    let content = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    let is_indented = |line: &str| line.starts_with([' ', '\t']);
    let mut text = String::new();
    let mut before: Option<&str> = None;
    let mut blank = 0;
    for line in &lines[..content] {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        match before {
            None => text.extend(std::iter::repeat_n('\n', blank)),
            Some(before) if folds && !is_indented(before) && !is_indented(line) => fold(&mut text, blank + 1, ""),
            Some(_) => text.extend(std::iter::repeat_n('\n', blank + 1)),
        }
        text.push_str(line);
        before = Some(line);
        blank = 0;
    }
    let kept = match chomp {
        b'-' => 0,
        b'+' => lines.len() - content + usize::from(content > 0),
        _ => usize::from(content > 0),
    };
    text.extend(std::iter::repeat_n('\n', kept));
    text
}

/// The text of a quoted scalar: escapes resolved, lines folded.
fn unquote(raw: &str, quote: u8) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut breaks = 0;
    let mut is_first = true;
    let mut lines = raw.split('\n').peekable();
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        let line = if is_first { line } else { line.trim_start_matches([' ', '\t']) };
        let mut line = if is_last { line } else { line.trim_end_matches([' ', '\t', '\r']) };
        let backslashes = line.len() - line.trim_end_matches('\\').len();
        let is_joined = quote == b'"' && !is_last && backslashes % 2 == 1;
        if is_joined {
            line = &line[..line.len() - 1];
        }
        let resolved = if quote == b'\'' { line.replace("''", "'") } else { unescape(line) };
        if line.is_empty() && !is_first && !is_last {
            breaks += 1;
        } else {
            fold(&mut text, breaks, &resolved);
            breaks = usize::from(!is_joined);
        }
        is_first = false;
    }
    text
}

/// Escapes of a double-quoted scalar on one line; those JSON has not are resolved here.
fn unescape(line: &str) -> String {
    if !line.contains('\\') {
        return line.to_owned();
    }
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let escape = &rest[at..];
        let Some(kind) = escape[1..].chars().next() else { break };
        // Surrogate pairs are two escapes: JSON's reader gets all that may belong to this one.
        let wanted = match kind {
            'U' => 10,
            'u' if escape.get(6..8) == Some("\\u") => 12,
            'u' => 6,
            'x' => 4,
            _ => 1 + kind.len_utf8(),
        };
        let length = (wanted.min(escape.len())..=escape.len()).find(|&i| escape.is_char_boundary(i));
        let length = length.unwrap_or(escape.len());
        match kind {
            'a' => text.push('\u{7}'),
            'e' => text.push('\u{1b}'),
            'N' => text.push('\u{85}'),
            '_' => text.push('\u{a0}'),
            'L' => text.push('\u{2028}'),
            'P' => text.push('\u{2029}'),
            'U' => text.push(json::code_point(&mut escape[2..length].chars().peekable(), 8)),
            _ => text.push_str(&json::unescape(&escape[..length])),
        }
        rest = &escape[length..];
    }
    text.push_str(rest);
    text
}

/// True for a plain scalar that is no string: null, boolean, number, date.
pub(super) fn is_typed(text: &str) -> bool {
    if matches!(text, "" | "~" | "null" | "Null" | "NULL" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE") {
        return true;
    }
    let digits = text.trim_start_matches(['+', '-']);
    if matches!(digits, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let is_hex = digits.strip_prefix("0x").is_some_and(|h| !h.is_empty() && h.bytes().all(|b| b.is_ascii_hexdigit()));
    let starts_as_number = digits.trim_start_matches('.').starts_with(|c: char| c.is_ascii_digit());
    is_hex || starts_as_number && (digits.replace('_', "").parse::<f64>().is_ok() || is_date(digits))
}

/// `2026-11-21`, with or without a time.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_day = bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    is_day && bytes.get(10).is_none_or(|b| b"Tt ".contains(b))
}
