//! What one file says, in words a rule can ask about.
//!
//! A code file becomes a [`Facts`]: an arena of expressions, each knowing where it stands ([`Use`]), the names
//! bound in each region, the functions, classes, imports and handlers. Python, JavaScript and TypeScript are
//! lowered to the same vocabulary, so that linking and checks are written once. A data file becomes a tree of
//! [`data::Entry`]. No rule knows a syntax tree, and nothing here knows a rule: what a model id is, or which call is
//! dead, is decided to the right of this module.

pub mod builder;
pub mod data;
pub mod ecmascript;
pub mod manifest;
pub mod python;
pub mod tree;

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

/// An expression: what it is, where it stands in the text, and what its value is used for.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Bytes of the whole expression.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
    /// What is done with its value.
    pub usage: Use,
    /// The innermost region it is evaluated in.
    pub region: RegionId,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A string without holes, escapes resolved. Adjacent literals are joined.
    Str(String),
    /// An f-string or template literal, or a `+`, `%` or `.format` that builds a string.
    Template(Vec<Part>),
    /// A number as written (`30`, `1_000`, `2.5`).
    Num(String),
    /// `True`/`true`, `False`/`false`.
    Bool(bool),
    /// `None`, `null`, `undefined`.
    Null,
    /// A name that is read.
    Name(String),
    /// `self` / `this` inside a method (also `cls`): the class it is an instance of.
    This(ClassId),
    /// `object.name`; also `object?.name`.
    Attr {
        /// What the attribute is read from.
        object: ExprId,
        /// The attribute.
        name: String,
        /// Bytes of the attribute's name.
        name_span: Span,
    },
    /// `object[key]`.
    Index {
        /// What is indexed.
        object: ExprId,
        /// The key.
        key: ExprId,
    },
    /// A call, or `new X(…)`.
    Call(Call),
    /// A list, tuple, set or array.
    List(Vec<ExprId>),
    /// A dict or object literal.
    Dict(Vec<DictItem>),
    /// One of several values: `a or b`, `a if t else b`, `t ? a : b`, `a ?? b`, `a || b`. The test of a conditional is not among them.
    Choice(Vec<ExprId>),
    /// `await x`, `yield x`, `*x`, `(x as T)`, `x!`, `x satisfies T`: the same value for our purposes.
    Same(ExprId),
    /// A comparison, membership or `isinstance`-like test; its operands carry [`Use::Compared`].
    Compare,
    /// A lambda, arrow function or function expression.
    Function(FunctionId),
    /// A class expression.
    Class(ClassId),
    /// A comprehension or generator, by its element.
    Comprehension(ExprId),
    /// Anything else; its children are still in the arena.
    Other,
}

/// A piece of a built string.
#[derive(Clone, Debug)]
pub enum Part {
    /// Literal text, escapes resolved.
    Text(String),
    /// A value put in.
    Hole(ExprId),
}

/// A call expression.
#[derive(Clone, Debug)]
pub struct Call {
    /// What is called.
    pub callee: ExprId,
    /// The arguments in order.
    pub args: Vec<Arg>,
    /// `new X(…)`.
    pub is_new: bool,
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub struct Arg {
    /// How it is passed.
    pub kind: ArgKind,
    /// Its value.
    pub value: ExprId,
    /// Bytes of the whole argument, keyword included.
    pub span: Span,
}

/// How an argument is passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgKind {
    /// By position (0-based, counted over positional arguments).
    Positional(u32),
    /// By keyword: the name and the bytes of the name.
    Keyword(String, Span),
    /// `*args`, `...args`.
    Splat,
    /// `**kwargs`.
    DictSplat,
}

/// An item of a dict or object literal.
#[derive(Clone, Debug)]
pub enum DictItem {
    /// `key: value`, `"key": value`, shorthand `{model}`; `name` is the key if it is a literal or identifier.
    Entry {
        /// The key, when it is known without evaluating anything.
        name: Option<String>,
        /// The key as an expression, if it is one (Python keys, computed keys).
        key: Option<ExprId>,
        /// Bytes of the key.
        key_span: Span,
        /// The value.
        value: ExprId,
    },
    /// `**other`, `...other`.
    Splat(ExprId),
}

