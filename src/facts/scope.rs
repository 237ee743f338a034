//! Regions of code, the names that are bound in them, and imports.

use super::{BindingId, ClassId, ExprId, FunctionId, RegionId, Word};
use crate::source::Span;
use thin_vec::ThinVec;

/// A stretch of code with a role: scopes, handlers, loops.
#[derive(Clone, Debug)]
pub struct Region {
    /// What it is.
    pub kind: RegionKind,
    /// The region around it; the module's is itself.
    pub parent: RegionId,
    /// Its bytes.
    pub span: Span,
    /// Bindings of the names bound here, in order of appearance: the same name can be bound more than once.
    pub names: Vec<BindingId>,
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

/// A statement that leaves where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump {
    /// What it does.
    pub kind: JumpKind,
    /// The innermost region it stands in.
    pub region: RegionId,
    /// Its bytes.
    pub span: Span,
}

/// What a jump does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JumpKind {
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `return`, with or without a value.
    Return,
    /// `raise`, `throw`.
    Raise,
}

/// A name that is given a meaning.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The name.
    pub name: Word,
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
        path: ThinVec<Step>,
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
        path: ThinVec<Step>,
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
        path: ThinVec<Step>,
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The entry of that name.
    Key(Word),
    /// The element at that index, 0-based.
    Index(u32),
    /// Everything else (`...rest`).
    Rest,
}

/// One imported name.
#[derive(Clone, Debug)]
pub struct Import {
    /// The module as written: `openai`, `.clients`, `./client`, `@azure/openai`. Python relative imports keep their dots.
    pub module: Word,
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
    Name(Word),
    /// All names: `from m import *`, `export * from`.
    Star,
    /// Nothing: `import "m"`.
    Nothing,
}
