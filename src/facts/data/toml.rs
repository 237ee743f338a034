//! Reads TOML: tables, arrays of tables, dotted keys and inline tables, joined into one tree as their names say.
//!
//! `toml_parser` (the parser under the `toml` crate) tells what stands where and goes on after errors; this module
//! joins it. Tables may be opened again and again, so nodes are found by (parent, key) and the tree is made at the end.

use super::{Data, Entry, MAX_DEPTH, Value};
use crate::source::{Source, Span};
use std::collections::HashMap;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::lexer::{Token, TokenKind};
use toml_parser::parser::{EventReceiver, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw, Span as TomlSpan};

/// Reads a TOML file into one map.
pub(super) fn read(source: &Source) -> Data {
    let tokens = toml_parser::Source::new(&source.text).lex().into_vec();
    let mut joined = Joined { text: &source.text, ..Joined::default() };
    joined.nodes.push(Node::new(Value::Map(Vec::new()), String::new(), Span::default(), 0));
    let mut errors: Vec<ParseError> = Vec::new();
    for statements in whole_statements(&tokens) {
        parse_document(statements, &mut joined, &mut errors);
        joined.open.clear();
        joined.refused = 0;
    }
    let at = |e: &ParseError| e.unexpected().or(e.context()).map_or(0, |s| s.start().min(source.text.len()));
    let mut syntax_errors: Vec<u32> = errors.iter().map(|e| source.line_index(at(e) as u32) as u32 + 1).collect();
    syntax_errors.sort_unstable();
    syntax_errors.dedup();
    let (comments, too_deep) = (std::mem::take(&mut joined.comments), joined.too_deep);
    Data { roots: vec![joined.into_root(source.text.len())], comments, commands: Vec::new(), syntax_errors, too_deep }
}

/// Cuts the tokens where an array was never closed: before a line that starts with `key =` while an array is open.
/// Without it one missing bracket would turn the rest of the file into elements.
fn whole_statements(tokens: &[Token]) -> Vec<&[Token]> {
    let mut parts = Vec::new();
    let mut open: Vec<TokenKind> = Vec::new();
    let (mut part_start, mut line_start) = (0, 0);
    for (i, token) in tokens.iter().enumerate() {
        match token.kind() {
            TokenKind::Newline => line_start = i + 1,
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => open.push(token.kind()),
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                open.pop();
            }
            TokenKind::Equals if open.last() == Some(&TokenKind::LeftSquareBracket) && line_start > part_start => {
                let is_key = |t: &Token| {
                    use TokenKind::{Atom, BasicString, Dot, LiteralString, Whitespace};
                    matches!(t.kind(), Atom | Dot | BasicString | LiteralString | Whitespace)
                };
                if line_start < i && tokens[line_start..i].iter().all(is_key) {
                    parts.push(&tokens[part_start..line_start]);
                    part_start = line_start;
                    open.clear();
                }
            }
            _ => {}
        }
    }
    parts.push(&tokens[part_start..]);
    parts
}

/// A table, array or scalar while the tree is being joined.
struct Node {
    key: String,
    key_span: Span,
    span: Span,
    /// Containers are empty here; their content is in `children`.
    value: Value,
    children: Vec<usize>,
    depth: usize,
}

impl Node {
    fn new(value: Value, key: String, key_span: Span, depth: usize) -> Node {
        Node { key, key_span, span: Span::default(), value, children: Vec::new(), depth }
    }
}

#[derive(Default)]
struct Joined<'a> {
    text: &'a str,
    /// The root first; a node always stands behind its parent.
    nodes: Vec<Node>,
    by_key: HashMap<(usize, String), usize>,
    /// The table of the last header; `None` if it is too deep to be kept.
    table: Option<usize>,
    has_header: bool,
    /// While a header is read: whether it is one of an array of tables.
    header: Option<bool>,
    header_start: usize,
    keys: Vec<(String, Span)>,
    /// Arrays and inline tables that are open; `None` for those too deep to be kept.
    open: Vec<Option<usize>>,
    /// Arrays and inline tables that were not entered.
    refused: usize,
    comments: Vec<Span>,
    too_deep: bool,
}

