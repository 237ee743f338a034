//! What a call does in an outage: how long it waits, who tries again.

use super::argument;
use super::count::{number_of, written};
use super::helper::Guards;
use super::origin::Site;
use super::settings::Settings;
use super::surface::{Known, last_name};
use crate::facts::{ExprKind, RegionKind, Use};
use crate::project::{At, Resolver};

/// How long a call waits.
#[derive(Clone, Debug, PartialEq)]
pub enum Timeout {
    /// It is set: what by, as written, and where.
    Set {
        /// `call`, `client`, `with_options`, `module`, `HTTP client`, `wait`, `AbortSignal`.
        by: &'static str,
        /// The value as written.
        text: String,
        /// The value in seconds, if it is a number.
        seconds: Option<f64>,
        /// The value.
        at: At,
    },
    /// It cannot be seen.
    Unknown,
    /// The SDK's own, in seconds.
    Default(f64),
    /// It waits for ever; where that is said, if it is.
    Never(Option<At>),
}

impl Timeout {
    /// The better it is, the smaller: of several that may be, the best is believed.
    pub fn rank(&self) -> u8 {
        match self {
            Timeout::Set { .. } => 0,
            Timeout::Unknown => 1,
            Timeout::Default(_) => 2,
            Timeout::Never(_) => 3,
        }
    }
}

/// How often the SDK itself tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retries {
    /// So often, if nothing is said.
    Default(u32),
    /// So often as is said here.
    Set(u32, At),
    /// As is said here; the number cannot be seen.
    Some(At),
    /// Switched off here.
    Off(At),
    /// It cannot be seen.
    Unknown,
}

impl Retries {
    /// How many retries there are at least; `None` if that cannot be seen.
    pub fn least(self) -> Option<u32> {
        match self {
            Retries::Default(n) | Retries::Set(n, _) => Some(n),
            Retries::Some(_) => Some(1),
            Retries::Off(_) => Some(0),
            Retries::Unknown => None,
        }
    }
}

/// What is asked about a call.
pub struct Asked<'a, 'k> {
    /// The call.
    pub call: At,
    /// What the client does.
    pub known: Known<'k>,
    /// Where the client is made, if it was found.
    pub site: Option<&'a Site>,
    /// The client may be made elsewhere.
    pub open: bool,
    /// The last name of the call.
    pub path: &'a str,
}

/// Settings that are given as one key or another; the flag says that one may be given that cannot be seen.
pub fn first(resolver: &Resolver<'_>, call: At, names: &[String], options_at: Option<u32>) -> (Option<At>, bool) {
    let mut open = false;
    for name in names {
        let (found, unseen) = argument::at_path(resolver, call, name, options_at);
        open |= unseen;
        if let Some(&at) = found.last() {
            return (Some(at), false);
        }
    }
    (None, open)
}

/// What a method of what the call gives is told: `post(…).timeout(9000)`.
fn chained(resolver: &Resolver<'_>, call: At, methods: &[String]) -> Option<At> {
    if methods.is_empty() {
        return None;
    }
    let unit = resolver.project.unit(call.unit);
    let told = super::chain::methods_on(unit, call.expr, methods);
    let of = told.first()?;
    Some(At { unit: call.unit, expr: unit.facts.call(*of)?.args.first().map_or(*of, |arg| arg.value) })
}

/// What a model object is given after it was made: `llm.bind(timeout=20)`.
fn given_later(resolver: &Resolver<'_>, asked: &Asked<'_, '_>) -> Option<At> {
    let known = asked.known.behaviour;
    if known.timeout.given.is_empty() {
        return None;
    }
    let unit = resolver.project.unit(asked.call.unit);
    let options = if unit.source.language.is_ecmascript() { Some(1) } else { None };
    let later = super::chain::methods_on(unit, asked.call.expr, &known.timeout.given);
    later
        .into_iter()
        .find_map(|expr| first(resolver, At { unit: asked.call.unit, expr }, &known.timeout.call, options).0)
}

