//! The arena of a [`Facts`] while it is filled: what both languages need to lower a tree without getting a link wrong.
//!
//! An expression is added after its children and gives each of them its [`Use`], so that a child's usage and its
//! parent's kind cannot disagree; whoever adds an expression only says what is done with the outermost one. Comments
//! and syntax errors are gathered from the tree in one pass that does not recurse.

use super::{
    ArgKind, Binding, BindingId, BindingKind, Bindings, Class, ClassId, Comment, DictItem, Exported, Expr, ExprId,
    ExprKind, Facts, Function, FunctionId, Import, Imported, Part, Region, RegionId, RegionKind, Use, Word,
};
use crate::facts::field;
use crate::source::Span;
use tree_sitter::Node;

/// The region of the whole file.
pub const MODULE: RegionId = 0;

/// The bytes of a node.
pub fn span_of(node: Node) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

/// Facts being filled.
#[derive(Debug)]
pub struct Builder {
    /// What stands so far.
    pub facts: Facts,
}

impl Builder {
    /// A builder for a text of `length` bytes; its module region stands already.
    pub fn new(length: usize) -> Builder {
        let mut facts = Facts::default();
        let span = Span::new(0, length);
        facts.regions.push(Region { kind: RegionKind::Module, parent: MODULE, span, names: Vec::new() });
        Builder { facts }
    }

    /// Adds an expression whose children are in the arena already, and tells each child what it is used for. Operands of
    /// [`ExprKind::Compare`] and children of [`ExprKind::Other`] are not named by the kind: see [`Builder::operands`].
    pub fn expr(&mut self, span: Span, kind: ExprKind, region: RegionId) -> ExprId {
        let id = self.facts.exprs.len() as ExprId;
        self.facts.exprs.push(Expr { span, kind: ExprKind::Other, usage: Use::Other, region });
        self.become_kind(id, kind);
        id
    }

    /// Adds a [`ExprKind::Compare`] over `operands`.
    pub fn operands(&mut self, span: Span, operands: &[ExprId], region: RegionId) -> ExprId {
        let id = self.expr(span, ExprKind::Compare, region);
        for &operand in operands {
            self.use_of(operand, Use::Compared(id));
        }
        id
    }

    /// Gives an expression its kind after the fact: for one that its children must be able to name before it is complete.
    /// The children are told what they are used for.
    pub fn become_kind(&mut self, id: ExprId, kind: ExprKind) {
        match &kind {
            ExprKind::Template(parts) => {
                for part in parts {
                    if let Part::Hole(hole) = part {
                        self.use_of(*hole, Use::Hole(id));
                    }
                }
            }
            ExprKind::Attr { object, .. } => self.use_of(*object, Use::Object(id)),
            ExprKind::Index { object, key } => {
                self.use_of(*object, Use::Indexed(id));
                self.use_of(*key, Use::IndexKey(id));
            }
            ExprKind::Call(call) => {
                self.use_of(call.callee, Use::Callee(id));
                for (at, arg) in call.args.iter().enumerate() {
                    let usage = match arg.kind {
                        ArgKind::Splat | ArgKind::DictSplat => Use::Spread(id),
                        _ => Use::Arg { call: id, arg: at as u32 },
                    };
                    self.use_of(arg.value, usage);
                }
            }
            ExprKind::List(items) => items.iter().for_each(|&item| self.use_of(item, Use::Item(id))),
            ExprKind::Dict(items) => {
                for (at, item) in items.iter().enumerate() {
                    match item {
                        DictItem::Entry { key, value, .. } => {
                            if let Some(key) = key {
                                self.use_of(*key, Use::DictKey(id));
                            }
                            self.use_of(*value, Use::DictValue(id, at as u32));
                        }
                        DictItem::Splat(value) => self.use_of(*value, Use::Spread(id)),
                    }
                }
            }
            ExprKind::Choice(values) => values.iter().for_each(|&value| self.use_of(value, Use::Chosen(id))),
            ExprKind::Same(inner) => self.use_of(*inner, Use::Wrapped(id)),
            ExprKind::Comprehension(element) => self.use_of(*element, Use::Element(id)),
            ExprKind::Str(_)
            | ExprKind::Num(_)
            | ExprKind::Bool(_)
            | ExprKind::Null
            | ExprKind::Name(_)
            | ExprKind::This(_)
            | ExprKind::Compare
            | ExprKind::Function(_)
            | ExprKind::Class(_)
            | ExprKind::Other => {}
        }
        self.facts.exprs[id as usize].kind = kind;
    }

