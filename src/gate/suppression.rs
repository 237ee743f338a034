//! Ignore comments laid over findings: what each holds back, and findings of their own about those that hold back
//! nothing, no longer count, or are written wrong.

use super::selection::{Meaning, Selector, meaning};
use crate::config::Origin;
use crate::finding::{Applicability, FileEdits, Finding, Fix, Severity};
use crate::knowledge::Date;
use crate::suppression::{Ignore, Removal};
use rustc_hash::FxHashMap;

/// Findings about ignore comments.
pub const UNUSED: &str = "tool/unused-ignore";
/// One whose day has come.
pub const EXPIRED: &str = "tool/expired-ignore";
/// One that cannot be understood, or gives no reason where one is asked for.
pub const INVALID: &str = "tool/invalid-ignore";

/// The ignore comments of a run, with what they were good for.
pub struct Ignores<'a> {
    all: Vec<Judged<'a>>,
    by_path: FxHashMap<&'a str, Vec<usize>>,
}

struct Judged<'a> {
    ignore: &'a Ignore,
    /// Each rule as written, what it means, and whether it held something back.
    rules: Vec<(&'a str, Option<Meaning>, bool)>,
    /// It counts.
    valid: bool,
    expired: bool,
    mistake: Option<String>,
}

impl<'a> Ignores<'a> {
    /// Reads the names of rules. With `needs_reason` a comment without a reason does not count.
    pub fn new(ignores: &'a [Ignore], known: &[String], as_of: Date, needs_reason: bool) -> Ignores<'a> {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let all: Vec<Judged> = ignores.iter().map(|i| judge(i, &known, as_of, needs_reason)).collect();
        let mut by_path: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (at, judged) in all.iter().enumerate() {
            by_path.entry(&judged.ignore.path).or_default().push(at);
        }
        Ignores { all, by_path }
    }

    /// The reason of the comment that holds a finding back, if one does. Comments are noted to be of use.
    pub fn hold_back(&mut self, finding: &Finding) -> Option<String> {
        let mut reason = None;
        for &at in self.by_path.get(finding.path.as_str())? {
            let judged = &mut self.all[at];
            if !judged.valid && !judged.expired || !judged.ignore.covers(&finding.place) {
                continue;
            }
            for (_, meaning, used) in &mut judged.rules {
                if meaning.as_ref().is_some_and(|m| m.includes(&finding.rule)) {
                    *used = true;
                    if judged.valid {
                        reason = Some(judged.ignore.reason.clone());
                    }
                }
            }
        }
        reason
    }

    /// What is to be said about the comments themselves, once all findings were asked about.
    pub fn findings(&self) -> Vec<Finding> {
        self.all.iter().flat_map(said).collect()
    }
}

fn judge<'a>(ignore: &'a Ignore, known: &[&str], as_of: Date, needs_reason: bool) -> Judged<'a> {
    let mut mistake = ignore.mistake.clone();
    let rules: Vec<_> = ignore
        .rules
        .iter()
        .map(|text| {
            let selector = Selector { text: text.clone(), origin: Origin::Default };
            let meant = meaning(&selector, known);
            if let Err(failure) = &meant {
                let help = failure.help.as_deref().map_or(String::new(), |help| format!("; {help}"));
                let said = failure.message.trim_start_matches("default: ");
                mistake.get_or_insert_with(|| format!("{said}{help}"));
            }
            (text.as_str(), meant.ok(), false)
        })
        .collect();
    if needs_reason && ignore.reason.is_empty() && mistake.is_none() {
        mistake = Some("it gives no reason, and the configuration asks for one".into());
    }
    let expired = ignore.until.is_some_and(|day| as_of.days_until(day) <= 0);
    Judged { ignore, rules, valid: mistake.is_none() && !expired, expired, mistake }
}

fn said(judged: &Judged) -> Vec<Finding> {
    let ignore = judged.ignore;
    if let Some(mistake) = &judged.mistake {
        return vec![finding(ignore, INVALID, format!("this comment holds nothing back: {mistake}"), None)];
    }
    let unused: Vec<&str> = judged.rules.iter().filter(|(_, _, used)| !used).map(|(text, _, _)| *text).collect();
    let fix = |title: String, edits: &dyn Fn(&Removal) -> FileEdits| {
        let files: Vec<FileEdits> = ignore.removal.iter().map(edits).collect();
        let applicability = if files.is_empty() { Applicability::DisplayOnly } else { Applicability::Safe };
        Some(Fix { applicability, files: files.into(), ..Fix::shown(title) })
    };
    let remove = || fix("Remove the comment".into(), &Removal::of_all);
    if unused.len() == judged.rules.len() {
        let message = format!("nothing is found here for `{}` to hold back", unused.join(", "));
        return vec![finding(ignore, UNUSED, message, remove())];
    }
    if judged.expired
        && let Some(day) = ignore.until
    {
        let message = format!("this comment held back `{}` until {day}", ignore.rules.join(", "));
        return vec![finding(ignore, EXPIRED, message, remove())];
    }
    // One fix for all of them, since it is one list.
    let left: Vec<&str> = judged.rules.iter().filter(|(_, _, used)| *used).map(|(text, _, _)| *text).collect();
    let title = format!("Take `{}` out of the comment", unused.join("`, `"));
    let fix = fix(title, &|removal| removal.leaving(&left));
    unused
        .into_iter()
        .map(|rule| {
            let message = format!("nothing is found here for `{rule}` to hold back");
            finding(ignore, UNUSED, message, fix.clone())
        })
        .collect()
}

