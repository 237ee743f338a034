//! SARIF 2.1.0, as code scanning takes it: relative URIs, all rules on clean runs too, fingerprints of our own, what is
//! suppressed said to be so. Places in notebooks have no columns, since theirs count in the cell's line and not in the
//! file's; cell and line stand in the properties.

mod fix;

use super::shared::Shared;
use super::{View, escape, tame};
use crate::check::registry::Card;
use crate::finding::{Category, ExcerptLine, Finding, Label, Severity};
use crate::gate::{Kept, Reason};
use crate::source::Place;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes the log: one run.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let passed = view.passed;
    let shared = Shared::new(passed.findings.iter());
    let shown = passed.findings.iter().map(|kept| {
        let mut result = result(kept, None, view);
        fix::put(&mut result, kept, &shared);
        result
    });
    let held = passed.held.iter().map(|held| result(&held.kept, Some(&held.reason), view));
    let results: Vec<Value> = shown.chain(held).collect();
    let notifications: Vec<Value> = view.report.problems.iter().map(notification).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "codexit",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": view.cards.iter().map(rule).collect::<Vec<_>>(),
                "properties": {"rulesChecked": view.rules_checked.to_string()},
            }},
            "automationDetails": {"id": "codexit/"},
            "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "the directory codexit was started in"}}},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
            "properties": {"asOf": view.report.as_of.to_string()},
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log).map_err(io::Error::from)?;
    writeln!(out)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(card: &Card) -> Value {
    let level = match card.severity.split(',').next().unwrap_or("") {
        "error" => "error",
        "warning" => "warning",
        _ => "note",
    };
    let page = card.references.iter().find(|r| r.starts_with("https://") && !r.contains(char::is_whitespace));
    let references: Vec<String> = card.references.iter().map(|r| format!("- {r}")).collect();
    let text = format!("{}\n\nWhy: {}\n\nWhat to do: {}", card.title, card.why, card.how);
    let markdown = format!(
        "**{}**\n\n{}\n\n**What to do:** {}\n\n**Known from:**\n{}\n",
        escape::markdown(&card.title),
        escape::markdown(&card.why),
        escape::markdown(&card.how),
        references.join("\n")
    );
    let category = Category::of_rule(&card.id).map_or("tool", Category::as_str);
    let mut rule = json!({
        "id": card.id,
        "shortDescription": {"text": card.title},
        "fullDescription": {"text": card.why},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": level, "enabled": !card.opt_in},
        "properties": {"tags": [category, "deprecation"], "precision": "high"},
    });
    // A build that knows no address of its own names the rule, so that no rule is without a URI.
    let page = super::rule_page(&card.id).or_else(|| page.cloned());
    rule["helpUri"] = json!(page.unwrap_or_else(|| format!("urn:codexit:rule:{}", card.id)));
    if level == "error" || level == "warning" {
        rule["properties"]["problem.severity"] = json!(level);
    } else {
        rule["properties"]["problem.severity"] = json!("recommendation");
    }
    rule
}

fn result(kept: &Kept, held: Option<&Reason>, view: &View) -> Value {
    let f = &kept.finding;
    let mut message = tame::line(&f.message).into_owned();
    if let Some(when) = super::words::when(f, view.report.as_of).filter(|when| !message.contains(when)) {
        message.push_str(&format!(" ({when})"));
    }
    let mut result = json!({
        "ruleId": f.rule,
        "level": level(f.severity),
        "message": {"text": plain(&message)},
        "locations": [location(f)],
        "partialFingerprints": {"codexit/v1": kept.fingerprint},
        "properties": properties(f, kept),
    });
    if let Ok(index) = view.cards.binary_search_by(|card| card.id.as_str().cmp(&f.rule)) {
        result["ruleIndex"] = json!(index);
    }
    if !f.related.is_empty() {
        let related: Vec<Value> = f.related.iter().enumerate().map(|(i, label)| related(label, Some(i + 1))).collect();
        result["relatedLocations"] = json!(related);
        if f.via.is_some() && Category::of_rule(&f.rule) == Some(Category::Model) {
            result["codeFlows"] = json!([flow(f)]);
        }
    }
    match held {
        Some(Reason::Comment { reason }) => {
            result["suppressions"] = json!([{"kind": "inSource", "justification": tame::line(reason)}]);
        }
        Some(Reason::Setting { reason }) => {
            result["suppressions"] = json!([{"kind": "external", "justification": tame::line(reason)}]);
        }
        Some(Reason::Baseline) => {
            result["suppressions"] = json!([{"kind": "external", "justification": "stands in the baseline"}]);
            result["baselineState"] = json!("unchanged");
        }
        None if view.passed.baseline.is_some() => result["baselineState"] = json!("new"),
        None => {}
    }
    result
}

