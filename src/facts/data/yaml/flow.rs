//! Flow collections of YAML (`[a, b]`, `{k: v}`), JSON among them.

use super::Reader;
use super::scalar::{fold, is_typed};
use crate::facts::data::Value;
use crate::facts::data::tree::Kind;
use crate::source::Span;

/// The flow collections that are open, innermost last.
#[derive(Default)]
struct Open {
    /// Kind, and true for the map of a single pair in a sequence (`[a: b]`), which has no bracket of its own.
    frames: Vec<(Kind, bool)>,
    maps: usize,
}

impl Open {
    fn push(&mut self, kind: Kind, is_implied: bool) {
        self.maps += usize::from(kind == Kind::Map);
        self.frames.push((kind, is_implied));
    }
    fn pop(&mut self) -> Option<(Kind, bool)> {
        let frame = self.frames.pop();
        self.maps -= usize::from(frame.is_some_and(|(kind, _)| kind == Kind::Map));
        frame
    }
    fn has(&self, kind: Kind) -> bool {
        if kind == Kind::Map { self.maps > 0 } else { self.frames.len() > self.maps }
    }
}

impl<'a> Reader<'a> {
    /// Reads a flow collection. `Ok`: the offset after it. `Err`: it was never closed; the next line to read.
    pub(super) fn flow(&mut self, start: usize, parent: isize) -> Result<usize, usize> {
        let mut open = Open::default();
        let mut anchor = None;
        let mut at = start;
        loop {
            at = self.skip_blanks(at);
            match self.bytes.get(at) {
                None => {
                    self.tree.error(start);
                    self.close_flow(&mut open, at);
                    return Ok(at);
                }
                Some(b'\n') => {
                    at += 1;
                    if self.is_marker(at) || at < self.bytes.len() && self.begins_block(at, parent) {
                        self.tree.error(start);
                        self.close_flow(&mut open, at - 1);
                        return Err(at);
                    }
                }
                Some(b'\r') => at += 1,
                Some(b'#') if self.is_gap(at - 1) => {
                    self.ends_line(at);
                    at = self.line_end(at);
                }
                Some(b'[') => {
                    self.open_flow(&mut open, Kind::List, at);
                    at += 1;
                }
                Some(b'{') if !self.is_template(at) => {
                    self.open_flow(&mut open, Kind::Map, at);
                    at += 1;
                }
                Some(b @ (b']' | b'}')) => {
                    let kind = if *b == b']' { Kind::List } else { Kind::Map };
                    at += 1;
                    self.close_kind(&mut open, kind, at);
                    if open.frames.is_empty() {
                        return Ok(at);
                    }
                }
                Some(b',') => {
                    self.close_implied(&mut open, at);
                    self.tree.end_key();
                    anchor = None;
                    at += 1;
                }
                Some(b'?') if self.is_gap(at + 1) => at += 1,
                Some(b':') if self.is_flow_colon(at) => {
                    self.tree.error(at);
                    at += 1;
                }
                Some(b'&' | b'!') => (at, anchor) = self.properties(at),
                Some(_) => at = self.flow_scalar(&mut open, at, parent, anchor.take()),
            }
        }
    }

    /// `{{ … }}` or `{% … %}` on one line: a template's value, not a mapping.
    fn is_template(&self, at: usize) -> bool {
        self.template_end(at).is_some()
    }

    fn template_end(&self, at: usize) -> Option<usize> {
        let line = self.bytes.get(at..self.line_end(at))?;
        let close: &[u8] = match line.get(..2)? {
            b"{{" => b"}}",
            b"{%" => b"%}",
            _ => return None,
        };
        memchr::memmem::find(line, close).map(|i| at + i + 2)
    }

    fn is_flow_colon(&self, at: usize) -> bool {
        self.byte(at) == b':' && (self.is_gap(at + 1) || b",[]{}".contains(&self.byte(at + 1)))
    }

    fn open_flow(&mut self, open: &mut Open, kind: Kind, at: usize) {
        self.tree.open(kind, at);
        open.push(kind, false);
    }

