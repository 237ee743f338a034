//! The pipeline from roots to a [`Report`].
//!
//! [`run`] is the table of contents: walk, read each file on a thread (`file`), let in the files that import what was
//! found (`wave`), join and check (`judge`).

mod anchors;
mod calls;
mod file;
mod ignores;
mod include;
mod judge;
mod report;
mod wave;

pub use ignores::{Commented, with_ignores};
pub use report::{Progress, Report, ScanOptions, Skipped, Stats};

use crate::knowledge::Knowledge;
use crate::language::Language;
use crate::walk::{self, WalkOptions, WalkedFile};
use file::{Read, Reader};
use rayon::prelude::*;
use std::time::Instant;

/// Deep code is lowered by recursion (capped); the default stack of a thread would do, this leaves room.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Scans. Never fails: what cannot be read is a problem in the report.
pub fn run(options: &ScanOptions, knowledge: &Knowledge) -> Report {
    match rayon::ThreadPoolBuilder::new().num_threads(options.threads).stack_size(STACK_BYTES).build() {
        Ok(pool) => pool.install(|| scan(options, knowledge)),
        // No threads to be had: this one will do.
        Err(_) => scan(options, knowledge),
    }
}

fn scan(options: &ScanOptions, knowledge: &Knowledge) -> Report {
    let started = Instant::now();
    let walk = walk_roots(options);
    let walk_ms = started.elapsed().as_millis() as u64;

    let parsing = Instant::now();
    let checks = judge::Checks::new(options, knowledge);
    let reader = Reader::new(options, &checks, &walk.files);
    options.progress.expect(walk.files.len() as u64);
    let mut read = Read::default();
    if let Some((name, bytes)) = &options.stdin {
        read.merge(reader.given(name, bytes.clone()));
    }
    read.merge(
        walk.files
            .par_iter()
            .enumerate()
            .fold(Read::default, |mut read, (at, file)| {
                reader.first(at, file, &mut read);
                options.progress.advance(1);
                read
            })
            .reduce(Read::default, |mut a, b| {
                a.merge(b);
                a
            }),
    );
    include::follow(&walk.files, &reader, &mut read);
    wave::follow(&walk.files, &reader, &checks.clock, &anchors::Sdks::new(knowledge), &mut read);
    let parse_ms = parsing.elapsed().as_millis() as u64;

    let mut files: Vec<String> = walk.files.iter().map(|f| f.shown.clone()).collect();
    files.extend(options.stdin.as_ref().map(|(name, _)| name.clone()));
    let mut problems = walk.problems;
    problems.append(&mut read.problems);
    let mut skipped: Vec<Skipped> = walk
        .skipped
        .into_iter()
        .chain(read.skipped)
        .map(|s| Skipped { path: s.path, reason: s.reason.as_str() })
        .collect();
    skipped.sort();
    let stats = Stats {
        files: files.len() as u64,
        bytes: read.bytes,
        parsed_files: read.parsed_files,
        parsed_bytes: read.parsed_bytes,
        walk_ms,
        parse_ms,
        total_ms: 0,
    };
    let mut ignores = std::mem::take(&mut read.ignores);
    ignores.sort_by(|a, b| (&a.path, a.place).cmp(&(&b.path, b.place)));
    let judged = judge::judge(options, &checks, read.units, read.found, &read.pins);
    problems.extend(judged.problems);
    problems.sort();
    problems.dedup();
    Report {
        findings: judged.findings,
        mentions: judged.mentions,
        calls: judged.calls,
        problems,
        skipped,
        ignores,
        files,
        stats: Stats { total_ms: started.elapsed().as_millis() as u64, ..stats },
        as_of: options.as_of,
        rules_checked: checked(knowledge),
    }
}

fn walk_roots(options: &ScanOptions) -> walk::Walk {
    if options.roots.is_empty() {
        return walk::Walk::default();
    }
    walk::walk(&WalkOptions {
        roots: options.roots.clone(),
        no_ignore: options.no_ignore,
        exclude: options.exclude.clone(),
        markdown: options.markdown,
        ..WalkOptions::default()
    })
}

fn checked(knowledge: &Knowledge) -> Vec<(String, crate::knowledge::Date)> {
    knowledge.models.providers().iter().map(|p| (p.id.clone(), p.checked)).collect()
}

/// True for files that can be parsed into code facts.
fn is_code(file: &WalkedFile) -> bool {
    file.language.is_code() || file.language == Language::Notebook
}
