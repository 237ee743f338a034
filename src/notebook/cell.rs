//! The JSON of a notebook, reduced to what is read of it: its language and its code cells.

use super::json::{Broken, Reader};
use std::ops::Range;

/// A notebook as written.
#[derive(Debug, Default)]
pub(super) struct Notebook {
    /// `metadata.language_info.name`, then what other tools write in its place; the first that is there.
    pub language: Option<String>,
    /// `metadata.kernelspec.name`.
    pub kernel: Option<String>,
    /// The code cells that hold anything.
    pub cells: Vec<Cell>,
    /// True if there was a list of cells at all.
    pub has_cells: bool,
}

/// A code cell as written.
#[derive(Debug, Default)]
pub(super) struct Cell {
    /// Counted over all cells, prose included; 1-based.
    pub number: u32,
    /// The cell's own language, if its metadata name one.
    pub language: Option<String>,
    /// Its source, which may be written as one string or as many.
    pub text: String,
    /// The strings it is written as: bytes in the raw file, quotes included, and how many bytes of `text` each gives.
    pub pieces: Vec<(Range<usize>, usize)>,
    /// For each line of `text` the 1-based line in the raw file of the string it begins in.
    pub raw_lines: Vec<u32>,
}

/// Reads a notebook of format 3 or 4. Of a key that is there twice the last one counts. If the text is no JSON, what
/// was read before it stopped being so is kept, and where it stopped is told.
pub(super) fn read(text: &str) -> (Notebook, Option<Broken>) {
    let mut notebook = Notebook::default();
    let mut reader = Reader::new(text);
    let broken = read_into(&mut reader, &mut notebook).err();
    (notebook, reader.missed.or(broken))
}

fn read_into(reader: &mut Reader, notebook: &mut Notebook) -> Result<(), Broken> {
    if reader.peek() != Some(b'{') {
        return reader.broken("a notebook, which is an object");
    }
    let mut languages = Languages::default();
    let mut number = 0;
    let read = reader.object(|reader, key| match key {
        "metadata" => {
            languages = Languages::default();
            metadata(reader, &mut languages)
        }
        "cells" => {
            notebook.has_cells = true;
            notebook.cells.clear();
            number = 0;
            cells(reader, &mut number, &mut notebook.cells)
        }
        // Format 3.
        "worksheets" => {
            notebook.has_cells = true;
            notebook.cells.clear();
            number = 0;
            reader.array(|reader| {
                reader.object(|reader, key| match key {
                    "cells" => cells(reader, &mut number, &mut notebook.cells),
                    _ => reader.skip(),
                })
            })
        }
        _ => reader.skip(),
    });
    // Polyglot notebooks say only that they are polyglot; their kernel then says what a cell is in if it says nothing.
    let own = languages.info.filter(|name| name != "polyglot-notebook");
    notebook.language = own.or(languages.kernel_language).or(languages.databricks);
    notebook.kernel = languages.kernel_name;
    read?;
    if reader.is_at_end() { Ok(()) } else { reader.broken("the end of the file") }
}

#[derive(Default)]
struct Languages {
    info: Option<String>,
    kernel_language: Option<String>,
    databricks: Option<String>,
    kernel_name: Option<String>,
}

fn metadata(reader: &mut Reader, languages: &mut Languages) -> Result<(), Broken> {
    reader.object(|reader, key| match key {
        "language_info" => member(reader, &mut [("name", &mut languages.info)]),
        "kernelspec" => {
            member(reader, &mut [("language", &mut languages.kernel_language), ("name", &mut languages.kernel_name)])
        }
        "application/vnd.databricks.v1+notebook" => member(reader, &mut [("language", &mut languages.databricks)]),
        _ => reader.skip(),
    })
}

/// Reads an object's wanted members that are strings and not empty.
fn member(reader: &mut Reader, wanted: &mut [(&str, &mut Option<String>)]) -> Result<(), Broken> {
    reader.object(|reader, key| match wanted.iter_mut().find(|(name, _)| *name == key) {
        Some((_, value)) => {
            **value = reader.text()?.filter(|text| !text.trim().is_empty());
            Ok(())
        }
        None => reader.skip(),
    })
}

/// Reads a list of cells. `number` is that of the cell before it.
fn cells(reader: &mut Reader, number: &mut u32, cells: &mut Vec<Cell>) -> Result<(), Broken> {
    reader.array(|reader| {
        *number += 1;
        let mut cell = Cell { number: *number, ..Cell::default() };
        let mut is_code = false;
        let (mut own, mut editor) = (None, None);
        reader.object(|reader, key| match key {
            "cell_type" => {
                is_code = reader.text()?.as_deref() == Some("code");
                Ok(())
            }
            // `input` and `language` are format 3.
            "source" | "input" => source(reader, &mut cell),
            "language" => {
                own = own.take().or(reader.text()?);
                Ok(())
            }
            "metadata" => reader.object(|reader, key| match key {
                "dotnet_interactive" => member(reader, &mut [("language", &mut own)]),
                "polyglot_notebook" => member(reader, &mut [("kernelName", &mut own)]),
                "vscode" => member(reader, &mut [("languageId", &mut editor)]),
                _ => reader.skip(),
            }),
            _ => reader.skip(),
        })?;
        cell.language = own.or(editor);
        // A file may hold millions of empty cells; only what is of use is kept.
        if is_code && !cell.text.trim().is_empty() {
            cells.push(cell);
        }
        Ok(())
    })
}

/// Reads a cell's source: one string, or many that are joined as they are. One that does not end its line is gone on
/// with by the next.
fn source(reader: &mut Reader, cell: &mut Cell) -> Result<(), Broken> {
    cell.text.clear();
    cell.raw_lines.clear();
    cell.pieces.clear();
    let mut piece = |reader: &mut Reader| {
        let raw_line = reader.line();
        let start = reader.offset();
        let Some(piece) = reader.text()?.filter(|piece| !piece.is_empty()) else { return Ok(()) };
        cell.pieces.push((start..reader.end(), piece.len()));
        if cell.text.is_empty() || cell.text.ends_with('\n') {
            cell.raw_lines.pop();
            cell.raw_lines.push(raw_line);
        }
        cell.raw_lines.extend(memchr::memchr_iter(b'\n', piece.as_bytes()).map(|_| raw_line));
        cell.text.push_str(&piece);
        Ok(())
    };
    if reader.peek() == Some(b'[') { reader.array(piece) } else { piece(reader) }
}
