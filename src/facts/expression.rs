//! Expressions: what they are, and what is done with their values.

use super::{BindingId, ClassId, ExprId, FunctionId, Literal, RegionId, Word};
use crate::source::Span;
use thin_vec::ThinVec;

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
    Str(Literal),
    /// An f-string or template literal, or a `+`, `%` or `.format` that builds a string.
    Template(Box<[Part]>),
    /// A number as written (`30`, `1_000`, `2.5`).
    Num(Word),
    /// `True`/`true`, `False`/`false`.
    Bool(bool),
    /// `None`, `null`, `undefined`.
    Null,
    /// A name that is read.
    Name(Word),
    /// `self` / `this` inside a method (also `cls`): the class it is an instance of.
    This(ClassId),
    /// `object.name`; also `object?.name`.
    Attr {
        /// What the attribute is read from.
        object: ExprId,
        /// The attribute.
        name: Word,
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
    List(Box<[ExprId]>),
    /// A dict or object literal.
    Dict(Box<[DictItem]>),
    /// One of several values: `a or b`, `a if t else b`, `t ? a : b`, `a ?? b`, `a || b`. The test of a conditional is not among them.
    Choice(Box<[ExprId]>),
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
    pub args: ThinVec<Arg>,
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
    Keyword(Word, Span),
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
        name: Option<Word>,
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

/// The bindings that one value is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bindings {
    /// The only one, or the index of the list of several in the facts.
    pub(super) at: u32,
    /// There are several.
    pub(super) several: bool,
}

/// What is done with the value of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Assigned to names (several with destructuring): see [`Facts::bound`](super::Facts::bound).
    Bound(Bindings),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A large package holds a million expressions, and all of them are kept until the package is judged.
    #[test]
    fn expressions_are_small() {
        assert_eq!(std::mem::size_of::<ExprKind>(), 24);
        assert_eq!(std::mem::size_of::<Use>(), 12);
        assert_eq!(std::mem::size_of::<Expr>(), 48);
        assert_eq!(std::mem::size_of::<Arg>(), 40);
        assert_eq!(std::mem::size_of::<DictItem>(), 32);
    }
}
