//! Strings as they are meant: quotes off, escapes resolved.

use super::{Lowering, Scope};
use crate::facts::builder::span_of;
use crate::facts::{ExprId, ExprKind, Part};
use crate::source::Span;
use tree_sitter::Node;

impl<'t> Lowering<'t> {
    /// The value of a `string` node.
    pub(super) fn string_value(&self, node: Node) -> String {
        unescape(unquote(self.text_of(node)))
    }

    /// The bytes between the quotes of a `string` node.
    pub(super) fn string_inside(&self, node: Node) -> Span {
        let inside = unquote(self.text_of(node)).len();
        let start = (node.start_byte() + 1).min(node.end_byte());
        Span::new(start, (start + inside).min(node.end_byte()))
    }

    /// The pieces of a template literal, in order; text pieces are never empty.
    pub(super) fn template_parts(&mut self, node: Node<'t>, scope: Scope) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut from = (node.start_byte() + 1).min(node.end_byte());
        for child in self.children(node) {
            if !matches!(child.kind(), "template_substitution" | "template_type") {
                continue;
            }
            self.push_text(&mut parts, from, child.start_byte());
            from = child.end_byte();
            let hole = match self.first_child(child) {
                Some(inner) if child.kind() == "template_type" => self.type_of(inner, scope),
                Some(inner) => Some(self.expr(inner, scope)),
                None => None,
            };
            let hole = hole.unwrap_or_else(|| self.other(child, scope));
            parts.push(Part::Hole(hole));
        }
        let end = if self.text_of(node).ends_with('`') { node.end_byte() - 1 } else { node.end_byte() };
        self.push_text(&mut parts, from, end);
        parts
    }

    fn push_text(&self, parts: &mut Vec<Part>, from: usize, to: usize) {
        match self.text.get(from..to) {
            None | Some("") => {}
            Some(raw) => parts.push(Part::Text(unescape(raw))),
        }
    }

    /// A template literal: a plain string if it has no holes.
    pub(super) fn template(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let parts = self.template_parts(node, scope);
        self.b.expr(span_of(node), built(parts), scope.region)
    }
}

/// The string that `parts` make: neighbouring text is joined, and without a hole it is a plain string.
pub(super) fn built(parts: Vec<Part>) -> ExprKind {
    let mut joined: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
            (_, part) => joined.push(part),
        }
    }
    match joined.as_mut_slice() {
        [] => ExprKind::Str("".into()),
        [Part::Text(text)] => ExprKind::Str(std::mem::take(text).into()),
        _ => ExprKind::Template(joined.into()),
    }
}

fn unquote(raw: &str) -> &str {
    let Some(quote) = raw.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else {
        return raw;
    };
    let inside = &raw[1..];
    inside.strip_suffix(quote).unwrap_or(inside)
}

/// Resolves the escapes of a string or template literal; a line break of a template is `\n` however it is written.
fn unescape(raw: &str) -> String {
    if !raw.bytes().any(|b| b == b'\\' || b == b'\r') {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['\\', '\r']) {
        out.push_str(&rest[..at]);
        if rest.as_bytes()[at] == b'\r' {
            out.push('\n');
            rest = &rest[at + 1..];
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        } else {
            rest = escape(&rest[at + 1..], &mut out);
        }
    }
    out.push_str(rest);
    out
}

/// Resolves one escape whose backslash is already gone; the rest of the text.
fn escape<'s>(text: &'s str, out: &mut String) -> &'s str {
    let Some(first) = text.chars().next() else {
        return text;
    };
    let rest = &text[first.len_utf8()..];
    match first {
        'n' => out.push('\n'),
        't' => out.push('\t'),
        'r' => out.push('\r'),
        'b' => out.push('\u{8}'),
        'f' => out.push('\u{c}'),
        'v' => out.push('\u{b}'),
        '\n' | '\u{2028}' | '\u{2029}' => {}
        '\r' => return rest.strip_prefix('\n').unwrap_or(rest),
        'x' => return code_unit(rest, 2, first, out),
        'u' => {
            if let Some((digits, after)) = rest.strip_prefix('{').and_then(|r| r.split_once('}')) {
                out.extend(u32::from_str_radix(digits, 16).ok().and_then(char::from_u32));
                return after;
            }
            return code_unit(rest, 4, first, out);
        }
        '0'..='7' => {
            let length = text.bytes().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
            out.extend(u32::from_str_radix(&text[..length], 8).ok().and_then(char::from_u32));
            return &text[length..];
        }
        other => out.push(other),
    }
    rest
}

/// `\xHH` or `\uHHHH`, two of the latter if they are a surrogate pair; a broken one stands for its letter.
fn code_unit<'s>(rest: &'s str, digits: usize, letter: char, out: &mut String) -> &'s str {
    let hex = |text: &str| {
        let digits = text.get(..digits).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    };
    let Some(unit) = hex(rest) else {
        out.push(letter);
        return rest;
    };
    let after = &rest[digits..];
    if let Some(character) = char::from_u32(unit) {
        out.push(character);
        return after;
    }
    let low = after.strip_prefix("\\u").and_then(|next| Some((hex(next)?, &next[digits..])));
    match low {
        Some((low @ 0xDC00..=0xDFFF, after)) if unit < 0xDC00 => {
            out.extend(char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)));
            after
        }
        _ => {
            out.push(char::REPLACEMENT_CHARACTER);
            after
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(unescape(r"gpt\x2d4 \u0041\u{1F600}\uD83D\uDE00 \'\n"), "gpt-4 A😀😀 '\n");
        assert_eq!(unescape("a\\\r\nb\r\nc"), "ab\nc");
        assert_eq!(unescape(r"\0\101\8"), "\0A8");
        assert_eq!(unescape(r"\xZ\u12\"), r"xZu12");
        assert_eq!(unescape(r"\uD83Dx"), "\u{FFFD}x");
        assert_eq!(unescape("\\xé\\u{zz}!"), "xé!");
    }

    #[test]
    fn neighbouring_text_is_joined() {
        let parts = vec![Part::Text("a".into()), Part::Text("b".into()), Part::Hole(1), Part::Text("c".into())];
        let ExprKind::Template(parts) = built(parts) else { panic!() };
        assert!(matches!(&*parts, [Part::Text(t), Part::Hole(1), Part::Text(_)] if t == "ab"));
        assert!(matches!(built(vec![Part::Text("a".into()), Part::Text("b".into())]), ExprKind::Str(s) if s == "ab"));
    }
}
