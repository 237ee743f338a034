//! A tree made to do harm: what is no plain file, names and paths at their limits, files that change under the scan, a
//! configuration that leads elsewhere. A check answers, in time, and neither tells nor writes what is not the project's.

use std::time::Duration;

/// Runs `check .` in `folder`; a minute is a hang.
#[cfg(unix)]
fn check(folder: &std::path::Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.args(["check", "--as-of", "2026-11-22"]).args(arguments).current_dir(folder);
    if !arguments.contains(&"--format") {
        command.args(["--format", "concise"]);
    }
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || send.send(command.output()));
    let output = receive.recv_timeout(Duration::from_secs(60)).expect("it hangs").unwrap();
    let text = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    (output.status.code(), text)
}

#[cfg(unix)]
fn fifo(path: &std::path::Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Names that codexit or the libraries below it read besides code.
#[test]
#[cfg(unix)]
fn pipes_devices_and_links_under_names_that_are_read_do_not_hang_or_tell() {
    let read = [
        "codexit.toml",
        "pyproject.toml",
        "package.json",
        "CODEOWNERS",
        ".gitignore",
        ".codexitignore",
        ".ignore",
        ".git",
        "requirements.txt",
        "a.py",
        "a.ipynb",
        "a.yaml",
        ".env",
        "yarn.lock",
    ];
    for name in read {
        for to in [None, Some("/dev/zero"), Some("/etc/passwd"), Some("."), Some(name)] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("b.py"), "m(model='gpt-4-0314')\n").unwrap();
            match to {
                None => fifo(&folder.path().join(name)),
                Some(to) => std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap(),
            }
            let (status, text) = check(folder.path(), &["."]);
            // A configuration that is another file's text is a mistake; nothing of that text is shown.
            let is_mistake = status == Some(2) && name == "codexit.toml" && to == Some("/etc/passwd");
            assert!(is_mistake || status == Some(1) && text.contains("b.py:1:10:"), "{name} -> {to:?}: {text}");
            assert!(!text.contains("root:"), "{name}: {text}");
        }
    }
}

#[test]
#[cfg(unix)]
fn a_configuration_does_not_lead_out_of_its_project() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("project");
    std::fs::create_dir_all(project.join("sub")).unwrap();
    std::fs::write(project.join("b.py"), "m(model='gpt-4-0314')\n").unwrap();
    std::fs::create_dir(folder.path().join("other")).unwrap();
    std::fs::write(folder.path().join("other/r.toml"), "SECRET = 1\n").unwrap();
    std::os::unix::fs::symlink("../other", project.join("link")).unwrap();
    fifo(&project.join("pipe"));
    for (key, outside) in [("rules", true), ("baseline", false), ("codeowners", false)] {
        for path in ["../other/r.toml", "sub/../../other/r.toml", "link/r.toml", "/etc/passwd", "../none", "pipe"] {
            let value = if outside { format!("[\"{path}\"]") } else { format!("\"{path}\"") };
            std::fs::write(project.join("codexit.toml"), format!("{key} = {value}\n")).unwrap();
            let (status, text) = check(&project, &["."]);
            assert_eq!(status, Some(2), "{key} {path}: {text}");
            assert!(path == "pipe" || text.contains("outside of the project"), "{key} {path}: {text}");
            assert!(!text.contains("SECRET"), "{text}");
        }
    }
    // There is no way to take over the settings of another file; whoever names the configuration may have it all.
    std::fs::write(project.join("codexit.toml"), "extends = \"../other/r.toml\"\n").unwrap();
    assert_eq!(check(&project, &["."]).0, Some(2));
    std::fs::write(project.join("codexit.toml"), "codeowners = \"../other/r.toml\"\n").unwrap();
    assert_eq!(check(&project, &["--config", "codexit.toml", "."]).0, Some(1));
    // The folder above is of the same repository.
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    assert_eq!(check(&project, &["."]).0, Some(1));
}

const CALL: &str = "m(model='gpt-4-0314')\n";

