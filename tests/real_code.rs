//! Shapes of code that real repositories have, each in a small program: what is found in it, and what is not.

mod project;

use project::found;

#[test]
fn a_module_of_a_package_named_like_an_sdk_hides_nothing_from_its_neighbours() {
    let files = [
        ("tools/__init__.py", ""),
        ("tools/openai.py", "import openai\n\ndef ask(p):\n    return openai.Completion.create(prompt=p)\n"),
        ("tools/azure.py", "import openai\n\ndef embed(t):\n    return openai.Embedding.create(input=t)\n"),
    ];
    assert_eq!(
        found(&files, "api"),
        [
            "tools/azure.py:4 api/openai-python-v0 openai.Embedding.create",
            "tools/openai.py:4 api/openai-python-v0 openai.Completion.create"
        ]
    );
}

#[test]
fn an_sdk_that_was_installed_into_the_tree_is_skipped_and_still_means_itself() {
    let files = [
        ("add_on.py", "import openai\n\nopenai.ChatCompletion.create(messages=[])\n"),
        ("lib/openai/__init__.py", "from openai.api import ChatCompletion\nimport openai\nopenai.Edit.create()\n"),
        ("lib/openai/api.py", "class ChatCompletion:\n    pass\n"),
        ("lib/openai-0.27.2.dist-info/METADATA", "Name: openai\n"),
    ];
    assert_eq!(found(&files, "api"), ["add_on.py:3 api/openai-python-v0 openai.ChatCompletion.create"]);
}

#[test]
fn a_bundle_is_no_code_of_the_project() {
    let own = "const { OpenAIApi } = require(\"openai\");\nconst model = process.env.MODEL || \"gpt-4\";\n";
    let bundle = format!("var __commonJS = (cb, mod) => cb;\n// node_modules/x/index.js\n{own}");
    let files = [("src/cli.js", own), ("out/cli.cjs", bundle.as_str())];
    assert_eq!(found(&files, "model"), ["src/cli.js:2 model/retired gpt-4"]);
}

#[test]
fn messages_of_other_services_are_no_calls_to_a_model() {
    let code = "import requests\n\n\ndef send(text, base, key):\n    \
                requests.post(url=\"https://chat.example.com/open/im/v1/messages\", json={\"text\": text}, timeout=5)\n    \
                requests.post(f\"{base}/v1/messages\", json={\"text\": text}, timeout=5)\n    \
                requests.post(\"https://llm.example.com/v1/messages\", headers={\"x-api-key\": key},\n                  \
                json={\"messages\": [], \"model\": \"m\", \"max_tokens\": 9}, timeout=5)\n";
    assert_eq!(
        found(&[("send.py", code)], "missing-retry"),
        ["send.py:6 resilience/missing-retry requests.post", "send.py:7 resilience/missing-retry requests.post"]
    );
}

#[test]
fn what_counts_tokens_asks_no_model() {
    let python = "import tiktoken\n\n\nclass LazyTiktoken:\n    def __init__(self, model):\n        self.model = model\n\n    \
                  def encode(self, text):\n        return tiktoken.get(self.model).encode(text)\n\n\n\
                  tokens = LazyTiktoken(\"gpt-3.5-turbo\")\n";
    let rust = "fn main() {\n    let bpe = tiktoken_rs::get_bpe_from_model(\"gpt-4\");\n    \
                client.model(\"gpt-4-0613\");\n}\n";
    let go = "package x\n\nvar ModelList = []string{\n\t\"gemini-pro\",\n\t\"gemini-pro-vision\",\n}\n";
    let files = [("count.py", python), ("main.rs", rust), ("list.go", go)];
    assert_eq!(found(&files, "model"), ["main.rs:3 model/retired gpt-4-0613"]);
}

#[test]
fn a_display_name_is_an_id_only_where_a_model_is_named() {
    let page = "import { setDefault } from \"./store\";\n\nsetDefault(\"GPT-4\");\nexport const chosen = { model: \"GPT-4\" };\n";
    let config = "{\"models\": [{\"title\": \"GPT-4\", \"provider\": \"p\", \"model\": \"gpt-4\"}], \"model_roles\": {\"default\": \"GPT-4\"}}\n";
    assert_eq!(
        found(&[("page.ts", page), ("config.json", config)], "model"),
        ["config.json:1 model/retired gpt-4", "page.ts:4 model/retired GPT-4"]
    );
}

#[test]
fn defaults_of_options_and_values_passed_through_threads_are_uses() {
    let options = "import argparse\n\nargs = argparse.ArgumentParser()\n\
                   args.add_argument(\"--backend\", choices=[\"gpt-4\", \"gpt-3.5-turbo\"], default=\"gpt-4\")\n\
                   args.add_argument(\"--tokenizer\", default=\"gpt-4\")\n";
    let thread = "from threading import Thread\n\n\ndef ask(prompt, model_name):\n    \
                  Thread(target=print, args=(prompt, model_name)).start()\n\n\n\
                  def converse(prompt, model=\"gpt-3.5-turbo\"):\n    ask(prompt, model_name=model)\n";
    let shown = "import streamlit as st\nfrom openai import OpenAI\n\n\
                 model = st.radio(\"Model\", (\"gpt-3.5-turbo\", \"gpt-4\"))\n\
                 OpenAI(timeout=5).chat.completions.create(model=model, messages=[])\n";
    let files = [("options.py", options), ("thread.py", thread), ("shown.py", shown)];
    assert_eq!(found(&files, "model"), ["options.py:4 model/retired gpt-4", "thread.py:8 model/retired gpt-3.5-turbo"]);
}