/// In a message, brackets would make a link.
fn plain(message: &str) -> String {
    message.replace('[', "\\[").replace(']', "\\]")
}

fn location(f: &Finding) -> Value {
    let mut location = json!({"physicalLocation": physical(&f.path, &f.place, &f.excerpt)});
    if !f.symbol.is_empty() {
        location["logicalLocations"] = json!([{"fullyQualifiedName": tame::line(&f.symbol)}]);
    }
    if let (Some(cell), Some(line)) = (f.place.cell, f.place.cell_line) {
        location["properties"] = json!({"cell": cell, "cellLine": line, "cellColumn": f.place.column});
    }
    location
}

fn physical(path: &str, place: &Place, excerpt: &[ExcerptLine]) -> Value {
    let mut region = Map::new();
    region.insert("startLine".into(), json!(place.line.max(1)));
    region.insert("endLine".into(), json!(place.end_line.max(place.line).max(1)));
    if place.cell.is_none() {
        region.insert("startColumn".into(), json!(place.column.max(1)));
        region.insert("endColumn".into(), json!(place.end_column.max(1)));
    }
    if let Some(line) = excerpt.first().filter(|line| line.cut == 0) {
        region.insert("snippet".into(), json!({"text": tame::line(&line.text)}));
    }
    json!({"artifactLocation": artifact(path), "region": region})
}

/// Below the root, relative to it; what was given by an absolute path or lies outside stands for itself.
fn artifact(path: &str) -> Value {
    let outside = path.starts_with('/') || path.starts_with("../") || path == "..";
    match (path.strip_prefix('/'), outside) {
        (Some(rest), _) => json!({"uri": format!("file:///{}", escape::uri(rest))}),
        (None, true) => json!({"uri": escape::uri(path)}),
        (None, false) => json!({"uri": escape::uri(path), "uriBaseId": "%SRCROOT%"}),
    }
}

fn related(label: &Label, id: Option<usize>) -> Value {
    let mut location = json!({
        "physicalLocation": physical(&label.path, &label.place, &[]),
        "message": {"text": plain(&tame::line(&label.text))},
    });
    if let Some(id) = id {
        location["id"] = json!(id);
    }
    location
}

/// From where the value is written to where it is used.
fn flow(f: &Finding) -> Value {
    let start = json!({"location": {
        "physicalLocation": physical(&f.path, &f.place, &[]),
        "message": {"text": plain(&format!("`{}` is written here", tame::line(&f.subject)))},
    }});
    let steps = f.related.iter().map(|label| json!({"location": related(label, None)}));
    json!({"threadFlows": [{"locations": std::iter::once(start).chain(steps).collect::<Vec<_>>()}]})
}

fn properties(f: &Finding, kept: &Kept) -> Value {
    let mut properties = Map::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            properties.insert(key.into(), json!(tame::line(&value)));
        }
    };
    put("subject", Some(f.subject.clone()));
    put("provider", f.provider.clone());
    put("deprecatedOn", f.deprecated_on.map(|d| d.to_string()));
    put("shutdownOn", f.shutdown_on.map(|d| d.to_string()));
    put("replacement", f.replacement.clone());
    put("via", f.via.clone());
    put("team", kept.team.clone());
    Value::Object(properties)
}

fn notification(problem: &crate::finding::Problem) -> Value {
    let mut location = json!({"artifactLocation": artifact(&problem.path)});
    if let Some(line) = problem.line {
        location["region"] = json!({"startLine": line.max(1)});
    }
    json!({
        "level": "warning",
        "descriptor": {"id": problem.kind},
        "message": {"text": plain(&tame::line(&problem.message))},
        "locations": [{"physicalLocation": location}],
    })
}
