//! Patterns: the names in `const {a: [b = 1, ...c]} = x`, in parameters, in `for (const [k, v] of xs)` and in
//! `[a, this.b] = xs`, each with its way into the value.

use super::{Lowering, Scope, field};
use crate::facts::builder::span_of;
use crate::facts::{BindingId, BindingKind, ExprId, ExprKind, FunctionId, RegionId, Step, Use};
use crate::source::Span;
use tree_sitter::Node;

/// One name (or other target) of a pattern.
pub(super) struct Leaf {
    /// The name, or the member expression that is assigned to.
    pub target: Target,
    /// Bytes of the name.
    pub span: Span,
    /// Bytes of the last key on the way to it; of the name itself if there is none.
    pub key_span: Span,
    /// The way to it; `None` if a computed key is on it.
    pub path: Option<Vec<Step>>,
    /// Its own default: `{model = "x"}`.
    pub default: Option<ExprId>,
    /// Defaults of patterns around it, with the way into them: `{a: {b} = {b: 1}}`.
    pub fallbacks: Vec<(ExprId, Vec<Step>)>,
}

/// What a leaf of a pattern gives a value to.
pub(super) enum Target {
    Name(String),
    Expr(ExprId),
}

/// Where the value that a pattern takes apart comes from.
#[derive(Clone, Copy)]
pub(super) enum Origin {
    Value(ExprId),
    Param { function: FunctionId, index: u32, rest: bool },
    Element(ExprId),
    Caught(RegionId),
    Declared,
}

/// The way to where a pattern is being read.
#[derive(Default)]
struct Way {
    steps: Vec<Step>,
    /// How many computed keys are on it.
    unknown: u32,
    key_span: Option<Span>,
    /// Defaults met on the way, with the number of steps before them.
    fallbacks: Vec<(ExprId, usize)>,
}

impl<'t> Lowering<'t> {
    /// The names of a pattern; its defaults and computed keys are lowered in `scope`.
    pub(super) fn leaves(&mut self, node: Node<'t>, scope: Scope) -> Vec<Leaf> {
        self.leaves_with_default(node, None, scope)
    }

    /// The names of a pattern whose default, if there is one, stands beside it (a TypeScript parameter).
    pub(super) fn leaves_with_default(&mut self, node: Node<'t>, default: Option<Node<'t>>, scope: Scope) -> Vec<Leaf> {
        let mut out = Vec::new();
        match default {
            Some(default) => self.read_with_default(node, default, scope, &mut Way::default(), &mut out),
            None => self.read_pattern(node, scope, &mut Way::default(), &mut out),
        }
        out
    }

    fn read_pattern(&mut self, node: Node<'t>, scope: Scope, way: &mut Way, out: &mut Vec<Leaf>) {
        self.deeper(|l| match node.kind() {
            // The parser put it in to go on.
            "identifier" if node.is_missing() => {}
            "identifier" | "shorthand_property_identifier_pattern" | "undefined" => {
                let target = Target::Name(l.text_of(node).to_owned());
                out.push(way.leaf(target, span_of(node)));
            }
            "member_expression" | "subscript_expression" | "non_null_expression" => {
                let target = l.expr(node, scope);
                l.use_of(target, Use::Target);
                out.push(way.leaf(Target::Expr(target), span_of(node)));
            }
            "assignment_pattern" | "object_assignment_pattern" => match (field(node, "left"), field(node, "right")) {
                (Some(left), Some(right)) => l.read_with_default(left, right, scope, way, out),
                _ => l.visit_children(node, scope),
            },
            "object_pattern" => l.read_object_pattern(node, scope, way, out),
            "array_pattern" => l.read_array_pattern(node, scope, way, out),
            "rest_pattern" | "parenthesized_expression" => {
                for child in l.children(node) {
                    l.read_pattern(child, scope, way, out);
                }
            }
            _ => l.visit(node, scope),
        });
    }

    /// `left = right` in a pattern.
    fn read_with_default(&mut self, left: Node<'t>, right: Node<'t>, scope: Scope, way: &mut Way, out: &mut Vec<Leaf>) {
        let first = out.len();
        let default = self.expr_named(right, scope, self.text_of(left), span_of(left));
        if matches!(left.kind(), "object_pattern" | "array_pattern") {
            way.fallbacks.push((default, way.steps.len()));
            self.read_pattern(left, scope, way, out);
            way.fallbacks.pop();
        } else {
            self.read_pattern(left, scope, way, out);
            if let Some(leaf) = out.get_mut(first) {
                leaf.default = Some(default);
            }
        }
    }

