//! A fix as Reviewdog takes one: a range with what stands there afterwards. It is applied by itself, so only a fix that
//! lies wholly on the lines a finding shows, in its own file, is one; several edits become one, over what is between.

use super::{Position, Range, bytes};
use crate::finding::{Edit, Finding};
use crate::gate::Kept;
use crate::report::shared::Shared;
use serde::Serialize;

/// What can be written in place of a range.
#[derive(Serialize)]
pub struct Suggestion {
    range: Range,
    text: String,
}

/// The fix of a finding, if it can be said in this way.
pub fn of(kept: &Kept, shared: &Shared) -> Option<Suggestion> {
    let f = &kept.finding;
    let [file] = &*f.fix.as_ref()?.files else { return None };
    if file.path != f.path || shared.elsewhere(kept).is_some() {
        return None;
    }
    let (first, last) = (file.edits.first()?, file.edits.last()?);
    let (start, end) = (first.place, last.place);
    let mut text = String::new();
    let mut at = byte(f, start.line, start.column)?;
    let mut line = start.line;
    for Edit { place, text: new, .. } in &file.edits {
        text.push_str(&between(f, (line, at), (place.line, byte(f, place.line, place.column)?))?);
        text.push_str(new);
        (line, at) = (place.end_line, byte(f, place.end_line, place.end_column)?);
    }
    let range = Range {
        start: Position { line: start.line, column: byte(f, start.line, start.column) },
        end: Some(Position { line: end.end_line, column: byte(f, end.end_line, end.end_column) }),
    };
    Some(Suggestion { range, text })
}

/// A line of the file, if it is shown from its beginning. Of a long line only a stretch is shown, and in a notebook the
/// file holds something else.
fn line_text(f: &Finding, number: u32) -> Option<&str> {
    let line = f.excerpt.iter().find(|line| line.number == number && line.cut == 0)?;
    f.place.cell.is_none().then_some(line.text.as_str())
}

fn byte(f: &Finding, line: u32, column: u32) -> Option<u64> {
    bytes(line_text(f, line)?, column)
}

/// What stands from one place to another, as 1-based lines and bytes.
fn between(f: &Finding, from: (u32, u64), to: (u32, u64)) -> Option<String> {
    let from_byte = usize::try_from(from.1).ok()?.checked_sub(1)?;
    let to_byte = usize::try_from(to.1).ok()?.checked_sub(1)?;
    if from.0 == to.0 {
        return line_text(f, from.0)?.get(from_byte..to_byte).map(str::to_owned);
    }
    let mut text = line_text(f, from.0)?.get(from_byte..)?.to_owned();
    for number in from.0 + 1..to.0 {
        text.push('\n');
        text.push_str(line_text(f, number)?);
    }
    text.push('\n');
    text.push_str(line_text(f, to.0)?.get(..to_byte)?);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn edits_on_the_lines_shown_become_one() {
        let edit = |line, (from, to): (u32, u32), text: &str| Edit {
            span: crate::source::Span { start: line * 100 + from, end: line * 100 + to },
            place: crate::source::Place {
                line,
                column: from,
                end_line: line,
                end_column: to,
                ..crate::source::Place::default()
            },
            text: text.into(),
        };
        let lines = [(3, "é = old(a)"), (4, "b = old(c)")];
        let mut finding = sample::finding("model/retired", "a.py", 3);
        finding.excerpt = lines
            .map(|(number, text)| crate::finding::ExcerptLine { number, cut: 0, text: text.into() })
            .into_iter()
            .collect();
        let suggested = |finding: &Finding, edits: Vec<Edit>| {
            let files = vec![crate::finding::FileEdits { path: "a.py".into(), digest: 1, edits }];
            let fix = crate::finding::Fix { files: files.into(), ..crate::finding::Fix::shown("x") };
            let passed = sample::passed(vec![Finding { fix: Some(fix), ..finding.clone() }]);
            let kept = &passed.findings[0];
            of(kept, &Shared::new(passed.findings.iter())).map(|s| serde_json::to_value(s).unwrap())
        };
        let one = suggested(&finding, vec![edit(3, (5, 8), "new"), edit(4, (5, 8), "new")]).unwrap();
        // Bytes of UTF-8: `é` has two.
        assert_eq!(one["range"]["start"], serde_json::json!({"line": 3, "column": 6}));
        assert_eq!(one["range"]["end"], serde_json::json!({"line": 4, "column": 8}));
        assert_eq!(one["text"], "new(a)\nb = new");
        // On a line that is not shown it cannot be said in bytes.
        assert!(suggested(&finding, vec![edit(9, (1, 2), "x")]).is_none());
        finding.excerpt[0].cut = 7;
        assert!(suggested(&finding, vec![edit(3, (5, 8), "new")]).is_none());
    }
}
