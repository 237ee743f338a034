//! A configuration file as written: `codexit.toml`, `[tool.codexit]` of pyproject.toml, `"codexit"` of package.json.
//! Unknown keys are errors; every value that can still turn out wrong later keeps its place.

use super::fix::RawFix;
use super::size::Size;
use crate::exit_status::Failure;
use crate::finding::FixValues;
use crate::suggest;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use toml::Spanned;

/// A text with the place it was written at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The text.
    pub text: String,
    /// 1-based line in the file; 0 if it cannot be told.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
}

/// A configuration file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigFile {
    /// Path as shown in messages.
    pub shown: String,
    /// Only these rules.
    pub select: Option<Vec<Located>>,
    /// Not these rules.
    pub ignore: Vec<Located>,
    /// These rules besides those selected.
    pub extend_select: Vec<Located>,
    /// Show nothing below.
    pub min_severity: Option<Located>,
    /// Fail from this severity on.
    pub fail_on: Option<Located>,
    /// Days ahead in which a shutdown is a warning.
    pub horizon: Option<u32>,
    /// Globs of paths to leave out, relative to the file's folder.
    pub exclude: Vec<Located>,
    /// Largest file that is read, in bytes.
    pub max_file_size: Option<u64>,
    /// Seconds that a file may take to parse.
    pub file_timeout: Option<u32>,
    /// More rule files and folders, relative to the file's folder.
    pub rules: Vec<Located>,
    /// Severity by rule.
    pub severity: Vec<(Located, Located)>,
    /// Rules that do not count for some paths.
    pub per_path_ignores: Vec<PerPathIgnore>,
    /// A file of known findings, relative to the file's folder.
    pub baseline: Option<Located>,
    /// `required`: an ignore comment must say why.
    pub ignore_reason: Option<Located>,
    /// `required`: what does not survive an outage makes a run fail.
    pub continuity: Option<Located>,
    /// How near an end makes a run fail.
    pub fail_within: Option<Located>,
    /// The same for some findings.
    pub deadlines: Vec<FileDeadline>,
    /// Who owns which paths: names with their globs.
    pub teams: Vec<(String, Vec<Located>)>,
    /// A CODEOWNERS file, relative to the file's folder.
    pub codeowners: Option<Located>,
    /// What fixes write.
    pub fix: FixValues,
}

/// One `[[deadlines]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDeadline {
    /// How near an end makes a run fail.
    pub fail_within: Located,
    /// Only findings of these rules.
    pub rules: Vec<Located>,
    /// Only findings at these hosts.
    pub providers: Vec<String>,
    /// Only findings at these paths.
    pub paths: Vec<Located>,
    /// Only findings of this severity.
    pub severity: Option<Located>,
}

/// One `[[per-path-ignores]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerPathIgnore {
    /// Glob, relative to the file's folder.
    pub path: Located,
    /// The rules.
    pub rules: Vec<Located>,
    /// Why.
    pub reason: String,
    /// The first day on which it no longer counts.
    pub until: Option<Located>,
}

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The whole file.
    Codexit,
    /// `[tool.codexit]`.
    Pyproject,
    /// `"codexit"`.
    PackageJson,
}

