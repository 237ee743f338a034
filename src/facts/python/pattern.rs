//! What stands left of `=`, after `for` and after `as`: names that are bound, attributes that are stored to.

use super::super::builder::span_of;
use super::super::{BindingId, BindingKind, ExprId, ExprKind, Step, Use};
use super::{Lowering, children};
use tree_sitter::Node;

impl Lowering<'_> {
    /// Binds a name in the scope that owns it.
    pub(super) fn bind_name(&mut self, node: Node, kind: BindingKind, annotation: Option<ExprId>) -> BindingId {
        let name = self.str(node).to_owned();
        let scope = self.scope_of(&name);
        self.b.bind(scope, name, span_of(node), kind, annotation)
    }

    /// `left = value`; the value's usage is set.
    pub(super) fn assign(&mut self, left: Node, value: ExprId, annotation: Option<ExprId>) {
        let mut bound = Vec::new();
        self.assign_into(left, value, Vec::new(), annotation, &mut bound);
        if !bound.is_empty() {
            // `a = b = "x"`: the inner assignment has said what it is bound to already.
            if let Use::Bound(before) = &self.b.facts.expr(value).usage {
                let mut all = self.b.facts.bound(before).to_vec();
                all.append(&mut bound);
                bound = all;
            }
            self.b.bound(value, &bound);
        }
    }

    fn assign_into(
        &mut self,
        left: Node,
        value: ExprId,
        path: Vec<Step>,
        annotation: Option<ExprId>,
        bound: &mut Vec<BindingId>,
    ) {
        match left.kind() {
            "identifier" => {
                let id = self.bind_name(left, BindingKind::Value { expr: value, path: path.into() }, annotation);
                bound.push(id);
            }
            "pattern_list" | "tuple_pattern" | "list_pattern" | "tuple" | "list" => {
                for (index, part) in children(left).into_iter().enumerate() {
                    let mut path = path.clone();
                    path.push(step(part, index));
                    let part =
                        if part.kind() == "list_splat_pattern" { part.named_child(0).unwrap_or(part) } else { part };
                    self.deeper(|l| l.assign_into(part, value, path, None, bound));
                }
            }
            "parenthesized_expression" => {
                if let Some(inner) = left.named_child(0) {
                    self.deeper(|l| l.assign_into(inner, value, path, annotation, bound));
                }
            }
            _ => {
                let target = self.used(left, Use::Target);
                // `self.model, self.size = load()`: a piece of what is given.
                let value = match path.as_slice() {
                    [] => {
                        self.b.store(target, value);
                        value
                    }
                    [Step::Index(index)] => {
                        let (span, region) = (self.b.facts.expr(value).span, self.b.facts.expr(value).region);
                        let key = self.b.expr(span, ExprKind::Num(index.to_string().into()), region);
                        self.b.expr(span, ExprKind::Index { object: value, key }, region)
                    }
                    _ => return,
                };
                if let ExprKind::Attr { object, name, .. } = &self.b.facts.expr(target).kind
                    && let ExprKind::This(class) = self.b.facts.expr(*object).kind
                {
                    let name = *name;
                    self.b.class_mut(class).instance_attrs.push((name, value));
                }
            }
        }
    }

    /// `name: T` without a value.
    pub(super) fn declare(&mut self, left: Node, annotation: Option<ExprId>) {
        match left.kind() {
            "identifier" => {
                self.bind_name(left, BindingKind::Declared, annotation);
            }
            _ => {
                self.used(left, Use::Target);
            }
        }
    }

    /// Binds every name of a pattern to what `kind` makes of the way to it.
    pub(super) fn bind_pattern(&mut self, node: Node, kind: &mut dyn FnMut(Vec<Step>) -> BindingKind, path: Vec<Step>) {
        match node.kind() {
            "identifier" => {
                self.bind_name(node, kind(path), None);
            }
            "attribute" | "subscript" => {
                self.used(node, Use::Target);
            }
            _ => {
                for (index, part) in children(node).into_iter().enumerate() {
                    let mut path = path.clone();
                    path.push(step(part, index));
                    self.deeper(|l| l.bind_pattern(part, kind, path));
                }
            }
        }
    }
}

fn step(part: Node, index: usize) -> Step {
    if part.kind() == "list_splat_pattern" { Step::Rest } else { Step::Index(index as u32) }
}
