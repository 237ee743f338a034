//! Languages that are read as text, and the prose of Markdown, all of which is mentions: model ids and endpoints in
//! string literals, one level less severe than in code that is understood, and marked as such.
//!
//! What a literal is for is told by the words before it: a name of a model (`Model: "gpt-4"`, `setModel("gpt-4")`)
//! makes it a use, a comparison or a list does not.

use super::lifecycle::Clock;
use super::model::{self, is_test_path};
use super::pattern::Patterns;
use super::place::{Spot, excerpt};
use super::{api, link, url};
use crate::facts::text::{Literal, Text};
use crate::finding::{Finding, Mention};
use crate::knowledge::Words;
use crate::knowledge::words::snake_case;
use crate::language::Language;
use crate::source::Source;

/// What every finding of this module says.
const NOTE: &str = "found in a language that is read as text: whether it reaches a call was not followed";

/// Checks one file.
pub fn check(
    source: &Source,
    text: &Text,
    words: &Words,
    patterns: &Patterns<'_>,
    clock: &Clock<'_>,
    found: &mut model::Found,
) {
    let in_test = is_test_path(&source.path) || source.path.ends_with("Test.java") || source.path.ends_with("Tests.cs");
    let ids: Vec<bool> =
        text.literals.iter().map(|l| clock.models.find(source.slice(l.span), None).is_some()).collect();
    let constants = text.literals.iter().zip(&ids).filter(|(l, is_id)| **is_id && is_constant(source, l)).count();
    for (i, literal) in text.literals.iter().enumerate() {
        let value = source.slice(literal.span);
        if source.language == Language::Markdown {
            if ids[i] {
                id(source, literal, value, Some("prose"), words, clock, found);
            }
        } else if url::is_url(value) {
            in_url(source, literal, value, words, patterns, clock, found);
        } else if ids[i] {
            let listed = constants > LONGEST_RUN && is_constant(source, literal);
            let reason = reason_against(source, text, &ids, i, words)
                .or(listed.then_some("option-list"))
                .or(in_test.then_some("test-fixture"));
            id(source, literal, value, reason, words, clock, found);
        }
    }
}

fn id(
    source: &Source,
    literal: &Literal,
    value: &str,
    reason: Option<&'static str>,
    words: &Words,
    clock: &Clock<'_>,
    found: &mut model::Found,
) {
    let Some(hit) = clock.models.find(value, None) else { return };
    let Some(verdict) = clock.judge(value, None) else { return };
    let reason = reason.or_else(|| (!names_model(source.slice(literal.before), words)).then_some("text"));
    let spot = Spot { source, span: literal.span };
    match reason {
        None if !hit.ambiguous || before_is_plain(source.slice(literal.before), words) => {
            let finding = Finding {
                path: source.path.clone(),
                place: spot.place(),
                excerpt: excerpt(source, literal.span),
                via: Some("text".to_owned()),
                ..verdict.into_finding(value)
            };
            found.findings.push(lowered(finding));
        }
        // Ordinary words are not even mentions.
        _ if hit.ambiguous => {}
        reason => found.mentions.push(Mention {
            path: source.path.clone(),
            place: spot.place(),
            subject: value.to_owned(),
            reason: reason.unwrap_or("text").to_owned(),
        }),
    }
}

/// Why a literal is no use, by what stands around it.
fn reason_against(source: &Source, text: &Text, ids: &[bool], i: usize, words: &Words) -> Option<&'static str> {
    let literal = &text.literals[i];
    let before = source.slice(literal.before).trim_end_matches(|c: char| c.is_whitespace() || c == '"' || c == '(');
    let after = source.text[literal.span.end as usize..].trim_start_matches(['"', '\'', '`', '#']).trim_start();
    let compared = ["==", "!=", "===", "!==", "<=>", "case", "when", "=~", "~="];
    if compared.iter().any(|mark| before.ends_with(mark)) || ["==", "!="].iter().any(|mark| after.starts_with(mark)) {
        return Some("compared");
    }
    if let Some(callee) = callee(source.slice(literal.before))
        && (is_predicate(callee) || words.is_inert(callee))
    {
        return Some("call");
    }
    // `"gpt-4": …` and `"gpt-4" => …`: the key of a table, or an arm of a match.
    if after.starts_with("=>") || after.starts_with(':') && !after.starts_with("::") || after.starts_with("->") {
        return Some("dict-key");
    }
    if is_row(source.slice(literal.before), after) {
        return Some("table");
    }
    if LISTS.iter().any(|list| before.ends_with(list)) {
        return Some("option-list");
    }
    // Three ids one after another are a list to choose from.
    let run = (0..3).any(|back| {
        let Some(first) = i.checked_sub(back) else { return false };
        let all = ids.get(first..first + 3).is_some_and(|run| run.iter().all(|id| *id));
        all && text.literals[first..first + 3].windows(2).all(|two| is_list(source, &two[0], &two[1]))
    });
    run.then_some("option-list")
}

