//! The gate from outside: ignore comments in every kind of file, the baseline, changed lines, deadlines and teams, each
//! in a small project made for it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

const AS_OF: &str = "2026-11-22";
const CALL: &str = "from openai import OpenAI\n\nclient = OpenAI()\n\n\ndef answer(text):\n    return client.chat.completions.create(\n        model=\"gpt-4-0314\",\n        messages=text,\n    )\n";

fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn codexit(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.current_dir(folder).args(arguments).args(["--as-of", AS_OF]).stdin(Stdio::null());
    // What the calls would do in an outage is another story.
    command.args(["--ignore", "resilience"]);
    command.output().unwrap()
}

/// Status and the lines of `check --format concise`.
fn check(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = codexit(folder, &[&["check", "--format", "concise"], arguments].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code(), text)
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_comment_holds_back_in_every_kind_of_file() {
    let notebook = r##"{"cells":[{"cell_type":"code","metadata":{},"source":["from openai import OpenAI\n","# codexit: ignore[model] old\n","OpenAI().chat.completions.create(model='gpt-4-0314')\n"]}],"metadata":{"language_info":{"name":"python"}},"nbformat":4,"nbformat_minor":5}"##;
    let folder = project(&[
        ("a.py", &CALL.replace("messages=text,", "messages=text,  # codexit: ignore[model/retired] old")),
        (
            "b.ts",
            "import OpenAI from 'openai';\n// codexit: ignore[model] old\nnew OpenAI().chat.completions.create({\n  model: 'gpt-4-0314',\n});\n",
        ),
        (
            "c.js",
            "import OpenAI from 'openai';\nnew OpenAI().chat.completions.create({ model: 'gpt-4-0314' }); /* codexit: ignore[retired] old */\n",
        ),
        ("d.yaml", "chat:\n  model: gpt-4-0314  # codexit: ignore[model] old\n"),
        ("e.toml", "# codexit: ignore[model] old\nmodel = \"gpt-4-0314\"\n"),
        (".env", "OPENAI_MODEL=gpt-4-0314 # codexit: ignore[model] old\n"),
        ("requirements.txt", "openai==0.27.8  # codexit: ignore[dependency] old\n"),
        ("f.ipynb", notebook),
        ("g.py", &format!("# codexit: ignore-file[model] old\n{CALL}")),
    ]);
    let (status, text) = check(folder.path(), &[]);
    assert_eq!((status, text.lines().count()), (Some(0), 1), "{text}");
    assert!(text.contains("(9 suppressed)"), "{text}");
    let (status, text) = check(folder.path(), &["--no-ignores"]);
    assert_eq!((status, text.lines().count()), (Some(1), 10), "{text}");
}

#[test]
fn the_fixtures_of_the_rules_about_comments_say_what_they_are_about() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tool");
    for rule in ["expired-ignore", "invalid-ignore", "unused-ignore"] {
        for (name, expected) in [("bad.py", 1), ("good.py", 0)] {
            let select = format!("tool/{rule}");
            let path = format!("{rule}/{name}");
            let (_, text) = check(&folder, &[&path, "--select", &select, "--quiet", "--isolated"]);
            assert_eq!(text.lines().count(), expected, "{path}: {text}");
            assert!(text.lines().all(|line| line.contains(&select)), "{path}: {text}");
        }
    }
}

#[test]
fn a_reason_can_be_made_obligatory_and_settings_expire() {
    let code = CALL.replace("messages=text,", "messages=text,  # codexit: ignore[model/retired]");
    let folder = project(&[("a.py", &code), ("codexit.toml", "ignore-reason = \"required\"\n")]);
    let (status, text) = check(folder.path(), &["--quiet"]);
    assert_eq!(status, Some(1));
    assert!(text.contains("tool/invalid-ignore") && text.contains("model/retired"), "{text}");

    let ignore = |until: &str| {
        format!("[[per-path-ignores]]\npath = \"a.py\"\nrules = [\"model\"]\nreason = \"x\"\nuntil = \"{until}\"\n")
    };
    for (until, status) in [("2026-11-23", 0), ("2026-11-22", 1)] {
        let folder = project(&[("a.py", CALL), ("codexit.toml", &ignore(until))]);
        assert_eq!(check(folder.path(), &[]).0, Some(status), "{until}");
    }
    let folder = project(&[("a.py", CALL), ("codexit.toml", &ignore("soon"))]);
    assert_eq!(codexit(folder.path(), &["check"]).status.code(), Some(2));
}

#[test]
fn comments_can_be_added_and_then_hold_everything_back() {
    let folder = project(&[
        ("a.py", CALL),
        (
            "b.ts",
            "import OpenAI from 'openai';\nexport const f = () =>\n  new OpenAI().chat.completions.create({ model: 'gpt-4-0314' });\n",
        ),
        ("d.yaml", "chat:\n  model: gpt-4-0314\n"),
        ("requirements.txt", "openai==0.27.8\n"),
    ]);
    assert_eq!(codexit(folder.path(), &["check", "--add-ignores"]).status.code(), Some(0));
    let (status, text) = check(folder.path(), &[]);
    assert_eq!(status, Some(0), "{text}");
    let code = std::fs::read_to_string(folder.path().join("a.py")).unwrap();
    assert_eq!(code, CALL.replace("    return", "    # codexit: ignore[model/retired] to be looked at\n    return"),);
}

