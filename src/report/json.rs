//! The JSON document, version 1; docs/json.md says what each field means. These structs are the format: a field is
//! added with a new minor reader in mind, and none is renamed or removed without a new `schema_version`.

use super::shared::Shared;
use super::{View, statistics};
use crate::finding::{Applicability, Category, Finding, Fix, Label, Mention, Problem, Severity};
use crate::gate::Kept;
use crate::knowledge::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Raised when a field changes its meaning or goes.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    as_of: String,
    rules_checked: BTreeMap<&'a str, String>,
    summary: Summary,
    findings: Vec<JsonFinding<'a>>,
    problems: Vec<JsonProblem<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<Vec<super::calls::JsonCall<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<JsonMention<'a>>>,
    skipped: BTreeMap<&'a str, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<Vec<JsonStatistic>>,
    stats: JsonStats,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Counts of a run.
#[derive(Serialize)]
pub(super) struct Summary {
    errors: u64,
    warnings: u64,
    infos: u64,
    files_with_findings: u64,
    fixable: u64,
    unselected: u64,
    opt_in: u64,
    ignored_by_path: u64,
    below_severity: u64,
    suppressed: u64,
    baselined: u64,
    baseline_fixed: u64,
    unchanged: u64,
    failing: u64,
}

/// A finding.
#[derive(Serialize)]
pub(super) struct JsonFinding<'a> {
    rule: &'a str,
    category: &'a str,
    package: Option<&'a str>,
    severity: &'static str,
    subject: &'a str,
    model_id: Option<&'a str>,
    message: &'a str,
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    cell: Option<u32>,
    cell_line: Option<u32>,
    via: Option<&'a str>,
    provider: Option<&'a str>,
    deprecated_on: Option<String>,
    shutdown_on: Option<String>,
    days_left: Option<i64>,
    replacement: Option<&'a str>,
    chain: Vec<JsonStep<'a>>,
    related: Vec<JsonRelated<'a>>,
    notes: &'a [String],
    fix: Option<JsonFix<'a>>,
    team: Option<&'a str>,
    fails: bool,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct JsonStep<'a> {
    id: &'a str,
    status: &'a str,
    source: &'a str,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    applicability: &'static str,
    reason: Option<&'a str>,
    /// The fingerprint of the finding that has the edits, where that is another one.
    same_as: Option<&'a str>,
    edits: Vec<JsonEdit<'a>>,
}

/// 1-based; columns count characters.
#[derive(Serialize)]
struct JsonEdit<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    cell: Option<u32>,
    cell_line: Option<u32>,
    text: &'a str,
}

/// A problem.
#[derive(Serialize)]
pub(super) struct JsonProblem<'a> {
    path: &'a str,
    kind: &'a str,
    message: &'a str,
    line: Option<u32>,
}

#[derive(Serialize)]
struct JsonMention<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    cell: Option<u32>,
    cell_line: Option<u32>,
    subject: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct JsonStatistic {
    rule: String,
    count: u64,
    fixable: u64,
    title: String,
}

#[derive(Serialize)]
struct JsonStats {
    files: u64,
    bytes: u64,
    parsed_files: u64,
    parsed_bytes: u64,
    walk_ms: u64,
    parse_ms: u64,
    total_ms: u64,
}

/// Writes the document, indented, with a line break at its end.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &document(view)).map_err(io::Error::from)?;
    writeln!(out)
}

fn document<'a>(view: &View<'a>) -> Document<'a> {
    let report = view.report;
    let s = &report.stats;
    let shared = Shared::new(view.passed.findings.iter());
    let mut skipped = BTreeMap::new();
    report.skipped.iter().for_each(|item| *skipped.entry(item.reason).or_default() += 1);
    Document {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        as_of: report.as_of.to_string(),
        rules_checked: report.rules_checked.iter().map(|(table, day)| (table.as_str(), day.to_string())).collect(),
        summary: summary(view),
        findings: view.passed.findings.iter().map(|kept| finding(kept, &shared, report.as_of)).collect(),
        problems: report.problems.iter().map(problem).collect(),
        calls: view.calls.then(|| super::calls::json(&report.calls)),
        mentions: view.mentions.then(|| report.mentions.iter().map(mention).collect()),
        skipped,
        statistics: view.statistics.then(|| statistics_of(view)),
        stats: JsonStats {
            files: s.files,
            bytes: s.bytes,
            parsed_files: s.parsed_files,
            parsed_bytes: s.parsed_bytes,
            walk_ms: s.walk_ms,
            parse_ms: s.parse_ms,
            total_ms: s.total_ms,
        },
    }
}