    fn read_object_pattern(&mut self, node: Node<'t>, scope: Scope, way: &mut Way, out: &mut Vec<Leaf>) {
        for child in self.children(node) {
            let (key, value) = match child.kind() {
                "pair_pattern" => (field(child, "key"), field(child, "value")),
                "object_assignment_pattern" => (field(child, "left"), Some(child)),
                "shorthand_property_identifier_pattern" => (Some(child), Some(child)),
                "rest_pattern" => {
                    way.steps.push(Step::Rest);
                    self.read_pattern(child, scope, way, out);
                    way.steps.pop();
                    continue;
                }
                _ => (None, None),
            };
            let (Some(key), Some(value)) = (key, value) else {
                self.visit(child, scope);
                continue;
            };
            let (name, _) = self.property_name(key, scope);
            let before = way.key_span.replace(span_of(key));
            match name {
                Some(name) => {
                    way.steps.push(Step::Key(name));
                    self.read_pattern(value, scope, way, out);
                    way.steps.pop();
                }
                None => {
                    way.unknown += 1;
                    self.read_pattern(value, scope, way, out);
                    way.unknown -= 1;
                }
            }
            way.key_span = before;
        }
    }

    fn read_array_pattern(&mut self, node: Node<'t>, scope: Scope, way: &mut Way, out: &mut Vec<Leaf>) {
        // Holes count: the commas tell the index.
        let mut elements = Vec::new();
        let mut index = 0;
        self.cursor.reset(node);
        let mut more = self.cursor.goto_first_child();
        while more {
            let child = self.cursor.node();
            if child.kind() == "," {
                index += 1;
            } else if child.is_named() && !super::is_comment(child) {
                elements.push((index, child));
            }
            more = self.cursor.goto_next_sibling();
        }
        for (index, element) in elements {
            let step = if element.kind() == "rest_pattern" { Step::Rest } else { Step::Index(index) };
            way.steps.push(step);
            self.read_pattern(element, scope, way, out);
            way.steps.pop();
        }
    }

    /// Binds the names of a pattern in `region` and says what the value and the defaults are used for. A name with a
    /// default besides its value is bound twice, once for each.
    pub(super) fn bind_leaves(
        &mut self,
        leaves: Vec<Leaf>,
        region: RegionId,
        origin: Origin,
        annotation: Option<ExprId>,
    ) -> Vec<BindingId> {
        let entries = self.entries_of_type(annotation);
        let mut bound = Vec::with_capacity(leaves.len());
        let mut fallen_back: Vec<(ExprId, BindingId)> = Vec::new();
        for leaf in leaves {
            let Target::Name(name) = leaf.target else {
                continue;
            };
            let annotation = match leaf.path.as_deref() {
                Some([]) => annotation,
                Some([Step::Key(key)]) => entries.get(key).copied(),
                _ => None,
            };
            let is_param = matches!(origin, Origin::Param { .. });
            let kind = kind_of(origin, leaf.path, leaf.default);
            let id = self.b.bind(region, name.clone(), leaf.span, kind, annotation);
            bound.push(id);
            if let Some(default) = leaf.default {
                if is_param {
                    self.use_of(default, Use::Default(id));
                } else {
                    fallen_back.push((default, self.bind_value(region, &name, leaf.span, default, Vec::new())));
                }
            }
            for (fallback, path) in leaf.fallbacks {
                // `= {}` gives no name a value.
                if matches!(&self.b.facts.expr(fallback).kind, ExprKind::Dict(items) if items.is_empty()) {
                    continue;
                }
                fallen_back.push((fallback, self.bind_value(region, &name, leaf.span, fallback, path)));
            }
        }
        // A default outside is met before those inside it, but every name adds to it: gather by expression.
        fallen_back.sort_unstable();
        for names in fallen_back.chunk_by(|a, b| a.0 == b.0) {
            let bindings: Vec<BindingId> = names.iter().map(|(_, id)| *id).collect();
            self.b.bound(names[0].0, &bindings);
        }
        bound
    }

    fn bind_value(&mut self, region: RegionId, name: &str, span: Span, expr: ExprId, path: Vec<Step>) -> BindingId {
        self.b.bind(region, name, span, BindingKind::Value { expr, path: path.into() }, None)
    }
}

fn kind_of(origin: Origin, path: Option<Vec<Step>>, default: Option<ExprId>) -> BindingKind {
    let Some(path) = path else {
        return BindingKind::Other;
    };
    let path = path.into();
    match origin {
        Origin::Value(expr) => BindingKind::Value { expr, path },
        Origin::Param { function, index, rest } => BindingKind::Param { function, index, default, rest, path },
        Origin::Element(iterable) => BindingKind::Element { iterable, path },
        Origin::Caught(region) => BindingKind::Caught(region),
        Origin::Declared => BindingKind::Declared,
    }
}

impl Way {
    fn leaf(&self, target: Target, span: Span) -> Leaf {
        let known = self.unknown == 0;
        let inside = |&(expr, from): &(ExprId, usize)| Some((expr, self.steps.get(from..)?.to_vec()));
        Leaf {
            target,
            span,
            key_span: self.key_span.unwrap_or(span),
            path: known.then(|| self.steps.clone()),
            default: None,
            fallbacks: if known { self.fallbacks.iter().filter_map(inside).collect() } else { Vec::new() },
        }
    }
}
