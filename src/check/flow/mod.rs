//! Where a value goes: from a literal forward to what is done with it.
//!
//! [`Flow::follow`] walks from an expression through names, attributes, containers, parameters, returns and imports, and
//! answers with the strongest [`Sink`] it meets. `path` is the way into the value that is followed to the literal: for
//! the `"x"` of `{"model": "x"}` the dict is followed with `[Key(model)]`. `argument` follows into calls, `container`
//! decides about dicts and lists, `attribute` about fields of classes.

mod argument;
mod attribute;
mod container;
mod known;

use super::profile::Profiles;
use crate::facts::{BindingId, BindingKind, Exported, ExprKind, Facts, FunctionId, Imported, RegionKind, Step, Use};
use crate::knowledge::words::Words;
use crate::project::{At, Resolver, Target, UnitId};
use rustc_hash::FxHashSet;

/// How certain it is that a value is used as what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Nothing was seen.
    None,
    /// It is only compared, or put into a message.
    Compared,
    /// It is only compared, printed, looked up, listed.
    Inert,
    /// It goes somewhere that says nothing.
    Unknown,
    /// It gets a name that says what it is.
    Named,
    /// It reaches a call that is known.
    Reached,
}

/// What becomes of a value.
#[derive(Clone, Debug)]
pub struct Sink {
    /// How certain.
    pub rank: Rank,
    /// A word for how it gets there, or why it does not.
    pub why: &'static str,
    /// The call or name it ends at.
    pub at: Option<At>,
    /// The API path of that call.
    pub api: Option<String>,
    /// The provider whose clock the call follows.
    pub provider: Option<String>,
}

impl Sink {
    pub(super) fn new(rank: Rank, why: &'static str) -> Sink {
        Sink { rank, why, at: None, api: None, provider: None }
    }
    fn inert(why: &'static str) -> Sink {
        Sink::new(Rank::Inert, why)
    }
    fn unknown(why: &'static str) -> Sink {
        Sink::new(Rank::Unknown, why)
    }
    fn named(why: &'static str, at: At) -> Sink {
        Sink { at: Some(at), ..Sink::new(Rank::Named, why) }
    }
    /// The stronger of two; the first of equals.
    fn or(self, other: impl FnOnce() -> Sink) -> Sink {
        if self.rank == Rank::Reached {
            return self;
        }
        let other = other();
        if other.rank > self.rank { other } else { self }
    }
    fn at_most(mut self, rank: Rank) -> Sink {
        if self.rank > rank && self.rank < Rank::Reached {
            self.rank = rank;
        }
        self
    }
}

/// More steps for one value are not taken.
const MAX_STEPS: u32 = 1500;
const MAX_DEPTH: u32 = 40;

/// Follows values through a project.
pub struct Flow<'a, 'p> {
    /// Resolves what expressions refer to.
    pub resolver: &'a Resolver<'p>,
    /// The names that say what a value is for.
    pub words: &'a Words,
    /// What is known of SDKs.
    pub profiles: &'a Profiles<'a>,
    /// True if a text is a model id (for tables that map ids).
    pub is_model: &'a dyn Fn(&str) -> bool,
    /// True if an id is gone or going at a provider; without a provider, anywhere.
    pub ends: &'a dyn Fn(&str, Option<&str>) -> bool,
    /// The id that is followed.
    id: String,
    /// The first known call that the id reaches at a provider where it lives, or which does not know it.
    lives: Option<Sink>,
    seen: FxHashSet<(At, Vec<Step>)>,
    steps: u32,
    depth: u32,
}

/// True if a function's name says that what it returns is shown: `prettyModel`, `model_label`.
fn is_for_people(name: &str) -> bool {
    const SHOWN: [&str; 8] = ["pretty", "display", "format", "label", "title", "shown", "short", "humanize"];
    crate::knowledge::words::snake_case(name).split('_').any(|word| SHOWN.contains(&word))
}

