//! Files that are written whole or not at all. Each is opened before the scan, beside its target, so that a path that
//! cannot be written is known before any work is done; it takes its target's place when it is complete.

use crate::cli::{Format, Output};
use crate::exit_status::Failure;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file to be. Dropped before it is finished, it leaves nothing behind.
pub struct Pending {
    /// How it is written.
    pub format: Format,
    target: PathBuf,
    /// The file beside the target; `None` where the target is no plain file (a terminal, a pipe) and is written itself.
    partial: Option<PathBuf>,
    file: Option<File>,
}

/// Opens all outputs. Two that mean the same file are a mistake.
pub fn open(outputs: &[Output]) -> Result<Vec<Pending>, Failure> {
    let mut pending: Vec<Pending> = Vec::new();
    for output in outputs {
        let one = begin(output.format, &output.path)?;
        if one.partial.is_some() && pending.iter().any(|other| other.target == one.target) {
            return Err(Failure::usage(format!("two outputs would be written to {}", output.path.display())));
        }
        pending.push(one);
    }
    Ok(pending)
}

/// Opens one output.
pub fn begin(format: Format, path: &Path) -> Result<Pending, Failure> {
    if path == Path::new("-") {
        return Err(
            Failure::usage("`-o` takes the name of a file").with_help("--format says what goes to standard output")
        );
    }
    partial_file(format, path).map_err(|e| Failure::usage(format!("cannot write {}: {e}", path.display())))
}

fn partial_file(format: Format, path: &Path) -> io::Result<Pending> {
    if let Ok(data) = fs::metadata(path) {
        if data.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        // Says now what the renaming would not: that the file is not ours to change.
        let file = OpenOptions::new().append(true).open(path)?;
        if !data.is_file() {
            return Ok(Pending { format, target: path.to_owned(), partial: None, file: Some(file) });
        }
    }
    // What a link points to is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
    let name: String = name.chars().take(100).collect();
    for attempt in 0..1000 {
        let partial = target.with_file_name(format!(".{name}.{attempt}.partial"));
        match OpenOptions::new().write(true).create_new(true).open(&partial) {
            Ok(file) => return Ok(Pending { format, target, partial: Some(partial), file: Some(file) }),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

impl Pending {
    /// Writes it with `fill` and puts it in its place.
    pub fn finish(mut self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        self.write(fill).map_err(|e| Failure::usage(format!("cannot write {}: {e}", self.target.display())))
    }

    fn write(&mut self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let mut out = BufWriter::new(file);
        fill(&mut out)?;
        out.flush()?;
        drop(out);
        if let Some(partial) = &self.partial {
            if let Ok(data) = fs::metadata(&self.target) {
                fs::set_permissions(partial, data.permissions())?;
            }
            fs::rename(partial, &self.target)?;
            self.partial = None;
        }
        Ok(())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(partial) = &self.partial {
            // It was ours alone; if it cannot be removed there is nobody left to tell.
            let _ = fs::remove_file(partial);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        fs::write(&path, "before").unwrap();
        let half = begin(Format::Json, &path).unwrap().finish(|out| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(half.is_err());
        assert_eq!(
            (fs::read_to_string(&path).unwrap().as_str(), names(folder.path())),
            ("before", vec!["report.json".into()])
        );
        begin(Format::Json, &path).unwrap().finish(|out| out.write_all(b"after")).unwrap();
        assert_eq!(
            (fs::read_to_string(&path).unwrap().as_str(), names(folder.path())),
            ("after", vec!["report.json".into()])
        );
        drop(begin(Format::Json, &folder.path().join("new.json")).unwrap());
        assert_eq!(names(folder.path()), ["report.json"]);
    }

    #[test]
    fn what_cannot_be_written_is_known_at_once() {
        let folder = tempfile::tempdir().unwrap();
        assert!(begin(Format::Json, folder.path()).is_err());
        assert!(begin(Format::Json, &folder.path().join("none/report.json")).is_err());
        assert!(begin(Format::Json, Path::new("-")).is_err());
        let output = |format| Output { format, path: folder.path().join("a") };
        assert!(open(&[output(Format::Json), output(Format::Csv)]).is_err());
    }
}
