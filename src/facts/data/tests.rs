//! What the readers read, sound and broken. A tree is shown as lines `path = value`; strings are in quotes.

use super::{Data, Entry, MAX_DEPTH, Value, key_path, read, strings};
use crate::language::Language;
use crate::source::Source;

fn source(name: &str, text: &str) -> Source {
    Source::new(name, Language::of_file_name(name).unwrap(), text.to_owned())
}

fn shown(data: &Data) -> Vec<String> {
    fn show(entry: &Entry, path: String, lines: &mut Vec<String>) {
        match &entry.value {
            Value::Str(text) => lines.push(format!("{path} = {text:?}")),
            Value::Plain(text) => lines.push(format!("{path} = {text}")),
            Value::List(children) | Value::Map(children) => {
                let in_list = matches!(entry.value, Value::List(_));
                if children.is_empty() {
                    lines.push(format!("{path} = {}", if in_list { "[]" } else { "{}" }));
                }
                for child in children {
                    show(child, key_path(&path, child, in_list), lines);
                }
            }
        }
    }
    let mut lines = Vec::new();
    for root in &data.roots {
        show(root, String::new(), &mut lines);
    }
    lines
}

/// Reads a text and compares the tree and the lines of errors.
#[track_caller]
fn assert_reads(name: &str, text: &str, tree: &[&str], errors: &[u32]) {
    let source = source(name, text);
    let data = read(&source);
    assert_eq!(shown(&data), tree);
    assert_eq!(data.syntax_errors, errors, "errors of {name}");
    assert_spans(&source, &data);
}

/// Every span lies in the text; where nothing was escaped or folded it holds exactly the text.
#[track_caller]
fn assert_spans(source: &Source, data: &Data) {
    fn check(entry: &Entry, source: &Source) {
        for span in [entry.span, entry.key_span] {
            assert!(span.start <= span.end, "{entry:?}");
            assert!(source.text.get(span.range()).is_some(), "{entry:?}");
        }
        match &entry.value {
            Value::Str(text) | Value::Plain(text) => {
                let raw = source.slice(entry.span);
                if raw.len() == text.len() && !raw.contains(['\\', '\n']) {
                    assert_eq!(raw, text);
                }
            }
            Value::List(children) | Value::Map(children) => children.iter().for_each(|child| check(child, source)),
        }
    }
    data.roots.iter().for_each(|root| check(root, source));
    for comment in &data.comments {
        assert!(source.text.get(comment.range()).is_some());
    }
    for line in &data.syntax_errors {
        assert!(*line >= 1 && *line as usize <= source.line_count());
    }
}

#[test]
fn json_and_what_passes_for_it() {
    assert_reads(
        "a.json",
        "// c\n{\"a\": [1, true, null, {\"b\": \"x\\u00e9\\n\\ud83d\\ude00\"}], /* k */ 'c': 'd', e: .5, \"f\": [], \"g\": {},}",
        &["a[0] = 1", "a[1] = true", "a[2] = null", "a[3].b = \"xé\\n😀\"", "c = \"d\"", "e = .5", "f = []", "g = {}"],
        &[],
    );
    assert_reads("a.json", "", &[], &[]);
    assert_reads("a.jsonc", "{\"a\": 1, \"a\": 2}\n{\"b\": 3}", &["a = 1", "a = 2", "b = 3"], &[]);
}

#[test]
fn broken_json_keeps_the_rest() {
    let model = "model = \"gpt-4\"";
    assert_reads("a.json", "{\"a\": 1\n \"model\": \"gpt-4\"}", &["a = 1", model], &[2]);
    assert_reads("a.json", "{\"a\": \"open,\n \"model\": \"gpt-4\"}", &["a = \"open,\"", model], &[1, 2]);
    assert_reads("a.json", "{\"a\": [1, 2,\n \"b\"}\n", &["a[0] = 1", "a[1] = 2", "a[2] = \"b\""], &[2]);
    assert_reads("a.json", "{\"a\": {{ x }},\n \"model\": \"gpt-4\"}", &["a.\"\".x = ", model], &[1]);
    assert_reads("a.json", "{\"a\", \"model\": \"gpt-4\"", &["a = ", model], &[1]);
    assert_reads("a.json", "/* open\n{\"model\": \"gpt-4\"}", &[model], &[1]);
    assert_reads("a.json", "}]{\"model\" \"gpt-4\"}", &[model], &[1]);
}

