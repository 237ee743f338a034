//! Edits laid over a text: any edits, in any order; and the diff of a change, which must make of the old what the new is.

use codexit::finding::{Edit, FileEdits};
use codexit::fix::{change, diff};
use codexit::language::Language;
use codexit::source::{Place, Span, read};

/// The first bytes are edits, four each with the first as their number; the rest is the text.
pub fn changes(data: &[u8]) {
    let Some((count, rest)) = data.split_first() else { return };
    let count = usize::from(count % 8).min(rest.len() / 4);
    let (spans, text) = rest.split_at(count * 4);
    let Ok(source) = read::decode(text.to_vec(), "a.py", Language::Python) else { return };
    let pieces = ["", "x", "\n", "é", "a = 1\n", "# codexit: ignore[model]"];
    let edit = |bytes: &[u8]| {
        let start = usize::from(bytes[0]) + usize::from(bytes[1] & 1) * 256;
        let end = start + usize::from(bytes[2] & 31);
        Edit {
            span: Span::new(start, end),
            place: Place::default(),
            text: pieces[usize::from(bytes[3]) % 6].to_owned(),
        }
    };
    let edits = FileEdits {
        path: "a.py".to_owned(),
        digest: source.digest(),
        edits: spans.chunks_exact(4).map(edit).collect(),
    };
    let Ok(change) = change::of_bytes(text.to_vec(), &edits, std::time::Duration::from_secs(60)) else { return };
    let new = String::from_utf8(change.new.clone()).expect("UTF-8 stays UTF-8");
    let new = new.strip_prefix('\u{feff}').unwrap_or(&new);
    let patched = patched(&change.before, &diff::unified(&change)).expect("the diff applies");
    assert_eq!(patched, new, "the diff makes something else of it");
}

/// What `patch` makes of a text; `None` if the diff does not fit it.
pub fn patched(old: &str, diff: &str) -> Option<String> {
    let lines: Vec<&str> = old.split_inclusive('\n').collect();
    let mut out = String::new();
    let (mut at, mut hunks) = (0, diff.split_inclusive('\n').skip(2).peekable());
    while let Some(head) = hunks.next() {
        let old_range = head.strip_prefix("@@ -")?.split(' ').next()?;
        let (start, count) = old_range.split_once(',')?;
        let (start, count): (usize, usize) = (start.parse().ok()?, count.parse().ok()?);
        let start = if count == 0 { start } else { start.checked_sub(1)? };
        out.extend(lines.get(at..start)?.iter().copied());
        at = start;
        while let Some(line) = hunks.next_if(|line| !line.starts_with("@@ ")) {
            if line.starts_with('\\') {
                continue;
            }
            // A line without an end is told by the remark behind it.
            let bare = hunks.peek().is_some_and(|next| next.starts_with('\\'));
            let text = line.get(1..)?;
            let text = if bare { text.strip_suffix('\n')? } else { text };
            match line.as_bytes()[0] {
                b' ' | b'-' if *lines.get(at)? != text => return None,
                b' ' => out.push_str(text),
                b'-' => {}
                b'+' => {
                    out.push_str(text);
                    continue;
                }
                _ => return None,
            }
            at += 1;
        }
    }
    out.extend(lines.get(at..)?.iter().copied());
    Some(out)
}
