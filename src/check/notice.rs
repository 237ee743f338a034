//! What else a call has to change when its model is replaced: parameters that the replacement rejects.

use super::flow::Sink;
use super::lifecycle::Verdict;
use super::option::options;
use crate::knowledge::Models;
use crate::project::{At, Project};

/// The notices for the call that a model reaches, or that it is an argument of.
pub fn of_call(project: &Project, at: At, sink: &Sink, verdict: &Verdict, models: &Models) -> Vec<String> {
    let Some((replacement, provider)) = verdict.replacement() else { return Vec::new() };
    let Some(provider) = models.providers().iter().find(|p| p.id == provider) else { return Vec::new() };
    let fits = |begins: &String| replacement.starts_with(begins.as_str());
    let mut about = provider.notices.iter().filter(|notice| notice.models.iter().any(fits)).peekable();
    if about.peek().is_none() {
        return Vec::new();
    }
    let there = sink.at.unwrap_or(at);
    let given = options(&project.unit(there.unit).facts, there.expr);
    about
        .filter_map(|notice| {
            let named: Vec<&str> =
                given.iter().map(|(name, ..)| *name).filter(|o| notice.parameters.iter().any(|p| p == o)).collect();
            (!named.is_empty()).then(|| format!("`{replacement}` and {}: {}", named.join(", "), notice.note))
        })
        .collect()
}
