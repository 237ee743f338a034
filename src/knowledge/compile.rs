//! From what is written to what is meant: sources by key become titles and addresses, patterns are taken apart, rows
//! find their provider. Files were checked when they were read, so nothing here can fail.

use super::Knowledge;
use super::model::{Measures, Model, StatusWord};
use super::models::{Models, Provider};
use super::package::Package;
use super::raw::{Date, RawKnowledge, RawModel, RawModels, RawPackage, RawSource, RawWords};
use super::rule::Rule;
use super::sdk::Sdk;
use super::words::Words;

/// The knowledge of these files alone.
pub fn knowledge(raw: RawKnowledge) -> Knowledge {
    let days = raw.models.iter().map(|table| table.checked).chain(raw.packages.iter().map(|table| table.checked));
    let checked = days.max().unwrap_or(Date { year: 1970, month: 1, day: 1 });
    Knowledge {
        models: Models::new(raw.models.into_iter().map(models).collect()),
        packages: raw.packages.into_iter().flat_map(|table| table.package).map(package).collect(),
        rules: raw.rules.into_iter().map(Rule::new).collect(),
        sdks: raw.sdks.into_iter().map(Sdk::new).collect(),
        words: words(raw.words),
        migrations: raw.migrations,
        contacts: raw.contacts,
        checked,
    }
}

/// A provider and its rows.
pub fn models(raw: RawModels) -> (Provider, Vec<Model>) {
    let RawModels { provider, name, references, checked, prefixes, weights, known, sources, notice, model } = raw;
    let rows = model.into_iter().map(|row| model_row(&provider, row, &sources)).collect();
    (Provider { id: provider, name, references, checked, prefixes, weights, known, notices: notice }, rows)
}

fn model_row(provider: &str, raw: RawModel, sources: &std::collections::BTreeMap<String, RawSource>) -> Model {
    let source = sources.get(&raw.source);
    Model {
        provider: provider.to_owned(),
        id: raw.id,
        spellings: raw.spellings,
        kind: raw.kind,
        word: raw.status.as_deref().and_then(StatusWord::of),
        deprecated: raw.deprecated,
        shutdown: raw.shutdown,
        earliest_shutdown: raw.earliest_shutdown,
        replacement: raw.replacement,
        ambiguous: raw.ambiguous,
        host_only: raw.host_only,
        measures: Measures {
            context: raw.context,
            output: raw.output,
            dimensions: raw.dimensions,
            responses_only: raw.responses_only,
        },
        source_title: source.map(|source| source.title.clone()).unwrap_or_default(),
        source_url: source.map(|source| source.url.clone()).unwrap_or_default(),
        as_of: raw.as_of,
        confidence: raw.confidence,
        note: raw.note,
    }
}

/// A package.
pub fn package(raw: RawPackage) -> Package {
    Package {
        ecosystem: raw.ecosystem,
        name: raw.name,
        affected: raw.affected,
        rule: raw.rule,
        status: raw.status,
        deprecated: raw.deprecated,
        end: raw.end,
        replacement: raw.replacement,
        source: raw.source,
        url: raw.url,
        as_of: raw.as_of,
        confidence: raw.confidence,
        note: raw.note,
    }
}

/// The words by which code says what a value is for.
pub fn words(raw: RawWords) -> Words {
    Words {
        model: raw.model,
        role: raw.role,
        context: raw.context,
        provider: raw.provider,
        table: raw.table,
        options: raw.options,
        inert: raw.inert.iter().map(|name| super::words::snake_case(name)).collect(),
        maker: raw.maker,
        hosts: raw.hosts,
        queues: raw.queues,
    }
}
