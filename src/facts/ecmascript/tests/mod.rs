//! Small programs and what their facts must say. Every program is also checked for links that point both ways
//! ([`consistency`]) and for nodes of the tree that no fact stands for.

mod class;
mod consistency;
mod expression;
mod hostile;
mod module;
mod pattern;
mod statement;

use super::read;
use crate::facts::{BindingKind, ExprId, ExprKind, Facts, Use};
use crate::language::Language;
use crate::source::Source;

fn facts_of(language: Language, text: &str) -> Facts {
    let source = Source::new("sample", language, text.to_owned());
    let facts = read(&source);
    consistency::check(&source, &facts);
    facts
}

fn js(text: &str) -> Facts {
    facts_of(Language::JavaScript, text)
}

fn ts(text: &str) -> Facts {
    facts_of(Language::TypeScript, text)
}

fn tsx(text: &str) -> Facts {
    facts_of(Language::Tsx, text)
}

/// The id of the only plain string with that value.
#[track_caller]
fn string(facts: &Facts, value: &str) -> ExprId {
    let found: Vec<usize> =
        (0..facts.exprs.len()).filter(|i| matches!(&facts.exprs[*i].kind, ExprKind::Str(s) if s == value)).collect();
    assert_eq!(found.len(), 1, "strings {value:?}");
    found[0] as ExprId
}

#[track_caller]
fn use_of_string<'f>(facts: &'f Facts, value: &str) -> &'f Use {
    &facts.expr(string(facts, value)).usage
}

/// What each binding of `name` means, in order of appearance, whatever its region.
fn meanings<'f>(facts: &'f Facts, name: &str) -> Vec<&'f BindingKind> {
    let mut found: Vec<_> = facts.bindings.iter().filter(|b| b.name == name).collect();
    found.sort_by_key(|b| b.span.start);
    found.into_iter().map(|b| &b.kind).collect()
}

/// The expression in short, for comparison: names, strings and the structure around them.
fn short(facts: &Facts, id: ExprId) -> String {
    use crate::facts::{ArgKind, DictItem, Part};
    let list = |ids: &[ExprId]| ids.iter().map(|i| short(facts, *i)).collect::<Vec<_>>().join(", ");
    match &facts.expr(id).kind {
        ExprKind::Str(s) => format!("{s:?}"),
        ExprKind::Template(parts) => parts
            .iter()
            .map(|p| match p {
                Part::Text(t) => t.clone(),
                Part::Hole(h) => format!("{{{}}}", short(facts, *h)),
            })
            .collect::<String>(),
        ExprKind::Num(n) => n.to_string(),
        ExprKind::Bool(b) => b.to_string(),
        ExprKind::Null => "null".into(),
        ExprKind::Name(n) => n.to_string(),
        ExprKind::This(_) => "this".into(),
        ExprKind::Attr { object, name, .. } => format!("{}.{name}", short(facts, *object)),
        ExprKind::Index { object, key } => format!("{}[{}]", short(facts, *object), short(facts, *key)),
        ExprKind::Call(call) => {
            let args: Vec<String> = call
                .args
                .iter()
                .map(|arg| match &arg.kind {
                    ArgKind::Positional(_) => short(facts, arg.value),
                    ArgKind::Keyword(name, _) => format!("{name}={}", short(facts, arg.value)),
                    ArgKind::Splat => format!("*{}", short(facts, arg.value)),
                    ArgKind::DictSplat => format!("**{}", short(facts, arg.value)),
                })
                .collect();
            format!("{}{}({})", if call.is_new { "new " } else { "" }, short(facts, call.callee), args.join(", "))
        }
        ExprKind::List(items) => format!("[{}]", list(items)),
        ExprKind::Dict(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| match item {
                    DictItem::Entry { name: Some(name), value, .. } => format!("{name}: {}", short(facts, *value)),
                    DictItem::Entry { value, .. } => format!("[?]: {}", short(facts, *value)),
                    DictItem::Splat(value) => format!("**{}", short(facts, *value)),
                })
                .collect();
            format!("{{{}}}", items.join(", "))
        }
        ExprKind::Choice(values) => format!("({})", list(values).replace(", ", " | ")),
        ExprKind::Same(inner) => format!("={}", short(facts, *inner)),
        ExprKind::Compare => "compare".into(),
        ExprKind::Function(f) => format!("function {}", facts.function(*f).name),
        ExprKind::Class(c) => format!("class {}", facts.class(*c).name),
        ExprKind::Comprehension(element) => format!("each {}", short(facts, *element)),
        ExprKind::Other => "?".into(),
    }
}

/// The statement `text` must be one expression; it in short.
#[track_caller]
fn shown(text: &str) -> String {
    let facts = tsx(text);
    let statements: Vec<usize> = (0..facts.exprs.len()).filter(|i| facts.exprs[*i].usage == Use::Statement).collect();
    let last = statements.last().expect("a statement");
    short(&facts, *last as ExprId)
}
