//! One call of the old interface: what it calls, and its arguments.

use super::super::Context;
use super::super::draft::Draft;
use super::completion;
use super::kept;
use super::option;
use super::setting::Clients;
use super::site::{CallSite, Sites};
use crate::calls::argument;
use crate::facts::{Arg, ArgKind, Call, DictItem, ExprId, ExprKind};
use crate::project::At;
use crate::source::Span;

/// Options of a single call that belong to the client now.
const OF_CLIENT: &[&str] = &["api_key", "api_base", "api_type", "api_version", "organization"];

/// How a call's result has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// It is what chat gives where it was a completion: the text stands elsewhere.
    pub to_chat: bool,
    /// `stream=True`; `None` if that is decided when it runs.
    pub streamed: Option<bool>,
    /// It is what the Responses API gives where it was a completion.
    pub to_responses: bool,
    /// It says `stream=…`, and which it is is decided when it runs.
    pub either: bool,
    /// It has to be awaited first.
    pub awaited: bool,
}

impl Returned {
    /// Of a call with this `stream=`.
    fn with_stream(self, value: &ExprKind) -> Returned {
        match value {
            ExprKind::Bool(on) => Returned { streamed: Some(*on), ..self },
            ExprKind::Null => Returned { streamed: Some(false), ..self },
            _ => Returned { streamed: None, either: true, ..self },
        }
    }
}

/// Rewrites a call; gives how its result has changed.
pub fn rewrite(
    context: Context<'_, '_>,
    sites: &Sites<'_>,
    site: &CallSite<'_>,
    clients: &Clients,
    draft: &mut Draft,
) -> Option<Returned> {
    let unit = context.resolver.project.unit(sites.unit);
    let facts = &unit.facts;
    let call = facts.call(site.call)?;
    let mut returned = Returned { streamed: Some(false), awaited: site.awaited, ..Returned::default() };
    let mut to = site.rule.to.as_str();
    let change = match site.rule.change.as_deref() {
        Some("completion-to-chat") if clients.azure || clients.own_host || clients.chosen_later => None,
        change => change,
    };
    if let Some(change) = change {
        let responses = context.wish.responses;
        to = if responses { "responses.create" } else { "chat.completions.create" };
        returned.to_chat = !responses;
        returned.to_responses = responses;
        completion::rewrite(context, sites, site, call, change, draft);
    }
    let own = own_client(context, sites, site, call, clients, draft);
    let has_own = own.is_some();
    let client = own.unwrap_or_else(|| if site.awaited { clients.awaited.clone() } else { clients.sync.clone() });
    match site.kept {
        Some(_) if has_own => {
            draft.refuse(sites.unit, facts.expr(site.call).span, "it brings settings to a class that is kept");
        }
        Some(kept) => {
            draft.replace(sites.unit, facts.expr(kept.value).span, format!("{client}.{}", kept::part(to)));
            let method = to.rsplit('.').next().unwrap_or(to);
            let from = facts.expr(kept.read).span.end;
            draft.replace(
                sites.unit,
                Span { start: from, end: facts.expr(site.callee).span.end },
                format!(".{method}"),
            );
        }
        None => draft.replace(sites.unit, facts.expr(site.callee).span, format!("{client}.{to}")),
    }
    let has = |name: &str| call.args.iter().any(|a| matches!(&a.kind, ArgKind::Keyword(k, _) if k == name));
    for (at, arg) in call.args.iter().enumerate() {
        match &arg.kind {
            ArgKind::Keyword(name, _) if OF_CLIENT.contains(&name.as_str()) => remove(context, sites, call, at, draft),
            ArgKind::Keyword(name, span) => {
                if let Some(why) = site.rule.refuse.get(name.as_str()) {
                    draft.refuse(sites.unit, *span, format!("`{name}`: {why}"));
                } else if name == "request_timeout" && is_list(context, sites, arg.value) {
                    timeouts(context, sites, arg, draft);
                } else if name == "model" && (has("engine") || has("deployment_id")) {
                    // The engine was what counted.
                    remove(context, sites, call, at, draft);
                } else if name == "deployment_id" && has("engine") {
                    remove(context, sites, call, at, draft);
                } else if let Some(new) = site.rule.rename.get(name.as_str()) {
                    draft.replace(sites.unit, *span, new);
                }
                if name == "stream" {
                    returned = returned.with_stream(&facts.expr(arg.value).kind);
                }
            }
            ArgKind::Positional(number) => match site.rule.positional.get(*number as usize) {
                Some(name) => draft.insert(sites.unit, arg.span.start, format!("{name}=")),
                None if matches!(site.rule.to.rsplit('.').next(), Some("create" | "generate")) => {
                    draft.refuse(sites.unit, arg.span, "an argument is passed by position");
                }
                None => {}
            },
            ArgKind::DictSplat => {
                returned = splat(context, sites, site, arg, returned, draft);
            }
            ArgKind::Splat => draft.refuse(sites.unit, arg.span, "which arguments are passed is decided when it runs"),
        }
    }
    Some(returned)
}

