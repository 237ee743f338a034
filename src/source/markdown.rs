//! Markdown as sources: its code blocks in the languages they name, and the prose around them.
//!
//! Every source has the text of the whole file with all else blanked out, so that lines and columns are the file's.

use super::Source;
use crate::language::Language;

/// Data blocks of one file that are read one by one; those of code are read together, however many.
const MOST_BLOCKS: usize = 60;

/// The sources in a Markdown file: the blocks of each code language together (they mostly continue one another), every
/// data block for itself, and the prose (in the language Markdown). A block that names no language is prose of no
/// interest; so is what follows after very many data blocks.
pub fn sources(source: &Source) -> Vec<Source> {
    let text = source.text.as_str();
    let mut code: Vec<(Language, Vec<(usize, usize)>)> = Vec::new();
    let mut found = Vec::new();
    let mut fenced: Vec<(usize, usize)> = Vec::new();
    let mut open: Option<(char, usize, Option<Language>, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_start_matches([' ', '\t', '>']).trim_end();
        let mark = content.chars().next().filter(|c| matches!(c, '`' | '~'));
        let length = mark.map_or(0, |mark| content.chars().take_while(|&c| c == mark).count());
        match open {
            None if length >= 3 => {
                let info = content[length..].trim().trim_start_matches(['{', '.']);
                let word = info.split(|c: char| c.is_whitespace() || ",}:".contains(c)).next().unwrap_or("");
                open = Some((mark.unwrap_or('`'), length, language_of(word), at));
                fenced.push((start, text.len()));
            }
            Some((fence, least, language, from))
                if mark == Some(fence) && length >= least && content.len() == length =>
            {
                if let Some(last) = fenced.last_mut() {
                    last.1 = at;
                }
                block(source, language, from, start, &mut code, &mut found);
                open = None;
            }
            _ => {}
        }
    }
    if let Some((_, _, language, from)) = open {
        block(source, language, from, text.len(), &mut code, &mut found);
    }
    for (language, parts) in code {
        found.push(Source::new(source.path.clone(), language, kept(text, &parts)));
    }
    let mut prose = Vec::new();
    let mut from = 0;
    for (start, end) in fenced {
        prose.push((from, start));
        from = end;
    }
    prose.push((from, text.len()));
    found.push(Source::new(source.path.clone(), Language::Markdown, kept(text, &prose)));
    found
}

fn block(
    source: &Source,
    language: Option<Language>,
    from: usize,
    to: usize,
    code: &mut Vec<(Language, Vec<(usize, usize)>)>,
    found: &mut Vec<Source>,
) {
    let Some(language) = language else { return };
    if language.is_code() || language.is_text() || language == Language::Shell {
        match code.iter_mut().find(|(known, _)| *known == language) {
            Some((_, parts)) => parts.push((from, to)),
            None => code.push((language, vec![(from, to)])),
        }
    } else if found.len() < MOST_BLOCKS {
        found.push(Source::new(source.path.clone(), language, kept(&source.text, &[(from, to)])));
    }
}

/// The text with everything blanked out but these ranges; line breaks stay.
fn kept(text: &str, parts: &[(usize, usize)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let blank = |out: &mut String, gap: &str| {
        out.extend(gap.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
    };
    for &(start, end) in parts {
        let (Some(gap), Some(part)) = (text.get(at..start), text.get(start..end)) else { continue };
        blank(&mut out, gap);
        out.push_str(part);
        at = end;
    }
    blank(&mut out, text.get(at..).unwrap_or(""));
    out
}

fn language_of(word: &str) -> Option<Language> {
    let word = word.to_ascii_lowercase();
    Some(match word.as_str() {
        "python" | "py" | "python3" | "pycon" => Language::Python,
        "javascript" | "js" | "node" | "jsx" | "mjs" => Language::JavaScript,
        "typescript" | "ts" => Language::TypeScript,
        "tsx" => Language::Tsx,
        "json" | "jsonc" | "json5" => Language::Json,
        "yaml" | "yml" => Language::Yaml,
        "toml" => Language::Toml,
        "env" | "dotenv" => Language::Env,
        "ini" | "cfg" | "properties" => Language::Ini,
        "bash" | "sh" | "shell" | "zsh" | "console" | "fish" | "shell-session" => Language::Shell,
        "dockerfile" | "docker" | "makefile" | "make" => Language::Build,
        "hcl" | "terraform" | "tf" | "bicep" => Language::Hcl,
        "go" | "golang" => Language::Go,
        "java" => Language::Java,
        "kotlin" | "kt" => Language::Kotlin,
        "csharp" | "cs" | "c#" => Language::CSharp,
        "ruby" | "rb" => Language::Ruby,
        "php" => Language::Php,
        "rust" | "rs" => Language::Rust,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_keep_their_places() {
        let text = "é `a-1`\n```python\nx = 1\n```\nmid\n~~~json\n{}\n~~~\n```py\ny\n```\n```\nno\n```\n";
        let source = Source::new("a.md", Language::Markdown, text.into());
        let found = sources(&source);
        let languages: Vec<Language> = found.iter().map(|s| s.language).collect();
        assert_eq!(languages, [Language::Json, Language::Python, Language::Markdown]);
        for part in &found {
            assert_eq!(part.text.len(), text.len());
            assert_eq!(part.text.matches('\n').count(), text.matches('\n').count());
        }
        assert_eq!(found[1].text.split_whitespace().collect::<Vec<_>>(), ["x", "=", "1", "y"]);
        assert_eq!(found[2].text.split_whitespace().collect::<Vec<_>>(), ["é", "`a-1`", "mid"]);
    }

    #[test]
    fn a_block_that_never_closes_goes_to_the_end() {
        let source = Source::new("a.md", Language::Markdown, "```js\nf()\n``\n".into());
        assert_eq!(sources(&source)[0].text.trim(), "f()\n``");
    }
}
