//! What holds of the facts of every program.

use crate::facts::{BindingKind, DictItem, ExprId, ExprKind, Facts, Part, RegionKind, Use};
use crate::language::Language;
use crate::source::{Source, Span};
use rustc_hash::FxHashSet;
use tree_sitter::Node;

/// Panics unless the facts agree with themselves and, where nothing was cut off, stand for every node of the tree.
pub(super) fn check(source: &Source, facts: &Facts) {
    spans(source, facts);
    links(facts);
    bindings(facts);
    if !facts.too_deep {
        complete(source, facts);
    }
}

fn spans(source: &Source, facts: &Facts) {
    let text = &source.text;
    let exprs = facts.exprs.iter().map(|e| e.span);
    let regions = facts.regions.iter().map(|r| r.span);
    let bindings = facts.bindings.iter().map(|b| b.span);
    let comments = facts.comments.iter().map(|c| c.span);
    let imports = facts.imports.iter().flat_map(|i| [i.statement, i.span]);
    for span in exprs.chain(regions).chain(bindings).chain(comments).chain(imports) {
        assert!(text.get(span.range()).is_some(), "{span:?} in {} bytes", text.len());
    }
    assert!(facts.comments.is_sorted_by_key(|c| c.span), "comments out of order");
    for (id, region) in facts.regions.iter().enumerate() {
        let parent = &facts.regions[region.parent as usize];
        assert!(id == 0 || (region.parent as usize) < id, "the parent of a region stands before it");
        assert!(parent.span.contains(region.span), "{region:?} outside of {parent:?}");
    }
}

/// The children an expression names.
fn children(kind: &ExprKind) -> Vec<ExprId> {
    match kind {
        ExprKind::Template(parts) => {
            parts.iter().filter_map(|p| if let Part::Hole(h) = p { Some(*h) } else { None }).collect()
        }
        ExprKind::Attr { object, .. } => vec![*object],
        ExprKind::Index { object, key } => vec![*object, *key],
        ExprKind::Call(call) => call.args.iter().map(|a| a.value).chain([call.callee]).collect(),
        ExprKind::List(items) | ExprKind::Choice(items) => items.to_vec(),
        ExprKind::Dict(items) => items
            .iter()
            .flat_map(|item| match item {
                DictItem::Entry { key, value, .. } => vec![Some(*value), *key],
                DictItem::Splat(value) => vec![Some(*value)],
            })
            .flatten()
            .collect(),
        ExprKind::Same(inner) | ExprKind::Comprehension(inner) => vec![*inner],
        _ => Vec::new(),
    }
}

/// A child's use names its parent, and a use that names a parent is known to that parent.
fn links(facts: &Facts) {
    let mut owned: FxHashSet<(ExprId, ExprId)> = FxHashSet::default();
    for (id, expr) in facts.exprs.iter().enumerate() {
        for child in children(&expr.kind) {
            owned.insert((id as ExprId, child));
            let ok = match &facts.expr(child).usage {
                Use::Annotation => true,
                // A value that is assigned, or yielded, keeps that use under the expression that hands it on.
                Use::Bound(_) | Use::Stored(_) | Use::DefaultExport | Use::Yielded(_) | Use::Target => {
                    matches!(expr.kind, ExprKind::Same(_) | ExprKind::Choice(_))
                }
                usage => parent_of(usage) == Some(id as ExprId),
            };
            assert!(ok, "child {:?} of {expr:?}", facts.expr(child));
        }
    }
    for (id, expr) in facts.exprs.iter().enumerate() {
        assert!((expr.region as usize) < facts.regions.len());
        if let Some(parent) = parent_of(&expr.usage) {
            let is_compare = matches!(facts.expr(parent).kind, ExprKind::Compare);
            assert!(is_compare || owned.contains(&(parent, id as ExprId)), "{expr:?} is unknown to its parent");
        }
        match &expr.usage {
            Use::Bound(ids) => facts.bound(ids).iter().for_each(|b| assert!((*b as usize) < facts.bindings.len())),
            Use::Stored(target) => assert!(matches!(facts.expr(*target).usage, Use::Target)),
            Use::Returned(f) => assert!(facts.function(*f).returns.contains(&(id as ExprId))),
            Use::Base(c) => assert!(facts.class(*c).bases.contains(&(id as ExprId))),
            Use::Default(b) => assert!(
                matches!(&facts.binding(*b).kind, BindingKind::Param { default, .. } if *default == Some(id as ExprId))
                    || matches!(facts.binding(*b).kind, BindingKind::Other)
            ),
            _ => {}
        }
    }
}

