//! Where output goes and what it can show: streams that take a closed pipe in their stride, colour, width.

use crate::cli::ColorChoice;
use anstyle::{AnsiColor, Style};
use std::io::{self, BufWriter, IsTerminal, Write};

/// Standard output and standard error, with what each can show.
pub struct Terminal {
    /// For results.
    pub out: Box<dyn Write>,
    /// For everything else.
    pub err: Box<dyn Write>,
    /// Colour on standard output.
    pub out_paint: Paint,
    /// Colour on standard error.
    pub err_paint: Paint,
    /// Standard error is a terminal, so that progress can be shown.
    pub err_is_terminal: bool,
    /// Columns of standard output.
    pub width: usize,
}

/// Columns where they cannot be told.
const DEFAULT_WIDTH: usize = 100;

impl Terminal {
    /// The streams of the process. `variable` reads the environment.
    pub fn of_process(choice: ColorChoice, variable: &dyn Fn(&str) -> Option<String>) -> Terminal {
        let width = if io::stdout().is_terminal() {
            terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
        } else {
            variable("COLUMNS").and_then(|c| c.parse().ok())
        };
        Terminal {
            out: Box::new(BufWriter::new(PipeTolerant(io::stdout()))),
            err: Box::new(PipeTolerant(io::stderr())),
            out_paint: Paint(colour(choice, io::stdout().is_terminal(), variable)),
            err_paint: Paint(colour(choice, io::stderr().is_terminal(), variable)),
            err_is_terminal: io::stderr().is_terminal(),
            width: width.unwrap_or(DEFAULT_WIDTH).clamp(40, 400),
        }
    }
}

/// Whether a stream gets colour. What is said on the command line counts; then `NO_COLOR`; then `FORCE_COLOR` and
/// `CLICOLOR_FORCE`; then whether it is a terminal that understands it. An empty variable says nothing.
fn colour(choice: ColorChoice, is_terminal: bool, variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).filter(|v| !v.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR").is_some() => false,
        ColorChoice::Auto => match set("FORCE_COLOR").or_else(|| set("CLICOLOR_FORCE").filter(|v| v != "0")) {
            Some(forced) => forced != "0" && forced != "false",
            None => {
                is_terminal && set("TERM").is_none_or(|term| term != "dumb") && set("CLICOLOR").is_none_or(|v| v != "0")
            }
        },
    }
}

/// A stream whose reader may leave (`codexit check | head`): what is written after that is dropped, and the run ends as
/// if it had been read.
struct PipeTolerant<W>(W);

impl<W: Write> Write for PipeTolerant<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            result => result,
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }
}

/// Puts colour on text, or leaves it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paint(pub bool);

impl Paint {
    /// The text in a style.
    pub fn styled(self, style: Style, text: &str) -> String {
        if self.0 { format!("{style}{text}{style:#}") } else { text.to_string() }
    }
    /// Bold.
    pub fn bold(self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }
    /// For what matters less.
    pub fn dim(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }
    /// For paths and names of rules.
    pub fn name(self, text: &str) -> String {
        self.styled(AnsiColor::Cyan.on_default(), text)
    }
    /// For what can be done.
    pub fn good(self, text: &str) -> String {
        self.styled(AnsiColor::Green.on_default().bold(), text)
    }
    /// In the colour of a severity.
    pub fn severity(self, severity: crate::finding::Severity, text: &str) -> String {
        use crate::finding::Severity;
        let color = match severity {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Info => AnsiColor::Blue,
        };
        self.styled(color.on_default().bold(), text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(is_terminal: bool, variables: &[(&str, &str)]) -> bool {
        let variable = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string());
        colour(ColorChoice::Auto, is_terminal, &variable)
    }

    #[test]
    fn who_decides_about_colour() {
        assert!(auto(true, &[]) && !auto(false, &[]));
        assert!(!auto(true, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")]) && auto(true, &[("NO_COLOR", "")]));
        assert!(auto(false, &[("FORCE_COLOR", "1")]) && auto(false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!auto(false, &[("CLICOLOR_FORCE", "0")]) && !auto(true, &[("FORCE_COLOR", "0")]));
        assert!(!auto(true, &[("TERM", "dumb")]));
        assert!(
            colour(ColorChoice::Always, false, &|_| Some("1".into())) && !colour(ColorChoice::Never, true, &|_| None)
        );
    }

    #[test]
    fn a_reader_that_left_is_no_error() {
        struct Closed(io::ErrorKind);
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(self.0.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Err(self.0.into())
            }
        }
        let mut closed = PipeTolerant(Closed(io::ErrorKind::BrokenPipe));
        assert!(closed.write_all(b"text").is_ok() && closed.flush().is_ok());
        assert!(PipeTolerant(Closed(io::ErrorKind::StorageFull)).write_all(b"text").is_err());
    }
}
