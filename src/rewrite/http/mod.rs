//! Requests that Python and JavaScript send to a dead endpoint of completions without an SDK: the URL, the body and what is read of
//! the answer become those of Chat Completions. Calls that share a URL change together.
//!
//! `request` takes a call apart, `url` rewrites where it goes to, `dict` a body of Python; one of JavaScript is that of
//! the old SDK. The answer is followed as a table's fields are.

mod dict;
mod request;
mod url;

use super::Context;
use super::draft::Draft;
use crate::facts::{DictItem, ExprId, ExprKind, Facts, Use};
use crate::language::Language;
use crate::project::{At, UnitId};
use crate::source::Span;
use request::Request;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Drafts with the place that each speaks for.
pub(super) fn drafts(context: Context<'_, '_>, units: &[UnitId]) -> Vec<(UnitId, Draft, Option<Span>)> {
    let python = match context.migration.engine.as_str() {
        "openai-http-python" => true,
        "openai-http-node" => false,
        _ => return Vec::new(),
    };
    let project = context.resolver.project;
    let is_ours = |id: &UnitId| match project.unit(*id).source.language {
        Language::Python => python,
        language => language.is_ecmascript() && !python,
    };
    let mut near: Vec<UnitId> =
        units.iter().filter(|id| is_ours(id)).flat_map(|&id| super::joined(project, id)).collect();
    near.sort_unstable();
    near.dedup();
    let mut by_url: BTreeMap<(UnitId, ExprId), Vec<Request>> = BTreeMap::new();
    for id in near.into_iter().filter(is_ours) {
        for request in request::all(context, id) {
            let url = context.resolver.value_of(request.url);
            by_url.entry((url.unit, url.expr)).or_default().push(request);
        }
    }
    let mut drafts = Vec::new();
    for ((unit, expr), requests) in by_url {
        let literal = At { unit, expr };
        let Some(target) = url::target(context, literal, &requests) else { continue };
        let mut draft = Draft::default();
        url::rewrite(context, literal, &target, &mut draft);
        if let Some(hole) = target.hole {
            let span = project.expr(hole).span;
            match &project.expr(context.resolver.value_of(hole)).kind {
                ExprKind::Str(_) => super::python::model_of_completion(context, hole, &mut draft),
                _ => draft.refuse(hole.unit, span, "which model is asked is decided when it runs"),
            }
        }
        if !goes_only_there(context, literal, &requests) {
            draft.refuse(unit, project.unit(unit).facts.expr(expr).span, "this URL is used elsewhere, too");
        }
        for request in &requests {
            of_request(context, request, &target, &mut draft);
        }
        let url_span = project.unit(unit).facts.expr(expr).span;
        drafts.push((unit, draft.clone(), Some(url_span)));
        for request in &requests {
            let span = project.unit(request.call.unit).facts.expr(request.call.expr).span;
            drafts.push((request.call.unit, draft.clone(), Some(span)));
        }
    }
    drafts
}

fn of_request(context: Context<'_, '_>, request: &Request, target: &url::Target, draft: &mut Draft) {
    let unit = context.resolver.project.unit(request.call.unit);
    let span = unit.facts.expr(request.call.expr).span;
    if !unit.facts.syntax_errors.is_empty() {
        draft.refuse(request.call.unit, span, "it does not parse");
    }
    if context.wish.responses {
        draft.refuse(request.call.unit, span, "requests without an SDK become those of chat alone: use --target chat");
    }
    let callee = unit.facts.call(request.call.expr).map_or(span, |call| unit.facts.expr(call.callee).span);
    let behind = unit.source.text.get(callee.end as usize..span.end as usize).unwrap_or("");
    if behind.trim_start().starts_with('<') {
        draft.refuse(request.call.unit, callee, "the type of the answer is written here: change it by hand");
    }
    let Some(body) = request.body else {
        return draft.refuse(request.call.unit, span, "what is sent is not seen here");
    };
    let at = context.resolver.literal_of(body);
    let facts = &context.resolver.project.unit(at.unit).facts;
    let ExprKind::Dict(items) = &facts.expr(at.expr).kind else {
        return draft.refuse(body.unit, facts.expr(body.expr).span, "what the request holds is decided when it runs");
    };
    if at != body && !is_read_once(context, at) {
        draft.refuse(at.unit, facts.expr(at.expr).span, "this body is read elsewhere, too");
    }
    let python = unit.source.language == Language::Python;
    match python {
        true => dict::rewrite(context, at, draft),
        false => super::node::completion(context, at, draft),
    }
    let has = |wanted: &str| items.iter().any(|i| matches!(i, DictItem::Entry { name: Some(n), .. } if n == wanted));
    match (&target.model, has("model")) {
        (_, true) => {}
        (Some(model), false) => {
            let named = if python { format!("\"model\": {model}, ") } else { format!(" model: {model},") };
            draft.insert(at.unit, facts.expr(at.expr).span.start + 1, named);
        }
        (None, false) => draft.refuse(at.unit, facts.expr(at.expr).span, "it names no model"),
    }
    super::table::follow_reply(context, request.call, draft);
}

/// True of a value whose one name is read once.
fn is_read_once(context: Context<'_, '_>, value: At) -> bool {
    let unit = context.resolver.project.unit(value.unit);
    match &unit.facts.expr(value.expr).usage {
        Use::Bound(bindings) => {
            unit.facts.bound(bindings).iter().map(|b| unit.index.reads(*b).len()).sum::<usize>() == 1
        }
        _ => false,
    }
}

/// True of a URL that is written where it is sent to, or whose names are read in these requests alone.
fn goes_only_there(context: Context<'_, '_>, url: At, requests: &[Request]) -> bool {
    let unit = context.resolver.project.unit(url.unit);
    let places: FxHashSet<At> = requests.iter().map(|request| request.url).collect();
    if places.contains(&url) {
        return true;
    }
    let Use::Bound(bindings) = &unit.facts.expr(url.expr).usage else { return false };
    let is_known = |at: At| places.contains(&at);
    unit.facts.bound(bindings).iter().all(|&b| {
        let here = unit.index.reads(b).iter().all(|&expr| is_known(At { unit: url.unit, expr }));
        let name = &unit.facts.binding(b).name;
        // Who imports it sends it there, too.
        let importers = &context.resolver.project.importers[url.unit as usize];
        here && importers.iter().all(|&(importer, _)| {
            let other = context.resolver.project.unit(importer);
            reads_of(&other.facts, name).all(|expr| is_known(At { unit: importer, expr }))
        })
    })
}

fn reads_of<'f>(facts: &'f Facts, wanted: &'f str) -> impl Iterator<Item = ExprId> + 'f {
    let is = move |e: &crate::facts::Expr| match &e.kind {
        ExprKind::Name(name) | ExprKind::Attr { name, .. } => name == wanted,
        _ => false,
    };
    (0..).zip(&facts.exprs).filter(move |(_, e)| is(e)).map(|(id, _)| id)
}
