//! What a client is let in by: an object that holds a key gives way to the key, one that fetches tokens is asked for
//! them by a function.

use super::super::Context;
use super::super::draft::Draft;
use super::object;
use crate::facts::{Arg, Imported};
use crate::project::{At, UnitId};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// The option that takes a key, as `settings` of a migration have it.
const KEY: &str = "apiKey";
/// The option that takes a function which gives a token.
const TOKENS: &str = "azureADTokenProvider";
/// The package that knows how to get tokens, and its function.
const IDENTITY: &str = "@azure/identity";
const PROVIDER: &str = "getBearerTokenProvider";
/// What a token is asked for: <https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/openai/openai/MIGRATION.md>.
const SCOPE: &str = "https://cognitiveservices.azure.com/.default";

/// Rewrites the credential; gives the name of the option that takes it.
pub fn rewrite(
    context: Context<'_, '_>,
    id: UnitId,
    arg: &Arg,
    calls: &FxHashSet<At>,
    draft: &mut Draft,
) -> &'static str {
    let here = At { unit: id, expr: arg.value };
    let at = context.resolver.literal_of(here);
    let facts = &context.resolver.project.unit(at.unit).facts;
    let Some(made) = facts.call(at.expr) else {
        draft.refuse(id, arg.span, "what the credential is is decided elsewhere");
        return KEY;
    };
    let paths = context.resolver.api_paths(At { unit: at.unit, expr: made.callee });
    if paths.iter().any(|path| path.starts_with(IDENTITY)) {
        import(context, id, arg.span, draft);
        return TOKENS;
    }
    let is_key = paths.iter().any(|path| context.migration.settings.get(&**path).is_some_and(|name| name == KEY));
    let whole = facts.expr(at.expr).span;
    match &made.args[..] {
        [key] if is_key => {
            if at != here && !object::goes_only_to(context, at, calls, 1) {
                draft.refuse(at.unit, whole, "the credential goes elsewhere, too");
            }
            draft.delete(at.unit, Span { start: whole.start, end: key.span.start });
            draft.delete(at.unit, Span { start: key.span.end, end: whole.end });
        }
        _ => draft.refuse(at.unit, whole, "what the credential is is decided elsewhere"),
    }
    KEY
}

/// The end of what `rewrite` began; `name` is what it gave.
pub fn close(name: &str, id: UnitId, arg: &Arg, draft: &mut Draft) {
    if name == TOKENS {
        draft.insert(id, arg.span.start, format!("{PROVIDER}("));
        draft.insert(id, arg.span.end, format!(", \"{SCOPE}\")"));
    }
}

/// Takes the function that asks for tokens along from where the credential's class comes from.
fn import(context: Context<'_, '_>, id: UnitId, place: Span, draft: &mut Draft) {
    let facts = &context.resolver.project.unit(id).facts;
    let named = |i: &&crate::facts::Import| i.module == IDENTITY && !i.type_only && !i.re_export;
    let mut imports = facts.imports.iter().filter(named);
    if facts.imports.iter().any(|i| i.module == IDENTITY && i.what == Imported::Name(PROVIDER.into())) {
        return;
    }
    let taken = imports.find_map(|i| match (&i.what, i.binding) {
        (Imported::Name(_), Some(binding)) => Some(facts.binding(binding).span),
        _ => None,
    });
    match taken {
        Some(span) => draft.insert(id, span.end, format!(", {PROVIDER}")),
        None => draft.refuse(id, place, format!("import `{PROVIDER}` from {IDENTITY} and pass it as `{TOKENS}`")),
    }
}
