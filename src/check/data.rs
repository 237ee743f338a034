//! Data files: model ids under keys that name a model, endpoints in values.

use super::candidate;
use super::entry::{self, Verdict};
use super::lifecycle::Clock;
use super::pattern::Patterns;
use super::place::{Spot, excerpt};
use super::{api, model, remedy, url};
use crate::facts::data::Data;
use crate::finding::{Finding, Mention};
use crate::knowledge::Words;
use crate::source::{Source, Span};

/// Checks one data file.
pub fn check(
    source: &Source,
    data: &Data,
    words: &Words,
    patterns: &Patterns<'_>,
    clock: &Clock<'_>,
    found: &mut model::Found,
) {
    let is_model = |text: &str| clock.models.find(text, None).map(|hit| hit.ambiguous);
    for used in entry::uses(data, words, &is_model) {
        let Some(verdict) = clock.judge(&used.value, None) else { continue };
        let subject = candidate::without_locator(&used.value, clock.models).to_owned();
        let locator = (used.value.len() - subject.len()) as u32;
        let span = Span { start: (used.span.start + locator).min(used.span.end), end: used.span.end };
        let spot = Spot { source, span };
        match used.verdict {
            Verdict::Use => found.findings.push(Finding {
                path: source.path.clone(),
                place: spot.place(),
                excerpt: excerpt(source, span),
                via: Some("config-key".to_owned()),
                fix: remedy::of_model(spot, &subject, &verdict),
                symbol: used.key_path.clone(),
                notes: std::iter::once(format!("key: {}", used.key_path)).chain(verdict.notes().to_vec()).collect(),
                ..verdict.into_finding(&subject)
            }),
            Verdict::Mention(reason) => found.mentions.push(Mention {
                path: source.path.clone(),
                place: spot.place(),
                subject,
                reason: reason.to_owned(),
            }),
        }
    }
    for (key_path, text, span) in crate::facts::data::strings(data) {
        if !url::is_url(text) {
            continue;
        }
        for mut finding in api::of_text(text, Spot { source, span }, patterns, clock) {
            finding.symbol = key_path.clone();
            found.findings.push(finding);
        }
        in_url(source, span, text, &key_path, words, clock, found);
    }
}

fn in_url(
    source: &Source,
    span: Span,
    text: &str,
    key_path: &str,
    words: &Words,
    clock: &Clock<'_>,
    found: &mut model::Found,
) {
    let host = url::host(text).and_then(|host| words.provider_of_host(host));
    if host.is_none() {
        return;
    }
    for candidate in candidate::of_text(source, span, text, clock.models) {
        let Some(verdict) = clock.judge(&candidate.id, host) else { continue };
        let spot = Spot { source, span: candidate.span };
        found.findings.push(Finding {
            path: source.path.clone(),
            place: spot.place(),
            excerpt: excerpt(source, candidate.span),
            via: Some("url".to_owned()),
            fix: remedy::of_model(spot, &candidate.text, &verdict),
            symbol: key_path.to_owned(),
            ..verdict.into_finding(&candidate.text)
        });
    }
}
