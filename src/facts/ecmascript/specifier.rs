//! Which package a module specifier means, where it is written as Deno, JSPM or a content network has it.

/// Where networks keep the packages of npm: what stands before a package's name.
const NETWORKS: [&str; 7] = [
    "https://esm.sh/",
    "https://cdn.skypack.dev/",
    "https://esm.run/",
    "https://cdn.jsdelivr.net/npm/",
    "https://unpkg.com/",
    "https://ga.jspm.io/npm:",
    "https://jspm.dev/npm:",
];

/// A package of npm as a specifier names it.
pub(in crate::facts) struct Named<'s> {
    /// The package, with its scope.
    pub name: &'s str,
    /// What is asked for: a version or a range; empty if nothing is.
    pub range: &'s str,
    /// The file or entry inside; empty for the package itself.
    pub inside: &'s str,
}

/// The specifier as a bundler would have it: `npm:ai@3.0.1/rsc` and `https://esm.sh/ai@3.0.1/rsc` are `ai/rsc`. Any other
/// stays as it is.
pub(super) fn package(specifier: String) -> String {
    match named(&specifier) {
        Some(Named { name, inside: "", .. }) => name.to_owned(),
        Some(Named { name, inside, .. }) => format!("{name}/{inside}"),
        None => specifier,
    }
}

/// The package of npm that a specifier with a scheme or a network means; `None` for any other.
pub(in crate::facts) fn named(specifier: &str) -> Option<Named<'_>> {
    if let Some(official) = official(specifier) {
        return Some(official);
    }
    let rest = inner(specifier)?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches("/+esm").trim_end_matches('/');
    // The version ends the name, which may have a scope.
    let scope = if rest.starts_with('@') { rest.find('/')? + 1 } else { 0 };
    let end = rest[scope..].find('/').map_or(rest.len(), |at| scope + at);
    let (whole, inside) = (&rest[..end], rest[end..].trim_start_matches('/'));
    let (name, range) = match whole.get(1..).and_then(|tail| tail.find('@')) {
        Some(at) => (&whole[..at + 1], &whole[at + 2..]),
        None => (whole, ""),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '/' | '-' | '_' | '.');
    (!name.is_empty() && !name.ends_with('/') && name.chars().all(is_name)).then_some(Named { name, range, inside })
}

/// What providers publish elsewhere under another name: <https://jsr.io/@openai/openai> and
/// <https://deno.land/x/openai>, of which 4.0 and later are builds of openai-node (before, it was another library).
fn official(specifier: &str) -> Option<Named<'_>> {
    let (rest, is_first) = match specifier.strip_prefix("jsr:") {
        Some(rest) => (rest.trim_start_matches('/').strip_prefix("@openai/openai")?, false),
        None => (specifier.strip_prefix("https://deno.land/x/openai")?, true),
    };
    let (range, inside) = match rest.strip_prefix('@') {
        Some(rest) => rest.split_once('/').unwrap_or((rest, "")),
        None if rest.is_empty() => ("", ""),
        None => ("", rest.strip_prefix('/')?),
    };
    let major: Option<u32> = range.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if is_first && !range.is_empty() && major.is_none_or(|major| major < 4) {
        return None;
    }
    let inside = if inside == "mod.ts" { "" } else { inside };
    Some(Named { name: "openai", range: range.trim_start_matches('v'), inside })
}

fn inner(specifier: &str) -> Option<&str> {
    if let Some(rest) = specifier.strip_prefix("npm:") {
        return Some(rest.trim_start_matches('/'));
    }
    let rest = NETWORKS.iter().find_map(|network| specifier.strip_prefix(network))?;
    // `https://esm.sh/v135/ai`, `https://esm.sh/*ai`: how it is built.
    let built = rest.split_once('/').filter(|(first, _)| {
        *first == "stable"
            || first.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    });
    Some(built.map_or(rest, |(_, rest)| rest).trim_start_matches('*'))
}

#[cfg(test)]
mod tests {
    use super::package;

    #[test]
    fn a_package_is_the_same_wherever_it_comes_from() {
        for (written, meant) in [
            ("npm:ai@3.0.1", "ai"),
            ("npm:ai@^3/rsc", "ai/rsc"),
            ("npm:/openai", "openai"),
            ("npm:@google/generative-ai@0.1.3", "@google/generative-ai"),
            ("https://esm.sh/openai@3.1.0?target=deno", "openai"),
            ("https://esm.sh/v135/openai@4", "openai"),
            ("https://esm.sh/@anthropic-ai/sdk@0.4.3/index.js", "@anthropic-ai/sdk/index.js"),
            ("https://cdn.jsdelivr.net/npm/openai@4/+esm", "openai"),
            ("https://deno.land/x/openai@v4.20.1/mod.ts", "openai"),
            ("https://deno.land/x/openai/mod.ts", "openai"),
            ("https://deno.land/x/openai@1.4.2/mod.ts", "https://deno.land/x/openai@1.4.2/mod.ts"),
            ("https://deno.land/x/openai_mock/mod.ts", "https://deno.land/x/openai_mock/mod.ts"),
            ("jsr:@openai/openai@^4", "openai"),
            ("jsr:@openai/openai", "openai"),
            ("jsr:@openai/openai-extras", "jsr:@openai/openai-extras"),
            ("jsr:@std/path@1", "jsr:@std/path@1"),
            ("./npm:x", "./npm:x"),
            ("npm:", "npm:"),
            ("npm:@", "npm:@"),
            ("openai", "openai"),
        ] {
            assert_eq!(package(written.to_owned()), meant, "{written}");
        }
    }
}
