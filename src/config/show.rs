//! `--show-settings`: the settings in force, as they would be written in codexit.toml, each with where it comes from.

use super::{Origin, Settings};
use crate::exit_status::FailOn;
use crate::finding::FixValues;
use crate::gate::selection::Selector;
use crate::report::tame;
use std::io::{self, Write};

/// Writes the settings.
pub fn show(settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let file = settings.file.as_deref().unwrap_or("none");
    writeln!(out, "# configuration file: {}", tame::line(file))?;
    let mut line = |key: &str, value: String, origin: &Origin| -> io::Result<()> {
        writeln!(out, "{key} = {value}  # {}", tame::line(&origin.to_string()))
    };
    line("as-of", settings.as_of.value.to_string(), &settings.as_of.origin)?;
    line("horizon", settings.horizon.value.to_string(), &settings.horizon.origin)?;
    line("min-severity", quoted(settings.min_severity.value.as_str()), &settings.min_severity.origin)?;
    let fail_on = match settings.fail_on.value {
        FailOn::Severity(severity) => severity.as_str(),
        FailOn::Never => "never",
    };
    line("fail-on", quoted(fail_on), &settings.fail_on.origin)?;
    line("max-file-size", settings.max_file_size.value.to_string(), &settings.max_file_size.origin)?;
    let timeout = settings.file_timeout.value.as_secs().to_string();
    line("file-timeout", timeout, &settings.file_timeout.origin)?;

    let mut selectors = |key: &str, list: &[Selector]| -> io::Result<()> {
        list.iter().try_for_each(|s| line(key, format!("[{}]", quoted(&s.text)), &s.origin))
    };
    for layer in &settings.selection {
        match &layer.select {
            Some(list) if list.is_empty() => selectors("select", &[Selector::nothing()])?,
            Some(list) => selectors("select", list)?,
            None => {}
        }
        selectors("extend-select", &layer.extend)?;
        selectors("ignore", &layer.ignore)?;
    }
    for glob in &settings.exclude {
        line("exclude", format!("[{}]", quoted(&glob.value)), &glob.origin)?;
    }
    for path in &settings.rules {
        line("rules", format!("[{}]", quoted(&path.value.to_string_lossy())), &path.origin)?;
    }
    for (rule, severity) in &settings.severity {
        line(&format!("severity.{}", quoted(&rule.text)), quoted(severity.as_str()), &rule.origin)?;
    }
    for ignore in &settings.path_ignores {
        let rules: Vec<String> = ignore.rules.iter().map(|r| quoted(&r.text)).collect();
        let value = format!(
            "[{{ path = {}, rules = [{}], reason = {} }}]",
            quoted(&ignore.path.value),
            rules.join(", "),
            quoted(&ignore.reason)
        );
        line("per-path-ignores", value, &ignore.path.origin)?;
    }
    gate(settings, &mut line)
}

/// What a team decided about its own gate; only what was set.
fn gate(settings: &Settings, line: &mut dyn FnMut(&str, String, &Origin) -> io::Result<()>) -> io::Result<()> {
    let file = Origin::File(settings.file.clone().unwrap_or_default());
    if let Some(path) = &settings.baseline {
        line("baseline", quoted(&path.value.to_string_lossy()), &path.origin)?;
    }
    if let Some(path) = &settings.codeowners {
        line("codeowners", quoted(&path.value.to_string_lossy()), &path.origin)?;
    }
    if let (true, Some(file)) = (settings.fix != FixValues::default(), &settings.file) {
        let (timeout, retries) = (settings.fix.timeout, settings.fix.retries);
        let origin = Origin::File(file.clone());
        line("fix", format!("{{ timeout = {timeout}, retries = {retries} }}"), &origin)?;
    }
    for (key, required) in [("ignore-reason", settings.needs_reason), ("continuity", settings.continuity_required)] {
        if required {
            line(key, quoted("required"), &file)?;
        }
    }
    for deadline in &settings.deadlines {
        let days = quoted(&format!("{}d", deadline.days));
        let for_all = deadline.rules.is_empty()
            && deadline.paths.is_empty()
            && deadline.providers.is_empty()
            && deadline.severity.is_none();
        if for_all {
            line("fail-within", days, &file)?;
            continue;
        }
        let list = |texts: &mut dyn Iterator<Item = &str>| texts.map(quoted).collect::<Vec<_>>().join(", ");
        let mut parts = vec![format!("fail-within = {days}")];
        let rules = list(&mut deadline.rules.iter().map(|rule| rule.text.as_str()));
        let providers = list(&mut deadline.providers.iter().map(String::as_str));
        let paths = list(&mut deadline.paths.iter().map(|path| path.value.as_str()));
        for (key, list) in [("rules", rules), ("providers", providers), ("paths", paths)] {
            if !list.is_empty() {
                parts.push(format!("{key} = [{list}]"));
            }
        }
        parts.extend(deadline.severity.map(|severity| format!("severity = {}", quoted(severity.as_str()))));
        line("deadlines", format!("[{{ {} }}]", parts.join(", ")), &file)?;
    }
    for team in &settings.teams {
        let paths: Vec<String> = team.paths.iter().map(|path| quoted(&path.value)).collect();
        line("teams", format!("[{{ name = {}, paths = [{}] }}]", quoted(&team.name), paths.join(", ")), &file)?;
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    toml::Value::from(tame::line(text).as_ref()).to_string()
}
