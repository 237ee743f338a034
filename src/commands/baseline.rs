//! `codexit baseline`: writes down what is found now, or takes out what is fixed.

use super::World;
use super::output;
use super::scan;
use crate::cli::{BaselineArgs, CheckArgs, Format};
use crate::config::Origin;
use crate::exit_status::{ExitStatus, Failure};
use crate::gate::baseline::Baseline;
use crate::report::words;
use std::io::Write;
use std::path::PathBuf;

/// Where it is written unless a name is given.
const DEFAULT: &str = "codexit-baseline.toml";

/// Runs the command.
pub fn run(args: &BaselineArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    if args.check.since.is_some() || args.check.staged {
        return Err(Failure::usage("a baseline is of the whole project: it takes no --since and no --staged"));
    }
    if args.prune && !args.check.paths.is_empty() {
        return Err(Failure::usage("--prune looks at the whole project: what lies outside of a path would seem fixed")
            .with_help("leave the paths out"));
    }
    // What comments hold back needs no baseline.
    let prepared = scan::prepare(&args.check, world)?;
    let path = prepared.settings.baseline.as_ref().map_or_else(|| PathBuf::from(DEFAULT), |path| path.value.clone());
    let before = match args.prune {
        true => Some(scan::read_baseline(&path, &Origin::Option("--prune"))?),
        false => None,
    };
    let output = output::begin(Format::Full, &path)?;
    let whole = CheckArgs { baseline: None, ..args.check.clone() };
    let report = prepared.scan(&whole, world)?;
    let as_of = report.as_of;
    let scanned = prepared.decide(&whole, report);
    let (baseline, said) = match before {
        None => {
            let baseline = Baseline::of(scanned.passed.findings.iter(), as_of);
            let said = format!("{} written to {}", words::count(baseline.len() as u64, "finding"), path.display());
            (baseline, said)
        }
        Some(before) => {
            let baseline = before.pruned(scanned.passed.found.iter().map(String::as_str));
            let gone = (before.len() - baseline.len()) as u64;
            let said = format!(
                "{} taken out of {}, {} left",
                words::count(gone, "fixed finding"),
                path.display(),
                words::grouped(baseline.len() as u64)
            );
            (baseline, said)
        }
    };
    let text = baseline.text()?;
    output.finish(|out| out.write_all(text.as_bytes()))?;
    if !world.quiet {
        writeln!(world.terminal.err, "{said}")?;
    }
    Ok(ExitStatus::Clean)
}
