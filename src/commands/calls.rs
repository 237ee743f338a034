//! `codexit calls`: every call that leaves for a model provider, and what happens to it in an outage.

use super::World;
use super::scan;
use crate::cli::{CallsArgs, CallsFormat, CheckArgs};
use crate::config;
use crate::exit_status::{ExitStatus, Failure};
use crate::report::calls;

/// Runs the command. Finding no call is no failure.
pub fn run(args: &CallsArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let asked = CheckArgs {
        paths: args.paths.clone(),
        no_ignore: args.no_ignore,
        exclude: args.exclude.clone(),
        max_file_size: args.max_file_size,
        file_timeout: args.file_timeout,
        threads: args.threads,
        source: args.source.clone(),
        ..CheckArgs::default()
    };
    let settings = config::resolve(&asked, &world.cwd, world.today)?;
    let knowledge = config::knowledge(&settings)?;
    let mut options = scan::scan_options(&asked, &settings, world)?;
    options.calls = true;
    let report = scan::scan(&options, &knowledge, world);
    if report.files.is_empty() && report.problems.is_empty() {
        return Err(scan::nothing_to_scan(&asked, &report));
    }
    let (width, paint) = (world.terminal.width, world.terminal.out_paint);
    let out = &mut world.terminal.out;
    match args.format {
        CallsFormat::Full => calls::full(&report.calls, width, paint, out)?,
        CallsFormat::Concise => calls::concise(&report.calls, out)?,
        CallsFormat::Json => calls::document(&report.calls, report.as_of, out)?,
        CallsFormat::Csv => calls::csv(&report.calls, out)?,
    }
    Ok(ExitStatus::Clean)
}
