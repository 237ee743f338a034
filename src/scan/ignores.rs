//! Comments put into a file so that findings on some lines are held back.

use crate::facts::{data, ecmascript, manifest, python, text};
use crate::language::Language;
use crate::source::{Source, Span};
use crate::suppression::{self, Addition};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

/// A file with comments put in.
#[derive(Clone, Debug, Default)]
pub struct Commented {
    /// The file.
    pub bytes: Vec<u8>,
    /// Comments that were put in.
    pub written: u64,
    /// Lines for which none could be, and why.
    pub refused: Vec<(u32, &'static str)>,
}

/// What a file looks like to someone who wants to put a comment into it.
struct Look {
    statements: Vec<Span>,
    comments: usize,
    errors: usize,
    /// To see it took too long.
    late: bool,
}

/// Puts a comment above each statement that holds one of the lines, for the rules named with it. What would not be a
/// comment there, or would make the file parse worse, is left out and said.
pub fn with_ignores(
    path: &str,
    bytes: &[u8],
    lines: &BTreeMap<u32, BTreeSet<&str>>,
    reason: &str,
    within: Duration,
) -> Commented {
    let refuse = |why| Commented { refused: lines.keys().map(|&line| (line, why)).collect(), ..Commented::default() };
    let Ok(text) = std::str::from_utf8(bytes) else { return refuse("it is not UTF-8") };
    let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path);
    let Some(language) = Language::of_file_name(name) else { return refuse("it is of no known kind") };
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let text = text[mark..].to_owned();
    let mut out = Commented::default();
    let mut rules: BTreeMap<usize, (String, BTreeSet<&str>, Vec<u32>)> = BTreeMap::new();
    let source = Source::new(path, language, text.clone());
    let look = look(&source, within);
    if look.late {
        return refuse("to parse it takes longer than --file-timeout");
    }
    for (&line, of_line) in lines {
        let names: Vec<&str> = of_line.iter().copied().collect();
        match suppression::additions(&source, &look.statements, line, &names, reason) {
            Ok(Addition { at, text }) => {
                let entry = rules.entry(at).or_insert_with(|| (text, BTreeSet::new(), Vec::new()));
                entry.1.extend(of_line);
                entry.2.push(line);
            }
            Err(suppression::Refused(why)) => match behind(&source, line, &names, reason) {
                Some((at, text)) => {
                    let entry = rules.entry(at).or_insert_with(|| (text, BTreeSet::new(), Vec::new()));
                    entry.1.extend(of_line);
                    entry.2.push(line);
                }
                None => out.refused.push((line, why)),
            },
        }
    }
    // From the end, so that places before stay what they are; each on its own, so that a bad one costs only itself.
    let insertions: Vec<Insertion> = rules.into_iter().filter_map(insertion).collect();
    let mut text = Text { path, language, text, look, within, looks: 0 };
    text.put(&insertions, &mut out);
    out.refused.sort_unstable();
    out.bytes = [&bytes[..mark], text.text.as_bytes()].concat();
    out
}

/// A comment with where it goes, for findings on these lines.
struct Insertion {
    at: usize,
    comment: String,
    lines: Vec<u32>,
}

/// One comment for all the rules of a place.
fn insertion((at, (comment, names, lines)): (usize, (String, BTreeSet<&str>, Vec<u32>))) -> Option<Insertion> {
    let list: Vec<&str> = names.into_iter().collect();
    let (open, close) = (comment.find('[')?, comment.find(']')?);
    let comment = format!("{}[{}{}", &comment[..open], list.join(", "), &comment[close..]);
    Some(Insertion { at, comment, lines })
}

/// How often the text of a file is looked at anew: each time costs a parse of it.
const MOST_LOOKS: u32 = 300;

/// A text that comments are put into.
struct Text<'p> {
    path: &'p str,
    language: Language,
    text: String,
    look: Look,
    within: Duration,
    looks: u32,
}

impl Text<'_> {
    /// Puts all of them in, or if that spoils something, those of either half that do not. The later ones come first, so
    /// that the places of the others stay what they are.
    fn put(&mut self, insertions: &[Insertion], out: &mut Commented) {
        if insertions.is_empty() {
            return;
        }
        let refuse = |out: &mut Commented, why| {
            out.refused.extend(insertions.iter().flat_map(|one| &one.lines).map(|&line| (line, why)));
        };
        if self.looks >= MOST_LOOKS {
            return refuse(out, "too many lines of this file cannot take a comment");
        }
        self.looks += 1;
        let (mut next, mut done) = (String::with_capacity(self.text.len() + 80 * insertions.len()), 0);
        for one in insertions {
            next.push_str(&self.text[done..one.at]);
            next.push_str(&one.comment);
            done = one.at;
        }
        next.push_str(&self.text[done..]);
        let look = look(&Source::new(self.path, self.language, next.clone()), self.within);
        if !look.late && look.comments == self.look.comments + insertions.len() && look.errors <= self.look.errors {
            (self.text, self.look) = (next, look);
            out.written += insertions.len() as u64;
        } else if insertions.len() == 1 {
            refuse(out, "a comment would not be one there");
        } else {
            let (former, later) = insertions.split_at(insertions.len() / 2);
            self.put(later, out);
            self.put(former, out);
        }
    }
}

