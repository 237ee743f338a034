//! Deadlines, teams and the like: what a team decides about its own gate.

use super::file::{ConfigFile, FileDeadline, Located};
use super::{Origin, Setting, at, meant, selector, severity_of, word};
use crate::cli::CheckArgs;
use crate::exit_status::Failure;
use crate::finding::Severity;
use crate::gate::selection::Selector;
use std::path::{Path, PathBuf};

/// How near an end makes a run fail, for some findings or for all. What is empty does not matter.
#[derive(Clone, Debug, Default)]
pub struct Deadline {
    /// Days; what ends in more of them does not make a run fail.
    pub days: u32,
    /// Only findings of these rules.
    pub rules: Vec<Selector>,
    /// Only findings at these hosts.
    pub providers: Vec<String>,
    /// Only findings at these paths: globs, relative to the configuration's folder.
    pub paths: Vec<Setting<String>>,
    /// Only findings of this severity.
    pub severity: Option<Severity>,
}

/// Who owns some paths.
#[derive(Clone, Debug)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// Globs, relative to the configuration's folder.
    pub paths: Vec<Setting<String>>,
}

/// The general deadline, then those for some findings, as written.
pub fn deadlines(file: &ConfigFile) -> Result<Vec<Deadline>, Failure> {
    let general = word(file, &file.fail_within, days)?.map(|days| Deadline { days, ..Deadline::default() });
    let mut list: Vec<Deadline> = general.into_iter().collect();
    for written in &file.deadlines {
        list.push(deadline(file, written)?);
    }
    Ok(list)
}

fn deadline(file: &ConfigFile, written: &FileDeadline) -> Result<Deadline, Failure> {
    Ok(Deadline {
        days: meant(file, &written.fail_within, days)?,
        rules: written.rules.iter().map(|rule| selector(file, rule)).collect(),
        providers: written.providers.clone(),
        paths: globs(file, &written.paths),
        severity: word(file, &written.severity, severity_of)?,
    })
}

/// The teams as written.
pub fn teams(file: &ConfigFile) -> Vec<Team> {
    file.teams.iter().map(|(name, paths)| Team { name: name.clone(), paths: globs(file, paths) }).collect()
}

fn globs(file: &ConfigFile, paths: &[Located]) -> Vec<Setting<String>> {
    paths.iter().map(|path| Setting::new(path.text.clone(), Origin::File(at(file, path)))).collect()
}

/// A setting that is `required` or left out.
pub fn required(file: &ConfigFile, setting: &Option<Located>) -> Result<bool, Failure> {
    let read = |text: &str| match text {
        "required" => Ok(true),
        "optional" => Ok(false),
        _ => Err("one of required and optional"),
    };
    Ok(word(file, setting, read)?.unwrap_or(false))
}

/// The baseline of the command line, else of the file.
pub fn baseline(file: &ConfigFile, args: &CheckArgs, folder: &Path) -> Option<Setting<PathBuf>> {
    if let Some(path) = &args.baseline {
        return Some(Setting::new(path.clone(), Origin::Option("--baseline")));
    }
    file.baseline.as_ref().map(|path| Setting::new(folder.join(&path.text), Origin::File(at(file, path))))
}

/// A stretch of time: `60d`, `8w`, `3m` (of 30 days), or a number of days.
fn days(text: &str) -> Result<u32, &'static str> {
    let expected = "a stretch of time such as 60d, 8w or 3m";
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim() {
        "" | "d" => 1,
        "w" => 7,
        "m" => 30,
        _ => return Err(expected),
    };
    number.parse::<u32>().ok().and_then(|n| n.checked_mul(factor)).ok_or(expected)
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn stretches_of_time() {
        assert_eq!((days("60d"), days("8w"), days("3m"), days("5")), (Ok(60), Ok(56), Ok(90), Ok(5)));
        assert!(days("").is_err() && days("soon").is_err() && days("5y").is_err() && days("99999999999d").is_err());
    }
}
