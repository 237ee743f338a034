//! Putting a file's new bytes in the place of the old ones: a temporary file beside it, then a rename, so that whatever
//! happens the file is either old or new.

use super::change::{Change, Refusal};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Names that are tried for the temporary file.
const NAMES: u32 = 100;

/// What the name of a temporary file has behind that of the file it is for.
const MARK: &str = ".codexit-";
const END: &str = ".tmp";

/// Removes what runs that were killed left in a folder: temporary files that nobody holds.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| is_temporary(name)) else { continue };
        if !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let path = entry.path().with_file_name(name);
        if File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            // If it cannot be removed, the next run tries again.
            let _ = fs::remove_file(&path);
        }
    }
}

/// `.name.codexit-0.tmp`.
fn is_temporary(name: &str) -> bool {
    let number = name.strip_prefix('.').and_then(|rest| rest.strip_suffix(END)).and_then(|rest| rest.rsplit_once(MARK));
    number.is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Writes a change. The file keeps its permissions.
///
/// # Errors
/// The file is no longer what the change was made from, or the folder cannot be written.
pub fn write(path: &Path, change: &Change) -> Result<(), Refusal> {
    let failed = |e: io::Error| Refusal(format!("it cannot be written: {e}"));
    let (mut file, temporary) = create_beside(path).map_err(failed)?;
    let done = fill(&mut file, path, change).and_then(|()| {
        drop(file);
        fs::rename(&temporary, path).map_err(failed)
    });
    if done.is_err() {
        // What cannot be removed is left behind under a name that says whose it is.
        let _ = fs::remove_file(&temporary);
    }
    done
}

fn fill(file: &mut File, path: &Path, change: &Change) -> Result<(), Refusal> {
    let failed = |e: io::Error| Refusal(format!("it cannot be written: {e}"));
    file.write_all(&change.new).map_err(failed)?;
    let permissions = fs::metadata(path).map_err(failed)?.permissions();
    file.set_permissions(permissions).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    // The last look before the rename.
    let mut now = Vec::new();
    File::open(path).and_then(|mut f| f.read_to_end(&mut now)).map_err(failed)?;
    if now != change.old {
        return Err(Refusal("it changed while codexit ran; run it again".to_owned()));
    }
    Ok(())
}

fn create_beside(path: &Path) -> io::Result<(File, PathBuf)> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for number in 0..NAMES {
        let temporary = folder.join(format!(".{name}{MARK}{number}{END}"));
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Ok(file) => {
                // Held as long as the file is open, so that nobody takes it for a leftover. Where there are no locks,
                // nothing is swept either.
                let _ = file.try_lock();
                return Ok((file, temporary));
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many temporary files of earlier runs lie beside it"))
}
