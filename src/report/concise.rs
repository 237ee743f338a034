//! One line a finding: `path:line:column: severity rule [*] message`. `[*]` marks what can be fixed.

use super::{View, closing, statistics, tame, words};
use crate::finding::Applicability;
use crate::gate::Kept;
use std::io::{self, Write};

/// Writes findings, mentions and the closing line.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    if view.statistics {
        statistics::write(view, out)?;
    } else {
        view.passed.findings.iter().try_for_each(|kept| line(view, kept, out))?;
    }
    mentions(view, out)?;
    closing::write(view, out)
}

fn line(view: &View, kept: &Kept, out: &mut dyn Write) -> io::Result<()> {
    let f = &kept.finding;
    let fixable = f.fix.as_ref().is_some_and(|fix| fix.applicability > Applicability::DisplayOnly);
    writeln!(
        out,
        "{}: {} {} {}{}",
        words::place(&f.path, &f.place),
        view.paint.severity(f.severity, f.severity.as_str()),
        view.paint.name(&f.rule),
        if fixable { "[*] " } else { "" },
        tame::line(&f.message)
    )
}

/// Mentions, one a line; none unless they were asked for.
pub fn mentions(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let one = |m: &crate::finding::Mention| {
        let place = words::place(&m.path, &m.place);
        writeln!(out, "{place}: {} `{}` ({})", view.paint.dim("mention"), tame::line(&m.subject), tame::line(&m.reason))
    };
    view.report.mentions.iter().filter(|_| view.mentions).try_for_each(one)
}
