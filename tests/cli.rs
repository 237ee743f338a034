//! The real binary in folders of its own, with an environment that says nothing: exit statuses, streams, mistakes.

mod project;

use project::{Project, clean, ran};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

#[test]
fn codexit_alone_prints_help_and_a_version_names_its_rules() {
    let ran = clean().run(&[]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("Usage: codexit") && ran.out.contains("Exit status:"), "{}", ran.out);
    let ran = clean().run(&["--version"]);
    assert!(ran.out.starts_with(concat!("codexit ", env!("CARGO_PKG_VERSION"), " (rules of 20")), "{}", ran.out);
    let ran = clean().run(&["check", "--help"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    for heading in ["Files:", "Selection:", "Exit status:", "Output:", "Rules and configuration:"] {
        assert!(ran.out.contains(heading), "{heading} is missing from\n{}", ran.out);
    }
}

#[test]
fn a_clean_project_is_0_and_one_line() {
    let ran = clean().run(&["check", "--as-of", "2026-11-22"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("No findings in 2 files (") && ran.out.lines().count() == 1, "{}", ran.out);
    let ran = clean().run(&["check", "--quiet", "."]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn mistakes_of_usage_are_2_and_say_what_was_meant() {
    let project = clean();
    for (arguments, expected) in [
        (&["chekc"][..], "check"),
        (&["check", "--formt", "json"], "--format"),
        (&["check", "--format", "xml"], "possible values: full, concise, json"),
        (&["check", "--as-of", "soon"], "expected a date such as 2026-11-22"),
        (&["check", "--max-file-size", "huge"], "expected a size"),
        (&["check", "-j", "0"], "0 is not in"),
        (&["check", "-o", "report.bin"], "json=report.bin"),
        (&["check", "--select", "model/retird"], "did you mean `model/retired`?"),
        (&["check", "--ignore", "banana"], "there is no rule `banana`"),
        (&["check", "--exclude", "a["], "--exclude: `a[` is no glob"),
        (&["check", "--config", "nope.toml"], "nope.toml"),
        (&["check", "--config", "app.py", "--isolated"], "cannot be used with"),
        (&["check", "--rules", "nope"], "--rules"),
        (&["check", "--rules", "sub"], "no rule files in sub"),
        (&["check", "-"], "--stdin-filename"),
        (&["check", "--stdin-filename", "a.py"], "path `-`"),
        (&["check", "-", "app.py", "--stdin-filename", "a.py"], "no other paths"),
        (&["explain", "nope/nothing"], "there is no rule `nope/nothing`"),
        (&["check", "-o", "no/such/folder.json"], "cannot write no/such/folder.json"),
    ] {
        let ran = project.run(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(expected), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_path_that_does_not_exist_is_3_whatever_the_format() {
    let project = clean();
    for format in ["full", "concise", "json"] {
        let ran = project.run(&["check", "app.py", "gone.py", "--format", format, "--exit-zero"]);
        assert_eq!((ran.status, ran.out.as_str()), (3, ""));
        assert!(ran.err.contains("gone.py does not exist"), "{}", ran.err);
    }
}

#[test]
fn nothing_to_scan_is_3() {
    let project = Project::new(&[("notes.md", "# Notes\n")]);
    let ran = project.run(&["check"]);
    assert_eq!((ran.status, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("nothing to scan in ."), "{}", ran.err);
    assert_eq!(project.run(&["check", "notes.md"]).status, 3);
}

#[test]
fn a_run_that_could_read_nothing_is_3_and_one_that_read_some_is_not() {
    let code = "model = f(model='gpt-4-0314')\n".repeat(100);
    let project = Project::new(&[("big/app.py", &code), ("app.py", "print(1)\n")]);
    for (arguments, status) in [
        (&["check", "big", "--max-file-size", "1KB"][..], 3),
        (&["check", "big", "--max-file-size", "1KB", "--exit-zero"], 3),
        (&["fix", "big", "--max-file-size", "1KB"], 3),
        (&["check", "big", "--max-file-size", "1KB", "--strict"], 4),
        (&["check", ".", "--max-file-size", "1KB"], 0),
        (&["check", ".", "--max-file-size", "1KB", "--strict"], 4),
        (&["check", "big"], 1),
    ] {
        let ran = project.run(arguments);
        assert_eq!(ran.status, status, "{arguments:?}: {}", ran.err);
        let said = ran.err.contains("nothing could be read");
        assert!(said == (arguments.contains(&"big") && arguments.len() > 2), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_mistake_in_the_configuration_is_2_with_its_place() {
    for (name, text, expected) in [
        ("codexit.toml", "\n\nselct = [\"model\"]\n", "codexit.toml:3:1: unknown key `selct`"),
        ("codexit.toml", "horizon = \"soon\"\n", "codexit.toml:1:11: invalid type"),
        ("codexit.toml", "select = [\n", "codexit.toml:"),
        ("codexit.toml", "ignore = [\n  \"model/retird\",\n]\n", "codexit.toml:2:3: there is no rule `model/retird`"),
        ("codexit.toml", "min-severity = \"fatal\"\n", "codexit.toml:1:16: `fatal` is not a severity"),
        ("codexit.toml", "[severity]\n\"retired\" = \"off\"\n", "codexit.toml:2:13: `off` is not a severity"),
        ("codexit.toml", "[severity]\nretird = \"info\"\n", "codexit.toml:2:1: there is no rule `retird`"),
        ("codexit.toml", "exclude = [\"ok\", \"a[\"]\n", "codexit.toml:1:18: `a[` is no glob"),
        ("codexit.toml", "[[per-path-ignores]]\npath = \"x\"\nrules = [\"model\"]\n", "missing field `reason`"),
        ("codexit.toml", "rules = [\"gone\"]\n", "codexit.toml:1:10"),
        ("pyproject.toml", "[tool.codexit]\nhorizn = 3\n", "pyproject.toml:2:1: unknown key `horizn`"),
        ("package.json", "{\n \"codexit\": {\"horizn\": 3}\n}\n", "package.json:2:14: unknown key `horizn`"),
    ] {
        let ran = Project::new(&[(name, text), ("app.py", "")]).run(&["check", "app.py"]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{text}: {}", ran.err);
        assert!(ran.err.contains(expected), "{text}: {}", ran.err);
    }
}

#[test]
fn a_broken_rule_file_is_2_with_its_place() {
    let project = Project::new(&[("app.py", ""), ("mine/a.toml", "id = \"api/x\"\ntitle = = 3\n")]);
    let ran = project.run(&["check", "--rules", "mine"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("mine/a.toml:"), "{}", ran.err);
}

#[test]
fn configuration_is_found_upwards_and_the_command_line_wins() {
    let project = Project::new(&[
        ("codexit.toml", "horizon = 30\nfail-on = \"error\"\nexclude = [\"sub/gen/**\"]\n"),
        ("sub/pyproject.toml", "[project]\nname = \"x\"\n"),
        ("sub/app.py", "print(1)\n"),
        ("sub/gen/app.py", "print(1)\n"),
        ("other/codexit.toml", ""),
        ("other/app.py", "print(1)\n"),
    ]);
    let settings = |arguments: &[&str]| {
        let ran = project.run(&[&["check", "--show-settings"], arguments].concat());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        ran.out
    };
    let found = settings(&["sub"]);
    assert!(found.starts_with("# configuration file: codexit.toml\n"), "{found}");
    assert!(found.contains("horizon = 30  # codexit.toml\n") && found.contains("fail-on = \"error\""), "{found}");
    assert!(settings(&["sub", "--horizon", "7"]).contains("horizon = 7  # --horizon\n"));
    assert!(settings(&["sub", "--isolated"]).contains("horizon = 90  # default\n"));
    assert!(settings(&["other/app.py"]).starts_with("# configuration file: other/codexit.toml\n"));
    assert!(settings(&["other", "--config", "codexit.toml"]).contains("horizon = 30  # codexit.toml\n"));
}

#[test]
fn an_empty_configuration_is_valid() {
    for (name, text) in
        [("codexit.toml", ""), ("pyproject.toml", "[tool.codexit]\n"), ("package.json", "{\"codexit\": {}}")]
    {
        let ran = Project::new(&[(name, text), ("app.py", "")]).run(&["check", "app.py"]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{name}");
    }
}

#[test]
fn the_files_that_would_be_checked() {
    let ran = clean().run(&["check", "--show-files"]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "app.py\nsub/lib.js\n", ""));
}

#[test]
fn json_stands_alone_on_standard_output() {
    let ran = clean().run(&["check", "--format", "json", "--as-of", "2040-01-01"]);
    assert_eq!(ran.status, 0);
    let document: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&document["schema_version"], &document["as_of"]), (&1.into(), &"2040-01-01".into()));
    assert_eq!(document["stats"]["files"], 2);
    assert!(ran.err.contains("warning: the rules are of ") && ran.err.lines().count() == 1, "{}", ran.err);
}

#[test]
fn reports_go_to_files_in_the_format_of_their_name_and_without_colour() {
    let project = clean();
    let ran = project.run(&["check", "-o", "r.json", "-o", "concise=short", "-o", "r.txt", "--color", "always"]);
    assert_eq!(ran.status, 0);
    assert!(ran.out.contains("\u{1b}[1mNo findings"), "{:?}", ran.out);
    assert!(serde_json::from_str::<serde_json::Value>(&project.text("r.json")).is_ok());
    for name in ["short", "r.txt"] {
        assert!(project.text(name).starts_with("No findings in 2 files"));
    }
}

#[test]
fn colour_follows_the_variables() {
    let coloured = |variables: &[(&str, &str)], arguments: &[&str]| {
        let project = clean();
        let mut command = project.command(&[&["check"], arguments].concat());
        ran({
            command.envs(variables.iter().copied());
            command
        })
        .out
        .contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&[("FORCE_COLOR", "1")], &[]) && coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!coloured(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], &[]));
    assert!(coloured(&[("NO_COLOR", "1")], &["--color", "always"]));
    assert!(!coloured(&[("FORCE_COLOR", "1")], &["--color=never"]));
}

#[test]
fn standard_input_goes_by_a_name() {
    let project = clean();
    let mut command = project.command(&["check", "-", "--stdin-filename", "x/in.py", "--show-files"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"print(1)\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), b"x/in.py\n".as_slice()));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let project = clean();
    for arguments in [&["check", "--format", "json"][..], &["check", "--verbose"], &["rules"], &[]] {
        let mut command = project.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let project = clean();
    let mut command = project.command(&["check"]);
    let output = command.stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write output"));
}

#[test]
fn rules_are_listed_and_explained() {
    let project = clean();
    let ran = project.run(&["rules"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("Rule ") && ran.out.contains("model/retired"), "{}", ran.out);
    let ran = project.run(&["rules", "--format", "concise"]);
    let ids: Vec<&str> = ran.out.lines().filter_map(|l| l.split(' ').next()).collect();
    assert!(ids.is_sorted() && ids.contains(&"dependency/end-of-life"), "{ids:?}");
    let ran = project.run(&["rules", "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(listed["rules"].as_array().map(Vec::len), Some(ids.len()));
    // One process a rule is slow: one of each category.
    for id in ["model/retired", "dependency/end-of-life", "api/openai-python-v0"] {
        assert!(ids.contains(&id), "{ids:?}");
        let ran = project.run(&["explain", id]);
        assert_eq!(ran.status, 0, "{id}: {}", ran.err);
        for heading in ["\nWhy\n", "\nHow to fix it\n", "\nKnown from\n"] {
            assert!(ran.out.contains(heading), "{id} has no {heading}: {}", ran.out);
        }
    }
    assert!(project.run(&["explain", "retired"]).out.starts_with("model/retired (error)\n"));
}

#[test]
fn models_are_looked_up_and_a_miss_is_no_verdict_of_safe() {
    let project = clean();
    let ran = project.run(&["models", "azure/gpt-4-32k", "--format", "concise", "--as-of", "2026-11-22"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("azure gpt-4-32k") && ran.out.contains("\nopenai gpt-4-32k retired "), "{}", ran.out);
    let ran = project.run(&["models", "gpt-4-32k", "--as-of", "2026-11-22"]);
    assert!(ran.out.contains("\n  status        retired 2025-06-06\n"), "{}", ran.out);
    assert!(project.run(&["models"]).out.contains(" rows, as of "));
    for format in ["full", "json"] {
        let ran = project.run(&["models", "no-such-model", "--format", format]);
        assert_eq!((ran.status, ran.out.is_empty()), (3, format == "full"));
        assert!(ran.err.contains("nothing is known of `no-such-model`"), "{}", ran.err);
    }
}
