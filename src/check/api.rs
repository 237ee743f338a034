//! `api/…`: SDK calls, imports, endpoints and headers that are gone or going.
//!
//! A legacy import is one finding at the import, with its uses as related places; a legacy call, class or setting
//! reached through a module or client is one finding at its name.

use super::instance;
use super::lifecycle::{Clock, going, gone};
use super::option;
use super::part;
use super::pattern::{Hit, Patterns};
use super::place::{Spot, excerpt};
use super::profile::Profiles;
use super::shape::{is_written, may_hit, member};
use super::started;
use super::url;
use crate::facts::{BindingKind, ExprId, ExprKind, Imported, Part, Use};
use crate::finding::{Finding, Label};
use crate::project::{At, Project, Resolver, Unit, UnitId};
use crate::source::{Source, Span};
use rustc_hash::FxHashMap;

/// More uses than this of one import are not listed.
const MAX_RELATED: usize = 200;

/// Checks the code of one unit.
pub fn check(
    resolver: &Resolver<'_>,
    id: UnitId,
    patterns: &Patterns<'_>,
    profiles: &Profiles<'_>,
    clock: &Clock<'_>,
    found: &mut Vec<Finding>,
) {
    let unit = resolver.project.unit(id);
    let from = found.len();
    let mut imports = imports(resolver.project, id, patterns, clock, found);
    let calls_instances = instance::may_be_called(resolver.project, id, patterns);
    let starts = patterns.may_start(&unit.source.text);
    for expr in 0..unit.facts.exprs.len() as ExprId {
        match &unit.facts.expr(expr).kind {
            ExprKind::Name(_) | ExprKind::Attr { .. } | ExprKind::Index { .. } => {
                reference(resolver, At { unit: id, expr }, patterns, profiles, clock, &mut imports, found);
            }
            ExprKind::Dict(items) => option::keys(unit, expr, items, patterns, clock, found),
            ExprKind::List(items) if starts => started::list(unit, items, patterns, clock, found),
            ExprKind::Call(_) => {
                option::keywords(resolver, At { unit: id, expr }, patterns, profiles, clock, found);
                if calls_instances {
                    instance::check(resolver, At { unit: id, expr }, patterns, clock, found);
                }
            }
            ExprKind::Str(_) | ExprKind::Template(_) => {
                strings(resolver, At { unit: id, expr }, patterns, clock, found)
            }
            _ => {}
        }
    }
    for finding in &mut found[from..] {
        finding.related.sort();
        finding.related.dedup();
        finding.related.truncate(MAX_RELATED);
    }
}

/// Findings at imports: (binding → index into `found`).
type ByBinding = FxHashMap<u32, usize>;

fn imports(
    project: &Project,
    id: UnitId,
    patterns: &Patterns<'_>,
    clock: &Clock<'_>,
    found: &mut Vec<Finding>,
) -> ByBinding {
    let unit = project.unit(id);
    let mut by_binding = ByBinding::default();
    let mut by_statement: FxHashMap<(Span, &str), usize> = FxHashMap::default();
    for (at, import) in (0..).zip(&unit.facts.imports) {
        if [project.module_of(id, at), project.submodule_of(id, at)]
            .into_iter()
            .flatten()
            .any(|own| is_own(&unit.source.path, &project.unit(own).source.path))
        {
            continue;
        }
        let ecmascript = unit.source.language.is_ecmascript();
        let name = match &import.what {
            Imported::Name(name) => Some(name.as_str()),
            Imported::Default if ecmascript => Some("default"),
            _ => None,
        };
        let path = match (name, ecmascript) {
            (Some(name), true) => format!("{}#{name}", import.module),
            (Some(name), false) => format!("{}.{name}", import.module),
            (None, _) => import.module.to_string(),
        };
        let Some(hit) = patterns.import(&import.module, &path, unit.source.language) else { continue };
        let key = (import.statement, hit.rule.id.as_str());
        let place = *by_statement.entry(key).or_insert_with(|| {
            let span = first_line(&unit.source, import.statement);
            let subject = hit.form.subject.clone().unwrap_or_else(|| path.clone());
            let mut finding = finding(&hit, &subject, "import", Spot { source: &unit.source, span }, clock);
            finding.symbol = unit.facts.symbol(import.region);
            found.push(finding);
            found.len() - 1
        });
        if let Some(binding) = import.binding {
            by_binding.insert(binding, place);
        }
    }
    by_binding
}

/// True if a module of the project is meant rather than the library whose name it has: one beside the importing file,
/// or of the same package. The documentation and examples of a library's own repository mean the library.
fn is_own(importer: &str, module: &str) -> bool {
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let top = module.split('/').next().unwrap_or(module);
    folder(importer) == folder(module) || importer.split('/').next() == Some(top) || !module.contains('/')
}

