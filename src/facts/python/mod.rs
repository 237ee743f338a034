//! Python to facts.
//!
//! [`read`] parses a source and walks the tree once. Statements are in `statement`, expressions in `expression`,
//! functions and classes in `definition`, imports in `import`, what stands left of `=` in `pattern`, strings in `text`.

mod definition;
mod expression;
mod import;
mod pattern;
mod statement;
mod text;

use super::builder::{Builder, MODULE, span_of};
use super::{ClassId, ExprId, ExprKind, Facts, FunctionId, RegionId, Use};
use crate::source::Source;
use rustc_hash::FxHashSet;
use std::time::Duration;
use tree_sitter::Node;

/// Deeper nesting than this is not followed; the tree beyond it is left out and [`Facts::too_deep`] says so.
const MAX_DEPTH: u32 = 250;

/// Lowers a source to facts. Never fails: what does not parse is read as far as the parser recovers.
pub fn read(source: &Source) -> Facts {
    read_within(source, Duration::MAX)
}

/// The same; if it cannot be parsed in that time, there are no facts and [`Facts::timed_out`] says so.
pub fn read_within(source: &Source, within: Duration) -> Facts {
    let tree = match super::tree::parse(&source.text, &tree_sitter_python::LANGUAGE.into(), within) {
        Ok(tree) => tree,
        Err(why) => return Facts::of_unparsed(why),
    };
    let mut builder = Builder::new(source.text.len());
    let root = tree.root_node();
    builder.read_marks(root, &source.text, &["comment"], &["#"]);
    let mut lowering = Lowering {
        text: &source.text,
        b: builder,
        depth: 0,
        type_checking: false,
        place: Place { region: MODULE, scope: MODULE, function: None, this: None },
        globals: FxHashSet::default(),
    };
    lowering.block(root);
    lowering.b.finish()
}

/// Where the walk stands.
#[derive(Clone, Debug)]
struct Place {
    /// The innermost region, blocks included.
    region: RegionId,
    /// The region that names are bound in: module, class, function or comprehension.
    scope: RegionId,
    /// The innermost function.
    function: Option<FunctionId>,
    /// What `self` (or `cls`) is called, and the class it is an instance of.
    this: Option<(String, ClassId)>,
}

struct Lowering<'t> {
    text: &'t str,
    b: Builder,
    depth: u32,
    /// Inside `if TYPE_CHECKING:`.
    type_checking: bool,
    place: Place,
    /// Names declared `global` (with the scope they are declared in): bound in the module instead.
    globals: FxHashSet<(RegionId, String)>,
}

impl<'t> Lowering<'t> {
    fn str(&self, node: Node) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or("")
    }

    /// Adds an expression in the current region.
    fn add(&mut self, node: Node, kind: ExprKind) -> ExprId {
        self.b.expr(span_of(node), kind, self.place.region)
    }

    /// Runs `inner` one level deeper; `None` beyond the limit.
    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.b.facts.too_deep = true;
            return None;
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        Some(result)
    }

    /// Runs `inner` with `region` as the innermost region; names are still bound in the current scope.
    fn within<T>(&mut self, region: RegionId, inner: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.place.region, region);
        let result = inner(self);
        self.place.region = before;
        result
    }

    /// Lowers an expression and says what it is used for.
    fn used(&mut self, node: Node, usage: Use) -> ExprId {
        let id = self.expression(node);
        self.b.use_of(id, usage);
        id
    }

    /// The scope a name is bound in: the module if it was declared `global`.
    fn scope_of(&self, name: &str) -> RegionId {
        let scope = self.place.scope;
        if scope != MODULE && self.globals.contains(&(scope, name.to_owned())) { MODULE } else { scope }
    }
}

/// The named children of a node, comments left out.
fn children<'a>(node: Node<'a>) -> Vec<Node<'a>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|n| n.kind() != "comment").collect()
}

#[cfg(test)]
mod tests;
