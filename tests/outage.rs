//! What takes over in an outage, and where a call goes, over whole projects, as the real binary shows them.

mod project;

use project::Project;
use serde_json::Value;

const DAY: &str = "2026-11-22";

fn calls(project: &Project) -> Vec<Value> {
    let ran = project.run(&["calls", "--format", "json", "--isolated", "--as-of", DAY]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    document["calls"].as_array().unwrap().clone()
}

/// What the inventory says of an aspect of the call at a line.
fn told<'v>(calls: &'v [Value], line: u64, aspect: &str) -> (&'v str, &'v str) {
    let call = calls.iter().find(|call| call["line"] == line).unwrap_or_else(|| panic!("no call at {line}: {calls:?}"));
    let column = &call["posture"][aspect];
    (column["state"].as_str().unwrap(), column["detail"].as_str().unwrap())
}

/// Findings as `path:line severity rule`, with a selection.
fn findings(project: &Project, arguments: &[&str]) -> Vec<String> {
    let fixed = ["check", "--format", "json", "--as-of", DAY, "--fail-on", "never"];
    let ran = project.run(&[&fixed[..], arguments].concat());
    let document: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
    let text = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
    let line = |f: &Value| format!("{}:{} {} {}", text(f, "path"), f["line"], text(f, "severity"), text(f, "rule"));
    document["findings"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn a_missing_fallback_is_a_warning_where_continuity_is_required() {
    let code = "from openai import OpenAI\n\nclient = OpenAI(timeout=20)\nclient.responses.create(model=\"gpt-5.5\", input=\"x\")\n";
    let plain = Project::new(&[("app.py", code), ("codexit.toml", "")]);
    assert_eq!(findings(&plain, &["--ignore", "moving-alias"]), [""; 0]);
    assert_eq!(findings(&plain, &["--select", "no-fallback"]), ["app.py:4 info resilience/no-fallback"]);
    let required = Project::new(&[("app.py", code), ("codexit.toml", "continuity = \"required\"\n")]);
    assert_eq!(findings(&required, &["--ignore", "moving-alias"]), ["app.py:4 warning resilience/no-fallback"]);
    assert_eq!(findings(&required, &["--ignore", "moving-alias,no-fallback"]), [""; 0]);
    let own = "continuity = \"required\"\n[severity]\n\"resilience/no-fallback\" = \"error\"\n";
    let own = Project::new(&[("app.py", code), ("codexit.toml", own)]);
    assert_eq!(findings(&own, &["--ignore", "moving-alias"]), ["app.py:4 error resilience/no-fallback"]);
}

#[test]
fn what_falls_with_the_first_model_is_no_fallback() {
    let project = Project::new(&[(
        "app.py",
        r#"from openai import AzureOpenAI, OpenAI

near = OpenAI(timeout=20)
far = AzureOpenAI(timeout=20, azure_endpoint="https://mine.openai.azure.com")
other = OpenAI(timeout=20, base_url="https://openrouter.ai/api/v1")
hidden = OpenAI(timeout=20, base_url="https://gate.example.com/v1")


def same_house(text):
    try:
        return near.responses.create(model="gpt-5.5", input=text)
    except Exception:
        return near.responses.create(model="gpt-5.4", input=text)


def other_host(text):
    try:
        return near.responses.create(model="gpt-5.5", input=text)
    except Exception:
        return far.responses.create(model="gpt-5.5", input=text)


def other_provider(text):
    try:
        return near.responses.create(model="gpt-5.5", input=text)
    except Exception:
        return other.responses.create(model="gpt-5.4", input=text)


def once_more(text):
    try:
        return near.responses.create(model="gpt-5.5", input=text)
    except Exception:
        return near.responses.create(model="gpt-5.5", input=text)


def gateway(text):
    return hidden.responses.create(model="gpt-5.5", input=text)


def gives_up(text):
    try:
        return near.responses.create(model="gpt-5.5", input=text)
    except Exception:
        return None
"#,
    )]);
    assert_eq!(
        findings(&project, &["--isolated", "--select", "dead-fallback"]),
        ["app.py:13 info resilience/dead-fallback"]
    );
    let calls = calls(&project);
    let state = |line| told(&calls, line, "fallback").0;
    assert_eq!([11, 18, 25, 32, 38, 43].map(state), ["call", "call", "call", "none", "unknown", "none"]);
    let service = |line: u64| {
        let call = calls.iter().find(|call| call["line"] == line).unwrap();
        (call["provider"].as_str(), call["host"].as_str())
    };
    assert_eq!(service(18), (Some("openai"), None));
    assert_eq!(service(20), (Some("azure"), Some("mine.openai.azure.com")));
    assert_eq!(service(27), (Some("openrouter"), Some("openrouter.ai")));
    assert_eq!(service(38), (None, Some("gate.example.com")));
    // What takes over needs nothing to take over.
    let missing = findings(&project, &["--isolated", "--select", "no-fallback"]);
    let lines = ["app.py:32 info resilience/no-fallback", "app.py:43 info resilience/no-fallback"];
    assert_eq!(missing, lines);
}

#[test]
fn a_router_says_which_models_its_groups_hold() {
    let project = Project::new(&[(
        "app.py",
        r#"from litellm import Router, completion

LIST = [
    {"model_name": "main", "litellm_params": {"model": "openai/gpt-5.5"}},
    {"model_name": "second", "litellm_params": {"model": "openai/gpt-4-0314"}},
]
router = Router(model_list=LIST, fallbacks=[{"main": ["second"]}], timeout=30)
router.completion(model="main", messages=[])

ORDER = ["openai/gpt-5.5", "anthropic/claude-sonnet-5"]


def ask(messages):
    for model in ORDER:
        try:
            return completion(model=model, messages=messages, timeout=30)
        except Exception:
            continue
"#,
    )]);
    let calls = calls(&project);
    assert_eq!(calls[0]["models"], serde_json::json!(["openai/gpt-5.5"]));
    assert_eq!(told(&calls, 8, "fallback"), ("models", "[{\"main\": [\"second\"]}]"));
    assert_eq!(told(&calls, 16, "fallback"), ("models", "ORDER"));
    assert_eq!(calls[1]["models"], serde_json::json!(["anthropic/claude-sonnet-5", "openai/gpt-5.5"]));
    let dead = findings(&project, &["--isolated", "--select", "dead-fallback"]);
    assert_eq!(dead, ["app.py:7 error resilience/dead-fallback"]);
}

#[test]
fn a_setting_of_a_module_holds_for_the_program_that_makes_it() {
    let old =
        "import openai\n\n\ndef ask(m):\n    return openai.chat.completions.create(model=\"gpt-5.5\", messages=m)\n";
    let set = "import openai\n\nopenai.timeout = 20\nopenai.max_retries = 0\n";
    let axios = "import axios from \"axios\";\n\nexport const ask = (body) => axios.post(\"https://api.openai.com/v1/responses\", body);\n";
    let axios_set = "import axios from \"axios\";\n\naxios.defaults.timeout = 9000;\n";
    let project = Project::new(&[
        ("one/requirements.txt", "openai==2.54.0\n"),
        ("one/start.py", set),
        ("one/ask.py", old),
        ("two/requirements.txt", "openai==2.54.0\n"),
        ("two/ask.py", old),
        ("web/package.json", "{\"dependencies\": {\"axios\": \"^1.7.0\"}}"),
        ("web/start.js", axios_set),
        ("web/ask.js", axios),
        ("api/package.json", "{\"dependencies\": {\"axios\": \"^1.7.0\"}}"),
        ("api/ask.js", axios),
    ]);
    let calls = calls(&project);
    let state = |path: &str, aspect: &str| {
        let call = calls.iter().find(|call| call["path"] == path).unwrap();
        call["posture"][aspect]["state"].as_str().unwrap().to_owned()
    };
    assert_eq!((state("one/ask.py", "timeout"), state("one/ask.py", "retry")), ("set".into(), "off".into()));
    assert_eq!((state("two/ask.py", "timeout"), state("two/ask.py", "retry")), ("default".into(), "default".into()));
    assert_eq!((state("web/ask.js", "timeout"), state("api/ask.js", "timeout")), ("set".into(), "none".into()));
}

#[test]
fn two_versions_in_one_repository_are_told_apart() {
    let call = "import openai\n\nclient = openai.OpenAI(timeout=20)\n\n\ndef ask(m):\n    try:\n        return client.responses.create(model=\"gpt-5.5\", input=m)\n    except openai.error.RateLimitError:\n        raise\n";
    let web = "import { generateText } from \"ai\";\n\nexport const ask = (model) => generateText({ model, prompt: \"x\", timeout: 9000 });\n";
    let project = Project::new(&[
        ("requirements.txt", "openai==2.54.0\n"),
        ("a/pyproject.toml", "[project]\nname = \"a\"\ndependencies = [\"openai>=1,<2\"]\n"),
        ("a/deep/app.py", call),
        ("b/app.py", call),
        ("web/new/package.json", "{\"dependencies\": {\"ai\": \"^6.0.0\"}}"),
        ("web/new/src/ask.ts", web),
        ("web/package.json", "{\"dependencies\": {\"ai\": \"^4.3.0\"}}"),
        ("web/old/ask.ts", web),
    ]);
    let calls = calls(&project);
    let version = |path: &str| calls.iter().find(|c| c["path"] == path).unwrap()["version"].as_str();
    assert_eq!((version("a/deep/app.py"), version("b/app.py")), (Some(">=1,<2"), Some("==2.54.0")));
    assert_eq!((version("web/new/src/ask.ts"), version("web/old/ask.ts")), (Some("^6.0.0"), Some("^4.3.0")));
    let found = findings(&project, &["--isolated", "--select", "ineffective-timeout"]);
    assert_eq!(found, ["web/old/ask.ts:3 warning resilience/ineffective-timeout"]);
}
