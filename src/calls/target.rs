//! Whether an HTTP call goes to a model provider: by its URL, or by what it sends and the key it carries.

use super::argument::{self, Given};
use crate::check::url;
use crate::facts::{ArgKind, BindingKind, ExprId, ExprKind, Part};
use crate::knowledge::Words;
use crate::knowledge::behaviour::RawHttp;
use crate::project::{At, Resolver};

/// Ends of paths that only endpoints of model providers have, as the last segments of a URL.
const ENDPOINTS: &[&str] = &[
    "/chat/completions",
    "/v1/completions",
    "/v1/messages",
    "/v1/responses",
    "/v1/embeddings",
    "/v1/images/generations",
    "/v1/complete",
];
/// Those whose names other services have too: mail and chat have messages. At a host that is seen and is no provider's
/// they say nothing by themselves.
const ORDINARY: &[&str] = &["/v1/messages", "/v1/responses", "/v1/complete"];
/// Verbs of Google's endpoints, behind the model.
const VERBS: &[&str] = &[
    ":generateContent",
    ":streamGenerateContent",
    ":generateMessage",
    ":generateText",
    ":embedContent",
    ":rawPredict",
];

/// Methods of a string that leave most of it as it is.
const TEXT_METHODS: &[&str] = &[
    "replace",
    "replaceAll",
    "format",
    "strip",
    "lstrip",
    "rstrip",
    "trim",
    "trimEnd",
    "removesuffix",
    "concat",
    "toString",
];

/// Where an HTTP call goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destination {
    /// The host, where it can be seen.
    pub host: Option<String>,
    /// The provider whose host it is.
    pub provider: Option<String>,
}

/// The provider that the call sends a request to, if it does.
pub fn of(
    resolver: &Resolver<'_>,
    words: &Words,
    call: At,
    http: &RawHttp,
    options_at: Option<u32>,
) -> Option<Destination> {
    let given = argument::of_call(resolver, call, options_at);
    let url = url_of(resolver, call, http, options_at);
    if !sends(resolver, call, http, &given) {
        return None;
    }
    let seen = match parted(resolver, http, &given) {
        Some(texts) => Some(of_texts(words, &texts)),
        None => url.map(|url| of_url(resolver, words, url)),
    };
    match seen {
        Some(seen) => match seen {
            Seen::Provider(destination) => Some(destination),
            Seen::Other => None,
            Seen::Unknown => {
                (is_model_request(resolver, call, http, &given) && has_key(resolver, &given)).then(Destination::default)
            }
        },
        None => None,
    }
}

/// The URL that an HTTP call is given.
pub fn url_of(resolver: &Resolver<'_>, call: At, http: &RawHttp, options_at: Option<u32>) -> Option<At> {
    let is_url = |at: &At| !matches!(resolver.project.expr(resolver.literal_of(*at)).kind, ExprKind::Dict(_));
    positional(resolver, call, http.url_at).filter(is_url).or_else(|| {
        let given = argument::of_call(resolver, call, options_at);
        http.url.iter().find_map(|name| given.get(name).next())
    })
}

/// True if a call whose URL cannot be seen sends what a model is asked, and a key with it.
pub fn looks_like_request(resolver: &Resolver<'_>, call: At, http: &RawHttp) -> bool {
    let given = argument::of_call(resolver, call, Some(1));
    sends(resolver, call, http, &given) && is_model_request(resolver, call, http, &given) && has_key(resolver, &given)
}

/// What a URL says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A provider's.
    Provider(Destination),
    /// Somewhere else.
    Other,
    /// It cannot be seen.
    Unknown,
}

/// What the URL at `at` says, whatever it is built from.
pub fn of_url(resolver: &Resolver<'_>, words: &Words, at: At) -> Seen {
    let mut texts: Vec<String> = resolver.strings(at).into_iter().map(|built| built.text).collect();
    if texts.is_empty() {
        for inner in inside(resolver, at) {
            let built = resolver.strings(inner);
            // `SERVICES[name]["endpoint"].rstrip("/")`
            let deeper = if built.is_empty() { inside(resolver, inner) } else { Vec::new() };
            let deeper = deeper.into_iter().flat_map(|deeper| resolver.strings(deeper));
            texts.extend(built.into_iter().chain(deeper).map(|built| built.text));
        }
    }
    of_texts(words, &texts)
}

