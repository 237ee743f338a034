//! What kind of mapping a value stands in: the settings of a run, a row of a price table, a recorded reply, an option
//! that a form offers. Told by its keys alone.

use super::name::Name;
use super::vocabulary::*;
use crate::facts::data::{Entry, Value};
use crate::knowledge::Words;

/// What the keys of a mapping say about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// A key names a model.
    pub names_model: bool,
    /// A key names a model but has no value: something else gives it.
    pub leaves_model_open: bool,
    /// The key `model` itself is there, with a model id.
    pub has_model: bool,
    /// `value` or `default` is there, with a model id.
    pub has_value: bool,
    /// A mapping inside names a model (`litellm_params: {model: …}`).
    pub inner_names_model: bool,
    /// Some key says how a model is run.
    pub has_setting: bool,
    /// A row of a catalogue of models.
    pub is_catalogue: bool,
    /// A row of a price table.
    pub is_price_row: bool,
    /// What was recorded of a run: a reply of an API, a row of results.
    pub is_record: bool,
    /// A description of an API or of a format (OpenAPI, JSON Schema).
    pub is_schema: bool,
    /// A key has a word of a context (`model`, `provider`, `llm`).
    pub names_context: bool,
    /// The model's version has a key of its own.
    pub has_version: bool,
    /// A list of choices stands beside.
    pub has_choices: bool,
    /// What the mapping is called by a `name` or `key` inside.
    pub called: Option<Name>,
}

impl Shape {
    /// The shape of the mapping with these entries.
    pub fn of(entries: &[Entry], words: &Words, is_model: &dyn Fn(&str) -> Option<bool>) -> Shape {
        let mut shape = Shape::default();
        let (mut has_price, mut recorded) = (false, 0);
        for entry in entries {
            let name = Name::new(&entry.key);
            let has_id = matches!(&entry.value, Value::Str(text) if is_model(text).is_some());
            if name.ends_with(&words.model) && !name.ends_with(DEPLOYMENT) {
                shape.names_model |= has_text(&entry.value);
                shape.leaves_model_open |= is_empty(&entry.value);
            }
            shape.has_model |= has_id && name.is(&["model"]);
            shape.has_value |= has_id && name.is(VALUE);
            shape.names_context |= name.contains(&words.context);
            shape.has_setting |= name.is(SETTING) || name.ends_with(&["temperature", "api_key", "api_base"]);
            shape.is_catalogue |= name.is(CATALOGUE);
            shape.has_version |= name.is(&["model_version"]);
            let is_scalar = matches!(&entry.value, Value::Plain(_) | Value::Str(_));
            has_price |= is_scalar && name.contains(PRICE) && !name.contains(BOUND);
            recorded += usize::from(name.is(ANSWER));
            match &entry.value {
                Value::List(_) => shape.has_choices |= name.is(CHOICES) || name.contains(&words.options),
                Value::Map(inner) => {
                    shape.inner_names_model |= inner.iter().any(|e| e.key == "model" && has_text(&e.value));
                    shape.names_model |= name.ends_with(&words.model)
                        && !name.ends_with(DEPLOYMENT)
                        && inner.iter().any(|e| {
                            let name = Name::new(&e.key);
                            (name.is(VALUE) || name.is(&["name", "id"])) && has_text(&e.value)
                        });
                    shape.has_setting |= name.ends_with(SETTINGS);
                }
                Value::Str(text) => {
                    if shape.called.is_none() && name.is(CALLED) {
                        shape.called = Some(Name::new(text));
                    }
                    let is_reply = text.contains("completion") || text == "response" || text == "list";
                    recorded += usize::from(is_reply && name.is(&["object"]));
                    shape.is_schema |=
                        name.is(&["openapi", "swagger"]) || entry.key == "$schema" && text.contains("json-schema.org");
                }
                Value::Plain(text) => {
                    recorded += usize::from(name.is(MEASURED) || name.ends_with(TOKENS_SPENT));
                    shape.is_schema |= is_api_version(&name, text);
                }
            }
        }
        shape.is_record = recorded >= 2;
        shape.is_price_row = has_price && !shape.has_setting;
        shape
    }
}

fn has_text(value: &Value) -> bool {
    matches!(value, Value::Str(text) if !text.is_empty())
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Str(text) => text.is_empty(),
        Value::Plain(text) => matches!(text.as_str(), "" | "null" | "~"),
        _ => false,
    }
}

/// `openapi: 3.0.0`, `swagger: "2.0"`: the file describes an API.
fn is_api_version(name: &Name, text: &str) -> bool {
    name.is(&["openapi", "swagger"]) && text.starts_with(|c: char| c.is_ascii_digit())
}
