//! `resilience/…`: calls that will not survive an outage.
//!
//! What a call does is added up in `calls`; here is only what is worth reporting of it, one rule a file. [`each`] judges
//! calls one by one; [`clients`] judges the constructors of clients by all the calls that are made through them. Why a
//! rule matters and what to do stands in `rules/resilience/*.toml`.

mod backoff;
mod capacity;
mod drift;
mod effective;
mod fallback;
pub mod gateway;
mod ineffective;
mod missed;
mod remedy;
mod retry;
mod spot;
mod timeout;

use super::lifecycle::Clock;
use crate::calls::{Inventory, Outgoing};
use crate::finding::{Finding, FixValues};
use crate::project::{Resolver, UnitId};

/// What is to be said about single calls.
pub fn each(inventory: &Inventory<'_, '_, '_>, calls: &[Outgoing<'_>], clock: &Clock<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for call in calls {
        found.extend(timeout::of_call(inventory, call));
        found.extend(retry::missing(inventory, call));
        found.extend(backoff::without(inventory, call));
        found.extend(backoff::unbounded(inventory, call));
        found.extend(backoff::endless(inventory, call));
        found.extend(ineffective::timeouts(inventory, call));
        found.extend(effective::disabled(inventory, call));
        found.extend(effective::ineffective(inventory, call));
        found.extend(effective::multiplied(inventory, call));
        found.extend(capacity::missed(inventory, call));
        found.extend(missed::others(inventory, call));
        let takes_over = crate::calls::fallback::of(inventory, call);
        found.extend(fallback::none(inventory, call, &takes_over));
        found.extend(fallback::dead(inventory, call, &takes_over, clock));
        found.extend(drift::alias(inventory, call, clock));
        found.extend(drift::uncapped(inventory, call));
        found.extend(drift::logged(inventory, call));
    }
    found
}

/// What is to be said about a unit as a whole.
pub fn unit(inventory: &Inventory<'_, '_, '_>, id: UnitId) -> Vec<Finding> {
    ineffective::dropped(inventory, id)
}

/// What is to be said about clients, once for all their calls.
pub fn clients(resolver: &Resolver<'_>, calls: &[Outgoing<'_>], values: FixValues) -> Vec<Finding> {
    timeout::of_clients(resolver, calls, values)
}
