//! Edits of one migration while it is planned, and what speaks against it.

use crate::finding::{Edit, FileEdits};
use crate::project::{Project, UnitId};
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A migration in the making.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    edits: BTreeMap<UnitId, Vec<(Span, String)>>,
    reasons: Vec<(UnitId, Span, String)>,
    /// Lines that go elsewhere, with all that changes in them; without their last line break.
    shifted: Vec<(UnitId, Span, u32)>,
}

impl Draft {
    /// Bytes that give way to `text`.
    pub fn replace(&mut self, unit: UnitId, span: Span, text: impl Into<String>) {
        let text = text.into();
        if span.start < span.end || !text.is_empty() {
            self.edits.entry(unit).or_default().push((span, text));
        }
    }
    /// Bytes that give way to `text`, with all that was to change in them.
    pub fn overwrite(&mut self, unit: UnitId, span: Span, text: impl Into<String>) {
        if let Some(edits) = self.edits.get_mut(&unit) {
            edits.retain(|(inner, _)| !(span.start <= inner.start && inner.end <= span.end));
        }
        self.replace(unit, span, text);
    }
    /// `text` is put in at byte `at`; several at one place stand in the order they were put in.
    pub fn insert(&mut self, unit: UnitId, at: u32, text: impl Into<String>) {
        self.replace(unit, Span { start: at, end: at }, text);
    }
    /// Lines, without their last line break, that go behind the line that ends at byte `to`.
    pub fn shift(&mut self, unit: UnitId, lines: Span, to: u32) {
        self.shifted.push((unit, lines, to));
        self.edits.entry(unit).or_default();
    }
    /// Bytes that go.
    pub fn delete(&mut self, unit: UnitId, span: Span) {
        self.replace(unit, span, "");
    }
    /// Something that cannot be migrated, and what to do about it.
    pub fn refuse(&mut self, unit: UnitId, span: Span, why: impl Into<String>) {
        self.reasons.push((unit, span, why.into()));
    }
    /// What speaks against it: where, and why.
    pub fn reasons(&self) -> &[(UnitId, Span, String)] {
        &self.reasons
    }
    /// The same without what lies in one of these spans, and with nothing that speaks against it.
    pub fn without(&self, dropped: &[(UnitId, Span)]) -> Draft {
        let touches = |unit: UnitId, span: &Span| {
            dropped.iter().any(|(u, d)| *u == unit && span.start < d.end && span.end > d.start)
                || dropped
                    .iter()
                    .any(|(u, d)| *u == unit && span.start == span.end && d.start <= span.start && span.end <= d.end)
        };
        let mut edits = self.edits.clone();
        for (unit, list) in &mut edits {
            list.retain(|(span, _)| !touches(*unit, span));
        }
        edits.retain(|_, list| !list.is_empty());
        let stays = |(unit, lines, _): &&(UnitId, Span, u32)| !touches(*unit, lines);
        let shifted = self.shifted.iter().filter(stays).copied().collect();
        Draft { edits, reasons: Vec::new(), shifted }
    }
    /// True if something speaks against it.
    pub fn is_refused(&self) -> bool {
        !self.reasons.is_empty()
    }
    /// What `other` has, too.
    pub fn join(&mut self, other: Draft) {
        for (unit, edits) in other.edits {
            self.edits.entry(unit).or_default().extend(edits);
        }
        self.reasons.extend(other.reasons);
        self.shifted.extend(other.shifted);
    }
    /// True if these bytes give way to others.
    pub fn covers(&self, unit: UnitId, bytes: Span) -> bool {
        let edits = self.edits.get(&unit).map_or(&[][..], Vec::as_slice);
        edits.iter().any(|(span, _)| span.start <= bytes.start && bytes.end <= span.end && span.start < span.end)
    }
    /// The units in which something is changed or refused.
    pub fn units(&self) -> impl Iterator<Item = UnitId> {
        self.edits.keys().copied().chain(self.reasons.iter().map(|(unit, ..)| *unit))
    }
    /// The edits by file.
    ///
    /// # Errors
    /// The reasons, each with its line.
    pub fn finish(self, project: &Project) -> Result<Arc<[FileEdits]>, Vec<String>> {
        let mut reasons: Vec<(UnitId, Span, String)> = self.reasons;
        let mut files = Vec::new();
        for (unit, mut edits) in self.edits {
            let source = &project.unit(unit).source;
            // Stable: what was put in at one place keeps its order.
            edits.sort_by_key(|(span, _)| *span);
            edits.dedup();
            // Neighbours that go each take the comma between them along.
            edits.dedup_by(|next, before| {
                let both_go = next.1.is_empty() && before.1.is_empty();
                let meet = both_go && next.0.start <= before.0.end;
                if meet {
                    before.0.end = before.0.end.max(next.0.end);
                }
                meet
            });
            for (_, lines, to) in self.shifted.iter().filter(|(id, ..)| *id == unit) {
                shift(&source.text, *lines, *to, &mut edits);
            }
            super::blank::take_along(&project.unit(unit).facts, &source.text, &mut edits);
            if source.language.is_ecmascript() {
                super::semicolon::put(&project.unit(unit).facts, &source.text, &mut edits);
            }
            for pair in edits.windows(2) {
                if pair[0].0.end > pair[1].0.start {
                    reasons.push((unit, pair[1].0, "two changes meet here".to_owned()));
                }
            }
            let in_shell =
                |span: &Span| source.shell_lines.iter().any(|l| l.span.start < span.end && span.start < l.span.end);
            if let Some((span, _)) = edits.iter().find(|(span, _)| in_shell(span)) {
                reasons.push((unit, *span, "a shell line or magic stands in between".to_owned()));
            }
            files.push(FileEdits {
                path: source.path.clone(),
                digest: source.digest(),
                edits: edits.into_iter().map(|(span, text)| Edit { span, place: source.place(span), text }).collect(),
            });
        }
        if reasons.is_empty() {
            return Ok(files.into());
        }
        // The same reason at several places of a file is one thing to do.
        reasons.sort_by(|a, b| (a.0, &a.2, a.1).cmp(&(b.0, &b.2, b.1)));
        reasons.dedup_by(|a, b| (a.0, &a.2) == (b.0, &b.2));
        reasons.sort();
        let one_file = reasons.iter().all(|(unit, ..)| *unit == reasons[0].0);
        let texts = reasons
            .iter()
            .map(|(unit, span, why)| {
                let source = &project.unit(*unit).source;
                let line = source.place(*span).line;
                if one_file { format!("line {line}: {why}") } else { format!("{}:{line}: {why}", source.path) }
            })
            .collect();
        Err(texts)
    }
}

/// Lines go elsewhere together with the edits in them. `edits` are sorted, and stay so.
fn shift(text: &str, lines: Span, to: u32, edits: &mut Vec<(Span, String)>) {
    let inside = |span: &Span| lines.start <= span.start && span.end <= lines.end;
    let mut new = String::from("\n");
    let mut at = lines.start;
    for (span, put) in edits.iter().filter(|(span, _)| inside(span)) {
        // What overlaps is refused later.
        new.push_str(&text[at as usize..span.start.max(at) as usize]);
        new.push_str(put);
        at = span.end.max(at);
    }
    new.push_str(&text[at as usize..lines.end as usize]);
    edits.retain(|(span, _)| !inside(span));
    let line_break = text[lines.end as usize..].find('\n').map_or(0, |at| at as u32 + 1);
    edits.push((Span { start: lines.start, end: lines.end + line_break }, String::new()));
    edits.push((Span { start: to, end: to }, new));
    edits.sort_by_key(|(span, _)| *span);
}
