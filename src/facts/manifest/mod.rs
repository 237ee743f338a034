//! Requirements from manifests and lock files.
//!
//! One reader a format, each giving [`Requirement`]s with the bytes to show; none knows which packages are at their
//! end. Readers are lenient: what does not parse is passed over, what stands before and after it is still read.
//! Lock files are among the largest files of a tree, so they are scanned, not parsed into trees. What a range means
//! is `check::range`'s business.

mod bun_lock;
mod command;
mod deno;
mod environment_yml;
mod json;
mod package_json;
mod package_lock;
mod pipfile;
mod pnpm_lock;
mod poetry_lock;
mod pyproject;
mod requirements;
mod setup_cfg;
mod setup_py;
mod yarn_lock;

use std::ops::Range;

use crate::language::Language;
use crate::source::{Source, Span};

pub use command::requirement_of_pip_line;
pub use requirements::{Include, includes};

/// The registry a requirement names a package of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ecosystem {
    /// The Python Package Index. Names are compared normalised (PEP 503).
    Pypi,
    /// The npm registry.
    Npm,
}

impl Ecosystem {
    /// The name by which packages of this registry are compared: for PyPI lower case with `-` for every run of
    /// `-`, `_` and `.` (PEP 503); npm names stand for themselves.
    pub fn normal_name(self, name: &str) -> String {
        if self == Ecosystem::Npm {
            return name.to_string();
        }
        let mut normal = String::with_capacity(name.len());
        for c in name.chars() {
            match c {
                '-' | '_' | '.' if normal.ends_with('-') => {}
                '-' | '_' | '.' => normal.push('-'),
                c => normal.push(c.to_ascii_lowercase()),
            }
        }
        normal
    }
}

/// One requirement or locked version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Which registry.
    pub ecosystem: Ecosystem,
    /// The package as written; for an npm alias (`"a": "npm:b@1"`) the package it stands for.
    pub name: String,
    /// The range as written in its own grammar (`==0.28`, `^3.2.0`, `<1`); empty if there is none. A direct reference
    /// is `@ URL` (Python) or the URL (npm).
    pub range: String,
    /// True for a resolved version in a lock file: `range` is then a bare version.
    pub locked: bool,
    /// Bytes of the place to show.
    pub span: Span,
    /// The extra, group or table it stands in (`dependencies`, `dev`, `extras: openai`); [`COMMAND`] for one that an
    /// install command of a notebook names, [`LOCK`] and [`NESTED_LOCK`] for locked versions.
    pub group: String,
}

/// The [`Requirement::group`] of a locked version.
pub const LOCK: &str = "lock";
/// The [`Requirement::group`] of a version that npm installed inside another package: the project's own code does not
/// meet it.
pub const NESTED_LOCK: &str = "lock, nested";

/// The [`Requirement::group`] of a requirement that an install command names.
pub const COMMAND: &str = "install command";

/// True for the name of a file that [`read`] knows (by its last component; notebooks are not among them).
pub fn is_manifest(path: &str) -> bool {
    Format::of(path).is_some()
}

/// True for a manifest that people also write settings into (scripts, tools, what an extension contributes), or whose
/// name other files have as well (`environment.prod.yaml`).
pub fn is_configuration(path: &str) -> bool {
    matches!(
        Format::of(path),
        Some(Format::Pyproject | Format::PackageJson | Format::SetupCfg | Format::EnvironmentYml | Format::Deno)
    )
}

/// The requirements files that a manifest includes: lines `-r` and `-c` of a requirements file, and of the list under
/// `pip` in a conda environment.
pub fn included(source: &Source) -> Vec<Include> {
    if source.language == Language::Requirements {
        return includes(&source.text);
    }
    if !matches!(Format::of(&source.path), Some(Format::EnvironmentYml)) {
        return Vec::new();
    }
    let item = |line: &str| line.trim().strip_prefix("- ").map(|item| item.trim_matches(['"', '\'', ' ']).to_owned());
    let items: Vec<String> = source.text.lines().map(|line| item(line).unwrap_or_default()).collect();
    includes(&items.join("\n"))
}

/// True for languages whose files hold install commands: Dockerfiles, scripts, CI workflows.
pub fn has_commands(language: Language) -> bool {
    matches!(language, Language::Shell | Language::Build | Language::Yaml)
}

/// The formats, told apart by file name.
#[derive(Clone, Copy)]
enum Format {
    Requirements,
    Pyproject,
    SetupPy,
    SetupCfg,
    PackageJson,
    PackageLock,
    YarnLock,
    PnpmLock,
    PoetryLock,
    Pipfile,
    PipfileLock,
    EnvironmentYml,
    Pylock,
    BunLock,
    PnpmWorkspace,
    Deno,
    DenoLock,
}

