//! The module's settings: either they stay settings of the module, which the newest versions still read for calls of
//! the module itself (`openai.chat.completions.create`), or, where one file sets them once at its top level and makes
//! all the calls, they become the arguments of a client.

use super::super::Context;
use super::super::draft::Draft;
use super::service::{self, Surroundings, text_of, with_token};
use super::site::{CallSite, SettingSite, Sites};
use crate::facts::{ExprId, ExprKind, Facts, RegionKind, Use};
use crate::source::Span;

/// What calls are made on.
#[derive(Clone, Debug, Default)]
pub struct Clients {
    /// Text before `.chat.completions.create`.
    pub sync: String,
    /// The same where it is awaited.
    pub awaited: String,
    /// The calls go to Azure: what names a model there is a deployment.
    pub azure: bool,
    /// The calls go to a host of the user's own.
    pub own_host: bool,
    /// Which service they go to is decided when they are made.
    pub chosen_later: bool,
}

/// Rewrites the settings; gives what calls are made on.
pub fn rewrite(context: Context<'_, '_>, sites: &Sites<'_>, around: Surroundings, draft: &mut Draft) -> Clients {
    let facts = &context.resolver.project.unit(sites.unit).facts;
    let all = around.with(service::surroundings(facts, sites));
    let clients = Clients { azure: all.azure, own_host: all.own_host, ..Clients::default() };
    if all.is_decided_later() {
        let (sync, awaited) = service::rewrite(context, sites, draft);
        return Clients { sync, awaited, chosen_later: true, ..clients };
    }
    // A statement that stays as it is may be the one that would make the client.
    let made = if context.wish.partial { None } else { client(context, sites, around, all.azure) };
    match made {
        Some((found, edits)) => {
            edits.into_iter().for_each(|(span, text)| draft.replace(sites.unit, span, text));
            Clients { sync: found.sync, awaited: found.awaited, ..clients }
        }
        None => module(context, sites, all.azure, all.own_host, draft),
    }
}

/// Settings stay the module's.
fn module(context: Context<'_, '_>, sites: &Sites<'_>, azure: bool, own_host: bool, draft: &mut Draft) -> Clients {
    let unit = context.resolver.project.unit(sites.unit);
    let facts = &unit.facts;
    for setting in &sites.settings {
        let ExprKind::Attr { name_span, .. } = facts.expr(setting.expr).kind else {
            draft.refuse(sites.unit, facts.expr(setting.expr).span, "a setting that was imported by name");
            continue;
        };
        let new = match setting.name.as_str() {
            "api_base" if azure => "azure_endpoint",
            "api_key" if with_token(facts, sites) => "azure_ad_token",
            "api_type" => {
                let written = setting.value.and_then(|v| Some((v, text_of(facts, v)?)));
                match written {
                    Some((value, "open_ai")) => draft.replace(sites.unit, facts.expr(value).span, "\"openai\""),
                    Some((value, "azure_ad" | "azuread")) => {
                        draft.replace(sites.unit, facts.expr(value).span, "\"azure\"");
                    }
                    _ => {}
                }
                continue;
            }
            other => context.migration.settings.get(other).map_or(other, String::as_str),
        };
        if new != setting.name {
            draft.replace(sites.unit, name_span, new);
        }
        if new == "base_url"
            && let Some(value) = setting.value
        {
            with_slash(context, sites, value, draft);
        }
    }
    let p = &sites.prefix.text;
    let options = if azure {
        let key = if with_token(facts, sites) { "azure_ad_token" } else { "api_key" };
        format!("azure_endpoint={p}.azure_endpoint, api_version={p}.api_version, {key}={p}.{key}")
    } else if own_host {
        format!("api_key={p}.api_key, base_url={p}.base_url")
    } else {
        format!("api_key={p}.api_key")
    };
    let class = if azure { "AsyncAzureOpenAI" } else { "AsyncOpenAI" };
    Clients { sync: p.clone(), awaited: format!("{p}.{class}({options})"), azure, own_host, ..Clients::default() }
}

/// The module's `base_url` must end in a slash.
fn with_slash(context: Context<'_, '_>, sites: &Sites<'_>, value: ExprId, draft: &mut Draft) {
    let unit = context.resolver.project.unit(sites.unit);
    let span = unit.facts.expr(value).span;
    match &unit.facts.expr(value).kind {
        ExprKind::Null => {}
        ExprKind::Str(text) if text.ends_with('/') => {}
        ExprKind::Str(_) => {
            let written = unit.source.slice(span);
            let quote = written.len() - written.trim_end_matches(['"', '\'']).len();
            let quote = if quote >= 3 { 3 } else { 1 };
            draft.insert(sites.unit, span.end - quote, "/");
        }
        _ => {
            draft.insert(sites.unit, span.start, "(");
            draft.insert(sites.unit, span.end, " or \"https://api.openai.com/v1\").rstrip(\"/\") + \"/\"");
        }
    }
}

type Written = (Clients, Vec<(Span, String)>);

