//! What is the Vertex AI SDK's own: classes that are taken by name, and `vertexai.init`, in whose place a client is made.

use super::super::draft::Draft;
use super::{File, call, model};
use crate::facts::{ArgKind, BindingKind, ExprId, ExprKind, Import, Imported, Use};
use crate::project::At;
use crate::source::Span;
use std::collections::BTreeMap;

/// Where requests go if nothing is said (`DEFAULT_REGION` of google/cloud/aiplatform/constants/base.py).
const USUAL_LOCATION: &str = "us-central1";
/// Functions that say which project is meant.
const INIT: &[&str] = &["vertexai.init", "google.cloud.aiplatform.init"];
/// Methods that must not be left behind on what is none of the new objects.
const ASKED: &[&str] =
    &["generate_content", "generate_content_async", "send_message", "send_message_async", "start_chat"];

/// Rewrites a file.
pub fn rewrite(file: &mut File<'_, '_>, draft: &mut Draft) {
    if file.facts.bindings.iter().any(|b| b.name == "genai") {
        return draft.refuse(file.id, Span::default(), "the name `genai` is taken");
    }
    find(file, draft);
    let inits = inits(file);
    let keeps_sdk = imports(file, &inits, draft);
    clients(file, &inits, keeps_sdk, draft);
    model::rewrite(file, draft);
    call::rewrite(file, "generative_models", draft);
    left_behind(file, draft);
    for (span, new) in &file.renamed {
        if !draft.covers(file.id, *span) {
            draft.replace(file.id, *span, new.clone());
        }
    }
}

/// Calls of the old modules and of what they give, and classes that are called otherwise now.
fn find(file: &mut File<'_, '_>, draft: &mut Draft) {
    let facts = file.facts;
    for expr in 0..facts.exprs.len() as ExprId {
        let is_part = matches!(facts.expr(expr).usage, Use::Object(parent) if matches!(facts.expr(parent).kind, ExprKind::Attr { .. }));
        let is_read = match facts.expr(expr).kind {
            ExprKind::Attr { .. } => true,
            ExprKind::Name(_) => is_imported(file, expr),
            _ => false,
        };
        of_candidate(file, expr, draft);
        if is_part || !is_read || facts.expr(expr).usage == Use::Target {
            continue;
        }
        let Some(path) = path(file, expr) else { continue };
        if let ExprKind::Attr { name_span, .. } = facts.expr(expr).kind
            && path == "GenerativeModel().start_chat().history"
        {
            file.renamed.insert(name_span, "get_history()".to_owned());
            continue;
        }
        match facts.expr(expr).usage {
            Use::Callee(call) if renamed_call(file, call, expr, &path, draft) => {}
            Use::Callee(call) => file.calls.push((call, path)),
            Use::Annotation if path == "GenerativeModel" => {
                file.renamed.insert(facts.expr(expr).span, "str".to_owned());
            }
            Use::Compared(_) if path.ends_with(".finish_reason") => {}
            _ if path.ends_with("()") || call::is_of_result(&path) => of_result(file, expr, &path, draft),
            _ if named(file, expr) => {}
            _ => file.refuse(expr, &format!("`{path}` has no counterpart that is known"), draft),
        }
    }
}

/// The API path below the old modules; a chat that is taken as one is a model's.
fn path(file: &File<'_, '_>, expr: ExprId) -> Option<String> {
    let paths = file.context.resolver.api_paths(At { unit: file.id, expr });
    let path = paths.iter().find_map(|path| file.below(path))?;
    Some(match path.strip_prefix("ChatSession()") {
        Some(rest) => format!("GenerativeModel().start_chat(){rest}"),
        None => path.to_owned(),
    })
}

/// True of a name that an import of this file gave.
fn is_imported(file: &File<'_, '_>, expr: ExprId) -> bool {
    let unit = file.context.resolver.project.unit(file.id);
    let meanings = unit.index.meanings(expr);
    meanings.iter().any(|b| matches!(file.facts.binding(*b).kind, BindingKind::Import(_)))
}

