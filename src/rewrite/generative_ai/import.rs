//! What is taken from the old package, and where its client is made.

use super::super::draft::Draft;
use super::{File, OLD};
use crate::facts::{ExprKind, Imported, Use};
use crate::source::Span;

/// Names that the new package has too, for the same.
const SAME: &[&str] =
    &["HarmCategory", "HarmBlockThreshold", "Part", "Content", "FunctionDeclaration", "SafetySetting"];

/// Rewrites imports and the construction of clients.
pub fn rewrite(file: &File<'_, '_>, draft: &mut Draft) {
    let source = &file.context.resolver.project.unit(file.id).source;
    let mut done: Vec<Span> = Vec::new();
    for import in file.facts.imports.iter().filter(|i| i.module.starts_with(OLD)) {
        let binding = import.binding.map(|b| (b, file.facts.binding(b)));
        match (&import.what, binding) {
            (Imported::Name(name), Some((binding, b))) if name == "GoogleGenerativeAI" && b.name == *name => {
                draft.replace(file.id, b.span, "GoogleGenAI");
                for read in file.reads(&[binding]) {
                    client(file, read, draft);
                }
            }
            // These are called the same.
            (Imported::Name(name), Some(_)) if SAME.contains(&name.as_str()) => {}
            _ => draft.refuse(file.id, import.statement, "of this import something has no counterpart that is known"),
        }
        if import.module == OLD && !done.contains(&import.statement) {
            done.push(import.statement);
            match source.slice(import.statement).rfind(OLD) {
                Some(at) => {
                    let start = import.statement.start + at as u32;
                    draft.replace(file.id, Span { start, end: start + OLD.len() as u32 }, "@google/genai");
                }
                None => draft.refuse(file.id, import.statement, "it is imported in a way of its own"),
            }
        }
    }
    if done.is_empty() {
        draft.refuse(file.id, Span::default(), "the package is not imported here");
    }
}

/// `new GoogleGenerativeAI(key)`.
fn client(file: &File<'_, '_>, read: u32, draft: &mut Draft) {
    draft.replace(file.id, file.facts.expr(read).span, "GoogleGenAI");
    let Use::Callee(call) = file.facts.expr(read).usage else {
        if file.facts.expr(read).usage != Use::Annotation {
            file.refuse(read, "the class is used as a value here", draft);
        }
        return;
    };
    let args = file.facts.call(call).map_or(&[][..], |c| &c.args);
    match args {
        [key] if !matches!(file.facts.expr(key.value).kind, ExprKind::Dict(_)) => {
            draft.insert(file.id, key.span.start, "{ apiKey: ");
            draft.insert(file.id, key.span.end, " }");
        }
        _ => file.refuse(call, "the client is made of something else than a key", draft),
    }
}
