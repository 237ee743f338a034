//! Data files: model ids under keys that name a model, endpoints in values.

use super::candidate;
use super::entry::{self, Verdict};
use super::lifecycle::Clock;
use super::pattern::Patterns;
use super::place::{Spot, excerpt};
use super::{api, link, model, remedy, url};
use crate::facts::data::{Data, Value};
use crate::finding::{Finding, Mention};
use crate::knowledge::Words;
use crate::language::Language;
use crate::source::{Source, Span};

/// Whose models editors and workflows name by their display names.
const COPILOT: &str = "github-copilot";

/// Whose templates name a model and its version by two keys.
const AZURE: &str = "azure";

/// Checks one data file.
pub fn check(
    source: &Source,
    data: &Data,
    words: &Words,
    patterns: &Patterns<'_>,
    clock: &Clock<'_>,
    found: &mut model::Found,
) {
    let first = found.findings.len();
    // Copilot's models go by display names, which are looked up only where Copilot is spoken of.
    let copilot = (source.text.contains("copilot") || source.path.contains(".github/")).then_some(COPILOT);
    let is_model = |text: &str| {
        let hit = clock.models.find(text, None).or_else(|| clock.models.find(text, Some(copilot?)));
        // Ids that only hosts have are judged where the host is known.
        hit.map(|hit| hit.ambiguous).or_else(|| clock.models.is_listed(text).then_some(false))
    };
    let is_fixture = model::is_fixture_path(&source.path);
    for used in entry::uses(data, words, &is_model) {
        let provider = used.providers.iter().find_map(|name| clock.models.provider_named(name));
        let by_copilot = || used.key_path.contains("copilot") || source.path.contains(".github/");
        let host = provider.map(|p| p.id.as_str()).or(copilot.filter(|_| by_copilot()));
        let versioned = used.version.as_ref().map(|version| format!("{}@{version}", used.value));
        let versioned = versioned.filter(|id| clock.models.row(AZURE, id).is_some());
        let judged = match &versioned {
            Some(id) => clock.judge(id, Some(AZURE)),
            None => clock.judge(&used.value, host),
        };
        let Some(verdict) = judged else { continue };
        let subject = candidate::without_locator(&used.value, clock.models).to_owned();
        let locator = (used.value.len() - subject.len()) as u32;
        let span = Span { start: (used.span.start + locator).min(used.span.end), end: used.span.end };
        let spot = Spot { source, span };
        match used.verdict {
            Verdict::Use if is_fixture => found.mentions.push(Mention {
                path: source.path.clone(),
                place: spot.place(),
                subject,
                reason: "test-fixture".to_owned(),
            }),
            Verdict::Use => found.findings.push(Finding {
                path: source.path.clone(),
                place: spot.place(),
                excerpt: excerpt(source, span),
                via: Some("config-key".to_owned()),
                // A version is another key's value: the name alone cannot be swapped.
                fix: versioned.is_none().then(|| remedy::of_model(spot, &subject, &verdict, None)).flatten(),
                symbol: used.key_path.clone(),
                notes: std::iter::once(format!("key: {}", used.key_path)).chain(verdict.notes().to_vec()).collect(),
                ..verdict.into_finding(versioned.as_deref().unwrap_or(&subject))
            }),
            Verdict::Mention(reason) => found.mentions.push(Mention {
                path: source.path.clone(),
                place: spot.place(),
                subject,
                reason: reason.to_owned(),
            }),
        }
    }
    if is_recording(data) {
        return;
    }
    super::tool::check(source, data, patterns, clock, &mut found.findings);
    for (key_path, text, span) in crate::facts::data::strings(data) {
        if !url::is_url(text) && !patterns.has_text(text) {
            continue;
        }
        for mut finding in api::of_text(text, Spot { source, span }, patterns, clock) {
            finding.symbol = key_path.clone();
            found.findings.push(finding);
        }
        for mut finding in link::models(source, span, text, words, clock) {
            finding.symbol = key_path.clone();
            found.findings.push(finding);
        }
    }
    if source.language == Language::Shell {
        found.findings[first..].iter_mut().for_each(super::text::lower);
    }
}

/// True for what a test recorded of requests (VCR, vcrpy): nothing is sent by it.
fn is_recording(data: &Data) -> bool {
    let is_list = |key: &str| key == "http_interactions" || key == "interactions";
    data.roots.iter().any(|root| match &root.value {
        Value::Map(entries) => entries.iter().any(|e| is_list(&e.key) && matches!(e.value, Value::List(_))),
        _ => false,
    })
}
