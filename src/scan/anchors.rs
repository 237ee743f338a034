//! Which literals let a file in.

use crate::knowledge::AnchorKind;
use crate::knowledge::Knowledge;
use crate::prefilter::{Anchor, Prefilter};

/// The prefilter of everything that is known.
pub fn prefilter(knowledge: &Knowledge) -> Prefilter {
    let models = knowledge.models.anchors().into_iter().map(|a| Anchor { text: a.text, kind: a.kind });
    let rules = knowledge
        .rules
        .iter()
        .flat_map(|rule| &rule.anchors)
        .map(|text| Anchor { text: text.clone(), kind: AnchorKind::Substring });
    Prefilter::new(models.chain(rules))
}
