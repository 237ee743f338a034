//! Reads `.env` files: one `KEY=value` a line, with `export`, quotes and comments, as dotenv and shells take them.

use super::tree::{Kind, Tree};
use super::{Data, Value, json};
use crate::source::{Source, Span};

/// Reads a `.env` file into one map. A setting that is commented out is a comment.
pub(super) fn read(source: &Source) -> Data {
    let text = source.text.as_str();
    let mut tree = Tree::default();
    tree.open(Kind::Map, 0);
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        at = line(text, at, end, &mut tree);
    }
    tree.close(text.len());
    tree.finish(source)
}

/// Offset of the next line break, or of the end of the text.
fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |i| at + i)
}

/// Reads the line from `start` to `end`; gives the offset to go on from.
fn line(text: &str, start: usize, end: usize, tree: &mut Tree) -> usize {
    let whole = &text[start..end];
    let content = whole.trim();
    let mut at = start + (whole.len() - whole.trim_start().len());
    if content.is_empty() {
        return end + 1;
    }
    if content.starts_with('#') {
        tree.comment(at, at + content.len());
        return end + 1;
    }
    if let Some(rest) = content.strip_prefix("export ") {
        at += content.len() - rest.trim_start().len();
    }
    let Some(equals) = text[at..end].find('=').map(|i| at + i) else {
        // `export NAME` passes a variable on; anything else is no setting.
        if !content.starts_with("export ") {
            tree.error(start);
        }
        return end + 1;
    };
    let key = text[at..equals].trim_end();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    if key.is_empty() || !key.chars().all(is_name) {
        tree.error(start);
        return end + 1;
    }
    tree.key(key.to_owned(), Span::new(at, at + key.len()));
    value(text, equals + 1, end, tree)
}

/// Reads the value that starts after `=`; gives the offset to go on from.
fn value(text: &str, start: usize, end: usize, tree: &mut Tree) -> usize {
    let raw = &text[start..end];
    let at = start + (raw.len() - raw.trim_start_matches([' ', '\t']).len());
    let quote = text.as_bytes().get(at).copied().filter(|q| b"\"'`".contains(q) && at < end);
    if let Some(quote) = quote {
        if let Some(close) = closing_quote(text, at, quote, end) {
            let inner = &text[at + 1..close];
            let resolved = if quote == b'"' { json::unescape(inner) } else { inner.to_owned() };
            tree.scalar(Value::Str(resolved), Span::new(at + 1, close));
            let end = line_end(text, close);
            trailing_comment(text, close + 1, end, tree);
            return end + 1;
        }
        tree.error(at);
    }
    let raw = &text[at..end];
    let comment = (0..raw.len()).find(|&i| {
        raw.as_bytes()[i] == b'#' && (i == 0 && at > start || i > 0 && raw.as_bytes()[i - 1].is_ascii_whitespace())
    });
    let value = raw[..comment.unwrap_or(raw.len())].trim_end();
    let opened = usize::from(quote.is_some());
    tree.scalar(Value::Str(value[opened..].to_owned()), Span::new(at + opened, at + value.len()));
    if let Some(comment) = comment {
        trailing_comment(text, at + comment, end, tree);
    }
    end + 1
}

/// The quote that closes the one at `open`: on the same line, or, where only white space or a comment follows it,
/// on a later one (keys and certificates) as long as no line in between looks like a setting.
fn closing_quote(text: &str, open: usize, quote: u8, end: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut i, mut end) = (open + 1, end);
    loop {
        while i < end {
            match bytes[i] {
                b'\\' if quote == b'"' => i += 1,
                b if b == quote => return Some(i),
                _ => {}
            }
            i += 1;
        }
        if end >= text.len() {
            return None;
        }
        let start = end + 1;
        end = line_end(text, start);
        i = start;
        let name = text[start..end].split('=').next().unwrap_or("");
        let is_setting = name.len() < end - start
            && name.trim().starts_with(|c: char| c.is_ascii_uppercase())
            && name.trim().chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if is_setting {
            return None;
        }
    }
}

fn trailing_comment(text: &str, start: usize, end: usize, tree: &mut Tree) {
    let rest = text.get(start..end).unwrap_or("");
    let comment = rest.trim();
    if comment.starts_with('#') {
        let at = start + (rest.len() - rest.trim_start().len());
        tree.comment(at, at + comment.len());
    } else if !comment.is_empty() {
        tree.error(start);
    }
}
