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
        file_timeout: std::time::Duration::from_secs(60),
        threads: 1,
        mentions: true,
        markdown,
        resilience: false,
        calls: false,
        fix: Default::default(),
        wish: Default::default(),
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
        "a.ini",
        "a.properties",
        "a.sh",
        "Dockerfile",
        "Makefile",
        "a.tf",
        "a.bicep",
        "a.go",
        "a.java",
        "a.kt",
        "a.cs",
        "a.rb",
        "a.php",
        "a.rs",
        "a.md",
        "bun.lock",
        "pylock.toml",
        "docker-compose.yml",
        "package.json",
        "a.json",
    ];
    let knowledge = Knowledge::built_in();
    let pieces = [
        "model = \"gpt-4-32k",
        "\"",
        "'",
        "{",
        "[",
        "(",
        "{\"model\": ",
        "<<EOT\n",
        "--model=",
        "a=",
        "`",
        "/*",
        "```py\n",
        "[a]\n",
        "model: ${",
        "é=\u{0}",
        "\\",
        "://",
        "run: |\n  --model ",
        "x = [{",
        "r#\"",
        "@\"",
        "\"\"\"",
    ];
    for name in names {
        for piece in pieces {
            let text = format!("gpt-4-32k\n{}", piece.repeat(3000));
            scan::run(&options(Vec::new(), Some((name.into(), text.into_bytes())), true), &knowledge);
        }
    }
}

fn scan_text(name: &str, text: &str) -> Vec<codexit::finding::Finding> {
    let given = Some((name.to_owned(), text.as_bytes().to_vec()));
    scan::run(&options(Vec::new(), given, false), &Knowledge::built_in()).findings
}

#[test]
fn includes_are_followed_inside_the_root_and_end() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/manifests/includes");
    let report = scan::run(&options(vec![root.clone()], None, false), &Knowledge::built_in());
    let found: Vec<(&str, u32, &str)> = report
        .findings
        .iter()
        .map(|f| (f.path.rsplit('/').next().unwrap(), f.place.line, f.subject.as_str()))
        .collect();
    assert_eq!(found, [("base.lst", 3, "openai")], "{:?}", report.findings);
    // The folder of the included file alone does not reach out of itself.
    let report = scan::run(&options(vec![root.join("deps")], None, false), &Knowledge::built_in());
    assert!(report.findings.is_empty());
}

#[test]
fn newer_manifests_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/manifests");
    let found = |name: &str| {
        let report = scan::run(&options(vec![folder.join(name)], None, false), &Knowledge::built_in());
        let mut found: Vec<(String, u32)> = report.findings.iter().map(|f| (f.subject.clone(), f.place.line)).collect();
        found.sort();
        found
    };
    let openai = |lines: &[u32]| lines.iter().map(|line| ("openai".to_owned(), *line)).collect::<Vec<_>>();
    assert_eq!(found("pylock"), openai(&[6]));
    assert_eq!(found("bun"), openai(&[7, 14]));
    let mut catalog = openai(&[4, 4]);
    catalog.extend([("@google/generative-ai".to_owned(), 8), ("langchain".to_owned(), 10)]);
    catalog.sort();
    assert_eq!(found("catalog"), catalog);
}

#[test]
fn an_unknown_model_is_named_with_the_nearest_known_one() {
    let text = "from openai import OpenAI\nOpenAI().responses.create(model=\"gpt-4o-minni\", input=\"x\")\n\
                OpenAI().responses.create(model=\"gpt-4o-mini\", input=\"x\")\n";
    let found = scan_text("a.py", text);
    let unknown: Vec<_> = found.iter().filter(|f| f.rule == "model/unknown").collect();
    assert_eq!(unknown.len(), 1, "{found:?}");
    assert_eq!((unknown[0].place.line, unknown[0].severity.as_str()), (2, "info"));
    assert!(unknown[0].message.contains("nearest known id is `gpt-4o-mini`"), "{}", unknown[0].message);
}

