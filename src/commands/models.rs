//! `codexit models [QUERY]`

use super::World;
use crate::cli::ModelsArgs;
use crate::config;
use crate::exit_status::{ExitStatus, Failure};

/// Runs the command.
pub fn run(args: &ModelsArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let settings = config::resolve_source(&args.source, &world.cwd, world.today)?;
    let _knowledge = config::knowledge(&settings)?;
    Ok(ExitStatus::Clean)
}
