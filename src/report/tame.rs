//! Untrusted text before a terminal sees it: control characters, escape sequences, and marks that turn the direction of
//! text or show nothing are written as `\u{…}`.

use std::borrow::Cow;

/// A file name, a message, any text of one line. Tabs and line breaks are escaped too.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_unsafe(c) || c == '\t') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push(&mut out, c, |c| c == '\t'));
    Cow::Owned(out)
}

/// A source line, tamed, and cut around a span if it is very long. Tabs become four spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// What is shown.
    pub text: String,
    /// Bytes of the span in `text`.
    pub span: std::ops::Range<usize>,
}

/// Tames a source line; `from` and `to` are the span in 0-based characters, `to` exclusive. Both may lie past the end.
/// Of a line longer than `window` characters about that many are shown, a quarter of them before the span.
pub fn source_line(text: &str, from: usize, to: usize, window: usize) -> SourceLine {
    let length = text.chars().take(to.saturating_add(window)).count();
    let (from, to) = (from.min(length), to.clamp(from, from.saturating_add(window)).min(length));
    let start = if length > window { from.saturating_sub(window / 4) } else { 0 };
    let mut out = String::new();
    if start > 0 {
        out.push('…');
    }
    let mut span = out.len()..out.len();
    for (i, c) in text.chars().enumerate().skip(start) {
        if i - start >= window && i >= to {
            out.push('…');
            break;
        }
        if i == from {
            span.start = out.len();
        }
        match c {
            '\t' => out.push_str("    "),
            c => push(&mut out, c, |_| false),
        }
        if i + 1 == to {
            span.end = out.len();
        }
    }
    if from >= length {
        span = out.len()..out.len();
    }
    span.end = span.end.max(span.start);
    SourceLine { text: out, span }
}

fn push(out: &mut String, c: char, also: impl Fn(char) -> bool) {
    if is_unsafe(c) || also(c) {
        out.push_str(&format!("\\u{{{:x}}}", c as u32));
    } else {
        out.push(c);
    }
}

/// True for characters that change how a terminal shows the rest, or that cannot be seen.
fn is_unsafe(c: char) -> bool {
    match c {
        '\t' => false,
        // Zero-width and directional marks, line and paragraph separators, the soft hyphen, variation tags.
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_moves_the_cursor_or_turns_the_text() {
        assert_eq!(line("plain ünïcode 模型"), "plain ünïcode 模型");
        assert!(matches!(line("plain"), Cow::Borrowed(_)));
        assert_eq!(line("a\u{1b}[31mb\nc\td\u{202e}e\u{9b}"), "a\\u{1b}[31mb\\u{a}c\\u{9}d\\u{202e}e\\u{9b}");
    }

    #[test]
    fn a_span_follows_its_text() {
        let shown = source_line("\tx = \"gpt\u{1b}\"", 5, 11, 80);
        assert_eq!(&shown.text[shown.span.clone()], "\"gpt\\u{1b}\"");
        assert!(shown.text.starts_with("    x"));
        let past = source_line("ab", 7, 9, 80);
        assert_eq!((past.text.as_str(), past.span), ("ab", 2..2));
        assert_eq!(source_line("", 0, 3, 80).span, 0..0);
    }

    #[test]
    fn a_long_line_is_cut_around_its_span() {
        const WINDOW: usize = 160;
        let text = format!("{}TARGET{}", "é".repeat(100_000), "z".repeat(100_000));
        let shown = source_line(&text, 100_000, 100_006, WINDOW);
        assert_eq!(&shown.text[shown.span.clone()], "TARGET");
        assert!(shown.text.starts_with('…') && shown.text.ends_with('…'));
        assert!(shown.text.chars().count() <= WINDOW + 2);
        let long_span = source_line(&text, 10, 100_000, WINDOW);
        assert!(long_span.text.chars().count() <= 2 * WINDOW + 2);
        assert!(!long_span.span.is_empty());
    }
}
