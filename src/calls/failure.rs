//! What a call raises when something goes wrong, by its profile and the version that the project may have.

use super::Outgoing;
use super::guard::{Guard, GuardKind};
use crate::check::range;
use crate::facts::manifest::Ecosystem;
use crate::knowledge::behaviour::{FailureKind, RawFailure};
use crate::project::Project;

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

/// Marks guards that try again only after exceptions that the call never raises.
pub fn set_aside(project: &Project, call: &Outgoing<'_>, guards: &mut [Guard]) {
    if raised(call, FailureKind::RateLimit).is_empty() {
        return;
    }
    let unit = project.unit(call.at.unit);
    let function = unit.facts.function_of(unit.facts.expr(call.at.expr).region);
    let body = function.map_or("", |f| unit.source.slice(unit.facts.region(unit.facts.function(f).region).span));
    let raises = |class: &str| {
        call.known.iter().flat_map(|known| &known.behaviour.failure).any(|row| row.raises.iter().any(|r| r == class))
    };
    for guard in guards.iter_mut().filter(|guard| guard.kind == GuardKind::Decorator && !guard.on.is_empty()) {
        let foreign = guard.on.iter().all(|path| {
            let (root, class) = (path.split('.').next().unwrap_or(path), path.rsplit('.').next().unwrap_or(path));
            // What else the function does may raise them.
            let elsewhere = root != call.known[0].sdk.package && body.contains(&format!("{root}."));
            LIBRARIES.contains(&root) && !GENERAL.contains(&class) && !raises(class) && !elsewhere
        });
        if foreign {
            guard.idle = Some("it waits for exceptions that this call never raises");
        }
    }
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
