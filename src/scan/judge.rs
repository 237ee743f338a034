//! What was read becomes findings.

use super::calls;
use super::report::ScanOptions;
use crate::calls::row::Row;
use crate::check::flow::Flow;
use crate::check::lifecycle::Clock;
use crate::check::pattern::Patterns;
use crate::check::profile::Profiles;
use crate::check::versions::{Reach, Versions};
use crate::check::{api, data, handler, model, package, resilience, shell, started, text, unknown};
use crate::facts::data::Data;
use crate::facts::manifest::{Ecosystem, Requirement};
use crate::facts::text::Text;
use crate::finding::{Finding, Fix, Mention, Problem, Severity};
use crate::knowledge::{Knowledge, Rule};
use crate::project::{Project, Resolver, Unit, UnitId};
use crate::rewrite;
use crate::source::Source;
use rustc_hash::FxHashSet;

/// What the checks say.
#[derive(Debug, Default)]
pub struct Judged {
    /// What to act on.
    pub findings: Vec<Finding>,
    /// What is named but not used.
    pub mentions: Vec<Mention>,
    /// Calls that leave for a model provider.
    pub calls: Vec<Row>,
    /// What the checks could not see.
    pub problems: Vec<Problem>,
}

/// The knowledge, made ready to be asked.
pub struct Checks<'k> {
    /// As it was loaded.
    pub knowledge: &'k Knowledge,
    /// The models, and the day they are judged for.
    pub clock: Clock<'k>,
    profiles: Profiles<'k>,
    patterns: Patterns<'k>,
    resilience: bool,
}

impl<'k> Checks<'k> {
    /// Prepares the knowledge for a scan with these options.
    pub fn new(options: &ScanOptions, knowledge: &'k Knowledge) -> Checks<'k> {
        Checks {
            knowledge,
            clock: Clock { as_of: options.as_of, horizon_days: options.horizon_days, models: &knowledge.models },
            profiles: Profiles::new(&knowledge.sdks),
            patterns: Patterns::new(&knowledge.rules, &knowledge.words),
            resilience: options.resilience,
        }
    }

    /// What a data file says; it needs no other file for that.
    pub fn data(&self, source: &Source, data: &Data, found: &mut model::Found) {
        data::check(source, data, &self.knowledge.words, &self.patterns, &self.clock, found);
        if self.resilience {
            found.findings.extend(resilience::gateway::dead(source, data, &self.clock));
        }
    }

    /// What a file says that is read as text.
    pub fn text(&self, source: &Source, literals: &Text, found: &mut model::Found) {
        text::check(source, literals, &self.knowledge.words, &self.patterns, &self.clock, found);
    }
}

/// Runs every check on what was read of a project; `packages` are its folders with an `__init__.py`, `is_last` says
/// that there is no other project.
pub fn judge(
    options: &ScanOptions,
    checks: &Checks<'_>,
    units: Vec<Unit>,
    of_data: model::Found,
    pins: &[(Source, Vec<Requirement>)],
    packages: Vec<String>,
    is_last: bool,
) -> Judged {
    let knowledge = checks.knowledge;
    let mut judged = Judged { findings: of_data.findings, mentions: of_data.mentions, ..Judged::default() };
    let project = Project::new(units, packages);
    for mut found in project.ask(|ids| code(checks, &project, ids)) {
        judged.findings.append(&mut found.findings);
        judged.mentions.append(&mut found.mentions);
    }

    let packages = package::Packages::new(&knowledge.packages);
    let mut versions = Versions::default();
    for (source, requirements) in pins {
        versions.add(source, requirements);
        for requirement in requirements {
            let found = package::finding(source, requirement, &packages, options.as_of, options.horizon_days);
            judged.findings.extend(found);
            judged.findings.extend(started::requirement(source, requirement, &checks.patterns, &checks.clock));
        }
    }
    if options.resilience || options.calls {
        let (findings, calls, problems) =
            calls::judge(options, knowledge, &project, &checks.profiles, &versions, &checks.clock);
        judged.findings.extend(findings);
        judged.calls = calls;
        judged.problems.extend(problems);
    }
    once(&mut judged.findings);
    rewrite::attach(&project, &knowledge.migrations, &checks.clock, options.wish, &mut judged.findings);
    rewrite::looked_up::hold_back(&project, &mut judged.findings);
    rewrite::pin::attach(&knowledge.migrations, pins, &mut judged.findings);
    let is_edited = |fix: &Fix| fix.files.iter().all(|file| file.digest != Source::NOT_EDITED);
    judged.findings.iter_mut().for_each(|finding| finding.fix = finding.fix.take().filter(is_edited));
    // Nobody waits for hundreds of megabytes of facts to be given back, if nothing comes after them.
    if is_last {
        std::thread::spawn(move || drop(project));
    }
    judged.mentions.sort_by(|a, b| (&a.path, a.place, &a.subject).cmp(&(&b.path, b.place, &b.subject)));
    hold_back(&mut judged.findings, &knowledge.rules, &versions);
    judged
}

fn code(checks: &Checks<'_>, project: &Project, ids: &[UnitId]) -> model::Found {
    let Checks { knowledge, clock, profiles, patterns, .. } = checks;
    let resolver = Resolver::new(project);
    let is_model = |text: &str| knowledge.models.find(text, None).is_some();
    let ends = |id: &str, provider: Option<&str>| clock.judge(id, provider).is_some();
    let mut flow = Flow::new(&resolver, &knowledge.words, profiles, &is_model, &ends);
    let mut found = model::Found::default();
    for &id in ids {
        model::check(project, id, &mut flow, clock, &mut found);
        api::check(&resolver, id, patterns, profiles, clock, &mut found.findings);
        unknown::check(&resolver, id, profiles, &knowledge.models, &mut found.findings);
        handler::check(&resolver, id, patterns, profiles, clock, &mut found.findings);
        shell::check(&project.unit(id).source, patterns, clock, &mut found.findings);
    }
    found
}

/// One finding a line, rule and subject.
fn once(findings: &mut Vec<Finding>) {
    let mut seen = FxHashSet::default();
    findings.sort_by(|a, b| (&a.path, a.place).cmp(&(&b.path, b.place)));
    findings.retain(|f| seen.insert((f.path.clone(), f.place.line, f.rule.clone(), f.subject.clone())));
}

/// Says on a finding about an API where the project's own manifest holds it on a version that still has it.
fn hold_back(findings: &mut [Finding], rules: &[Rule], versions: &Versions) {
    for finding in findings {
        let Some(rule) = rules.iter().find(|r| r.id == finding.rule) else { continue };
        let Some(removal) = rule.removal(finding.package.as_deref()) else { continue };
        let ecosystem = match removal.ecosystem {
            "pypi" => Ecosystem::Pypi,
            "npm" => Ecosystem::Npm,
            _ => continue,
        };
        if let Some(held) = versions.held_back(&finding.path, ecosystem, removal.package, removal.version) {
            finding.notes.push(held.sentence.clone());
            if let (Reach::Below, Some(severity)) = (held.reach, removal.held_severity) {
                finding.severity = finding.severity.min(severity);
            }
            if held.reach == Reach::Beyond {
                finding.breaks = true;
                finding.severity = if rule.opt_in { Severity::Error } else { finding.severity };
            }
        }
    }
}
