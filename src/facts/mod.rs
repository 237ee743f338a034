//! What one file says, in words a rule can ask about.
//!
//! A code file becomes a [`Facts`]: an arena of expressions, each knowing where it stands ([`Use`]), the names
//! bound in each region, the functions, classes, imports and handlers. Python, JavaScript and TypeScript are
//! lowered to the same vocabulary, so that linking and checks are written once. A data file becomes a tree of
//! [`data::Entry`]. No rule knows a syntax tree, and nothing here knows a rule: what a model id is, or which call is
//! dead, is decided to the right of this module. The vocabulary is here, in `expression` and in `scope`.

mod expression;
mod literal;
mod scope;
mod word;

pub mod builder;
pub mod data;
pub mod ecmascript;
mod field;
pub mod manifest;
pub mod python;
pub mod text;
pub mod tree;

pub use expression::{Arg, ArgKind, Bindings, Call, DictItem, Expr, ExprKind, Part, Use};
pub use literal::Literal;
pub use scope::{Binding, BindingKind, Import, Imported, Jump, JumpKind, Region, RegionKind, Step};
pub use word::Word;

use crate::source::Span;

/// Index of an expression in [`Facts::exprs`].
pub type ExprId = u32;
/// Index of a region in [`Facts::regions`].
pub type RegionId = u32;
/// Index of a binding in [`Facts::bindings`].
pub type BindingId = u32;
/// Index of a function in [`Facts::functions`].
pub type FunctionId = u32;
/// Index of a class in [`Facts::classes`].
pub type ClassId = u32;

/// A function, method, lambda or arrow function.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name; empty for an anonymous one.
    pub name: Word,
    /// Bytes of the name (of the whole function, if it has none).
    pub name_span: Span,
    /// Its body with the parameters.
    pub region: RegionId,
    /// Parameters in order, `self`/`cls` left out. Destructured parameters give several bindings with the same index.
    pub params: Vec<BindingId>,
    /// What it returns, each `return` with a value; an arrow function's expression body.
    pub returns: Vec<ExprId>,
    /// Its decorators, outermost first.
    pub decorators: Vec<ExprId>,
    /// `async`.
    pub is_async: bool,
    /// It has a `yield`.
    pub is_generator: bool,
    /// The class whose method it is.
    pub class: Option<ClassId>,
    /// Its return annotation.
    pub returns_type: Option<ExprId>,
}

/// A class.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its name; empty for an anonymous one.
    pub name: Word,
    /// Bytes of the name.
    pub name_span: Span,
    /// Its body: class attributes, fields and methods are names of this region.
    pub region: RegionId,
    /// Its bases.
    pub bases: Vec<ExprId>,
    /// Its decorators.
    pub decorators: Vec<ExprId>,
    /// Instance attributes: `self.name = value` and `this.name = value` in any method: (name, value).
    pub instance_attrs: Vec<(Word, ExprId)>,
    /// An `enum` (TypeScript), or a class one of whose bases is named `Enum`-like.
    pub is_enum: bool,
}

/// What a name exported from a module is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exported {
    /// A local binding, by name.
    Local(String),
    /// The value of an expression (`export default new OpenAI()`, `module.exports = {…}`).
    Expr(ExprId),
}

/// A comment: its bytes, delimiters included.
#[derive(Clone, Copy, Debug)]
pub struct Comment {
    /// Where.
    pub span: Span,
}

