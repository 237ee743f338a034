//! Small programs, each with the resilience rules that speak and the reason: `tests/snippets/*.toml`.

mod project;

use project::Project;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct File {
    snippet: Vec<Snippet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Snippet {
    name: String,
    why: String,
    flag: Vec<String>,
    code: String,
    manifest: Option<(String, String)>,
    /// It sets something for a whole project.
    #[serde(default)]
    alone: bool,
}

/// Rules that are a matter of taste, or about something else than whether a call survives.
const ASIDE: [&str; 4] = ["moving-alias", "no-output-cap", "no-fallback", "prompt-logged"];

fn told(language: &str, ending: &str) {
    let path = format!("{}/tests/snippets/{language}.toml", env!("CARGO_MANIFEST_DIR"));
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let names: BTreeSet<&str> = file.snippet.iter().map(|snippet| snippet.name.as_str()).collect();
    assert_eq!(names.len(), file.snippet.len(), "a name stands twice");
    let (alone, together): (Vec<&Snippet>, Vec<&Snippet>) = file.snippet.iter().partition(|snippet| snippet.alone);
    let mut wrong = judged(&together, ending);
    alone.iter().for_each(|snippet| wrong.extend(judged(&[snippet], ending)));
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), file.snippet.len(), wrong.join("\n"));
}

/// What is reported otherwise than a snippet says.
fn judged(snippets: &[&Snippet], ending: &str) -> Vec<String> {
    let mut files: Vec<(String, String)> = Vec::new();
    for snippet in snippets {
        assert!(!snippet.why.is_empty(), "{} has no reason", snippet.name);
        files.push((format!("{}/main.{ending}", snippet.name), snippet.code.clone()));
        if let Some((name, text)) = &snippet.manifest {
            files.push((format!("{}/{name}", snippet.name), format!("{text}\n")));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let project = Project::new(&files);
    let arguments = ["check", "--format", "json", "--isolated", "--as-of", "2026-11-22", "--select", "resilience"];
    let ran = project.run(&arguments);
    assert!(ran.status <= 1, "{}", ran.err);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for finding in document["findings"].as_array().unwrap() {
        let name = finding["path"].as_str().unwrap().split('/').next().unwrap();
        let rule = finding["rule"].as_str().unwrap().strip_prefix("resilience/").unwrap();
        let grade = if finding["severity"] == "info" { " info" } else { "" };
        if !ASIDE.contains(&rule) {
            found.entry(name).or_default().insert(format!("{rule}{grade}"));
        }
    }
    let mut wrong = Vec::new();
    for snippet in snippets {
        let wanted: BTreeSet<String> = snippet.flag.iter().cloned().collect();
        let seen = found.get(snippet.name.as_str()).cloned().unwrap_or_default();
        if seen != wanted {
            wrong.push(format!("{}: {seen:?} instead of {wanted:?}: {}", snippet.name, snippet.why));
        }
    }
    wrong
}

#[test]
fn python() {
    told("python", "py");
}

#[test]
fn javascript() {
    told("javascript", "mjs");
}
