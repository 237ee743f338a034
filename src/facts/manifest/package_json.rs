//! `package.json`.

use super::{Requirement, json, npm};

/// The members of a manifest that hold requirements; `keywords`, `scripts` and the rest are none.
pub(super) const TABLES: [&str; 4] = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/// The table of versions that hold for other manifests, or for what dependencies ask for.
fn forced(path: &[std::borrow::Cow<'_, str>]) -> Option<&'static str> {
    let path: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
    match path[..] {
        ["overrides"] | ["resolutions"] | ["pnpm", "overrides"] => Some("overrides"),
        ["workspaces", "catalog"] | ["workspaces", "catalogs", _] | ["catalog"] | ["catalogs", _] => Some("catalog"),
        _ => None,
    }
}

/// Reads a `package.json`: the members of its four dependency tables at the top level, its catalogs and its overrides.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    json::members(text, |member| {
        if let [table] = member.path
            && TABLES.contains(&table.as_ref())
        {
            found.push(npm(member.key, member.value, member.span, table));
        } else if let Some(table) = forced(member.path)
            && !member.key.contains(['>', '*'])
        {
            found.push(npm(member.key, member.value, member.span, table));
        }
    });
    found
}
