//! Types. A type is lowered to an expression so that an annotation can be followed like a value (`OpenAI`,
//! `ns.Client`, `Promise<OpenAI>`) and a literal type (`"gpt-4" | "gpt-4o"`) is not lost. Every expression in a type
//! has the use `Annotation`, whatever its parent.

use super::{Lowering, Scope, field, literal};
use crate::facts::builder::span_of;
use crate::facts::{DictItem, ExprId, ExprKind, Use, Word};
use crate::source::Span;
use rustc_hash::FxHashMap;
use tree_sitter::Node;

/// True for nodes that occur in types only.
pub(super) fn is_type(kind: &str) -> bool {
    kind.ends_with("_type")
        || kind.ends_with("_annotation")
        || matches!(
            kind,
            "type_identifier"
                | "nested_type_identifier"
                | "type_arguments"
                | "type_parameters"
                | "type_parameter"
                | "type_query"
                | "index_type_query"
                | "type_predicate"
                | "asserts"
                | "interface_body"
                | "extends_type_clause"
                | "implements_clause"
                | "constraint"
                | "property_signature"
                | "method_signature"
                | "abstract_method_signature"
                | "call_signature"
                | "construct_signature"
                | "index_signature"
                | "mapped_type_clause"
        )
}

impl<'t> Lowering<'t> {
    /// Lowers a type, or a part of one. `None` if it says nothing (`: null`, a name being declared).
    pub(super) fn type_of(&mut self, node: Node<'t>, scope: Scope) -> Option<ExprId> {
        let id = self.deeper(|l| l.type_of_kind(node, scope)).flatten()?;
        self.use_of(id, Use::Annotation);
        Some(id)
    }

    fn type_of_kind(&mut self, node: Node<'t>, scope: Scope) -> Option<ExprId> {
        let text = self.text_of(node);
        let kind = match node.kind() {
            "type_annotation"
            | "parenthesized_type"
            | "readonly_type"
            | "optional_type"
            | "rest_type"
            | "flow_maybe_type"
            | "default_type"
            | "opting_type_annotation"
            | "adding_type_annotation"
            | "omitting_type_annotation" => {
                let mut inner = None;
                for child in self.children(node) {
                    inner = self.type_of(child, scope).or(inner);
                }
                return inner;
            }
            "type_identifier" | "predefined_type" => ExprKind::Name(text.into()),
            "nested_type_identifier" | "nested_identifier" => {
                return self.qualified_type(node, scope);
            }
            "literal_type" => {
                let inner = self.first_child(node)?;
                if matches!(inner.kind(), "null" | "undefined") {
                    return None;
                }
                return Some(self.expr(inner, scope));
            }
            "string" | "number" => return Some(self.expr(node, scope)),
            "union_type" | "intersection_type" => return self.union_of_types(node, scope),
            "generic_type" => {
                let name = field(node, "name")?;
                let object = self.type_of(name, scope);
                let arguments = field(node, "type_arguments");
                let arguments = arguments.map(|a| self.type_list(a, scope)).unwrap_or_default();
                let key = match arguments.as_slice() {
                    [] => return object,
                    [only] => *only,
                    _ => {
                        let span = span_of(field(node, "type_arguments").unwrap_or(node));
                        self.type_expr(span, ExprKind::List(arguments.into()), scope)
                    }
                };
                ExprKind::Index { object: object?, key }
            }
            "lookup_type" => match self.type_list(node, scope).as_slice() {
                [object, key] => ExprKind::Index { object: *object, key: *key },
                _ => ExprKind::Other,
            },
            "type_query" => {
                let inner = self.first_child(node)?;
                ExprKind::Same(self.expr_in_type(inner, scope))
            }
            "tuple_type" => ExprKind::List(self.type_list(node, scope).into()),
            "object_type" | "interface_body" => ExprKind::Dict(self.members_of_type(node, scope).into()),
            "template_literal_type" => literal::built(self.template_parts(node, scope)),
            "member_expression" | "call_expression" => return Some(self.expr_in_type(node, scope)),
            // A name that is declared here (a parameter, a type parameter) is not read.
            "identifier"
            | "property_identifier"
            | "private_property_identifier"
            | "this"
            | "accessibility_modifier"
            | "override_modifier" => return None,
            "computed_property_name" => {
                return self.first_child(node).map(|inner| self.expr(inner, scope));
            }
            "required_parameter" | "optional_parameter" => {
                for part in ["pattern", "type"] {
                    if let Some(part) = field(node, part) {
                        self.type_of(part, scope);
                    }
                }
                if let Some(default) = field(node, "value") {
                    self.expr(default, scope);
                }
                return None;
            }
            "type_arguments" | "type_parameters" | "implements_clause" | "extends_type_clause" => {
                self.type_list(node, scope);
                return None;
            }
            "type_parameter" | "mapped_type_clause" => {
                // The first child is the name it declares.
                for child in self.children(node).into_iter().skip(1) {
                    self.type_of(child, scope);
                }
                return None;
            }
            "object_pattern" | "array_pattern" | "rest_pattern" => {
                self.leaves(node, scope);
                return None;
            }
            "statement_block" | "export_statement" => {
                self.statement(node, scope);
                return None;
            }
            _ => {
                self.type_list(node, scope);
                ExprKind::Other
            }
        };
        Some(self.type_expr(span_of(node), kind, scope))
    }

