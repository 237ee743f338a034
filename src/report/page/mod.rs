//! The page for a browser. TODO
use super::View;
use std::io::{self, Write};
/// Writes the page.
pub fn write(_view: &View, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)
}
