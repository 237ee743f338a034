//! `codexit fix`: the scan of `check`, its fixes applied, and an account of what was done and what is left.

mod account;
mod ask;

use super::{World, scan};
use crate::cli::{FixArgs, Format, MigrationTarget};
use crate::exit_status::{ExitStatus, Failure, is_unread, read_some};
use crate::finding::{Applicability, Finding, Wish};
use crate::fix::change::Bounds;
use crate::fix::{Change, Choice, Refusal, change, diff, plan, write};
use crate::gate::{self, Against};
use crate::report::tame;
use crate::scan::{Report, ScanOptions};
use account::Account;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

/// After this many rounds what still touches something else is left for the next run.
const MAX_ROUNDS: u32 = 8;

/// Runs the command.
pub fn run(args: &FixArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    refuse_reports(args)?;
    let mut prepared = scan::prepare(&args.check, world)?;
    prepared.read_baseline()?;
    prepared.read_changes(&args.check, world)?;
    let mut options = prepared.options(&args.check, world)?;
    options.wish = Wish { partial: args.partial, responses: args.target == MigrationTarget::Responses };
    let mut account = Account::default();
    let mut ask = ask::Ask::new(args.interactive);
    for round in 1.. {
        let report = scan::scan(&options, &prepared.knowledge, world);
        if report.files.is_empty() && report.problems.is_empty() {
            return Err(scan::nothing_to_scan(&args.check, &report));
        }
        if round == 1 && !args.diff && options.stdin.is_none() {
            sweep(&report, world);
        }
        let incomplete = report.problems.iter().any(is_unread);
        let nothing = round == 1 && !read_some(&report.files, &report.problems);
        let ignores = if args.check.no_ignores { &[] } else { report.ignores.as_slice() };
        let against = Against { ignores, baseline: prepared.baseline.as_ref(), changes: prepared.changes.as_ref() };
        let passed = gate::decide(report.findings.clone(), &prepared.policy, against);
        let findings: Vec<&Finding> = passed.findings.iter().map(|kept| &kept.finding).collect();
        let more = one_round(args, &options, &findings, &report, &mut ask, &mut account, world)?;
        if more && round < MAX_ROUNDS {
            continue;
        }
        account.write(args, world)?;
        if nothing && !world.quiet {
            writeln!(world.terminal.err, "nothing could be read, so nothing is known of this code")?;
        }
        let status = if args.diff && account.has_changes() || account.remains() {
            ExitStatus::Findings
        } else {
            ExitStatus::Clean
        };
        let strict = args.check.strict && incomplete;
        return Ok(match (strict, args.check.exit_zero) {
            (true, _) => ExitStatus::Incomplete,
            (false, _) if nothing => ExitStatus::NothingToScan,
            (false, true) => ExitStatus::Clean,
            _ => status,
        });
    }
    Ok(ExitStatus::Clean)
}

/// Removes what killed runs left beside the files that were scanned.
fn sweep(report: &Report, world: &World) {
    let folders: BTreeSet<&str> =
        report.files.iter().map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
    folders.into_iter().for_each(|folder| write::sweep(&path_of(world, folder)));
}

/// What only a report of findings has.
fn refuse_reports(args: &FixArgs) -> Result<(), Failure> {
    let check = &args.check;
    let asked = [
        (check.format != Format::Full, "--format"),
        (!check.output.is_empty(), "--output"),
        (check.statistics, "--statistics"),
        (check.show_settings, "--show-settings"),
        (check.show_files, "--show-files"),
        (check.mentions, "--mentions"),
    ];
    match asked.iter().find(|(asked, _)| *asked) {
        Some((_, name)) => Err(Failure::usage(format!("{name} goes with `codexit check`, not with `codexit fix`"))),
        None => Ok(()),
    }
}

/// Plans and applies once. True if it is worth another round.
fn one_round(
    args: &FixArgs,
    options: &ScanOptions,
    findings: &[&Finding],
    report: &Report,
    ask: &mut ask::Ask,
    account: &mut Account,
    world: &mut World,
) -> Result<bool, Failure> {
    let least = if args.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
    let refused_before = account.refused_files();
    let mut failure = None;
    let planned = plan::plan(findings.iter().copied(), least, |choice| {
        if choice.fix.files.iter().any(|file| refused_before.contains(&file.path)) {
            return false;
        }
        ask.about(choice, options, world).unwrap_or_else(|error| {
            failure = Some(error);
            false
        })
    });
    if let Some(error) = failure {
        return Err(error.into());
    }
    account.left(&planned, report.as_of);
    let (fits, changes) = changes(&planned.chosen, options, world, account);
    if let Some((_, text)) = &options.stdin {
        let new = changes.first().map_or(text.as_slice(), |change| &change.new);
        match args.diff {
            true => changes.iter().try_for_each(|c| world.terminal.out.write_all(diff::unified(c).as_bytes()))?,
            false => world.terminal.out.write_all(new)?,
        }
        account.done(&fits, &changes);
        return Ok(false);
    }
    if args.diff {
        for change in &changes {
            write!(world.terminal.out, "{}", diff::unified(change))?;
        }
        account.done(&fits, &changes);
        return Ok(false);
    }
    let mut written: Vec<Change> = Vec::new();
    for change in changes {
        match write::write(&path_of(world, &change.path), &change) {
            Ok(()) => written.push(change),
            Err(Refusal(why)) => account.refuse(&change.path, why),
        }
    }
    let refused = account.refused_files();
    let fits: Vec<&Choice> =
        fits.into_iter().filter(|c| !c.fix.files.iter().any(|f| refused.contains(&f.path))).collect();
    account.done(&fits, &written);
    Ok(!written.is_empty())
}

fn bounds(options: &ScanOptions) -> Bounds {
    Bounds { max_bytes: options.max_file_size, within: options.file_timeout }
}

/// The changes of all files that the chosen fixes touch. A fix one of whose files is refused is not applied at all.
fn changes<'c, 'f>(
    chosen: &'c [Choice<'f>],
    options: &ScanOptions,
    world: &World,
    account: &mut Account,
) -> (Vec<&'c Choice<'f>>, Vec<Change>) {
    let mut fits: Vec<&Choice> = chosen.iter().collect();
    loop {
        let own: Vec<Choice> = fits.iter().map(|c| (*c).clone()).collect();
        let mut changes = Vec::new();
        let mut refused = false;
        for (path, edits) in plan::by_file(&own) {
            let made = match &options.stdin {
                Some((_, bytes)) => change::of_bytes(bytes.clone(), &edits, options.file_timeout),
                None => change::of_file(&path_of(world, path), &edits, bounds(options)),
            };
            match made {
                Ok(change) => changes.push(change),
                Err(Refusal(why)) => {
                    refused = true;
                    account.refuse(path, why);
                }
            }
        }
        if !refused {
            return (fits, changes);
        }
        let gone = account.refused_files();
        fits.retain(|c| !c.fix.files.iter().any(|f| gone.contains(&f.path)));
    }
}

fn path_of(world: &World, shown: &str) -> PathBuf {
    world.cwd.join(shown)
}

/// `path:line`, for people.
fn place_of(finding: &Finding) -> String {
    tame::line(&crate::report::words::place(&finding.path, &finding.place)).into_owned()
}
