//! `model/…`: ids of models that are gone or going, where they are used.
//!
//! Every string of a code file that is, builds or contains a model id is followed to what is done with it
//! ([`Flow`]). A use is a finding at the literal; anything else is a mention.

use super::candidate::{Candidate, candidates};
use super::flow::{Flow, Rank, Sink};
use super::lifecycle::{Clock, Verdict};
use super::notice;
use super::place::{Spot, excerpt};
use super::remedy;
use crate::facts::{ExprKind, RegionKind, Use};
use crate::finding::{Finding, Label, Mention};
use crate::project::{At, Project, UnitId};

/// What the model check found in code.
#[derive(Debug, Default)]
pub struct Found {
    /// Uses of models that are gone or going.
    pub findings: Vec<Finding>,
    /// Ids that are named but not used.
    pub mentions: Vec<Mention>,
}

/// Checks one unit.
pub fn check(project: &Project, id: UnitId, flow: &mut Flow<'_, '_>, clock: &Clock<'_>, found: &mut Found) {
    let unit = project.unit(id);
    let in_test = is_test_path(&unit.source.path);
    for expr in 0..unit.facts.exprs.len() as u32 {
        let at = At { unit: id, expr };
        if !matches!(unit.facts.expr(expr).kind, ExprKind::Str(_) | ExprKind::Template(_)) {
            continue;
        }
        for candidate in candidates(flow.resolver, at, clock.models) {
            judge(project, at, candidate, in_test, flow, clock, found);
        }
    }
}

fn judge(
    project: &Project,
    at: At,
    candidate: Candidate,
    in_test: bool,
    flow: &mut Flow<'_, '_>,
    clock: &Clock<'_>,
    found: &mut Found,
) {
    let unit = project.unit(at.unit);
    let sink = sink_of(project, at, &candidate, flow);
    // An ordinary word given to a call that nothing is known of is a word.
    let is_word = candidate.ambiguous && sink.rank == Rank::Named && sink.why == "call";
    let needed = if is_word || in_test && !candidate.in_url { Rank::Reached } else { Rank::Named };
    // What a test hands to the code under test is a fixture; what it sends itself is a use.
    let is_fixture = in_test && sink.at.is_some_and(|there| !is_test_path(&project.unit(there.unit).source.path));
    let spot = Spot { source: &unit.source, span: candidate.span };
    if sink.rank < needed || is_fixture {
        // Ordinary words are not even mentions.
        if !candidate.ambiguous && clock.judge(&candidate.id, sink.provider.as_deref()).is_some() {
            let reason = if in_test && sink.rank >= Rank::Named { "test-fixture" } else { sink.why };
            found.mentions.push(Mention {
                path: unit.source.path.clone(),
                place: spot.place(),
                subject: candidate.text,
                reason: reason.to_owned(),
            });
        }
        return;
    }
    let host = candidate.host.as_deref().and_then(|host| flow.words.provider_of_host(host));
    let provider = sink.provider.as_deref().or(host);
    let Some(verdict) = clock.judge(&candidate.id, provider) else { return };
    let notices = notice::of_call(project, at, &sink, &verdict, clock.models);
    let renames = notice::renames(project, at, &sink, &verdict, clock.models);
    let mut finding = finding(project, at, &candidate, &sink, verdict, spot);
    if let Some(fix) = finding.fix.as_mut().filter(|_| !renames.is_empty()) {
        remedy::also(spot, fix, renames);
    }
    finding.notes.splice(0..0, notices);
    found.findings.push(finding);
}

fn sink_of(project: &Project, at: At, candidate: &Candidate, flow: &mut Flow<'_, '_>) -> Sink {
    let usage = &project.expr(at).usage;
    if candidate.in_url || candidate.embedded {
        // A URL is used wherever it goes, unless it is only shown or compared.
        let sink = flow.sink(at, &candidate.id);
        // A page about a model: a whole host that serves none, and nothing behind the id.
        let is_served = |host: &String| flow.words.provider_of_host(host).is_some();
        if candidate.is_last && candidate.host.as_ref().is_some_and(|host| !is_served(host)) {
            return Sink { rank: Rank::Inert, why: "page", ..sink };
        }
        let shown = sink.rank == Rank::Inert && !matches!(sink.why, "option-list" | "table" | "mapping" | "lookup-key");
        let kept = !shown && !matches!(usage, Use::Statement | Use::Annotation | Use::Compared(_));
        return if kept {
            Sink { rank: Rank::Named, why: if candidate.in_url { "url" } else { "text" }, ..sink }
        } else {
            sink
        };
    }
    flow.sink(at, &candidate.id)
}