/// The object of a client in which its timeout does nothing.
pub fn void(resolver: &Resolver<'_>, known: Known<'_>, constructor: At) -> Option<At> {
    let void = known.behaviour.timeout.void.as_ref()?;
    let (object, _) = first(resolver, constructor, std::slice::from_ref(&void.option), Some(0));
    let made = resolver.value_of(object?);
    let call = resolver.project.unit(made.unit).facts.call(made.expr)?;
    let paths = resolver.api_paths(At { unit: made.unit, expr: call.callee });
    if !paths.iter().any(|path| void.made_by.iter().any(|made_by| **made_by == **path)) {
        return None;
    }
    let (unless, open) = first(resolver, made, std::slice::from_ref(&void.unless), Some(0));
    (unless.is_none() && !open).then_some(made)
}

/// How long a call waits.
pub fn timeout(resolver: &Resolver<'_>, settings: &Settings<'_>, asked: &Asked<'_, '_>) -> Timeout {
    let known = asked.known.behaviour;
    let spec = &known.timeout;
    let default = spec.seconds.map_or(Timeout::Never(None), Timeout::Default);
    let of = |at: At, by: &'static str| value(resolver, at, by, spec.milliseconds, spec.none_is_default, &default);
    if let Some(wait) = wait(resolver, asked.call) {
        return Timeout::Set { by: "wait", text: text(resolver, wait), seconds: None, at: wait };
    }
    let (said, open) = first(resolver, asked.call, &spec.call, known.options_at);
    // What is spread into a call holds no timeout if the file that makes the call never says the word.
    let mut unseen = open && !spec.call.is_empty() && speaks_of_time(resolver, asked.call);
    if let Some(at) = said {
        return of(at, "call");
    }
    if let Some(at) = chained(resolver, asked.call, &spec.method) {
        return of(at, "call");
    }
    if let Some(at) = given_later(resolver, asked) {
        return of(at, "call");
    }
    // A signal that fires after a time; one that does not is no timeout.
    let javascript = resolver.project.unit(asked.call.unit).source.language.is_ecmascript();
    if javascript {
        let given = argument::of_call(resolver, asked.call, known.options_at.or(Some(1)));
        let signals: Vec<At> = given.get("signal").chain(given.get("abortSignal")).collect();
        match signals.iter().map(|&s| super::signal::of(resolver, s)).max() {
            Some(super::signal::Signal::Timed) => {
                return Timeout::Set {
                    by: "AbortSignal",
                    text: text(resolver, signals[0]),
                    seconds: None,
                    at: signals[0],
                };
            }
            Some(super::signal::Signal::Unknown) => return Timeout::Unknown,
            Some(super::signal::Signal::Never) => {}
            None => unseen |= given.open && speaks_of_time(resolver, asked.call),
        }
    }
    if let Some(site) = asked.site {
        for &over in &site.overrides {
            let (said, open) = first(resolver, over, &spec.client, Some(0));
            if let Some(at) = said {
                return of(at, "with_options");
            }
            unseen |= open;
        }
        let options_at = javascript.then_some(0);
        let (said, open) = first(resolver, site.constructor, &spec.client, options_at);
        if let Some(at) = said.filter(|_| void(resolver, asked.known, site.constructor).is_none()) {
            return of(at, "client");
        }
        unseen |= open && !spec.client.is_empty();
        let (transport, _) = first(resolver, site.constructor, &["http_client".to_owned()], options_at);
        if let Some(transport) = transport {
            match of_transport(resolver, transport) {
                Some(at) => return of(at, "HTTP client"),
                None if !is_call(resolver, transport) => unseen = true,
                None => {}
            }
        }
        if let Some(at) = settings.of_client(resolver, site.constructor, &["timeout"]) {
            return of(at, "client");
        }
    } else if asked.open && !spec.client.is_empty() {
        unseen = true;
    }
    if let Some((_, at)) = settings.of_module(resolver, asked.call.unit, &spec.module) {
        return of(at, "module");
    }
    if unseen { Timeout::Unknown } else { default }
}