/// The counts.
pub(super) fn summary(view: &View) -> Summary {
    let findings = &view.passed.findings;
    let of = |severity: Severity| findings.iter().filter(|k| k.finding.severity == severity).count() as u64;
    let mut paths: Vec<&str> = findings.iter().map(|k| k.finding.path.as_str()).collect();
    paths.dedup(); // findings come sorted by path
    Summary {
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        infos: of(Severity::Info),
        files_with_findings: paths.len() as u64,
        fixable: statistics::rows(view).iter().map(|r| r.fixable).sum(),
        unselected: view.passed.unselected,
        opt_in: view.passed.opt_in,
        ignored_by_path: view.passed.ignored_by_path,
        below_severity: view.passed.below_severity,
        suppressed: view.passed.suppressed(),
        baselined: view.passed.baseline.map_or(0, |b| b.known),
        baseline_fixed: view.passed.baseline.map_or(0, |b| b.fixed),
        unchanged: view.passed.unchanged,
        failing: findings.iter().filter(|k| k.fails).count() as u64,
    }
}

/// One finding.
pub(super) fn finding<'a>(kept: &'a Kept, shared: &Shared<'a>, as_of: Date) -> JsonFinding<'a> {
    let f: &Finding = &kept.finding;
    let p = f.place;
    JsonFinding {
        rule: &f.rule,
        category: Category::of_rule(&f.rule).map_or("tool", Category::as_str),
        package: f.package.as_deref(),
        severity: f.severity.as_str(),
        subject: &f.subject,
        model_id: f.model_id.as_deref(),
        message: &f.message,
        path: &f.path,
        line: p.line,
        column: p.column,
        end_line: p.end_line,
        end_column: p.end_column,
        cell: p.cell,
        cell_line: p.cell_line,
        via: f.via.as_deref(),
        provider: f.provider.as_deref(),
        deprecated_on: f.deprecated_on.map(|d| d.to_string()),
        shutdown_on: f.shutdown_on.map(|d| d.to_string()),
        days_left: f.shutdown_on.map(|d| as_of.days_until(d)),
        replacement: f.replacement.as_deref(),
        chain: f.chain.iter().map(|s| JsonStep { id: &s.id, status: &s.status, source: &s.source }).collect(),
        related: f.related.iter().map(related).collect(),
        notes: &f.notes,
        fix: f.fix.as_ref().map(|fix| json_fix(fix, shared.elsewhere(kept))),
        team: kept.team.as_deref(),
        fails: kept.fails,
        fingerprint: &kept.fingerprint,
    }
}

fn related(label: &Label) -> JsonRelated<'_> {
    JsonRelated { path: &label.path, line: label.place.line, column: label.place.column, text: &label.text }
}

fn json_fix<'a>(fix: &'a Fix, elsewhere: Option<&'a Kept>) -> JsonFix<'a> {
    let files = if elsewhere.is_some() { &[] } else { &*fix.files };
    let edits = files.iter().flat_map(|file| file.edits.iter().map(|edit| (&file.path, edit)));
    JsonFix {
        title: &fix.title,
        applicability: applicability(fix.applicability),
        reason: fix.reason.as_deref(),
        same_as: elsewhere.map(|kept| kept.fingerprint.as_str()),
        edits: edits
            .map(|(path, edit)| JsonEdit {
                path,
                line: edit.place.line,
                column: edit.place.column,
                end_line: edit.place.end_line,
                end_column: edit.place.end_column,
                cell: edit.place.cell,
                cell_line: edit.place.cell_line,
                text: &edit.text,
            })
            .collect(),
    }
}

fn applicability(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
        Applicability::DisplayOnly => "display-only",
    }
}

/// One problem.
pub(super) fn problem(problem: &Problem) -> JsonProblem<'_> {
    JsonProblem { path: &problem.path, kind: problem.kind, message: &problem.message, line: problem.line }
}

fn mention(m: &Mention) -> JsonMention<'_> {
    JsonMention {
        path: &m.path,
        line: m.place.line,
        column: m.place.column,
        end_line: m.place.end_line,
        end_column: m.place.end_column,
        cell: m.place.cell,
        cell_line: m.place.cell_line,
        subject: &m.subject,
        reason: &m.reason,
    }
}

fn statistics_of(view: &View) -> Vec<JsonStatistic> {
    statistics::rows(view)
        .into_iter()
        .map(|row| JsonStatistic {
            title: (view.titles)(&row.rule),
            rule: row.rule,
            count: row.count,
            fixable: row.fixable,
        })
        .collect()
}
