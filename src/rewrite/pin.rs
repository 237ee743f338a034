//! Pins of manifests go up together with the code that needs it: not while a call of the old interface is left that
//! cannot be migrated.

use crate::facts::manifest::{COMMAND, Ecosystem, Requirement};
use crate::finding::{Applicability, Edit, FileEdits, Finding, Fix};
use crate::knowledge::Migration;
use crate::source::{Source, Span};
use std::sync::Arc;

/// Attaches fixes to findings about the packages of these migrations.
pub fn attach(migrations: &[Migration], pins: &[(Source, Vec<Requirement>)], findings: &mut [Finding]) {
    for migration in migrations.iter().filter(|m| !m.newest.is_empty()) {
        // What another migration of the same package cannot do holds its pin back, too.
        let of_package = |m: &&Migration| {
            m.package == migration.package && m.ecosystem == migration.ecosystem && !m.newest.is_empty()
        };
        let all: Vec<&Migration> = migrations.iter().filter(of_package).collect();
        let rules = |f: &Finding| all.iter().any(|m| m.rules.contains(&f.rule));
        let stuck: Vec<String> = findings
            .iter()
            .filter(|f| rules(f) && f.fix.as_ref().is_none_or(is_left))
            .map(|f| f.path.clone())
            .collect();
        for finding in findings.iter_mut().filter(|f| f.rule.starts_with("dependency/")) {
            let Some((source, requirement)) = requirement_of(finding, pins, migration) else { continue };
            let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let below =
                |path: &String| folder.is_empty() || path.strip_prefix(folder).is_some_and(|r| r.starts_with('/'));
            let new = raised(requirement, migration);
            let fix = Fix::shown(format!("Raise `{}` to `{new}`", requirement.name));
            finding.fix = Some(if requirement.locked || is_lock_file(&source.path) {
                let command = match requirement.ecosystem {
                    Ecosystem::Npm => "npm update (or yarn, pnpm)",
                    Ecosystem::Pypi => "pip-compile, poetry lock or uv lock",
                };
                fix.because(format!("lock files are not edited: raise the manifest, then run {command}"))
            } else if let Some(path) = stuck.iter().find(|path| below(path)) {
                fix.because(format!("{path} still needs the old version and cannot be migrated by codexit"))
            } else {
                match place(source, requirement) {
                    Some(span) => Fix {
                        applicability: Applicability::Unsafe,
                        files: Arc::new([FileEdits {
                            path: source.path.clone(),
                            digest: source.digest(),
                            edits: vec![Edit { span, place: source.place(span), text: new }],
                        }]),
                        ..fix
                    },
                    None => fix.because("it is written in a way of its own"),
                }
            });
        }
    }
}

/// True of a fix after which something of the old interface is left.
fn is_left(fix: &Fix) -> bool {
    fix.applicability == Applicability::DisplayOnly || fix.title.ends_with(super::partial::TITLE_END)
}

/// True of files that a tool writes: also where they repeat what the manifest asks for.
fn is_lock_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    name.contains("lock") || name == "npm-shrinkwrap.json"
}

/// The requirement that a finding is about.
fn requirement_of<'s>(
    finding: &Finding,
    pins: &'s [(Source, Vec<Requirement>)],
    migration: &Migration,
) -> Option<(&'s Source, &'s Requirement)> {
    let (source, requirements) = pins.iter().find(|(source, _)| source.path == finding.path)?;
    let ecosystem = match migration.ecosystem.as_str() {
        "npm" => Ecosystem::Npm,
        _ => Ecosystem::Pypi,
    };
    let is = |r: &&Requirement| {
        r.ecosystem == ecosystem
            && ecosystem.normal_name(&r.name) == migration.package
            && source.place(r.span) == finding.place
    };
    requirements.iter().find(is).map(|requirement| (source, requirement))
}

/// The range afterwards, in the manner of the one before.
fn raised(requirement: &Requirement, migration: &Migration) -> String {
    let range = requirement.range.trim();
    let operator: String = range.chars().take_while(|c| !c.is_ascii_alphanumeric() && !c.is_whitespace()).collect();
    match operator.as_str() {
        "==" | "^" | "~" | "~=" | "" | "===" => format!("{operator}{}", migration.newest),
        _ => migration.needs.clone(),
    }
}

/// The bytes of the range, if it stands there as it is.
fn place(source: &Source, requirement: &Requirement) -> Option<Span> {
    let range = requirement.range.as_str();
    if range.is_empty() || requirement.group == COMMAND || range.contains(['@', '/', '*']) {
        return None;
    }
    let shown = source.slice(requirement.span);
    let at = shown.rfind(range)?;
    let start = requirement.span.start + at as u32;
    Some(Span { start, end: start + range.len() as u32 })
}
