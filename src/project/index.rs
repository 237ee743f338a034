//! What the names of one file mean within it.

use super::shape::Shape;
use crate::facts::{BindingId, BindingKind, Expr, ExprId, ExprKind, Facts, RegionId, RegionKind, Use, Word};
use rustc_hash::FxHashMap;

/// Names, reads and calls of one file, looked up quickly.
#[derive(Debug, Default)]
pub struct Index {
    /// For each name that is read, the bindings it can mean.
    meanings: Lists,
    /// For each binding, the names that can mean it, in order.
    reads: Lists,
    /// The expressions that read an attribute, in the [`order`] of the attributes; those of one name in order.
    attributes: Vec<ExprId>,
    /// For each expression that is iterated over, the bindings of its elements.
    pub elements: FxHashMap<ExprId, Vec<BindingId>>,
    /// All calls, in order.
    pub calls: Vec<ExprId>,
    /// For each region, its bindings, in the order of [`order`]; those of one name in order of appearance.
    names: Lists,
    /// For each name that is bound nowhere in the file, its reads; made when it is first asked for.
    free: std::sync::OnceLock<FxHashMap<Word, Vec<ExprId>>>,
    /// What only the judging of calls asks for.
    shape: std::sync::OnceLock<Shape>,
}

/// A list for each of many numbers, in two allocations: most are empty or hold one.
#[derive(Debug, Default)]
struct Lists {
    /// Where the list of each number begins in `items`; one more at the end.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Lists for the numbers below `count`, of (number, item) pairs; each list keeps the order of the pairs.
    fn new(count: usize, pairs: &[(u32, u32)]) -> Lists {
        let mut starts = vec![0; count + 1];
        for (number, _) in pairs {
            starts[*number as usize + 1] += 1;
        }
        for number in 0..count {
            starts[number + 1] += starts[number];
        }
        let mut free = starts.clone();
        let mut items = vec![0; pairs.len()];
        for (number, item) in pairs {
            let at = &mut free[*number as usize];
            items[*at as usize] = *item;
            *at += 1;
        }
        Lists { starts, items }
    }

    fn get(&self, number: u32) -> &[u32] {
        let number = number as usize;
        match (self.starts.get(number), self.starts.get(number + 1)) {
            (Some(&from), Some(&to)) => &self.items[from as usize..to as usize],
            _ => &[],
        }
    }
}

impl Index {
    /// An index over `facts`.
    pub fn new(facts: &Facts) -> Index {
        let mut index = Index::default();
        // (name, binding)
        let mut meant: Vec<(ExprId, BindingId)> = Vec::new();
        let mut attributes: Vec<(Word, ExprId)> = Vec::new();
        let mut named: Vec<(RegionId, BindingId)> = Vec::with_capacity(facts.bindings.len());
        for (id, region) in (0..).zip(&facts.regions) {
            let from = named.len();
            named.extend(region.names.iter().map(|&binding| (id, binding)));
            named[from..].sort_by(|a, b| order(&facts.binding(a.1).name).cmp(&order(&facts.binding(b.1).name)));
        }
        index.names = Lists::new(facts.regions.len(), &named);
        for (id, binding) in facts.bindings.iter().enumerate() {
            if let BindingKind::Element { iterable, .. } = binding.kind {
                index.elements.entry(iterable).or_default().push(id as BindingId);
            }
        }
        for (id, expr) in facts.exprs.iter().enumerate() {
            let id = id as ExprId;
            match &expr.kind {
                ExprKind::Name(name) if expr.usage != Use::Target => {
                    meant.extend(index.lookup(facts, expr, name).into_iter().map(|binding| (id, binding)));
                }
                ExprKind::Attr { name, .. } if expr.usage != Use::Target => {
                    attributes.push((*name, id));
                }
                ExprKind::Call(_) => index.calls.push(id),
                _ => {}
            }
        }
        attributes.sort_by(|a, b| order(&a.0).cmp(&order(&b.0)));
        index.attributes = attributes.into_iter().map(|(_, id)| id).collect();
        index.meanings = Lists::new(facts.exprs.len(), &meant);
        meant.iter_mut().for_each(|pair| *pair = (pair.1, pair.0));
        index.reads = Lists::new(facts.bindings.len(), &meant);
        index.calls.sort_by_key(|&c| facts.expr(c).span);
        index
    }

    /// What only the judging of calls asks for; made when it is first asked for.
    pub fn shape(&self, facts: &Facts) -> &Shape {
        self.shape.get_or_init(|| Shape::new(facts))
    }

    /// The reads of a name that is bound nowhere in the file: a star import may bring it.
    pub fn free_reads(&self, facts: &Facts, name: &str) -> &[ExprId] {
        let free = self.free.get_or_init(|| {
            let mut free: FxHashMap<Word, Vec<ExprId>> = FxHashMap::default();
            for (id, expr) in (0..).zip(&facts.exprs) {
                if let ExprKind::Name(name) = &expr.kind
                    && expr.usage != Use::Target
                    && self.meanings(id).is_empty()
                {
                    free.entry(*name).or_default().push(id);
                }
            }
            free
        });
        free.get(name).map_or(&[], Vec::as_slice)
    }

    /// The bindings a name expression can mean; empty for a name that is bound nowhere in the file.
    pub fn meanings(&self, expr: ExprId) -> &[BindingId] {
        self.meanings.get(expr)
    }

