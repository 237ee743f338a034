//! `package.json`.

use super::{Requirement, json, npm};

/// The members of a manifest that hold requirements; `keywords`, `scripts`, `overrides` and the rest are none.
pub(super) const TABLES: [&str; 4] = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/// Reads a `package.json`: the members of its four dependency tables at the top level.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    json::members(text, |member| {
        if let [table] = member.path
            && TABLES.contains(&table.as_ref())
        {
            found.push(npm(member.key, member.value, member.span, table));
        }
    });
    found
}
