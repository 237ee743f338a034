//! Which files without an anchor of their own are read: those that decide what an anchor means.

mod project;

use project::Project;
use serde_json::Value;

/// What a scan of these files says, beside enough others that none is read for being one of a handful.
fn scan(files: &[(&str, &str)]) -> Value {
    const OTHERS: [(&str, &str); 5] =
        [("a.py", "a = 1\n"), ("b.py", "b = 1\n"), ("c.py", "c = 1\n"), ("d.py", "d = 1\n"), ("e.py", "e = 1\n")];
    let project = Project::new(&[files, &OTHERS].concat());
    let arguments =
        ["check", "--isolated", "--format", "json", "--as-of", "2026-11-22", "--calls", "--fail-on", "never"];
    let ran = project.run(&arguments);
    assert_eq!(ran.status, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err))
}

fn parsed(document: &Value) -> u64 {
    document["stats"]["parsed_files"].as_u64().unwrap()
}

/// Findings as `path:line severity rule`.
fn findings(document: &Value) -> Vec<String> {
    let text = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
    let line = |f: &Value| format!("{}:{} {} {}", text(f, "path"), f["line"], text(f, "severity"), text(f, "rule"));
    document["findings"].as_array().unwrap().iter().map(line).collect()
}

const SENDER: &str = "export async function complete(prompt) {\n  const answer = await fetch('https://api.openai.com/v1/responses', { method: 'POST', body: prompt });\n  return answer.json();\n}\n";

#[test]
fn who_imports_what_sends_a_request_says_who_waits_for_it() {
    let server = "import express from 'express';\nimport { complete } from './ask';\nconst app = express();\napp.get('/', async (request, response) => { response.json(await complete(request.query.q)); });\n";
    let document = scan(&[("ask.ts", SENDER), ("server.ts", server)]);
    assert_eq!(parsed(&document), 2);
    let found = findings(&document);
    assert!(found.contains(&"ask.ts:2 error resilience/missing-timeout".to_owned()), "{found:?}");
    // Under any name, if it is the default export.
    let sender = SENDER.replace("export async", "export default async");
    let server = server.replace("{ complete }", "ask").replace("complete(", "ask(");
    let document = scan(&[("ask.ts", &sender), ("server.ts", &server)]);
    let found = findings(&document);
    assert!(found.contains(&"ask.ts:2 error resilience/missing-timeout".to_owned()), "{found:?}");
}

#[test]
fn who_takes_something_else_or_from_elsewhere_is_not_read() {
    let sender = format!("{SENDER}export const limit = 3;\n");
    let limit = "import { limit } from './ask';\nconst completed = limit;\n";
    let other = "import { complete } from './tasks';\nimport { limit } from './limits';\ncomplete(limit);\n";
    let tasks = "export function complete() {}\n";
    let document = scan(&[("ask.ts", &sender), ("limit.ts", limit), ("other.ts", other), ("tasks.ts", tasks)]);
    assert_eq!(parsed(&document), 1);
}

#[test]
fn a_client_is_followed_to_the_files_that_take_it_and_other_calls_of_the_library_are_not() {
    let clients = "from openai import OpenAI, AsyncOpenAI\n\nclient = OpenAI(timeout=20)\n\n\nclass Service:\n    def __init__(self):\n        self.client = AsyncOpenAI(timeout=20)\n";
    let uses = "from clients import client\n\n\ndef ask(text):\n    return client.send(text)\n";
    let service = "from clients import Service\n\nservice = Service()\n";
    let document = scan(&[("clients.py", clients), ("uses.py", uses), ("service.py", service)]);
    assert_eq!(parsed(&document), 3);
    let types = "from openai import NotGiven, OpenAI\n\nMISSING = NotGiven()\n\n\ndef is_given(x):\n    return not isinstance(x, NotGiven)\n";
    let document = scan(&[("types_of.py", types), ("uses.py", "from types_of import MISSING, is_given\n")]);
    assert_eq!(parsed(&document), 1);
}

#[test]
fn a_library_in_its_own_repository_is_no_client_of_itself() {
    let package = "from litellm.parts import Router\n\nrouter = Router()\nmodel = \"gpt-3.5-turbo-0301\"\n";
    let parts = "class Router:\n    pass\n";
    let uses = "from litellm import router\n\nprint(router)\n";
    let document = scan(&[
        ("litellm/__init__.py", package),
        ("litellm/parts.py", parts),
        ("litellm/uses.py", uses),
        ("litellm/names.py", "from litellm.parts import make_litellm_router\n"),
    ]);
    // The id lets its own file in.
    assert_eq!(parsed(&document), 1);
}

#[test]
fn a_client_lets_its_file_in_under_all_its_names() {
    for code in [
        "from openai import AsyncOpenAI\n\nclient = AsyncOpenAI()\n",
        "import openai\n\nclient = openai.AsyncAzureOpenAI()\n",
        "from langfuse.openai import OpenAI\n\nclient = OpenAI()\n",
        "import instructor\nfrom openai import OpenAI as Maker\n\nclient = instructor.from_openai(Maker())\n",
    ] {
        assert_eq!(parsed(&scan(&[("client.py", code)])), 1, "{code}");
    }
}
