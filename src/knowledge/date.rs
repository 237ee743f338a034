//! Days: what day it is comes in as a value, and the distance between two days is plain arithmetic.

use super::raw::Date;

impl Date {
    /// The day `text` names in ISO form (`2026-11-22`), or `None` if there is no such day.
    pub fn parse(text: &str) -> Option<Date> {
        let date: jiff::civil::Date = text.parse().ok()?;
        (text.len() == 10).then(|| date.into())
    }

    /// Days from this day to `other`: positive if `other` is later, 0 for the same day.
    pub fn days_until(self, other: Date) -> i64 {
        other.day_number() - self.day_number()
    }

    /// True if this is a day of the calendar (a TOML date always is; one built by hand may not be).
    pub fn exists(self) -> bool {
        jiff::civil::Date::new(self.year, self.month as i8, self.day as i8).is_ok()
    }

    /// Days since 1970-01-01 in the Gregorian calendar; total for any numbers, so that no date can panic.
    fn day_number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = (i64::from(self.month) + 9).rem_euclid(12);
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Date {
        Date { year: date.year(), month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
    }
}

impl TryFrom<Date> for jiff::civil::Date {
    type Error = jiff::Error;
    /// Fails for a day that does not exist.
    fn try_from(date: Date) -> Result<Self, jiff::Error> {
        jiff::civil::Date::new(date.year, date.month as i8, date.day as i8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn distances_count_days_over_months_years_and_leap_days() {
        assert_eq!(day("2026-10-23").days_until(day("2026-11-22")), 30);
        assert_eq!(day("2026-11-22").days_until(day("2026-10-23")), -30);
        assert_eq!(day("2024-02-28").days_until(day("2024-03-01")), 2);
        assert_eq!(day("2023-02-28").days_until(day("2023-03-01")), 1);
        assert_eq!(day("1970-01-01").days_until(day("2000-03-01")), 11_017);
        assert_eq!(day("2026-11-22").days_until(day("2026-11-22")), 0);
    }

    #[test]
    fn distances_agree_with_the_calendar_library() {
        let first = jiff::civil::date(2019, 12, 25);
        for step in 0..3000 {
            let later = first + jiff::Span::new().days(step);
            assert_eq!(Date::from(first).days_until(later.into()), step);
        }
    }

    #[test]
    fn only_days_that_exist_are_parsed() {
        assert_eq!(Date::parse("2026-02-29"), None);
        assert_eq!(Date::parse("2026-1-5"), None);
        assert_eq!(Date::parse("tomorrow"), None);
        assert_eq!(Date::parse("2026-11-22T10:00"), None);
        assert_eq!(day("2026-11-22").to_string(), "2026-11-22");
        assert!(!Date { year: 2026, month: 13, day: 1 }.exists());
    }
}
