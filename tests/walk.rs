//! What the walk reads, what it leaves out, and what it says about it, on trees made for each rule.

use codexit::language::Language;
use codexit::walk::{SkipReason, Walk, WalkOptions, walk};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own for one test. Entries ending with `/` are folders; files hold their own path.
fn tree(entries: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for entry in entries {
        let path = dir.path().join(entry);
        if entry.ends_with('/') {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, entry).unwrap();
        }
    }
    dir
}

fn options(dir: &Path) -> WalkOptions {
    WalkOptions { cwd: Some(dir.to_path_buf()), threads: 2, ..WalkOptions::default() }
}

fn files(walk: &Walk) -> Vec<&str> {
    walk.files.iter().map(|file| file.shown.as_str()).collect()
}

fn skipped(walk: &Walk) -> Vec<(&str, SkipReason)> {
    walk.skipped.iter().map(|s| (s.path.as_str(), s.reason)).collect()
}

#[test]
fn files_are_told_by_their_name_and_sorted_by_bytes() {
    let dir =
        tree(&["b.py", "a/z.ts", "a-b/x.js", "a.py", "README.md", "logo.png", "nb.ipynb", "requirements-dev.txt"]);
    let walk = walk(&options(dir.path()));
    assert_eq!(files(&walk), ["a-b/x.js", "a.py", "a/z.ts", "b.py", "nb.ipynb", "requirements-dev.txt"]);
    assert_eq!(walk.files[0].language, Language::JavaScript);
    assert_eq!(fs::read_to_string(walk.files[2].path()).unwrap(), "a/z.ts");
    assert!(walk.skipped.is_empty(), "other kinds of file are no candidates: {:?}", walk.skipped);
    assert!(walk.problems.is_empty() && walk.missing.is_empty());
}

#[test]
fn ignore_files_are_honoured_and_what_they_leave_out_is_said() {
    let dir = tree(&[
        ".git/info/",
        "kept.py",
        "gen.py",
        "sub/gen.py",
        "sub/own.py",
        "sub/deep/back.py",
        "out/a.py",
        "local.py",
        "notes.py",
        "own.py",
    ]);
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write(".gitignore", "gen.py\n/out/\nback.py\n");
    write("sub/deep/.gitignore", "!back.py\n");
    write(".git/info/exclude", "local.py\n");
    write(".ignore", "notes.py\n");
    write(".codexitignore", "/own.py\n");
    let walked = walk(&options(dir.path()));
    assert_eq!(files(&walked), ["kept.py", "sub/deep/back.py", "sub/own.py"]);
    assert_eq!(
        skipped(&walked),
        [
            ("gen.py", SkipReason::Ignored),
            ("local.py", SkipReason::Ignored),
            ("notes.py", SkipReason::Ignored),
            ("out/", SkipReason::Ignored),
            ("own.py", SkipReason::Ignored),
            ("sub/gen.py", SkipReason::Ignored),
        ]
    );
    let all = walk(&WalkOptions { no_ignore: true, ..options(dir.path()) });
    assert_eq!(all.files.len(), 9);
    assert!(all.skipped.is_empty());
}

#[test]
fn the_files_closer_to_codexit_decide() {
    let dir = tree(&[".git/", "a.py", "b.py", "sub/c.py"]);
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("sub/.gitignore", "!c.py\n");
    write(".gitignore", "a.py\nb.py\n");
    write(".ignore", "!a.py\n!b.py\nc.py\n");
    write(".codexitignore", "b.py\n");
    let walk = walk(&options(dir.path()));
    assert_eq!(files(&walk), ["a.py"], ".codexitignore over .ignore over .gitignore");
}

#[test]
fn a_mistake_in_codexits_own_ignore_file_is_a_problem() {
    let dir = tree(&["sub/a.py", "sub/b.py"]);
    fs::write(dir.path().join("sub/.codexitignore"), "{b,\nb.py\n").unwrap();
    let walk = walk(&options(dir.path()));
    assert_eq!(files(&walk), ["sub/a.py"], "the other lines have their effect");
    let problem = &walk.problems[0];
    assert_eq!((problem.path.as_str(), problem.kind), ("sub/.codexitignore", "ignore-file"));
}

