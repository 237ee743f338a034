//! One JSON object a line: each finding as in the JSON document, each problem, and last the counts. `type` says which.

use super::shared::Shared;
use super::{View, json};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Line<'a, T> {
    r#type: &'static str,
    #[serde(flatten)]
    content: &'a T,
}

/// Writes the lines.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let shared = Shared::new(view.passed.findings.iter());
    for kept in &view.passed.findings {
        line("finding", &json::finding(kept, &shared, view.report.as_of), out)?;
    }
    for problem in &view.report.problems {
        line("problem", &json::problem(problem), out)?;
    }
    line("summary", &json::summary(view), out)
}

fn line<T: Serialize>(kind: &'static str, content: &T, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Line { r#type: kind, content }).map_err(io::Error::from)?;
    writeln!(out)
}
