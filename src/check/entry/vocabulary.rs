//! Names of keys that tell the shape of a mapping, in lower snake case and the singular.
//!
//! Which names mean a model, a role, a table or a list of choices is knowledge (`rules/words.toml`). These are the words
//! of configuration formats themselves, the same whatever the model.

/// Keys whose value is the thing itself, whatever names it: `{name: MODEL, value: gpt-4}`.
pub(super) const VALUE: &[&str] = &["value", "default", "default_value", "initial_value", "current"];

/// Last words of keys that say where a service is asked.
pub(super) const ADDRESS: &[&str] =
    &["url", "base_url", "api_base", "base", "base_path", "endpoint", "host", "server", "api_url", "api"];

/// Keys that identify an element of a list.
pub(super) const IDENTITY: &[&str] = &["name", "id", "slug", "key"];

/// Keys that say what the setting is called whose value stands beside.
pub(super) const CALLED: &[&str] = &["name", "key", "id", "variable", "field", "flag"];

/// Keys of text for people.
pub(super) const LABEL: &[&str] = &[
    "label",
    "title",
    "description",
    "alias",
    "placeholder",
    "tooltip",
    "hint",
    "help",
    "keyword",
    "tag",
    "family",
    "object",
    "owned_by",
    "parent",
    "root",
    "display",
    "display_name",
    "result_name",
    "caption",
    "comment",
    "note",
    "text",
    "summary",
    "group",
    "prefix",
    "pattern",
    "regex",
    "doc",
    "message",
];

/// Keys of names that the user of a cloud chose for a model he deployed.
pub(super) const DEPLOYMENT: &[&str] = &["deployment", "deployment_name", "deployment_id", "azure_deployment"];

/// Keys that only Azure's deployments of models have.
pub(super) const AZURE_FORMAT: &[&str] = &["model_format"];

/// Who calls a model by the name of its deployment.
pub(super) const AZURE: &str = "azure";

/// Keys of the name that a router gives to a model it names beside or inside.
pub(super) const ALIAS: &[&str] = &["model_name", "model_alias"];

/// Keys that name a provider with its model: `openai:gpt-4`.
pub(super) const PROVIDER: &[&str] = &["provider"];

/// Keys of samples that nothing runs.
pub(super) const EXAMPLE: &[&str] = &["example", "sample", "sample_value"];

/// Keys of lists of choices in schema languages; more come from the words.
pub(super) const CHOICES: &[&str] = &["enum", "one_of", "any_of", "allowed_value", "const"];

/// Keys of what a service answered.
pub(super) const RESPONSE: &[&str] = &["response", "response_header"];

/// Keys that say how a model is to be run.
pub(super) const SETTING: &[&str] = &[
    "temperature",
    "top_p",
    "top_k",
    "api_key",
    "api_base",
    "base_url",
    "api_type",
    "api_version",
    "api",
    "endpoint",
    "credential",
    "prompt",
    "system",
    "system_prompt",
    "system_message",
    "stop",
    "seed",
    "presence_penalty",
    "frequency_penalty",
    "max_retries",
    "max_retry",
    "timeout",
    "request_timeout",
    "stream",
    "parallel",
    "model_kwargs",
    "deployment",
    "deployment_name",
];

/// Keys of mappings that hold such settings.
pub(super) const SETTINGS: &[&str] = &["param", "parameter", "config", "setting", "option"];

/// Keys of a row in a catalogue of models.
pub(super) const CATALOGUE: &[&str] = &[
    "object",
    "owned_by",
    "created",
    "context_length",
    "context_window",
    "max_input_token",
    "max_output_token",
    "capabilities",
    "modalities",
    "architecture",
    "knowledge_cutoff",
    "release_date",
    "deprecated",
    "license",
    "pricing",
];

/// Keys of prices.
pub(super) const PRICE: &[&str] = &["price", "pricing", "cost"];

/// Words of keys that bound a price, as the settings of a run do.
pub(super) const BOUND: &[&str] = &["max", "limit", "budget"];

/// Keys of numbers that are measured, never set.
pub(super) const MEASURED: &[&str] = &[
    "created",
    "timestamp",
    "tstamp",
    "latency",
    "latency_ms",
    "duration",
    "duration_ms",
    "elapsed",
    "score",
    "acc",
    "accuracy",
    "correct",
    "wrong",
    "f1",
    "recall",
    "total_token",
    "prompt_token",
    "completion_token",
    "input_token",
    "output_token",
    "token_usage",
];

/// Last words of keys of tokens that were spent.
pub(super) const TOKENS_SPENT: &[&str] = &["total_token", "prompt_token", "completion_token"];

/// Keys of what a model said, and of what it cost to say it.
pub(super) const ANSWER: &[&str] = &[
    "choice",
    "answer",
    "completion",
    "prediction",
    "generated_text",
    "response",
    "usage",
    "token_usage",
    "finish_reason",
    "stop_reason",
];