#[test]
fn a_baseline_passes_over_what_is_known_wherever_it_moved() {
    let folder = project(&[("src/a.py", CALL), ("src/b.py", CALL)]);
    assert_eq!(codexit(folder.path(), &["baseline"]).status.code(), Some(0));
    let written = std::fs::read_to_string(folder.path().join("codexit-baseline.toml")).unwrap();
    assert!(written.contains("path = \"src/a.py\"\nrule = \"model/retired\"\nsymbol = \"answer\""), "{written}");
    let against = ["--baseline", "codexit-baseline.toml"];
    assert_eq!(check(folder.path(), &against).0, Some(0));

    // Moved down, in another folder, and one of the two mended.
    let moved = project(&[("src/a.py", &format!("import os\n\n\n{CALL}")), ("codexit-baseline.toml", &written)]);
    let (status, text) = check(moved.path(), &against);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("Baseline: 2 known, 1 of them fixed by now"), "{text}");
    std::fs::write(moved.path().join("src/new.py"), CALL.replace("answer", "reply")).unwrap();
    let (status, text) = check(moved.path(), &against);
    assert_eq!((status, text.matches("model/retired").count()), (Some(1), 1), "{text}");

    assert_eq!(codexit(moved.path(), &["baseline", "--prune"]).status.code(), Some(0));
    let pruned = std::fs::read_to_string(moved.path().join("codexit-baseline.toml")).unwrap();
    assert!(pruned.contains("src/a.py") && !pruned.contains("src/b.py") && !pruned.contains("new.py"), "{pruned}");
    assert_eq!(codexit(moved.path(), &["check", "--baseline", "none.toml"]).status.code(), Some(2));
}

#[test]
fn a_known_finding_is_reported_again_when_its_end_is_near() {
    let code = CALL.replace("gpt-4-0314", "gpt-4o-mini");
    let folder = project(&[("a.py", &code)]);
    let run = |arguments: &[&str], as_of: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_codexit"));
        command.env_clear().current_dir(folder.path()).args(arguments).args([
            "--as-of",
            as_of,
            "--ignore",
            "resilience",
        ]);
        command.output().unwrap().status.code()
    };
    // It ends 2027-01-14: more than ninety days after the first day, fewer after the second.
    assert_eq!(run(&["baseline"], "2026-09-01"), Some(0));
    let check = ["check", "--baseline", "codexit-baseline.toml", "--fail-on", "info"];
    assert_eq!((run(&check, "2026-09-02"), run(&check, "2026-11-22")), (Some(0), Some(1)));
}

