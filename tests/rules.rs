//! The rules as data: every file parses, every rule has fixtures, and its patterns say what they seem to say. What the
//! rules find in the fixtures is tested by `rules_scan.rs`.

use codexit::knowledge::raw::{RawMatch, RawRule, RawSdk, RawWords};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folders of `rules/` that hold tables of another format.
const TABLES: &[&str] = &["migrations", "models", "packages", "providers", "sdks"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files under `folder` with this extension, sorted.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap();
    toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every rule with its path relative to `rules/`, without the extension: `openai/edits-endpoint`.
fn rules() -> Vec<(String, RawRule)> {
    let folder = root().join("rules");
    files(&folder, "toml")
        .iter()
        .filter_map(|path| {
            let name = path.strip_prefix(&folder).unwrap().with_extension("");
            let name = name.to_str().unwrap().replace('\\', "/");
            let first = name.split('/').next().unwrap();
            let is_rule = name.contains('/') && !TABLES.contains(&first);
            is_rule.then(|| (name, parse(path)))
        })
        .collect()
}

fn sdks() -> Vec<(PathBuf, RawSdk)> {
    files(&root().join("rules/sdks"), "toml").into_iter().map(|path| (path.clone(), parse(&path))).collect()
}

/// Fixture files of a rule: `fixtures/<rule path>/<stem>.*`.
fn fixtures(rule: &str, stem: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(root().join("fixtures").join(rule)) else { return Vec::new() };
    let mut found: Vec<PathBuf> =
        entries.map(|e| e.unwrap().path()).filter(|p| p.file_stem().is_some_and(|s| s == stem)).collect();
    found.sort();
    found
}

fn expected_lines(text: &str) -> usize {
    text.lines().filter(|line| line.ends_with("# expect") || line.ends_with("// expect")).count()
}

#[test]
fn a_rule_is_named_after_its_file_and_no_id_is_used_twice() {
    let mut seen = BTreeMap::new();
    for (name, rule) in rules() {
        let (_, tail) = rule.id.split_once('/').unwrap_or_else(|| panic!("{name}: id without a category"));
        assert_eq!(Some(tail), name.rsplit('/').next(), "{name}: the id is {}", rule.id);
        if let Some(other) = seen.insert(rule.id.clone(), name.clone()) {
            panic!("{} is the id of {other} and of {name}", rule.id);
        }
    }
    assert!(seen.len() >= 45, "only {} rules were found", seen.len());
}

#[test]
fn a_rule_says_what_why_how_and_where_from() {
    for (name, rule) in rules() {
        for (key, text) in [("title", &rule.title), ("why", &rule.why), ("how", &rule.how)] {
            assert!(!text.trim().is_empty(), "{name}: {key} is empty");
        }
        assert!(rule.title.len() <= 90 && !rule.title.ends_with('.'), "{name}: the title is a short phrase");
        assert!(rule.references.iter().any(|r| !r.trim().is_empty()), "{name}: no references");
        assert!(!rule.languages.is_empty(), "{name}: no languages");
        for word in &rule.languages {
            assert!(["python", "javascript", "data", "any"].contains(&word.as_str()), "{name}: language {word}");
        }
        let severities = rule.matches.iter().filter_map(|m| m.severity.as_ref()).chain([&rule.severity]);
        for word in severities {
            assert!(["error", "warning", "info"].contains(&word.as_str()), "{name}: severity {word}");
        }
        if let (Some(deprecated), Some(shutdown)) = (rule.deprecated, rule.shutdown) {
            assert!(deprecated <= shutdown, "{name}: shut down before it was announced");
        }
        if let Some(ecosystem) = &rule.ecosystem {
            assert!(["pypi", "npm"].contains(&ecosystem.as_str()), "{name}: ecosystem {ecosystem}");
            assert!(rule.package.is_some(), "{name}: an ecosystem without a package");
        }
        if rule.removed_in.is_some() {
            assert!(rule.package.is_some(), "{name}: removed-in needs a package");
        }
    }
}

#[test]
fn a_match_looks_for_something() {
    // Rules about outages read the profiles of SDKs.
    for (name, rule) in rules().into_iter().filter(|(name, _)| !name.starts_with("resilience/")) {
        assert!(!rule.matches.is_empty(), "{name}: no match");
        for found in &rule.matches {
            let first = [&found.path, &found.call, &found.module, &found.url, &found.text];
            let others = [&found.setting, &found.key, &found.command, &found.image, &found.requirement, &found.caught];
            let nothing = first.iter().chain(&others).all(|l| l.is_empty());
            assert!(!nothing, "{name}: a match that looks for nothing");
            assert!(found.keyword.is_empty() || !found.call.is_empty(), "{name}: keyword without call");
        }
    }
}

/// The mistake in an API path, if there is one: `a.B().c`, `pkg#Name().c`, a last segment `*` where `open`.
fn path_mistake(path: &str, open: bool) -> Option<String> {
    let (module, names) = match path.split_once('#') {
        Some((module, names)) => (Some(module), names),
        None => (None, path),
    };
    if module.is_some_and(|m| m.is_empty() || m.contains([' ', '"', '\\']) || m.ends_with('/')) {
        return Some("a bad module before #".into());
    }
    let segments: Vec<&str> = names.split('.').collect();
    for (at, segment) in segments.iter().enumerate() {
        if *segment == "*" {
            if !open || at + 1 != segments.len() || (at == 0 && module.is_none()) {
                return Some("`*` stands for the last segments only".into());
            }
            continue;
        }
        let name = segment.trim_end_matches("()");
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        if name.is_empty() || !name.chars().all(word) || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(format!("`{segment}` is no name"));
        }
    }
    None
}