#[test]
fn entries_of_a_default_configuration_are_uses_and_choices_are_none() {
    let code = "export const config = {\n  models: [\n    { title: \"GPT-4\", provider: \"trial\", model: \"gpt-4\" },\n  ],\n};\n\
                export const choices = [\n  { title: \"GPT-4\", provider: \"trial\", model: \"gpt-4\" },\n];\n";
    assert_eq!(found(&[("config.ts", code)], "model"), ["config.ts:3 model/retired gpt-4"]);
}

#[test]
fn a_client_of_the_assistants_api_waits_as_long_as_any() {
    let python = "from openai import OpenAI\n\nclient = OpenAI()\nclient.beta.threads.runs.create(thread_id=\"t\", assistant_id=\"a\")\n";
    let node =
        "import OpenAI from \"openai\";\n\nexport const openai = new OpenAI();\nawait openai.beta.threads.create();\n";
    assert_eq!(
        found(&[("a.py", python), ("b.ts", node)], "missing-timeout"),
        ["a.py:3 resilience/missing-timeout openai.OpenAI", "b.ts:3 resilience/missing-timeout openai#default"]
    );
}

#[test]
fn what_is_spread_into_a_call_holds_no_timeout_in_a_file_that_never_says_the_word() {
    let ask = |more: &str| {
        format!(
            "from openai import OpenAI\n\n\ndef ask(**settings):\n    {more}\n    \
                 return OpenAI().chat.completions.create(messages=[], **settings)\n"
        )
    };
    let (silent, spoken) = (ask("settings[\"n\"] = 1"), ask("settings[\"timeout\"] = limit()"));
    assert_eq!(
        found(&[("silent.py", &silent), ("spoken.py", &spoken)], "missing-timeout"),
        ["silent.py:6 resilience/missing-timeout openai.OpenAI"]
    );
}

#[test]
fn a_loop_that_shortens_the_request_is_no_retry() {
    let code = |error: &str| {
        format!(
            "import openai\n\n\ndef ask(messages):\n    answer = None\n    while answer is None:\n        try:\n            \
                 answer = openai.ChatCompletion.create(messages=messages, request_timeout=5)\n        \
                 except {error}:\n            messages = messages[1:]\n    return answer\n"
        )
    };
    let (shortened, tried) = (code("openai.error.InvalidRequestError"), code("openai.error.RateLimitError"));
    let of = |code: &str| found(&[("ask.py", code)], "missing-retry,retry-without-backoff");
    assert_eq!(of(&shortened), ["ask.py:8 resilience/missing-retry openai.ChatCompletion.create"]);
    assert_eq!(of(&tried), ["ask.py:8 resilience/retry-without-backoff openai.ChatCompletion.create"]);
}

#[test]
fn a_test_hands_fixtures_to_the_code_under_test() {
    let wrapper = "import openai\n\n\ndef chat(prompt, model):\n    return openai.ChatCompletion.create(model=model, messages=[prompt])\n";
    let test = "import openai\nfrom wrapper import chat\n\n\ndef test_chat():\n    \
                assert chat(\"x\", model=\"gpt-4\")\n    openai.ChatCompletion.create(model=\"gpt-4\", messages=[])\n";
    let files = [("wrapper.py", wrapper), ("tests/test_wrapper.py", test)];
    assert_eq!(found(&files, "model"), ["tests/test_wrapper.py:7 model/retired gpt-4"]);
}

#[test]
fn what_is_sent_to_the_url_that_a_function_is_given_is_told_of_where_it_is_sent() {
    let here = "import requests\n\n\ndef stream(url, body):\n    session = requests.Session()\n    \
                with session.post(url, json=body, stream=True) as r:\n        yield from r.iter_lines()\n\n\n\
                def answer(body):\n    return stream(\"https://api.openai.com/v1/chat/completions\", body)\n";
    let send = "import requests\n\n\ndef send(url, body):\n    return requests.post(url, json=body)\n";
    let there = "from send import send\n\n\ndef answer(body):\n    return send(\"https://api.openai.com/v1/chat/completions\", body)\n";
    assert_eq!(
        found(&[("here.py", here), ("send.py", send), ("there.py", there)], "missing-timeout"),
        [
            "here.py:6 resilience/missing-timeout requests.Session().post",
            "there.py:5 resilience/missing-timeout requests.post"
        ]
    );
}

