//! The pipeline from roots to a [`Report`].
//!
//! [`run`] is the table of contents: walk, read each file on a thread (`file`), let in the files that import what was
//! found (`wave`), join and check (`judge`).

mod anchors;
mod batch;
mod calls;
mod file;
mod handed;
mod ignores;
mod include;
mod judge;
mod offer;
mod relay;
mod report;
mod wave;

pub use anchors::prefilter;
pub use ignores::{Commented, with_ignores};
pub use report::{Progress, Report, ScanOptions, Skipped, Stats};

use crate::facts::tree;
use crate::knowledge::Knowledge;
use crate::language::Language;
pub use crate::walk::shown;
use crate::walk::{self, WalkOptions, WalkedFile};
use file::{Read, Reader};
use rayon::prelude::*;
use std::time::Instant;

/// Stack of a thread, in bytes. Deep code is lowered by recursion (capped), for which the usual would do; with this much
/// all but very long files are parsed where they are.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Scans. Never fails: what cannot be read is a problem in the report.
pub fn run(options: &ScanOptions, knowledge: &Knowledge) -> Report {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(options.threads).stack_size(STACK_BYTES);
    match threads.start_handler(|_| tree::has_stack(STACK_BYTES)).build() {
        Ok(pool) => pool.install(|| scan(options, knowledge)),
        // No threads to be had: this one will do.
        Err(_) => scan(options, knowledge),
    }
}

/// The files that a scan looks at, by path; none is opened.
pub fn files(options: &ScanOptions) -> Vec<String> {
    let given = options.stdin.iter().map(|(name, _)| name.clone());
    walk_roots(options).files.into_iter().map(|file| file.shown).chain(given).collect()
}

fn scan(options: &ScanOptions, knowledge: &Knowledge) -> Report {
    let started = Instant::now();
    let mut walk = walk_roots(options);
    let walk_ms = started.elapsed().as_millis() as u64;

    let checks = judge::Checks::new(options, knowledge);
    let reader = Reader::new(options, &checks, &walk.files);
    options.progress.expect(walk.files.len() as u64);
    // Who names several folders may have cut what belongs together.
    let checkouts = if options.roots.len() == 1 { std::mem::take(&mut walk.checkouts) } else { Vec::new() };
    let groups = batch::projects(std::mem::take(&mut walk.files), &checkouts);
    let is_one = groups.len() == 1;
    let mut report = Report {
        skipped: walk.skipped.into_iter().map(skipped).collect(),
        problems: walk.problems,
        findings: Vec::new(),
        mentions: Vec::new(),
        calls: Vec::new(),
        ignores: Vec::new(),
        files: Vec::new(),
        stats: Stats { walk_ms, ..Stats::default() },
        as_of: options.as_of,
        rules_checked: checked(knowledge),
    };
    for batch in batch::batches(groups) {
        let parsing = Instant::now();
        let first: Vec<Read> = batch.par_iter().map(|files| read(options, files, &reader)).collect();
        let all = batch.par_iter().zip(first).map(|(files, mut read)| {
            include::follow(files, &reader, &mut read);
            wave::follow(files, &reader, &checks.clock, &mut read);
            read
        });
        let all: Vec<Read> = all.collect();
        report.stats.parse_ms += parsing.elapsed().as_millis() as u64;
        let judged = all.into_par_iter().zip(batch.par_iter()).map(|(mut read, files)| {
            let (units, found) = (std::mem::take(&mut read.units), std::mem::take(&mut read.found));
            let units = units.into_iter().map(|(_, unit)| unit).collect();
            (judge::judge(options, &checks, units, found, &read.pins, packages(files), is_one), read)
        });
        for (judged, read) in judged.collect::<Vec<_>>() {
            report.take(judged, read);
        }
        report.files.extend(batch.into_iter().flatten().map(|file| file.shown));
    }
    report.finish();
    report.stats.total_ms = started.elapsed().as_millis() as u64;
    report
}

/// The first look at all files of a project.
fn read(options: &ScanOptions, files: &[WalkedFile], reader: &Reader<'_>) -> Read {
    let mut first = Read::default();
    if let Some((name, bytes)) = &options.stdin {
        first.merge(reader.given(name, bytes.clone()));
    }
    first.merge(
        files
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
    first
}

/// The folders that are Python packages. Most of the files that say so are empty, and so never parsed.
fn packages(files: &[WalkedFile]) -> Vec<String> {
    let of = |file: &WalkedFile| Some(file.shown.strip_suffix("__init__.py")?.trim_end_matches('/').to_owned());
    files.iter().filter_map(of).collect()
}

fn skipped(skipped: walk::Skipped) -> Skipped {
    Skipped { path: skipped.path, reason: skipped.reason.as_str() }
}

impl Report {
    /// Takes in what one project says.
    fn take(&mut self, mut judged: judge::Judged, mut read: Read) {
        self.findings.append(&mut judged.findings);
        self.mentions.append(&mut judged.mentions);
        self.calls.append(&mut judged.calls);
        self.problems.append(&mut judged.problems);
        self.problems.append(&mut read.problems);
        self.ignores.append(&mut read.ignores);
        self.skipped.extend(read.skipped.into_iter().map(skipped));
        self.stats.bytes += read.bytes;
        self.stats.parsed_files += read.parsed_files;
        self.stats.parsed_bytes += read.parsed_bytes;
        self.files.extend(read.given);
    }

    /// Puts all lists in order.
    fn finish(&mut self) {
        self.findings.sort_by(|a, b| (&a.path, a.place).cmp(&(&b.path, b.place)));
        self.mentions.sort_by(|a, b| (&a.path, a.place, &a.subject).cmp(&(&b.path, b.place, &b.subject)));
        self.ignores.sort_by(|a, b| (&a.path, a.place).cmp(&(&b.path, b.place)));
        self.calls.sort_by(|a, b| (&a.path, a.place).cmp(&(&b.path, b.place)));
        self.files.sort_unstable();
        self.skipped.sort();
        self.problems.sort();
        self.problems.dedup();
        self.stats.files = self.files.len() as u64;
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
