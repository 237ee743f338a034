//! From a call to a finding.

use crate::calls::Outgoing;
use crate::check::place::{Spot, excerpt};
use crate::finding::{Finding, Label, Severity};
use crate::project::{At, Project, UnitId};
use crate::source::{Source, Span};

/// A finding of `rule` at a span.
pub fn finding(
    project: &Project,
    call: &Outgoing<'_>,
    rule: &str,
    severity: Severity,
    (unit, span): (UnitId, Span),
    message: String,
) -> Finding {
    let mut finding = plain(project, &call.known[0].sdk.package, &call.path, rule, severity, (unit, span), message);
    finding.provider.clone_from(&call.provider);
    finding.symbol = if unit == call.at.unit {
        let facts = &project.unit(unit).facts;
        facts.symbol(facts.expr(call.at.expr).region)
    } else {
        String::new()
    };
    finding
}

/// A finding about what is sent. A function that sends to the URL it is given is told of where it sends if the URL
/// stands in the same file, and where it is called if it is one for all the project.
pub fn of_request(project: &Project, call: &Outgoing<'_>, rule: &str, severity: Severity, message: String) -> Finding {
    let is_here = call.sent.unit == call.at.unit;
    let (stands, other) = if is_here { (call.sent, call.at) } else { (call.at, call.sent) };
    let mut finding = finding(project, call, rule, severity, head(project, stands), message);
    if stands != other {
        let text = if is_here { "with the URL of a provider here" } else { "it is sent here" };
        finding.related.push(label(project, head(project, other), text));
    }
    finding
}

/// A finding about no call in particular.
pub fn plain(
    project: &Project,
    package: &str,
    subject: &str,
    rule: &str,
    severity: Severity,
    (unit, span): (UnitId, Span),
    message: String,
) -> Finding {
    in_source(&project.unit(unit).source, package, subject, rule, severity, span, message)
}

/// A finding about no call, in whatever file.
pub fn in_source(
    source: &Source,
    package: &str,
    subject: &str,
    rule: &str,
    severity: Severity,
    span: Span,
    message: String,
) -> Finding {
    let spot = Spot { source, span };
    Finding {
        rule: format!("resilience/{rule}"),
        severity,
        package: Some(package.to_owned()),
        subject: subject.to_owned(),
        model_id: None,
        message,
        path: source.path.clone(),
        place: spot.place(),
        excerpt: excerpt(source, span),
        via: None,
        provider: None,
        deprecated_on: None,
        shutdown_on: None,
        replacement: None,
        chain: Vec::new(),
        related: Vec::new(),
        notes: Vec::new(),
        fix: None,
        symbol: String::new(),
        breaks: false,
    }
}

/// The first line of a call, up to its arguments: where a finding about it is shown.
pub fn head(project: &Project, at: At) -> (UnitId, Span) {
    let unit = project.unit(at.unit);
    let facts = &unit.facts;
    let whole = facts.expr(at.expr).span;
    let span = match facts.call(at.expr) {
        // `new X(…)` begins before its callee.
        Some(call) => Span { start: whole.start, end: facts.expr(call.callee).span.end.max(whole.start) },
        None => whole,
    };
    // In a chain over lines, the line with the last name.
    if unit.source.slice(span).contains('\n')
        && let Some(call) = facts.call(at.expr)
        && let crate::facts::ExprKind::Attr { name_span, .. } = &facts.expr(call.callee).kind
    {
        return (at.unit, *name_span);
    }
    (at.unit, span)
}

/// A related place.
pub fn label(project: &Project, (unit, span): (UnitId, Span), text: impl Into<String>) -> Label {
    let source = &project.unit(unit).source;
    Label { path: source.path.clone(), place: source.place(span), text: text.into() }
}

/// Seconds for people: `600 s`, `0.03 s`.
pub fn seconds(seconds: f64) -> String {
    if seconds >= 120.0 && seconds % 60.0 == 0.0 {
        format!("{} minutes", seconds / 60.0)
    } else {
        format!("{seconds} s")
    }
}

/// The SDK for people, with its generation where they differ: `openai 0.x`.
pub fn sdk(call: &Outgoing<'_>) -> String {
    let known = call.known[0];
    match known.behaviour.generation.as_str() {
        "all" => known.sdk.package.clone(),
        generation if generation.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{} {generation}", known.sdk.package)
        }
        _ => known.sdk.package.clone(),
    }
}
