//! `[fix]`: what fixes write.

use crate::finding::FixValues;
use serde::Deserialize;
use std::num::NonZeroU32;

/// The table as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawFix {
    timeout: Option<NonZeroU32>,
    retries: Option<NonZeroU32>,
}

impl RawFix {
    /// What is meant: what is not said stays as it is without a configuration.
    pub fn values(self) -> FixValues {
        let usual = FixValues::default();
        FixValues {
            timeout: self.timeout.map_or(usual.timeout, NonZeroU32::get),
            retries: self.retries.map_or(usual.retries, NonZeroU32::get),
        }
    }
}
