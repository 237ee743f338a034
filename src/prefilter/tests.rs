//! What the prefilter must let in, and what it may keep out.

use super::*;
use AnchorKind::{Quoted, Substring, Word};

const ANCHORS: &[(&str, AnchorKind)] = &[
    ("gpt-4", Word),
    ("gpt-4-32k", Word),
    ("gpt-4-32k-0613", Word),
    ("gpt-3.5-turbo-0301", Word),
    ("text-davinci-003", Word),
    ("claude-2", Word),
    ("anthropic.claude-v2:1", Word),
    ("o1-mini", Word),
    ("o1", Word),
    ("Mistral-small", Word),
    ("ada", Quoted),
    ("davinci", Quoted),
    ("command-r", Quoted),
    ("ChatCompletion.create", Substring),
    ("/v1/engines", Substring),
    ("v1/x", Substring),
    ("x=1", Substring),
];

fn prefilter() -> Prefilter {
    Prefilter::new(ANCHORS.iter().map(|(text, kind)| Anchor { text: text.to_string(), kind: *kind, also: Vec::new() }))
}

/// The text is looked at from even and odd offsets, at the beginning and in the middle of a file.
fn admits_in(text: &str, language: Language) -> bool {
    let prefilter = prefilter();
    let all: Vec<bool> = ["", " ", "#\n\n", "# some words before it\n"]
        .iter()
        .flat_map(|before| {
            ["", "\n", "\n more words behind it, longer than a chunk"].map(|after| format!("{before}{text}{after}"))
        })
        .map(|file| prefilter.admits(file.as_bytes(), language))
        .collect();
    assert!(all.iter().all(|&one| one == all[0]), "depends on what is around it: {text}: {all:?}");
    all[0]
}

#[test]
fn ids_are_words_of_their_own() {
    for yes in [
        "m = 'gpt-4'",
        "m = \"openai/gpt-4\"",
        "MODEL=gpt-4",
        "'GPT-4'",
        "f('ft:gpt-4:org')",
        "${M:-gpt-4}",
        "'claude-2'",
        "'us.anthropic.claude-v2:1'",
        "'anthropic.claude-v2:1:200k'",
        "# o1-mini",
        "\\\"o1-mini\\n\\\"",
        "'Mistral-small'",
    ] {
        assert!(admits_in(yes, Language::Python), "{yes}");
    }
    for no in
        ["m = 'gpt-4o'", "'gpt-4.1'", "'my-gpt-4'", "'chatgpt-4'", "'o1-minimal'", "claude-2x", "'mistral-small'", "''"]
    {
        assert!(!admits_in(no, Language::Python), "{no}");
    }
}

#[test]
fn ordinary_words_count_as_whole_values_only() {
    for yes in ["e = 'ada'", "`davinci`", "\\\"ada\\\"", "'o1'", "'O1'", "'command-r'"] {
        assert!(admits_in(yes, Language::JavaScript), "{yes}");
        assert!(admits_in(yes, Language::Notebook), "{yes}");
    }
    for no in ["ada = 1", "o1 = 2", "'Ada'", "'canada'", "'ada lovelace'", "\"command-run\"", "f(o1)", "import ada"] {
        assert!(!admits_in(no, Language::JavaScript), "{no}");
    }
    for yes in ["model: ada", "M=o1", "[davinci, x]", "engine: \"ada\" # x", "a: {m: o1}", "- command-r"] {
        assert!(admits_in(yes, Language::Yaml), "{yes}");
    }
    for no in ["name: canada", "x: o1o", "adah: 1", "davinci2: 3", "so1"] {
        assert!(!admits_in(no, Language::Yaml), "{no}");
    }
}

#[test]
fn ordinary_words_count_in_their_context_only_if_one_is_given() {
    let prefilter = prefilter().with_context(["model", "engine"], ["openai"]);
    for yes in ["f(engine='ada')", "import openai; g('ada')", "x = 'gpt-4'"] {
        assert!(prefilter.admits(yes.as_bytes(), Language::Python), "{yes}");
    }
    assert!(!prefilter.admits(b"names = ['ada', 'grace']", Language::Python));
    assert!(prefilter.admits(b"names: [ada, grace]", Language::Yaml), "in data the reader of the file decides");
}

