//! Tests of the readers, on the small projects of `fixtures/projects/manifests`.

use super::*;
use crate::language::Language;
use crate::source::ShellLine;

mod hostile;

const FIXTURES: [&str; 17] = [
    "python/requirements.txt",
    "python/pyproject.toml",
    "poetry/pyproject.toml",
    "poetry/poetry.lock",
    "setup/setup.py",
    "setup/setup.cfg",
    "node/package.json",
    "node/package-lock.json",
    "node/npm-shrinkwrap.json",
    "yarn/yarn.lock",
    "berry/yarn.lock",
    "pnpm/pnpm-lock.yaml",
    "pnpm5/pnpm-lock.yaml",
    "pnpm6/pnpm-lock.yaml",
    "pipenv/Pipfile",
    "pipenv/Pipfile.lock",
    "conda/environment.yml",
];

fn fixture(path: &str) -> Source {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/manifests");
    source(path, &std::fs::read_to_string(root.join(path)).unwrap())
}

fn source(path: &str, text: &str) -> Source {
    let name = path.rsplit('/').next().unwrap();
    Source::new(path, Language::of_file_name(name).unwrap_or(Language::Toml), text.to_string())
}

/// Every requirement as `name range | shown text | group`, a lock entry with `=` before its version.
fn shown(source: &Source) -> Vec<String> {
    read(source)
        .iter()
        .map(|r| {
            let lock = if r.locked { "=" } else { "" };
            format!("{} {lock}{} | {} | {}", r.name, r.range, source.slice(r.span), r.group)
        })
        .collect()
}

fn assert_reads(path: &str, expected: &[&str]) {
    let found = shown(&fixture(path));
    assert_eq!(found, expected, "{path}: {found:#?}");
}

#[test]
fn requirements_txt() {
    assert_reads(
        "python/requirements.txt",
        &[
            "OpenAI == 0.27.8 | OpenAI == 0.27.8 | requirements",
            "langchain ==0.0.260 | langchain[llms]==0.0.260 | requirements",
            "anthropic <0.3 | anthropic<0.3 | requirements",
            "requests >=2.31 | requests>=2.31 | requirements",
            "llama_index <0.10 | llama_index (<0.10) | requirements",
            "google-generativeai  | google-generativeai | requirements",
            "helper @ git+https://git.example.org/helper.git@v1 | helper @ git+https://git.example.org/helper.git@v1 | requirements",
            "thing-kit @ git+https://git.example.org/thing.git | -e git+https://git.example.org/thing.git#egg=thing-kit | requirements",
            "tiktoken >=0.5 | tiktoken \\\n    >=0.5 | requirements",
        ],
    );
}

#[test]
fn included_files_are_noted() {
    let text = "-r base.txt\n-c ../constraints.txt # why\n--requirement=dev.txt\r\nopenai\n-rshort.txt\n-r\n";
    let found: Vec<_> =
        includes(text).into_iter().map(|i| (text[i.span.range()].to_string(), i.path, i.constraint)).collect();
    let expected = [("base.txt", false), ("../constraints.txt", true), ("dev.txt", false), ("short.txt", false)];
    assert_eq!(found, expected.map(|(p, c)| (p.to_string(), p.to_string(), c)));
}

#[test]
fn requirements_with_windows_line_breaks() {
    let source =
        source("requirements.txt", "openai \\\r\n  ==0.28 \\\r\n  --hash=sha256:00\r\nlangchain\t==0.0.1\t# x\r\n");
    assert_eq!(
        shown(&source),
        [
            "openai ==0.28 | openai \\\r\n  ==0.28 | requirements",
            "langchain ==0.0.1 | langchain\t==0.0.1 | requirements"
        ]
    );
}

