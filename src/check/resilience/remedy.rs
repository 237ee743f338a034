//! What is written into a call or a client so that it survives an outage: a timeout and retries, where the SDK takes
//! them as a number. The values come from the configuration, and what is written is never safe: a slow answer that
//! came before may not come now.

use crate::calls::posture::Timeout;
use crate::calls::{Inventory, Outgoing, origin};
use crate::facts::{Arg, ArgKind, BindingKind, Call, DictItem, ExprId, ExprKind};
use crate::finding::{Applicability, Edit, FileEdits, Fix, FixValues};
use crate::project::{At, Project, Target, Unit};
use crate::source::Span;
use std::sync::Arc;

type Edits = Vec<(Span, String)>;

/// A timeout for a client (`of_client`) or a single call; `None` if its SDK takes no number.
pub fn timeout(
    project: &Project,
    call: &Outgoing<'_>,
    (at, of_client): (At, bool),
    now: &Timeout,
    values: FixValues,
) -> Option<Fix> {
    let behaviour = call.behaviour();
    let spec = &behaviour.timeout;
    let value = number(values.timeout, spec.milliseconds);
    let title = format!("Give up after {} seconds", values.timeout);
    if let Timeout::Never(Some(said)) = now {
        return Some(replaced(project, *said, &value, title));
    }
    let names = if of_client { &spec.client } else { &spec.call };
    let position = if of_client { Some(0) } else { behaviour.options_at };
    let (path, value) = match spec.add.as_deref()? {
        "abort-signal" => ("signal", format!("AbortSignal.timeout({})", number(values.timeout, true))),
        _ => (names.first()?.as_str(), value),
    };
    Some(added(project, at, path, &value, position, title))
}

