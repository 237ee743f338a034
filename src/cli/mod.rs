//! The command line as written: what can be asked, in the words of `--help`. What it means, together with the
//! configuration file, is decided in `config`.

mod author;
mod value;

pub use author::{CompletionsArgs, InitArgs, RuleNewArgs, RuleTestArgs, RulesCommand, SchemaArgs, SchemaWord};
pub use value::{CallsFormat, ColorChoice, FailOnWord, Format, ModelsFormat, Output, RulesFormat, SeverityWord, size};

use crate::knowledge::Date;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// codexit finds language models, SDK calls and packages that are gone or going, and says what replaces them
#[derive(Debug, Parser)]
#[command(
    name = "codexit",
    disable_version_flag = true,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = "Exit status: 0 nothing found at or above --fail-on, 1 findings, 2 a mistake on the command line, \
                  in the configuration or in a rule file, 3 a path that does not exist, nothing to scan or nothing \
                  of it readable, 4 files that could not be read under --strict."
)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Print the version and the date of the built-in rules
    #[arg(short = 'V', long)]
    pub version: bool,

    /// Options of every command
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct GlobalArgs {
    /// When to use colour: the variables NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE are honoured under `auto`
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorChoice::Auto, hide_possible_values = false)]
    pub color: ColorChoice,
    /// Findings only: no table, closing line, notices or progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// List what was left out, what could not be read, and how long each part took
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find what is gone or going in files and folders
    Check(Box<CheckArgs>),
    /// List every call to a model provider, and what happens to it in an outage
    Calls(CallsArgs),
    /// Rewrite what can be rewritten: safe fixes, with --unsafe also those that may change what the program does
    Fix(Box<FixArgs>),
    /// Write a report for people: what breaks when, models, packages, a plan, everything found
    Report(Box<ReportArgs>),
    /// Write down what is found now, so that `check --baseline` reports only what is new
    Baseline(Box<BaselineArgs>),
    /// Look up models: their status on every host, dates, replacements and sources
    Models(ModelsArgs),
    /// List the rules, test your own, or begin a new one
    Rules(RulesArgs),
    /// Explain a rule: what, why, an example, how to fix it, and where that is known from
    Explain(ExplainArgs),
    /// Write a codexit.toml to begin with
    Init(InitArgs),
    /// Write a completion script for a shell to standard output
    Completions(CompletionsArgs),
    /// Write the man page to standard output
    Man,
    /// Write a JSON Schema for editors to standard output
    Schema(SchemaArgs),
}

/// Where knowledge and settings come from, for every command that uses them.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Rules and configuration")]
pub struct SourceArgs {
    /// Settings to use, instead of the nearest codexit.toml, pyproject.toml or package.json upwards
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long)]
    pub isolated: bool,
    /// More rules: a TOML file or a folder of them; overrides built-in ones by id (repeatable)
    #[arg(long = "rules", value_name = "PATH")]
    pub rules: Vec<PathBuf>,
    /// The day that counts as today, such as 2026-11-22 [default: today]
    #[arg(long, value_name = "DATE", value_parser = value::date)]
    pub as_of: Option<Date>,
    /// How many days ahead a shutdown is a warning [default: 90]
    #[arg(long, value_name = "DAYS")]
    pub horizon: Option<u32>,
}

