//! A file's facts: every place in them lies in the file, on a boundary between characters.

use codexit::facts::{self, Facts};
use codexit::language::Language;
use codexit::source::read::{self, Unread};
use codexit::source::{Source, Span};

/// Reads a file as the scan does, and looks at all places.
pub fn check(name: &str, language: Language, bytes: &[u8]) {
    let source = match read::decode(bytes.to_vec(), name, language) {
        Ok(source) => source,
        Err(Unread::Partly(source, _)) => *source,
        Err(_) => return,
    };
    let fits = |span: Span, what: &str| fits(&source, span, what);
    if source.language.is_code() {
        let facts = match source.language {
            Language::Python => facts::python::read(&source),
            _ => facts::ecmascript::read(&source),
        };
        code(&source, &facts);
    } else if source.language.is_text() {
        let literals = facts::text::read(&source);
        literals.comments.iter().for_each(|comment| fits(comment.span, "comment"));
    } else if facts::data::is_data(source.language) {
        let data = facts::data::read(&source);
        data.comments.iter().for_each(|span| fits(*span, "comment"));
        facts::data::strings(&data).into_iter().for_each(|(_, _, span)| fits(span, "entry"));
        lines(&source, &data.syntax_errors);
    }
    if facts::manifest::is_manifest(name) || source.is_notebook() || facts::manifest::has_commands(source.language) {
        facts::manifest::read(&source).iter().for_each(|requirement| fits(requirement.span, "requirement"));
    }
}

fn code(source: &Source, facts: &Facts) {
    let fits = |span: Span, what: &str| fits(source, span, what);
    facts.exprs.iter().for_each(|expr| fits(expr.span, "expression"));
    facts.regions.iter().for_each(|region| fits(region.span, "region"));
    facts.bindings.iter().for_each(|binding| fits(binding.span, "binding"));
    facts.classes.iter().for_each(|class| fits(class.name_span, "class"));
    facts.statements.iter().for_each(|span| fits(*span, "statement"));
    facts.comments.iter().for_each(|comment| fits(comment.span, "comment"));
    lines(source, &facts.syntax_errors);
    // What it costs is bounded by what it was given.
    let bound = 64 + 8 * source.text.len();
    assert!(facts.exprs.len() + facts.bindings.len() + facts.regions.len() <= bound, "more facts than text");
}

fn lines(source: &Source, lines: &[u32]) {
    for line in lines {
        assert!(*line >= 1 && *line as usize <= source.line_count() + 1, "line {line} of {}", source.line_count());
    }
}

fn fits(source: &Source, span: Span, what: &str) {
    let text = &source.text;
    assert!(span.start <= span.end && span.end as usize <= text.len(), "{what} {span:?} of {}", text.len());
    assert!(
        text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize),
        "{what} {span:?} cuts a character"
    );
}
