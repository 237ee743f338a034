//! What is known of models, in answer to a query: a table and the details, one line a row, or JSON.

use super::terminal::Paint;
use super::{table, tame, words};
use crate::cli::Format;
use crate::finding::{ChainStep, Severity};
use crate::knowledge::{Date, Inquiry, Knowledge, Model, Status, StatusWord};
use serde::Serialize;
use std::io::{self, Write};

/// Raised when a field changes its meaning or goes.
const SCHEMA_VERSION: u32 = 1;

/// Rows that are shown with their chains and sources; of more, only the table.
const DETAILED: usize = 12;

/// What is asked, and how the answer is shown.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// An id or a part of one; empty for all.
    pub query: &'a str,
    /// The day that counts as today.
    pub as_of: Date,
    /// Days within which a model that ends is not recommended.
    pub horizon_days: u32,
    /// Columns of the terminal.
    pub width: usize,
    /// Colour or none.
    pub paint: Paint,
}

/// Writes the answer; false if nothing was found.
pub fn write(knowledge: &Knowledge, request: &Request, format: Format, out: &mut dyn Write) -> io::Result<bool> {
    let inquiry = knowledge.models.inquire(request.query);
    match format {
        Format::Full => full(knowledge, &inquiry, request, out)?,
        Format::Concise => concise(knowledge, &inquiry, request, out)?,
        Format::Json => json(knowledge, &inquiry, request, out)?,
    }
    Ok(!inquiry.rows.is_empty())
}

fn full(knowledge: &Knowledge, inquiry: &Inquiry, request: &Request, out: &mut dyn Write) -> io::Result<()> {
    if inquiry.rows.is_empty() {
        return nothing(inquiry, request, out);
    }
    let mut rows = table::plain(request.width, &["Model", "Host", "Status", "Announced", "Ends", "Not before"]);
    for (model, _) in &inquiry.rows {
        let day = |date: Option<Date>| date.map_or(String::new(), |date| date.to_string());
        let cells = [
            tame::line(&model.id).into_owned(),
            tame::line(&model.provider).into_owned(),
            state(model, request.as_of).to_owned(),
            day(model.deprecated),
            day(model.shutdown),
            day(model.earliest_shutdown),
        ];
        rows.add_row(cells);
    }
    table::print(&rows, request.paint, out)?;
    if inquiry.partial && inquiry.rows.len() > DETAILED {
        let many = words::count(inquiry.rows.len() as u64, "row");
        return writeln!(out, "\n{many}. Ask for one id to see what replaces it, and who says so.");
    }
    for (model, note) in inquiry.rows.iter().take(DETAILED) {
        details(knowledge, model, note.as_deref(), request, out)?;
    }
    if let Some(rest) = inquiry.rows.len().checked_sub(DETAILED).filter(|rest| *rest > 0) {
        writeln!(out, "\n{} more without details; --format json has them.", words::count(rest as u64, "row"))?;
    }
    Ok(())
}

fn details(
    knowledge: &Knowledge,
    model: &Model,
    note: Option<&str>,
    request: &Request,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Request { as_of, horizon_days, paint, .. } = *request;
    let title = format!("{} at {}", tame::line(&model.id), tame::line(&model.provider));
    writeln!(out, "\n{}: {}", paint.bold(&title), painted(model, as_of, horizon_days, paint))?;
    let chain = knowledge.models.chain(model, as_of, horizon_days);
    for step in chain.steps.iter().skip(1) {
        writeln!(out, "  -> {}: {} ({})", paint.name(&tame::line(&step.id)), step.status, tame::line(&step.source))?;
    }
    let kind = if model.ambiguous { format!("{}, an ordinary word", model.kind) } else { model.kind.clone() };
    let mut facts = vec![format!("kind: {kind}"), format!("source: {}", model.cited())];
    facts.extend((!model.source_url.is_empty()).then(|| format!("        {}", model.source_url)));
    facts.extend((!model.confidence.is_empty()).then(|| format!("confidence: {}", model.confidence)));
    let notes = [note, chain.note.as_deref(), Some(model.note.as_str())];
    facts.extend(notes.into_iter().flatten().filter(|note| !note.is_empty()).map(|note| format!("note: {note}")));
    facts.iter().try_for_each(|fact| writeln!(out, "  {}", tame::line(fact)))
}

/// The bare word: a model that its provider still calls active or legacy is that until its day.
fn state(model: &Model, as_of: Date) -> &'static str {
    match (model.status(as_of), model.word) {
        (Status::Deprecated { .. }, Some(StatusWord::Active)) => Status::Active.as_str(),
        (Status::Deprecated { .. }, Some(StatusWord::Legacy)) => Status::Legacy.as_str(),
        (status, _) => status.as_str(),
    }
}

