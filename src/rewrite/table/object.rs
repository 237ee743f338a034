//! Arguments by position become one object, into which the options behind them go: `f(a, b, { maxTokens: 1 })` is
//! `f({ model: a, messages: b, max_tokens: 1 })`.

use super::super::Context;
use super::super::draft::Draft;
use super::super::named::with_comma;
use super::{CallSite, credential};
use crate::facts::{Arg, ArgKind, DictItem, ExprKind, Use};
use crate::project::{At, UnitId};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Rewrites the arguments of a call; `calls` are all that are migrated.
pub fn rewrite(context: Context<'_, '_>, site: &CallSite<'_>, calls: &FxHashSet<At>, draft: &mut Draft) {
    let id = site.at.unit;
    let unit = context.resolver.project.unit(id);
    let Some(call) = unit.facts.call(site.at.expr) else { return };
    let whole = unit.facts.expr(site.at.expr).span;
    let names = &site.rule.positional;
    if call.args.iter().any(|arg| matches!(arg.kind, ArgKind::Splat)) || call.args.len() > names.len() + 1 {
        return draft.refuse(id, whole, "which arguments are passed is decided when it runs");
    }
    let Some((given, rest)) = call.args.split_at_checked(names.len()) else {
        let missing = names.get(call.args.len()).map_or("", String::as_str);
        return draft.refuse(id, whole, format!("it has no `{missing}`"));
    };
    let (Some(first), Some(last)) = (given.first(), given.last()) else { return };
    draft.insert(id, first.span.start, "{ ");
    for (arg, name) in given.iter().zip(names) {
        let name = match site.rule.change.as_deref() {
            Some("credential") if name == "credential" => credential::rewrite(context, id, arg, calls, draft),
            _ => name,
        };
        if unit.source.slice(arg.span) != name {
            draft.insert(id, arg.span.start, format!("{name}: "));
        }
        credential::close(name, id, arg, draft);
    }
    let options = match rest.first() {
        Some(arg) if is_dropped(context, site, arg) => {
            draft.delete(id, Span { start: last.span.end, end: arg.span.end });
            Vec::new()
        }
        Some(arg) => options(context, site, arg, calls, draft),
        None => Vec::new(),
    };
    for (name, value) in &site.rule.append {
        if !options.contains(&name.as_str()) {
            draft.insert(id, last.span.end, format!(", {name}: {value}"));
        }
    }
    if rest.first().is_none_or(|arg| !ends_on_its_own_line(&unit.source.text, arg.span)) {
        draft.insert(id, rest.first().unwrap_or(last).span.end, " }");
    }
}

/// True of an object whose closing brace begins a line.
fn ends_on_its_own_line(text: &str, object: Span) -> bool {
    let inner = text[object.range()].strip_suffix('}').map(|inner| inner.trim_end_matches([' ', '\t']));
    inner.is_some_and(|inner| inner.ends_with('\n'))
}

/// Takes the braces of an object off, with the blanks inside; one that closes on a line of its own stays.
fn braces_off(text: &str, id: UnitId, object: Span, draft: &mut Draft) {
    let inner = &text[object.start as usize + 1..object.end as usize - 1];
    let blanks = (inner.len() - inner.trim_start_matches(' ').len()) as u32;
    let mut open = Span { start: object.start, end: object.start + 1 + blanks };
    if inner[blanks as usize..].starts_with(['\n', '\r']) {
        open.start = text[..object.start as usize].trim_end_matches(' ').len() as u32;
    }
    draft.delete(id, open);
    if !ends_on_its_own_line(text, object) {
        let blanks = (inner.len() - inner.trim_end_matches(' ').len()) as u32;
        draft.delete(id, Span { start: object.end - 1 - blanks, end: object.end });
    }
}

