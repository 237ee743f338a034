//! A mistake in a TOML file, with the place it stands at and what to do about it. Shared with `build.rs`.

/// What is wrong in a TOML file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, counted in characters.
    pub column: u32,
    /// The key concerned, if one is.
    pub key: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// One step from the root of a TOML document to a value.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// The entry of that name.
    Key(&'a str),
    /// The element at that index, 0-based.
    Index(usize),
}

impl Mistake {
    /// A mistake that the TOML reader found: bad syntax, an unknown or missing key, a value of the wrong type.
    pub fn of_toml(text: &str, error: &toml::de::Error) -> Mistake {
        let (line, column) = place(text, error.span().map_or(0, |span| span.start));
        let said = error.message();
        let mut quoted = said.split('`').skip(1).step_by(2);
        let subject = quoted.next().map(str::to_owned);
        let expected: Vec<&str> = quoted.collect();
        if said.starts_with("unknown field") || said.starts_with("unknown variant") {
            let subject = subject.unwrap_or_default();
            let what = if said.starts_with("unknown field") { "key" } else { "value" };
            let help = match nearest(&subject, expected.iter().copied()) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("known here: {}", expected.join(", ")),
            };
            let message = format!("unknown {what} `{subject}`");
            return Mistake { line, column, key: Some(subject), message, help: Some(help) };
        }
        if said.starts_with("missing field") {
            let subject = subject.unwrap_or_default();
            let help = Some(format!("add `{subject} = …`"));
            return Mistake { line, column, message: format!("missing key `{subject}`"), key: Some(subject), help };
        }
        Mistake { line, column, key: None, message: said.replace('\n', " "), help: None }
    }

    /// A mistake in the meaning of the value that `steps` lead to (or of the nearest thing around it that exists).
    pub fn at(text: &str, steps: &[Step<'_>], message: String, help: Option<String>) -> Mistake {
        let (line, column) = place(text, offset_of(text, steps));
        let key = steps.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some((*key).to_owned()),
            Step::Index(_) => None,
        });
        Mistake { line, column, key, message, help }
    }
}

/// The byte offset of the value that `steps` lead to; where they lead nowhere, of the last value on the way.
fn offset_of(text: &str, steps: &[Step<'_>]) -> usize {
    let Ok(table) = toml::de::DeTable::parse(text) else { return 0 };
    let mut found = table.span().start;
    let mut here = toml::de::DeValue::Table(table.into_inner());
    for step in steps {
        let next = match (step, here) {
            (Step::Key(key), toml::de::DeValue::Table(table)) => {
                table.into_iter().find(|(name, _)| name.get_ref() == key).map(|(name, value)| {
                    let is_inline =
                        !matches!(value.get_ref(), toml::de::DeValue::Table(_) | toml::de::DeValue::Array(_));
                    (if is_inline { name.span().start } else { value.span().start }, value)
                })
            }
            (Step::Index(index), toml::de::DeValue::Array(array)) => {
                array.into_iter().nth(*index).map(|value| (value.span().start, value))
            }
            _ => None,
        };
        let Some((offset, value)) = next else { break };
        found = offset;
        here = value.into_inner();
    }
    found
}

/// 1-based line and column (in characters) of a byte offset.
pub fn place(text: &str, offset: usize) -> (u32, u32) {
    let offset = (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let before = &text[..offset];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
    (line, column)
}

/// The word of `known` that `word` was probably meant to be: at most a third of its letters differ.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let close = (word.chars().count() / 3).max(1);
    known.map(|other| (distance(word, other), other)).filter(|(d, _)| *d <= close).min().map(|(_, other)| other)
}

/// Number of letters to insert, delete, replace or swap with their neighbour to get from one word to the other.
/// Words of more than 128 letters are never near.
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() > 128 || b.len() > 128 {
        return usize::MAX;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                cost = cost.min(before_last[j - 1] + 1);
            }
            row.push(cost);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("shutdwn", "shutdown"), 1);
        assert_eq!(distance("shutdonw", "shutdown"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn a_far_word_is_not_near() {
        assert_eq!(nearest("shutdwn", ["id", "shutdown"].into_iter()), Some("shutdown"));
        assert_eq!(nearest("xyz", ["id", "shutdown"].into_iter()), None);
    }

    #[test]
    fn steps_lead_to_the_key_of_the_second_row() {
        let text = "a = 1\n\n[[row]]\nid = \"x\"\n\n[[row]]\nid = \"é\"\nkind = \"y\"\n";
        let steps = [Step::Key("row"), Step::Index(1), Step::Key("kind")];
        let mistake = Mistake::at(text, &steps, "bad".into(), None);
        assert_eq!((mistake.line, mistake.column, mistake.key.as_deref()), (8, 1, Some("kind")));
        let missing = Mistake::at(text, &[Step::Key("row"), Step::Index(1), Step::Key("none")], "bad".into(), None);
        assert_eq!(missing.line, 6);
    }
}
