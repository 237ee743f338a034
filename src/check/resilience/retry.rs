//! `resilience/missing-retry`: calls that nobody tries again.

use super::{remedy, spot};
use crate::calls::posture::Retries;
use crate::calls::{Inventory, Outgoing};
use crate::finding::{Finding, Severity};

/// A call that neither the SDK nor anything around it tries again.
pub fn missing(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Option<Finding> {
    if !matches!(call.retries, Retries::Default(0))
        || call.guards.iter().any(|guard| guard.idle.is_none())
        || call.is_model
    {
        return None;
    }
    let project = inventory.resolver.project;
    let behaviour = call.behaviour();
    let package = spot::sdk(call);
    let not = if behaviour.retry.not.is_empty() { String::new() } else { format!(" (not: {})", behaviour.retry.not) };
    let severity = if behaviour.local { Severity::Info } else { Severity::Warning };
    let message = format!("one failed request is a failed call: {package} does not retry{not}, and nothing here does");
    let mut finding = spot::of_request(project, call, "missing-retry", severity, message);
    finding.fix = remedy::retries(project, call, inventory.fix);
    Some(finding)
}
