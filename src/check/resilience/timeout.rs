//! `resilience/missing-timeout`: calls that wait for ever, or for as long as the SDK likes.

use super::{remedy, spot};
use crate::calls::posture::Timeout;
use crate::calls::{Inventory, Outgoing, web};
use crate::finding::{Finding, Fix, FixValues, Severity};
use crate::project::{At, Project, Resolver};
use std::collections::BTreeMap;

/// From so many seconds on, a default is as good as none for somebody who waits.
const LONG: f64 = 300.0;

/// A call whose own arguments, or whose SDK, leave it without a timeout; those of clients that the project makes are
/// judged at the client.
pub fn of_call(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    let project = inventory.resolver.project;
    let explicit_here =
        matches!(call.timeout, Timeout::Never(Some(at)) if at.unit == call.at.unit && is_inside(project, at, call.at));
    if !call.sites.is_empty() && !explicit_here && !at_each_call(call) {
        return None;
    }
    let (severity, mut message) = judged(call, &call.timeout)?;
    let served = severity == Severity::Warning && web::is_served(inventory.resolver, call.at);
    if served {
        message.push_str(", and a handler of a web server waits for it");
    }
    let severity = if served { Severity::Error } else { severity };
    let mut finding = spot::of_request(project, call, "missing-timeout", severity, message);
    finding.fix = remedy::timeout(project, call, (call.sent, false), &call.timeout, inventory.fix);
    if finding.fix.is_some() && !remedy::is_itself(inventory, call) {
        let shown = Fix::shown(format!("Give up after {} seconds", inventory.fix.timeout));
        finding.fix = Some(shown.because("it is handed to what makes the call"));
    }
    Some(finding)
}

/// Clients of general HTTP use set it call by call.
fn at_each_call(call: &Outgoing<'_>) -> bool {
    call.behaviour().http.is_some()
}

/// One finding for each constructor, with the calls that it leaves without a timeout.
pub fn of_clients(resolver: &Resolver<'_>, calls: &[Outgoing<'_>], values: FixValues) -> Vec<Finding> {
    let project = resolver.project;
    let mut by_site: BTreeMap<At, Vec<(&Outgoing<'_>, &Timeout)>> = BTreeMap::new();
    for call in calls.iter().filter(|call| !at_each_call(call)) {
        for (site, timeout) in &call.sites {
            let explicit = matches!(timeout, Timeout::Never(Some(at)) if is_inside(project, *at, call.at));
            if judged(call, timeout).is_some() && !explicit {
                by_site.entry(site.constructor).or_default().push((call, timeout));
            }
        }
    }
    let mut found = Vec::new();
    for (constructor, affected) in by_site {
        let worst = affected.iter().filter_map(|(call, timeout)| Some((judged(call, timeout)?, call)));
        let said = affected.iter().map(|(_, timeout)| *timeout).max_by_key(|timeout| timeout.rank());
        let Some(((severity, mut message), first)) = worst.max_by_key(|((severity, _), _)| *severity) else { continue };
        let many = affected.len();
        message.push_str(&match many {
            1 => "; 1 call is made through this client".to_owned(),
            _ => format!("; {many} calls are made through this client"),
        });
        let mut severity = severity;
        if severity == Severity::Warning && affected.iter().any(|(call, _)| web::is_served(resolver, call.at)) {
            severity = Severity::Error;
            message.push_str(", and a handler of a web server waits for it");
        }
        let mut finding =
            spot::finding(project, first, "missing-timeout", severity, spot::head(project, constructor), message);
        let region = project.unit(constructor.unit).facts.expr(constructor.expr).region;
        finding.symbol = project.unit(constructor.unit).facts.symbol(region);
        finding.subject = first.path.split("().").next().unwrap_or(&first.path).to_owned();
        finding.related = affected
            .iter()
            .take(200)
            .map(|(call, _)| spot::label(project, spot::head(project, call.at), call.path.clone()))
            .collect();
        finding.fix = said.and_then(|said| remedy::timeout(project, first, (constructor, true), said, values));
        finding.related.sort();
        finding.related.dedup();
        found.push(finding);
    }
    found
}

/// How bad a timeout is, and why; `None` if it is good, or cannot be seen.
fn judged(call: &Outgoing<'_>, timeout: &Timeout) -> Option<(Severity, String)> {
    let covers = &call.behaviour().timeout.covers;
    let package = spot::sdk(call);
    match timeout {
        Timeout::Never(None) => Some((Severity::Warning, format!("no timeout: {package} sets none ({covers})"))),
        Timeout::Never(Some(_)) => {
            Some((Severity::Warning, format!("the timeout is switched off: {package} now waits for ever")))
        }
        Timeout::Default(seconds) if *seconds >= LONG => {
            let tries = call.retries.least().unwrap_or(0) + 1;
            let times =
                if tries > 1 && covers != "the whole call" { format!(", up to {tries} times") } else { String::new() };
            // Of several generations, the one that waits so long.
            let of = call.known.iter().map(|known| &known.behaviour.timeout);
            let covers = of.into_iter().find(|of| of.seconds == Some(*seconds)).map_or(covers, |of| &of.covers);
            let waits = spot::seconds(*seconds);
            Some((Severity::Info, format!("no timeout: {package} waits {waits} by default{times} ({covers})")))
        }
        _ => None,
    }
}

fn is_inside(project: &Project, at: At, call: At) -> bool {
    at.unit == call.unit && project.expr(call).span.contains(project.expr(at).span)
}