/// True of a call that is the SDK's own where it is sent: not one that is handed to something else.
pub fn is_itself(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> bool {
    let unit = inventory.resolver.project.unit(call.sent.unit);
    let Some(callee) = unit.facts.call(call.sent.expr).map(|c| At { unit: call.sent.unit, expr: c.callee }) else {
        return false;
    };
    let of_project = |target: &Target| matches!(target, Target::Function(..) | Target::Class(..));
    let paths = inventory.resolver.api_paths(callee);
    paths.iter().any(|path| inventory.profiles.canonical(&origin::normal(path)) == call.path)
        && !inventory.resolver.targets(callee).iter().any(of_project)
}

/// Retries for a client whose SDK makes none by itself.
pub fn retries(project: &Project, call: &Outgoing<'_>, values: FixValues) -> Option<Fix> {
    let behaviour = call.behaviour();
    if !behaviour.retry.add {
        return None;
    }
    let [(site, _)] = call.sites.as_slice() else { return None };
    let tries = values.retries + u32::from(behaviour.retry.counts_tries);
    let path = behaviour.retry.client.first()?;
    let title = format!("Try again {} times", values.retries);
    Some(added(project, site.constructor, path, &tries.to_string(), Some(0), title))
}

/// Retries in the place of none.
pub fn switched_on(project: &Project, call: &Outgoing<'_>, said: At, values: FixValues) -> Fix {
    let tries = values.retries + u32::from(call.behaviour().retry.counts_tries);
    replaced(project, said, &tries.to_string(), format!("Try again {} times", values.retries))
}

fn number(seconds: u32, milliseconds: bool) -> String {
    if milliseconds { (u64::from(seconds) * 1000).to_string() } else { seconds.to_string() }
}

/// A literal gives way to another.
fn replaced(project: &Project, said: At, value: &str, title: String) -> Fix {
    let unit = project.unit(said.unit);
    let expr = unit.facts.expr(said.expr);
    match expr.kind {
        ExprKind::Null | ExprKind::Num(_) | ExprKind::Bool(_) => fix(unit, vec![(expr.span, value.to_owned())], title),
        ExprKind::Name(ref name) if name == "undefined" => fix(unit, vec![(expr.span, value.to_owned())], title),
        _ => Fix::shown(title).because("the value is decided elsewhere"),
    }
}

fn added(project: &Project, at: At, path: &str, value: &str, position: Option<u32>, title: String) -> Fix {
    let unit = project.unit(at.unit);
    let Some(call) = unit.facts.call(at.expr) else { return Fix::shown(title) };
    let names: Vec<&str> = path.split('.').collect();
    let edits = match unit.source.language.is_ecmascript() {
        true => option(unit, at.expr, call, &names, value, position.unwrap_or(0)),
        false => keyword(unit, at.expr, call, &names, value),
    };
    match edits {
        Ok(edits) => fix(unit, edits, title),
        Err(why) => Fix::shown(title).because(why),
    }
}

fn fix(unit: &Unit, mut edits: Edits, title: String) -> Fix {
    edits.sort();
    let source = &unit.source;
    if source.shell_lines.iter().any(|line| edits.iter().any(|(span, _)| line.span.contains(*span))) {
        return Fix::shown(title).because("it stands in a shell line");
    }
    let edits = edits.into_iter().map(|(span, text)| Edit { span, place: source.place(span), text }).collect();
    Fix {
        applicability: Applicability::Unsafe,
        files: Arc::new([FileEdits { path: source.path.clone(), digest: source.digest(), edits }]),
        ..Fix::shown(title)
    }
}

/// The place of one more argument: behind the last, or between the brackets.
fn behind(unit: &Unit, whole: Span, args: &[Arg]) -> Result<(Span, &'static str), String> {
    if let Some(last) = args.last() {
        return Ok((Span { start: last.span.end, end: last.span.end }, ", "));
    }
    let end = whole.end.saturating_sub(1);
    match unit.source.slice(whole).ends_with(')') {
        true => Ok((Span { start: end, end }, "")),
        false => Err("it has no brackets".to_owned()),
    }
}

/// `name=value` in Python, `name={"inner": value}` for a longer way.
fn keyword(unit: &Unit, at: ExprId, call: &Call, names: &[&str], value: &str) -> Result<Edits, String> {
    let [name, rest @ ..] = names else { return Err(String::new()) };
    let given = call.args.iter().find(|arg| matches!(&arg.kind, ArgKind::Keyword(k, _) if k == name));
    let Some(given) = given else {
        if call.args.iter().any(|arg| arg.kind == ArgKind::DictSplat && !is_written(unit, arg.value)) {
            return Err("what is passed by `**` may set it".to_owned());
        }
        let (place, comma) = behind(unit, unit.facts.expr(at).span, &call.args)?;
        return Ok(vec![(place, format!("{comma}{name}={}", nested(rest, value)))]);
    };
    match &unit.facts.expr(given.value).kind {
        _ if rest.is_empty() => Err("it is set here".to_owned()),
        ExprKind::Call(inner) => keyword(unit, given.value, inner, rest, value),
        ExprKind::Dict(items) => entry(unit, given.value, items, rest, value),
        _ => Err("its options are put together elsewhere".to_owned()),
    }
}

/// True of a dict that is written in this file, itself or under a name.
fn is_written(unit: &Unit, value: ExprId) -> bool {
    let is_dict = |expr: ExprId| match &unit.facts.expr(expr).kind {
        ExprKind::Dict(_) => true,
        ExprKind::Call(call) => {
            matches!(&unit.facts.expr(call.callee).kind, ExprKind::Name(name) if name == "dict")
                && !call.args.is_empty()
        }
        _ => false,
    };
    let meanings = unit.index.meanings(value);
    let means_dict = |binding: &u32| match &unit.facts.binding(*binding).kind {
        BindingKind::Value { expr, path } => path.is_empty() && is_dict(*expr),
        _ => false,
    };
    is_dict(value) || !meanings.is_empty() && meanings.iter().all(means_dict)
}

/// An entry of a dict or an object.
fn entry(unit: &Unit, dict: ExprId, items: &[DictItem], names: &[&str], value: &str) -> Result<Edits, String> {
    let [name, rest @ ..] = names else { return Err("it is set here".to_owned()) };
    for item in items {
        if let DictItem::Entry { name: Some(key), value: inner, .. } = item
            && key == name
        {
            return match &unit.facts.expr(*inner).kind {
                ExprKind::Dict(items) => entry(unit, *inner, items, rest, value),
                _ => Err("it is set here".to_owned()),
            };
        }
    }
    let text = match unit.source.language.is_ecmascript() {
        true => format!("{name}: {}", object(rest, value)),
        false => format!("\"{name}\": {}", nested(rest, value)),
    };
    let span = unit.facts.expr(dict).span;
    let ends = items.iter().map(|item| match item {
        DictItem::Entry { value, key_span, .. } => unit.facts.expr(*value).span.end.max(key_span.end),
        DictItem::Splat(value) => unit.facts.expr(*value).span.end,
    });
    Ok(match ends.max() {
        Some(end) => vec![(Span { start: end, end }, format!(", {text}"))],
        None => vec![(Span { start: span.start + 1, end: span.end - 1 }, format!(" {text} "))],
    })
}

/// `{"a": {"b": value}}`.
fn nested(names: &[&str], value: &str) -> String {
    names.iter().rev().fold(value.to_owned(), |inner, name| format!("{{\"{name}\": {inner}}}"))
}

/// `{ a: { b: value } }`.
fn object(names: &[&str], value: &str) -> String {
    names.iter().rev().fold(value.to_owned(), |inner, name| format!("{{ {name}: {inner} }}"))
}

/// `{ name: value }` in JavaScript, in the object at `position`.
fn option(unit: &Unit, at: ExprId, call: &Call, names: &[&str], value: &str, position: u32) -> Result<Edits, String> {
    if call.args.iter().any(|arg| arg.kind == ArgKind::Splat) {
        return Err("its arguments are spread".to_owned());
    }
    let Some(given) = call.args.get(position as usize) else {
        let (place, mut comma) = behind(unit, unit.facts.expr(at).span, &call.args)?;
        let mut text = String::new();
        for _ in call.args.len()..position as usize {
            text.push_str(comma);
            text.push_str("undefined");
            comma = ", ";
        }
        return Ok(vec![(place, format!("{text}{comma}{}", object(names, value)))]);
    };
    let mut options = given.value;
    // A name for an object that is used here alone.
    if let ExprKind::Name(_) = unit.facts.expr(options).kind
        && let [one] = unit.index.meanings(options)
        && unit.index.reads(*one).len() == 1
        && let crate::facts::BindingKind::Value { expr, path } = &unit.facts.binding(*one).kind
        && path.is_empty()
    {
        options = *expr;
    }
    match &unit.facts.expr(options).kind {
        ExprKind::Dict(items) => entry(unit, options, items, names, value),
        _ => Err("its options are put together elsewhere".to_owned()),
    }
}
