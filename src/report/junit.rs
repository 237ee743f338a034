//! JUnit's XML, as Jenkins, GitLab and the like read it: one test case a finding. What makes the run fail is a failure,
//! the rest passes with its message as output; a run without findings is one case that passes.

use super::{View, escape, words};
use crate::gate::Kept;
use std::io::{self, Write};

/// Writes the document.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let findings = &view.passed.findings;
    let failures = findings.iter().filter(|kept| kept.fails).count();
    let ms = view.report.stats.total_ms;
    let time = format!("{}.{:03}", ms / 1000, ms % 1000);
    let tests = findings.len().max(1);
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="codexit" tests="{tests}" failures="{failures}" errors="0" time="{time}">"#)?;
    writeln!(
        out,
        r#"  <testsuite name="codexit" tests="{tests}" failures="{failures}" errors="0" skipped="0" time="{time}">"#
    )?;
    if findings.is_empty() {
        writeln!(out, r#"    <testcase name="no findings" classname="codexit" time="0"/>"#)?;
    }
    for kept in findings {
        case(kept, view, out)?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

fn case(kept: &Kept, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let f = &kept.finding;
    let place = words::place(&f.path, &f.place);
    let name = escape::xml(&format!("{} {place}", f.rule));
    let class = escape::xml(&f.path);
    writeln!(
        out,
        r#"    <testcase name="{name}" classname="{class}" file="{class}" line="{}" time="0">"#,
        f.place.line
    )?;
    let message = escape::xml(&f.message);
    let mut text = vec![place];
    text.extend(words::when(f, view.report.as_of));
    text.extend(f.replacement.as_ref().map(|to| format!("use {to}")));
    text.extend(f.notes.iter().cloned());
    let text: Vec<String> = text.iter().map(|line| escape::xml(line)).collect();
    if kept.fails {
        let kind = escape::xml(&f.rule);
        writeln!(out, r#"      <failure message="{message}" type="{kind}">{}</failure>"#, text.join("\n"))?;
    } else {
        writeln!(out, "      <system-out>{message}\n{}</system-out>", text.join("\n"))?;
    }
    writeln!(out, "    </testcase>")
}