#[test]
fn yaml_blocks_and_flows() {
    assert_reads(
        "a.yaml",
        "%YAML 1.2\n---\na: # c\n  b: x y # c\n  \"c d\": 'it''s'\nlist:\n- 1\n-   k: v\n    l: ~\n- - n\n-\n  - o\nf: {a: 1, b: [x, y z], \"c\":d, e}\n\
         g: [a: 1, {b: c}, []]\n? q\n: r\nurl: http://x.y/z#f\nempty:\n",
        &[
            "a.b = \"x y\"",
            "a.\"c d\" = \"it's\"",
            "list[0] = 1",
            "list[1].k = \"v\"",
            "list[1].l = ~",
            "list[2][0] = \"n\"",
            "list[3][0] = \"o\"",
            "f.a = 1",
            "f.b[0] = \"x\"",
            "f.b[1] = \"y z\"",
            "f.c = \"d\"",
            "f.e = ",
            "g[0].a = 1",
            "g[1].b = \"c\"",
            "g[2] = []",
            "q = \"r\"",
            "url = \"http://x.y/z#f\"",
            "empty = ",
        ],
        &[],
    );
    assert_reads("a.yml", "a: 1\n---\n- b\n...\n---\nc\n", &["a = 1", "[0] = \"b\"", " = \"c\""], &[]);
    assert_reads("a.yml", "a: 1\r\nb: |\r\n  x\r\n  y\r\nc: 'z'\r\n", &["a = 1", "b = \"x\\ny\\n\"", "c = \"z\""], &[]);
}

#[test]
fn yaml_scalars_over_lines() {
    assert_reads(
        "a.yaml",
        "a: plain\n  on\n\n  and on\nb: \"x \\\n  y\n  z\\t\"\nc: >-\n  one\n  two\n\n  three\n   four\nd: |+\n  keep\n\ne: |2\n    in\nf: !!str &x 1.5.2\ng: 2026-01-02\n",
        &[
            "a = \"plain on\\nand on\"",
            "b = \"x y z\\t\"",
            "c = \"one two\\nthree\\n four\"",
            "d = \"keep\\n\\n\"",
            "e = \"  in\\n\"",
            "f = \"1.5.2\"",
            "g = 2026-01-02",
        ],
        &[],
    );
}

#[test]
fn yaml_aliases_cost_nothing() {
    assert_reads(
        "a.yaml",
        "a: &m gpt-4\nb: &all {model: *m}\nc: *all\nd:\n  <<: *all\n  loop: &self [*self]\n",
        &["a = \"gpt-4\"", "b.model = \"gpt-4\"", "c = *all", "d.<< = *all", "d.loop[0] = *self"],
        &[],
    );
    let laughs: String = (1..60).map(|i| format!("k{i}: &k{i} [*k{0}, *k{0}, *k{0}]\n", i - 1)).collect();
    let long = format!("k0: &k0 {}\n{laughs}", "x".repeat(100_000));
    let data = read(&source("a.yaml", &long));
    assert!(strings(&data).iter().map(|(_, text, _)| text.len()).sum::<usize>() < 200_000);
    let source = source("b.yaml", "a: &m gpt-4\nb: *m\n");
    let data = read(&source);
    let places: Vec<_> = strings(&data).iter().map(|(_, _, span)| source.slice(*span).to_owned()).collect();
    assert_eq!(places, ["gpt-4", "gpt-4"]);
}

#[test]
fn yaml_templates_are_no_errors() {
    assert_reads(
        "a.yaml",
        "a: {{ .x }}\n{{- if .y }}\nb:\n  {{- toYaml .z | nindent 2 }}\n  model: gpt-4\n{{- end }}\n{% for x in y %}\nc: [{{ x }}, 1]\n{{ k }}: v\n",
        &["a = \"{{ .x }}\"", "b.model = \"gpt-4\"", "c[0] = \"{{ x }}\"", "c[1] = 1", "\"{{ k }}\" = \"v\""],
        &[],
    );
}

