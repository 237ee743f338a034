//! What is started: commands written as lists of words, in compose files and in code, container images, and packages
//! that a manifest asks for.

use super::api;
use super::lifecycle::Clock;
use super::pattern::Patterns;
use super::place::Spot;
use crate::facts::data::{Entry, Value};
use crate::facts::manifest::{Ecosystem, Requirement};
use crate::facts::{ExprId, ExprKind};
use crate::finding::Finding;
use crate::project::Unit;
use crate::source::{Source, Span};

/// Longest list that is a command (words).
const LONGEST: usize = 200;

/// Commands and images among the entries of a data file.
pub fn entries(source: &Source, entry: &Entry, patterns: &Patterns<'_>, clock: &Clock<'_>, found: &mut Vec<Finding>) {
    match &entry.value {
        Value::Str(text) if entry.key == "image" => {
            if let Some(hit) = patterns.image(text).filter(|hit| hit.rule.applies_to(source.language)) {
                found.push(api::finding(&hit, &hit.path, "image", Spot { source, span: entry.span }, clock));
            }
        }
        Value::List(children) | Value::Map(children) => {
            if matches!(entry.value, Value::List(_)) && children.len() <= LONGEST {
                let words: Vec<(Span, &str)> = children.iter().filter_map(word).collect();
                command(source, &words, patterns, clock, found);
            }
            // A tree is at most `MAX_DEPTH` deep.
            children.iter().for_each(|child| entries(source, child, patterns, clock, found));
        }
        _ => {}
    }
}

/// A list of words in code: `subprocess.run(["vllm", "serve", …])`.
pub fn list(unit: &Unit, items: &[ExprId], patterns: &Patterns<'_>, clock: &Clock<'_>, found: &mut Vec<Finding>) {
    let words: Vec<(Span, &str)> = items
        .iter()
        .take(LONGEST)
        .filter_map(|&item| match &unit.facts.expr(item).kind {
            ExprKind::Str(text) => Some((unit.facts.expr(item).span, text.as_str())),
            _ => None,
        })
        .collect();
    let before = found.len();
    command(&unit.source, &words, patterns, clock, found);
    for finding in &mut found[before..] {
        finding.symbol = items.first().map_or_else(String::new, |&i| unit.facts.symbol(unit.facts.expr(i).region));
    }
}

/// What a manifest asks for.
pub fn requirement(
    source: &Source,
    asked: &Requirement,
    patterns: &Patterns<'_>,
    clock: &Clock<'_>,
) -> Option<Finding> {
    let ecosystem = match asked.ecosystem {
        Ecosystem::Pypi => "pypi",
        Ecosystem::Npm => "npm",
    };
    // A lock file repeats what a manifest asks for.
    let hit = patterns.requirement(ecosystem, &asked.ecosystem.normal_name(&asked.name)).filter(|_| !asked.locked)?;
    Some(api::finding(&hit, &hit.path, "requirement", Spot { source, span: asked.span }, clock))
}

fn word(entry: &Entry) -> Option<(Span, &str)> {
    match &entry.value {
        Value::Str(text) | Value::Plain(text) => Some((entry.span, text)),
        _ => None,
    }
}

fn command(
    source: &Source,
    words: &[(Span, &str)],
    patterns: &Patterns<'_>,
    clock: &Clock<'_>,
    found: &mut Vec<Finding>,
) {
    let bare: Vec<&str> = words.iter().map(|(_, word)| *word).collect();
    for first in 0..bare.len() {
        let Some((hit, length)) = patterns.command(&bare[first..]) else { continue };
        if hit.rule.applies_to(source.language) {
            let subject = hit.form.subject.clone().unwrap_or_else(|| hit.path.clone());
            let span = Span { start: words[first].0.start, end: words[first + length - 1].0.end };
            found.push(api::finding(&hit, &subject, "command", Spot { source, span }, clock));
        }
    }
}