impl Format {
    fn of(path: &str) -> Option<Format> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let name = name.to_ascii_lowercase();
        Some(match name.as_str() {
            "pyproject.toml" => Format::Pyproject,
            "setup.py" => Format::SetupPy,
            "setup.cfg" => Format::SetupCfg,
            "package.json" => Format::PackageJson,
            "package-lock.json" | "npm-shrinkwrap.json" => Format::PackageLock,
            "yarn.lock" => Format::YarnLock,
            "pnpm-lock.yaml" => Format::PnpmLock,
            "poetry.lock" | "uv.lock" | "pdm.lock" => Format::PoetryLock,
            "pipfile" => Format::Pipfile,
            "bun.lock" => Format::BunLock,
            "pnpm-workspace.yaml" => Format::PnpmWorkspace,
            "deno.json" | "deno.jsonc" | "import_map.json" | "importmap.json" => Format::Deno,
            "deno.lock" => Format::DenoLock,
            _ if name == "pylock.toml" || name.starts_with("pylock.") && name.ends_with(".toml") => Format::Pylock,
            "pipfile.lock" => Format::PipfileLock,
            _ if is_conda(&name) => Format::EnvironmentYml,
            _ => {
                let is_list = name.ends_with(".txt") || name.ends_with(".in");
                let in_folder = folder == "requirements" || folder.ends_with("/requirements");
                if is_list && (name.contains("requirements") || name.starts_with("constraints") || in_folder) {
                    Format::Requirements
                } else {
                    return None;
                }
            }
        })
    }
}

/// Conda's files have no fixed name: `environment.yml`, `environment-gpu.yaml`, `conda_env.yml`. `name` in lower case.
fn is_conda(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml")) else { return false };
    let mut words = stem.split(['-', '_', '.']);
    words.any(|word| matches!(word, "environment" | "conda" | "env" | "condaenv"))
}

/// Reads the requirements of a manifest, of a lock file, or of the install commands in scripts, workflows and a
/// notebook's shell lines, in the order of the text. Any other source has none. Never fails.
pub fn read(source: &Source) -> Vec<Requirement> {
    let is_written = source.language == Language::Requirements;
    let mut found = if source.is_notebook() && !is_written {
        command::of_notebook(source)
    } else {
        match Format::of(&source.path) {
            None if source.language == Language::Requirements => requirements::read(&source.text),
            None if has_commands(source.language) => command::of_script(source),
            None => Vec::new(),
            Some(Format::Requirements) => requirements::read(&source.text),
            Some(Format::Pyproject) => pyproject::read(&source.text),
            Some(Format::SetupPy) => setup_py::read(&source.text),
            Some(Format::SetupCfg) => setup_cfg::read(&source.text),
            Some(Format::PackageJson) => package_json::read(&source.text),
            Some(Format::PackageLock) => package_lock::read(&source.text),
            Some(Format::YarnLock) => yarn_lock::read(&source.text),
            Some(Format::PnpmLock) => pnpm_lock::read(&source.text),
            Some(Format::PoetryLock) => poetry_lock::read(&source.text),
            Some(Format::Pipfile) => pipfile::read(&source.text),
            Some(Format::PipfileLock) => pipfile::read_lock(&source.text),
            Some(Format::Pylock) => poetry_lock::read_pylock(&source.text),
            Some(Format::BunLock) => bun_lock::read(&source.text),
            Some(Format::Deno) => deno::read(&source.text),
            Some(Format::DenoLock) => deno::read_lock(&source.text),
            Some(Format::PnpmWorkspace) => pnpm_lock::read_workspace(&source.text),
            Some(Format::EnvironmentYml) => environment_yml::read(&source.text),
        }
    };
    found.sort_by_key(|r| r.span);
    found
}

/// An npm requirement; an alias (`npm:real@range`) gives the real package.
fn npm(name: &str, range: &str, at: Range<usize>, group: &str) -> Requirement {
    let (name, range) = npm_alias(range).unwrap_or((name, range));
    Requirement {
        ecosystem: Ecosystem::Npm,
        name: name.to_string(),
        range: range.to_string(),
        locked: false,
        span: Span::new(at.start, at.end),
        group: group.to_string(),
    }
}

/// A version in a lock file.
fn locked(ecosystem: Ecosystem, name: &str, version: &str, at: Range<usize>) -> Requirement {
    let (name, version) = match ecosystem {
        Ecosystem::Npm => npm_alias(version).unwrap_or((name, version)),
        Ecosystem::Pypi => (name, version),
    };
    Requirement {
        ecosystem,
        name: name.to_string(),
        range: version.to_string(),
        locked: true,
        span: Span::new(at.start, at.end),
        group: LOCK.to_string(),
    }
}

/// The package and range of an npm alias: `npm:openai-edge@1`, `npm:@scope/name@^2`, `npm:name`. Not `npm:^3`, which
/// is how Yarn writes a plain range.
fn npm_alias(range: &str) -> Option<(&str, &str)> {
    let target = range.strip_prefix("npm:")?;
    let (name, range) = npm_descriptor(target);
    name.trim_start_matches('@').starts_with(|c: char| c.is_ascii_alphabetic()).then_some((name, range))
}

/// Splits `name@range` at the `@` that is not the one of a scope; without one, the range is empty.
fn npm_descriptor(text: &str) -> (&str, &str) {
    match text.char_indices().find(|&(i, c)| i > 0 && c == '@') {
        Some((at, _)) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests;
