//! URLs in files whose values are not followed: the model in the path is used at the provider that the host belongs to.

use super::candidate;
use super::lifecycle::Clock;
use super::place::{Spot, excerpt};
use super::{remedy, url};
use crate::finding::Finding;
use crate::knowledge::Words;
use crate::source::{Source, Span};

/// The models that a URL names; none if its host is no provider's.
pub fn models(source: &Source, span: Span, text: &str, words: &Words, clock: &Clock<'_>) -> Vec<Finding> {
    let Some(host) = url::host(text).and_then(|host| words.provider_of_host(host)) else { return Vec::new() };
    let named = candidate::of_text(source, span, text, clock.models).into_iter();
    named
        .filter_map(|candidate| {
            let verdict = clock.judge(&candidate.id, Some(host))?;
            let spot = Spot { source, span: candidate.span };
            Some(Finding {
                path: source.path.clone(),
                place: spot.place(),
                excerpt: excerpt(source, candidate.span),
                via: Some("url".to_owned()),
                fix: remedy::of_model(spot, &candidate.text, &verdict, None),
                ..verdict.into_finding(&candidate.text)
            })
        })
        .collect()
}
