//! What people who write rules are given: a rule to begin with, tests of rules, schemas, and completion scripts.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn codexit(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.env_clear().current_dir(folder).args(arguments).stdin(Stdio::null());
    command.output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_new_rule_is_validated_and_counts_in_a_project() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    assert!(codexit(here, &["rules", "new", "api/old-client"]).status.success());
    let tested = codexit(here, &["rules", "test", "rules"]);
    assert!(tested.status.success(), "{tested:?}");
    assert_eq!(out(&tested), "validated: api/old-client (rules/old-client.toml)\n1 of 1 rules validated\n");
    // A second time would write over the first.
    assert_eq!(codexit(here, &["rules", "new", "api/old-client"]).status.code(), Some(2));
    assert!(codexit(here, &["init"]).status.success());
    std::fs::write(here.join("codexit.toml"), "rules = [\"rules\"]\nexclude = [\"rules\"]\n").unwrap();
    std::fs::write(here.join("app.py"), "import ours\nours.OldClient()\n").unwrap();
    let checked = codexit(here, &["check", ".", "--format", "concise"]);
    assert_eq!(checked.status.code(), Some(1), "{checked:?}");
    assert!(out(&checked).contains("app.py:2:"), "{checked:?}");
}

#[test]
fn noisy_missing_and_untested_rules_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for name in ["noisy", "missing", "untested"] {
        assert!(codexit(here, &["rules", "new", &format!("api/{name}")]).status.success());
        // A reference belongs to one rule, so each gets its own.
        for file in [format!("{name}.toml"), format!("{name}/bad.py"), format!("{name}/good.py")] {
            let path = here.join("rules").join(file);
            let text = std::fs::read_to_string(&path).unwrap().replace("OldClient", name);
            std::fs::write(path, text).unwrap();
        }
    }
    std::fs::write(here.join("rules/noisy/good.py"), "import ours\nours.noisy()\n").unwrap();
    std::fs::write(here.join("rules/missing/bad.py"), "import ours\nours.Client()  # missing\n").unwrap();
    std::fs::remove_dir_all(here.join("rules/untested")).unwrap();
    let tested = codexit(here, &["rules", "test", "rules"]);
    let said = out(&tested);
    assert_eq!(tested.status.code(), Some(1), "{said}");
    for word in ["noisy: api/noisy", "good.py:2: must not be found", "missing: api/missing", "untested: api/untested"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(said.ends_with("0 of 3 rules validated\n"), "{said}");
}

#[test]
fn a_mistake_in_a_rule_has_a_place_and_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    assert!(codexit(here, &["rules", "new", "tool/old-editor"]).status.success());
    let path = here.join("rules/old-editor.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("severity ", "severty ");
    std::fs::write(&path, text).unwrap();
    let tested = codexit(here, &["rules", "test", "rules"]);
    let err = String::from_utf8_lossy(&tested.stderr).into_owned();
    assert_eq!(tested.status.code(), Some(2), "{err}");
    assert!(err.contains("old-editor.toml:4:1") && err.contains("did you mean `severity`?"), "{err}");
    assert_eq!(codexit(here, &["rules", "test", "nowhere"]).status.code(), Some(3));
    assert_eq!(codexit(here, &["rules", "new", "api/Old Client"]).status.code(), Some(2));
}

/// Every key that the built-in files use stands in the schema of their format, and every key that is required there is
/// used by all of them.
#[test]
fn schemas_describe_the_built_in_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema =
        |kind: &str| -> serde_json::Value { serde_json::from_slice(&codexit(root, &["schema", kind]).stdout).unwrap() };
    let rows = [
        ("models", "rules/models/openai.toml", "model"),
        ("packages", "rules/packages/pypi.toml", "package"),
        ("sdk", "rules/sdks/openai-python.toml", "call"),
        ("rule", "rules/openai/edits-endpoint.toml", "match"),
        ("rule", "rules/tools/vllm-server.toml", "match"),
        ("rule", "rules/openai/openai-httpx2.toml", "match"),
    ];
    for (kind, path, row) in rows {
        let schema = schema(kind);
        let text = std::fs::read_to_string(root.join(path)).unwrap();
        let table: toml::Table = toml::from_str(&text).unwrap();
        describes(&schema, &table, path);
        let name = schema["properties"][row]["items"]["$ref"].as_str().unwrap().trim_start_matches("#/$defs/");
        for one in table[row].as_array().unwrap() {
            describes(&schema["$defs"][name], one.as_table().unwrap(), path);
        }
    }
    assert!(schema("config")["properties"]["horizon"].is_object());
}

fn describes(schema: &serde_json::Value, table: &toml::Table, path: &str) {
    for key in table.keys() {
        assert!(schema["properties"][key].is_object(), "{path}: the schema does not know `{key}`");
    }
    for key in schema["required"].as_array().unwrap() {
        assert!(table.contains_key(key.as_str().unwrap()), "{path}: {key} is not required");
    }
}

#[test]
fn shells_and_man_are_served() {
    let here = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(out(&codexit(here.path(), &["completions", shell])).contains("codexit"), "{shell}");
    }
    let man = out(&codexit(here.path(), &["man"]));
    assert!(man.contains(".TH codexit 1") && man.contains("max\\-file\\-size"), "{}", &man[..200]);
}