/// A name or attribute chain, judged from its end backwards.
fn reference(
    resolver: &Resolver<'_>,
    at: At,
    patterns: &Patterns<'_>,
    profiles: &Profiles<'_>,
    clock: &Clock<'_>,
    imports: &mut ByBinding,
    found: &mut Vec<Finding>,
) {
    let unit = resolver.project.unit(at.unit);
    let facts = &unit.facts;
    let is_name = matches!(facts.expr(at.expr).kind, ExprKind::Name(_));
    if !is_name && member(unit, at.expr).is_none() {
        return;
    }
    // Only whole chains: `openai.ChatCompletion.create`, not the `openai.ChatCompletion` in it.
    if let Use::Object(parent) | Use::Indexed(parent) = facts.expr(at.expr).usage
        && member(unit, parent).is_some()
    {
        return;
    }
    // A use of a legacy import belongs to the import.
    if let Some(root) = root_name(unit, at.expr) {
        for binding in unit.index.meanings(root) {
            let legacy = match facts.binding(*binding).kind {
                BindingKind::Import(_) => imports.get(binding).copied(),
                _ => None,
            };
            if let Some(finding) = legacy {
                let more_precise = match is_name {
                    false => hit_of(resolver, at, patterns, profiles).filter(|h| h.rule.id != found[finding].rule),
                    true => None,
                };
                if more_precise.is_none() {
                    let spot = Spot { source: &unit.source, span: facts.expr(at.expr).span };
                    let text = unit.source.slice(spot.span).split_whitespace().collect::<String>();
                    found[finding].related.push(Label { path: unit.source.path.clone(), place: spot.place(), text });
                    return;
                }
            }
        }
    }
    // A bare name is a use of what it was bound to, which is judged where it stands.
    if is_name {
        return;
    }
    let mut chain = at.expr;
    loop {
        let here = At { unit: at.unit, expr: chain };
        let hit = may_hit(unit, chain, patterns).then(|| hit_of(resolver, here, patterns, profiles)).flatten();
        if let Some(hit) = hit.filter(|hit| is_written(unit, chain, &hit.path)) {
            let is_called = matches!(facts.expr(chain).usage, Use::Callee(_));
            if !hit.call_only || is_called {
                let subject = hit.form.subject.clone().unwrap_or_else(|| hit.path.clone());
                let spot = Spot { source: &unit.source, span: name_span(unit, chain) };
                let via = via(&facts.expr(at.expr).usage);
                let mut finding = finding(&hit, &subject, via, spot, clock);
                finding.symbol = facts.symbol(facts.expr(chain).region);
                found.push(finding);
            }
            return;
        }
        match member(unit, chain) {
            Some((object, _))
                if matches!(facts.expr(object).kind, ExprKind::Name(_)) || member(unit, object).is_some() =>
            {
                chain = object;
            }
            _ => return,
        }
    }
}

fn hit_of<'k>(resolver: &Resolver<'_>, at: At, patterns: &Patterns<'k>, profiles: &Profiles<'_>) -> Option<Hit<'k>> {
    let language = resolver.project.unit(at.unit).source.language;
    let may = |p: &str| p.contains(['.', '#']) && (patterns.may_match(p) || profiles.has_alias(p));
    resolver.api_paths(at).iter().filter(|p| may(p)).find_map(|path| {
        patterns.path(path, language).or_else(|| {
            let main = profiles.canonical(path);
            (main != **path).then(|| patterns.path(&main, language)).flatten()
        })
    })
}

