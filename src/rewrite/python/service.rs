//! Which service the module speaks to: the vendor's, Azure's, or one that the code decides on while it runs. In the
//! last case a function beside the imports makes the client that the module's settings call for.

use super::super::Context;
use super::super::draft::Draft;
use super::site::{CallSite, SettingSite, Sites};
use crate::facts::{ArgKind, ExprId, ExprKind, Facts};
use crate::project::{At, UnitId};
use crate::source::Span;

/// What the files that belong together set.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings {
    /// Other files use the module too: its settings are shared.
    pub shared: bool,
    /// One of them speaks to Azure.
    pub azure: bool,
    /// One of them sets the address of a host that is not the vendor's.
    pub own_host: bool,
    /// They run event loops one after the other: an awaited client is of the loop it was first used in.
    pub several_loops: bool,
    /// One of them speaks to the vendor by name.
    vendor: bool,
    /// One of them takes the service from a value that is known only when it runs.
    unknown: bool,
    /// One of them sets an address without saying of which service.
    bare_address: bool,
}

impl Surroundings {
    /// What both say.
    pub fn with(self, other: Surroundings) -> Surroundings {
        Surroundings {
            shared: self.shared || other.shared,
            azure: self.azure || other.azure,
            own_host: self.own_host || other.own_host,
            several_loops: self.several_loops || other.several_loops,
            vendor: self.vendor || other.vendor,
            unknown: self.unknown || other.unknown,
            bare_address: self.bare_address || other.bare_address,
        }
    }

    /// True if the service changes, or is not known, while the code runs.
    pub fn is_decided_later(self) -> bool {
        self.unknown || self.azure && (self.vendor || self.bare_address)
    }
}

/// What a file sets.
pub fn surroundings(facts: &Facts, sites: &Sites<'_>) -> Surroundings {
    let mut found = Surroundings::default();
    let function = |s: &SettingSite| facts.function_of(facts.expr(s.expr).region);
    let types: Vec<&SettingSite> = sites.settings.iter().filter(|s| s.name == "api_type").collect();
    for setting in types.iter().filter_map(|s| s.value) {
        match text_of(facts, setting) {
            Some("azure" | "azure_ad" | "azuread") => found.azure = true,
            Some("open_ai" | "openai") => found.vendor = true,
            _ if matches!(facts.expr(setting).kind, ExprKind::Null) => found.vendor = true,
            _ => found.unknown = true,
        }
    }
    for setting in sites.settings.iter().filter(|s| s.name == "api_base") {
        let Some(value) = setting.value else { continue };
        found.own_host |= text_of(facts, value).is_none_or(|t| !t.contains("api.openai.com"));
        // One file may speak to Azure in one function and to others in another.
        let own = function(setting);
        found.bare_address |= !types.iter().any(|s| function(s).is_none() || function(s) == own);
    }
    found
}

/// True of a file that runs an event loop in a function, or twice.
pub fn several_loops(context: Context<'_, '_>, id: UnitId) -> bool {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let runs = |call: &&ExprId| match unit.index.callee_name(facts, **call) {
        Some("run") => {
            let callee = facts.call(**call).map(|c| At { unit: id, expr: c.callee });
            callee.is_some_and(|at| context.resolver.api_paths(at).iter().any(|path| **path == *"asyncio.run"))
        }
        Some(name) => name == "run_until_complete",
        None => false,
    };
    let runs: Vec<ExprId> = unit.index.calls.iter().filter(runs).copied().collect();
    runs.len() > 1 || runs.iter().any(|&call| facts.function_of(facts.expr(call).region).is_some())
}

/// True if the key is a token of Azure's directory.
pub fn with_token(facts: &Facts, sites: &Sites<'_>) -> bool {
    let is_token = |s: &SettingSite| {
        s.value.and_then(|v| text_of(facts, v)).is_some_and(|t| t != "azure" && t.starts_with("azure"))
    };
    sites.settings.iter().any(|s| s.name == "api_type" && is_token(s))
}

