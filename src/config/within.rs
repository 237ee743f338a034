//! What a configuration file that was found, not named, may lead to: plain files of its own project. Whoever can change
//! a project (a pull request) must not make a check read what else is on the machine, or wait for a pipe.

use super::{Origin, Setting, Settings, find, lexical};
use crate::exit_status::Failure;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Larger than any file of settings, owners or known findings that people keep, in bytes.
const LARGEST: u64 = 64 << 20;

/// Refuses paths of the configuration that leave the project: the repository, or without one the configuration's folder.
pub(super) fn check(settings: &Settings) -> Result<(), Failure> {
    let root = find::repository(&settings.folder, &settings.cwd).unwrap_or_else(|| settings.folder.clone());
    let root = real(&root);
    settings.rules.iter().chain(&settings.baseline).chain(&settings.codeowners).try_for_each(|path| one(path, &root))
}

fn one(path: &Setting<PathBuf>, root: &Path) -> Result<(), Failure> {
    if matches!(path.origin, Origin::File(_)) && !real(&path.value).starts_with(root) {
        let shown = path.value.display();
        return Err(Failure::usage(format!("{}: {shown} lies outside of the project", path.origin))
            .with_help("name it on the command line, or the configuration with --config"));
    }
    Ok(())
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let path = lexical(path);
    let known = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    match known {
        Some((above, real)) => path.strip_prefix(above).map_or_else(|_| path.clone(), |rest| real.join(rest)),
        None => path,
    }
}

/// The text of a plain file. What is none is never opened: a pipe has no end.
///
/// # Errors
/// It cannot be read, is no plain file, or larger than any such file would be.
pub fn plain_text(path: &Path) -> io::Result<String> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is no plain file"));
    }
    let mut text = String::new();
    File::open(path)?.take(LARGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST {
        return Err(io::Error::other("it is larger than any such file"));
    }
    Ok(text)
}
