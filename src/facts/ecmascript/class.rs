//! Classes and enums: their members are names of their region.

use super::{Lowering, Scope, field, types};
use crate::facts::builder::span_of;
use crate::facts::{BindingKind, ClassId, ExprId, FunctionId, RegionId, RegionKind, Use, Word};
use thin_vec::ThinVec;
use tree_sitter::Node;

impl<'t> Lowering<'t> {
    /// `class X {}` as a statement: binds its name.
    pub(super) fn class_declaration(&mut self, node: Node<'t>, scope: Scope, decorators: Vec<ExprId>) -> Option<Word> {
        let id = self.class(node, scope, decorators);
        let class = self.b.facts.class(id);
        let (name, span) = (class.name, class.name_span);
        field(node, "name")?;
        self.b.bind(scope.names, name, span, BindingKind::Class(id), None);
        Some(name)
    }

    /// A class. It is called what it says, or what it is assigned to. `decorators` stand before `export`.
    pub(super) fn class(&mut self, node: Node<'t>, scope: Scope, mut decorators: Vec<ExprId>) -> ClassId {
        let given = self.given_name.take();
        let (name, name_span) = match field(node, "name") {
            Some(own) => (self.text_of(own).to_owned(), span_of(own)),
            None => given.unwrap_or_else(|| (String::new(), span_of(node))),
        };
        let body = field(node, "body");
        let (id, region) = self.b.class(name, name_span, scope.region, span_of(body.unwrap_or(node)));
        let mut bases = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                "decorator" => decorators.extend(self.decorator(child, scope)),
                "class_heritage" => self.heritage(child, id, scope, &mut bases),
                "class_body" => {}
                kind if child.is_error() || types::is_type(kind) && kind != "type_identifier" => {
                    self.visit(child, scope);
                }
                _ => {}
            }
        }
        let class = self.b.class_mut(id);
        class.bases = bases;
        class.decorators = decorators;
        if let Some(body) = body {
            // A field's value is evaluated anew for each instance, outside any function.
            let inside = Scope { region, names: region, variables: region, function: None, this: Some(id) };
            self.deeper(|l| l.class_body(body, id, inside));
        }
        id
    }

    /// `extends A`, `extends A<T>`, `implements B`.
    fn heritage(&mut self, node: Node<'t>, class: ClassId, scope: Scope, bases: &mut Vec<ExprId>) {
        for child in self.children(node) {
            match child.kind() {
                "extends_clause" => self.heritage(child, class, scope, bases),
                kind if child.is_error() || types::is_type(kind) => self.visit(child, scope),
                _ => {
                    let base = self.expr(child, scope);
                    self.use_of(base, Use::Base(class));
                    bases.push(base);
                }
            }
        }
    }

    fn class_body(&mut self, body: Node<'t>, class: ClassId, scope: Scope) {
        let mut decorators = Vec::new();
        // Decorators of a method stand beside it, and an ignore comment on one speaks for the method.
        let mut begins = None;
        for member in self.children(body) {
            if member.kind() == "decorator" {
                begins = begins.or(Some(member.start_byte()));
                decorators.extend(self.decorator(member, scope));
                continue;
            }
            self.b.statement_from(begins.take().unwrap_or(member.start_byte()), member);
            match member.kind() {
                "method_definition" => {
                    for child in self.children(member) {
                        if child.kind() == "decorator" {
                            decorators.extend(self.decorator(child, scope));
                        }
                    }
                    let (name, _, function) = self.method(member, scope, Some(class));
                    self.b.function_mut(function).decorators = std::mem::take(&mut decorators);
                    if let Some(name) = name {
                        self.getter(member, class, &name, function);
                        let span = self.b.facts.function(function).name_span;
                        self.b.bind(scope.region, name, span, BindingKind::Function(function), None);
                    }
                }
                "field_definition" | "public_field_definition" => self.class_field(member, scope),
                "class_static_block" => {
                    let region = self.b.region(RegionKind::Block, scope.region, span_of(member));
                    if let Some(block) = field(member, "body") {
                        self.statements(block, Scope { variables: region, ..scope.within(region) });
                    }
                }
                _ => self.visit(member, scope),
            }
            decorators.clear();
        }
    }

    /// A getter is read like an attribute: its value is what it returns.
    fn getter(&mut self, method: Node<'t>, class: ClassId, name: &str, function: FunctionId) {
        if self.child_of_kind(method, "get").is_some() && self.child_of_kind(method, "static").is_none() {
            let returns = self.b.facts.function(function).returns.clone();
            let attrs = &mut self.b.class_mut(class).instance_attrs;
            attrs.extend(returns.into_iter().map(|value| (name.into(), value)));
        }
    }

    fn class_field(&mut self, node: Node<'t>, scope: Scope) {
        for child in self.children(node) {
            if child.kind() == "decorator" {
                self.decorator(child, scope);
            }
        }
        let annotation = field(node, "type").and_then(|t| self.type_of(t, scope));
        let name_node = field(node, "name").or_else(|| field(node, "property"));
        let value = field(node, "value");
        let Some(name_node) = name_node else {
            return self.visit_children(node, scope);
        };
        let (name, _) = self.property_name(name_node, scope);
        self.member(name, name_node, value, annotation, scope);
    }

    /// Binds a field or enum member in its class region.
    fn member(
        &mut self,
        name: Option<Word>,
        name_node: Node<'t>,
        value: Option<Node<'t>>,
        annotation: Option<ExprId>,
        scope: Scope,
    ) {
        let span = span_of(name_node);
        let value = value.map(|value| match &name {
            Some(name) => self.expr_named(value, scope, name, span),
            None => self.expr(value, scope),
        });
        let Some(name) = name else { return };
        let kind = value.map_or(BindingKind::Declared, |expr| BindingKind::Value { expr, path: ThinVec::new() });
        let binding = self.b.bind(scope.region, name, span, kind, annotation);
        if let Some(value) = value {
            self.b.bound(value, &[binding]);
        }
    }

    /// `enum X { A = "a", B }`.
    pub(super) fn enumeration(&mut self, node: Node<'t>, scope: Scope) -> Option<String> {
        let (Some(name_node), Some(body)) = (field(node, "name"), field(node, "body")) else {
            self.visit_children(node, scope);
            return None;
        };
        let name = self.text_of(name_node).to_owned();
        let (id, region) = self.b.class(name.clone(), span_of(name_node), scope.region, span_of(body));
        self.b.class_mut(id).is_enum = true;
        self.b.bind(scope.names, name.clone(), span_of(name_node), BindingKind::Class(id), None);
        self.enum_body(body, region, scope);
        Some(name)
    }

    fn enum_body(&mut self, body: Node<'t>, region: RegionId, scope: Scope) {
        let scope = Scope { this: None, ..scope.within(region) };
        for member in self.children(body) {
            if member.is_error() {
                self.visit(member, scope);
                continue;
            }
            let is_assigned = member.kind() == "enum_assignment";
            let name_node = if is_assigned { field(member, "name") } else { Some(member) };
            let Some(name_node) = name_node else { continue };
            let value = field(member, "value").filter(|_| is_assigned);
            let (name, _) = self.property_name(name_node, scope);
            self.member(name, name_node, value, None, scope);
        }
    }
}
