//! What tries a call again: loops, decorators, helpers, callers.

use crate::facts::{Facts, RegionId, RegionKind};
use crate::project::UnitId;
use crate::source::Span;

/// What kind of thing tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GuardKind {
    /// A loop of the project's own.
    Loop,
    /// A function that calls itself where it failed.
    Recursion,
    /// A handler that makes the same call once more.
    Handler,
    /// A decorator.
    Decorator,
    /// A function that is given the call.
    Helper,
    /// A loop over the attempts that a library gives out.
    Attempts,
    /// An adapter mounted on a session.
    Adapter,
    /// Something called like a retry whose code is not in the project.
    Unseen,
}

impl GuardKind {
    /// True if it tries a function again that it is given.
    pub fn is_given_a_function(self) -> bool {
        matches!(self, GuardKind::Decorator | GuardKind::Helper)
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            GuardKind::Loop => "own loop",
            GuardKind::Recursion => "recursion",
            GuardKind::Handler => "handler",
            GuardKind::Decorator => "decorator",
            GuardKind::Helper => "helper",
            GuardKind::Attempts => "loop over attempts",
            GuardKind::Adapter => "adapter",
            GuardKind::Unseen => "unknown",
        }
    }
}

/// How those around a call see that it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shown {
    /// As an exception.
    Exception,
    /// By the status of an answer; exceptions are for what got none.
    Status,
    /// By what they are given instead of an answer: the function that makes the call has caught everything.
    Answer,
}

/// How long is waited between tries. Ordered: the longest of several counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delay {
    /// Not at all.
    None,
    /// Always the same.
    Constant,
    /// It cannot be seen.
    Unknown,
    /// Longer and longer, or with a random part.
    Growing,
}

impl Delay {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Delay::None => "none",
            Delay::Constant => "constant",
            Delay::Unknown => "unknown",
            Delay::Growing => "growing",
        }
    }
    /// The delay a profile names.
    pub fn of_word(word: &str) -> Option<Delay> {
        Some(match word {
            "none" => Delay::None,
            "constant" => Delay::Constant,
            "growing" => Delay::Growing,
            _ => return None,
        })
    }
}

/// Something that tries a call again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// What it is.
    pub kind: GuardKind,
    /// Its name, for people: `tenacity.retry`, `for`, `with_retries`.
    pub name: String,
    /// The unit it stands in.
    pub unit: UnitId,
    /// Its head: the loop's, the decorator, the helper's call.
    pub span: Span,
    /// Where it waits, if that is somewhere else.
    pub wait: Option<Span>,
    /// How long it waits.
    pub delay: Delay,
    /// It ends; `None` if that cannot be seen.
    pub bounded: Option<bool>,
    /// How often it tries, if that is written.
    pub tries: Option<u32>,
    /// Why it never tries again although it looks like it.
    pub idle: Option<&'static str>,
    /// What leaves it, by API path, in place of what it caught.
    pub raises: Option<String>,
    /// The exceptions after which it tries again, by API path; empty if it does after all, or that cannot be seen.
    pub on: Vec<String>,
    /// It looks at what is answered, never at an exception.
    pub results: bool,
    /// It stands around a caller of the function that makes the call.
    pub by_caller: bool,
}

impl Guard {
    /// A guard of which no more is known than that it is there, what it is called and how long it waits.
    pub fn new(kind: GuardKind, name: String, unit: UnitId, span: Span, delay: Delay) -> Guard {
        Guard {
            kind,
            name,
            unit,
            span,
            wait: None,
            delay,
            bounded: None,
            tries: None,
            idle: None,
            raises: None,
            on: Vec::new(),
            results: false,
            by_caller: false,
        }
    }
}

/// The regions from `region` outwards, up to and without those of the function around.
pub fn within_function(facts: &Facts, region: RegionId) -> impl Iterator<Item = RegionId> {
    facts
        .enclosing(region)
        .take_while(|(_, r)| !matches!(r.kind, RegionKind::Function(_) | RegionKind::Module | RegionKind::Class(_)))
        .map(|(id, _)| id)
}

/// True if a name says that something is tried again.
pub fn says_retry(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["retry", "retries", "backoff", "back_off", "resilien", "attempt"].iter().any(|word| name.contains(word))
}