/// What is done with the value of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// A statement of its own (a docstring, a bare call).
    Statement,
    /// Argument number `arg` (index into [`Call::args`]) of call `call`.
    Arg {
        /// The call.
        call: ExprId,
        /// Index into its arguments.
        arg: u32,
    },
    /// What a call calls.
    Callee(ExprId),
    /// What an attribute is read from.
    Object(ExprId),
    /// What is indexed.
    Indexed(ExprId),
    /// The key of an index.
    IndexKey(ExprId),
    /// An item of a list, tuple or set.
    Item(ExprId),
    /// The key of a dict entry: the dict.
    DictKey(ExprId),
    /// The value of a dict entry: the dict and the index of the item.
    DictValue(ExprId, u32),
    /// Spread into a dict, list or call.
    Spread(ExprId),
    /// A hole of a built string.
    Hole(ExprId),
    /// One of the values of a choice.
    Chosen(ExprId),
    /// The operand of a [`ExprKind::Same`].
    Wrapped(ExprId),
    /// An operand of a comparison.
    Compared(ExprId),
    /// The element of a comprehension.
    Element(ExprId),
    /// A condition (`if`, `while`, the test of a conditional, `not x`).
    Test,
    /// Assigned to names (several with destructuring).
    Bound(Vec<BindingId>),
    /// Assigned to `object.name` or `object[key]`: the target expression.
    Stored(ExprId),
    /// The target of an assignment.
    Target,
    /// The default of a parameter.
    Default(BindingId),
    /// Returned from a function.
    Returned(FunctionId),
    /// Yielded from a function.
    Yielded(FunctionId),
    /// Raised or thrown.
    Raised,
    /// A type annotation or type argument, `Literal["x"]` and union types included.
    Annotation,
    /// A decorator of a function or class.
    Decorator,
    /// A base class.
    Base(ClassId),
    /// What an `except` clause names.
    Caught(RegionId),
    /// What a loop or comprehension iterates over.
    Iterated,
    /// What a `with` statement enters.
    Entered(RegionId),
    /// A `case` label.
    Case,
    /// An assertion.
    Asserted,
    /// Exported as a module's default (`export default x`, `module.exports = x`).
    DefaultExport,
    /// Anything else.
    Other,
}

/// A stretch of code with a role: scopes, handlers, loops.
#[derive(Clone, Debug)]
pub struct Region {
    /// What it is.
    pub kind: RegionKind,
    /// The region around it; the module's is itself.
    pub parent: RegionId,
    /// Its bytes.
    pub span: Span,
    /// Names bound here, in order of appearance: the same name can be bound more than once.
    pub names: Vec<(String, BindingId)>,
}

/// The role of a region.
#[derive(Clone, Debug)]
pub enum RegionKind {
    /// The whole file.
    Module,
    /// A class body.
    Class(ClassId),
    /// A function body with its parameters.
    Function(FunctionId),
    /// The body of a `try`; its handlers are regions of kind `Handler` with the same parent.
    Try,
    /// An `except` or `catch` clause: what it names (empty: everything).
    Handler(Vec<ExprId>),
    /// A `finally` clause.
    Finally,
    /// A `for` or `while` loop.
    Loop {
        /// What a `for` iterates over, or the condition of a `while`; `None` if there is none.
        head: Option<ExprId>,
        /// `while` rather than `for`.
        is_while: bool,
    },
    /// A `with` statement and what it enters.
    With(Vec<ExprId>),
    /// A branch of an `if` or `switch`, with its test if it has one.
    Branch(Option<ExprId>),
    /// A plain block, or a comprehension.
    Block,
}

/// A name that is given a meaning.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The name.
    pub name: String,
    /// Bytes of the name where it is bound.
    pub span: Span,
    /// The region it is bound in.
    pub region: RegionId,
    /// What it means.
    pub kind: BindingKind,
    /// Its type annotation, if there is one.
    pub annotation: Option<ExprId>,
}

