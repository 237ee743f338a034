//! What `check`, `report` and `baseline` have in common: settings and knowledge in, a scan, the gate.

use super::World;
use super::git::{self, Since};
use crate::check::registry::{self, Card};
use crate::cli::CheckArgs;
use crate::config::{self, Origin, Settings, lexical};
use crate::exit_status::Failure;
use crate::finding::Severity;
use crate::gate::baseline::Baseline;
use crate::gate::changes::Changes;
use crate::gate::{self, Against, Passed, Policy};
use crate::knowledge::provider::Contact;
use crate::knowledge::{self, Date, Knowledge, models};
use crate::report::{Compatible, Provider, progress, words};
use crate::scan::{self, Progress, Report, ScanOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What is known before a scan. A mistake in any of it is said before any file is read.
pub struct Prepared {
    /// What to do.
    pub settings: Settings,
    /// All there is to find.
    pub knowledge: Knowledge,
    /// Every rule, by id.
    pub cards: Vec<Card>,
    /// What the user wants to see.
    pub policy: Policy,
    /// What was there before.
    pub baseline: Option<Baseline>,
    /// The lines that count, if not all do.
    pub changes: Option<Changes>,
    /// Who serves models.
    pub providers: Vec<Provider>,
    /// The paths that were given, and how the paths of their files begin.
    pub roots: Vec<(String, String)>,
    /// What fixes do to the files, for the reports that show it.
    pub diffs: BTreeMap<String, String>,
}

/// A finished scan behind the gate.
pub struct Scanned {
    /// What the scan handed on, without its findings.
    pub report: Report,
    /// What the gate let pass, and what it held back.
    pub passed: Passed,
}

/// Reads settings, knowledge, baseline and changes.
pub fn prepare(args: &CheckArgs, world: &World) -> Result<Prepared, Failure> {
    let settings = config::resolve(args, &world.cwd, world.today)?;
    let knowledge = config::knowledge(&settings)?;
    let cards = registry::cards(&knowledge);
    let known: Vec<&str> = cards.iter().map(|c| c.id.as_str()).collect();
    let raised: Vec<(&str, Severity)> = match settings.continuity_required {
        true => cards.iter().filter_map(|c| Some((c.id.as_str(), c.continuity?))).collect(),
        false => Vec::new(),
    };
    let is_taste = |c: &&Card| c.opt_in && !raised.iter().any(|(id, _)| *id == c.id);
    let opt_in: Vec<&str> = cards.iter().filter(is_taste).map(|c| c.id.as_str()).collect();
    let mut policy = Policy::new(&settings, &known, &opt_in, &raised)?;
    let owners = codeowners(&settings, &args.paths)?;
    if !owners.is_empty() {
        policy = policy.with_codeowners(&settings, &owners)?;
    }
    let providers = knowledge.models.providers().iter();
    let providers = providers.map(|p| provider(p, &knowledge.contacts)).collect();
    let root = |path: &PathBuf| (path.to_string_lossy().replace('\\', "/"), scan::shown(path, &world.cwd));
    let roots = args.paths.iter().map(root).collect();
    Ok(Prepared {
        settings,
        knowledge,
        cards,
        policy,
        baseline: None,
        changes: None,
        providers,
        roots,
        diffs: BTreeMap::new(),
    })
}

/// What reports say of a provider.
fn provider(known: &models::Provider, contacts: &[Contact]) -> Provider {
    let contact = contacts.iter().find(|contact| contact.provider == known.id);
    let compatible = |c: &knowledge::provider::Compatible| Compatible {
        packages: c.packages.clone(),
        calls: c.calls.clone(),
        how: if c.note.is_empty() { c.set.clone() } else { format!("{}; {}", c.set, c.note) },
    };
    Provider {
        id: known.id.clone(),
        name: known.name.clone(),
        pages: known.references.clone(),
        status: contact.and_then(|contact| contact.status.clone()),
        support: contact.and_then(|contact| contact.support.clone()),
        compatible: contact.map_or(Vec::new(), |contact| contact.compatible.iter().map(compatible).collect()),
    }
}

impl Prepared {
    /// Reads the baseline that the settings name.
    pub fn read_baseline(&mut self) -> Result<(), Failure> {
        if let Some(path) = &self.settings.baseline {
            self.baseline = Some(read_baseline(&path.value, &path.origin)?);
        }
        Ok(())
    }

    /// Asks git which lines changed, if only those count.
    pub fn read_changes(&mut self, args: &CheckArgs, world: &World) -> Result<(), Failure> {
        let since = match (&args.since, args.staged) {
            (Some(name), _) => Since::Ref(name),
            (None, true) => Since::Staged,
            (None, false) => return Ok(()),
        };
        let folder = |path: &PathBuf| {
            let path = world.cwd.join(path);
            if path.is_dir() { path } else { path.parent().unwrap_or(&world.cwd).to_owned() }
        };
        // Several roots can lie in several repositories.
        let folders = match &args.paths[..] {
            [] => vec![world.cwd.clone()],
            paths => paths.iter().map(folder).collect(),
        };
        self.changes = Some(git::changes(&since, &folders)?);
        Ok(())
    }

    /// The day the built-in rules were last compared with their sources.
    pub fn rules_checked(&self) -> Date {
        self.knowledge.checked
    }

    /// What to scan, and for what: the rules that are selected decide it.
    pub fn options(&self, args: &CheckArgs, world: &mut World) -> Result<ScanOptions, Failure> {
        let options = scan_options(args, &self.settings, world)?;
        let is_asked = |card: &Card| card.id.starts_with("resilience/") && self.policy.selects(&card.id);
        Ok(ScanOptions { resilience: self.cards.iter().any(is_asked), ..options })
    }

    /// Scans.
    pub fn scan(&self, args: &CheckArgs, world: &mut World) -> Result<Report, Failure> {
        let options = self.options(args, world)?;
        let report = scan(&options, &self.knowledge, world);
        match report.files.is_empty() && report.problems.is_empty() {
            true => Err(nothing_to_scan(args, &report)),
            false => Ok(report),
        }
    }

    /// Lets what was found through the gate.
    pub fn decide(&self, args: &CheckArgs, mut report: Report) -> Scanned {
        let ignores = if args.no_ignores { Vec::new() } else { std::mem::take(&mut report.ignores) };
        let against = Against { ignores: &ignores, baseline: self.baseline.as_ref(), changes: self.changes.as_ref() };
        let passed = gate::decide(std::mem::take(&mut report.findings), &self.policy, against);
        Scanned { report, passed }
    }
}

/// Reads a baseline; `origin` says who named it.
pub fn read_baseline(path: &Path, origin: &Origin) -> Result<Baseline, Failure> {
    let shown = path.display().to_string();
    let text = match origin {
        Origin::File(_) => config::plain_text(path),
        // Who names a pipe wants it read.
        Origin::Option(_) | Origin::Default => std::fs::read_to_string(path),
    };
    let text = text.map_err(|e| {
        Failure::usage(format!("{origin}: cannot read {shown}: {e}")).with_help("`codexit baseline` writes one")
    })?;
    Baseline::read(&text, &shown)
}

/// Repositories whose CODEOWNERS is read, if as many are named.
const MOST_OWNED: usize = 100;

/// The texts of CODEOWNERS files with the folders they speak for: the one that is named, or those where the hosts look for
/// them, in the configuration's folder and the repositories that codexit was started in and is asked about.
fn codeowners(settings: &Settings, roots: &[PathBuf]) -> Result<Vec<(PathBuf, String)>, Failure> {
    if let Some(path) = &settings.codeowners {
        let text = config::plain_text(&path.value);
        let failed = |e| Failure::usage(format!("{}: cannot read {}: {e}", path.origin, path.value.display()));
        return Ok(vec![(settings.folder.clone(), text.map_err(failed)?)]);
    }
    let asked = roots.iter().take(MOST_OWNED).map(PathBuf::as_path);
    let repositories = asked.chain([Path::new(".")]).filter_map(|path| config::repository(path, &settings.cwd));
    let folders: BTreeSet<PathBuf> = repositories.chain([settings.folder.clone()]).collect();
    // A folder stands before those in it.
    Ok(folders.into_iter().filter_map(|folder| owners_of(&folder).map(|text| (folder, text))).collect())
}

fn owners_of(folder: &Path) -> Option<String> {
    let places = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];
    // A link could lead anywhere, and what is read here is shown in reports.
    let is_own = |path: &PathBuf| path.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    let own = places.iter().map(|place| folder.join(place)).find(is_own);
    config::plain_text(&own?).ok()
}

