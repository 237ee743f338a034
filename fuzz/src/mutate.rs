//! A deterministic mutator: the same seeds and the same number give the same inputs on every machine.

use super::Target;
use std::fs;
use std::path::Path;

/// Words that mean something to some reader of codexit.
const WORDS: [&str; 72] = [
    "gpt-4-0314",
    "text-davinci-003",
    "claude-2",
    "model",
    "engine",
    "model=",
    "\"model\": ",
    "openai",
    "from openai import OpenAI\n",
    "import openai\n",
    "OpenAI()",
    ".chat.completions.create(",
    ".create(",
    "timeout=",
    "max_retries=0",
    "async ",
    "await ",
    "try:\n",
    "except Exception:\n",
    "while True:\n",
    "def f(a, b=1):\n",
    "class A(B):\n",
    "lambda x: ",
    "return ",
    "yield ",
    "import x from 'openai';\n",
    "require('openai')",
    "export default ",
    "const ",
    "=> {",
    "`${",
    "}`",
    "</",
    "<T>",
    "?.",
    "...",
    "# codexit: ignore[",
    "// codexit: ignore-file[",
    "until=2026-",
    "]",
    "[",
    "{",
    "}",
    "(",
    ")",
    "\"",
    "'",
    "\"\"\"",
    "\\",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "    ",
    "\u{0}",
    "\u{feff}",
    "é",
    "\u{1f600}",
    "\u{2028}",
    "\u{202e}",
    "&a ",
    "*a",
    "<<: *a",
    "---\n",
    "[[model]]\n",
    "id = ",
    "shutdown = 2026-01-01",
    "==1.0",
    "^3",
    "-r a.txt\n",
    "\"cells\":[",
    "\"source\":",
];

/// A source of numbers: xorshift.
pub struct Dice(u64);

impl Dice {
    /// One that starts there.
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % end
    }
}

/// The files of this repository that make seeds for a target, in the order of their names.
pub fn seeds(repository: &Path, target: Target) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    let mut folders = vec![repository.join("fixtures"), repository.join("rules")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    for path in files {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        let Ok(bytes) = fs::read(&path) else { continue };
        if bytes.len() > 20_000 {
            continue;
        }
        // Where the first byte chooses the kind, it chooses the right one.
        for first in 0..=u8::from(target.file(&[0]).1.is_empty()) * 15 {
            let data = [&[first][..], &bytes].concat();
            let (is_kind, data) = match target.file(&data) {
                (kind, rest) if rest.len() < data.len() => (alike(kind, name), data),
                (kind, _) => (
                    alike(kind, name) || target == Target::Rules && path.to_string_lossy().contains("rules"),
                    bytes.clone(),
                ),
            };
            if is_kind {
                seeds.push(data);
                break;
            }
        }
    }
    seeds.push(b"\0".to_vec());
    seeds
}

fn alike(kind: &str, name: &str) -> bool {
    let end = |name: &str| name.rsplit('.').next().unwrap_or("").to_owned();
    kind == name || kind.contains('.') && end(kind) == end(name)
}

/// An input made of one seed or two.
pub fn mutated(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut data = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(6) {
        step(&mut data, seeds, dice);
        data.truncate(64 << 10);
    }
    data
}

fn step(data: &mut Vec<u8>, seeds: &[Vec<u8>], dice: &mut Dice) {
    let at = dice.below(data.len() + 1);
    let end = (at + dice.below(60) + 1).min(data.len());
    match dice.below(9) {
        0 if at < data.len() => data[at] ^= 1 << dice.below(8),
        1 if at < end => drop(data.drain(at..end)),
        2 | 3 => drop(data.splice(at..at, WORDS[dice.below(WORDS.len())].bytes())),
        4 if at < end => drop(data.splice(at..end, WORDS[dice.below(WORDS.len())].bytes())),
        5 => {
            let other = &seeds[dice.below(seeds.len())];
            let from = dice.below(other.len() + 1);
            let to = (from + dice.below(400)).min(other.len());
            data.splice(at..at, other[from..to].iter().copied());
        }
        6 if at < end => {
            // Nesting, and long lists.
            let most = if dice.below(20) == 0 { 2000 } else { 8 };
            let piece = data[at..end].repeat(1 + dice.below(most));
            data.splice(at..at, piece);
        }
        7 => data.truncate(at),
        _ => data.insert(at, dice.below(256) as u8),
    }
}
