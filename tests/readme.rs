//! What the README shows is what the program says, and what it tells the reader to do works.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Set this variable to write what the program says now into the README.
const UPDATE: &str = "UPDATE_README";
const SAMPLE: &str = "fixtures/projects/legacy-shop";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn codexit(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.env_clear().current_dir(folder).args(arguments).stdin(Stdio::null());
    command.output().unwrap()
}

/// The insides of fenced blocks of a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// A copy of the sample outside of the project, as if it stood alone.
fn sample() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut open: Vec<(PathBuf, PathBuf)> = vec![(root().join(SAMPLE), folder.path().to_owned())];
    while let Some((from, to)) = open.pop() {
        std::fs::create_dir_all(&to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                open.push((entry.path(), target));
            } else {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    folder
}

/// The time a scan took is another one in every run.
fn without_times(text: &str) -> String {
    let words = text.split(' ').collect::<Vec<_>>();
    let is_unit = |at: usize| words.get(at).is_some_and(|unit| matches!(*unit, "s," | "ms,"));
    let shown = words.iter().enumerate().map(|(at, word)| match word {
        _ if is_unit(at + 1) => "0.1",
        _ if is_unit(at) => "s,",
        word => word,
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn what_it_shows_is_what_the_program_says() {
    let folder = sample();
    let readme = read("README.md");
    let mut current = readme.clone();
    let shown = blocks(&readme, "console");
    assert!(shown.len() >= 2, "the README shows no output");
    for block in shown {
        let command = block.lines().next().unwrap();
        let arguments: Vec<&str> = command.strip_prefix("$ codexit ").unwrap().split(' ').collect();
        let output = codexit(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(1), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        let text = without_times(std::str::from_utf8(&output.stdout).unwrap());
        current = current.replace(block, &format!("{command}\n{text}"));
    }
    if current != readme && std::env::var_os(UPDATE).is_some() {
        std::fs::write(root().join("README.md"), &current).unwrap();
    } else {
        assert!(current == readme, "README.md is not current; run `{UPDATE}=1 cargo test --test readme`\n{current}");
    }
}

#[test]
fn its_first_command_finds_what_the_sample_holds() {
    let readme = read("README.md");
    let shell = blocks(&readme, "sh").concat();
    let command = shell.lines().find_map(|line| line.strip_prefix("cargo run --release -- ")).unwrap();
    assert_eq!(command, format!("check {SAMPLE}"));
    assert!(shell.lines().any(|line| line == "cargo test"));
    let output = codexit(root(), &["check", SAMPLE, "--isolated", "--format", "json", "--as-of", "2026-11-22"]);
    assert_eq!(output.status.code(), Some(1));
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let found: Vec<(&str, &str)> = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["path"].as_str().unwrap().strip_prefix(SAMPLE).unwrap(), f["subject"].as_str().unwrap()))
        .collect();
    for expected in [
        ("/.env.example", "gpt-3.5-turbo-0613"),
        ("/config/shop.yaml", "gpt-4-32k"),
        ("/notebooks/churn.ipynb", "openai"),
        ("/notebooks/churn.ipynb", "code-davinci-002"),
        ("/requirements.txt", "openai"),
        ("/shop/descriptions.py", "text-curie-001"),
        ("/shop/descriptions.py", "gpt-4-32k"),
        ("/shop/llm.py", "openai.ChatCompletion.create"),
        ("/shop/settings.py", "text-davinci-003"),
        ("/web/package.json", "openai"),
        ("/web/src/chat.ts", "openai#OpenAIApi().createChatCompletion"),
        ("/web/src/openai.ts", "gpt-3.5-turbo-0301"),
    ] {
        assert!(found.contains(&expected), "{expected:?} is missing from {found:#?}");
    }
    // A comparison and two price tables are no findings.
    assert!(!found.contains(&("/shop/support.py", "gpt-4-32k")));
    assert_eq!(found.iter().filter(|(path, _)| *path == "/config/shop.yaml").count(), 3);
    assert_eq!(found.iter().filter(|(path, _)| *path == "/shop/settings.py").count(), 3);
}

#[test]
fn the_continuous_check_runs_the_test_command_of_the_readme() {
    let script = read(".ci/run");
    assert!(script.lines().any(|line| line == "step test cargo test"));
    assert!(script.contains("set -euo pipefail"));
}

#[test]
fn what_it_says_about_the_project_is_so() {
    let tables = std::fs::read_dir(root().join("rules/models")).unwrap().count();
    for page in ["README.md", "CHANGELOG.md"] {
        assert!(read(page).contains(&format!("{tables} providers")), "{page}: there are {tables} tables of models");
    }
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let rust = manifest["package"]["rust-version"].as_str().unwrap();
    assert!(read("README.md").contains(&format!("Rust {rust} or newer")), "Cargo.toml asks for Rust {rust}");
    assert_eq!(manifest["package"]["license"].as_str(), Some("Apache-2.0"));
    assert!(read("LICENSE").contains("Version 2.0, January 2004"));
}

#[test]
fn it_is_short_one_sentence_a_line_and_its_links_lead_somewhere() {
    let readme = read("README.md");
    assert!(readme.lines().count() <= 200, "{} lines", readme.lines().count());
    for page in ["README.md", "CHANGELOG.md", "docs/ARCHITECTURE.md"] {
        let text = read(page);
        let folder = Path::new(page).parent().unwrap();
        let mut fenced = false;
        for line in text.lines() {
            fenced ^= line.starts_with("```");
            let prose = !fenced && !line.starts_with(['|', '#', '-', ' ', '`']) && !line.starts_with(char::is_numeric);
            assert!(!prose || !line.contains(". "), "{page}: more than a sentence on a line: {line}");
            for link in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let target = link.split('#').next().unwrap();
                let leads = target.contains("://") || root().join(folder).join(target).exists();
                assert!(leads, "{page}: {link} leads nowhere");
            }
        }
    }
}