    /// Says what is done with the value of `expr`; the last word counts.
    pub fn use_of(&mut self, expr: ExprId, usage: Use) {
        self.facts.exprs[expr as usize].usage = usage;
    }

    /// Says that the value of `expr` is given to these names.
    pub fn bound(&mut self, expr: ExprId, bindings: &[BindingId]) {
        let bindings = match bindings {
            [only] => Bindings { at: *only, several: false },
            several => {
                self.facts.bound.push(several.into());
                Bindings { at: self.facts.bound.len() as u32 - 1, several: true }
            }
        };
        self.use_of(expr, Use::Bound(bindings));
    }

    /// Adds a region.
    pub fn region(&mut self, kind: RegionKind, parent: RegionId, span: Span) -> RegionId {
        self.facts.regions.push(Region { kind, parent, span, names: Vec::new() });
        self.facts.regions.len() as RegionId - 1
    }

    /// Binds `name` in `region`.
    pub fn bind(
        &mut self,
        region: RegionId,
        name: impl Into<Word>,
        span: Span,
        kind: BindingKind,
        annotation: Option<ExprId>,
    ) -> BindingId {
        let id = self.facts.bindings.len() as BindingId;
        let name = name.into();
        self.facts.regions[region as usize].names.push(id);
        self.facts.bindings.push(Binding { name, span, region, kind, annotation });
        id
    }

    /// Adds an import and, if it has a local name, binds that name in the region `binds` says. `import.binding` is filled here.
    pub fn import(&mut self, mut import: Import, local: Option<(RegionId, &str, Span)>) -> u32 {
        let id = self.facts.imports.len() as u32;
        if let Some((region, name, span)) = local {
            import.binding = Some(self.bind(region, name, span, BindingKind::Import(id), None));
        }
        self.facts.imports.push(import);
        id
    }

    /// Adds a function and its region. An empty `name` is an anonymous function; parameters, returns and the rest are
    /// filled in later through [`Builder::function_mut`].
    pub fn function(
        &mut self,
        name: impl Into<Word>,
        name_span: Span,
        parent: RegionId,
        span: Span,
    ) -> (FunctionId, RegionId) {
        let id = self.facts.functions.len() as FunctionId;
        let region = self.region(RegionKind::Function(id), parent, span);
        self.facts.functions.push(Function {
            name: name.into(),
            name_span,
            region,
            params: Vec::new(),
            returns: Vec::new(),
            decorators: Vec::new(),
            is_async: false,
            is_generator: false,
            class: None,
            returns_type: None,
        });
        (id, region)
    }

    /// The function `id`, to be filled.
    pub fn function_mut(&mut self, id: FunctionId) -> &mut Function {
        &mut self.facts.functions[id as usize]
    }

    /// Adds a class and its region; bases and the rest are filled in later through [`Builder::class_mut`].
    pub fn class(
        &mut self,
        name: impl Into<Word>,
        name_span: Span,
        parent: RegionId,
        span: Span,
    ) -> (ClassId, RegionId) {
        let id = self.facts.classes.len() as ClassId;
        let region = self.region(RegionKind::Class(id), parent, span);
        self.facts.classes.push(Class {
            name: name.into(),
            name_span,
            region,
            bases: Vec::new(),
            decorators: Vec::new(),
            instance_attrs: Vec::new(),
            is_enum: false,
        });
        (id, region)
    }

    /// The class `id`, to be filled.
    pub fn class_mut(&mut self, id: ClassId) -> &mut Class {
        &mut self.facts.classes[id as usize]
    }

    /// Records `target = value` for an attribute or index. The value's usage becomes `Stored`, the target's `Target`.
    pub fn store(&mut self, target: ExprId, value: ExprId) {
        self.use_of(target, Use::Target);
        self.use_of(value, Use::Stored(target));
        self.facts.stores.push((target, value));
    }

    /// Records that the module exports `name`.
    pub fn export(&mut self, name: impl Into<String>, what: Exported) {
        self.facts.exports.push((name.into(), what));
    }

    /// Records a statement; of one that holds others, its head.
    pub fn statement(&mut self, node: Node) {
        self.statement_from(node.start_byte(), node);
    }

    /// The same for one that begins before its node, with a decorator.
    pub fn statement_from(&mut self, start: usize, node: Node) {
        let body = ["body", "consequence", "definition"].iter().find_map(|name| field::child(node, name));
        // Decorators stand before what they decorate.
        let body = body.map(|body| field::child(body, "body").unwrap_or(body));
        let end = body.map_or(node.end_byte(), |body| body.start_byte());
        self.facts.statements.push(Span::new(start, end));
    }

