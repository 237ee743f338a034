//! Dates become severities and sentences.

use super::notice;
use crate::finding::{ChainStep, Finding, Severity};
use crate::knowledge::{Date, Family, Models, Status};
use crate::source::Place;

/// The date a scan is for, and the models it is about.
#[derive(Clone, Copy, Debug)]
pub struct Clock<'k> {
    /// Today, as far as this scan is concerned.
    pub as_of: Date,
    /// Days within which a shutdown is a warning.
    pub horizon_days: u32,
    /// The lifecycles.
    pub models: &'k Models,
}

/// What the lifecycles say of an id that is gone or going.
#[derive(Clone, Debug)]
pub struct Verdict {
    rule: &'static str,
    severity: Severity,
    provider: String,
    model_id: String,
    when: String,
    deprecated: Option<Date>,
    shutdown: Option<Date>,
    replacement: Option<String>,
    family_changes: bool,
    chats: bool,
    chain: Vec<ChainStep>,
    notes: Vec<String>,
}

impl Clock<'_> {
    /// The verdict on an id as written; `None` if it is not known, or lives.
    pub fn judge(&self, written: &str, provider: Option<&str>) -> Option<Verdict> {
        let hit = self.models.find(written, provider)?;
        let model = hit.model;
        let (rule, severity, when) = match self.models.status(model, self.as_of) {
            Status::Retired { on } => ("model/retired", Severity::Error, gone(on, self.as_of)),
            // Only the earliest possible day is known, and it has passed: whether the model is gone, nobody says.
            Status::Deprecated { on: Some(on) } if on <= self.as_of => {
                ("model/deprecated", Severity::Warning, format!("may be shut down since {on}"))
            }
            Status::Deprecated { on: Some(on) } => ("model/deprecated", self.severity_of(on), going(on, self.as_of)),
            Status::Deprecated { on: None } => {
                ("model/deprecated", Severity::Info, "is deprecated, without a date".to_owned())
            }
            Status::Legacy => ("model/legacy", Severity::Info, "is legacy at its provider, without a date".to_owned()),
            Status::Active | Status::Unlisted => return None,
        };
        let chain = self.models.chain(model, self.as_of, self.horizon_days);
        let mut notes: Vec<String> = Vec::new();
        notes.extend(hit.note.clone());
        notes.extend(chain.note.clone());
        if let Some(end) = chain.end {
            notes.extend(notice::of_measures(model, end));
        }
        if !model.note.is_empty() {
            notes.push(model.note.clone());
        }
        if !model.source_title.is_empty() {
            notes.push(format!("source: {} ({})", model.source_title, model.as_of));
        }
        Some(Verdict {
            rule,
            severity,
            provider: model.provider.clone(),
            model_id: model.id.clone(),
            when,
            deprecated: model.deprecated,
            shutdown: model.shutdown,
            replacement: chain.end.map(|m| m.id.clone()),
            family_changes: chain.family_changes,
            chats: chain.end.is_some_and(|end| end.family() == Family::Chat),
            chain: chain.steps,
            notes,
        })
    }

    /// Severity by date: gone is an error, within the horizon a warning, announced an info.
    pub fn severity_of(&self, shutdown: Date) -> Severity {
        match self.as_of.days_until(shutdown) {
            days if days <= 0 => Severity::Error,
            days if days <= i64::from(self.horizon_days) => Severity::Warning,
            _ => Severity::Info,
        }
    }
}

impl Verdict {
    /// The id of the row that was matched.
    pub fn model_id(&self) -> &str {
        &self.model_id
    }
    /// True if the replacement is of another endpoint family: the call must change with it.
    pub fn family_changes(&self) -> bool {
        self.family_changes
    }
    /// True if the replacement is called as chat.
    pub fn replacement_chats(&self) -> bool {
        self.chats
    }
    /// Remarks: conflicts, sources, how the row was chosen.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The replacement at the end of the chain, and the provider it is for.
    pub fn replacement(&self) -> Option<(&str, &str)> {
        Some((self.replacement.as_deref()?, &self.provider))
    }

    /// A finding with everything that the lifecycle says; the place is the caller's to fill in.
    pub fn into_finding(self, written: &str) -> Finding {
        let instead = match &self.replacement {
            Some(id) => format!("; use `{id}`"),
            None => "; no drop-in replacement is known".to_owned(),
        };
        Finding {
            rule: self.rule.to_owned(),
            severity: self.severity,
            package: None,
            subject: written.to_owned(),
            model_id: Some(self.model_id),
            message: format!("`{written}` {} at {}{instead}", self.when, self.provider),
            path: String::new(),
            place: Place::default(),
            excerpt: Vec::new(),
            via: None,
            provider: Some(self.provider),
            deprecated_on: self.deprecated,
            shutdown_on: self.shutdown,
            replacement: self.replacement,
            chain: self.chain,
            related: Vec::new(),
            notes: self.notes,
            fix: None,
            symbol: String::new(),
            breaks: false,
        }
    }
}

/// "was shut down 30 days ago (2026-10-23)".
pub fn gone(on: Option<Date>, as_of: Date) -> String {
    match on.map(|on| (on, on.days_until(as_of))) {
        None => "was shut down".to_owned(),
        Some((on, 0)) => format!("is shut down today ({on})"),
        Some((on, 1)) => format!("was shut down yesterday ({on})"),
        Some((on, days)) => format!("was shut down {} ago ({on})", span_of_days(days)),
    }
}

/// "shuts down in 20 days (2026-12-11)".
pub fn going(on: Date, as_of: Date) -> String {
    match as_of.days_until(on) {
        1 => format!("shuts down tomorrow ({on})"),
        days => format!("shuts down in {} ({on})", span_of_days(days)),
    }
}

/// A number of days for people: in days as far as that says something, then in months and years.
pub fn span_of_days(days: i64) -> String {
    match days {
        0..=120 => format!("{days} days"),
        121..=729 => format!("{} months", days / 30),
        _ => format!("{} years", days / 365),
    }
}
