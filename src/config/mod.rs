//! What a run is to do: the command line and the configuration file joined into [`Settings`], each with where it came
//! from. The command line wins. Nothing to the right of this module looks at an option.

mod exclude;
mod file;
mod find;
mod fix;
mod policy;
mod rule_files;
mod show;
mod size;
mod within;

pub use file::Located;
pub use find::{Found, repository};
pub use policy::{Deadline, Team};
pub use rule_files::{RuleFile, knowledge, rule_failure, rule_files};
pub use show::show;
pub use within::plain_text;

use crate::cli::{CheckArgs, SourceArgs};
use crate::exit_status::{FailOn, Failure};
use crate::finding::{FixValues, Severity};
use crate::gate::selection::{Layer, Selector};
use crate::knowledge::Date;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// Days ahead in which a shutdown is a warning, unless set.
pub const DEFAULT_HORIZON: u32 = 90;
/// Largest code file that is parsed, in bytes, unless set: nobody writes larger ones by hand, and parsing one takes as long
/// as parsing a whole project.
pub const DEFAULT_MAX_FILE_SIZE: u64 = 2 << 20;
/// How long a file may take to parse, unless set: some hundred times what one of the largest size takes.
pub const DEFAULT_FILE_TIMEOUT: Duration = Duration::from_secs(10);

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// An option, such as `--horizon`.
    Option(&'static str),
    /// A configuration file: `path`, or `path:line:column` where it is known.
    File(String),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::Option(name) => f.write_str(name),
            Origin::File(at) => f.write_str(at),
        }
    }
}

/// A setting with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// What is in force.
    pub value: T,
    /// Who said so.
    pub origin: Origin,
}

impl<T> Setting<T> {
    fn new(value: T, origin: Origin) -> Self {
        Setting { value, origin }
    }
    /// The option if given, else what the file says, else the default.
    fn pick(option: Option<T>, name: &'static str, file: Option<T>, path: &str, default: T) -> Self {
        match (option, file) {
            (Some(value), _) => Setting::new(value, Origin::Option(name)),
            (None, Some(value)) => Setting::new(value, Origin::File(path.to_string())),
            (None, None) => Setting::new(default, Origin::Default),
        }
    }
}

/// Rules that do not count for some paths.
#[derive(Clone, Debug)]
pub struct PathIgnore {
    /// Glob, relative to the configuration's folder.
    pub path: Setting<String>,
    /// The rules.
    pub rules: Vec<Selector>,
    /// Why.
    pub reason: String,
    /// The first day on which it no longer counts.
    pub until: Option<Date>,
}

/// What a check is to do.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The configuration file that was used, as shown.
    pub file: Option<String>,
    /// The folder its paths are relative to, absolute; where codexit was started, without a file.
    pub folder: PathBuf,
    /// Where codexit was started, absolute.
    pub cwd: PathBuf,
    /// The day that counts as today.
    pub as_of: Setting<Date>,
    /// Days ahead in which a shutdown is a warning.
    pub horizon: Setting<u32>,
    /// Which rules count, the configuration's word first, then the command line's.
    pub selection: Vec<Layer>,
    /// Severity by rule.
    pub severity: Vec<(Selector, Severity)>,
    /// Rules that do not count for some paths.
    pub path_ignores: Vec<PathIgnore>,
    /// Show nothing below.
    pub min_severity: Setting<Severity>,
    /// Fail from here on.
    pub fail_on: Setting<FailOn>,
    /// Globs of paths to leave out: the configuration's, made relative to where codexit was started, and the command line's.
    pub exclude: Vec<Setting<String>>,
    /// Largest file that is read, in bytes.
    pub max_file_size: Setting<u64>,
    /// How long a file may take to parse.
    pub file_timeout: Setting<Duration>,
    /// More rule files and folders.
    pub rules: Vec<Setting<PathBuf>>,
    /// What paths in fingerprints are relative to, absolute: the configuration's folder, else the repository's, else
    /// where codexit was started.
    pub base: PathBuf,
    /// A file of known findings.
    pub baseline: Option<Setting<PathBuf>>,
    /// An ignore comment must say why.
    pub needs_reason: bool,
    /// What does not survive an outage makes a run fail.
    pub continuity_required: bool,
    /// How near an end makes a run fail, the general word first.
    pub deadlines: Vec<Deadline>,
    /// Who owns which paths.
    pub teams: Vec<Team>,
    /// A CODEOWNERS file.
    pub codeowners: Option<Setting<PathBuf>>,
    /// What fixes write.
    pub fix: FixValues,
}

