//! `fixes[]` of a result: what is written where, and how far it may be trusted.

use super::{artifact, tame};
use crate::finding::{Applicability, Edit, FileEdits, Fix};
use crate::gate::Kept;
use crate::report::shared::Shared;
use serde_json::{Value, json};

/// Puts a finding's fix into its result: as a fix of SARIF if it can be applied to files as they are, else as
/// properties. Edits in notebooks count in cells, so no program that only knows the file could apply them.
pub(super) fn put(result: &mut Value, kept: &Kept, shared: &Shared) {
    let Some(fix) = &kept.finding.fix else { return };
    let mut said = json!({
        "title": tame::line(&fix.title),
        "applicability": applicability(fix.applicability),
    });
    if let Some(reason) = &fix.reason {
        said["reason"] = json!(tame::line(reason));
    }
    if let Some(other) = shared.elsewhere(kept) {
        said["sameAs"] = json!(other.fingerprint);
    } else if is_of_files(fix) {
        result["fixes"] = json!([{
            "description": {"text": tame::line(&fix.title)},
            "artifactChanges": fix.files.iter().map(change).collect::<Vec<_>>(),
            "properties": {"applicability": applicability(fix.applicability)},
        }]);
    }
    result["properties"]["fix"] = said;
}

fn is_of_files(fix: &Fix) -> bool {
    let in_cell = |file: &FileEdits| file.edits.iter().any(|edit| edit.place.cell.is_some());
    !fix.files.is_empty() && !fix.files.iter().any(|file| file.edits.is_empty() || in_cell(file))
}

fn applicability(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
        Applicability::DisplayOnly => "display-only",
    }
}

fn change(file: &FileEdits) -> Value {
    json!({
        "artifactLocation": artifact(&file.path),
        "replacements": file.edits.iter().map(replacement).collect::<Vec<_>>(),
    })
}

fn replacement(edit: &Edit) -> Value {
    let p = &edit.place;
    let mut replacement = json!({"deletedRegion": {
        "startLine": p.line,
        "startColumn": p.column,
        "endLine": p.end_line,
        "endColumn": p.end_column,
    }});
    if !edit.text.is_empty() {
        // Code, to be written as it is: a consumer that shows it has to tame it.
        replacement["insertedContent"] = json!({"text": edit.text});
    }
    replacement
}
