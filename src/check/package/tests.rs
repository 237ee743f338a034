//! Tests of the findings about packages.

use super::*;
use crate::facts::manifest;
use crate::finding::Applicability;
use crate::language::Language;
use crate::source::{CellLine, ShellLine};

const TODAY: Date = Date { year: 2026, month: 11, day: 22 };

fn day(year: i16, month: u8, day: u8) -> Option<Date> {
    Some(Date { year, month, day })
}

fn row(ecosystem: &str, name: &str, affected: &str, rule: &str, status: &str, end: Option<Date>) -> Package {
    Package {
        ecosystem: ecosystem.into(),
        name: name.into(),
        affected: affected.into(),
        rule: format!("dependency/{rule}"),
        status: status.into(),
        deprecated: None,
        end,
        replacement: vec![format!("{name}-next")],
        source: "its README".into(),
        url: String::new(),
        as_of: "2026-11".into(),
        confidence: "high".into(),
        note: String::new(),
    }
}

fn rows() -> Vec<Package> {
    vec![
        row("pypi", "openai", "<1", "superseded", "superseded", None),
        row("pypi", "google-generativeai", "*", "end-of-life", "eol", day(2025, 11, 30)),
        row("pypi", "palm", "*", "end-of-life", "dead-backend", day(2024, 8, 15)),
        row("npm", "openai", "<4", "superseded", "superseded", None),
        row("npm", "@google/generative-ai", "*", "end-of-life", "eol", day(2025, 8, 31)),
        row("npm", "openai-edge", "*", "deprecated", "deprecated", None),
        row("nuget", "openai", "*", "deprecated", "deprecated", None),
    ]
}

fn findings(path: &str, text: &str) -> Vec<Finding> {
    let rows = rows();
    let packages = Packages::new(&rows);
    let sources = [Source::new(path, Language::Toml, text.to_string())];
    let requirements: Vec<_> = manifest::read(&sources[0]).into_iter().map(|r| (0, r)).collect();
    check(&requirements, &sources, &packages, TODAY, 90)
}

#[test]
fn a_pin_is_found_where_it_stands() {
    let found = findings("app/requirements.txt", "# one\nOpenAI == 0.27.8  # two\nrequests\n");
    assert_eq!(found.len(), 1);
    let finding = &found[0];
    assert_eq!(finding.rule, "dependency/superseded");
    assert_eq!(finding.severity, Severity::Warning);
    assert_eq!((finding.subject.as_str(), finding.package.as_deref()), ("openai", Some("openai")));
    assert_eq!(finding.via.as_deref(), Some("exact-pin"));
    assert_eq!((finding.place.line, finding.place.column, finding.place.end_column), (2, 1, 17));
    assert_eq!((finding.excerpt[0].number, finding.excerpt[0].text.as_str()), (2, "OpenAI == 0.27.8  # two"));
    assert_eq!(
        finding.message,
        "`OpenAI==0.27.8` allows only versions below 1, which are superseded; move to `openai-next`"
    );
    assert_eq!(finding.notes, ["source: its README, as of 2026-11"]);
    assert_eq!(finding.replacement.as_deref(), Some("openai-next"));
    assert_eq!(finding.fix.as_ref().unwrap().applicability, Applicability::DisplayOnly);
}

