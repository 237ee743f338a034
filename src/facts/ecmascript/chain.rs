//! Member accesses, indexes and calls. A chain of them is left-nested and can be long, so it is lowered by a loop.

use super::{Lowering, Scope, commonjs, field};
use crate::facts::builder::span_of;
use crate::facts::{Arg, ArgKind, Call, ExprId, ExprKind};
use tree_sitter::Node;

impl<'t> Lowering<'t> {
    /// Lowers `a.b`, `a[b]`, `a(b)`, `a!` and chains of them, innermost first.
    pub(super) fn chain(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let mut links = Vec::new();
        let mut at = node;
        loop {
            let inner = match at.kind() {
                "member_expression" | "subscript_expression" => field(at, "object"),
                "call_expression" => field(at, "function"),
                "non_null_expression" => self.first_child(at),
                _ => None,
            };
            let Some(inner) = inner else { break };
            links.push(at);
            at = inner;
        }
        if links.is_empty() {
            self.visit_children(node, scope);
            return self.other(node, scope);
        }
        let mut value = self.expr(at, scope);
        for link in links.into_iter().rev() {
            value = self.link(link, value, scope);
        }
        value
    }

    /// One link of a chain on top of what it hangs on.
    fn link(&mut self, node: Node<'t>, object: ExprId, scope: Scope) -> ExprId {
        let span = span_of(node);
        let kind = match node.kind() {
            "member_expression" => match field(node, "property") {
                Some(property) => {
                    let name = self.text_of(property).to_owned();
                    ExprKind::Attr { object, name: name.into(), name_span: span_of(property) }
                }
                None => ExprKind::Same(object),
            },
            "subscript_expression" => match field(node, "index") {
                Some(index) => {
                    let key = self.expr(index, scope);
                    ExprKind::Index { object, key }
                }
                None => ExprKind::Same(object),
            },
            "call_expression" => {
                let args = self.call_arguments(node, scope);
                ExprKind::Call(Call { callee: object, args: args.into(), is_new: false })
            }
            _ => ExprKind::Same(object),
        };
        let is_call = matches!(kind, ExprKind::Call(_));
        let id = self.b.expr(span, kind, scope.region);
        if is_call && let Some(loaded) = commonjs::loaded(self, node) {
            self.unbound_import(&loaded, scope);
        }
        id
    }

    /// `new X(…)`, `new X`.
    pub(super) fn new_expression(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let Some(constructor) = field(node, "constructor") else {
            self.visit_children(node, scope);
            return self.other(node, scope);
        };
        let callee = self.expr(constructor, scope);
        let args = self.call_arguments(node, scope);
        self.b.expr(span_of(node), ExprKind::Call(Call { callee, args: args.into(), is_new: true }), scope.region)
    }

    /// The arguments of a call or `new`; a tagged template is a call with the template.
    fn call_arguments(&mut self, node: Node<'t>, scope: Scope) -> Vec<Arg> {
        if let Some(types) = field(node, "type_arguments") {
            self.visit(types, scope);
        }
        let Some(arguments) = field(node, "arguments") else {
            return Vec::new();
        };
        if arguments.kind() == "template_string" {
            let value = self.expr(arguments, scope);
            return vec![Arg { kind: ArgKind::Positional(0), value, span: span_of(arguments) }];
        }
        let mut args = Vec::new();
        let mut position = 0;
        for child in self.children(arguments) {
            if child.is_error() {
                self.visit(child, scope);
                continue;
            }
            let (kind, value) = if child.kind() == "spread_element" {
                (ArgKind::Splat, self.spread(child, scope))
            } else {
                position += 1;
                (ArgKind::Positional(position - 1), self.expr(child, scope))
            };
            args.push(Arg { kind, value, span: span_of(child) });
        }
        args
    }
}
