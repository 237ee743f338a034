//! Strings that are, build or contain a model id.

use super::url;
use crate::facts::{ExprKind, Part, Use};
use crate::knowledge::Models;
use crate::project::{At, Resolver};
use crate::source::{Source, Span};

/// A text that may name a model.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The id as written (after string building), prefixes and all.
    pub text: String,
    /// The id to look up; differs from `text` only where holes were left: then it is one of the ids that fit.
    pub id: String,
    /// Where to show it.
    pub span: Span,
    /// An ordinary word.
    pub ambiguous: bool,
    /// A segment of a URL.
    pub in_url: bool,
    /// A value in a configuration text inside a string.
    pub embedded: bool,
    /// The URL's host, where it is written out.
    pub host: Option<String>,
    /// It ends its URL: nothing is asked of the model there.
    pub is_last: bool,
}

/// Longer strings are prose or data, never an id.
const MAX_ID: usize = 160;

/// The candidates of one expression.
pub fn candidates(resolver: &Resolver<'_>, at: At, models: &Models) -> Vec<Candidate> {
    let unit = resolver.project.unit(at.unit);
    let expr = unit.facts.expr(at.expr);
    let whole = |text: &str, id: &str, ambiguous: bool| Candidate {
        text: text.to_owned(),
        id: id.to_owned(),
        span: inner(&unit.source, expr.span, text),
        ambiguous,
        in_url: false,
        embedded: false,
        host: None,
        is_last: false,
    };
    match &expr.kind {
        // A piece of a longer string is judged with it, unless it is the id: `"{}/engines/{}".format(base, "davinci")`.
        ExprKind::Str(text) if matches!(expr.usage, Use::Hole(_)) => match (&expr.usage, models.find(text, None)) {
            (Use::Hole(template), Some(hit)) if !hit.ambiguous || is_segment(resolver, at, *template, text, models) => {
                vec![whole(text, text, hit.ambiguous)]
            }
            _ => Vec::new(),
        },
        ExprKind::Str(text) => {
            if text.len() <= MAX_ID
                && let Some(hit) = models.find(text, None)
            {
                return vec![whole(without_locator(text, models), text, hit.ambiguous)];
            }
            // An id that only hosts have is judged where it reaches a call of one.
            if models.is_listed(text) {
                return vec![whole(text, text, false)];
            }
            if expr.usage == Use::Statement {
                return Vec::new();
            }
            of_text(&unit.source, expr.span, text, models)
        }
        ExprKind::Template(parts) => {
            let holes: Vec<u32> = parts
                .iter()
                .filter_map(|p| match p {
                    Part::Hole(hole) => Some(*hole),
                    Part::Text(_) => None,
                })
                .collect();
            let mut found = Vec::new();
            for built in resolver.strings(at) {
                if built.text.len() > MAX_ID * 4 {
                    continue;
                }
                let more = if built.complete {
                    match models.find(&built.text, None) {
                        // `f"{MODEL}"`: the literal behind the name is the place.
                        Some(_) if holes.iter().any(|&h| is_id(resolver, at, h, models)) => Vec::new(),
                        Some(hit) => {
                            vec![Candidate { span: expr.span, ..whole(&built.text, &built.text, hit.ambiguous) }]
                        }
                        None => of_text(&unit.source, expr.span, &built.text, models),
                    }
                } else if url::is_url(&built.text) {
                    of_text(&unit.source, expr.span, &built.text, models)
                } else {
                    fitting(&built.text, models)
                        .map(|id| Candidate { span: expr.span, ..whole(&built.text, &id, false) })
                        .into_iter()
                        .collect()
                };
                // An id that comes out of a hole stands where that string stands.
                found.extend(more.into_iter().filter(|c| !holes.iter().any(|&h| holds(resolver, at, h, &c.text))));
            }
            found.dedup_by(|a, b| a.text == b.text);
            found
        }
        _ => Vec::new(),
    }
}

/// The id in a locator such as promptfoo's `anthropic:messages:claude-2` or LangChain's `openai:gpt-4`: the words before
/// it name a provider and an endpoint, and are no part of the id.
pub fn without_locator<'t>(text: &'t str, models: &Models) -> &'t str {
    let Some(hit) = models.find(text, None) else { return text };
    // An ARN is an id of its own.
    if hit.fine_tuned || text.starts_with("arn:") {
        return text;
    }
    for (at, _) in text.match_indices(':') {
        let is_words = text[..at].chars().all(|c| c.is_ascii_alphabetic() || matches!(c, ':' | '-' | '_'));
        let rest = &text[at + 1..];
        if !is_words {
            return text;
        }
        // The row is the same one with and without the words before it.
        if models.find(rest, Some(hit.provider)).is_some_and(|h| h.model.id == hit.model.id) {
            return without_locator(rest, models);
        }
    }
    text
}

/// True if a word is an id in the URL that a template builds.
fn is_segment(resolver: &Resolver<'_>, at: At, template: u32, word: &str, models: &Models) -> bool {
    let source = &resolver.project.unit(at.unit).source;
    let span = resolver.project.expr(at).span;
    let built = resolver.strings(At { unit: at.unit, expr: template });
    let mut urls = built.iter().filter(|built| built.text.len() <= MAX_ID * 4 && url::is_url(&built.text));
    urls.any(|built| in_url(source, span, &built.text, models).iter().any(|candidate| candidate.text == word))
}

