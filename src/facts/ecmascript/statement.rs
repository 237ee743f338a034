//! Statements and the regions they open.

use super::pattern::Origin;
use super::{Lowering, Scope, field};
use crate::facts::builder::span_of;
use crate::facts::{ExprId, Jump, JumpKind, RegionKind, Use};
use tree_sitter::Node;

impl<'t> Lowering<'t> {
    /// Lowers a statement; whatever is none is lowered as an expression.
    pub(super) fn statement(&mut self, node: Node<'t>, scope: Scope) {
        self.deeper(|l| l.statement_of_kind(node, scope));
    }

    /// Lowers the statements of a program or a block in `scope`.
    pub(super) fn statements(&mut self, block: Node<'t>, scope: Scope) {
        for child in self.children(block) {
            self.visit(child, scope);
        }
    }

    fn statement_of_kind(&mut self, node: Node<'t>, scope: Scope) {
        if node.kind().ends_with("_statement") || node.kind().ends_with("_declaration") {
            self.b.statement(node);
        }
        match node.kind() {
            "expression_statement" => self.expression_statement(node, scope),
            "variable_declaration" => self.declaration(node, scope.variables, scope),
            "lexical_declaration" | "using_declaration" => self.declaration(node, scope.names, scope),
            "function_declaration" | "generator_function_declaration" => {
                self.function_declaration(node, scope);
            }
            "class_declaration" | "abstract_class_declaration" => {
                self.class_declaration(node, scope, Vec::new());
            }
            "enum_declaration" => {
                self.enumeration(node, scope);
            }
            "internal_module" | "module" => self.namespace(node, scope),
            "interface_declaration" | "type_alias_declaration" | "function_signature" => {
                // Their names are types, or are bound by the function that follows.
                let name = field(node, "name");
                for child in self.children(node) {
                    if Some(child) != name {
                        self.type_of(child, scope);
                    }
                }
            }
            "import_statement" => self.import_statement(node, scope),
            "import_alias" => self.import_alias(node, scope),
            "export_statement" => self.export_statement(node, scope),
            "statement_block" => {
                let region = self.b.region(RegionKind::Block, scope.region, span_of(node));
                self.statements(node, scope.within(region));
            }
            "if_statement" => self.if_statement(node, scope),
            "switch_statement" => self.switch_statement(node, scope),
            "for_statement" => self.for_statement(node, scope),
            "for_in_statement" => self.for_in_statement(node, scope),
            "while_statement" | "do_statement" => self.while_statement(node, scope),
            "try_statement" => self.try_statement(node, scope),
            "return_statement" => {
                self.jump(JumpKind::Return, node, scope);
                for child in self.children(node) {
                    let value = self.expr(child, scope);
                    self.returned(value, scope);
                }
            }
            "throw_statement" => {
                self.jump(JumpKind::Raise, node, scope);
                for child in self.children(node) {
                    let value = self.expr(child, scope);
                    self.use_of(value, Use::Raised);
                }
            }
            "ambient_declaration"
            | "labeled_statement"
            | "with_statement"
            | "program"
            | "else_clause"
            | "finally_clause"
            | "catch_clause"
            | "switch_body"
            | "class_body" => self.visit_children(node, scope),
            // Names and marks that are no expressions.
            "break_statement" => self.jump(JumpKind::Break, node, scope),
            "continue_statement" => self.jump(JumpKind::Continue, node, scope),
            "debugger_statement"
            | "empty_statement"
            | "property_identifier"
            | "private_property_identifier"
            | "statement_identifier"
            | "string_fragment"
            | "escape_sequence"
            | "jsx_text"
            | "html_character_reference"
            | "hash_bang_line"
            | "regex_pattern"
            | "regex_flags"
            | "optional_chain"
            | "accessibility_modifier"
            | "override_modifier"
            | "comment"
            | "html_comment" => {}
            _ => {
                self.expr(node, scope);
            }
        }
    }

    fn jump(&mut self, kind: JumpKind, node: Node<'t>, scope: Scope) {
        self.b.facts.jumps.push(Jump { kind, region: scope.region, span: span_of(node) });
    }

    fn expression_statement(&mut self, node: Node<'t>, scope: Scope) {
        for child in self.children(node) {
            match child.kind() {
                _ if child.is_error() => self.visit(child, scope),
                // The value is used by its target; nothing uses it again.
                "assignment_expression" => {
                    self.assignment(child, scope);
                }
                "augmented_assignment_expression" => {
                    self.augmented_assignment(child, scope);
                }
                "internal_module" => self.statement(child, scope),
                _ => {
                    let value = self.expr(child, scope);
                    self.use_of(value, Use::Statement);
                    self.loads_nothing(span_of(child));
                }
            }
        }
    }

    /// The body of an `if`, a loop and so on: its block is no region of its own.
    fn body(&mut self, node: Option<Node<'t>>, scope: Scope) {
        match node {
            Some(block) if block.kind() == "statement_block" => self.statements(block, scope),
            Some(statement) => self.visit(statement, scope),
            None => {}
        }
    }

