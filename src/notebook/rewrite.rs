//! Edits of a notebook's code as edits of its raw JSON: only the strings that hold the lines concerned change.

use super::cell;
use std::ops::Range;

/// An edit of one cell: bytes of the cell's text, and what takes their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellEdit {
    /// The cell, counted over all cells from 1.
    pub cell: u32,
    /// Bytes of the cell's text.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

/// The same edits in the raw text of the notebook: ranges of whole JSON strings and what takes their place. `None` if
/// an edit does not lie in a cell.
pub fn raw_edits(raw: &str, edits: &[CellEdit]) -> Option<Vec<(Range<usize>, String)>> {
    let (notebook, _) = cell::read(raw);
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut rest = edits;
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|edit| edit.cell == first.cell).count();
        let cell = notebook.cells.iter().find(|cell| cell.number == first.cell)?;
        of_cell(raw, cell, &rest[..count], &mut found)?;
        rest = &rest[count..];
    }
    found.sort_by_key(|(range, _)| range.start);
    Some(found)
}

/// Groups edits by the strings they touch, and writes those strings anew.
fn of_cell(raw: &str, cell: &cell::Cell, edits: &[CellEdit], out: &mut Vec<(Range<usize>, String)>) -> Option<()> {
    let mut starts = Vec::with_capacity(cell.pieces.len() + 1);
    let mut at = 0;
    for (_, length) in &cell.pieces {
        starts.push(at);
        at += length;
    }
    starts.push(at);
    let piece_of = |offset: usize| starts.partition_point(|&s| s <= offset).clamp(1, cell.pieces.len().max(1)) - 1;
    let mut next = 0;
    while next < edits.len() {
        let first = piece_of(edits[next].range.start);
        let mut last = piece_of(edits[next].range.end.saturating_sub(1).max(edits[next].range.start));
        let from = next;
        next += 1;
        while next < edits.len() && piece_of(edits[next].range.start) <= last {
            last = last.max(piece_of(edits[next].range.end.saturating_sub(1).max(edits[next].range.start)));
            next += 1;
        }
        let (start, end) = (*starts.get(first)?, *starts.get(last + 1)?);
        let mut text = String::new();
        let mut at = start;
        for edit in &edits[from..next] {
            text.push_str(cell.text.get(at..edit.range.start)?);
            text.push_str(&edit.text);
            at = edit.range.end;
        }
        text.push_str(cell.text.get(at..end)?);
        let (raw_start, raw_end) = (cell.pieces.get(first)?.0.start, cell.pieces.get(last)?.0.end);
        match cell.pieces.get(last + 1) {
            // Lines that go take their strings with them.
            Some((next, _)) if text.is_empty() => out.push((raw_start..next.start, String::new())),
            _ => out.push((raw_start..raw_end, strings(raw, cell, first, last, &text))),
        }
    }
    Some(())
}

/// The text as JSON strings, a line each where the cell is written so, set apart as its strings are.
fn strings(raw: &str, cell: &cell::Cell, first: usize, last: usize, text: &str) -> String {
    if cell.pieces.len() == 1 && !raw[..cell.pieces[0].0.start].trim_end().ends_with('[') {
        return quoted(text);
    }
    // How the strings are set apart, seen between two of them.
    let between = |a: usize| raw.get(cell.pieces[a].0.end..cell.pieces[a + 1].0.start);
    let own = if first < last { between(first) } else { None };
    let any = own.or_else(|| (cell.pieces.len() > 1).then(|| between(0)).flatten());
    let separator = any.map_or_else(
        || {
            let before = &raw[..cell.pieces[0].0.start];
            let blank = before.len() - before.trim_end().len();
            format!(",{}", &before[before.len() - blank..])
        },
        str::to_owned,
    );
    if text.is_empty() {
        return quoted("");
    }
    text.split_inclusive('\n').map(quoted).collect::<Vec<_>>().join(&separator)
}

fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(raw: &str, edits: &[CellEdit]) -> String {
        let mut text = raw.to_owned();
        for (range, new) in raw_edits(raw, edits).unwrap().into_iter().rev() {
            text.replace_range(range, &new);
        }
        text
    }

    #[test]
    fn only_the_strings_concerned_change() {
        let raw = "{\"cells\": [\n {\"cell_type\":\"markdown\",\"source\":[\"é\"]},\n {\"cell_type\":\"code\",\n  \"outputs\":[ 1 ],\n  \"source\": [\n   \"a = 1\\n\",\n   \"b\\u0020= 2\\n\",\n   \"c = 3\"\n  ]}],\"nbformat\":4}";
        let edit = |range: Range<usize>, text: &str| CellEdit { cell: 2, range, text: text.into() };
        let one = rewritten(raw, &[edit(4..5, "10")]);
        assert_eq!(one, raw.replace("\"a = 1\\n\"", "\"a = 10\\n\""));
        let more = rewritten(raw, &[edit(12..13, "x"), edit(16..16, "\"\nd = ")]);
        assert_eq!(
            more,
            raw.replace("\"c = 3\"", "\"x\\\"\\n\",\n   \"d = = 3\"")
                .replace("x\\\"", "x = \\\"")
                .replace("d = = 3", "d = 3")
        );
    }

    #[test]
    fn a_cell_that_is_one_string_stays_one() {
        let raw = "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"a\\nb\\n\"}]}";
        let edit = CellEdit { cell: 1, range: 2..3, text: "c\nd".into() };
        assert_eq!(rewritten(raw, &[edit]), raw.replace("a\\nb\\n", "a\\nc\\nd\\n"));
    }
}