fn is_id(resolver: &Resolver<'_>, at: At, hole: u32, models: &Models) -> bool {
    resolver.strings(At { unit: at.unit, expr: hole }).iter().any(|b| models.find(&b.text, None).is_some())
}

fn holds(resolver: &Resolver<'_>, at: At, hole: u32, id: &str) -> bool {
    resolver.strings(At { unit: at.unit, expr: hole }).iter().any(|b| b.text.contains(id))
}

/// Ids inside a text: segments of a URL, values of a configuration.
pub fn of_text(source: &Source, span: Span, text: &str, models: &Models) -> Vec<Candidate> {
    if url::is_url(text) {
        return in_url(source, span, text, models);
    }
    if text.len() > 8 && text.contains(['=', ':']) && text.to_ascii_lowercase().contains("model") {
        return embedded(source, span, text, models);
    }
    Vec::new()
}

fn in_url(source: &Source, span: Span, text: &str, models: &Models) -> Vec<Candidate> {
    let segments = url::segments(text);
    let mut found = Vec::new();
    for (i, (_, segment)) in segments.iter().enumerate() {
        let id = segment.split(':').next().unwrap_or(segment);
        let before = i.checked_sub(1).map_or("", |j| segments[j].1);
        // A deployment's name is the user's choice.
        if before == "deployments" || id.is_empty() {
            continue;
        }
        let Some(hit) = models.find(id, None) else { continue };
        if hit.ambiguous && !matches!(before, "engines" | "models" | "model") {
            continue;
        }
        found.push(Candidate {
            text: id.to_owned(),
            id: id.to_owned(),
            span: inner(source, span, id),
            ambiguous: hit.ambiguous,
            in_url: true,
            embedded: false,
            host: url::host(text).filter(|host| !host.contains('{')).map(str::to_owned),
            is_last: i + 1 == segments.len() && id == *segment,
        });
    }
    found
}

/// `model = x` and `"model": "x"` in the lines of a configuration or request body kept in a string.
fn embedded(source: &Source, span: Span, text: &str, models: &Models) -> Vec<Candidate> {
    let mut found = Vec::new();
    for line in text.split(['\n', ',', '{', '}', ';']).take(2000) {
        let Some((key, value)) = line.split_once(['=', ':']) else { continue };
        let bare = |s: &str| s.trim().trim_matches(['"', '\'', '`', '\\']).trim().to_owned();
        let (key, value) = (bare(key), bare(value));
        if key.len() > 60 || key.contains(char::is_whitespace) || value.len() > MAX_ID || value.is_empty() {
            continue;
        }
        let key = crate::knowledge::words::snake_case(&key);
        let names_model =
            matches!(key.as_str(), "model" | "engine" | "model_name" | "model_id") || key.ends_with("_model");
        if !names_model {
            continue;
        }
        let Some(hit) = models.find(&value, None) else { continue };
        found.push(Candidate {
            span: inner(source, span, &value),
            text: value.clone(),
            id: value,
            ambiguous: hit.ambiguous,
            in_url: false,
            embedded: true,
            host: None,
            is_last: false,
        });
    }
    found
}

/// An id that a built string with unknown holes must be one of: `text-search-{size}-doc-001`. Only if every id that
/// fits is one we know, and the text around the holes is long enough to mean a family.
fn fitting(text: &str, models: &Models) -> Option<String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        pieces.push(&rest[..open]);
        let close = rest[open..].find('}')?;
        rest = &rest[open + close + 1..];
    }
    pieces.push(rest);
    // `{provider}/gpt-4`: all that is unknown is the prefix.
    if pieces.len() == 2 && pieces[0].is_empty() {
        let id = pieces[1].strip_prefix(['/', ':'])?;
        return models.find(id, None).filter(|hit| !hit.ambiguous).map(|_| id.to_owned());
    }
    // `arn:aws:bedrock:{region}::foundation-model/anthropic.claude-v2`: the region is no part of the id.
    if pieces[0].starts_with("arn:aws") && pieces.len() > 1 {
        let id = pieces.last()?.rsplit_once("foundation-model/")?.1;
        return models.find(id, Some("aws-bedrock")).map(|_| id.to_owned());
    }
    let known: usize = pieces.iter().map(|p| p.len()).sum();
    if known < 8 || pieces[0].len() < 5 || text.contains(char::is_whitespace) {
        return None;
    }
    let (first, last) = (pieces[0], *pieces.last()?);
    let mut fits = models
        .iter()
        .filter(|m| m.id.len() > first.len() + last.len() && m.id.starts_with(first) && m.id.ends_with(last));
    let one = fits.next()?;
    fits.all(|m| m.may_be_found()).then(|| one.id.clone())
}

/// The bytes of `text` inside a literal, or the whole literal if it is written otherwise (escapes, several pieces).
fn inner(source: &Source, span: Span, text: &str) -> Span {
    match source.slice(span).find(text) {
        Some(at) => Span { start: span.start + at as u32, end: span.start + (at + text.len()) as u32 },
        None => span,
    }
}
