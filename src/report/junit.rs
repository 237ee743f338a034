//! JUnit's XML as the schemas of Jenkins and Surefire have it, and as GitLab and the like read it: one suite a file, one
//! test case a finding. What makes the run fail is a failure, the rest passes with its message as output; a run without
//! findings is one case that passes.

use super::{View, escape, words};
use crate::gate::Kept;
use std::io::{self, Write};

/// Writes the document.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let findings = &view.passed.findings;
    let ms = view.report.stats.total_ms;
    let time = format!("{}.{:03}", ms / 1000, ms % 1000);
    let (tests, failures) = (findings.len().max(1), failures(findings));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="codexit" tests="{tests}" failures="{failures}" errors="0" time="{time}">"#)?;
    if findings.is_empty() {
        writeln!(out, r#"  <testsuite name="codexit" tests="1" failures="0" errors="0" skipped="0" time="{time}">"#)?;
        writeln!(out, r#"    <testcase name="no findings" classname="codexit" time="0"/>"#)?;
        writeln!(out, "  </testsuite>")?;
    }
    // Findings are in the order of their paths.
    for file in findings.chunk_by(|a, b| a.finding.path == b.finding.path) {
        suite(file, view, out)?;
    }
    writeln!(out, "</testsuites>")
}

fn failures(findings: &[Kept]) -> usize {
    findings.iter().filter(|kept| kept.fails).count()
}

fn suite(file: &[Kept], view: &View, out: &mut dyn Write) -> io::Result<()> {
    let path = escape::xml(&file[0].finding.path);
    let (tests, failures) = (file.len(), failures(file));
    writeln!(
        out,
        r#"  <testsuite name="{path}" tests="{tests}" failures="{failures}" errors="0" skipped="0" time="0" file="{path}">"#
    )?;
    file.iter().try_for_each(|kept| case(kept, view, out))?;
    writeln!(out, "  </testsuite>")
}

fn case(kept: &Kept, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let f = &kept.finding;
    let place = words::place(&f.path, &f.place);
    let name = escape::xml(&format!("{} {place}", f.rule));
    let class = escape::xml(&f.path);
    writeln!(out, r#"    <testcase name="{name}" classname="{class}" time="0">"#)?;
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
