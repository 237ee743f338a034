//! How far calls are followed: shapes of real programs in which the client, the options, the address or the retry
//! stand somewhere else than the call.

mod project;
mod seen;

use project::Project;
use seen::{column, found};

#[test]
fn a_neighbour_named_like_the_sdk_hides_it_only_if_it_can_be_meant() {
    let azure = "import openai\n\ndef ask(m):\n    return openai.ChatCompletion.create(engine=\"e\", messages=m)\n";
    let namesake = "import openai\n\ndef ask(m):\n    return openai.ChatCompletion.create(messages=m)\n";
    let files = [("llm/azure.py", azure), ("llm/openai.py", namesake)];
    let both = ["llm/azure.py:4 warning missing-retry", "llm/openai.py:4 warning missing-retry"];
    assert_eq!(found(&files, "missing-retry"), both);
    // A module that imports nothing of its own name is what a script beside it gets.
    let own = "class ChatCompletion:\n    @staticmethod\n    def create(**kw):\n        return kw\n";
    assert!(found(&[("llm/azure.py", azure), ("llm/openai.py", own)], "missing-retry").is_empty());
}

#[test]
fn a_table_of_services_says_where_a_request_goes() {
    let table = "OPENAI = \"https://api.openai.com/v1/chat/completions\"\n\
                 SERVICES = {\"gpt-5.5\": {\"endpoint\": OPENAI, \"window\": 4}}\n";
    let send = "import requests\n\n\ndef ask(name, body):\n    from .services import SERVICES\n    \
                address = SERVICES[name][\"endpoint\"]\n    \
                return requests.post(address, json=body)\n\n\ndef draw(name, body):\n    \
                from .services import SERVICES\n    \
                address = SERVICES[name][\"endpoint\"].replace(\"chat/completions\", \"images/generations\")\n    \
                return requests.post(address, json=body, timeout=9)\n";
    let other = "import requests\n\nPAGES = {\"a\": {\"endpoint\": \"https://example.com/a\"}}\n\n\n\
                 def look(name):\n    return requests.post(PAGES[name][\"endpoint\"], json={})\n";
    let files = [("app/__init__.py", ""), ("app/services.py", table), ("app/send.py", send), ("app/pages.py", other)];
    assert_eq!(
        found(&files, "missing-timeout,missing-retry"),
        [
            "app/send.py:7 warning missing-retry",
            "app/send.py:7 warning missing-timeout",
            "app/send.py:13 warning missing-retry"
        ]
    );
}

#[test]
fn settings_of_another_file_and_of_a_table_are_spread() {
    let settings = "CLIENT = {\"timeout\": 20, \"max_retries\": 0}\nBY_NAME = {\"slow\": {\"max_retries\": 0}}\n";
    let app = "from openai import OpenAI\nfrom settings import BY_NAME, CLIENT\n\n\
               OpenAI(**CLIENT).responses.create(model=\"m\", input=\"x\")\n\
               OpenAI(timeout=9, **BY_NAME[\"slow\"]).responses.create(model=\"m\", input=\"x\")\n";
    let files = [("settings.py", settings), ("app.py", app)];
    assert_eq!(
        found(&files, "missing-timeout,retries-disabled"),
        ["settings.py:1 warning retries-disabled", "settings.py:2 warning retries-disabled"]
    );
}

/// A sender that takes its options apart, and somebody who asks it.
const SENDER: &str = "export async function send(url: string, options: any) {\n  \
                      const { onMessage, ...rest } = options;\n  const answer = await fetch(url, rest);\n  \
                      onMessage(await answer.text());\n}\n";

fn asker(more: &str) -> String {
    format!(
        "import {{ send }} from \"./send\";\n\nexport async function ask(messages: any, stop: AbortSignal) {{\n  \
         await send(\"https://api.openai.com/v1/chat/completions\", {{\n    method: \"POST\",\n    \
         body: JSON.stringify({{ model: \"gpt-5.5\", messages }}),\n    onMessage: console.log,\n    {more}\n  }});\n}}\n"
    )
}

