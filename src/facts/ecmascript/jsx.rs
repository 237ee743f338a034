//! JSX. `<Select model="x" {...rest}>` is a call of `Select` with keyword arguments, so that a component's props are
//! followed like a function's arguments; an element of the page (`<div>`, `<>`) is no call.

use super::{Lowering, Scope, field};
use crate::facts::builder::span_of;
use crate::facts::{Arg, ArgKind, Call, ExprId, ExprKind};
use tree_sitter::Node;

impl<'t> Lowering<'t> {
    /// Lowers an element with its children.
    pub(super) fn jsx_element(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let opening = field(node, "open_tag").unwrap_or(node);
        let name_node = field(opening, "name");
        let callee = name_node.filter(|n| self.is_component(*n)).and_then(|n| self.tag(n, scope));
        let mut args = Vec::new();
        for child in self.children(opening) {
            match child.kind() {
                _ if Some(child) == name_node => {}
                "jsx_attribute" => args.extend(self.attribute(child, scope)),
                "jsx_expression" => args.extend(self.spread_attribute(child, scope)),
                // A self-closing element is its own opening.
                _ => self.visit(child, scope),
            }
        }
        if opening != node {
            for child in self.children(node) {
                if !matches!(child.kind(), "jsx_opening_element" | "jsx_closing_element") {
                    self.visit(child, scope);
                }
            }
        }
        let kind = match callee {
            Some(callee) => ExprKind::Call(Call { callee, args: args.into(), is_new: false }),
            None => ExprKind::Other,
        };
        self.b.expr(span_of(node), kind, scope.region)
    }

    /// Components are written with a capital or a dot.
    fn is_component(&self, name: Node) -> bool {
        match name.kind() {
            "identifier" => !self.text_of(name).starts_with(|c: char| c.is_ascii_lowercase()),
            kind => matches!(kind, "member_expression" | "nested_identifier"),
        }
    }

    fn tag(&mut self, name: Node<'t>, scope: Scope) -> Option<ExprId> {
        if name.kind() == "nested_identifier" {
            let object = self.tag(field(name, "object")?, scope)?;
            let property = field(name, "property")?;
            let name_span = span_of(property);
            let kind = ExprKind::Attr { object, name: self.text_of(property).into(), name_span };
            return Some(self.b.expr(span_of(name), kind, scope.region));
        }
        Some(self.expr(name, scope))
    }

    /// `name="text"`, `name={value}`, `name`.
    fn attribute(&mut self, node: Node<'t>, scope: Scope) -> Option<Arg> {
        let children = self.children(node);
        let (name, rest) = children.split_first()?;
        let name_text = self.text_of(*name).to_owned();
        let span = span_of(node);
        let value = match rest.iter().find(|child| !child.is_error()) {
            Some(text) if text.kind() == "string" => {
                let raw = self.text.get(self.string_inside(*text).range()).unwrap_or("");
                self.b.expr(span_of(*text), ExprKind::Str(decoded(raw).into()), scope.region)
            }
            Some(value) => match (value.kind(), self.first_child(*value)) {
                ("jsx_expression", Some(inner)) => self.expr_named(inner, scope, &name_text, span_of(*name)),
                _ => self.expr(*value, scope),
            },
            None => self.b.expr(span, ExprKind::Bool(true), scope.region),
        };
        Some(Arg { kind: ArgKind::Keyword(name_text.into(), span_of(*name)), value, span })
    }

    /// `{...props}`.
    fn spread_attribute(&mut self, node: Node<'t>, scope: Scope) -> Option<Arg> {
        let inner = self.first_child(node)?;
        if inner.kind() != "spread_element" {
            self.expr(inner, scope);
            return None;
        }
        let value = self.spread(inner, scope);
        Some(Arg { kind: ArgKind::DictSplat, value, span: span_of(node) })
    }
}

/// The text of an attribute: no backslash escapes, but references such as `&amp;`.
fn decoded(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest name of a reference has 31 letters.
        let end = rest.bytes().take(33).position(|b| b == b';');
        let character = end.and_then(|end| referenced(&rest[1..end]));
        match (character, end) {
            (Some(character), Some(end)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn referenced(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn references_are_decoded() {
        assert_eq!(decoded("a &amp; b &#45;&#x2d; &unknown; &"), "a & b -- &unknown; &");
        assert_eq!(decoded("&é;&amp"), "&é;&amp");
    }
}
