//! What the profiles of SDKs are for: the model that a call of each names is found, with the provider whose clock the
//! call follows. `fixtures/sdks/<profile>/bad.*` ends such lines in `expect ID PROVIDER`; `good.*` expects nothing.

use codexit::knowledge::raw::RawSdk;
use codexit::knowledge::{Date, Knowledge};
use codexit::scan::{self, ScanOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Providers that run weights: no calendar ends what they serve, so there is nothing bad to show.
const WEIGHTS: &[&str] = &["ollama", "huggingface"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// Profiles by the names of their files.
fn profiles() -> BTreeMap<String, RawSdk> {
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
    };
    files(&root().join("rules/sdks")).into_iter().map(read).collect()
}

#[test]
fn every_profile_that_names_models_has_fixtures() {
    for (name, sdk) in profiles() {
        if sdk.call.is_empty() && sdk.constructor.is_empty() {
            continue;
        }
        let found: BTreeSet<String> = files(&root().join("fixtures/sdks").join(&name))
            .iter()
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        assert!(found.contains("good"), "{name}: no good fixture");
        let has_calendar = sdk.provider.as_deref().is_none_or(|provider| !WEIGHTS.contains(&provider));
        assert_eq!(found.contains("bad"), has_calendar, "{name}: bad fixture");
    }
    for folder in files(&root().join("fixtures/sdks")) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(profiles().contains_key(&name), "{name}: no such profile");
    }
}

#[test]
fn models_are_found_with_the_provider_of_the_call() {
    let knowledge = Knowledge::built_in();
    let mut wrong = Vec::new();
    for path in files(&root().join("fixtures/sdks")).iter().flat_map(|folder| files(folder)) {
        let text = std::fs::read_to_string(&path).unwrap();
        let expected: BTreeSet<(u32, String)> = text
            .lines()
            .zip(1..)
            .filter_map(|(line, number)| {
                Some((number, line.rsplit_once("// expect ").or(line.rsplit_once("# expect "))?))
            })
            .map(|(number, (_, what))| (number, what.to_owned()))
            .collect();
        let is_bad = path.file_stem().is_some_and(|stem| stem == "bad");
        assert_eq!(!expected.is_empty(), is_bad, "{}: {} lines expect a finding", path.display(), expected.len());
        let found: BTreeSet<(u32, String)> = scan::run(&options(&path), &knowledge)
            .findings
            .iter()
            .filter(|finding| finding.rule.starts_with("model/"))
            .map(|f| (f.place.line, format!("{} {}", f.subject, f.provider.as_deref().unwrap_or(""))))
            .collect();
        let shown = path.strip_prefix(root()).unwrap().display();
        wrong.extend(expected.difference(&found).map(|one| format!("{shown}: not found: {one:?}")));
        wrong.extend(found.difference(&expected).map(|one| format!("{shown}: must not be found: {one:?}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn options(path: &Path) -> ScanOptions {
    ScanOptions {
        roots: vec![path.to_owned()],
        stdin: None,
        as_of: Date { year: 2026, month: 11, day: 21 },
        horizon_days: 90,
        no_ignore: true,
        exclude: Vec::new(),
        max_file_size: 1 << 20,
        file_timeout: std::time::Duration::from_secs(60),
        threads: 1,
        mentions: false,
        markdown: false,
        resilience: false,
        calls: false,
        fix: Default::default(),
        wish: Default::default(),
        progress: scan::Progress::default(),
    }
}