fn finding(ignore: &Ignore, rule: &str, message: String, fix: Option<Fix>) -> Finding {
    Finding {
        rule: rule.into(),
        severity: Severity::Warning,
        package: None,
        subject: ignore.rules.join(", "),
        model_id: None,
        message,
        path: ignore.path.clone(),
        place: ignore.place,
        excerpt: ignore.excerpt.clone(),
        via: None,
        provider: None,
        deprecated_on: None,
        shutdown_on: None,
        replacement: None,
        chain: Vec::new(),
        related: Vec::new(),
        notes: Vec::new(),
        fix,
        symbol: String::new(),
        breaks: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::python;
    use crate::language::Language;
    use crate::report::sample;
    use crate::source::Source;

    fn ignores(text: &str) -> Vec<Ignore> {
        let source = Source::new("a.py", Language::Python, text.into());
        let facts = python::read(&source);
        let comments: Vec<_> = facts.comments.iter().map(|c| c.span).collect();
        crate::suppression::read(&source, &comments, &facts.statements)
    }

    fn known() -> Vec<String> {
        ["api/x", "model/legacy", "model/retired"].map(str::to_owned).to_vec()
    }

    /// The lines whose finding is held back, and what is said of the comments.
    fn outcome(text: &str, lines: &[u32], needs_reason: bool) -> (Vec<u32>, Vec<String>) {
        let ignores = ignores(text);
        let mut judged = Ignores::new(&ignores, &known(), sample::day("2026-11-22"), needs_reason);
        let held =
            lines.iter().copied().filter(|&l| judged.hold_back(&sample::finding("model/retired", "a.py", l)).is_some());
        let held = held.collect();
        (held, judged.findings().into_iter().map(|f| format!("{} {}", f.rule, f.place.line)).collect())
    }

    #[test]
    fn any_line_of_the_statement_or_the_line_above_and_no_other() {
        let text = "x = f(\n    model='a',\n    n=1)  # codexit: ignore[retired] later\ny = g('a')\n";
        assert_eq!(outcome(text, &[2, 4], false), (vec![2], vec![]));
        let text = "# codexit: ignore[model] later\n@d\ndef f(\n    a='m',\n):\n    return 'm'\n";
        assert_eq!(outcome(text, &[4, 6], false), (vec![4], vec![]));
    }

    #[test]
    fn only_a_real_comment_counts() {
        let text = "x = '''\n# codexit: ignore[model]\n'''; y = f('a')\n";
        assert_eq!(outcome(text, &[3], false), (vec![], vec![]));
    }

    #[test]
    fn what_holds_back_nothing_is_said() {
        assert_eq!(
            outcome("f()  # codexit: ignore[api/x]\n", &[1], false),
            (vec![], vec!["tool/unused-ignore 1".into()])
        );
        let part = "f()  # codexit: ignore[retired, api/x]\n";
        assert_eq!(outcome(part, &[1], false), (vec![1], vec!["tool/unused-ignore 1".into()]));
        let old = "f()  # codexit: ignore[retired] until=2026-11-22\n";
        assert_eq!(outcome(old, &[1], false), (vec![], vec!["tool/expired-ignore 1".into()]));
        let wrong = "f()  # codexit: ignore[retird]\n";
        assert_eq!(outcome(wrong, &[1], false), (vec![], vec!["tool/invalid-ignore 1".into()]));
        let bare = "f()  # codexit: ignore[retired]\n";
        assert_eq!(outcome(bare, &[1], true), (vec![], vec!["tool/invalid-ignore 1".into()]));
        assert_eq!(outcome("# codexit: ignore-file[model] old\nf()\ng()\n", &[2, 3], true), (vec![2, 3], vec![]));
    }

    /// What the text becomes when everything said of its comments is put right.
    fn mended(text: &str, lines: &[u32]) -> String {
        let ignores = ignores(text);
        let mut judged = Ignores::new(&ignores, &known(), sample::day("2026-11-22"), false);
        lines.iter().for_each(|&l| drop(judged.hold_back(&sample::finding("model/retired", "a.py", l))));
        let mut edits: Vec<_> = judged.findings().into_iter().filter_map(|f| f.fix).collect();
        assert!(edits.iter().all(|fix| fix.applicability == Applicability::Safe));
        edits.dedup();
        let mut text = text.to_owned();
        for edit in edits.iter().rev().flat_map(|fix| fix.files.iter()).flat_map(|file| &file.edits) {
            text.replace_range(edit.span.range(), &edit.text);
        }
        text
    }

    #[test]
    fn what_holds_back_nothing_is_taken_out() {
        assert_eq!(mended("f()  # codexit: ignore[api/x]\ng()\n", &[]), "f()\ng()\n");
        assert_eq!(mended("if a:\n    # codexit: ignore[api/x]\r\n    f()\n", &[]), "if a:\n    f()\n");
        assert_eq!(mended("f()\n# codexit: ignore[api/x]", &[]), "f()\n");
        let part = "f()  # codexit: ignore[api/x, retired, legacy] why\n";
        assert_eq!(mended(part, &[1]), "f()  # codexit: ignore[retired] why\n");
    }
}