fn parent_of(usage: &Use) -> Option<ExprId> {
    match usage {
        Use::Arg { call, .. } => Some(*call),
        Use::Callee(id)
        | Use::Object(id)
        | Use::Indexed(id)
        | Use::IndexKey(id)
        | Use::Item(id)
        | Use::DictKey(id)
        | Use::DictValue(id, _)
        | Use::Spread(id)
        | Use::Hole(id)
        | Use::Chosen(id)
        | Use::Wrapped(id)
        | Use::Compared(id)
        | Use::Element(id) => Some(*id),
        _ => None,
    }
}

fn bindings(facts: &Facts) {
    for (id, region) in facts.regions.iter().enumerate() {
        for &binding in &region.names {
            let binding = facts.binding(binding);
            assert_eq!(binding.region as usize, id);
            assert!(!binding.name.is_empty());
        }
        match region.kind {
            RegionKind::Function(f) => assert_eq!(facts.function(f).region as usize, id),
            RegionKind::Class(c) => assert_eq!(facts.class(c).region as usize, id),
            _ => {}
        }
    }
    let named: usize = facts.regions.iter().map(|r| r.names.len()).sum();
    assert_eq!(named, facts.bindings.len());
    for (id, import) in facts.imports.iter().enumerate() {
        if let Some(binding) = import.binding {
            assert!(matches!(facts.binding(binding).kind, BindingKind::Import(i) if i as usize == id));
        }
    }
    for binding in &facts.bindings {
        if let BindingKind::Value { expr, .. } = binding.kind {
            assert!((expr as usize) < facts.exprs.len());
        }
    }
}

/// Kinds of nodes that must each be an expression.
const EXPRESSIONS: [&str; 17] = [
    "call_expression",
    "new_expression",
    "member_expression",
    "subscript_expression",
    "object",
    "array",
    "arrow_function",
    "function_expression",
    "class",
    "template_string",
    "string",
    "await_expression",
    "binary_expression",
    "ternary_expression",
    "unary_expression",
    "jsx_element",
    "jsx_self_closing_element",
];

fn complete(source: &Source, facts: &Facts) {
    let language = match source.language {
        Language::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        Language::Tsx => tree_sitter_typescript::LANGUAGE_TSX.into(),
        _ => tree_sitter_javascript::LANGUAGE.into(),
    };
    let tree = crate::facts::tree::parse(&source.text, &language, std::time::Duration::MAX).unwrap();
    let known: FxHashSet<Span> = facts.exprs.iter().map(|e| e.span).collect();
    let mut cursor = tree.walk();
    // Asking a node for its parent starts at the root each time.
    let mut around: Vec<Node> = Vec::new();
    let mut comments = 0;
    loop {
        let node = cursor.node();
        comments += usize::from(node.kind() == "comment" || node.kind() == "html_comment");
        let line = node.start_position().row as u32 + 1;
        assert!(!(node.is_error() || node.is_missing()) || facts.syntax_errors.contains(&line));
        if EXPRESSIONS.contains(&node.kind())
            && node.is_named()
            && !known.contains(&span(node))
            && !is_elsewhere(node, &around)
        {
            let around: Vec<&str> = around.iter().map(|n| n.kind()).collect();
            let text = &source.text[node.byte_range()];
            panic!("{} {}: {text:?} is lost in {around:?}", source.path, node.start_position());
        }
        if cursor.goto_first_child() {
            around.push(node);
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                assert_eq!(comments, facts.comments.len());
                return;
            }
            around.pop();
        }
    }
}

fn span(node: Node) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

/// True for nodes that are said otherwise: module names, operands of `+`, steps of a chain of operators, assignments'
/// targets.
fn is_elsewhere(node: Node, around: &[Node]) -> bool {
    let outside = around.iter().rposition(|n| n.kind() != "parenthesized_expression");
    let Some(outside) = outside else { return false };
    let parent = around[outside];
    let child = around.get(outside + 1).copied().unwrap_or(node);
    match parent.kind() {
        "import_statement" | "export_statement" | "import_require_clause" | "import_specifier" | "export_specifier" => {
            node.kind() == "string"
        }
        "internal_module" | "module" => node.kind() == "string",
        "binary_expression" => matches!(node.kind(), "string" | "template_string" | "binary_expression"),
        "augmented_assignment_expression" => matches!(node.kind(), "string" | "template_string"),
        "ternary_expression" => {
            node.kind() == "ternary_expression" && parent.child_by_field_name("alternative") == Some(child)
        }
        // A type written like an expression is a name with its module.
        "jsx_closing_element" => node.kind() == "member_expression",
        _ => false,
    }
}
