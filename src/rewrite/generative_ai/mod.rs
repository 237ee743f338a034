//! @google/generative-ai becomes @google/genai: a model object becomes a plain one that holds the name of the model and
//! its settings, and every call goes to the client with that object spread into it.
//!
//! `import` rewrites what is taken from the package, `model` where models are made and what is asked of them, `request`
//! what they are given, `result`
//! what comes of it: `result.response.text()` is `result.text`.

mod import;
mod model;
mod request;
mod result;
mod text;

use super::Context;
use super::draft::Draft;
use crate::facts::{ExprId, ExprKind, Facts, Use};
use crate::project::{At, UnitId};
use crate::source::Span;

/// The old package.
const OLD: &str = "@google/generative-ai";

/// A file on its way.
struct File<'a, 'p> {
    context: Context<'a, 'p>,
    id: UnitId,
    facts: &'p Facts,
}

impl<'p> File<'_, 'p> {
    fn text_of(&self, expr: ExprId) -> &'p str {
        self.context.resolver.project.unit(self.id).source.slice(self.facts.expr(expr).span)
    }
    fn refuse(&self, expr: ExprId, why: &str, draft: &mut Draft) {
        draft.refuse(self.id, self.facts.expr(expr).span, why);
    }
    fn reads(&self, bindings: &[u32]) -> Vec<ExprId> {
        let index = &self.context.resolver.project.unit(self.id).index;
        bindings.iter().flat_map(|&b| index.reads(b)).copied().collect()
    }
}

/// One draft for each file.
pub(super) fn drafts(context: Context<'_, '_>, units: &[UnitId]) -> Vec<(UnitId, Draft)> {
    if context.migration.engine != "generative-ai-node" {
        return Vec::new();
    }
    let project = context.resolver.project;
    let units = units.iter().copied().filter(|&unit| project.unit(unit).source.language.is_ecmascript());
    units.map(|unit| (unit, of_file(context, unit))).collect()
}

fn of_file(context: Context<'_, '_>, id: UnitId) -> Draft {
    let facts = &context.resolver.project.unit(id).facts;
    let mut draft = Draft::default();
    if !facts.syntax_errors.is_empty() {
        draft.refuse(id, Span::default(), "it does not parse");
        return draft;
    }
    let file = File { context, id, facts };
    import::rewrite(&file, &mut draft);
    let mut followed = Vec::new();
    for expr in 0..facts.exprs.len() as ExprId {
        let ExprKind::Attr { name, .. } = &facts.expr(expr).kind else { continue };
        if name != "getGenerativeModel" && name != "getGenerativeModelFromCachedContent" {
            continue;
        }
        let paths = context.resolver.api_paths(At { unit: id, expr });
        if !paths.iter().any(|path| path.starts_with(OLD)) {
            file.refuse(expr, "where this client is made cannot be seen", &mut draft);
            continue;
        }
        match facts.expr(expr).usage {
            Use::Callee(call) if name == "getGenerativeModel" => {
                followed.extend(model::rewrite(&file, call, expr, &mut draft));
            }
            _ => file.refuse(expr, "this has no counterpart that is known", &mut draft),
        }
    }
    result::follow(&file, &followed, &mut draft);
    draft
}