    /// The names that can mean a binding, in order.
    pub fn reads(&self, binding: BindingId) -> &[ExprId] {
        self.reads.get(binding)
    }

    /// The bindings of `name` in exactly this region, in order of appearance.
    pub fn bound(&self, facts: &Facts, region: RegionId, name: &str) -> &[BindingId] {
        let all = self.names.get(region);
        let name_of = |binding: &BindingId| facts.binding(*binding).name.as_str();
        let from = all.partition_point(|binding| order(name_of(binding)) < order(name));
        let length = all[from..].partition_point(|binding| name_of(binding) == name);
        &all[from..from + length]
    }

    /// The expressions that read an attribute of this name, in order.
    pub fn attribute_reads(&self, facts: &Facts, name: &str) -> &[ExprId] {
        let name_of = |expr: &ExprId| match &facts.expr(*expr).kind {
            ExprKind::Attr { name, .. } => name.as_str(),
            _ => "",
        };
        let from = self.attributes.partition_point(|expr| order(name_of(expr)) < order(name));
        let length = self.attributes[from..].partition_point(|expr| name_of(expr) == name);
        &self.attributes[from..from + length]
    }

    /// The last name of what a call calls: `create` in `a.b.create()`.
    pub fn callee_name<'f>(&self, facts: &'f Facts, call: ExprId) -> Option<&'f str> {
        last_name(facts, facts.call(call)?.callee)
    }

    fn lookup(&self, facts: &Facts, expr: &Expr, name: &str) -> Vec<BindingId> {
        let mut inside_function = false;
        for (id, scope) in facts.enclosing(expr.region) {
            if matches!(scope.kind, RegionKind::Class(_)) && inside_function {
                continue;
            }
            let found = self.bound(facts, id, name);
            if !found.is_empty() {
                return reaching(facts, expr, found, inside_function);
            }
            inside_function |= matches!(scope.kind, RegionKind::Function(_));
        }
        Vec::new()
    }
}

/// Names in the order in which they are kept: most are told apart by their lengths.
fn order(name: &str) -> (usize, &str) {
    (name.len(), name)
}

/// Bindings of one name that are told apart before and after a read; of code that binds a name more often the nearest
/// count, so that the time for a file does not grow with the square of its length.
const MOST_MEANINGS: usize = 64;

/// Of several bindings in one scope, those that can reach a read: everything after the last one that must have run.
/// From inside a nested function any of them can.
fn reaching(facts: &Facts, read: &Expr, found: &[BindingId], from_nested_function: bool) -> Vec<BindingId> {
    if found.len() == 1 {
        return found.to_vec();
    }
    // They stand in order of appearance.
    let behind = found.partition_point(|&b| facts.binding(b).span.start < read.span.start);
    let around_now = || &found[behind.saturating_sub(MOST_MEANINGS)..found.len().min(behind + MOST_MEANINGS)];
    if from_nested_function {
        return around_now().to_vec();
    }
    // Within a loop a later binding reaches an earlier read.
    let in_loop = facts.enclosing(read.region).any(|(_, r)| matches!(r.kind, RegionKind::Loop { .. }));
    let around: Vec<RegionId> = facts.enclosing(read.region).map(|(id, _)| id).collect();
    // The value of `x = f(x)` is read before it is bound.
    let is_own_value = |b: BindingId| match &facts.binding(b).kind {
        BindingKind::Value { expr, .. } => facts.expr(*expr).span.contains(read.span),
        _ => false,
    };
    let must_have_run = |b: BindingId| {
        let region = match &facts.binding(b).kind {
            BindingKind::Value { expr, .. } => facts.expr(*expr).region,
            BindingKind::Import(i) => facts.imports[*i as usize].region,
            BindingKind::Param { .. } | BindingKind::Function(_) | BindingKind::Class(_) => facts.binding(b).region,
            _ => return false,
        };
        around.contains(&region) && !is_own_value(b)
    };
    let looked_at = &found[behind.saturating_sub(MOST_MEANINGS)..behind];
    let Some(last) = looked_at.iter().rposition(|&b| must_have_run(b)) else { return around_now().to_vec() };
    let later = if in_loop { &found[behind..found.len().min(behind + MOST_MEANINGS)] } else { &[] };
    looked_at[last..].iter().chain(later).copied().filter(|&b| !is_own_value(b)).collect()
}

/// The last name of a dotted expression.
pub fn last_name(facts: &Facts, expr: ExprId) -> Option<&str> {
    match &facts.expr(expr).kind {
        ExprKind::Name(name) | ExprKind::Attr { name, .. } => Some(name),
        ExprKind::Same(inner) => last_name(facts, *inner),
        _ => None,
    }
}

/// The dotted text of names and attributes (`a.b.c`), `None` for anything else.
pub fn dotted(facts: &Facts, expr: ExprId) -> Option<String> {
    let mut names = Vec::new();
    let mut at = expr;
    loop {
        match &facts.expr(at).kind {
            ExprKind::Attr { object, name, .. } => {
                names.push(name.as_str());
                at = *object;
            }
            ExprKind::Name(name) => {
                names.push(name);
                break;
            }
            _ => return None,
        }
    }
    names.reverse();
    Some(names.join("."))
}
