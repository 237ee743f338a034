//! `codexit completions SHELL`, `codexit man` and `codexit schema`: what shells, man and editors ask for.

use super::World;
use crate::cli::{Cli, CompletionsArgs, SchemaArgs, SchemaWord};
use crate::exit_status::{ExitStatus, Failure};
use clap::CommandFactory;
use std::io::Write;

const CONFIGURATION: &str = include_str!("../../schemas/codexit.schema.json");
const RULE: &str = include_str!("../../schemas/rule.schema.json");
const MODELS: &str = include_str!("../../schemas/models.schema.json");
const PACKAGES: &str = include_str!("../../schemas/packages.schema.json");
const SDK: &str = include_str!("../../schemas/sdk.schema.json");

/// Writes a completion script.
pub fn completions(args: &CompletionsArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "codexit", &mut script);
    world.terminal.out.write_all(&script)?;
    Ok(ExitStatus::Clean)
}

/// Writes the man page: the program, then each command.
pub fn man(world: &mut World) -> Result<ExitStatus, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands() {
        let name = format!("codexit {}", sub.get_name());
        let man = clap_mangen::Man::new(sub.clone().bin_name(name));
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    world.terminal.out.write_all(&page)?;
    Ok(ExitStatus::Clean)
}

/// Writes a JSON Schema.
pub fn schema(args: &SchemaArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let text = match args.of {
        SchemaWord::Config => CONFIGURATION,
        SchemaWord::Rule => RULE,
        SchemaWord::Models => MODELS,
        SchemaWord::Packages => PACKAGES,
        SchemaWord::Sdk => SDK,
    };
    world.terminal.out.write_all(text.as_bytes())?;
    Ok(ExitStatus::Clean)
}
