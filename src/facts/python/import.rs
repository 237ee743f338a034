//! `import` and `from … import`.

use super::super::builder::{import_of, span_of};
use super::super::{Imported, RegionId};
use super::{Lowering, children};
use crate::facts::field;
use tree_sitter::Node;

impl Lowering<'_> {
    pub(super) fn import(&mut self, node: Node) {
        let statement = span_of(node);
        let scope = self.place.scope;
        if node.kind() == "import_statement" {
            for part in children(node) {
                let (name, alias) = name_and_alias(part);
                let module = self.dotted(name);
                match alias {
                    Some(alias) => self.one(&module, Imported::Module, statement, part, Some(alias), scope),
                    None => {
                        let what = if module.contains('.') { Imported::Root } else { Imported::Module };
                        let root = name.named_child(0).unwrap_or(name);
                        self.one(&module, what, statement, part, Some(root), scope);
                    }
                }
            }
            return;
        }
        let Some(from) = field::child(node, "module_name") else { return };
        let module = self.dotted(from);
        for part in children(node) {
            if part == from {
                continue;
            }
            if part.kind() == "wildcard_import" {
                self.one(&module, Imported::Star, statement, part, None, scope);
                continue;
            }
            let (name, alias) = name_and_alias(part);
            let what = Imported::Name(self.str(name).into());
            self.one(&module, what, statement, part, Some(alias.unwrap_or(name)), scope);
        }
    }

    fn one(
        &mut self,
        module: &str,
        what: Imported,
        statement: crate::source::Span,
        part: Node,
        local: Option<Node>,
        scope: RegionId,
    ) {
        let mut import = import_of(module, what, statement, span_of(part), self.place.region);
        import.type_only = self.type_checking;
        let local = local.map(|n| (scope, self.str(n), span_of(n)));
        self.b.import(import, local);
    }

    /// A dotted name without the blanks and line breaks that may stand in it.
    fn dotted(&self, node: Node) -> String {
        self.str(node).split_whitespace().collect()
    }
}

fn name_and_alias(part: Node) -> (Node, Option<Node>) {
    match part.kind() {
        "aliased_import" => (field::child(part, "name").unwrap_or(part), field::child(part, "alias")),
        _ => (part, None),
    }
}
