//! `--since` and `--staged` ask git. What a repository's settings and attributes can make git run, fetch or hide is left
//! out of it, and a file is known by the path it was asked for, not by where links lead to.

use std::path::Path;
use std::process::{Command, Output, Stdio};

const CALL: &str =
    "from openai import OpenAI\n\nOpenAI(timeout=3).chat.completions.create(model=\"gpt-4-0314\", messages=[])\n";

fn codexit(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).current_dir(folder);
    command.args(["check", "--isolated", "--quiet", "--format", "concise", "--as-of", "2026-11-22"]);
    command.args(["--select", "model"]).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn lines(output: &Output) -> Vec<String> {
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.is_empty(), "{err}");
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]);
    let output = command.args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository with a call that is committed and one that is not.
fn repository(folder: &Path) {
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::write(folder.join("src/old.py"), CALL).unwrap();
    git(folder, &["init", "-q", "."]);
    git(folder, &["add", "."]);
    git(folder, &["commit", "-qm", "first"]);
    std::fs::write(folder.join("src/old.py"), format!("{CALL}{CALL}")).unwrap();
}

#[test]
#[cfg(unix)]
fn no_program_that_a_repository_names_is_run() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (tree, mark) = (folder.path().join("tree"), folder.path().join("mark"));
    repository(&tree);
    let program = folder.path().join("program");
    std::fs::write(&program, format!("#!/bin/sh\necho \"$0 $@\" >> '{}'\n", mark.display())).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let hooks = folder.path().join("hooks");
    std::fs::create_dir(&hooks).unwrap();
    for hook in ["post-index-change", "reference-transaction", "post-checkout", "fsmonitor-watchman"] {
        std::fs::copy(&program, hooks.join(hook)).unwrap();
    }
    let named = program.to_str().unwrap();
    let shell = format!("!{named}");
    for (key, value) in [
        ("core.fsmonitor", named),
        ("core.hooksPath", hooks.to_str().unwrap()),
        ("core.pager", named),
        ("pager.diff", "true"),
        ("pager.config", "true"),
        ("core.askPass", named),
        ("core.sshCommand", named),
        ("core.editor", named),
        ("core.alternateRefsCommand", named),
        ("diff.external", named),
        ("diff.own.command", named),
        ("diff.own.textconv", named),
        ("filter.own.clean", named),
        ("filter.own.smudge", named),
        ("filter.own.process", named),
        ("filter.own.required", "true"),
        ("filter.and.dots.clean", named),
        ("alias.diff", &shell),
        ("alias.rev-parse", &shell),
        ("credential.helper", &shell),
        // Objects that are not there would be asked for.
        ("remote.origin.url", &format!("ext::{named}")),
        ("remote.origin.promisor", "true"),
        ("extensions.partialClone", "origin"),
        ("protocol.ext.allow", "always"),
    ] {
        git(&tree, &["config", key, value]);
    }
    std::fs::write(tree.join(".gitattributes"), "*.py diff=own filter=own\n*.md filter=and.dots\n").unwrap();
    std::fs::write(tree.join("a.md"), "text\n").unwrap();
    let _ = std::fs::remove_file(&mark);
    // The program does run where git is asked without care: the trap works.
    let _ = Command::new("git").current_dir(&tree).args(["status"]).output().unwrap();
    assert!(mark.exists(), "the trap does not work");
    std::fs::remove_file(&mark).unwrap();

    let since = codexit(&tree, &["--since", "HEAD"]);
    assert_eq!(since.status.code(), Some(1), "{}", String::from_utf8_lossy(&since.stderr));
    assert!(lines(&since).iter().any(|line| line.starts_with("src/old.py:6:")), "{:?}", lines(&since));
    assert_eq!(codexit(&tree, &["--staged"]).status.code(), Some(0));
    let missing = codexit(&tree, &["--since", "0123456789012345678901234567890123456789"]);
    assert_eq!(missing.status.code(), Some(2));
    let mut report = Command::new(env!("CARGO_BIN_EXE_codexit"));
    report.current_dir(&tree).args(["report", "-q", "-o", "../r.html", "--link", "https://h/{commit}/{path}"]);
    assert!(report.status().unwrap().success());
    assert!(!mark.exists(), "run: {}", std::fs::read_to_string(&mark).unwrap());

    // A repository as plain files of another one: its settings are its author's, and git is not to heed them.
    let inner = tree.join("vendored");
    std::fs::create_dir(&inner).unwrap();
    git(&inner, &["init", "-q", "--bare", "."]);
    git(&inner, &["config", "--file", "config", "core.fsmonitor", named]);
    git(&inner, &["config", "--file", "config", "core.bare", "false"]);
    git(&inner, &["config", "--file", "config", "core.worktree", ".."]);
    std::fs::write(inner.join("a.py"), CALL).unwrap();
    let _ = std::fs::remove_file(&mark);
    codexit(&tree, &["--since", "HEAD", "vendored"]);
    assert!(!mark.exists(), "run: {}", std::fs::read_to_string(&mark).unwrap());
}

#[test]
fn an_attribute_cannot_hide_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    repository(folder.path());
    std::fs::write(folder.path().join(".gitattributes"), "*.py -diff\n*.py binary\n").unwrap();
    let found = lines(&codexit(folder.path(), &["--since", "HEAD"]));
    assert!(found.len() == 1 && found[0].starts_with("src/old.py:6:"), "{found:?}");
}

#[test]
fn every_root_is_compared_in_its_own_repository() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    repository(&one);
    repository(&two);
    let found = lines(&codexit(folder.path(), &["--since", "HEAD", "one", "two"]));
    let places: Vec<&str> = found.iter().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(places, ["one/src/old.py:6:50", "two/src/old.py:6:50"]);
    // A repository within a repository that does not know it: all of it is new.
    repository(&one.join("inner"));
    let found = lines(&codexit(&one, &["--since", "HEAD"]));
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
#[cfg(unix)]
fn a_root_behind_a_link_is_compared_too() {
    let folder = tempfile::tempdir().unwrap();
    repository(&folder.path().join("real"));
    std::os::unix::fs::symlink("real/src", folder.path().join("link")).unwrap();
    let found = lines(&codexit(folder.path(), &["--since", "HEAD", "link"]));
    assert!(found.len() == 1 && found[0].starts_with("link/old.py:6:"), "{found:?}");
}

#[test]
#[cfg(unix)]
fn git_is_not_left_waiting_for_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    for (name, arguments) in
        [("config", ["--since", "HEAD"]), ("index", ["--since", "HEAD"]), ("HEAD", ["--staged", "."])]
    {
        let tree = folder.path().join(name);
        repository(&tree);
        let file = tree.join(".git").join(name);
        std::fs::remove_file(&file).unwrap();
        assert!(Command::new("mkfifo").arg(&file).status().unwrap().success());
        let output = codexit(&tree, &arguments);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(&format!(".git/{name} is no plain file")), "{said}");
    }
}