#[test]
fn gitignore_needs_a_repository_unless_told_otherwise() {
    let dir = tree(&["gen.py", "kept.py"]);
    fs::write(dir.path().join(".gitignore"), "gen.py\n").unwrap();
    assert_eq!(files(&walk(&options(dir.path()))), ["gen.py", "kept.py"]);
    let everywhere = walk(&WalkOptions { require_git: false, ..options(dir.path()) });
    assert_eq!(files(&everywhere), ["kept.py"]);
}

#[test]
fn a_root_inside_a_repository_obeys_the_folders_above_it_and_a_submodule_does_not() {
    let dir = tree(&[".git/", "app/gen.py", "app/kept.py", "module/gen.py", "store/info/"]);
    fs::write(dir.path().join(".gitignore"), "gen.py\n").unwrap();
    fs::write(dir.path().join("module/.git"), "gitdir: ../store\n").unwrap();
    fs::write(dir.path().join("module/local.py"), "").unwrap();
    fs::write(dir.path().join("store/info/exclude"), "local.py\n").unwrap();
    let roots = vec![PathBuf::from("app"), PathBuf::from("module")];
    let walk = walk(&WalkOptions { roots, ..options(dir.path()) });
    assert_eq!(files(&walk), ["app/kept.py", "module/gen.py"]);
    assert_eq!(skipped(&walk), [("app/gen.py", SkipReason::Ignored), ("module/local.py", SkipReason::Ignored)]);
}

#[test]
fn hidden_names_that_matter_are_read_and_the_others_counted() {
    let dir = tree(&[
        ".env",
        ".env.local",
        ".github/workflows/ci.yml",
        ".vscode/settings.json",
        ".devcontainer/devcontainer.json",
        ".continue/config.json",
        ".aider.conf.yml",
        ".cache/x.json",
        ".secret.py",
        ".bashrc",
        ".git/hooks/x.py",
        ".asked/for.py",
    ]);
    fs::write(dir.path().join(".ignore"), "!.asked\n").unwrap();
    let walk = walk(&options(dir.path()));
    assert_eq!(
        files(&walk),
        [
            ".aider.conf.yml",
            ".asked/for.py",
            ".continue/config.json",
            ".devcontainer/devcontainer.json",
            ".env",
            ".env.local",
            ".github/workflows/ci.yml",
            ".vscode/settings.json",
        ]
    );
    assert_eq!(skipped(&walk), [(".cache/", SkipReason::Hidden), (".secret.py", SkipReason::Hidden)]);
}

#[test]
fn vendored_and_generated_trees_are_counted_as_one_and_no_ignore_reads_them() {
    let dir = tree(&[
        "src/dist.py",
        "src/build/own.py",
        "src/vendor/own.js",
        "node_modules/a/index.js",
        "web/dist/app.js",
        "py/site-packages/x.py",
        "myenv/pyvenv.cfg",
        "myenv/lib/x.py",
        "cache/CACHEDIR.TAG",
        "cache/x.json",
        "php/vendor/autoload.php",
        "php/vendor/x.js",
        "jquery.min.js",
        "app.bundle.js",
        ".venv/pyvenv.cfg",
        ".venv/lib/x.py",
        "lib/OpenAI-0.27.2.dist-info/METADATA",
        "lib/openai/api.py",
        "lib/own/x.py",
    ]);
    let vendored = SkipReason::Vendored;
    let walked = walk(&options(dir.path()));
    assert_eq!(files(&walked), ["lib/own/x.py", "src/build/own.py", "src/dist.py", "src/vendor/own.js"]);
    assert_eq!(
        skipped(&walked),
        [
            (".venv/", SkipReason::Hidden),
            ("app.bundle.js", SkipReason::Minified),
            ("cache/", vendored),
            ("jquery.min.js", SkipReason::Minified),
            ("lib/openai/", vendored),
            ("myenv/", vendored),
            ("node_modules/", vendored),
            ("php/vendor/", vendored),
            ("py/site-packages/", vendored),
            ("web/dist/", vendored),
        ]
    );
    let all = walk(&WalkOptions { no_ignore: true, ..options(dir.path()) });
    assert_eq!(skipped(&all), [(".venv/", SkipReason::Hidden)]);
    assert_eq!(all.files.len(), 15, "PHP is read as text");
}

