//! What the process tells its caller, decided in one place and the same for every format.

use crate::finding::{Problem, Severity};
use std::collections::HashSet;

/// How a run ended. The numbers are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: nothing at or above `--fail-on`.
    Clean,
    /// 1: findings at or above `--fail-on`.
    Findings,
    /// 2: a mistake on the command line, in the configuration or in a rule file; or output that cannot be written.
    Usage,
    /// 3: a path that does not exist, or nothing to scan, or nothing of it could be read.
    NothingToScan,
    /// 4: with `--strict`, files that could not be read.
    Incomplete,
}

impl ExitStatus {
    /// The number the process exits with.
    pub fn code(self) -> u8 {
        match self {
            ExitStatus::Clean => 0,
            ExitStatus::Findings => 1,
            ExitStatus::Usage => 2,
            ExitStatus::NothingToScan => 3,
            ExitStatus::Incomplete => 4,
        }
    }
}

impl From<ExitStatus> for std::process::ExitCode {
    fn from(status: ExitStatus) -> Self {
        std::process::ExitCode::from(status.code())
    }
}

/// From which severity on findings make a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// At this severity and above.
    Severity(Severity),
    /// Never: findings are shown, and the status is 0.
    Never,
}

/// A run that stops before it has an answer: the status and what is said on standard error.
#[derive(Debug)]
pub struct Failure {
    /// How the process ends.
    pub status: ExitStatus,
    /// What is wrong; may start with `path:line:column:`.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Failure {
    /// A mistake of usage, configuration or rules.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure { status: ExitStatus::Usage, message: message.into(), help: None }
    }
    /// A path that does not exist, or nothing to scan.
    pub fn nothing_to_scan(message: impl Into<String>) -> Failure {
        Failure { status: ExitStatus::NothingToScan, message: message.into(), help: None }
    }
    /// The same with a line of help.
    pub fn with_help(mut self, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }
}

/// Output that cannot be written (a full disk; a closed pipe never gets here) ends a run like a mistake of usage.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::usage(format!("cannot write output: {error}"))
    }
}

/// What a finished scan is judged by.
#[derive(Clone, Debug)]
pub struct Outcome<'a> {
    /// Findings passed the gate that make a run fail.
    pub failing: bool,
    /// What could not be seen.
    pub problems: &'a [Problem],
    /// Something of the files could be seen.
    pub read_some: bool,
    /// `--exit-zero`: findings do not make the run fail.
    pub exit_zero: bool,
    /// `--strict`: unread files do.
    pub strict: bool,
}

/// The status of a finished scan. Under `--strict` an incomplete scan outranks findings: the list cannot be trusted to
/// be whole, which is what `--strict` asks about.
pub fn of_scan(outcome: &Outcome) -> ExitStatus {
    if outcome.strict && outcome.problems.iter().any(is_unread) {
        return ExitStatus::Incomplete;
    }
    match outcome.failing && !outcome.exit_zero {
        true => ExitStatus::Findings,
        // Nothing was looked at, so nothing can be said.
        false if !outcome.read_some => ExitStatus::NothingToScan,
        false => ExitStatus::Clean,
    }
}

/// True if anything of the files could be read; `files` are those that were found.
pub fn read_some(files: &[String], problems: &[Problem]) -> bool {
    let unread: HashSet<&str> = problems.iter().filter(|p| is_unread(p)).map(|p| p.path.as_str()).collect();
    files.iter().any(|file| !unread.contains(file.as_str()))
}

/// True for a problem that kept a whole file from being read; false for one that was read as far as it goes
/// (syntax errors, code nested too deep).
pub fn is_unread(problem: &Problem) -> bool {
    !matches!(problem.kind, "syntax" | "too-deep" | "nested" | "truncated")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(kind: &'static str) -> Problem {
        Problem { path: "a.py".into(), kind, message: String::new(), line: None }
    }

    fn status(failing: bool, exit_zero: bool, strict: bool, problems: &[Problem]) -> u8 {
        of_scan(&Outcome { failing, problems, read_some: true, exit_zero, strict }).code()
    }

    #[test]
    fn a_run_that_read_nothing_is_no_clean_one() {
        let problems = [problem("timeout")];
        let status = |failing, strict| {
            of_scan(&Outcome { failing, problems: &problems, read_some: false, exit_zero: false, strict }).code()
        };
        assert_eq!((status(false, false), status(false, true), status(true, false)), (3, 4, 1));
    }

    #[test]
    fn findings_fail_unless_told_otherwise() {
        assert_eq!(status(false, false, false, &[]), 0);
        assert_eq!(status(true, false, false, &[]), 1);
        assert_eq!(status(true, true, false, &[]), 0);
    }

    #[test]
    fn strict_is_about_files_that_were_not_read_at_all() {
        assert_eq!(status(false, false, true, &[problem("syntax")]), 0);
        assert_eq!(status(false, false, true, &[problem("unreadable")]), 4);
        assert_eq!(status(false, false, false, &[problem("unreadable")]), 0);
        assert_eq!(status(true, true, true, &[problem("binary")]), 4);
    }
}