/// The facts of one code file.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// All expressions. Children stand before or after their parents: no order is promised.
    pub exprs: Vec<Expr>,
    /// All regions; the module is number 0.
    pub regions: Vec<Region>,
    /// All bindings.
    pub bindings: Vec<Binding>,
    /// The lists of bindings that one value is given to, where it is given to several.
    bound: Vec<Box<[BindingId]>>,
    /// All imports.
    pub imports: Vec<Import>,
    /// All functions.
    pub functions: Vec<Function>,
    /// All classes.
    pub classes: Vec<Class>,
    /// JavaScript exports: (exported name, what it is); the default export is `default`, `module.exports = x` is `module.exports`.
    /// Python exports every module-level name and lists none here.
    pub exports: Vec<(String, Exported)>,
    /// Assignments to attributes and indexes: (target expression, value).
    pub stores: Vec<(ExprId, ExprId)>,
    /// Statements that leave where they stand: `return`, `break`, `continue`, `raise`.
    pub jumps: Vec<Jump>,
    /// Statements, and the heads of those that hold others (`if x:`, `def f(a):`): their bytes, in no promised order.
    pub statements: Vec<Span>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
    /// 1-based lines (of the text) where the parser met a syntax error; empty if the file parses.
    pub syntax_errors: Vec<u32>,
    /// True if something was left out because it is nested too deep.
    pub too_deep: bool,
    /// True if it could not be parsed in the time it was given; then there is nothing else.
    pub timed_out: bool,
}

impl Facts {
    /// The facts of a file without a tree: one module, and why.
    fn of_unparsed(why: tree::Unparsed) -> Facts {
        let mut facts = builder::Builder::new(0).finish();
        match why {
            tree::Unparsed::TooLong => facts.timed_out = true,
            tree::Unparsed::Failed => facts.too_deep = true,
        }
        facts
    }
    /// The expression `id`.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id as usize]
    }
    /// The binding `id`.
    pub fn binding(&self, id: BindingId) -> &Binding {
        &self.bindings[id as usize]
    }
    /// The bindings that a value is given to.
    pub fn bound<'f>(&'f self, bindings: &'f Bindings) -> &'f [BindingId] {
        match bindings {
            Bindings { at, several: true } => &self.bound[*at as usize],
            Bindings { at, .. } => std::slice::from_ref(at),
        }
    }
    /// The region `id`.
    pub fn region(&self, id: RegionId) -> &Region {
        &self.regions[id as usize]
    }
    /// The function `id`.
    pub fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id as usize]
    }
    /// The class `id`.
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id as usize]
    }
    /// The call at `id`, if that expression is one.
    pub fn call(&self, id: ExprId) -> Option<&Call> {
        match &self.expr(id).kind {
            ExprKind::Call(call) => Some(call),
            _ => None,
        }
    }
    /// The regions from `region` outwards, `region` first, the module last.
    pub fn enclosing(&self, region: RegionId) -> impl Iterator<Item = (RegionId, &Region)> {
        let mut next = Some(region);
        std::iter::from_fn(move || {
            let id = next?;
            let region = &self.regions[id as usize];
            next = (region.parent != id).then_some(region.parent);
            Some((id, region))
        })
    }
    /// The bindings that a name read in `region` can mean: those of the nearest scope that binds it. A class body is
    /// passed over unless the name is read directly in it, as Python and JavaScript both have it.
    pub fn lookup(&self, region: RegionId, name: &str) -> Vec<BindingId> {
        let mut inside_function = false;
        for (_, scope) in self.enclosing(region) {
            if matches!(scope.kind, RegionKind::Class(_)) && inside_function {
                continue;
            }
            let found: Vec<BindingId> =
                scope.names.iter().copied().filter(|&binding| self.binding(binding).name == name).collect();
            if !found.is_empty() {
                return found;
            }
            inside_function |= matches!(scope.kind, RegionKind::Function(_));
        }
        Vec::new()
    }
    /// The innermost function around `region`.
    pub fn function_of(&self, region: RegionId) -> Option<FunctionId> {
        self.enclosing(region).find_map(|(_, r)| match r.kind {
            RegionKind::Function(f) => Some(f),
            _ => None,
        })
    }
    /// The dotted name of what encloses `region`: `Class.method`, `function`; empty at module level.
    pub fn symbol(&self, region: RegionId) -> String {
        let mut names: Vec<&str> = self
            .enclosing(region)
            .filter_map(|(_, r)| match r.kind {
                RegionKind::Function(f) => Some(self.function(f).name.as_str()),
                RegionKind::Class(c) => Some(self.class(c).name.as_str()),
                _ => None,
            })
            .filter(|n| !n.is_empty())
            .collect();
        names.reverse();
        names.join(".")
    }
}