#[test]
fn substrings_count_anywhere_and_as_written() {
    for yes in
        ["openai.ChatCompletion.create(", "xChatCompletion.createy", "'https://h/v1/engines/x'", "av1/xb", "y x=1"]
    {
        assert!(admits_in(yes, Language::Python), "{yes}");
    }
    for no in ["chatcompletion.create", "V1/X", "x = 1"] {
        assert!(!admits_in(no, Language::Python), "{no}");
    }
}

#[test]
fn ids_built_from_pieces_count_if_all_pieces_are_there() {
    for yes in [
        "m = 'gpt-4o-' + x; 'gpt-4-' + '32k'",
        "'gpt-' + v  # 4 and 32k",
        "f'gpt-3.5-{kind}-0301' ; kind = 'turbo'",
        "`claude-${2}`",
        "'text-' + 'davinci-003'",
        "'text-davinci-%s' % '003'",
        "\"GPT-4-\" + '32K'",
        "'-'.join(['gpt', '4', '32k'])",
    ] {
        assert!(admits_in(yes, Language::Python), "{yes}");
    }
    for no in [
        "'gpt-' + v",
        "gpt- + '4'",
        "'gpt-4o-' + '32k'",
        "'text-' + 'x-003'",
        "'davinci-003'",
        "'gptx' + '4 32k'",
        "'claude' + x",
    ] {
        assert!(!admits_in(no, Language::Python), "{no}");
    }
}

#[test]
fn utf16_is_looked_into() {
    let units = "\u{feff}MODEL=gpt-4\r\n".encode_utf16();
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    assert!(prefilter().admits(&bytes, Language::Env));
    assert!(prefilter().admits(b"\xef\xbb\xbfgpt-4", Language::Env));
}

#[test]
fn odd_anchors_and_files_do_no_harm() {
    let long = "long-id-".repeat(40);
    let anchors = [("", Word), ("a", Quoted), ("é-1é", Word), (long.as_str(), Word), (long.as_str(), Substring)];
    let prefilter =
        Prefilter::new(anchors.into_iter().map(|(text, kind)| Anchor { text: text.into(), kind, also: vec![] }));
    assert!(!prefilter.admits(b"", Language::Python));
    assert!(!prefilter.admits(b"some text", Language::Yaml));
    assert!(prefilter.admits(format!("'{long}'").as_bytes(), Language::Python));
    assert!(prefilter.admits("x = 'é-1é'".as_bytes(), Language::Python));
    assert!(!Prefilter::new(std::iter::empty()).admits(&[b'x'; 1000], Language::Python));
}

#[test]
fn every_anchor_is_found_at_every_offset() {
    let prefilter = prefilter();
    for (text, kind) in ANCHORS {
        for before in 0..20 {
            for after in 0..12 {
                let file = format!("{}'{text}'{}", " ".repeat(before), ";".repeat(after));
                for language in [Language::Python, Language::Json] {
                    assert!(prefilter.admits(file.as_bytes(), language), "{kind:?} {text} at {before} before {after}");
                }
            }
        }
    }
}

#[test]
fn the_sieve_never_loses_what_a_plain_search_finds() {
    // Texts made of pieces of anchors and noise; a small generator of numbers keeps them the same on every run.
    let prefilter = prefilter();
    let bits = [
        "gpt-4",
        "-",
        "32k",
        "'",
        "\"",
        "ada",
        "o1",
        "mini",
        " ",
        "text-davinci-003",
        "x",
        "/",
        ".",
        "claude-",
        "2",
        "\n",
    ];
    let mut state = 1u32;
    let mut next = move |bound: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize % bound
    };
    let mut admitted = 0;
    for _ in 0..20_000 {
        let length = next(12);
        let file: String = (0..length).map(|_| bits[next(bits.len())]).collect();
        let bytes = file.as_bytes();
        let plain = ANCHORS.iter().any(|(text, kind)| {
            let text_bytes = text.as_bytes();
            (0..bytes.len()).filter(|&at| bytes[at..].starts_with(text_bytes)).any(|at| match kind {
                Substring => true,
                Word if text.len() >= SHORTEST_WORD => {
                    bound::starts(bytes, at, true) && bound::ends(bytes, at + text.len(), true)
                }
                _ => bound::is_whole(bytes, at, at + text.len(), Manner::Code),
            })
        });
        let found = prefilter.admits(bytes, Language::Python);
        admitted += usize::from(found);
        assert!(found || !plain, "{file:?}");
    }
    assert!((1_000..19_000).contains(&admitted), "{admitted}");
}

