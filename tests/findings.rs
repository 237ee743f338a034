//! Findings as the real binary shows them: formats, statuses, configuration, fingerprints.

mod project;

use project::{Project, Ran};
use std::fs;

/// A project with an error, a warning and an info on the day `DAY`.
fn legacy() -> Project {
    Project::new(&[
        (
            "src/app.py",
            "from openai import OpenAI\n\nOpenAI().completions.create(model=\"text-davinci-003\", prompt=\"\")\n",
        ),
        ("requirements.txt", "openai==0.28.1\n"),
        ("package.json", "{\"dependencies\": {\"openai-edge\": \"^1.2.3\"}}\n"),
    ])
}

const DAY: [&str; 2] = ["--as-of", "2026-11-22"];

fn check(project: &Project, arguments: &[&str]) -> Ran {
    project.run(&[&["check"], &DAY[..], arguments].concat())
}

#[test]
fn findings_are_1_in_every_format_and_the_threshold_decides() {
    let project = legacy();
    for format in ["full", "concise", "json"] {
        let status = |arguments: &[&str]| check(&project, &[&["--format", format], arguments].concat()).status;
        assert_eq!(status(&[]), 1);
        assert_eq!(status(&["--exit-zero"]), 0);
        assert_eq!(status(&["--fail-on", "never"]), 0);
        assert_eq!(status(&["--select", "dependency", "--fail-on", "error"]), 0);
        assert_eq!(status(&["--select", "dependency"]), 1);
        assert_eq!(status(&["--select", "dependency/deprecated"]), 0);
        assert_eq!(status(&["--select", "dependency/deprecated", "--fail-on", "info"]), 1);
        assert_eq!(status(&["--min-severity", "error", "--ignore", "model"]), 0);
    }
}

#[test]
fn findings_are_shown_with_place_day_and_replacement() {
    let project = legacy();
    let full = check(&project, &["--select", "retired"]);
    assert!(full.out.starts_with("error[model/retired]: `text-davinci-003` was shut down "), "{}", full.out);
    assert!(
        full.out.contains("\n --> src/app.py:3:36\n  |\n3 | OpenAI().completions.create(model=\"text-davinci-003\"")
    );
    assert!(full.out.contains("^^^^^^^^^^^^^^^^ shut down 2 years ago\n"), "{}", full.out);
    assert!(full.out.contains("\nModel ") && full.out.contains("\nFound 1 error in 1 file (3 files, "), "{}", full.out);
    let concise = check(&project, &["--format", "concise", "--select", "model"]);
    assert!(concise.out.starts_with("src/app.py:3:36: error model/retired `text-davinci-003` "), "{}", concise.out);
    let json: serde_json::Value = serde_json::from_str(&check(&project, &["--format", "json"]).out).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let model = findings.iter().find(|f| f["rule"] == "model/retired").unwrap();
    assert_eq!(
        (&model["line"], &model["column"], &model["shutdown_on"]),
        (&3.into(), &36.into(), &"2024-01-04".into())
    );
    assert_eq!(model["days_left"], -1053);
    let paths: Vec<&str> = findings.iter().filter_map(|f| f["path"].as_str()).collect();
    assert!(paths.is_sorted(), "{paths:?}");
}

#[test]
fn a_finding_keeps_its_fingerprint_when_the_file_grows_above_it() {
    let project = legacy();
    let fingerprint = || {
        let ran = check(&project, &["--format", "json", "--select", "model"]);
        let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        (json["findings"][0]["line"].clone(), json["findings"][0]["fingerprint"].clone())
    };
    let before = fingerprint();
    let path = project.0.path().join("src/app.py");
    fs::write(&path, format!("# one more line\n\n{}", project.text("src/app.py"))).unwrap();
    let after = fingerprint();
    assert_eq!((&before.0, &after.0, &before.1), (&3.into(), &5.into(), &after.1));
}

#[test]
fn the_configuration_ignores_paths_and_changes_severities() {
    let project = legacy();
    let config = "[severity]\n\"model/retired\" = \"info\"\n\n[[per-path-ignores]]\npath = \"*.txt\"\nrules = [\"dependency\"]\n\
                  reason = \"pinned by the platform\"\n";
    fs::write(project.0.path().join("codexit.toml"), config).unwrap();
    let ran = check(&project, &["--format", "concise", "--select", "model,dependency"]);
    assert!(ran.out.contains(": info model/retired ") && !ran.out.contains("requirements.txt"), "{}", ran.out);
    assert!(ran.out.contains(" ignored by path.\n"), "{}", ran.out);
    assert_eq!(ran.status, 0);
    // From a subfolder the globs still mean the same.
    let mut command = project.command(&["check", "--as-of", "2026-11-22", "--format", "concise", ".."]);
    command.current_dir(project.0.path().join("src"));
    let from_below = project::ran(command);
    assert!(from_below.out.contains(" ignored by path.\n"), "{}", from_below.out);
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_fails_a_strict_run() {
    let project = legacy();
    fs::write(project.0.path().join("src/bad.py"), b"model = \"text-davinci-003\" \xff\xfe\x00\x01\n").unwrap();
    let lax = check(&project, &["--select", "model"]);
    assert_eq!(lax.status, 1);
    assert!(lax.err.starts_with("warning: src/bad.py: "), "{}", lax.err);
    assert!(lax.out.contains("Problems: 1 "), "{}", lax.out);
    for arguments in [&["--strict"][..], &["--strict", "--exit-zero"], &["--strict", "--format", "json"]] {
        assert_eq!(check(&project, arguments).status, 4);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_whatever_the_threads() {
    let project = legacy();
    let report = |threads: &str| check(&project, &["--format", "concise", "--quiet", "-j", threads]).out;
    let one = report("1");
    assert!(one.lines().count() >= 3, "{one}");
    assert!((2..6).all(|n| report(&n.to_string()) == one));
}

#[test]
fn a_name_cannot_write_to_the_terminal() {
    let project =
        Project::new(&[("evil\u{1b}[31m\u{202e}.py", "import openai\nopenai.Completion.create(engine=\"davinci\")\n")]);
    for format in ["full", "concise"] {
        let ran = check(&project, &["--format", format, "--verbose"]);
        assert_eq!(ran.status, 1);
        assert!(
            !ran.out.contains(['\u{1b}', '\u{202e}']) && ran.out.contains("evil\\u{1b}[31m\\u{202e}.py"),
            "{}",
            ran.out
        );
    }
}