#[test]
fn only_what_changed_counts_with_since_and_staged() {
    let folder = project(&[("src/a.py", CALL), ("src/model.py", "NAME = \"gpt-4\"\n")]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-qm", "first"]);
    assert_eq!(check(folder.path(), &["--since", "HEAD"]).0, Some(0));

    std::fs::write(folder.path().join("src/a.py"), format!("import os\n{CALL}")).unwrap();
    assert_eq!(check(folder.path(), &["--since", "HEAD"]).0, Some(0), "a line above is no change of the call");
    std::fs::write(folder.path().join("src/new.py"), CALL).unwrap();
    let (status, text) = check(folder.path(), &["--since", "HEAD", "--quiet"]);
    assert!(status == Some(1) && text.starts_with("src/new.py:8:") && text.lines().count() == 1, "{text}");
    assert_eq!(check(folder.path(), &["--staged"]).0, Some(0), "nothing is staged");
    git(folder.path(), &["add", "src/new.py"]);
    // What is staged moves down with what is not.
    std::fs::write(folder.path().join("src/new.py"), format!("import os\nimport sys\n{CALL}")).unwrap();
    let (status, text) = check(folder.path(), &["--staged", "--quiet"]);
    assert!(status == Some(1) && text.starts_with("src/new.py:10:"), "{text}");
    // From a folder below, too.
    assert_eq!(check(&folder.path().join("src"), &["--staged"]).0, Some(1));
    for bad in ["nowhere", "--output=x"] {
        assert_eq!(codexit(folder.path(), &["check", &format!("--since={bad}")]).status.code(), Some(2));
    }
}

#[test]
fn without_git_changed_lines_are_a_clear_mistake() {
    let folder = project(&[("a.py", CALL)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.env_clear().env("PATH", "/nowhere").current_dir(folder.path()).args(["check", "--staged"]);
    let output = command.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && err.contains("git") && err.contains("PATH"), "{err}");
}

#[test]
fn deadlines_decide_what_fails() {
    // It ends in 53 days.
    let code = CALL.replace("gpt-4-0314", "gpt-4o-mini");
    for (config, status) in [
        ("", 1),
        ("fail-within = \"30d\"\n", 0),
        ("fail-within = \"2m\"\n", 1),
        ("fail-within = \"30d\"\n[[deadlines]]\nfail-within = \"60d\"\nproviders = [\"openai\"]\n", 1),
        ("fail-within = \"30d\"\n[[deadlines]]\nfail-within = \"60d\"\nproviders = [\"azure\"]\n", 0),
        ("fail-within = \"60d\"\n[[deadlines]]\nfail-within = \"0d\"\npaths = [\"src/**\"]\nrules = [\"model\"]\n", 0),
        // Of severities none fails the run; the deadline still does.
        ("fail-within = \"60d\"\nfail-on = \"never\"\n", 1),
        ("fail-within = \"30d\"\nfail-on = \"never\"\n", 0),
        ("fail-within = \"soon\"\n", 2),
    ] {
        let folder = project(&[("src/a.py", &code), ("codexit.toml", config)]);
        assert_eq!(codexit(folder.path(), &["check"]).status.code(), Some(status), "{config}");
        if status == 1 {
            assert_eq!(codexit(folder.path(), &["check", "--fail-on", "never"]).status.code(), Some(0), "{config}");
        }
    }
}

#[test]
fn teams_own_paths() {
    let folder = project(&[
        ("src/a.py", CALL),
        ("web/a.py", CALL),
        ("codexit.toml", "[[teams]]\nname = \"search\"\npaths = [\"src/**\"]\n"),
        (".github/CODEOWNERS", "* @org/all\n/web/ @org/web\n"),
    ]);
    let output = codexit(folder.path(), &["check", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let teams: Vec<&str> =
        document["findings"].as_array().unwrap().iter().map(|f| f["team"].as_str().unwrap()).collect();
    assert_eq!(teams, ["search", "@org/web"]);
}

#[test]
fn owners_are_found_from_a_folder_within_and_from_beside() {
    let folder = project(&[
        ("shop/web/src/a.py", CALL),
        ("shop/web/src/deeper/a.py", CALL),
        ("shop/.git/HEAD", "ref: refs/heads/main\n"),
        ("shop/.github/CODEOWNERS", "* @org/all\n/web/src/* @org/web\n"),
    ]);
    for (start, path) in [("shop/web", "src"), ("shop/web/src", "."), (".", "shop"), ("shop", "web")] {
        let output = codexit(&folder.path().join(start), &["check", "--format", "json", path]);
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let team = |at: usize| document["findings"][at]["team"].as_str().unwrap_or("none");
        assert_eq!((team(0), team(1)), ("@org/web", "@org/all"), "from {start}");
    }
}

#[test]
fn a_comment_on_a_decorator_speaks_for_what_is_decorated() {
    let python = "import functools\nfrom openai import OpenAI\nclient = OpenAI()\n@functools.lru_cache  # codexit: \
                  ignore[model] old\ndef ask(text, model=\"gpt-4-0314\"):\n    return client.chat.completions.create(model=model, \
                  messages=text)\n";
    let script = "import OpenAI from 'openai';\nconst client = new OpenAI();\nclass A {\n  @Kept() // codexit: ignore[model] \
                  old\n  ask(messages, model = 'gpt-4-0314') {\n    return client.chat.completions.create({ model, messages });\n  \
                  }\n  @Named({ model: 'gpt-4-0314' })\n  // codexit: ignore[model] old\n  model = 'gpt-4-0314';\n}\n";
    let folder = project(&[("a.py", python), ("b.ts", script)]);
    let (status, text) = check(folder.path(), &["--select", "model,tool"]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("(4 suppressed)"), "{text}");
    let (_, text) = check(folder.path(), &["--select", "model", "--no-ignores"]);
    assert_eq!(text.matches("model/retired").count(), 4, "{text}");
}

#[test]
fn a_report_has_a_row_for_each_root_however_it_is_written() {
    let folder = project(&[("one/a.py", CALL), ("two/a.py", CALL), ("two/b.py", CALL)]);
    let absolute = folder.path().join("two").display().to_string();
    for (one, two) in [("one", "two"), ("./one", "two/"), ("one/.", &absolute)] {
        let output = codexit(folder.path(), &["report", "-q", "-o", "r.md", one, two]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let text = std::fs::read_to_string(folder.path().join("r.md")).unwrap();
        let row = |name: &str| text.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).unwrap_or("none");
        let (starts, ends) = (format!("| `{one}` | 1 | 1 | 0 | 0 | 1 |"), "| 1 |");
        assert!(row(one).starts_with(&starts) && row(one).ends_with(ends), "{text}");
        assert!(row(two).starts_with(&format!("| `{two}` | 2 | 2 | 0 | 0 | 2 |")), "{text}");
    }
}

#[test]
fn a_report_is_no_gate_unless_asked() {
    let folder = project(&[("a.py", CALL)]);
    let report = |more: &[&str]| codexit(folder.path(), &[&["report", "-o", "r.html"], more].concat()).status.code();
    assert_eq!((report(&[]), report(&["--fail-on", "error"])), (Some(0), Some(1)));
    assert_eq!((report(&["nowhere"]), codexit(folder.path(), &["report"]).status.code()), (Some(3), Some(2)));
    assert_eq!(codexit(folder.path(), &["report", "-o", "none/r.html"]).status.code(), Some(2));
}
