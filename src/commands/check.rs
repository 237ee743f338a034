//! `codexit check`: a scan, the gate, reports out.

use super::output::{self, Pending};
use super::scan::{self, Prepared, Scanned};
use super::{World, ignores};
use crate::cli::{CheckArgs, Format};
use crate::config;
use crate::exit_status::{self, ExitStatus, Failure, Outcome};
use crate::finding::Severity;
use crate::report::{self, View, tame, terminal::Paint, words};
use crate::scan::Report;
use std::io::{self, Write};
use std::path::PathBuf;

/// Days after which knowledge is called old.
const STALE_AFTER: i64 = 60;
/// Columns of reports in files.
const FILE_WIDTH: usize = 120;
/// How many unread files are named without `--verbose`.
const NAMED_PROBLEMS: usize = 5;
/// Bytes that a job summary of GitHub may have, with some to spare.
const SUMMARY_BYTES: usize = 1_000_000;

/// Runs the command.
pub fn run(args: &CheckArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let mut prepared = scan::prepare(args, world)?;
    if args.show_settings {
        config::show(&prepared.settings, &mut world.terminal.out)?;
        return Ok(ExitStatus::Clean);
    }
    if args.show_files {
        let files = crate::scan::files(&prepared.options(args, world)?);
        if files.is_empty() {
            return Err(Failure::nothing_to_scan("there is no file here that codexit reads"));
        }
        files.iter().try_for_each(|file| writeln!(world.terminal.out, "{}", tame::line(file)))?;
        return Ok(ExitStatus::Clean);
    }
    prepared.read_baseline()?;
    prepared.read_changes(args, world)?;
    let outputs = output::open(&args.output)?;
    let report = prepared.scan(args, world)?;
    if args.add_ignores {
        return ignores::add(args, &prepared, report, world);
    }
    show(args, &prepared, report, outputs, world)
}

/// From a finished scan to reports and a status.
fn show(
    args: &CheckArgs,
    prepared: &Prepared,
    report: Report,
    outputs: Vec<Pending>,
    world: &mut World,
) -> Result<ExitStatus, Failure> {
    let scanned = prepared.decide(args, report);
    let title_of = |id: &str| prepared.cards.iter().find(|c| c.id == id).map_or(String::new(), |c| c.title.clone());
    let view = view(args, prepared, &scanned, &title_of, world);
    notices(&view, world)?;
    write_files(outputs, &view)?;
    if args.format == Format::Github {
        summary(&view, world)?;
    }
    report::write(args.format, &view, &mut world.terminal.out)?;
    Ok(status(args, &scanned))
}

/// Everything a report can show.
pub fn view<'a>(
    args: &CheckArgs,
    prepared: &'a Prepared,
    scanned: &'a Scanned,
    titles: &'a dyn Fn(&str) -> String,
    world: &World,
) -> View<'a> {
    View {
        report: &scanned.report,
        passed: &scanned.passed,
        rules_checked: prepared.rules_checked(),
        titles,
        cards: &prepared.cards,
        link: None,
        providers: &prepared.providers,
        roots: &prepared.roots,
        statistics: args.statistics,
        quiet: world.quiet,
        verbose: world.verbose,
        mentions: args.mentions,
        calls: args.calls,
        diffs: &prepared.diffs,
        paint: world.terminal.out_paint,
        width: world.terminal.width,
    }
}

/// How the run ends.
pub fn status(args: &CheckArgs, scanned: &Scanned) -> ExitStatus {
    exit_status::of_scan(&Outcome {
        failing: scanned.passed.failing() > 0,
        problems: &scanned.report.problems,
        read_some: exit_status::read_some(&scanned.report.files, &scanned.report.problems),
        exit_zero: args.exit_zero,
        strict: args.strict,
    })
}

/// Old knowledge and unread files, on standard error.
pub fn notices(view: &View, world: &mut World) -> io::Result<()> {
    if world.quiet {
        return Ok(());
    }
    let warning = world.terminal.err_paint.severity(Severity::Warning, "warning");
    let err = &mut world.terminal.err;
    let checked = view.rules_checked;
    let age = checked.days_until(view.report.as_of);
    if age > STALE_AFTER {
        writeln!(
            err,
            "{warning}: the rules are of {checked}, {age} days before {}; a newer codexit knows more",
            view.report.as_of
        )?;
    }
    if !exit_status::read_some(&view.report.files, &view.report.problems) {
        writeln!(err, "{warning}: nothing could be read, so nothing is known of this code")?;
    }
    let unread: Vec<_> = view.report.problems.iter().filter(|p| exit_status::is_unread(p)).collect();
    let named = if view.verbose { 0 } else { NAMED_PROBLEMS }; // --verbose lists them all in the report
    for problem in unread.iter().take(named) {
        writeln!(err, "{warning}: {}: {}", tame::line(&problem.path), tame::line(&problem.message))?;
    }
    if !view.verbose && unread.len() > named {
        let more = words::count((unread.len() - named) as u64, "more file");
        writeln!(err, "{warning}: {more} could not be read; --verbose lists them")?;
    }
    Ok(())
}

/// `-o`: the same report in files, without colour.
pub fn write_files(outputs: Vec<Pending>, view: &View) -> Result<(), Failure> {
    for output in outputs {
        let view = View { paint: Paint(false), width: FILE_WIDTH, ..*view };
        let format = output.format;
        output.finish(|out| report::write(format, &view, out))?;
    }
    Ok(())
}

/// In an action of GitHub, the page of the job gets a summary too: appended, since other steps write there.
fn summary(view: &View, world: &World) -> Result<(), Failure> {
    let Some(path) = world.summary.as_ref().filter(|path| !path.as_os_str().is_empty()) else { return Ok(()) };
    let mut page = Vec::new();
    report::write(Format::Markdown, &View { paint: Paint(false), ..*view }, &mut page)?;
    if page.len() > SUMMARY_BYTES {
        page.truncate(page[..SUMMARY_BYTES].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1));
        page.extend_from_slice(b"\nThe rest does not fit into a summary.\n");
    }
    append(path, &page).map_err(|e| Failure::usage(format!("cannot write the job summary {}: {e}", path.display())))
}

fn append(path: &PathBuf, page: &[u8]) -> io::Result<()> {
    std::fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(page)
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
