//! Reads INI files, `.cfg`, `.conf` and Java's `.properties`: sections, `key = value`, `key: value`, comments.

use super::tree::{Kind, Tree};
use super::{Data, Value};
use crate::source::{Source, Span};

/// Reads a file into one map, with a map for each section. Lines that are neither setting nor section (lists below a
/// key, directives of other formats that share the extension) are no settings and no errors.
pub(super) fn read(source: &Source) -> Data {
    let text = source.text.as_str();
    let mut tree = Tree::default();
    tree.open(Kind::Map, 0);
    let mut in_section = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim_end();
        let content = body.trim_start();
        let first = start + body.len() - content.len();
        if content.is_empty() {
            continue;
        }
        if content.starts_with(['#', ';', '!']) {
            tree.comment(first, first + content.len());
        } else if let Some(inner) = content.strip_prefix('[') {
            let Some(close) = inner.find(']') else { continue };
            if in_section {
                tree.close(start);
            }
            tree.key(inner[..close].trim().to_owned(), Span::new(first + 1, first + 1 + close));
            tree.open(Kind::Map, first);
            in_section = true;
        } else {
            setting(content, first, &mut tree);
        }
    }
    tree.finish(source)
}

/// One `key = value` line whose first byte is at `first`.
fn setting(content: &str, first: usize, tree: &mut Tree) {
    // pytest-env: `D:NAME=value` sets a default, `R:` leaves the value as it is written.
    let bare = content.trim_start_matches("R:").trim_start_matches("D:").trim_start_matches("R:");
    let (content, first) = (bare, first + content.len() - bare.len());
    let Some(cut) = content.find(['=', ':']) else { return };
    let key = content[..cut].trim_end();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ' ' | '/');
    if key.is_empty() || key.len() > 120 || !key.chars().all(is_name) {
        return;
    }
    let raw = &content[cut + 1..];
    let value = raw.trim_start();
    let start = first + cut + 1 + raw.len() - value.len();
    // A comment after a value needs a blank before it: `#` and `;` are parts of values.
    let end = [" #", " ;", "\t#", "\t;"].iter().filter_map(|mark| value.find(mark)).min().unwrap_or(value.len());
    let value = value[..end].trim_end();
    let inner = value.strip_prefix(['"', '\'']).map_or(value, |rest| rest.trim_end_matches(['"', '\'']));
    let start = start + usize::from(inner.len() < value.len() && !value.starts_with(inner));
    tree.key(key.to_owned(), Span::new(first, first + key.len()));
    tree.scalar(Value::Str(inner.to_owned()), Span::new(start, start + inner.len()));
}
