//! What the page shows, as plain data for the template and the script. All text is tamed here.

use super::continuity::{self, Continuity};
use super::plan::{self, Groups, Stage};
use super::posture::{self, Posture};
use super::timeline::{self, Timeline};
use crate::finding::Finding;
use crate::gate::Kept;
use crate::report::continuity::dependences;
use crate::report::posture::Call;
use crate::report::survey::{self, Survey};
use crate::report::{View, closing, escape, markdown, roots, tame, words};
use serde::Serialize;
use std::collections::BTreeMap;

/// Places named for a model, package or step; the list of everything found has them all.
const PLACES: usize = 12;

/// The page without the findings.
#[derive(Serialize)]
pub struct Page {
    version: &'static str,
    as_of: String,
    rules_checked: String,
    rules_age: String,
    sentence: String,
    figures: Vec<Figure>,
    timeline: Timeline,
    models: Vec<Model>,
    undated: u64,
    posture: Posture,
    continuity: Continuity,
    packages: Vec<Package>,
    stages: Vec<Stage>,
    groups: Groups,
    checklist: String,
    roots: Vec<Root>,
    held: Vec<String>,
    problems: Vec<Problem>,
    skipped: Vec<(String, u64)>,
    tables: Vec<(String, String)>,
    files: String,
    total: u64,
}

#[derive(Serialize)]
struct Figure {
    number: String,
    label: &'static str,
    class: &'static str,
}

#[derive(Serialize)]
struct Model {
    id: String,
    host: String,
    severity: &'static str,
    status: String,
    deprecated: String,
    shutdown: String,
    distance: String,
    replacement: String,
    chain: Vec<(String, String, String)>,
    notes: Vec<String>,
    places: Places,
}

/// Places, the first of them named.
#[derive(Serialize)]
pub struct Places {
    shown: Vec<Place>,
    more: u64,
    count: u64,
}

#[derive(Serialize)]
struct Place {
    text: String,
    link: Option<String>,
}

#[derive(Serialize)]
struct Package {
    name: String,
    severity: &'static str,
    when: String,
    replacement: String,
    message: String,
    places: Places,
}

#[derive(Serialize)]
struct Root {
    path: String,
    calls: u64,
    today: u64,
    score: Option<u32>,
    errors: u64,
    warnings: u64,
    infos: u64,
    files: u64,
}

#[derive(Serialize)]
struct Problem {
    path: String,
    kind: String,
    message: String,
}

/// One finding for the script; short names, since there may be many.
#[derive(Serialize)]
pub struct Row<'a> {
    s: &'static str,
    r: &'a str,
    m: String,
    p: String,
    l: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    c: Option<u32>,
    d: String,
    h: &'a str,
    t: String,
    n: Vec<String>,
    x: Vec<(u32, String)>,
    f: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    u: Option<String>,
}

/// Everything found.
pub fn findings<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    view.passed.findings.iter().map(|kept| row(view, kept)).collect()
}

fn row<'a>(view: &View<'a>, kept: &'a Kept) -> Row<'a> {
    let f = &kept.finding;
    let mut notes: Vec<String> = words::when(f, view.report.as_of).into_iter().collect();
    notes.extend(
        f.related.iter().take(4).map(|l| format!("{}: {}", words::place(&l.path, &l.place), tame::line(&l.text))),
    );
    notes.extend(f.notes.iter().map(|note| text(note)));
    notes.extend(f.fix.as_ref().map(|fix| format!("{} ({})", tame::line(&fix.title), survey::effort(f).as_str())));
    Row {
        s: f.severity.as_str(),
        r: &f.rule,
        m: text(&f.message),
        p: text(&f.path),
        l: f.place.cell_line.unwrap_or(f.place.line),
        c: f.place.cell,
        d: f.shutdown_on.map_or(String::new(), |day| day.to_string()),
        h: f.provider.as_deref().unwrap_or(""),
        t: kept.team.as_deref().map_or(String::new(), text),
        n: notes,
        x: f.excerpt.iter().take(4).map(|line| (line.number, text(&cut(&line.text)))).collect(),
        f: survey::effort(f).as_str().to_owned(),
        u: link(view, f),
    }
}

/// A very long line, cut.
fn cut(line: &str) -> String {
    line.replace('\t', "    ").chars().take(300).collect()
}

/// A text of theirs as one line that does no harm.
pub fn text(text: &str) -> String {
    tame::line(text).into_owned()
}

