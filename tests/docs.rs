//! Pages and schemas that are made from the program, or that describe it, are current.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn codexit(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.env_clear().current_dir(folder).args(arguments).stdin(Stdio::null());
    command.output().unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
fn the_page_of_rules_is_current() {
    let arguments = ["rules", "--format", "markdown", "--isolated"];
    let made = String::from_utf8(codexit(root(), &arguments).stdout).unwrap();
    assert!(
        made == read("docs/rules.md"),
        "docs/rules.md is not current; make it with `cargo run -- {} > docs/rules.md`",
        arguments.join(" ")
    );
}

#[test]
fn the_example_of_the_configuration_page_is_accepted() {
    let page = read("docs/configuration.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("tools/codexit")).unwrap();
    // The page does not show a rule; without the line the example needs none.
    let example: String =
        example.lines().filter(|l| !l.starts_with("rules = [\"tools")).map(|l| format!("{l}\n")).collect();
    std::fs::write(folder.path().join("codexit.toml"), example).unwrap();
    let output = codexit(folder.path(), &["check", "--show-settings"]);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{err}");
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("severity.\"model/legacy\" = \"warning\"  # codexit.toml:")
    );
}

#[test]
fn the_schema_the_page_and_the_program_know_the_same_keys() {
    let schema: serde_json::Value = serde_json::from_str(&read("schemas/codexit.schema.json")).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
    let described = keys(&schema["properties"]);
    let page = read("docs/configuration.md");
    for key in &described {
        assert!(page.contains(key), "docs/configuration.md does not name `{key}`");
    }
    // The program names its keys to someone who writes one that is nothing like any of them.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("codexit.toml"), "zzzzzzzzzz = 1\n").unwrap();
    let err = String::from_utf8(codexit(folder.path(), &["check"]).stderr).unwrap();
    let known = err.split("the keys are ").nth(1).unwrap_or_else(|| panic!("{err}"));
    assert_eq!(known.trim().split(", ").map(String::from).collect::<BTreeSet<_>>(), described);
}

#[test]
fn the_json_of_models_and_rules_is_documented() {
    let page = read("docs/json.md");
    for arguments in [&["models", "gpt-4o", "--format", "json"][..], &["rules", "--format", "json"]] {
        let document: serde_json::Value = serde_json::from_slice(&codexit(root(), arguments).stdout).unwrap();
        let mut open = vec![&document];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::Array(items) => open.extend(items),
                serde_json::Value::Object(map) => {
                    for (key, value) in map {
                        assert!(page.contains(&format!("`{key}`")), "docs/json.md does not name `{key}`");
                        open.push(value);
                    }
                }
                _ => {}
            }
        }
    }
}
