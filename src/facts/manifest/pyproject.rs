//! `pyproject.toml`: PEP 621, dependency groups (PEP 735), and the tables of Poetry, uv, PDM and Hatch.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::requirements::requirement;
use super::{Ecosystem, Requirement};
use crate::source::Span;

/// A key of a TOML table with its value.
type Member<'a, 'i> = (&'a Spanned<toml::de::DeString<'i>>, &'a Spanned<DeValue<'i>>);

/// Reads a `pyproject.toml`. The TOML parser recovers from errors and limits nesting itself.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    let (root, _errors) = DeTable::parse_recoverable(text);
    let mut reading = Reading { text, found: Vec::new() };
    let root = root.get_ref();
    if let Some(project) = table(root, "project") {
        reading.list(project, "dependencies", "dependencies");
        reading.lists(table(project, "optional-dependencies"), "extras");
    }
    reading.lists(table(root, "dependency-groups"), "group");
    if let Some(build) = table(root, "build-system") {
        reading.list(build, "requires", "build-system");
    }
    let Some(tool) = table(root, "tool") else { return reading.found };
    if let Some(poetry) = table(tool, "poetry") {
        reading.poetry(table(poetry, "dependencies"), "dependencies");
        reading.poetry(table(poetry, "dev-dependencies"), "dev");
        for (name, group) in table(poetry, "group").into_iter().flatten() {
            let dependencies = group.get_ref().as_table().and_then(|g| table(g, "dependencies"));
            reading.poetry(dependencies, &format!("group: {}", name.get_ref()));
        }
    }
    if let Some(uv) = table(tool, "uv") {
        for key in ["dev-dependencies", "constraint-dependencies", "override-dependencies"] {
            reading.list(uv, key, key);
        }
    }
    if let Some(rye) = table(tool, "rye") {
        reading.list(rye, "dev-dependencies", "dev-dependencies");
    }
    reading.lists(table(tool, "pdm").and_then(|pdm| table(pdm, "dev-dependencies")), "group");
    let resolution = table(tool, "pdm").and_then(|pdm| table(pdm, "resolution"));
    for (name, value) in resolution.and_then(|resolution| table(resolution, "overrides")).into_iter().flatten() {
        if let Some(version) = value.get_ref().as_str() {
            // A bare version is that version; anything with an operator is a range, an address is one.
            let is_bare = version.starts_with(|c: char| c.is_ascii_digit());
            let range = if is_bare { format!("=={version}") } else { version.to_owned() };
            reading.push((name, value), &range, "overrides");
        }
    }
    let environments = table(tool, "hatch").and_then(|hatch| table(hatch, "envs"));
    for (name, environment) in environments.into_iter().flatten() {
        if let Some(environment) = environment.get_ref().as_table() {
            for key in ["dependencies", "extra-dependencies"] {
                reading.list(environment, key, &format!("environment: {}", name.get_ref()));
            }
        }
    }
    reading.found
}

/// Reads tables of the top level that are written as Poetry's are: (table, group).
pub(super) fn tables(text: &str, tables: &[(&str, &str)]) -> Vec<Requirement> {
    let (root, _errors) = DeTable::parse_recoverable(text);
    let mut reading = Reading { text, found: Vec::new() };
    for (key, group) in tables {
        reading.poetry(table(root.get_ref(), key), group);
    }
    reading.found
}

fn table<'a, 'i>(parent: &'a DeTable<'i>, key: &str) -> Option<&'a DeTable<'i>> {
    parent.get(key)?.get_ref().as_table()
}

/// What is being read, and what was found so far.
struct Reading<'t> {
    text: &'t str,
    found: Vec<Requirement>,
}

impl Reading<'_> {
    /// Every list of a table: `[project.optional-dependencies]`, `[dependency-groups]`.
    fn lists(&mut self, groups: Option<&DeTable<'_>>, kind: &str) {
        for (name, list) in groups.into_iter().flatten() {
            self.items(list, &format!("{kind}: {}", name.get_ref()));
        }
    }

    /// The list `parent.key`.
    fn list(&mut self, parent: &DeTable<'_>, key: &str, group: &str) {
        if let Some(list) = parent.get(key) {
            self.items(list, group);
        }
    }

    /// A list of PEP 508 requirements; its items that are no strings (`{include-group = "x"}`) name no package.
    fn items(&mut self, list: &Spanned<DeValue<'_>>, group: &str) {
        let items = list.get_ref().as_array().into_iter().flat_map(|items| items.iter());
        for item in items.filter(|item| item.get_ref().is_str()) {
            let inside = within_quotes(self.text, item.span());
            self.found.extend(requirement(self.text, inside, group));
        }
    }

    /// A Poetry table: `name = "^1"`, `name = { version = "^1" }`, or a list of such tables.
    fn poetry(&mut self, dependencies: Option<&DeTable<'_>>, group: &str) {
        for (name, value) in dependencies.into_iter().flatten() {
            match value.get_ref() {
                DeValue::String(range) => self.push((name, value), range, group),
                DeValue::Table(details) => {
                    if let Some(range) = poetry_range(details) {
                        self.push((name, value), &range, group);
                    }
                }
                DeValue::Array(several) => {
                    for one in several.iter() {
                        if let Some(range) = one.get_ref().as_table().and_then(poetry_range) {
                            self.push((name, one), &range, group);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, (name, value): Member<'_, '_>, range: &str, group: &str) {
        if name.get_ref() == "python" {
            return;
        }
        // A value on a line of its own (one of several constraints) is shown without the key far above it.
        let start = name.span().start;
        let same_line = self.text.get(start..value.span().end).is_some_and(|t| !t.contains('\n'));
        let start = if same_line { start } else { value.span().start };
        self.found.push(Requirement {
            ecosystem: Ecosystem::Pypi,
            name: name.get_ref().to_string(),
            range: range.to_string(),
            locked: false,
            span: Span::new(start, value.span().end),
            group: group.to_string(),
        });
    }
}

/// The range of a Poetry inline table; for one without a version, the place it comes from.
fn poetry_range(details: &DeTable<'_>) -> Option<String> {
    let text = |key: &str| details.get(key).and_then(|v| v.get_ref().as_str());
    if let Some(version) = text("version") {
        return Some(version.to_string());
    }
    if let Some(path) = text("path") {
        return Some(format!("@ file:{path}"));
    }
    ["git", "url"].into_iter().find_map(text).map(|url| format!("@ {url}"))
}

/// The bytes between the quotes of a TOML string.
fn within_quotes(text: &str, at: Range<usize>) -> Range<usize> {
    let whole = text.get(at.clone()).unwrap_or("");
    let width = if whole.len() >= 6 && (whole.starts_with("\"\"\"") || whole.starts_with("'''")) { 3 } else { 1 };
    if whole.len() < 2 * width {
        return at.start..at.start;
    }
    at.start + width..at.end - width
}
