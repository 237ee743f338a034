//! What the types of a raw file cannot say: known words, dates in order, no row twice. Shared with `build.rs`, so that
//! the embedded files are known to be sound.

use super::mistake::{Mistake, Step, nearest};
use super::provider::Contact;
use super::raw::{Date, RawModel, RawModels, RawPackages, RawRule, RawSdk};

/// Endpoint families of models.
pub const KINDS: &[&str] =
    &["chat", "completion", "code", "edit", "embedding", "image", "audio", "video", "moderation", "rerank", "ocr"];
/// Status words of models.
pub const STATUSES: &[&str] = &["active", "legacy", "deprecated", "retired", "unlisted"];
/// Status words of packages.
pub const PACKAGE_STATUSES: &[&str] = &["eol", "superseded", "deprecated", "removed", "sunset", "dead-backend"];
/// Rules that report packages.
pub const PACKAGE_RULES: &[&str] = &["dependency/end-of-life", "dependency/superseded", "dependency/deprecated"];
/// Severities.
pub const SEVERITIES: &[&str] = &["error", "warning", "info"];
/// Languages a rule may name.
pub const LANGUAGES: &[&str] = &["python", "javascript", "data", "any"];
/// First parts of rule ids.
pub const CATEGORIES: &[&str] = &["model", "api", "dependency", "resilience", "tool"];

/// Checks the model lifecycles of a provider.
///
/// # Errors
/// The first mistake, with its place in `text`.
pub fn models(text: &str, raw: &RawModels) -> Result<(), Mistake> {
    if raw.provider.is_empty() || raw.provider.contains(char::is_whitespace) {
        return Err(Mistake::at(text, &[Step::Key("provider")], "`provider` must be one word".into(), None));
    }
    let mut seen = std::collections::HashMap::new();
    for (index, model) in raw.model.iter().enumerate() {
        if let Some((key, message, help)) = model_mistake(raw, model) {
            return Err(Mistake::at(text, &[Step::Key("model"), Step::Index(index), Step::Key(key)], message, help));
        }
        if let Some(first) = seen.insert(model.id.as_str(), index) {
            let message = format!("`{}` is listed twice (rows {} and {})", model.id, first + 1, index + 1);
            return Err(Mistake::at(text, &[Step::Key("model"), Step::Index(index), Step::Key("id")], message, None));
        }
    }
    Ok(())
}

/// Checks the pages of a provider: they become links.
///
/// # Errors
/// The first mistake, with its place in `text`.
pub fn contact(text: &str, raw: &Contact) -> Result<(), Mistake> {
    for (key, page) in [("status", &raw.status), ("support", &raw.support)] {
        if page.as_ref().is_some_and(|page| !page.starts_with("https://") || page.contains(char::is_whitespace)) {
            return Err(Mistake::at(text, &[Step::Key(key)], format!("`{key}` must be an address: https://…"), None));
        }
    }
    if raw.sources.is_empty() {
        return Err(Mistake::at(text, &[Step::Key("sources")], "`sources` is empty: what was read?".into(), None));
    }
    Ok(())
}

/// (key, message, help) of the first mistake of a row.
fn model_mistake(raw: &RawModels, model: &RawModel) -> Option<(&'static str, String, Option<String>)> {
    if model.id.trim().is_empty() {
        return Some(("id", "`id` is empty".into(), None));
    }
    if let Some((message, help)) = unknown("kind", &model.kind, KINDS) {
        return Some(("kind", message, Some(help)));
    }
    if let Some((message, help)) = model.status.as_deref().and_then(|status| unknown("status", status, STATUSES)) {
        return Some(("status", message, Some(help)));
    }
    if let (Some(deprecated), Some(shutdown)) = (model.deprecated, model.shutdown)
        && deprecated > shutdown
    {
        return Some(("deprecated", out_of_order("deprecated", deprecated, "shutdown", shutdown), None));
    }
    if !model.source.is_empty() && !raw.sources.contains_key(&model.source) {
        let known = nearest(&model.source, raw.sources.keys().map(String::as_str));
        let help = known.map_or_else(
            || format!("add `{} = {{ title = …, url = … }}` to [sources]", model.source),
            |close| format!("did you mean `{close}`?"),
        );
        return Some(("source", format!("`{}` is not among the [sources]", model.source), Some(help)));
    }
    if model.replacement.contains(&model.id) {
        return Some(("replacement", format!("`{}` cannot replace itself", model.id), None));
    }
    None
}

/// Checks a table of packages.
///
/// # Errors
/// The first mistake, with its place in `text`.
pub fn packages(text: &str, raw: &RawPackages) -> Result<(), Mistake> {
    let mut seen = std::collections::HashSet::new();
    for (index, package) in raw.package.iter().enumerate() {
        let at = |key: &'static str, message: String, help: Option<String>| {
            Err(Mistake::at(text, &[Step::Key("package"), Step::Index(index), Step::Key(key)], message, help))
        };
        if let Some((message, help)) = unknown("status", &package.status, PACKAGE_STATUSES) {
            return at("status", message, Some(help));
        }
        if let Some((message, help)) = unknown("rule", &package.rule, PACKAGE_RULES) {
            return at("rule", message, Some(help));
        }
        if package.affected.trim().is_empty() {
            return at("affected", "`affected` is empty".into(), Some("write `*` for all versions".into()));
        }
        if let (Some(deprecated), Some(end)) = (package.deprecated, package.end)
            && deprecated > end
        {
            return at("deprecated", out_of_order("deprecated", deprecated, "end", end), None);
        }
        if !seen.insert((&package.ecosystem, &package.name)) {
            return at("name", format!("`{}` is listed twice for {}", package.name, package.ecosystem), None);
        }
    }
    Ok(())
}