/// Endpoint URLs, header values and the like in the strings of a code file.
fn strings(resolver: &Resolver<'_>, at: At, patterns: &Patterns<'_>, clock: &Clock<'_>, found: &mut Vec<Finding>) {
    let unit = resolver.project.unit(at.unit);
    let expr = unit.facts.expr(at.expr);
    let shown = match &expr.usage {
        Use::Statement
        | Use::Annotation
        | Use::Compared(_)
        | Use::Case
        | Use::Hole(_)
        | Use::Raised
        | Use::Asserted => true,
        // `@app.post("/v1/engines/{name}/embeddings")` serves a path, it calls none.
        Use::Arg { call, .. } => {
            unit.facts.expr(*call).usage == Use::Decorator
                || unit.index.callee_name(&unit.facts, *call).is_some_and(|name| patterns.words.is_inert(name))
        }
        _ => false,
    };
    if shown {
        return;
    }
    // What comes out of a hole is judged where it stands.
    let own: String = match &expr.kind {
        ExprKind::Str(text) => text.to_string(),
        ExprKind::Template(parts) => parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.as_str(),
                Part::Hole(_) => "\0",
            })
            .collect(),
        _ => String::new(),
    };
    let mut seen: Vec<String> = Vec::new();
    for built in resolver.strings(at) {
        let mut hits = patterns.text(&built.text, unit.source.language);
        if hits.is_empty() && built.text.starts_with('/') && patterns.may_end_url(&built.text) {
            let whole = part::urls(resolver, at, &built.text);
            hits.extend(whole.iter().flat_map(|url| patterns.text(url, unit.source.language)));
        }
        for hit in hits {
            // The end of the pattern must be written here, or this is but a use of a constant.
            let piece = url::last_piece(&hit.path);
            if seen.contains(&hit.rule.id) || !piece.is_some_and(|p| own.contains(p)) {
                continue;
            }
            seen.push(hit.rule.id.clone());
            let subject = hit.form.subject.clone().unwrap_or_else(|| hit.path.clone());
            let mut finding = finding(&hit, &subject, "url", Spot { source: &unit.source, span: expr.span }, clock);
            finding.symbol = unit.facts.symbol(expr.region);
            found.push(finding);
        }
    }
}

/// A finding for text outside code: a value of a data file, a shell line.
pub fn of_text(text: &str, spot: Spot<'_>, patterns: &Patterns<'_>, clock: &Clock<'_>) -> Vec<Finding> {
    patterns
        .text(text, spot.source.language)
        .into_iter()
        .map(|hit| {
            let subject = hit.form.subject.clone().unwrap_or_else(|| hit.path.clone());
            finding(&hit, &subject, "url", spot, clock)
        })
        .collect()
}

pub(super) fn finding(hit: &Hit<'_>, subject: &str, via: &str, spot: Spot<'_>, clock: &Clock<'_>) -> Finding {
    let shutdown = hit.form.shutdown.or(hit.rule.shutdown);
    let severity = match (&hit.form.severity, shutdown) {
        (Some(severity), _) => *severity,
        (None, Some(on)) => clock.severity_of(on),
        (None, None) => hit.rule.severity,
    };
    let what = hit.form.message.clone().unwrap_or_else(|| hit.rule.title.clone());
    let when = match shutdown {
        Some(on) if clock.as_of.days_until(on) <= 0 => format!(": {}", gone(Some(on), clock.as_of)),
        Some(on) => format!(": {}", going(on, clock.as_of)),
        None => String::new(),
    };
    let replacement = hit.form.replacement.clone().or_else(|| hit.rule.replacement.clone());
    let instead = replacement.as_ref().map(|r| format!("; use {r}")).unwrap_or_default();
    Finding {
        rule: hit.rule.id.clone(),
        severity,
        package: hit.form.package.clone().or_else(|| hit.rule.package.clone()),
        subject: subject.to_owned(),
        model_id: None,
        message: format!("`{subject}`: {what}{when}{instead}"),
        path: spot.source.path.clone(),
        place: spot.place(),
        excerpt: excerpt(spot.source, spot.span),
        via: Some(via.to_owned()),
        provider: hit.rule.provider.clone(),
        deprecated_on: hit.rule.deprecated,
        shutdown_on: shutdown,
        replacement,
        chain: Vec::new(),
        related: Vec::new(),
        notes: Vec::new(),
        fix: None,
        symbol: String::new(),
        breaks: false,
    }
}

fn via(usage: &Use) -> &'static str {
    match usage {
        Use::Callee(_) => "call",
        Use::Caught(_) => "except-clause",
        Use::Annotation => "annotation",
        Use::Target => "assignment",
        Use::Base(_) => "base-class",
        _ => "reference",
    }
}

/// The name that a chain of attributes begins with.
fn root_name(unit: &Unit, expr: ExprId) -> Option<ExprId> {
    let mut at = expr;
    loop {
        match unit.facts.expr(at).kind {
            ExprKind::Name(_) => return Some(at),
            _ => at = member(unit, at)?.0,
        }
    }
}

/// Where to show a reference: all of it if it stands on one line, else its last name.
fn name_span(unit: &Unit, expr: ExprId) -> Span {
    let whole = unit.facts.expr(expr).span;
    if !unit.source.slice(whole).contains(['\n', '(']) {
        return whole;
    }
    match &unit.facts.expr(expr).kind {
        ExprKind::Attr { name_span, .. } => *name_span,
        ExprKind::Index { key, .. } => unit.facts.expr(*key).span,
        _ => whole,
    }
}

/// The part of a span on its first line.
fn first_line(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    let end = text.find('\n').unwrap_or(text.len());
    Span { start: span.start, end: span.start + text[..end].trim_end().len() as u32 }
}
