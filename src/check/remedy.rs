//! What can be written in place of a model that is gone or going.
//!
//! An id is replaced where it stands as it is, in what is used: the words around it in the same literal (a provider's
//! prefix, a locator) stay. Nothing is replaced where the call would have to change with it, or in tests.

use super::lifecycle::Verdict;
use super::model::is_test_path;
use super::place::Spot;
use crate::finding::{Applicability, Edit, FileEdits, Fix};
use crate::source::Span;
use std::sync::Arc;

/// What calls of chat have in their paths.
const CHAT: &str = ".chat.completions.";

/// The fix for an id written as `written` at `spot`, which reaches this call, if one is known; `None` if no living model
/// is known that takes its place.
pub fn of_model(spot: Spot<'_>, written: &str, verdict: &Verdict, reached: Option<&str>) -> Option<Fix> {
    let (replacement, _) = verdict.replacement()?;
    let title = format!("Replace `{written}` by `{replacement}`");
    // The call may have changed already, and its model not.
    let chats = verdict.replacement_chats() && reached.is_some_and(|path| path.contains(CHAT));
    let fits = match verdict.family_changes() && !chats {
        true => Err(format!("`{replacement}` is called in another way: the call has to change with the model")),
        false => spelled(spot, written, verdict, replacement),
    };
    match fits {
        Ok((span, text)) => Some(Fix {
            applicability: Applicability::Unsafe,
            files: one_file(spot, vec![(span, text)]),
            ..Fix::shown(title)
        }),
        Err(reason) => Some(Fix::shown(title).because(reason)),
    }
}

/// Adds what changes in the same file with a fix that changes something.
pub fn also(spot: Spot<'_>, fix: &mut Fix, more: Vec<(Span, String)>) {
    if let [file] = &*fix.files
        && fix.applicability > Applicability::DisplayOnly
    {
        let edits = file.edits.iter().map(|edit| (edit.span, edit.text.clone()));
        fix.files = one_file(spot, edits.chain(more).collect());
    }
}

/// Edits of one file, sorted; they must not overlap.
pub fn one_file(spot: Spot<'_>, mut edits: Vec<(Span, String)>) -> Arc<[FileEdits]> {
    edits.sort();
    let edits =
        edits.into_iter().map(|(span, text)| Edit { span, place: spot.source.place(span), text }).collect::<Vec<_>>();
    Arc::new([FileEdits { path: spot.source.path.clone(), digest: spot.source.digest(), edits }])
}

/// Where the id stands and what takes its place, or why it stays.
fn spelled(spot: Spot<'_>, written: &str, verdict: &Verdict, replacement: &str) -> Result<(Span, String), String> {
    if is_test_path(&spot.source.path) {
        return Err("it stands in a test, which may expect it".to_owned());
    }
    if spot.source.shell_lines.iter().any(|line| line.span.contains(spot.span)) {
        return Err("it stands in a shell line".to_owned());
    }
    let shown = spot.source.slice(spot.span);
    if shown != written {
        return Err("it is built from pieces".to_owned());
    }
    let id = verdict.model_id();
    let fits = shown.len() >= id.len()
        && shown.is_char_boundary(shown.len() - id.len())
        && shown[shown.len() - id.len()..].eq_ignore_ascii_case(id);
    // Prefixes stay; a suffix (`:free`, a fine-tune, a version) qualifies the old model and says nothing of the new one.
    if !fits || replacement.contains('@') && !id.contains('@') {
        return Err("it is written in a way of its own".to_owned());
    }
    let prefix = &shown[..shown.len() - id.len()];
    if !(prefix.is_empty() || prefix.ends_with(['/', ':', '.'])) {
        return Err("it is written in a way of its own".to_owned());
    }
    let start = spot.span.start + prefix.len() as u32;
    Ok((Span { start, end: spot.span.end }, replacement.to_owned()))
}
