//! From a model to the one that takes its place: the provider's own recommendations, followed until one lives.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::model::{Family, Model, Status};
use super::models::Models;
use super::raw::Date;
use crate::finding::ChainStep;

/// What became of a model.
#[derive(Clone, Debug)]
pub struct Chain<'a> {
    /// From the model itself to `end`; where there is no end, as far as the recommendations lead.
    pub steps: Vec<ChainStep>,
    /// A model that lives past the horizon; `None` if no drop-in is known.
    pub end: Option<&'a Model>,
    /// `end` is of another endpoint family: calls must change too.
    pub family_changes: bool,
    /// What has to be said beside it.
    pub note: Option<String>,
}

/// A model on the way, and the index of the one that recommends it.
struct Node<'a> {
    /// The id as recommended.
    id: &'a str,
    /// Its row, if it has one.
    model: Option<&'a Model>,
    /// Index of the node before it; the start has none.
    before: Option<usize>,
}

impl Models {
    /// From `model` to one that is served on `as_of` and for more than `horizon_days` days after it. All
    /// recommendations are followed, nearest first; one of the same endpoint family is preferred to a nearer one of
    /// another. What is gone, going, or only known by name is never an end.
    pub fn chain<'a>(&'a self, model: &'a Model, as_of: Date, horizon_days: u32) -> Chain<'a> {
        let mut nodes = vec![Node { id: &model.id, model: Some(model), before: None }];
        let mut seen: FxHashSet<&str> = FxHashSet::from_iter([model.id.as_str()]);
        let mut queue = VecDeque::from([0]);
        let (mut same, mut other) = (None, None);
        while let Some(at) = queue.pop_front() {
            let Some(row) = nodes[at].model else { continue };
            if at > 0 && row.lives(as_of, horizon_days) {
                if model.family().fits(row.family()) {
                    same = Some(at);
                    break;
                }
                other = other.or(Some(at));
                continue;
            }
            for id in &row.replacement {
                if seen.insert(id) {
                    queue.push_back(nodes.len());
                    nodes.push(Node { id, model: self.row(&model.provider, id), before: Some(at) });
                }
            }
        }
        let end = same.or(other);
        let last = end.unwrap_or_else(|| first_branch(&nodes));
        let steps = path(&nodes, last).map(|at| step(&nodes[at], as_of)).collect();
        let found = end.and_then(|at| nodes[at].model);
        let family_changes = found.is_some_and(|end| !model.family().fits(end.family()));
        let note = match found {
            Some(end) if family_changes => {
                Some(format!("{} is a {} model: the call changes with it", end.id, family_word(end)))
            }
            Some(_) => None,
            None => dead_end(model, &nodes, as_of),
        };
        Chain { steps, end: found, family_changes, note }
    }
}

/// The node where following the first recommendation each time ends.
fn first_branch(nodes: &[Node<'_>]) -> usize {
    let mut at = 0;
    // Nodes are appended after the node that recommends them, so `at` only grows.
    while let Some(next) = (at + 1..nodes.len()).find(|&next| nodes[next].before == Some(at)) {
        at = next;
    }
    at
}

/// Indexes from the start to `last`.
fn path(nodes: &[Node<'_>], last: usize) -> impl Iterator<Item = usize> + use<> {
    let mut indexes = vec![last];
    while let Some(before) = nodes[indexes[indexes.len() - 1]].before {
        indexes.push(before);
    }
    indexes.into_iter().rev()
}

fn step(node: &Node<'_>, as_of: Date) -> ChainStep {
    match node.model {
        Some(row) => ChainStep { id: row.id.clone(), status: row.words(as_of), source: row.cited() },
        None => ChainStep { id: node.id.to_owned(), status: Status::Unlisted.words(), source: String::new() },
    }
}

fn dead_end(model: &Model, nodes: &[Node<'_>], as_of: Date) -> Option<String> {
    if matches!(model.status(as_of), Status::Active | Status::Legacy) && model.replacement.is_empty() {
        return None;
    }
    let unlisted = |node: &&Node<'_>| node.model.is_none_or(|row| row.status(as_of) == Status::Unlisted);
    let named: Vec<&str> = nodes[1..].iter().filter(unlisted).map(|node| node.id).collect();
    if named.is_empty() {
        return Some("no drop-in is known".into());
    }
    Some(format!("no drop-in is known: {} is named, but nothing is known of it", named.join(", ")))
}

fn family_word(model: &Model) -> &str {
    match model.family() {
        Family::Chat => "chat",
        Family::Speech => "speech",
        Family::Transcription => "transcription",
        Family::Realtime => "realtime",
        _ => &model.kind,
    }
}
