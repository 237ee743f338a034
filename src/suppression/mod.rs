//! Comments that hold findings back: `# codexit: ignore[rule, rule] reason`.
//!
//! Here they are read from the comments of a file, with the lines each speaks for. Which findings that holds back, and
//! what is said of one that holds back nothing, is the gate's business. A comment counts only if it begins with
//! `codexit:`; text in a string that looks like one is no comment.

mod lines;
mod removal;
mod write;

use crate::finding::ExcerptLine;
use crate::knowledge::Date;
use crate::source::{Place, Source, Span};

pub use lines::Lines;
pub use removal::Removal;
pub use write::{Addition, Refused, additions};

/// What a comment begins with. A file that holds it is read even if nothing else in it is of interest, so that one that
/// is not needed is found.
pub const MARK: &str = "codexit:";

/// How many of a file count: each looks at the lines of its statement, and a file made for it could have any number.
const MOST: usize = 2000;

/// A comment that is meant to hold findings back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// Path relative to the directory codexit was started in, with `/`.
    pub path: String,
    /// Where the comment stands.
    pub place: Place,
    /// Its line, for display.
    pub excerpt: Vec<ExcerptLine>,
    /// Rules as written; empty if it names none, which is a mistake.
    pub rules: Vec<String>,
    /// Why, in the writer's words; may be empty.
    pub reason: String,
    /// The first day on which it no longer counts.
    pub until: Option<Date>,
    /// What is wrong with the way it is written.
    pub mistake: Option<String>,
    /// It speaks for the whole file.
    pub whole_file: bool,
    /// The lines it speaks for: 1-based, in a notebook those of its cell.
    pub lines: Lines,
    /// What is written to be rid of it.
    pub removal: Option<Removal>,
}

impl Ignore {
    /// True if it speaks for a place in its own file.
    pub fn covers(&self, place: &Place) -> bool {
        self.whole_file
            || match (place.cell, place.cell_line) {
                (Some(cell), Some(line)) => self.place.cell == Some(cell) && self.lines.contains(line),
                _ => self.lines.contains(place.line),
            }
    }
}

/// The ignores among the comments of a file. `comments` are their bytes, delimiters included; `statements` those of
/// statements and of the heads of blocks, in any order.
pub fn read(source: &Source, comments: &[Span], statements: &[Span]) -> Vec<Ignore> {
    let mut found = Vec::new();
    if !source.text.contains(MARK) && !source.shell_lines.iter().any(|line| line.text.contains(MARK)) {
        return found;
    }
    let layout = lines::Layout::new(source, comments, statements);
    for &span in comments {
        let Some(mut said) = parse(inner(source.slice(span))) else { continue };
        if found.len() < MOST {
            found.push(ignore(source, span, said, layout.of_comment(span)));
        } else {
            said.mistake = Some(format!("only the first {MOST} of a file count"));
            found.push(ignore(source, span, said, Lines::default()));
        }
    }
    for shell in &source.shell_lines {
        // What a shell takes for a comment: a `#` at the beginning of a word.
        let at = shell.text.match_indices('#').map(|(at, _)| at).find(|&at| shell.text[..at].ends_with([' ', '\t']));
        if let Some(said) = at.and_then(|at| parse(inner(&shell.text[at..]))) {
            let line = source.line_number(source.line_index(shell.span.start));
            found.push(ignore(source, shell.span, said, Lines::one(line)));
        }
    }
    found
}

/// The comments of a file that has no reader of its own: a `#` at the beginning of a line or after a blank, as in lists
/// of requirements.
pub fn hash_comments(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(MARK) {
        let line = text[..at].rfind('\n').map_or(0, |i| i + 1);
        let Some(hash) = text[line..at].rfind('#').map(|i| line + i) else { continue };
        let between = text[hash + 1..at].trim();
        let before = &text[line..hash];
        if between.is_empty() && (before.is_empty() || before.ends_with([' ', '\t'])) {
            let end = text[at..].find(['\n', '\r']).map_or(text.len(), |i| at + i);
            found.push(Span::new(hash, end));
        }
    }
    found
}

