//! The inventory of calls and the resilience rules over whole projects, as the real binary shows them.

mod project;

use project::Project;
use serde_json::Value;

fn calls(project: &Project) -> Vec<Value> {
    let ran = project.run(&["calls", "--format", "json", "--isolated", "--as-of", "2026-11-22"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    document["calls"].as_array().unwrap().clone()
}

fn state<'v>(call: &'v Value, aspect: &str) -> &'v str {
    call["posture"][aspect]["state"].as_str().unwrap()
}

/// Findings of a category as `path:line rule`.
fn findings(project: &Project, arguments: &[&str]) -> Vec<String> {
    let fixed = ["check", "--format", "json", "--isolated", "--as-of", "2026-11-22", "--fail-on", "never"];
    let ran = project.run(&[&fixed[..], arguments].concat());
    let document: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.out));
    let line = |f: &Value| format!("{}:{} {}", f["path"].as_str().unwrap(), f["line"], f["rule"].as_str().unwrap());
    document["findings"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn a_client_of_another_module_is_followed_to_its_constructor() {
    let project = Project::new(&[
        ("clients.py", "from openai import OpenAI\n\nfast = OpenAI(timeout=20, max_retries=0)\nslow = OpenAI()\n"),
        (
            "app.py",
            "from clients import fast, slow\n\n\ndef ask(text):\n    fast.responses.create(model=\"gpt-5.5\", input=text)\n    return slow.responses.create(model=\"gpt-5.5\", input=text)\n",
        ),
        ("requirements.txt", "openai==2.54.0\n"),
    ]);
    let calls = calls(&project);
    assert_eq!(calls.len(), 2);
    assert_eq!((state(&calls[0], "timeout"), state(&calls[0], "retry")), ("set", "off"));
    assert_eq!((state(&calls[1], "timeout"), state(&calls[1], "retry")), ("default", "default"));
    assert_eq!(calls[0]["posture"]["timeout"]["path"], "clients.py");
    assert_eq!(calls[0]["version"], "==2.54.0");
    assert_eq!((&calls[0]["models"][0], &calls[0]["generation"]), (&"gpt-5.5".into(), &">=1".into()));
    let found = findings(&project, &["--select", "missing-timeout,retries-disabled"]);
    assert_eq!(found, ["clients.py:3 resilience/retries-disabled", "clients.py:4 resilience/missing-timeout"]);
}

#[test]
fn a_handler_of_a_web_server_makes_an_endless_wait_an_error() {
    let project = Project::new(&[(
        "app.py",
        "import requests\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\ndef ask(body):\n    return requests.post(\"https://api.openai.com/v1/responses\", json=body)\n\n\n@app.post(\"/ask\")\ndef route(body: dict):\n    return ask(body)\n",
    )]);
    let ran = project.run(&["check", "--isolated", "--format", "concise", "--select", "missing-timeout"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("app.py:8:12: error resilience/missing-timeout"), "{}", ran.out);
}

#[test]
fn the_nearest_manifest_says_which_generation_it_is() {
    let code = "import { generateText } from \"ai\";\nexport const ask = (model) => generateText({ model, prompt: \"x\", timeout: 9000 });\n";
    let project = Project::new(&[
        ("old/package.json", "{\"dependencies\": {\"ai\": \"^4.3.0\"}}"),
        ("old/ask.js", code),
        ("new/package.json", "{\"dependencies\": {\"ai\": \"^7.0.0\"}}"),
        ("new/ask.js", code),
    ]);
    let calls = calls(&project);
    assert_eq!((calls[0]["path"].as_str(), state(&calls[0], "timeout")), (Some("new/ask.js"), "set"));
    assert_eq!((calls[1]["path"].as_str(), state(&calls[1], "timeout")), (Some("old/ask.js"), "none"));
    assert_eq!(
        findings(&project, &["--select", "resilience/ineffective-timeout,resilience/missing-timeout"]),
        ["old/ask.js:2 resilience/missing-timeout", "old/ask.js:2 resilience/ineffective-timeout"]
    );
}

#[test]
fn what_cannot_be_seen_is_unknown_and_nothing_is_said() {
    let project = Project::new(&[(
        "app.py",
        "from openai import OpenAI\nimport settings\n\n\ndef ask(client: OpenAI, text):\n    return client.responses.create(model=\"gpt-5.5\", input=text)\n\n\ndef make(text):\n    return OpenAI(**settings.OPTIONS).responses.create(model=\"gpt-5.5\", input=text)\n",
    )]);
    for call in calls(&project) {
        assert_eq!((state(&call, "timeout"), state(&call, "retry")), ("unknown", "unknown"), "{call}");
    }
    assert_eq!(findings(&project, &["--select", "missing-timeout,missing-retry"]), [""; 0]);
}

#[test]
fn circles_and_names_that_shadow_an_sdk_neither_hang_nor_mislead() {
    let project = Project::new(&[
        (
            "openai.py",
            "class OpenAI:\n    def __init__(self, **kwargs):\n        self.responses = self\n\n    def create(self, **kwargs):\n        return None\n",
        ),
        ("own.py", "from openai import OpenAI\n\nOpenAI().responses.create(model=\"m\", input=\"x\")\n"),
        ("a.py", "from b import client as client\n"),
        ("b.py", "from a import client as client\n\nclient.chat.completions.create(model=\"m\", messages=[])\n"),
        (
            "d.py",
            "def pair():\n    return pair()\n\n\na, b = pair()\nb.chat.completions.create(model=\"m\", messages=[])\n",
        ),
        (
            "c.py",
            "import requests\n\n\ndef one(f):\n    return two(f)\n\n\ndef two(f):\n    return one(f)\n\n\ndef post(url):\n    one(lambda: post(url))\n    return requests.post(url, json={})\n\n\npost(\"https://api.openai.com/v1/responses\")\n",
        ),
    ]);
    let calls = calls(&project);
    let paths: Vec<&str> = calls.iter().filter_map(|call| call["path"].as_str()).collect();
    assert_eq!(paths, ["c.py"]);
}

#[test]
fn with_model_rules_alone_nothing_more_is_parsed() {
    let project = Project::new(&[
        ("app.py", "from anthropic import Anthropic\n\nAnthropic().messages.create(model=MODEL, messages=[])\n"),
        ("b.py", "import os\n"),
        ("c.py", "import os\n"),
        ("d.py", "import os\n"),
        ("e.py", "import os\n"),
    ]);
    let parsed = |arguments: &[&str]| {
        let fixed = ["check", "--format", "json", "--isolated", "--fail-on", "never"];
        let ran = project.run(&[&fixed[..], arguments].concat());
        let document: Value = serde_json::from_str(&ran.out).unwrap();
        (document["stats"]["parsed_files"].as_u64().unwrap(), document["calls"].as_array().map(Vec::len))
    };
    assert_eq!(parsed(&["--select", "model"]), (0, None));
    assert_eq!(parsed(&["--select", "model", "--calls"]), (1, Some(1)));
    assert_eq!(parsed(&["--select", "resilience"]), (1, None));
}

#[test]
fn every_format_lists_the_same_calls() {
    let project =
        Project::new(&[("app.py", "import openai\n\nopenai.ChatCompletion.create(model=\"gpt-4\", messages=[])\n")]);
    let out = |format: &str| project.run(&["calls", "--format", format, "--isolated"]).out;
    assert!(out("concise").starts_with("app.py:3:1: openai.ChatCompletion.create timeout=default retry=none"));
    let csv = out("csv");
    assert!(csv.lines().next().unwrap().starts_with("path,line,call,package,generation"), "{csv}");
    assert!(csv.lines().nth(1).unwrap().starts_with("app.py,3,openai.ChatCompletion.create,openai,0.x,"), "{csv}");
    assert!(out("full").contains("1 call to model providers in 1 file"), "{}", out("full"));
}
