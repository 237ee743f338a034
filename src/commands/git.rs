//! What git says has changed. The git on the PATH is asked, with nothing of a repository's own settings that could run a
//! program, ask a server or colour the answer: no pager, no external diff, no text conversion, no filter, no file
//! monitor, no hook, no repository that lies as plain files inside of another, no objects fetched on demand.

use crate::config::{self, lexical};
use crate::exit_status::Failure;
use crate::gate::changes::{self, Changes};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// What counts as changed.
pub enum Since<'a> {
    /// Everything since the commit where this branch parted from another, or from a commit; with what is not committed.
    Ref(&'a str),
    /// What is staged.
    Staged,
}

/// The changed lines of the repositories that the folders lie in, by the absolute path that each folder gives a file: git
/// itself names files by where links lead to.
pub fn changes(since: &Since, folders: &[PathBuf]) -> Result<Changes, Failure> {
    let mut all = Changes::default();
    let mut known: BTreeMap<PathBuf, (Hunks, Vec<String>)> = BTreeMap::new();
    for folder in folders {
        let git = Git { folder, off: Vec::new() };
        plain(folder)?;
        let top = real(git.text(&["rev-parse", "--show-toplevel"])?.trim_end_matches('\n').as_ref());
        if !known.contains_key(&top) {
            let git = Git { folder, off: git.filters_off()? };
            known.insert(top.clone(), of_repository(since, &git)?);
        }
        let (hunks, new) = &known[&top];
        let (below, seen) = (real(folder), lexical(folder));
        let shown = |path: &str| {
            let path = top.join(path);
            Some(seen.join(path.strip_prefix(&below).ok()?).to_string_lossy().replace('\\', "/"))
        };
        all.extend(Changes::new(hunks, new, shown));
    }
    Ok(all)
}

type Hunks = BTreeMap<String, Vec<changes::Hunk>>;

/// A path without links; as it is where there is no such path.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| lexical(path))
}

/// Hunks by path below the top, and what is new as a whole: files, and folders (with a `/` behind) that are repositories
/// of their own.
fn of_repository(since: &Since, git: &Git) -> Result<(Hunks, Vec<String>), Failure> {
    match since {
        Since::Ref(name) => {
            let from = git.commit(name)?;
            let hunks = changes::hunks(&git.diff(&[&from])?);
            let new = git.text(&["ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/"])?;
            Ok((hunks, new.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()))
        }
        Since::Staged => {
            let staged = changes::hunks(&git.diff(&["--cached"])?);
            // What is read is the working tree, where later changes have moved what is staged.
            let unstaged = changes::hunks(&git.diff(&[])?);
            let none = Vec::new();
            let moved = staged.into_iter().map(|(path, hunks)| {
                let moved = changes::moved(&hunks, unstaged.get(&path).unwrap_or(&none));
                (path, moved)
            });
            Ok((moved.collect(), Vec::new()))
        }
    }
}

/// The commit that is checked out, for links; `None` without git.
pub fn head(folder: &Path) -> Option<String> {
    plain(folder).ok()?;
    let git = Git { folder, off: Vec::new() };
    let id = git.text(&["rev-parse", "--verify", "HEAD"]).ok()?;
    Some(id.trim().to_owned())
}

/// How long git may take for one answer.
const PATIENCE: Duration = Duration::from_secs(300);

/// Files that git reads before it does anything else.
const READ_FIRST: [&str; 9] = [
    "HEAD",
    "config",
    "config.worktree",
    "commondir",
    "index",
    "packed-refs",
    "info/exclude",
    "info/attributes",
    "objects/info/alternates",
];

/// Git opens whatever lies where it keeps its own files, and waits for a pipe that nobody writes to.
fn plain(folder: &Path) -> Result<(), Failure> {
    let Some(top) = config::repository(folder, folder) else { return Ok(()) };
    let store = top.join(".git");
    let files = READ_FIRST.iter().map(|name| store.join(name)).chain([store.clone()]);
    let odd = |path: &PathBuf| path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir());
    match files.into_iter().find(odd) {
        Some(path) => Err(Failure::usage(format!("{} is no plain file, so git is not asked", path.display()))),
        None => Ok(()),
    }
}

/// What a program says, if it has said it within that time; else it is ended.
fn answer(mut command: Command, within: Duration) -> io::Result<Output> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (told, heard) = mpsc::channel();
    let pipes: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
        child.stderr.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
    ];
    for (at, pipe) in pipes.into_iter().enumerate() {
        let told = told.clone();
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = pipe.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut bytes));
            // Nobody hears it if it comes too late.
            let _ = told.send((at, read.map(|_| bytes)));
        });
    }
    let mut said = [Vec::new(), Vec::new()];
    for _ in 0..2 {
        match heard.recv_timeout(within) {
            Ok((at, read)) => said[at] = read?,
            Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(ErrorKind::TimedOut.into());
            }
        }
    }
    let [stdout, stderr] = said;
    Ok(Output { status: child.wait()?, stdout, stderr })
}

