//! Functions of every form, and their parameters.

use super::pattern::Origin;
use super::{Lowering, Scope, field};
use crate::facts::builder::span_of;
use crate::facts::{BindingKind, ClassId, ExprId, ExprKind, FunctionId, RegionId, Use, Word};
use crate::source::Span;
use tree_sitter::Node;

impl<'t> Lowering<'t> {
    /// A function expression or arrow function. It is called what it says, or what it is assigned to.
    pub(super) fn function(&mut self, node: Node<'t>, scope: Scope) -> FunctionId {
        let given = self.given_name.take();
        let own = field(node, "name");
        let (name, name_span) = match own {
            Some(own) => (self.text_of(own).to_owned(), span_of(own)),
            None => given.unwrap_or_else(|| (String::new(), span_of(node))),
        };
        let (id, region) = self.b.function(name.clone(), name_span, scope.region, span_of(node));
        if own.is_some() {
            self.b.bind(region, name, name_span, BindingKind::Function(id), None);
        }
        let this = if node.kind() == "arrow_function" { scope.this } else { None };
        self.fill_function(node, id, region, Scope { this, ..scope });
        id
    }

    /// `function f() {}`: binds its name.
    pub(super) fn function_declaration(&mut self, node: Node<'t>, scope: Scope) -> Option<String> {
        let name_node = field(node, "name");
        let name = name_node.map_or(String::new(), |n| self.text_of(n).to_owned());
        let name_span = span_of(name_node.unwrap_or(node));
        let (id, region) = self.b.function(name.clone(), name_span, scope.region, span_of(node));
        if name_node.is_some() {
            self.b.bind(scope.variables, name.clone(), name_span, BindingKind::Function(id), None);
        }
        self.fill_function(node, id, region, Scope { this: None, ..scope });
        name_node.map(|_| name)
    }

    /// A method of a class or an object literal; its name where it is known, its key where that is an expression.
    pub(super) fn method(
        &mut self,
        node: Node<'t>,
        scope: Scope,
        class: Option<ClassId>,
    ) -> (Option<Word>, Option<ExprId>, FunctionId) {
        let name_node = field(node, "name");
        let name_span = span_of(name_node.unwrap_or(node));
        let (name, key) = name_node.map_or((None, None), |n| self.property_name(n, scope));
        let (id, region) =
            self.b.function(name.unwrap_or_else(|| Word::new("")), name_span, scope.region, span_of(node));
        self.b.function_mut(id).class = class;
        self.fill_function(node, id, region, scope);
        (name, key, id)
    }

    /// Everything of a function but its name.
    fn fill_function(&mut self, node: Node<'t>, id: FunctionId, region: RegionId, outer: Scope) {
        let is_async = self.child_of_kind(node, "async").is_some();
        let is_generator = self.child_of_kind(node, "*").is_some();
        let function = self.b.function_mut(id);
        function.is_async = is_async;
        function.is_generator = is_generator;
        let scope = Scope { region, names: region, variables: region, function: Some(id), this: outer.this };
        if let Some(types) = field(node, "type_parameters") {
            self.visit(types, scope);
        }
        if let Some(parameter) = field(node, "parameter") {
            self.parameter(parameter, id, 0, scope);
        }
        if let Some(parameters) = field(node, "parameters") {
            let mut index = 0;
            for parameter in self.children(parameters) {
                if parameter.is_error() {
                    self.visit(parameter, scope);
                } else if !is_this(parameter) {
                    self.parameter(parameter, id, index, scope);
                    index += 1;
                }
            }
        }
        if let Some(annotation) = field(node, "return_type") {
            let annotation = self.type_of(annotation, scope);
            self.b.function_mut(id).returns_type = annotation;
        }
        match field(node, "body") {
            Some(body) if body.kind() == "statement_block" => self.statements(body, scope),
            Some(body) => {
                let value = self.expr(body, scope);
                self.returned(value, scope);
            }
            None => {}
        }
    }

    /// Says that the function around `scope` returns `value`.
    pub(super) fn returned(&mut self, value: ExprId, scope: Scope) {
        let Some(function) = scope.function else {
            return;
        };
        self.use_of(value, Use::Returned(function));
        self.b.function_mut(function).returns.push(value);
    }

    /// One parameter: in JavaScript the pattern itself, in TypeScript a node around it.
    fn parameter(&mut self, node: Node<'t>, function: FunctionId, index: u32, scope: Scope) {
        let is_wrapped = matches!(node.kind(), "required_parameter" | "optional_parameter");
        let pattern = if is_wrapped { field(node, "pattern") } else { Some(node) };
        let Some(pattern) = pattern else {
            return self.visit_children(node, scope);
        };
        let mut annotation = None;
        let mut default = None;
        let mut is_property = false;
        if is_wrapped {
            default = field(node, "value");
            annotation = field(node, "type").and_then(|t| self.type_of(t, scope));
            for child in self.children(node) {
                is_property |= matches!(child.kind(), "accessibility_modifier" | "override_modifier");
                if child.kind() == "decorator" {
                    self.decorator(child, scope);
                }
            }
            is_property |= self.child_of_kind(node, "readonly").is_some();
        }
        let leaves = self.leaves_with_default(pattern, default, scope);
        let rest = pattern.kind() == "rest_pattern";
        let bound = self.bind_leaves(leaves, scope.region, Origin::Param { function, index, rest }, annotation);
        if is_property && let Some(&id) = bound.first() {
            let binding = self.b.facts.binding(id);
            let (name, span) = (binding.name, binding.span);
            self.parameter_property(name, span, scope);
        }
        self.b.function_mut(function).params.extend(bound);
    }

    /// `constructor(private client: OpenAI)` sets `this.client` to the parameter.
    fn parameter_property(&mut self, name: Word, span: Span, scope: Scope) {
        let Some(class) = scope.this else { return };
        let value = self.b.expr(span, ExprKind::Name(name), scope.region);
        self.b.class_mut(class).instance_attrs.push((name, value));
    }

    /// Lowers a decorator; its expression.
    pub(super) fn decorator(&mut self, node: Node<'t>, scope: Scope) -> Option<ExprId> {
        let inner = self.first_child(node)?;
        let id = self.expr(inner, scope);
        self.use_of(id, Use::Decorator);
        Some(id)
    }
}

/// TypeScript's `this: T` takes no argument.
fn is_this(parameter: Node) -> bool {
    field(parameter, "pattern").is_some_and(|pattern| pattern.kind() == "this")
}
