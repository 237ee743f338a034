//! What the pages and bills tell, gathered from the findings once: headline figures, models by host, packages, steps of
//! the plan. Plain data; nothing here is markup.

use super::View;
use crate::finding::{Applicability, Category, Finding, Severity};
use crate::gate::Kept;
use crate::knowledge::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The whole of it.
pub struct Survey<'a> {
    /// Headline figures.
    pub figures: Figures,
    /// Models by host, those that end first before the others.
    pub models: Vec<Model<'a>>,
    /// Packages, worst first.
    pub packages: Vec<Package<'a>>,
    /// What to do, in an order that works.
    pub steps: Vec<Step<'a>>,
}

/// Places by how soon they fail. A place is a finding that is not about a package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Today.
    pub today: u64,
    /// Within 30 days, counted from tomorrow.
    pub days_30: u64,
    /// In 31 to 90 days.
    pub days_90: u64,
    /// In 91 to 180 days.
    pub days_180: u64,
    /// Later.
    pub later: u64,
    /// Announced or recommended, without a date.
    pub undated: u64,
}

/// One model at one host.
pub struct Model<'a> {
    /// The id of its row, or as written.
    pub id: &'a str,
    /// The host whose clock counts.
    pub host: Option<&'a str>,
    /// The worst severity of its places.
    pub severity: Severity,
    /// The rule's last word: `retired`, `deprecated`, `legacy`.
    pub status: String,
    /// The finding that stands for it.
    pub first: &'a Finding,
    /// All its places, by path and line.
    pub places: Vec<&'a Kept>,
}

/// One package.
pub struct Package<'a> {
    /// Its name.
    pub name: &'a str,
    /// The worst severity of its places.
    pub severity: Severity,
    /// The finding that stands for it.
    pub first: &'a Finding,
    /// All manifests and locks that name it.
    pub places: Vec<&'a Kept>,
}

/// How much work a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// `codexit fix` does it.
    Mechanical,
    /// `codexit fix --unsafe` does it, and a person looks.
    Reviewed,
    /// By hand.
    ByHand,
}

impl Effort {
    /// For people.
    pub fn as_str(self) -> &'static str {
        match self {
            Effort::Mechanical => "mechanical fix",
            Effort::Reviewed => "reviewed fix",
            Effort::ByHand => "by hand",
        }
    }
}

/// One step of the plan: the same change at several places.
pub struct Step<'a> {
    /// 0 dependencies, 1 clients and settings, 2 calls, 3 models, 4 resilience.
    pub stage: usize,
    /// What the stage is called.
    pub stage_name: &'static str,
    /// The rule that asks for it.
    pub rule: &'a str,
    /// What is changed.
    pub subject: &'a str,
    /// Into what.
    pub replacement: Option<&'a str>,
    /// The SDK or package it belongs to.
    pub package: Option<&'a str>,
    /// Who owns the places, if teams are known.
    pub teams: BTreeSet<&'a str>,
    /// How much work it is, at its hardest place.
    pub effort: Effort,
    /// The worst severity of its places.
    pub severity: Severity,
    /// The first day on which it is too late.
    pub due: Option<Date>,
    /// Where.
    pub places: Vec<&'a Kept>,
}

/// The stages, in an order that works: a call cannot move before its package has.
pub const STAGES: [&str; 5] = ["Dependencies", "Clients and settings", "Calls", "Models", "Resilience"];

impl<'a> Survey<'a> {
    /// Gathers.
    pub fn new(view: &View<'a>) -> Survey<'a> {
        let findings = &view.passed.findings;
        Survey {
            figures: figures(findings.iter().map(|kept| &kept.finding), view.report.as_of),
            models: models(findings),
            packages: packages(findings),
            steps: steps(findings),
        }
    }
}

fn category(f: &Finding) -> Category {
    Category::of_rule(&f.rule).unwrap_or(Category::Tool)
}

/// How soon places fail.
pub fn figures<'f>(findings: impl Iterator<Item = &'f Finding>, as_of: Date) -> Figures {
    let mut figures = Figures::default();
    for f in findings.filter(|f| matches!(category(f), Category::Model | Category::Api)) {
        let slot = match f.shutdown_on.map(|day| as_of.days_until(day)) {
            Some(..=0) => &mut figures.today,
            Some(1..=30) => &mut figures.days_30,
            Some(31..=90) => &mut figures.days_90,
            Some(91..=180) => &mut figures.days_180,
            Some(_) => &mut figures.later,
            None if f.severity == Severity::Error => &mut figures.today,
            None => &mut figures.undated,
        };
        *slot += 1;
    }
    figures
}

