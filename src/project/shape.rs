//! What is asked of a file only where a call is judged in it: made when it is first asked for.

use crate::facts::{
    BindingId, BindingKind, ClassId, ExprId, ExprKind, Facts, FunctionId, RegionId, RegionKind, Use, Word,
};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// Names by their place, functions by what holds them, handlers by their `try`.
#[derive(Debug)]
pub struct Shape {
    /// Names, read or assigned, by where they begin.
    names: Vec<ExprId>,
    /// Strings, with and without holes, by where they begin.
    texts: Vec<ExprId>,
    /// For each function, the expression that it is, if it is one.
    own: FxHashMap<FunctionId, ExprId>,
    /// For each function, the names that are bound to it.
    bindings: FxHashMap<FunctionId, Vec<BindingId>>,
    /// For each `try`, its handlers.
    handlers: FxHashMap<RegionId, Vec<RegionId>>,
    /// For each handler, its `try`.
    tried: FxHashMap<RegionId, RegionId>,
    /// Where an attribute of `self` or `this` is named, by class and name.
    attributes: FxHashMap<(ClassId, Word), Vec<ExprId>>,
}

impl Shape {
    /// The shape of a file.
    pub fn new(facts: &Facts) -> Shape {
        let mut shape = Shape {
            names: Vec::new(),
            texts: Vec::new(),
            own: FxHashMap::default(),
            bindings: FxHashMap::default(),
            handlers: FxHashMap::default(),
            tried: FxHashMap::default(),
            attributes: FxHashMap::default(),
        };
        for (id, expr) in facts.exprs.iter().enumerate() {
            match &expr.kind {
                ExprKind::Name(_) => shape.names.push(id as ExprId),
                ExprKind::Str(_) | ExprKind::Template(_) => shape.texts.push(id as ExprId),
                ExprKind::Function(function) => {
                    shape.own.entry(*function).or_insert(id as ExprId);
                }
                ExprKind::Attr { object, name, .. } => {
                    if let ExprKind::This(class) = facts.expr(*object).kind {
                        shape.attributes.entry((class, *name)).or_default().push(id as ExprId);
                    }
                }
                _ => {}
            }
        }
        for list in [&mut shape.names, &mut shape.texts] {
            list.sort_by_key(|&id| (facts.expr(id).span.start, id));
        }
        for (id, binding) in facts.bindings.iter().enumerate() {
            let function = match &binding.kind {
                BindingKind::Function(function) => Some(*function),
                BindingKind::Value { expr, path } if path.is_empty() => match facts.expr(*expr).kind {
                    ExprKind::Function(function) => Some(function),
                    _ => None,
                },
                _ => None,
            };
            if let Some(function) = function {
                shape.bindings.entry(function).or_default().push(id as BindingId);
            }
        }
        shape.pair_handlers(facts);
        shape
    }

    /// The handlers of a `try` follow it in the same region, before the next `try`.
    fn pair_handlers(&mut self, facts: &Facts) {
        let mut siblings: FxHashMap<RegionId, Vec<RegionId>> = FxHashMap::default();
        for (id, region) in facts.regions.iter().enumerate() {
            if matches!(region.kind, RegionKind::Try | RegionKind::Handler(_)) {
                siblings.entry(region.parent).or_default().push(id as RegionId);
            }
        }
        for among in siblings.values_mut() {
            among.sort_by_key(|&id| (facts.region(id).span.start, id));
            let mut tried: Option<RegionId> = None;
            for &id in among.iter() {
                match facts.region(id).kind {
                    RegionKind::Try => tried = Some(id),
                    _ => {
                        let ended = tried.filter(|&t| facts.region(t).span.end <= facts.region(id).span.start);
                        if let Some(tried) = ended {
                            self.handlers.entry(tried).or_default().push(id);
                            self.tried.insert(id, tried);
                        }
                    }
                }
            }
        }
    }

    /// The names whose text lies in `span`, assigned ones too.
    pub fn names_in<'s>(&'s self, facts: &'s Facts, span: Span) -> impl Iterator<Item = ExprId> + 's {
        within(&self.names, facts, span)
    }

    /// The strings whose text lies in `span`.
    pub fn texts_in<'s>(&'s self, facts: &'s Facts, span: Span) -> impl Iterator<Item = ExprId> + 's {
        within(&self.texts, facts, span)
    }

    /// True if `text` is assigned to in `span`.
    pub fn is_assigned(&self, facts: &Facts, span: Span, text: &str) -> bool {
        self.names_in(facts, span).any(|name| {
            let expr = facts.expr(name);
            expr.usage == Use::Target && matches!(&expr.kind, ExprKind::Name(n) if n == text)
        })
    }

    /// The expression that a function is: a lambda, an arrow function.
    pub fn own(&self, function: FunctionId) -> Option<ExprId> {
        self.own.get(&function).copied()
    }

    /// The names that are bound to a function.
    pub fn bindings(&self, function: FunctionId) -> &[BindingId] {
        self.bindings.get(&function).map_or(&[], Vec::as_slice)
    }

    /// Where an attribute of `self` or `this` is named in a class.
    pub fn attributes(&self, class: ClassId, name: &str) -> &[ExprId] {
        self.attributes.get(&(class, name.into())).map_or(&[], Vec::as_slice)
    }

    /// The `try` of a handler.
    pub fn tried(&self, handler: RegionId) -> Option<RegionId> {
        self.tried.get(&handler).copied()
    }

    /// The handlers of a `try`.
    pub fn handlers(&self, tried: RegionId) -> &[RegionId] {
        self.handlers.get(&tried).map_or(&[], Vec::as_slice)
    }
}

fn within<'s>(list: &'s [ExprId], facts: &'s Facts, span: Span) -> impl Iterator<Item = ExprId> + 's {
    let from = list.partition_point(|&id| facts.expr(id).span.start < span.start);
    list[from..]
        .iter()
        .copied()
        .take_while(move |&id| facts.expr(id).span.start < span.end)
        .filter(move |&id| span.contains(facts.expr(id).span))
}
