//! python to facts.

use super::Facts;
use crate::source::Source;

/// Lowers a source to facts. Never fails.
pub fn read(_source: &Source) -> Facts {
    Facts::default()
}
