//! Shapes of code that a third reading of real repositories met: paths put behind a base, star imports, members in
//! brackets, packages of Deno, several providers for one model, and what only looks like a use.

mod project;

use project::found;

#[test]
fn a_path_is_sent_to_the_base_that_it_is_put_behind() {
    let python = "import requests\n\n\nclass Api:\n    base = \"https://api.anthropic.com\"\n\n    \
                  def send(self, path, body):\n        return requests.post(self.base + path, json=body, timeout=5)\n\n    \
                  def complete(self, body):\n        return self.send(\"/v1/complete\", body)\n";
    let relay = "import requests\n\n\ndef post(url, body):\n    return requests.post(url, json=body, timeout=5)\n\n\n\
                 def send(path, body):\n    return post(\"https://api.openai.com/v1\" + path, body)\n\n\n\
                 def edit(text):\n    return send(\"/edits\", {\"input\": text})\n";
    let client = "import axios from \"axios\";\nconst http = axios.create({ baseURL: \"https://api.anthropic.com\" });\n\
                  export const ask = (body: object) => http.post(\"/v1/complete\", body);\n\
                  const own = axios.create({ baseURL: \"https://build.example.com\" });\n\
                  export const done = (id: string) => own.post(\"/v1/complete\", { id });\n";
    assert_eq!(
        found(&[("api.py", python), ("client.ts", client), ("relay.py", relay)], "api"),
        [
            "api.py:11 api/anthropic-text-completions api.anthropic.com/v1/complete",
            "client.ts:3 api/anthropic-text-completions api.anthropic.com/v1/complete",
            "relay.py:13 api/edits-endpoint api.openai.com/v1/edits"
        ]
    );
}

#[test]
fn an_id_that_fills_a_url_is_a_use() {
    let code = "import openai\nimport requests\n\n\ndef ask(p):\n    \
                url = \"{}/engines/{}/completions\".format(openai.api_base, \"davinci-codex\")\n    \
                requests.post(url, json={\"prompt\": p}, timeout=3)\n    \
                requests.post(\"%s/v1/engines/%s/completions\" % (openai.api_base, \"davinci\"), timeout=3)\n    \
                print(\"{} of {}\".format(\"davinci\", \"gpt-4\"))\n";
    assert_eq!(
        found(&[("ask.py", code)], "model"),
        ["ask.py:6 model/retired davinci-codex", "ask.py:8 model/retired davinci"]
    );
    assert_eq!(
        found(&[("ask.py", code)], "engines-endpoint"),
        [
            "ask.py:6 api/engines-endpoint /engines/{}/completions",
            "ask.py:8 api/engines-endpoint /v1/engines/{}/completions"
        ]
    );
}

#[test]
fn ids_that_another_file_takes_with_a_star_are_used_there() {
    let files = [
        ("p/__init__.py", ""),
        ("p/ids.py", "CODEX = \"code-davinci-002\"\nOLD = \"text-davinci-001\"\n"),
        ("p/more.py", "from .ids import *\n"),
        (
            "p/use.py",
            "from openai import OpenAI\nfrom .more import *\n\n\ndef ask(p):\n    return OpenAI().responses.create(model=CODEX, input=p)\n",
        ),
        ("web/ids.ts", "export const CODEX = \"code-davinci-002\";\nexport const OLD = \"text-davinci-001\";\n"),
        ("web/index.ts", "export * from \"./ids\";\n"),
        (
            "web/use.ts",
            "import OpenAI from \"openai\";\nimport { CODEX } from \"./index\";\nnew OpenAI().responses.create({ model: CODEX });\n",
        ),
        ("ring/a.py", "from ring.b import *\nMODEL_A = \"text-davinci-001\"\n"),
        ("ring/b.py", "from ring.a import *\nMODEL_B = \"text-davinci-001\"\n"),
    ];
    assert_eq!(
        found(&files, "model"),
        ["p/ids.py:1 model/retired code-davinci-002", "web/ids.ts:1 model/retired code-davinci-002"]
    );
}

#[test]
fn a_member_in_brackets_and_a_package_of_deno_mean_what_they_mean_anywhere() {
    let brackets = "import * as ai from \"ai\";\nexport const s = ai[\"experimental_streamText\"]({});\n\
                    const table: Record<string, string> = {};\nexport const t = table[\"experimental_streamText\"];\n";
    let deno = "import { experimental_streamText } from \"npm:ai@3.0.1\";\n\
                import { Configuration, OpenAIApi } from \"https://esm.sh/openai@3.1.0?target=deno\";\n\
                const client = new OpenAIApi(new Configuration({}));\nawait client.createCompletion({ prompt: \"x\" });\n";
    assert_eq!(
        found(&[("brackets.ts", brackets), ("deno.ts", deno)], "api"),
        [
            "brackets.ts:2 api/ai-stream-helpers ai#experimental_streamText",
            "deno.ts:1 api/ai-stream-helpers ai#experimental_streamText",
            "deno.ts:2 api/openai-node-v3 openai#Configuration",
            "deno.ts:4 api/openai-node-v3 openai#OpenAIApi().createCompletion"
        ]
    );
}