/// A client of its own for a call that brings its own key or host.
fn own_client(
    context: Context<'_, '_>,
    sites: &Sites<'_>,
    site: &CallSite<'_>,
    call: &Call,
    clients: &Clients,
    draft: &mut Draft,
) -> Option<String> {
    let unit = context.resolver.project.unit(sites.unit);
    let option = |wanted: &str| {
        call.args.iter().find_map(|arg| match &arg.kind {
            ArgKind::Keyword(name, _) if name == wanted => Some(unit.source.slice(unit.facts.expr(arg.value).span)),
            _ => None,
        })
    };
    if !OF_CLIENT.iter().any(|name| option(name).is_some()) {
        return None;
    }
    let is_key = |name: &&&str| matches!(**name, "api_key" | "organization");
    if clients.chosen_later && OF_CLIENT.iter().filter(|name| option(name).is_some()).all(|name| is_key(&name)) {
        let made = if site.awaited { &clients.awaited } else { &clients.sync };
        let made = match option("api_key") {
            Some(key) => made.replace("()", &format!("(api_key={key})")),
            None => made.clone(),
        };
        let organization = option("organization").map(|o| format!(".with_options(organization={o})"));
        return Some(format!("{made}{}", organization.unwrap_or_default()));
    }
    if clients.chosen_later {
        draft.refuse(
            sites.unit,
            unit.facts.expr(site.call).span,
            "it brings settings, and others are decided on when it runs",
        );
    }
    let azure = clients.azure || option("api_version").is_some();
    if let Some(kind) = option("api_type")
        && !kind.contains("azure")
        && !kind.contains("open_ai")
    {
        draft.refuse(sites.unit, unit.facts.expr(site.call).span, "which service it speaks to is decided when it runs");
    }
    let p = &sites.prefix.text;
    let mut options = Vec::new();
    let setting = |name: &str| option(name).map(str::to_owned);
    if let Some(key) = setting("api_key") {
        options.push(format!("api_key={key}"));
    } else if sites.settings.iter().any(|s| s.name == "api_key") {
        options.push(format!("api_key={p}.api_key"));
    }
    match (setting("api_base"), azure) {
        (Some(base), true) => options.push(format!("azure_endpoint={base}")),
        (Some(base), false) => options.push(format!("base_url={base}")),
        (None, true) => options.push(format!("azure_endpoint={p}.azure_endpoint")),
        (None, false) if clients.own_host => options.push(format!("base_url={p}.base_url")),
        (None, false) => {}
    }
    if azure {
        options.push(format!("api_version={}", setting("api_version").unwrap_or_else(|| format!("{p}.api_version"))));
    }
    options.extend(setting("organization").map(|o| format!("organization={o}")));
    if clients.sync != *p && options.iter().any(|o| o.contains(&format!("={p}."))) {
        draft.refuse(sites.unit, unit.facts.expr(site.call).span, "it brings some of the settings of its own");
    }
    let class = format!("{}{}OpenAI", if site.awaited { "Async" } else { "" }, if azure { "Azure" } else { "" });
    Some(format!("{p}.{class}({})", options.join(", ")))
}

/// Takes an argument out with the comma that parts it from its neighbour.
pub fn remove(context: Context<'_, '_>, sites: &Sites<'_>, call: &Call, at: usize, draft: &mut Draft) {
    let span = call.args[at].span;
    let after = &context.resolver.project.unit(sites.unit).source.text[span.end as usize..];
    let comma = after.trim_start().starts_with(',').then(|| (after.len() - after.trim_start().len()) as u32 + 1);
    let span = match (call.args.get(at + 1), at.checked_sub(1)) {
        (Some(next), _) => Span { start: span.start, end: next.span.start },
        // From the comma before it to its own: the one before may be removed, too, together with what stands between.
        (None, Some(before)) if is_bare(context, sites, call.args[before].span.end, span.start) => {
            let between = Span { start: call.args[before].span.end, end: span.start };
            let source = &context.resolver.project.unit(sites.unit).source;
            let to_comma = source.slice(between).find(',').map_or(0, |at| at as u32 + 1);
            match comma {
                Some(own) => Span { start: between.start + to_comma, end: span.end + own },
                None => Span { start: between.start, end: span.end },
            }
        }
        (None, _) if comma.is_some() => Span { start: span.start, end: span.end + comma.unwrap_or(0) },
        (None, Some(before)) => Span { start: call.args[before].span.end, end: span.end },
        (None, None) => span,
    };
    draft.delete(sites.unit, span);
}

