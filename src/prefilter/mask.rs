//! Code without its comments and docstrings: what stands only there is named, not used.
//!
//! A light lexer, many times faster than a parser. Where it cannot be sure of what it sees it leaves everything as it
//! is: a file that is parsed in vain costs time, one that is not parsed costs findings.

use crate::language::Language;

/// The bytes with comments and docstrings blanked out; `None` for what has none, or where they cannot be told for sure.
pub fn mask(bytes: &[u8], language: Language) -> Option<Vec<u8>> {
    match language {
        Language::Python => Lexer::new(bytes).python(),
        _ if language.is_ecmascript() => Lexer::new(bytes).ecmascript(),
        _ => None,
    }
}

struct Lexer<'b> {
    bytes: &'b [u8],
    at: usize,
    /// What is blanked: (start, end), in order.
    blank: Vec<(usize, usize)>,
}

/// A string literal.
struct Literal {
    end: usize,
    is_closed: bool,
}

impl<'b> Lexer<'b> {
    fn new(bytes: &'b [u8]) -> Lexer<'b> {
        Lexer { bytes, at: 0, blank: Vec::new() }
    }

    fn python(mut self) -> Option<Vec<u8>> {
        let mut depth = 0usize;
        // Nothing but spaces since the beginning of a logical line.
        let mut is_start = true;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'#' => {
                    self.blank_line();
                    continue;
                }
                b'\n' => is_start = depth == 0,
                b' ' | b'\t' | b'\r' | b'\x0c' => {}
                b'\\' => {
                    // The line goes on in the next.
                    is_start = false;
                    self.at += 1;
                    self.at += usize::from(self.bytes.get(self.at) == Some(&b'\r'));
                }
                b'"' | b'\'' => {
                    let literal = self.python_string(byte);
                    if !literal.is_closed {
                        return None;
                    }
                    if is_start && self.ends_line(literal.end) {
                        self.blank.push((self.at, literal.end));
                    }
                    self.at = literal.end;
                    is_start = false;
                    continue;
                }
                b'(' | b'[' | b'{' => {
                    depth += 1;
                    is_start = false;
                }
                b')' | b']' | b'}' => {
                    depth = depth.checked_sub(1)?;
                    is_start = false;
                }
                // The `r` of `r"""…"""`.
                b'r' | b'R' | b'u' | b'U' if is_start && matches!(self.bytes.get(self.at + 1), Some(b'"' | b'\'')) => {}
                _ => is_start = false,
            }
            self.at += 1;
        }
        (depth == 0).then(|| self.blanked()).flatten()
    }

    fn python_string(&self, quote: u8) -> Literal {
        let triple = [quote; 3];
        if !self.bytes[self.at..].starts_with(&triple) {
            return self.string(quote);
        }
        let mut at = self.at + 3;
        while let Some(found) = memchr::memchr2(quote, b'\\', &self.bytes[at..]) {
            at += found;
            if self.bytes[at] == b'\\' {
                at = (at + 2).min(self.bytes.len());
            } else if self.bytes[at..].starts_with(&triple) {
                return Literal { end: at + 3, is_closed: true };
            } else {
                at += 1;
            }
        }
        Literal { end: self.bytes.len(), is_closed: false }
    }

    /// A literal of one line; a backslash carries it over to the next.
    fn string(&self, quote: u8) -> Literal {
        let mut at = self.at + 1;
        while let Some(found) = memchr::memchr3(quote, b'\\', b'\n', &self.bytes[at..]) {
            at += found;
            match self.bytes[at] {
                b'\\' if self.bytes[at + 1..].starts_with(b"\r\n") => at += 3,
                b'\\' => at = (at + 2).min(self.bytes.len()),
                b'\n' => return Literal { end: at, is_closed: false },
                _ => return Literal { end: at + 1, is_closed: true },
            }
        }
        Literal { end: self.bytes.len(), is_closed: false }
    }

    /// True if nothing but spaces and a comment stand between `at` and the end of its line.
    fn ends_line(&self, at: usize) -> bool {
        let next = self.bytes[at..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        matches!(next, None | Some(b'\n' | b'#'))
    }

    fn ecmascript(mut self) -> Option<Vec<u8>> {
        // Templates that are open, by the braces that are open in the hole of each.
        let mut holes: Vec<usize> = Vec::new();
        // The last byte that is no space or comment: tells a division from a regular expression.
        let mut last = b';';
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'/' if self.bytes[self.at..].starts_with(b"//") => {
                    self.blank_line();
                    continue;
                }
                b'/' if self.bytes[self.at..].starts_with(b"/*") => {
                    let end = memchr::memmem::find(&self.bytes[self.at + 2..], b"*/")? + self.at + 4;
                    self.blank.push((self.at, end));
                    self.at = end;
                    continue;
                }
                b'/' if b"(,=:[!&|?;+-*%~^".contains(&last) => self.at = self.regex().unwrap_or(self.at),
                b'"' | b'\'' => {
                    let literal = self.string(byte);
                    self.at = literal.end;
                    last = byte;
                    // An apostrophe in the text of an element: of the rest of the line nothing is sure, so all of it stays.
                    continue;
                }
                b'`' => {
                    holes.push(0);
                    self.at = self.template(self.at + 1)?;
                    self.close(&mut holes);
                    last = byte;
                    continue;
                }
                b'{' => {
                    if let Some(open) = holes.last_mut() {
                        *open += 1;
                    }
                }
                b'}' => match holes.last_mut() {
                    Some(0) => {
                        self.at = self.template(self.at + 1)?;
                        self.close(&mut holes);
                        last = b'`';
                        continue;
                    }
                    Some(open) => *open -= 1,
                    None => {}
                },
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                last = byte;
            }
            self.at += 1;
        }
        holes.is_empty().then(|| self.blanked()).flatten()
    }

    /// The end of a piece of template text that starts at `at`: behind its backtick, or behind `${`.
    fn template(&self, mut at: usize) -> Option<usize> {
        loop {
            at += memchr::memchr3(b'`', b'\\', b'$', self.bytes.get(at..)?)?;
            match self.bytes[at] {
                b'`' => return Some(at + 1),
                b'\\' => at += 2,
                _ if self.bytes.get(at + 1) == Some(&b'{') => return Some(at + 2),
                _ => at += 1,
            }
        }
    }

    /// Closes the innermost template if what was just read ends with its backtick.
    fn close(&self, holes: &mut Vec<usize>) {
        if self.bytes[self.at - 1] == b'`' {
            holes.pop();
        }
    }

    /// The last byte of the regular expression that starts here, if one ends on this line.
    fn regex(&self) -> Option<usize> {
        let mut in_class = false;
        let mut at = self.at + 1;
        loop {
            match self.bytes.get(at)? {
                b'\n' => return None,
                b'\\' => at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => return Some(at),
                _ => {}
            }
            at += 1;
        }
    }

    /// Blanks what is left of the line.
    fn blank_line(&mut self) {
        let end = memchr::memchr(b'\n', &self.bytes[self.at..]).map_or(self.bytes.len(), |length| self.at + length);
        self.blank.push((self.at, end));
        self.at = end;
    }

    fn blanked(self) -> Option<Vec<u8>> {
        if self.blank.is_empty() {
            return None;
        }
        let mut bytes = self.bytes.to_vec();
        for (start, end) in self.blank {
            bytes[start..end].fill(b' ');
        }
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str, language: Language) -> String {
        mask(text.as_bytes(), language).map_or(text.to_owned(), |bytes| String::from_utf8(bytes).unwrap())
    }

    /// What of the words `gpt-1`, `gpt-2` … is left.
    fn left(text: &str, language: Language) -> Vec<u32> {
        let text = masked(text, language);
        (1..9).filter(|number| text.contains(&format!("gpt-{number}"))).collect()
    }

    #[test]
    fn comments_and_docstrings_of_python() {
        let text = "\"\"\"gpt-1\n\"\"\"\nx = 'gpt-2'  # gpt-3\ndef f():\n    r'''gpt-4 \\''' '''\n    y = '''\ngpt-5'''\n    \
                    return [\n        'gpt-6'\n    ]\n'gpt-7'.run()\nz = \\\n  'gpt-8'\n";
        assert_eq!(left(text, Language::Python), [2, 5, 6, 7, 8]);
    }

    #[test]
    fn what_is_not_sure_stays() {
        for text in ["x = 'gpt-1\n# gpt-2\n", ")\n# gpt-1 gpt-2", "'''gpt-1\n# gpt-2", "(\n# gpt-1 gpt-2"] {
            assert_eq!(left(text, Language::Python), [1, 2], "{text}");
        }
        for text in ["`${`gpt-1`\n// gpt-2", "/* gpt-1 gpt-2", "x = `gpt-1 // gpt-2"] {
            assert_eq!(left(text, Language::TypeScript), [1, 2], "{text}");
        }
    }

    #[test]
    fn comments_of_ecmascript() {
        let text = "const u = 'http://gpt-1'; // gpt-2\nconst r = /['\"]\\/[/*]/; /* gpt-3\n */ f(`//${g({a: `gpt-4`})} \
                    gpt-5 // `)\nconst x = a / b; // gpt-6\n<p>don't {f('gpt-7')} // </p>\n<a></a> // gpt-8";
        assert_eq!(left(text, Language::Tsx), [1, 4, 5, 7]);
    }
}
