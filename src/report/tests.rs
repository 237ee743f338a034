//! Each format written from findings made by hand.

use super::sample;
use super::*;
use crate::finding::{ExcerptLine, Finding, Mention, Problem, Severity};
use crate::scan::Skipped;
use crate::source::Place;

struct Setup {
    report: Report,
    passed: Passed,
    cards: Vec<Card>,
    quiet: bool,
    verbose: bool,
    statistics: bool,
    mentions: bool,
    colour: bool,
    width: usize,
}

impl Setup {
    fn new(findings: Vec<Finding>) -> Setup {
        Setup {
            report: sample::report(),
            passed: sample::passed(findings),
            cards: crate::check::registry::cards(&crate::knowledge::Knowledge::built_in()),
            quiet: false,
            verbose: false,
            statistics: false,
            mentions: false,
            colour: false,
            width: 100,
        }
    }

    fn write(&self, format: Format) -> String {
        let view = View {
            diffs: &Default::default(),
            report: &self.report,
            passed: &self.passed,
            rules_checked: sample::day("2026-11-13"),
            titles: &|id| format!("Title of {id}"),
            cards: &self.cards,
            link: None,
            providers: &[],
            roots: &[],
            statistics: self.statistics,
            quiet: self.quiet,
            verbose: self.verbose,
            mentions: self.mentions,
            calls: false,
            paint: terminal::Paint(self.colour),
            width: self.width,
        };
        let mut out = Vec::new();
        write(format, &view, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }
}

fn line(number: u32, text: &str) -> ExcerptLine {
    ExcerptLine { number, cut: 0, text: text.into() }
}

#[test]
fn full_says_what_breaks_when_and_what_replaces_it() {
    let expected = "\
error[model/retired]: the model `gpt-4-0314` no longer exists
  --> src/a.py:12:12
   |
12 |     model=\"gpt-4-0314\",
   |            ^^^^^^^^^^ shut down 30 days ago
   |
   = note: openai: deprecated 2023-06-13, shut down 2026-10-23
   = note: src/a.py:11:8: reaches this call
   = note: another source says 2026-09-01
   = help: use `gpt-5.1`: gpt-4-0314 (retired 2026-10-23) → gpt-5.1 (active); source: OpenAI deprecations
   = help: Replace `gpt-4-0314` by `gpt-5.1` (`codexit fix --unsafe` applies it; it may change what the program does)

Model                Findings  Files  Ends                      Replacement
gpt-4-0314 (openai)         1      1  2026-10-23 (30 days ago)  gpt-5.1

Found 1 error in 1 file (1,204 files, 0.3 s, rules of 2026-11-13). 1 fixable.
";
    assert_eq!(Setup::new(vec![sample::rich("src/a.py", 12)]).write(Format::Full), expected);
}

#[test]
fn full_shows_notebooks_by_cell_and_a_span_over_lines_and_caps_related_places() {
    let mut notebook = sample::rich("n.ipynb", 40);
    (notebook.place.cell, notebook.place.cell_line) = (Some(3), Some(2));
    notebook.excerpt[0].number = 2;
    notebook.related = vec![notebook.related[0].clone(); 7];
    let text = Setup::new(vec![notebook]).write(Format::Full);
    assert!(text.contains(" --> n.ipynb:cell 3:2:12\n  |\n2 |     model"), "{text}");
    assert_eq!(text.matches("reaches this call").count(), 4);
    assert!(text.contains("= note: and 3 more\n"), "{text}");

    let mut lines = sample::finding("api/x", "m.py", 9);
    lines.excerpt = vec![line(9, "  create("), line(10, "\tx,"), line(11, "  )")];
    lines.place = Place { line: 9, column: 3, end_line: 11, end_column: 4, ..Place::default() };
    let text = Setup::new(vec![lines]).write(Format::Full);
    assert!(text.contains("  --> m.py:9:3\n   |\n 9 | /   create(\n10 | |     x,\n11 | |   )\n   | |___^\n"), "{text}");
}

#[test]
fn no_text_from_a_file_reaches_the_terminal_untamed() {
    let hostile = "\u{1b}]0;title\u{7}\u{202e}\u{9b}2J\r\u{200b}";
    let mut finding = sample::rich(&format!("dir/{hostile}.py"), 3);
    finding.message = hostile.into();
    finding.subject = hostile.into();
    finding.model_id = Some(hostile.into());
    finding.provider = Some(hostile.into());
    finding.replacement = Some(hostile.into());
    finding.notes = vec![hostile.into()];
    finding.related[0].text = hostile.into();
    finding.related[0].path = hostile.into();
    finding.chain[0].id = hostile.into();
    finding.excerpt[0].text = format!("    model=\"gpt\"{hostile}");
    let mut setup = Setup::new(vec![finding]);
    setup.report.skipped = vec![Skipped { path: hostile.into(), reason: "ignored" }];
    setup.report.problems = vec![Problem { path: hostile.into(), kind: "syntax", message: hostile.into(), line: None }];
    let place = Place { line: 1, column: 1, end_line: 1, end_column: 2, ..Place::default() };
    setup.report.mentions =
        vec![Mention { path: hostile.into(), place, subject: hostile.into(), reason: hostile.into() }];
    (setup.verbose, setup.mentions) = (true, true);
    for format in [Format::Full, Format::Concise] {
        let text = setup.write(format);
        let stray = text.chars().find(|c| *c != '\n' && (c.is_control() || hostile.contains(*c) && !c.is_ascii()));
        assert_eq!(stray, None, "{text:?}");
    }
    setup.colour = true;
    assert!(!setup.write(Format::Full).contains("\u{1b}]0"));
}

#[test]
fn a_line_without_an_end_is_cut() {
    let mut finding = sample::finding("model/retired", "bundle.js", 1);
    finding.excerpt = vec![line(1, &format!("{}\"gpt-4-0314\"{}", "a;".repeat(40_000), "b;".repeat(40_000)))];
    finding.excerpt[0].cut = 20_000;
    (finding.place.column, finding.place.end_column) = (100_001, 100_013);
    let text = Setup::new(vec![finding]).write(Format::Full);
    assert!(text.contains("--> bundle.js:1:100001\n"), "{text}");
    assert!(text.contains("a;\"gpt-4-0314\"b;") && text.contains("^^^^^^^^^^^^"), "{text}");
    assert!(text.lines().all(|l| l.chars().count() <= 100), "{text}");
}

#[test]
fn places_that_do_not_fit_their_line_break_nothing() {
    for (column, end_column, text) in
        [(0, 0, ""), (50, 3, "short"), (3, 900, "é\u{301}日本"), (u32::MAX, u32::MAX, "x")]
    {
        let mut finding = sample::finding("model/retired", "a.py", u32::MAX);
        finding.place.column = column;
        finding.place.end_column = end_column;
        finding.excerpt = vec![line(u32::MAX, text)];
        assert!(Setup::new(vec![finding]).write(Format::Full).contains("error[model/retired]"));
    }
}

#[test]
fn concise_is_one_line_a_finding() {
    let mut plain = sample::finding("model/deprecated", "b.py", 3);
    plain.severity = Severity::Warning;
    let mut setup = Setup::new(vec![sample::rich("src/a.py", 12), plain]);
    assert_eq!(
        setup.write(Format::Concise),
        "src/a.py:12:12: error model/retired [*] the model `gpt-4-0314` no longer exists\n\
         b.py:3:12: warning model/deprecated `gpt-4-0314` is gone\n\
         Found 1 error, 1 warning in 2 files (1,204 files, 0.3 s, rules of 2026-11-13). 1 fixable.\n"
    );
    setup.quiet = true;
    assert_eq!(setup.write(Format::Concise).lines().count(), 2);
}

#[test]
fn a_clean_run_is_one_line() {
    let mut setup = Setup::new(Vec::new());
    let clean = "No findings in 1,204 files (0.3 s, rules of 2026-11-13).\n";
    assert_eq!((setup.write(Format::Full).as_str(), setup.write(Format::Concise).as_str()), (clean, clean));
    setup.quiet = true;
    assert_eq!(setup.write(Format::Full), "");
}

#[test]
fn what_is_held_back_or_left_out_is_counted_and_listed_on_demand() {
    let mut setup = Setup::new(Vec::new());
    (setup.passed.unselected, setup.passed.opt_in, setup.passed.ignored_by_path) = (3, 2, 1);
    let skipped = |path: &str, reason| Skipped { path: path.into(), reason };
    setup.report.skipped = vec![skipped("a", "ignored"), skipped("b", "ignored"), skipped("node_modules/", "vendored")];
    let message = "unbalanced".to_string();
    setup.report.problems = vec![Problem { path: "x.py".into(), kind: "syntax", message, line: Some(4) }];
    let text = setup.write(Format::Full);
    assert!(
        text.contains("Held back: 3 of rules that are not selected, 2 of opt-in rules, 1 ignored by path.\n"),
        "{text}"
    );
    assert!(text.contains("Left out: 2 ignored, 1 vendored. Problems: 1 syntax. --verbose lists them.\n"), "{text}");
    setup.verbose = true;
    let text = setup.write(Format::Full);
    assert!(
        text.contains("node_modules/: left out: vendored\n") && text.contains("x.py:4: syntax: unbalanced\n"),
        "{text}"
    );
    assert!(!text.contains("--verbose lists them"), "{text}");
}

#[test]
fn statistics_count_by_rule_most_first() {
    let few = sample::rich("a.py", 2);
    let many = || sample::finding("api/openai-python-v0", "b.py", 3);
    let mut setup = Setup::new(vec![few, many(), many()]);
    setup.statistics = true;
    let text = setup.write(Format::Full);
    assert!(
        text.starts_with(
            "2  api/openai-python-v0  [ ] Title of api/openai-python-v0\n\
             1  model/retired         [*] Title of model/retired\nFound"
        ),
        "{text}"
    );
}

#[test]
fn the_table_joins_places_by_model_and_host_and_takes_the_earliest_end() {
    let mut azure = sample::rich("a.py", 3);
    azure.provider = Some("azure".into());
    let mut later = sample::rich("b.py", 4);
    later.shutdown_on = Some(sample::day("2026-12-01"));
    let mut api = sample::finding("api/openai-python-v0", "b.py", 9);
    api.subject = "openai.ChatCompletion.create".into();
    let mut setup = Setup::new(vec![azure, later, sample::rich("c.py", 5), api]);
    let text = setup.write(Format::Full);
    assert!(text.contains("gpt-4-0314 (openai)         2      2  2026-10-23 (30 days ago)  gpt-5.1\n"), "{text}");
    assert!(text.contains("gpt-4-0314 (azure)          1      1  2026-10-23"), "{text}");
    assert!(text.contains("openai.ChatCompletion.create         1      1  gone  none known\n"), "{text}");
    setup.width = 50;
    let text = setup.write(Format::Full);
    let table = text.split("\nModel").nth(1).unwrap().split("Found").next().unwrap();
    assert!(table.lines().all(|l| l.chars().count() <= 50), "{text}");
}

#[test]
fn a_long_table_is_cut_and_says_so() {
    let numbered = |i: usize| {
        let mut finding = sample::finding("api/x", "a.py", 1);
        finding.subject = format!("call.number{i:02}");
        finding
    };
    let mut setup = Setup::new((0..25).map(numbered).collect());
    assert!(setup.write(Format::Full).contains("and 5 more; --verbose lists them\n"));
    setup.verbose = true;
    assert!(setup.write(Format::Full).contains("\ncall.number24 "));
}

#[test]
fn json_has_exactly_the_documented_fields() {
    let mut setup = Setup::new(vec![sample::rich("src/a.py", 12)]);
    setup.report.skipped = vec![Skipped { path: "a".into(), reason: "ignored" }];
    let document: serde_json::Value = serde_json::from_str(&setup.write(Format::Json)).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&document), "schema_version tool as_of rules_checked summary findings problems skipped stats");
    let finding = &document["findings"][0];
    assert_eq!(
        keys(finding),
        "rule category package severity subject model_id message path line column end_line end_column cell cell_line \
         via provider deprecated_on shutdown_on days_left replacement chain related notes fix team fails fingerprint"
    );
    assert_eq!((&finding["days_left"], &finding["category"]), (&(-30).into(), &"model".into()));
    assert!(setup.write(Format::Csv).contains("\",\"-30\",\""), "the table counts days as JSON does");
    assert_eq!(
        finding["related"][0],
        serde_json::json!({"path": "src/a.py", "line": 11, "column": 8, "text": "reaches this call"})
    );
    assert_eq!(finding["fix"]["applicability"], "unsafe");
    assert_eq!(document["rules_checked"]["models/openai"], "2026-11-13");
    assert_eq!((&document["summary"]["errors"], &document["skipped"]["ignored"]), (&1.into(), &1.into()));
    (setup.mentions, setup.statistics) = (true, true);
    let document: serde_json::Value = serde_json::from_str(&setup.write(Format::Json)).unwrap();
    assert_eq!(
        (document["mentions"].as_array().map(Vec::len), &document["statistics"][0]["count"]),
        (Some(0), &1.into())
    );
}

#[test]
fn every_field_of_the_json_is_documented() {
    let mut setup = Setup::new(vec![sample::rich("src/a.py", 12)]);
    (setup.mentions, setup.statistics) = (true, true);
    setup.report.problems = vec![Problem { path: "x".into(), kind: "syntax", message: String::new(), line: None }];
    let place = Place::default();
    setup.report.mentions = vec![Mention { path: "x".into(), place, subject: String::new(), reason: String::new() }];
    let document: serde_json::Value = serde_json::from_str(&setup.write(Format::Json)).unwrap();
    let page = include_str!("../../docs/json.md");
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::Array(items) => open.extend(items),
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    // Names of tables of rules are data, not fields.
                    assert!(
                        key.contains('/') || page.contains(&format!("`{key}`")),
                        "docs/json.md does not name `{key}`"
                    );
                    open.push(value);
                }
            }
            _ => {}
        }
    }
}
