//! What a scan is made of, one stage at a time: `cargo bench --bench stages` on a quiet machine, before and after a
//! change. The files are the fixtures, repeated until a stage takes long enough to be told from noise.

use codexit::check::flow::Flow;
use codexit::check::lifecycle::Clock;
use codexit::check::pattern::Patterns;
use codexit::check::profile::Profiles;
use codexit::check::{api, model};
use codexit::facts::{ecmascript, python, tree};
use codexit::knowledge::{Date, Knowledge};
use codexit::language::Language;
use codexit::project::{Project, Resolver, Unit};
use codexit::scan;
use codexit::source::Source;
use divan::{Bencher, counter::BytesCount};
use std::path::{Path, PathBuf};
use std::time::Duration;

fn main() {
    divan::main();
}

/// Bytes that a stage is given at least.
const ENOUGH: usize = 1 << 20;

/// The fixtures in a language, again and again under names of their own.
fn sources(language: Language) -> Vec<Source> {
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures")];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
            if path.is_dir() {
                folders.push(path);
            } else if Language::of_file_name(name) == Some(language) {
                texts.extend(std::fs::read_to_string(&path));
            }
        }
    }
    let mut found = Vec::new();
    let mut bytes = 0;
    for (at, text) in texts.iter().cycle().enumerate().take(100_000) {
        bytes += text.len();
        found.push(Source::new(format!("f{at}/a.py"), language, text.clone()));
        if bytes >= ENOUGH {
            break;
        }
    }
    found
}

fn bytes(sources: &[Source]) -> BytesCount {
    BytesCount::new(sources.iter().map(|source| source.text.len()).sum::<usize>())
}

fn units(sources: &[Source]) -> Vec<Unit> {
    let read = |source: &Source| match source.language {
        Language::Python => python::read(source),
        _ => ecmascript::read(source),
    };
    sources.iter().map(|source| Unit::new(source.clone(), read(source))).collect()
}

const LANGUAGES: [Language; 2] = [Language::Python, Language::TypeScript];

#[divan::bench]
fn knowledge() -> Knowledge {
    Knowledge::built_in()
}

/// Code that names no model: what nearly all bytes of a scan are.
#[divan::bench]
fn prefilter(bencher: Bencher) {
    let prefilter = scan::prefilter(&Knowledge::built_in());
    let text = "def area(width, height):\n    return width * height  # of a page\n\n\n".repeat(16_000);
    bencher.counter(BytesCount::of_str(&text)).bench(|| prefilter.admits(text.as_bytes(), Language::Python));
}

#[divan::bench(args = LANGUAGES)]
fn parse(bencher: Bencher, language: Language) {
    let sources = sources(language);
    let grammar = match language {
        Language::Python => tree_sitter_python::LANGUAGE.into(),
        _ => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
    };
    bencher
        .counter(bytes(&sources))
        .bench(|| sources.iter().filter(|source| tree::parse(&source.text, &grammar, Duration::MAX).is_ok()).count());
}

/// Parsing included.
#[divan::bench(args = LANGUAGES)]
fn facts(bencher: Bencher, language: Language) {
    let sources = sources(language);
    bencher.counter(bytes(&sources)).bench(|| units(&sources).len());
}

#[divan::bench(args = LANGUAGES)]
fn link(bencher: Bencher, language: Language) {
    let sources = sources(language);
    bencher
        .counter(bytes(&sources))
        .with_inputs(|| units(&sources))
        .bench_values(|units| Project::new(units, Vec::new()));
}

#[divan::bench(args = LANGUAGES)]
fn check(bencher: Bencher, language: Language) {
    let sources = sources(language);
    let knowledge = Knowledge::built_in();
    let project = Project::new(units(&sources), Vec::new());
    let as_of = Date::parse("2026-11-22").expect("a day");
    let clock = Clock { as_of, horizon_days: 180, models: &knowledge.models };
    let (profiles, patterns) = (Profiles::new(&knowledge.sdks), Patterns::new(&knowledge.rules, &knowledge.words));
    let is_model = |text: &str| knowledge.models.find(text, None).is_some();
    let ends = |id: &str, provider: Option<&str>| clock.judge(id, provider).is_some();
    bencher.counter(bytes(&sources)).bench(|| {
        let resolver = Resolver::new(&project);
        let mut flow = Flow::new(&resolver, &knowledge.words, &profiles, &is_model, &ends);
        let mut found = model::Found::default();
        for id in 0..project.len() as u32 {
            model::check(&project, id, &mut flow, &clock, &mut found);
            api::check(&resolver, id, &patterns, &profiles, &clock, &mut found.findings);
        }
        found.findings.len()
    });
}

/// A whole scan of a small application.
#[divan::bench]
fn application() -> usize {
    let knowledge = Knowledge::built_in();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/legacy-shop");
    let as_of = Date::parse("2026-11-22").expect("a day");
    let options = scan::ScanOptions {
        roots: vec![root],
        stdin: None,
        as_of,
        horizon_days: 180,
        no_ignore: false,
        exclude: Vec::new(),
        max_file_size: 2 << 20,
        file_timeout: Duration::from_secs(10),
        threads: 2,
        mentions: false,
        markdown: false,
        resilience: true,
        calls: false,
        fix: Default::default(),
        wish: Default::default(),
        progress: scan::Progress::default(),
    };
    scan::run(&options, &knowledge).findings.len()
}
