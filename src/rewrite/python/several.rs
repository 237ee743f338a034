//! Exceptions that stand for several now, and how they are written where they stand: as a tuple behind `except`, side by
//! side in a tuple that is there. So is one that would swallow what a later `except` of the same `try` is there for.

use super::super::Context;
use super::site::{NameSite, Sites};
use crate::facts::{ArgKind, BindingKind, ExprId, ExprKind, Facts, Imported, RegionId, RegionKind, Use};
use crate::project::{Unit, UnitId};
use std::collections::BTreeMap;

/// How classes are written at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// The place takes one class.
    One,
    /// A tuple takes the place of the class.
    Tuple,
    /// It stands in a tuple already, or among arguments.
    Flat,
}

/// Functions that take a class or a tuple of them.
const TAKES_TUPLE: &[&str] = &[
    "isinstance",
    "issubclass",
    "retry_if_exception_type",
    "retry_if_not_exception_type",
    "retry_unless_exception_type",
    "on_exception",
    "raises",
    "assertRaises",
    "assertRaisesRegex",
];
/// Functions that take any number of classes.
const TAKES_MANY: &[&str] = &["suppress"];

/// The API paths of what takes the place of a name, first the one that `names` gives.
///
/// # Errors
/// What speaks against it.
pub fn classes<'m>(
    context: Context<'m, '_>,
    sites: &Sites<'m>,
    handlers: &Handlers<'m>,
    site: &NameSite<'m>,
) -> Result<Vec<&'m str>, String> {
    let unit = context.resolver.project.unit(sites.unit);
    let mut found = vec![site.to];
    found.extend(site.also.iter().map(String::as_str));
    if let Some(wider) = context.migration.wider.get(site.to)
        && let Some(later) = handlers.later(unit, site.expr, |name| wider.than.iter().any(|than| than == name))
    {
        if wider.instead.is_empty() || wider.instead.iter().any(|name| later.contains(&name.as_str())) {
            let (this, that) = (site.to, later[0]);
            return Err(format!("`{this}` catches `{that}`, too, now: put the `except` for that one first"));
        }
        found = wider.instead.iter().map(String::as_str).collect();
    }
    Ok(found)
}

/// Which of several classes are written where a name stands, and what is put around them.
///
/// # Errors
/// What speaks against it.
pub fn written<'m>(
    context: Context<'m, '_>,
    sites: &Sites<'m>,
    handlers: &Handlers<'m>,
    site: &NameSite<'m>,
) -> Result<(Vec<&'m str>, [&'static str; 2]), String> {
    let classes = classes(context, sites, handlers, site)?;
    if let [only] = classes[..] {
        return Ok((vec![only], ["", ""]));
    }
    let unit = context.resolver.project.unit(sites.unit);
    let is_alone = context.resolver.project.importers[sites.unit as usize].is_empty();
    match shape(unit, site.expr, is_alone) {
        Some(Shape::One) => Ok((vec![site.to], ["", ""])),
        Some(Shape::Tuple) => Ok((classes, ["(", ")"])),
        Some(Shape::Flat) => Ok((classes, ["", ""])),
        None => Err(format!("one of {} is meant here now, or all: say which", classes.join(", "))),
    }
}

/// What a place takes; `None` if that cannot be seen.
fn shape(unit: &Unit, expr: ExprId, is_alone: bool) -> Option<Shape> {
    let facts = &unit.facts;
    let text = &unit.source.text;
    let comma_follows = || text[facts.expr(expr).span.end as usize..].trim_start().starts_with(',');
    match &facts.expr(expr).usage {
        Use::Caught(region) => match &facts.region(*region).kind {
            RegionKind::Handler(caught) if caught.len() > 1 || comma_follows() => Some(Shape::Flat),
            _ => Some(Shape::Tuple),
        },
        // In a list of classes it is one more; beside other things it stays one item.
        Use::Item(list) => match &facts.expr(*list).kind {
            ExprKind::List(items) => {
                let is_class = |e: &ExprId| matches!(facts.expr(*e).kind, ExprKind::Name(_) | ExprKind::Attr { .. });
                Some(if items.iter().all(is_class) { Shape::Flat } else { Shape::Tuple })
            }
            _ => None,
        },
        Use::Arg { call, arg } => {
            let callee = unit.index.callee_name(facts, *call).unwrap_or("");
            let keyword = match &facts.call(*call)?.args.get(*arg as usize)?.kind {
                ArgKind::Keyword(name, _) => name.as_str(),
                _ => "",
            };
            match () {
                () if TAKES_MANY.contains(&callee) => Some(Shape::Flat),
                () if TAKES_TUPLE.contains(&callee) => Some(Shape::Tuple),
                () if keyword == "side_effect" => Some(Shape::One),
                () if keyword.contains("exception") || keyword.contains("error") => Some(Shape::Tuple),
                () => None,
            }
        }
        Use::Bound(bindings) if is_alone => {
            let reads = || bindings.iter().flat_map(|&b| unit.index.reads(b));
            let takes_tuple = |read: &ExprId| match &facts.expr(*read).usage {
                // A name of its own is not followed twice.
                Use::Bound(_) => false,
                _ => shape(unit, *read, false) == Some(Shape::Tuple),
            };
            reads().all(takes_tuple).then_some(Shape::Tuple)
        }
        Use::Callee(_) | Use::Raised | Use::Base(_) | Use::Object(_) | Use::Annotation | Use::Statement => {
            Some(Shape::One)
        }
        _ => None,
    }
}