#[test]
fn broken_yaml_keeps_the_rest() {
    assert_reads(
        "a.yaml",
        "a:\n  b: 1\n   c: 2\nx: \"open\ny: [1,2\nw: a: b\nz: @foo\n\tt: 1\nstray\nm: {k: v]\nmodel: gpt-4\n",
        &[
            "a.b = 1",
            "a.c = 2",
            "x = \"open\"",
            "y[0] = 1",
            "y[1] = 2",
            "w = \"a: b\"",
            "z = \"@foo\"",
            "t = 1",
            "\"\" = \"stray\"",
            "m.k = \"v\"",
            "model = \"gpt-4\"",
        ],
        &[3, 4, 5, 6, 7, 8, 9, 10],
    );
}

#[test]
fn toml_tables_are_joined() {
    assert_reads(
        "a.toml",
        "a = 1 # c\n[t]\n'q.r' = \"x\\ty\"\nb.c.d = [1, {e = \"f\"}, 'g']\n[[u]]\nk = \"\"\"\nlong\"\"\"\n[u.v]\nw = 2026-01-02\n[[u]]\n[t.b.h]\ni = true\n",
        &[
            "a = 1",
            "t.\"q.r\" = \"x\\ty\"",
            "t.b.c.d[0] = 1",
            "t.b.c.d[1].e = \"f\"",
            "t.b.c.d[2] = \"g\"",
            "t.b.h.i = true",
            "u[0].k = \"long\"",
            "u[0].v.w = 2026-01-02",
            "u[1] = {}",
        ],
        &[],
    );
}

#[test]
fn broken_toml_keeps_the_rest() {
    assert_reads(
        "a.toml",
        "a = \"x\nb = \n[unclosed\nc = [1, 2\nmodel = \"gpt-4\"\n= 3\nd = 'e'\n",
        &[
            "a = \"x\"",
            "b = \"\"",
            "unclosed.c[0] = 1",
            "unclosed.c[1] = 2",
            "unclosed.model = \"gpt-4\"",
            "unclosed.\"\" = 3",
            "unclosed.d = \"e\"",
        ],
        &[1, 2, 3, 4, 6],
    );
}

#[test]
fn env_files() {
    assert_reads(
        ".env.example",
        "# A=1\nexport B=x y # c\nC=\"q # \\\"r\\\" \\n\" # c\nD='s\nt'\nE=\nF=a#b\nG = `h`\nexport I\nnot a setting\nJ=\"open\nK=l\n",
        &[
            "B = \"x y\"",
            "C = \"q # \\\"r\\\" \\n\"",
            "D = \"s\\nt\"",
            "E = \"\"",
            "F = \"a#b\"",
            "G = \"h\"",
            "J = \"open\"",
            "K = \"l\"",
        ],
        &[10, 11],
    );
}

#[test]
fn comments_are_kept() {
    for (name, text) in [
        ("a.json", "{ // one\n \"a\": \"// no\" /* two */ }"),
        ("a.yaml", "# one\na: \"# no\" # two\nb: |\n  # no\nc: x#no\n"),
        ("a.toml", "# one\na = \"# no\" # two\n"),
        (".env", "# one\nA='# no' # two\nB=x#no\n"),
    ] {
        let source = source(name, text);
        let comments: Vec<_> = read(&source).comments.iter().map(|span| source.slice(*span).to_owned()).collect();
        assert_eq!(comments.len(), 2, "{name}: {comments:?}");
        assert!(comments[0].contains("one") && comments[1].contains("two"), "{name}: {comments:?}");
    }
}

const SAMPLES: &[(&str, &str)] = &[
    ("a.json", "// é\n{\"a\": [1, {\"b\": \"x\\u00e9\\\\\"}], /* k */ 'c': \"é\\ud83d\\ude00\", e: [[], {}],}\n"),
    (
        "a.yaml",
        "%YAML 1.2\n---\na: &x !!str é # c\nb: [*x, {k: \"v\\\n  w\", 'l': m}, n: o]\nc: |2-\n    é\n\n? d\n: >\n e\n- {{ f }}\n- - g:\r\n    h\n...\n",
    ),
    (
        "a.toml",
        "a = \"é\\u00e9\" # c\n[t.\"k é\"]\nb.c = [1, {d = 'e'},\n]\n[[u]]\nf = \"\"\"\né\\\n g\"\"\"\n[[u]]\nh = '''i'''\n",
    ),
    (".env", "export A=\"é\\n\nb\" # c\nB='d'\nC=e # f\n"),
];

