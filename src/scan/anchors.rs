//! Which literals let a file in.

use crate::knowledge::AnchorKind;
use crate::knowledge::Knowledge;
use crate::prefilter::{Anchor, Prefilter};
use aho_corasick::AhoCorasick;

/// The prefilter of everything that is known.
pub fn prefilter(knowledge: &Knowledge) -> Prefilter {
    let models =
        knowledge.models.anchors().into_iter().map(|a| Anchor { text: a.text, kind: a.kind, also: Vec::new() });
    let rules = knowledge.rules.iter().flat_map(|rule| &rule.anchors).map(|anchor| Anchor {
        text: anchor.text.clone(),
        kind: AnchorKind::Substring,
        also: anchor.also.clone(),
    });
    let words = &knowledge.words;
    Prefilter::new(models.chain(rules)).with_context(words.stems(), modules(knowledge))
}

/// The names of SDKs: a file that makes a client holds one.
pub fn sdks(knowledge: &Knowledge) -> Option<AhoCorasick> {
    AhoCorasick::new(modules(knowledge)).ok()
}

fn modules(knowledge: &Knowledge) -> Vec<&str> {
    let mut names: Vec<&str> = knowledge
        .sdks
        .iter()
        .flat_map(|sdk| &sdk.constructors)
        .flat_map(|constructor| &constructor.path)
        .filter_map(|path| path.segments.first())
        .map(|module| module.trim_end_matches('#').trim_end_matches("()"))
        .filter(|name| name.len() > 2)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
