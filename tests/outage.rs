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

#[test]
fn a_function_under_another_name_is_tried_again_by_who_calls_it() {
    let project = Project::new(&[
        (
            "names.py",
            "import backoff\nimport openai\n\n\ndef first(**body):\n    return openai.Completion.create(**body)\n\n\nask = first\n\n\n@backoff.on_exception(backoff.expo, Exception, max_tries=5)\ndef careful(**body):\n    return ask(**body)\n",
        ),
        (
            "members.py",
            "import time\n\nimport requests\n\n\nclass Model:\n    def __init__(self):\n        self.caller = self._post\n\n    def _post(self, body):\n        answer = requests.post(\"https://api.openai.com/v1/responses\", json=body, timeout=60)\n        answer.raise_for_status()\n        return answer.json()\n\n\ndef ask(session, body):\n    for attempt in range(4):\n        try:\n            return session.model.caller(body)\n        except Exception:\n            time.sleep(2**attempt)\n",
        ),
    ]);
    let calls = calls(&project);
    let retry = |path: &str| {
        let call = calls.iter().find(|call| call["path"] == path).unwrap();
        call["posture"]["retry"]["detail"].as_str().unwrap().to_owned()
    };
    assert_eq!(retry("names.py"), "decorator of a caller `backoff.on_exception`, 5 tries");
    assert_eq!(retry("members.py"), "own loop of a caller `for`, 4 tries");
    assert_eq!(findings(&project, &["--isolated", "--select", "missing-retry"]), [""; 0]);
}

#[test]
fn the_body_of_a_request_is_part_of_the_call() {
    let project = Project::new(&[(
        "app.js",
        r#"const KEY = process.env.KEY;
export async function ask(messages) {
  const body = { model: "gpt-5.5", messages, max_tokens: 200, user: "u-1", store: true };
  return fetch("https://api.openai.com/v1/chat/completions", {
    method: "POST",
    headers: { Authorization: `Bearer ${KEY}` },
    body: JSON.stringify(body),
  });
}
"#,
    )]);
    let calls = calls(&project);
    assert_eq!(calls[0]["models"], serde_json::json!(["gpt-5.5"]));
    assert_eq!(told(&calls, 4, "limits"), ("set", "output cap 200"));
    assert_eq!(told(&calls, 4, "data"), ("sent", "store: true; user: \"u-1\""));
    assert_eq!(told(&calls, 4, "pinning").0, "alias");
}

#[test]
fn caches_and_logs_stand_in_the_inventory() {
    let project = Project::new(&[(
        "app.py",
        r#"import functools
import logging

from langchain.globals import set_llm_cache
from langchain_openai import ChatOpenAI
from openai import OpenAI

log = logging.getLogger(__name__)
client = OpenAI(timeout=20)
CACHE = {}
set_llm_cache(object())
model = ChatOpenAI(model="gpt-5.5", timeout=20)


@functools.lru_cache
def asked(text):
    return ask(text)


def ask(text):
    answer = client.responses.create(model="gpt-5.5", input=text)
    log.info("it says %s", answer.output_text)
    print(answer.output_text)
    return answer


def kept(text):
    if text in CACHE:
        return CACHE[text]
    answer = client.responses.create(model="gpt-5.5", input=text)
    log.info("it took %s", answer.usage)
    return answer
"#,
    )]);
    let calls = calls(&project);
    assert_eq!(told(&calls, 12, "cache"), ("result", "langchain.globals.set_llm_cache"));
    assert_eq!(told(&calls, 21, "cache"), ("result", "functools.lru_cache"));
    assert_eq!(told(&calls, 30, "cache"), ("result", "CACHE"));
    assert_eq!(told(&calls, 21, "data"), ("logged", "answer logged"));
    assert_eq!(told(&calls, 30, "data").0, "none");
    // What is printed counts in a service only.
    assert_eq!(
        findings(&project, &["--isolated", "--select", "prompt-logged"]),
        ["app.py:22 info resilience/prompt-logged"]
    );
}

#[test]
fn what_waits_in_a_queue_stands_in_the_inventory() {
    let project = Project::new(&[
        (
            "tasks.py",
            r#"from celery import Celery, shared_task
from openai import OpenAI

from elsewhere import runner

client = OpenAI(timeout=20)
app = Celery("shop")


def ask(text):
    return client.responses.create(model="gpt-5.5", input=text)


@shared_task
def one(text):
    return ask(text)


@app.task(bind=True)
def two(self, text):
    return ask(text)


@runner.task
def three(text):
    return client.responses.create(model="gpt-5.5", input=text)


def four(text):
    return client.responses.create(model="gpt-5.5", input=text)


@app.task
def five(text):
    return four(text)


four("now")
"#,
        ),
        (
            "worker.ts",
            r#"import { Worker } from "bullmq";
import OpenAI from "openai";
import PQueue from "p-queue";
import pLimit from "p-limit";

const client = new OpenAI({ timeout: 20_000 });
const queue = new PQueue({ concurrency: 1 });
const limit = pLimit(2);
new Worker("mail", async (job) => {
  await client.responses.create({ model: "gpt-5.5", input: job.data });
});
export const b = (input: string) => queue.add(() => client.responses.create({ model: "gpt-5.5", input }));
export const c = (input: string) => limit(() => client.responses.create({ model: "gpt-5.5", input }));
export const d = (input: string) => client.responses.create({ model: "gpt-5.5", input });
"#,
        ),
    ]);
    let calls = calls(&project);
    let of = |file: &str, line: u64| {
        let call = calls
            .iter()
            .find(|call| call["path"] == file && call["line"] == line)
            .unwrap_or_else(|| panic!("{file}:{line}"));
        let queue = &call["posture"]["queue"];
        (queue["state"].as_str().unwrap().to_owned(), queue["detail"].as_str().unwrap().to_owned())
    };
    let queued = |by: &str| ("queued".to_owned(), by.to_owned());
    let none = ("none".to_owned(), String::new());
    assert_eq!(of("tasks.py", 11), queued("shared_task"));
    assert_eq!(of("tasks.py", 26), ("unknown".to_owned(), "runner.task".to_owned()));
    // One caller waits in a queue, the other does not.
    assert_eq!(of("tasks.py", 30), none);
    assert_eq!(of("worker.ts", 10), queued("new Worker"));
    assert_eq!(of("worker.ts", 12), queued("queue.add"));
    assert_eq!(of("worker.ts", 13), queued("limit"));
    assert_eq!(of("worker.ts", 14), none);
    let made = project.run(&["report", "--isolated", "--quiet", "-o", "r.md"]);
    assert_eq!(made.status, 0, "{}", made.err);
    let text = project.text("r.md");
    assert!(
        text.contains("- 2 calls without a cache, a queue or a limiter in front: `tasks.py:30`, `worker.ts:14`"),
        "{text}"
    );
}
