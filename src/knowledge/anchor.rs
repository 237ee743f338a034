//! Literals one of which stands in every file that can hold a finding about a model: what the prefilter looks for.

use super::models::Models;
use super::spelling;

/// A literal to look for in a file's bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelAnchor {
    /// The literal, as written in a table; code may write it in another case.
    pub text: String,
    /// How it stands in the file.
    pub kind: AnchorKind,
}

/// How a literal stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnchorKind {
    /// Not inside a longer word.
    Word,
    /// Between quotes, or as a whole value: an ordinary word.
    Quoted,
    /// Anywhere.
    Substring,
}

/// Regions that Bedrock ids carry in front, dot included; where words may hold dots, the id alone would not be seen.
const REGIONS: &[&str] = &["us.", "eu.", "apac.", "global."];

impl Models {
    /// Every id that makes a finding on some day, in every spelling that is a word of its own; sorted, none twice.
    pub fn anchors(&self) -> Vec<ModelAnchor> {
        let mut anchors = Vec::new();
        let mut push = |text: String, kind: AnchorKind| anchors.push(ModelAnchor { text, kind });
        for model in self.iter().filter(|model| model.may_be_found()) {
            let kind = if model.ambiguous { AnchorKind::Quoted } else { AnchorKind::Word };
            push(model.id.clone(), kind);
            for spelling in model.spellings.iter().cloned().chain(spelling::spellings_of(&model.id)) {
                push(spelling, kind);
            }
            let is_plain = |name: &str| name.bytes().all(|b| b.is_ascii_alphabetic());
            for name in spelling::names_of(&model.id) {
                let kind = if is_plain(&name) { AnchorKind::Quoted } else { kind };
                push(name, kind);
            }
            if model.provider == "aws-bedrock" {
                let stems = spelling::names_of(&model.id);
                for id in stems.iter().chain([&model.id]) {
                    for region in REGIONS {
                        push(format!("{region}{id}"), AnchorKind::Word);
                    }
                }
            }
            if model.ambiguous {
                push(format!("{}:ft-", model.id), AnchorKind::Substring);
                let provider = self.provider(&model.provider);
                for prefix in provider.map_or(&[][..], |provider| provider.prefixes.as_slice()) {
                    push(format!("{prefix}{}", model.id), AnchorKind::Word);
                }
            }
        }
        anchors.sort();
        anchors.dedup();
        anchors
    }
}
