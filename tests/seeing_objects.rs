//! How far clients are followed through objects: tables, classes that derive, validators, pieces of what a function
//! gives.

mod project;
mod seen;

use seen::{column, found};

#[test]
fn clients_stand_in_tables_of_an_object() {
    let code = "import anthropic\n\n\nclass Bot:\n    def __init__(self, keys):\n        \
                self.clients = {key: anthropic.AsyncAnthropic(api_key=key) for key in keys}\n        \
                self.pool = [anthropic.Anthropic(api_key=key, timeout=9) for key in keys]\n\n    \
                async def ask(self, key):\n        client = self.clients[key]\n        \
                return await client.messages.create(model=\"m\", max_tokens=3, messages=[])\n\n    \
                def first(self):\n        \
                return self.pool[0].messages.create(model=\"m\", max_tokens=3, messages=[])\n";
    let files = [("bot.py", code)];
    assert_eq!(found(&files, "missing-timeout"), ["bot.py:6 info missing-timeout"]);
    assert_eq!(column(&files, "timeout"), [(11, "default".to_owned()), (14, "set".to_owned())]);
}

#[test]
fn a_method_uses_what_classes_that_derive_are_given() {
    let base = "from abc import ABC\n\n\nclass Base(ABC):\n    def ask(self, m):\n        \
                return self.client.chat.completions.create(model=\"m\", messages=m)\n\n    \
                def say(self, m):\n        return self.generator.create(model=\"m\", messages=m)\n";
    let heir = "import openai\nfrom base import Base\n\n\nclass One(Base):\n    def __init__(self):\n        \
                self.client = openai.OpenAI()\n        self.generator = self.client.chat.completions\n";
    let own = "class Base:\n    def ask(self, m):\n        return self.client.chat.completions.create(messages=m)\n\n\n\
               class Other:\n    def __init__(self):\n        import openai\n        self.client = openai.OpenAI()\n";
    assert_eq!(found(&[("base.py", base), ("heir.py", heir)], "missing-timeout"), ["heir.py:7 info missing-timeout"]);
    assert!(column(&[("own.py", own)], "timeout").is_empty(), "it does not derive from it");
}

#[test]
fn attributes_hold_pieces_of_what_a_function_gives() {
    let load = "import openai\n\n\ndef load():\n    return openai.ChatCompletion, 3\n";
    let code = "from load import load\n\n\nclass Short:\n    def __init__(self):\n        \
                self.model, self.size = load()\n\n    \
                def ask(self, m):\n        return self.model.create(engine=\"m\", messages=m)\n\n    \
                def other(self, m):\n        return self.size.create(engine=\"m\", messages=m)\n";
    let files = [("load.py", load), ("short.py", code)];
    assert_eq!(found(&files, "missing-retry"), ["short.py:9 warning missing-retry"]);
}

#[test]
fn a_validator_fills_a_field() {
    let code = "from typing import Any\n\nimport openai\nfrom pydantic import BaseModel, root_validator\n\n\n\
                class Chat(BaseModel):\n    client: Any\n\n    @root_validator()\n    \
                def prepare(cls, values):\n        values[\"client\"] = openai.ChatCompletion\n        return values\n\n    \
                def ask(self, m):\n        return self.client.create(model=\"m\", messages=m)\n\n\n\
                class Other(BaseModel):\n    client: Any\n\n    \
                def ask(self, m):\n        return self.client.create(model=\"m\", messages=m)\n";
    assert_eq!(found(&[("chat.py", code)], "missing-retry"), ["chat.py:16 warning missing-retry"]);
}

#[test]
fn a_controller_is_made_by_a_function() {
    let code = "function prepare(port) {\n  const controller = new AbortController();\n  \
                port.onMessage.addListener((said) => { if (said.stop) controller.abort(); });\n  \
                return { controller, port };\n}\n\
                export async function ask(port, body) {\n  const { controller } = prepare(port);\n  \
                return fetch(\"https://api.openai.com/v1/responses\", { method: \"POST\", body, signal: controller.signal });\n}\n";
    assert_eq!(found(&[("ask.mjs", code)], "missing-timeout"), ["ask.mjs:8 warning missing-timeout"]);
    let timed =
        code.replace("return { controller", "setTimeout(() => controller.abort(), 9000);\n  return { controller");
    assert!(found(&[("ask.mjs", &timed)], "missing-timeout").is_empty());
}

#[test]
fn a_client_that_may_be_azures_is_the_one_that_is_made() {
    let code = "from openai import AsyncAzureOpenAI, AsyncOpenAI\n\n\nclass Bot:\n    \
                def __init__(self, client: AsyncOpenAI | AsyncAzureOpenAI | None = None):\n        \
                self.client = client if client else AsyncOpenAI()\n\n    \
                async def ask(self, m):\n        \
                return await self.client.chat.completions.create(model=\"gpt-4o\", messages=m)\n";
    assert_eq!(column(&[("bot.py", code)], "pinning"), [(9, "alias".to_owned())]);
}

#[test]
fn a_cap_taken_away_is_none_and_a_logged_message_is_a_logged_prompt() {
    let code = "import OpenAI from \"openai\";\nconst openai = new OpenAI();\n\
                export async function ask(prompt, config, logger) {\n  logger.info(`asking ${prompt}`);\n  \
                return openai.chat.completions.create({ model: \"m\", messages: [{ role: \"user\", content: prompt }], \
                max_tokens: undefined });\n}\n\
                export const embed = (input) => openai.embeddings.create({ model: \"e\", input });\n";
    let files = [("ask.mjs", code)];
    assert_eq!(column(&files, "limits"), [(5, "none".to_owned()), (7, "none".to_owned())]);
    assert_eq!(column(&files, "data"), [(5, "logged".to_owned()), (7, "none".to_owned())]);
}

#[test]
fn a_decorator_for_empty_answers_beside_one_for_failures_is_no_mistake() {
    let code = "import backoff\nimport ollama\n\nclient = ollama.Client(timeout=9)\n\n\n\
                @backoff.on_exception(backoff.expo, Exception, max_tries=4)\n\
                @backoff.on_predicate(backoff.expo, lambda said: not said, max_tries=3)\n\
                def ask(m):\n    return client.chat(model=\"m\", messages=m)\n\n\n\
                @backoff.on_predicate(backoff.expo, lambda said: not said, max_tries=3)\n\
                def other(m):\n    return client.chat(model=\"m\", messages=m)\n";
    assert_eq!(found(&[("ask.py", code)], "ineffective-retry"), ["ask.py:13 warning ineffective-retry"]);
}

#[test]
fn an_exception_is_no_timeout_that_may_be_spread_in() {
    let of = |handler: &str, more: &str| {
        let code = format!(
            "import anthropic\nimport httpx\n\n\nclient = anthropic.Anthropic()\n\n\ndef ask(**given):\n    try:\n        \
             return client.messages.create(**given)\n    except {handler}:\n        return None\n{more}"
        );
        found(&[("ask.py", &code)], "missing-timeout")
    };
    assert_eq!(of("anthropic.APITimeoutError", ""), ["ask.py:5 info missing-timeout"]);
    assert_eq!(of("httpx.TimeoutException", ""), ["ask.py:5 info missing-timeout"]);
    assert!(of("anthropic.APITimeoutError", "\n\nLIMIT = httpx.Timeout(9)\n").is_empty());
    assert!(of("anthropic.APITimeoutError", "\n\nask(timeout=9)\n").is_empty());
}
