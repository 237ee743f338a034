//! What the profiles know of each SDK, for the pages of rules about outages: how long it waits, what it tries again,
//! what it raises, and which versions that was read in.

use crate::knowledge::behaviour::{FailureKind, RawBehaviour, RawRetry, RawTimeout};
use crate::knowledge::{Knowledge, Sdk};

/// What a page is about.
#[derive(Clone, Copy)]
enum About {
    Timeouts,
    Retries,
    Failures,
}

/// One paragraph an SDK for the page of `rule`; empty for a rule that is about something else.
pub fn known(rule: &str, knowledge: &Knowledge) -> Vec<String> {
    let about = match rule.strip_prefix("resilience/") {
        Some("missing-timeout" | "ineffective-timeout") => About::Timeouts,
        Some("missing-retry" | "retries-disabled" | "ineffective-retry" | "retry-multiplied") => About::Retries,
        Some("uncaught-capacity") => About::Failures,
        _ => return Vec::new(),
    };
    let mut sdks: Vec<&Sdk> = knowledge.sdks.iter().collect();
    sdks.sort_by_key(|sdk| (&sdk.package, &sdk.ecosystem));
    sdks.into_iter().filter_map(|sdk| paragraph(sdk, about)).collect()
}

fn paragraph(sdk: &Sdk, about: About) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    for behaviour in &sdk.behaviours {
        let says = match about {
            About::Timeouts => Some(waits(&behaviour.timeout)),
            About::Retries => Some(tries(&behaviour.retry)),
            About::Failures => raises(behaviour),
        };
        let generation = match behaviour.generation.as_str() {
            "all" => String::new(),
            generation => format!("{generation}: "),
        };
        lines.extend(says.map(|says| format!("{generation}{says}")));
    }
    lines.dedup();
    let read = sdk.references.join("; ");
    (!lines.is_empty()).then(|| format!("{} ({})\n{}\nRead: {read}", sdk.package, sdk.ecosystem, lines.join("\n")))
}

fn waits(timeout: &RawTimeout) -> String {
    let mut says = match timeout.seconds {
        Some(seconds) => format!("waits {seconds} s"),
        None => "sets no limit".to_owned(),
    };
    if !timeout.covers.is_empty() {
        says.push_str(&format!(" ({})", timeout.covers));
    }
    says.push_str(&set_by(&[&timeout.client, &timeout.call, &timeout.module, &timeout.method]));
    if timeout.milliseconds {
        says.push_str(", in milliseconds");
    }
    says
}

fn tries(retry: &RawRetry) -> String {
    let mut says = match retry.times {
        0 => "tries once".to_owned(),
        1 => "tries once more".to_owned(),
        times => format!("tries {times} times more"),
    };
    if retry.times > 0 && !retry.on.is_empty() {
        says.push_str(&format!(" on {}", retry.on));
    }
    if !retry.not.is_empty() {
        says.push_str(&format!("; not again: {}", retry.not));
    }
    says + &set_by(&[&retry.client, &retry.call, &retry.module, &retry.method])
}

/// The names by which it is set, each once.
fn set_by(lists: &[&Vec<String>]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in lists.iter().flat_map(|list| list.iter()) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    if names.is_empty() { String::new() } else { format!("; set by {}", names.join(", ")) }
}

fn raises(behaviour: &RawBehaviour) -> Option<String> {
    let mut kinds: Vec<(FailureKind, Vec<&str>)> = Vec::new();
    for row in &behaviour.failure {
        let class = row.raises.first().map_or("an event in the stream", String::as_str);
        match kinds.iter_mut().find(|(kind, _)| *kind == row.kind) {
            Some((_, classes)) if classes.contains(&class) => {}
            Some((_, classes)) => classes.push(class),
            None => kinds.push((row.kind, vec![class])),
        }
    }
    let said: Vec<String> =
        kinds.into_iter().map(|(kind, classes)| format!("{} {}", word(kind), classes.join(" or "))).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

fn word(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::RateLimit => "429 is",
        FailureKind::Unavailable => "503 is",
        FailureKind::Overloaded => "529 is",
        FailureKind::Timeout => "silence is",
        FailureKind::Reset => "a reset is",
        FailureKind::MidStream => "a stream cut off is",
        FailureKind::InStream => "a stream that says it failed is",
    }
}