/// The text of a literal.
pub fn text_of(facts: &Facts, expr: ExprId) -> Option<&str> {
    match &facts.expr(expr).kind {
        ExprKind::Str(text) => Some(text),
        _ => None,
    }
}

/// Settings stay the module's, and a function makes a client of them; gives the text of its call, and of the one whose
/// client is awaited.
pub fn rewrite(context: Context<'_, '_>, sites: &Sites<'_>, draft: &mut Draft) -> (String, String) {
    let unit = context.resolver.project.unit(sites.unit);
    let facts = &unit.facts;
    for setting in &sites.settings {
        let ExprKind::Attr { name_span, .. } = facts.expr(setting.expr).kind else {
            draft.refuse(sites.unit, facts.expr(setting.expr).span, "a setting that was imported by name");
            continue;
        };
        if let Some(new) = context.migration.settings.get(&setting.name).filter(|new| **new != setting.name) {
            draft.replace(sites.unit, name_span, new);
        }
    }
    let taken = |name: &str| facts.bindings.iter().any(|b| b.name == name);
    let pick = |names: [&'static str; 2]| names.into_iter().find(|name| !taken(name)).unwrap_or(names[1]);
    let sync = pick(["openai_client", "current_openai_client"]);
    let awaited = pick(["async_openai_client", "current_async_openai_client"]);
    let mut functions = String::new();
    for (is_awaited, name, class) in [(false, sync, ""), (true, awaited, "Async")] {
        if sites.calls.iter().any(|site| site.awaited == is_awaited) {
            let with_key = sites.calls.iter().any(|site| site.awaited == is_awaited && has_key(facts, site));
            functions.push_str(&function(&sites.prefix.text, name, class, with_key));
        }
    }
    if functions.is_empty() {
        return (String::new(), String::new());
    }
    match after_imports(context, sites) {
        Some(at) => draft.insert(sites.unit, at, functions),
        None => draft.refuse(sites.unit, Span::default(), "which service it speaks to is decided when it runs"),
    }
    (format!("{sync}()"), format!("{awaited}()"))
}

/// True of a call that brings its own key.
fn has_key(facts: &Facts, site: &CallSite<'_>) -> bool {
    let args = facts.call(site.call).map_or(&[][..], |call| &call.args);
    args.iter().any(|arg| matches!(&arg.kind, ArgKind::Keyword(name, _) if name == "api_key"))
}

fn function(p: &str, name: &str, class: &str, with_key: bool) -> String {
    let (parameter, value) = match with_key {
        true => ("api_key=None", format!("api_key or {p}.api_key")),
        false => ("", format!("{p}.api_key")),
    };
    format!(
        "\n\ndef {name}({parameter}):\n    \
         \"\"\"A client as the settings of `{p}` have it now.\"\"\"\n    \
         kind = str({p}.api_type or \"\")\n    \
         if not kind.startswith(\"azure\"):\n        \
         return {p}.{class}OpenAI(api_key={value}, base_url={p}.base_url)\n    \
         key = \"api_key\" if kind == \"azure\" else \"azure_ad_token\"\n    \
         return {p}.{class}AzureOpenAI(\n        \
         azure_endpoint={p}.base_url, api_version={p}.api_version, **{{key: {value}}}\n    )\n"
    )
}

/// Where the line after the last import starts that stands at the margin, before the first call.
fn after_imports(context: Context<'_, '_>, sites: &Sites<'_>) -> Option<u32> {
    let unit = context.resolver.project.unit(sites.unit);
    let text = &unit.source.text;
    let first = sites.calls.iter().map(|site| unit.facts.expr(site.call).span.start).min()?;
    let at_margin = |span: &Span| span.start == 0 || text[..span.start as usize].ends_with('\n');
    let spans = unit.facts.imports.iter().map(|import| import.statement);
    let last = spans.filter(|span| at_margin(span) && span.end < first).max()?;
    let rest = &text[last.end as usize..];
    let end = rest.find('\n')?;
    // What stands behind a semicolon belongs to the line.
    Some(last.end + end as u32 + 1)
}
