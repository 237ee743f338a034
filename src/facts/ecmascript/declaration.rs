//! Declarations that give names to values: `const`, `let` and `var`, namespaces, and TypeScript's `import x = a.b`.

use super::pattern::Origin;
use super::{Lowering, Scope, field};
use crate::facts::builder::span_of;
use crate::facts::{BindingKind, RegionId, RegionKind};
use thin_vec::ThinVec;
use tree_sitter::Node;

impl<'t> Lowering<'t> {
    /// `const a = 1, {b} = c;`
    pub(super) fn declaration(&mut self, node: Node<'t>, region: RegionId, scope: Scope) {
        for child in self.children(node) {
            match field(child, "name") {
                Some(name) if child.kind() == "variable_declarator" => self.declarator(child, name, region, scope),
                _ => self.visit(child, scope),
            }
        }
    }

    fn declarator(&mut self, node: Node<'t>, pattern: Node<'t>, region: RegionId, scope: Scope) {
        let annotation = field(node, "type").and_then(|t| self.type_of(t, scope));
        let Some(value_node) = field(node, "value") else {
            let leaves = self.leaves(pattern, scope);
            self.bind_leaves(leaves, region, Origin::Declared, annotation);
            return;
        };
        let loaded = self.loaded(value_node);
        let value = match pattern.kind() {
            "identifier" => self.expr_named(value_node, scope, self.text_of(pattern), span_of(pattern)),
            _ => self.expr(value_node, scope),
        };
        let leaves = self.leaves(pattern, scope);
        let bound = match loaded {
            Some(loaded) => self.bind_loaded(&loaded, leaves, region, value, scope),
            None => self.bind_leaves(leaves, region, Origin::Value(value), annotation),
        };
        self.b.bound(value, &bound);
    }

    /// `namespace N { … }`, `declare module "m" { … }`.
    pub(super) fn namespace(&mut self, node: Node<'t>, scope: Scope) {
        if let Some(name) = field(node, "name").filter(|n| n.kind() != "string") {
            let first = self.text_of(name).split('.').next().unwrap_or("").trim();
            self.b.bind(scope.names, first, span_of(name), BindingKind::Other, None);
        }
        if let Some(body) = field(node, "body") {
            let region = self.b.region(RegionKind::Block, scope.region, span_of(body));
            self.statements(body, Scope { variables: region, ..scope.within(region) });
        }
    }

    /// `import X = N.Y`.
    pub(super) fn import_alias(&mut self, node: Node<'t>, scope: Scope) {
        let children = self.children(node);
        let [name, target, ..] = children.as_slice() else {
            return self.visit_children(node, scope);
        };
        let value = self.type_of(*target, scope).unwrap_or_else(|| self.expr(*target, scope));
        let kind = BindingKind::Value { expr: value, path: ThinVec::new() };
        let id = self.b.bind(scope.names, self.text_of(*name), span_of(*name), kind, None);
        self.b.bound(value, &[id]);
    }
}