    fn close_implied(&mut self, open: &mut Open, end: usize) {
        if open.frames.last().is_some_and(|(_, is_implied)| *is_implied) {
            open.pop();
            self.tree.close(end);
        }
    }

    /// Closes the innermost collection of a kind and what is open in it.
    fn close_kind(&mut self, open: &mut Open, kind: Kind, end: usize) {
        self.close_implied(open, end - 1);
        if open.frames.last().map(|(top, _)| *top) != Some(kind) {
            self.tree.error(end - 1);
        }
        while open.has(kind)
            && let Some((closed, _)) = open.pop()
        {
            self.tree.close(end);
            if closed == kind {
                break;
            }
        }
    }

    fn close_flow(&mut self, open: &mut Open, end: usize) {
        while open.pop().is_some() {
            self.tree.close(end);
        }
        self.last_end = end;
    }

    /// A scalar: a key if a colon follows it, or an element or value. Gives the offset after it (and its colon).
    fn flow_scalar(&mut self, open: &mut Open, at: usize, parent: isize, anchor: Option<&'a str>) -> usize {
        let is_quoted = matches!(self.byte(at), b'"' | b'\'');
        let (value, span, after) = match self.byte(at) {
            b'"' | b'\'' => {
                let (text, span, after) = self.quoted(at, parent);
                (Value::Str(text), span, after)
            }
            b'*' => self.alias(at),
            b'{' => {
                let end = self.template_end(at).unwrap_or(at + 1);
                (Value::Str(self.text.get(at..end).unwrap_or("").to_owned()), Span::new(at, end), end)
            }
            _ => self.flow_plain(at, parent),
        };
        let colon = self.skip_blanks(after);
        let is_pair = self.is_flow_colon(colon) || is_quoted && self.byte(colon) == b':';
        let in_map = open.frames.last().map(|(kind, _)| *kind) == Some(Kind::Map);
        if in_map && self.tree.has_key() || !in_map && !is_pair {
            self.put(value, span, anchor);
            return after;
        }
        if !in_map {
            self.tree.open(Kind::Map, span.start as usize);
            open.push(Kind::Map, true);
        }
        let (Value::Str(key) | Value::Plain(key)) = value else { return after };
        self.tree.key(key, span);
        if is_pair { colon + 1 } else { after }
    }

    /// A plain scalar in a flow collection, over as many lines as it has.
    fn flow_plain(&mut self, at: usize, parent: isize) -> (Value, Span, usize) {
        let mut text = String::new();
        let (mut line, mut end, mut breaks) = (at, at + 1, 0);
        loop {
            let part_end = self.flow_part(line);
            let part = self.text.get(line..part_end).unwrap_or("").trim_end();
            fold(&mut text, breaks, part);
            end = end.max(line + part.len());
            if !matches!(self.byte(part_end), b'\n') || part_end >= self.bytes.len() {
                break;
            }
            let mut next = part_end + 1;
            breaks = 1;
            while next < self.bytes.len() && matches!(self.byte(self.skip_blanks(next)), b'\n' | b'\r') {
                next = self.line_end(next) + 1;
                breaks += 1;
            }
            let start = self.skip_blanks(next);
            let goes_on = start < self.bytes.len()
                && !b",[]{}#:?\"'&*!".contains(&self.byte(start))
                && !self.is_marker(next)
                && !self.begins_block(next, parent);
            if !goes_on {
                break;
            }
            line = start;
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        let value = if is_typed(&text) { Value::Plain(text) } else { Value::Str(text) };
        (value, Span::new(at, end), end)
    }

    /// End of the part of a plain scalar on the line of `at`.
    fn flow_part(&self, at: usize) -> usize {
        let mut end = at;
        while let Some(&b) = self.bytes.get(end) {
            let is_over = match b {
                b'\n' | b',' | b'[' | b']' | b'{' | b'}' => true,
                b':' => self.is_flow_colon(end),
                b'#' => end > at && self.is_gap(end - 1),
                _ => false,
            };
            if is_over {
                break;
            }
            end += 1;
        }
        end
    }
}
