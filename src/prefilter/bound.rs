//! What may stand left and right of a literal for it to count. When in doubt it counts: a file too many is parsed for
//! nothing, a file too few is a finding lost.

/// The two manners in which files write values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Strings stand in quotes.
    Code,
    /// Values may stand bare: YAML, `.env`, requirements.
    Data,
}

/// True if a word may start at `at`. `hyphenated`: a hyphen is part of such words.
pub(super) fn starts(bytes: &[u8], at: usize, hyphenated: bool) -> bool {
    let before = &bytes[..at];
    match before.last() {
        None => true,
        // `"\ngpt-4"` and `openai%2Fgpt-4`: the byte before belongs to an escape.
        Some(b'n' | b't' | b'r')
            if before.ends_with(b"\\n") || before.ends_with(b"\\t") || before.ends_with(b"\\r") =>
        {
            true
        }
        Some(_) if ends_with_percent_escape(before) => true,
        // `${MODEL:-gpt-4}` and `--gpt-4`, but not `my-gpt-4`.
        Some(b'-') if hyphenated => before.iter().rev().find(|&&byte| byte != b'-').is_none_or(|&byte| !is_word(byte)),
        Some(&byte) => !is_word(byte),
    }
}

/// True if a word may end before `at`.
pub(super) fn ends(bytes: &[u8], at: usize, hyphenated: bool) -> bool {
    let after = &bytes[at..];
    match after {
        [] => true,
        // `gpt-3` is not in `gpt-3.5`.
        [b'.', next, ..] if hyphenated => !next.is_ascii_digit(),
        [b'-', rest @ ..] if hyphenated => is_ending(rest),
        [byte, ..] => !is_word(*byte),
    }
}

/// What may follow an id and a hyphen without making it another id: `-latest`, and Bedrock's `-v1`.
fn is_ending(rest: &[u8]) -> bool {
    let end = if rest.starts_with(b"latest") {
        b"latest".len()
    } else if let Some(version) = rest.strip_prefix(b"v") {
        1 + version.iter().take_while(|byte| byte.is_ascii_digit()).count()
    } else {
        return false;
    };
    end > 1 && rest.get(end).is_none_or(|&byte| !is_word(byte) && byte != b'-')
}

/// True if what stands from `start` to `end` is a whole value.
pub(super) fn is_whole(bytes: &[u8], start: usize, end: usize, manner: Manner) -> bool {
    let (left, right) = (bytes[..start].last(), bytes.get(end));
    match manner {
        Manner::Code => {
            left.is_some_and(|byte| QUOTES.contains(byte)) && right.is_some_and(|byte| CODE_RIGHT.contains(byte))
        }
        Manner::Data => {
            left.is_none_or(|byte| DATA_LEFT.contains(byte)) && right.is_none_or(|byte| DATA_RIGHT.contains(byte))
        }
    }
}

/// True if the text before `at` ends where a piece of a built string may start.
pub(super) fn piece_starts(bytes: &[u8], at: usize) -> bool {
    bytes[..at].last().is_some_and(|byte| PIECE_LEFT.contains(byte))
}

/// True if a piece of a built string may end before `at`: the string ends, or a hole begins.
pub(super) fn piece_ends(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| PIECE_RIGHT.contains(byte))
}

/// Quotes of strings.
pub(super) const QUOTES: &[u8] = b"\"'`";
/// What may stand right of a whole string's text in code; a backslash, since notebooks write `\"`.
pub(super) const CODE_RIGHT: &[u8] = b"\"'`\\";
/// What may stand left of a value in data.
pub(super) const DATA_LEFT: &[u8] = b"\"'`: =\t\n\r,[{(/-|>";
/// What may stand right of a value in data.
pub(super) const DATA_RIGHT: &[u8] = b"\"'` \t\n\r,]})#;:/@?&\\";

/// What may stand left of a piece: a string begins, a hole ends, a prefix ends.
pub(super) const PIECE_LEFT: &[u8] = b"\"'`}/:";
/// What may stand right of a piece; a backslash, since notebooks write `\"`.
pub(super) const PIECE_RIGHT: &[u8] = b"\"'`{$%\\";

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn ends_with_percent_escape(before: &[u8]) -> bool {
    matches!(before, [.., b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks of `|` around the word.
    fn bounded(text: &str) -> bool {
        let start = text.find('|').unwrap();
        let end = text.rfind('|').unwrap() - 1;
        let bytes = text.replace('|', "");
        starts(bytes.as_bytes(), start, true) && ends(bytes.as_bytes(), end, true)
    }

    #[test]
    fn an_id_is_not_in_a_longer_one() {
        for yes in [
            "|gpt-4|",
            "\"|gpt-4|\"",
            "openai/|gpt-4|:free",
            "us.|gpt-4|.",
            "{MODEL:-|gpt-4|}",
            "\\n|gpt-4|\\n",
            "ft:|gpt-4|:org",
            "%2F|gpt-4|%20",
            "|gpt-4|-latest\"",
            "|gpt-4|-v1:0",
            "|gpt-4|@0613",
            "|gpt-4|é",
        ] {
            assert!(bounded(yes), "{yes}");
        }
        for no in [
            "|gpt-4|o",
            "|gpt-4|-32k",
            "|gpt-4|.1",
            "my-|gpt-4|",
            "chat|gpt-4|",
            "_|gpt-4|",
            "|gpt-4|-vision",
            "|gpt-4|-latest-x",
            "|gpt-4|-v",
        ] {
            assert!(!bounded(no), "{no}");
        }
    }

    #[test]
    fn a_whole_value_is_quoted_in_code_and_may_be_bare_in_data() {
        assert!(is_whole(b"x='ada'", 3, 6, Manner::Code));
        assert!(!is_whole(b"x=ada", 2, 5, Manner::Code));
        assert!(is_whole(b"x=ada", 2, 5, Manner::Data));
        assert!(!is_whole(b"x=nada", 3, 6, Manner::Data));
    }
}
