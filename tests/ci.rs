//! What other people's CI runs of ours: the steps of the action as scripts, the packing of a release, the hooks.

use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
#[cfg(unix)]
fn the_actions_check_writes_everything_and_hands_the_status_on() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("a b")).unwrap();
    std::fs::write(folder.path().join("a b/c.yaml"), "chat:\n  model: gpt-4-0314\n").unwrap();
    let run = |arguments: &str| {
        let output = Command::new("bash")
            .arg(root().join("packaging/github/check"))
            .current_dir(folder.path())
            .env("CODEXIT", env!("CARGO_BIN_EXE_codexit"))
            .env("CODEXIT_PATHS", "a b\n")
            .env("CODEXIT_ARGS", arguments)
            .env("CODEXIT_SARIF", "out.sarif")
            .env("CODEXIT_REPORT", "out.html")
            .env("GITHUB_OUTPUT", folder.path().join("output"))
            .env("GITHUB_STEP_SUMMARY", folder.path().join("summary"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let text = run("--isolated\n\n--as-of=2026-11-22");
    assert!(text.starts_with("::error title=codexit model/retired,file=a b/c.yaml,line=2,"), "{text}");
    for file in ["out.sarif", "out.html", "summary"] {
        assert!(std::fs::metadata(folder.path().join(file)).unwrap().len() > 100, "{file}");
    }
    run("--exit-zero");
    assert_eq!(std::fs::read_to_string(folder.path().join("output")).unwrap(), "status=1\nstatus=0\n");
}

#[test]
fn what_is_packed_is_what_is_fetched() {
    // The install step asks for files by the names that the packing gives them, for every target of the release.
    let (install, pack, release) =
        (read("packaging/github/install"), read("packaging/github/pack"), read(".github/workflows/release.yml"));
    assert!(install.contains("codexit-$CODEXIT_VERSION-$name.tar.gz") && pack.contains("codexit-$TAG-$TARGET"));
    let targets: Vec<&str> =
        release.split("target: ").skip(1).filter_map(|rest| rest.split([' ', '}']).next()).collect();
    let targets: Vec<&str> = targets.into_iter().filter(|t| !t.starts_with('$')).collect();
    assert_eq!(targets.len(), 5);
    for target in targets {
        assert!(install.contains(&format!("name={target} ")), "{target}");
    }
}

#[test]
fn the_action_and_the_hooks_name_what_is_there() {
    let action = read("action.yml");
    for script in ["packaging/github/install", "packaging/github/check"] {
        assert!(action.contains(script) && root().join(script).is_file());
    }
    let hooks = read(".pre-commit-hooks.yaml");
    for entry in hooks.lines().filter_map(|line| line.trim().strip_prefix("entry: codexit ")) {
        if entry.starts_with("fix") {
            continue;
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_codexit"));
        let output = command.args(entry.split(' ')).arg("--help").output().unwrap();
        assert!(output.status.success(), "{entry}");
    }
}
