//! Every format, written about a project whose file names, code and keys are made to break it. Each is read back by a
//! reader of its kind where there is one here; what their own validators say is checked by `tests/consumers/run`.

use std::path::Path;
use std::process::{Command, Output, Stdio};

const AS_OF: &str = "2026-11-22";

/// A call of a model that is gone, on a line full of traps.
const CODE: &str = "from openai import OpenAI\n\n\nclass Büro:\n    def answer(self):\n        \"\"\"traps\"\"\"\n        \
    x = '</script><img src=x onerror=alert(1)> ]]> | `code` @team ::error::x =cmd() \u{202e}\u{1b}[31m'; return OpenAI().chat.completions.create(model='gpt-4-0314', messages=x)\n";

/// Names of files that mean something to somebody; on systems that cannot have them the test is about fewer.
const NAMES: &[&str] = &[
    "=HYPERLINK(1).py",
    "a&b<script>.py",
    "]]>.py",
    "|x|`y`.py",
    "::error file=a,line=1::x.py",
    "new\nline.py",
    "esc\u{1b}[31m.py",
    "bidi\u{202e}yp.py",
    "100%25.py",
    "@team.py",
];

fn project() -> (tempfile::TempDir, usize) {
    let folder = tempfile::tempdir().unwrap();
    let made = NAMES.iter().filter(|name| std::fs::write(folder.path().join(name), CODE).is_ok()).count();
    let key = "\u{1b}[2J</script>|=1+1".replace('\u{1b}', "\\u001b");
    std::fs::write(folder.path().join("c.json"), format!("{{\"{key}\": {{\"model\": \"gpt-4-0314\"}}}}")).unwrap();
    (folder, made + 1)
}

fn codexit(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.env_clear().current_dir(folder).args(arguments).args(["--as-of", AS_OF]).stdin(Stdio::null());
    // What the calls would do in an outage is another story.
    command.args(["--ignore", "resilience"]);
    command.output().unwrap()
}

/// What a format says about the project, and how many findings there are.
fn written(format: &str) -> (String, usize) {
    let (folder, count) = project();
    let output = codexit(folder.path(), &["check", "--format", format]);
    assert_eq!(output.status.code(), Some(1), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), count)
}

fn json(format: &str) -> (serde_json::Value, usize) {
    let (text, count) = written(format);
    (serde_json::from_str(&text).unwrap(), count)
}

/// No control sequence of theirs, in any text format.
fn tame(format: &str, text: &str) {
    let wild = |c: char| c.is_control() && c != '\n' && c != '\r' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(wild), "{format} holds {:?}", text.chars().find(|&c| wild(c)));
}

fn texts(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::String(text) => vec![text.clone()],
        serde_json::Value::Array(items) => items.iter().flat_map(texts).collect(),
        serde_json::Value::Object(map) => map.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn full_and_concise_send_no_control_sequence() {
    for format in ["full", "concise"] {
        tame(format, &written(format).0);
    }
    let (text, count) = written("concise");
    assert_eq!(text.lines().filter(|line| line.contains(" error model/retired ")).count(), count, "{text}");
}

#[test]
fn json_and_jsonl_are_whole() {
    let (document, count) = json("json");
    assert_eq!(document["findings"].as_array().unwrap().len(), count);
    let (text, count) = written("jsonl");
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().filter(|line| line["type"] == "finding").count(), count);
    assert_eq!(lines.last().unwrap()["type"], "summary");
}

