//! One file a subcommand. Here: from the words of the command line to the one that runs.

mod baseline;
mod calls;
mod check;
mod explain;
mod fix;
mod git;
mod ignores;
mod models;
mod output;
mod report;
mod rule_new;
mod rule_test;
mod rules;
mod scan;
mod shell;

use crate::cli::{Cli, ColorChoice, Command};
use crate::exit_status::{ExitStatus, Failure};
use crate::knowledge::{Date, Knowledge};
use crate::report::tame;
use crate::report::terminal::Terminal;
use clap::{CommandFactory, Parser};
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;

/// What a command gets from the world.
pub struct World<'a> {
    /// The streams.
    pub terminal: &'a mut Terminal,
    /// Where codexit was started, absolute.
    pub cwd: PathBuf,
    /// The day of the clock.
    pub today: Date,
    /// Findings only.
    pub quiet: bool,
    /// Everything.
    pub verbose: bool,
    /// Where a job of GitHub Actions collects its summary.
    pub summary: Option<PathBuf>,
    /// Reads standard input to its end.
    pub stdin: &'a mut dyn Read,
}

/// Runs codexit with the arguments of the process, its own name first. Says what went wrong, and how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>, variable: &dyn Fn(&str) -> Option<String>) -> ExitStatus {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, variable),
    };
    let mut terminal = Terminal::of_process(cli.global.color, variable);
    let result = dispatch(cli, &mut terminal, variable).and_then(|status| {
        terminal.out.flush()?;
        Ok(status)
    });
    let status = match result {
        Ok(status) => status,
        Err(failure) => {
            // What was written before the failure comes first; if neither can be written, the status still says it.
            let _ = terminal.out.flush();
            let _ = say(&mut terminal, &failure);
            failure.status
        }
    };
    let _ = terminal.err.flush();
    status
}

fn dispatch(
    cli: Cli,
    terminal: &mut Terminal,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<ExitStatus, Failure> {
    if cli.version {
        let rules = Knowledge::built_in().checked;
        writeln!(terminal.out, "codexit {} (rules of {rules})", env!("CARGO_PKG_VERSION"))?;
        return Ok(ExitStatus::Clean);
    }
    let cwd = std::env::current_dir().map_err(|e| Failure::usage(format!("cannot tell the current directory: {e}")))?;
    let mut stdin = std::io::stdin();
    let mut world = World {
        terminal,
        cwd,
        today: jiff::Zoned::now().date().into(),
        quiet: cli.global.quiet,
        verbose: cli.global.verbose,
        summary: variable("GITHUB_STEP_SUMMARY").map(PathBuf::from),
        stdin: &mut stdin,
    };
    match cli.command {
        None => help(&mut world),
        Some(Command::Check(args)) => check::run(&args, &mut world),
        Some(Command::Calls(args)) => calls::run(&args, &mut world),
        Some(Command::Fix(args)) => fix::run(&args, &mut world),
        Some(Command::Report(args)) => report::run(&args, &mut world),
        Some(Command::Baseline(args)) => baseline::run(&args, &mut world),
        Some(Command::Models(args)) => models::run(&args, &mut world),
        Some(Command::Rules(args)) => rules::run(&args, &mut world),
        Some(Command::Explain(args)) => explain::run(&args, &mut world),
        Some(Command::Init(args)) => rule_new::init(&args, &mut world),
        Some(Command::Completions(args)) => shell::completions(&args, &mut world),
        Some(Command::Man) => shell::man(&mut world),
        Some(Command::Schema(args)) => shell::schema(&args, &mut world),
    }
}

fn help(world: &mut World) -> Result<ExitStatus, Failure> {
    let help = Cli::command().render_help();
    if world.terminal.out_paint.0 {
        write!(world.terminal.out, "{}", help.ansi())?;
    } else {
        write!(world.terminal.out, "{help}")?;
    }
    Ok(ExitStatus::Clean)
}

/// `--help`, or a command line that cannot be understood.
fn usage(error: &clap::Error, variable: &dyn Fn(&str) -> Option<String>) -> ExitStatus {
    let mut terminal = Terminal::of_process(ColorChoice::Auto, variable);
    let text = error.render();
    let (stream, paint, status) = match error.use_stderr() {
        false => (&mut terminal.out, terminal.out_paint, ExitStatus::Clean),
        true => (&mut terminal.err, terminal.err_paint, ExitStatus::Usage),
    };
    let written = if paint.0 { write!(stream, "{}", text.ansi()) } else { write!(stream, "{text}") };
    match written.and_then(|()| stream.flush()) {
        Ok(()) => status,
        Err(_) => ExitStatus::Usage,
    }
}

fn say(terminal: &mut Terminal, failure: &Failure) -> std::io::Result<()> {
    let paint = terminal.err_paint;
    let error = paint.severity(crate::finding::Severity::Error, "error");
    writeln!(terminal.err, "{error}: {}", tame::line(&failure.message))?;
    if let Some(help) = &failure.help {
        writeln!(terminal.err, "  {}: {}", paint.good("help"), tame::line(help))?;
    }
    Ok(())
}