    /// `if … else if … else …`: the branches are siblings, and a long chain is a loop.
    fn if_statement(&mut self, node: Node<'t>, scope: Scope) {
        let mut at = node;
        loop {
            let test = field(at, "condition").map(|condition| self.expr(condition, scope));
            if let Some(test) = test {
                self.use_of(test, Use::Test);
            }
            if let Some(consequence) = field(at, "consequence") {
                let region = self.b.region(RegionKind::Branch(test), scope.region, span_of(consequence));
                self.body(Some(consequence), scope.within(region));
            }
            let Some(otherwise) = field(at, "alternative") else {
                return;
            };
            let Some(next) = self.first_child(otherwise) else {
                return;
            };
            if next.kind() != "if_statement" {
                let region = self.b.region(RegionKind::Branch(None), scope.region, span_of(next));
                return self.body(Some(next), scope.within(region));
            }
            at = next;
        }
    }

    /// The cases are branches; what they declare belongs to the whole `switch`.
    fn switch_statement(&mut self, node: Node<'t>, scope: Scope) {
        if let Some(value) = field(node, "value") {
            let value = self.expr(value, scope);
            self.use_of(value, Use::Test);
        }
        let Some(body) = field(node, "body") else {
            return;
        };
        let block = self.b.region(RegionKind::Block, scope.region, span_of(body));
        let scope = scope.within(block);
        for case in self.children(body) {
            if case.is_error() {
                self.visit(case, scope);
                continue;
            }
            let label_node = field(case, "value");
            let label = label_node.map(|label| self.expr(label, scope));
            if let Some(label) = label {
                self.use_of(label, Use::Case);
            }
            let region = self.b.region(RegionKind::Branch(label), block, span_of(case));
            for statement in self.children(case) {
                if Some(statement) != label_node {
                    self.visit(statement, Scope { region, ..scope });
                }
            }
        }
    }

    fn for_statement(&mut self, node: Node<'t>, scope: Scope) {
        let kind = RegionKind::Loop { head: None, is_while: false };
        let region = self.b.region(kind, scope.region, span_of(node));
        let scope = scope.within(region);
        if let Some(initializer) = field(node, "initializer") {
            self.visit_clause(initializer, scope);
        }
        if let Some(condition) = field(node, "condition") {
            let head = self.visit_clause(condition, scope);
            if let Some(head) = head {
                self.use_of(head, Use::Test);
            }
            self.b.facts.regions[region as usize].kind = RegionKind::Loop { head, is_while: false };
        }
        if let Some(increment) = field(node, "increment") {
            self.visit_clause(increment, scope);
        }
        self.body(field(node, "body"), scope);
    }

    /// A part of the head of a `for`: a declaration, an expression, or nothing.
    fn visit_clause(&mut self, node: Node<'t>, scope: Scope) -> Option<ExprId> {
        match node.kind() {
            "lexical_declaration" | "variable_declaration" | "empty_statement" => {
                self.visit(node, scope);
                None
            }
            "expression_statement" => self.first_child(node).map(|inner| self.expr(inner, scope)),
            _ => Some(self.expr(node, scope)),
        }
    }

    /// `for (const x of xs)`, `for (x in xs)`.
    fn for_in_statement(&mut self, node: Node<'t>, scope: Scope) {
        let iterable = field(node, "right").map(|right| self.expr(right, scope));
        let kind = RegionKind::Loop { head: iterable, is_while: false };
        let region = self.b.region(kind, scope.region, span_of(node));
        let inside = scope.within(region);
        if let Some(value) = field(node, "value") {
            self.visit(value, scope);
        }
        if let (Some(left), Some(iterable)) = (field(node, "left"), iterable) {
            self.use_of(iterable, Use::Iterated);
            let leaves = self.leaves(left, inside);
            let is_var = field(node, "kind").is_some_and(|kind| kind.kind() == "var");
            let names = if is_var { scope.variables } else { region };
            self.bind_leaves(leaves, names, Origin::Element(iterable), None);
        }
        self.body(field(node, "body"), inside);
    }

    fn while_statement(&mut self, node: Node<'t>, scope: Scope) {
        let kind = RegionKind::Loop { head: None, is_while: true };
        let region = self.b.region(kind, scope.region, span_of(node));
        let scope = scope.within(region);
        if let Some(condition) = field(node, "condition") {
            let head = self.expr(condition, scope);
            self.use_of(head, Use::Test);
            self.b.facts.regions[region as usize].kind = RegionKind::Loop { head: Some(head), is_while: true };
        }
        self.body(field(node, "body"), scope);
    }

    fn try_statement(&mut self, node: Node<'t>, scope: Scope) {
        if let Some(body) = field(node, "body") {
            let region = self.b.region(RegionKind::Try, scope.region, span_of(body));
            self.statements(body, scope.within(region));
        }
        if let Some(handler) = field(node, "handler") {
            let region = self.b.region(RegionKind::Handler(Vec::new()), scope.region, span_of(handler));
            let inside = scope.within(region);
            let annotation = field(handler, "type").and_then(|t| self.type_of(t, inside));
            if let Some(parameter) = field(handler, "parameter") {
                let leaves = self.leaves(parameter, inside);
                self.bind_leaves(leaves, region, Origin::Caught(region), annotation);
            }
            self.body(field(handler, "body"), inside);
        }
        if let Some(finalizer) = field(node, "finalizer") {
            let region = self.b.region(RegionKind::Finally, scope.region, span_of(finalizer));
            self.body(field(finalizer, "body"), scope.within(region));
        }
    }
}
