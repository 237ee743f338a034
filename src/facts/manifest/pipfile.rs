//! `Pipfile` (TOML in the manner of Poetry's tables, with PEP 440 ranges) and `Pipfile.lock` (JSON).

use super::{Ecosystem, Requirement, json, locked, pyproject};

/// Reads a `Pipfile`.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    pyproject::tables(text, &[("packages", "dependencies"), ("dev-packages", "dev")])
}

/// Reads a `Pipfile.lock`: `{"default": {"openai": {"version": "==0.27.8"}}}`.
pub(super) fn read_lock(text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    json::members(text, |member| {
        if let ([table, name], "version") = (member.path, member.key)
            && (table == "default" || table == "develop")
        {
            let version = member.value.trim_start_matches('=');
            found.push(locked(Ecosystem::Pypi, name, version, member.span));
        }
    });
    found
}
