//! Operators: concatenation, choice, comparison, and the rest.

use super::{Lowering, Scope, field, literal};
use crate::facts::builder::span_of;
use crate::facts::{ExprId, ExprKind, Part, Use};
use crate::source::Span;
use tree_sitter::Node;

/// The left side of a binary expression while it may still grow.
enum Left<'t> {
    /// An expression that stands.
    Whole(ExprId),
    /// The operands of `+`, not yet known to be a string or a sum.
    Sum(Span, Vec<Operand>),
    /// The values of `||`, `&&` or `??`.
    Choice(Span, &'t str, Vec<ExprId>),
}

/// An operand of `+`. Literal text becomes part of what is built and is no expression of its own.
enum Operand {
    Text(Span, String),
    Value(ExprId),
}

impl<'t> Lowering<'t> {
    /// A binary expression. The left spine is walked by a loop: ten thousand `+` are ten thousand steps, not levels.
    pub(super) fn binary(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let mut spine = Vec::new();
        let mut at = node;
        while at.kind() == "binary_expression"
            && let Some(left) = field(at, "left")
        {
            spine.push(at);
            at = left;
        }
        if spine.is_empty() {
            self.visit_children(node, scope);
            return self.other(node, scope);
        }
        let innermost = spine.last().and_then(|n| field(*n, "operator")).map_or("", |o| o.kind());
        let mut left = if innermost == "+" {
            let operand = self.operand(at, scope);
            Left::Sum(span_of(at), vec![operand])
        } else {
            Left::Whole(self.expr(at, scope))
        };
        for node in spine.into_iter().rev() {
            left = self.grow(left, node, scope);
        }
        self.settle(left, scope)
    }

    /// `left op right`, as far as it can be said before the next operator is seen.
    fn grow(&mut self, left: Left<'t>, node: Node<'t>, scope: Scope) -> Left<'t> {
        let operator = field(node, "operator").map_or("", |o| o.kind());
        let span = span_of(node);
        let Some(right) = field(node, "right") else {
            let left = self.settle(left, scope);
            return Left::Whole(self.b.expr(span, ExprKind::Same(left), scope.region));
        };
        match operator {
            "+" => {
                let mut operands = match left {
                    Left::Sum(_, operands) => operands,
                    left => vec![Operand::Value(self.settle(left, scope))],
                };
                operands.push(self.operand(right, scope));
                Left::Sum(span, operands)
            }
            "||" | "&&" | "??" => {
                let mut values = match left {
                    Left::Choice(_, before, values) if before == operator => values,
                    left => vec![self.settle(left, scope)],
                };
                values.push(self.expr(right, scope));
                Left::Choice(span, operator, values)
            }
            "==" | "===" | "!=" | "!==" | "<" | "<=" | ">" | ">=" | "instanceof" | "in" => {
                let left = self.settle(left, scope);
                let right = self.expr(right, scope);
                Left::Whole(self.b.operands(span, &[left, right], scope.region))
            }
            _ => {
                self.settle(left, scope);
                self.expr(right, scope);
                Left::Whole(self.b.expr(span, ExprKind::Other, scope.region))
            }
        }
    }

    fn settle(&mut self, left: Left<'t>, scope: Scope) -> ExprId {
        match left {
            Left::Whole(id) => id,
            Left::Choice(span, _, values) => self.b.expr(span, ExprKind::Choice(values.into()), scope.region),
            Left::Sum(span, operands) => self.sum(span, operands, scope),
        }
    }

    fn operand(&mut self, node: Node<'t>, scope: Scope) -> Operand {
        match node.kind() {
            "string" => Operand::Text(span_of(node), self.string_value(node)),
            "template_string" if self.child_of_kind(node, "template_substitution").is_none() => {
                match literal::built(self.template_parts(node, scope)) {
                    ExprKind::Str(text) => Operand::Text(span_of(node), text.into()),
                    _ => Operand::Value(self.expr(node, scope)),
                }
            }
            _ => Operand::Value(self.expr(node, scope)),
        }
    }

    /// `a + b + …`: a string that is built, unless a number among the operands and no string says that it is a sum.
    fn sum(&mut self, span: Span, operands: Vec<Operand>, scope: Scope) -> ExprId {
        if let [Operand::Value(only)] = operands.as_slice() {
            return *only;
        }
        if let [Operand::Text(at, _)] = operands.as_slice() {
            // The right side is missing: the literal stands alone.
            return self.b.expr(*at, literal::built(parts_of(operands)), scope.region);
        }
        let kind_of = |operand: &Operand| match operand {
            Operand::Text(..) => Some(true),
            Operand::Value(id) => match self.b.facts.expr(*id).kind {
                ExprKind::Str(_) | ExprKind::Template(_) => Some(true),
                ExprKind::Num(_) => Some(false),
                _ => None,
            },
        };
        let kinds: Vec<Option<bool>> = operands.iter().map(kind_of).collect();
        let is_sum = kinds.contains(&Some(false)) && !kinds.contains(&Some(true));
        let kind = if is_sum { ExprKind::Other } else { literal::built(parts_of(operands)) };
        self.b.expr(span, kind, scope.region)
    }

    /// `t ? a : b`, and `t ? a : u ? b : c` as one choice of three.
    pub(super) fn ternary(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let mut arms = Vec::new();
        let mut at = node;
        loop {
            for (name, is_arm) in [("condition", false), ("consequence", true)] {
                let Some(part) = field(at, name) else {
                    continue;
                };
                let id = self.expr(part, scope);
                if is_arm {
                    arms.push(id);
                } else {
                    self.use_of(id, Use::Test);
                }
            }
            match field(at, "alternative") {
                Some(next) if next.kind() == "ternary_expression" => at = next,
                Some(last) => {
                    arms.push(self.expr(last, scope));
                    break;
                }
                None => break,
            }
        }
        self.b.expr(span_of(node), ExprKind::Choice(arms.into()), scope.region)
    }

    /// `!x`, `-1`, `typeof x`, `void 0`, `delete x`.
    pub(super) fn unary(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let operator = field(node, "operator").map_or("", |o| o.kind());
        let Some(argument) = field(node, "argument") else {
            self.visit_children(node, scope);
            return self.other(node, scope);
        };
        if argument.kind() == "number" && matches!(operator, "-" | "+" | "void") {
            let kind = if operator == "void" {
                ExprKind::Null
            } else {
                let sign = if operator == "-" { "-" } else { "" };
                ExprKind::Num(format!("{sign}{}", self.text_of(argument)).into())
            };
            return self.b.expr(span_of(node), kind, scope.region);
        }
        let operand = self.expr(argument, scope);
        if operator == "!" {
            self.use_of(operand, Use::Test);
        }
        self.other(node, scope)
    }
}

fn parts_of(operands: Vec<Operand>) -> Vec<Part> {
    operands
        .into_iter()
        .map(|operand| match operand {
            Operand::Text(_, text) => Part::Text(text),
            Operand::Value(id) => Part::Hole(id),
        })
        .collect()
}

impl<'t> Lowering<'t> {
    /// `before + right` where `before` is an expression already: what `x += right` gives `x`.
    pub(super) fn appended(&mut self, span: Span, before: ExprId, right: Node<'t>, scope: Scope) -> ExprId {
        let right = self.operand(right, scope);
        self.sum(span, vec![Operand::Value(before), right], scope)
    }
}