/// The URLs that are told in parts: `{ hostname: "api.openai.com", path: "/v1/responses" }`.
fn parted(resolver: &Resolver<'_>, http: &RawHttp, given: &Given) -> Option<Vec<String>> {
    let texts = |names: &[String]| -> Option<Vec<String>> {
        let told: Vec<At> = names.iter().flat_map(|name| given.get(name)).collect();
        let built = told.iter().flat_map(|&at| resolver.strings(at)).map(|built| built.text).collect();
        (!told.is_empty()).then_some(built)
    };
    let hosts = texts(&http.host)?;
    let hosts = if hosts.is_empty() { vec!["{host}".to_owned()] } else { hosts };
    let routes = texts(&http.route).filter(|routes| !routes.is_empty()).unwrap_or_else(|| vec![String::new()]);
    let url = |host: &String, route: &String| format!("https://{host}{route}");
    Some(hosts.iter().flat_map(|host| routes.iter().map(move |route| url(host, route))).collect())
}

/// What URLs say.
fn of_texts(words: &Words, texts: &[String]) -> Seen {
    // A key or a name of a variable of the environment is no URL.
    let texts: Vec<&String> =
        texts.iter().filter(|text| text.contains("://") || text.starts_with(['/', '{'])).collect();
    let mut seen = if texts.is_empty() { Seen::Unknown } else { Seen::Other };
    for text in texts {
        let host = url::host(text);
        let provider = host.and_then(|host| words.provider_of_host(host));
        let path = text.split(['?', '#']).next().unwrap_or(text).trim_end_matches('/');
        let own = host.is_some_and(|host| !host.contains('{') && !host.contains('.') && host != "localhost");
        let endpoint = ENDPOINTS.iter().any(|end| path.ends_with(end)) || VERBS.iter().any(|verb| path.contains(verb));
        let foreign = provider.is_none() && host.is_some_and(|host| !host.contains('{') && host.contains('.'));
        if foreign && ORDINARY.iter().any(|end| path.ends_with(end)) {
            seen = if seen == Seen::Other { Seen::Unknown } else { seen };
            continue;
        }
        // A path alone is a route of the page's own server.
        let elsewhere = host.is_some() || text.starts_with('{');
        let deployment = text.contains("/openai/deployments/");
        if provider.is_some() || (elsewhere && !own && (endpoint || deployment)) {
            let host = host.filter(|host| !host.contains('{')).map(str::to_owned);
            return Seen::Provider(Destination { host, provider: provider.map(str::to_owned) });
        }
        if seen == Seen::Other && (text.is_empty() || text.starts_with('{')) {
            seen = Seen::Unknown;
        }
    }
    seen
}

/// What a URL is made from, where it is neither a string nor a name of one: `new URL(x)`, `Request(x)`, `a.b(x)`.
fn inside(resolver: &Resolver<'_>, at: At) -> Vec<At> {
    let at = resolver.value_of(at);
    let facts = &resolver.project.unit(at.unit).facts;
    match &facts.expr(at.expr).kind {
        // `settings.pop("url")`
        ExprKind::Call(call) if matches!(&facts.expr(call.callee).kind, ExprKind::Attr { name, .. } if name == "pop" || name == "get") =>
        {
            let (ExprKind::Attr { object, .. }, Some(key)) = (&facts.expr(call.callee).kind, call.args.first()) else {
                return Vec::new();
            };
            let ExprKind::Str(key) = &facts.expr(key.value).kind else { return Vec::new() };
            argument::keys(resolver, At { unit: at.unit, expr: *object }, 0).get(key).collect()
        }
        ExprKind::Call(call) => {
            let of = match &facts.expr(call.callee).kind {
                ExprKind::Attr { object, name, .. } if TEXT_METHODS.contains(&name.as_str()) => Some(*object),
                _ => None,
            };
            let args = call.args.iter().map(|arg| arg.value);
            of.into_iter().chain(args).map(|expr| At { unit: at.unit, expr }).collect()
        }
        // `SERVICES[name]["endpoint"]`
        ExprKind::Index { object, key } => {
            let here = |expr: ExprId| At { unit: at.unit, expr };
            super::entries::indexed(resolver, here(*object), here(*key), 0).0
        }
        ExprKind::Name(_) => defaults(resolver, at),
        _ => argument::values_of(resolver, at),
    }
}

/// What a parameter is if nobody says otherwise: `def ask(url="https://…")`.
fn defaults(resolver: &Resolver<'_>, at: At) -> Vec<At> {
    let unit = resolver.project.unit(at.unit);
    let of = |&binding: &u32| match unit.facts.binding(binding).kind {
        BindingKind::Param { default, rest: false, .. } => default,
        _ => None,
    };
    unit.index.meanings(at.expr).iter().filter_map(of).map(|expr| At { unit: at.unit, expr }).collect()
}

fn positional(resolver: &Resolver<'_>, call: At, position: Option<u32>) -> Option<At> {
    let facts = &resolver.project.unit(call.unit).facts;
    let args = &facts.call(call.expr)?.args;
    let arg = args.iter().find(|arg| matches!(arg.kind, ArgKind::Positional(at) if Some(at) == position))?;
    Some(At { unit: call.unit, expr: arg.value })
}

