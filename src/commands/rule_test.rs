//! `codexit rules test DIR`: what the rules of a folder find in the files that lie beside them.
//!
//! A rule `x.toml` is tested by the files `bad.*`, `good.*` and `fixed.*` in the folder `x/` beside it. A line of `bad`
//! that ends in the comment `expect` must have a finding of the rule and no other may; a `bad` without such a mark must
//! have one anywhere. In `good` and `fixed` it must find nothing.

use super::World;
use crate::check::registry;
use crate::cli::RuleTestArgs;
use crate::config::{self, RuleFile};
use crate::exit_status::{ExitStatus, Failure};
use crate::finding::FixValues;
use crate::knowledge::document::{self, Document};
use crate::knowledge::{Date, Knowledge};
use crate::report::tame;
use crate::scan::{self, Progress, ScanOptions};
use std::collections::BTreeSet;
use std::io::Write;

/// Runs the command. The exit status is 1 unless every rule is validated.
pub fn run(args: &RuleTestArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let files = config::rule_files(&args.folder, &world.cwd)?;
    let mut knowledge = Knowledge::built_in();
    let texts = files.iter().map(|file| (file.shown.clone(), file.text.clone())).collect();
    knowledge.extend(texts).map_err(config::rule_failure)?;
    let known = registry::cards(&knowledge);
    let (mut tested, mut wrong) = (0, 0);
    for file in &files {
        let Ok(Document::Rule(raw)) = document::read(&file.shown, &file.text) else { continue };
        debug_assert!(known.iter().any(|card| card.id == raw.id));
        tested += 1;
        let said = verdict(&raw.id, file, args.as_of.unwrap_or(world.today), &knowledge);
        let word = said.word();
        wrong += usize::from(word != "validated");
        writeln!(world.terminal.out, "{word}: {} ({})", tame::line(&raw.id), tame::line(&file.shown))?;
        for line in said.lines {
            writeln!(world.terminal.out, "  {}", tame::line(&line))?;
        }
    }
    if tested == 0 {
        return Err(Failure::nothing_to_scan("no rule stands in this folder").with_help(
            "a rule is a file ending in .toml with an `id` and `[[match]]`; `codexit rules new` writes one",
        ));
    }
    writeln!(world.terminal.out, "{} of {tested} rules validated", tested - wrong)?;
    Ok(if wrong == 0 { ExitStatus::Clean } else { ExitStatus::Findings })
}

/// What the files beside a rule say of it.
#[derive(Default)]
struct Said {
    has_bad: bool,
    has_good: bool,
    missing: bool,
    noisy: bool,
    lines: Vec<String>,
}

impl Said {
    fn word(&self) -> &'static str {
        match self {
            Said { noisy: true, .. } => "noisy",
            Said { missing: true, .. } => "missing",
            Said { has_bad: true, has_good: true, .. } => "validated",
            _ => "untested",
        }
    }
}

fn verdict(id: &str, file: &RuleFile, as_of: Date, knowledge: &Knowledge) -> Said {
    let mut said = Said::default();
    for (shown, text) in &file.fixtures {
        let name = shown.rsplit('/').next().unwrap_or(shown);
        let is_bad = name.starts_with("bad.");
        said.has_bad |= is_bad;
        said.has_good |= name.starts_with("good.");
        let found = found(id, shown, text, as_of, knowledge);
        let expected: BTreeSet<u32> =
            text.lines().zip(1..).filter(|(line, _)| is_marked(line)).map(|(_, number)| number).collect();
        if is_bad && expected.is_empty() {
            if found.is_empty() {
                said.missing = true;
                said.lines.push(format!("{shown}: nothing found"));
            }
            continue;
        }
        for line in expected.difference(&found) {
            said.missing = true;
            said.lines.push(format!("{shown}:{line}: nothing found"));
        }
        for line in found.difference(&expected) {
            said.noisy = true;
            said.lines.push(format!("{shown}:{line}: must not be found"));
        }
    }
    if !said.has_bad {
        said.lines.push(format!("no file bad.* in {}", file.folder));
    }
    if !said.has_good {
        said.lines.push(format!("no file good.* in {}", file.folder));
    }
    said
}

fn is_marked(line: &str) -> bool {
    ["# expect", "// expect", "; expect"].iter().any(|mark| line.trim_end().ends_with(mark))
}

/// The lines on which a rule finds something.
fn found(id: &str, shown: &str, text: &str, as_of: Date, knowledge: &Knowledge) -> BTreeSet<u32> {
    let options = ScanOptions {
        roots: Vec::new(),
        stdin: Some((shown.to_owned(), text.as_bytes().to_vec())),
        as_of,
        horizon_days: config::DEFAULT_HORIZON,
        no_ignore: true,
        exclude: Vec::new(),
        max_file_size: config::DEFAULT_MAX_FILE_SIZE,
        file_timeout: config::DEFAULT_FILE_TIMEOUT,
        threads: 1,
        mentions: false,
        markdown: true,
        resilience: true,
        calls: false,
        fix: FixValues::default(),
        wish: Default::default(),
        progress: Progress::default(),
    };
    let report = scan::run(&options, knowledge);
    report.findings.iter().filter(|finding| finding.rule == id).map(|finding| finding.place.line).collect()
}
