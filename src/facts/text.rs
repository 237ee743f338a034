//! Languages that are read as text: their string literals, told apart from comments and code. No name is resolved.
//!
//! One pass over the bytes, without recursion, by a table of how each language writes comments and strings. What a
//! literal is used for is told by the words before it on its line; that is the checks' business.

use super::Comment;
use crate::language::Language;
use crate::source::{Source, Span};

/// A string literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Its bytes, without the quotes.
    pub span: Span,
    /// What stands before it: from the start of its line, or of the line above if nothing but blanks and brackets
    /// stands before it on its own.
    pub before: Span,
}

/// The string literals and comments of one file.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Literals in order.
    pub literals: Vec<Literal>,
    /// Comments in order.
    pub comments: Vec<Comment>,
}

/// How a language writes strings and comments.
struct Syntax {
    line_comments: &'static [&'static str],
    block: bool,
    /// `'…'` is a string of any length; otherwise it is a character.
    single: bool,
    backtick: bool,
    /// `"""…"""`.
    triple: bool,
    /// `r"…"`, `r#"…"#`.
    rust_raw: bool,
    /// `@"…"`, in which `""` is a quote.
    verbatim: bool,
}

fn syntax(language: Language) -> Syntax {
    let c = Syntax {
        line_comments: &["//"],
        block: true,
        single: false,
        backtick: false,
        triple: false,
        rust_raw: false,
        verbatim: false,
    };
    match language {
        Language::Go => Syntax { backtick: true, ..c },
        Language::Java | Language::Kotlin => Syntax { triple: true, ..c },
        Language::CSharp => Syntax { triple: true, verbatim: true, ..c },
        Language::Php => Syntax { line_comments: &["//", "#"], single: true, ..c },
        Language::Ruby => Syntax { line_comments: &["#"], block: false, single: true, backtick: true, ..c },
        Language::Rust => Syntax { rust_raw: true, ..c },
        _ => c,
    }
}

/// Reads the literals of a file, or the words of Markdown's prose that are no ordinary words; none for a language that
/// is parsed, or that is data.
pub fn read(source: &Source) -> Text {
    if source.language == Language::Markdown {
        return prose(source);
    }
    if !source.language.is_text() {
        return Text::default();
    }
    let syntax = syntax(source.language);
    let bytes = source.text.as_bytes();
    let mut found = Text::default();
    let mut at = 0;
    while at < bytes.len() {
        at = token(source, bytes, at, &syntax, &mut found);
    }
    found
}

/// Words that hold a digit or a hyphen, with what stands before them left out.
fn prose(source: &Source) -> Text {
    let separates = |c: char| c.is_whitespace() || "`\"'()[]{}<>|*,;!?".contains(c);
    let mut found = Text::default();
    let mut at = 0;
    for word in source.text.split_inclusive(separates) {
        let start = at;
        at += word.len();
        let inner = word.trim_end_matches(|c| separates(c) || matches!(c, '.' | ':'));
        if inner.len() > 1 && inner.contains(|c: char| c.is_ascii_digit() || c == '-') {
            let span = Span::new(start, start + inner.len());
            found.literals.push(Literal { span, before: Span::new(start, start) });
        }
    }
    found
}

fn token(source: &Source, bytes: &[u8], at: usize, syntax: &Syntax, found: &mut Text) -> usize {
    let rest = &bytes[at..];
    if syntax.line_comments.iter().any(|mark| rest.starts_with(mark.as_bytes()))
        // `#{hole}` of Ruby stands in strings only; `#[attribute]` of PHP is code.
        && !rest.starts_with(b"#[")
    {
        let end = memchr::memchr(b'\n', rest).map_or(bytes.len(), |n| at + n);
        found.comments.push(Comment { span: Span::new(at, end) });
        return end;
    }
    if syntax.block && rest.starts_with(b"/*") {
        let end = memchr::memmem::find(&rest[2..], b"*/").map_or(bytes.len(), |n| at + n + 4);
        found.comments.push(Comment { span: Span::new(at, end) });
        return end;
    }
    match rest[0] {
        b'"' if syntax.triple && rest.starts_with(b"\"\"\"") => {
            let end = memchr::memmem::find(&rest[3..], b"\"\"\"").map_or(bytes.len(), |n| at + 3 + n);
            literal(source, at + 3, end, at, found);
            (end + 3).min(bytes.len())
        }
        b'"' if syntax.rust_raw && is_raw(bytes, at) => {
            let hashes = bytes[..at].iter().rev().take_while(|&&b| b == b'#').count();
            let close = [b"\"".as_slice(), &b"#".repeat(hashes)].concat();
            let end = memchr::memmem::find(&rest[1..], &close).map_or(bytes.len(), |n| at + 1 + n);
            literal(source, at + 1, end, at, found);
            (end + close.len()).min(bytes.len())
        }
        b'"' if syntax.verbatim && at > 0 && matches!(bytes[at - 1], b'@') => {
            let mut end = at + 1;
            while end < bytes.len() && (bytes[end] != b'"' || bytes.get(end + 1) == Some(&b'"')) {
                end += if bytes[end] == b'"' { 2 } else { 1 };
            }
            let end = end.min(bytes.len());
            literal(source, at + 1, end, at, found);
            end + 1
        }
        b'`' if syntax.backtick => {
            let end = memchr::memchr(b'`', &rest[1..]).map_or(bytes.len(), |n| at + 1 + n);
            literal(source, at + 1, end, at, found);
            end + 1
        }
        b'"' => quoted(source, bytes, at, b'"', found),
        b'\'' if syntax.single => quoted(source, bytes, at, b'\'', found),
        // A character, or a lifetime: the quote of `'"'` opens no string.
        b'\'' => match rest {
            [_, b'\\', _, b'\'', ..] => at + 4,
            [_, _, b'\'', ..] => at + 3,
            _ => at + 1,
        },
        _ => at + 1,
    }
}

