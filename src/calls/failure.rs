//! What a call raises when something goes wrong, by its profile and the version that the project may have.

use super::Outgoing;
use super::guard::{Guard, GuardKind, within_function};
use crate::check::range;
use crate::facts::manifest::Ecosystem;
use crate::facts::{ExprId, ExprKind, JumpKind, RegionId, RegionKind, Use};
use crate::knowledge::behaviour::{FailureKind, RawFailure};
use crate::project::{Project, Unit};

/// Libraries whose exceptions say something about a request.
const LIBRARIES: &[&str] = &[
    "requests",
    "httpx",
    "httpx2",
    "aiohttp",
    "urllib3",
    "urllib",
    "openai",
    "anthropic",
    "cohere",
    "mistralai",
    "groq",
    "botocore",
];
/// Exceptions that others derive from.
const GENERAL: &[&str] =
    &["Exception", "BaseException", "OSError", "IOError", "ConnectionError", "TimeoutError", "RuntimeError", "Error"];

/// Words in names of functions that may let a failure out that they are handed.
const LETS_OUT: &[&str] = &["raise", "throw", "reject", "exit", "abort", "next", "handle", "retry", "bail", "fail"];
/// Exceptions that say that an answer was not what was asked for.
const OF_ANSWERS: &[&str] = &[
    "KeyError",
    "IndexError",
    "ValueError",
    "TypeError",
    "AttributeError",
    "AssertionError",
    "JSONDecodeError",
    "ValidationError",
    "OutputParserException",
];

/// True unless the project's manifest excludes these versions.
pub fn may_be(call: &Outgoing<'_>, versions: Option<&String>) -> bool {
    let ecosystem = match call.known[0].sdk.ecosystem.as_str() {
        "pypi" => Ecosystem::Pypi,
        _ => Ecosystem::Npm,
    };
    match (&call.version, versions) {
        (Some(written), Some(versions)) => !range::allows_none(ecosystem, written, versions),
        _ => true,
    }
}

/// What may be raised when `kind` goes wrong: the classes of each version that it may be, nearest first. Empty if the
/// profiles do not say.
pub fn raised<'k>(call: &Outgoing<'k>, kind: FailureKind) -> Vec<&'k RawFailure> {
    let mut found = Vec::new();
    for known in &call.known {
        let rows = || {
            let of_kind = known.behaviour.failure.iter().filter(|row| row.kind == kind);
            of_kind.filter(|row| may_be(call, row.versions.as_ref()))
        };
        let closer: Vec<&RawFailure> =
            rows().filter(|row| row.only.iter().any(|end| call.path.ends_with(end.as_str()))).collect();
        match closer.is_empty() {
            true => found.extend(rows().filter(|row| row.only.is_empty())),
            false => found.extend(closer),
        }
    }
    found
}

/// Marks guards that never see a failure of the call: they wait for exceptions that it never raises, or for answers, or
/// stand around a function that handles everything itself. One that is for something else is taken out.
pub fn set_aside(project: &Project, call: &Outgoing<'_>, guards: &mut Vec<Guard>) {
    let raises = call.known[0].behaviour.http.as_ref().is_none_or(|http| http.raises);
    let swallowed = swallows(project.unit(call.at.unit), call.at.expr);
    for guard in guards.iter_mut().filter(|guard| guard.kind.is_given_a_function() && guard.idle.is_none()) {
        if guard.results {
            guard.idle = raises.then_some("it looks at what is answered, and a failure is an exception");
        } else if swallowed && !guard.by_caller {
            guard.idle = Some("the function handles every failure itself, so none reaches it");
        }
    }
    // Where something else sees failures, one that looks at answers is for something else.
    if guards.iter().any(|guard| guard.idle.is_none()) {
        guards.retain(|guard| !guard.results || guard.idle.is_none());
    }
    if raised(call, FailureKind::RateLimit).is_empty() {
        return;
    }
    let unit = project.unit(call.at.unit);
    let function = unit.facts.function_of(unit.facts.expr(call.at.expr).region);
    let body = function.map_or("", |f| unit.source.slice(unit.facts.region(unit.facts.function(f).region).span));
    let raises = |class: &str| {
        call.known.iter().flat_map(|known| &known.behaviour.failure).any(|row| row.raises.iter().any(|r| r == class))
    };
    let last = |path: &str| path.rsplit('.').next().unwrap_or(path).to_owned();
    for guard in guards.iter_mut().filter(|guard| guard.kind == GuardKind::Decorator && !guard.on.is_empty()) {
        let foreign = guard.on.iter().all(|path| {
            let (root, class) = (path.split('.').next().unwrap_or(path), last(path));
            // What else the function does may raise them.
            let elsewhere = root != call.known[0].sdk.package && body.contains(&format!("{root}."));
            LIBRARIES.contains(&root) && !GENERAL.contains(&class.as_str()) && !raises(&class) && !elsewhere
        });
        if foreign {
            guard.idle = Some("it waits for exceptions that this call never raises");
        }
    }
    // An answer that cannot be read is asked for again: right, but no help in an outage.
    let of_answers = |guard: &Guard| {
        guard.kind == GuardKind::Decorator
            && !guard.on.is_empty()
            && guard.on.iter().all(|path| OF_ANSWERS.contains(&last(path).as_str()) && !raises(&last(path)))
    };
    guards.retain(|guard| !of_answers(guard));
}

/// True if a handler around the call, in its own function, catches everything and lets nothing out.
pub fn swallows(unit: &Unit, call: ExprId) -> bool {
    let facts = &unit.facts;
    let around: Vec<RegionId> = within_function(facts, facts.expr(call).region).collect();
    // What is awaited or iterated elsewhere fails elsewhere.
    let is_here = !unit.source.language.is_ecmascript() || !matches!(facts.expr(call).usage, Use::Returned(_));
    let in_loop = around.iter().any(|&r| matches!(facts.region(r).kind, RegionKind::Loop { .. }));
    is_here
        && !in_loop
        && around.into_iter().filter(|&r| matches!(facts.region(r).kind, RegionKind::Try)).any(|tried| {
            let handlers = super::around::handlers(unit, tried);
            let catches_all = |&handler: &RegionId| {
                match &facts.region(handler).kind {
                RegionKind::Handler(caught) => {
                    caught.is_empty()
                        || caught.iter().any(|&c| {
                            matches!(&facts.expr(c).kind, ExprKind::Name(n) if n == "Exception" || n == "BaseException")
                        })
                }
                _ => false,
            }
            };
            let lets_out = |&handler: &RegionId| {
                let span = facts.region(handler).span;
                facts.jumps.iter().any(|jump| jump.kind == JumpKind::Raise && span.contains(jump.span))
                    || super::delay::calls_in(unit, span).any(|c| {
                        // What is handed the failure may raise it again; a log does not.
                        let name = unit.index.callee_name(facts, c).unwrap_or_default().to_ascii_lowercase();
                        LETS_OUT.iter().any(|word| name.contains(word))
                    })
            };
            handlers.iter().any(catches_all) && !handlers.iter().any(lets_out)
        })
}

/// The names of all classes that say in this call that there is no capacity.
pub fn classes<'k>(call: &Outgoing<'k>) -> Vec<&'k str> {
    let kinds = [FailureKind::RateLimit, FailureKind::Unavailable, FailureKind::Overloaded, FailureKind::Timeout];
    let rows = kinds.into_iter().flat_map(|kind| raised(call, kind));
    let mut names: Vec<&str> = rows.flat_map(|row| row.raises.iter().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    names
}
