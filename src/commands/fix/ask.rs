//! `--interactive`: each fix is shown as a diff, and applied if it is wanted.

use super::super::World;
use super::path_of;
use crate::fix::{Choice, change, diff, plan};
use crate::report::tame;
use crate::scan::ScanOptions;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// What was answered so far.
pub struct Ask {
    on: bool,
    quit: bool,
    /// Rules all of whose fixes are wanted.
    rules: BTreeSet<String>,
    /// Fixes that were skipped, by their first place and title: they are not asked about again.
    skipped: BTreeSet<(String, u32, String)>,
}

impl Ask {
    /// Asks if `on`; else everything is wanted.
    pub fn new(on: bool) -> Ask {
        Ask { on, quit: false, rules: BTreeSet::new(), skipped: BTreeSet::new() }
    }

    /// True if the fix is wanted.
    pub fn about(&mut self, choice: &Choice, options: &ScanOptions, world: &mut World) -> io::Result<bool> {
        if !self.on {
            return Ok(true);
        }
        let Some(finding) = choice.findings.first() else { return Ok(false) };
        let key = (finding.path.clone(), finding.place.line, choice.fix.title.clone());
        if self.quit || self.skipped.contains(&key) {
            return Ok(false);
        }
        if self.rules.contains(&finding.rule) {
            return Ok(true);
        }
        for (path, edits) in plan::by_file(std::slice::from_ref(choice)) {
            if let Ok(change) = change::of_file(&path_of(world, path), &edits, super::bounds(options)) {
                for line in diff::unified(&change).lines() {
                    writeln!(world.terminal.out, "{}", tame::line(line))?;
                }
            }
        }
        loop {
            let title = tame::line(&choice.fix.title).into_owned();
            write!(world.terminal.out, "{title}? [y]es, [n]o, [a]ll of {}, [q]uit: ", finding.rule)?;
            world.terminal.out.flush()?;
            match answer(world)?.as_deref() {
                Some("y" | "yes") => return Ok(true),
                Some("a" | "all") => {
                    self.rules.insert(finding.rule.clone());
                    return Ok(true);
                }
                Some("n" | "no" | "s" | "skip") => break,
                // No more answers: the rest is left as it is.
                Some("q" | "quit") | None => {
                    self.quit = true;
                    break;
                }
                Some(_) => {}
            }
        }
        self.skipped.insert(key);
        Ok(false)
    }
}

/// One line of standard input, in lower case; `None` at its end.
fn answer(world: &mut World) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let mut byte = [0];
    loop {
        match world.stdin.read(&mut byte)? {
            0 if line.is_empty() => return Ok(None),
            0 => break,
            _ if byte[0] == b'\n' => break,
            _ => line.push(byte[0]),
        }
    }
    Ok(Some(String::from_utf8_lossy(&line).trim().to_ascii_lowercase()))
}
