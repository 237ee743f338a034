//! Where models are made: the object gives way to the name of its model, and its settings to a dict beside it.

use super::super::draft::Draft;
use super::{File, config};
use crate::facts::{ArgKind, BindingId, Call, ExprId, ExprKind, Use};
use crate::source::Span;

/// What is known of a model.
pub struct Model {
    /// The names it is bound to.
    pub bindings: Vec<BindingId>,
    /// The attribute it is stored in: `model` of `self.model`.
    pub attribute: Option<String>,
    /// It has settings, in a name that ends in `_config`.
    pub has_config: bool,
}

/// Rewrites the calls that make models.
pub fn rewrite(file: &mut File<'_, '_>, draft: &mut Draft) {
    let made: Vec<ExprId> =
        file.calls.iter().filter(|(_, path)| path == "GenerativeModel").map(|(call, _)| *call).collect();
    for call in made {
        let Some(the_call) = file.call(call) else { continue };
        let members = config::members(file, the_call, draft);
        let Some(name) = name(file, the_call, draft) else { continue };
        let span = file.facts.expr(call).span;
        let mut model = Model { bindings: Vec::new(), attribute: None, has_config: !members.is_empty() };
        let target = match &file.facts.expr(call).usage {
            Use::Bound(bindings) => {
                model.bindings = file.facts.bound(bindings).to_vec();
                model.bindings.first().map(|b| file.facts.binding(*b).name.to_string())
            }
            Use::Stored(target) => match &file.facts.expr(*target).kind {
                ExprKind::Attr { name, .. } => {
                    model.attribute = Some(name.to_string());
                    Some(file.text_of(*target))
                }
                _ => None,
            },
            // What is asked of it at once: `call` takes it apart there.
            Use::Object(_) => {
                file.models.insert(call, model);
                continue;
            }
            Use::Returned(_) if members.is_empty() => {
                draft.replace(file.id, span, name);
                file.models.insert(call, model);
                continue;
            }
            _ => None,
        };
        let Some(target) = target else {
            draft.refuse(file.id, span, "where this model goes cannot be followed");
            continue;
        };
        let mut text = name;
        if model.has_config {
            let start = file.text(Span { start: 0, end: span.start }).rfind('\n').map_or(0, |at| at + 1);
            let line = file.text(Span { start: start as u32, end: span.start });
            let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
            let is_statement = line.trim_start().strip_prefix(target.as_str()).is_some_and(|rest| rest.trim() == "=");
            if !is_statement {
                draft.refuse(file.id, span, "a model with settings that does not stand on a line of its own");
            }
            text.push_str(&format!("\n{indent}{target}_config = {{{}}}", members.join(", ")));
        }
        draft.replace(file.id, span, text);
        file.models.insert(call, model);
    }
}

/// The name of the model, as an expression.
fn name(file: &File<'_, '_>, call: &Call, draft: &mut Draft) -> Option<String> {
    let mut found = None;
    for arg in &call.args {
        match &arg.kind {
            ArgKind::Positional(0) => found = Some(arg.value),
            ArgKind::Keyword(name, _) if name == "model_name" => found = Some(arg.value),
            ArgKind::Keyword(name, _) if config::is_setting(name) => {}
            _ => draft.refuse(file.id, arg.span, "an argument that has no counterpart"),
        }
    }
    let Some(expr) = found else {
        draft.refuse(file.id, file.facts.expr(call.callee).span, "it names no model");
        return None;
    };
    // An id that is gone gives way here: its place is rewritten as a whole.
    let mut text = file.text_of(expr);
    if let ExprKind::Str(id) = &file.facts.expr(expr).kind
        && let Some(verdict) = file.context.clock.judge(id, Some(&file.context.migration.provider))
    {
        match verdict.replacement() {
            Some((new, _)) => text = text.replacen(id.as_str(), new, 1),
            None => draft.refuse(
                file.id,
                file.facts.expr(expr).span,
                format!("no model is known that takes the place of `{id}`"),
            ),
        }
    }
    Some(text)
}

/// How a call on a model names its model and settings: the text of both.
pub fn of_receiver(file: &File<'_, '_>, receiver: ExprId, draft: &mut Draft) -> Option<(String, Option<String>)> {
    if let Some(model) = file.models.get(&receiver) {
        // Made and asked in one go.
        let call = file.call(receiver)?;
        let mut quiet = Draft::default();
        let members = config::members(file, call, &mut quiet);
        let name = name(file, call, &mut quiet)?;
        return Some((name, model.has_config.then(|| format!("{{{}}}", members.join(", ")))));
    }
    let text = file.text_of(receiver);
    let unit = file.context.resolver.project.unit(file.id);
    let meanings = unit.index.meanings(receiver);
    let attribute = match &file.facts.expr(receiver).kind {
        ExprKind::Attr { name, .. } => Some(name.as_str()),
        _ => None,
    };
    let is_its = |m: &Model| {
        m.bindings.iter().any(|b| meanings.contains(b)) || attribute.is_some() && m.attribute.as_deref() == attribute
    };
    let of: Vec<&Model> = file.models.values().filter(|m| is_its(m)).collect();
    if of.is_empty() {
        // It comes from elsewhere; there is nothing but its name if no model here has settings.
        let plain = !file.models.is_empty() && file.models.values().all(|m| !m.has_config);
        if !plain {
            file.refuse(receiver, "which settings this model has cannot be seen here", draft);
        }
        return plain.then_some((text, None));
    }
    let with = of.iter().filter(|m| m.has_config).count();
    if with != 0 && with != of.len() {
        file.refuse(receiver, "this can be a model with settings or without", draft);
    }
    let config = (with > 0).then(|| format!("{text}_config"));
    Some((text, config))
}
