//! The days of the tables, as written. Shared with `build.rs`.

use serde::{Deserialize, Serialize};

/// A calendar day, written as a TOML date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 31.
    pub day: u8,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if d.is_human_readable() {
            let full = toml::value::Datetime::deserialize(d)?;
            let date = full.date.ok_or_else(|| serde::de::Error::custom("expected a date such as 2026-10-23"))?;
            if full.time.is_some() || full.offset.is_some() {
                return Err(serde::de::Error::custom("expected a date without a time, such as 2026-10-23"));
            }
            Ok(Date { year: date.year as i16, month: date.month, day: date.day })
        } else {
            let (year, month, day) = <(i16, u8, u8)>::deserialize(d)?;
            Ok(Date { year, month, day })
        }
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        (self.year, self.month, self.day).serialize(s)
    }
}
