//! Code without its comments and docstrings: what stands only there is named, not used.
//!
//! A light lexer, many times faster than a parser. Where it cannot be sure of what it sees it leaves everything as it
//! is: a file that is parsed in vain costs time, one that is not parsed costs findings.

use crate::language::Language;

/// The bytes with comments and docstrings blanked out; `None` for what has none, or where they cannot be told for sure.
/// Of Python only: what is a comment in JavaScript hangs on regular expressions and the text of elements, which take a
/// parser to tell.
pub fn mask(bytes: &[u8], language: Language) -> Option<Vec<u8>> {
    if language == Language::Python { Lexer::new(bytes).python() } else { None }
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
        // A string with holes stands on this line: quotes inside its holes may have misled us.
        let mut has_holes = false;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'#' => {
                    self.end_line(!has_holes);
                    continue;
                }
                b'\n' => {
                    is_start = depth == 0;
                    has_holes = false;
                }
                b' ' | b'\t' | b'\r' | b'\x0c' => {}
                b'\\' => {
                    // The line goes on in the next.
                    is_start = false;
                    self.at += 1;
                    self.at += usize::from(self.bytes.get(self.at) == Some(&b'\r'));
                }
                b'"' | b'\'' => {
                    has_holes |= self.at > 0 && matches!(self.bytes[self.at - 1], b'f' | b'F' | b't' | b'T')
                        || self.at > 1 && matches!(self.bytes[self.at - 2], b'f' | b'F' | b't' | b'T');
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

    /// Goes to the end of the line, and blanks what is passed over.
    fn end_line(&mut self, blanks: bool) {
        let rest = &self.bytes[self.at..];
        let end = memchr::memchr2(b'\n', b'\r', rest).map_or(self.bytes.len(), |length| self.at + length);
        if blanks {
            self.blank.push((self.at, end));
        }
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
    }

    #[test]
    fn quotes_in_holes_and_other_languages() {
        let text = "f(f\"{d[\"#\"]}\", model=\"gpt-1\"\n)\n# gpt-2\nx = 1 # gpt-3\ry = 'gpt-4'\n";
        assert_eq!(left(text, Language::Python), [1, 4]);
        assert_eq!(left("/* gpt-1 */ // gpt-2", Language::TypeScript), [1, 2]);
    }
}
