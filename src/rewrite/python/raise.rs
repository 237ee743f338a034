//! Exceptions that the code makes itself: they take the response and its body now.

use super::super::Context;
use super::super::draft::Draft;
use super::site::Sites;
use crate::facts::{Arg, ArgKind, ExprId};
use crate::source::Span;

/// What an exception is made of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Made {
    /// Of a message alone.
    Message,
    /// Of a message, a request and a body.
    Request,
    /// Of a request and a message by name.
    Connection,
    /// Of a request.
    Timeout,
    /// Of a message, a response with this status and a body.
    Status(u16),
}

/// The classes by their new names.
const CLASSES: &[(&str, Made)] = &[
    ("OpenAIError", Made::Message),
    ("APIError", Made::Request),
    ("APIConnectionError", Made::Connection),
    ("APITimeoutError", Made::Timeout),
    ("BadRequestError", Made::Status(400)),
    ("AuthenticationError", Made::Status(401)),
    ("PermissionDeniedError", Made::Status(403)),
    ("ConflictError", Made::Status(409)),
    ("RateLimitError", Made::Status(429)),
    ("InternalServerError", Made::Status(503)),
];

/// True of exceptions that always have a status.
pub fn has_status(class: &str) -> bool {
    CLASSES.iter().any(|(name, made)| *name == class && matches!(made, Made::Status(_)))
}

/// Rewrites the arguments of a call that makes an exception of `class`. True if it needs `SimpleNamespace`.
pub fn rewrite(context: Context<'_, '_>, sites: &Sites<'_>, call: ExprId, class: &str, draft: &mut Draft) -> bool {
    let unit = context.resolver.project.unit(sites.unit);
    let facts = &unit.facts;
    let Some((_, made)) = CLASSES.iter().find(|(name, _)| *name == class) else { return false };
    let Some(the_call) = facts.call(call) else { return false };
    let text = |arg: &Arg| unit.source.slice(facts.expr(arg.value).span).to_owned();
    let (mut message, mut status, mut body) = (None, None, None);
    for arg in &the_call.args {
        match &arg.kind {
            ArgKind::Positional(0) => message = Some(text(arg)),
            ArgKind::Keyword(name, _) if name == "message" => message = Some(text(arg)),
            ArgKind::Keyword(name, _) if name == "http_status" => status = Some(text(arg)),
            ArgKind::Keyword(name, _) if name == "json_body" => body = Some(text(arg)),
            // What was wrong and its code stood for themselves; now they are read from the body.
            ArgKind::Positional(1 | 2) if class == "BadRequestError" => {}
            ArgKind::Keyword(name, _) if matches!(name.as_str(), "param" | "code" | "http_body" | "headers") => {}
            _ => {
                draft.refuse(sites.unit, arg.span, "exceptions are made with the response and its body now");
                return false;
            }
        }
    }
    let message = message.unwrap_or_else(|| "\"\"".to_owned());
    let body = body.unwrap_or_else(|| "None".to_owned());
    let new = match made {
        Made::Message => message,
        Made::Request => format!("{message}, request=None, body={body}"),
        Made::Connection => format!("message={message}, request=None"),
        Made::Timeout => "request=None".to_owned(),
        Made::Status(usual) => {
            let status = status.unwrap_or_else(|| usual.to_string());
            let response = format!("SimpleNamespace(request=None, status_code={status}, headers={{}})");
            format!("{message}, response={response}, body={body}")
        }
    };
    let callee = facts.expr(the_call.callee).span;
    let whole = facts.expr(call).span;
    let Some(open) = unit.source.text[callee.end as usize..whole.end as usize].find('(') else { return false };
    let inner = Span { start: callee.end + open as u32 + 1, end: whole.end - 1 };
    draft.replace(sites.unit, inner, new);
    matches!(made, Made::Status(_))
}
