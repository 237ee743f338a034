//! Deadlines as policy: which findings make a run fail. Without any it is a matter of severity alone; a deadline asks how
//! many days are left instead, wherever a day is known.

use super::paths::Globs;
use super::selection::{Meaning, meaning};
use crate::config::{Deadline, Origin, Settings};
use crate::exit_status::{FailOn, Failure};
use crate::finding::{Category, Finding};
use crate::knowledge::Date;

/// The policy, ready to be asked.
#[derive(Clone, Debug)]
pub struct Deadlines {
    fail_on: FailOn,
    /// The command line lets everything pass, deadlines too; a configuration only says so of severities.
    never: bool,
    as_of: Date,
    continuity_required: bool,
    /// The narrower ones later; the last that fits counts.
    list: Vec<Compiled>,
}

#[derive(Clone, Debug)]
struct Compiled {
    rules: Option<Vec<Meaning>>,
    providers: Vec<String>,
    paths: Option<Globs>,
    severity: Option<crate::finding::Severity>,
    days: i64,
}

impl Deadlines {
    /// Compiles the settings.
    pub fn new(settings: &Settings, known: &[&str]) -> Result<Deadlines, Failure> {
        let list = settings.deadlines.iter().map(|d| compile(d, settings, known)).collect::<Result<_, _>>()?;
        Ok(Deadlines {
            fail_on: settings.fail_on.value,
            never: settings.fail_on.value == FailOn::Never && matches!(settings.fail_on.origin, Origin::Option(_)),
            as_of: settings.as_of.value,
            continuity_required: settings.continuity_required,
            list,
        })
    }

    /// No deadlines: severity alone decides.
    #[cfg(test)]
    pub fn of_severity(least: crate::finding::Severity, as_of: Date) -> Deadlines {
        Deadlines {
            fail_on: FailOn::Severity(least),
            never: false,
            as_of,
            continuity_required: false,
            list: Vec::new(),
        }
    }

    /// True if the finding makes the run fail.
    pub fn fails(&self, finding: &Finding) -> bool {
        if self.never {
            return false;
        }
        if self.continuity_required && Category::of_rule(&finding.rule) == Some(Category::Resilience) {
            return true;
        }
        if let Some(day) = finding.shutdown_on
            && let Some(deadline) = self.list.iter().rev().find(|deadline| deadline.fits(finding))
        {
            return self.as_of.days_until(day) <= deadline.days;
        }
        matches!(self.fail_on, FailOn::Severity(least) if finding.severity >= least)
    }
}

impl Compiled {
    fn fits(&self, finding: &Finding) -> bool {
        self.rules.as_ref().is_none_or(|rules| rules.iter().any(|m| m.includes(&finding.rule)))
            && (self.providers.is_empty() || finding.provider.as_ref().is_some_and(|p| self.providers.contains(p)))
            && self.severity.is_none_or(|severity| finding.severity == severity)
            && self.paths.as_ref().is_none_or(|paths| paths.contain(&finding.path))
    }
}

fn compile(deadline: &Deadline, settings: &Settings, known: &[&str]) -> Result<Compiled, Failure> {
    let rules = match deadline.rules.is_empty() {
        true => None,
        false => Some(deadline.rules.iter().map(|rule| meaning(rule, known)).collect::<Result<_, _>>()?),
    };
    let paths = match deadline.paths.is_empty() {
        true => None,
        false => Some(Globs::new(&deadline.paths, settings)?),
    };
    Ok(Compiled {
        rules,
        providers: deadline.providers.clone(),
        paths,
        severity: deadline.severity,
        days: i64::from(deadline.days),
    })
}