#[test]
fn a_file_full_of_beginnings_is_read_in_linear_time() {
    let prefilter = prefilter();
    let start = std::time::Instant::now();
    for bit in ["'gpt-'", "gpt-4a", "'gpt-9{", "text-davinci-00", "aaaa", "o1;", "'davinci-"] {
        assert!(!prefilter.admits(bit.repeat(100_000).as_bytes(), Language::Python), "{bit}");
    }
    // Every piece another one: at some number of them the file is let in rather than looked at for ever.
    let many: String = (0..50_000).map(|i| format!("'gpt-{i}-' ")).collect();
    prefilter.admits(many.as_bytes(), Language::Python);
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

#[test]
fn every_anchor_of_the_built_in_knowledge_lets_its_own_file_in() {
    let knowledge = crate::knowledge::Knowledge::built_in();
    let models = knowledge.models.anchors().into_iter().map(|a| Anchor { text: a.text, kind: a.kind, also: vec![] });
    let rules = knowledge.rules.iter().flat_map(|rule| &rule.anchors);
    let rules = rules.map(|a| Anchor { text: a.text.clone(), kind: Substring, also: a.also.clone() });
    let anchors: Vec<Anchor> = models.chain(rules).collect();
    assert!(anchors.len() > 2_000, "{}", anchors.len());
    let prefilter = Prefilter::new(anchors.iter().cloned());
    for Anchor { text, kind, also } in &anchors {
        let text = &[std::slice::from_ref(text), also.as_slice()].concat().join(" ");
        for before in ["", "\n", "ab\n"] {
            let (code, data) = (format!("{before}x = '{text}'\n"), format!("{before}x: {text}"));
            assert!(prefilter.admits(code.as_bytes(), Language::Python), "{kind:?} {text}");
            assert!(prefilter.admits(data.as_bytes(), Language::Yaml), "{kind:?} {text}");
        }
    }
    for other in ["import os\nprint('hello')\n", "const a = require('react');\n", "x = gpt\n"] {
        assert!(!prefilter.admits(other.as_bytes(), Language::Python), "{other}");
    }
}

#[test]
fn an_anchor_that_others_use_too_needs_its_companions() {
    let anchor = |text: &str, also: &[&str]| Anchor {
        text: text.into(),
        kind: Substring,
        also: also.iter().map(|text| text.to_string()).collect(),
    };
    let both =
        Prefilter::new([anchor("Edit.create", &["openai"]), anchor("Edit.create", &["api_base", "x1"])].into_iter());
    for (text, admitted) in [
        ("Edit.create()", false),
        ("import openai\nEdit.create()", true),
        ("Edit.create(api_base)", false),
        ("Edit.create(api_base, x1)", true),
    ] {
        assert_eq!(both.admits(text.as_bytes(), Language::Python), admitted, "{text}");
    }
    let alone = Prefilter::new([anchor("Edit.create", &["openai"]), anchor("Edit.create", &[])].into_iter());
    assert!(alone.admits(b"Edit.create()", Language::Python));
}

#[test]
fn a_short_name_needs_its_companion_too() {
    let anchor = Anchor { text: "run".into(), kind: AnchorKind::Substring, also: vec!["pydantic_ai".into()] };
    let prefilter = Prefilter::new([anchor].into_iter());
    assert!(!prefilter.admits(b"agent.run(x)", Language::Python));
    assert!(!prefilter.admits(b"import pydantic_ai", Language::Python));
    assert!(prefilter.admits(b"import pydantic_ai\nagent.run(x)", Language::Python));
}
