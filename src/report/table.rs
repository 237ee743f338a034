//! Tables that fit the terminal, and the one that sums up a check by model, API and package.

use super::{View, tame, terminal::Paint, words};
use crate::finding::{Category, Finding, Severity};
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// A table without frames: a line under the head, two spaces between columns, cells wrapped to the width.
pub fn plain(width: usize, head: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width.min(usize::from(u16::MAX)) as u16)
        .set_header(head.iter().map(Cell::new));
    table.column_iter_mut().for_each(|column| {
        column.set_padding((0, 2));
    });
    table
}

/// Keeps columns as wide as what is in them, where there is room for that.
pub fn keep_whole(table: &mut Table, columns: &[usize], width: usize) {
    for column in columns.iter().filter(|_| width >= 80) {
        if let Some(column) = table.column_mut(*column) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

/// Writes a table, without the spaces at the ends of its lines.
pub fn print(table: &Table, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    for (i, line) in table.lines().enumerate() {
        let line = line.trim_end();
        writeln!(out, "{}", if i == 0 { paint.bold(line) } else { line.to_string() })?;
    }
    Ok(())
}

/// How many models, APIs or packages are listed without `--verbose`.
const ROWS: usize = 20;

/// One model, API or package, over all its findings.
struct Row<'a> {
    severity: Severity,
    findings: u64,
    files: BTreeSet<&'a str>,
    /// The finding whose end comes first.
    first: &'a Finding,
    replacements: BTreeSet<&'a str>,
}

/// Writes the table by model, API and package; nothing if there are no findings.
pub fn summary(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: BTreeMap<(Category, &str, Option<&str>), Row> = BTreeMap::new();
    for kept in &view.passed.findings {
        let f = &kept.finding;
        let category = Category::of_rule(&f.rule).unwrap_or(Category::Tool);
        let name = f.model_id.as_deref().unwrap_or(&f.subject);
        let host = f.provider.as_deref().filter(|_| category == Category::Model);
        let row = rows.entry((category, name, host)).or_insert_with(|| Row {
            severity: f.severity,
            findings: 0,
            files: BTreeSet::new(),
            first: f,
            replacements: BTreeSet::new(),
        });
        row.severity = row.severity.max(f.severity);
        row.findings += 1;
        row.files.insert(&f.path);
        row.replacements.extend(f.replacement.as_deref());
        if f.shutdown_on.is_some_and(|day| row.first.shutdown_on.is_none_or(|first| day < first)) {
            row.first = f;
        }
    }
    let mut by_category: BTreeMap<Category, Vec<_>> = BTreeMap::new();
    for ((category, name, host), row) in rows {
        by_category.entry(category).or_default().push((name, host, row));
    }
    for (category, mut rows) in by_category {
        rows.sort_by_key(|(name, host, row)| (std::cmp::Reverse((row.severity, row.findings)), *name, *host));
        let mut table = plain(view.width, &[title(category), "Findings", "Files", "Ends", "Replacement"]);
        for column in [1, 2] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let shown = if view.verbose { rows.len() } else { ROWS };
        for (name, host, row) in rows.iter().take(shown) {
            table.add_row(cells(view, name, *host, row));
        }
        keep_whole(&mut table, &[1, 2, 3], view.width);
        print(&table, view.paint, out)?;
        if rows.len() > shown {
            writeln!(out, "and {} more; --verbose lists them", words::grouped((rows.len() - shown) as u64))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn cells(view: &View, name: &str, host: Option<&str>, row: &Row) -> Vec<Cell> {
    let name = match host {
        Some(host) => format!("{} ({})", tame::line(name), tame::line(host)),
        None => tame::line(name).into_owned(),
    };
    let ends = match row.first.shutdown_on {
        Some(day) => format!("{day} ({})", words::distance(view.report.as_of, day)),
        None => match row.first.deprecated_on {
            Some(day) => format!("deprecated {day}"),
            None if row.severity == Severity::Error => "gone".to_string(),
            None => "no date".to_string(),
        },
    };
    let replacements: Vec<String> = row.replacements.iter().map(|r| tame::line(r).into_owned()).collect();
    let replacement = if replacements.is_empty() { "none known".to_string() } else { replacements.join(", ") };
    [name, words::grouped(row.findings), words::grouped(row.files.len() as u64), ends, replacement]
        .into_iter()
        .map(Cell::new)
        .collect()
}

fn title(category: Category) -> &'static str {
    match category {
        Category::Model => "Model",
        Category::Api => "API",
        Category::Dependency => "Package",
        Category::Resilience => "Resilience",
        Category::Tool => "Tool",
    }
}
