//! URLs in strings: hosts, paths and the ids in them. Holes of built strings are written `{…}`.

/// True if a text looks like a URL or the path of one: no blanks, and a scheme, a host or a leading slash.
pub fn is_url(text: &str) -> bool {
    if text.is_empty() || text.len() > 2000 || text.contains(char::is_whitespace) {
        return false;
    }
    let path = path_of(text);
    (path.starts_with('/') && path.len() > 1) || host(text).is_some_and(|host| host.contains('.'))
}

/// The host of a URL, if the text has one.
pub fn host(text: &str) -> Option<&str> {
    let rest = text.split_once("://")?.1;
    let end = rest.find(['/', '?', '#', ':']).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

/// The path of a URL: what follows the host, or a hole that stands for scheme and host, or the text itself if it begins with `/`.
pub fn path_of(text: &str) -> &str {
    if let Some((_, rest)) = text.split_once("://") {
        return rest.find('/').map_or("", |at| &rest[at..]);
    }
    // `fmt.Sprintf("%s/v1/…", base)`
    if let Some(rest) = text.strip_prefix("%s").filter(|rest| rest.starts_with('/')) {
        return rest;
    }
    if text.starts_with('{') {
        return text.find('}').map_or("", |at| text[at + 1..].trim_start_matches('}'));
    }
    text
}

/// The segments of a URL's path, with the byte offset of each in `text`; the query is left out.
pub fn segments(text: &str) -> Vec<(usize, &str)> {
    let path = path_of(text);
    let mut at = text.len() - path.len();
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let mut found = Vec::new();
    for segment in path.split('/') {
        if !segment.is_empty() {
            found.push((at, segment));
        }
        at += segment.len() + 1;
    }
    found
}

/// True if a URL's path contains the pattern's segments one after another. `{}` in a pattern stands for one segment;
/// a pattern that begins with a host (`api.cohere.ai/v1/generate`) must begin there. A segment `x:method` of the
/// pattern matches any `…:method`. The pattern's last segment must be the URL's last, unless the pattern ends in `/*`.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, open) = match pattern.strip_suffix("/*") {
        Some(head) => (head, true),
        None => (pattern, false),
    };
    let wanted: Vec<&str> = pattern.split('/').filter(|s| !s.is_empty()).collect();
    let with_host = !pattern.starts_with('/');
    let mut have: Vec<&str> = Vec::new();
    if with_host {
        have.push(host(text).unwrap_or(""));
    }
    have.extend(segments(text).into_iter().map(|(_, s)| s));
    if wanted.is_empty() || have.len() < wanted.len() {
        return false;
    }
    let starts: Vec<usize> = if with_host { vec![0] } else { (0..=have.len() - wanted.len()).collect() };
    starts.into_iter().any(|start| {
        let end = start + wanted.len();
        (open || end == have.len())
            && wanted
                .iter()
                .zip(&have[start..end])
                .enumerate()
                .all(|(i, (w, h))| if with_host && i == 0 { host_matches(w, h) } else { segment_matches(w, h) })
    })
}

/// The longest text that stands in every URL a pattern matches.
pub fn longest_piece(pattern: &str) -> &str {
    let segments = pattern.strip_suffix("/*").unwrap_or(pattern).split('/');
    segments.flat_map(|segment| segment.split("{}")).max_by_key(|piece| piece.len()).unwrap_or("")
}

/// What every URL that a pattern matches ends with, or nearly: the fixed end of the last segment that has one.
pub fn last_piece(pattern: &str) -> Option<&str> {
    let end = pattern.split('/').rfind(|segment| !matches!(*segment, "" | "*" | "{}"))?;
    end.rsplit("{}").next()
}

fn host_matches(wanted: &str, have: &str) -> bool {
    wanted == have || (wanted.starts_with(['.', '-']) && have.ends_with(wanted))
}

fn segment_matches(wanted: &str, have: &str) -> bool {
    // `:id` is a parameter of a route that is served, not a segment of a URL that is called.
    if wanted == "{}" {
        return !have.starts_with(':');
    }
    if wanted == have {
        return true;
    }
    match wanted.split_once("{}") {
        Some((head, tail)) => have.len() >= head.len() + tail.len() && have.starts_with(head) && have.ends_with(tail),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_segments() {
        assert!(matches("/v1/engines/{}/completions", "https://api.openai.com/v1/engines/davinci/completions"));
        assert!(matches("/v1/engines/{}/completions", "{base}/v1/engines/{id}/completions"));
        assert!(!matches("/v1/engines/{}/completions", "/v1/engines/:id/completions"));
        assert!(matches("/v1/engines/*", "/v1/engines/davinci/search?x=1"));
        assert!(matches("/v1/completions", "https://api.openai.com/v1/completions"));
        assert!(!matches("/v1/completions", "https://api.openai.com/v1/chat/completions"));
        assert!(!matches("/v1/completions", "https://api.openai.com/v1/completions/extra"));
        assert!(matches("api.cohere.ai/v1/generate", "https://api.cohere.ai/v1/generate"));
        assert!(!matches("api.cohere.ai/v1/generate", "https://api.other.ai/v1/generate"));
        assert!(matches(
            "/v1beta2/models/{}:generateText",
            "https://x.googleapis.com/v1beta2/models/text-bison-001:generateText?key={k}"
        ));
    }

    #[test]
    fn the_longest_piece_is_in_what_matches() {
        assert_eq!(longest_piece("/v1/engines/{}/completions"), "completions");
        assert_eq!(longest_piece(".openai.azure.com/openai/*"), ".openai.azure.com");
        assert_eq!(longest_piece("/v1beta2/models/{}:generateText"), ":generateText");
    }

    #[test]
    fn prose_is_no_url() {
        assert!(!is_url("see /v1/engines for more"));
        assert!(!is_url("openai/gpt-4"));
        assert!(is_url("/v1/engines") && is_url("%s/v1/engines") && !is_url("%s of x") && !is_url("%s"));
        assert!(is_url("https://models.github.ai") && !is_url("vscode://settings"));
        assert!(is_url("{self.base}/openai/deployments/{d}/completions?api-version=x"));
    }
}
