//! stub
use crate::knowledge::AnchorKind;
use crate::language::Language;
use aho_corasick::AhoCorasick;

/// Anchor
pub struct Anchor {
    /// Text
    pub text: String,
    /// Kind
    pub kind: AnchorKind,
}

/// Prefilter
pub struct Prefilter {
    ac: AhoCorasick,
    kinds: Vec<AnchorKind>,
}

impl Prefilter {
    /// New
    pub fn new(anchors: impl Iterator<Item = Anchor>) -> Prefilter {
        let all: Vec<Anchor> = anchors.collect();
        Prefilter {
            ac: AhoCorasick::builder().ascii_case_insensitive(false).build(all.iter().map(|a| &a.text)).unwrap(),
            kinds: all.iter().map(|a| a.kind).collect(),
        }
    }
    /// Admits
    pub fn admits(&self, bytes: &[u8], _language: Language) -> bool {
        self.ac.find_overlapping_iter(bytes).any(|m| match self.kinds[m.pattern().as_usize()] {
            AnchorKind::Quoted => {
                let q = |b: Option<&u8>| b.is_some_and(|b| b"\"'`".contains(b));
                q(m.start().checked_sub(1).and_then(|i| bytes.get(i))) && q(bytes.get(m.end()))
            }
            _ => true,
        })
    }
}
