//! Fixes on files that are put together at random from pieces whose outcome is known: several on one line, nested
//! calls, f-strings, decorators, text beyond ASCII before a place, tabs, every line end, byte-order mark, one-line files
//! without a final newline. What comes out must be the pieces' outcomes put together the same way, byte for byte, and a
//! second run must change nothing.

use std::path::Path;
use std::process::Command;

/// Pieces of a line: before and after.
const PIECES: &[(&str, &str)] = &[
    ("openai.Model.list()[\"data\"][0][\"id\"]", "openai.models.list().data[0].id"),
    (
        "openai.ChatCompletion.create(model=\"m\", messages=[f(g(\"h\"))])[\"choices\"][0][\"message\"][\"content\"]",
        "openai.chat.completions.create(model=\"m\", messages=[f(g(\"h\"))]).choices[0].message.content",
    ),
    (
        "f\"\u{e9} {openai.Model.retrieve('m')['id']} \u{1f600}\"",
        "f\"\u{e9} {openai.models.retrieve('m').id} \u{1f600}\"",
    ),
    (
        "len(openai.Embedding.create(engine='m', input=[str(1)])['data'][0]['embedding'])",
        "len(openai.embeddings.create(model='m', input=[str(1)]).data[0].embedding)",
    ),
    (
        "f(g(openai.Moderation.create(input=\"\u{4e2d}\u{6587}\")[\"results\"][0][\"flagged\"], 'x'))",
        "f(g(openai.moderations.create(input=\"\u{4e2d}\u{6587}\").results[0].flagged, 'x'))",
    ),
    ("r\"C:\\gpt-4-0314\\x\"", "r\"C:\\gpt-4-0314\\x\""),
    ("\"a text about openai.ChatCompletion.create\"", "\"a text about openai.ChatCompletion.create\""),
    ("value", "value"),
];

/// Frames of a statement; `@` is where a piece stands, the dollar is the number of the statement.
const FRAMES: &[&str] = &[
    "print(@)\n",
    "x$ = [@, @]; print(@, @)\n",
    "if value:\n\tprint(@)\nelse:\n\tprint(@, '\u{e9}', @)\n",
    "@trace\ndef function$(a=1):\n    # \u{fc}ber alles\n    print(@); print(a)\n    print({'k': @}, @)\n",
    "class C$:\n    @property\n    def p(self):\n        print(@)\n        print(\n            @,  # behind it\n            @,\n        )\n",
];

/// A sequence of numbers that is the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }
}

fn file(numbers: &mut Numbers) -> (String, String) {
    let (mut before, mut after) = (String::from("import openai\n"), String::from("import openai\n"));
    if numbers.below(8) == 0 {
        // A file of one line.
        before = "import openai; ".to_owned();
        after.clone_from(&before);
        let (old, new) = PIECES[numbers.below(PIECES.len())];
        before.push_str(&format!("print({old})\n"));
        after.push_str(&format!("print({new})\n"));
    } else {
        for number in 0..1 + numbers.below(6) {
            let frame = FRAMES[numbers.below(FRAMES.len())].replace('$', &number.to_string());
            // Decorators begin with the sign too.
            for (at, part) in frame.split('@').enumerate() {
                let is_decorator = at > 0 && (part.starts_with("trace\n") || part.starts_with("property\n"));
                if is_decorator {
                    before.push('@');
                    after.push('@');
                } else if at > 0 {
                    let (old, new) = PIECES[numbers.below(PIECES.len())];
                    before.push_str(old);
                    after.push_str(new);
                }
                before.push_str(part);
                after.push_str(part);
            }
        }
    }
    let line_end = ["\n", "\r\n"][numbers.below(2)];
    let mark = ["", "\u{feff}"][numbers.below(2)];
    let cut = numbers.below(2) == 0;
    let shape = |text: &str| {
        let text = if cut { text.trim_end_matches('\n') } else { text };
        format!("{mark}{}", text.replace('\n', line_end))
    };
    (shape(&before), shape(&after))
}

fn fix(folder: &Path) {
    Command::new(env!("CARGO_BIN_EXE_codexit"))
        .args(["fix", "--unsafe", "--isolated", "--as-of", "2026-11-22", "--ignore", "resilience", "--quiet", "."])
        .current_dir(folder)
        .output()
        .unwrap();
}

#[test]
fn files_of_every_shape_come_out_as_their_pieces_do() {
    const FILES: usize = 120;
    let folder = tempfile::tempdir().unwrap();
    let mut numbers = Numbers(20261122);
    let files: Vec<(String, String)> = (0..FILES).map(|_| file(&mut numbers)).collect();
    let path = |number: usize| folder.path().join(format!("file{number}.py"));
    for (number, (before, _)) in files.iter().enumerate() {
        std::fs::write(path(number), before).unwrap();
    }
    fix(folder.path());
    for (number, (before, after)) in files.iter().enumerate() {
        let got = std::fs::read_to_string(path(number)).unwrap();
        assert_eq!(&got, after, "file {number} was:\n{before}");
    }
    fix(folder.path());
    for (number, (_, after)) in files.iter().enumerate() {
        assert_eq!(&std::fs::read_to_string(path(number)).unwrap(), after, "fixing twice is not fixing once");
    }
}
