//! Finding and reading the configuration file: the nearest one upwards, or the one that was named.

use super::file::{self, ConfigFile, Kind};
use super::within::plain_text;
use crate::exit_status::Failure;
use std::path::{Path, PathBuf};

/// The names looked for in each folder, in this order.
const NAMES: [&str; 3] = ["codexit.toml", "pyproject.toml", "package.json"];

/// A configuration file with the folder its paths are relative to.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What it says; empty without a file.
    pub file: ConfigFile,
    /// The folder it stands in, absolute; `None` without a file.
    pub folder: Option<PathBuf>,
}

/// Reads a file that was named on the command line; it must exist and, if it is shared, have a part for codexit.
pub fn named(path: &Path, cwd: &Path) -> Result<Found, Failure> {
    let shown = shown(path, cwd);
    let text = std::fs::read_to_string(path).map_err(|e| Failure::usage(format!("cannot read {shown}: {e}")))?;
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
    let absolute = super::lexical(&cwd.join(path));
    match file::read(&shown, Kind::of_file_name(name), &text)? {
        Some(file) => Ok(Found { file, folder: absolute.parent().map(Path::to_path_buf) }),
        None => Err(Failure::usage(format!("{shown} holds no configuration of codexit"))),
    }
}

/// Looks in the folder of `start` (a file or a folder) and then upwards for the nearest file that has something to say.
/// Having none is fine.
pub fn nearest(start: &Path, cwd: &Path) -> Result<Found, Failure> {
    let start = super::lexical(&cwd.join(start));
    let first = if start.is_dir() { Some(start.as_path()) } else { start.parent() };
    for folder in first.into_iter().flat_map(Path::ancestors) {
        for name in NAMES {
            let path = folder.join(name);
            if !path.is_file() {
                continue;
            }
            let kind = Kind::of_file_name(name);
            let shown = shown(&path, cwd);
            let text = match plain_text(&path) {
                Ok(text) => text,
                // A shared file that cannot be read is the scan's problem, not the configuration's.
                Err(_) if kind != Kind::Codexit => continue,
                Err(e) => return Err(Failure::usage(format!("cannot read {shown}: {e}"))),
            };
            // A broken shared file stops nobody who keeps no configuration there.
            if kind != Kind::Codexit && !text.contains("codexit") {
                continue;
            }
            if let Some(file) = file::read(&shown, kind, &text)? {
                return Ok(Found { file, folder: Some(folder.to_path_buf()) });
            }
        }
    }
    Ok(Found::default())
}

/// The folder of the repository that `start` lies in, absolute: the nearest one upwards that holds `.git`.
pub fn repository(start: &Path, cwd: &Path) -> Option<PathBuf> {
    let start = super::lexical(&cwd.join(start));
    start.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}

/// A path as messages show it: relative to where codexit was started if it lies below, with `/`.
pub fn shown(path: &Path, cwd: &Path) -> String {
    path.strip_prefix(cwd).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