/// `codexit check`
#[derive(Clone, Debug, Default, Args)]
pub struct CheckArgs {
    /// Files and folders to check, or `-` for standard input [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// The file name standard input goes by; it says what the text is written in
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    pub stdin_filename: Option<String>,
    /// Also check ignored files and vendored folders (node_modules, site-packages, dist, minified files)
    #[arg(long, help_heading = "Files")]
    pub no_ignore: bool,
    /// Also check Markdown: code blocks as the language they name, and with --mentions what the text names
    #[arg(long, help_heading = "Files")]
    pub markdown: bool,
    /// Leave out paths that match (repeatable)
    #[arg(long, value_name = "GLOB", help_heading = "Files")]
    pub exclude: Vec<String>,
    /// Largest code file to parse: bytes, or with a unit such as 512KB or 5MB; data and notebooks may be ten times as large [default: 2MB]
    #[arg(long, value_name = "SIZE", value_parser = value::size, help_heading = "Files")]
    pub max_file_size: Option<u64>,
    /// Seconds that a file may take to parse; one that takes longer is a problem [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Files")]
    pub file_timeout: Option<u32>,
    /// Threads to use [default: one a core]
    #[arg(short = 'j', long = "threads", value_name = "N", value_parser = clap::value_parser!(u16).range(1..), help_heading = "Files")]
    pub threads: Option<u16>,
    /// List the files that would be checked, and check nothing
    #[arg(long, help_heading = "Files", conflicts_with = "show_settings")]
    pub show_files: bool,

    /// Only these rules: an id, a unique end of one such as `retired`, or a category such as `model` (repeatable)
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Selection")]
    pub select: Vec<String>,
    /// Not these rules (repeatable)
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Selection")]
    pub ignore: Vec<String>,
    /// These rules besides those selected (repeatable)
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Selection")]
    pub extend_select: Vec<String>,
    /// Show nothing below this severity [default: info]
    #[arg(long, value_name = "SEVERITY", value_enum, help_heading = "Selection")]
    pub min_severity: Option<SeverityWord>,
    /// Also list where models and APIs are named but not used: comments, comparisons, price tables
    #[arg(long, help_heading = "Selection")]
    pub mentions: bool,
    /// Also list every call to a model provider in the JSON report
    #[arg(long, help_heading = "Selection")]
    pub calls: bool,

    /// Report only what is not in this file, written by `codexit baseline`
    #[arg(long, value_name = "FILE", help_heading = "Gate")]
    pub baseline: Option<PathBuf>,
    /// Report only what was added or changed since a commit, branch or tag (asks git)
    #[arg(long, value_name = "REF", help_heading = "Gate", conflicts_with = "staged")]
    pub since: Option<String>,
    /// Report only what is staged to be committed (asks git)
    #[arg(long, help_heading = "Gate")]
    pub staged: bool,
    /// Let no comment hold a finding back
    #[arg(long, help_heading = "Gate", conflicts_with = "add_ignores")]
    pub no_ignores: bool,
    /// Write a comment that holds it back above each finding that makes the run fail
    #[arg(long, help_heading = "Gate")]
    pub add_ignores: bool,

    /// Exit with 1 from this severity on [default: warning]
    #[arg(long, value_name = "SEVERITY", value_enum, help_heading = "Exit status")]
    pub fail_on: Option<FailOnWord>,
    /// Exit with 0 even if there are findings
    #[arg(long, help_heading = "Exit status")]
    pub exit_zero: bool,
    /// Exit with 4 if a file could not be read
    #[arg(long, help_heading = "Exit status")]
    pub strict: bool,

    /// How findings are written to standard output
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Full, help_heading = "Output")]
    pub format: Format,
    /// Also write a report to a file; the format follows from the extension (.json, .txt) unless it is given (repeatable)
    #[arg(short, long, value_name = "[FORMAT=]FILE", value_parser = value::output, help_heading = "Output")]
    pub output: Vec<Output>,
    /// Counts by rule instead of findings
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,
    /// Print the settings in force and where each comes from, and check nothing
    #[arg(long, help_heading = "Output")]
    pub show_settings: bool,

    /// Where knowledge and settings come from
    #[command(flatten)]
    pub source: SourceArgs,
}