/// `Part.from_uri(…)` and kin: the callee, and what its arguments are called. False if no call of the table is meant.
fn renamed_call(file: &mut File<'_, '_>, call: ExprId, callee: ExprId, path: &str, draft: &mut Draft) -> bool {
    let Some(rule) = file.context.migration.call.iter().find(|rule| rule.from.iter().any(|from| from == path)) else {
        return false;
    };
    let span = file.facts.expr(callee).span;
    file.renamed.insert(span, format!("genai.{}", rule.to));
    for arg in file.call(call).map_or(&[][..], |c| &c.args) {
        match &arg.kind {
            ArgKind::Keyword(name, span) => {
                if let Some(new) = rule.rename.get(name.as_str()) {
                    file.renamed.insert(*span, new.clone());
                }
            }
            ArgKind::Positional(at) => match rule.positional.get(*at as usize) {
                Some(name) => {
                    let at = arg.span.start;
                    file.renamed.insert(Span { start: at, end: at }, format!("{name}="));
                }
                None => draft.refuse(file.id, arg.span, "an argument that has no counterpart"),
            },
            _ => {}
        }
    }
    true
}

/// `HarmCategory.HARM_CATEGORY_HARASSMENT`: the longest part of it that has a new name. False if none has.
fn named(file: &mut File<'_, '_>, expr: ExprId) -> bool {
    let mut at = expr;
    loop {
        let path = path(file, at);
        if let Some(new) = path.and_then(|path| file.context.migration.names.get(&path)) {
            file.renamed.insert(file.facts.expr(at).span, format!("genai.{new}"));
            return true;
        }
        match file.facts.expr(at).kind {
            ExprKind::Attr { object, .. } => at = object,
            _ => return false,
        }
    }
}

/// What the new results do not have.
fn of_result(file: &File<'_, '_>, expr: ExprId, path: &str, draft: &mut Draft) {
    const GONE: &[(&str, &str)] = &[
        (".total_billable_characters", "only tokens are counted now"),
        (".function_calls", "function calls are read from the response: response.function_calls"),
        (".raw_response", "what is below the response is another class now"),
    ];
    for (name, why) in GONE {
        if path.ends_with(name) {
            file.refuse(expr, why, draft);
        }
    }
}

/// `response.candidates[0].text`, which the new candidates do not have.
fn of_candidate(file: &File<'_, '_>, expr: ExprId, draft: &mut Draft) {
    let ExprKind::Attr { object, name, .. } = &file.facts.expr(expr).kind else { return };
    let ExprKind::Index { object: list, .. } = file.facts.expr(*object).kind else { return };
    if matches!(&file.facts.expr(list).kind, ExprKind::Attr { name, .. } if name == "candidates") {
        match name.as_str() {
            "text" => file.refuse(expr, "the text of a candidate is that of its parts now", draft),
            "function_calls" => file.refuse(expr, "read response.function_calls", draft),
            _ => {}
        }
    }
}

/// Calls of `vertexai.init`, in order.
fn inits(file: &File<'_, '_>) -> Vec<ExprId> {
    let unit = file.context.resolver.project.unit(file.id);
    let is_init = |call: &ExprId| {
        unit.index.callee_name(file.facts, *call) == Some("init")
            && file.call(*call).is_some_and(|c| {
                let paths = file.context.resolver.api_paths(At { unit: file.id, expr: c.callee });
                paths.iter().any(|path| INIT.contains(&&**path))
            })
    };
    unit.index.calls.iter().copied().filter(is_init).collect()
}

