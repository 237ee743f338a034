//! The inventory of calls: a table, a line a call, JSON, CSV.

use super::table;
use super::tame;
use super::terminal::Paint;
use crate::calls::row::{COLUMNS, Column, Row};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A call in JSON; docs/json.md says what each field means.
#[derive(Serialize)]
pub struct JsonCall<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    cell: Option<u32>,
    cell_line: Option<u32>,
    symbol: &'a str,
    call: &'a str,
    package: &'a str,
    generation: &'a str,
    version: Option<&'a str>,
    provider: Option<&'a str>,
    host: Option<&'a str>,
    models: &'a [String],
    family: Option<&'a str>,
    mode: &'a str,
    streaming: &'a str,
    posture: BTreeMap<&'static str, JsonColumn<'a>>,
}

#[derive(Serialize)]
struct JsonColumn<'a> {
    state: &'a str,
    detail: &'a str,
    path: Option<&'a str>,
    line: Option<u32>,
}

/// The rows in the order of their places.
pub fn sorted(rows: &[Row]) -> Vec<&Row> {
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by(|a, b| (&a.path, a.place, &a.call).cmp(&(&b.path, b.place, &b.call)));
    rows
}

/// The rows as JSON values.
pub fn json(rows: &[Row]) -> Vec<JsonCall<'_>> {
    sorted(rows).into_iter().map(of_row).collect()
}

fn of_row(row: &Row) -> JsonCall<'_> {
    let posture = COLUMNS.iter().zip(&row.columns).map(|(&name, c)| (name, of_column(c)));
    JsonCall {
        path: &row.path,
        line: row.place.line,
        column: row.place.column,
        cell: row.place.cell,
        cell_line: row.place.cell_line,
        symbol: &row.symbol,
        call: &row.call,
        package: &row.package,
        generation: &row.generation,
        version: row.version.as_deref(),
        provider: row.provider.as_deref(),
        host: row.host.as_deref(),
        models: &row.models,
        family: row.family.as_deref(),
        mode: row.mode,
        streaming: row.streaming,
        posture: posture.collect(),
    }
}

fn of_column(column: &Column) -> JsonColumn<'_> {
    JsonColumn {
        state: column.state,
        detail: &column.detail,
        path: column.place.as_ref().map(|(path, _)| path.as_str()),
        line: column.place.as_ref().map(|(_, line)| *line),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    as_of: String,
    calls: Vec<JsonCall<'a>>,
}

/// `codexit calls --format json`.
pub fn document(rows: &[Row], as_of: crate::knowledge::Date, out: &mut dyn Write) -> io::Result<()> {
    let document = Document { schema_version: 1, as_of: as_of.to_string(), calls: json(rows) };
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    writeln!(out)
}

/// One line a call: place, call, and the aspects in a word each.
pub fn concise(rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    for row in sorted(rows) {
        let aspects: Vec<String> =
            COLUMNS.iter().zip(&row.columns).map(|(name, column)| format!("{name}={}", column.state)).collect();
        let (path, call) = (tame::line(&row.path), tame::line(&row.call));
        writeln!(out, "{path}:{}:{}: {call} {}", row.place.line, row.place.column, aspects.join(" "))?;
    }
    Ok(())
}

/// A table of what matters most, and what each word in it rests on.
pub fn full(rows: &[Row], width: usize, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut grid = table::plain(width, &["Place", "Call", "Model", "Timeout", "Retry", "Backoff", "Fallback"]);
    for row in sorted(rows) {
        let word = |at: usize| row.columns.get(at).map_or("", |column| column.state).to_owned();
        grid.add_row([
            tame::line(&format!("{}:{}", row.path, row.place.line)).into_owned(),
            tame::line(&row.call).into_owned(),
            tame::line(&row.models.join(", ")).into_owned(),
            word(0),
            word(1),
            word(2),
            word(3),
        ]);
    }
    if !rows.is_empty() {
        table::print(&grid, paint, out)?;
    }
    let files: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.path.as_str()).collect();
    let (calls, files) =
        (super::words::count(rows.len() as u64, "call"), super::words::count(files.len() as u64, "file"));
    writeln!(out, "{calls} to model providers in {files}")
}

/// A line a call, with a head; values with commas, quotes or line breaks are quoted, and none begins a formula.
pub fn csv(rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let head =
        ["path", "line", "call", "package", "generation", "version", "provider", "host", "models", "family", "mode"];
    let head: Vec<&str> = head.into_iter().chain(["streaming"]).chain(COLUMNS).collect();
    writeln!(out, "{}", head.join(","))?;
    for row in sorted(rows) {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut cells = vec![
            row.path.clone(),
            row.place.line.to_string(),
            row.call.clone(),
            row.package.clone(),
            row.generation.clone(),
            text(&row.version),
            text(&row.provider),
            text(&row.host),
            row.models.join(" "),
            text(&row.family),
            row.mode.to_owned(),
            row.streaming.to_owned(),
        ];
        cells.extend(row.columns.iter().map(|c| match c.detail.is_empty() {
            true => c.state.to_owned(),
            false => format!("{}: {}", c.state, c.detail),
        }));
        writeln!(out, "{}", cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","))?;
    }
    Ok(())
}

fn quoted(cell: &str) -> String {
    // A spreadsheet takes these for the beginning of a formula.
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cannot_break_out_of_a_csv() {
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("say \"x\""), "\"say \"\"x\"\"\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("plain"), "plain");
    }
}
