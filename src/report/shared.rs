//! Fixes that several findings share. A migration is one fix over all its places, so each of a thousand findings has
//! the same thousand edits: formats write them at the first of those findings, and name it at the others.

use crate::finding::Fix;
use crate::gate::Kept;
use rustc_hash::FxHashMap;

/// Which finding's fix is written in full.
pub struct Shared<'a> {
    first: FxHashMap<*const (), &'a Kept>,
}

impl<'a> Shared<'a> {
    /// Of findings in the order in which they are written.
    pub fn new(findings: impl Iterator<Item = &'a Kept>) -> Shared<'a> {
        let mut first = FxHashMap::default();
        for kept in findings {
            if let Some(key) = kept.finding.fix.as_ref().and_then(key) {
                first.entry(key).or_insert(kept);
            }
        }
        Shared { first }
    }

    /// The finding at which the fix of this one is written, if that is another one.
    pub fn elsewhere(&self, kept: &Kept) -> Option<&'a Kept> {
        let first = *self.first.get(&kept.finding.fix.as_ref().and_then(key)?)?;
        (!std::ptr::eq(first, kept)).then_some(first)
    }
}

/// Findings that share a fix share its edits in memory.
fn key(fix: &Fix) -> Option<*const ()> {
    (!fix.files.is_empty()).then_some(fix.files.as_ptr().cast())
}