/// Imports of the old modules give way to one of the new package. True if something else of the SDK stays in use.
fn imports(file: &File<'_, '_>, inits: &[ExprId], draft: &mut Draft) -> bool {
    let mut statements: BTreeMap<Span, Vec<&Import>> = BTreeMap::new();
    let mut keeps_sdk = false;
    for import in &file.facts.imports {
        let module = match &import.what {
            Imported::Name(name) => format!("{}.{name}", import.module),
            _ => import.module.to_string(),
        };
        let below = |of: &str| module == of || module.strip_prefix(of).is_some_and(|rest| rest.starts_with('.'));
        if let Some((gone, what)) = file.context.migration.gone.iter().find(|(gone, _)| below(gone)) {
            draft.refuse(file.id, import.statement, format!("`{gone}`: {what}"));
        } else if file.context.migration.modules.iter().any(|old| below(old)) {
            statements.entry(import.statement).or_default().push(import);
        } else if module == "vertexai" {
            let uses = uses(file, import);
            let of_init = |read: &ExprId| {
                inits.iter().any(|init| file.facts.expr(*init).span.contains(file.facts.expr(*read).span))
            };
            match uses.iter().all(of_init) && inits.len() == uses.len() {
                true => statements.entry(import.statement).or_default().push(import),
                false => keeps_sdk = true,
            }
        } else {
            keeps_sdk |= below("vertexai") || below("google.cloud.aiplatform");
        }
    }
    let mut first = true;
    for (statement, imports) in statements {
        let text = file.text(statement);
        let whole = imports.iter().all(|import| !import.type_only && import.what != Imported::Star);
        if import_is_in_block(file, &imports)
            || !whole
            || text.contains('#')
            || text.starts_with("import ") && text.contains(',')
        {
            draft.refuse(file.id, statement, "this import is not one that can be rewritten");
        }
        if keeps_sdk && imports.iter().all(|import| import.module == "vertexai" && import.what == Imported::Module) {
            continue;
        }
        match first {
            true => draft.replace(file.id, statement, "from google import genai"),
            false => {
                let rest = file.text(Span { start: statement.end, end: file.facts.region(0).span.end });
                let line = rest.find('\n').map_or(rest.len(), |at| at + 1);
                let end = if rest[..line].trim().is_empty() { statement.end + line as u32 } else { statement.end };
                draft.delete(file.id, Span { start: statement.start, end });
            }
        }
        first = false;
    }
    keeps_sdk
}

/// True of imports that do not stand at the margin of the module.
fn import_is_in_block(file: &File<'_, '_>, imports: &[&Import]) -> bool {
    imports.iter().any(|import| {
        let before = file.text(Span { start: 0, end: import.statement.start });
        import.region != 0 || !(before.is_empty() || before.ends_with('\n'))
    })
}

/// Where what an import gives is read.
fn uses(file: &File<'_, '_>, import: &Import) -> Vec<ExprId> {
    let unit = file.context.resolver.project.unit(file.id);
    import.binding.map_or(Vec::new(), |binding| unit.index.reads(binding).to_vec())
}

/// A client in the place of every `init`, or behind the imports.
fn clients(file: &File<'_, '_>, inits: &[ExprId], keeps_sdk: bool, draft: &mut Draft) {
    for &init in inits {
        let span = file.facts.expr(init).span;
        let Some(the_call) = file.call(init) else { continue };
        let Some(made) = client(file, the_call, draft) else { continue };
        let made = format!("{} = {made}", file.client);
        let line = file.text(Span { start: 0, end: span.start }).rsplit('\n').next().unwrap_or("");
        let ends_line =
            file.text(Span { start: span.end, end: file.facts.region(0).span.end }).trim_start_matches([' ', '\t']);
        let alone = line.trim().is_empty() && (ends_line.is_empty() || ends_line.starts_with(['\n', '\r', '#']));
        if file.facts.expr(init).usage != Use::Statement || !alone {
            draft.refuse(file.id, span, "it does not stand on a line of its own");
            continue;
        }
        let in_function = file.facts.function_of(file.facts.expr(init).region).is_some();
        // The state of the module was everybody's.
        let global = if in_function { format!("global {}\n{line}", file.client) } else { String::new() };
        match keeps_sdk {
            true => draft.insert(file.id, span.start, format!("{global}{made}\n{line}")),
            false => draft.replace(file.id, span, format!("{global}{made}")),
        }
    }
    if !inits.is_empty() {
        return;
    }
    let project = file.context.resolver.project;
    let others = super::super::joined(project, file.id);
    let speaks = |unit: &super::UnitId| {
        let imports = &project.unit(*unit).facts.imports;
        *unit != file.id && imports.iter().any(|i| i.module.starts_with("vertexai") || i.module.contains("aiplatform"))
    };
    if others.iter().any(speaks) {
        let why = "the project may be set in another file: make the client there and import it";
        return draft.refuse(file.id, Span::default(), why);
    }
    let of_modules =
        |i: &&Import| {
            i.region == 0
                && file.context.migration.modules.iter().any(|m| {
                    i.module.starts_with(m.as_str()) || i.module == "vertexai.preview" || i.module == "vertexai"
                })
        };
    let Some(last) = file.facts.imports.iter().filter(of_modules).map(|i| i.statement).max() else { return };
    let rest = file.text(Span { start: last.end, end: file.facts.region(0).span.end });
    match rest.find('\n') {
        Some(at) if file.facts.region(0).span.end > last.end => {
            let made = format!("\n{} = genai.Client(vertexai=True, location=\"{USUAL_LOCATION}\")\n", file.client);
            draft.insert(file.id, last.end + at as u32 + 1, made);
        }
        _ => draft.refuse(file.id, last, "there is no place for the client"),
    }
}

