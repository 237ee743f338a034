//! Commands for those who write rules, and for those who set codexit up.

use crate::knowledge::Date;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `codexit rules …`
#[derive(Clone, Debug, Subcommand)]
pub enum RulesCommand {
    /// Test the rules of a folder by the files beside them: bad.*, good.* and fixed.* in a folder named like the rule
    Test(RuleTestArgs),
    /// Begin a rule: a TOML file, and files to test it by
    New(RuleNewArgs),
}

/// `codexit rules test`
#[derive(Clone, Debug, Args)]
pub struct RuleTestArgs {
    /// The folder of rules, or one rule
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The day that counts as today, such as 2026-11-22 [default: today]
    #[arg(long, value_name = "DATE", value_parser = super::value::date)]
    pub as_of: Option<Date>,
}

/// `codexit rules new`
#[derive(Clone, Debug, Args)]
pub struct RuleNewArgs {
    /// Category and name: api/old-client, tool/old-editor
    #[arg(value_name = "ID")]
    pub id: String,
    /// The folder to write to
    #[arg(long = "dir", value_name = "DIR", default_value = "rules")]
    pub folder: PathBuf,
}

/// `codexit init`
#[derive(Clone, Debug, Args)]
pub struct InitArgs {
    /// The folder to write to [default: .]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// `codexit completions`
#[derive(Clone, Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

/// `codexit schema`
#[derive(Clone, Debug, Args)]
pub struct SchemaArgs {
    /// What it describes
    #[arg(value_name = "KIND", value_enum)]
    pub of: SchemaWord,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaWord {
    /// codexit.toml
    Config,
    /// A rule about an API or a tool
    Rule,
    /// The models of a provider
    Models,
    /// Packages at their end
    Packages,
    /// How an SDK is used
    Sdk,
}