/// True if nothing stands between two arguments but a comma and blanks.
fn is_bare(context: Context<'_, '_>, sites: &Sites<'_>, start: u32, end: u32) -> bool {
    context.resolver.project.unit(sites.unit).source.slice(Span { start, end }).trim() == ","
}

fn is_list(context: Context<'_, '_>, sites: &Sites<'_>, expr: ExprId) -> bool {
    matches!(context.resolver.project.unit(sites.unit).facts.expr(expr).kind, ExprKind::List(_))
}

/// `request_timeout=(connect, read)`.
fn timeouts(context: Context<'_, '_>, sites: &Sites<'_>, arg: &Arg, draft: &mut Draft) {
    let unit = context.resolver.project.unit(sites.unit);
    let pair = match &unit.facts.expr(arg.value).kind {
        ExprKind::List(items) if items.len() == 2 => Some((items[0], items[1])),
        _ => None,
    };
    let Some((connect, read)) = pair else {
        draft.refuse(sites.unit, arg.span, "`request_timeout` takes a number or two here");
        return;
    };
    let text = |expr: ExprId| unit.source.slice(unit.facts.expr(expr).span);
    let p = &sites.prefix.text;
    draft.replace(sites.unit, arg.span, format!("timeout={p}.Timeout({}, connect={})", text(read), text(connect)));
}

/// `**options`: the keys of a dict that is written out are renamed there; of one that is put together elsewhere, what
/// would have to change is refused. Gives how the result has changed, with what the options say of streams.
fn splat(
    context: Context<'_, '_>,
    sites: &Sites<'_>,
    site: &CallSite<'_>,
    arg: &Arg,
    mut returned: Returned,
    draft: &mut Draft,
) -> Returned {
    let project = context.resolver.project;
    let literal = context.resolver.literal_of(At { unit: sites.unit, expr: arg.value });
    let unit = project.unit(literal.unit);
    let items = match &unit.facts.expr(literal.expr).kind {
        ExprKind::Dict(items) => &**items,
        _ if returned.to_chat || returned.to_responses => {
            draft.refuse(sites.unit, arg.span, "which arguments are passed is decided when it runs");
            &[]
        }
        _ => &[],
    };
    let mut renamed = Vec::new();
    for item in items {
        let DictItem::Entry { name: Some(name), key_span, value, .. } = item else { continue };
        renamed.push(At { unit: literal.unit, expr: *value });
        if name == "request_timeout" && literal.unit != sites.unit || concerns(site, returned, name) {
            draft.refuse(literal.unit, *key_span, format!("`{name}` is passed on by `**`"));
        } else if let Some(new) = site.rule.rename.get(name.as_str()) {
            draft.replace(literal.unit, *key_span, format!("\"{new}\""));
        }
    }
    // Rarely a stream: if nothing says so it is taken for none, and may be gone through all the same.
    returned.streamed = None;
    let given = argument::keys(context.resolver, At { unit: sites.unit, expr: arg.value }, 0);
    for (name, value) in &given.entries {
        if name == "stream" {
            returned = returned.with_stream(&project.expr(*value).kind);
        }
        if renamed.contains(value) {
            continue;
        }
        let new = site.rule.rename.get(name);
        match new.and_then(|new| Some((new, option::written(context, *value)?))) {
            Some((new, at)) if !concerns(site, returned, name) => {
                draft.replace(at.unit, at.span, if at.quoted { format!("\"{new}\"") } else { new.clone() });
            }
            _ if new.is_some() || concerns(site, returned, name) => {
                draft.refuse(value.unit, project.expr(*value).span, format!("`{name}` is passed on by `**`"));
            }
            _ => {}
        }
    }
    returned
}

/// True of an option that does not stay an argument of the call as it is.
fn concerns(site: &CallSite<'_>, returned: Returned, name: &str) -> bool {
    OF_CLIENT.contains(&name) || site.rule.refuse.contains_key(name) || returned.to_chat && completion::concerns(name)
}