impl Kind {
    /// The kind of a file by its name.
    pub fn of_file_name(name: &str) -> Kind {
        match name {
            "pyproject.toml" => Kind::Pyproject,
            "package.json" => Kind::PackageJson,
            _ => Kind::Codexit,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", bound(deserialize = "S: DeserializeOwned + Ord"))]
struct Raw<S> {
    select: Option<Vec<S>>,
    ignore: Option<Vec<S>>,
    extend_select: Option<Vec<S>>,
    min_severity: Option<S>,
    fail_on: Option<S>,
    horizon: Option<u32>,
    exclude: Option<Vec<S>>,
    max_file_size: Option<Size>,
    file_timeout: Option<std::num::NonZeroU32>,
    rules: Option<Vec<S>>,
    severity: Option<BTreeMap<S, S>>,
    per_path_ignores: Option<Vec<RawIgnore<S>>>,
    baseline: Option<S>,
    ignore_reason: Option<S>,
    continuity: Option<S>,
    fail_within: Option<S>,
    deadlines: Option<Vec<RawDeadline<S>>>,
    teams: Option<Vec<RawTeam<S>>>,
    codeowners: Option<S>,
    fix: Option<RawFix>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", bound(deserialize = "S: DeserializeOwned"))]
struct RawDeadline<S> {
    fail_within: S,
    rules: Option<Vec<S>>,
    providers: Option<Vec<String>>,
    paths: Option<Vec<S>>,
    severity: Option<S>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", bound(deserialize = "S: DeserializeOwned"))]
struct RawTeam<S> {
    name: String,
    paths: Vec<S>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", bound(deserialize = "S: DeserializeOwned"))]
struct RawIgnore<S> {
    path: S,
    rules: Vec<S>,
    reason: String,
    until: Option<S>,
}

#[derive(Deserialize)]
struct Pyproject {
    tool: Option<Tool>,
}

#[derive(Deserialize)]
struct Tool {
    codexit: Option<Raw<Spanned<String>>>,
}

#[derive(Deserialize)]
struct PackageJson {
    codexit: Option<Raw<String>>,
}

/// Reads a configuration file. `None` if a shared file (pyproject.toml, package.json) has no part for codexit.
pub fn read(shown: &str, kind: Kind, text: &str) -> Result<Option<ConfigFile>, Failure> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match kind {
        Kind::Codexit => {
            let raw: Raw<Spanned<String>> = toml::from_str(text).map_err(|e| toml_failure(shown, text, e))?;
            Ok(Some(meaning(shown, raw, |s| spanned(text, s))))
        }
        Kind::Pyproject => {
            let all: Pyproject = toml::from_str(text).map_err(|e| toml_failure(shown, text, e))?;
            Ok(all.tool.and_then(|t| t.codexit).map(|raw| meaning(shown, raw, |s| spanned(text, s))))
        }
        Kind::PackageJson => {
            let all: PackageJson = serde_json::from_str(text).map_err(|e| json_failure(shown, text, &e))?;
            Ok(all.codexit.map(|raw| meaning(shown, raw, |s| searched(text, s))))
        }
    }
}

fn meaning<S>(shown: &str, raw: Raw<S>, locate: impl Fn(S) -> Located) -> ConfigFile {
    let list = |items: Option<Vec<S>>| -> Vec<Located> { items.into_iter().flatten().map(&locate).collect() };
    ConfigFile {
        shown: shown.to_string(),
        select: raw.select.map(|s| list(Some(s))),
        ignore: list(raw.ignore),
        extend_select: list(raw.extend_select),
        min_severity: raw.min_severity.map(&locate),
        fail_on: raw.fail_on.map(&locate),
        horizon: raw.horizon,
        exclude: list(raw.exclude),
        max_file_size: raw.max_file_size.map(|s| s.0),
        file_timeout: raw.file_timeout.map(std::num::NonZeroU32::get),
        rules: list(raw.rules),
        severity: raw.severity.into_iter().flatten().map(|(rule, word)| (locate(rule), locate(word))).collect(),
        per_path_ignores: raw
            .per_path_ignores
            .into_iter()
            .flatten()
            .map(|i| PerPathIgnore {
                path: locate(i.path),
                rules: list(Some(i.rules)),
                reason: i.reason,
                until: i.until.map(&locate),
            })
            .collect(),
        baseline: raw.baseline.map(&locate),
        ignore_reason: raw.ignore_reason.map(&locate),
        continuity: raw.continuity.map(&locate),
        fail_within: raw.fail_within.map(&locate),
        deadlines: raw
            .deadlines
            .into_iter()
            .flatten()
            .map(|d| FileDeadline {
                fail_within: locate(d.fail_within),
                rules: list(d.rules),
                providers: d.providers.unwrap_or_default(),
                paths: list(d.paths),
                severity: d.severity.map(&locate),
            })
            .collect(),
        teams: raw.teams.into_iter().flatten().map(|t| (t.name, list(Some(t.paths)))).collect(),
        codeowners: raw.codeowners.map(&locate),
        fix: raw.fix.map(RawFix::values).unwrap_or_default(),
    }
}

fn spanned(text: &str, value: Spanned<String>) -> Located {
    let (line, column) = line_column(text, value.span().start);
    Located { text: value.into_inner(), line, column }
}

/// serde_json keeps no places: the value is looked for as it would be written, from the `"codexit"` key on.
fn searched(text: &str, value: String) -> Located {
    let from = text.find("\"codexit\"").unwrap_or(0);
    let quoted = serde_json::Value::from(value.as_str()).to_string();
    let (line, column) = match text[from..].find(&quoted) {
        Some(at) => line_column(text, from + at),
        None => line_column(text, from),
    };
    Located { text: value, line, column }
}

/// 1-based line and column (in characters) of a byte offset.
fn line_column(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() as u32 + 1, before[line_start..].chars().count() as u32 + 1)
}

fn toml_failure(shown: &str, text: &str, mut error: toml::de::Error) -> Failure {
    let (line, column) = line_column(text, error.span().map_or(0, |s| s.start));
    let message = error.message().to_string();
    // Without its input an error is shown as its message and, on a line of its own, "in `key`".
    error.set_input(None);
    let shown_error = error.to_string();
    let key = shown_error.lines().last().and_then(|l| l.strip_prefix("in `")?.strip_suffix('`'));
    let place = key.map_or(String::new(), |key| format!(" (in `{key}`)"));
    failure(format!("{shown}:{line}:{column}"), &message, &place)
}

fn json_failure(shown: &str, text: &str, error: &serde_json::Error) -> Failure {
    let full = error.to_string();
    let suffix = format!(" at line {} column {}", error.line(), error.column());
    let message = full.trim_end_matches(&suffix);
    // serde_json points behind an unknown key, not at it.
    let (line, column) = match unknown_field(message) {
        Some(key) => {
            let key = searched(text, key.to_string());
            (key.line as usize, key.column as usize)
        }
        None => (error.line(), error.column().max(1)),
    };
    failure(format!("{shown}:{line}:{column}"), message, "")
}

/// The key in serde's "unknown field `x`, expected one of `a`, `b`".
fn unknown_field(message: &str) -> Option<&str> {
    message.strip_prefix("unknown field `")?.split('`').next()
}

/// Makes serde's message about an unknown field a sentence with a suggestion.
fn failure(at: String, message: &str, place: &str) -> Failure {
    let Some(unknown) = unknown_field(message) else {
        return Failure::usage(format!("{at}: {message}{place}"));
    };
    let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
    let failure = Failure::usage(format!("{at}: unknown key `{unknown}`"));
    // Keys are written with hyphens here; snake case is the likeliest slip.
    match suggest::nearest(&unknown.replace('_', "-"), known.iter().copied()) {
        Some(near) => failure.with_help(format!("did you mean `{near}`?")),
        None => failure.with_help(format!("the keys are {}", known.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(kind: Kind, text: &str) -> String {
        match read("c", kind, text) {
            Err(e) => format!("{} | {}", e.message, e.help.unwrap_or_default()),
            Ok(read) => panic!("read as {read:?}"),
        }
    }

    #[test]
    fn an_empty_file_is_valid() {
        let empty = Some(ConfigFile { shown: "c".into(), ..ConfigFile::default() });
        assert_eq!(read("c", Kind::Codexit, "").unwrap(), empty);
        assert_eq!(read("c", Kind::Codexit, "# nothing\n").unwrap(), empty);
        assert_eq!(read("c", Kind::Pyproject, "[tool.codexit]\n").unwrap(), empty);
        assert_eq!(read("c", Kind::PackageJson, r#"{"codexit": {}}"#).unwrap(), empty);
    }

    #[test]
    fn shared_files_without_our_part_are_none() {
        assert_eq!(read("c", Kind::Pyproject, "[tool.ruff]\nx = 1\n[project]\nname = \"a\"").unwrap(), None);
        assert_eq!(read("c", Kind::PackageJson, r#"{"devDependencies": {"codexit": "1"}}"#).unwrap(), None);
    }

    #[test]
    fn every_key_is_read_with_its_place() {
        let text = "select = [\"model\",\n  \"retired\"]\nhorizon = 30\nmax-file-size = \"2MB\"\n\
                    [severity]\n\"model/retired\" = \"warning\"\n\
                    [[per-path-ignores]]\npath = \"tests/**\"\nrules = [\"model\"]\nreason = \"recorded answers\"\n";
        let file = read("c", Kind::Codexit, text).unwrap().unwrap();
        let select = file.select.unwrap();
        assert_eq!((select[1].text.as_str(), select[1].line, select[1].column), ("retired", 2, 3));
        assert_eq!((file.horizon, file.max_file_size), (Some(30), Some(2 << 20)));
        let (rule, word) = &file.severity[0];
        assert_eq!(
            (rule.text.as_str(), rule.line, word.text.as_str(), word.column),
            ("model/retired", 6, "warning", 19)
        );
        assert_eq!(file.per_path_ignores[0].path.line, 8);
    }

    #[test]
    fn a_value_of_package_json_is_found_again() {
        let text = "{\n \"name\": \"retired\",\n \"codexit\": {\n  \"select\": [\"retired\"]\n }\n}";
        let file = read("package.json", Kind::PackageJson, text).unwrap().unwrap();
        assert_eq!(file.select.unwrap(), [Located { text: "retired".into(), line: 4, column: 14 }]);
    }

    #[test]
    fn mistakes_name_place_key_and_remedy() {
        assert_eq!(fails(Kind::Codexit, "\nselct = []\n"), "c:2:1: unknown key `selct` | did you mean `select`?");
        assert_eq!(
            fails(Kind::Codexit, "min_severity = \"info\""),
            "c:1:1: unknown key `min_severity` | did you mean `min-severity`?"
        );
        assert!(fails(Kind::Codexit, "banana = 1").contains("| the keys are select, ignore"));
        assert_eq!(
            fails(Kind::Codexit, "horizon = \"soon\""),
            "c:1:11: invalid type: string \"soon\", expected u32 (in `horizon`) | "
        );
        assert!(fails(Kind::Codexit, "max-file-size = \"huge\"").starts_with("c:1:17: expected a size"));
        assert!(fails(Kind::Codexit, "select = [\"a\"\n[x]").starts_with("c:"));
        assert!(
            fails(Kind::Codexit, "[[per-path-ignores]]\npath = \"x\"\nrules = []\n").contains("missing field `reason`")
        );
        let nested = fails(Kind::Codexit, "[[per-path-ignores]]\npath = \"x\"\nrule = []\nreason = \"\"");
        assert_eq!(nested, "c:3:1: unknown key `rule` | did you mean `rules`?");
        assert_eq!(
            fails(Kind::Pyproject, "[tool.codexit]\nhorizn = 3"),
            "c:2:1: unknown key `horizn` | did you mean `horizon`?"
        );
        let json = fails(Kind::PackageJson, "{\n  \"codexit\": {\"selct\": []}\n}");
        assert_eq!(json, "c:2:15: unknown key `selct` | did you mean `select`?");
    }
}
