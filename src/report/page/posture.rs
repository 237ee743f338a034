//! The calls and their posture on the page: how each aspect is spread, and a row a call for the script.

use super::data::text;
use crate::calls::row::COLUMNS;
use crate::report::posture::{self, Call, MEASURES, Measure};
use crate::report::{View, escape};
use serde::Serialize;

/// What stands above the matrix.
#[derive(Serialize)]
pub struct Posture {
    total: u64,
    mean: Option<u32>,
    aspects: Vec<Aspect>,
}

#[derive(Serialize)]
struct Aspect {
    title: &'static str,
    weight: u32,
    full: String,
    half: String,
    words: Vec<(String, u64, &'static str)>,
    /// Per cent of the calls that earn all, half, nothing.
    bar: [u32; 3],
}

/// One call for the script; short names, since there may be many.
#[derive(Serialize)]
pub struct Row<'a> {
    p: String,
    l: u32,
    a: String,
    k: String,
    o: String,
    m: String,
    t: String,
    /// The score, or -1.
    s: i64,
    r: Vec<&'a str>,
    /// Class, word and more words of each aspect that counts.
    v: Vec<(&'static str, &'a str, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    u: Option<String>,
}

/// The aspects.
pub fn posture(calls: &[Call]) -> Posture {
    let of = |measure: &Measure| {
        let words = posture::words(calls, measure);
        let share = |earned: u32| {
            let of: u64 = words.iter().filter(|(w, _)| measure.earned(w) == Some(earned)).map(|(_, n)| n).sum();
            (100 * of / calls.len().max(1) as u64) as u32
        };
        Aspect {
            title: measure.title,
            weight: measure.weight,
            full: measure.full.join(", "),
            half: measure.half.join(", "),
            bar: [share(2), share(1), share(0)],
            words: words.into_iter().map(|(word, n)| (word.to_owned(), n, class(measure, word))).collect(),
        }
    };
    Posture { total: calls.len() as u64, mean: posture::mean(calls), aspects: MEASURES.iter().map(of).collect() }
}

fn class(measure: &Measure, word: &str) -> &'static str {
    match measure.earned(word) {
        Some(2) => "full",
        Some(1) => "half",
        Some(_) => "nil",
        None => "unseen",
    }
}

/// A row a call.
pub fn rows<'a>(view: &View, calls: &'a [Call<'a>]) -> Vec<Row<'a>> {
    calls.iter().map(|call| row(view, call)).collect()
}

fn row<'a>(view: &View, call: &'a Call<'a>) -> Row<'a> {
    let row = call.row;
    let detail = |measure: &Measure| {
        let at = COLUMNS.iter().position(|name| *name == measure.name);
        at.and_then(|at| row.columns.get(at)).map_or(String::new(), |column| text(&column.detail))
    };
    let aspect = |measure: &Measure| {
        let state = measure.state(row);
        (class(measure, state), state, detail(measure))
    };
    Row {
        p: text(&row.path),
        l: row.place.line,
        a: text(&row.call),
        k: text(&row.package),
        o: text(row.provider.as_deref().or(row.host.as_deref()).unwrap_or("")),
        m: text(&row.models.join(", ")),
        t: text(call.team.unwrap_or("")),
        s: call.score.map_or(-1, i64::from),
        r: call.rules.iter().copied().collect(),
        v: MEASURES.iter().map(aspect).collect(),
        u: view.link.map(|template| {
            template.replace("{path}", &escape::uri(&row.path)).replace("{line}", &row.place.line.to_string())
        }),
    }
}