/// Checks an SDK profile.
///
/// # Errors
/// The first mistake, with its place in `text`.
pub fn sdk(text: &str, raw: &RawSdk) -> Result<(), Mistake> {
    let empty = |key: &'static str, index: usize| {
        let steps = [Step::Key(key), Step::Index(index), Step::Key("path")];
        Err(Mistake::at(text, &steps, "`path` is empty".into(), Some("name at least one API path".into())))
    };
    if let Some(index) = raw.constructor.iter().position(|constructor| constructor.path.is_empty()) {
        return empty("constructor", index);
    }
    if let Some(index) = raw.call.iter().position(|call| call.path.is_empty()) {
        return empty("call", index);
    }
    Ok(())
}

/// Checks a rule.
///
/// # Errors
/// The first mistake, with its place in `text`.
pub fn rule(text: &str, raw: &RawRule) -> Result<(), Mistake> {
    let category = raw.id.split_once('/').filter(|(_, name)| !name.is_empty()).map_or("", |(category, _)| category);
    if !CATEGORIES.contains(&category) {
        let help = format!("an id is a category and a name: {}", CATEGORIES.join(", "));
        return Err(Mistake::at(text, &[Step::Key("id")], format!("bad rule id `{}`", raw.id), Some(help)));
    }
    let severities = [
        ("severity", Some(&raw.severity)),
        ("held-severity", raw.held_severity.as_ref()),
        ("continuity-severity", raw.continuity_severity.as_ref()),
    ];
    for (key, word) in severities {
        if let Some((message, help)) = word.and_then(|word| unknown("severity", word, SEVERITIES)) {
            return Err(Mistake::at(text, &[Step::Key(key)], message, Some(help)));
        }
    }
    for language in &raw.languages {
        if let Some((message, help)) = unknown("language", language, LANGUAGES) {
            return Err(Mistake::at(text, &[Step::Key("languages")], message, Some(help)));
        }
    }
    if let (Some(deprecated), Some(shutdown)) = (raw.deprecated, raw.shutdown)
        && deprecated > shutdown
    {
        let message = out_of_order("deprecated", deprecated, "shutdown", shutdown);
        return Err(Mistake::at(text, &[Step::Key("deprecated")], message, None));
    }
    if raw.matches.is_empty() && category != "resilience" {
        let help = Some("add a [[match]] that says what to look for".to_owned());
        return Err(Mistake::at(text, &[Step::Key("id")], "this rule looks for nothing".into(), help));
    }
    for (index, found) in raw.matches.iter().enumerate() {
        let here = [Step::Key("match"), Step::Index(index)];
        if let Some((message, help)) = found.severity.as_deref().and_then(|word| unknown("severity", word, SEVERITIES))
        {
            return Err(Mistake::at(text, &[here[0], here[1], Step::Key("severity")], message, Some(help)));
        }
        let looks_at = [
            &found.path,
            &found.call,
            &found.module,
            &found.url,
            &found.text,
            &found.setting,
            &found.key,
            &found.command,
            &found.image,
            &found.requirement,
            &found.caught,
        ];
        if looks_at.iter().all(|list| list.is_empty()) {
            let help = "name a path, a call, a module, a url, a text, a setting, a key, a command, an image, a requirement or what is caught"
                .to_owned();
            return Err(Mistake::at(text, &here, "this match looks at nothing".into(), Some(help)));
        }
        if !found.keyword.is_empty() && found.call.is_empty() {
            let help = Some("say which call takes it".to_owned());
            let steps = [here[0], here[1], Step::Key("keyword")];
            return Err(Mistake::at(text, &steps, "`keyword` needs a `call`".into(), help));
        }
        for (key, list, needed, other) in
            [("value", &found.value, "keyword", &found.keyword), ("caught", &found.caught, "around", &found.around)]
        {
            if !list.is_empty() && other.is_empty() {
                let steps = [here[0], here[1], Step::Key(key)];
                return Err(Mistake::at(text, &steps, format!("`{key}` needs `{needed}`"), None));
            }
        }
    }
    Ok(())
}

fn unknown(what: &str, word: &str, known: &[&str]) -> Option<(String, String)> {
    if known.contains(&word) {
        return None;
    }
    let help = match nearest(word, known.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("known: {}", known.join(", ")),
    };
    Some((format!("unknown {what} `{word}`"), help))
}

fn out_of_order(first: &str, first_day: Date, second: &str, second_day: Date) -> String {
    format!("`{first}` ({first_day}) is later than `{second}` ({second_day})")
}
