//! Which fixes are applied: each one once, whole, and none that touches another.

use crate::finding::{Applicability, Edit, FileEdits, Finding, Fix};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A fix with the findings it mends.
#[derive(Clone, Debug)]
pub struct Choice<'f> {
    /// The fix.
    pub fix: &'f Fix,
    /// What it mends.
    pub findings: Vec<&'f Finding>,
}

/// What is to be done.
#[derive(Clone, Debug, Default)]
pub struct Plan<'f> {
    /// Fixes that are applied together, in the order of their findings.
    pub chosen: Vec<Choice<'f>>,
    /// Fixes that touch one of those: they are looked at again afterwards.
    pub later: Vec<Choice<'f>>,
    /// Fixes that are to be had with `--unsafe`.
    pub unsafe_ones: Vec<Choice<'f>>,
    /// Findings that nothing can be written for.
    pub by_hand: Vec<&'f Finding>,
}

/// Each fix once, with all its findings, in the order of the first of them; and the findings without one.
pub fn choices<'f>(findings: impl Iterator<Item = &'f Finding>) -> (Vec<Choice<'f>>, Vec<&'f Finding>) {
    let mut found: Vec<Choice<'f>> = Vec::new();
    let mut by_first: BTreeMap<(&str, u32, u32), Vec<usize>> = BTreeMap::new();
    let mut by_hand = Vec::new();
    for finding in findings {
        let Some((fix, key)) = finding.fix.as_ref().and_then(|fix| Some((fix, key(fix)?))) else {
            by_hand.push(finding);
            continue;
        };
        let alike = by_first.entry(key).or_default();
        let same = |at: &usize| Arc::ptr_eq(&found[*at].fix.files, &fix.files) || found[*at].fix == fix;
        match alike.iter().copied().find(same) {
            Some(at) => found[at].findings.push(finding),
            None => {
                alike.push(found.len());
                found.push(Choice { fix, findings: vec![finding] });
            }
        }
    }
    (found, by_hand)
}

/// The first edit of a fix that can be applied.
fn key(fix: &Fix) -> Option<(&str, u32, u32)> {
    let file = fix.files.first().filter(|_| fix.applicability > Applicability::DisplayOnly)?;
    let edit = file.edits.first()?;
    Some((&file.path, edit.span.start, edit.span.end))
}

/// Chooses from the findings. `least` is how far a fix must be trusted; `wanted` is asked about each.
pub fn plan<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    least: Applicability,
    mut wanted: impl FnMut(&Choice<'f>) -> bool,
) -> Plan<'f> {
    let (all, by_hand) = choices(findings);
    let mut plan = Plan { by_hand, ..Plan::default() };
    let mut taken: BTreeMap<&str, Taken<'f>> = BTreeMap::new();
    // What has most places comes first: a migration takes with it what stands in its places.
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(all[at].fix.files.iter().map(|f| f.edits.len()).sum::<usize>()));
    let mut all: Vec<Option<Choice<'f>>> = all.into_iter().map(Some).collect();
    for at in order {
        let Some(choice) = all[at].take() else { continue };
        if choice.fix.applicability < least {
            plan.unsafe_ones.push(choice);
        } else if choice.fix.files.iter().any(|file| taken.get(file.path.as_str()).is_some_and(|t| t.clashes(file))) {
            plan.later.push(choice);
        } else if wanted(&choice) {
            choice.fix.files.iter().for_each(|file| taken.entry(&file.path).or_default().take(file));
            plan.chosen.push(choice);
        }
    }
    plan
}

/// The edits of one file that were chosen so far, by where they start.
#[derive(Default)]
struct Taken<'f>(BTreeMap<(u32, u32), &'f Edit>);

impl<'f> Taken<'f> {
    /// True if an edit of `file` touches one that was chosen and is not equal to it.
    fn clashes(&self, file: &FileEdits) -> bool {
        file.edits.iter().any(|edit| {
            let before = self.0.range(..=(edit.span.end, u32::MAX)).next_back();
            before.is_some_and(|(_, other)| other.span.end >= edit.span.start && *other != edit)
        })
    }

    fn take(&mut self, file: &'f FileEdits) {
        self.0.extend(file.edits.iter().map(|edit| ((edit.span.start, edit.span.end), edit)));
    }
}

/// The edits of the chosen fixes, by file; of equal ones one.
pub fn by_file<'f>(chosen: &[Choice<'f>]) -> BTreeMap<&'f str, FileEdits> {
    let mut files: BTreeMap<&str, FileEdits> = BTreeMap::new();
    for file in chosen.iter().flat_map(|choice| choice.fix.files.iter()) {
        let entry = files.entry(&file.path).or_insert_with(|| FileEdits {
            path: file.path.clone(),
            digest: file.digest,
            edits: Vec::new(),
        });
        entry.edits.extend(file.edits.iter().cloned());
    }
    for file in files.values_mut() {
        file.edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        file.edits.dedup();
    }
    files
}
