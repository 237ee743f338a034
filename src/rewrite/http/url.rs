//! Where a request goes to.

use super::super::Context;
use super::super::draft::Draft;
use super::request::Request;
use crate::check::url::matches;
use crate::facts::{ExprKind, Part};
use crate::project::At;
use crate::source::Span;

/// A dead endpoint, as it is written.
pub struct Target {
    /// How its path ends now.
    end: String,
    /// The model that it named, as it can be written in a body.
    pub model: Option<String>,
    /// What that name is put in from.
    pub hole: Option<At>,
    /// The bytes that give way, or why they cannot.
    written: Result<Span, String>,
}

/// The dead endpoint that a URL is of; `None` if it is none, or may be another.
pub fn target(context: Context<'_, '_>, url: At, requests: &[Request]) -> Option<Target> {
    let mut found = None;
    for request in requests {
        let built = context.resolver.strings(request.url);
        let is_dead = |text: &str| context.migration.names.iter().find(|(dead, _)| matches(dead, text));
        found = Some(built.iter().map(|b| is_dead(&b.text)).collect::<Option<Vec<_>>>()?.first().copied()?);
    }
    let (dead, end) = found?;
    let unit = context.resolver.project.unit(url.unit);
    let span = unit.facts.expr(url.expr).span;
    let text = unit.source.slice(span);
    let is_literal = matches!(unit.facts.expr(url.expr).kind, ExprKind::Str(_) | ExprKind::Template(_));
    // Behind the quote, and the `f` of Python.
    let open = text.find(['"', '\'', '`']).map_or(0, |at| at + 1);
    let inner = text.get(open..text.len().saturating_sub(1)).unwrap_or("");
    let query = inner.find('?').unwrap_or(inner.len());
    let tail = if dead.contains("/engines/") { inner.find("/engines/") } else { inner[..query].rfind("/completions") };
    let mut model = None;
    let hole = match &unit.facts.expr(url.expr).kind {
        ExprKind::Template(parts) => parts.windows(2).find_map(|pair| match pair {
            [Part::Text(before), Part::Hole(hole)] if before.ends_with("/engines/") => {
                Some(At { unit: url.unit, expr: *hole })
            }
            _ => None,
        }),
        _ => None,
    };
    let written = match tail {
        Some(at) if is_literal && inner[..query].ends_with("/completions") => {
            let engine = inner[at..query].strip_prefix("/engines/").and_then(|rest| rest.strip_suffix("/completions"));
            match engine.map(|engine| named(context, engine)) {
                Some(Err(why)) => Err(why),
                Some(Ok(name)) => {
                    model = Some(name);
                    Ok(Span::new(span.start as usize + open + at, span.start as usize + open + query))
                }
                None => Ok(Span::new(span.start as usize + open + at, span.start as usize + open + query)),
            }
        }
        _ => Err("the path of this URL is put together elsewhere".to_owned()),
    };
    Some(Target { end: end.clone(), model, hole, written })
}

/// The model that an engine is, as it can be written: `${engine}` is a name, `davinci` a text.
fn named(context: Context<'_, '_>, engine: &str) -> Result<String, String> {
    if let Some(hole) =
        engine.strip_prefix("${").or_else(|| engine.strip_prefix('{')).and_then(|rest| rest.strip_suffix('}'))
    {
        return Ok(hole.to_owned());
    }
    if engine.contains(['$', '/', '{', '"', '\\']) {
        return Err("the engine is put together here".to_owned());
    }
    match context.clock.judge(engine, Some("openai")).as_ref().and_then(|verdict| verdict.replacement()) {
        Some((new, _)) => Ok(format!("\"{new}\"")),
        None => Err(format!("no model is known that takes the place of `{engine}`")),
    }
}

/// Rewrites a URL.
pub fn rewrite(context: Context<'_, '_>, url: At, target: &Target, draft: &mut Draft) {
    match &target.written {
        Ok(span) => draft.replace(url.unit, *span, target.end.as_str()),
        Err(why) => draft.refuse(url.unit, context.resolver.project.expr(url).span, why.as_str()),
    }
}
