//! A small JSON reader that knows where it is.
//!
//! It pulls: whoever calls it says what to read and what to skip, so it never recurses on what the file says, and the
//! outputs of a notebook (nearly all of it) are passed over without being decoded. It is as lenient as Python's reader
//! (`NaN`, control characters in strings) and more so about lone surrogates, which become U+FFFD.

/// Where the text stopped being JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    /// 1-based.
    pub line: u32,
    /// What was expected.
    pub expected: &'static str,
}

/// A reader at a place in a JSON text.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// A place before `at` whose line is known, so that newlines are counted once.
    counted: usize,
    line: u32,
    /// The first comma between two elements that was missing and gone on without: hand-made edits forget them.
    pub missed: Option<Broken>,
}

type Read<T> = Result<T, Broken>;

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Reader { bytes: text.as_bytes(), at: 0, counted: 0, line: 1, missed: None }
    }

    /// The 1-based line of the next token.
    pub(super) fn line(&mut self) -> u32 {
        self.space();
        self.line += memchr::memchr_iter(b'\n', &self.bytes[self.counted..self.at]).count() as u32;
        self.counted = self.at;
        self.line
    }

    /// Byte offset of the next token.
    pub(super) fn offset(&mut self) -> usize {
        self.space();
        self.at
    }

    /// Byte offset one past what was read last.
    pub(super) fn end(&self) -> usize {
        self.at
    }

    /// The first byte of the next token, if there is one.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.space();
        self.bytes.get(self.at).copied()
    }

    /// True if nothing but white space is left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// The reason to stop here.
    pub(super) fn broken<T>(&mut self, expected: &'static str) -> Read<T> {
        Err(Broken { line: self.line(), expected })
    }

    /// Reads an object; `member` gets each key and must read or skip its value. A value that is no object is skipped.
    pub(super) fn object(&mut self, mut member: impl FnMut(&mut Self, &str) -> Read<()>) -> Read<()> {
        if self.peek() != Some(b'{') {
            return self.skip();
        }
        self.at += 1;
        if self.eat(b'}') {
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.expect(b':', "a ':'")?;
            member(self, &key)?;
            if self.eat(b'}') {
                return Ok(());
            }
            self.expect(b',', "a ',' or '}'")?;
        }
    }

    /// Reads an array; `element` must read or skip each. A value that is no array is skipped.
    pub(super) fn array(&mut self, mut element: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        if self.peek() != Some(b'[') {
            return self.skip();
        }
        self.at += 1;
        if self.eat(b']') {
            return Ok(());
        }
        loop {
            element(self)?;
            if self.eat(b']') {
                return Ok(());
            }
            if !self.eat(b',') {
                let broken = Broken { line: self.line(), expected: "a ',' or ']'" };
                if !matches!(self.peek(), Some(b'"' | b'{')) {
                    return Err(broken);
                }
                self.missed.get_or_insert(broken);
            }
        }
    }

    /// Reads a string; `None` for any other value, which is skipped.
    pub(super) fn text(&mut self) -> Read<Option<String>> {
        if self.peek() == Some(b'"') { self.string().map(Some) } else { self.skip().map(|()| None) }
    }

    /// Passes over one value of any kind, however deep.
    pub(super) fn skip(&mut self) -> Read<()> {
        // The brackets that are open; on the heap, since a file may nest as deep as it is long.
        let mut open: Vec<u8> = Vec::new();
        loop {
            // A value, or the end of an empty container.
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    self.at += 1;
                    let close = if bracket == b'{' { b'}' } else { b']' };
                    if !self.eat(close) {
                        open.push(close);
                        if close == b'}' {
                            self.key()?;
                        }
                        continue;
                    }
                }
                Some(b'"') => self.pass_string()?,
                _ => self.pass_word()?,
            }
            // What follows it.
            loop {
                let Some(&close) = open.last() else { return Ok(()) };
                if self.eat(close) {
                    open.pop();
                } else {
                    self.expect(b',', "a ',' or a closing bracket")?;
                    if close == b'}' {
                        self.key()?;
                    }
                    break;
                }
            }
        }
    }

    fn key(&mut self) -> Read<()> {
        if self.peek() != Some(b'"') {
            return self.broken("a key in quotes");
        }
        self.pass_string()?;
        self.expect(b':', "a ':'")
    }

    /// Passes over a number, `true`, `null`, `NaN`.
    fn pass_word(&mut self) -> Read<()> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count();
        let word = &rest[..length];
        let is_number = || word.iter().all(|b| b.is_ascii_digit() || b"+-.eE".contains(b));
        let is_known = matches!(word, b"true" | b"false" | b"null" | b"NaN" | b"Infinity" | b"-Infinity");
        if length == 0 || !(is_known || is_number()) {
            return self.broken("a value");
        }
        self.at += length;
        Ok(())
    }

    /// Passes over a string without decoding it; it stands at its opening quote.
    fn pass_string(&mut self) -> Read<()> {
        let start = self.at;
        self.at += 1;
        loop {
            match memchr::memchr2(b'"', b'\\', &self.bytes[self.at..]) {
                Some(found) if self.bytes[self.at + found] == b'"' => {
                    self.at += found + 1;
                    return Ok(());
                }
                // A backslash takes the next byte with it, whatever it is.
                Some(found) if self.at + found + 1 < self.bytes.len() => self.at += found + 2,
                _ => {
                    self.at = start;
                    return self.broken("a string that ends");
                }
            }
        }
    }

    /// Reads a string with its escapes resolved.
    fn string(&mut self) -> Read<String> {
        if self.peek() != Some(b'"') {
            return self.broken("a string");
        }
        let start = self.at + 1;
        self.pass_string()?;
        let mut text = String::new();
        let mut rest = &self.bytes[start..self.at - 1];
        while let Some(found) = memchr::memchr(b'\\', rest) {
            text.push_str(&String::from_utf8_lossy(&rest[..found]));
            let escape = rest.get(found + 1).copied().unwrap_or(b'\\');
            rest = rest.get(found + 2..).unwrap_or_default();
            match escape {
                b'n' => text.push('\n'),
                b't' => text.push('\t'),
                b'r' => text.push('\r'),
                b'b' => text.push('\u{8}'),
                b'f' => text.push('\u{c}'),
                b'u' => text.push(unicode(&mut rest)),
                b'"' | b'\\' | b'/' => text.push(escape as char),
                _ => return self.broken("a known escape in the string before this place"),
            }
        }
        text.push_str(&String::from_utf8_lossy(rest));
        Ok(text)
    }

    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Read<()> {
        if self.eat(byte) { Ok(()) } else { self.broken(expected) }
    }
}

