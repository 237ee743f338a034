//! The plan on the page: steps in an order that works, each with what it does to the files, the command that applies it,
//! and the prompts that have to be tested again.

use super::data::{Places, places, text};
use crate::calls::row::{COLUMNS, Row};
use crate::gate::Kept;
use crate::report::View;
use crate::report::survey::{Effort, STAGES, Step, Survey};
use serde::Serialize;
use std::collections::BTreeSet;

/// Files that a command names; with more it is for all of them.
const FILES: usize = 8;
/// Lines of a diff that are shown.
const LINES: usize = 60;
/// Prompts that are named for a step.
const PROMPTS: usize = 12;

/// The steps of one kind.
#[derive(Serialize)]
pub struct Stage {
    number: usize,
    name: &'static str,
    steps: Vec<StepRow>,
}

/// What the steps can be filtered by.
#[derive(Default, Serialize)]
pub struct Groups {
    packages: BTreeSet<String>,
    teams: BTreeSet<String>,
    efforts: BTreeSet<&'static str>,
}

#[derive(Serialize)]
struct StepRow {
    subject: String,
    replacement: String,
    rule: String,
    package: String,
    teams: Vec<String>,
    effort: &'static str,
    severity: &'static str,
    due: String,
    command: Option<String>,
    message: String,
    places: Places,
    diff: String,
    more_diffs: u64,
    prompts: Vec<String>,
    more_prompts: u64,
}

/// The stages that have steps.
pub fn stages(view: &View, survey: &Survey) -> (Vec<Stage>, Groups) {
    let mut groups = Groups::default();
    let mut stages = Vec::new();
    for (number, name) in STAGES.iter().enumerate() {
        let mut steps: Vec<&Step> = survey.steps.iter().filter(|step| step.stage == number).collect();
        // What belongs to one package stands together; the order of urgency holds within.
        steps.sort_by_key(|step| step.package.unwrap_or(""));
        let steps: Vec<StepRow> = steps.into_iter().map(|step| row(view, step)).collect();
        for step in &steps {
            groups.packages.extend((!step.package.is_empty()).then(|| step.package.clone()));
            groups.teams.extend(step.teams.iter().cloned());
            groups.efforts.insert(step.effort);
        }
        if !steps.is_empty() {
            stages.push(Stage { number: number + 1, name, steps });
        }
    }
    (stages, groups)
}

fn row(view: &View, s: &Step) -> StepRow {
    let diffs = diffs(view, s);
    let all = prompts(view, s);
    StepRow {
        subject: text(s.subject),
        replacement: s.replacement.map_or(String::new(), text),
        rule: text(s.rule),
        package: s.package.map_or(String::new(), text),
        teams: s.teams.iter().map(|team| text(team)).collect(),
        effort: s.effort.as_str(),
        severity: s.severity.as_str(),
        due: s.due.map_or(String::new(), |day| day.to_string()),
        command: command(s),
        message: text(&s.places[0].finding.message),
        places: places(view, &s.places),
        diff: diffs.first().map_or(String::new(), |diff| shown(diff)),
        more_diffs: diffs.len().saturating_sub(1) as u64,
        more_prompts: all.len().saturating_sub(PROMPTS) as u64,
        prompts: all.into_iter().take(PROMPTS).collect(),
    }
}

/// The command that applies a step, and nothing else.
pub fn command(s: &Step) -> Option<String> {
    let how = match s.effort {
        Effort::Mechanical => "codexit fix",
        Effort::Reviewed => "codexit fix --unsafe",
        Effort::ByHand => return None,
    };
    let files: BTreeSet<&str> = s.places.iter().map(|kept: &&Kept| kept.finding.path.as_str()).collect();
    let mut command = format!("{how} --select {}", s.rule);
    if files.len() <= FILES && files.iter().all(|file| !file.chars().any(char::is_control)) {
        command.push_str(" --");
        files.iter().for_each(|file| command.push_str(&format!(" {}", quoted(file))));
    }
    Some(text(&command))
}

/// A word of a POSIX shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,@%".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

/// What a step does to the files, one diff a fix.
pub fn diffs<'a>(view: &View<'a>, s: &Step) -> Vec<&'a str> {
    s.places.iter().filter_map(|kept| view.diffs.get(&kept.fingerprint)).map(String::as_str).collect()
}

/// The first lines of a diff, without control characters.
pub fn shown(diff: &str) -> String {
    let mut lines: Vec<String> = diff.lines().take(LINES).map(|line| text(&line.replace('\t', "    "))).collect();
    let more = diff.lines().count().saturating_sub(LINES);
    if more > 0 {
        lines.push(format!("… {more} more lines"));
    }
    lines.join("\n")
}

/// Where the texts come from that another model may answer in another way.
pub fn prompts(view: &View, s: &Step) -> Vec<String> {
    if STAGES[s.stage] != "Models" {
        return Vec::new();
    }
    let written: BTreeSet<&str> =
        s.places.iter().flat_map(|kept| [kept.finding.subject.as_str()]).chain([s.subject]).collect();
    let uses = |row: &&Row| row.models.iter().any(|model| written.contains(model.as_str()));
    let found: BTreeSet<String> = view.report.calls.iter().filter(uses).filter_map(prompt).collect();
    found.into_iter().collect()
}

fn prompt(row: &Row) -> Option<String> {
    let at = COLUMNS.iter().position(|name| *name == "prompt")?;
    let column = row.columns.get(at)?;
    let (path, line) = column.place.clone().unwrap_or((row.path.clone(), row.place.line));
    let mut kinds = vec![match column.state {
        "inline" => "written in the call",
        "template" => "put together in the code",
        "file" => "read from a file",
        "registry" => "kept at the provider",
        "none" => return None,
        _ => "not seen where it comes from",
    }];
    if row.family.as_deref() == Some("completion") {
        kinds.push("completion-style prompt");
    }
    kinds.extend((!column.detail.is_empty()).then_some(column.detail.as_str()));
    Some(text(&format!("{path}:{line}: {}", kinds.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_command_stay_words() {
        assert_eq!(quoted("src/a-b.py"), "src/a-b.py");
        assert_eq!(quoted("a b; rm -rf $x"), "'a b; rm -rf $x'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
