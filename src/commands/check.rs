//! `codexit check`: settings and knowledge in, a scan, the gate, reports out.

use super::World;
use crate::check::registry::{self, Card};
use crate::cli::{CheckArgs, Format};
use crate::config::{self, Settings};
use crate::exit_status::{self, ExitStatus, Failure, Outcome};
use crate::finding::Severity;
use crate::gate::{self, Passed, Policy};
use crate::knowledge::{Date, Knowledge};
use crate::report::{self, View, progress, tame, terminal::Paint, words};
use crate::scan::{self, Progress, Report, ScanOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Days after which knowledge is called old.
const STALE_AFTER: i64 = 60;
/// Columns of reports in files.
const FILE_WIDTH: usize = 120;
/// How many unread files are named without `--verbose`.
const NAMED_PROBLEMS: usize = 5;

/// Runs the command.
pub fn run(args: &CheckArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let settings = config::resolve(args, &world.cwd, world.today)?;
    let knowledge = config::knowledge(&settings)?;
    let cards = registry::cards(&knowledge);
    let known: Vec<&str> = cards.iter().map(|c| c.id.as_str()).collect();
    let opt_in: Vec<&str> = cards.iter().filter(|c| c.opt_in).map(|c| c.id.as_str()).collect();
    let policy = Policy::new(&settings, &known, &opt_in)?;
    if args.show_settings {
        config::show(&settings, &mut world.terminal.out)?;
        return Ok(ExitStatus::Clean);
    }

    let mut options = scan_options(args, &settings, world)?;
    options.resilience = known.iter().any(|id| id.starts_with("resilience/") && policy.selects(id));
    let report = scan(&options, &knowledge, world);
    if report.files.is_empty() && report.problems.is_empty() {
        return Err(nothing_to_scan(args, &report));
    }
    if args.show_files {
        report.files.iter().try_for_each(|f| writeln!(world.terminal.out, "{}", tame::line(f)))?;
        return Ok(ExitStatus::Clean);
    }
    show(args, &settings, &policy, (&cards, knowledge.checked), report, world)
}

/// From a finished scan to reports and a status.
fn show(
    args: &CheckArgs,
    settings: &Settings,
    policy: &Policy,
    (cards, rules_checked): (&[Card], Date),
    mut report: Report,
    world: &mut World,
) -> Result<ExitStatus, Failure> {
    let passed = gate::decide(std::mem::take(&mut report.findings), policy);
    let title_of = |id: &str| cards.iter().find(|c| c.id == id).map_or(String::new(), |c| c.title.clone());
    let view = View {
        report: &report,
        passed: &passed,
        rules_checked,
        titles: &title_of,
        statistics: args.statistics,
        quiet: world.quiet,
        verbose: world.verbose,
        mentions: args.mentions,
        calls: args.calls,
        paint: world.terminal.out_paint,
        width: world.terminal.width,
    };
    notices(&view, world)?;
    write_files(args, &view)?;
    report::write(args.format, &view, &mut world.terminal.out)?;
    Ok(status(args, settings, &report, &passed))
}

fn status(args: &CheckArgs, settings: &Settings, report: &Report, passed: &Passed) -> ExitStatus {
    exit_status::of_scan(&Outcome {
        worst: passed.worst(),
        problems: &report.problems,
        fail_on: settings.fail_on.value,
        exit_zero: args.exit_zero,
        strict: args.strict,
    })
}

pub(super) fn scan_options(args: &CheckArgs, settings: &Settings, world: &mut World) -> Result<ScanOptions, Failure> {
    let (roots, stdin) = roots(args, world.stdin)?;
    Ok(ScanOptions {
        roots,
        stdin,
        as_of: settings.as_of.value,
        horizon_days: settings.horizon.value,
        no_ignore: args.no_ignore,
        exclude: settings.exclude.iter().map(|glob| glob.value.clone()).collect(),
        max_file_size: settings.max_file_size.value,
        threads: args.threads.map_or(0, usize::from),
        mentions: args.mentions,
        markdown: args.markdown,
        resilience: false, // the policy says
        calls: args.calls,
        progress: Progress::default(),
    })
}

type Roots = (Vec<PathBuf>, Option<(String, Vec<u8>)>);

/// What to scan. Every path must exist: a typo must not pass for a clean project.
fn roots(args: &CheckArgs, stdin: &mut dyn Read) -> Result<Roots, Failure> {
    if args.paths.iter().any(|p| p == Path::new("-")) {
        if args.paths.len() > 1 {
            return Err(Failure::usage("`-` stands for standard input and takes no other paths beside it"));
        }
        let name = args.stdin_filename.clone().ok_or_else(|| {
            Failure::usage("standard input needs a name that says what it is written in")
                .with_help("add --stdin-filename app.py")
        })?;
        let mut bytes = Vec::new();
        stdin.read_to_end(&mut bytes).map_err(|e| Failure::usage(format!("cannot read standard input: {e}")))?;
        return Ok((Vec::new(), Some((name.replace('\\', "/"), bytes))));
    }
    if args.stdin_filename.is_some() {
        return Err(Failure::usage("--stdin-filename goes with the path `-`"));
    }
    let paths = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths.clone() };
    let missing: Vec<String> = paths
        .iter()
        .filter_map(|p| p.symlink_metadata().and_then(|_| p.metadata()).err().map(|e| (p, e)))
        .map(|(p, e)| match e.kind() {
            io::ErrorKind::NotFound => format!("{} does not exist", p.display()),
            _ => format!("{}: {e}", p.display()),
        })
        .collect();
    match missing.is_empty() {
        true => Ok((paths, None)),
        false => Err(Failure::nothing_to_scan(missing.join("; "))),
    }
}

pub(super) fn scan(options: &ScanOptions, knowledge: &Knowledge, world: &World) -> Report {
    let visible = world.terminal.err_is_terminal && !world.quiet;
    let bar = visible.then(|| progress::show(options.progress.clone()));
    let mut report = scan::run(options, knowledge);
    drop(bar);
    report.files.sort_unstable();
    report.mentions.sort_unstable();
    report.problems.sort_unstable();
    report.skipped.sort_unstable();
    report
}

pub(super) fn nothing_to_scan(args: &CheckArgs, report: &Report) -> Failure {
    let paths: Vec<String> = args.paths.iter().map(|p| p.display().to_string()).collect();
    let place = if paths.is_empty() { ".".to_string() } else { paths.join(", ") };
    let failure = Failure::nothing_to_scan(format!("nothing to scan in {place}"));
    match report.skipped.len() as u64 {
        0 => failure.with_help(
            "codexit reads Python, JavaScript, TypeScript, notebooks, JSON, YAML, TOML, .env and requirements files",
        ),
        1 => failure.with_help(format!("{} was left out: {}", report.skipped[0].path, report.skipped[0].reason)),
        many => failure.with_help(format!(
            "{} were left out; --no-ignore reads ignored and vendored ones",
            words::count(many, "path")
        )),
    }
}

/// Old knowledge and unread files, on standard error.
fn notices(view: &View, world: &mut World) -> io::Result<()> {
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
fn write_files(args: &CheckArgs, view: &View) -> Result<(), Failure> {
    for output in &args.output {
        let view = View { paint: Paint(false), width: FILE_WIDTH, ..*view };
        write_file(&output.path, output.format, &view)
            .map_err(|e| Failure::usage(format!("cannot write {}: {e}", output.path.display())))?;
    }
    Ok(())
}

fn write_file(path: &Path, format: Format, view: &View) -> io::Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    report::write(format, view, &mut file)?;
    file.flush()
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