#[test]
fn what_a_pattern_leaves_of_the_options_is_handed_on() {
    let rules = "missing-timeout,missing-retry";
    let files = |ask: &'static str| [("send.ts", SENDER), ("ask.ts", ask)];
    let plain: &'static str = asker("").leak();
    assert_eq!(found(&files(plain), rules), ["ask.ts:4 warning missing-retry", "ask.ts:4 warning missing-timeout"]);
    // A signal that somebody else holds may be one that fires after a time.
    let stopped: &'static str = asker("signal: stop,").leak();
    assert_eq!(found(&files(stopped), rules), ["ask.ts:4 warning missing-retry"]);
    assert_eq!(column(&files(stopped), "timeout"), [(4, "unknown".to_owned())]);
    let timed: &'static str = asker("signal: AbortSignal.timeout(9000),").leak();
    assert_eq!(found(&files(timed), rules), ["ask.ts:4 warning missing-retry"]);
}

#[test]
fn a_loop_tries_again_only_what_it_learns_of() {
    let swallowed = "import openai\n\ndef hear(path):\n    try:\n        \
                     return openai.Audio.transcribe(model=\"whisper-1\", file=path)\n    except Exception as e:\n        \
                     print(e)\n        return \"\"\n\n\n";
    let serves = "def serve():\n    while True:\n        try:\n            said = hear(record())\n            \
                  if said in [\"exit\"]:\n                break\n            speak(said)\n        \
                  except Exception as e:\n            print(e)\n";
    let insists = "def insist(path):\n    for _ in range(5):\n        said = hear(path)\n        if said:\n            \
                   return said\n";
    let rules = "missing-retry,retry-without-backoff,unbounded-retry";
    let of = |caller: &str| found(&[("app.py", &format!("{swallowed}{caller}"))], rules);
    assert_eq!(of(serves), ["app.py:5 warning missing-retry"], "the loop goes on with the next recording");
    assert_eq!(of(insists), ["app.py:5 warning retry-without-backoff"], "the loop asks whether there was an answer");
}

#[test]
fn a_function_that_calls_itself_is_no_fallback() {
    let code = "import openai, time\n\ndef ask(m):\n    try:\n        \
                return openai.ChatCompletion.create(model=\"gpt-4\", messages=m)\n    except Exception:\n        \
                time.sleep(3)\n        return ask(m)\n";
    assert_eq!(column(&[("app.py", code)], "fallback"), [(5, "none".to_owned())]);
    assert_eq!(column(&[("app.py", code)], "retry"), [(5, "own".to_owned())]);
}

#[test]
fn a_handler_waits_for_clients_made_elsewhere() {
    let client = "from google import genai\n\nclient = genai.Client()\n";
    let sender = "from clients import client\n\n\ndef once(text):\n    \
                  return client.models.generate_content(model=\"gemini-3-pro\", contents=text)\n\n\n\
                  def ask(text):\n    return once(text)\n";
    let web = "from fastapi import FastAPI\nfrom sender import ask\n\napp = FastAPI()\n\n\n\
               @app.post(\"/ask\")\ndef answer(text: str):\n    return ask(text)\n";
    let files = [("clients.py", client), ("sender.py", sender), ("web.py", web)];
    assert_eq!(found(&files, "missing-timeout"), ["clients.py:3 error missing-timeout"]);
    assert_eq!(found(&files[..2], "missing-timeout"), ["clients.py:3 warning missing-timeout"]);
}