fn ignore(source: &Source, span: Span, said: Said, lines: Lines) -> Ignore {
    let index = source.line_index(span.start);
    let text = source.line_text(index);
    let text = if text.len() > 2000 { String::new() } else { text.to_owned() };
    Ignore {
        path: source.path.clone(),
        place: source.place(span),
        excerpt: vec![ExcerptLine { number: source.line_number(index), cut: 0, text }],
        rules: said.rules,
        reason: said.reason,
        until: said.until,
        mistake: said.mistake,
        whole_file: said.whole_file,
        lines,
        removal: Removal::new(source, span),
    }
}

/// A comment without its delimiters and the blanks around.
fn inner(comment: &str) -> &str {
    let comment = comment.trim();
    if let Some(rest) = comment.strip_prefix("/*") {
        return rest.strip_suffix("*/").unwrap_or(rest).trim_start_matches('*').trim();
    }
    if let Some(rest) = comment.strip_prefix("//") {
        return rest.trim();
    }
    comment.trim_start_matches('#').trim()
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    rules: Vec<String>,
    reason: String,
    until: Option<Date>,
    mistake: Option<String>,
    whole_file: bool,
}

/// What a comment says; `None` if it does not speak to codexit.
fn parse(text: &str) -> Option<Said> {
    let rest = text.strip_prefix(MARK)?.trim_start();
    let mut said = Said::default();
    let rest = if let Some(rest) = rest.strip_prefix("ignore-file") {
        said.whole_file = true;
        rest
    } else if let Some(rest) = rest.strip_prefix("ignore") {
        rest
    } else if rest.starts_with("by-hand") {
        // What a fix has left to people.
        return None;
    } else {
        said.mistake = Some("after `codexit:` stands neither `ignore[…]` nor `ignore-file[…]`".into());
        return Some(said);
    };
    let Some((list, reason)) = rest.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        said.mistake = Some("the rules are missing: `codexit: ignore[model/retired] why`".into());
        return Some(said);
    };
    said.rules = list.split(',').map(str::trim).filter(|rule| !rule.is_empty()).map(str::to_owned).collect();
    if said.rules.is_empty() {
        said.mistake = Some("no rule stands between the brackets".into());
    }
    let mut words = Vec::new();
    for word in reason.split_whitespace() {
        match word.strip_prefix("until=") {
            Some(day) => match Date::parse(day.trim_end_matches([',', ';', ':', '.'])) {
                Some(day) => said.until = Some(day),
                None => said.mistake = Some("`until=` takes a day such as 2027-01-01".into()),
            },
            None => words.push(word),
        }
    }
    said.reason = words.join(" ").trim_start_matches([':', '-', '–', '—']).trim().to_owned();
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(comment: &str) -> Said {
        parse(inner(comment)).unwrap()
    }

    #[test]
    fn what_a_comment_says() {
        let one = said("# codexit: ignore[model/retired, api] the museum runs it until=2027-01-01");
        assert_eq!(
            (one.rules, one.reason.as_str()),
            (vec!["model/retired".into(), "api".into()], "the museum runs it")
        );
        assert_eq!((one.until, one.mistake), (Date::parse("2027-01-01"), None));
        assert!(said("/* codexit: ignore-file[api] */").whole_file);
        assert_eq!(said("// codexit:ignore[api]: why").reason, "why");
        assert!(said("# codexit: ignore old thing").mistake.is_some());
        assert!(said("# codexit: ignore[]").mistake.is_some() && said("# codexit: off").mistake.is_some());
        assert!(said("# codexit: ignore[api] until=soon").mistake.is_some());
        assert_eq!(parse(inner("# see codexit: ignore[api]")), None);
    }

    #[test]
    fn lists_of_requirements_have_comments() {
        let text = "openai==0.28 # codexit: ignore[dependency] x\nurl#codexit: ignore[a]\n  #codexit: ignore[b]\r\n";
        let found: Vec<&str> = hash_comments(text).iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, ["# codexit: ignore[dependency] x", "#codexit: ignore[b]"]);
    }
}
