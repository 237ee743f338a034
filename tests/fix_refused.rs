//! Programs that only look as if they could be migrated: each stays as it is, byte for byte, and the reason is said.

use std::path::Path;
use std::process::Command;

/// Files of a program (the first is the one that stays), and a part of the reason.
type Case = (&'static [(&'static str, &'static str)], &'static str);

const CALL: &str = "import openai\n\n\ndef ask(text):\n    reply = openai.ChatCompletion.create(model=\"m\", \
                    messages=[{\"role\": \"user\", \"content\": text}])\n    return reply[\"choices\"][0]\n";

const CASES: &[Case] = &[
    // What a test replaces: a class, the whole package in a module, a method by a function of its own.
    (
        &[
            ("llm.py", CALL),
            (
                "test_llm.py",
                "from unittest.mock import patch\nimport llm\nfake = patch(\"llm.openai.ChatCompletion\")\n",
            ),
        ],
        "is patched: patch a method",
    ),
    (
        &[
            ("llm.py", CALL),
            ("test_llm.py", "from unittest.mock import patch\nimport llm\nfake = patch(\"llm.openai\")\n"),
        ],
        "is patched as a whole",
    ),
    (
        &[
            ("llm.py", CALL),
            (
                "test_llm.py",
                "import llm\n\n\ndef test(monkeypatch):\n    \
                 monkeypatch.setattr(\"llm.openai.ChatCompletion.create\", lambda **k: {})\n    llm.ask(\"x\")\n",
            ),
        ],
        "is given the client",
    ),
    (
        &[
            ("llm.py", CALL),
            (
                "test_llm.py",
                "from unittest.mock import patch\nimport llm\n\n\n@patch(\"openai.ChatCompletion.create\")\n\
                 def test(create):\n    create.return_value.choices = [{\"message\": 1}]\n    llm.ask(\"x\")\n",
            ),
        ],
        "a mock is given a dict",
    ),
    // The module goes by another name that is not seen.
    (
        &[(
            "a.py",
            "import openai\n\n\nclass A:\n    def __init__(self):\n        self.llm = openai\n\n    def ask(self):\n        \
             openai.Model.list()\n        return self.llm.ChatCompletion.create(model=\"m\", messages=[])\n",
        )],
        "the module `openai` is used as a value",
    ),
    // Options that are put together elsewhere.
    (
        &[(
            "a.py",
            "import openai\n\n\ndef options(name):\n    found = {\"messages\": []}\n    \
             found.update({\"engine\": name} if name else {\"deployment_id\": \"d\"})\n    return found\n\n\n\
             print(options(\"m\"))\nprint(openai.ChatCompletion.create(**options(\"m\"))[\"choices\"])\n",
        )],
        "`engine` is passed on by `**`",
    ),
    // A stream or not, in a tuple that is kept as a dict.
    (
        &[(
            "a.py",
            "import openai\nCACHE = {}\n\n\ndef send(stream):\n    kwargs = dict(model=\"m\", messages=[], stream=stream)\n    \
             reply = openai.ChatCompletion.create(**kwargs)\n    CACHE[1] = reply\n    return reply\n",
        )],
        "a stream goes where it cannot be followed",
    ),
    (
        &[(
            "a.py",
            "import openai\n\n\ndef send():\n    reply = openai.ChatCompletion.create(model=\"m\", messages=[])\n    \
             return 1, reply\n",
        )],
        "who takes the result out of this tuple is not seen",
    ),
    (
        &[(
            "a.py",
            "import openai\nall = []\nall.append(openai.ChatCompletion.create(model=\"m\", messages=[]))\n\
             for one in all:\n    print(one.choices[0].message.content)\n",
        )],
        "`choices` may be read of a result that is kept as a dict",
    ),
    // The look-up would fail.
    (
        &[(
            "a.py",
            "import openai\nPRICES = {\"gpt-4-0314\": 0.03}\nmodel = \"gpt-4-0314\"\n\n\ndef ask():\n    \
             reply = openai.OpenAI(timeout=9).chat.completions.create(model=model, messages=[])\n    \
             return reply, PRICES[model]\n",
        )],
        "is looked up by the model and has no",
    ),
    // A parameter hides the client.
    (
        &[(
            "a.ts",
            "import { GoogleGenerativeAI } from '@google/generative-ai'\nconst genAI = new GoogleGenerativeAI('k')\n\
             const model = genAI.getGenerativeModel({ model: 'm' })\nexport async function ask(genAI: string, text: \
             string) {\n  const result = await model.generateContent(genAI + text)\n  return result.response.text()\n}\n",
        )],
        "the client is not to be seen here",
    ),
    // Exceptions go with what raises them.
    (
        &[
            ("b.py", "import openai\nimport a\ntry:\n    a.ask()\nexcept openai.error.RateLimitError:\n    pass\n"),
            ("a.py", "import openai\n\n\ndef ask():\n    return openai.FineTune.create(model=\"m\")\n"),
        ],
        "a.py, which it goes with, cannot be migrated",
    ),
    (
        &[
            ("errors.py", "from openai.error import InvalidRequestError\n"),
            (
                "b.py",
                "import openai\nfrom errors import InvalidRequestError\ntry:\n    openai.Model.list()\n\
                 except InvalidRequestError:\n    pass\n",
            ),
        ],
        "another file takes `InvalidRequestError` from here",
    ),
    (
        &[("a.py", "import openai\n\n\ndef known(kinds):\n    kinds.add(openai.error.InvalidRequestError)\n")],
        "one of openai.BadRequestError, openai.NotFoundError, openai.UnprocessableEntityError is meant here now, or all",
    ),
];