/// `Model{"gpt-4", 8192, …}`, `("gpt-4", 8192)`: a row with the size of a model, not the arguments of a call.
fn is_row(before: &str, after: &str) -> bool {
    let size = after.strip_prefix(',').unwrap_or("").trim_start();
    let before = before.trim_end_matches(['"', '\'', '`']).trim_end();
    let opens = match before.strip_suffix('(') {
        Some(outer) => outer.trim_end().ends_with(['{', '[', '(', ',', '=']),
        None => before.ends_with(['{', '[']),
    };
    opens && size.chars().take_while(char::is_ascii_digit).count() > 2
}

/// The last name of the function whose argument stands behind this text, if one is open there.
fn callee(before: &str) -> Option<&str> {
    let mut depth = 0u32;
    for (at, c) in before.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' if depth > 0 => depth -= 1,
            '(' => {
                let name = before[..at].trim_end();
                return name.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
            }
            ';' | '{' | '}' => return None,
            _ => {}
        }
    }
    None
}

/// How a list of strings begins, up to its first bracket.
const LISTS: [&str; 6] = ["[]string{", "vec![", "listOf", "List.of", "asList", "Set.of"];

/// More constants than this that hold nothing but an id are a list to choose from.
const LONGEST_RUN: usize = 8;

/// True if a literal is the value of a constant, and of nothing else.
fn is_constant(source: &Source, literal: &Literal) -> bool {
    let before = source.slice(literal.before).trim_end_matches(['"', '\'', '`']).trim_end();
    before.ends_with('=') && !before.ends_with("==") && !before.contains(['(', '{', ','])
}

/// True if nothing but a comma stands between two literals.
fn is_list(source: &Source, one: &Literal, other: &Literal) -> bool {
    let between = source.text.get(one.span.end as usize..other.span.start as usize).unwrap_or(";");
    between.len() < 100 && between.contains(',') && between.chars().all(|c| c.is_whitespace() || "\"'`,#@r".contains(c))
}

fn is_predicate(callee: &str) -> bool {
    let name = snake_case(callee);
    let last = name.rsplit('_').next().unwrap_or("").to_owned();
    ["equals", "equal", "contains", "prefix", "suffix", "matches", "starts_with", "ends_with", "eql", "include"]
        .iter()
        .any(|word| name.ends_with(word) || last == *word)
}

/// True if the words before a literal say that it is a model.
fn names_model(before: &str, words: &Words) -> bool {
    let names = before.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty());
    names.rev().take(4).any(|name| {
        let name = snake_case(name);
        let mut parts = name.split('_');
        words.model.iter().any(|word| *word == name || name.ends_with(&format!("_{word}")))
            || parts.any(|part| matches!(part, "model" | "models" | "engine" | "llm"))
    })
}

/// An ordinary word counts only right behind the name of a model.
fn before_is_plain(before: &str, words: &Words) -> bool {
    let trimmed = before.trim_end_matches(|c: char| c.is_whitespace() || "\"'`(:=>".contains(c));
    let name = snake_case(trimmed.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""));
    words.model.iter().any(|word| *word == name || name.ends_with(&format!("_{word}")))
}

fn in_url(
    source: &Source,
    literal: &Literal,
    value: &str,
    words: &Words,
    patterns: &Patterns<'_>,
    clock: &Clock<'_>,
    found: &mut model::Found,
) {
    found
        .findings
        .extend(api::of_text(value, Spot { source, span: literal.span }, patterns, clock).into_iter().map(lowered));
    found.findings.extend(link::models(source, literal.span, value, words, clock).into_iter().map(lowered));
}

/// One level less severe, and said so.
pub fn lower(finding: &mut Finding) {
    finding.severity = finding.severity.lowered();
    finding.notes.insert(0, NOTE.to_owned());
}

fn lowered(mut finding: Finding) -> Finding {
    lower(&mut finding);
    finding
}