/// True if the file around a call has a timeout anywhere, as a name or in a string. An exception that says that one
/// was exceeded sets none.
fn speaks_of_time(resolver: &Resolver<'_>, call: At) -> bool {
    let text = resolver.project.unit(call.unit).source.text.as_str();
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    ["timeout", "TIMEOUT", "time_out", "signal"].into_iter().any(has)
        || text.match_indices("Timeout").any(|(at, word)| is_setting(text, at, at + word.len()))
}

/// True if the name around a place in a text is no class of exceptions: `requestTimeout`, `ClientTimeout(`.
fn is_setting(text: &str, from: usize, to: usize) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let start = text[..from].trim_end_matches(is_name).len();
    let name = &text[start..to + text[to..].len() - text[to..].trim_start_matches(is_name).len()];
    let called = text[start + name.len()..].starts_with('(');
    let raised = name.ends_with("Error") || name.ends_with("Exception");
    name.starts_with(char::is_lowercase) || called && !raised
}

/// The best of what may be.
pub fn best(all: impl Iterator<Item = Timeout>) -> Timeout {
    all.min_by_key(Timeout::rank).unwrap_or(Timeout::Unknown)
}

/// How often the SDK itself tries again.
pub fn retries(resolver: &Resolver<'_>, settings: &Settings<'_>, asked: &Asked<'_, '_>, models: &[String]) -> Retries {
    let known = asked.known.behaviour;
    let spec = &known.retry;
    let mut times = spec.times;
    if spec.never.iter().any(|name| name == last_name(asked.path)) {
        return Retries::Default(0);
    }
    let mut doubtful = false;
    if !spec.only_models.is_empty() {
        let covered = |model: &String| spec.only_models.iter().any(|prefix| model.starts_with(prefix.as_str()));
        match models.iter().all(covered) {
            _ if models.is_empty() => doubtful = true,
            true => {}
            false => times = 0,
        }
    }
    let of = |at: At| match &spec.endless {
        Some(endless) if endless.values.contains(&written(resolver, at)) => Retries::Some(at),
        _ => number_of(resolver, at, spec.counts_tries),
    };
    let (said, open) = first(resolver, asked.call, &spec.call, known.options_at);
    if let Some(at) = said {
        return of(at);
    }
    if let Some(at) = chained(resolver, asked.call, &spec.method) {
        return of(at);
    }
    let mut unseen = doubtful || (open && !spec.call.is_empty());
    let javascript = resolver.project.unit(asked.call.unit).source.language.is_ecmascript();
    if let Some(site) = asked.site {
        for &over in &site.overrides {
            if let (Some(at), _) = first(resolver, over, &spec.client, Some(0)) {
                return of(at);
            }
        }
        let (said, open) = first(resolver, site.constructor, &spec.client, javascript.then_some(0));
        if let Some(at) = said {
            return of(at);
        }
        unseen |= open && !spec.client.is_empty();
        if let (Some(at), _) = first(resolver, site.constructor, &spec.total, javascript.then_some(0)) {
            return number_of(resolver, at, true);
        }
        if let Some(at) = settings.of_client(resolver, site.constructor, &["max_retries", "maxRetries"]) {
            return of(at);
        }
    } else if asked.open && !spec.client.is_empty() {
        unseen = true;
    }
    if let Some((path, at)) = settings.of_module(resolver, asked.call.unit, &spec.module) {
        let told = of(at);
        if !matches!(told, Retries::Off(_)) || !spec.unset_at_zero.contains(path) {
            return told;
        }
    }
    if unseen { Retries::Unknown } else { Retries::Default(times) }
}

/// How long the SDK waits between the tries it makes by itself.
pub fn delay(resolver: &Resolver<'_>, call: At, known: Known<'_>, retries: Retries) -> super::guard::Delay {
    use super::guard::Delay;
    let spec = &known.behaviour.retry;
    let word = match retries {
        Retries::Set(..) | Retries::Some(_) => spec.set_delay.as_ref().or(spec.delay.as_ref()),
        _ => spec.delay.as_ref(),
    };
    let told = word.map_or(Delay::Growing, |word| Delay::of_word(word).unwrap_or(Delay::Unknown));
    if spec.growth.is_empty() {
        return told;
    }
    match first(resolver, call, &spec.growth, known.behaviour.options_at) {
        (Some(_), _) => Delay::Growing,
        (None, true) => Delay::Unknown,
        (None, false) => told,
    }
}

