//! Children of syntax nodes by the names of their fields.
//!
//! tree-sitter finds a field by comparing its name with those of all fields of the language, for every question; here the
//! number of each is looked up once a thread.

use rustc_hash::FxHashMap;
use std::cell::RefCell;
use tree_sitter::{Language, Node};

/// The number of each field that was asked for; `None` if the language has none of that name.
type Numbers = FxHashMap<&'static str, Option<u16>>;

thread_local! {
    /// By language; there are four at most.
    static KNOWN: RefCell<Vec<(Language, Numbers)>> = const { RefCell::new(Vec::new()) };
}

/// The child of `node` in the field of that name, if it has one.
pub fn child<'t>(node: Node<'t>, name: &'static str) -> Option<Node<'t>> {
    let number = KNOWN.with_borrow_mut(|known| {
        let language = node.language();
        let at = known.iter().position(|(other, _)| *other == *language).unwrap_or_else(|| {
            known.push((Language::clone(&language), Numbers::default()));
            known.len() - 1
        });
        *known[at].1.entry(name).or_insert_with(|| language.field_id_for_name(name).map(u16::from))
    });
    node.child_by_field_id(number?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tree_sitter::Parser;

    #[test]
    fn fields_are_told_apart_by_language() {
        for (language, text) in [
            (tree_sitter_python::LANGUAGE.into(), "a = b\n"),
            (tree_sitter_javascript::LANGUAGE.into(), "a = b;\n"),
            (tree_sitter_typescript::LANGUAGE_TSX.into(), "a = b;\n"),
        ] {
            let mut parser = Parser::new();
            parser.set_language(&language).unwrap();
            let tree = parser.parse(text, None).unwrap();
            let assignment = tree.root_node().child(0).unwrap().child(0).unwrap();
            for name in ["left", "right", "left"] {
                assert_eq!(child(assignment, name), assignment.child_by_field_name(name), "{text} {name}");
                assert!(child(assignment, name).is_some());
            }
            assert_eq!(child(assignment, "body"), None);
            assert_eq!(child(assignment, "no such field"), None);
        }
    }
}
