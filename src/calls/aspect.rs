//! What else there is to know of a call: what bounds it, what it sends.

use super::guard::within_function;
use super::row::Column;
use super::{Inventory, Outgoing, argument, column, posture};
use crate::facts::{ArgKind, ExprKind, FunctionId, Part, RegionKind, Use};
use crate::project::{At, Resolver, Unit, UnitId};
use crate::source::Span;

/// Arguments that hold what the model is asked.
const PROMPTS: &[&str] = &["messages", "prompt", "input", "contents", "message", "body"];

/// Callers of callers are not followed further than this.
const MAX_CALLERS_DEEP: u32 = 3;
/// Nor more callers of one function.
const MAX_CALLERS: usize = 20;

/// Fields of requests that limit the length of the answer.
const CAPS: &[&str] = &["max_tokens", "max_completion_tokens", "max_output_tokens", "max_tokens_to_sample"];

fn column(state: &'static str, detail: impl Into<String>) -> Column {
    Column { state, detail: detail.into(), place: None }
}

/// The values that a call is given under one of these names.
pub fn given(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, names: &[&str]) -> (Vec<At>, bool) {
    let resolver = inventory.resolver;
    if let Some(http) = &call.behaviour().http {
        let body = super::target::body(resolver, call.sent, http, call.behaviour().options_at);
        // What is sent cannot be seen at all: then nothing is known of a part of it either.
        let open = body.open || body.entries.is_empty();
        return (names.iter().flat_map(|name| body.get(name).collect::<Vec<_>>()).collect(), open);
    }
    let mut found = Vec::new();
    let mut open = false;
    for name in names {
        let options = if call.path.contains('#') { Some(0) } else { None };
        let (values, unseen) = argument::at_path(resolver, call.at, name, options);
        found.extend(values);
        open |= unseen;
    }
    (found, open)
}