/// `codexit calls`
#[derive(Clone, Debug, Args)]
pub struct CallsArgs {
    /// Files and folders to look at [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How they are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = CallsFormat::Full, help_heading = "Output")]
    pub format: CallsFormat,
    /// Also look at ignored files and vendored folders
    #[arg(long, help_heading = "Files")]
    pub no_ignore: bool,
    /// Leave out paths that match (repeatable)
    #[arg(long, value_name = "GLOB", help_heading = "Files")]
    pub exclude: Vec<String>,
    /// Largest code file to parse: bytes, or with a unit such as 512KB or 5MB [default: 2MB]
    #[arg(long, value_name = "SIZE", value_parser = value::size, help_heading = "Files")]
    pub max_file_size: Option<u64>,
    /// Seconds that a file may take to parse; one that takes longer is a problem [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Files")]
    pub file_timeout: Option<u32>,
    /// Threads to use [default: one a core]
    #[arg(short = 'j', long = "threads", value_name = "N", value_parser = clap::value_parser!(u16).range(1..), help_heading = "Files")]
    pub threads: Option<u16>,
    /// Where knowledge and settings come from
    #[command(flatten)]
    pub source: SourceArgs,
}

/// `codexit fix`
#[derive(Clone, Debug, Default, Args)]
pub struct FixArgs {
    /// Also apply fixes that may change what the program does: other models, migrated calls
    #[arg(long = "unsafe", help_heading = "Fixes")]
    pub unsafe_fixes: bool,
    /// Show what would change as a unified diff, and write nothing; the status is 1 if there is anything
    #[arg(long, help_heading = "Fixes")]
    pub diff: bool,
    /// Migrate what can be migrated of a file, and mark what is left with a comment
    #[arg(long, help_heading = "Fixes")]
    pub partial: bool,
    /// What completions and edits become
    #[arg(long, value_enum, default_value_t = MigrationTarget::Chat, help_heading = "Fixes")]
    pub target: MigrationTarget,
    /// Ask before each fix
    #[arg(long, help_heading = "Fixes", conflicts_with = "diff")]
    pub interactive: bool,

    /// What is checked
    #[command(flatten)]
    pub check: CheckArgs,
}

/// What completions and edits become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum MigrationTarget {
    /// Calls of Chat Completions
    #[default]
    Chat,
    /// Calls of the Responses API
    Responses,
}

/// `codexit report`
#[derive(Clone, Debug, Args)]
pub struct ReportArgs {
    /// Everything that `check` takes; findings fail the run only with an explicit `--fail-on`
    #[command(flatten)]
    pub check: CheckArgs,
    /// Where a place can be looked at: {commit}, {path} and {line} are filled in
    #[arg(long, value_name = "TEMPLATE", help_heading = "Output")]
    pub link: Option<String>,
}

/// `codexit baseline`
#[derive(Clone, Debug, Args)]
pub struct BaselineArgs {
    /// Everything that `check` takes; `--baseline` names the file to write [default: codexit-baseline.toml]
    #[command(flatten)]
    pub check: CheckArgs,
    /// Take out what is fixed and add nothing
    #[arg(long, help_heading = "Gate")]
    pub prune: bool,
}

/// `codexit models`
#[derive(Clone, Debug, Args)]
pub struct ModelsArgs {
    /// An id or a part of one; all models if left out
    #[arg(value_name = "QUERY")]
    pub query: Option<String>,
    /// How they are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ModelsFormat::Full, help_heading = "Output")]
    pub format: ModelsFormat,
    /// Where knowledge and settings come from
    #[command(flatten)]
    pub source: SourceArgs,
}

/// `codexit rules`
#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct RulesArgs {
    /// What to do with rules of your own
    #[command(subcommand)]
    pub command: Option<RulesCommand>,
    /// How they are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = RulesFormat::Full, help_heading = "Output")]
    pub format: RulesFormat,
    /// Where knowledge and settings come from
    #[command(flatten)]
    pub source: SourceArgs,
}

/// `codexit explain`
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// A rule's id, or a unique end of one such as `retired`
    #[arg(value_name = "RULE")]
    pub rule: String,
    /// Where knowledge and settings come from
    #[command(flatten)]
    pub source: SourceArgs,
}