impl<'a, 'p> Flow<'a, 'p> {
    /// A follower; it can be asked any number of times.
    pub fn new(
        resolver: &'a Resolver<'p>,
        words: &'a Words,
        profiles: &'a Profiles<'a>,
        is_model: &'a dyn Fn(&str) -> bool,
        ends: &'a dyn Fn(&str, Option<&str>) -> bool,
    ) -> Self {
        let (id, seen) = (String::new(), FxHashSet::default());
        Flow { resolver, words, profiles, is_model, ends, id, lives: None, seen, steps: 0, depth: 0 }
    }

    /// What becomes of the value at `at`, which is or holds the model id `id`. Of several known calls that it reaches, one
    /// at whose provider it is gone or going counts: that one breaks.
    pub fn sink(&mut self, at: At, id: &str) -> Sink {
        self.seen.clear();
        self.steps = 0;
        self.lives = None;
        id.clone_into(&mut self.id);
        let sink = self.follow(at, &[]);
        if sink.rank == Rank::Reached { sink } else { self.lives.take().unwrap_or(sink) }
    }

    fn facts(&self, unit: UnitId) -> &'p Facts {
        &self.resolver.project.unit(unit).facts
    }

    fn follow(&mut self, at: At, path: &[Step]) -> Sink {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.depth > MAX_DEPTH || !self.seen.insert((at, path.to_vec())) {
            return Sink::new(Rank::None, "seen");
        }
        self.depth += 1;
        let sink = self.follow_use(at, path);
        self.depth -= 1;
        sink
    }

    fn follow_use(&mut self, at: At, path: &[Step]) -> Sink {
        let facts = self.facts(at.unit);
        let here = |expr| At { unit: at.unit, expr };
        match &facts.expr(at.expr).usage {
            Use::Statement => Sink::inert("docstring"),
            Use::Arg { call, arg } => self.argument(at.unit, *call, *arg, path),
            Use::Object(parent) => self.object(here(*parent), path),
            Use::Indexed(parent) => self.indexed(here(*parent), path),
            Use::IndexKey(_) | Use::DictKey(_) => Sink::inert("lookup-key"),
            Use::Item(list) => self.item(here(*list), at, path),
            Use::DictValue(dict, item) => self.entry(here(*dict), *item, at, path),
            Use::Spread(parent) => self.spread(here(*parent), path),
            Use::Hole(template) => self.hole(here(*template), at, path),
            Use::Chosen(parent) => {
                let sink = self.follow(here(*parent), path);
                let falls_back = sink.rank < Rank::Named && path.is_empty() && self.is_fallback(here(*parent), at);
                if falls_back { Sink::named("default", here(*parent)) } else { sink }
            }
            Use::Wrapped(parent) | Use::Element(parent) => self.follow(here(*parent), path),
            Use::Compared(_) | Use::Case => Sink::new(Rank::Compared, "comparison"),
            Use::Test => Sink::new(Rank::Compared, "condition"),
            Use::Bound(bindings) => {
                let mut best = Sink::new(Rank::None, "unused");
                for &binding in facts.bound(bindings) {
                    best = best.or(|| self.bound(at.unit, binding, path));
                }
                best
            }
            Use::Stored(target) => self.stored(here(*target), path),
            Use::Default(binding) => self.parameter(at.unit, *binding, path),
            Use::Returned(function) => self.returned(at.unit, *function, path),
            Use::Raised => Sink::new(Rank::Compared, "message"),
            Use::Asserted => Sink::inert("assertion"),
            Use::Annotation => Sink::inert("type"),
            Use::Iterated => self.iterated(at, path),
            Use::DefaultExport => self.imported(at.unit, "default", path),
            Use::Callee(_) | Use::Target | Use::Decorator | Use::Base(_) | Use::Caught(_) => {
                Sink::new(Rank::None, "other")
            }
            Use::Yielded(_) | Use::Entered(_) | Use::Other => Sink::unknown("other"),
        }
    }

    /// A value bound to a name, perhaps taken apart on the way.
    fn bound(&mut self, unit: UnitId, binding: BindingId, path: &[Step]) -> Sink {
        let facts = self.facts(unit);
        let taken: &[Step] = match &facts.binding(binding).kind {
            BindingKind::Value { path, .. } | BindingKind::Param { path, .. } | BindingKind::Element { path, .. } => {
                path
            }
            _ => &[],
        };
        if taken.len() > path.len() {
            return Sink::new(Rank::None, "other");
        }
        let (consumed, rest) = path.split_at(taken.len());
        let fits = consumed.iter().zip(taken).all(|(a, b)| a == b || *b == Step::Rest);
        if !fits {
            return Sink::new(Rank::None, "other");
        }
        self.binding(unit, binding, rest)
    }

    /// What becomes of the value of a name: all that is done with it, here and where it is imported.
    fn binding(&mut self, unit: UnitId, binding: BindingId, path: &[Step]) -> Sink {
        let project = self.resolver.project;
        let facts = self.facts(unit);
        let data = facts.binding(binding);
        let reads = project.unit(unit).index.reads(binding);
        let mut best = Sink::new(Rank::None, "unused");
        let mut counts_with = None;
        for &read in reads {
            if best.rank == Rank::Reached {
                break;
            }
            let sink = self.follow(At { unit, expr: read }, path);
            counts_with = counts_with.or_else(|| (sink.why == "inert-call").then(|| sink.clone()));
            best = best.or(|| sink);
        }
        // A class that counts tokens keeps the model's name as well.
        if let Some(counts_with) = counts_with.filter(|_| best.why == attribute::KEPT) {
            return counts_with;
        }
        let mut field = false;
        match facts.region(data.region).kind {
            RegionKind::Module => best = best.or(|| self.imported(unit, &data.name, path)),
            RegionKind::Class(class) => {
                field = true;
                best = best.or(|| self.field(unit, class, &data.name, path));
            }
            _ => {}
        }
        if !path.is_empty() || !self.words.names_model(&data.name) {
            return best;
        }
        // The name says what it is: that counts unless everything that is seen says otherwise.
        let at = reads.first().map(|&expr| At { unit, expr });
        let is_enum = matches!(facts.region(data.region).kind, RegionKind::Class(c) if facts.class(c).is_enum);
        let counts = match best.rank {
            Rank::Unknown => true,
            Rank::None => (field && !is_enum) || !reads.is_empty(),
            _ => false,
        };
        if counts { Sink { rank: Rank::Named, why: "name", at, ..best } } else { best }
    }

    /// A value that other modules can import under `name`, or under the names it is exported by.
    fn imported(&mut self, unit: UnitId, name: &str, path: &[Step]) -> Sink {
        if !self.resolver.project.unit(unit).source.language.is_ecmascript() || name == "default" {
            return self.offered(unit, &[name], path);
        }
        let exports = &self.facts(unit).exports;
        let own = |what: &Exported| matches!(what, Exported::Local(local) if local == name);
        let exported: Vec<&str> = exports.iter().filter(|(_, what)| own(what)).map(|(name, _)| name.as_str()).collect();
        self.offered(unit, &exported, path)
    }

    /// A value that other modules can import under any of these names.
    fn offered(&mut self, unit: UnitId, exported: &[&str], path: &[Step]) -> Sink {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.depth > MAX_DEPTH || exported.is_empty() {
            return Sink::new(Rank::None, "unused");
        }
        self.depth += 1;
        let sink = self.taken(unit, exported, path);
        self.depth -= 1;
        sink
    }

    fn taken(&mut self, unit: UnitId, exported: &[&str], path: &[Step]) -> Sink {
        let project = self.resolver.project;
        let mut best = Sink::new(Rank::None, "unused");
        for &(user, import) in &project.importers[unit as usize] {
            let facts = self.facts(user);
            let import = &facts.imports[import as usize];
            if import.what == Imported::Star {
                // `from .ids import *` and `export * from "./ids"`: read here under its name, or passed on under it.
                let names: Vec<&str> = exported.iter().copied().filter(|name| *name != "default").collect();
                for name in names.iter().filter(|_| !import.re_export) {
                    for &read in project.unit(user).index.free_reads(facts, name) {
                        best = best.or(|| self.follow(At { unit: user, expr: read }, path));
                    }
                }
                best = best.or(|| self.offered(user, &names, path));
            }
            let Some(binding) = import.binding else { continue };
            match &import.what {
                Imported::Name(taken) if exported.contains(&taken.as_str()) => {
                    best = best.or(|| self.binding(user, binding, path));
                }
                Imported::Default if exported.contains(&"default") => {
                    best = best.or(|| self.binding(user, binding, path));
                }
                Imported::Module | Imported::Root | Imported::Name(_) => {
                    for name in exported {
                        for &read in project.unit(user).index.attribute_reads(&project.unit(user).facts, name) {
                            let ExprKind::Attr { object, .. } = facts.expr(read).kind else { continue };
                            let means = self.resolver.targets(At { unit: user, expr: object });
                            if means.contains(&Target::Module(unit)) {
                                best = best.or(|| self.follow(At { unit: user, expr: read }, path));
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        best
    }

    /// A value that a parameter gets, as its default or from a caller.
    fn parameter(&mut self, unit: UnitId, binding: BindingId, path: &[Step]) -> Sink {
        let facts = self.facts(unit);
        let data = facts.binding(binding);
        let best = self.binding(unit, binding, path);
        // A parameter that is never read (a stub, an interface, `locals()`) is what its name says.
        if best.rank == Rank::None && path.is_empty() && self.words.names_model(&data.name) {
            return Sink { rank: Rank::Named, why: "name", ..best };
        }
        best
    }

    fn returned(&mut self, unit: UnitId, function: FunctionId, path: &[Step]) -> Sink {
        let facts = self.facts(unit);
        let data = facts.function(function);
        let mut best = Sink::new(Rank::None, "unused");
        for &call in self.resolver.callers_of(unit, function).iter() {
            best = best.or(|| self.follow(call, path));
        }
        if let Some(class) = data.class {
            // A property is read like a field.
            best = best.or(|| self.field(unit, class, &data.name, path));
        }
        if data.name.is_empty() {
            let own = facts.exprs.iter().position(|e| matches!(e.kind, ExprKind::Function(f) if f == function));
            if let Some(own) = own {
                best = best.or(|| self.follow(At { unit, expr: own as u32 }, path));
            }
        }
        if best.rank == Rank::None && !data.name.is_empty() {
            best = Sink::unknown("return-value");
        }
        if best.rank == Rank::Unknown
            && path.is_empty()
            && self.words.names_model(&data.name)
            && !self.words.names_table(&data.name)
            && !is_for_people(&data.name)
        {
            best.rank = Rank::Named;
        }
        best
    }

    /// A value put into a built string.
    fn hole(&mut self, template: At, hole: At, path: &[Step]) -> Sink {
        if !path.is_empty() {
            return Sink::unknown("string");
        }
        let built = self.resolver.strings(template);
        let own = self.resolver.strings(hole);
        let Some(text) = built.first().map(|b| b.text.as_str()) else { return Sink::unknown("string") };
        if text.contains(char::is_whitespace) {
            return Sink::new(Rank::Compared, "message");
        }
        if super::url::is_url(text) {
            let sink = self.follow(template, &[]);
            return if sink.rank == Rank::Inert { sink } else { Sink::named("url", template) };
        }
        // `MODEL + "-32k"` is another id; `"openai/" + MODEL` is this one.
        let glued = own.iter().any(|o| {
            built.iter().any(|b| {
                let Some(at) = b.text.find(&o.text) else { return false };
                let before = b.text[..at].chars().next_back();
                let after = b.text[at + o.text.len()..].chars().next();
                let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "-_.".contains(c));
                joins(before) || joins(after)
            })
        });
        if glued { Sink::unknown("string") } else { self.follow(template, &[]) }
    }
}
