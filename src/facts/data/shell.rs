//! Reads shell lines, Dockerfiles and Makefiles: what they set (`NAME=value`, `ENV NAME value`, `NAME ?= value`), the
//! flags they give (`--model value`), the fields of JSON they send (`"model": "value"`) and the URLs they call.
//!
//! A shell is not parsed: what is read are words, quotes and comments. Everything becomes an entry of one map, in the
//! order of the text, so that names and flags are judged as the keys of any other data file.

use super::{Data, Entry, Value};
use crate::source::{Source, Span};

/// Reads a whole file.
pub(super) fn read(source: &Source) -> Data {
    let mut data = Data::default();
    let mut reader = Reader { text: &source.text, entries: Vec::new(), comments: Vec::new(), lines: Vec::new() };
    reader.part(0, source.text.len());
    data.comments = reader.comments;
    data.commands = reader.lines;
    data.roots.push(root(reader.entries, source.text.len()));
    data
}

/// Keys of other formats whose value is a shell line, or several: CI workflows, compose files, package.json.
const COMMANDS: &[&str] = &[
    "run",
    "script",
    "scripts",
    "before_script",
    "after_script",
    "command",
    "commands",
    "args",
    "entrypoint",
    "cmd",
    "bash",
    "inlineScript",
    "postCreateCommand",
    "postStartCommand",
    "onCreateCommand",
    "updateContentCommand",
    "deploy",
    "startCommand",
    "buildCommand",
];

/// Reads the shell lines among the values of a data file into a root of its own.
pub(super) fn of_commands(source: &Source, data: &mut Data) {
    let mut spans = Vec::new();
    for entry in &data.roots {
        commands(entry, false, &mut spans);
    }
    if spans.is_empty() {
        return;
    }
    let mut reader = Reader { text: &source.text, entries: Vec::new(), comments: Vec::new(), lines: Vec::new() };
    spans.sort_unstable();
    spans.dedup();
    for span in spans {
        let Span { start, end } = span;
        if source.text.get(span.range()).is_some() {
            reader.part(start as usize, end as usize);
        }
    }
    data.commands = reader.lines;
    if !reader.entries.is_empty() {
        data.roots.push(root(reader.entries, source.text.len()));
    }
}

/// Recursive: a tree is at most [`super::MAX_DEPTH`] deep.
fn commands(entry: &Entry, inside: bool, spans: &mut Vec<Span>) {
    let inside = inside || COMMANDS.contains(&entry.key.as_str());
    match &entry.value {
        // A word alone sets nothing; the flags of a list in pieces are read where lists are.
        Value::Str(text) if inside && text.contains([' ', '=']) => spans.push(entry.span),
        Value::List(children) | Value::Map(children) => {
            children.iter().for_each(|child| commands(child, inside, spans));
        }
        _ => {}
    }
}

fn root(entries: Vec<Entry>, end: usize) -> Entry {
    Entry { key: String::new(), key_span: Span::new(0, 0), span: Span::new(0, end), value: Value::Map(entries) }
}

struct Reader<'a> {
    text: &'a str,
    entries: Vec<Entry>,
    comments: Vec<Span>,
    /// Lines with more than one word, comments left out.
    lines: Vec<Span>,
}

/// A word of a shell line, quotes taken off.
#[derive(Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
    quoted: bool,
}

/// Longest value of a setting or a flag; longer ones are texts.
const LONGEST: usize = 500;

impl<'a> Reader<'a> {
    /// Reads the lines from `start` to `end`.
    fn part(&mut self, start: usize, end: usize) {
        let mut at = start;
        for line in self.text[start..end].split_inclusive('\n') {
            self.line(at, at + line.trim_end().len());
            at += line.len();
        }
    }

    fn line(&mut self, start: usize, end: usize) {
        let words = self.words(start, end);
        if let [first, .., last] = &words[..] {
            self.lines.push(Span::new(first.start, last.end));
        }
        // Over the whole line: JSON that goes on over several is cut into words like any other.
        if let [first, .., last] | [first @ last] = &words[..] {
            let from = first.start.saturating_sub(usize::from(first.quoted)).max(start);
            let to = (last.end + usize::from(last.quoted)).min(end);
            self.fields(from, &self.text[from..to]);
        }
        for (i, word) in words.iter().enumerate() {
            let text = &self.text[word.start..word.end];
            if text.contains("://") {
                self.add("url", word.start, word.start, *word);
            }
            // Between two words of a JSON list (`CMD ["a", "--model", "b"]`) a comma is a word.
            let is_comma = |word: &&Word| !word.quoted && &self.text[word.start..word.end] == ",";
            let next = match words.get(i + 1) {
                Some(comma) if word.quoted && is_comma(&comma) => words.get(i + 2).copied(),
                other => other.copied(),
            };
            if word.quoted && (!text.starts_with("--") || text.contains(' ')) {
                continue;
            }
            if let Some(flag) = text.strip_prefix("--") {
                match flag.split_once('=') {
                    Some((name, value)) if is_name(name) && !value.is_empty() => {
                        let at = word.end - value.len();
                        self.add(name, word.start, word.start + 2 + name.len(), trimmed(self.text, at, word.end));
                    }
                    None if is_name(flag) => self.add_next(flag, *word, next),
                    _ => {}
                }
                continue;
            }
            if let Some((name, value)) = text.split_once('=') {
                let name = name.trim_end_matches([':', '?', '+', '!']);
                if is_name(name) && !value.is_empty() && !value.starts_with('=') {
                    let at = word.end - value.len();
                    self.add(name, word.start, word.start + name.len(), trimmed(self.text, at, word.end));
                } else if is_name(name) && value.is_empty() && next.is_some_and(|next| next.start == word.end + 1) {
                    // `NAME="value"`: the quote begins a word of its own.
                    self.add_next(name, *word, next);
                } else if matches!(text, "=" | ":=" | "?=" | "+=" | "::=") && i > 0 {
                    // `NAME ?= value` of a Makefile; several words are a list.
                    let before = words[i - 1];
                    let name = &self.text[before.start..before.end];
                    if is_name(name) && words.len() == i + 2 {
                        self.add_next(name, before, next);
                    }
                } else if name.is_empty() && i > 0 && matches!(&text[..text.len() - value.len()], ":=" | "?=") {
                    let before = words[i - 1];
                    let at = word.end - value.len();
                    let name = &self.text[before.start..before.end];
                    self.add(name, before.start, before.end, trimmed(self.text, at, word.end));
                }
            }
        }
        // `ENV NAME value` and `set -x NAME value`.
        let first = words.first().map_or("", |word| &self.text[word.start..word.end]);
        if matches!(first, "ENV" | "env") && words.len() == 3 {
            let name = &self.text[words[1].start..words[1].end];
            if is_name(name) {
                self.add_next(name, words[1], Some(words[2]));
            }
        } else if first == "set" && words.len() == 4 && self.text[words[1].start..words[1].end].starts_with('-') {
            let name = &self.text[words[2].start..words[2].end];
            if is_name(name) {
                self.add_next(name, words[2], Some(words[3]));
            }
        }
    }

