//! The pipeline from roots to a [`Report`].

mod report;

pub use report::{Progress, Report, ScanOptions, Skipped, Stats};

use crate::knowledge::Knowledge;
use crate::language::Language;

/// Scans. Never fails: what cannot be read is a problem in the report.
pub fn run(options: &ScanOptions, knowledge: &Knowledge) -> Report {
    let started = std::time::Instant::now();
    let mut report = Report {
        findings: Vec::new(),
        mentions: Vec::new(),
        problems: Vec::new(),
        skipped: Vec::new(),
        files: Vec::new(),
        stats: Stats::default(),
        as_of: options.as_of,
        rules_checked: vec![("built-in".into(), knowledge.checked)],
    };
    if let Some((name, bytes)) = &options.stdin {
        report.files.push(name.clone());
        report.stats.bytes = bytes.len() as u64;
    }
    for root in &options.roots {
        for entry in ignore::WalkBuilder::new(root).build().flatten() {
            let path = entry.path();
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
            if path.is_file() && Language::of_file_name(name).is_some() {
                report.stats.bytes += path.metadata().map_or(0, |m| m.len());
                report.files.push(path.to_string_lossy().trim_start_matches("./").to_string());
            }
        }
    }
    report.stats.files = report.files.len() as u64;
    report.stats.total_ms = started.elapsed().as_millis() as u64;
    report
}
