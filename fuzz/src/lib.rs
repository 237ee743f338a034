//! What must hold for any input, as functions that panic where it does not.
//!
//! Three things run them: the cargo-fuzz targets (coverage-guided, nightly), `bin/drive` (a deterministic mutator, any
//! compiler), and `tests/fuzz.rs` (the inputs that once broke something, and a short drive, in every test run).

pub mod facts;
pub mod mutate;
pub mod patch;
pub mod whole;

use codexit::language::Language;

/// What is fed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Code of that language: source, facts, links, checks, fixes.
    Python,
    /// The same.
    JavaScript,
    /// The same.
    TypeScript,
    /// The same.
    Tsx,
    /// A notebook; the rest as for its language.
    Notebook,
    /// A manifest or lock; the first byte says of which kind.
    Manifest,
    /// A data file; the first byte says of which kind.
    Data,
    /// A file of another language; the first byte says of which.
    Text,
    /// A file of knowledge.
    Rules,
    /// Comments that hold findings back; the first byte says in which language.
    Ignores,
    /// Edits laid over a text, and the diff of it.
    Changes,
}

/// Manifests and locks by name.
pub const MANIFESTS: [&str; 16] = [
    "requirements.txt",
    "package.json",
    "package-lock.json",
    "pyproject.toml",
    "poetry.lock",
    "uv.lock",
    "Pipfile",
    "Pipfile.lock",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "setup.py",
    "setup.cfg",
    "environment.yml",
    "pylock.toml",
    "constraints.txt",
];

/// Data files by name.
pub const DATA: [&str; 14] = [
    "a.json",
    "a.yaml",
    "a.toml",
    ".env",
    "a.ini",
    "a.properties",
    "a.sh",
    "Dockerfile",
    "Makefile",
    "a.tf",
    "a.bicep",
    "a.jsonc",
    "docker-compose.yml",
    "a.md",
];

/// Files of languages that are read as text, by name.
pub const TEXTS: [&str; 7] = ["a.go", "a.java", "a.kt", "a.cs", "a.rb", "a.php", "a.rs"];

/// Files that can hold comments, by name.
const COMMENTED: [&str; 6] = ["a.py", "a.ts", "a.yaml", "requirements.txt", "a.go", "a.toml"];

impl Target {
    /// All of them.
    pub const ALL: [Target; 11] = [
        Target::Python,
        Target::JavaScript,
        Target::TypeScript,
        Target::Tsx,
        Target::Notebook,
        Target::Manifest,
        Target::Data,
        Target::Text,
        Target::Rules,
        Target::Ignores,
        Target::Changes,
    ];

    /// Its name, as a folder of regressions has it.
    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// The name of the file an input stands for, and its bytes.
    pub fn file(self, data: &[u8]) -> (&'static str, &[u8]) {
        let choose = |names: &[&'static str]| match data.split_first() {
            Some((first, rest)) => (names[*first as usize % names.len()], rest),
            None => (names[0], data),
        };
        match self {
            Target::Python | Target::Changes => ("a.py", data),
            Target::JavaScript => ("a.js", data),
            Target::TypeScript => ("a.ts", data),
            Target::Tsx => ("a.tsx", data),
            Target::Notebook => ("a.ipynb", data),
            Target::Rules => ("rules.toml", data),
            Target::Manifest => choose(&MANIFESTS),
            Target::Data => choose(&DATA),
            Target::Text => choose(&TEXTS),
            Target::Ignores => choose(&COMMENTED),
        }
    }

    /// Feeds one input.
    ///
    /// # Panics
    /// A property does not hold.
    pub fn run(self, data: &[u8]) {
        let (name, bytes) = self.file(data);
        match self {
            Target::Rules => whole::rules(bytes),
            Target::Changes => patch::changes(bytes),
            Target::Ignores => whole::ignores(name, bytes),
            _ => {
                let language = Language::of_file_name(name).expect("a name that codexit reads");
                facts::check(name, language, bytes);
                whole::check(name, bytes);
            }
        }
    }
}