#[test]
fn pyproject_toml() {
    assert_reads(
        "python/pyproject.toml",
        &[
            "setuptools >=61 | setuptools>=61 | build-system",
            "openai == 0.27.8 | openai == 0.27.8 | dependencies",
            "langchain <0.1 | langchain[all]<0.1 | dependencies",
            "openai <1 | openai<1 | extras: judge",
            "anthropic >=0.3 | anthropic>=0.3 | extras: judge",
            "pytest  | pytest | group: dev",
            "google-generativeai ~=0.8 | google-generativeai~=0.8 | group: dev",
            "llama-index ==0.9.48 | llama-index==0.9.48 | dev-dependencies",
            "openai ==0.28 | openai[datalib]==0.28 | group: test",
            "gpt-index  | gpt-index | environment: docs",
        ],
    );
}

#[test]
fn poetry_tables() {
    assert_reads(
        "poetry/pyproject.toml",
        &[
            "openai ^0.28.0 | openai = \"^0.28.0\" | dependencies",
            "langchain ^0.0.295 | langchain = { version = \"^0.0.295\", extras = [\"llms\"] } | dependencies",
            "helper @ https://git.example.org/helper.git | helper = { git = \"https://git.example.org/helper.git\" } | dependencies",
            "sibling @ file:../sibling | sibling = { path = \"../sibling\" } | dependencies",
            "anthropic <0.3 | { version = \"<0.3\", python = \"<3.9\" } | dependencies",
            "anthropic ^0.20 | { version = \"^0.20\", python = \">=3.9\" } | dependencies",
            "pytest * | pytest = \"*\" | dev",
            "google-generativeai 0.8.* | google-generativeai = \"0.8.*\" | group: ai",
        ],
    );
}

#[test]
fn poetry_lock() {
    assert_reads(
        "poetry/poetry.lock",
        &["openai =0.28.1 | version = \"0.28.1\" | lock", "langchain =0.0.295 | version = \"0.0.295\" | lock"],
    );
}

#[test]
fn setup_py_follows_what_reaches_setup() {
    assert_reads(
        "setup/setup.py",
        &[
            "openai ==0.23.0 | openai==0.23.0 | extras: openai",
            "langchain <0.1 | langchain<0.1 | extras: chat",
            "llama-index ==0.9 | llama-index==0.9 | extras_require",
            "pytest  | pytest | tests_require",
            "anthropic ==0.2.10 | anthropic==0.2.10 | tests_require",
            "gpt-index  | gpt-index | tests_require",
            "google-generativeai  | google-generativeai | extras_require",
            "openai <1 | openai<1 | install_requires",
            "tiktoken  | tiktoken | install_requires",
            "numpy  | numpy | install_requires",
        ],
    );
}

#[test]
fn setup_py_with_splatted_keywords() {
    let text = "import setuptools\nkw = dict(install_requires=['openai<1'], name='langchain')\nkw['x'] = 1\nmore = {'extras_require': {'a': ['anthropic<0.3']}, 'b': 'gpt-index'}\nsetuptools.setup(**kw, **more)\n";
    assert_eq!(
        shown(&source("setup.py", text)),
        ["openai <1 | openai<1 | install_requires", "anthropic <0.3 | anthropic<0.3 | extras: a"]
    );
    let other = "install_requires = ['openai<1']\nconfigure(install_requires=install_requires)\n";
    assert_eq!(shown(&source("setup.py", other)), Vec::<String>::new());
}

#[test]
fn setup_cfg() {
    assert_reads(
        "setup/setup.cfg",
        &[
            "openai <1 | openai<1 | install_requires",
            "langchain ==0.0.1 | langchain==0.0.1 | install_requires",
            "pytest  | pytest | tests_require",
            "anthropic ==0.2.10 | anthropic==0.2.10 | tests_require",
            "google-generativeai >=0.3 | google-generativeai>=0.3 | extras: gemini",
        ],
    );
}

#[test]
fn package_json() {
    assert_reads(
        "node/package.json",
        &[
            "openai ^3.2.0 | \"openai\": \"^3.2.0\" | dependencies",
            "openai-edge 1.2.3 | \"edge\": \"npm:openai-edge@1.2.3\" | dependencies",
            "@google/generative-ai latest | \"@google/generative-ai\": \"latest\" | dependencies",
            "sibling workspace:* | \"sibling\": \"workspace:*\" | dependencies",
            "langchain 0.0.55 | \"langchain\": \"0.0.55\" | devDependencies",
            "@azure/openai 1.x | \"@azure/openai\": \"1.x\" | peerDependencies",
            "@google-ai/generativelanguage ^0.2 | \"gone\": \"npm:@google-ai/generativelanguage@^0.2\" | optionalDependencies",
        ],
    );
}