/// Whatever part of a file is there, reading it neither fails nor points outside.
#[test]
fn any_part_of_a_file_can_be_read() {
    for (name, text) in SAMPLES {
        for cut in (0..=text.len()).filter(|&i| text.is_char_boundary(i)) {
            for part in [&text[..cut], &text[cut..]] {
                let source = source(name, part);
                assert_spans(&source, &read(&source));
            }
        }
    }
}

/// As above, with marks of all formats thrown in. The sequence is the same each time.
#[test]
fn disturbed_files_can_be_read() {
    let marks = [
        "{", "}", "[", "]", ":", ",", "\"", "'", "\\", "\n", "- ", "? ", "#", "&a ", "*a", "|", ">", "é", "\t", "\r",
        "{{", "=", "\"\"\"", "---\n",
    ];
    let mut seed = 7u32;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    for _ in 0..3000 {
        let (name, sample) = SAMPLES[next(SAMPLES.len())];
        let mut text = sample.to_owned();
        for _ in 0..=next(6) {
            let at = next(text.len() + 1);
            if text.is_char_boundary(at) {
                text.insert_str(at, marks[next(marks.len())]);
            }
        }
        let source = source(name, &text);
        assert_spans(&source, &read(&source));
    }
}

#[test]
fn depth_is_bounded_and_said() {
    let deep = 100_000;
    for (name, text) in [
        ("a.json", "[".repeat(deep)),
        ("a.json", "{\"a\":".repeat(deep)),
        ("a.json", "[".repeat(deep) + &"}".repeat(deep)),
        ("a.yaml", "- ".repeat(deep) + "a"),
        ("a.yaml", "a: ".to_owned() + &"[".repeat(deep)),
        ("a.yaml", "a: ".to_owned() + &"{a: ".repeat(deep)),
        ("a.yaml", (0..1000).map(|i| " ".repeat(i) + "a:\n").collect()),
        ("a.toml", "a = ".to_owned() + &"[".repeat(deep)),
        ("a.toml", "a = ".to_owned() + &"{a = ".repeat(deep)),
        ("a.toml", "a.".repeat(deep) + "a = 1"),
        ("a.toml", format!("[{}a]\nb = 1", "a.".repeat(deep))),
    ] {
        let data = read(&source(name, &text));
        assert!(data.too_deep, "{name} {}", &text[..20]);
        let (mut depth, mut entry) = (0, data.roots.first());
        while let Some(Entry { value: Value::List(children) | Value::Map(children), .. }) = entry {
            (depth, entry) = (depth + 1, children.last());
        }
        assert!(depth <= MAX_DEPTH + 1, "{name}: {depth}");
    }
    assert!(!read(&source("a.json", &("[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH)))).too_deep);
}

/// Inputs on which a careless reader takes quadratic time: here they are over at once.
#[test]
fn long_files_take_linear_time() {
    let began = std::time::Instant::now();
    for (name, text) in [
        ("a.json", "/* \n".repeat(100_000)),
        ("a.json", "'\n".repeat(100_000)),
        ("a.json", "{".repeat(50_000) + &"]".repeat(50_000)),
        ("a.yaml", "a: \"x\n".repeat(50_000)),
        ("a.yaml", "a: [x\n".repeat(50_000)),
        ("a.yaml", format!("a: >\n{} x", "\n".repeat(100_000))),
        ("a.yaml", format!("a: x\n{}b: y", " \n".repeat(100_000))),
        ("a.yaml", format!("{}- a\n", "# c\n".repeat(100_000))),
        ("a.toml", (0..50_000).map(|i| format!("[a.t{i}]\n")).collect()),
        ("a.toml", "a = [\n1\nb = 2\n".repeat(20_000)),
        (".env", "a='\n".repeat(50_000) + &"A=\"\n".repeat(50_000)),
    ] {
        read(&source(name, &text));
    }
    assert!(began.elapsed().as_secs() < 120, "took {:?}", began.elapsed());
}

#[test]
fn strings_have_paths() {
    let source = source("a.yaml", "a:\n  - b: https://x.example/v1\n  - 5\n\"c.d\": e\n");
    let data = read(&source);
    let found: Vec<_> = strings(&data).into_iter().map(|(path, text, span)| (path, text, source.slice(span))).collect();
    assert_eq!(found[0], ("a[0].b".to_owned(), "https://x.example/v1", "https://x.example/v1"));
    assert_eq!(found[1], ("\"c.d\"".to_owned(), "e", "e"));
    assert_eq!(found.len(), 2);
}
