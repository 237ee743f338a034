//! Units at hand and units set aside, so that memory does not grow with the code.
//!
//! As long as there is room, units are kept as they are; those that come after are packed, and unpacked when somebody
//! asks for them. What is found does not depend on which units were packed.

use super::packed::Packed;
use super::{Unit, UnitId};
use crate::facts::{Arg, Binding, Expr, Region};
use std::ops::Deref;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// Units that were unpacked may weigh so much, in bytes, before they are put back.
const ROOM_FOR_TAKEN: usize = 24 * 1024 * 1024;

/// A unit, at hand or packed.
#[derive(Debug)]
pub struct Filed(Held);

#[derive(Debug)]
enum Held {
    AtHand(Box<Unit>),
    Aside(Box<Aside>),
}

#[derive(Debug)]
struct Aside {
    packed: Packed,
    /// The unit, once somebody asked for it.
    taken: OnceLock<Box<Unit>>,
    /// The round in which it was last asked for.
    round: AtomicU32,
}

/// A unit to be looked at for a moment.
pub enum Opened<'s> {
    /// It was at hand.
    AtHand(&'s Unit),
    /// It was unpacked for the moment.
    Unpacked(Box<Unit>),
}

impl Deref for Opened<'_> {
    type Target = Unit;

    fn deref(&self) -> &Unit {
        match self {
            Opened::AtHand(unit) => unit,
            Opened::Unpacked(unit) => unit,
        }
    }
}

impl Filed {
    /// A unit that stays at hand.
    pub fn at_hand(unit: Unit) -> Filed {
        Filed(Held::AtHand(Box::new(unit)))
    }

    /// A unit that is set aside.
    pub fn aside(unit: Unit) -> Filed {
        Filed(match Packed::new(unit) {
            Ok(packed) => Held::Aside(Box::new(Aside { packed, taken: OnceLock::new(), round: AtomicU32::new(0) })),
            Err(unit) => Held::AtHand(unit),
        })
    }

    /// Its path.
    pub fn path(&self) -> &str {
        match &self.0 {
            Held::AtHand(unit) => &unit.source.path,
            Held::Aside(aside) => aside.packed.path(),
        }
    }

    /// The unit, for a look that leaves nothing behind.
    pub fn open(&self) -> Opened<'_> {
        match &self.0 {
            Held::AtHand(unit) => Opened::AtHand(unit),
            Held::Aside(aside) => match aside.taken.get() {
                Some(unit) => Opened::AtHand(unit),
                None => Opened::Unpacked(Box::new(aside.packed.unpack())),
            },
        }
    }
}

/// About how much a unit weighs in memory, in bytes.
pub fn weight(unit: &Unit) -> usize {
    // Names of their own, and what the index keeps of each.
    const OF_EXPR: usize = size_of::<Expr>() + size_of::<Arg>() / 2 + 32;
    const OF_BINDING: usize = size_of::<Binding>() + 32;
    let facts = &unit.facts;
    let held = facts.exprs.len() * OF_EXPR + facts.bindings.len() * OF_BINDING;
    unit.source.text.len() + held + facts.regions.len() * size_of::<Region>()
}

/// All units of a project.
#[derive(Debug, Default)]
pub struct Shelf {
    filed: Vec<Filed>,
    /// What the units that were unpacked weigh, in bytes.
    taken: AtomicUsize,
    round: u32,
}

impl Shelf {
    /// The units, sorted by path, so that nothing depends on the order they came in.
    pub fn new(mut filed: Vec<Filed>) -> Shelf {
        filed.sort_by(|a, b| a.path().cmp(b.path()));
        Shelf { filed, ..Shelf::default() }
    }

    /// What was filed.
    pub fn filed(&self) -> &[Filed] {
        &self.filed
    }

    /// The unit `id`; it is unpacked if it was set aside, and stays so for the round.
    pub fn unit(&self, id: UnitId) -> &Unit {
        match &self.filed[id as usize].0 {
            Held::AtHand(unit) => unit,
            Held::Aside(aside) => {
                if aside.round.load(Ordering::Relaxed) != self.round {
                    aside.round.store(self.round, Ordering::Relaxed);
                }
                aside.taken.get_or_init(|| {
                    let unit = aside.packed.unpack();
                    self.taken.fetch_add(weight(&unit), Ordering::Relaxed);
                    Box::new(unit)
                })
            }
        }
    }

    /// True if no unit is set aside.
    pub fn is_whole(&self) -> bool {
        self.filed.iter().all(|filed| matches!(filed.0, Held::AtHand(_)))
    }

    /// Ends a round: puts units back that were unpacked, if they weigh too much; first those that the round did not ask
    /// for.
    pub fn put_back(&mut self) {
        for only_idle in [true, false] {
            if *self.taken.get_mut() <= ROOM_FOR_TAKEN {
                break;
            }
            for filed in &mut self.filed {
                let Held::Aside(aside) = &mut filed.0 else { continue };
                if (!only_idle || *aside.round.get_mut() != self.round)
                    && let Some(unit) = aside.taken.take()
                {
                    *self.taken.get_mut() -= weight(&unit);
                }
            }
        }
        self.round += 1;
    }
}
