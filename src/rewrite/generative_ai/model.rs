//! Where models are made, and what is asked of them and of their chats.

use super::super::draft::Draft;
use super::result::Kind;
use super::{File, request};
use crate::facts::{Arg, Call, DictItem, ExprId, ExprKind, Use};
use crate::project::At;
use crate::source::Span;

/// What calls on a model or a chat need to know.
pub struct Receiver {
    /// The text of the client.
    client: String,
    /// The object has a `config`.
    pub has_config: bool,
    /// Its `config` says where requests go.
    has_options: bool,
    /// Its `config` holds what counts as tokens.
    is_counted: bool,
}

/// Settings that are members of `config` under the same name.
const SETTINGS: &[&str] = &["safetySettings", "systemInstruction", "tools", "toolConfig", "cachedContent"];

/// Rewrites `client.getGenerativeModel(…)` and the calls on what it gives; returns calls whose results have changed.
pub fn rewrite(file: &File<'_, '_>, call: ExprId, callee: ExprId, draft: &mut Draft) -> Vec<(At, Kind)> {
    let facts = file.facts;
    let ExprKind::Attr { object, .. } = facts.expr(callee).kind else { return Vec::new() };
    let own = matches!(facts.expr(object).kind, ExprKind::Attr { object, .. } if matches!(facts.expr(object).kind, ExprKind::This(_)));
    if !(own || matches!(facts.expr(object).kind, ExprKind::Name(_))) {
        file.refuse(object, "the client has no name here", draft);
        return Vec::new();
    }
    let Some(the_call) = facts.call(call) else { return Vec::new() };
    let Some((text, has_config)) = made(file, the_call, draft) else { return Vec::new() };
    let has_options = the_call.args.len() > 1;
    let is_counted = ["systemInstruction", "tools"].iter().any(|name| text.contains(&format!("{name}: ")));
    let receiver = Receiver { client: file.text_of(object).to_owned(), has_config, has_options, is_counted };
    let reads = match &facts.expr(call).usage {
        Use::Bound(bindings) => file.reads(facts.bound(bindings)),
        Use::Stored(target) => match &facts.expr(*target).kind {
            ExprKind::Attr { object, name, .. } if own && matches!(facts.expr(*object).kind, ExprKind::This(_)) => {
                let index = &file.context.resolver.project.unit(file.id).index;
                index.attribute_reads(facts, name).to_vec()
            }
            _ => {
                file.refuse(call, "where this model goes cannot be followed", draft);
                return Vec::new();
            }
        },
        _ => {
            file.refuse(call, "where this model goes cannot be followed", draft);
            return Vec::new();
        }
    };
    draft.replace(file.id, facts.expr(call).span, text);
    let mut results = Vec::new();
    for read in reads {
        if !(own || is_seen(file, object, read)) {
            file.refuse(read, "the client is not to be seen here", draft);
        }
        results.extend(asked(file, read, &receiver, draft));
    }
    results
}

/// True if the name of the client means the same where the model is asked.
fn is_seen(file: &File<'_, '_>, client: ExprId, read: ExprId) -> bool {
    let index = &file.context.resolver.project.unit(file.id).index;
    let ExprKind::Name(name) = &file.facts.expr(client).kind else { return false };
    // The innermost name of this spelling: a parameter may hide the client.
    let mut around = file.facts.enclosing(file.facts.expr(read).region).map(|(id, _)| id);
    let nearest = around.find_map(|region| Some(index.bound(file.facts, region, name)).filter(|b| !b.is_empty()));
    let meanings = index.meanings(client);
    meanings.is_empty() && nearest.is_none() || nearest.is_some_and(|bound| meanings.iter().all(|b| bound.contains(b)))
}

/// The plain object that a model becomes, and whether it has settings.
fn made(file: &File<'_, '_>, call: &Call, draft: &mut Draft) -> Option<(String, bool)> {
    let facts = file.facts;
    let items = match call.args.first().map(|arg| &facts.expr(arg.value).kind) {
        Some(ExprKind::Dict(items)) => items,
        _ => {
            file.refuse(call.callee, "how the model is made is decided when it runs", draft);
            return None;
        }
    };
    let (mut model, mut config) = (None, Vec::new());
    for item in items {
        let DictItem::Entry { name: Some(name), value, .. } = item else {
            file.refuse(call.callee, "how the model is made is decided when it runs", draft);
            return None;
        };
        match name.as_str() {
            "model" => model = Some(id(file, *value, draft)),
            "generationConfig" => config.push(spread(file, *value)),
            name if SETTINGS.contains(&name) => config.push(format!("{name}: {}", file.text_of(*value))),
            _ => file.refuse(*value, &format!("`{name}` has no counterpart that is known"), draft),
        }
    }
    if let Some(options) = call.args.get(1) {
        let known = |item: &DictItem| matches!(item, DictItem::Entry { name: Some(name), .. } if matches!(name.as_str(), "baseUrl" | "timeout" | "apiVersion"));
        match &facts.expr(options.value).kind {
            ExprKind::Dict(items) if items.iter().all(known) => {
                config.push(format!("httpOptions: {}", file.text_of(options.value)));
            }
            _ => file.refuse(options.value, "options of a request belong into `config.httpOptions`", draft),
        }
    }
    let Some(model) = model else {
        file.refuse(call.callee, "it names no model", draft);
        return None;
    };
    let has_config = !config.is_empty();
    let config = if has_config { format!(", config: {{ {} }}", config.join(", ")) } else { String::new() };
    Some((format!("{{ model: {model}{config} }}"), has_config))
}

