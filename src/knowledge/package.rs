//! Packages that are at their end, or whose old versions are.

use super::raw::Date;

/// A package that is at its end, or whose old versions are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// `pypi`, `npm`, or another registry's name (those are listed by look-ups only).
    pub ecosystem: String,
    /// Registry name, as the registry writes it.
    pub name: String,
    /// Affected versions in the ecosystem's own grammar; `*` for all.
    pub affected: String,
    /// Rule that reports it.
    pub rule: String,
    /// `eol`, `superseded`, `deprecated`, `removed`, `sunset`, `dead-backend`.
    pub status: String,
    /// Day the end was announced.
    pub deprecated: Option<Date>,
    /// Day support ended or ends.
    pub end: Option<Date>,
    /// What to depend on instead.
    pub replacement: Vec<String>,
    /// What was read.
    pub source: String,
    /// Where; empty if it has no address.
    pub url: String,
    /// Day (or month, or year) of the source.
    pub as_of: String,
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// Remarks.
    pub note: String,
}

impl Package {
    /// True if a dependency called `name` in `ecosystem` is this package. PyPI names are compared as PyPI does.
    pub fn is(&self, ecosystem: &str, name: &str) -> bool {
        self.ecosystem == ecosystem
            && match ecosystem {
                "pypi" => pypi_name(&self.name) == pypi_name(name),
                _ => self.name == name,
            }
    }
}

/// A PyPI name as PyPI compares it: lower case, runs of `-`, `_` and `.` are one `-`.
pub fn pypi_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::pypi_name;

    #[test]
    fn pypi_compares_names_without_case_and_separators() {
        assert_eq!(pypi_name("Llama_Index.Core"), "llama-index-core");
        assert_eq!(pypi_name("a-_.b"), "a-b");
    }
}
