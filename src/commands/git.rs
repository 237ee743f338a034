//! What git says has changed. The git on the PATH is asked, with nothing of the user's that could run a program or colour
//! the answer: no pager, no external diff, no text conversion, no file monitor.

use crate::exit_status::Failure;
use crate::gate::changes::{self, Changes};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What counts as changed.
pub enum Since<'a> {
    /// Everything since the commit where this branch parted from another, or from a commit; with what is not committed.
    Ref(&'a str),
    /// What is staged.
    Staged,
}

/// The changed lines of the repository that `folder` lies in, by absolute path.
pub fn changes(since: &Since, folder: &Path) -> Result<Changes, Failure> {
    let top = PathBuf::from(text(folder, &["rev-parse", "--show-toplevel"])?.trim_end_matches('\n'));
    let shown = |path: &str| Some(top.join(path).to_string_lossy().replace('\\', "/"));
    match since {
        Since::Ref(name) => {
            let from = commit(folder, name)?;
            let hunks = changes::hunks(&diff(folder, &[&from])?);
            let new = text(folder, &["ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/"])?;
            let new: Vec<String> = new.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
            Ok(Changes::new(&hunks, &new, shown))
        }
        Since::Staged => {
            let staged = changes::hunks(&diff(folder, &["--cached"])?);
            // What is read is the working tree, where later changes have moved what is staged.
            let unstaged = changes::hunks(&diff(folder, &[])?);
            let none = Vec::new();
            let moved: BTreeMap<_, _> = staged
                .into_iter()
                .map(|(path, hunks)| {
                    let moved = changes::moved(&hunks, unstaged.get(&path).unwrap_or(&none));
                    (path, moved)
                })
                .collect();
            Ok(Changes::new(&moved, &[], shown))
        }
    }
}

/// The commit that is checked out, for links; `None` without git.
pub fn head(folder: &Path) -> Option<String> {
    let id = text(folder, &["rev-parse", "--verify", "HEAD"]).ok()?;
    Some(id.trim().to_owned())
}

/// Where the present branch parted from `name`; if they have nothing in common, `name` itself.
fn commit(folder: &Path, name: &str) -> Result<String, Failure> {
    if name.starts_with('-') {
        return Err(Failure::usage(format!("--since: `{name}` is no name of a commit")));
    }
    let id = text(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")])
        .map_err(|_| {
            Failure::usage(format!("--since: git knows no commit `{name}`"))
                .with_help("a shallow clone holds few commits: fetch more (`git fetch --unshallow`, `fetch-depth: 0`)")
        })?;
    let id = id.trim().to_owned();
    let base = text(folder, &["merge-base", &id, "HEAD"]);
    Ok(base.map_or(id, |base| base.trim().to_owned()))
}

fn diff(folder: &Path, arguments: &[&str]) -> Result<String, Failure> {
    let fixed = [
        "diff",
        "--no-ext-diff",
        "--no-textconv",
        "--no-color",
        "--unified=0",
        "--inter-hunk-context=0",
        "--ignore-submodules=all",
        "--src-prefix=a/",
        "--dst-prefix=b/",
    ];
    let all: Vec<&str> = fixed.iter().chain(arguments).copied().chain(["--"]).collect();
    text(folder, &all)
}

fn text(folder: &Path, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new("git")
        .args(["--no-pager", "-c", "core.fsmonitor=false", "-c", "diff.relative=false", "-c", "diff.external="])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .output()
        .map_err(|e| {
            Failure::usage(format!("--since and --staged ask git, which cannot be started: {e}"))
                .with_help("install git, or put it on the PATH")
        })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().next().unwrap_or("it gave no reason").trim_start_matches("fatal: ");
    Err(Failure::usage(format!("git {}: {first}", arguments.first().unwrap_or(&""))))
}