    /// A type that is written like an expression: `typeof x`, `import("m").X`.
    fn expr_in_type(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let known = self.b.facts.imports.len();
        let id = self.expr(node, scope);
        self.b.facts.imports[known..].iter_mut().for_each(|import| import.type_only = true);
        id
    }

    /// The types among the children of a node.
    fn type_list(&mut self, node: Node<'t>, scope: Scope) -> Vec<ExprId> {
        let children = self.children(node);
        let mut types = Vec::with_capacity(children.len());
        for child in children {
            if child.is_error() {
                self.visit(child, scope);
            } else {
                types.extend(self.type_of(child, scope));
            }
        }
        types
    }

    /// Adds a type whose parts are in the arena, and keeps the parts' use what it is for all types.
    fn type_expr(&mut self, span: Span, kind: ExprKind, scope: Scope) -> ExprId {
        let parts: Vec<ExprId> = match &kind {
            ExprKind::Choice(parts) | ExprKind::List(parts) => parts.to_vec(),
            ExprKind::Index { object, key } => vec![*object, *key],
            ExprKind::Same(inner) | ExprKind::Attr { object: inner, .. } => vec![*inner],
            ExprKind::Dict(items) => items
                .iter()
                .flat_map(|item| match item {
                    DictItem::Entry { key, value, .. } => [Some(*value), *key],
                    DictItem::Splat(value) => [Some(*value), None],
                })
                .flatten()
                .collect(),
            _ => Vec::new(),
        };
        let id = self.b.expr(span, kind, scope.region);
        for part in parts.into_iter().chain([id]) {
            self.use_of(part, Use::Annotation);
        }
        id
    }

    /// `a.b.C`; the left side is walked by a loop.
    fn qualified_type(&mut self, node: Node<'t>, scope: Scope) -> Option<ExprId> {
        let mut links = Vec::new();
        let mut at = node;
        let root = loop {
            let (object, name) = match at.kind() {
                "nested_type_identifier" => (field(at, "module"), field(at, "name")),
                "nested_identifier" | "member_expression" => (field(at, "object"), field(at, "property")),
                _ => break at,
            };
            let (Some(object), Some(name)) = (object, name) else {
                return None;
            };
            links.push((at, name));
            at = object;
        };
        let mut id = self.type_expr(span_of(root), ExprKind::Name(self.text_of(root).into()), scope);
        for (link, name) in links.into_iter().rev() {
            let kind = ExprKind::Attr { object: id, name: self.text_of(name).into(), name_span: span_of(name) };
            id = self.type_expr(span_of(link), kind, scope);
        }
        Some(id)
    }

    /// `A | B | …` and `A & B & …`: a choice of those that say something, or the only one that does.
    fn union_of_types(&mut self, node: Node<'t>, scope: Scope) -> Option<ExprId> {
        let mut members = Vec::new();
        let mut at = node;
        loop {
            let mut parts = self.children(at);
            parts.reverse();
            let left = parts.pop();
            for part in parts {
                members.push(part);
            }
            match left {
                Some(left) if left.kind() == node.kind() => at = left,
                Some(left) => {
                    members.push(left);
                    break;
                }
                None => break,
            }
        }
        members.reverse();
        let mut types = Vec::with_capacity(members.len());
        for member in members {
            if member.is_error() {
                self.visit(member, scope);
            } else {
                types.extend(self.type_of(member, scope));
            }
        }
        match types.as_slice() {
            [] => None,
            [only] => Some(*only),
            _ => Some(self.type_expr(span_of(node), ExprKind::Choice(types.into()), scope)),
        }
    }

    /// The members of `{ name: Type; … }`: those with a name and a type are entries, so that the annotation of a parameter
    /// that is taken apart can be followed.
    fn members_of_type(&mut self, node: Node<'t>, scope: Scope) -> Vec<DictItem> {
        let mut items = Vec::new();
        for child in self.children(node) {
            if child.kind() != "property_signature" {
                self.visit(child, scope);
                continue;
            }
            let Some(name_node) = field(child, "name") else {
                continue;
            };
            let (name, key) = self.property_name(name_node, scope);
            if let Some(key) = key {
                self.use_of(key, Use::Annotation);
            }
            if let Some(value) = field(child, "type").and_then(|t| self.type_of(t, scope)) {
                items.push(DictItem::Entry { name, key, key_span: span_of(name_node), value });
            }
        }
        items
    }

    /// The entries of a type `{ name: Type }`, by name: what annotates the pieces of a parameter that is taken apart.
    pub(super) fn entries_of_type(&self, annotation: Option<ExprId>) -> FxHashMap<Word, ExprId> {
        let Some(ExprKind::Dict(items)) = annotation.map(|id| &self.b.facts.expr(id).kind) else {
            return FxHashMap::default();
        };
        let entries = items.iter().filter_map(|item| match item {
            DictItem::Entry { name: Some(name), value, .. } => Some((*name, *value)),
            _ => None,
        });
        entries.collect()
    }
}
