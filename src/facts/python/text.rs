//! Strings: escapes, f-strings, `%` and `.format`.

use super::super::{ExprId, ExprKind, Part};
use super::{Lowering, children};
use crate::facts::field;
use tree_sitter::Node;

impl Lowering<'_> {
    /// A string literal, an f-string, or several in a row.
    pub(super) fn string(&mut self, node: Node) -> ExprId {
        let mut parts = Vec::new();
        if node.kind() == "concatenated_string" {
            for piece in children(node) {
                if piece.kind() == "string" {
                    self.string_parts(piece, &mut parts);
                }
            }
        } else {
            self.string_parts(node, &mut parts);
        }
        let kind = kind_of(parts);
        self.add(node, kind)
    }

    fn string_parts(&mut self, node: Node, parts: &mut Vec<Part>) {
        let mut raw = false;
        let mut formatted = false;
        let mut cursor = node.walk();
        let pieces: Vec<Node> = node.children(&mut cursor).collect();
        for piece in pieces {
            match piece.kind() {
                "string_start" => {
                    let start = self.str(piece).to_ascii_lowercase();
                    raw = start.contains('r');
                    formatted = start.contains('f') || start.contains('t');
                }
                "string_content" => {
                    let text = self.str(piece);
                    let mut text = if raw { text.to_owned() } else { unescape(text) };
                    if formatted {
                        text = text.replace("{{", "{").replace("}}", "}");
                    }
                    push_text(parts, text);
                }
                "interpolation" => match field::child(piece, "expression") {
                    Some(inner) => {
                        let hole = self.expression(inner);
                        parts.push(Part::Hole(hole));
                    }
                    None => push_text(parts, self.str(piece).to_owned()),
                },
                _ => {}
            }
        }
    }

    /// `"…%s…" % x`.
    pub(super) fn percent(&mut self, node: Node) -> ExprId {
        let (Some(left), Some(right)) = (field::child(node, "left"), field::child(node, "right")) else {
            return self.add(node, ExprKind::Other);
        };
        let left = self.expression(left);
        let right = self.expression(right);
        let values = match &self.b.facts.expr(right).kind {
            ExprKind::List(items) => items.clone(),
            _ => [right].into(),
        };
        let ExprKind::Str(text) = self.b.facts.expr(left).kind.clone() else {
            return self.add(node, ExprKind::Template([Part::Hole(left), Part::Hole(right)].into()));
        };
        let mut parts = Vec::new();
        let mut rest = &*text;
        let mut next = values.into_iter();
        while let Some(at) = rest.find('%') {
            push_text(&mut parts, rest[..at].to_owned());
            let after = &rest[at + 1..];
            if let Some(tail) = after.strip_prefix('%') {
                push_text(&mut parts, "%".to_owned());
                rest = tail;
                continue;
            }
            let end = after.find(|c: char| c.is_ascii_alphabetic()).map_or(after.len(), |i| i + 1);
            match next.next() {
                Some(value) => parts.push(Part::Hole(value)),
                None => push_text(&mut parts, rest[at..at + 1 + end].to_owned()),
            }
            rest = &after[end..];
        }
        push_text(&mut parts, rest.to_owned());
        self.add(node, ExprKind::Template(parts.into()))
    }

    /// `"…{}…".format(x)`; `None` if the call is no such thing.
    pub(super) fn format_call(&mut self, node: Node, callee: Node, arguments: Node) -> Option<ExprId> {
        if callee.kind() != "attribute" || self.str(field::child(callee, "attribute")?) != "format" {
            return None;
        }
        let object = field::child(callee, "object")?;
        if !matches!(object.kind(), "string" | "concatenated_string") {
            return None;
        }
        let object = self.expression(object);
        let ExprKind::Str(text) = self.b.facts.expr(object).kind.clone() else {
            return Some(self.add(node, ExprKind::Template([Part::Hole(object)].into())));
        };
        let mut positional = Vec::new();
        let mut named = Vec::new();
        for argument in children(arguments) {
            if argument.kind() == "keyword_argument" {
                if let (Some(name), Some(value)) = (field::child(argument, "name"), field::child(argument, "value")) {
                    let value = self.expression(value);
                    named.push((self.str(name).to_owned(), value));
                }
            } else {
                positional.push(self.expression(argument));
            }
        }
        let mut parts = Vec::new();
        let mut rest = &*text;
        let mut automatic = 0;
        while let Some(at) = rest.find(['{', '}']) {
            push_text(&mut parts, rest[..at].to_owned());
            let doubled = rest[at..].starts_with("{{") || rest[at..].starts_with("}}");
            if doubled {
                push_text(&mut parts, rest[at..at + 1].to_owned());
                rest = &rest[at + 2..];
                continue;
            }
            let Some(close) = rest[at..].find('}') else { break };
            let field = rest[at + 1..at + close.max(1)].split([':', '!']).next().unwrap_or("");
            let value = if field.is_empty() {
                automatic += 1;
                positional.get(automatic - 1).copied()
            } else if let Ok(index) = field.parse::<usize>() {
                positional.get(index).copied()
            } else {
                named.iter().find(|(name, _)| name == field).map(|(_, value)| *value)
            };
            match value {
                Some(value) => parts.push(Part::Hole(value)),
                None => push_text(&mut parts, rest[at..at + close + 1].to_owned()),
            }
            rest = &rest[at + close + 1..];
        }
        push_text(&mut parts, rest.to_owned());
        Some(self.add(node, ExprKind::Template(parts.into())))
    }
}

fn kind_of(parts: Vec<Part>) -> ExprKind {
    if parts.iter().any(|p| matches!(p, Part::Hole(_))) {
        return ExprKind::Template(parts.into());
    }
    let mut whole = String::new();
    for part in parts {
        if let Part::Text(text) = part {
            whole.push_str(&text);
        }
    }
    ExprKind::Str(whole.into())
}

fn push_text(parts: &mut Vec<Part>, text: String) {
    match parts.last_mut() {
        Some(Part::Text(before)) => before.push_str(&text),
        _ if text.is_empty() => {}
        _ => parts.push(Part::Text(text)),
    }
}

/// Python's escapes. Unknown ones stay as written, as Python keeps them.
fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let digits = |chars: &mut std::iter::Peekable<std::str::Chars>, count: usize| -> Option<char> {
            let code: String = (0..count).map_while(|_| chars.next_if(char::is_ascii_hexdigit)).collect();
            char::from_u32(u32::from_str_radix(&code, 16).ok()?)
        };
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('\n') => {}
            Some('x') => out.push(digits(&mut chars, 2).unwrap_or('\u{fffd}')),
            Some('u') => out.push(digits(&mut chars, 4).unwrap_or('\u{fffd}')),
            Some('U') => out.push(digits(&mut chars, 8).unwrap_or('\u{fffd}')),
            Some(c @ ('\\' | '\'' | '"')) => out.push(c),
            Some(c) => {
                out.push('\\');
                out.push(c);
            }
            None => out.push('\\'),
        }
    }
    out
}
