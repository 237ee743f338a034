//! What is asked of a model, of a chat and of the module.

use super::super::draft::Draft;
use super::{File, config, model};
use crate::facts::{Arg, ArgKind, Call, ExprId, ExprKind, Use};
use crate::project::At;
use crate::source::Span;

/// Methods of results that the new ones do not have.
const GONE: &[&str] = &[".resolve", ".to_dict", ".from_response", ".delete"];

/// True of a path into what a call gave, rather than into a model or a chat.
pub fn is_of_result(path: &str) -> bool {
    path.strip_prefix("GenerativeModel().start_chat().")
        .or_else(|| path.strip_prefix("GenerativeModel()."))
        .unwrap_or(path)
        .contains("().")
}

/// Rewrites every call.
pub fn rewrite(file: &File<'_, '_>, alias: &str, draft: &mut Draft) {
    for (call, path) in &file.calls {
        let Some(the_call) = file.call(*call) else { continue };
        match path.as_str() {
            "configure" | "GenerativeModel" => {}
            "GenerationConfig" | "types.GenerationConfig" => {
                // Those that are an argument were taken along already.
                let span = file.facts.expr(the_call.callee).span;
                if !draft.covers(file.id, span) {
                    draft.replace(file.id, span, "dict");
                }
            }
            "GenerativeModel().generate_content" => generate(file, *call, the_call, false, draft),
            "GenerativeModel().generate_content_async" => generate(file, *call, the_call, true, draft),
            "GenerativeModel().count_tokens_async" => {
                let Some((model, _)) = receiver(file, the_call, draft) else { continue };
                put(file, *call, "aio.models.count_tokens", &[format!("model={model}")], "contents", &[], draft);
            }
            "GenerativeModel().start_chat" => start_chat(file, *call, the_call, draft),
            "GenerativeModel().count_tokens" => {
                let Some((model, _)) = receiver(file, the_call, draft) else { continue };
                put(file, *call, "models.count_tokens", &[format!("model={model}")], "contents", &[], draft);
            }
            "GenerativeModel().start_chat().send_message" | "GenerativeModel().start_chat().send_message_async" => {
                send(file, the_call, draft);
            }
            "list_models" => to(file, the_call, "models.list", &[], draft),
            "get_model" => to(file, the_call, "models.get", &[("name", "model")], draft),
            "upload_file" => to(file, the_call, "files.upload", &[("path", "file")], draft),
            "get_file" => to(file, the_call, "files.get", &[("name", "name")], draft),
            "delete_file" => to(file, the_call, "files.delete", &[("name", "name")], draft),
            "list_files" => to(file, the_call, "files.list", &[], draft),
            "embed_content" => embed(file, *call, the_call, draft),
            // Of what a call gave: most of it is called as before.
            other if is_of_result(other) && !GONE.iter().any(|name| other.ends_with(name)) => {}
            other => file.refuse(*call, &format!("`{alias}.{other}` has no counterpart that is known"), draft),
        }
    }
}

/// The model and the settings of the object that a method is called on.
fn receiver(file: &File<'_, '_>, call: &Call, draft: &mut Draft) -> Option<(String, Option<String>)> {
    match &file.facts.expr(call.callee).kind {
        ExprKind::Attr { object, .. } => model::of_receiver(file, *object, draft),
        _ => {
            file.refuse(call.callee, "the method is kept under a name of its own", draft);
            None
        }
    }
}

/// Gives a call another callee, members in front, a name for its first argument, and a tail in the place of settings.
fn put(file: &File<'_, '_>, call: ExprId, to: &str, front: &[String], first: &str, tail: &[String], draft: &mut Draft) {
    let (Some(the_call), Some(inside)) = (file.call(call), file.inside(call)) else { return };
    let callee = file.facts.expr(the_call.callee).span;
    let mut pieces: Vec<String> = front.to_vec();
    for arg in &the_call.args {
        let text = file.new_text(arg.span);
        match &arg.kind {
            ArgKind::Positional(0) if !first.is_empty() => {
                content(file, arg, draft);
                pieces.push(format!("{first}={text}"));
            }
            ArgKind::Keyword(name, _) if name == first => {
                content(file, arg, draft);
                pieces.push(text);
            }
            ArgKind::Keyword(name, _) if config::is_setting(name) || name == "stream" => {}
            // The new one never looks at what it is given.
            ArgKind::Keyword(name, _)
                if name == "response_validation" && file.text(file.facts.expr(arg.value).span) == "False" => {}
            ArgKind::Keyword(name, _) if name == "enable_automatic_function_calling" => {}
            ArgKind::Keyword(name, _) if name == "history" => pieces.push(text),
            _ => draft.refuse(file.id, arg.span, "an argument that has no counterpart"),
        }
    }
    pieces.extend(tail.iter().cloned());
    let many = file.text(inside).contains('\n');
    let new = match many {
        true => {
            let start = file.text(Span { start: 0, end: callee.start }).rfind('\n').map_or(0, |at| at + 1);
            let line = file.text(Span { start: start as u32, end: callee.start });
            let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
            let lines: Vec<String> = pieces.iter().map(|p| format!("\n{indent}    {p},")).collect();
            format!("{}\n{indent}", lines.concat())
        }
        false => pieces.join(", "),
    };
    draft.replace(file.id, Span { start: callee.start, end: callee.end }, format!("{}.{to}", file.client));
    draft.replace(file.id, inside, new);
}

