//! Untrusted text in the formats for programs and pages: each function makes any text harmless in one kind of place.
//! Control characters and marks that turn the direction of text are always written as `\u{…}` first, as on a terminal:
//! no reader of a report should be misled by them either.

use super::tame;

/// A relative path as a URI reference: everything but letters, digits, `-._~` and `/` is written `%XX`.
pub fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    // `./` before a colon in the first segment: `a:b.py` alone would be a scheme.
    for &byte in path.trim_start_matches("./").as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Text and attribute values of XML and HTML.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in tame::line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in XML, however it is written.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The message of a workflow command of GitHub.
pub fn command_text(text: &str) -> String {
    tame::line(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command of GitHub.
pub fn command_property(text: &str) -> String {
    command_text(text).replace(':', "%3A").replace(',', "%2C")
}

/// A field of CSV, in quotes. A text that a spreadsheet would take for a formula gets an apostrophe before it; a whole
/// number is none, whatever its sign.
pub fn csv(text: &str) -> String {
    let tamed = tame::line(text);
    // What was a tab or a line break begins with a backslash by now.
    let signed = tamed.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let quote = if signed && tamed.parse::<i64>().is_err() { "'" } else { "" };
    format!("\"{quote}{}\"", tamed.replace('"', "\"\""))
}

/// Running text of Markdown, in a table or out of one: no markup, no link, no mention of a person.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in tame::line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A comment that shows nothing parts the sign from the name behind it.
            '@' => out.push_str("@<!-- -->"),
            ':' => out.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    // Addresses are made links without a scheme, too.
    out.replace("www.", "www&#46;")
}

/// A block of code of Markdown: its fence is longer than any in the text, so that nothing in it can end it. Lines of the
/// text must be free of control characters.
pub fn fenced(text: &str, language: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n'))
}

/// Code in a line of Markdown. In a table cell a bar would end the cell even inside of backticks.
pub fn markdown_code(text: &str) -> String {
    let tamed = tame::line(text);
    let longest = tamed.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if tamed.starts_with('`') || tamed.ends_with('`') { " " } else { "" };
    if tamed.trim().is_empty() {
        return String::new();
    }
    format!("{fence}{pad}{}{pad}{fence}", tamed.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_its_own_danger() {
        assert_eq!(uri("./a b/ü\n?.py"), "a%20b/%C3%BC%0A%3F.py");
        assert_eq!(xml("a<b>&\"'\u{1b}]]>\u{ffff}"), "a&lt;b&gt;&amp;&quot;&#39;\\u{1b}]]&gt;\u{fffd}");
        assert_eq!(command_text("50%\n::error::x"), "50%25\\u{a}::error::x");
        assert_eq!(command_property("a,b:c"), "a%2Cb%3Ac");
        assert_eq!(csv("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(csv(" @a"), "\"' @a\"");
        assert_eq!((csv("-30"), csv("-30+1")), ("\"-30\"".to_owned(), "\"'-30+1\"".to_owned()));
        assert_eq!(
            markdown("@team [x](http://y) | `z` <b>"),
            "@<!-- -->team \\[x\\]\\(http&#58;//y\\) \\| \\`z\\` &lt;b&gt;"
        );
        assert_eq!(markdown_code("a``b|"), "```a``b\\|```");
        assert_eq!(markdown_code("`a"), "`` `a ``");
    }
}
