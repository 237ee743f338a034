//! What else a call has to change when its model is replaced: parameters that the replacement rejects, a smaller
//! context, other vectors, another endpoint.

use super::flow::Sink;
use super::lifecycle::Verdict;
use super::option::options;
use crate::knowledge::{Model, Models};
use crate::project::{At, Project};
use crate::source::Span;

/// The notices for the call that a model reaches, or that it is an argument of.
pub fn of_call(project: &Project, at: At, sink: &Sink, verdict: &Verdict, models: &Models) -> Vec<String> {
    let Some((replacement, provider)) = verdict.replacement() else { return Vec::new() };
    let Some(provider) = models.providers().iter().find(|p| p.id == provider) else { return Vec::new() };
    let fits = |begins: &String| replacement.starts_with(begins.as_str());
    let mut about = provider.notices.iter().filter(|notice| notice.models.iter().any(fits)).peekable();
    if about.peek().is_none() {
        return Vec::new();
    }
    let there = sink.at.unwrap_or(at);
    let given = options(&project.unit(there.unit).facts, there.expr);
    about
        .filter_map(|notice| {
            let named: Vec<&str> =
                given.iter().map(|(name, ..)| *name).filter(|o| notice.parameters.iter().any(|p| p == o)).collect();
            (!named.is_empty()).then(|| format!("`{replacement}` and {}: {}", named.join(", "), notice.note))
        })
        .collect()
}

/// The parameters that are called otherwise for the replacement of a model which is written in the call itself: what
/// gives way to what.
pub fn renames(project: &Project, at: At, sink: &Sink, verdict: &Verdict, models: &Models) -> Vec<(Span, String)> {
    let Some((replacement, provider)) = verdict.replacement() else { return Vec::new() };
    let Some(there) = sink.at.filter(|there| there.unit == at.unit) else { return Vec::new() };
    let facts = &project.unit(there.unit).facts;
    let (call, model) = (facts.expr(there.expr).span, facts.expr(at.expr).span);
    let Some(provider) = models.providers().iter().find(|p| p.id == provider) else { return Vec::new() };
    if !(call.start <= model.start && model.end <= call.end) {
        return Vec::new();
    }
    let knows = |path: &str, parts: &[String]| parts.iter().any(|part| path.contains(part.as_str()));
    let given = options(facts, there.expr);
    let mut found = Vec::new();
    for notice in &provider.notices {
        let is_about = notice.models.iter().any(|begins| replacement.starts_with(begins.as_str()));
        if !is_about || !sink.api.as_deref().is_some_and(|path| knows(path, &notice.calls)) {
            continue;
        }
        for (name, span, value) in &given {
            let Some(new) = notice.rename.get(*name) else { continue };
            if given.iter().any(|(other, ..)| other == new) {
                continue;
            }
            // `{ max_tokens }`
            let is_short = facts.expr(*value).span == *span;
            found.push((*span, if is_short { format!("{new}: {name}") } else { new.clone() }));
        }
    }
    found
}

/// How a replacement measures differently: said only where less fits, or where what is stored no longer does.
pub fn of_measures(model: &Model, end: &Model) -> Vec<String> {
    let (old, new) = (&model.measures, &end.measures);
    let mut notes = Vec::new();
    if model.kind == "embedding" && end.kind == "embedding" {
        let other = match (old.dimensions, new.dimensions) {
            (Some(was), Some(is)) if was != is => format!("vectors of {is} numbers instead of {was}"),
            _ => "other vectors".to_owned(),
        };
        notes.push(format!("`{}` gives {other}: what is stored has to be embedded again", end.id));
    }
    if let (Some(was), Some(is)) = (old.context, new.context)
        && is < was
    {
        notes.push(format!("`{}` reads at most {is} tokens, `{}` read {was}", end.id, model.id));
    }
    if let (Some(was), Some(is)) = (old.output, new.output)
        && is < was
    {
        notes.push(format!("`{}` answers with at most {is} tokens, `{}` with {was}", end.id, model.id));
    }
    if new.responses_only && !old.responses_only {
        notes.push(format!("`{}` is served by /v1/responses, not by /v1/chat/completions", end.id));
    }
    notes
}