#[test]
fn each_of_a_list_given_as_a_model_is_run_and_what_was_answered_is_written_down() {
    let harness = "class Experiment:\n    def __init__(self, model, prompts):\n        self.all = dict(model=model, prompts=prompts)\n\n\n\
                   models = [\"gpt-4-0314\", \"gpt-4\"]\nExperiment(models, [])\nExperiment([\"text-davinci-003\"], [])\n\
                   offered = [\"gpt-4-32k\"]\nprint(offered)\n";
    let reply = "REPLY = {\n    \"object\": \"chat.completion\",\n    \"model\": \"gpt-4\",\n    \"choices\": [],\n    \"usage\": {},\n}\n";
    assert_eq!(
        found(&[("harness.py", harness), ("reply.py", reply)], "model"),
        [
            "harness.py:6 model/retired gpt-4-0314",
            "harness.py:6 model/retired gpt-4",
            "harness.py:8 model/retired text-davinci-003"
        ]
    );
}

#[test]
fn a_url_that_is_the_default_of_a_parameter_is_where_it_goes() {
    let python = "import requests\n\n\ndef ask(body, url=\"https://api.openai.com/v1/chat/completions\"):\n    return requests.post(url, json=body)\n\n\n\
                  def store(body, url=\"https://files.example.com/put\"):\n    return requests.post(url, json=body)\n";
    let node = "import axios from \"axios\";\n\nexport const ask = (key: string, url = \"https://api.openai.com/v1/chat/completions\") => make(url, key);\n\
                function make(url: string, key: string) {\n  const client = axios.create({ headers: { key } });\n  return { complete };\n  \
                async function complete(body: object) {\n    return client.post(url, body);\n  }\n}\n";
    assert_eq!(
        found(&[("ask.py", python), ("ask.ts", node)], "missing-timeout"),
        [
            "ask.py:5 resilience/missing-timeout requests.post",
            "ask.ts:8 resilience/missing-timeout axios#create().post"
        ]
    );
}

#[test]
fn the_url_of_a_request_is_looked_for_where_it_is_kept() {
    let files = [
        ("app/__init__.py", ""),
        ("app/presets.py", "URL = \"https://api.openai.com/v1/chat/completions\"\n"),
        ("app/shared.py", "from app.presets import URL\n\n\nclass State:\n    url = URL\n\n\nstate = State()\n"),
        (
            "app/ask.py",
            "import requests\n\nfrom app import shared\n\nPATH = \"/chat/completions\"\n\n\ndef ask(body):\n    return requests.post(shared.state.url, json=body)\n",
        ),
    ];
    assert_eq!(found(&files, "missing-timeout"), ["app/ask.py:9 resilience/missing-timeout requests.post"]);
}

#[test]
fn a_name_made_for_people_is_no_model() {
    let code = "export function prettyModel(model: string): string {\n  if (model.includes(\"gpt-4-32k\")) return \"gpt-4-32k\";\n  return model;\n}\n\
                export function chosenModel(): string {\n  return \"gpt-4\";\n}\n";
    assert_eq!(found(&[("names.ts", code)], "model"), ["names.ts:6 model/retired gpt-4"]);
}

#[test]
fn a_loop_that_looks_at_the_status_tries_again_where_no_status_is_an_exception() {
    let code = |options: &str| {
        format!(
            "import axios from \"axios\";\n\nexport async function ask(body: object) {{\n  while (true) {{\n    \
                 const answer = await axios.post(\"https://api.openai.com/v1/chat/completions\", body, {{ timeout: 9{options} }});\n    \
                 if (answer.status === 200) return answer.data;\n    await new Promise((done) => setTimeout(done, 500));\n  }}\n}}\n"
        )
    };
    let of = |options: &str| found(&[("ask.ts", &code(options))], "missing-retry,retry-without-backoff");
    assert_eq!(of(""), ["ask.ts:5 resilience/missing-retry axios#post"]);
    assert_eq!(of(", validateStatus: () => true"), ["ask.ts:5 resilience/retry-without-backoff axios#post"]);
}

#[test]
fn a_table_of_default_models_is_what_runs() {
    let code = "from providers import Provider\n\nPROVIDER_TO_DEFAULT_MODEL_NAME = {Provider.A: \"claude-2\"}\n\
                default_models = {\"openai\": \"gpt-4\"}\nmodels_by_team = {\"red\": \"gpt-4\"}\n\
                DEFAULT_MODEL_PRICES = {\"small\": \"gpt-4\"}\n";
    assert_eq!(
        found(&[("defaults.py", code)], "model"),
        ["defaults.py:3 model/retired claude-2", "defaults.py:4 model/retired gpt-4"]
    );
}

#[test]
fn a_loop_in_a_function_that_is_given_its_url_works_though_its_caller_returns_it() {
    let code = "async function send(url: string, body: object) {\n  while (true) {\n    const answer = await fetch(url, { method: \"POST\", body: JSON.stringify(body) });\n    \
                if (answer.status === 200) return answer.json();\n    await new Promise((done) => setTimeout(done, 500));\n  }\n}\n\n\
                export function ask(body: object) {\n  return send(\"https://api.openai.com/v1/chat/completions\", body);\n}\n";
    assert_eq!(
        found(&[("ask.ts", code)], "missing-retry,retry-without-backoff,ineffective-retry"),
        ["ask.ts:3 resilience/retry-without-backoff fetch"]
    );
}
