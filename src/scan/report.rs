//! What a scan hands on, as plain data: what it found, what it could not see, how long it took.

use crate::calls::row::Row;
use crate::finding::{Finding, FixValues, Mention, Problem, Wish};
use crate::knowledge::Date;
use crate::suppression::Ignore;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What to scan and how. Everything that the outside world decides (the date, the options) is in here.
#[derive(Clone, Debug)]
pub struct ScanOptions {
    /// Files and directories, as given; the current directory if the user gave none. All exist.
    pub roots: Vec<PathBuf>,
    /// Text given on standard input: the file name it goes by, and its bytes. Then `roots` is empty.
    pub stdin: Option<(String, Vec<u8>)>,
    /// The day that counts as today.
    pub as_of: Date,
    /// Days ahead in which a shutdown is a warning rather than an info.
    pub horizon_days: u32,
    /// Read ignored files and vendored trees too.
    pub no_ignore: bool,
    /// Globs of paths to leave out.
    pub exclude: Vec<String>,
    /// Largest file that is read, in bytes.
    pub max_file_size: u64,
    /// How long a file may take to parse; one that takes longer is a problem.
    pub file_timeout: Duration,
    /// Threads to use; 0 for one a core.
    pub threads: usize,
    /// Collect mentions too.
    pub mentions: bool,
    /// Read Markdown too.
    pub markdown: bool,
    /// Judge what happens to calls in an outage.
    pub resilience: bool,
    /// List every call that leaves for a model provider.
    pub calls: bool,
    /// What fixes write.
    pub fix: FixValues,
    /// How migrations are wished for.
    pub wish: Wish,
    /// Where the scan says how far it is.
    pub progress: Progress,
}

/// How far a scan is; shared between the scan, which counts, and the terminal, which looks. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    total: AtomicU64,
    done: AtomicU64,
}

impl Progress {
    /// That many more files are to be read.
    pub fn expect(&self, files: u64) {
        self.0.total.fetch_add(files, Ordering::Relaxed);
    }
    /// That many files more are done.
    pub fn advance(&self, files: u64) {
        self.0.done.fetch_add(files, Ordering::Relaxed);
    }
    /// Files done and files expected so far.
    pub fn now(&self) -> (u64, u64) {
        (self.0.done.load(Ordering::Relaxed), self.0.total.load(Ordering::Relaxed))
    }
}

/// Everything a scan found, before the gate decides what is shown.
#[derive(Clone, Debug)]
pub struct Report {
    /// What to act on, in no particular order.
    pub findings: Vec<Finding>,
    /// What is named but not used; empty unless asked for.
    pub mentions: Vec<Mention>,
    /// Calls that leave for a model provider; empty unless asked for.
    pub calls: Vec<Row>,
    /// What could not be seen.
    pub problems: Vec<Problem>,
    /// What was left out on purpose.
    pub skipped: Vec<Skipped>,
    /// Comments that are meant to hold findings back, by path and place.
    pub ignores: Vec<Ignore>,
    /// Files that were scanned, by path.
    pub files: Vec<String>,
    /// Counts and times.
    pub stats: Stats,
    /// The day that counted as today.
    pub as_of: Date,
    /// The tables of knowledge used, each with the day it was last compared with its sources.
    pub rules_checked: Vec<(String, Date)>,
}

/// Counts and times of a scan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Files looked at.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files parsed.
    pub parsed_files: u64,
    /// Their bytes.
    pub parsed_bytes: u64,
    /// Milliseconds of walking and prefiltering.
    pub walk_ms: u64,
    /// Milliseconds of parsing.
    pub parse_ms: u64,
    /// Milliseconds of the whole scan.
    pub total_ms: u64,
}

/// A file or directory that was left out on purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Path relative to the directory codexit was started in, with `/`.
    pub path: String,
    /// A stable word: `ignored`, `vendored`, `minified`, `too-large`, `excluded`, `symlink` …
    pub reason: &'static str,
}
