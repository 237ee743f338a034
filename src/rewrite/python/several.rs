//! Exceptions that stand for several now, and how they are written where they stand: as a tuple behind `except`, side by
//! side in a tuple that is there.

use super::super::Context;
use super::site::{NameSite, Sites};
use crate::facts::{ArgKind, BindingKind, ExprId, ExprKind, Facts, Imported, RegionKind, Use};
use crate::project::{Unit, UnitId};

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

/// Which of several classes are written where a name stands, and what is put around them.
///
/// # Errors
/// What speaks against it.
pub fn written<'m>(
    context: Context<'m, '_>,
    sites: &Sites<'m>,
    site: &NameSite<'m>,
) -> Result<(Vec<&'m str>, [&'static str; 2]), String> {
    let mut classes = vec![site.to];
    classes.extend(site.also.iter().map(String::as_str));
    if site.also.is_empty() {
        return Ok((classes, ["", ""]));
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
            let reads = || facts.bound(bindings).iter().flat_map(|&b| unit.index.reads(b));
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
            _ => !unit.index.attribute_reads(&unit.facts, name).is_empty(),
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
