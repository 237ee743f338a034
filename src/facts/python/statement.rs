//! Statements: regions, assignments, and everything that holds other statements.

use super::super::builder::span_of;
use super::super::{BindingKind, ExprId, Jump, JumpKind, RegionKind, Use};
use super::{Lowering, children};
use crate::facts::field;
use tree_sitter::Node;

impl Lowering<'_> {
    /// All statements of a module or block.
    pub(super) fn block(&mut self, node: Node) {
        for child in children(node) {
            self.statement(child);
        }
    }

    /// A block in a region of its own.
    fn block_in(&mut self, kind: RegionKind, node: Option<Node>) {
        let Some(node) = node else { return };
        let region = self.b.region(kind, self.place.region, span_of(node));
        self.within(region, |l| l.block(node));
    }

    fn statement(&mut self, node: Node) {
        self.deeper(|l| l.statement_inner(node));
    }

    fn statement_inner(&mut self, node: Node) {
        self.b.statement(node);
        match node.kind() {
            "expression_statement" => self.expression_statement(node),
            "import_statement" | "import_from_statement" | "future_import_statement" => self.import(node),
            "function_definition" => self.function(node, &[]),
            "class_definition" => self.class(node, &[]),
            "decorated_definition" => self.decorated(node),
            "return_statement" => {
                self.jump(JumpKind::Return, node);
                for value in children(node) {
                    match self.place.function {
                        Some(function) => {
                            let id = self.used(value, Use::Returned(function));
                            self.b.function_mut(function).returns.push(id);
                        }
                        None => {
                            self.used(value, Use::Other);
                        }
                    }
                }
            }
            "raise_statement" => {
                self.jump(JumpKind::Raise, node);
                for value in children(node) {
                    self.used(value, Use::Raised);
                }
            }
            "assert_statement" => children(node).into_iter().for_each(|n| {
                self.used(n, Use::Asserted);
            }),
            "if_statement" => self.if_statement(node),
            "while_statement" => {
                let test = field::child(node, "condition").map(|n| self.used(n, Use::Test));
                self.block_in(RegionKind::Loop { head: test, is_while: true }, field::child(node, "body"));
                self.tail(node);
            }
            "for_statement" => self.for_statement(node),
            "try_statement" => self.try_statement(node),
            "with_statement" => self.with_statement(node),
            "match_statement" => self.match_statement(node),
            "global_statement" => {
                for name in children(node) {
                    self.globals.insert((self.place.scope, self.str(name).to_owned()));
                }
            }
            "delete_statement" => children(node).into_iter().for_each(|n| {
                self.used(n, Use::Target);
            }),
            "break_statement" => self.jump(JumpKind::Break, node),
            "continue_statement" => self.jump(JumpKind::Continue, node),
            "nonlocal_statement" | "pass_statement" => {}
            "type_alias_statement" => children(node).into_iter().for_each(|n| {
                self.used(n, Use::Annotation);
            }),
            "block" | "module" => self.block(node),
            // Broken code: what the parser recovered may be statements or expressions.
            "ERROR" => self.block(node),
            _ if node.kind().ends_with("_statement") || node.kind().ends_with("_clause") => self.block(node),
            _ => {
                self.used(node, Use::Statement);
            }
        }
    }

    fn jump(&mut self, kind: JumpKind, node: Node) {
        self.b.facts.jumps.push(Jump { kind, region: self.place.region, span: span_of(node) });
    }

    fn expression_statement(&mut self, node: Node) {
        for child in children(node) {
            match child.kind() {
                "assignment" => {
                    self.assignment(child);
                }
                "augmented_assignment" => {
                    if let (Some(left), Some(right)) = (field::child(child, "left"), field::child(child, "right")) {
                        self.used(left, Use::Target);
                        self.used(right, Use::Other);
                    }
                }
                _ => {
                    self.used(child, Use::Statement);
                }
            }
        }
    }

    /// `a = b = value`, `a: T = value`, `a: T`. Returns the value.
    fn assignment(&mut self, node: Node) -> Option<ExprId> {
        let left = field::child(node, "left")?;
        let annotation = field::child(node, "type").map(|n| self.used(n, Use::Annotation));
        let value = match field::child(node, "right") {
            Some(right) if right.kind() == "assignment" => self.deeper(|l| l.assignment(right)).flatten(),
            Some(right) => Some(self.expression(right)),
            None => None,
        };
        match value {
            Some(value) => self.assign(left, value, annotation),
            None => self.declare(left, annotation),
        }
        value
    }

    fn if_statement(&mut self, node: Node) {
        let condition = field::child(node, "condition");
        let before = self.type_checking;
        if let Some(condition) = condition {
            self.type_checking |= self.str(condition).ends_with("TYPE_CHECKING");
        }
        let test = condition.map(|n| self.used(n, Use::Test));
        self.block_in(RegionKind::Branch(test), field::child(node, "consequence"));
        self.type_checking = before;
        let mut cursor = node.walk();
        let alternatives: Vec<Node> = node.children_by_field_name("alternative", &mut cursor).collect();
        for alternative in alternatives {
            let test = field::child(alternative, "condition").map(|n| self.used(n, Use::Test));
            let body = field::child(alternative, "consequence").or_else(|| field::child(alternative, "body"));
            self.block_in(RegionKind::Branch(test), body);
        }
    }

    fn for_statement(&mut self, node: Node) {
        let head = field::child(node, "right").map(|n| self.used(n, Use::Iterated));
        if let (Some(left), Some(iterable)) = (field::child(node, "left"), head) {
            self.bind_pattern(left, &mut |path| BindingKind::Element { iterable, path: path.into() }, Vec::new());
        }
        self.block_in(RegionKind::Loop { head, is_while: false }, field::child(node, "body"));
        self.tail(node);
    }

    /// The `else` of a loop or `try`.
    fn tail(&mut self, node: Node) {
        if let Some(tail) = field::child(node, "alternative") {
            self.block_in(RegionKind::Block, field::child(tail, "body").or(Some(tail)));
        }
    }

    fn try_statement(&mut self, node: Node) {
        self.block_in(RegionKind::Try, field::child(node, "body"));
        for clause in children(node) {
            match clause.kind() {
                "except_clause" | "except_group_clause" => self.except_clause(clause),
                "finally_clause" => {
                    let body = children(clause).into_iter().find(|n| n.kind() == "block");
                    self.block_in(RegionKind::Finally, body);
                }
                "else_clause" => self.block_in(RegionKind::Block, field::child(clause, "body")),
                _ => {}
            }
        }
    }

    fn except_clause(&mut self, clause: Node) {
        let parts = children(clause);
        let body = parts.iter().copied().find(|n| n.kind() == "block");
        let region = self.b.region(RegionKind::Handler(Vec::new()), self.place.region, span_of(clause));
        let mut caught = Vec::new();
        for part in parts.into_iter().filter(|n| n.kind() != "block") {
            let (value, alias) = match part.kind() {
                "as_pattern" => (part.named_child(0), field::child(part, "alias")),
                _ => (Some(part), None),
            };
            if let Some(value) = value {
                // `except (A, B)` names A and B.
                let each = if value.kind() == "tuple" { children(value) } else { vec![value] };
                for one in each {
                    if one.kind() == "identifier" && field::child(clause, "alias") == Some(one) {
                        continue;
                    }
                    caught.push(self.used(one, Use::Caught(region)));
                }
            }
            if let Some(alias) = alias {
                self.bind_name(alias, BindingKind::Caught(region), None);
            }
        }
        if let Some(alias) = field::child(clause, "alias") {
            self.bind_name(alias, BindingKind::Caught(region), None);
        }
        self.b.facts.regions[region as usize].kind = RegionKind::Handler(caught);
        if let Some(body) = body {
            self.within(region, |l| l.block(body));
        }
    }

    fn with_statement(&mut self, node: Node) {
        let region = self.b.region(RegionKind::With(Vec::new()), self.place.region, span_of(node));
        let mut entered = Vec::new();
        let items: Vec<Node> = children(node)
            .into_iter()
            .filter(|n| n.kind() == "with_clause")
            .flat_map(children)
            .filter_map(|item| if item.kind() == "with_item" { field::child(item, "value") } else { Some(item) })
            .flat_map(|value| match value.kind() {
                // `with (open(a) as b, open(c) as d):`
                "tuple" => children(value),
                "parenthesized_expression" => children(value),
                _ => vec![value],
            })
            .collect();
        for value in items {
            let (value, alias) = match value.kind() {
                "as_pattern" => (value.named_child(0), field::child(value, "alias")),
                _ => (Some(value), None),
            };
            let Some(value) = value else { continue };
            let id = self.used(value, Use::Entered(region));
            entered.push(id);
            if let Some(alias) = alias {
                let target = alias.named_child(0).unwrap_or(alias);
                self.bind_pattern(target, &mut |_| BindingKind::Entered(id), Vec::new());
            }
        }
        self.b.facts.regions[region as usize].kind = RegionKind::With(entered);
        if let Some(body) = field::child(node, "body") {
            self.within(region, |l| l.block(body));
        }
    }

    fn match_statement(&mut self, node: Node) {
        let mut cursor = node.walk();
        let subjects: Vec<Node> = node.children_by_field_name("subject", &mut cursor).collect();
        let test = subjects.into_iter().map(|n| self.used(n, Use::Test)).next_back();
        let Some(body) = field::child(node, "body") else { return };
        for clause in children(body).into_iter().filter(|n| n.kind() == "case_clause") {
            for part in children(clause) {
                match part.kind() {
                    "block" => {}
                    _ => self.case_pattern(part),
                }
            }
            self.block_in(RegionKind::Branch(test), field::child(clause, "consequence"));
        }
    }

    /// A pattern of a `case`: its literals are labels, its names are bound.
    fn case_pattern(&mut self, node: Node) {
        self.deeper(|l| match node.kind() {
            "string" | "concatenated_string" | "attribute" | "call" => {
                l.used(node, Use::Case);
            }
            "dotted_name" | "identifier" if !l.str(node).contains('.') => {
                l.bind_name(node, BindingKind::Other, None);
            }
            _ => children(node).into_iter().for_each(|n| l.case_pattern(n)),
        });
    }
}
