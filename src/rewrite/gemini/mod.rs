//! google-generativeai and the generative modules of the Vertex AI SDK become google-genai: what was the module's state becomes a client, a model object becomes the
//! name of its model, and what the object was made with goes along with every call.
//!
//! `model` rewrites where models are made, `call` what is asked of them and of the module, `config` the settings of
//! both; `vertex` has what is the Vertex AI SDK's own: classes taken by name, and how a client comes about.

mod call;
mod config;
mod model;
mod vertex;

use super::Context;
use super::draft::Draft;
use crate::facts::{ArgKind, Call, DictItem, ExprId, ExprKind, Facts, Import, Imported, Use};
use crate::language::Language;
use crate::project::{At, UnitId};
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The old module.
const OLD: &str = "google.generativeai";

/// A file on its way.
struct File<'a, 'p> {
    context: Context<'a, 'p>,
    id: UnitId,
    facts: &'p Facts,
    /// What the new client is called.
    client: &'static str,
    /// Calls by their API path below the old module, in order.
    calls: Vec<(ExprId, String)>,
    /// Calls that make a model: what is known of each.
    models: FxHashMap<ExprId, model::Model>,
    /// Classes, functions and keywords that are written otherwise now, in order.
    renamed: BTreeMap<Span, String>,
}

impl<'p> File<'_, 'p> {
    fn text(&self, span: Span) -> &'p str {
        self.context.resolver.project.unit(self.id).source.slice(span)
    }
    fn text_of(&self, expr: ExprId) -> String {
        self.new_text(self.facts.expr(expr).span)
    }
    /// The text as it will be: with the new names in it.
    fn new_text(&self, span: Span) -> String {
        let mut text = String::new();
        let mut at = span.start;
        let from = Span { start: span.start, end: span.start };
        for (renamed, new) in self.renamed.range(from..).take_while(|(renamed, _)| renamed.end <= span.end) {
            text.push_str(self.text(Span { start: at, end: renamed.start.max(at) }));
            text.push_str(new);
            at = renamed.end.max(at);
        }
        text.push_str(self.text(Span { start: at, end: span.end }));
        text
    }
    /// The part of an API path below the old module.
    fn below<'t>(&self, path: &'t str) -> Option<&'t str> {
        let modules = &self.context.migration.modules;
        modules.iter().find_map(|module| path.strip_prefix(module.as_str())?.strip_prefix('.'))
    }
    fn call(&self, expr: ExprId) -> Option<&'p Call> {
        self.facts.call(expr)
    }
    fn refuse(&self, expr: ExprId, why: &str, draft: &mut Draft) {
        draft.refuse(self.id, self.facts.expr(expr).span, why);
    }
    /// The bytes between the brackets of a call.
    fn inside(&self, call: ExprId) -> Option<Span> {
        let whole = self.facts.expr(call).span;
        let callee = self.facts.expr(self.call(call)?.callee).span;
        let open = self.text(Span { start: callee.end, end: whole.end }).find('(')?;
        Some(Span { start: callee.end + open as u32 + 1, end: whole.end - 1 })
    }
}

/// One draft for each file.
pub(super) fn drafts(context: Context<'_, '_>, units: &[UnitId]) -> Vec<(UnitId, Draft)> {
    if !matches!(context.migration.engine.as_str(), "google-generativeai" | "vertexai") {
        return Vec::new();
    }
    let project = context.resolver.project;
    let python = units.iter().copied().filter(|&unit| project.unit(unit).source.language == Language::Python);
    python.map(|unit| (unit, of_file(context, unit))).collect()
}

