//! Input made to do harm: what a scan does with it is an answer or a problem, in bounded time, and the same every time.

use codexit::knowledge::{Date, Knowledge};
use codexit::scan::{self, Progress, Report, ScanOptions};
use std::path::PathBuf;
use std::time::Duration;

fn options(roots: Vec<PathBuf>) -> ScanOptions {
    ScanOptions {
        roots,
        stdin: None,
        as_of: Date { year: 2026, month: 11, day: 21 },
        horizon_days: 90,
        no_ignore: true,
        exclude: Vec::new(),
        max_file_size: 2 << 20,
        file_timeout: Duration::from_secs(10),
        threads: 2,
        mentions: true,
        markdown: true,
        resilience: true,
        calls: true,
        progress: Progress::default(),
    }
}

fn scan_text(name: &str, text: &[u8], file_timeout: Duration) -> Report {
    let given = Some((name.to_owned(), text.to_vec()));
    scan::run(&ScanOptions { stdin: given, file_timeout, ..options(Vec::new()) }, &Knowledge::built_in())
}

#[test]
fn a_file_that_takes_too_long_is_a_problem_and_no_hang() {
    let text = "model = 'gpt-4-0314'\n".repeat(5000);
    for name in ["a.py", "a.ts", "a.js"] {
        let late = scan_text(name, text.as_bytes(), Duration::ZERO);
        let kinds: Vec<&str> = late.problems.iter().map(|problem| problem.kind).collect();
        assert_eq!((kinds, late.findings.len()), (vec!["timeout"], 0), "{name}");
        let in_time = scan_text(name, text.as_bytes(), Duration::from_secs(60));
        assert!(in_time.problems.is_empty(), "{:?}", in_time.problems);
    }
}
