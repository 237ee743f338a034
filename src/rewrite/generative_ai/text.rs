//! Whether a value is a text or a list of parts, and no request with `contents`: by where it comes from, its type, or
//! what else is done with it. A name alone is believed only of what comes from outside (`req.body.prompt`).

use crate::facts::{BindingId, BindingKind, Call, ExprId, ExprKind, Use};
use crate::project::{At, Resolver, Target, Unit};
use crate::source::Span;

/// Places that are looked at for one value.
const MAX_STEPS: u32 = 200;

/// Last words of names that hold a text or parts, and never a whole request.
const TEXTS: &[&str] = &[
    "prompt",
    "prompts",
    "text",
    "message",
    "msg",
    "question",
    "query",
    "parts",
    "part",
    "input",
    "instruction",
    "instructions",
    "content",
];
/// What values from outside are read from.
const OUTSIDE: &[&str] =
    &["body", "query", "params", "json", "argv", "env", "parse", "formData", "searchParams", "target", "get", "flags"];
/// Functions and methods that give a text, or a list.
const GIVING: &[&str] = &[
    "join",
    "trim",
    "concat",
    "map",
    "stringify",
    "replace",
    "replaceAll",
    "toString",
    "slice",
    "String",
    "substring",
    "toLowerCase",
    "toUpperCase",
    "padEnd",
    "repeat",
];
/// Members that a text or a list has.
const HAVING: &[&str] = &[
    "trim",
    "split",
    "toLowerCase",
    "toUpperCase",
    "startsWith",
    "endsWith",
    "substring",
    "replace",
    "replaceAll",
    "includes",
    "indexOf",
    "charAt",
    "match",
    "length",
    "slice",
    "push",
    "concat",
    "join",
];

/// True of a text or a list of parts.
pub fn is(resolver: &Resolver<'_>, at: At) -> bool {
    let mut steps = MAX_STEPS;
    is_text(resolver, at, 0, &mut steps)
}

fn is_text(resolver: &Resolver<'_>, at: At, depth: u32, steps: &mut u32) -> bool {
    const MAX_DEPTH: u32 = 6;
    *steps = steps.saturating_sub(1);
    if depth > MAX_DEPTH || *steps == 0 {
        return false;
    }
    let at = resolver.value_of(at);
    let unit = resolver.project.unit(at.unit);
    let facts = &unit.facts;
    let mut of = |expr: ExprId| is_text(resolver, At { unit: at.unit, expr }, depth + 1, steps);
    match &facts.expr(at.expr).kind {
        ExprKind::Str(_) | ExprKind::Template(_) | ExprKind::List(_) | ExprKind::Comprehension(_) => true,
        ExprKind::Same(inner) => of(*inner),
        ExprKind::Choice(ways) => ways.iter().all(|&way| of(way)),
        ExprKind::Name(name) => {
            let meanings = unit.index.meanings(at.expr);
            !meanings.is_empty()
                && meanings
                    .iter()
                    .all(|&b| is_bound_to_text(resolver, At { expr: at.expr, ..at }, b, name, depth, steps))
        }
        ExprKind::Attr { object, name, .. } => is_telling(name) && is_outside(unit, *object),
        ExprKind::Call(call) => gives_text(resolver, at, call, depth, steps),
        _ => false,
    }
}

fn is_bound_to_text(
    resolver: &Resolver<'_>,
    at: At,
    binding: BindingId,
    name: &str,
    depth: u32,
    steps: &mut u32,
) -> bool {
    let unit = resolver.project.unit(at.unit);
    let b = unit.facts.binding(binding);
    let here = |expr: ExprId| At { unit: at.unit, expr };
    match &b.kind {
        BindingKind::Param { function, index, path, rest: false, .. } => {
            if let Some(told) = typed(&unit.source.text, b.span) {
                return told;
            }
            let given = if path.is_empty() { resolver.arguments_of(at.unit, *function, *index, name) } else { vec![] };
            match given.is_empty() {
                true => is_used_as_text(unit, binding, name),
                false => given.into_iter().all(|arg| is_text(resolver, arg, depth + 1, steps)),
            }
        }
        BindingKind::Element { iterable, path } if path.is_empty() => {
            let list = resolver.value_of(here(*iterable));
            match &resolver.project.expr(list).kind {
                ExprKind::List(items) => {
                    items.iter().all(|&item| is_text(resolver, At { expr: item, ..list }, depth + 1, steps))
                }
                _ => is_used_as_text(unit, binding, name),
            }
        }
        BindingKind::Value { expr, path } if path.is_empty() => {
            *expr != at.expr && is_text(resolver, here(*expr), depth + 1, steps) || is_used_as_text(unit, binding, name)
        }
        BindingKind::Value { expr, .. } => {
            is_telling(name) && is_outside(unit, *expr) || is_used_as_text(unit, binding, name)
        }
        BindingKind::Declared => true,
        _ => false,
    }
}

