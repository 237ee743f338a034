//! The values of options: formats, severities, dates, sizes.

use crate::exit_status::FailOn;
use crate::finding::Severity;
use crate::knowledge::Date;
use clap::ValueEnum;
use std::path::PathBuf;

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Source lines, notes, a table and a closing line
    #[default]
    Full,
    /// One line a finding
    Concise,
    /// For programs; see docs/json.md
    Json,
    /// The same, one JSON object a line
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab's Code Quality report
    Gitlab,
    /// JUnit XML
    Junit,
    /// Reviewdog's diagnostics
    Rdjson,
    /// A page for merge requests and issue trackers
    Markdown,
    /// A page for a browser, in one file
    Html,
    /// A table for spreadsheets
    Csv,
    /// CycloneDX 1.6: models, packages and services
    Cyclonedx,
}

/// How a look-up of models is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ModelsFormat {
    /// A table
    #[default]
    Full,
    /// One line a model
    Concise,
    /// For programs
    Json,
}

/// How a list of calls is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CallsFormat {
    /// A table
    #[default]
    Full,
    /// One line a call
    Concise,
    /// For programs; see docs/json.md
    Json,
    /// For spreadsheets
    Csv,
}

/// How a list of rules is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    /// A table
    #[default]
    Full,
    /// One line a rule
    Concise,
    /// For programs
    Json,
    /// The page docs/rules.md
    Markdown,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal
    #[default]
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

/// A severity on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SeverityWord {
    /// Worth knowing
    Info,
    /// Breaks soon
    Warning,
    /// Broken today
    Error,
}

impl From<SeverityWord> for Severity {
    fn from(word: SeverityWord) -> Severity {
        match word {
            SeverityWord::Info => Severity::Info,
            SeverityWord::Warning => Severity::Warning,
            SeverityWord::Error => Severity::Error,
        }
    }
}

/// A threshold on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOnWord {
    /// Only what is broken today
    Error,
    /// What breaks soon, too
    Warning,
    /// Any finding
    Info,
    /// Nothing
    Never,
}

impl From<FailOnWord> for FailOn {
    fn from(word: FailOnWord) -> FailOn {
        match word {
            FailOnWord::Error => FailOn::Severity(Severity::Error),
            FailOnWord::Warning => FailOn::Severity(Severity::Warning),
            FailOnWord::Info => FailOn::Severity(Severity::Info),
            FailOnWord::Never => FailOn::Never,
        }
    }
}

/// `-o [FORMAT=]FILE`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// How it is written.
    pub format: Format,
    /// Where.
    pub path: PathBuf,
}

/// Reads `[FORMAT=]FILE`. What stands before a `=` is a format only if it is the name of one, so that a file name may
/// hold a `=`.
pub fn output(text: &str) -> Result<Output, String> {
    if let Some((word, path)) = text.split_once('=')
        && let Ok(format) = Format::from_str(word, true)
    {
        if path.is_empty() {
            return Err("no file after the `=`".into());
        }
        return Ok(Output { format, path: path.into() });
    }
    let path = PathBuf::from(text);
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    let format = match extension.as_str() {
        _ if text.to_ascii_lowercase().ends_with(".cdx.json") => Format::Cyclonedx,
        "json" => Format::Json,
        "jsonl" | "ndjson" => Format::Jsonl,
        "sarif" => Format::Sarif,
        "md" | "markdown" => Format::Markdown,
        "html" | "htm" => Format::Html,
        "csv" => Format::Csv,
        "txt" | "log" | "text" => Format::Full,
        _ => return Err(format!("the format does not follow from this name; write it before: `json={text}`")),
    };
    Ok(Output { format, path })
}

/// Reads a day such as 2026-11-22.
pub fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "expected a date such as 2026-11-22".into())
}

/// Reads a size: bytes, or with a unit (B, KB, MB, GB; KiB and the like are the same; powers of 1024). At most 4 GiB,
/// which is as far as offsets reach.
pub fn size(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let shift = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        _ => return Err("expected a size such as 512KB or 5MB".into()),
    };
    let number: u64 = number.parse().map_err(|_| "expected a size such as 512KB or 5MB".to_string())?;
    match number.checked_mul(1 << shift) {
        Some(bytes) if bytes < u64::from(u32::MAX) => Ok(bytes),
        _ => Err("must be less than 4GB".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_of_an_output_is_given_or_follows_from_the_name() {
        let of = |t: &str| output(t).map(|o| (o.format, o.path.display().to_string()));
        assert_eq!(of("json=out"), Ok((Format::Json, "out".into())));
        assert_eq!(of("Concise=a.json"), Ok((Format::Concise, "a.json".into())));
        assert_eq!(of("x/a.JSON"), Ok((Format::Json, "x/a.JSON".into())));
        assert_eq!(of("a=b.txt"), Ok((Format::Full, "a=b.txt".into())));
        assert!(of("report.bin").is_err_and(|e| e.contains("json=report.bin")));
        assert!(of("json=").is_err());
    }

    #[test]
    fn sizes_and_dates() {
        assert_eq!(size("123"), Ok(123));
        assert_eq!(size("2 KB"), Ok(2048));
        assert_eq!(size("1MiB"), Ok(1 << 20));
        assert!(size("5GB").is_err());
        assert!(size("").is_err() && size("x").is_err() && size("1XB").is_err());
        assert!(size("99999999999999999999").is_err());
        assert_eq!(date("2026-11-22").map(|d| d.to_string()), Ok("2026-11-22".into()));
        assert!(date("2026-02-30").is_err() && date("tomorrow").is_err() && date("2026-11-22T00:00").is_err());
    }
}