#[test]
fn patterns_are_well_formed() {
    for (name, rule) in rules() {
        for found in &rule.matches {
            for path in found.path.iter().chain(&found.call) {
                assert_eq!(path_mistake(path, true), None, "{name}: {path}");
                let npm = path.contains('#');
                let language = if npm { "javascript" } else { "python" };
                let fits = rule.languages.iter().any(|l| l == language || l == "any");
                assert!(fits, "{name}: {path} is not of its languages");
            }
            for module in &found.module {
                let parent = module.trim_end_matches('*').trim_end_matches(['.', '/']);
                let plain = !parent.is_empty() && !parent.contains(['*', '#', ' ', '"']);
                assert!(plain, "{name}: module {module}");
            }
            for keyword in &found.keyword {
                assert_eq!(path_mistake(keyword, false), None, "{name}: keyword {keyword}");
            }
            for url in &found.url {
                let host = url.split('/').next().unwrap();
                let good = !url.contains("://") && !url.contains(['?', ' ', '#']) && !url.ends_with('/');
                assert!(good && (host.is_empty() || host == "localhost" || host.contains('.')), "{name}: url {url}");
                let inner = url.strip_suffix("/*").unwrap_or(url);
                assert!(!inner.contains('*'), "{name}: url {url}: only a last segment may be `*`");
            }
        }
    }
}

#[test]
fn a_reference_belongs_to_one_rule() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (name, rule) in rules() {
        for found in &rule.matches {
            for pattern in patterns_of(found) {
                if let Some(other) = seen.insert(pattern.clone(), name.clone()) {
                    panic!("{pattern} stands in {other} and in {name}");
                }
            }
        }
    }
}

/// What a match looks for, each with its kind. A call with a keyword is looked for at the keyword.
fn patterns_of(found: &RawMatch) -> Vec<String> {
    let calls = found.call.iter().flat_map(|call| {
        if found.keyword.is_empty() {
            vec![format!("path {call}")]
        } else {
            found.keyword.iter().map(|keyword| format!("{call}({keyword}=)")).collect()
        }
    });
    let kinds = [("path", &found.path), ("module", &found.module), ("url", &found.url), ("text", &found.text)];
    let keys = [("key", &found.key), ("setting", &found.setting)];
    kinds
        .iter()
        .chain(&keys)
        .flat_map(|(kind, list)| list.iter().map(move |p| format!("{kind} {p}")))
        .chain(calls)
        .collect()
}

/// A rule must not look for a name that an SDK profile folds into another: it would never be seen under that name.
#[test]
fn rules_and_profiles_name_things_by_their_main_name() {
    let sdks = sdks();
    let aliases: Vec<&(String, String)> = sdks.iter().flat_map(|(_, sdk)| &sdk.same).collect();
    let folded = |path: &str| {
        aliases.iter().find(|(alias, _)| {
            path.strip_prefix(alias.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '(']))
        })
    };
    for (name, rule) in rules() {
        for path in rule.matches.iter().flat_map(|m| m.path.iter().chain(&m.call)) {
            if let Some((alias, main)) = folded(path) {
                panic!("{name}: {path}: {alias} is known as {main}");
            }
        }
    }
    for (file, sdk) in &sdks {
        let paths = sdk.constructor.iter().flat_map(|c| &c.path).chain(sdk.call.iter().flat_map(|c| &c.path));
        for path in paths {
            if let Some((alias, main)) = folded(path) {
                panic!("{}: {path}: {alias} is known as {main}", file.display());
            }
        }
    }
}

