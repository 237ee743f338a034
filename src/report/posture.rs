//! What each call does in an outage, as a number that is explained: which aspects count, for how much, and what each
//! word of the inventory earns. Plain data for the pages.

use super::View;
use crate::calls::row::{COLUMNS, Row};
use crate::finding::Category;
use std::collections::{BTreeMap, BTreeSet};

/// An aspect that counts: its name in the inventory, its weight, what it is called, words that earn all and words that
/// earn half. Any other word earns nothing, but for `unknown`: what cannot be seen is left out of the sum.
pub struct Measure {
    /// As in the inventory.
    pub name: &'static str,
    /// Of a hundred.
    pub weight: u32,
    /// For people.
    pub title: &'static str,
    /// Words that earn the whole weight.
    pub full: &'static [&'static str],
    /// Words that earn half of it.
    pub half: &'static [&'static str],
}

const fn measure(
    name: &'static str,
    weight: u32,
    title: &'static str,
    full: &'static [&'static str],
    half: &'static [&'static str],
) -> Measure {
    Measure { name, weight, title, full, half }
}

/// What counts; the weights add up to a hundred.
pub const MEASURES: [Measure; 7] = [
    measure("timeout", 20, "timeout", &["set"], &["default"]),
    measure("retry", 15, "retry", &["own", "set", "default"], &[]),
    measure("backoff", 10, "backoff", &["growing"], &["constant"]),
    measure("fallback", 20, "fallback", &["models", "call", "answer"], &[]),
    measure("errors", 15, "error handling", &["handled"], &[]),
    measure("limits", 10, "output cap", &["set"], &[]),
    measure("pinning", 10, "pinning", &["snapshot"], &["deployment"]),
];

impl Measure {
    /// Twice what a word earns, in parts of the weight; `None` for what cannot be seen.
    pub fn earned(&self, state: &str) -> Option<u32> {
        match state {
            "unknown" | "" => None,
            _ if self.full.contains(&state) => Some(2),
            _ if self.half.contains(&state) => Some(1),
            _ => Some(0),
        }
    }

    /// The word a call has for it.
    pub fn state<'r>(&self, row: &'r Row) -> &'r str {
        let at = COLUMNS.iter().position(|name| *name == self.name);
        at.and_then(|at| row.columns.get(at)).map_or("unknown", |column| column.state)
    }
}

/// One call with what is made of it.
pub struct Call<'a> {
    /// As the inventory has it.
    pub row: &'a Row,
    /// 0 to 100; `None` if nothing of it can be seen.
    pub score: Option<u32>,
    /// Rules that report something in its lines.
    pub rules: BTreeSet<&'a str>,
    /// Who owns the file, where a finding in it says so.
    pub team: Option<&'a str>,
}

/// All calls, by place.
pub fn calls<'a>(view: &View<'a>) -> Vec<Call<'a>> {
    let mut rules: BTreeMap<(&str, u32), BTreeSet<&str>> = BTreeMap::new();
    let mut teams: BTreeMap<&str, &str> = BTreeMap::new();
    for kept in &view.passed.findings {
        let f = &kept.finding;
        teams.extend(kept.team.as_deref().map(|team| (f.path.as_str(), team)));
        if Category::of_rule(&f.rule) != Some(Category::Dependency) {
            rules.entry((&f.path, f.place.line)).or_default().insert(&f.rule);
        }
    }
    let of = |row: &'a Row| Call {
        row,
        score: score(row),
        rules: rules
            .range((row.path.as_str(), row.place.line)..=(row.path.as_str(), row.place.end_line.max(row.place.line)))
            .flat_map(|(_, rules)| rules.iter().copied())
            .collect(),
        team: teams.get(row.path.as_str()).copied(),
    };
    super::calls::sorted(&view.report.calls).into_iter().map(of).collect()
}

/// What a call earned of what could be seen, in hundredths.
pub fn score(row: &Row) -> Option<u32> {
    let (mut earned, mut possible) = (0, 0);
    for measure in &MEASURES {
        if let Some(parts) = measure.earned(measure.state(row)) {
            earned += parts * measure.weight;
            possible += 2 * measure.weight;
        }
    }
    (possible > 0).then(|| (100 * earned + possible / 2) / possible)
}

/// How often each word stands in an aspect, most first.
pub fn words<'a>(calls: &[Call<'a>], measure: &Measure) -> Vec<(&'a str, u64)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for call in calls {
        *counts.entry(measure.state(call.row)).or_default() += 1;
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    counts
}

/// The mean of the scores there are.
pub fn mean(calls: &[Call]) -> Option<u32> {
    let scores: Vec<u32> = calls.iter().filter_map(|call| call.score).collect();
    let count = scores.len() as u32;
    (count > 0).then(|| (scores.iter().sum::<u32>() + count / 2) / count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::row::Column;

    fn row(states: &[(&str, &'static str)]) -> Row {
        let state = |name: &str| states.iter().find(|(n, _)| *n == name).map_or("unknown", |(_, state)| state);
        let columns = COLUMNS.iter().map(|name| Column { state: state(name), ..Column::default() }).collect();
        Row { columns, ..Row::default() }
    }

    #[test]
    fn a_score_is_what_was_earned_of_what_could_be_seen() {
        assert_eq!(MEASURES.iter().map(|measure| measure.weight).sum::<u32>(), 100);
        assert_eq!(score(&row(&[])), None);
        assert_eq!(score(&row(&[("timeout", "set")])), Some(100));
        assert_eq!(score(&row(&[("timeout", "default")])), Some(50));
        assert_eq!(score(&row(&[("timeout", "set"), ("fallback", "none")])), Some(50));
        assert_eq!(score(&row(&[("timeout", "none"), ("cache", "result")])), Some(0));
    }
}