#[test]
fn a_range_that_allows_newer_versions_is_no_finding() {
    for text in ["openai\n", "openai>=0.27\n", "openai>=1\n", "openai!=0.28\n", "openai<2\n", "other==0.1\n"] {
        assert_eq!(findings("requirements.txt", text), [], "{text}");
    }
    assert_eq!(findings("package.json", r#"{"dependencies": {"openai": "^3 || ^4"}}"#), []);
    assert_eq!(findings("package.json", r#"{"keywords": ["openai"], "dependencies": {"openai": "latest"}}"#), []);
}

#[test]
fn how_a_package_is_held() {
    let json = r#"{"dependencies": {"openai": "^3.2.0", "edge": "npm:openai-edge@1", "@google/generative-ai": "*"}}"#;
    let found = findings("package.json", json);
    let shown: Vec<_> = found.iter().map(|f| (f.subject.as_str(), f.via.as_deref().unwrap(), f.severity)).collect();
    let expected = [
        ("openai", "caret", Severity::Warning),
        ("openai-edge", "range-upper", Severity::Info),
        ("@google/generative-ai", "unpinned", Severity::Warning),
    ];
    assert_eq!(shown, expected);
    let lock = findings("package-lock.json", r#"{"packages": {"node_modules/openai": {"version": "3.1.0"}}}"#);
    assert_eq!(lock[0].via.as_deref(), Some("lock-entry"));
    assert_eq!(
        lock[0].message,
        "`openai@3.1.0` is one of the versions below 4, which are superseded; move to `openai-next`"
    );
}

#[test]
fn what_the_message_says_of_time() {
    let found = findings("requirements.txt", "google-generativeai\npalm\n");
    assert_eq!(
        found[0].message,
        "`google-generativeai` reached its end of life on 2025-11-30 (357 days ago); move to `google-generativeai-next`"
    );
    assert_eq!(found[0].via.as_deref(), Some("unpinned"));
    assert_eq!(found[0].shutdown_on, day(2025, 11, 30));
    assert_eq!(
        found[1].message,
        "the service behind `palm` was shut down on 2024-08-15 (829 days ago); move to `palm-next`"
    );
    let mut future = row("pypi", "x", "*", "end-of-life", "eol", day(2026, 12, 12));
    future.replacement = vec!["a".into(), "b".into(), "c".into()];
    let requirement = manifest::requirement_of_pip_line("pip install x").remove(0);
    assert_eq!(
        message(&requirement, &future, TODAY),
        "`x` reaches its end of life on 2026-12-12 (in 20 days); move to `a`, `b` or `c`"
    );
    future.replacement.clear();
    assert!(message(&requirement, &future, TODAY).ends_with("; no replacement is known"));
}

#[test]
fn severity_follows_rule_state_and_date() {
    let (past, near, far) = (day(2026, 11, 22), day(2027, 2, 20), day(2027, 2, 21));
    let cases = [
        ("end-of-life", "eol", "*", past, Severity::Warning),
        ("end-of-life", "eol", "*", None, Severity::Warning),
        ("end-of-life", "eol", "*", near, Severity::Warning),
        ("end-of-life", "eol", "*", far, Severity::Info),
        ("end-of-life", "dead-backend", "*", past, Severity::Error),
        ("end-of-life", "dead-backend", "*", None, Severity::Error),
        ("end-of-life", "dead-backend", "*", near, Severity::Warning),
        ("end-of-life", "removed", "*", far, Severity::Info),
        ("superseded", "superseded", "<1", None, Severity::Warning),
        ("superseded", "superseded", "*", None, Severity::Info),
        ("deprecated", "deprecated", "*", None, Severity::Info),
        ("deprecated", "sunset", "*", far, Severity::Info),
        ("deprecated", "deprecated", "*", near, Severity::Warning),
        ("deprecated", "deprecated", "*", past, Severity::Warning),
    ];
    for (rule, status, affected, end, expected) in cases {
        let row = row("pypi", "x", affected, rule, status, end);
        assert_eq!(severity(&row, TODAY, 90), expected, "{rule} {status} {affected} {end:?}");
    }
}

#[test]
fn the_most_severe_row_is_reported() {
    let rows = [
        row("pypi", "x", "<2", "superseded", "superseded", None),
        row("pypi", "x", "<1", "end-of-life", "removed", None),
        row("pypi", "x", "*", "deprecated", "deprecated", None),
    ];
    let packages = Packages::new(&rows);
    let source = Source::new("requirements.txt", Language::Requirements, "x==0.5\nx==1.5\nx\n".to_string());
    let found: Vec<_> =
        manifest::read(&source).iter().map(|r| finding(&source, r, &packages, TODAY, 90).unwrap().rule).collect();
    assert_eq!(found, ["dependency/end-of-life", "dependency/superseded", "dependency/deprecated"]);
}

#[test]
fn a_command_in_a_notebook_shows_its_line() {
    let line = "%pip install -q google-generativeai";
    let cells = vec![CellLine { cell: 3, cell_line: 1, raw_line: 42 }];
    let shell = ShellLine { span: crate::source::Span::new(0, line.len()), text: line.to_string() };
    let source = Source::notebook("a.ipynb", Language::Python, " ".repeat(line.len()), cells, vec![shell]);
    let rows = rows();
    let requirement = manifest::read(&source).remove(0);
    let finding = finding(&source, &requirement, &Packages::new(&rows), TODAY, 90).unwrap();
    assert_eq!(finding.via.as_deref(), Some("pip-magic"));
    assert_eq!((finding.place.line, finding.place.cell, finding.place.column), (42, Some(3), 17));
    assert_eq!((finding.excerpt[0].number, finding.excerpt[0].text.as_str()), (1, line));
}