/// The status in words, with how far its day is, in the colour of what it would be as a finding.
fn painted(model: &Model, as_of: Date, horizon_days: u32, paint: Paint) -> String {
    let mut said = model.words(as_of);
    if let Some(on) = model.shutdown {
        said = format!("{said} ({})", words::distance(as_of, on));
    }
    let severity = match model.status(as_of) {
        Status::Active | Status::Unlisted => return said,
        Status::Retired { .. } => Severity::Error,
        Status::Deprecated { on: Some(on) } if as_of.days_until(on) <= i64::from(horizon_days) => Severity::Warning,
        Status::Deprecated { .. } | Status::Legacy => Severity::Info,
    };
    paint.severity(severity, &said)
}

/// What comes near, and that nothing follows from this.
fn nothing(inquiry: &Inquiry, request: &Request, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "Nothing is known of `{}`. That is no verdict that it is safe.", tame::line(request.query))?;
    for (provider, id) in &inquiry.known_at {
        let at = tame::line(&provider.name);
        writeln!(out, "`{}` is listed at {at}, but no source says when it goes.", tame::line(id))?;
    }
    if !inquiry.near.is_empty() {
        let near: Vec<String> = inquiry.near.iter().map(|id| format!("`{}`", tame::line(id))).collect();
        writeln!(out, "Did you mean {}?", near.join(", "))?;
    }
    Ok(())
}

fn concise(knowledge: &Knowledge, inquiry: &Inquiry, request: &Request, out: &mut dyn Write) -> io::Result<()> {
    if inquiry.rows.is_empty() {
        return nothing(inquiry, request, out);
    }
    for (model, _) in &inquiry.rows {
        let id = tame::line(&model.id);
        write!(out, "{} {id}: {}", tame::line(&model.provider), model.words(request.as_of))?;
        match knowledge.models.chain(model, request.as_of, request.horizon_days).end {
            Some(end) if !model.lives(request.as_of, request.horizon_days) => {
                writeln!(out, "; use {}", tame::line(&end.id))?
            }
            _ => writeln!(out)?,
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    query: &'a str,
    as_of: String,
    horizon_days: u32,
    models: Vec<JsonModel<'a>>,
    /// Providers that list the id without a lifecycle.
    known_at: Vec<JsonKnown<'a>>,
    near: &'a [&'a str],
}

#[derive(Serialize)]
struct JsonKnown<'a> {
    provider: &'a str,
    id: &'a str,
}

#[derive(Serialize)]
struct JsonModel<'a> {
    provider: &'a str,
    id: &'a str,
    kind: &'a str,
    status: &'static str,
    ambiguous: bool,
    deprecated_on: Option<String>,
    shutdown_on: Option<String>,
    earliest_shutdown_on: Option<String>,
    days_left: Option<i64>,
    named_replacements: &'a [String],
    replacement: Option<&'a str>,
    family_changes: bool,
    chain: Vec<JsonStep>,
    notes: Vec<String>,
    source: JsonSource<'a>,
}

#[derive(Serialize)]
struct JsonStep {
    id: String,
    status: String,
    source: String,
}

impl From<ChainStep> for JsonStep {
    fn from(step: ChainStep) -> JsonStep {
        JsonStep { id: step.id, status: step.status, source: step.source }
    }
}

#[derive(Serialize)]
struct JsonSource<'a> {
    title: &'a str,
    url: &'a str,
    as_of: &'a str,
    confidence: &'a str,
}

fn json(knowledge: &Knowledge, inquiry: &Inquiry, request: &Request, out: &mut dyn Write) -> io::Result<()> {
    let day = |date: Option<Date>| date.map(|date| date.to_string());
    let rows = inquiry.rows.iter().map(|(model, note)| {
        let chain = knowledge.models.chain(model, request.as_of, request.horizon_days);
        let notes = [note.clone(), chain.note, Some(model.note.clone())];
        JsonModel {
            provider: &model.provider,
            id: &model.id,
            kind: &model.kind,
            status: state(model, request.as_of),
            ambiguous: model.ambiguous,
            deprecated_on: day(model.deprecated),
            shutdown_on: day(model.shutdown),
            earliest_shutdown_on: day(model.earliest_shutdown),
            days_left: model.shutdown.map(|on| request.as_of.days_until(on)),
            named_replacements: &model.replacement,
            replacement: chain.end.map(|end| end.id.as_str()),
            family_changes: chain.family_changes,
            chain: chain.steps.into_iter().map(JsonStep::from).collect(),
            notes: notes.into_iter().flatten().filter(|note| !note.is_empty()).collect(),
            source: JsonSource {
                title: &model.source_title,
                url: &model.source_url,
                as_of: &model.as_of,
                confidence: &model.confidence,
            },
        }
    });
    let known = inquiry.known_at.iter().map(|(provider, id)| JsonKnown { provider: &provider.id, id });
    let document = Document {
        schema_version: SCHEMA_VERSION,
        query: request.query,
        as_of: request.as_of.to_string(),
        horizon_days: request.horizon_days,
        models: rows.collect(),
        known_at: known.collect(),
        near: &inquiry.near,
    };
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    writeln!(out)
}