#[test]
fn of_two_calls_the_one_whose_provider_has_ended_the_model_counts() {
    let code = "import os\nfrom ollama import AsyncClient\nfrom openai import OpenAI\n\n\nclass Chat:\n    \
                def __init__(self):\n        self.client = OpenAI()\n        self.model = os.environ.get(\"CHAT\")\n        \
                if not self.model:\n            self.model = \"gpt-4-turbo-preview\"\n\n    \
                async def local(self, m):\n        return await AsyncClient().chat(model=self.model, messages=m)\n\n    \
                def remote(self, m):\n        return self.client.chat.completions.create(model=self.model, messages=m)\n";
    let only_local = "from ollama import AsyncClient\n\n\nasync def local(m):\n    \
                      return await AsyncClient().chat(model=\"gpt-4-turbo-preview\", messages=m)\n";
    assert_eq!(
        found(&[("chat.py", code), ("local.py", only_local)], "model"),
        ["chat.py:11 model/retired gpt-4-turbo-preview"]
    );
}

#[test]
fn telemetry_schemas_choices_and_counters_ask_no_model() {
    let python = "import questionary\n\n\ndef told(posthog):\n    \
                  posthog.capture(\"u\", \"asked\", {\"model\": \"gpt-4\", \"tokens\": 3})\n\n\n\
                  SCHEMA = {\"class\": \"Doc\", \"moduleConfig\": {\"text2vec-openai\": {\n    \
                  \"model\": \"ada\", \"modelVersion\": \"002\", \"type\": \"text\"}}}\n\
                  model_choices = [questionary.Choice(\"gpt-4\"), questionary.Choice(\"old\", value=\"gpt-4-0314\")]\n";
    let counter = "const { getEncodingNameForModel, getEncoding } = require(\"js-tiktoken\");\n\
                   class TokenManager {\n  constructor(model = \"gpt-3.5-turbo\") {\n    this.model = model;\n    \
                   this.encoder = getEncoding(this.#nameOf(model));\n  }\n  #nameOf(model) {\n    \
                   return getEncodingNameForModel(model);\n  }\n}\nmodule.exports = { TokenManager };\n";
    let tool = "inputs:\n  - name: llm\n    model_list:\n      - gpt-4\n      - gpt-4-32k\n";
    let router = "model_list:\n  - model_name: main\n    litellm_params:\n      model: openai/gpt-4-32k\n";
    let files = [("app.py", python), ("counter.js", counter), ("router.yaml", router), ("tool.yaml", tool)];
    assert_eq!(found(&files, "model"), ["router.yaml:4 model/retired openai/gpt-4-32k"]);
}

#[test]
fn what_a_prompt_is_for_and_which_class_runs_a_model_are_no_second_use() {
    let prompts = "prompts:\n  - task: intent\n    models:\n      - openai/gpt-4\n      - cohere/command\n    content: hi\n\
                   models:\n  - type: main\n    engine: openai\n    model: text-davinci-003\n";
    let agents = "agents:\n  - llm:\n      llm_type: gpt-4\n      model: gpt-4\n  - llm:\n      llm_type: gpt-4-32k\n";
    assert_eq!(
        found(&[("agents.yaml", agents), ("prompts.yml", prompts)], "model"),
        [
            "agents.yaml:4 model/retired gpt-4",
            "agents.yaml:6 model/retired gpt-4-32k",
            "prompts.yml:10 model/retired text-davinci-003"
        ]
    );
}

#[test]
fn an_arn_is_its_model_in_any_region() {
    let code = "import boto3\n\n\ndef ask(region, body):\n    \
                base_model_arn = f\"arn:aws:bedrock:{region}::foundation-model/amazon.titan-text-lite-v1\"\n    \
                return boto3.client(\"bedrock-runtime\").invoke_model(modelId=base_model_arn, body=body)\n\n\n\
                def policy(region):\n    \
                return {\"Resource\": [f\"arn:aws:bedrock:{region}::foundation-model/anthropic.claude-v2:1\"]}\n";
    assert_eq!(
        found(&[("ask.py", code)], "model"),
        ["ask.py:5 model/retired arn:aws:bedrock:{region}::foundation-model/amazon.titan-text-lite-v1"]
    );
}