/// A client in the place of the settings, if one file has it all: every setting once, at the top level, each a
/// statement on lines of its own, before everything that needs it, and nothing else reads them.
fn client(context: Context<'_, '_>, sites: &Sites<'_>, around: Surroundings, azure: bool) -> Option<Written> {
    let unit = context.resolver.project.unit(sites.unit);
    let facts = &unit.facts;
    if around.shared || sites.calls.is_empty() || sites.prefix.missing {
        return None;
    }
    let mut settings: Vec<&SettingSite> = sites.settings.iter().collect();
    settings.sort_by_key(|s| facts.expr(s.expr).span);
    let mut names: Vec<&str> = settings.iter().map(|s| s.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() != settings.len() || !(names.contains(&"api_key") || names.contains(&"api_base")) {
        return None;
    }
    let statements: Vec<Span> = settings.iter().map(|s| statement(context, sites, s)).collect::<Option<_>>()?;
    let last = *statements.last()?;
    // What runs before the client is made cannot use it.
    let runs_later = |expr: ExprId| {
        facts.expr(expr).span.start > last.end
            || facts.enclosing(facts.expr(expr).region).any(|(_, r)| matches!(r.kind, RegionKind::Function(_)))
    };
    let kept_later = |site: &CallSite<'_>| site.kept.is_none_or(|kept| runs_later(kept.value));
    if !sites.calls.iter().all(|site| runs_later(site.call) && kept_later(site)) {
        return None;
    }
    let taken = |name: &str| facts.bindings.iter().any(|b| b.name == name);
    let pick = |names: [&'static str; 2]| names.into_iter().find(|name| !taken(name));
    let sync = pick(["client", "openai_client"])?;
    let awaited = pick(["aclient", "async_client"])?;
    let mut options = Vec::new();
    for setting in &settings {
        let value = unit.source.slice(facts.expr(setting.value?).span);
        let option = match setting.name.as_str() {
            "api_base" if azure => "azure_endpoint",
            "api_key" if with_token(facts, sites) => "azure_ad_token",
            "api_type" => continue,
            "api_version" if !azure => continue,
            name => context.migration.settings.get(name)?,
        };
        // What stands over several lines is no argument without its brackets.
        if value.contains('\n') && !value.trim_end().ends_with([')', ']', '}']) {
            return None;
        }
        options.push(format!("{option}={value}"));
    }
    if azure && !(names.contains(&"api_base") && names.contains(&"api_version")) {
        return None;
    }
    let p = &sites.prefix.text;
    let options = options.join(", ");
    let service = if azure { "Azure" } else { "" };
    let mut lines = Vec::new();
    let is_awaited = |awaited: bool| sites.calls.iter().any(|site| site.awaited == awaited);
    if is_awaited(false) {
        lines.push(format!("{sync} = {p}.{service}OpenAI({options})"));
    }
    if is_awaited(true) {
        if around.several_loops {
            return None;
        }
        // Evaluated twice, a value must not do anything.
        if lines.len() == 1 && !settings.iter().all(|s| s.value.is_some_and(|v| is_plain(facts, v))) {
            return None;
        }
        lines.push(format!("{awaited} = {p}.Async{service}OpenAI({options})"));
    }
    let mut edits = Vec::new();
    for statement in &statements[..statements.len() - 1] {
        edits.push((whole_lines(&unit.source.text, *statement)?, String::new()));
    }
    edits.push((last, lines.join("\n")));
    let clients = Clients { sync: sync.to_owned(), awaited: awaited.to_owned(), azure, ..Clients::default() };
    Some((clients, edits))
}

/// The bytes of `openai.x = value`, where it is a statement of the module that stands alone on its lines.
fn statement(context: Context<'_, '_>, sites: &Sites<'_>, setting: &SettingSite) -> Option<Span> {
    let unit = context.resolver.project.unit(sites.unit);
    let facts = &unit.facts;
    let expr = facts.expr(setting.expr);
    let value = facts.expr(setting.value?);
    // One value for two targets, or a value that the names below are read in, is no plain setting.
    if expr.region != 0 || value.region != 0 || !matches!(value.usage, Use::Stored(target) if target == setting.expr) {
        return None;
    }
    let between = unit.source.slice(Span { start: expr.span.end, end: value.span.start });
    if between.trim() != "=" || !matches!(expr.kind, ExprKind::Attr { .. }) {
        return None;
    }
    let span = Span { start: expr.span.start, end: value.span.end };
    let text = &unit.source.text;
    let before = text[..span.start as usize].rsplit('\n').next()?;
    let after = text[span.end as usize..].split('\n').next()?.trim();
    (before.is_empty() && (after.is_empty() || after.starts_with('#'))).then_some(span)
}

/// The lines of a statement with their line break, if nothing else stands on them.
fn whole_lines(text: &str, span: Span) -> Option<Span> {
    let rest = &text[span.end as usize..];
    let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
    rest[..end].trim().is_empty().then(|| Span { start: span.start, end: span.end + end as u32 })
}

/// True for what can be evaluated twice: names, literals, look-ups in the environment.
fn is_plain(facts: &Facts, expr: ExprId) -> bool {
    match &facts.expr(expr).kind {
        ExprKind::Str(_) | ExprKind::Name(_) | ExprKind::Null | ExprKind::Attr { .. } => true,
        ExprKind::Index { object, .. } => is_plain(facts, *object),
        ExprKind::Call(call) => match &facts.expr(call.callee).kind {
            ExprKind::Attr { name, .. } | ExprKind::Name(name) => matches!(name.as_str(), "getenv" | "get"),
            _ => false,
        },
        _ => false,
    }
}
