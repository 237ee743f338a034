//! `model/unknown`: an id that reaches a call and stands in no table: a typo, an invention, or newer than the rules.

use super::place::{Spot, excerpt};
use super::profile::Profiles;
use crate::facts::{ArgKind, DictItem, ExprId, ExprKind};
use crate::finding::{Finding, Severity};
use crate::knowledge::Models;
use crate::project::{At, Resolver, UnitId};
use crate::source::Place;

/// The id of the rule.
pub const RULE: &str = "model/unknown";

/// Checks the calls of one unit that name their model by a literal, or by a name that stands for one.
pub fn check(resolver: &Resolver<'_>, id: UnitId, profiles: &Profiles<'_>, models: &Models, found: &mut Vec<Finding>) {
    let unit = resolver.project.unit(id);
    for expr in 0..unit.facts.exprs.len() as u32 {
        let Some(call) = unit.facts.call(expr) else { continue };
        for (name, position, value) in arguments(&unit.facts, &call.args) {
            let Some(text) = literal(resolver, At { unit: id, expr: value }, name) else { continue };
            if !is_id(&text) || models.find(&text, None).is_some() {
                continue;
            }
            let Some(provider) = provider_of(resolver, At { unit: id, expr: call.callee }, name, position, profiles)
            else {
                continue;
            };
            if let Some(finding) = finding(resolver, At { unit: id, expr: value }, &text, provider, models) {
                found.push(finding);
            }
        }
    }
}

/// Arguments by keyword, by key of an options object, or by position: (name, position, value).
fn arguments<'f>(facts: &'f crate::facts::Facts, args: &'f [crate::facts::Arg]) -> Vec<(Option<&'f str>, u32, ExprId)> {
    let mut found = Vec::new();
    for (position, arg) in args.iter().enumerate() {
        match &arg.kind {
            ArgKind::Keyword(name, _) => found.push((Some(name.as_str()), 0, arg.value)),
            ArgKind::Positional(_) => match &facts.expr(arg.value).kind {
                ExprKind::Dict(items) => found.extend(items.iter().filter_map(|item| match item {
                    DictItem::Entry { name: Some(name), value, .. } => Some((Some(name.as_str()), 0, *value)),
                    _ => None,
                })),
                ExprKind::Str(_) => found.push((None, position as u32, arg.value)),
                _ => {}
            },
            _ => {}
        }
    }
    found
}

/// The one text that a value is. Names are followed only where the keyword speaks of a model: that is the dear part.
fn literal(resolver: &Resolver<'_>, at: At, name: Option<&str>) -> Option<String> {
    if let ExprKind::Str(text) = &resolver.project.expr(at).kind {
        return Some(text.to_string());
    }
    if !name.is_some_and(|name| name.to_ascii_lowercase().contains("model")) {
        return None;
    }
    match &resolver.strings(at)[..] {
        [one] if one.complete => Some(one.text.clone()),
        _ => None,
    }
}

/// True for what could be an id at all: no text, no path, no fine-tune of one's own.
fn is_id(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "-._:/@".contains(c));
    starts && plain && (3..=80).contains(&text.len()) && !text.starts_with("ft:") && text.contains(['-', '.', ':', '/'])
}

/// The provider of a call whose model argument this is; `None` if it is not, or if names there are the user's own.
fn provider_of<'k>(
    resolver: &Resolver<'_>,
    callee: At,
    name: Option<&str>,
    position: u32,
    profiles: &Profiles<'k>,
) -> Option<&'k str> {
    resolver.api_paths(callee).iter().find_map(|path| {
        let path = profiles.canonical(path);
        let known = profiles.known(&path)?;
        let is_model = match name {
            Some(name) => known.model.iter().any(|model| model == name),
            None => known.model_at == Some(position),
        };
        if is_model { profiles.provider_of(&path) } else { None }
    })
}

fn finding(resolver: &Resolver<'_>, at: At, text: &str, provider: &str, models: &Models) -> Option<Finding> {
    let row = models.providers().iter().find(|p| p.id == provider)?;
    // Deployments are named by their owners, weights by anyone.
    if row.weights || provider == "azure" || row.known.iter().any(|known| known == text) {
        return None;
    }
    let unit = resolver.project.unit(at.unit);
    let span = unit.facts.expr(at.expr).span;
    let spot = Spot { source: &unit.source, span };
    let nearest = nearest(text, models);
    let meant = nearest.as_ref().map(|id| format!("; the nearest known id is `{id}`")).unwrap_or_default();
    Some(Finding {
        rule: RULE.to_owned(),
        severity: Severity::Info,
        package: None,
        subject: text.to_owned(),
        model_id: None,
        message: format!("`{text}` is in no table of models of {provider}{meant}"),
        path: unit.source.path.clone(),
        place: if spot.place() == Place::default() { return None } else { spot.place() },
        excerpt: excerpt(&unit.source, span),
        via: Some("call".to_owned()),
        provider: Some(provider.to_owned()),
        deprecated_on: None,
        shutdown_on: None,
        replacement: None,
        chain: Vec::new(),
        related: Vec::new(),
        notes: vec!["a typo, an invention, or newer than the rules".to_owned()],
        fix: None,
        symbol: unit.facts.symbol(unit.facts.expr(at.expr).region),
        breaks: false,
    })
}

/// The id with the fewest slips between it and the text, if they are few; of several the first by name.
fn nearest(text: &str, models: &Models) -> Option<String> {
    let bare = text.rsplit('/').next().unwrap_or(text).to_ascii_lowercase();
    let allowed = (bare.len() / 4).clamp(1, 4);
    let ids = models.iter().filter(|model| !model.host_only).map(|model| model.id.as_str());
    ids.filter(|id| id.len().abs_diff(bare.len()) <= allowed)
        .map(|id| (strsim::damerau_levenshtein(&bare, &id.to_ascii_lowercase()), id))
        .filter(|(slips, _)| *slips <= allowed)
        .min()
        .map(|(_, id)| id.to_owned())
}
