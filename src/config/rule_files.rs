//! The user's own rules, read from files and folders and joined to the built-in knowledge.

use super::{Settings, find};
use crate::exit_status::Failure;
use crate::knowledge::Knowledge;
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
        knowledge.extend(files).map_err(|e| {
            let failure = Failure::usage(e.to_string());
            match e.help {
                Some(help) => failure.with_help(help),
                None => failure,
            }
        })?;
    }
    Ok(knowledge)
}

/// Reads a rule file, or the `.toml` files of a folder and its subfolders in the order of their names.
fn read(path: &Path, settings: &Settings, files: &mut Vec<(String, String)>) -> Result<(), String> {
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|e| e.to_string())?;
        let named = entry.depth() == 0;
        if entry.path().is_file() && (named || entry.path().extension().is_some_and(|e| e == "toml")) {
            let shown = find::shown(entry.path(), &settings.cwd);
            let text = std::fs::read_to_string(entry.path()).map_err(|e| format!("{shown}: {e}"))?;
            files.push((shown, text));
        }
    }
    Ok(())
}
