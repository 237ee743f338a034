//! Assignments: to names, to attributes, and several at once.

use super::pattern::Target;
use super::{Lowering, Scope, field};
use crate::facts::builder::{MODULE, span_of};
use crate::facts::{BindingId, BindingKind, ExprId, ExprKind, RegionId, RegionKind, Step, Use};
use crate::source::Span;
use rustc_hash::FxHashSet;
use tree_sitter::Node;

/// An assignment to a plain name, kept until it is known where that name is declared.
pub(super) struct Assignment {
    name: String,
    span: Span,
    region: RegionId,
    value: ExprId,
    /// The way into the value; `None` if it cannot be told.
    path: Option<Vec<Step>>,
    /// The import that the value is, if it is one.
    import: Option<u32>,
}

impl<'t> Lowering<'t> {
    /// `a = b.c = [d, e] = value`, as one value with several targets; the value.
    pub(super) fn assignment(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let mut targets = Vec::new();
        let mut at = node;
        let right = loop {
            let (Some(left), Some(right)) = (field(at, "left"), field(at, "right")) else {
                self.visit_children(at, scope);
                return self.other(at, scope);
            };
            targets.push(self.unwrapped_target(left));
            let inner = self.unwrapped_target(right);
            if inner.kind() != "assignment_expression" {
                break right;
            }
            at = inner;
        };
        let loaded = self.loaded(right);
        let named = targets.iter().rev().find_map(|target| match target.kind() {
            "identifier" => Some((self.text_of(*target), span_of(*target))),
            "member_expression" => field(*target, "property").map(|p| (self.text_of(p), span_of(p))),
            _ => None,
        });
        let value = match named {
            Some((name, span)) => self.expr_named(right, scope, name, span),
            None => self.expr(right, scope),
        };
        let mut is_default_export = false;
        for target in targets {
            match target.kind() {
                "identifier" => {
                    let import = loaded.as_ref().and_then(|l| self.take_import(l, scope));
                    self.assign(target, value, Some(Vec::new()), import, scope);
                }
                "undefined" => {}
                "object_pattern" | "array_pattern" => self.assign_pattern(target, value, scope),
                _ => {
                    let expr = self.expr(target, scope);
                    self.store(expr, value);
                    is_default_export |= self.exported_member(expr, value, loaded.is_some());
                }
            }
        }
        if is_default_export {
            self.use_of(value, Use::DefaultExport);
        }
        value
    }

    /// The target inside parentheses that hold nothing else.
    fn unwrapped_target(&mut self, mut node: Node<'t>) -> Node<'t> {
        while node.kind() == "parenthesized_expression"
            && let [inner] = self.children(node)[..]
            && !inner.is_error()
        {
            node = inner;
        }
        node
    }

    fn assign(&mut self, node: Node, value: ExprId, path: Option<Vec<Step>>, import: Option<u32>, scope: Scope) {
        let name = self.text_of(node).to_owned();
        self.assignments.push(Assignment { name, span: span_of(node), region: scope.region, value, path, import });
    }

    fn assign_pattern(&mut self, pattern: Node<'t>, value: ExprId, scope: Scope) {
        for leaf in self.leaves(pattern, scope) {
            match leaf.target {
                Target::Name(name) => {
                    let (span, region) = (leaf.span, scope.region);
                    if let Some(default) = leaf.default {
                        let name = name.clone();
                        let path = Some(Vec::new());
                        self.assignments.push(Assignment { name, span, region, value: default, path, import: None });
                    }
                    self.assignments.push(Assignment { name, span, region, value, path: leaf.path, import: None });
                }
                Target::Expr(target) => {
                    // What is stored is a piece of the value, which is no expression of its own.
                    let piece = self.b.expr(leaf.span, ExprKind::Other, scope.region);
                    self.b.store(target, piece);
                }
            }
        }
    }

    /// `object.name = value`, and `this.name = value` as an attribute of the class.
    fn store(&mut self, target: ExprId, value: ExprId) {
        self.b.store(target, value);
        let ExprKind::Attr { object, name, .. } = &self.b.facts.expr(target).kind else {
            return;
        };
        if let ExprKind::This(class) = self.b.facts.expr(*object).kind {
            let name = *name;
            self.b.class_mut(class).instance_attrs.push((name, value));
        }
    }

    /// `x += value`, `x ||= value`, `x -= value`; what `x` is afterwards.
    pub(super) fn augmented_assignment(&mut self, node: Node<'t>, scope: Scope) -> ExprId {
        let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
            self.visit_children(node, scope);
            return self.other(node, scope);
        };
        let left = self.unwrapped_target(left);
        let operator = field(node, "operator").map_or("", |o| o.kind());
        let is_choice = matches!(operator, "||=" | "&&=" | "??=");
        if left.kind() != "identifier" {
            let target = self.expr(left, scope);
            let right = self.expr(right, scope);
            // The target cannot be read and written by one expression: what `+=` makes of it stays unsaid.
            let value = if is_choice { right } else { self.other(node, scope) };
            self.store(target, value);
            return value;
        }
        let before = self.expr(left, scope);
        let value = match operator {
            "+=" => self.appended(span_of(node), before, right, scope),
            _ if is_choice => {
                let right = self.expr_named(right, scope, self.text_of(left), span_of(left));
                self.b.expr(span_of(node), ExprKind::Choice([before, right].into()), scope.region)
            }
            _ => {
                self.expr(right, scope);
                self.other(node, scope)
            }
        };
        self.assign(left, value, Some(Vec::new()), None, scope);
        value
    }

    /// Binds what was assigned to plain names: where the name is declared, or in the module if it is nowhere.
    pub(super) fn settle_assignments(&mut self) {
        let assignments = std::mem::take(&mut self.assignments);
        let wanted: FxHashSet<&str> = assignments.iter().map(|a| a.name.as_str()).collect();
        let mut declared: FxHashSet<(RegionId, String)> = FxHashSet::default();
        let facts = &self.b.facts;
        for (id, region) in facts.regions.iter().enumerate() {
            let names =
                region.names.iter().map(|&id| &facts.binding(id).name).filter(|name| wanted.contains(name.as_str()));
            if !matches!(region.kind, RegionKind::Class(_)) {
                declared.extend(names.map(|name| (id as RegionId, name.to_string())));
            }
        }
        let mut bound: Vec<(ExprId, BindingId)> = Vec::new();
        for assignment in assignments {
            let mut at = (assignment.region, assignment.name);
            while !declared.contains(&at) && at.0 != MODULE {
                at.0 = self.b.facts.region(at.0).parent;
            }
            let (region, name) = at;
            // `exports = module.exports = …` renames nothing that a name could mean.
            if name == "exports" && region == MODULE && !declared.contains(&(MODULE, name.clone())) {
                continue;
            }
            let kind = match (assignment.import, assignment.path) {
                (Some(import), _) => BindingKind::Import(import),
                (None, Some(path)) => BindingKind::Value { expr: assignment.value, path: path.into() },
                (None, None) => BindingKind::Other,
            };
            let id = self.b.bind(region, name, assignment.span, kind, None);
            if let Some(import) = assignment.import {
                self.b.facts.imports[import as usize].binding = Some(id);
            }
            bound.push((assignment.value, id));
        }
        bound.sort_unstable();
        for names in bound.chunk_by(|a, b| a.0 == b.0) {
            let bindings: Vec<BindingId> = names.iter().map(|(_, id)| *id).collect();
            self.b.bound(names[0].0, &bindings);
        }
    }
}
