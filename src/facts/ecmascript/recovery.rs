//! What the parser could not make sense of. Error nodes can hang anywhere; those that no other lowering met are read
//! here, each in the innermost region around it.

use super::{Lowering, Scope};
use crate::facts::builder::MODULE;
use crate::facts::{RegionId, RegionKind};
use tree_sitter::Node;

impl<'t> Lowering<'t> {
    /// Reads the error nodes under `root` that have not been read where they stand.
    pub(super) fn read_leftovers(&mut self, root: Node<'t>) {
        if !root.has_error() {
            return;
        }
        let leftovers = self.leftovers(root);
        if leftovers.is_empty() {
            return;
        }
        // Both lists are in the order of the text, so one pass with a stack finds the region around each.
        let mut regions: Vec<RegionId> = (0..self.b.facts.regions.len() as RegionId).collect();
        regions.sort_by_key(|id| {
            let span = self.b.facts.region(*id).span;
            (span.start, std::cmp::Reverse(span.end), *id)
        });
        let mut regions = regions.into_iter().peekable();
        let mut open = vec![MODULE];
        for node in leftovers {
            // Reading one may have read those inside it.
            if self.errors_read.contains(&node.id()) {
                continue;
            }
            let start = node.start_byte() as u32;
            while let Some(next) = regions.next_if(|id| self.b.facts.region(*id).span.start <= start) {
                open.push(next);
            }
            while open.len() > 1 && self.b.facts.region(*open.last().unwrap_or(&MODULE)).span.end <= start {
                open.pop();
            }
            let scope = self.scope_of(*open.last().unwrap_or(&MODULE));
            self.visit(node, scope);
        }
    }

    /// The unread error nodes, in order, the outer before the inner.
    fn leftovers(&self, root: Node<'t>) -> Vec<Node<'t>> {
        let mut found = Vec::new();
        let mut cursor = root.walk();
        loop {
            let node = cursor.node();
            if node.is_error() && !self.errors_read.contains(&node.id()) {
                found.push(node);
            }
            if node.has_error() && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return found;
                }
            }
        }
    }

    /// The scope that a region is.
    fn scope_of(&self, region: RegionId) -> Scope {
        let facts = &self.b.facts;
        let function = facts.function_of(region);
        let variables = function.map_or(MODULE, |id| facts.function(id).region);
        let this = facts.enclosing(region).find_map(|(_, around)| match around.kind {
            RegionKind::Class(class) => Some(class),
            _ => None,
        });
        Scope { region, names: region, variables, function, this }
    }
}