#[test]
fn package_lock_of_version_2_is_read_once() {
    assert_reads(
        "node/package-lock.json",
        &[
            "openai ^3.2.0 | \"openai\": \"^3.2.0\" | dependencies",
            "langchain 0.0.55 | \"langchain\": \"0.0.55\" | devDependencies",
            "openai =3.3.0 | \"version\": \"3.3.0\" | lock",
            "@google/generative-ai =0.1.3 | \"version\": \"0.1.3\" | lock, nested",
            "openai-edge =1.2.3 | \"version\": \"1.2.3\" | lock",
        ],
    );
}

#[test]
fn package_lock_of_version_1() {
    assert_reads(
        "node/npm-shrinkwrap.json",
        &[
            "openai =3.1.0 | \"version\": \"3.1.0\" | lock",
            "langchain =0.0.55 | \"version\": \"0.0.55\" | lock, nested",
            "openai-edge =1.0.0 | \"version\": \"npm:openai-edge@1.0.0\" | lock",
        ],
    );
}

#[test]
fn yarn_locks() {
    assert_reads(
        "yarn/yarn.lock",
        &[
            "@google/generative-ai =0.1.3 | version \"0.1.3\" | lock",
            "openai =3.3.0 | version \"3.3.0\" | lock",
            "openai-edge =1.2.3 | version \"1.2.3\" | lock",
        ],
    );
    assert_reads(
        "berry/yarn.lock",
        &["openai =3.3.0 | version: 3.3.0 | lock", "openai-edge =1.2.3 | version: 1.2.3 | lock"],
    );
}

#[test]
fn pnpm_locks() {
    assert_reads(
        "pnpm/pnpm-lock.yaml",
        &[
            "openai ^3.2.0 | specifier: ^3.2.0 | dependencies",
            "openai-edge 1 | specifier: npm:openai-edge@1 | dependencies",
            "@google/generative-ai =0.1.3 | '@google/generative-ai@0.1.3' | lock",
            "openai =3.3.0 | openai@3.3.0 | lock",
        ],
    );
    assert_reads(
        "pnpm5/pnpm-lock.yaml",
        &[
            "openai ^3.2.0 | openai: ^3.2.0 | specifiers",
            "@google/generative-ai =0.1.3 | /@google/generative-ai/0.1.3 | lock",
            "openai =3.3.0 | /openai/3.3.0_axios@0.26.1 | lock",
        ],
    );
    assert_reads(
        "pnpm6/pnpm-lock.yaml",
        &[
            "openai ^3.2.0 | specifier: ^3.2.0 | dependencies",
            "@google/generative-ai =0.1.3 | /@google/generative-ai@0.1.3 | lock",
            "openai =3.3.0 | /openai@3.3.0(axios@0.26.1) | lock",
        ],
    );
}

#[test]
fn pipenv() {
    assert_reads(
        "pipenv/Pipfile",
        &[
            "openai ==0.27.8 | openai = \"==0.27.8\" | dependencies",
            "langchain <0.1 | langchain = {version = \"<0.1\", extras = [\"llms\"]} | dependencies",
            "pytest * | pytest = \"*\" | dev",
        ],
    );
    assert_reads("pipenv/Pipfile.lock", &["openai =0.27.8 | \"version\": \"==0.27.8\" | lock"]);
}

#[test]
fn conda_environments() {
    assert_reads(
        "conda/environment.yml",
        &[
            "python ==3.10.* | python=3.10 | dependencies",
            "openai ==0.27.8.* | openai=0.27.8 | dependencies",
            "anthropic ==0.2.10 | anthropic=0.2.10=pyhd8ed1ab_0 | dependencies",
            "llama-index >=0.5,<0.10 | llama-index >=0.5,<0.10 | dependencies",
            "pip  | pip | dependencies",
            "langchain ==0.0.260 | langchain==0.0.260 | pip",
            "gpt-index <1 | gpt-index<1 | pip",
            "numpy  | numpy | dependencies",
        ],
    );
}