/// What a setting of a timeout says.
fn value(
    resolver: &Resolver<'_>,
    at: At,
    by: &'static str,
    milliseconds: bool,
    none_is_default: bool,
    default: &Timeout,
) -> Timeout {
    let meant = resolver.value_of(at);
    match &resolver.project.expr(meant).kind {
        ExprKind::Null if none_is_default => default.clone(),
        ExprKind::Null => Timeout::Never(Some(at)),
        ExprKind::Name(name) if name == "undefined" => default.clone(),
        ExprKind::Num(number) => {
            let number = number.replace('_', "").parse::<f64>().ok();
            let seconds = number.map(|n| if milliseconds { n / 1000.0 } else { n });
            Timeout::Set { by, text: text(resolver, at), seconds, at }
        }
        _ => Timeout::Set { by, text: text(resolver, at), seconds: None, at },
    }
}

/// The timeout of the HTTP client that an SDK is given.
fn of_transport(resolver: &Resolver<'_>, at: At) -> Option<At> {
    let at = resolver.value_of(at);
    first(resolver, at, &["timeout".to_owned()], None).0
}

fn is_call(resolver: &Resolver<'_>, at: At) -> bool {
    matches!(resolver.project.expr(resolver.value_of(at)).kind, ExprKind::Call(_))
}

/// What bounds the wait from outside: `asyncio.wait_for(call, …)`, `asyncio.timeout(…)`, `Promise.race([call, …])`.
fn wait(resolver: &Resolver<'_>, call: At) -> Option<At> {
    const WAITS: &[&str] =
        &["wait_for", "race", "pTimeout", "withTimeout", "with_timeout", "promiseTimeout", "timeoutPromise"];
    const BLOCKS: &[&str] = &["timeout", "timeout_at", "fail_after", "move_on_after"];
    let unit = resolver.project.unit(call.unit);
    let facts = &unit.facts;
    let mut at = call.expr;
    for _ in 0..6 {
        at = match facts.expr(at).usage {
            Use::Wrapped(parent) | Use::Item(parent) | Use::Object(parent) | Use::Callee(parent) => parent,
            Use::Arg { call: outer, .. } => {
                if unit.index.callee_name(facts, outer).is_some_and(|name| WAITS.contains(&name)) {
                    return Some(At { unit: call.unit, expr: outer });
                }
                break;
            }
            _ => break,
        };
    }
    for region in super::guard::within_function(facts, facts.expr(call.expr).region) {
        if let RegionKind::With(entered) = &facts.region(region).kind {
            for &entry in entered {
                if facts.call(entry).is_some()
                    && unit.index.callee_name(facts, entry).is_some_and(|name| BLOCKS.contains(&name))
                {
                    return Some(At { unit: call.unit, expr: entry });
                }
            }
        }
    }
    None
}

/// An expression as written, cut if it is long.
pub fn text(resolver: &Resolver<'_>, at: At) -> String {
    let unit = resolver.project.unit(at.unit);
    let text: String =
        unit.source.slice(unit.facts.expr(at.expr).span).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= 60 { text } else { format!("{}…", text.chars().take(59).collect::<String>()) }
}

/// What tries a call again besides the SDK: around it, and mounted on its session.
pub fn guards(guards: &Guards<'_, '_, '_>, call: At, known: Known<'_>) -> Vec<super::guard::Guard> {
    let raises = known.behaviour.http.as_ref().is_none_or(|http| http.raises);
    // axios with a check of its own: every status is an answer, and the code looks at it.
    let told = || argument::of_call(guards.resolver, call, known.behaviour.options_at);
    let raises = raises && (known.behaviour.http.is_none() || told().get("validateStatus").next().is_none());
    guards.of(call, if raises { super::guard::Shown::Exception } else { super::guard::Shown::Status })
}