#[test]
fn a_number_that_means_no_end_is_told_where_the_version_takes_it_so() {
    let code = "import OpenAI from \"openai\";\n\nconst client = new OpenAI({ timeout: 9000, maxRetries: Infinity });\n\
                await client.responses.create({ model: \"gpt-5.5\", input: \"x\" });\n";
    let of = |version: &str| {
        let manifest = format!("{{\"dependencies\": {{\"openai\": \"{version}\"}}}}");
        found(&[("app.ts", code), ("package.json", &manifest)], "unbounded-retry,retries-disabled")
    };
    assert_eq!(of("6.9.0"), ["app.ts:3 warning unbounded-retry"]);
    assert!(of("7.57.0").is_empty(), "it falls back to two there");
    assert!(found(&[("app.ts", code)], "unbounded-retry").is_empty(), "nobody says which version it is");
}

#[test]
fn litellm_before_1_has_settings_of_its_own() {
    let code = "from litellm import completion\n\ncompletion(model=\"gpt-4\", messages=[], force_timeout=9)\n";
    let old = [("app.py", code), ("requirements.txt", "litellm==0.12.5\n")];
    assert_eq!(found(&old, "missing-timeout,missing-retry"), ["app.py:3 warning missing-retry"]);
    let new = [("app.py", code), ("requirements.txt", "litellm==1.80.0\n")];
    assert_eq!(found(&new, "missing-timeout,missing-retry"), ["app.py:3 info missing-timeout"]);
}

#[test]
fn a_handler_that_makes_the_call_again_is_a_second_try() {
    let call = "openai.ChatCompletion.create(\n            model=\"gpt-4\", messages=m)";
    let code = format!(
        "import openai, time\n\ndef ask(m):\n    try:\n        return {call}\n    except openai.error.RateLimitError:\n        \
         time.sleep(5)\n        return {call}\n"
    );
    let rules = "missing-retry,retry-without-backoff";
    assert!(found(&[("app.py", &code)], rules).is_empty());
    let states = [(5, "own".to_owned()), (9, "own".to_owned())];
    assert_eq!(column(&[("app.py", &code)], "retry"), states);
    // Another model takes over: that is no second try, and a request that was refused is not tried again either.
    let other = code.replacen("gpt-4", "gpt-5.5", 1);
    assert_eq!(found(&[("app.py", &other)], rules).len(), 2);
    let refused = code.replace("RateLimitError", "InvalidRequestError");
    assert_eq!(found(&[("app.py", &refused)], rules).len(), 2);
}

#[test]
fn settings_kept_at_the_gateway_are_not_called_missing() {
    let code = "from portkey_ai import Portkey\n\nkept = Portkey(api_key=\"k\", config=\"pc-main-1\")\n\
                kept.chat.completions.create(model=\"m\", messages=[])\n\nplain = Portkey(api_key=\"k\")\n\
                plain.chat.completions.create(model=\"m\", messages=[])\n";
    let files = [("app.py", code)];
    for name in ["retry", "timeout", "fallback"] {
        assert_eq!(column(&files, name)[0], (4, "unknown".to_owned()), "{name}");
        assert_ne!(column(&files, name)[1], (7, "unknown".to_owned()), "{name}");
    }
}

