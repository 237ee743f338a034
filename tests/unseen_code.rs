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

#[test]
fn a_deployment_beside_its_model_is_a_name_and_one_alone_is_azures() {
    let code = "from sdk import Config\n\nboth = Config.make(model_name=\"gpt-4\", deployment_name=\"gpt-4\")\n\
                alone = Config.make(deployment_name=\"gpt-4\")\n";
    let flow = "node:\n  inputs:\n    deployment_name: gpt-4-32k\n";
    let module = "module \"openai\" {\n  deployment = {\n    \"chat\" = {\n      name          = \"gpt-4-32k\"\n      \
                  model_format  = \"OpenAI\"\n      model_name    = \"gpt-4-32k\"\n    }\n  }\n}\n";
    let bicep = "var settings = {\n  model: {\n    name: 'gpt-35-turbo'\n    version: '0301'\n    deployment: {\n      \
                 name: 'chat'\n    }\n  }\n}\n";
    let files = [("flow.dag.yaml", flow), ("main.bicep", bicep), ("main.tf", module), ("make.py", code)];
    assert_eq!(
        found(&files, "model"),
        [
            "flow.dag.yaml:3 model/retired gpt-4-32k",
            "main.bicep:3 model/retired gpt-35-turbo@0301",
            "main.tf:6 model/retired gpt-4-32k",
            "make.py:3 model/retired gpt-4",
            "make.py:4 model/retired gpt-4"
        ]
    );
}

#[test]
fn each_model_of_a_loop_is_run_by_the_function_it_is_handed_to() {
    let code = "import bench\n\nfor model_id in [\"code-davinci-002\", \"code-cushman-001\"]:\n    bench.run(\"x\", model_id)\n\
                for name in [\"text-davinci-001\", \"text-davinci-002\"]:\n    print(name)\n";
    let bench = "def run(task, model_id):\n    solve(task, engine=model_id)\n";
    assert_eq!(
        found(&[("bench.py", bench), ("run.py", code)], "model"),
        ["run.py:3 model/retired code-davinci-002", "run.py:3 model/retired code-cushman-001"]
    );
}

#[test]
fn rows_with_sizes_in_other_languages_and_what_tests_read_are_no_uses() {
    let go = "package ai\n\nvar Big = Model{\"gpt-4-32k\", 32768, Chat}\nvar used = Ask(Model(\"gpt-4-32k\", 100))\n";
    let request = "{\"model\": \"text-davinci-edit-001\", \"input\": \"x\"}\n";
    let results = "{\"acc\": 79.9, \"correct\": 3390, \"args\": {\"policy_engine\": \"gpt-4-32k\"}}\n";
    let files = [
        ("ai.go", go),
        ("src/test/resources/EditRequest.json", request),
        ("edit.json", request),
        ("results/run.json", results),
    ];
    assert_eq!(
        found(&files, "model"),
        ["ai.go:4 model/retired gpt-4-32k", "edit.json:1 model/retired text-davinci-edit-001"]
    );
}

#[test]
fn an_end_that_a_host_plans_is_an_announced_one() {
    let code = "from openai import AzureOpenAI\n\nclient = AzureOpenAI()\n\
                client.embeddings.create(model=\"text-embedding-ada-002\", input=\"x\")\n\
                client.audio.speech.create(model=\"tts-hd\", input=\"x\")\n";
    assert_eq!(
        found(&[("ask.py", code)], "model"),
        ["ask.py:4 model/deprecated text-embedding-ada-002", "ask.py:5 model/deprecated tts-hd"]
    );
}