fn of_file(context: Context<'_, '_>, id: UnitId) -> Draft {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let mut draft = Draft::default();
    let taken = |name: &str| facts.bindings.iter().any(|b| b.name == name);
    let client = if taken("client") { "genai_client" } else { "client" };
    let mut file =
        File { context, id, facts, client, calls: Vec::new(), models: FxHashMap::default(), renamed: BTreeMap::new() };
    if !facts.syntax_errors.is_empty() || taken("genai_client") {
        draft.refuse(id, Span::default(), "it does not parse, or a name is taken");
        return draft;
    }
    if context.migration.engine == "vertexai" {
        vertex::rewrite(&mut file, &mut draft);
        return draft;
    }
    let Some((import, alias)) = import(&file, &mut draft) else { return draft };
    find(&mut file, &alias, &mut draft);
    let configured = configure(&file, &alias, &mut draft);
    let mut lines = String::from("from google import genai");
    if alias != "genai" {
        lines.push_str(&format!(" as {alias}"));
    }
    draft.replace(id, import.statement, lines);
    model::rewrite(&mut file, &mut draft);
    call::rewrite(&file, &alias, &mut draft);
    if !configured {
        let others = super::joined(context.resolver.project, id);
        let elsewhere = |unit: &UnitId| {
            *unit != id && context.resolver.project.unit(*unit).facts.imports.iter().any(|i| i.module.starts_with(OLD))
        };
        if others.iter().any(elsewhere) {
            draft.refuse(
                id,
                import.statement,
                "the key may be set in another file: make the client there and import it",
            );
        }
        let rest = &unit.source.text[import.statement.end as usize..];
        let end = import.statement.end + rest.find('\n').map_or(rest.len(), |at| at + 1) as u32;
        let at_margin = import.region == 0;
        match at_margin && end as usize <= unit.source.text.len() && rest.contains('\n') {
            true => draft.insert(id, end, format!("\n{client} = {alias}.Client({})\n", http_options(&alias, None))),
            false => draft.refuse(id, import.statement, "there is no place for the client"),
        }
    }
    draft
}

/// What the old client did unasked: it waited ten minutes, and tried again.
fn http_options(alias: &str, base: Option<&str>) -> String {
    let base = base.map(|base| format!("base_url={base}, ")).unwrap_or_default();
    let types = format!("{alias}.types");
    format!(
        "http_options={types}.HttpOptions({base}timeout=600_000, retry_options={types}.HttpRetryOptions(attempts=5))"
    )
}

/// The statement that imports the module, and its name here.
fn import<'p>(file: &File<'_, 'p>, draft: &mut Draft) -> Option<(&'p Import, String)> {
    let mut found = None;
    for import in &file.facts.imports {
        let taken = match &import.what {
            Imported::Name(name) => format!("{}.{name}", import.module),
            _ => import.module.to_string(),
        };
        let gone = [
            ("google.api_core", "its exceptions are not raised any more: catch `google.genai.errors.APIError`"),
            ("google.ai.generativelanguage", "these messages are not taken any more: use `google.genai.types`"),
        ];
        for (module, why) in gone.iter().filter(|(module, _)| taken.starts_with(module)) {
            draft.refuse(file.id, import.statement, format!("`{module}`: {why}"));
        }
    }
    for import in file.facts.imports.iter().filter(|i| i.module == OLD || i.module.starts_with("google.generativeai."))
    {
        let text = file.text(import.statement);
        let name = import.binding.map(|b| file.facts.binding(b).name.to_string());
        match (&import.what, name) {
            (Imported::Module, Some(name)) if import.module == OLD && found.is_none() && !text.contains(',') => {
                found = Some((import, name));
            }
            (Imported::Name(class), _)
                if import.module == "google.generativeai.types"
                    && matches!(class.as_str(), "HarmCategory" | "HarmBlockThreshold") =>
            {
                let Some(at) = text.find(OLD) else { continue };
                let start = import.statement.start + at as u32;
                draft.replace(file.id, Span { start, end: start + OLD.len() as u32 }, "google.genai");
            }
            _ => draft.refuse(file.id, import.statement, "only `import google.generativeai as …` is rewritten"),
        }
    }
    if found.is_none() {
        draft.refuse(file.id, Span::default(), "only `import google.generativeai as …` is rewritten");
    }
    found
}