impl Joined<'_> {
    /// Where the next key or element belongs.
    fn here(&self) -> Option<usize> {
        match self.open.last() {
            Some(&container) => container,
            None if self.has_header => self.table,
            None => Some(0),
        }
    }

    fn child(&mut self, parent: usize, key: String, key_span: Span, value: Value) -> Option<usize> {
        let depth = self.nodes[parent].depth + 1;
        if depth > MAX_DEPTH {
            self.too_deep = true;
            return None;
        }
        let id = self.nodes.len();
        if matches!(self.nodes[parent].value, Value::Map(_)) {
            self.by_key.insert((parent, key.clone()), id);
        }
        self.nodes.push(Node::new(value, key, key_span, depth));
        self.nodes[parent].children.push(id);
        Some(id)
    }

    /// The table `key` of `parent`, made if it is not there; of an array of tables the last one.
    fn table_of(&mut self, parent: usize, key: String, key_span: Span) -> Option<usize> {
        let mut found = self.by_key.get(&(parent, key.clone())).copied();
        if let Some(id) = found
            && matches!(self.nodes[id].value, Value::List(_))
        {
            found = self.nodes[id].children.last().copied();
        }
        match found.filter(|&id| matches!(self.nodes[id].value, Value::Map(_))) {
            Some(id) => Some(id),
            None => self.child(parent, key, key_span, Value::Map(Vec::new())),
        }
    }

    /// Adds a value at the present place, under the keys read before it.
    fn place(&mut self, value: Value, span: Span) -> Option<usize> {
        let mut keys = std::mem::take(&mut self.keys).into_iter();
        let mut parent = self.here()?;
        let id = if matches!(self.nodes[parent].value, Value::List(_)) {
            let index = self.nodes[parent].children.len().to_string();
            self.child(parent, index, span, value)
        } else {
            let (last, last_span) =
                keys.next_back().unwrap_or((String::new(), Span { start: span.start, end: span.start }));
            for (key, key_span) in keys {
                parent = self.table_of(parent, key, key_span)?;
            }
            self.child(parent, last, last_span, value)
        }?;
        self.nodes[id].span = span;
        Some(id)
    }

    fn open_header(&mut self, start: usize, is_array: bool) {
        self.keys.clear();
        self.header = Some(is_array);
        self.header_start = start;
    }

    fn close_header(&mut self, end: usize) {
        let Some(is_array) = self.header.take() else { return };
        self.has_header = true;
        let mut keys = std::mem::take(&mut self.keys).into_iter();
        let last = keys.next_back();
        let mut table = Some(0);
        for (key, key_span) in keys {
            table = table.and_then(|parent| self.table_of(parent, key, key_span));
        }
        let span = Span::new(self.header_start, end);
        self.table = table.and_then(|parent| {
            let (key, key_span) = last?;
            if !is_array {
                return self.table_of(parent, key, key_span);
            }
            let array = self.by_key.get(&(parent, key.clone())).copied();
            let array = array.filter(|&id| matches!(self.nodes[id].value, Value::List(_)));
            let array = match array {
                Some(id) => id,
                None => self.child(parent, key, key_span, Value::List(Vec::new()))?,
            };
            let index = self.nodes[array].children.len().to_string();
            self.child(array, index, span, Value::Map(Vec::new()))
        });
        if let Some(id) = self.table
            && self.nodes[id].span == Span::default()
        {
            self.nodes[id].span = span;
        }
    }

    fn open(&mut self, value: Value, span: TomlSpan) -> bool {
        if self.open.len() >= MAX_DEPTH {
            self.too_deep = true;
            self.refused += 1;
            return false;
        }
        let id = self.place(value, Span::new(span.start(), span.end()));
        self.open.push(id);
        true
    }

    fn close(&mut self, span: TomlSpan) {
        if self.refused > 0 {
            self.refused -= 1;
        } else if let Some(Some(id)) = self.open.pop() {
            self.nodes[id].span.end = self.nodes[id].span.end.max(span.end() as u32);
        }
        self.keys.clear();
    }

    /// Makes the tree, from the last node to the first: a child always stands behind its parent.
    fn into_root(self, end: usize) -> Entry {
        let mut done: Vec<Option<Entry>> = Vec::new();
        done.resize_with(self.nodes.len(), || None);
        for (id, node) in self.nodes.into_iter().enumerate().rev() {
            let children: Vec<Entry> = node.children.iter().filter_map(|&child| done[child].take()).collect();
            let mut span = node.span;
            for child in &children {
                let first = child.key_span.start.min(child.span.start);
                span.start = if span == Span::default() { first } else { span.start.min(first) };
                span.end = span.end.max(child.span.end);
            }
            let value = match node.value {
                Value::Map(_) => Value::Map(children),
                Value::List(_) => Value::List(children),
                scalar => scalar,
            };
            done[id] = Some(Entry { key: node.key, key_span: node.key_span, span, value });
        }
        let mut root = done.into_iter().next().flatten().unwrap_or(Entry {
            key: String::new(),
            key_span: Span::default(),
            span: Span::default(),
            value: Value::Map(Vec::new()),
        });
        root.span = Span::new(0, end);
        root
    }
}