#[test]
fn cells_that_hold_other_languages_are_read_as_such() {
    let cell = |text: &str| serde_json::json!({"cell_type": "code", "source": text, "outputs": [], "metadata": {}});
    let notebook = serde_json::json!({"cells": [
        cell("import openai\nopenai.ChatCompletion.create(model=\"gpt-4-32k\")"),
        cell("%%writefile app/bot.js\nconst { Configuration, OpenAIApi } = require(\"openai\");\n\
              const api = new OpenAIApi(new Configuration({}));\napi.createCompletion({ model: \"text-davinci-003\" });"),
        cell("%%javascript\nfetch(\"https://api.openai.com/v1/edits\", { method: \"POST\" });"),
        cell("%%writefile config.yaml\nllm:\n  model: gpt-4-0314"),
        cell("%%writefile requirements.txt\nopenai==0.27.8\n"),
        cell("%%writefile notes.txt\nmodel: gpt-4-0314"),
    ], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    .to_string();
    let files = [("n.ipynb", notebook.as_str())];
    assert_eq!(
        found(&files, "model"),
        [
            "n.ipynb:1 model/retired gpt-4-32k",
            "n.ipynb:1 model/retired text-davinci-003",
            "n.ipynb:1 model/retired gpt-4-0314"
        ]
    );
    assert_eq!(
        found(&files, "api"),
        [
            "n.ipynb:1 api/openai-python-v0 openai.ChatCompletion.create",
            "n.ipynb:1 api/openai-node-v3 openai#Configuration",
            "n.ipynb:1 api/openai-node-v3 openai#OpenAIApi().createCompletion",
            "n.ipynb:1 api/edits-endpoint api.openai.com/v1/edits"
        ]
    );
    assert_eq!(found(&files, "dependency"), ["n.ipynb:1 dependency/superseded openai"]);
}

#[test]
fn settings_of_pytest_env_are_variables() {
    let ini = "[pytest]\nenv =\n    D:OPENAI_MODEL=gpt-4-0314\n    R:D:OTHER=x\n";
    let toml = "[tool.pytest.ini_options]\nenv = [\"D:OPENAI_MODEL=gpt-4-0314\", \"R:PAGE=gpt-4-0314\"]\n";
    assert_eq!(
        found(&[("pyproject.toml", toml), ("pytest.ini", ini)], "model"),
        ["pyproject.toml:2 model/retired gpt-4-0314", "pytest.ini:3 model/retired gpt-4-0314"]
    );
}

#[test]
fn deno_takes_packages_from_its_own_files() {
    let imports = "{\n  \"imports\": {\n    \"openai\": \"npm:openai@^3.2.0\",\n    \"lc\": \"https://esm.sh/langchain@0.0.95\",\n    \
                   \"std/\": \"https://deno.land/std@0.190.0/\",\n    \"new\": \"jsr:@openai/openai@^6\"\n  }\n}\n";
    let lock = "{\n  \"version\": \"4\",\n  \"specifiers\": {\n    \"npm:openai@^3.2.0\": \"3.3.0_zod@3.22.0\"\n  },\n  \
                \"npm\": {}\n}\n";
    let old = "{\n  \"version\": \"3\",\n  \"packages\": {\n    \"specifiers\": {\n      \"npm:openai@3\": \"npm:openai@3.3.0\"\n    }\n  }\n}\n";
    let code = "import OpenAI from \"https://deno.land/x/openai@v4.20.1/mod.ts\";\n\
                import Jsr from \"jsr:@openai/openai\";\nnew OpenAI().edits.create({ input: \"x\" });\n\
                new Jsr().chat.completions.create({ model: \"gpt-4-0314\" });\n";
    let files = [("deno.json", imports), ("deno.lock", lock), ("main.ts", code), ("old/deno.lock", old)];
    assert_eq!(
        found(&files, "dependency"),
        [
            "deno.json:3 dependency/superseded openai",
            "deno.json:4 dependency/superseded langchain",
            "deno.lock:4 dependency/superseded openai",
            "old/deno.lock:5 dependency/superseded openai"
        ]
    );
    assert_eq!(found(&files, "edits-endpoint"), ["main.ts:3 api/edits-endpoint openai#default().edits.create"]);
    assert_eq!(found(&files, "model"), ["main.ts:4 model/retired gpt-4-0314"]);
}

#[test]
fn a_language_model_of_langchain_is_called_in_a_file_that_names_nothing_else() {
    let make = "from langchain.llms import OpenAI\n\nbrain = OpenAI()\n\n\ndef made():\n    return OpenAI()\n";
    let call =
        "from p.make import brain, made\n\nprint(brain(\"hello\"))\nprint(made()(\"hello\"))\nprint(made(\"hello\"))\n";
    let other = "from langchain_community.llms import HuggingFaceHub\n\n\ndef ask(question):\n    \
                 return HuggingFaceHub(repo_id=\"x/y\")(question)\n";
    let files = [("p/__init__.py", ""), ("p/call.py", call), ("p/make.py", make), ("p/other.py", other)];
    let told = found(&files, "langchain-model-method,resilience");
    let told: Vec<&String> = told.iter().filter(|told| told.contains("langchain-model-method")).collect();
    assert_eq!(
        told,
        [
            "p/call.py:3 api/langchain-model-method langchain.llms.OpenAI()",
            "p/call.py:4 api/langchain-model-method langchain.llms.OpenAI()",
            "p/other.py:5 api/langchain-model-method langchain_community.llms.HuggingFaceHub()"
        ]
    );
}

#[test]
fn what_a_function_of_another_file_does_with_an_id_is_asked_there() {
    let main = "import lab.solve\nfrom lab import show\n\nlab.solve.run(\"x\", \"code-davinci-002\")\n\
                for model_id in [\"text-davinci-001\", \"text-davinci-002\"]:\n    lab.solve.run(\"y\", model_id)\n\
                show.tell(\"text-curie-001\")\n";
    let solve = "def run(task, model_id):\n    return Solver(task, model_id).go()\n";
    let show = "def tell(name):\n    if name == \"x\":\n        return 1\n";
    let files = [
        ("lab/__init__.py", ""),
        ("lab/show.py", show),
        ("lab/solve.py", solve),
        ("main.py", main),
        ("pad.py", "x = 1\n"),
        ("pad2.py", "x = 1\n"),
    ];
    assert_eq!(
        found(&files, "model"),
        [
            "main.py:4 model/retired code-davinci-002",
            "main.py:5 model/retired text-davinci-001",
            "main.py:5 model/retired text-davinci-002"
        ]
    );
}

#[test]
fn scripts_send_json_over_several_lines_and_pipelines_offer_values() {
    let script = "curl https://api.openai.com/v1/chat/completions \\\n  -d '{\n    \"model\": \"gpt-4-0314\",\n    \
                  \"messages\": []\n  }'\ncurl x -d \"{\\\"model\\\": \\\"gpt-4-32k\\\"}\"\n# \"model\": \"text-davinci-003\"\n";
    let pipeline =
        "parameters:\n- name: model\n  type: string\n  default: gpt-4-32k\n  values: [gpt-4-32k, gpt-4-0314]\n";
    let makefile = "MODELS = gpt-4-32k gpt-4-0314\nMODEL ?= gpt-4-32k\n";
    let files = [("Makefile", makefile), ("ask.sh", script), ("azure-pipelines.yml", pipeline)];
    assert_eq!(
        found(&files, "model"),
        [
            "Makefile:2 model/retired gpt-4-32k",
            "ask.sh:3 model/retired gpt-4-0314",
            "ask.sh:6 model/retired gpt-4-32k",
            "azure-pipelines.yml:4 model/retired gpt-4-32k"
        ]
    );
}

#[test]
fn conda_includes_requirements_and_pdm_overrides_versions() {
    let conda = "name: x\ndependencies:\n  - python=3.10\n  - pip:\n    - -r more.txt\n    - requests\n";
    let pdm =
        "[project]\nname = \"p\"\n\n[tool.pdm.resolution.overrides]\nlangchain = \"0.0.200\"\nopenai = \">=0.27\"\n";
    let files = [("environment.yml", conda), ("more.txt", "openai==0.27.2\n"), ("pyproject.toml", pdm)];
    assert_eq!(
        found(&files, "dependency"),
        ["more.txt:1 dependency/superseded openai", "pyproject.toml:5 dependency/superseded langchain"]
    );
}
