//! `codexit models [QUERY]`: an id's status on every host, its dates, what replaces it, and who says so.

use super::World;
use crate::cli::ModelsArgs;
use crate::config;
use crate::exit_status::{ExitStatus, Failure};
use crate::report::lifecycles::{self, Request};

/// Runs the command. A query that finds nothing ends like findings do: it is no verdict that all is well.
pub fn run(args: &ModelsArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let settings = config::resolve_source(&args.source, &world.cwd, world.today)?;
    let knowledge = config::knowledge(&settings)?;
    let request = Request {
        query: args.query.as_deref().unwrap_or("").trim(),
        as_of: settings.as_of.value,
        horizon_days: settings.horizon.value,
        width: world.terminal.width,
        paint: world.terminal.out_paint,
    };
    let found = lifecycles::write(&knowledge, &request, args.format, &mut world.terminal.out)?;
    Ok(if found { ExitStatus::Clean } else { ExitStatus::Findings })
}
