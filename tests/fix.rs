//! `codexit fix` on files of every shape: what is written, what is kept, what is refused, and that twice is once.

use std::path::Path;
use std::process::{Command, Output};

const DAY: &str = "2026-11-22";

fn codexit(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_codexit"))
        .arg("fix")
        .args(["--isolated", "--as-of", DAY, "--ignore", "resilience"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The bytes of `name` after `fix --unsafe`, which a second run must leave alone.
fn fixed(name: &str, bytes: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    codexit(folder.path(), &["--unsafe", "."]);
    let once = std::fs::read(&path).unwrap();
    codexit(folder.path(), &["--unsafe", "."]);
    assert_eq!(once, std::fs::read(&path).unwrap(), "fixing twice is not fixing once");
    once
}

/// Every shape of line end, byte-order mark and final newline comes out as it went in.
#[test]
fn what_is_not_edited_is_kept_byte_for_byte() {
    let before = "import openai\n\nx = \"é\u{1f600}\"; c = openai.OpenAI()\n\
                  \tif_ = 1\n# gpt-4-0314 stays in a comment\n\
                  a = c.chat.completions.create(model=\"gpt-4-0314\"); b = c.chat.completions.create(model=\"openai/gpt-4-0314\")\n\
                  path = r\"C:\\gpt-4\\x\"\n\
                  c.chat.completions.create(model=f\"{'gpt-4-0314'}\", messages=[f(g(\"h\"))])\nend = 1";
    let before = before.replace("\tif_ = 1\n", "def f(x):\n\treturn x\n");
    let after = before.replacen("=\"gpt-4-0314\"", "=\"gpt-6.1-sol\"", 1).replacen(
        "openai/gpt-4-0314",
        "openai/gpt-6.1-sol",
        1,
    );
    for line_end in ["\n", "\r\n"] {
        for mark in ["", "\u{feff}"] {
            for end in ["", line_end] {
                let shape = |text: &str| format!("{mark}{}{end}", text.replace('\n', line_end)).into_bytes();
                let got = String::from_utf8(fixed("a.py", &shape(&before))).unwrap();
                // The id in the f-string may be replaced or left; it is no matter of shape.
                let got = got.replace("{'gpt-6.1-sol'}", "{'gpt-4-0314'}");
                assert_eq!(got, String::from_utf8(shape(&after)).unwrap());
            }
        }
    }
}

#[test]
fn inserted_lines_end_as_their_neighbours_do() {
    let before = "import asyncio\r\nimport openai\r\nopenai.api_key = \"sk\"\r\n\r\n\r\nasync def f():\r\n    \
                  openai.ChatCompletion.create(model=\"m\", messages=[])\r\n    \
                  await openai.ChatCompletion.acreate(model=\"m\", messages=[])\r\n";
    let after = String::from_utf8(fixed("a.py", before.as_bytes())).unwrap();
    assert!(
        after
            .contains("\r\nclient = openai.OpenAI(api_key=\"sk\")\r\naclient = openai.AsyncOpenAI(api_key=\"sk\")\r\n"),
        "{after}"
    );
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
}

#[test]
fn nothing_is_half_migrated() {
    // One place that cannot be migrated holds all of them.
    let before = "import openai\n\nr = openai.ChatCompletion.create(model=\"m\", messages=[])\nprint(r[\"choices\"])\n\
                  openai.Engine(id=\"x\").search(documents=[])\n";
    assert_eq!(fixed("a.py", before.as_bytes()), before.as_bytes());
}

#[test]
fn safe_is_what_is_applied_unless_more_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let text = "import openai\nopenai.OpenAI().chat.completions.create(model=\"gpt-4-0314\", messages=[])\n";
    std::fs::write(folder.path().join("a.py"), text).unwrap();
    let output = codexit(folder.path(), &["."]);
    assert_eq!(status(&output), 0);
    assert!(said(&output).contains("1 more fixable with --unsafe"), "{}", said(&output));
    assert_eq!(std::fs::read_to_string(folder.path().join("a.py")).unwrap(), text);
}

#[test]
fn a_diff_writes_nothing_and_says_by_its_status_that_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let lines: String = (0..40).map(|n| format!("x{n} = {n}\n")).collect();
    let call = "openai.OpenAI().chat.completions.create(model=\"gpt-4-0314\", messages=[])\n";
    let text = format!("import openai\n{call}{lines}{call}");
    std::fs::write(folder.path().join("a.py"), &text).unwrap();
    let output = codexit(folder.path(), &["--unsafe", "--diff", "."]);
    assert_eq!(status(&output), 1);
    assert_eq!(std::fs::read_to_string(folder.path().join("a.py")).unwrap(), text);
    let diff = String::from_utf8(output.stdout).unwrap();
    assert!(diff.starts_with("--- a/a.py\n+++ b/a.py\n@@ -1,5 +1,5 @@\n import openai\n-openai"), "{diff}");
    assert!(diff.contains("@@ -40,4 +40,4 @@"), "{diff}");
    codexit(folder.path(), &["--unsafe", "."]);
    assert_eq!(status(&codexit(folder.path(), &["--unsafe", "--diff", "."])), 0);
}

#[test]
fn standard_input_comes_out_fixed() {
    use std::io::Write;
    use std::process::Stdio;
    let mut child = Command::new(env!("CARGO_BIN_EXE_codexit"))
        .args(["fix", "--unsafe", "--isolated", "--as-of", DAY, "-", "--stdin-filename", "a.py"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"import openai\nopenai.Model.list()[\"data\"]\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "import openai\nopenai.models.list().data\n");
}

#[cfg(unix)]
#[test]
fn links_and_read_only_files_are_refused_and_permissions_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = "import openai\nopenai.OpenAI().chat.completions.create(model=\"gpt-4-0314\", messages=[])\n";
    for (name, mode) in [("run.py", 0o755), ("locked.py", 0o444)] {
        std::fs::write(at(name), text).unwrap();
        std::fs::set_permissions(at(name), std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let output = codexit(folder.path(), &["--unsafe", "."]);
    assert!(said(&output).contains("locked.py: left as it is: it is read-only"), "{}", said(&output));
    assert_eq!(status(&output), 1);
    assert_eq!(std::fs::read_to_string(at("locked.py")).unwrap(), text);
    assert!(std::fs::read_to_string(at("run.py")).unwrap().contains("gpt-6.1-sol"));
    assert_eq!(std::fs::metadata(at("run.py")).unwrap().permissions().mode() & 0o777, 0o755);
    // Nothing temporary is left behind.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    std::os::unix::fs::symlink("locked.py", at("link.py")).unwrap();
    let output = codexit(folder.path(), &["--unsafe", "link.py"]);
    assert_eq!(std::fs::read_to_string(at("locked.py")).unwrap(), text);
    assert!(at("link.py").symlink_metadata().unwrap().file_type().is_symlink());
    assert!(said(&output).contains("symbolic link"), "{}", said(&output));
}

#[test]
fn of_a_notebook_only_the_strings_concerned_change() {
    let before = "{\n \"cells\": [\n  {\"cell_type\": \"code\", \"outputs\": [{\"a\":  1}],\n   \"source\": [\n    \"!pip list\\n\",\n    \"import openai  # caf\\u00e9\\n\",\n    \"r = openai.ChatCompletion.create(model='m', messages=[])\"\n   ]},\n  {\"cell_type\": \"code\", \"source\": \"print(r['choices'][0]['message']['content'])\"}\n ],\n \"nbformat\": 4,  \"metadata\": {\"kernelspec\": {\"name\": \"python3\"}}\n}\n";
    let after = before
        .replace("openai.ChatCompletion.create", "openai.chat.completions.create")
        .replace("r['choices'][0]['message']['content']", "r.choices[0].message.content");
    assert_eq!(String::from_utf8(fixed("a.ipynb", before.as_bytes())).unwrap(), after);
}

#[test]
fn timeouts_and_retries_are_those_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("codexit.toml", "[fix]\ntimeout = 7\nretries = 5\n");
    write(
        "a.py",
        "import openai\nfrom google import genai\n\nclient = openai.OpenAI(max_retries=0)\n\
         client.chat.completions.create(model=\"m\", messages=[])\n\
         google = genai.Client(http_options=genai.types.HttpOptions(timeout=9))\n\
         google.models.generate_content(model=\"m\", contents=\"x\")\n",
    );
    write(
        "b.ts",
        "import OpenAI from 'openai';\nconst client = new OpenAI();\n\
         export const ask = () => client.chat.completions.create({ model: 'm', messages: [] });\n\
         export const send = () => fetch('https://api.openai.com/v1/responses', { method: 'POST', body: '' });\n",
    );
    let run = |more: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_codexit"))
            .args(["fix", "--unsafe", "--as-of", DAY])
            .args(more)
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    run(&["."]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let python = read("a.py");
    assert!(python.contains("openai.OpenAI(max_retries=5, timeout=7)"), "{python}");
    assert!(python.contains("HttpOptions(timeout=9, retry_options={\"attempts\": 6})"), "{python}");
    let script = read("b.ts");
    assert!(script.contains("new OpenAI({ timeout: 7000 })"), "{script}");
    assert!(script.contains("body: '', signal: AbortSignal.timeout(7000) }"), "{script}");
    let again = run(&["--diff", "."]);
    assert!(again.stdout.is_empty(), "{}", String::from_utf8_lossy(&again.stdout));
}

#[test]
fn what_is_left_of_a_file_is_marked_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.py");
    let before = "import openai\n\nopenai.api_key = \"k\"\n\n\ndef tune(path):\n    if path:\n        \
                  return openai.FineTune.create(training_file=path)\n\n\nprint(openai.Model.list()[\"data\"])\n";
    std::fs::write(&path, before).unwrap();
    let arguments = ["--unsafe", "--partial", "."];
    codexit(folder.path(), &arguments);
    let once = std::fs::read_to_string(&path).unwrap();
    let mark = "        # codexit: by-hand `openai.FineTune`: the fine-tunes endpoint is shut down";
    assert!(once.contains(mark) && once.contains("print(openai.models.list().data)"), "{once}");
    assert!(once.contains("        return openai.FineTune.create(training_file=path)\n"), "{once}");
    codexit(folder.path(), &arguments);
    assert_eq!(once, std::fs::read_to_string(&path).unwrap());
}

#[test]
fn completions_become_responses_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.py");
    let call = "import openai\n\nr = openai.Completion.create(model=\"text-davinci-003\", prompt=\"x\", max_tokens=5";
    std::fs::write(&path, format!("{call})\nprint(r[\"choices\"][0][\"text\"])\n")).unwrap();
    let arguments = ["--unsafe", "--target", "responses", "."];
    codexit(folder.path(), &arguments);
    let after = std::fs::read_to_string(&path).unwrap();
    assert!(after.contains("openai.responses.create(model=") && after.contains("input=\"x\", max_output_tokens=5)"));
    assert!(after.contains("print(r.output_text)"), "{after}");
    // What the Responses API does not take is not dropped.
    let before = format!("{call}, stop=\"\\n\")\nprint(r[\"choices\"][0][\"text\"])\n");
    std::fs::write(&path, &before).unwrap();
    let output = codexit(folder.path(), &arguments);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
    assert!(said(&output).contains("the Responses API has no `stop`"), "{}", said(&output));
}
