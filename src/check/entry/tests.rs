//! The fixtures in `fixtures/entry` say on each line, in a comment, what is expected of the ids on it:
//! `use <key path>` or `mention <reason>`, several with commas between.

use super::name::TAKEN_APART;
use super::{Verdict, uses};
use crate::facts::data::read;
use crate::knowledge::{Knowledge, Words};
use crate::language::Language;
use crate::source::Source;

/// The words codexit ships with: the fixtures hold for what its users get.
fn words() -> Words {
    Knowledge::built_in().words
}

/// Ids with the prefixes people write; `Some(true)` for ordinary words.
fn is_model(text: &str) -> Option<bool> {
    let id = text.rsplit(['/', ':']).next()?;
    match id {
        "gpt-4" | "gpt-3.5-turbo" | "text-davinci-003" | "text-embedding-ada-002" | "claude-2" | "gemini-1.5-flash" => {
            Some(false)
        }
        "ada" | "davinci" | "command" => Some(true),
        _ => None,
    }
}

fn judged(name: &str, text: &str) -> Vec<(u32, String)> {
    let source = Source::new(name, Language::of_file_name(name).unwrap(), text.to_owned());
    let data = read(&source);
    assert_eq!(data.syntax_errors, [] as [u32; 0], "{name}");
    let mut found = Vec::new();
    for entry in uses(&data, &words(), &is_model) {
        assert_eq!(source.slice(entry.span), entry.value, "{name}: span of {}", entry.key_path);
        let said = match entry.verdict {
            Verdict::Use => format!("use {}", entry.key_path),
            Verdict::Mention(reason) => format!("mention {reason}"),
        };
        found.push((source.place(entry.span).line, said));
    }
    found
}

/// What the comments of a fixture say.
fn expected(name: &str, text: &str) -> Vec<(u32, String)> {
    let source = Source::new(name, Language::of_file_name(name).unwrap(), text.to_owned());
    let mut said = Vec::new();
    for comment in read(&source).comments {
        let text = source.slice(comment).trim_start_matches(['#', '/', ' ']);
        if text.starts_with("use ") || text.starts_with("mention ") {
            said.extend(text.split(", ").map(|part| (source.place(comment).line, part.to_owned())));
        }
    }
    said
}

#[test]
fn fixtures_are_judged_as_they_say() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/entry");
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    names.sort();
    assert!(names.len() > 15);
    let mut wrong = Vec::new();
    for path in names {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let (mut want, mut found) = (expected(name, &text), judged(name, &text));
        assert!(!want.is_empty(), "{name} expects nothing");
        want.sort();
        found.sort();
        wrong.extend(found.iter().filter(|one| !want.contains(one)).map(|one| format!("{name}: found {one:?}")));
        wrong.extend(want.iter().filter(|one| !found.contains(one)).map(|one| format!("{name}: missed {one:?}")));
        if found.len() != want.len() {
            wrong.push(format!("{name}: {} found, {} expected", found.len(), want.len()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_ordinary_word_is_never_a_mention() {
    assert_eq!(judged("a.json", r#"{"command": "command", "name": "ada", "enum": ["davinci"]}"#), []);
    assert_eq!(judged("a.json", r#"{"engine": "davinci"}"#), [(1, "use engine".to_owned())]);
}

#[test]
fn the_value_of_a_setting_is_the_id_alone() {
    let source = Source::new("a.yaml", Language::Yaml, "env: ['MODEL=${M:-openai/gpt-4}']".to_owned());
    let found = uses(&read(&source), &words(), &is_model);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].value.as_str(), found[0].key_path.as_str()), ("openai/gpt-4", "env[0].MODEL"));
    assert_eq!(source.slice(found[0].span), "openai/gpt-4");
}

#[test]
fn a_list_without_a_key_is_a_mention() {
    assert_eq!(judged("a.json", r#"["gpt-4"]"#), [(1, "mention list".to_owned())]);
    assert_eq!(judged("a.json", r#""gpt-4""#), [(1, "mention list".to_owned())]);
}

#[test]
fn folded_and_literal_scalars_count() {
    assert_eq!(judged("a.yaml", "model: >-\n  gpt-4\nengine: |-\n  davinci\n").len(), 2);
}

/// Deep or wide, the work for an id does not grow with what lies around it: counted, since a clock tells of the machine.
#[test]
fn many_ids_deep_down_cost_little() {
    let many = "{\"model\":".repeat(190) + "[\"gpt-4\"],";
    let source = Source::new("a.json", Language::Json, many);
    assert_eq!(uses(&read(&source), &words(), &is_model).len(), 1);
    let keys: String = (0..20_000).map(|i| format!("\"k{i}\": \"gpt-4\",\n")).collect();
    for (ids, what) in [
        (keys, "keys"),
        ("\"name\": \"gpt-4\",\n".repeat(20_000), "one key again and again"),
        (format!("\"args\": [{}]", "\"--model\", \"gpt-4\",".repeat(20_000)), "flags"),
        (format!("\"list\": [{}]", "{\"id\": \"gpt-4\", \"price\": 1},".repeat(20_000)), "a table"),
    ] {
        let wide = format!("{}{{{ids}}}{}", "{\"model\":".repeat(150), "}".repeat(150));
        let source = Source::new("a.json", Language::Json, wide);
        let data = read(&source);
        TAKEN_APART.set(0);
        assert_eq!(uses(&data, &words(), &is_model).len(), 20_000, "{what}");
        assert!(TAKEN_APART.get() < 12 * 20_000, "{what}: {} names were taken apart", TAKEN_APART.get());
    }
}

#[test]
fn a_key_beside_or_above_names_the_provider() {
    let providers = |text: &str| {
        let source = Source::new("a.yaml", Language::Yaml, text.to_owned());
        uses(&read(&source), &words(), &is_model).remove(0).providers
    };
    assert_eq!(providers("llm:\n  provider: vertexai\n  config:\n    type: x\n    model: gpt-4\n"), ["x", "vertexai"]);
    assert_eq!(providers("other:\n  provider: azure\nllm:\n  model: gpt-4\n"), Vec::<String>::new());
}
