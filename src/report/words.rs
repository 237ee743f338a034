//! Phrases that several formats share: counts, days, places.

use crate::check::lifecycle::span_of_days;
use crate::finding::{Category, Finding};
use crate::knowledge::Date;
use crate::report::tame;
use crate::source::Place;

/// `1 file`, `1,204 files`.
pub fn count(number: u64, one: &str) -> String {
    format!("{} {one}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// `1204` as `1,204`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Milliseconds as seconds: `0.3 s`, `12 s`; `45 ms` below a tenth.
pub fn seconds(ms: u64) -> String {
    match ms {
        0..100 => format!("{ms} ms"),
        100..10_000 => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
        _ => format!("{} s", grouped(ms / 1000)),
    }
}

/// How far a day is: `2 years ago`, `30 days ago`, `yesterday`, `today`, `tomorrow`, `in 20 days`.
pub fn distance(as_of: Date, day: Date) -> String {
    match as_of.days_until(day) {
        0 => "today".into(),
        1 => "tomorrow".into(),
        -1 => "yesterday".into(),
        ahead @ 2.. => format!("in {}", span_of_days(ahead)),
        behind => format!("{} ago", span_of_days(-behind)),
    }
}

/// What happens to a subject on the day it ends: `shut down`, `shuts down`; for a package `support ended`.
pub fn ending(finding: &Finding, as_of: Date, day: Date) -> &'static str {
    let past = as_of.days_until(day) <= 0;
    match (Category::of_rule(&finding.rule), past) {
        (Some(Category::Dependency), true) => "support ended",
        (Some(Category::Dependency), false) => "support ends",
        (_, true) => "shut down",
        (_, false) => "shuts down",
    }
}

/// What breaks and when, in a few words: `shut down 30 days ago`, `shuts down in 20 days`, `deprecated 5 days ago`.
/// `None` where no day is known.
pub fn when(finding: &Finding, as_of: Date) -> Option<String> {
    match (finding.shutdown_on, finding.deprecated_on) {
        (Some(day), _) => Some(format!("{} {}", ending(finding, as_of, day), distance(as_of, day))),
        (None, Some(day)) => Some(format!("deprecated {}", distance(as_of, day))),
        (None, None) => None,
    }
}

/// `path:line:column`; in a notebook `path:cell 3:2:5`, with the line of the cell.
pub fn place(path: &str, place: &Place) -> String {
    let (file, line) = file_and_line(path, place);
    format!("{file}:{line}:{}", place.column)
}

/// The file as shown, with the cell of a notebook, and the line in it.
pub fn file_and_line(path: &str, place: &Place) -> (String, u32) {
    let path = tame::line(path);
    match (place.cell, place.cell_line) {
        (Some(cell), Some(line)) => (format!("{path}:cell {cell}"), line),
        _ => (path.into_owned(), place.line),
    }
}

/// Breaks text into lines of at most `width` characters, each behind `indent`; line breaks that are written stay.
pub fn wrapped(text: &str, indent: &str, width: usize) -> String {
    let room = width.saturating_sub(indent.len()).max(20);
    let mut out = String::new();
    for paragraph in text.trim_end().lines() {
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            let length = word.chars().count();
            if used > 0 && used + 1 + length > room {
                out.push('\n');
                used = 0;
            }
            if used == 0 {
                out.push_str(indent);
            } else {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += length;
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_for_people() {
        assert_eq!(
            (count(1, "file"), count(0, "file"), count(1234567, "file")),
            ("1 file".into(), "0 files".into(), "1,234,567 files".into())
        );
        assert_eq!(
            (seconds(45), seconds(340), seconds(1290), seconds(61_000)),
            ("45 ms".into(), "0.3 s".into(), "1.2 s".into(), "61 s".into())
        );
        let day = |text| Date::parse(text).unwrap();
        let from = |text| distance(day("2026-11-22"), day(text));
        assert_eq!(from("2026-10-23"), "30 days ago");
        assert_eq!((from("2026-12-12"), from("2025-06-06")), ("in 20 days".into(), "17 months ago".into()));
        assert_eq!(
            (from("2026-11-22"), from("2026-11-23"), from("2026-11-21")),
            ("today".into(), "tomorrow".into(), "yesterday".into())
        );
    }

    #[test]
    fn notebooks_by_cell() {
        let at = Place { line: 40, column: 5, cell: Some(3), cell_line: Some(2), ..Place::default() };
        assert_eq!(place("a.ipynb", &at), "a.ipynb:cell 3:2:5");
        assert_eq!(place("a\u{1b}.py", &Place { line: 1, column: 2, ..Place::default() }), "a\\u{1b}.py:1:2");
    }

    #[test]
    fn text_is_wrapped_between_words() {
        let text = "one two three four five six seven\n\nlast";
        assert_eq!(wrapped(text, "  ", 22), "  one two three four\n  five six seven\n\n  last\n");
        assert_eq!(wrapped(&"x".repeat(50), "", 10), format!("{}\n", "x".repeat(50)));
        assert_eq!(wrapped("", "  ", 10), "");
    }
}
