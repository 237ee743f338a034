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

/// The specifier as a bundler would have it: `npm:ai@3.0.1/rsc` and `https://esm.sh/ai@3.0.1/rsc` are `ai/rsc`. Any other
/// stays as it is.
pub(super) fn package(specifier: String) -> String {
    let Some(rest) = inner(&specifier) else { return specifier };
    let rest = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches("/+esm").trim_end_matches('/');
    // The version ends the name, which may have a scope.
    let mut parts = rest.splitn(if rest.starts_with('@') { 3 } else { 2 }, '/');
    let mut name = parts.next().unwrap_or("").to_owned();
    if name.starts_with('@') {
        name = format!("{name}/{}", parts.next().unwrap_or(""));
    }
    let end = name[1.min(name.len())..].find('@').map_or(name.len(), |at| at + 1);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '/' | '-' | '_' | '.');
    let name = &name[..end];
    if name.is_empty() || name.ends_with('/') || !name.chars().all(is_name) {
        return specifier;
    }
    match parts.next() {
        Some(inside) => format!("{name}/{inside}"),
        None => name.to_owned(),
    }
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
            ("https://deno.land/x/openai@v4.20.1/mod.ts", "https://deno.land/x/openai@v4.20.1/mod.ts"),
            ("./npm:x", "./npm:x"),
            ("npm:", "npm:"),
            ("npm:@", "npm:@"),
            ("openai", "openai"),
        ] {
            assert_eq!(package(written.to_owned()), meant, "{written}");
        }
    }
}
