//! What the rules find: every line of a bad fixture that ends in `expect` has a finding of its rule, no other line has
//! one, and good fixtures have none.

use codexit::knowledge::{Date, Knowledge};
use codexit::scan::{self, ScanOptions};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The day on which the fixtures are judged: a month after the last check of the tables.
const AS_OF: Date = Date { year: 2026, month: 11, day: 21 };

/// Folders below `fixtures/<provider>/` that hold a file of this stem.
fn rule_folders(root: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        found.sort();
        found
    };
    // Profiles of SDKs have a test of their own.
    let providers = entries(root).into_iter().filter(|p| p.is_dir() && !p.ends_with("sdks"));
    let folders = providers.flat_map(|provider| entries(&provider)).filter(|p| p.is_dir());
    folders.filter(|f| entries(f).iter().any(|p| p.file_stem().is_some_and(|s| s == "bad"))).collect()
}

fn scan(path: &Path, knowledge: &Knowledge) -> scan::Report {
    let options = ScanOptions {
        roots: vec![path.to_owned()],
        stdin: None,
        as_of: AS_OF,
        horizon_days: 90,
        no_ignore: true,
        exclude: Vec::new(),
        max_file_size: 1 << 20,
        file_timeout: std::time::Duration::from_secs(60),
        threads: 1,
        mentions: false,
        markdown: false,
        resilience: true,
        calls: false,
        fix: Default::default(),
        wish: Default::default(),
        progress: scan::Progress::default(),
    };
    scan::run(&options, knowledge)
}

#[test]
fn rules_find_what_the_fixtures_expect_and_nothing_else() {
    let knowledge = Knowledge::built_in();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut wrong = Vec::new();
    let mut judged = 0;
    for folder in rule_folders(&root) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let Some(rule) = knowledge.rules.iter().find(|r| r.id.split('/').nth(1) == Some(name)) else { continue };
        let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        for path in files {
            let text = std::fs::read_to_string(&path).unwrap();
            let expected: BTreeSet<u32> = text
                .lines()
                .zip(1..)
                .filter(|(line, _)| line.ends_with("# expect") || line.ends_with("// expect"))
                .map(|(_, number)| number)
                .collect();
            let report = scan(&path, &knowledge);
            assert!(report.problems.is_empty(), "{}: {:?}", path.display(), report.problems);
            let found: BTreeSet<u32> =
                report.findings.iter().filter(|f| f.rule == rule.id).map(|f| f.place.line).collect();
            judged += 1;
            let shown = path.strip_prefix(&root).unwrap().display();
            let line = |number: &u32| text.lines().nth(*number as usize - 1).unwrap_or("").trim().to_owned();
            for number in expected.difference(&found) {
                wrong.push(format!("{shown}:{number}: nothing found: {}", line(number)));
            }
            for number in found.difference(&expected) {
                wrong.push(format!("{shown}:{number}: must not be found: {}", line(number)));
            }
        }
    }
    assert!(judged > 100, "only {judged} fixtures were scanned");
    assert!(wrong.is_empty(), "{} lines are judged wrongly:\n{}", wrong.len(), wrong.join("\n"));
}