/// Calls of the module and of what it gives, and all else of it that is named.
fn find(file: &mut File<'_, '_>, alias: &str, draft: &mut Draft) {
    let facts = file.facts;
    for expr in 0..facts.exprs.len() as ExprId {
        let ExprKind::Attr { name, name_span, .. } = &facts.expr(expr).kind else { continue };
        // The whole of a dotted name stands for its parts.
        let is_part = matches!(facts.expr(expr).usage, Use::Object(parent) if matches!(facts.expr(parent).kind, ExprKind::Attr { .. }));
        let paths = file.context.resolver.api_paths(At { unit: file.id, expr });
        let Some(path) = paths.iter().find_map(|p| file.below(p)) else {
            if name == "supported_generation_methods" {
                draft.replace(file.id, *name_span, "supported_actions");
            }
            continue;
        };
        match facts.expr(expr).usage {
            Use::Callee(call) => file.calls.push((call, path.to_owned())),
            _ if is_part => {}
            _ if path.starts_with("types.Harm") => {}
            _ if path == "GenerativeModel().start_chat().history" => {
                draft.replace(file.id, *name_span, "get_history()");
            }
            Use::Compared(_) if path.ends_with(".finish_reason") => {
                draft.refuse(file.id, facts.expr(expr).span, "`finish_reason` was a number and is a word now");
            }
            _ if path.ends_with("()") || call::is_of_result(path) => {}
            _ => draft.refuse(
                file.id,
                facts.expr(expr).span,
                format!("`{alias}.{path}` has no counterpart that is known"),
            ),
        }
    }
}

/// `genai.configure(api_key=…)` becomes a client. True if there is one.
fn configure(file: &File<'_, '_>, alias: &str, draft: &mut Draft) -> bool {
    let mut found = false;
    for (call, _) in file.calls.iter().filter(|(_, path)| path == "configure") {
        found = true;
        let span = file.facts.expr(*call).span;
        let Some(the_call) = file.call(*call) else { continue };
        if file.facts.expr(*call).usage != Use::Statement {
            draft.refuse(file.id, span, "what `configure` gives is used");
        }
        let mut options = Vec::new();
        let mut base = None;
        for arg in &the_call.args {
            match &arg.kind {
                ArgKind::Keyword(name, _) if name == "client_options" => match &file.facts.expr(arg.value).kind {
                    ExprKind::Dict(items) => match &items[..] {
                        [DictItem::Entry { name: Some(name), value, .. }] if name == "api_endpoint" => {
                            base = Some(file.text_of(*value));
                        }
                        _ => draft.refuse(file.id, arg.span, "only `api_endpoint` has a counterpart that is known"),
                    },
                    _ => draft.refuse(file.id, arg.span, "what the options hold is decided when it runs"),
                },
                ArgKind::Keyword(name, _) if name == "api_key" => {
                    options.push(format!("api_key={}", file.text_of(arg.value)));
                }
                ArgKind::Positional(0) => options.push(format!("api_key={}", file.text_of(arg.value))),
                // The new client speaks HTTP and nothing else.
                ArgKind::Keyword(name, _) if name == "transport" && file.text_of(arg.value).contains("rest") => {}
                _ => draft.refuse(file.id, arg.span, "only `api_key` has a counterpart that is known"),
            }
        }
        options.push(http_options(alias, base.as_deref()));
        let made = format!("{} = {alias}.Client({})", file.client, options.join(", "));
        let in_function = file.facts.function_of(file.facts.expr(*call).region).is_some();
        let line = file.text(Span { start: 0, end: span.start }).rsplit('\n').next().unwrap_or("");
        match (in_function, line.trim().is_empty()) {
            (false, _) => draft.replace(file.id, span, made),
            // The state of the module was everybody's.
            (true, true) => draft.replace(file.id, span, format!("global {}\n{line}{made}", file.client)),
            (true, false) => draft.refuse(file.id, span, "it does not stand on a line of its own"),
        }
    }
    found
}
