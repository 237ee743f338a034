//! The plan in Markdown: a checklist in which each step has its command, what it changes, and the prompts to test again.

use super::{places, sentence};
use crate::report::page::plan::{command, diffs, prompts, shown};
use crate::report::survey::Survey;
use crate::report::{View, escape, words};
use std::io::{self, Write};

/// Steps whose changes are shown: more would make a page that no tracker takes.
const DIFFS: usize = 60;
/// Prompts that are named for a step.
const PROMPTS: usize = 12;

/// Writes the section.
pub(super) fn write(view: &View, survey: &Survey, out: &mut dyn Write) -> io::Result<()> {
    if survey.steps.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Plan\n\nIn an order that works: a call cannot move before its package has.")?;
    let (mut stage, mut left) = (usize::MAX, DIFFS);
    for step in &survey.steps {
        if step.stage != stage {
            stage = step.stage;
            writeln!(out, "\n### {}. {}\n", stage + 1, step.stage_name)?;
        }
        writeln!(out, "- [ ] {}: {}", sentence(step), places(&step.places))?;
        if let Some(command) = command(step) {
            writeln!(out, "  - Command: {}", escape::markdown_code(&command))?;
        }
        let prompts = prompts(view, step);
        if !prompts.is_empty() {
            let mut named: Vec<String> = prompts.iter().take(PROMPTS).map(|prompt| escape::markdown(prompt)).collect();
            if prompts.len() > PROMPTS {
                named.push(format!("and {} more", prompts.len() - PROMPTS));
            }
            let count = words::count(prompts.len() as u64, "prompt");
            writeln!(out, "  - {count} to test again: {}", named.join("; "))?;
        }
        let diffs = diffs(view, step);
        if let Some(first) = diffs.first().filter(|_| left > 0) {
            left -= 1;
            let of = if diffs.len() > 1 { format!(", the first of {} changes", diffs.len()) } else { String::new() };
            writeln!(out, "  - <details><summary>What it changes{of}</summary>\n")?;
            for line in escape::fenced(&shown(first), "diff").lines() {
                writeln!(out, "{}", format!("    {line}").trim_end())?;
            }
            writeln!(out, "\n    </details>")?;
        }
    }
    writeln!(out)
}
