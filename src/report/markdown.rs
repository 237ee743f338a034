//! Markdown for merge requests, job summaries and issue trackers: headline, timeline, models, packages, the plan as a
//! checklist, everything found. Text from the files scanned stands in code spans or is escaped.

mod calls;
mod plan;
mod timeline;

use super::survey::{Step, Survey};
use super::{View, closing, escape, words};
use crate::gate::Kept;
use std::io::{self, Write};

/// Findings that are listed; more would make a page that no tracker takes.
const ROWS: usize = 500;
/// Places named for a step or a model.
const PLACES: usize = 5;

/// Writes the page.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let survey = Survey::new(view);
    writeln!(out, "# codexit report\n\n{}\n", escape::markdown(&closing::sentence(view)))?;
    figures(&survey, out)?;
    timeline::write(view, &survey, out)?;
    models(view, &survey, out)?;
    packages(view, &survey, out)?;
    calls::write(view, &survey, out)?;
    plan::write(view, &survey, out)?;
    findings(view, out)?;
    writeln!(out, "As of {}; rules of {}.", view.report.as_of, view.rules_checked)?;
    let unread = view.report.problems.len() as u64;
    if unread > 0 {
        writeln!(out, "{} could not be read, or not wholly.", words::count(unread, "file"))?;
    }
    Ok(())
}

fn figures(survey: &Survey, out: &mut dyn Write) -> io::Result<()> {
    let f = &survey.figures;
    writeln!(out, "| fail today | within 30 days | 31 to 90 | 91 to 180 | later | no date |")?;
    writeln!(out, "|---:|---:|---:|---:|---:|---:|")?;
    writeln!(out, "| {} | {} | {} | {} | {} | {} |\n", f.today, f.days_30, f.days_90, f.days_180, f.later, f.undated)
}

fn models(view: &View, survey: &Survey, out: &mut dyn Write) -> io::Result<()> {
    if survey.models.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Models\n\n| model | host | ends | places | use instead |\n|---|---|---|---:|---|")?;
    for model in &survey.models {
        let ends = match model.first.shutdown_on {
            Some(day) => format!("{day} ({})", words::distance(view.report.as_of, day)),
            None => "no date".to_owned(),
        };
        let to = model.first.replacement.as_deref().map_or("none known".to_owned(), escape::markdown_code);
        let host = escape::markdown(model.host.unwrap_or("unknown"));
        writeln!(out, "| {} | {host} | {ends} | {} | {to} |", escape::markdown_code(model.id), model.places.len())?;
    }
    writeln!(out)
}

fn packages(view: &View, survey: &Survey, out: &mut dyn Write) -> io::Result<()> {
    if survey.packages.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Packages\n\n| package | where | support | use instead |\n|---|---|---|---|")?;
    for package in &survey.packages {
        let ends = words::when(package.first, view.report.as_of).unwrap_or_else(|| "no date".to_owned());
        let to = package.first.replacement.as_deref().map_or("none known".to_owned(), escape::markdown_code);
        writeln!(
            out,
            "| {} | {} | {} | {to} |",
            escape::markdown_code(package.name),
            places(&package.places),
            escape::markdown(&ends)
        )?;
    }
    writeln!(out)
}

/// The plan as a list of boxes to tick.
pub fn checklist(survey: &Survey) -> String {
    let mut text = String::new();
    let mut stage = usize::MAX;
    for step in &survey.steps {
        if step.stage != stage {
            stage = step.stage;
            text.push_str(&format!("\n### {}. {}\n\n", stage + 1, step.stage_name));
        }
        text.push_str(&format!("- [ ] {}: {}\n", sentence(step), places(&step.places)));
    }
    text
}

fn sentence(step: &Step) -> String {
    let to = step.replacement.map_or(String::new(), |to| format!(" → {}", escape::markdown_code(to)));
    let due = step.due.map_or(String::new(), |day| format!(", due {day}"));
    let teams: Vec<String> = step.teams.iter().map(|team| escape::markdown(team)).collect();
    let teams = if teams.is_empty() { String::new() } else { format!(", {}", teams.join(", ")) };
    format!(
        "{}{to} ({}; {}{due}{teams})",
        escape::markdown_code(step.subject),
        step.effort.as_str(),
        words::count(step.places.len() as u64, "place")
    )
}

fn places(places: &[&Kept]) -> String {
    let mut shown: Vec<String> = places
        .iter()
        .take(PLACES)
        .map(|kept| {
            let (file, line) = words::file_and_line(&kept.finding.path, &kept.finding.place);
            escape::markdown_code(&format!("{file}:{line}"))
        })
        .collect();
    if places.len() > PLACES {
        shown.push(format!("and {} more", places.len() - PLACES));
    }
    shown.join(", ")
}

fn findings(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let findings = &view.passed.findings;
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Everything found\n\n| severity | rule | place | message |\n|---|---|---|---|")?;
    for kept in findings.iter().take(ROWS) {
        let f = &kept.finding;
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            f.severity.as_str(),
            escape::markdown_code(&f.rule),
            places(&[kept]),
            escape::markdown(&f.message)
        )?;
    }
    if findings.len() > ROWS {
        writeln!(out, "\n{} more are not listed here.", words::grouped((findings.len() - ROWS) as u64))?;
    }
    writeln!(out)
}
