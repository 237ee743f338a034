//! The columns of a row.

use super::row::Row;
use super::{Inventory, Outgoing};
use crate::check::lifecycle::Clock;

/// The row of a call.
pub fn row(_inventory: &Inventory<'_, '_, '_>, _call: &Outgoing<'_>, _clock: &Clock<'_>) -> Row {
    Row::default()
}