/// True if something is sent: the name of the call says so, or its method, or there is a body.
fn sends(resolver: &Resolver<'_>, call: At, http: &RawHttp, given: &Given) -> bool {
    if http.sends {
        return true;
    }
    let method =
        given.get("method").next().or_else(|| positional(resolver, call, Some(0)).filter(|_| http.url_at == Some(1)));
    let word =
        method.map(|at| resolver.strings(at)).and_then(|built| built.first().map(|b| b.text.to_ascii_uppercase()));
    match word.as_deref() {
        Some("GET" | "HEAD" | "DELETE" | "OPTIONS") => false,
        Some(_) => true,
        None => {
            http.body.iter().any(|name| given.get(name).next().is_some())
                || positional(resolver, call, http.body_at).is_some()
        }
    }
}

/// True if the body is that of a request to a model: a prompt or messages, and settings of a model beside it.
fn is_model_request(resolver: &Resolver<'_>, call: At, http: &RawHttp, given: &Given) -> bool {
    bodies(resolver, call, http, given).into_iter().any(|body| {
        let names: Vec<String> = body_entries(resolver, body, 0).entries.into_iter().map(|(name, _)| name).collect();
        let has = |wanted: &[&str]| names.iter().filter(|name| wanted.contains(&name.as_str())).count();
        has(&["messages", "prompt", "contents", "input"]) > 0
            && has(&[
                "model",
                "max_tokens",
                "temperature",
                "top_p",
                "stop",
                "n",
                "stream",
                "presence_penalty",
                "best_of",
                "max_completion_tokens",
            ]) > 1
    })
}

/// What a request to a model sends, by key: the entries of the body of an HTTP call.
pub fn body(resolver: &Resolver<'_>, call: At, http: &RawHttp, options_at: Option<u32>) -> Given {
    let given = argument::of_call(resolver, call, options_at);
    let mut all = Given { open: given.open, ..Given::default() };
    for body in bodies(resolver, call, http, &given) {
        let entries = body_entries(resolver, body, 0);
        all.open |= entries.open;
        all.entries.extend(entries.entries);
    }
    all
}

fn bodies(resolver: &Resolver<'_>, call: At, http: &RawHttp, given: &Given) -> Vec<At> {
    let named = http.body.iter().flat_map(|name| given.get(name));
    named.chain(positional(resolver, call, http.body_at)).collect()
}

/// The entries of a body, through `JSON.stringify` and `json.dumps`.
fn body_entries(resolver: &Resolver<'_>, at: At, depth: u32) -> Given {
    if depth > 4 {
        return Given { open: true, ..Given::default() };
    }
    let at = resolver.value_of(at);
    let unit = resolver.project.unit(at.unit);
    if let ExprKind::Call(call) = &unit.facts.expr(at.expr).kind
        && matches!(unit.index.callee_name(&unit.facts, at.expr), Some("stringify" | "dumps" | "encode"))
    {
        let inner: Option<ExprId> = match &unit.facts.expr(call.callee).kind {
            ExprKind::Attr { object, name, .. } if name == "encode" => Some(*object),
            _ => call.args.first().map(|arg| arg.value),
        };
        let inner = inner.map(|expr| At { unit: at.unit, expr });
        return inner.map_or_else(Given::default, |inner| body_entries(resolver, inner, depth + 1));
    }
    argument::keys(resolver, at, 0)
}

/// True if the headers carry a key.
fn has_key(resolver: &Resolver<'_>, given: &Given) -> bool {
    given.get("headers").any(|at| {
        argument::keys(resolver, at, 0).entries.iter().any(|(name, _)| {
            matches!(name.to_ascii_lowercase().as_str(), "authorization" | "api-key" | "x-api-key" | "x-goog-api-key")
        })
    })
}

/// The parameter of the function around that a URL is, if it is nothing else.
pub fn parameter(resolver: &Resolver<'_>, at: At) -> Option<(u32, u32, String)> {
    let unit = resolver.project.unit(at.unit);
    let at = match &unit.facts.expr(at.expr).kind {
        ExprKind::Template(parts) => match &**parts {
            [Part::Hole(hole)] => *hole,
            _ => return None,
        },
        _ => at.expr,
    };
    match unit.index.meanings(at) {
        [one] => match &unit.facts.binding(*one).kind {
            BindingKind::Param { function, index, rest: false, path, .. } if path.is_empty() => {
                Some((*function, *index, unit.facts.binding(*one).name.to_string()))
            }
            _ => None,
        },
        _ => None,
    }
}