#[test]
#[cfg(unix)]
fn what_is_no_plain_file_is_left_out_and_odd_names_are_read() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fifo(&at("fifo.py"));
    let _socket = std::os::unix::net::UnixListener::bind(at("socket.py")).unwrap();
    for (name, to) in [("device.py", "/dev/zero"), ("round", "."), ("itself.py", "itself.py"), ("pipe.py", "fifo.py")] {
        std::os::unix::fs::symlink(to, at(name)).unwrap();
    }
    let names: [&[u8]; 6] = [b"new\nline.py", b"bad\xff.py", b"Case.py", b"case.py", b"-q.py", b" .py"];
    for name in names {
        std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(name)), CALL).unwrap();
    }
    let (status, text) = check(folder.path(), &["--verbose", "."]);
    assert_eq!(status, Some(1), "{text}");
    // macOS takes no name that is not UTF-8, and `Case.py` for `case.py`.
    let least = if cfg!(target_os = "linux") { 6 } else { 4 };
    assert!(text.matches(":1:10: error").count() >= least, "{text}");
    for left_out in ["fifo.py: left out: special", "socket.py: left out: special", "device.py: left out: symlink"] {
        assert!(text.contains(left_out), "{left_out}: {text}");
    }
    // One by one, as an editor or a hook names them.
    for name in ["fifo.py", "socket.py", "device.py", "pipe.py"] {
        let (status, text) = check(folder.path(), &["--strict", name]);
        assert!(status == Some(4) && text.contains("never opened"), "{name}: {status:?} {text}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn three_hundred_folders_deep_is_read_or_said_to_be_out_of_reach() {
    // Of names of 20 bytes it is longer than the 4096 bytes that the system takes at once.
    for (length, expected) in [(10, "a.py:1:10: error"), (20, "unreadable: cannot be listed")] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("b.py"), CALL).unwrap();
        let script = format!(
            "import os, sys\nos.chdir(sys.argv[1])\nfor _ in range(300):\n os.mkdir('d' * {length}); \
             os.chdir('d' * {length})\nopen('a.py', 'w').write(\"m(model='gpt-4-0314')\")\n"
        );
        let made = std::process::Command::new("python3").args(["-c", &script]).arg(folder.path()).status();
        if !made.is_ok_and(|status| status.success()) {
            eprintln!("skipped: there is no python3 to make such a path");
            return;
        }
        let (status, text) = check(folder.path(), &["--verbose", "."]);
        assert_eq!(status, Some(1), "{text}");
        assert!(text.contains(expected), "{text}");
        assert_eq!(check(folder.path(), &["--strict", "."]).0, Some(if length == 10 { 1 } else { 4 }));
    }
}

#[test]
#[cfg(unix)]
fn files_may_vanish_grow_and_change_under_the_scan() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let folder = tempfile::tempdir().unwrap();
    let at = |number: usize| folder.path().join(format!("m{number}.py"));
    (0..120).for_each(|number| std::fs::write(at(number), CALL).unwrap());
    std::fs::write(folder.path().join("stays.py"), CALL).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut turn = 0usize;
            while !done.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_micros(200));
                let path = at(turn * 7 % 120);
                let _ = match turn % 5 {
                    0 => std::fs::remove_file(&path),
                    1 => std::fs::write(&path, CALL.repeat(1 + turn % 40)),
                    2 => std::fs::write(&path, ""),
                    3 => std::fs::remove_file(&path).and_then(|()| std::fs::create_dir(&path)),
                    _ => std::fs::remove_dir(&path).and_then(|()| std::fs::write(&path, CALL)),
                };
                turn += 1;
            }
        });
        let runs: Vec<_> = (0..12)
            .map(|run| check(folder.path(), &["--format", ["concise", "json", "sarif"][run % 3], "."]))
            .collect();
        done.store(true, Ordering::Relaxed);
        for (status, text) in runs {
            assert_eq!(status, Some(1), "{text}");
            assert!(text.contains("stays.py") && !text.contains("panicked"), "{text}");
        }
    });
}

#[test]
#[cfg(unix)]
fn a_file_of_a_hundred_megabytes_is_a_problem_and_no_load() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("b.py"), CALL).unwrap();
    for name in ["a.py", "a.json", "a.ipynb", "requirements.txt", "package-lock.json", ".gitignore", "codexit.toml"] {
        // Sparse: it takes no room, and its size is what counts.
        let file = std::fs::File::create(folder.path().join(name)).unwrap();
        file.set_len(100 << 20).unwrap();
        let (status, text) = check(folder.path(), &["."]);
        let expected = if name == "codexit.toml" { Some(2) } else { Some(1) };
        assert_eq!(status, expected, "{name}: {text}");
        assert!(name.starts_with('.') || text.contains(name), "{name}: {text}");
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
}

#[test]
#[cfg(unix)]
fn a_tree_that_cannot_be_written_to_is_an_error_with_nothing_lost() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.py");
    let code =
        "from openai import OpenAI\n\nOpenAI(timeout=3).chat.completions.create(model='gpt-4-0314', messages=[])\n";
    std::fs::write(&file, code).unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o555)).unwrap();
    if std::fs::write(folder.path().join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write anywhere");
        return;
    }
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_codexit"));
        command.args(arguments).args(["--isolated", "--as-of", "2026-11-22"]).current_dir(folder.path());
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for arguments in [&["check", "-o", "r.json"][..], &["report", "-o", "r.html"], &["baseline"]] {
        let (status, text) = run(arguments);
        assert!(status == Some(2) && text.contains("cannot write"), "{arguments:?}: {text}");
    }
    let (status, text) = run(&["fix", "--unsafe"]);
    assert!(status != Some(0) && !text.contains("panicked"), "{text}");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), code);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "something was left behind");
}