/// The character of a `\u` escape whose digits stand at the beginning of `rest`, which is moved on; a pair of
/// surrogates is one character.
fn unicode(rest: &mut &[u8]) -> char {
    let unit = |bytes: &[u8]| {
        let digits = bytes.get(..4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let Some(first) = unit(rest) else { return char::REPLACEMENT_CHARACTER };
    *rest = &rest[4..];
    if (0xd800..0xdc00).contains(&first)
        && let Some(second) = rest.strip_prefix(b"\\u").and_then(unit)
        && (0xdc00..0xe000).contains(&second)
    {
        *rest = &rest[6..];
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Option<String> {
        Reader::new(json).text().unwrap()
    }

    fn skip(json: &str) -> Result<(), Broken> {
        let mut reader = Reader::new(json);
        reader.skip()?;
        if reader.is_at_end() { Ok(()) } else { reader.broken("the end") }
    }

    #[test]
    fn escapes_are_resolved_and_lone_surrogates_replaced() {
        assert_eq!(text(r#""a\n\t\"\\\/\u0041é\u00e9""#).unwrap(), "a\n\t\"\\/Aéé");
        assert_eq!(
            text(r#""\ud83d\ude00|\ud83d|\ude00|\ud83dx\u12""#).unwrap(),
            "😀|\u{fffd}|\u{fffd}|\u{fffd}x\u{fffd}12"
        );
        assert_eq!(text("12"), None);
    }

    #[test]
    fn any_value_is_skipped_and_none_that_is_broken() {
        for good in ["{}", "[]", "[[],{}]", r#"{"a":[1,-2.5e3,true,null,NaN,{"b":"\\"}],"c":{}}"#, " \"x\\\"\" "] {
            assert_eq!(skip(good), Ok(()), "{good}");
        }
        for bad in ["", "{", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "[1}", "nope", "\"x", "\"x\\", "[] []", "]"]
        {
            assert!(skip(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_line_of_a_break_is_known() {
        assert_eq!(skip("{\n\"a\": 1,\n\"b\" 2}").unwrap_err().line, 3);
        assert_eq!(skip("[\n\n\"open").unwrap_err().line, 3);
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = 1_000_000;
        assert_eq!(skip(&("[".repeat(deep) + &"]".repeat(deep))), Ok(()));
        assert!(skip(&"{\"a\":".repeat(deep)).is_err());
    }
}
