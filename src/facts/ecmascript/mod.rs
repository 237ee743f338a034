//! JavaScript, JSX, TypeScript and TSX to facts.
//!
//! One walk over the tree lowers every statement, expression and type; each file here lowers one kind of thing.
//! What is left-nested in the grammar and long in practice (`a + b + …`, `a.b().c()…`, `"x" | "y" | …`, `else if`) is
//! lowered by a loop; everything else recurses, and [`MAX_DEPTH`] levels down the rest is left out and
//! [`Facts::too_deep`] says so. Assignments to plain names wait until all declarations are known, since a function may
//! assign to a name that is declared below it. What the parser could not make sense of is read last, piece by piece.

mod assignment;
mod chain;
mod class;
mod commonjs;
mod declaration;
mod expression;
mod function;
mod jsx;
mod literal;
mod module;
mod operator;
mod pattern;
mod recovery;
pub(in crate::facts) mod specifier;
mod statement;
#[cfg(test)]
mod tests;
mod types;

use super::builder::{Builder, MODULE, span_of};
use super::{ClassId, ExprId, ExprKind, Facts, FunctionId, RegionId, Use};
use crate::language::Language;
use crate::source::{Source, Span};
use rustc_hash::FxHashSet;
use std::time::Duration;
use tree_sitter::{Node, TreeCursor};

/// How many levels of nested expressions, statements, patterns, classes and types are lowered: at most 1.4 MB of stack in
/// an unoptimized build, of the 2 MB that a thread has.
const MAX_DEPTH: u32 = 250;

/// Lowers a source to facts. Never fails: what does not parse is read as far as the parser recovers, and
/// [`Facts::syntax_errors`] says where it did not.
pub fn read(source: &Source) -> Facts {
    read_within(source, Duration::MAX)
}

/// The same; if it cannot be parsed in that time, there are no facts and [`Facts::timed_out`] says so.
pub fn read_within(source: &Source, within: Duration) -> Facts {
    let text = source.text.as_str();
    let language = match source.language {
        Language::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        Language::Tsx => tree_sitter_typescript::LANGUAGE_TSX.into(),
        _ => tree_sitter_javascript::LANGUAGE.into(),
    };
    let tree = match super::tree::parse(text, &language, within) {
        Ok(tree) => tree,
        Err(why) => return Facts::of_unparsed(why),
    };
    let root = tree.root_node();
    let mut lowering = Lowering {
        text,
        b: Builder::new(text.len()),
        cursor: root.walk(),
        depth: 0,
        given_name: None,
        assignments: Vec::new(),
        errors_read: FxHashSet::default(),
    };
    lowering.b.read_marks(root, text, &["comment", "html_comment"], &["//", "/*", "<!--", "-->"]);
    let scope = Scope { region: MODULE, names: MODULE, variables: MODULE, function: None, this: None };
    if root.kind() == "program" {
        lowering.statements(root, scope);
    } else {
        lowering.visit(root, scope);
    }
    lowering.read_leftovers(root);
    lowering.settle_assignments();
    lowering.b.finish()
}

/// Where something stands.
#[derive(Clone, Copy, Debug)]
struct Scope {
    /// The innermost region.
    region: RegionId,
    /// Where `let`, `const` and `class` bind.
    names: RegionId,
    /// Where `var` and `function` bind.
    variables: RegionId,
    /// The innermost function, for `return` and `yield`.
    function: Option<FunctionId>,
    /// The class that `this` is an instance of.
    this: Option<ClassId>,
}

impl Scope {
    /// Inside a block of its own.
    fn within(self, region: RegionId) -> Scope {
        Scope { region, names: region, ..self }
    }
}

/// The state of one walk.
struct Lowering<'t> {
    text: &'t str,
    b: Builder,
    cursor: TreeCursor<'t>,
    /// Levels of recursion so far.
    depth: u32,
    /// The name an anonymous function or class gets from what it is assigned to, with its bytes.
    given_name: Option<(String, Span)>,
    assignments: Vec<assignment::Assignment>,
    /// The error nodes that were met where they stand.
    errors_read: FxHashSet<usize>,
}

impl<'t> Lowering<'t> {
    fn text_of(&self, node: Node) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or("")
    }

    /// The named children of a node without comments.
    fn children(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut children = Vec::new();
        self.cursor.reset(node);
        if self.cursor.goto_first_child() {
            loop {
                let child = self.cursor.node();
                if child.is_named() && !child.is_missing() && !is_comment(child) {
                    children.push(child);
                }
                if !self.cursor.goto_next_sibling() {
                    break;
                }
            }
        }
        children
    }

    /// The first named child that is neither a comment nor an error.
    fn first_child(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        self.cursor.reset(node);
        if !self.cursor.goto_first_child() {
            return None;
        }
        loop {
            let child = self.cursor.node();
            if child.is_named() && !child.is_missing() && !is_comment(child) && !child.is_error() {
                return Some(child);
            }
            if !self.cursor.goto_next_sibling() {
                return None;
            }
        }
    }

    /// The first child of that kind, named or a token (`async`, `static`, `type`).
    fn child_of_kind(&mut self, node: Node<'t>, kind: &str) -> Option<Node<'t>> {
        self.cursor.reset(node);
        if !self.cursor.goto_first_child() {
            return None;
        }
        loop {
            let child = self.cursor.node();
            if child.kind() == kind {
                return Some(child);
            }
            if !self.cursor.goto_next_sibling() {
                return None;
            }
        }
    }

    /// Runs `lower` one level down, unless that is too deep.
    fn deeper<T>(&mut self, lower: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.b.facts.too_deep = true;
            return None;
        }
        self.depth += 1;
        let lowered = lower(self);
        self.depth -= 1;
        Some(lowered)
    }

    /// An expression without a meaning of its own.
    fn other(&mut self, node: Node, scope: Scope) -> ExprId {
        self.b.expr(span_of(node), ExprKind::Other, scope.region)
    }

    fn use_of(&mut self, expr: ExprId, usage: Use) {
        self.b.use_of(expr, usage);
    }

    /// Lowers whatever stands there: a statement, an expression or a type, or the children of what is none of them.
    fn visit(&mut self, node: Node<'t>, scope: Scope) {
        if node.is_error() {
            self.errors_read.insert(node.id());
            self.deeper(|l| l.visit_children(node, scope));
        } else if types::is_type(node.kind()) {
            self.type_of(node, scope);
        } else {
            self.statement(node, scope);
        }
    }

    fn visit_children(&mut self, node: Node<'t>, scope: Scope) {
        for child in self.children(node) {
            self.visit(child, scope);
        }
    }
}

fn is_comment(node: Node) -> bool {
    node.is_extra() && matches!(node.kind(), "comment" | "html_comment")
}

/// A child by its field, unless the parser only put it in to go on.
fn field<'t>(node: Node<'t>, name: &'static str) -> Option<Node<'t>> {
    super::field::child(node, name).filter(|child| !child.is_missing())
}
