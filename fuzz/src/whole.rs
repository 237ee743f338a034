//! The whole way: a scan of one file, what it finds, what its fixes make of it.

use codexit::finding::{Applicability, Finding};
use codexit::fix::{change, plan};
use codexit::gate::fingerprint;
use codexit::knowledge::{Date, Knowledge};
use codexit::scan::{self, Progress, Report, ScanOptions};
use std::sync::OnceLock;
use std::time::Duration;

/// As many as `codexit fix` goes.
const ROUNDS: usize = 8;

/// What is embedded, read once.
pub fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(Knowledge::built_in)
}

/// A scan of this file with everything asked for.
pub fn scan(name: &str, bytes: &[u8]) -> Report {
    let options = ScanOptions {
        roots: Vec::new(),
        stdin: Some((name.to_owned(), bytes.to_vec())),
        as_of: Date { year: 2026, month: 11, day: 21 },
        horizon_days: 90,
        no_ignore: true,
        exclude: Vec::new(),
        max_file_size: 2 << 20,
        file_timeout: Duration::from_secs(3600),
        threads: 1,
        mentions: true,
        markdown: true,
        resilience: true,
        calls: true,
        fix: Default::default(),
        wish: Default::default(),
        progress: Progress::default(),
    };
    scan::run(&options, knowledge())
}

/// Scans, looks at what was found, applies its fixes until there are none.
pub fn check(name: &str, bytes: &[u8]) {
    let report = scan(name, bytes);
    // A line ends at a line feed, a carriage return, or any of the other ends that Python and JavaScript know.
    let most = bytes.len() as u32 + 2;
    for finding in &report.findings {
        let place = finding.place;
        assert!(place.line >= 1 && place.line <= most && place.end_line <= most, "{}: {place:?}", finding.rule);
        assert!((place.end_line, place.end_column) >= (place.line, place.column), "{}: {place:?}", finding.rule);
        assert!(!finding.message.is_empty() && finding.rule.contains('/'), "{finding:?}");
        for related in &finding.related {
            assert!(related.place.line >= 1 && related.place.line <= most, "{}: {related:?}", finding.rule);
        }
    }
    let found: Vec<Finding> = report.findings.clone();
    let prints = fingerprint::fingerprints(&found, &|path| path.to_owned());
    assert_eq!(prints.len(), found.len());
    if report.findings.iter().any(|finding| finding.fix.is_some()) {
        fixes(name, bytes, report);
    }
}

/// After some rounds nothing is left to write, and what was written parses no worse.
fn fixes(name: &str, bytes: &[u8], first: Report) {
    let broken = |report: &Report| report.problems.iter().filter(|problem| problem.kind == "syntax").count();
    let before = broken(&first);
    let (mut bytes, mut report) = (bytes.to_vec(), first);
    for _ in 0..=ROUNDS {
        let planned = plan::plan(report.findings.iter(), Applicability::Unsafe, |_| true);
        let mut changed = false;
        for (path, edits) in plan::by_file(&planned.chosen) {
            assert_eq!(path, name, "a fix of one file edits another");
            if let Ok(change) = change::of_bytes(bytes.clone(), &edits, Duration::from_secs(60)) {
                changed |= change.new != bytes;
                bytes = change.new;
            }
        }
        if !changed {
            assert!(broken(&report) <= before, "it parses worse than before");
            return;
        }
        report = scan(name, &bytes);
    }
    // Where code does not parse, an edit can let the parser see what it did not before.
    assert!(before > 0, "after {ROUNDS} rounds there is still something to fix");
}

/// A file of knowledge is taken or refused, and a mistake has a place in it.
pub fn rules(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for path in ["rules/models/a.toml", "rules/sdks/a.toml", "rules/packages/a.toml", "rules/a/b.toml", "words.toml"] {
        let mut knowledge = knowledge().clone();
        if let Err(mistake) = knowledge.extend(vec![(path.to_owned(), text.to_owned())]) {
            let lines = text.split('\n').count() as u32 + 1;
            assert!(mistake.line >= 1 && mistake.line <= lines && mistake.column >= 1, "{mistake:?}");
        }
    }
}

/// Comments that hold back: what is read of them speaks for lines of the file.
pub fn ignores(name: &str, bytes: &[u8]) {
    let mut text = b"# codexit: ignore[model] ".to_vec();
    if !name.ends_with(".py") && !name.ends_with(".yaml") && !name.ends_with(".toml") && !name.ends_with(".txt") {
        text = b"// codexit: ignore[model] ".to_vec();
    }
    text.extend_from_slice(bytes);
    let report = scan(name, &text);
    for ignore in &report.ignores {
        assert!(ignore.place.line >= 1 && ignore.place.line as usize <= text.len() + 1, "{ignore:?}");
        assert!(ignore.whole_file || ignore.mistake.is_some() || ignore.covers(&ignore.place), "{ignore:?}");
    }
}
