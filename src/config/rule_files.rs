//! The user's own rules, read from files and folders and joined to the built-in knowledge.

use super::within::plain_text;
use super::{Settings, find};
use crate::exit_status::Failure;
use crate::knowledge::{Knowledge, KnowledgeError};
use std::path::Path;

/// The built-in knowledge with the user's rules over it.
pub fn knowledge(settings: &Settings) -> Result<Knowledge, Failure> {
    let mut knowledge = Knowledge::built_in();
    let mut files = Vec::new();
    for path in &settings.rules {
        let start = files.len();
        read(&path.value, settings, &mut files)
            .map_err(|e| Failure::usage(format!("cannot read rules ({}): {e}", path.origin)))?;
        if files.len() == start {
            let shown = find::shown(&path.value, &settings.cwd);
            return Err(Failure::usage(format!("no rule files in {shown} ({})", path.origin))
                .with_help("rules are files ending in .toml"));
        }
    }
    if !files.is_empty() {
        knowledge.extend(files).map_err(rule_failure)?;
    }
    Ok(knowledge)
}

/// A mistake in a rule file, with its place and the remedy.
pub fn rule_failure(error: KnowledgeError) -> Failure {
    let failure = Failure::usage(error.to_string());
    match error.help {
        Some(help) => failure.with_help(help),
        None => failure,
    }
}

/// A rule file with the files it is tested by.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// Path as shown.
    pub shown: String,
    /// Its text.
    pub text: String,
    /// The folder its tests are looked for in, as shown.
    pub folder: String,
    /// `bad.*`, `good.*` and `fixed.*` of that folder: path as shown, and text.
    pub fixtures: Vec<(String, String)>,
}

/// The rule files of a folder (or the one that is named), each with the files `bad.*`, `good.*` and `fixed.*` in the
/// folder beside it that has its name.
///
/// # Errors
/// A path that does not exist or cannot be read, and a folder without rule files.
pub fn rule_files(path: &Path, cwd: &Path) -> Result<Vec<RuleFile>, Failure> {
    if !path.exists() {
        return Err(Failure::nothing_to_scan(format!("{} does not exist", find::shown(path, cwd))));
    }
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|e| Failure::usage(format!("cannot read rules: {e}")))?;
        let is_toml = entry.path().extension().is_some_and(|e| e == "toml");
        let stem = entry.path().file_stem().and_then(|s| s.to_str()).unwrap_or("");
        if !entry.file_type().is_file() || !is_toml || FIXTURES.contains(&stem) {
            continue;
        }
        let folder = entry.path().with_extension("");
        let mut fixtures = Vec::new();
        for file in walkdir::WalkDir::new(&folder).max_depth(1).sort_by_file_name().into_iter().flatten() {
            let name = file.file_name().to_str().unwrap_or("");
            if file.file_type().is_file() && FIXTURES.contains(&name.split('.').next().unwrap_or("")) {
                fixtures.push((find::shown(file.path(), cwd), text_of(file.path(), cwd)?));
            }
        }
        found.push(RuleFile {
            shown: find::shown(entry.path(), cwd),
            text: text_of(entry.path(), cwd)?,
            folder: find::shown(&folder, cwd),
            fixtures,
        });
    }
    Ok(found)
}

/// Names of the files that test a rule, up to their first dot.
const FIXTURES: [&str; 3] = ["bad", "good", "fixed"];

fn text_of(path: &Path, cwd: &Path) -> Result<String, Failure> {
    plain_text(path).map_err(|e| Failure::usage(format!("cannot read {}: {e}", find::shown(path, cwd))))
}

/// Reads a rule file, or the `.toml` files of a folder and its subfolders in the order of their names.
fn read(path: &Path, settings: &Settings, files: &mut Vec<(String, String)>) -> Result<(), String> {
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|e| e.to_string())?;
        let named = entry.depth() == 0;
        // What tests a rule is none: `x/bad.toml` beside `x.toml`.
        let stem = entry.path().file_stem().and_then(|s| s.to_str()).unwrap_or("");
        if FIXTURES.contains(&stem) && entry.path().parent().is_some_and(|p| p.with_extension("toml").is_file()) {
            continue;
        }
        if entry.path().is_file() && (named || entry.path().extension().is_some_and(|e| e == "toml")) {
            let shown = find::shown(entry.path(), &settings.cwd);
            let text = plain_text(entry.path()).map_err(|e| format!("{shown}: {e}"))?;
            files.push((shown, text));
        }
    }
    Ok(())
}