/// True of a name that is put into a text, or asked for what texts and lists have; or the file says somewhere that what
/// is called so is a text.
fn is_used_as_text(unit: &Unit, binding: BindingId, name: &str) -> bool {
    let facts = &unit.facts;
    let said = unit.index.reads(binding).iter().any(|&read| match facts.expr(read).usage {
        Use::Hole(_) => true,
        Use::Object(member) => {
            matches!(&facts.expr(member).kind, ExprKind::Attr { name, .. } if HAVING.contains(&name.as_str()))
        }
        _ => false,
    });
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let declared = |mark: &str| {
        let wanted = format!("{name}{mark} string");
        let text = &unit.source.text;
        text.match_indices(&wanted).any(|(at, _)| !text[..at].ends_with(is_word))
    };
    said || declared(":") || declared("?:")
}

fn gives_text(resolver: &Resolver<'_>, at: At, call: &Call, depth: u32, steps: &mut u32) -> bool {
    let unit = resolver.project.unit(at.unit);
    let name = unit.index.callee_name(&unit.facts, at.expr).unwrap_or("");
    if GIVING.contains(&name) || name.starts_with("readFile") && call.args.len() > 1 {
        return true;
    }
    let targets = resolver.targets(At { unit: at.unit, expr: call.callee });
    !targets.is_empty()
        && targets.iter().all(|target| match target {
            Target::Api(path) => path.contains("readline") || is_telling(name) && is_outside(unit, call.callee),
            Target::Function(id, function) => {
                let function = resolver.project.unit(*id).facts.function(*function);
                let mut returns = function.returns.iter();
                !function.returns.is_empty()
                    && returns.all(|&expr| is_text(resolver, At { unit: *id, expr }, depth + 1, steps))
            }
            _ => false,
        })
}

/// True of `req.body`, `await request.json()`, `process.argv`, and what is read of them.
fn is_outside(unit: &Unit, expr: ExprId) -> bool {
    const MAX_DEPTH: u32 = 8;
    let facts = &unit.facts;
    let mut at = expr;
    for _ in 0..MAX_DEPTH {
        at = match &facts.expr(at).kind {
            ExprKind::Attr { name, .. } | ExprKind::Name(name) if OUTSIDE.contains(&name.as_str()) => return true,
            ExprKind::Attr { object, .. } | ExprKind::Index { object, .. } => *object,
            ExprKind::Same(inner) => *inner,
            ExprKind::Call(call) => call.callee,
            ExprKind::Name(_) => match unit.index.meanings(at) {
                [one] => match &facts.binding(*one).kind {
                    BindingKind::Value { expr, .. } if *expr != at => *expr,
                    _ => return false,
                },
                _ => return false,
            },
            _ => return false,
        };
    }
    false
}

/// True of `prompt`, `userPrompt`, `image_parts`.
fn is_telling(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    TEXTS.iter().any(|word| {
        lower.strip_suffix(word).is_some_and(|rest| {
            let boundary = name[rest.len()..].starts_with(|c: char| c.is_ascii_uppercase());
            rest.is_empty() || rest.ends_with('_') || boundary
        })
    })
}

/// What the type says that is written behind a name: `prompt: string`; `None` without one.
fn typed(text: &str, name: Span) -> Option<bool> {
    let after = text[name.end as usize..].trim_start();
    let after = after.strip_prefix('?').unwrap_or(after).trim_start();
    let of = after.strip_prefix(':')?.trim_start();
    let end = of.find([',', ')', '=', '{', ';']).unwrap_or(of.len());
    let kinds = of[..end].split('|').map(str::trim);
    let is_text = |kind: &str| kind == "string" || kind.ends_with("[]") || kind.starts_with("Array<");
    Some(kinds.clone().count() > 0 && kinds.into_iter().all(is_text))
}