fn link(view: &View, f: &Finding) -> Option<String> {
    let template = view.link?;
    let path = escape::uri(&f.path);
    Some(template.replace("{path}", &path).replace("{line}", &f.place.line.to_string()))
}

/// The page without the findings.
pub fn page<'a>(view: &View<'a>, calls: &'a [Call<'a>]) -> Page {
    let survey = Survey::new(view);
    let (stages, groups) = plan::stages(view, &survey);
    let report = view.report;
    let as_of = report.as_of;
    let mut skipped: BTreeMap<&str, u64> = BTreeMap::new();
    report.skipped.iter().for_each(|item| *skipped.entry(item.reason).or_default() += 1);
    let age = view.rules_checked.days_until(as_of);
    Page {
        version: env!("CARGO_PKG_VERSION"),
        as_of: as_of.to_string(),
        rules_checked: view.rules_checked.to_string(),
        rules_age: words::count(age.unsigned_abs(), "day"),
        sentence: closing::sentence(view),
        figures: figures(&survey),
        timeline: timeline::timeline(&survey.models, as_of),
        undated: survey.models.iter().filter(|m| m.first.shutdown_on.is_none()).count() as u64,
        models: survey.models.iter().map(|m| model(view, m)).collect(),
        posture: posture::posture(calls),
        continuity: continuity::continuity(view, &dependences(view, &survey, calls)),
        packages: survey.packages.iter().map(|p| package(view, p)).collect(),
        stages,
        groups,
        checklist: markdown::checklist(&survey),
        roots: roots::roots(view, calls).iter().map(root).collect(),
        held: closing::held_back(view).into_iter().chain(closing::baselined(view)).collect(),
        problems: report
            .problems
            .iter()
            .map(|p| Problem { path: text(&p.path), kind: p.kind.to_owned(), message: text(&p.message) })
            .collect(),
        skipped: skipped.into_iter().map(|(reason, count)| (text(reason), count)).collect(),
        tables: report.rules_checked.iter().map(|(table, day)| (text(table), day.to_string())).collect(),
        files: words::count(report.stats.files, "file"),
        total: view.passed.findings.len() as u64,
    }
}

fn figures(survey: &Survey) -> Vec<Figure> {
    let f = &survey.figures;
    let of = |number: u64, label, class| Figure { number: words::grouped(number), label, class };
    vec![
        of(f.today, "fail today", "error"),
        of(f.days_30, "within 30 days", "warning"),
        of(f.days_90, "in 31 to 90 days", "warning"),
        of(f.days_180, "in 91 to 180 days", "info"),
        of(f.later, "later", "info"),
        of(f.undated, "no date", "info"),
    ]
}

/// Names the first places.
pub fn places(view: &View, kept: &[&Kept]) -> Places {
    let one = |kept: &&Kept| {
        let (file, line) = words::file_and_line(&kept.finding.path, &kept.finding.place);
        Place { text: format!("{file}:{line}"), link: link(view, &kept.finding) }
    };
    Places {
        shown: kept.iter().take(PLACES).map(one).collect(),
        more: kept.len().saturating_sub(PLACES) as u64,
        count: kept.len() as u64,
    }
}

fn model(view: &View, m: &survey::Model) -> Model {
    let first = m.first;
    Model {
        id: text(m.id),
        host: text(m.host.unwrap_or("unknown")),
        severity: m.severity.as_str(),
        status: m.status.clone(),
        deprecated: first.deprecated_on.map_or(String::new(), |d| d.to_string()),
        shutdown: first.shutdown_on.map_or(String::new(), |d| d.to_string()),
        distance: first.shutdown_on.map_or(String::new(), |d| words::distance(view.report.as_of, d)),
        replacement: first.replacement.as_deref().map_or(String::new(), text),
        chain: first.chain.iter().map(|s| (text(&s.id), text(&s.status), text(&s.source))).collect(),
        notes: first.notes.iter().map(|note| text(note)).collect(),
        places: places(view, &m.places),
    }
}

fn package(view: &View, p: &survey::Package) -> Package {
    Package {
        name: text(p.name),
        severity: p.severity.as_str(),
        when: words::when(p.first, view.report.as_of).unwrap_or_default(),
        replacement: p.first.replacement.as_deref().map_or(String::new(), text),
        message: text(&p.first.message),
        places: places(view, &p.places),
    }
}

fn root(root: &roots::Root) -> Root {
    Root {
        path: text(root.name),
        calls: root.calls,
        today: root.today,
        score: root.score,
        errors: root.errors,
        warnings: root.warnings,
        infos: root.infos,
        files: root.files,
    }
}
