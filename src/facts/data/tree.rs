//! The tree of entries while a reader builds it: what is open, what key waits for its value, what was wrong.

use super::{Data, Entry, MAX_DEPTH, Value};
use crate::source::{Source, Span};

/// What kind of container is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Map,
    List,
}

/// A tree that is built from the outside in. Depth costs no stack, and nothing deeper than [`MAX_DEPTH`] is kept.
#[derive(Default)]
pub(super) struct Tree {
    /// Containers that are open, outermost first, with the key that waits for a value.
    open: Vec<(Entry, Option<(String, Span)>)>,
    /// Kinds of all open containers, those too deep to be kept included.
    kinds: Vec<Kind>,
    /// How many of `kinds` are maps.
    maps: usize,
    roots: Vec<Entry>,
    comments: Vec<Span>,
    /// Byte offsets of syntax errors.
    errors: Vec<usize>,
    too_deep: bool,
}

impl Tree {
    /// The kind of the innermost open container.
    pub fn top(&self) -> Option<Kind> {
        self.kinds.last().copied()
    }

    /// Number of open containers.
    pub fn depth(&self) -> usize {
        self.kinds.len()
    }

    /// Notes a syntax error.
    pub fn error(&mut self, at: usize) {
        self.errors.push(at);
    }

    /// Notes a comment.
    pub fn comment(&mut self, start: usize, end: usize) {
        self.comments.push(Span::new(start, end));
    }

    fn is_kept(&self) -> bool {
        self.kinds.len() == self.open.len()
    }

    /// True if the innermost map has a key without a value.
    pub fn has_key(&self) -> bool {
        self.is_kept() && self.open.last().is_some_and(|(_, key)| key.is_some())
    }

    /// The key of the next value of the innermost map. A key that still waits gets an empty value.
    pub fn key(&mut self, key: String, span: Span) {
        self.end_key();
        if self.is_kept()
            && let Some((_, waiting)) = self.open.last_mut()
        {
            *waiting = Some((key, span));
        }
    }

    /// Gives an empty value to a key that waits for one.
    pub fn end_key(&mut self) {
        if self.has_key() {
            let after = self.open.last().and_then(|(_, key)| key.as_ref()).map_or(0, |(_, span)| span.end as usize);
            self.scalar(Value::Plain(String::new()), Span::new(after, after));
        }
    }

    /// A scalar at the present place.
    pub fn scalar(&mut self, value: Value, span: Span) {
        if self.is_kept() {
            let entry = self.entry(value, span);
            self.push(entry);
        }
    }

    /// Opens a container at the present place.
    pub fn open(&mut self, kind: Kind, start: usize) {
        if self.is_kept() {
            if self.open.len() < MAX_DEPTH {
                let value = if kind == Kind::Map { Value::Map(Vec::new()) } else { Value::List(Vec::new()) };
                let entry = self.entry(value, Span::new(start, start));
                self.open.push((entry, None));
            } else {
                self.too_deep = true;
                self.entry(Value::Plain(String::new()), Span::new(start, start));
            }
        }
        self.kinds.push(kind);
        self.maps += usize::from(kind == Kind::Map);
    }

    /// Closes the innermost container; `end` is one past its last byte.
    pub fn close(&mut self, end: usize) {
        self.end_key();
        let kept = self.is_kept();
        let Some(kind) = self.kinds.pop() else { return };
        self.maps -= usize::from(kind == Kind::Map);
        if kept && let Some((mut entry, _)) = self.open.pop() {
            entry.span.end = entry.span.end.max(end as u32);
            self.push(entry);
        }
    }

    /// Closes the innermost container of a kind and what is open in it, down to `floor` open containers.
    /// False, and nothing happens, if there is none of that kind. Never searches longer than it closes.
    pub fn close_kind(&mut self, kind: Kind, floor: usize, end: usize) -> bool {
        let of_kind = if kind == Kind::Map { self.maps } else { self.kinds.len() - self.maps };
        if of_kind == 0 || self.kinds.len() <= floor {
            return false;
        }
        while self.kinds.len() > floor {
            let closed = self.top();
            self.close(end);
            if closed == Some(kind) {
                break;
            }
        }
        true
    }

    /// An entry for the present place: its key is the one that waits, or the next index.
    fn entry(&mut self, value: Value, span: Span) -> Entry {
        let (key, key_span) = match self.open.last_mut() {
            None => (String::new(), Span { start: span.start, end: span.start }),
            Some((parent, waiting)) => match &parent.value {
                Value::List(children) => (children.len().to_string(), span),
                _ => waiting.take().unwrap_or((String::new(), Span { start: span.start, end: span.start })),
            },
        };
        Entry { key, key_span, span, value }
    }

    fn push(&mut self, mut entry: Entry) {
        match self.open.last_mut() {
            None => self.roots.push(entry),
            Some((parent, _)) => {
                if let Value::List(children) = &mut parent.value {
                    entry.key_span = entry.span;
                    children.push(entry);
                } else if let Value::Map(children) = &mut parent.value {
                    children.push(entry);
                }
            }
        }
    }

    /// Closes what is open and hands over what was read.
    pub fn finish(mut self, source: &Source) -> Data {
        while !self.kinds.is_empty() {
            self.close(source.text.len());
        }
        let mut syntax_errors: Vec<u32> =
            self.errors.iter().map(|&at| source.line_index(at.min(source.text.len()) as u32) as u32 + 1).collect();
        syntax_errors.sort_unstable();
        syntax_errors.dedup();
        Data {
            roots: self.roots,
            comments: self.comments,
            commands: Vec::new(),
            syntax_errors,
            too_deep: self.too_deep,
        }
    }
}
