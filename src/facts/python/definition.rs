//! Functions, classes, their parameters and decorators.

use super::super::builder::span_of;
use super::super::{BindingKind, ExprId, FunctionId, RegionKind, Use};
use super::{Lowering, Place, children};
use crate::facts::field;
use thin_vec::ThinVec;
use tree_sitter::Node;

impl Lowering<'_> {
    pub(super) fn decorated(&mut self, node: Node) {
        let mut decorators = Vec::new();
        for child in children(node) {
            match child.kind() {
                "decorator" => {
                    for value in children(child) {
                        decorators.push(self.used(value, Use::Decorator));
                    }
                }
                "function_definition" => self.function(child, &decorators),
                "class_definition" => self.class(child, &decorators),
                _ => {}
            }
        }
    }

    pub(super) fn function(&mut self, node: Node, decorators: &[ExprId]) {
        let Some(name) = field::child(node, "name") else { return self.block(node) };
        let class = match self.b.facts.region(self.place.scope).kind {
            RegionKind::Class(class) => Some(class),
            _ => None,
        };
        let (id, region) = self.b.function(self.str(name), span_of(name), self.place.region, span_of(node));
        self.bind_name(name, BindingKind::Function(id), None);
        let returns_type = field::child(node, "return_type").map(|n| self.used(n, Use::Annotation));
        let is_static =
            decorators.iter().any(|d| self.text.get(self.b.facts.expr(*d).span.range()) == Some("staticmethod"));
        let function = self.b.function_mut(id);
        function.class = class;
        function.decorators = decorators.to_vec();
        function.is_async = node.child(0).is_some_and(|n| n.kind() == "async");
        function.returns_type = returns_type;

        let before = self.place.clone();
        // Defaults and annotations are evaluated outside, but their names are the parameters': bound in the function.
        self.place = Place { region, scope: region, function: Some(id), this: before.this.clone() };
        let mut parameters = field::child(node, "parameters").map(children).unwrap_or_default();
        if class.is_some()
            && !is_static
            && parameters.first().is_some_and(|p| p.kind() == "identifier" || p.kind() == "typed_parameter")
        {
            let first = parameters.remove(0);
            let name = if first.kind() == "identifier" { Some(first) } else { first.named_child(0) };
            self.place.this = name.zip(class).map(|(n, c)| (self.str(n).to_owned(), c));
        }
        self.parameters(id, &parameters);
        if let Some(body) = field::child(node, "body") {
            self.block(body);
        }
        self.place = before;
    }

    pub(super) fn parameters(&mut self, function: FunctionId, parameters: &[Node]) {
        let mut index = 0;
        for &parameter in parameters {
            let annotation = field::child(parameter, "type").map(|n| self.used(n, Use::Annotation));
            let default = field::child(parameter, "value").map(|n| self.expression(n));
            let (name, rest) = match parameter.kind() {
                "identifier" => (Some(parameter), false),
                "default_parameter" | "typed_default_parameter" => (field::child(parameter, "name"), false),
                "typed_parameter" => {
                    let inner = parameter.named_child(0);
                    let rest = inner.is_some_and(|n| n.kind().ends_with("splat_pattern"));
                    (if rest { inner.and_then(|n| n.named_child(0)) } else { inner }, rest)
                }
                "list_splat_pattern" | "dictionary_splat_pattern" => (parameter.named_child(0), true),
                _ => (None, false),
            };
            let Some(name) = name else { continue };
            let kind = BindingKind::Param { function, index, default, rest, path: ThinVec::new() };
            let binding = self.bind_name(name, kind, annotation);
            if let Some(default) = default {
                self.b.use_of(default, Use::Default(binding));
            }
            self.b.function_mut(function).params.push(binding);
            index += 1;
        }
    }

    pub(super) fn class(&mut self, node: Node, decorators: &[ExprId]) {
        let Some(name) = field::child(node, "name") else { return self.block(node) };
        let (id, region) = self.b.class(self.str(name), span_of(name), self.place.region, span_of(node));
        self.bind_name(name, BindingKind::Class(id), None);
        let mut bases = Vec::new();
        for base in field::child(node, "superclasses").map(children).unwrap_or_default() {
            match base.kind() {
                "keyword_argument" => {
                    if let Some(value) = field::child(base, "value") {
                        self.used(value, Use::Other);
                    }
                }
                _ => bases.push(self.used(base, Use::Base(id))),
            }
        }
        let is_enum = bases.iter().any(|b| {
            let text = self.text.get(self.b.facts.expr(*b).span.range()).unwrap_or("");
            text.rsplit('.').next().is_some_and(|last| last.ends_with("Enum"))
        });
        let class = self.b.class_mut(id);
        class.bases = bases;
        class.decorators = decorators.to_vec();
        class.is_enum = is_enum;
        let before = self.place.clone();
        self.place = Place { region, scope: region, function: None, this: None };
        if let Some(body) = field::child(node, "body") {
            self.block(body);
        }
        self.place = before;
    }
}
