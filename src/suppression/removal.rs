//! What is written to be rid of a comment, or of a rule in its list.

use super::MARK;
use crate::finding::{Edit, FileEdits};
use crate::language::Language;
use crate::source::{Source, Span};

/// The edits that a comment no longer needed asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    path: String,
    digest: u64,
    whole: Edit,
    list: Edit,
}

impl Removal {
    /// Of the comment at `span`; `None` where the file has to be edited by hand: in text that is not the file's own
    /// (a block of code in Markdown).
    pub(super) fn new(source: &Source, span: Span) -> Option<Removal> {
        let name = source.path.rsplit('/').next().unwrap_or(&source.path);
        if Language::of_file_name(name) == Some(Language::Markdown) || source.slice(span).is_empty() {
            return None;
        }
        let comment = source.slice(span);
        let mark = comment.find(MARK)?;
        let open = mark + comment[mark..].find('[')? + 1;
        let close = open + comment[open..].find(']')?;
        let list = Span::new(span.start as usize + open, span.start as usize + close);
        let edit = |span: Span| Edit { span, place: source.place(span), text: String::new() };
        Some(Removal {
            path: source.path.clone(),
            digest: source.digest(),
            whole: edit(whole(source, span)),
            list: edit(list),
        })
    }

    /// Without the comment.
    pub fn of_all(&self) -> FileEdits {
        self.edits(self.whole.clone())
    }

    /// With only these rules in its list.
    pub fn leaving(&self, rules: &[&str]) -> FileEdits {
        self.edits(Edit { text: rules.join(", "), ..self.list.clone() })
    }

    fn edits(&self, edit: Edit) -> FileEdits {
        FileEdits { path: self.path.clone(), digest: self.digest, edits: vec![edit] }
    }
}

/// The comment with the blanks before it if it ends its line, and with the line if it is alone on it. In a notebook the
/// line stays: the end of a cell's last line is not in the cell.
fn whole(source: &Source, span: Span) -> Span {
    let text = &source.text;
    let (start, end) = (span.start as usize, span.end as usize);
    let line = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let before = &text[line..start];
    let rest = &text[end..text[end..].find('\n').map_or(text.len(), |at| end + at)];
    if !rest.trim().is_empty() {
        return span;
    }
    let blanks = before.trim_end_matches([' ', '\t']).len();
    if blanks > 0 || source.is_notebook() {
        return Span::new(line + blanks, end);
    }
    Span::new(line, (end + rest.len() + 1).min(text.len()))
}