/// What a name means.
#[derive(Clone, Debug)]
pub enum BindingKind {
    /// The value of an expression; `path` leads into it when it is taken apart (`const {a: {b}} = x` → `[Key(a), Key(b)]`).
    Value {
        /// The expression.
        expr: ExprId,
        /// The way into it; empty for a plain assignment.
        path: Vec<Step>,
    },
    /// An import: index into [`Facts::imports`].
    Import(u32),
    /// A parameter of a function.
    Param {
        /// The function.
        function: FunctionId,
        /// Position, 0-based; `self`/`cls` of a method is not counted.
        index: u32,
        /// The default, if there is one.
        default: Option<ExprId>,
        /// `*args` or `**kwargs` or `...rest`.
        rest: bool,
        /// The way into the argument if it is taken apart: `function f({model = "x"})`.
        path: Vec<Step>,
    },
    /// A function definition.
    Function(FunctionId),
    /// A class definition.
    Class(ClassId),
    /// An element of what is iterated (`for x in xs`, comprehensions).
    Element {
        /// What is iterated.
        iterable: ExprId,
        /// The way into each element.
        path: Vec<Step>,
    },
    /// `with x as name`.
    Entered(ExprId),
    /// `except E as name`, `catch (name)`.
    Caught(RegionId),
    /// Declared without a value (`let x;`, `x: int`), or an enum member without one.
    Declared,
    /// Anything else.
    Other,
}

/// One step into a value that is taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The entry of that name.
    Key(String),
    /// The element at that index, 0-based.
    Index(u32),
    /// Everything else (`...rest`).
    Rest,
}

/// One imported name.
#[derive(Clone, Debug)]
pub struct Import {
    /// The module as written: `openai`, `.clients`, `./client`, `@azure/openai`. Python relative imports keep their dots.
    pub module: String,
    /// What is taken from it.
    pub what: Imported,
    /// The local binding; `None` for star imports and imports for their side effects.
    pub binding: Option<BindingId>,
    /// Bytes of the whole import statement or `require` call.
    pub statement: Span,
    /// Bytes of this name in it (of the module, where no name is taken).
    pub span: Span,
    /// `import type`, or under `if TYPE_CHECKING`.
    pub type_only: bool,
    /// It is a re-export (`export { x } from "m"`, `export * from "m"`).
    pub re_export: bool,
    /// The region it stands in.
    pub region: RegionId,
}

/// What an import takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The module itself: `import a.b as c`, `import * as c from`, `const c = require()`, `await import()`.
    Module,
    /// Python `import a.b` without `as`: binds `a`, but names `a.b`.
    Root,
    /// The default export (JavaScript).
    Default,
    /// A name of the module.
    Name(String),
    /// All names: `from m import *`, `export * from`.
    Star,
    /// Nothing: `import "m"`.
    Nothing,
}

/// A function, method, lambda or arrow function.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name; empty for an anonymous one.
    pub name: String,
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
    pub name: String,
    /// Bytes of the name.
    pub name_span: Span,
    /// Its body: class attributes, fields and methods are names of this region.
    pub region: RegionId,
    /// Its bases.
    pub bases: Vec<ExprId>,
    /// Its decorators.
    pub decorators: Vec<ExprId>,
    /// Instance attributes: `self.name = value` and `this.name = value` in any method: (name, value).
    pub instance_attrs: Vec<(String, ExprId)>,
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
    /// All comments, in order.
    pub comments: Vec<Comment>,
    /// 1-based lines (of the text) where the parser met a syntax error; empty if the file parses.
    pub syntax_errors: Vec<u32>,
    /// True if something was left out because it is nested too deep.
    pub too_deep: bool,
}

impl Facts {
    /// The expression `id`.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id as usize]
    }
    /// The binding `id`.
    pub fn binding(&self, id: BindingId) -> &Binding {
        &self.bindings[id as usize]
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
            let found: Vec<BindingId> = scope.names.iter().filter(|(n, _)| n == name).map(|(_, b)| *b).collect();
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