#[test]
fn a_named_path_is_read_whatever_it_is_and_what_is_nested_in_it_is_not() {
    let dir = tree(&[
        ".git/",
        "node_modules/a/index.js",
        "node_modules/a/node_modules/b/index.js",
        "gen.py",
        ".hidden/x.py",
        "lib.min.js",
        "notes.txt",
    ]);
    fs::write(dir.path().join(".gitignore"), "gen.py\n").unwrap();
    let roots = ["node_modules/a", "gen.py", ".hidden", "lib.min.js", "notes.txt"].map(PathBuf::from).to_vec();
    let walk = walk(&WalkOptions { roots, ..options(dir.path()) });
    assert_eq!(files(&walk), [".hidden/x.py", "gen.py", "lib.min.js", "node_modules/a/index.js"]);
    assert_eq!(
        skipped(&walk),
        [("node_modules/a/node_modules/", SkipReason::Vendored), ("notes.txt", SkipReason::Unsupported)]
    );
}

#[test]
fn excluded_paths_stay_out_even_if_named_and_without_ignore_files() {
    let dir = tree(&["a.py", "tests/t.py", "pkg/tests/t.py", "pkg/a.py", "docs/api/x.py", "pkg/docs/api/x.py"]);
    let exclude = vec!["tests".to_string(), "docs/api/**".to_string(), "./pkg/a.*".to_string()];
    let options = WalkOptions { exclude, no_ignore: true, ..options(dir.path()) };
    let walked = walk(&options);
    assert_eq!(files(&walked), ["a.py", "pkg/docs/api/x.py"]);
    assert_eq!(walked.skipped.len(), 4);
    let below = walk(&WalkOptions { roots: vec!["pkg".into()], ..options.clone() });
    assert!(files(&below).is_empty(), "a glob counts relative to the root as well: {below:?}");
    let named = walk(&WalkOptions { roots: vec!["tests/t.py".into()], ..options.clone() });
    assert_eq!(skipped(&named), [("tests/t.py", SkipReason::Excluded)]);
    let bad = walk(&WalkOptions { exclude: vec!["a[".into()], ..options });
    assert_eq!(bad.problems[0].kind, "bad-glob");
}

#[test]
fn overlapping_roots_give_each_file_once() {
    let dir = tree(&["src/a.py", ".hidden.py"]);
    let absolute = dir.path().join("src");
    let roots = vec![PathBuf::from("."), "src".into(), "./src/a.py".into(), absolute, ".hidden.py".into()];
    let walk = walk(&WalkOptions { roots, ..options(dir.path()) });
    assert_eq!(files(&walk), [".hidden.py", "src/a.py"]);
    assert!(walk.skipped.is_empty(), "named, so not left out: {:?}", walk.skipped);
}

#[test]
fn a_root_that_does_not_exist_is_said_apart() {
    let dir = tree(&["a.py"]);
    let roots = vec!["nowhere".into(), "a.py".into(), "a.py/b".into()];
    let walk = walk(&WalkOptions { roots, ..options(dir.path()) });
    assert_eq!(walk.missing, ["nowhere", "a.py/b"]);
    assert_eq!(files(&walk), ["a.py"]);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let names: Vec<String> = (0..400).map(|i| format!("d{}/e{}/f{i}.py", i % 17, i % 5)).collect();
    let mut entries: Vec<&str> = names.iter().map(String::as_str).collect();
    entries.extend(["d1/node_modules/x.js", "d2/.x/y.py", "d3/a.min.js"]);
    let dir = tree(&entries);
    let show = |threads| {
        let walk = walk(&WalkOptions { threads, ..options(dir.path()) });
        format!("{:?} {:?}", walk.files, walk.skipped)
    };
    let one = show(1);
    assert!(one.contains("d16/e0/f50.py"), "{one}");
    for threads in [2, 3, 8] {
        assert_eq!(show(threads), one);
    }
}

