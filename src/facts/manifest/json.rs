//! A scanner of JSON that tells each string member with its way and its bytes.
//!
//! Lock files reach tens of megabytes, of which a few strings matter; a syntax tree would cost ten times that. The
//! scanner holds nothing but the stack of open containers, so that depth costs no stack and memory stays flat. It
//! accepts comments and trailing commas, and what is cut off ends where it ends.

use std::borrow::Cow;
use std::ops::Range;

/// A member of an object whose value is a string.
pub(super) struct Member<'a> {
    /// The keys of the objects around it, outermost first; an element of an array has an empty key.
    pub path: &'a [Cow<'a, str>],
    /// Its own key.
    pub key: &'a str,
    /// Its value, escapes resolved.
    pub value: &'a str,
    /// Bytes from the key's opening quote to the value's closing one.
    pub span: Range<usize>,
}

/// Calls `visit` for every string member of every object in `text`, in order.
pub(super) fn members(text: &str, mut visit: impl FnMut(Member<'_>)) {
    let bytes = text.as_bytes();
    // One entry an open container: the key it stands under, and whether it is an object.
    let mut path: Vec<Cow<'_, str>> = Vec::new();
    let mut objects: Vec<bool> = Vec::new();
    let mut key: Option<(Cow<'_, str>, usize)> = None;
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            open @ (b'{' | b'[') => {
                // The root has no key; its entry is left out of the ways that `visit` sees.
                path.push(key.take().map_or(Cow::Borrowed(""), |(k, _)| k));
                objects.push(open == b'{');
            }
            b'}' | b']' => {
                path.pop();
                objects.pop();
                key = None;
            }
            b',' => key = None,
            b'"' => {
                let end = string_end(bytes, i);
                let is_closed = end > i + 1 && bytes[end - 1] == b'"';
                let inside = text.get(i + 1..if is_closed { end - 1 } else { end }).unwrap_or("");
                match &key {
                    Some((name, start)) => {
                        let span = *start..end;
                        let value = unescape(inside);
                        visit(Member { path: path.get(1..).unwrap_or(&[]), key: name, value: &value, span });
                        key = None;
                    }
                    None if objects.last() == Some(&true) => key = Some((unescape(inside), i)),
                    None => {}
                }
                i = end;
                continue;
            }
            b'/' if bytes.get(i + 1) == Some(&b'/') => {
                i = memchr::memchr(b'\n', &bytes[i..]).map_or(bytes.len(), |n| i + n);
                continue;
            }
            b'/' if bytes.get(i + 1) == Some(&b'*') => {
                i = memchr::memmem::find(&bytes[i + 2..], b"*/").map_or(bytes.len(), |n| i + n + 4);
                continue;
            }
            _ => {}
        }
        i += 1;
    }
}

/// One past the closing quote of the string that opens at `start`; a string ends at a line break at the latest.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut i = start + 1;
    while i < bytes.len() {
        match bytes[i] {
            b'"' => return i + 1,
            b'\n' => return i,
            b'\\' => i += 2,
            _ => i += 1,
        }
    }
    bytes.len()
}

/// Resolves the escapes of a JSON string. One that is no escape stays as written.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let quoted = format!("\"{text}\"");
    serde_json::from_str::<String>(&quoted).map_or(Cow::Borrowed(text), Cow::Owned)
}
