//! IPython's own lines in a cell of Python: `!cmd`, `%magic`, `x = !cmd`, `name?`.
//!
//! They stand where a statement would begin, and nowhere else: inside brackets or a string a line may well begin with
//! `%`. So the cell is read statement by statement, as far as strings and brackets go.

use std::ops::Range;

/// The parts of a cell that are no Python: byte ranges of whole lines without their last line break, in order. A line
/// that ends with a backslash takes the next one with it.
pub(super) fn lines(cell: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < cell.len() {
        at = if is_magic(first_line(&cell[at..])) {
            let end = continued(cell, at);
            found.push(at..end);
            end + 1
        } else {
            statement(cell.as_bytes(), at)
        };
    }
    found
}

/// The logical lines of a shell script, as byte ranges; lines of nothing but white space are left out.
pub(super) fn shell_lines(script: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < script.len() {
        let end = continued(script, at);
        if !script[at..end].trim().is_empty() {
            found.push(at..end);
        }
        at = end + 1;
    }
    found
}

/// `text` with the range made into something that parses to nothing and has as many bytes and lines: blank, or, in an
/// indented block (which must not become empty), `pass`.
pub(super) fn blank(text: &mut [u8], range: Range<usize>) {
    let indent = text[range.clone()].iter().take_while(|b| b.is_ascii_whitespace()).count();
    for byte in &mut text[range.start + indent..range.end] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
    if indent > 0 {
        let free = text[range.start + indent..range.end].iter().take_while(|&&b| b == b' ').count();
        // `!ls` has no room for it; a number alone is a statement as well.
        let filler: &[u8] = if free >= 4 { b"pass" } else { b"0" };
        if free > 0 {
            text[range.start + indent..][..filler.len()].copy_from_slice(filler);
        }
    }
}

fn first_line(text: &str) -> &str {
    &text[..memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len())]
}

/// The end (before its line break) of the line at `at`, with the lines it is continued on.
fn continued(text: &str, mut at: usize) -> usize {
    loop {
        let line = first_line(&text[at..]);
        at += line.len();
        if !line.trim_end_matches('\r').ends_with('\\') || at >= text.len() {
            return at;
        }
        at += 1;
    }
}

/// True for a line that only IPython understands, given that a statement may begin there.
fn is_magic(line: &str) -> bool {
    let line = line.trim();
    if line.starts_with(['!', '%', '?']) {
        return true;
    }
    if let Some(rest) = line.strip_suffix('?') {
        return !rest.is_empty() && !rest.contains(['#', '"', '\'']);
    }
    // `files = !ls`, `a, b = %sql …`: `!` and `%` begin no expression.
    match line.split_once('=') {
        Some((target, value)) => {
            value.trim_start().starts_with(['!', '%'])
                && target.chars().all(|c| c.is_alphanumeric() || "_., *[]()".contains(c))
                && !target.trim().is_empty()
        }
        None => false,
    }
}

/// Where the statement at `at` ends: the beginning of the next line that is in no string and in no bracket.
fn statement(text: &[u8], mut at: usize) -> usize {
    let mut depth = 0usize;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\n' if depth == 0 => return at + 1,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            // The line goes on behind it, whether it ends as on Unix or as on Windows.
            b'\\' => at += if text[at + 1..].starts_with(b"\r\n") { 2 } else { 1 },
            b'#' => {
                at += memchr::memchr(b'\n', &text[at..]).unwrap_or(text.len() - at);
                continue;
            }
            b'"' | b'\'' => {
                at = string_end(text, at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    at
}

/// One past the end of the string whose first quote stands at `at`. One of single quotes ends with its line at the
/// latest, one of triple quotes with the text.
fn string_end(text: &[u8], at: usize) -> usize {
    let quote = text[at];
    let triple = text[at..].starts_with(&[quote; 3]);
    let mut at = at + if triple { 3 } else { 1 };
    while let Some(&byte) = text.get(at) {
        if byte == b'\\' {
            at += 2;
        } else if byte == b'\n' && !triple {
            return at;
        } else if byte == quote && (!triple || text[at..].starts_with(&[quote; 3])) {
            return at + if triple { 3 } else { 1 };
        } else {
            at += 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn magics(cell: &str) -> Vec<&str> {
        lines(cell).into_iter().map(|range| &cell[range]).collect()
    }

    #[test]
    fn only_what_stands_where_a_statement_begins_is_a_magic() {
        assert_eq!(
            magics("!ls\nx = 1\n  %time f()\nf?\n?f\nfiles = !ls -l\na = %sql x\n"),
            ["!ls", "  %time f()", "f?", "?f", "files = !ls -l", "a = %sql x"]
        );
        for code in [
            "x = ('a %s'\n     % y)\n",
            "s = '''\n!ls\n%cd\n'''\n",
            "x = a \\\n % b\n",
            "d = {\n  'a': 1,\n  # it's (\n} \ny != 2\n",
            "ask('why?')  # really?\n",
            "x == '%'\n",
            "f(x='!')\n",
            "s = \"what?\"",
        ] {
            assert!(magics(code).is_empty(), "{code}: {:?}", magics(code));
        }
        assert_eq!(magics("'''\\'''\n'''\n!a"), ["!a"]);
        assert_eq!(magics("s = 'open\n!a"), ["!a"], "a broken string ends with its line");
    }

    #[test]
    fn a_continued_line_is_one() {
        assert_eq!(magics("!pip install \\\n  openai \\\n  x\ny = 1"), ["!pip install \\\n  openai \\\n  x"]);
        assert_eq!(magics("!a \\"), ["!a \\"]);
        let script = "a \\\nb\n\n  \nc";
        assert_eq!(shell_lines(script).into_iter().map(|r| &script[r]).collect::<Vec<_>>(), ["a \\\nb", "c"]);
    }

    #[test]
    fn what_is_blanked_keeps_its_bytes_and_its_block() {
        let blanked = |text: &str| {
            let mut bytes = text.as_bytes().to_vec();
            blank(&mut bytes, 0..text.len());
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(blanked("!ls"), "   ");
        assert_eq!(blanked("  !é\\\n x"), "  pass\n  ");
        assert_eq!(blanked("\t!ls"), "\t0  ");
        assert_eq!(blanked("    %cd /tmp"), "    pass    ");
    }
}
