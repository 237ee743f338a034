//! Deno: the imports of `deno.json` and of import maps, and `deno.lock`.

use super::{Ecosystem, Requirement, json, locked, npm};
use crate::facts::ecmascript::specifier;

/// Reads `imports` and `scopes`: those that are packages of npm, wherever they are fetched from.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    json::members(text, |member| {
        let path: Vec<&str> = member.path.iter().map(AsRef::as_ref).collect();
        if let ["imports"] | ["scopes", _] = path[..]
            && let Some(package) = specifier::named(member.value)
        {
            found.push(npm(package.name, package.range, member.span, "imports"));
        }
    });
    found.dedup_by(|one, other| one.name == other.name && one.range == other.range);
    found
}

/// Reads `specifiers`, which say what each import was resolved to: `"npm:openai@^3": "3.3.0"`, before version 4 of the
/// format `"npm:openai@3.3.0"`.
pub(super) fn read_lock(text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    json::members(text, |member| {
        let path: Vec<&str> = member.path.iter().map(AsRef::as_ref).collect();
        if let ["specifiers"] | ["packages", "specifiers"] = path[..]
            && let Some(package) = specifier::named(member.key)
        {
            let version = specifier::named(member.value).map_or(member.value, |resolved| resolved.range);
            // Behind `_` stand the peers that it was resolved with.
            let version = version.split('_').next().unwrap_or(version);
            found.push(locked(Ecosystem::Npm, package.name, version, member.span));
        }
    });
    found
}