#[test]
fn a_page_of_a_rule_says_what_each_sdk_does_and_where_that_was_read() {
    // Lines are broken wherever they are full.
    let page = |rule: &str| {
        let out = Project::new(&[]).run(&["explain", rule, "--isolated"]).out;
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let timeouts = page("resilience/missing-timeout");
    for said in ["What each SDK does", "google-genai (pypi)", "set by timeout", "Read: requests", "Ignore it"] {
        assert!(timeouts.contains(said), "{said}: {timeouts}");
    }
    assert!(page("resilience/uncaught-capacity").contains("429 is RateLimitError"));
    assert!(!page("resilience/moving-alias").contains("What each SDK does"), "it is about something else");
}

#[test]
fn clients_are_kept_on_other_objects() {
    let state = "from fastapi import FastAPI, Request\nfrom openai import OpenAI\n\n\
                 app = FastAPI()\napp.state.client = OpenAI(timeout=9)\n\n\
                 def ask(request: Request):\n    \
                 return request.app.state.client.responses.create(model=\"m\", input=\"x\")\n";
    let kept = "from openai import OpenAI\n\nCLIENTS = {\"a\": OpenAI(max_retries=0)}\n\n\
                class Late:\n    client = None\n\n    def __init__(self):\n        self.tools = {}\n        \
                self.tools[\"x\"] = OpenAI(timeout=8)\n\n    \
                def ask(self):\n        return self.client.responses.create(model=\"m\", input=\"x\")\n\n    \
                def draw(self):\n        return self.tools[\"x\"].images.generate(prompt=\"x\")\n\n\n\
                def ask():\n    return CLIENTS[\"a\"].responses.create(model=\"m\", input=\"x\")\n\n\n\
                late = Late()\nlate.client = OpenAI(timeout=7)\n";
    let files = [("state.py", state), ("kept.py", kept)];
    let wanted = [(13, "set"), (16, "set"), (20, "default"), (8, "set")].map(|(line, word)| (line, word.to_owned()));
    assert_eq!(column(&files, "timeout"), wanted);
    assert_eq!(
        found(&files, "missing-timeout,retries-disabled"),
        ["kept.py:3 info missing-timeout", "kept.py:3 warning retries-disabled"]
    );
}

#[test]
fn clients_are_put_on_a_context_or_made_once() {
    let context = "import OpenAI from \"openai\";\n\
                   export function before(c, next) { c.openai = new OpenAI(); return next(); }\n\
                   export const ask = (c) => c.openai.responses.create({ model: \"m\", input: \"x\" });\n";
    let once = "import OpenAI from \"openai\";\nimport { memoize } from \"lodash\";\nimport { useMemo } from \"react\";\n\
                const client = memoize(() => new OpenAI());\n\
                export const ask = () => client().responses.create({ model: \"m\", input: \"x\" });\n\
                export function Chat() {\n  \
                const openai = useMemo(() => new OpenAI({ timeout: 9000 }), []);\n  \
                return () => openai.responses.create({ model: \"m\", input: \"x\" });\n}\n";
    let files = [("context.mjs", context), ("once.mjs", once)];
    assert_eq!(
        found(&files, "missing-timeout"),
        ["context.mjs:2 info missing-timeout", "once.mjs:4 info missing-timeout"]
    );
    assert_eq!(column(&files, "timeout").last().unwrap(), &(8, "set".to_owned()));
}

#[test]
fn what_a_test_puts_in_the_place_of_a_client_is_none() {
    let code = "from google import genai\n\nclass Bot:\n    def __init__(self):\n        self.client = genai.Client()\n\n    \
                def ask(self):\n        return self.client.aio.models.generate_content(model=\"m\", contents=\"x\")\n";
    let test = "from unittest.mock import MagicMock\nfrom bot import Bot\n\ndef test():\n    mock_client = MagicMock()\n    \
                mock_client.aio = MagicMock()\n    mock_client.aio.models = MagicMock()\n    \
                bot = Bot()\n    bot.client = mock_client\n    assert bot.ask()\n";
    assert_eq!(
        found(&[("bot.py", code), ("test_bot.py", test)], "missing-timeout,missing-retry"),
        ["bot.py:5 warning missing-timeout", "bot.py:8 warning missing-retry"]
    );
}

#[test]
fn functions_of_the_project_give_retriers() {
    let helpers = "import tenacity\n\ndef attempts(n):\n    \
                   return tenacity.Retrying(stop=tenacity.stop_after_attempt(n), wait=tenacity.wait_fixed(2))\n\n\
                   def patient():\n    \
                   return tenacity.retry(stop=tenacity.stop_after_attempt(5), wait=tenacity.wait_random_exponential())\n\n\
                   def wrapped(fn):\n    return tenacity.retry(wait=tenacity.wait_exponential())(fn)\n";
    let ask = |head: &str, name: &str| {
        format!("{head}def {name}(m):\n    return openai.ChatCompletion.create(model=\"gpt-4\", messages=m)\n\n\n")
    };
    let kept = "import openai\nfrom helpers import patient\n\n\nclass Bot:\n    def _retrier(self):\n        return patient()\n\n    \
                def ask(self, m):\n        retrier = self._retrier()\n\n        @retrier\n        def inner():\n            \
                return openai.ChatCompletion.create(model=\"gpt-4\", messages=m)\n\n        return inner()\n";
    let rules = "missing-retry,retry-without-backoff,unbounded-retry";
    assert!(found(&[("helpers.py", helpers), ("kept.py", kept)], rules).is_empty());
    let code = format!(
        "import openai\nfrom helpers import attempts, patient, wrapped\n\n\ndef a(m):\n    for attempt in attempts(3):\n        \
         with attempt:\n            return openai.ChatCompletion.create(model=\"gpt-4\", messages=m)\n\n\n{}{}{}",
        ask("@patient()\n", "b"),
        ask("@wrapped\n", "c"),
        ask("", "d")
    );
    assert_eq!(
        found(&[("helpers.py", helpers), ("main.py", &code)], "missing-retry,retry-without-backoff"),
        ["main.py:8 info retry-without-backoff", "main.py:22 warning missing-retry"]
    );
}

#[test]
fn a_handler_that_may_go_round_again_tries_again() {
    let python = "import time\n\nimport openai\n\n\ndef ask(m):\n    for attempt in range(3):\n        try:\n            \
                  return openai.ChatCompletion.create(model=\"gpt-4\", messages=m)\n        \
                  except Exception:\n            if attempt < 2:\n                pause = 5\n                \
                  time.sleep(pause)\n                continue\n            raise\n";
    let node = "const kind = (status) => (status === 200 ? \"ok\" : status === 429 ? \"busy\" : \"bad\");\n\
                export async function ask(body) {\n  for (let i = 0; i < 3; i++) {\n    \
                const response = await fetch(\"https://api.openai.com/v1/responses\", { method: \"POST\", body });\n    \
                const outcome = kind(response.status);\n    if (outcome === \"ok\") return response;\n    \
                if (outcome === \"busy\" && i < 2) {\n      await new Promise((r) => setTimeout(r, 2 ** i * 500));\n      \
                continue;\n    }\n    return null;\n  }\n}\n";
    assert_eq!(
        found(&[("a.py", python), ("b.mjs", node)], "missing-retry,ineffective-retry,retry-without-backoff"),
        ["a.py:9 info retry-without-backoff"]
    );
}

#[test]
fn requests_of_nodes_own_modules_are_seen() {
    let code = "const https = require(\"node:https\");\nconst to = { hostname: \"api.openai.com\", path: \"/v1/responses\" };\n\
                function ask(body) {\n  const request = https.request({ ...to, method: \"POST\" }, () => {});\n  \
                request.end(body);\n}\n\
                function patient(body) {\n  const request = https.request(\"https://api.openai.com/v1/responses\", \
                { method: \"POST\" }, () => {});\n  request.setTimeout(9000, () => request.destroy());\n  request.end(body);\n}\n\
                function elsewhere(body) {\n  \
                https.request({ hostname: \"example.com\", path: \"/\", method: \"POST\" }).end(body);\n  \
                https.request({ ...to, method: \"GET\" }).end();\n}\nmodule.exports = { ask, patient, elsewhere };\n";
    assert_eq!(
        found(&[("a.js", code)], "missing-timeout,missing-retry"),
        ["a.js:4 warning missing-retry", "a.js:4 warning missing-timeout", "a.js:8 warning missing-retry"]
    );
}

#[test]
fn a_subclass_of_a_model_is_made_as_its_model_is() {
    let code = "from langchain.chat_models import ChatOpenAI as Base\n\n\nclass Plain(Base):\n    pass\n\n\n\
                class Patient(Base):\n    request_timeout = 240\n\n\nplain = Plain(model_name=\"m\")\n\
                patient = Patient(model_name=\"m\")\n";
    assert_eq!(found(&[("a.py", code)], "missing-timeout"), ["a.py:12 info missing-timeout"]);
}
