//! Which files are one migration: a client is made in one and called in another, or what a call returns goes from one to
//! another.

use super::draft::Draft;
use crate::project::{Project, UnitId};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Groups as indexes into `units`; `alone` is what would be written if each were migrated by itself, `makes` is true of
/// a unit in which a client is made.
pub fn of(
    project: &Project,
    units: &[UnitId],
    alone: &[Draft],
    makes: impl Fn(UnitId) -> bool,
) -> impl Iterator<Item = Vec<usize>> {
    let index: FxHashMap<UnitId, usize> = units.iter().enumerate().map(|(at, &unit)| (unit, at)).collect();
    // Each points to one of its group; the first of a group to itself.
    let mut group: Vec<usize> = (0..units.len()).collect();
    for (at, &unit) in units.iter().enumerate() {
        let joined = super::joined(project, unit);
        // Who calls without making a client is given one by somebody.
        let given = joined.into_iter().filter(|&with| !(makes(unit) && makes(with)));
        for other in given.chain(alone[at].units()).filter_map(|with| index.get(&with).copied()) {
            let (a, b) = (first(&mut group, at), first(&mut group, other));
            group[a.max(b)] = a.min(b);
        }
    }
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..units.len() {
        found.entry(first(&mut group, at)).or_default().push(at);
    }
    found.into_values()
}

/// The first of the group that `at` belongs to.
fn first(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}
