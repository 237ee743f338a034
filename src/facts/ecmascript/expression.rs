//! Expressions: the dispatch, and those that need no file of their own.

use super::{Lowering, Scope, field};
use crate::facts::builder::span_of;
use crate::facts::{DictItem, ExprId, ExprKind, Use, Word};
use crate::source::Span;
use tree_sitter::Node;

impl<'t> Lowering<'t> {
    /// Lowers an expression. Parentheses leave no trace, and a sequence is its last member; whoever calls this says what
    /// the value is used for.
    pub(super) fn expr(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let node = self.unwrapped(node, scope);
        let lowered = self.deeper(|l| l.expr_of_kind(node, scope));
        self.given_name = None;
        lowered.unwrap_or_else(|| self.other(node, scope))
    }

    /// Lowers an expression; if it is an anonymous function or class, it is called `name`.
    pub(super) fn expr_named(&mut self, node: Node<'t>, scope: Scope, name: &str, span: Span) -> ExprId {
        let node = self.unwrapped(node, scope);
        if matches!(node.kind(), "arrow_function" | "function_expression" | "generator_function" | "class") {
            self.given_name = Some((name.to_owned(), span));
        }
        self.expr(node, scope)
    }

    fn expr_of_kind(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let text = self.text_of(node);
        let kind = match node.kind() {
            "identifier" if text.is_empty() => ExprKind::Other,
            "identifier"
            | "shorthand_property_identifier"
            | "shorthand_property_identifier_pattern"
            | "type_identifier"
            | "super"
            | "import" => ExprKind::Name(text.into()),
            "string" => ExprKind::Str(self.string_value(node).into()),
            "number" => ExprKind::Num(text.into()),
            "true" | "false" => ExprKind::Bool(text == "true"),
            "null" | "undefined" => ExprKind::Null,
            "this" => scope.this.map_or(ExprKind::Other, ExprKind::This),
            "meta_property" if text.starts_with("import") => ExprKind::Name("import.meta".into()),
            "meta_property" | "regex" => ExprKind::Other,
            "template_string" => return self.template(node, scope),
            "member_expression" | "subscript_expression" | "call_expression" | "non_null_expression" => {
                return self.chain(node, scope);
            }
            "new_expression" => return self.new_expression(node, scope),
            "object" => return self.object(node, scope),
            "array" => return self.array(node, scope),
            "function_expression" | "generator_function" | "arrow_function" => {
                let function = self.function(node, scope);
                ExprKind::Function(function)
            }
            "class" => {
                let class = self.class(node, scope, Vec::new());
                ExprKind::Class(class)
            }
            "binary_expression" => return self.binary(node, scope),
            "ternary_expression" => return self.ternary(node, scope),
            "unary_expression" => return self.unary(node, scope),
            "await_expression"
            | "yield_expression"
            | "spread_element"
            | "as_expression"
            | "satisfies_expression"
            | "type_assertion"
            | "instantiation_expression" => return self.same(node, scope),
            "assignment_expression" => {
                let value = self.assignment(node, scope);
                return self.around(node, value, scope);
            }
            "augmented_assignment_expression" => {
                let value = self.augmented_assignment(node, scope);
                return self.around(node, value, scope);
            }
            "jsx_element" | "jsx_self_closing_element" => return self.jsx_element(node, scope),
            "jsx_expression" => match self.first_child(node) {
                Some(inner) => return self.expr(inner, scope),
                None => ExprKind::Other,
            },
            _ => {
                self.visit_children(node, scope);
                ExprKind::Other
            }
        };
        self.b.expr(span_of(node), kind, scope.region)
    }

