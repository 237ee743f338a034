//! The lanes of the timeline: how far each bar reaches, and where the months are.

use crate::finding::Severity;
use crate::knowledge::Date;
use crate::report::survey::Model;
use crate::report::{tame, words};
use serde::Serialize;

/// Per cent of the width that belongs to what is over already.
const PAST: f64 = 12.0;
/// Height of a bar without weight, in tenths.
const THIN: f64 = 3.0;
/// What the most places add to it.
const THICKER: f64 = 6.0;

/// The whole chart.
#[derive(Serialize)]
pub struct Timeline {
    /// One a model and host whose day is known.
    pub lanes: Vec<Lane>,
    /// First days of quarters and the like.
    pub marks: Vec<Mark>,
    /// Where today is, in per cent.
    pub today: f64,
}

/// One model at one host.
#[derive(Serialize)]
pub struct Lane {
    name: String,
    host: String,
    severity: &'static str,
    /// Left end and length of the bar, in per cent of the width.
    x: f64,
    width: f64,
    /// Height of the bar in tenths: heavier with more places.
    height: f64,
    y: f64,
    places: u64,
    day: String,
    distance: String,
    past: bool,
}

impl Lane {
    /// The model.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The host; empty if it is not known.
    pub fn host(&self) -> &str {
        &self.host
    }
    /// Where the bar begins and ends, in per cent of the width.
    pub fn reach(&self) -> (f64, f64) {
        (self.x, self.x + self.width)
    }
    /// How heavy it is: 0 for no place, 1 for the most places of any lane.
    pub fn weight(&self) -> f64 {
        (self.height - THIN) / THICKER
    }
    /// When it ends and how many places name it, in words.
    pub fn end(&self) -> String {
        format!("{}, {}; {}", self.day, self.distance, words::count(self.places, "place"))
    }
}

impl Mark {
    /// A label at so many per cent of the width.
    pub fn new(x: f64, label: &str) -> Mark {
        Mark { x, label: label.to_owned() }
    }
    /// Per cent of the width.
    pub fn x(&self) -> f64 {
        self.x
    }
    /// What stands there.
    pub fn label(&self) -> &str {
        &self.label
    }
}

/// A day on the axis.
#[derive(Serialize)]
pub struct Mark {
    x: f64,
    label: String,
}

/// Lays the models out between today and the last known end.
pub fn timeline(models: &[Model], as_of: Date) -> Timeline {
    let days = |model: &Model| model.first.shutdown_on.map(|day| as_of.days_until(day));
    let last = models.iter().filter_map(days).max().unwrap_or(0).max(30);
    let scale = |days: i64| PAST + (100.0 - PAST) * days as f64 / last as f64;
    let most = models.iter().map(|m| m.places.len()).max().unwrap_or(1).max(1) as f64;
    let lane = |model: &Model| {
        let day = model.first.shutdown_on?;
        let left = as_of.days_until(day);
        let places = model.places.len();
        let height = THIN + THICKER * (places as f64 / most).sqrt();
        let (x, width) = if left <= 0 { (0.0, PAST) } else { (PAST, (scale(left) - PAST).max(0.8)) };
        Some(Lane {
            name: tame::line(model.id).into_owned(),
            host: tame::line(model.host.unwrap_or("")).into_owned(),
            severity: severity(model.severity),
            x: round(x),
            width: round(width),
            height: round(height),
            y: round((10.0 - height) / 2.0),
            places: places as u64,
            day: day.to_string(),
            distance: words::distance(as_of, day),
            past: left <= 0,
        })
    };
    let step = [30, 90, 180, 365, 730, 1825, 3650].into_iter().find(|step| last / step <= 6).unwrap_or(last.max(1));
    let marks = (1..).map(|i| i * step).take_while(|days| *days <= last).take(8);
    let marks = marks.map(|days| Mark { x: round(scale(days)), label: format!("+{}", span(days)) }).collect();
    Timeline { lanes: models.iter().filter_map(lane).collect(), marks, today: PAST }
}

fn span(days: i64) -> String {
    match days {
        0..365 => format!("{days} d"),
        _ => format!("{} y", days / 365),
    }
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The word that is a class of the page, too.
pub fn severity(severity: Severity) -> &'static str {
    severity.as_str()
}
