//! From a finished scan to streams and status, with findings made by hand.

use super::*;
use crate::cli::{FailOnWord, Output, SeverityWord};
use crate::finding::{Finding, Problem};
use crate::report::sample;
use crate::report::terminal::Terminal;
use std::cell::RefCell;
use std::rc::Rc;

/// A stream that can be looked into afterwards.
#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

struct Shown {
    status: u8,
    out: String,
    err: String,
}

/// An error, a warning and an info.
fn findings() -> Vec<Finding> {
    let of = |rule: &str, path: &str, severity| Finding { severity, ..sample::finding(rule, path, 3) };
    vec![
        of("model/retired", "src/a.py", Severity::Error),
        of("model/deprecated", "src/b.py", Severity::Warning),
        of("dependency/superseded", "requirements.txt", Severity::Info),
    ]
}

fn shown(args: &CheckArgs, config: &str, findings: Vec<Finding>, problems: Vec<Problem>) -> Shown {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("codexit.toml"), config).unwrap();
    let cwd = folder.path().canonicalize().unwrap();
    let (out, err) = (Shared::default(), Shared::default());
    let mut terminal = Terminal {
        out: Box::new(out.clone()),
        err: Box::new(err.clone()),
        out_paint: Paint(false),
        err_paint: Paint(false),
        err_is_terminal: false,
        width: 100,
    };
    let mut world = World {
        terminal: &mut terminal,
        cwd,
        today: sample::day("2026-11-22"),
        quiet: false,
        verbose: false,
        summary: None,
        stdin: &mut io::empty(),
    };
    // One file that was read: with none, nothing would be known of this code.
    let report = Report { findings, problems, files: vec!["src/a.py".into()], ..sample::report() };
    let prepared = scan::prepare(args, &world).unwrap();
    let outputs = output::open(&args.output).unwrap();
    let status = show(args, &prepared, report, outputs, &mut world).unwrap();
    Shown { status: status.code(), out: out.text(), err: err.text() }
}

fn status_of(args: CheckArgs, config: &str) -> u8 {
    let statuses = <Format as clap::ValueEnum>::value_variants()
        .iter()
        .map(|&format| shown(&CheckArgs { format, ..args.clone() }, config, findings(), Vec::new()).status)
        .collect::<Vec<_>>();
    assert!(statuses.iter().all(|s| *s == statuses[0]), "the format changes the status: {statuses:?}");
    statuses[0]
}

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|n| n.to_string()).collect()
}

#[test]
fn the_status_follows_what_is_shown_and_the_threshold() {
    let base = CheckArgs::default;
    assert_eq!(status_of(base(), ""), 1);
    assert_eq!(status_of(CheckArgs { exit_zero: true, ..base() }, ""), 0);
    assert_eq!(status_of(CheckArgs { fail_on: Some(FailOnWord::Never), ..base() }, ""), 0);
    assert_eq!(status_of(CheckArgs { ignore: named(&["model"]), ..base() }, ""), 0);
    let only_info = CheckArgs { select: named(&["superseded"]), ..base() };
    assert_eq!(status_of(only_info.clone(), ""), 0);
    assert_eq!(status_of(CheckArgs { fail_on: Some(FailOnWord::Info), ..only_info.clone() }, ""), 1);
    assert_eq!(status_of(only_info.clone(), "fail-on = \"info\""), 1);
    assert_eq!(status_of(only_info.clone(), "[severity]\nsuperseded = \"error\""), 1);
    let hidden = CheckArgs { min_severity: Some(SeverityWord::Error), ignore: named(&["retired"]), ..base() };
    assert_eq!(status_of(hidden, ""), 0);
}

#[test]
fn a_path_ignore_holds_back_its_rules_only() {
    let config = "[[per-path-ignores]]\npath = \"src/**\"\nrules = [\"retired\"]\nreason = \"kept for the museum\"\n";
    let shown = shown(&CheckArgs { format: Format::Concise, ..CheckArgs::default() }, config, findings(), Vec::new());
    assert!(!shown.out.contains("src/a.py") && shown.out.contains("src/b.py"), "{}", shown.out);
    assert!(shown.out.contains("Held back: 1 ignored by path.\n"), "{}", shown.out);
}

#[test]
fn unread_files_are_named_on_standard_error_and_count_under_strict() {
    let unread = |i: usize| Problem {
        path: format!("{i}.py"),
        kind: "unreadable",
        message: "permission denied".into(),
        line: None,
    };
    let problems: Vec<Problem> = (0..7).map(unread).collect();
    let lax = shown(&CheckArgs { format: Format::Json, ..CheckArgs::default() }, "", Vec::new(), problems.clone());
    assert_eq!(lax.status, 0);
    assert!(lax.err.contains("warning: 4.py: permission denied\n") && !lax.err.contains("5.py"), "{}", lax.err);
    assert!(lax.err.ends_with("warning: 2 more files could not be read; --verbose lists them\n"), "{}", lax.err);
    let document: serde_json::Value = serde_json::from_str(&lax.out).unwrap();
    assert_eq!(document["problems"].as_array().map(Vec::len), Some(7));
    let strict = CheckArgs { strict: true, ..CheckArgs::default() };
    assert_eq!(shown(&strict, "", findings(), problems).status, 4);
    assert_eq!(shown(&strict, "", Vec::new(), Vec::new()).status, 0);
}

#[test]
fn a_file_gets_what_standard_output_gets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let output = vec![Output { format: Format::Json, path: path.clone() }];
    let shown = shown(&CheckArgs { format: Format::Json, output, ..CheckArgs::default() }, "", findings(), Vec::new());
    assert_eq!((shown.status, std::fs::read_to_string(path).unwrap()), (1, shown.out));
}