/// What to scan, as the command line and the settings say.
pub fn scan_options(args: &CheckArgs, settings: &Settings, world: &mut World) -> Result<ScanOptions, Failure> {
    let (roots, stdin) = roots(args, world.stdin)?;
    Ok(ScanOptions {
        roots,
        stdin,
        as_of: settings.as_of.value,
        horizon_days: settings.horizon.value,
        no_ignore: args.no_ignore,
        exclude: settings.exclude.iter().map(|glob| glob.value.clone()).chain(own_files(args, settings)).collect(),
        max_file_size: settings.max_file_size.value,
        file_timeout: settings.file_timeout.value,
        threads: args.threads.map_or(0, usize::from),
        mentions: args.mentions,
        markdown: args.markdown,
        resilience: false, // the policy says
        calls: args.calls,
        fix: settings.fix,
        wish: Default::default(),
        progress: Progress::default(),
    })
}

/// What this run or one before it writes is no part of the project.
fn own_files(args: &CheckArgs, settings: &Settings) -> Vec<String> {
    let outputs = args.output.iter().map(|output| &output.path);
    let baseline = settings.baseline.iter().map(|path| &path.value);
    let below = |path: &PathBuf| {
        let path = lexical(&settings.cwd.join(path));
        let below = path.strip_prefix(&settings.cwd).ok()?.to_string_lossy().replace('\\', "/");
        Some(format!("/{}", globset::escape(&below)))
    };
    outputs.chain(baseline).filter_map(below).collect()
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

/// Scans, with a bar that shows how far it is where somebody looks.
pub fn scan(options: &ScanOptions, knowledge: &Knowledge, world: &World) -> Report {
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

/// Says why no file was looked at.
pub fn nothing_to_scan(args: &CheckArgs, report: &Report) -> Failure {
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