    /// Gathers comments and syntax errors of the whole tree: kinds named in `comments` are comments, each of which begins
    /// with one of `markers`. Only what holds a marker or an error is looked into, which is little of the tree.
    pub fn read_marks(&mut self, root: Node, text: &str, comments: &[&str], markers: &[&str]) {
        let language = root.language();
        let comment_ids: Vec<u16> = comments.iter().map(|kind| language.id_for_node_kind(kind, true)).collect();
        let finds = markers.iter().flat_map(|marker| memchr::memmem::find_iter(text.as_bytes(), marker));
        let mut starts: Vec<usize> = finds.collect();
        starts.sort_unstable();
        let mut starts = starts.into_iter().peekable();
        let mut cursor = root.walk();
        loop {
            let node = cursor.node();
            while starts.next_if(|start| *start < node.start_byte()).is_some() {}
            if comment_ids.contains(&node.kind_id()) {
                self.facts.comments.push(Comment { span: span_of(node) });
            } else if (node.is_error() || node.is_missing()) && !is_ampersand(node, text) {
                self.facts.syntax_errors.push(node.start_position().row as u32 + 1);
            }
            let holds_marker = starts.peek().is_some_and(|start| *start < node.end_byte());
            if (holds_marker || node.has_error()) && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    self.facts.syntax_errors.sort_unstable();
                    self.facts.syntax_errors.dedup();
                    return;
                }
            }
        }
    }

    /// The finished facts. Names of a region are put in order of appearance, whatever the order they were bound in.
    pub fn finish(self) -> Facts {
        let mut facts = self.facts;
        let bindings = &facts.bindings;
        for region in &mut facts.regions {
            region.names.sort_by_key(|id| (bindings[*id as usize].span.start, *id));
            region.names.shrink_to_fit();
        }
        // They are kept until the whole project is read.
        for function in &mut facts.functions {
            function.params.shrink_to_fit();
            function.returns.shrink_to_fit();
            function.decorators.shrink_to_fit();
        }
        facts.functions.shrink_to_fit();
        facts.imports.shrink_to_fit();
        facts.statements.shrink_to_fit();
        facts.exprs.shrink_to_fit();
        facts.regions.shrink_to_fit();
        facts.bindings.shrink_to_fit();
        facts
    }
}

/// True for the error that the grammar makes of `&` in the text of a JSX element, where browsers and bundlers see a
/// character like any other.
fn is_ampersand(error: Node, text: &str) -> bool {
    text[error.start_byte()..].starts_with('&')
        && error.parent().is_some_and(|parent| matches!(parent.kind(), "jsx_element" | "jsx_fragment"))
}

/// An import that takes `what` from `module`; `statement` is the whole statement, `span` the name in it.
pub fn import_of(module: &str, what: Imported, statement: Span, span: Span, region: RegionId) -> Import {
    Import { module: module.into(), what, binding: None, statement, span, type_only: false, re_export: false, region }
}

#[cfg(test)]
mod tests {
    use super::super::{Arg, Call};
    use super::*;

    #[test]
    fn an_expression_tells_its_children_their_use() {
        let mut b = Builder::new(10);
        let at = Span::new(0, 1);
        let callee = b.expr(at, ExprKind::Name("f".into()), MODULE);
        let first = b.expr(at, ExprKind::Null, MODULE);
        let rest = b.expr(at, ExprKind::Null, MODULE);
        let args = vec![
            Arg { kind: ArgKind::Positional(0), value: first, span: at },
            Arg { kind: ArgKind::Splat, value: rest, span: at },
        ];
        let call = b.expr(at, ExprKind::Call(Call { callee, args: args.into(), is_new: false }), MODULE);
        assert_eq!(b.facts.expr(callee).usage, Use::Callee(call));
        assert_eq!(b.facts.expr(first).usage, Use::Arg { call, arg: 0 });
        assert_eq!(b.facts.expr(rest).usage, Use::Spread(call));
    }

    #[test]
    fn names_of_a_region_stand_in_order_of_appearance() {
        let mut b = Builder::new(10);
        b.bind(MODULE, "late", Span::new(5, 9), BindingKind::Declared, None);
        b.bind(MODULE, "early", Span::new(0, 4), BindingKind::Declared, None);
        let facts = b.finish();
        let names: Vec<&str> = facts.regions[0].names.iter().map(|&id| facts.binding(id).name.as_str()).collect();
        assert_eq!(names, ["early", "late"]);
    }
}