fn finding(project: &Project, at: At, candidate: &Candidate, sink: &Sink, verdict: Verdict, spot: Spot<'_>) -> Finding {
    let unit = project.unit(at.unit);
    let region = project.expr(at).region;
    let via = if candidate.in_url {
        "url"
    } else if candidate.embedded {
        "embedded-text"
    } else {
        via(project, at, sink)
    };
    let related = sink
        .at
        .filter(|there| *there != at)
        .map(|there| {
            let other = project.unit(there.unit);
            let spot = Spot { source: &other.source, span: other.facts.expr(there.expr).span };
            let text = match &sink.api {
                Some(api) => format!("reaches `{api}`"),
                None => "used here".to_owned(),
            };
            Label { path: other.source.path.clone(), place: spot.place(), text }
        })
        // That it is used where it stands says nothing new.
        .filter(|label| sink.api.is_some() || label.path != unit.source.path || label.place.line != spot.place().line)
        .into_iter()
        .collect();
    let fix = remedy::of_model(spot, &candidate.text, &verdict, sink.api.as_deref());
    Finding {
        subject: candidate.text.clone(),
        path: unit.source.path.clone(),
        place: spot.place(),
        excerpt: excerpt(spot.source, spot.span),
        via: Some(via.to_owned()),
        related,
        fix,
        symbol: unit.facts.symbol(region),
        ..verdict.into_finding(&candidate.text)
    }
}

/// A word for how the literal gets to its use, by where it stands.
fn via(project: &Project, at: At, sink: &Sink) -> &'static str {
    let facts = &project.unit(at.unit).facts;
    let mut at = at;
    if matches!(facts.expr(at.expr).kind, ExprKind::Template(_)) {
        return "built-string";
    }
    for _ in 0..6 {
        match &facts.expr(at.expr).usage {
            Use::Chosen(parent) | Use::Wrapped(parent) => at.expr = *parent,
            Use::Arg { call, .. } => {
                let direct = sink.at.is_some_and(|s| s.unit == at.unit && s.expr == *call);
                return match sink.why {
                    "default" => "default",
                    _ if direct && sink.rank == Rank::Reached => "literal-arg",
                    _ => "wrapper-arg",
                };
            }
            Use::Default(_) => return "param-default",
            Use::DictValue(..) => return "dict-value",
            Use::Item(_) => return "list-item",
            Use::Returned(_) => return "return-value",
            Use::Stored(_) => return "attribute",
            Use::Bound(bindings) => {
                let region = facts.bound(bindings).first().map_or(0, |&b| facts.binding(b).region);
                return match facts.region(region).kind {
                    RegionKind::Module => "module-const",
                    RegionKind::Class(c) if facts.class(c).is_enum => "enum-member",
                    RegionKind::Class(_) => "class-attr",
                    _ => "local-var",
                };
            }
            _ => break,
        }
    }
    sink.why
}

/// True for files of tests: what they name is a fixture unless it reaches a real call.
pub fn is_test_path(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    parts.any(|p| matches!(p, "test" | "tests" | "__tests__" | "spec" | "__mocks__" | "mock" | "mocks" | "testdata"))
        || stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem == "conftest"
        || name.contains(".test.")
        || name.contains(".spec.")
}

/// True for data that tests read: recorded replies, expected requests, samples.
pub fn is_fixture_path(path: &str) -> bool {
    let Some((folders, _)) = path.rsplit_once('/') else { return false };
    let is_data =
        |folder: &str| matches!(folder, "__fixtures__" | "testdata" | "test-data" | "test_data" | "cassettes");
    let mut in_tests = false;
    folders.split('/').any(|folder| {
        in_tests |= matches!(folder, "test" | "tests" | "__tests__" | "spec");
        is_data(folder) || in_tests && matches!(folder, "fixture" | "fixtures" | "resources")
    })
}
