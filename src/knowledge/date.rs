//! Days on the calendar: reading, counting, today's excepted.

use super::raw::Date;

impl Date {
    /// Reads `2026-11-22`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Date> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        text.parse::<jiff::civil::Date>().ok().map(Date::from)
    }

    /// Days from this day to `other`; negative if `other` is earlier.
    pub fn days_until(self, other: Date) -> i64 {
        let days = |d: Date| {
            jiff::civil::Date::new(d.year, d.month as i8, d.day as i8)
                .ok()
                .and_then(|d| jiff::civil::date(1970, 1, 1).until(d).ok())
                .map_or(0, |s| i64::from(s.get_days()))
        };
        days(other) - days(self)
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(d: jiff::civil::Date) -> Date {
        Date { year: d.year(), month: d.month() as u8, day: d.day() as u8 }
    }
}