/// Joins the command line and the configuration file. `today` is the day of the clock, used unless `--as-of` is given.
pub fn resolve(args: &CheckArgs, cwd: &Path, today: Date) -> Result<Settings, Failure> {
    let first = match args.paths.first() {
        Some(path) if path.as_os_str() == "-" => args.stdin_filename.as_deref().map_or(Path::new("."), Path::new),
        Some(path) => path.as_path(),
        None => Path::new("."),
    };
    let found = match &args.source.config {
        Some(path) => find::named(path, cwd)?,
        None if args.source.isolated => Found::default(),
        None => find::nearest(first, cwd)?,
    };
    let file = &found.file;
    let path = file.shown.as_str();
    let folder = found.folder.clone().unwrap_or_else(|| cwd.to_path_buf());
    let source = &args.source;

    let min_severity = word(file, &file.min_severity, severity_of)?;
    let fail_on = word(file, &file.fail_on, fail_on_of)?;
    let mut severity = Vec::new();
    for (rule, to) in &file.severity {
        severity.push((selector(file, rule), meant(file, to, severity_of)?));
    }
    let settings = Settings {
        file: found.folder.is_some().then(|| path.to_string()),
        cwd: cwd.to_path_buf(),
        as_of: Setting::pick(source.as_of, "--as-of", None, path, today),
        horizon: Setting::pick(source.horizon, "--horizon", file.horizon, path, DEFAULT_HORIZON),
        selection: layers(file, args),
        severity,
        path_ignores: path_ignores(file)?,
        min_severity: Setting::pick(
            args.min_severity.map(Into::into),
            "--min-severity",
            min_severity,
            path,
            Severity::Info,
        ),
        fail_on: Setting::pick(
            args.fail_on.map(Into::into),
            "--fail-on",
            fail_on,
            path,
            FailOn::Severity(Severity::Warning),
        ),
        exclude: exclude::globs(file, args, &folder, cwd)?,
        max_file_size: Setting::pick(
            args.max_file_size,
            "--max-file-size",
            file.max_file_size,
            path,
            DEFAULT_MAX_FILE_SIZE,
        ),
        file_timeout: Setting::pick(
            args.file_timeout.map(|s| Duration::from_secs(s.into())),
            "--file-timeout",
            file.file_timeout.map(|s| Duration::from_secs(s.into())),
            path,
            DEFAULT_FILE_TIMEOUT,
        ),
        rules: rules(file, &folder, source),
        base: match &found.folder {
            Some(folder) => folder.clone(),
            None => find::repository(first, cwd).unwrap_or_else(|| cwd.to_path_buf()),
        },
        baseline: policy::baseline(file, args, &folder),
        needs_reason: policy::required(file, &file.ignore_reason)?,
        continuity_required: policy::required(file, &file.continuity)?,
        deadlines: policy::deadlines(file)?,
        teams: policy::teams(file),
        fix: file.fix,
        codeowners: file.codeowners.as_ref().map(|c| Setting::new(folder.join(&c.text), Origin::File(at(file, c)))),
        folder,
    };
    if source.config.is_none() {
        within::check(&settings)?;
    }
    Ok(settings)
}

/// The settings of commands that check nothing: where rules come from, and the date.
pub fn resolve_source(source: &SourceArgs, cwd: &Path, today: Date) -> Result<Settings, Failure> {
    resolve(&CheckArgs { source: source.clone(), ..CheckArgs::default() }, cwd, today)
}

fn layers(file: &file::ConfigFile, args: &CheckArgs) -> Vec<Layer> {
    let of_file = |list: &[Located]| list.iter().map(|s| selector(file, s)).collect::<Vec<_>>();
    let of_option = |name: &'static str, list: &[String]| -> Vec<Selector> {
        list.iter().map(|text| Selector { text: text.clone(), origin: Origin::Option(name) }).collect()
    };
    vec![
        Layer {
            select: file.select.as_ref().map(|s| of_file(s)),
            extend: of_file(&file.extend_select),
            ignore: of_file(&file.ignore),
        },
        Layer {
            select: (!args.select.is_empty()).then(|| of_option("--select", &args.select)),
            extend: of_option("--extend-select", &args.extend_select),
            ignore: of_option("--ignore", &args.ignore),
        },
    ]
}

fn path_ignores(file: &file::ConfigFile) -> Result<Vec<PathIgnore>, Failure> {
    let one = |ignore: &file::PerPathIgnore| -> Result<PathIgnore, Failure> {
        Ok(PathIgnore {
            path: Setting::new(ignore.path.text.clone(), Origin::File(at(file, &ignore.path))),
            rules: ignore.rules.iter().map(|r| selector(file, r)).collect(),
            reason: ignore.reason.clone(),
            until: word(file, &ignore.until, |day| Date::parse(day).ok_or("a day such as 2027-01-01"))?,
        })
    };
    file.per_path_ignores.iter().map(one).collect()
}

fn rules(file: &file::ConfigFile, folder: &Path, source: &SourceArgs) -> Vec<Setting<PathBuf>> {
    let from_file = file.rules.iter().map(|r| Setting::new(folder.join(&r.text), Origin::File(at(file, r))));
    let from_options = source.rules.iter().map(|r| Setting::new(r.clone(), Origin::Option("--rules")));
    from_file.chain(from_options).collect()
}

fn at(file: &file::ConfigFile, located: &Located) -> String {
    format!("{}:{}:{}", file.shown, located.line, located.column)
}

fn selector(file: &file::ConfigFile, located: &Located) -> Selector {
    Selector { text: located.text.clone(), origin: Origin::File(at(file, located)) }
}

fn word<T>(
    file: &file::ConfigFile,
    located: &Option<Located>,
    of: impl Fn(&str) -> Result<T, &'static str>,
) -> Result<Option<T>, Failure> {
    located.as_ref().map(|l| meant(file, l, of)).transpose()
}

fn meant<T>(
    file: &file::ConfigFile,
    located: &Located,
    of: impl Fn(&str) -> Result<T, &'static str>,
) -> Result<T, Failure> {
    of(&located.text)
        .map_err(|expected| Failure::usage(format!("{}: `{}` is not {expected}", at(file, located), located.text)))
}

fn severity_of(word: &str) -> Result<Severity, &'static str> {
    match word {
        "error" => Ok(Severity::Error),
        "warning" => Ok(Severity::Warning),
        "info" => Ok(Severity::Info),
        _ => Err("a severity: error, warning or info"),
    }
}

fn fail_on_of(word: &str) -> Result<FailOn, &'static str> {
    match word {
        "never" => Ok(FailOn::Never),
        _ => severity_of(word).map(FailOn::Severity).map_err(|_| "one of error, warning, info and never"),
    }
}

/// A path without `.` and `..`, by its text alone.
pub(crate) fn lexical(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lose_their_dots() {
        assert_eq!(lexical(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
