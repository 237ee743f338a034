//! `codexit report`: the same scan as `check`, written as a page for people.

use super::World;
use super::check;
use super::git;
use super::output;
use super::scan;
use crate::cli::{CheckArgs, ReportArgs};
use crate::config::Settings;
use crate::exit_status::{ExitStatus, Failure};
use crate::finding::{Applicability, FileEdits};
use crate::fix::change::Bounds;
use crate::fix::{Change, Refusal, change, diff};
use crate::report::{View, words};
use scan::Scanned;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Fixes whose diffs are shown; each is worked out anew, and a reader looks at the first.
const MOST_DIFFS: usize = 500;
/// Bytes of files that are read anew for them: a file made for it takes seconds for a megabyte, and has many fixes.
const DIFFED_BYTES: usize = 32 << 20;

/// Runs the command.
pub fn run(args: &ReportArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    if args.check.output.is_empty() {
        return Err(Failure::usage("a report is written to a file").with_help("name it: -o report.html"));
    }
    let link = args.link.as_deref().map(|template| link(template, args, world)).transpose()?;
    // The calls are half of what a report tells.
    let args = &ReportArgs { check: CheckArgs { calls: true, ..args.check.clone() }, ..args.clone() };
    let mut prepared = scan::prepare(&args.check, world)?;
    prepared.read_baseline()?;
    prepared.read_changes(&args.check, world)?;
    let outputs = output::open(&args.check.output)?;
    let report = prepared.scan(&args.check, world)?;
    let scanned = prepared.decide(&args.check, report);
    prepared.diffs = diffs(&scanned, &prepared.settings, world);
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
    let args = CheckArgs { exit_zero: args.check.exit_zero || ungated, ..args.check.clone() };
    Ok(check::status(&args, &scanned))
}

/// What fixes do to their files, by the fingerprint of the first finding that has the fix. One that is refused has none.
fn diffs(scanned: &Scanned, settings: &Settings, world: &World) -> BTreeMap<String, String> {
    let bounds = Bounds { max_bytes: settings.max_file_size.value, within: settings.file_timeout.value };
    let mut diffs = BTreeMap::new();
    let mut left = DIFFED_BYTES;
    let mut seen = BTreeSet::new();
    for kept in &scanned.passed.findings {
        let Some(fix) = kept.finding.fix.as_ref().filter(|fix| fix.applicability > Applicability::DisplayOnly) else {
            continue;
        };
        if diffs.len() >= MOST_DIFFS || left == 0 || fix.files.is_empty() || !seen.insert(fix.files.as_ptr()) {
            continue;
        }
        let of = |file: &FileEdits| change::of_file(&world.cwd.join(&file.path), file, bounds);
        let changes: Result<Vec<Change>, Refusal> = fix.files.iter().map(of).collect();
        if let Ok(changes) = changes {
            left = left.saturating_sub(changes.iter().map(|change| change.old.len()).sum());
            diffs.insert(kept.fingerprint.clone(), changes.iter().map(diff::unified).collect());
        }
    }
    diffs
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
