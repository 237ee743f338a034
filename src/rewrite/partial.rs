//! `--partial`: what of a file can be migrated is migrated; each statement that cannot stays as it is, with a comment
//! above it that says what to do.

use super::draft::Draft;
use crate::facts::Facts;
use crate::finding::FileEdits;
use crate::project::{Project, UnitId};
use crate::source::{Source, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How the comment begins, behind `codexit:`.
pub const MARK: &str = "by-hand";
/// What the title of such a fix ends in.
pub const TITLE_END: &str = ", and mark what is left";

/// The edits of what can be migrated, with the marks; `None` if nothing speaks against the whole, or if what does is
/// about the file rather than a statement, or about an import that the rest needs.
pub fn files(draft: &Draft, project: &Project) -> Option<Arc<[FileEdits]>> {
    let mut left: BTreeMap<(UnitId, Span), Vec<&str>> = BTreeMap::new();
    for (unit, span, why) in draft.reasons() {
        let facts = &project.unit(*unit).facts;
        if *span == Span::default() || facts.imports.iter().any(|import| import.statement.contains(*span)) {
            return None;
        }
        let whys = left.entry((*unit, statement(facts, *span)?)).or_default();
        if !whys.contains(&why.as_str()) {
            whys.push(why);
        }
    }
    if left.is_empty() {
        return None;
    }
    let dropped: Vec<(UnitId, Span)> = left.keys().copied().collect();
    let mut rest = draft.without(&dropped);
    rest.units().next()?;
    for ((unit, span), whys) in &left {
        let source = &project.unit(*unit).source;
        let (line, indent) = margin(source, span.start)?;
        let above = source.text[..line as usize].trim_end_matches(['\r', '\n']).rsplit('\n').next().unwrap_or("");
        if above.contains("codexit: by-hand") {
            continue;
        }
        let sign = if source.language.is_ecmascript() { "//" } else { "#" };
        let whys = whys.join("; ").replace(['\r', '\n'], " ");
        rest.insert(*unit, line, format!("{indent}{sign} codexit: {MARK} {whys}\n"));
    }
    rest.finish(project).ok().filter(|files| !files.is_empty())
}

/// The smallest statement, or head of one, around a place.
fn statement(facts: &Facts, at: Span) -> Option<Span> {
    let around = facts.statements.iter().filter(|s| s.start <= at.start && at.start < s.end);
    around.min_by_key(|s| s.end - s.start).copied()
}

/// Where the line of a byte begins and what stands before the byte on it, if that is nothing but blanks.
fn margin(source: &Source, at: u32) -> Option<(u32, &str)> {
    let start = source.text[..at as usize].rfind('\n').map_or(0, |end| end + 1);
    let indent = &source.text[start..at as usize];
    indent.trim().is_empty().then_some((start as u32, indent))
}