    /// The expression inside parentheses, as many as there are; the members of a sequence before the last are lowered.
    fn unwrapped(&mut self, mut node: Node<'t>, scope: Scope) -> Node<'t> {
        while matches!(node.kind(), "parenthesized_expression" | "sequence_expression") {
            let mut inner = None;
            for child in self.children(node) {
                if child.is_error() || child.kind() == "type_annotation" {
                    self.visit(child, scope);
                } else if let Some(before) = inner.replace(child) {
                    let dropped = self.expr(before, scope);
                    self.use_of(dropped, Use::Statement);
                }
            }
            match inner {
                Some(inner) => node = inner,
                None => break,
            }
        }
        node
    }

    /// An assignment whose value is used again: the same value, without a claim on what the value is used for.
    fn around(&mut self, node: Node, value: ExprId, scope: Scope) -> ExprId {
        let usage = self.b.facts.expr(value).usage;
        let id = self.b.expr(span_of(node), ExprKind::Same(value), scope.region);
        if usage != Use::Other {
            self.use_of(value, usage);
        }
        id
    }

    /// `await x`, `yield x`, `...x`, `x as T` and their kin.
    fn same(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let mut inner = None;
        for child in self.children(node) {
            if child.is_error() || super::types::is_type(child.kind()) {
                self.visit(child, scope);
            } else if inner.is_none() {
                inner = Some(self.expr(child, scope));
            } else {
                // The type after `as`, where it is written like an expression.
                self.type_of(child, scope);
            }
        }
        let kind = inner.map_or(ExprKind::Other, ExprKind::Same);
        let id = self.b.expr(span_of(node), kind, scope.region);
        if let ("yield_expression", Some(function)) = (node.kind(), scope.function) {
            self.b.function_mut(function).is_generator = true;
            if let Some(inner) = inner {
                self.use_of(inner, Use::Yielded(function));
            }
        }
        id
    }

    fn array(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let mut items = Vec::new();
        let mut spread = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                _ if child.is_error() => self.visit(child, scope),
                "spread_element" => {
                    let item = self.spread(child, scope);
                    items.push(item);
                    spread.push(item);
                }
                _ => items.push(self.expr(child, scope)),
            }
        }
        let id = self.b.expr(span_of(node), ExprKind::List(items.into()), scope.region);
        for item in spread {
            self.use_of(item, Use::Spread(id));
        }
        id
    }

    /// What a `...x` spreads.
    pub(super) fn spread(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        match self.first_child(node) {
            Some(inner) => self.expr(inner, scope),
            None => self.other(node, scope),
        }
    }

    fn object(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let mut items = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                "pair" => {
                    let (Some(key), Some(value)) = (field(child, "key"), field(child, "value")) else {
                        self.visit_children(child, scope);
                        continue;
                    };
                    let key_span = span_of(key);
                    let (name, key) = self.property_name(key, scope);
                    let value = match &name {
                        Some(name) => self.expr_named(value, scope, name, key_span),
                        None => self.expr(value, scope),
                    };
                    items.push(DictItem::Entry { name, key, key_span, value });
                }
                "shorthand_property_identifier" => {
                    let name = Some(self.text_of(child).into());
                    let value = self.expr(child, scope);
                    items.push(DictItem::Entry { name, key: None, key_span: span_of(child), value });
                }
                "spread_element" => {
                    let value = self.spread(child, scope);
                    items.push(DictItem::Splat(value));
                }
                "method_definition" => {
                    let (name, key, function) = self.method(child, Scope { this: None, ..scope }, None);
                    let value = self.b.expr(span_of(child), ExprKind::Function(function), scope.region);
                    let key_span = self.b.facts.function(function).name_span;
                    items.push(DictItem::Entry { name, key, key_span, value });
                }
                _ => self.visit(child, scope),
            }
        }
        self.b.expr(span_of(node), ExprKind::Dict(items.into()), scope.region)
    }

    /// The name of a property where it is known, and its key where that is an expression (a string, a number, `[x]`).
    pub(super) fn property_name(&mut self, node: Node<'t>, scope: Scope) -> (Option<Word>, Option<ExprId>) {
        let key = match node.kind() {
            "string" | "number" => self.expr(node, scope),
            "computed_property_name" => match self.first_child(node) {
                Some(inner) => self.expr(inner, scope),
                None => return (None, None),
            },
            _ => return (Some(self.text_of(node).into()), None),
        };
        let name = match &self.b.facts.expr(key).kind {
            ExprKind::Str(name) => Some(name.as_str().into()),
            ExprKind::Num(name) => Some(*name),
            _ => None,
        };
        (name, Some(key))
    }
}
