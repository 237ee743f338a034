//! `codexit rules new ID` and `codexit init`: files to begin with.

use super::World;
use crate::cli::{InitArgs, RuleNewArgs};
use crate::exit_status::{ExitStatus, Failure};
use std::io::Write;
use std::path::Path;

const RULE: &str = include_str!("templates/rule.toml");
const BAD: &str = include_str!("templates/bad.py");
const GOOD: &str = include_str!("templates/good.py");
const CONFIGURATION: &str = include_str!("templates/codexit.toml");

/// Writes a rule with files to test it by.
pub fn new_rule(args: &RuleNewArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let (category, name) = args.id.split_once('/').unwrap_or(("", ""));
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if !matches!(category, "api" | "tool") || !is_name(name) {
        return Err(Failure::usage(format!("`{}` is no id of a rule", args.id))
            .with_help("a category and a name in lower case: api/old-client or tool/old-editor"));
    }
    let folder = world.cwd.join(&args.folder);
    let of_rule = folder.join(format!("{name}.toml"));
    let text = RULE.replace("{id}", &args.id);
    for (path, text) in
        [(of_rule, text.as_str()), (folder.join(name).join("bad.py"), BAD), (folder.join(name).join("good.py"), GOOD)]
    {
        write_new(&path, text, world)?;
    }
    writeln!(
        world.terminal.out,
        "edit it, then run `codexit rules test {0}`; `rules = [\"{0}\"]` in codexit.toml makes it count",
        args.folder.display()
    )?;
    Ok(ExitStatus::Clean)
}

/// Writes a configuration in which every setting stands as a comment.
pub fn init(args: &InitArgs, world: &mut World) -> Result<ExitStatus, Failure> {
    let path = world.cwd.join(args.folder.as_deref().unwrap_or(Path::new("."))).join("codexit.toml");
    write_new(&path, CONFIGURATION, world)?;
    Ok(ExitStatus::Clean)
}

/// Never over a file that is there.
fn write_new(path: &Path, text: &str, world: &mut World) -> Result<(), Failure> {
    let shown = path.strip_prefix(&world.cwd).unwrap_or(path).display().to_string();
    let shown = shown.trim_start_matches("./").to_owned();
    let failed = |error: &std::io::Error| Failure::usage(format!("cannot write {shown}: {error}"));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| failed(&e))?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(|e| failed(&e))?;
    file.write_all(text.as_bytes()).map_err(|e| failed(&e))?;
    writeln!(world.terminal.out, "wrote {shown}")?;
    Ok(())
}
