//! Every format and language that is read beside the parsed ones: what is found in the project `fixtures/projects/formats`
//! is what `formats.expected` beside it lists, line by line; and no format ends the program.

use codexit::knowledge::{Date, Knowledge};
use codexit::scan::{self, Progress, ScanOptions};
use std::path::{Path, PathBuf};

fn options(roots: Vec<PathBuf>, stdin: Option<(String, Vec<u8>)>, markdown: bool) -> ScanOptions {
    ScanOptions {
        roots,
        stdin,
        as_of: Date { year: 2026, month: 11, day: 21 },
        horizon_days: 90,
        no_ignore: true,
        exclude: Vec::new(),
        max_file_size: 1 << 20,
        threads: 1,
        mentions: true,
        markdown,
        progress: Progress::default(),
    }
}

#[test]
fn formats_are_read_and_judged_line_by_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects");
    let root = folder.join("formats");
    let report = scan::run(&options(vec![root.clone()], None, true), &Knowledge::built_in());
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let shown = |path: &str| path.rsplit_once("fixtures/projects/formats/").map_or(path, |(_, rest)| rest).to_owned();
    let mut found: Vec<String> = report
        .findings
        .iter()
        .map(|f| format!("{} {} {} {} {}", shown(&f.path), f.place.line, f.severity.as_str(), f.rule, f.subject))
        .collect();
    let text = std::fs::read_to_string(folder.join("formats.expected")).unwrap();
    let mut expected: Vec<String> = text.lines().map(str::to_owned).collect();
    found.sort();
    expected.sort();
    for line in &expected {
        assert!(found.contains(line), "not found: {line}");
    }
    for line in &found {
        assert!(expected.contains(line), "must not be found: {line}");
    }
    assert_eq!(found, expected);
}

#[test]
fn markdown_is_read_only_on_request() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/formats/docs");
    let with = scan::run(&options(vec![root.clone()], None, true), &Knowledge::built_in());
    let without = scan::run(&options(vec![root], None, false), &Knowledge::built_in());
    assert!(with.findings.len() >= 4 && without.findings.is_empty() && without.files.is_empty());
    assert!(with.mentions.iter().any(|mention| mention.reason == "prose"));
}

#[test]
fn a_language_read_as_text_is_one_level_less_severe_and_says_so() {
    let text = b"package a\n\nconst model = \"text-davinci-003\"\n".to_vec();
    let report = scan::run(&options(Vec::new(), Some(("a.go".into(), text)), false), &Knowledge::built_in());
    let [finding] = &report.findings[..] else { panic!("{:?}", report.findings) };
    assert_eq!((finding.rule.as_str(), finding.severity.as_str()), ("model/retired", "warning"));
    assert!(finding.notes[0].contains("read as text"));
}

/// Truncated, repeated, unbalanced and deeply nested text in every format: an answer, and soon.
#[test]
fn hostile_text_is_survived_in_every_format() {
    let names = [
        "a.ini", "a.properties", "a.sh", "Dockerfile", "Makefile", "a.tf", "a.bicep", "a.go", "a.java", "a.kt", "a.cs",
        "a.rb", "a.php", "a.rs", "a.md", "bun.lock", "pylock.toml", "docker-compose.yml", "package.json", "a.json",
    ];
    let knowledge = Knowledge::built_in();
    let pieces = [
        "model = \"gpt-4-32k", "\"", "'", "{", "[", "(", "{\"model\": ", "<<EOT\n", "--model=", "a=", "`", "/*", "```py\n",
        "[a]\n", "model: ${", "é=\u{0}", "\\", "://", "run: |\n  --model ", "x = [{", "r#\"", "@\"", "\"\"\"",
    ];
    for name in names {
        for piece in pieces {
            let text = format!("gpt-4-32k\n{}", piece.repeat(3000));
            scan::run(&options(Vec::new(), Some((name.into(), text.into_bytes())), true), &knowledge);
        }
    }
}