#[test]
fn install_commands() {
    let shown = |text: &str| -> Vec<String> {
        let found = requirement_of_pip_line(text);
        found.iter().map(|r| format!("{} {} | {}", r.name, r.range, &text[r.span.range()])).collect()
    };
    assert_eq!(
        shown(r#"%pip install "openai<1" 'langchain[all]>=0.0.1,<0.1'"#),
        ["openai <1 | openai<1", "langchain >=0.0.1,<0.1 | langchain[all]>=0.0.1,<0.1",]
    );
    assert_eq!(shown("!pip install -q google-generativeai"), ["google-generativeai  | google-generativeai"]);
    assert_eq!(
        shown("!{sys.executable} -m pip install -U --quiet openai==0.27 # openai==0.1"),
        ["openai ==0.27 | openai==0.27"]
    );
    assert_eq!(
        shown("pip3.10 install -r requirements.txt -i https://x.example.org openai<1 > log.txt"),
        ["openai <1 | openai<1"]
    );
    assert_eq!(
        shown("!cd x && pip install -q openai \\\n  anthropic==0.2; echo openai"),
        ["openai  | openai", "anthropic ==0.2 | anthropic==0.2",]
    );
    assert_eq!(
        shown("npm install --save openai@3 @google/generative-ai edge@npm:openai-edge@1 ./local"),
        [
            "openai 3 | openai@3",
            "@google/generative-ai  | @google/generative-ai",
            "openai-edge 1 | edge@npm:openai-edge@1",
        ]
    );
    assert_eq!(shown("yarn add @azure/openai@^1"), ["@azure/openai ^1 | @azure/openai@^1"]);
    assert_eq!(shown("!pip install git+https://github.com/openai/x.git ."), Vec::<String>::new());
    for other in [
        "!pip uninstall openai",
        "!pip show openai",
        "!curl https://pip.example.org/install openai",
        "npm run openai",
        "",
        "!",
    ] {
        assert_eq!(shown(other), Vec::<String>::new(), "{other}");
    }
}

#[test]
fn install_commands_of_a_notebook() {
    let line = "!pip install openai<1";
    let text = format!("x = 1\n{}\ny = 2\n", " ".repeat(line.len()));
    let cell = |n| crate::source::CellLine { cell: 1, cell_line: n, raw_line: 10 + n };
    let shell = ShellLine { span: Span::new(6, 6 + line.len()), text: line.to_string() };
    let source = Source::notebook("a.ipynb", Language::Python, text, vec![cell(1), cell(2), cell(3)], vec![shell]);
    let found = read(&source);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].name.as_str(), found[0].range.as_str(), found[0].group.as_str()), ("openai", "<1", COMMAND));
    assert_eq!(source.place(found[0].span).line, 12);
    assert_eq!(found[0].span, Span::new(6 + 13, 6 + 21));
}

#[test]
fn manifests_by_name() {
    for name in [
        "requirements.txt",
        "a/requirements-dev.txt",
        "dev-requirements.txt",
        "requirements/base.txt",
        "setup.py",
        "web/package.json",
        "pnpm-lock.yaml",
        "Pipfile",
        "environment.yml",
        "envs/environment-gpu.yaml",
        "conda_env.yml",
    ] {
        assert!(is_manifest(name), "{name}");
    }
    for name in [
        "package.jsonc",
        "tsconfig.json",
        "requirements.md",
        "setup.js",
        "notes.txt",
        "poetry.toml",
        "my-env.toml",
        "environments.yml",
        "",
        "/",
    ] {
        assert!(!is_manifest(name), "{name}");
    }
}

#[test]
fn names_are_compared_normalised() {
    assert_eq!(Ecosystem::Pypi.normal_name("Llama_Index"), "llama-index");
    assert_eq!(Ecosystem::Pypi.normal_name("a.-_b"), "a-b");
    assert_eq!(Ecosystem::Npm.normal_name("@Google/generative_ai"), "@Google/generative_ai");
}