/// The client that does what `init` said.
fn client(file: &File<'_, '_>, init: &crate::facts::Call, draft: &mut Draft) -> Option<String> {
    let mut options = vec!["vertexai=True".to_owned()];
    let (mut located, mut base) = (false, None);
    for arg in &init.args {
        let ArgKind::Keyword(name, _) = &arg.kind else {
            draft.refuse(file.id, arg.span, "which settings are passed is decided when it runs");
            return None;
        };
        let text = file.text_of(arg.value);
        match file.context.migration.settings.get(name.as_str()).map(String::as_str) {
            Some("") => {}
            Some("base_url") => base = Some(address(file, arg.value, &text)),
            Some(option) => {
                located |= option == "location";
                options.push(format!("{option}={text}"));
            }
            None => draft.refuse(file.id, arg.span, format!("`{name}` has no counterpart that is known")),
        }
    }
    if !located {
        options.push(format!("location=\"{USUAL_LOCATION}\""));
    }
    match base {
        Some(Some(base)) => options.push(format!("http_options=genai.types.HttpOptions(base_url={base})")),
        Some(None) => {
            draft.refuse(
                file.id,
                file.facts.expr(init.callee).span,
                "`api_endpoint` is a URL now: http_options.base_url",
            );
        }
        None => {}
    }
    Some(format!("genai.Client({})", options.join(", ")))
}

/// A host as an address; `None` if that would have to be worked out twice.
fn address(file: &File<'_, '_>, expr: ExprId, text: &str) -> Option<String> {
    match &file.facts.expr(expr).kind {
        ExprKind::Str(host) if host.contains("://") => Some(text.to_owned()),
        ExprKind::Str(host) => Some(format!("\"https://{host}\"")),
        ExprKind::Name(_) | ExprKind::Attr { .. } | ExprKind::Index { .. } => {
            Some(format!("{text} if \"://\" in {text} else \"https://\" + {text}"))
        }
        _ => None,
    }
}

/// Methods of models and chats that reach here in a way that cannot be followed.
fn left_behind(file: &File<'_, '_>, draft: &mut Draft) {
    let unit = file.context.resolver.project.unit(file.id);
    for &call in &unit.index.calls {
        let Some(name) = unit.index.callee_name(file.facts, call).filter(|name| ASKED.contains(name)) else { continue };
        let Some(the_call) = file.call(call) else { continue };
        let callee = At { unit: file.id, expr: the_call.callee };
        let is_known = file.calls.iter().any(|(known, _)| *known == call);
        if !is_known && file.context.resolver.targets(callee).is_empty() {
            file.refuse(call, &format!("what `{name}` is called on cannot be followed"), draft);
        }
    }
}