fn fix(folder: &Path) -> String {
    let arguments =
        ["fix", "--unsafe", "--isolated", "--as-of", "2026-11-22", "--verbose", "--ignore", "resilience", "."];
    let output = Command::new(env!("CARGO_BIN_EXE_codexit")).args(arguments).current_dir(folder).output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn what_cannot_be_followed_stays_and_says_why() {
    for (files, reason) in CASES {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in *files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let said = fix(folder.path());
        assert!(said.contains(reason), "{reason}: {said}");
        for (name, text) in *files {
            let now = std::fs::read_to_string(folder.path().join(name)).unwrap();
            assert_eq!(now, *text, "{name}, {reason}");
        }
    }
}

/// Each file of `fixtures/refused` says in its first line why it stays.
#[test]
fn each_of_the_refused_programs_stays_and_says_why() {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/refused");
    let mut seen = 0;
    for entry in std::fs::read_dir(all).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let (_, reason) = text.lines().next().unwrap().split_once("stays: ").expect("a reason in the first line");
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join(path.file_name().unwrap());
        std::fs::write(&copy, &text).unwrap();
        let said = fix(folder.path());
        assert!(said.contains(reason), "{}: {reason}: {said}", path.display());
        assert_eq!(std::fs::read_to_string(&copy).unwrap(), text, "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 16, "{seen} programs");
}

#[test]
fn a_pin_waits_for_every_migration_of_its_package_and_lock_files_are_not_edited() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "{\"name\": \"a\", \"dependencies\": {\"openai\": \"^3.2.1\"}}\n";
    let lock = "{\"name\": \"a\", \"lockfileVersion\": 3, \"packages\": {\"\": {\"dependencies\": \
                {\"openai\": \"^3.2.1\"}}, \"node_modules/openai\": {\"version\": \"3.3.0\"}}}\n";
    let old = "import { OpenAIApi, Configuration } from 'openai';\nconst api = new OpenAIApi(new Configuration({}));\n\
               export const run = () => api.createFineTune({ model: 'm' });\n";
    for (name, text) in [("package.json", manifest), ("package-lock.json", lock), ("a.ts", old)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let said = fix(folder.path());
    assert_eq!((read("package.json"), read("a.ts")), (manifest.to_owned(), old.to_owned()), "{said}");
    assert!(said.contains("a.ts still needs the old version"), "{said}");
    // Nothing holds the pin back: it goes up, where it is asked for and not where it is written down again.
    std::fs::write(folder.path().join("a.ts"), "export const run = 1;\n").unwrap();
    let said = fix(folder.path());
    assert!(read("package.json").contains("\"^7.57.0\""), "{said}");
    assert_eq!(read("package-lock.json"), lock, "{said}");
}