    fn add_next(&mut self, name: &str, key: Word, value: Option<Word>) {
        if let Some(value) = value
            && !self.text[value.start..value.end].starts_with("--")
        {
            self.add(name, key.start, key.end, value);
        }
    }

    fn add(&mut self, name: &str, key_start: usize, key_end: usize, value: Word) {
        let text = &self.text[value.start..value.end];
        if text.is_empty() || text.len() > LONGEST {
            return;
        }
        self.entries.push(Entry {
            key: name.to_owned(),
            key_span: Span::new(key_start, key_end),
            span: Span::new(value.start, value.end),
            value: Value::Str(text.to_owned()),
        });
    }

    /// The string fields of JSON in a word, quotes escaped or not: `{"model": "gpt-4"}`.
    fn fields(&mut self, start: usize, text: &str) {
        let mut from = 0;
        while let Some(colon) = text[from..].find(':').map(|at| from + at) {
            from = colon + 1;
            let Some(key) = text[..colon].trim_end().strip_suffix(['"', '\'']) else { continue };
            let key = key.trim_end_matches('\\');
            let Some(open) = key.rfind(['"', '\'']) else { continue };
            let name = &key[open + 1..];
            let rest = &text[colon + 1..];
            let value = rest.trim_start().trim_start_matches('\\');
            let Some(inner) = value.strip_prefix(['"', '\'']) else { continue };
            let Some(close) = inner.find(['"', '\'', '\\']) else { continue };
            if !is_name(name) || close == 0 {
                continue;
            }
            let at = start + text.len() - inner.len();
            let value = Word { start: at, end: at + close, quoted: true };
            self.add(name, start + open + 1, start + open + 1 + name.len(), value);
        }
    }

    /// The words of a line. Quotes group and are taken off; a `#` that begins a word begins a comment. The inside of
    /// a quote that does not close on its line goes to the end of the line.
    fn words(&mut self, start: usize, end: usize) -> Vec<Word> {
        let bytes = self.text.as_bytes();
        let mut words = Vec::new();
        let mut at = start;
        while at < end {
            match bytes[at] {
                b' ' | b'\t' | b'\r' | b';' | b'|' | b'&' | b'(' | b')' | b'<' | b'>' | b'`' => at += 1,
                b'\\' if at + 1 == end => at += 1,
                b'#' if at == start || matches!(bytes[at - 1], b' ' | b'\t' | b'\n') => {
                    self.comments.push(Span::new(at, end));
                    break;
                }
                quote @ (b'"' | b'\'') => {
                    let close = closing(bytes, at + 1, end, quote);
                    words.push(Word { start: at + 1, end: close, quoted: true });
                    at = close + 1;
                }
                _ => {
                    let first = at;
                    while at < end && !b" \t\r;|&()<>`\"'".contains(&bytes[at]) {
                        // `${NAME:-value}` is one word, whatever is in it.
                        if bytes[at] == b'{' && at > first && bytes[at - 1] == b'$' {
                            let close = memchr::memchr(b'}', &bytes[at..end]);
                            at = close.map_or(end, |close| at + close);
                        }
                        at = (at + 1).min(end);
                    }
                    words.push(Word { start: first, end: at, quoted: false });
                }
            }
        }
        words
    }
}

/// The offset of the quote that closes, or the end of the line.
fn closing(bytes: &[u8], from: usize, end: usize, quote: u8) -> usize {
    let mut at = from;
    while at < end {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            byte if byte == quote => return at,
            _ => {}
        }
        at += 1;
    }
    end
}

/// A value without the commas and brackets that a list around it leaves, and without quotes.
fn trimmed(text: &str, start: usize, end: usize) -> Word {
    let inner = text[start..end].trim_end_matches([',', ']', '"', '\'']);
    let value = inner.trim_start_matches(['"', '\'']);
    let end = start + inner.len();
    Word { start: end - value.len(), end, quoted: false }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}
