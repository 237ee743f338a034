//! Bad input in every format that is read: files that are cut off, doubled or enormous are survived, those that cannot be
//! read are problems, and includes never leave the root and never loop.

use codexit::knowledge::{Date, Knowledge};
use codexit::scan::{self, Progress, Report, ScanOptions};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn options(roots: Vec<PathBuf>, stdin: Option<(String, Vec<u8>)>) -> ScanOptions {
    ScanOptions {
        roots,
        stdin,
        as_of: Date { year: 2026, month: 11, day: 21 },
        horizon_days: 90,
        no_ignore: true,
        exclude: Vec::new(),
        max_file_size: 1 << 20,
        file_timeout: Duration::from_secs(60),
        threads: 1,
        mentions: false,
        markdown: true,
        resilience: false,
        calls: false,
        fix: Default::default(),
        wish: Default::default(),
        progress: Progress::default(),
    }
}

/// Every file of the projects in `fixtures`: each format and each kind of manifest at least once.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_str().unwrap().to_owned();
                found.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn scan_one(name: &str, bytes: Vec<u8>, knowledge: &Knowledge) -> Report {
    scan::run(&options(Vec::new(), Some((name.to_owned(), bytes))), knowledge)
}

#[test]
fn what_is_cut_off_or_doubled_is_read_as_far_as_it_goes() {
    let knowledge = Knowledge::built_in();
    let samples = samples();
    assert!(samples.len() > 60, "only {} samples", samples.len());
    for (name, bytes) in samples {
        let whole = scan_one(&name, bytes.clone(), &knowledge).findings.len();
        for part in 1..6 {
            let cut = bytes[..bytes.len() * part / 6].to_vec();
            let found = scan_one(&name, cut, &knowledge).findings.len();
            assert!(found <= whole + 2, "{name} cut at {part}/6: {found} of {whole}");
        }
        let doubled = [bytes.as_slice(), b"\n", bytes.as_slice()].concat();
        let found = scan_one(&name, doubled, &knowledge).findings.len();
        // Some formats end where the first document does.
        assert!(found >= whole, "{name} doubled: {found} of {whole}");
    }
}

#[test]
fn what_is_enormous_is_a_problem_or_soon_done() {
    let knowledge = Knowledge::built_in();
    let mut seen = std::collections::BTreeSet::new();
    for (name, bytes) in samples() {
        // One of each format: by its ending, or its name where that is what tells.
        let file = name.rsplit('/').next().unwrap();
        let kind = file.rsplit_once('.').map_or(file, |(_, ending)| ending).to_owned();
        let tells = ["json", "yaml", "yml", "toml", "txt", "lock", "cfg", "py"].contains(&kind.as_str());
        if !seen.insert(if tells { file.to_owned() } else { kind }) {
            continue;
        }
        let enough = (20_000 / bytes.len().max(1)).max(1);
        let began = Instant::now();
        scan_one(&name, bytes.repeat(enough), &knowledge);
        assert!(began.elapsed() < Duration::from_secs(120), "{name}: {:?}", began.elapsed());
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.py"), b"f(model=\"gpt-4-32k\")\n".repeat(70_000)).unwrap();
    let report = scan::run(&options(vec![folder.path().to_owned()], None), &knowledge);
    assert_eq!(report.problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(), ["too-large"]);
}

#[test]
fn a_key_that_stands_twice_counts_twice() {
    let knowledge = Knowledge::built_in();
    for (name, text) in [
        ("a.json", "{\"model\": \"gpt-4-32k\",\n\"model\": \"gpt-4-0314\"}"),
        ("a.yaml", "model: gpt-4-32k\nmodel: gpt-4-0314\n"),
        ("a.toml", "model = \"gpt-4-32k\"\nmodel = \"gpt-4-0314\"\n"),
        (".env", "OPENAI_MODEL=gpt-4-32k\nOPENAI_MODEL=gpt-4-0314\n"),
        ("a.ini", "[a]\nmodel = gpt-4-32k\nmodel = gpt-4-0314\n"),
        ("a.tfvars", "model = \"gpt-4-32k\"\nmodel = \"gpt-4-0314\"\n"),
    ] {
        let report = scan_one(name, text.as_bytes().to_vec(), &knowledge);
        let found: Vec<&str> = report.findings.iter().map(|finding| finding.subject.as_str()).collect();
        assert_eq!(found, ["gpt-4-32k", "gpt-4-0314"], "{name}");
    }
}

#[test]
fn includes_end_and_stay_inside() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("out.lst"), "openai==0.28.0\n").unwrap();
    let folder = outside.path().join("project");
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let absolute = outside.path().join("out.lst");
    write("requirements.txt", &format!("-r deps/a.lst\n-r ../out.lst\n-r {}\n-r linked.lst\n", absolute.display()));
    write("deps/a.lst", "-r b.lst\n-r a.lst\n-r ../requirements.txt\n-r ../../out.lst\n");
    write("deps/b.lst", "-c a.lst\n-r https://example.org/c.txt\n-r missing.lst\nlangchain==0.0.300\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&absolute, folder.join("linked.lst")).unwrap();
    let report = scan::run(&options(vec![folder.clone()], None), &Knowledge::built_in());
    let found: Vec<(&str, &str)> =
        report.findings.iter().map(|f| (f.path.rsplit('/').next().unwrap(), f.subject.as_str())).collect();
    assert_eq!(found, [("b.lst", "langchain")], "{:?}", report.findings);
}

/// Workspaces are found by walking the folder, so no pattern of theirs leads anywhere.
#[test]
fn workspaces_lead_nowhere() {
    let outside = tempfile::tempdir().unwrap();
    let pinned = "{\"dependencies\": {\"openai\": \"3.3.0\"}}";
    std::fs::write(outside.path().join("package.json"), pinned).unwrap();
    let folder = outside.path().join("project");
    std::fs::create_dir_all(folder.join("packages/a")).unwrap();
    let root = "{\"workspaces\": [\"../*\", \"**/../..\", \"packages/*\", \"/\", \".\"]}";
    std::fs::write(folder.join("package.json"), root).unwrap();
    std::fs::write(folder.join("pnpm-workspace.yaml"), "packages:\n  - '../**'\n  - .\n").unwrap();
    std::fs::write(folder.join("packages/a/package.json"), pinned).unwrap();
    let report = scan::run(&options(vec![folder], None), &Knowledge::built_in());
    let found: Vec<&str> = report.findings.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with("packages/a/package.json"));
}