/// Contents are text, or lists of text and of what the new types know; turns that are written out have parts of
/// another shape now.
fn content(file: &File<'_, '_>, arg: &Arg, draft: &mut Draft) {
    let at = file.context.resolver.literal_of(At { unit: file.id, expr: arg.value });
    let ExprKind::List(items) = &file.facts.expr(at.expr).kind else { return };
    if items.iter().any(|item| matches!(file.facts.expr(*item).kind, ExprKind::Dict(_))) {
        draft.refuse(file.id, arg.span, "turns and blobs that are written out: pass genai.types.Content or Part");
    }
}

/// The settings of a call laid over those of its model.
fn merged(file: &File<'_, '_>, call: &Call, own: Option<String>, draft: &mut Draft) -> Vec<String> {
    let mut quiet = Draft::default();
    let members = config::members(file, call, &mut quiet);
    draft.join(quiet);
    match (own, members.is_empty()) {
        (None, true) => Vec::new(),
        (Some(own), true) => vec![format!("config={own}")],
        (None, false) => vec![format!("config={{{}}}", members.join(", "))],
        (Some(own), false) => vec![format!("config={{**{own}, {}}}", members.join(", "))],
    }
}

/// `stream=…` of a call; `None` if it is decided when it runs.
fn is_streamed(file: &File<'_, '_>, call: &Call, draft: &mut Draft) -> Option<bool> {
    let stream = call.args.iter().find(|a| matches!(&a.kind, ArgKind::Keyword(name, _) if name == "stream"));
    match stream.map(|arg| (&file.facts.expr(arg.value).kind, arg)) {
        None => Some(false),
        Some((ExprKind::Bool(on), _)) => Some(*on),
        Some((_, arg)) => {
            draft.refuse(file.id, arg.span, "whether it streams is decided when it runs");
            None
        }
    }
}

fn generate(file: &File<'_, '_>, call: ExprId, the_call: &Call, is_async: bool, draft: &mut Draft) {
    let Some((model, own)) = receiver(file, the_call, draft) else { return };
    let Some(streamed) = is_streamed(file, the_call, draft) else { return };
    let tail = merged(file, the_call, own, draft);
    let aio = if is_async { "aio." } else { "" };
    let stream = if streamed { "_stream" } else { "" };
    let to = format!("{aio}models.generate_content{stream}");
    put(file, call, &to, &[format!("model={model}")], "contents", &tail, draft);
}

fn start_chat(file: &File<'_, '_>, call: ExprId, the_call: &Call, draft: &mut Draft) {
    let Some((model, own)) = receiver(file, the_call, draft) else { return };
    for arg in &the_call.args {
        let at = file.context.resolver.literal_of(At { unit: file.id, expr: arg.value });
        let is_made = |item: &ExprId| matches!(file.facts.expr(*item).kind, ExprKind::Call(_));
        let is_empty = matches!(&file.facts.expr(at.expr).kind, ExprKind::List(items) if items.iter().all(is_made));
        let is_history = match &arg.kind {
            ArgKind::Keyword(name, _) => name == "history",
            _ => true,
        };
        if is_history && !is_empty && !matches!(file.facts.expr(at.expr).kind, ExprKind::Null) {
            draft.refuse(file.id, arg.span, "turns of a history have parts of another shape: [{\"text\": …}]");
        }
    }
    let automatic = the_call
        .args
        .iter()
        .find(|a| matches!(&a.kind, ArgKind::Keyword(name, _) if name == "enable_automatic_function_calling"));
    let mut tail = merged(file, the_call, own, draft);
    match automatic.map(|arg| (&file.facts.expr(arg.value).kind, arg.span)) {
        // What the settings of the model say otherwise.
        Some((ExprKind::Bool(true), _)) => {
            let automatic = "\"automatic_function_calling\": {\"disable\": False}";
            if let Some(config) = tail.first().and_then(|text| text.strip_prefix("config=")) {
                tail = vec![format!("config={{**{config}, {automatic}}}")];
            }
        }
        Some((ExprKind::Bool(false) | ExprKind::Null, _)) | None => {}
        Some((_, span)) => draft.refuse(file.id, span, "whether functions are called is decided when it runs"),
    }
    let sends = |name: &str| file.calls.iter().any(|(_, path)| path.ends_with(name));
    let to = match (sends(".send_message"), sends(".send_message_async")) {
        (true, true) => {
            return file.refuse(call, "chats that are awaited are made otherwise than those that are not", draft);
        }
        (_, true) => "aio.chats.create",
        _ => "chats.create",
    };
    put(file, call, to, &[format!("model={model}")], "history", &tail, draft);
}