/// The members of an object, or the object spread.
fn spread(file: &File<'_, '_>, value: ExprId) -> String {
    let text = file.text_of(value).trim();
    match (&file.facts.expr(value).kind, text.strip_prefix('{').and_then(|t| t.strip_suffix('}'))) {
        // A comment at the end would take in what is written behind it.
        (ExprKind::Dict(items), Some(inner)) if !items.is_empty() && !inner.contains("//") && !inner.contains("*/") => {
            inner.trim().trim_end_matches(',').to_owned()
        }
        _ => format!("...{text}"),
    }
}

/// The name of the model; one that is gone gives way here, since its place is rewritten as a whole.
fn id(file: &File<'_, '_>, value: ExprId, draft: &mut Draft) -> String {
    let text = file.text_of(value).to_owned();
    let ExprKind::Str(id) = &file.facts.expr(value).kind else { return text };
    let Some(verdict) = file.context.clock.judge(id, Some("google-gemini-api")) else { return text };
    match verdict.replacement() {
        Some((new, _)) => text.replacen(id.as_str(), new, 1),
        None => {
            file.refuse(value, &format!("no model is known that takes the place of `{id}`"), draft);
            text
        }
    }
}

/// `model.generateContent(…)` and its kin.
fn asked(file: &File<'_, '_>, read: ExprId, receiver: &Receiver, draft: &mut Draft) -> Vec<(At, Kind)> {
    let facts = file.facts;
    let method = match facts.expr(read).usage {
        Use::Object(attr) => match (&facts.expr(attr).kind, &facts.expr(attr).usage) {
            (ExprKind::Attr { name, .. }, Use::Callee(call)) => Some((name.as_str(), attr, *call)),
            _ => None,
        },
        _ => None,
    };
    let Some((name, attr, call)) = method else {
        file.refuse(read, "the model goes where it cannot be followed", draft);
        return Vec::new();
    };
    let args = facts.call(call).map_or(&[][..], |c| &c.args);
    let model = file.text_of(read).to_owned();
    // These take other settings than a request for content.
    let plain = match receiver.has_options {
        true => format!("model: {model}.model, config: {{ httpOptions: {model}.config.httpOptions }}"),
        false => format!("model: {model}.model"),
    };
    let (to, front, kind) = match name {
        "generateContent" => ("models.generateContent", format!("...{model}"), Some(Kind::Result)),
        "generateContentStream" => ("models.generateContentStream", format!("...{model}"), Some(Kind::Streamed)),
        "countTokens" => {
            if receiver.is_counted {
                file.refuse(attr, "instructions and tools of the model are not counted any more", draft);
            }
            ("models.countTokens", plain, None)
        }
        "embedContent" => ("models.embedContent", plain, Some(Kind::Embedded)),
        "startChat" => return chat(file, call, attr, &model, receiver, args, draft),
        _ => {
            file.refuse(attr, &format!("`{name}` has no counterpart that is known"), draft);
            return Vec::new();
        }
    };
    draft.replace(file.id, facts.expr(attr).span, format!("{}.{to}", receiver.client));
    match args {
        [content] => {
            if name == "embedContent" && request::is_list(file, content.value) {
                file.refuse(content.value, "of several parts the result has several `embeddings` now", draft);
            }
            request::contents(file, content, &front, &model, receiver, draft);
        }
        _ => file.refuse(call, "options of a request belong into `config`", draft),
    }
    kind.map(|kind| (At { unit: file.id, expr: call }, kind)).into_iter().collect()
}

/// `model.startChat({ history })`, and what the chat is told.
fn chat(
    file: &File<'_, '_>,
    call: ExprId,
    attr: ExprId,
    model: &str,
    receiver: &Receiver,
    args: &[Arg],
    draft: &mut Draft,
) -> Vec<(At, Kind)> {
    let facts = file.facts;
    draft.replace(file.id, facts.expr(attr).span, format!("{}.chats.create", receiver.client));
    match args {
        [] => {
            let end = facts.expr(call).span.end - 1;
            draft.insert(file.id, end, model);
        }
        [arg] => match &facts.expr(arg.value).kind {
            ExprKind::Dict(items) => {
                let start = facts.expr(arg.value).span.start + 1;
                draft.insert(file.id, start, format!(" ...{model}{}", if items.is_empty() { " " } else { "," }));
                request::settings(file, items, &["history"], model, receiver, draft);
            }
            _ => file.refuse(arg.value, "how the chat begins is decided when it runs", draft),
        },
        _ => file.refuse(call, "options of a request belong into `config`", draft),
    }
    let Use::Bound(bindings) = &facts.expr(call).usage else {
        file.refuse(call, "where this chat goes cannot be followed", draft);
        return Vec::new();
    };
    let mut results = Vec::new();
    for read in file.reads(facts.bound(bindings)) {
        let Use::Object(attr) = facts.expr(read).usage else {
            file.refuse(read, "where this chat goes cannot be followed", draft);
            continue;
        };
        let (ExprKind::Attr { name, .. }, Use::Callee(call)) = (&facts.expr(attr).kind, &facts.expr(attr).usage) else {
            file.refuse(attr, "this of a chat has no counterpart that is known", draft);
            continue;
        };
        let kind = match name.as_str() {
            "sendMessage" => Kind::Result,
            "sendMessageStream" => Kind::Streamed,
            "getHistory" => continue,
            _ => {
                file.refuse(attr, "this of a chat has no counterpart that is known", draft);
                continue;
            }
        };
        match facts.call(*call).map_or(&[][..], |c| &c.args) {
            [message] => {
                let span: Span = message.span;
                draft.insert(file.id, span.start, "{ message: ");
                draft.insert(file.id, span.end, " }");
            }
            _ => file.refuse(*call, "options of a request belong into `config`", draft),
        }
        results.push((At { unit: file.id, expr: *call }, kind));
    }
    results
}