#[test]
fn profiles_are_well_formed() {
    let kinds =
        ["chat", "completion", "code", "edit", "embedding", "image", "audio", "video", "moderation", "rerank", "ocr"];
    let mut seen: BTreeMap<&str, &Path> = BTreeMap::new();
    let sdks = sdks();
    assert!(sdks.len() >= 30, "only {} profiles were found", sdks.len());
    for (file, sdk) in &sdks {
        let shown = file.display();
        assert!(["pypi", "npm"].contains(&sdk.ecosystem.as_str()), "{shown}: ecosystem");
        assert!(sdk.references.iter().any(|r| !r.is_empty()), "{shown}: no references");
        let calls = sdk.call.iter().flat_map(|c| &c.path);
        for path in sdk.constructor.iter().flat_map(|c| &c.path).chain(calls) {
            assert_eq!(path_mistake(path, true), None, "{shown}: {path}");
            assert_eq!(path.contains('#'), sdk.ecosystem == "npm", "{shown}: {path}");
            if let Some(other) = seen.insert(path, file) {
                panic!("{path} stands in {} and in {shown}", other.display());
            }
        }
        for call in &sdk.call {
            assert!(!call.path.is_empty(), "{shown}: a call without a path");
            assert!(!call.model.is_empty() || call.model_at.is_some(), "{shown}: {} names no model", call.path[0]);
            if let Some(kind) = &call.kind {
                assert!(kinds.contains(&kind.as_str()), "{shown}: kind {kind}");
            }
        }
        for (alias, main) in &sdk.same {
            assert_ne!(alias, main, "{shown}: {alias} is itself");
        }
    }
}

#[test]
fn words_stand_once_and_names_are_in_snake_case() {
    let words: RawWords = parse(&root().join("rules/words.toml"));
    let lists = [
        ("model", &words.model),
        ("role", &words.role),
        ("context", &words.context),
        ("table", &words.table),
        ("options", &words.options),
    ];
    for (name, list) in lists {
        let unique: BTreeSet<&String> = list.iter().collect();
        assert_eq!(unique.len(), list.len(), "{name}: a word stands twice");
        for word in list {
            let snake = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            assert!(snake && !word.is_empty(), "{name}: {word}");
        }
    }
    let hosts: BTreeSet<&String> = words.hosts.iter().map(|(host, _)| host).collect();
    assert_eq!(hosts.len(), words.hosts.len(), "a host stands twice");
    assert!(!words.inert.is_empty());
}

#[test]
fn every_rule_has_fixtures_in_its_languages() {
    for (name, rule) in rules() {
        let wanted: &[&[&str]] = match rule.languages.as_slice() {
            [one] if one == "python" => &[&["py"]],
            [one] if one == "javascript" => &[&["js", "ts", "tsx", "jsx"]],
            [one] if one == "data" => &[&["json", "yaml", "toml", "sh"]],
            _ => &[&["py"], &["js", "ts", "tsx", "jsx"]],
        };
        for stem in ["bad", "good"] {
            let found = fixtures(&name, stem);
            for extensions in wanted {
                let has = found.iter().any(|p| extensions.iter().any(|e| p.extension().is_some_and(|x| x == *e)));
                assert!(has, "{name}: no {stem}.{}", extensions[0]);
            }
            for path in found {
                let expected = expected_lines(&std::fs::read_to_string(&path).unwrap());
                assert_eq!(expected > 0, stem == "bad", "{}: {expected} lines expect a finding", path.display());
            }
        }
    }
}

#[test]
fn every_fixture_belongs_to_a_rule() {
    let known: BTreeSet<String> = rules().into_iter().map(|(name, _)| name).collect();
    let folder = root().join("fixtures");
    for extension in ["py", "js", "ts"] {
        for path in files(&folder, extension) {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            if stem != "bad" && stem != "good" {
                continue;
            }
            let parent = path.parent().unwrap().strip_prefix(&folder).unwrap();
            let parent = parent.to_str().unwrap().replace('\\', "/");
            // Those of profiles are tested by tests/sdks.rs.
            if parent.starts_with("sdks/") {
                continue;
            }
            // Rules about comments of our own are built in; tests/gate.rs checks their fixtures.
            let built_in = parent.starts_with("tool/") && parent.ends_with("-ignore");
            assert!(built_in || known.contains(&parent), "{}: no such rule", path.display());
        }
    }
}

/// The prefilter lets in only files that hold an anchor: a bad fixture without one would never be read.
#[test]
fn anchors_stand_in_the_bad_fixtures() {
    // The literals of calls come from the profiles.
    for (name, rule) in rules().into_iter().filter(|(name, _)| !name.starts_with("resilience/")) {
        assert!(!rule.anchors.is_empty(), "{name}: say by which literals a file is let in");
        for path in fixtures(&name, "bad") {
            let text = std::fs::read_to_string(&path).unwrap();
            let holds = |part: &str| part.split('|').any(|word| text.contains(word));
            let held = rule.anchors.iter().any(|anchor| anchor.split(" & ").all(holds));
            assert!(held, "{}: holds no anchor of {}", path.display(), rule.id);
        }
    }
}
