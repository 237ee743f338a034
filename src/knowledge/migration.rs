//! Migrations as written in `rules/migrations/*.toml`: which old calls become which new ones, what their arguments and
//! the fields of their results are called now. Shared with `build.rs`, so this file uses nothing of the crate.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One migration: the old interface of an SDK to the newest.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Migration {
    /// Which engine carries it out: `openai-python-v0`, `openai-node-v3`, `google-generativeai`, `vertexai`, `table`.
    pub engine: String,
    /// One line, in the imperative: the title of the fix.
    pub title: String,
    /// Registry name of the package.
    pub package: String,
    /// `pypi` or `npm`.
    pub ecosystem: String,
    /// The versions that the new code needs, in the ecosystem's own grammar.
    pub needs: String,
    /// The version the code after was run with; pins are raised to it.
    #[serde(default)]
    pub newest: String,
    /// What to install besides, where it is not the package itself.
    #[serde(default)]
    pub install: String,
    /// The provider whose models the calls name; empty where it does not matter.
    #[serde(default)]
    pub provider: String,
    /// Modules of the old interface that all have the same members.
    #[serde(default)]
    pub modules: Vec<String>,
    /// Paths of clients; a call whose `from` begins with a dot is one of each of them.
    #[serde(default)]
    pub clients: Vec<String>,
    /// `responses` if it is what `--target responses` asks for, `chat` if it is what is done otherwise; empty for both.
    #[serde(default)]
    pub target: String,
    /// Each call is a fix of its own: it does not matter what becomes of the others.
    #[serde(default)]
    pub apart: bool,
    /// `python`, `javascript`.
    pub language: String,
    /// Rules whose findings it mends.
    pub rules: Vec<String>,
    /// Pages and files the facts come from.
    pub references: Vec<String>,
    /// Calls.
    #[serde(default)]
    pub call: Vec<MigratedCall>,
    /// Classes, exceptions and functions that are called otherwise now: old API path to new.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// Exceptions that came as one class and come as several now: old API path to those besides what `names` gives.
    #[serde(default)]
    pub also: BTreeMap<String, Vec<String>>,
    /// Exceptions that catch what they did not catch before, and that: new API paths.
    #[serde(default)]
    pub wider: BTreeMap<String, Vec<String>>,
    /// Classes that stand in annotations: old API path to the type of the result.
    #[serde(default)]
    pub types: BTreeMap<String, String>,
    /// API paths (with all below) that nothing takes the place of, and what to do.
    #[serde(default)]
    pub gone: BTreeMap<String, String>,
    /// Attributes of exceptions: old to new.
    #[serde(default)]
    pub error_attributes: BTreeMap<String, String>,
    /// Variables of the environment that the SDK reads by itself: old to new.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// Settings of the module or of the old client: old name to the option of the new client,
    /// empty if it is left out.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// API paths of functions that give back what the function gives that is their first argument: retries and kin.
    #[serde(default)]
    pub passes: Vec<String>,
    /// Fields of results that are called otherwise at any depth: old name to new. Whether one is an object, a list or a
    /// plain value stands under its old name in `objects`, `lists` and `leaves`.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Keys of object literals that say a `role` or a `type`: old name to new.
    #[serde(default)]
    pub keys: BTreeMap<String, String>,
    /// Fields of results that are objects.
    #[serde(default)]
    pub objects: Vec<String>,
    /// Fields of results that are lists of objects.
    #[serde(default)]
    pub lists: Vec<String>,
    /// Fields of results that are plain values.
    #[serde(default)]
    pub leaves: Vec<String>,
}

/// An old call and the one that takes its place.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MigratedCall {
    /// API paths of the old call.
    pub from: Vec<String>,
    /// API paths of the old call that is awaited.
    #[serde(default)]
    pub awaited: Vec<String>,
    /// The new one, below the client.
    pub to: String,
    /// Keywords or options: old name to new; empty if it is needed no longer.
    #[serde(default)]
    pub rename: BTreeMap<String, String>,
    /// Names of what is passed by position, where the new call takes it by name.
    #[serde(default)]
    pub positional: Vec<String>,
    /// Keywords or options that have no counterpart, and what to do.
    #[serde(default)]
    pub refuse: BTreeMap<String, String>,
    /// Leading arguments by position that become members of the object behind the one that stays: their names.
    #[serde(default)]
    pub path_parameters: Vec<String>,
    /// Keywords or options whose value is wrapped: old name to new name, text before, text after.
    #[serde(default)]
    pub wrap: BTreeMap<String, [String; 3]>,
    /// Options that stay what they are; where some are named, any other one is refused.
    #[serde(default)]
    pub options: Vec<String>,
    /// Options that the new call is given besides, unless it has them: name to value as written.
    #[serde(default)]
    pub append: BTreeMap<String, String>,
    /// Keywords or options without which the new call fails.
    #[serde(default)]
    pub require: Vec<String>,
    /// What is read of the result: old member path to new, as in `generations[0].text`.
    #[serde(default)]
    pub result: BTreeMap<String, String>,
    /// Members of the result that stay what they are.
    #[serde(default)]
    pub kept: Vec<String>,
    /// Text behind the call: the member that holds what the old call gave.
    #[serde(default)]
    pub suffix: String,
    /// The method of the SDK's own class that the new call ends in: what a test patches. Empty if none is known.
    #[serde(default)]
    pub patched: String,
    /// The class of what it gives; empty if that is no object of one class.
    #[serde(default)]
    pub gives: String,
    /// What changes besides names: `completion-to-chat`, `edit-to-chat`, `to-dict`, `human-prompt`,
    /// `credential` (the second argument is an object that holds the key).
    #[serde(default)]
    pub change: Option<String>,
}
