//! `codexit report`: the same scan as `check`, written as a page for people.

use super::World;
use super::check;
use super::git;
use super::output;
use super::scan;
use crate::cli::ReportArgs;
use crate::exit_status::{ExitStatus, Failure};
use crate::report::{View, words};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn run(args: &ReportArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    if args.check.output.is_empty() {
        return Err(Failure::usage("a report is written to a file").with_help("name it: -o report.html"));
    }
    let link = args.link.as_deref().map(|template| link(template, args, world)).transpose()?;
    let mut prepared = scan::prepare(&args.check, world)?;
    prepared.read_baseline()?;
    prepared.read_changes(&args.check, world)?;
    let outputs = output::open(&args.check.output)?;
    let report = prepared.scan(&args.check, world)?;
    let scanned = prepared.decide(&args.check, report);
    let title_of = |id: &str| prepared.cards.iter().find(|c| c.id == id).map_or(String::new(), |c| c.title.clone());
    let view = View { link: link.as_deref(), ..check::view(&args.check, &prepared, &scanned, &title_of, world) };
    check::notices(&view, world)?;
    check::write_files(outputs, &view)?;
    if !world.quiet {
        let written: Vec<String> = args.check.output.iter().map(|o| o.path.display().to_string()).collect();
        let found = words::count(scanned.passed.findings.len() as u64, "finding");
        writeln!(world.terminal.err, "{found} written to {}", written.join(", "))?;
    }
    // A report informs; it fails a run only where that was asked for, or where it is not whole.
    let ungated = args.check.fail_on.is_none();
    let args = crate::cli::CheckArgs { exit_zero: args.check.exit_zero || ungated, ..args.check.clone() };
    Ok(check::status(&args, &scanned))
}

/// The template with the commit filled in. Only addresses of the web are taken: the page makes links of them.
fn link(template: &str, args: &ReportArgs, world: &World) -> Result<String, Failure> {
    if !template.starts_with("https://") && !template.starts_with("http://") {
        return Err(Failure::usage("--link: an address that begins with https:// is needed"));
    }
    if !template.contains("{commit}") {
        return Ok(template.to_owned());
    }
    let first = args.check.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let first = world.cwd.join(first);
    let folder = if first.is_dir() { first.as_path() } else { first.parent().unwrap_or(&world.cwd) };
    let commit = git::head(folder).ok_or_else(|| Failure::usage("--link: git knows no commit for {commit}"))?;
    Ok(template.replace("{commit}", &commit))
}