impl EventReceiver for Joined<'_> {
    fn std_table_open(&mut self, span: TomlSpan, _error: &mut dyn ErrorSink) {
        self.open_header(span.start(), false);
    }
    fn std_table_close(&mut self, span: TomlSpan, _error: &mut dyn ErrorSink) {
        self.close_header(span.end());
    }
    fn array_table_open(&mut self, span: TomlSpan, _error: &mut dyn ErrorSink) {
        self.open_header(span.start(), true);
    }
    fn array_table_close(&mut self, span: TomlSpan, _error: &mut dyn ErrorSink) {
        self.close_header(span.end());
    }
    fn inline_table_open(&mut self, span: TomlSpan, _error: &mut dyn ErrorSink) -> bool {
        self.open(Value::Map(Vec::new()), span)
    }
    fn inline_table_close(&mut self, span: TomlSpan, _error: &mut dyn ErrorSink) {
        self.close(span);
    }
    fn array_open(&mut self, span: TomlSpan, _error: &mut dyn ErrorSink) -> bool {
        self.open(Value::List(Vec::new()), span)
    }
    fn array_close(&mut self, span: TomlSpan, _error: &mut dyn ErrorSink) {
        self.close(span);
    }
    fn simple_key(&mut self, span: TomlSpan, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let (raw, inner) = self.raw(span, encoding);
        let mut key = std::borrow::Cow::Borrowed("");
        Raw::new_unchecked(raw, encoding, span).decode_key(&mut key, error);
        self.keys.push((key.into_owned(), inner));
    }
    fn scalar(&mut self, span: TomlSpan, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let (raw, inner) = self.raw(span, encoding);
        let mut text = std::borrow::Cow::Borrowed("");
        let kind = Raw::new_unchecked(raw, encoding, span).decode_scalar(&mut text, error);
        let value =
            if kind == ScalarKind::String { Value::Str(text.into_owned()) } else { Value::Plain(raw.to_owned()) };
        self.place(value, inner);
    }
    fn newline(&mut self, span: TomlSpan, _error: &mut dyn ErrorSink) {
        // A header without a bracket ends with its line, and a key without a value is not part of the next.
        self.close_header(span.start());
        if self.open.is_empty() {
            self.keys.clear();
        }
    }
    fn comment(&mut self, span: TomlSpan, _error: &mut dyn ErrorSink) {
        self.comments.push(Span::new(span.start(), span.end()));
    }
}

impl<'a> Joined<'a> {
    /// The text of a key or scalar as written, and its bytes without quotes.
    fn raw(&self, span: TomlSpan, encoding: Option<Encoding>) -> (&'a str, Span) {
        let text: &'a str = self.text;
        let raw = text.get(span.start()..span.end()).unwrap_or("");
        let quote = match encoding {
            None => "",
            Some(Encoding::BasicString) => "\"",
            Some(Encoding::LiteralString) => "'",
            Some(Encoding::MlBasicString) => "\"\"\"",
            Some(Encoding::MlLiteralString) => "'''",
        };
        let inner = raw.strip_prefix(quote).unwrap_or(raw);
        let start = span.start() + (raw.len() - inner.len());
        let inner = inner.strip_suffix(quote).unwrap_or(inner);
        (raw, Span::new(start, start + inner.len()))
    }
}