/// `chat.send_message(x, stream=True)`.
fn send(file: &File<'_, '_>, the_call: &Call, draft: &mut Draft) {
    let ExprKind::Attr { name_span, .. } = file.facts.expr(the_call.callee).kind else { return };
    let Some(streamed) = is_streamed(file, the_call, draft) else { return };
    let members = config::members(file, the_call, draft);
    if !members.is_empty() && file.models.values().any(|model| model.has_config) {
        draft.refuse(file.id, name_span, "settings of a message take the place of all those of its chat now");
    }
    match streamed {
        true => draft.replace(file.id, name_span, "send_message_stream"),
        false if file.text(name_span) != "send_message" => draft.replace(file.id, name_span, "send_message"),
        false => {}
    }
    let mut settings = the_call.args.iter().enumerate().filter(
        |(_, arg)| matches!(&arg.kind, ArgKind::Keyword(name, _) if config::is_setting(name) || name == "stream"),
    );
    if let Some((at, first)) = settings.next() {
        let before = at.checked_sub(1).map_or(first.span.start, |at| the_call.args[at].span.end);
        let end = the_call.args.last().map_or(first.span.end, |last| last.span.end);
        if settings.count() + at + 1 != the_call.args.len() {
            draft.refuse(file.id, first.span, "settings stand between other arguments");
        }
        let config = if members.is_empty() { String::new() } else { format!(", config={{{}}}", members.join(", ")) };
        draft.replace(file.id, Span { start: before, end }, config);
    }
}

/// A function of the module that is a method of the client now.
fn to(file: &File<'_, '_>, the_call: &Call, to: &str, names: &[(&str, &str)], draft: &mut Draft) {
    let callee = file.facts.expr(the_call.callee).span;
    draft.replace(file.id, callee, format!("{}.{to}", file.client));
    for arg in &the_call.args {
        match (&arg.kind, names.first()) {
            (ArgKind::Positional(0), Some((_, new))) => draft.insert(file.id, arg.span.start, format!("{new}=")),
            (ArgKind::Keyword(name, span), Some((old, new))) if name == old => draft.replace(file.id, *span, *new),
            _ => draft.refuse(file.id, arg.span, "an argument that has no counterpart"),
        }
    }
}

/// `genai.embed_content(model=…, content=…)`: one text gives one list.
fn embed(file: &File<'_, '_>, call: ExprId, the_call: &Call, draft: &mut Draft) {
    let callee = file.facts.expr(the_call.callee).span;
    let Some(inside) = file.inside(call) else { return };
    let (mut pieces, mut settings) = (Vec::new(), Vec::new());
    for arg in &the_call.args {
        let text = file.text_of(arg.value);
        match &arg.kind {
            ArgKind::Positional(0) => pieces.push(format!("model={text}")),
            ArgKind::Keyword(name, _) if name == "model" => pieces.push(format!("model={text}")),
            ArgKind::Positional(1) => pieces.push(format!("contents={text}")),
            ArgKind::Keyword(name, _) if name == "content" => {
                let at = file.context.resolver.value_of(At { unit: file.id, expr: arg.value });
                let kind = &file.context.resolver.project.expr(at).kind;
                let many = matches!(kind, ExprKind::List(_) | ExprKind::Comprehension(_))
                    || matches!(kind, ExprKind::Name(n) if n.ends_with('s') && !n.ends_with("ss"));
                if many {
                    draft.refuse(file.id, arg.span, "of several texts the result has several `embeddings` now");
                }
                pieces.push(format!("contents={text}"));
            }
            ArgKind::Keyword(name, _) if matches!(name.as_str(), "task_type" | "title" | "output_dimensionality") => {
                settings.push(format!("\"{name}\": {text}"));
            }
            _ => draft.refuse(file.id, arg.span, "an argument that has no counterpart"),
        }
    }
    if !settings.is_empty() {
        pieces.push(format!("config={{{}}}", settings.join(", ")));
    }
    draft.replace(file.id, callee, format!("{}.models.embed_content", file.client));
    draft.replace(file.id, inside, pieces.join(", "));
    embedding(file, call, draft);
}

/// `result["embedding"]`.
fn embedding(file: &File<'_, '_>, call: ExprId, draft: &mut Draft) {
    let unit = file.context.resolver.project.unit(file.id);
    let mut places = vec![call];
    if let Use::Bound(bindings) = &file.facts.expr(call).usage {
        places = file.facts.bound(bindings).iter().flat_map(|b| unit.index.reads(*b)).copied().collect();
    }
    for place in places {
        let Use::Indexed(index) = file.facts.expr(place).usage else {
            file.refuse(place, "what is done with the embedding cannot be followed", draft);
            continue;
        };
        let start = file.facts.expr(place).span.end;
        draft.replace(file.id, Span { start, end: file.facts.expr(index).span.end }, ".embeddings[0].values");
    }
}
