//! JavaScript without semicolons: a statement that begins with a bracket after a change would go on with the line before
//! it, so it gets a semicolon in front.

use crate::facts::Facts;
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// What a line may begin with that the line before it goes on with.
const GOES_ON: &[char] = &['(', '[', '`', '+', '-', '/'];

/// Statements after which none goes on, and heads of those that hold the next one.
const HEADS: &[&str] =
    &["if", "while", "for", "with", "else", "do", "switch", "function", "async function", "class", "try"];

/// Puts semicolons into the edits of a file, which are sorted.
pub fn put(facts: &Facts, text: &str, edits: &mut [(Span, String)]) {
    let starts: FxHashSet<u32> = facts.statements.iter().map(|s| s.start).collect();
    let mut at = 0;
    while at < edits.len() {
        let start = edits[at].0.start;
        let end = (at..edits.len()).find(|&i| edits[i].0.start != start).unwrap_or(edits.len());
        if starts.contains(&start) && goes_on(facts, text, start, &edits[at..end]) {
            edits[at].1.insert(0, ';');
        }
        at = end;
    }
}

/// True if what stands at the beginning of a statement after these edits would belong to the one before.
fn goes_on(facts: &Facts, text: &str, start: u32, edits: &[(Span, String)]) -> bool {
    let written = edits.iter().find_map(|(_, new)| new.chars().next());
    let last = edits.iter().map(|(span, _)| span.end).max().unwrap_or(start);
    let first = written.or_else(|| text[last as usize..].chars().next());
    let was = text[start as usize..].chars().next();
    if first == was || !first.is_some_and(|c| GOES_ON.contains(&c)) {
        return false;
    }
    let before = code_before(facts, text, start);
    let mut ends: FxHashMap<u32, u32> = FxHashMap::default();
    for statement in facts.statements.iter().filter(|s| s.end == before) {
        let first = ends.entry(statement.end).or_insert(statement.start);
        *first = (*first).min(statement.start);
    }
    let Some(&previous) = ends.get(&before) else { return false };
    let previous = &text[previous as usize..before as usize];
    let is_head = |head: &&str| {
        previous.strip_prefix(*head).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    !previous.ends_with(';') && !HEADS.iter().any(is_head)
}

/// Where the code before a place ends: blanks and comments are passed over.
fn code_before(facts: &Facts, text: &str, start: u32) -> u32 {
    let mut at = text[..start as usize].trim_end().len() as u32;
    while let Some(comment) = facts.comments.iter().rev().find(|c| c.span.end == at && c.span.start < at) {
        at = text[..comment.span.start as usize].trim_end().len() as u32;
    }
    at
}