#[test]
fn a_very_deep_tree_is_walked() {
    let dir = tempfile::tempdir().unwrap();
    let mut path = dir.path().to_path_buf();
    for _ in 0..800 {
        path.push("d");
    }
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join("x.py"), "").unwrap();
    let walk = walk(&options(dir.path()));
    assert_eq!(walk.files.len(), 1);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn links_are_not_followed_and_loops_do_no_harm() {
        let dir = tree(&["src/a.py", "other/b.py", "notes.md"]);
        let at = |name: &str| dir.path().join(name);
        symlink(at("src"), at("src/loop")).unwrap();
        symlink(at("other"), at("src/other")).unwrap();
        symlink(at("other/b.py"), at("src/b.py")).unwrap();
        symlink(at("nothing.py"), at("src/broken.py")).unwrap();
        symlink(at("notes.md"), at("src/notes.md")).unwrap();
        let walked = walk(&WalkOptions { roots: vec!["src".into()], ..options(dir.path()) });
        assert_eq!(files(&walked), ["src/a.py"]);
        let link = SkipReason::Symlink;
        let expected = [("src/b.py", link), ("src/broken.py", link), ("src/loop", link), ("src/other", link)];
        assert_eq!(skipped(&walked), expected);
        let named = walk(&WalkOptions { roots: vec!["src/other".into()], ..options(dir.path()) });
        assert_eq!(files(&named), ["src/other/b.py"], "a named link is followed");
    }

    #[test]
    fn a_fifo_is_never_opened() {
        let dir = tree(&["a.py"]);
        for name in ["pipe.py", ".gitignore", ".codexitignore"] {
            let made = std::process::Command::new("mkfifo").arg(dir.path().join(name)).status();
            if !made.is_ok_and(|status| status.success()) {
                return; // no mkfifo here
            }
        }
        fs::create_dir(dir.path().join(".git")).unwrap();
        let walked = walk(&options(dir.path()));
        assert_eq!(files(&walked), ["a.py"]);
        assert_eq!(skipped(&walked), [("pipe.py", SkipReason::Special)]);
        let named = walk(&WalkOptions { roots: vec!["pipe.py".into()], ..options(dir.path()) });
        assert_eq!(named.problems[0].kind, "not-a-file");
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_a_problem_and_the_rest_is_walked() {
        let dir = tree(&["a.py", "locked/b.py"]);
        let locked = dir.path().join("locked");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
        let privileged = fs::read_dir(&locked).is_ok();
        let walk = walk(&options(dir.path()));
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
        if privileged {
            return; // root may read everything
        }
        assert_eq!(files(&walk), ["a.py"]);
        assert_eq!((walk.problems[0].path.as_str(), walk.problems[0].kind), ("locked/", "unreadable"));
    }

    #[test]
    fn a_name_that_is_not_utf8_is_shown_lossily_and_still_opened() {
        let dir = tree(&["a.py"]);
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.py");
        if fs::write(dir.path().join(name), "bytes").is_err() {
            return; // the file system wants UTF-8
        }
        let folder = dir.path().join(std::ffi::OsStr::from_bytes(b"d\xff"));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("x.py"), "inner").unwrap();
        let walk = walk(&options(dir.path()));
        assert_eq!(files(&walk), ["a.py", "caf\u{fffd}.py", "d\u{fffd}/x.py"]);
        assert_eq!(fs::read_to_string(walk.files[1].path()).unwrap(), "bytes");
        assert_eq!(fs::read_to_string(walk.files[2].path()).unwrap(), "inner");
        assert!(walk.problems.is_empty());
    }

    #[test]
    fn a_root_through_a_link_is_shown_inside_the_working_directory() {
        let dir = tree(&["project/src/a.py"]);
        symlink(dir.path().join("project"), dir.path().join("link")).unwrap();
        let cwd = dir.path().join("project");
        let roots = vec![dir.path().join("link/src"), "../project/src".into()];
        let walk = walk(&WalkOptions { roots, ..options(&cwd) });
        assert_eq!(files(&walk)[0], "src/a.py");
        assert_eq!(fs::read_to_string(walk.files[0].path()).unwrap(), "project/src/a.py");
    }
}

#[test]
fn an_unpacked_wheel_is_what_is_looked_at() {
    let dir =
        tree(&["pool/x/x/a.py", "pool/x/x-1.0.dist-info/METADATA", "pool/y/y/b.py", "pool/y/y-2.0.dist-info/METADATA"]);
    assert_eq!(files(&walk(&options(dir.path()))), ["pool/x/x/a.py", "pool/y/y/b.py"]);
    assert_eq!(files(&walk(&options(&dir.path().join("pool/x")))), ["x/a.py"]);
}

#[test]
fn what_an_installation_for_development_leaves_hides_no_code() {
    let dir = tree(&["setup.py", "my-own.egg-info/PKG-INFO", "my/a.py"]);
    assert_eq!(files(&walk(&options(dir.path()))), ["my/a.py", "setup.py"]);
}
