//! `poetry.lock`, `pdm.lock` and `uv.lock`: TOML with one `[[package]]` a locked version.

use toml::de::{DeTable, DeValue};

use super::{Ecosystem, Requirement, locked};

/// Reads such a lock file. The project itself (in `uv.lock`: a package whose source is a folder) is none of its
/// requirements.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    packages(text, "package")
}

/// Reads a `pylock.toml` (PEP 751): one `[[packages]]` a locked version.
pub(super) fn read_pylock(text: &str) -> Vec<Requirement> {
    packages(text, "packages")
}

fn packages(text: &str, table: &str) -> Vec<Requirement> {
    let (root, _errors) = DeTable::parse_recoverable(text);
    let packages = root.get_ref().get(table).and_then(|p| p.get_ref().as_array());
    packages.into_iter().flat_map(|p| p.iter()).filter_map(|p| package(p.get_ref().as_table()?)).collect()
}

fn package(package: &DeTable<'_>) -> Option<Requirement> {
    let name = package.get("name")?.get_ref().as_str()?;
    let (key, version) = package.get_key_value("version")?;
    if let Some(DeValue::Table(source)) = package.get("source").map(|s| s.get_ref())
        && ["virtual", "editable", "directory", "workspace"].iter().any(|k| source.contains_key(*k))
    {
        return None;
    }
    Some(locked(Ecosystem::Pypi, name, version.get_ref().as_str()?, key.span().start..version.span().end))
}