/// A comment at the end of a line, where none can stand above: the head of an `except`, a method of a class.
fn behind(source: &Source, line: u32, rules: &[&str], reason: &str) -> Option<(usize, String)> {
    if !source.language.is_code() {
        return None;
    }
    let sign = if source.language.is_ecmascript() { "//" } else { "#" };
    let index = line.checked_sub(1).map(|index| index as usize).filter(|&index| index < source.line_count())?;
    let start: usize = source.text.split_inclusive('\n').take(index).map(str::len).sum();
    let end = start + source.line_text(index).trim_end().len();
    Some((end, format!("  {sign} codexit: ignore[{}] {reason}", rules.join(", "))))
}

fn look(source: &Source, within: Duration) -> Look {
    match source.language {
        Language::Python => of_code(python::read_within(source, within)),
        language if language.is_ecmascript() => of_code(ecmascript::read_within(source, within)),
        language if language.is_text() => {
            let comments = text::read(source).comments.len();
            Look { statements: Vec::new(), comments, errors: 0, late: false }
        }
        Language::Json | Language::Yaml | Language::Toml | Language::Env => {
            let data = data::read(source);
            Look {
                statements: Vec::new(),
                comments: data.comments.len(),
                errors: data.syntax_errors.len(),
                late: false,
            }
        }
        _ => Look {
            statements: Vec::new(),
            comments: suppression::hash_comments(&source.text).len(),
            // A comment may not take a requirement away.
            errors: usize::MAX - manifest::read(source).len(),
            late: false,
        },
    }
}

fn of_code(facts: crate::facts::Facts) -> Look {
    Look {
        comments: facts.comments.len(),
        errors: facts.syntax_errors.len(),
        late: facts.timed_out,
        statements: facts.statements,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commented(path: &str, text: &str, lines: &[u32]) -> (String, Vec<u32>) {
        let lines = lines.iter().map(|&line| (line, BTreeSet::from(["model/retired"]))).collect();
        let out = with_ignores(path, text.as_bytes(), &lines, "later", Duration::from_secs(600));
        (String::from_utf8(out.bytes).unwrap(), out.refused.iter().map(|(line, _)| *line).collect())
    }

    #[test]
    fn a_comment_goes_above_the_statement_in_each_language() {
        let (text, refused) = commented("a.py", "def f():\n    g(\n        'm')\n", &[3]);
        assert_eq!(text, "def f():\n    # codexit: ignore[model/retired] later\n    g(\n        'm')\n");
        assert!(refused.is_empty());
        let (text, _) = commented("a.ts", "const a = f({\r\n  m: 'm',\r\n});\r\n", &[2]);
        assert!(text.starts_with("// codexit: ignore[model/retired] later\r\nconst a"), "{text}");
        let (text, _) = commented("a.yaml", "a:\n  model: m\n", &[2]);
        assert_eq!(text, "a:\n  # codexit: ignore[model/retired] later\n  model: m\n");
        let (text, _) = commented("requirements.txt", "openai==0.28\n", &[1]);
        assert!(text.starts_with("# codexit"), "{text}");
    }

    #[test]
    fn one_that_cannot_be_written_does_not_cost_the_others() {
        let text = "a: |\n  text\n  model: m\nb: m\nc: |\n  x\n  m\nd: m\ne: m\n";
        let (after, refused) = commented("a.yaml", text, &[3, 4, 7, 8, 9]);
        assert_eq!(refused, [3, 7], "{after}");
        assert_eq!(after.matches("# codexit: ignore[model/retired] later\n").count(), 3, "{after}");
        assert!(after.contains("later\nb: m\nc: |\n  x\n  m\n# codexit"), "{after}");
        let many = "f('m')\n".repeat(3000);
        let lines: Vec<u32> = (1..=3000).collect();
        let (after, refused) = commented("a.py", &many, &lines);
        assert!(refused.is_empty() && after.lines().count() == 6000);
    }

    #[test]
    fn where_it_would_be_no_comment_none_is_written() {
        for (path, text, line) in [
            ("a.yaml", "a: |\n  text\n  model: m\n", 3),
            ("a.json", "{\"model\": \"m\"}", 1),
            ("a.tsx", "const a = <p>x{f(() => {\n g(); h('m')\n})}</p>;", 99),
        ] {
            let (after, refused) = commented(path, text, &[line]);
            assert!(refused == [line] && (after == text || after.is_empty()), "{path}: {after}");
        }
    }
}