#[test]
fn sarif_has_relative_uris_and_every_rule() {
    let (log, count) = json("sarif");
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), count);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let uri = place["uri"].as_str().unwrap();
        assert!(uri.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%".contains(&b)), "{uri}");
        assert_eq!(place["uriBaseId"], "%SRCROOT%");
        assert_eq!(result["partialFingerprints"]["codexit/v1"].as_str().map(str::len), Some(16));
    }
    for text in texts(&log["runs"][0]["results"]) {
        tame("sarif", &text);
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.py"), "x = 1\n").unwrap();
    let clean = codexit(folder.path(), &["check", "--format", "sarif"]);
    let clean: serde_json::Value = serde_json::from_slice(&clean.stdout).unwrap();
    assert_eq!(clean["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len(), rules.len());
}

#[test]
fn what_is_suppressed_is_said_in_sarif() {
    let folder = tempfile::tempdir().unwrap();
    let code = CODE.trim_end().to_owned() + "  # codexit: ignore[model] kept for \u{202e}the museum\n";
    std::fs::write(folder.path().join("a.py"), code).unwrap();
    let output = codexit(folder.path(), &["check", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let suppression = &log["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!((output.status.code(), &suppression["kind"]), (Some(0), &"inSource".into()));
    assert_eq!(suppression["justification"], "kept for \\u{202e}the museum");
}

#[test]
fn annotations_cannot_be_forged() {
    let (text, count) = written("github");
    let commands: Vec<&str> = text.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(commands.len(), count);
    for command in commands {
        assert!(command.starts_with("::error title=codexit model/retired,file="), "{command}");
        let properties = command[2..].split("::").next().unwrap();
        let keys: Vec<&str> = properties.split(',').map(|p| p.split('=').next().unwrap()).collect();
        assert_eq!(keys, ["error title", "file", "line", "endLine", "col", "endColumn"], "{command}");
    }
    tame("github", &text);
}

#[test]
fn a_job_gets_a_summary_behind_what_others_wrote() {
    let (folder, _) = project();
    let summary = folder.path().join("summary.md");
    std::fs::write(&summary, "before\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.env_clear().env("GITHUB_STEP_SUMMARY", &summary).current_dir(folder.path());
    command.args(["check", "--format", "github", "--as-of", AS_OF]).output().unwrap();
    let text = std::fs::read_to_string(summary).unwrap();
    assert!(text.starts_with("before\n# codexit report\n"), "{text}");
    tame("summary", &text);
}

#[test]
fn gitlab_and_rdjson_name_every_place() {
    let (issues, count) = json("gitlab");
    let issues = issues.as_array().unwrap();
    let prints: std::collections::BTreeSet<&str> = issues.iter().map(|i| i["fingerprint"].as_str().unwrap()).collect();
    assert_eq!((issues.len(), prints.len()), (count, count), "fingerprints must differ");
    let (document, count) = json("rdjson");
    let diagnostics = document["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics.len(), count);
    // Columns count bytes: the line holds a mark of three.
    let start = &diagnostics[0]["location"]["range"]["start"];
    let line = CODE.lines().nth(6).unwrap();
    assert_eq!(start["column"].as_u64().unwrap() as usize, line.find("gpt-4-0314").unwrap() + 1);
}

#[test]
fn junit_is_well_formed() {
    let (text, count) = written("junit");
    assert_eq!((text.matches("<testcase ").count(), text.matches("<failure ").count()), (count, count));
    assert!(!text.contains("<script") && !text.contains("]]>") && !text.contains("<img"), "{text}");
    tame("junit", &text);
}

#[test]
fn csv_starts_no_formula() {
    let (text, count) = written("csv");
    tame("csv", &text);
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), count + 1);
    for field in lines.iter().flat_map(|line| line.split("\",\"")) {
        let field = field.trim_start_matches('"');
        let field = field.trim_end_matches('"');
        assert!(!field.starts_with(['=', '+', '-', '@']) || field.parse::<i64>().is_ok(), "{field}");
    }
    assert!(text.contains("\"'=HYPERLINK(1).py\"") && text.contains("\"'@team.py\""), "{text}");
}

#[test]
fn markdown_keeps_its_tables() {
    let (text, _) = written("markdown");
    tame("markdown", &text);
    // Outside of code spans, which show what they hold.
    let outside: String = text.split('`').step_by(2).collect();
    assert!(!outside.contains("<script") && !outside.contains("<img"), "{text}");
    for line in text.lines().filter(|line| line.starts_with("| error")) {
        assert_eq!(line.replace("\\|", "").matches('|').count(), 5, "{line}");
    }
    for (at, _) in text.match_indices("@team") {
        assert_eq!(text[..at].matches('`').count() % 2, 1, "a mention outside of code");
    }
}

#[test]
fn html_runs_no_script_of_theirs() {
    let (text, count) = written("html");
    tame("html", &text);
    assert_eq!(text.to_lowercase().matches("<script").count(), 3);
    assert_eq!(text.to_lowercase().matches("</script").count(), 3);
    assert!(!text.contains("<img") && !text.contains("onerror=alert(1)>"));
    let data = text.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data.as_array().unwrap().len(), count);
    // Nothing is asked for: no address but in links to read.
    for attribute in ["src=", "@import", "url(", "fetch(", "XMLHttpRequest"] {
        assert!(!text.split("id=\"data\">").next().unwrap().contains(attribute), "{attribute}");
    }
}

#[test]
fn cyclonedx_lists_models_and_services() {
    let (bill, count) = json("cyclonedx");
    let component = &bill["components"][0];
    assert_eq!((&component["type"], &component["name"]), (&"machine-learning-model".into(), &"gpt-4-0314".into()));
    assert_eq!(component["evidence"]["occurrences"].as_array().unwrap().len(), count);
    assert_eq!(bill["services"][0]["name"], "openai");
    for text in texts(&bill) {
        tame("cyclonedx", &text);
    }
}

#[test]
fn several_outputs_at_once_and_none_by_halves() {
    let (folder, _) = project();
    let output = codexit(
        folder.path(),
        &["check", "--format", "concise", "-o", "a.sarif", "-o", "a.md", "-o", "gitlab=a.json", "-o", "a.html"],
    );
    assert_eq!(output.status.code(), Some(1));
    for name in ["a.sarif", "a.md", "a.json", "a.html"] {
        assert!(std::fs::metadata(folder.path().join(name)).unwrap().len() > 100, "{name}");
    }
    // One that cannot be written is known before the scan, and the others are not touched.
    std::fs::write(folder.path().join("kept.md"), "kept").unwrap();
    let output = codexit(folder.path(), &["check", "-o", "kept.md", "-o", "none/a.sarif"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert_eq!(std::fs::read_to_string(folder.path().join("kept.md")).unwrap(), "kept");
    let left = std::fs::read_dir(folder.path()).unwrap();
    assert!(left.flatten().all(|e| !e.file_name().to_string_lossy().contains("partial")));
}

#[test]
fn markdown_draws_the_timeline_and_shows_each_step_of_the_plan_with_its_command_and_its_change() {
    let folder = tempfile::tempdir().unwrap();
    let call = "client.chat.completions.create(model='MODEL', messages=[{'role': 'user', 'content': 'hello'}])";
    let head = "from openai import OpenAI\nclient = OpenAI()\n";
    let old = call.replace("MODEL", "gpt-4-0314");
    let code = format!("{head}def a():\n    '''\n    ````\n    '''\n    return {old}\n\n\n{old}\n");
    std::fs::write(folder.path().join("a.py"), code).unwrap();
    std::fs::write(folder.path().join("b.py"), format!("{head}{}\n", call.replace("MODEL", "gpt-4o-mini"))).unwrap();
    let made = codexit(folder.path(), &["report", "--isolated", "--select", "model", "--quiet", "-o", "r.md"]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let text = std::fs::read_to_string(folder.path().join("r.md")).unwrap();
    let lane = |name: &str| text.lines().find(|line| line.starts_with(&format!("{name} (openai)"))).unwrap_or("");
    let (past, coming) = (lane("gpt-4-0314"), lane("gpt-4o-mini"));
    assert!(past.contains("██│ ") && past.contains("; 2 places"), "{text}");
    assert!(coming.contains(" │▆") && coming.contains("2027-01-14"), "{text}");
    // Up to the head of the next step.
    let step = text.split("- [ ] ").find(|step| step.starts_with("`gpt-4-0314` → ")).unwrap_or("");
    assert!(step.contains("- Command: `codexit fix --unsafe --select model/retired -- a.py`"), "{text}");
    assert!(step.contains("2 prompts to test again"), "{text}");
    // The fence is longer than the one in the code.
    assert!(step.contains("\n    `````diff\n") && step.contains("    +    return client.chat"), "{text}");
}

/// Set this variable to write the example anew.
const UPDATE: &str = "UPDATE_EXAMPLE";

#[test]
fn the_example_of_a_report_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.md");
    let report = codexit(
        &root.join("fixtures/projects/legacy-shop"),
        &["report", ".", "--isolated", "--quiet", "-o", path.to_str().unwrap()],
    );
    assert_eq!(report.status.code(), Some(0), "{}", String::from_utf8_lossy(&report.stderr));
    let text = std::fs::read_to_string(path).unwrap();
    // How long it took is another time in every run.
    let (before, rest) = text.split_once(" files, ").expect("how many files were read");
    let (_, after) = rest.split_once(", rules of ").expect("and how old the rules are");
    let made = format!("{before} files, 0.1 s, rules of {after}");
    let example = root.join("docs/example-report.md");
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&example, &made).unwrap();
    }
    let current = std::fs::read_to_string(&example).unwrap_or_default();
    assert!(made == current, "docs/example-report.md is not current: run `{UPDATE}=1 cargo test --test reports`");
}