/// Settings that win over those of a repository; each is for something that runs a program or a server answers.
const OFF: [&str; 8] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "diff.external=",
    "diff.relative=false",
    // A folder of a repository can hold another one as plain files, with settings that its author wrote.
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
    "core.untrackedCache=false",
    "core.sshCommand=false",
];

/// The git on the PATH, in a folder.
struct Git<'a> {
    folder: &'a Path,
    /// Further settings, of this repository alone.
    off: Vec<String>,
}

impl Git<'_> {
    /// Where the present branch parted from `name`; if they have nothing in common, `name` itself.
    fn commit(&self, name: &str) -> Result<String, Failure> {
        if name.starts_with('-') {
            return Err(Failure::usage(format!("--since: `{name}` is no name of a commit")));
        }
        let id = self
            .text(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")])
            .map_err(|_| {
                Failure::usage(format!("--since: git knows no commit `{name}` in {}", self.folder.display())).with_help(
                    "a shallow clone holds few commits: fetch more (`git fetch --unshallow`, `fetch-depth: 0`)",
                )
            })?;
        let id = id.trim().to_owned();
        let base = self.text(&["merge-base", &id, "HEAD"]);
        Ok(base.map_or(id, |base| base.trim().to_owned()))
    }

    fn diff(&self, arguments: &[&str]) -> Result<String, Failure> {
        let fixed = [
            "diff",
            "--no-ext-diff",
            "--no-textconv",
            // An attribute can call code binary, which has no lines that change.
            "--text",
            "--no-color",
            "--unified=0",
            "--inter-hunk-context=0",
            "--ignore-submodules=all",
            "--src-prefix=a/",
            "--dst-prefix=b/",
        ];
        let all: Vec<&str> = fixed.iter().chain(arguments).copied().chain(["--"]).collect();
        self.text(&all)
    }

    /// Settings that make the filters of the repository and the user do nothing: comparing a file that was touched runs
    /// them. A file that one of them had translated (as those for large files do) counts as changed in all its lines.
    fn filters_off(&self) -> Result<Vec<String>, Failure> {
        // It fails where there is none.
        let names = self.text(&["config", "--null", "--name-only", "--get-regexp", "^filter\\."]).unwrap_or_default();
        let mut off = Vec::new();
        for name in names.split('\0').filter_map(|key| Some(key.rsplit_once('.')?.0)).collect::<BTreeSet<_>>() {
            if name.contains(['=', '\n']) {
                let filter = name.trim_start_matches("filter.");
                return Err(Failure::usage(format!("git runs a filter here that cannot be switched off: {filter:?}"))
                    .with_help("take it out of the configuration of git, or do without --since and --staged"));
            }
            off.extend(["clean=", "smudge=", "process=", "required=false"].map(|set| format!("{name}.{set}")));
        }
        Ok(off)
    }

    fn text(&self, arguments: &[&str]) -> Result<String, Failure> {
        let off = OFF.iter().copied().chain(self.off.iter().map(String::as_str));
        let mut command = Command::new("git");
        command
            .arg("--no-pager")
            .args(off.flat_map(|setting| ["-c", setting]))
            .args(arguments)
            .current_dir(self.folder)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_ALLOW_PROTOCOL", "none")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        let output = answer(command, PATIENCE).map_err(|e| match e.kind() {
            ErrorKind::TimedOut => Failure::usage(format!(
                "git {}: no answer in {} s",
                arguments.first().unwrap_or(&""),
                PATIENCE.as_secs()
            )),
            _ => Failure::usage(format!("--since and --staged ask git, which cannot be started: {e}"))
                .with_help("install git, or put it on the PATH"),
        })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().next().unwrap_or("it gave no reason").trim_start_matches("fatal: ");
        Err(Failure::usage(format!("git {}: {first}", arguments.first().unwrap_or(&""))))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_answer_is_ended() {
        let mut sleep = Command::new("sleep");
        sleep.arg("600");
        let late = answer(sleep, Duration::from_millis(50)).map_err(|e| e.kind());
        assert_eq!(late.err(), Some(ErrorKind::TimedOut));
        let mut echo = Command::new("echo");
        echo.arg("text");
        assert_eq!(answer(echo, Duration::from_secs(60)).unwrap().stdout, b"text\n");
    }
}