fn models(findings: &[Kept]) -> Vec<Model<'_>> {
    let mut rows: BTreeMap<(&str, Option<&str>), Vec<&Kept>> = BTreeMap::new();
    for kept in findings.iter().filter(|kept| category(&kept.finding) == Category::Model) {
        let f = &kept.finding;
        let id = f.model_id.as_deref().unwrap_or(&f.subject);
        rows.entry((id, f.provider.as_deref())).or_default().push(kept);
    }
    let mut models: Vec<Model> = rows
        .into_iter()
        .map(|((id, host), places)| {
            let first = &places[0].finding;
            Model {
                id,
                host,
                severity: worst(&places),
                status: first.rule.rsplit('/').next().unwrap_or("").to_owned(),
                first,
                places,
            }
        })
        .collect();
    // Days that are known come first, in their order.
    models.sort_by_key(|m| (m.first.shutdown_on.is_none(), m.first.shutdown_on, m.id, m.host));
    models
}

fn packages(findings: &[Kept]) -> Vec<Package<'_>> {
    let mut rows: BTreeMap<&str, Vec<&Kept>> = BTreeMap::new();
    for kept in findings.iter().filter(|kept| category(&kept.finding) == Category::Dependency) {
        rows.entry(&kept.finding.subject).or_default().push(kept);
    }
    let mut packages: Vec<Package> = rows
        .into_iter()
        .map(|(name, places)| Package { name, severity: worst(&places), first: &places[0].finding, places })
        .collect();
    packages.sort_by_key(|p| (std::cmp::Reverse(p.severity), p.name));
    packages
}

fn steps(findings: &[Kept]) -> Vec<Step<'_>> {
    let mut rows: BTreeMap<(usize, &str, &str, Option<&str>), Vec<&Kept>> = BTreeMap::new();
    for kept in findings {
        let f = &kept.finding;
        let Some(stage) = stage(f) else { continue };
        let subject = f.model_id.as_deref().unwrap_or(&f.subject);
        rows.entry((stage, f.rule.as_str(), subject, f.replacement.as_deref())).or_default().push(kept);
    }
    let mut steps: Vec<Step> = rows
        .into_iter()
        .map(|((stage, rule, subject, replacement), places)| Step {
            stage,
            stage_name: STAGES[stage],
            rule,
            subject,
            replacement,
            package: places[0].finding.package.as_deref(),
            teams: places.iter().filter_map(|kept| kept.team.as_deref()).collect(),
            effort: places.iter().map(|kept| effort(&kept.finding)).max().unwrap_or(Effort::ByHand),
            severity: worst(&places),
            due: places.iter().filter_map(|kept| kept.finding.shutdown_on).min(),
            places,
        })
        .collect();
    steps.sort_by_key(|s| (s.stage, std::cmp::Reverse(s.severity), s.due.is_none(), s.due, s.subject));
    steps
}

fn stage(f: &Finding) -> Option<usize> {
    let of_client = ["setting", "module", "client", "import", "class"];
    Some(match category(f) {
        Category::Dependency => 0,
        Category::Api if of_client.iter().any(|word| f.rule.contains(word)) => 1,
        Category::Api => 2,
        Category::Model => 3,
        Category::Resilience => 4,
        Category::Tool => return None,
    })
}

/// How much work one place is.
pub fn effort(f: &Finding) -> Effort {
    match f.fix.as_ref().map(|fix| fix.applicability) {
        Some(Applicability::Safe) => Effort::Mechanical,
        Some(Applicability::Unsafe) => Effort::Reviewed,
        _ => Effort::ByHand,
    }
}

fn worst(places: &[&Kept]) -> Severity {
    places.iter().map(|kept| kept.finding.severity).max().unwrap_or(Severity::Info)
}
