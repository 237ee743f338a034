//! `codexit models --format json`; docs/json.md says what each field means.

use super::Listing;
use crate::knowledge::model::Model;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    as_of: String,
    query: Option<&'a str>,
    note: Option<&'a str>,
    models: Vec<JsonModel<'a>>,
    near: &'a [&'a str],
}

#[derive(Serialize)]
struct JsonModel<'a> {
    provider: &'a str,
    id: &'a str,
    kind: &'a str,
    status: &'static str,
    deprecated_on: Option<String>,
    shutdown_on: Option<String>,
    earliest_shutdown_on: Option<String>,
    days_left: Option<i64>,
    replacement: Option<String>,
    family_changes: bool,
    chain: Vec<JsonStep>,
    chain_note: Option<String>,
    spellings: &'a [String],
    note: &'a str,
    source: &'a str,
    source_url: &'a str,
    source_as_of: &'a str,
    confidence: &'a str,
    checked: Option<String>,
}

#[derive(Serialize)]
struct JsonStep {
    id: String,
    status: String,
    source: String,
}

/// Writes the document.
pub fn write(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema_version: 1,
        as_of: listing.as_of.to_string(),
        query: listing.query,
        note: listing.note.as_deref(),
        models: listing.rows.iter().map(|model| json_model(listing, model)).collect(),
        near: &listing.near,
    };
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    writeln!(out)
}

fn json_model<'a>(listing: &Listing<'a>, model: &'a Model) -> JsonModel<'a> {
    let models = &listing.knowledge.models;
    let chain = models.chain(model, listing.as_of, listing.horizon);
    JsonModel {
        provider: &model.provider,
        id: &model.id,
        kind: &model.kind,
        status: model.status(listing.as_of).as_str(),
        deprecated_on: model.deprecated.map(|d| d.to_string()),
        shutdown_on: model.shutdown.map(|d| d.to_string()),
        earliest_shutdown_on: model.earliest_shutdown.map(|d| d.to_string()),
        days_left: model.shutdown.map(|d| listing.as_of.days_until(d)),
        replacement: chain.end.map(|end| end.id.clone()),
        family_changes: chain.family_changes,
        chain: chain.steps.into_iter().map(|s| JsonStep { id: s.id, status: s.status, source: s.source }).collect(),
        chain_note: chain.note,
        spellings: &model.spellings,
        note: &model.note,
        source: &model.source_title,
        source_url: &model.source_url,
        source_as_of: &model.as_of,
        confidence: &model.confidence,
        checked: models.provider(&model.provider).map(|p| p.checked.to_string()),
    }
}
