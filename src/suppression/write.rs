//! Where a comment that holds a finding back can be put so that it is a comment and nothing else: at the end of a
//! statement's last line would be too late, so above the line on which the statement begins, as far in as it is.

use crate::source::{Source, Span};

/// A line to insert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// 0-based byte of the file's text before which it is put; the beginning of a line.
    pub at: usize,
    /// The line, with its indentation and its line break.
    pub text: String,
}

/// Why no comment can be put for a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(pub &'static str);

/// The line to insert for findings on `line` (1-based, of the file) of `rules`. The statement around the line must begin
/// its own line; in files without statements the line itself is taken.
pub fn additions(
    source: &Source,
    statements: &[Span],
    line: u32,
    rules: &[&str],
    reason: &str,
) -> Result<Addition, Refused> {
    let comment = match source.language {
        language if language.is_ecmascript() => "//",
        crate::language::Language::Ruby => "#",
        language if language.is_text() => "//",
        crate::language::Language::Json => return Err(Refused("JSON has no comments")),
        _ => "#",
    };
    let index = line.saturating_sub(1) as usize;
    let around = statements
        .iter()
        .map(|span| {
            (source.line_index(span.start), source.line_index(span.end.saturating_sub(1).max(span.start)), span)
        })
        .filter(|&(first, last, _)| first <= index && index <= last)
        .min_by_key(|&(first, last, span)| (last - first, std::cmp::Reverse(span.start)));
    let begin = match around {
        Some((first, _, _)) => {
            // Of several statements on a line, the one that begins it; a line that begins in the middle of something
            // else may be no place for a comment.
            let indent = leading(source.line_text(first));
            let begins =
                |span: &Span| source.line_index(span.start) == first && column(source, span.start) == indent.len();
            if !statements.iter().any(begins) {
                return Err(Refused("the statement begins in the middle of a line"));
            }
            first
        }
        None if source.language.is_code() => return Err(Refused("it stands in no statement")),
        None => index,
    };
    let text = source.line_text(begin);
    let at = offset(source, begin);
    let reason = if reason.is_empty() { String::new() } else { format!(" {reason}") };
    let end = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
    Ok(Addition { at, text: format!("{}{comment} codexit: ignore[{}]{reason}{end}", leading(text), rules.join(", ")) })
}

fn leading(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

fn column(source: &Source, offset: u32) -> usize {
    let before = source.text.get(..offset as usize).unwrap_or("");
    before.len() - before.rfind('\n').map_or(0, |at| at + 1)
}

fn offset(source: &Source, index: usize) -> usize {
    source.text.split_inclusive('\n').take(index).map(str::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn a_comment_stands_above_the_statement() {
        let text = "def f():\n    x = g(\n        1)\n";
        let source = Source::new("a.py", Language::Python, text.into());
        let statement = Span::new(13, text.len() - 1);
        let addition = additions(&source, &[statement], 3, &["api"], "later").unwrap();
        assert_eq!(addition, Addition { at: 9, text: "    # codexit: ignore[api] later\n".into() });
        assert!(additions(&source, &[Span::new(4, 8)], 1, &["api"], "").is_err());
    }
}