/// The file that takes a name from this one, which has it by an import.
pub fn taken_by<'p>(context: Context<'_, 'p>, id: UnitId, name: &str) -> Option<&'p str> {
    let project = context.resolver.project;
    let takes = |(unit, at): &&(UnitId, u32)| {
        let unit = project.unit(*unit);
        match unit.facts.imports.get(*at as usize).map(|import| &import.what) {
            Some(Imported::Name(taken)) => taken == name,
            Some(Imported::Star) => true,
            _ => unit.index.attr_reads.contains_key(name),
        }
    };
    project.importers[id as usize].iter().find(takes).map(|(unit, _)| project.path(*unit))
}

/// What a class is called in a file that takes it from the package by name: as it is, unless that is taken.
pub fn local_name(facts: &Facts, package: &str, class: &str) -> String {
    let is_other = |b: &crate::facts::Binding| {
        b.name == class
            && match b.kind {
                BindingKind::Import(import) => {
                    let import = &facts.imports[import as usize];
                    !(import.module.split('.').next() == Some(package)
                        && matches!(&import.what, Imported::Name(name) if name == class))
                }
                _ => true,
            }
    };
    match facts.bindings.iter().any(is_other) {
        true => format!("{package}_{class}"),
        false => class.to_owned(),
    }
}

/// What a piece of an import says that gives a class its local name.
pub fn imported(facts: &Facts, package: &str, class: &str) -> String {
    let local = local_name(facts, package, class);
    if local == class { local } else { format!("{class} as {local}") }
}

/// The handlers of a file, each with the exceptions of the package that it names.
pub struct Handlers<'m> {
    /// New API paths by handler.
    named: BTreeMap<RegionId, Vec<&'m str>>,
    /// Bodies of `try` and handlers by what they stand in and where they begin.
    order: Vec<(RegionId, u32, RegionId)>,
}

impl<'m> Handlers<'m> {
    /// Those of a file.
    pub fn of(context: Context<'m, '_>, unit: UnitId, sites: &Sites<'m>) -> Self {
        let unit = context.resolver.project.unit(unit);
        let facts = &unit.facts;
        let mut named: BTreeMap<RegionId, Vec<&'m str>> = BTreeMap::new();
        for site in &sites.names {
            for region in super::error::handlers_of(unit, site.expr) {
                named.entry(region).or_default().push(site.to);
            }
        }
        let all = (0..).zip(&facts.regions);
        let of_try = all.filter(|(_, r)| matches!(r.kind, RegionKind::Try | RegionKind::Handler(_)));
        let mut order: Vec<_> = of_try.map(|(id, r)| (r.parent, r.span.start, id)).collect();
        order.sort_unstable();
        Handlers { named, order }
    }

    /// What is named by later handlers of the same `try` and `is_meant`; `None` if nothing is.
    fn later(&self, unit: &Unit, expr: ExprId, is_meant: impl Fn(&str) -> bool) -> Option<Vec<&'m str>> {
        const MAX_HANDLERS: usize = 50;
        let facts = &unit.facts;
        let mut found = Vec::new();
        for region in super::error::handlers_of(unit, expr) {
            let at = (facts.region(region).parent, facts.region(region).span.start, region);
            let after = self.order.partition_point(|other| *other <= at);
            let same_try = |(parent, _, id): &&(RegionId, u32, RegionId)| {
                *parent == at.0 && matches!(facts.region(*id).kind, RegionKind::Handler(_))
            };
            let later = self.order[after..].iter().take_while(same_try).take(MAX_HANDLERS);
            let names = later.filter_map(|(.., id)| self.named.get(id)).flatten().copied();
            found.extend(names.filter(|name| is_meant(name)));
        }
        (!found.is_empty()).then_some(found)
    }
}