/// True of options of which nothing is left.
fn is_dropped(context: Context<'_, '_>, site: &CallSite<'_>, arg: &Arg) -> bool {
    let goes = |item: &DictItem| match item {
        DictItem::Entry { name: Some(name), .. } => site.rule.rename.get(name.as_str()).is_some_and(String::is_empty),
        _ => false,
    };
    match &context.resolver.project.expr(At { unit: site.at.unit, expr: arg.value }).kind {
        ExprKind::Dict(items) => items.iter().all(goes),
        _ => false,
    }
}

/// Renames what the options hold and takes their braces off; gives their names.
fn options<'p>(
    context: Context<'_, 'p>,
    site: &CallSite<'_>,
    arg: &Arg,
    calls: &FxHashSet<At>,
    draft: &mut Draft,
) -> Vec<&'p str> {
    let here = At { unit: site.at.unit, expr: arg.value };
    let at = context.resolver.literal_of(here);
    let facts = &context.resolver.project.unit(at.unit).facts;
    let whole = facts.expr(at.expr).span;
    let items = match &facts.expr(at.expr).kind {
        ExprKind::Dict(items) => items,
        ExprKind::Null => {
            draft.insert(here.unit, arg.span.start, "...");
            return Vec::new();
        }
        _ => {
            draft.refuse(here.unit, arg.span, "what the options hold is decided elsewhere");
            return Vec::new();
        }
    };
    let mut names = Vec::new();
    for item in items {
        let DictItem::Entry { name: Some(name), key_span, value, .. } = item else {
            draft.refuse(at.unit, whole, "what the options hold is decided when it runs");
            continue;
        };
        names.push(name.as_str());
        let is_short = facts.expr(*value).span == *key_span;
        if let Some(why) = site.rule.refuse.get(name.as_str()) {
            draft.refuse(at.unit, *key_span, format!("`{name}`: {why}"));
        } else if let Some(new) = site.rule.rename.get(name.as_str()) {
            let entry = Span { start: key_span.start, end: facts.expr(*value).span.end };
            match is_short {
                _ if new.is_empty() => {
                    let text = &context.resolver.project.unit(at.unit).source.text;
                    draft.delete(at.unit, if items.len() == 1 { entry } else { with_comma(text, entry) });
                }
                true => draft.insert(at.unit, key_span.start, format!("{new}: ")),
                false => draft.replace(at.unit, *key_span, new.as_str()),
            }
        } else if !site.rule.options.is_empty() && !site.rule.options.iter().any(|option| option == name) {
            draft.refuse(at.unit, *key_span, format!("`{name}` has no counterpart that is known"));
        }
    }
    if at == here {
        braces_off(&context.resolver.project.unit(at.unit).source.text, at.unit, whole, draft);
        return names;
    }
    if !goes_only_to(context, at, calls, site.rule.positional.len() as u32) {
        draft.refuse(at.unit, whole, "these options go elsewhere, too");
    }
    draft.insert(here.unit, arg.span.start, "...");
    names
}

/// True of a value that is kept under a name and read only as argument `number` of these calls.
pub fn goes_only_to(context: Context<'_, '_>, value: At, calls: &FxHashSet<At>, number: u32) -> bool {
    let unit = context.resolver.project.unit(value.unit);
    let mut at = value.expr;
    while let Use::Wrapped(outer) = unit.facts.expr(at).usage {
        at = outer;
    }
    let Use::Bound(bindings) = &unit.facts.expr(at).usage else { return false };
    let is_ours = |usage: &Use| matches!(usage, Use::Arg { call, arg } if *arg == number && calls.contains(&At { unit: value.unit, expr: *call }));
    let exported = |b: &u32| {
        let name = &unit.facts.binding(*b).name;
        unit.facts.exports.iter().any(|(_, what)| matches!(what, crate::facts::Exported::Local(n) if n == name))
    };
    let mut bindings = unit.facts.bound(bindings).iter();
    bindings.all(|b| !exported(b) && unit.index.reads(*b).iter().all(|&read| is_ours(&unit.facts.expr(read).usage)))
}
