//! Changes as a unified diff. The edits are known, so the hunks are what they touch and nothing is compared.

use super::change::{Change, applied};
use std::fmt::Write;
use std::ops::Range;

/// Lines shown around what changes.
const CONTEXT: usize = 3;

/// Lines that change: which ones, and what they become.
struct Stretch {
    old: Range<usize>,
    new: Vec<String>,
}

/// The diff of one file, with the header that `patch` and `git apply` read; empty if nothing changes.
pub fn unified(change: &Change) -> String {
    let text = &change.before;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.is_empty() {
        return of_empty(change);
    }
    let mut out = String::new();
    let stretches = stretches(text, &lines, &change.edits);
    let mut shift: isize = 0;
    let mut at = 0;
    while at < stretches.len() {
        let mut end = at + 1;
        while end < stretches.len() && stretches[end].old.start <= stretches[end - 1].old.end + 2 * CONTEXT {
            end += 1;
        }
        if out.is_empty() {
            let _ = write!(out, "--- a/{0}\n+++ b/{0}\n", change.path);
        }
        shift += hunk(&lines, &stretches[at..end], shift, &mut out);
        at = end;
    }
    out
}

/// A text without a line has none to take away.
fn of_empty(change: &Change) -> String {
    let new = super::change::applied("", &change.edits).unwrap_or_default();
    if new.is_empty() {
        return String::new();
    }
    let mut out = format!("--- a/{0}\n+++ b/{0}\n@@ -0,0 +1,{1} @@\n", change.path, new.split_inclusive('\n').count());
    new.split_inclusive('\n').for_each(|line| put('+', line, &mut out));
    out
}

/// Writes one hunk; gives by how many lines the text grows.
fn hunk(lines: &[&str], stretches: &[Stretch], shift: isize, out: &mut String) -> isize {
    let start = stretches[0].old.start.saturating_sub(CONTEXT);
    let end = (stretches[stretches.len() - 1].old.end + CONTEXT).min(lines.len());
    let grown: isize = stretches.iter().map(|s| s.new.len() as isize - s.old.len() as isize).sum();
    let (old, new) = (end - start, (end - start) as isize + grown);
    let first = |count: isize, line: isize| if count == 0 { line } else { line + 1 };
    let _ = writeln!(
        out,
        "@@ -{},{old} +{},{new} @@",
        first(old as isize, start as isize),
        first(new, start as isize + shift)
    );
    let mut at = start;
    for stretch in stretches {
        lines[at..stretch.old.start].iter().for_each(|line| put(' ', line, out));
        lines[stretch.old.clone()].iter().for_each(|line| put('-', line, out));
        stretch.new.iter().for_each(|line| put('+', line, out));
        at = stretch.old.end;
    }
    lines[at..end].iter().for_each(|line| put(' ', line, out));
    grown
}

fn put(sign: char, line: &str, out: &mut String) {
    out.push(sign);
    out.push_str(line);
    if !line.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

/// Whole lines that the edits touch, put together where they share one, lines that stay the same left out at both ends.
fn stretches(text: &str, lines: &[&str], edits: &[(Range<usize>, String)]) -> Vec<Stretch> {
    let mut starts = Vec::with_capacity(lines.len() + 1);
    let mut at = 0;
    for line in lines {
        starts.push(at);
        at += line.len();
    }
    starts.push(at);
    let line_of = |offset: usize| starts.partition_point(|&s| s <= offset).clamp(1, lines.len()) - 1;
    let mut found = Vec::new();
    let mut next = 0;
    while next < edits.len() {
        let first = line_of(edits[next].0.start);
        let mut end = line_of(edits[next].0.end) + 1;
        let from = next;
        next += 1;
        while next < edits.len() && line_of(edits[next].0.start) < end {
            end = end.max(line_of(edits[next].0.end) + 1);
            next += 1;
        }
        let (from_byte, to_byte) = (starts[first], starts[end]);
        let inner: Vec<_> = edits[from..next]
            .iter()
            .map(|(range, new)| (range.start - from_byte..range.end - from_byte, new.clone()))
            .collect();
        let Some(new) = applied(&text[from_byte..to_byte], &inner) else { continue };
        let mut new: Vec<String> = new.split_inclusive('\n').map(str::to_owned).collect();
        let mut old = first..end;
        while !old.is_empty() && !new.is_empty() && lines[old.end - 1] == new[new.len() - 1] {
            old.end -= 1;
            new.pop();
        }
        let same = new.iter().zip(&lines[old.clone()]).take_while(|(a, b)| a == b).count();
        new.drain(..same);
        old.start += same;
        if !(old.is_empty() && new.is_empty()) {
            found.push(Stretch { old, new });
        }
    }
    found
}