#[test]
fn parameters_that_the_replacement_rejects_are_said() {
    let text = "from openai import OpenAI\nOpenAI().chat.completions.create(model=\"gpt-4-32k\", temperature=0, \
                max_tokens=9, messages=[])\nOpenAI().chat.completions.create(model=\"gpt-4-32k\", messages=[])\n";
    let found = scan_text("a.py", text);
    let notes: Vec<&Vec<String>> = found.iter().filter(|f| f.rule == "model/retired").map(|f| &f.notes).collect();
    assert_eq!(notes.len(), 2, "{found:?}");
    assert!(notes[0].iter().any(|n| n.contains("temperature")) && notes[0].iter().any(|n| n.contains("max_tokens")));
    assert!(!notes[1].iter().any(|n| n.contains("temperature")));
}

#[test]
fn copilot_models_are_known_by_their_display_names_where_copilot_is_set_up() {
    let found = scan_text("settings.json", "{ \"github.copilot.chat.model\": \"Claude Sonnet 3.7\" }\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].provider.as_deref(), Some("github-copilot"));
    assert!(scan_text("settings.json", "{ \"helper.model\": \"Claude Sonnet 3.7\" }\n").is_empty());
}

#[test]
fn a_module_that_the_own_manifest_rules_out_is_an_error_though_the_rule_is_opt_in() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.py"), "from langchain.chains import LLMChain\n").unwrap();
    for (range, breaks) in [(">=1", true), ("<0.3", false), (">=0.1", false)] {
        std::fs::write(folder.path().join("requirements.txt"), format!("langchain{range}\n")).unwrap();
        let found = scan::run(&options(vec![folder.path().to_owned()], None, false), &Knowledge::built_in()).findings;
        let moved: Vec<_> = found.iter().filter(|f| f.rule == "api/langchain-moved-module").collect();
        assert_eq!(moved.len(), 1, "{found:?}");
        assert_eq!((moved[0].breaks, moved[0].severity.as_str() == "error"), (breaks, breaks), "{range}");
    }
}

#[test]
fn a_project_that_is_held_back_is_told_mildly() {
    let folder = tempfile::tempdir().unwrap();
    let text = "import anthropic\n\nanthropic.Anthropic().messages.create(model=\"x\", max_tokens=9, temperature=0)\n";
    std::fs::write(folder.path().join("a.py"), text).unwrap();
    for (range, severity) in [("==0.84.0", "info"), (">=1", "error"), ("", "error")] {
        std::fs::write(folder.path().join("requirements.txt"), format!("anthropic{range}\n")).unwrap();
        let found = scan::run(&options(vec![folder.path().to_owned()], None, false), &Knowledge::built_in()).findings;
        let given: Vec<_> = found.iter().filter(|f| f.rule == "api/deprecated-parameter").collect();
        assert_eq!(given.iter().map(|f| f.severity.as_str()).collect::<Vec<_>>(), [severity], "{range}: {found:?}");
    }
}

#[test]
fn what_a_replacement_measures_differently_is_said() {
    let knowledge = Knowledge::built_in();
    let as_of = Date { year: 2026, month: 11, day: 21 };
    let all: Vec<String> = knowledge
        .models
        .iter()
        .filter_map(|model| {
            Some(codexit::check::notice::of_measures(model, knowledge.models.chain(model, as_of, 90).end?))
        })
        .flatten()
        .collect();
    for said in ["embedded again", "reads at most", "answers with at most"] {
        assert!(all.iter().any(|note| note.contains(said)), "{said}");
    }
    let text =
        "from openai import OpenAI\nOpenAI().embeddings.create(model=\"text-search-ada-doc-001\", input=\"x\")\n";
    let found = scan_text("a.py", text);
    assert!(found[0].notes.iter().any(|note| note.contains("embedded again")), "{found:?}");
}

#[test]
fn a_page_about_a_model_is_no_use_of_it() {
    let text = "PAGE = \"https://clarifai.com/openai/chat-completion/models/gpt-4-32k\"\n\
                CALL = \"https://models.example.org/v1/models/gpt-4-32k/invoke\"\n";
    let found = scan_text("a.py", text);
    assert_eq!(found.iter().map(|f| f.place.line).collect::<Vec<_>>(), [2], "{found:?}");
}
