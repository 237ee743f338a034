//! What data files configure and shell lines start: keys and commands that a rule is about.

use super::api;
use super::lifecycle::Clock;
use super::pattern::Patterns;
use super::place::Spot;
use super::started;
use crate::facts::data::{Data, Entry, Value};
use crate::finding::Finding;
use crate::source::{Source, Span};

/// Longest path of keys (bytes) that is compared.
const LONGEST: usize = 300;

/// Checks one data file.
pub fn check(source: &Source, data: &Data, patterns: &Patterns<'_>, clock: &Clock<'_>, found: &mut Vec<Finding>) {
    if patterns.may_set(&source.text) {
        for root in &data.roots {
            settings(source, root, "", patterns, clock, found);
        }
    }
    if patterns.may_start(&source.text) {
        for root in &data.roots {
            started::entries(source, root, patterns, clock, found);
        }
    }
    for line in &data.commands {
        commands(source, *line, patterns, clock, found);
    }
}

/// Recursive: a tree is at most [`crate::facts::data::MAX_DEPTH`] deep.
fn settings(
    source: &Source,
    entry: &Entry,
    parent: &str,
    patterns: &Patterns<'_>,
    clock: &Clock<'_>,
    found: &mut Vec<Finding>,
) {
    let (Value::Map(children) | Value::List(children)) = &entry.value else { return };
    let is_list = matches!(entry.value, Value::List(_));
    for child in children {
        let path = match (is_list, parent) {
            (true, _) => parent.to_owned(),
            (false, "") => child.key.clone(),
            (false, _) => format!("{parent}.{}", child.key),
        };
        if path.len() > LONGEST {
            continue;
        }
        if let Some(hit) = patterns.setting(&path).filter(|hit| !is_list && hit.rule.applies_to(source.language)) {
            let subject = hit.form.subject.clone().unwrap_or_else(|| child.key.clone());
            let spot = Spot { source, span: child.key_span };
            found.push(Finding { symbol: path.clone(), ..api::finding(&hit, &subject, "setting", spot, clock) });
            continue;
        }
        settings(source, child, &path, patterns, clock, found);
    }
}

fn commands(source: &Source, line: Span, patterns: &Patterns<'_>, clock: &Clock<'_>, found: &mut Vec<Finding>) {
    let text = source.slice(line);
    let mut at = line.start as usize;
    let mut words: Vec<(usize, &str)> = Vec::new();
    for word in text.split_inclusive(|c: char| c.is_whitespace() || "\"',[]".contains(c)) {
        let bare = word.trim_end_matches(|c: char| c.is_whitespace() || "\"',[]".contains(c));
        if !bare.is_empty() {
            words.push((at, bare));
        }
        at += word.len();
    }
    let bare: Vec<&str> = words.iter().map(|(_, word)| *word).collect();
    for (at, word) in &words {
        if let Some(hit) = patterns.image(word).filter(|hit| hit.rule.applies_to(source.language)) {
            let span = Span::new(*at, at + word.len());
            found.push(api::finding(&hit, &hit.path, "image", Spot { source, span }, clock));
        }
    }
    for first in 0..bare.len() {
        let Some((hit, length)) = patterns.command(&bare[first..]) else { continue };
        if !hit.rule.applies_to(source.language) {
            continue;
        }
        let (last, word) = words[first + length - 1];
        let span = Span::new(words[first].0, last + word.len());
        let subject = hit.form.subject.clone().unwrap_or_else(|| hit.path.clone());
        found.push(api::finding(&hit, &subject, "command", Spot { source, span }, clock));
    }
}