/// True for the quote of `r"`, `r#"`, `br#"`.
fn is_raw(bytes: &[u8], quote: usize) -> bool {
    let before = &bytes[..quote];
    let hashes = before.iter().rev().take_while(|&&b| b == b'#').count().min(255);
    let before = &before[..before.len() - hashes];
    before.last() == Some(&b'r') && before.iter().rev().nth(1).is_none_or(|&b| !b.is_ascii_alphanumeric() || b == b'b')
}

/// A string with escapes. One that does not close on its line ends there, so that a stray quote costs a line.
fn quoted(source: &Source, bytes: &[u8], open: usize, quote: u8, found: &mut Text) -> usize {
    let mut end = open + 1;
    let several_lines = matches!(source.language, Language::Php | Language::Ruby | Language::Rust);
    let mut lines = 0;
    while end < bytes.len() && bytes[end] != quote {
        if bytes[end] == b'\n' {
            lines += 1;
            if !several_lines || lines > 50 {
                return end;
            }
        }
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    let end = end.min(bytes.len());
    literal(source, open + 1, end, open, found);
    end + 1
}

fn literal(source: &Source, start: usize, end: usize, open: usize, found: &mut Text) {
    if start > end || source.text.get(start..end).is_none() {
        return;
    }
    let line = source.text[..open].rfind('\n').map_or(0, |n| n + 1);
    let is_alone = source.text[line..open].chars().all(|c| c.is_whitespace() || "([{$@f".contains(c));
    let first = match line.checked_sub(1) {
        Some(above) if is_alone => source.text[..above].rfind('\n').map_or(0, |n| n + 1),
        _ => line,
    };
    // Minified or generated lines: what is far away says nothing.
    let first = first.max(open.saturating_sub(LONGEST_BEFORE));
    let first = (first..=open).find(|&at| source.text.is_char_boundary(at)).unwrap_or(open);
    found.literals.push(Literal { span: Span::new(start, end), before: Span::new(first, open) });
}

/// Bytes before a literal that are looked at.
const LONGEST_BEFORE: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(language: Language, text: &str) -> Vec<String> {
        let source = Source::new("a", language, text.to_owned());
        read(&source).literals.iter().map(|l| source.slice(l.span).to_owned()).collect()
    }

    #[test]
    fn strings_are_told_apart_from_comments_and_characters() {
        let go = "x := \"a\" // \"no\"\ny := `b\nc` /* \"no\" */\nz := '\"'\nw := \"d\\\"e\"\n";
        assert_eq!(literals(Language::Go, go), ["a", "b\nc", "d\\\"e"]);
        let rust = "fn f<'a>(x: &'a str) { g(r#\"q\"r\"#, '\"', \"s\", b'\\\\'); } // \"no\"\n";
        assert_eq!(literals(Language::Rust, rust), ["q\"r", "s"]);
        let ruby = "a = 'it''s' # 'no'\nb = \"x#{y}z\"\n";
        assert_eq!(literals(Language::Ruby, ruby), ["it", "s", "x#{y}z"]);
        let csharp = "var p = @\"c:\\x\"; var q = \"\"\"t\"\"\"; /* \"no */ var r = \"u\";\n";
        assert_eq!(literals(Language::CSharp, csharp), ["c:\\x", "t", "u"]);
        assert_eq!(literals(Language::Php, "<?php $a = ['model' => \"m\"]; # 'no'\n"), ["model", "m"]);
        assert_eq!(literals(Language::Java, "String a = \"open\nint b; String c = \"d\";"), ["d"]);
    }

    #[test]
    fn what_stands_before_is_the_line_or_the_line_above() {
        let source = Source::new("a.go", Language::Go, "m := Model(\n\t\"x\", \"y\")\n".into());
        let before: Vec<&str> = read(&source).literals.iter().map(|l| source.slice(l.before)).collect();
        assert_eq!(before, ["m := Model(\n\t", "\t\"x\", "]);
    }

    #[test]
    fn hostile_text_ends() {
        for language in [Language::Go, Language::Rust, Language::CSharp, Language::Php, Language::Ruby] {
            for text in ["\"", "\"\\", "/*", "`", "r##\"", "@\"\"", "'", "'\\", "\"\"\"", "é\"é"] {
                literals(language, text);
                literals(language, &text.repeat(2000));
            }
        }
    }
}
