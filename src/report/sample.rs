//! Findings made by hand, for the tests of what comes after the engine.

use crate::finding::{Applicability, ChainStep, ExcerptLine, Finding, Fix, Label, Severity};
use crate::gate::{Kept, Passed, fingerprint::fingerprints};
use crate::knowledge::Date;
use crate::scan::{Report, Stats};
use crate::source::Place;

/// A day.
pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A finding with little in it.
pub fn finding(rule: &str, path: &str, line: u32) -> Finding {
    let text = "    model=\"gpt-4-0314\",";
    Finding {
        rule: rule.into(),
        severity: Severity::Error,
        package: None,
        subject: "gpt-4-0314".into(),
        model_id: None,
        message: "`gpt-4-0314` is gone".into(),
        path: path.into(),
        place: Place { line, column: 12, end_line: line, end_column: 22, cell: None, cell_line: None },
        excerpt: vec![ExcerptLine { number: line, cut: 0, text: text.into() }],
        via: None,
        provider: None,
        deprecated_on: None,
        shutdown_on: None,
        replacement: None,
        chain: Vec::new(),
        related: Vec::new(),
        notes: Vec::new(),
        fix: None,
        symbol: String::new(),
        breaks: false,
    }
}

/// A finding with everything in it.
pub fn rich(path: &str, line: u32) -> Finding {
    let step = |id: &str, status: &str| ChainStep {
        id: id.into(),
        status: status.into(),
        source: "OpenAI deprecations".into(),
    };
    Finding {
        package: Some("openai".into()),
        model_id: Some("gpt-4-0314".into()),
        message: "the model `gpt-4-0314` no longer exists".into(),
        via: Some("literal-arg".into()),
        provider: Some("openai".into()),
        deprecated_on: Some(day("2023-06-13")),
        shutdown_on: Some(day("2026-10-23")),
        replacement: Some("gpt-5.1".into()),
        chain: vec![step("gpt-4-0314", "retired 2026-10-23"), step("gpt-5.1", "active")],
        related: vec![Label {
            path: path.into(),
            place: Place { line: line - 1, column: 8, end_line: line - 1, end_column: 40, cell: None, cell_line: None },
            text: "reaches this call".into(),
        }],
        notes: vec!["another source says 2026-09-01".into()],
        fix: Some(Fix { applicability: Applicability::Unsafe, ..Fix::shown("Replace `gpt-4-0314` by `gpt-5.1`") }),
        symbol: "answer".into(),
        ..finding("model/retired", path, line)
    }
}

/// What passes a gate that lets everything pass.
pub fn passed(findings: Vec<Finding>) -> Passed {
    let prints = fingerprints(&findings, &str::to_owned);
    let kept = findings.into_iter().zip(prints).map(|(finding, fingerprint)| kept(finding, fingerprint)).collect();
    Passed { findings: kept, ..Passed::default() }
}

fn kept(finding: Finding, fingerprint: String) -> Kept {
    let fails = finding.severity >= Severity::Warning;
    Kept { identity: finding.path.clone(), finding, fingerprint, fails, team: None }
}

/// A report of a scan without findings of its own.
pub fn report() -> Report {
    Report {
        findings: Vec::new(),
        mentions: Vec::new(),
        calls: Vec::new(),
        problems: Vec::new(),
        skipped: Vec::new(),
        ignores: Vec::new(),
        files: Vec::new(),
        stats: Stats {
            files: 1204,
            bytes: 5_000_000,
            parsed_files: 40,
            parsed_bytes: 90_000,
            walk_ms: 100,
            parse_ms: 90,
            total_ms: 340,
        },
        as_of: day("2026-11-22"),
        rules_checked: vec![("models/openai".into(), day("2026-11-13"))],
    }
}