/// Whether the length of the answer, or the number of calls at once, is limited.
pub fn limits(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Column {
    let resolver = inventory.resolver;
    let http = call.behaviour().http.is_some();
    let told = call.behaviour().output_cap.iter().map(String::as_str);
    let names: Vec<&str> = told.chain(CAPS.iter().copied().filter(|_| http)).collect();
    let (mut caps, open) = given(inventory, call, &names);
    // `max_tokens: undefined` takes a limit away that was spread in.
    caps.retain(|&at| !is_nothing(resolver, at));
    let unit = resolver.project.unit(call.at.unit);
    let facts = &unit.facts;
    let held =
        within_function(facts, facts.expr(call.at.expr).region).find_map(|region| match &facts.region(region).kind {
            RegionKind::With(entered) => entered.iter().map(|&e| unit.source.slice(facts.expr(e).span)).find(|text| {
                let text = text.to_ascii_lowercase();
                ["semaphore", "limiter", "throttle", "rate_limit", "sem"].iter().any(|word| text.contains(word))
            }),
            _ => None,
        });
    let mut said: Vec<String> =
        caps.first().map(|&at| format!("output cap {}", posture::text(resolver, at))).into_iter().collect();
    said.extend(held.map(|held| format!("at once: {held}")));
    match (said.is_empty(), open || names.is_empty()) {
        (false, _) => column("set", said.join("; ")),
        (true, true) => column("unknown", ""),
        (true, false) => match inventory.profiles.known(&call.path).and_then(|known| known.kind) {
            None | Some("chat" | "completion") => column("none", "no output cap, no limiter around it"),
            // An embedding or a picture has no length to limit.
            Some(_) => column("none", "no limiter around it"),
        },
    }
}

/// `None`, `null`, `undefined`.
fn is_nothing(resolver: &Resolver<'_>, at: At) -> bool {
    match &resolver.project.expr(resolver.value_of(at)).kind {
        ExprKind::Null => true,
        ExprKind::Name(name) => name == "undefined",
        _ => false,
    }
}

/// Whether answers, or prompts at the provider, are cached.
pub fn cache(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Column {
    let resolver = inventory.resolver;
    let unit = resolver.project.unit(call.at.unit);
    let facts = &unit.facts;
    let text = unit.source.slice(facts.expr(call.at.expr).span);
    if ["cache_control", "cacheControl", "prompt_cache_key", "cached_content", "cachedContent"]
        .iter()
        .any(|w| text.contains(w))
    {
        return column("provider", "prompt cache");
    }
    let function = facts.function_of(facts.expr(call.at.expr).region);
    if let Some((name, id, span)) = function.and_then(|f| cached(resolver, call.at.unit, f, 0)) {
        return Column { state: "result", detail: name, place: column::place(resolver.project, id, span) };
    }
    if let Some((text, span)) = function.and_then(|f| kept(unit, f, facts.expr(call.at.expr).span.start)) {
        return Column { state: "result", detail: text, place: column::place(resolver.project, call.at.unit, span) };
    }
    let spec = &call.behaviour().cache;
    let set = spec.module.iter().chain(&spec.function).map(std::slice::from_ref);
    if let Some((path, at)) = set.filter_map(|path| inventory.settings.of_module(resolver, call.at.unit, path)).next() {
        let place = column::place(resolver.project, at.unit, resolver.project.expr(at).span);
        return Column { state: "result", detail: path.clone(), place };
    }
    let names: Vec<&str> = spec.call.iter().map(String::as_str).chain(["cache_control"]).collect();
    let (told, open) = given(inventory, call, &names);
    let switched = told.iter().find(|&&at| {
        !matches!(resolver.project.expr(resolver.value_of(at)).kind, ExprKind::Null | ExprKind::Bool(false))
    });
    match switched {
        Some(&at) => column("result", posture::text(resolver, at)),
        // What is around the calls of a model object stands elsewhere.
        None => column(if open || call.is_model { "unknown" } else { "none" }, ""),
    }
}

/// A look into a cache of the project's own before the call: `if key in CACHE`, `self._cache.get(key)`.
fn kept(unit: &Unit, function: FunctionId, before: u32) -> Option<(String, Span)> {
    let facts = &unit.facts;
    let span = facts.region(facts.function(function).region).span;
    let says = |text: &str| text.rsplit('.').next().unwrap_or(text).to_ascii_lowercase().contains("cache");
    let looked = super::delay::calls_in(unit, span).take_while(|&c| facts.expr(c).span.end <= before).find_map(|c| {
        let ExprKind::Attr { object, name, .. } = &facts.expr(facts.call(c)?.callee).kind else { return None };
        let owner = unit.source.slice(facts.expr(*object).span);
        (matches!(name.as_str(), "get" | "lookup" | "read" | "has" | "match") && says(owner)).then_some(c)
    });
    let indexed = || {
        super::delay::names_in(unit, span).take_while(|&n| facts.expr(n).span.end <= before).find(|&n| {
            let is_index = matches!(facts.expr(n).usage, Use::Indexed(index) if facts.expr(index).usage != Use::Target);
            is_index && says(unit.source.slice(facts.expr(n).span))
        })
    };
    let at = looked.or_else(indexed)?;
    let text = unit.source.slice(facts.expr(at).span);
    Some((text.split(['(', '[']).next().unwrap_or(text).to_owned(), facts.expr(at).span))
}

/// The decorator that keeps what a function answers, on the function, on one around it, or on each of its callers.
fn cached(resolver: &Resolver<'_>, id: UnitId, function: FunctionId, depth: u32) -> Option<(String, UnitId, Span)> {
    let unit = resolver.project.unit(id);
    let facts = &unit.facts;
    let mut at = function;
    loop {
        for &decorator in &facts.function(at).decorators {
            let span = facts.expr(decorator).span;
            let text = unit.source.slice(span);
            let name = text.split('(').next().unwrap_or(text).trim();
            if name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase().contains("cache") {
                return Some((name.to_owned(), id, span));
            }
        }
        let parent = facts.region(facts.function(at).region).parent;
        match facts.function_of(parent) {
            Some(outer) if outer != at => at = outer,
            _ => break,
        }
    }
    if depth >= MAX_CALLERS_DEEP {
        return None;
    }
    let callers = resolver.callers_of(id, function);
    let mut found = None;
    for caller in callers.iter().take(MAX_CALLERS) {
        let other = &resolver.project.unit(caller.unit).facts;
        let around = other.function_of(other.expr(caller.expr).region)?;
        if (caller.unit, around) == (id, function) {
            return None;
        }
        found = Some(cached(resolver, caller.unit, around, depth + 1)?);
    }
    found
}

/// What the model is asked.
pub fn prompts(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Vec<At> {
    let (values, _) = given(inventory, call, PROMPTS);
    if !values.is_empty() {
        return values;
    }
    // A model object is asked elsewhere; what is given without a name stands first.
    let facts = &inventory.resolver.project.unit(call.at.unit).facts;
    let args = facts.call(call.at.expr).map_or(&[][..], |made| &made.args);
    let plain = call.behaviour().http.is_none() && !call.path.contains('#') && !call.is_model;
    let first = args.iter().find(|arg| plain && arg.kind == ArgKind::Positional(0));
    first.map(|arg| At { unit: call.at.unit, expr: arg.value }).into_iter().collect()
}

/// Where the text comes from that must be tested again when the model changes.
pub fn prompt(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Column {
    let Some(at) = prompts(inventory, call).first().copied() else {
        return column("unknown", "");
    };
    let resolver = inventory.resolver;
    let meant = resolver.value_of(at);
    let unit = resolver.project.unit(meant.unit);
    let span = unit.facts.expr(meant.expr).span;
    let text = unit.source.slice(span);
    let place = column::place(resolver.project, meant.unit, span);
    let state = match &unit.facts.expr(meant.expr).kind {
        ExprKind::Str(_) => "inline",
        ExprKind::Template(_) => "template",
        ExprKind::Call(_) if text.contains("open(") || text.contains("read_text") || text.contains("readFile") => {
            "file"
        }
        ExprKind::Dict(_) if text.contains("prompt_id") || text.contains("pmpt_") => "registry",
        ExprKind::List(_) | ExprKind::Dict(_) => match unit.index.shape(&unit.facts).texts_in(&unit.facts, span).any(|e| {
            matches!(&unit.facts.expr(e).kind, ExprKind::Template(parts) if parts.iter().any(|p| matches!(p, Part::Hole(_))))
        }) {
            true => "template",
            false => "inline",
        },
        _ => "unknown",
    };
    Column { state, detail: habits(inventory, call, text), place }
}

/// Habits of completion models that a chat model need not share: `suffix`, stop sequences, examples that begin alike.
fn habits(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>, text: &str) -> String {
    let has = |names: &[&str]| !given(inventory, call, names).0.is_empty();
    let mut said = Vec::new();
    said.extend(has(&["suffix"]).then_some("suffix"));
    said.extend(has(&["stop", "stop_sequences", "stopSequences"]).then_some("stop sequences"));
    let label = |line: &str| {
        let (label, _) = line.trim_start_matches(|c: char| !c.is_alphanumeric()).split_once(':')?;
        (label.len() <= 20
            && label.starts_with(char::is_uppercase)
            && label.chars().all(|c| c.is_alphanumeric() || c == ' '))
        .then(|| label.to_owned())
    };
    let mut labels = std::collections::BTreeSet::new();
    let mut lines = text.split('\n').flat_map(|line| line.split("\\n")).take(200);
    said.extend(
        lines.any(|line| label(line).is_some_and(|label| !labels.insert(label))).then_some("few-shot prefixes"),
    );
    said.join(", ")
}

/// What of the exchange is kept by others: written to a log, stored by the provider, tied to a user.
pub fn data(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Column {
    let resolver = inventory.resolver;
    let mut said = Vec::new();
    let mut unseen = call.is_model;
    let leaks = super::leak::of(inventory, call);
    for leak in &leaks {
        let logged = format!("{} logged", leak.what);
        if !said.contains(&logged) {
            said.push(logged);
        }
    }
    for (name, word) in [
        ("store", "store"),
        ("user", "user"),
        ("safety_identifier", "safety identifier"),
        ("metadata", "metadata"),
        ("providerOptions.openai.store", "store"),
        ("providerOptions.openai.user", "user"),
    ] {
        let (values, open) = given(inventory, call, &[name]);
        unseen |= open;
        if let Some(&at) = values.first() {
            said.push(format!("{word}: {}", posture::text(resolver, at)));
        }
    }
    let first = leaks.first().and_then(|leak| {
        let span = resolver.project.unit(call.at.unit).facts.expr(leak.log).span;
        column::place(resolver.project, call.at.unit, span)
    });
    let state = match (said.is_empty(), unseen) {
        (false, _) if leaks.is_empty() => "sent",
        (false, _) => "logged",
        (true, true) => "unknown",
        (true, false) => "none",
    };
    Column { state, detail: said.join("; "), place: first }
}

/// Whether the model's behaviour can change under the caller.
pub fn pinning(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Column {
    let deployment = given(inventory, call, &["engine", "deployment_id", "azure_deployment"]).0;
    if let Some(&at) = deployment.first() {
        return column("deployment", posture::text(inventory.resolver, at));
    }
    if call.path.contains("Azure") {
        return column("deployment", call.models.join(", "));
    }
    if call.models.is_empty() {
        return column("unknown", "");
    }
    match call.models.iter().all(|model| is_dated(model)) {
        true => column("snapshot", call.models.join(", ")),
        false => column("alias", call.models.iter().filter(|m| !is_dated(m)).cloned().collect::<Vec<_>>().join(", ")),
    }
}

/// True if an id names a day or a numbered snapshot: `-2024-08-06`, `-20241022`, `-0613`, `-001`, `@001`.
pub fn is_dated(model: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let last = model.rsplit(['-', '@', ':']).next().unwrap_or(model);
    digits(last) && matches!(last.len(), 2..=4 | 8) && model.len() > last.len()
}

/// Whether the answer comes in pieces.
pub fn streaming(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> &'static str {
    let name = super::surface::last_name(&call.path).to_ascii_lowercase();
    if name.contains("stream") {
        return "true";
    }
    let (values, open) = given(inventory, call, &["stream"]);
    let facts = &inventory.resolver.project.unit(call.at.unit).facts;
    let splat = facts.call(call.at.expr).is_some_and(|c| c.args.iter().any(|a| a.kind == ArgKind::DictSplat));
    match values.first().map(|&at| &inventory.resolver.project.expr(inventory.resolver.value_of(at)).kind) {
        Some(ExprKind::Bool(true)) => "true",
        Some(ExprKind::Bool(false) | ExprKind::Null) => "false",
        Some(_) => "unknown",
        None if open && (splat || call.behaviour().http.is_some()) => "unknown",
        None => "false",
    }
}
