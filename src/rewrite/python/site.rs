//! Every place of a file that names the old interface.

use super::super::Context;
use super::kept;
use crate::facts::{BindingKind, ExprId, ExprKind, Imported, Use};
use crate::knowledge::MigratedCall;
use crate::project::{At, UnitId};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// How the file names the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// `openai`, or what it was imported as.
    pub text: String,
    /// The file does not import the module under that name yet.
    pub missing: bool,
}

/// A call of the old interface.
#[derive(Clone, Debug)]
pub struct CallSite<'m> {
    /// The call.
    pub call: ExprId,
    /// What it calls.
    pub callee: ExprId,
    /// What becomes of it.
    pub rule: &'m MigratedCall,
    /// It is the awaited one.
    pub awaited: bool,
    /// The class was kept before, and is called under the name it was given.
    pub kept: Option<Kept>,
}

/// A class that is kept under a name.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// Where the class is named.
    pub value: ExprId,
    /// What the method is read from.
    pub read: ExprId,
}

/// A setting of the module.
#[derive(Clone, Debug)]
pub struct SettingSite {
    /// `openai.api_key`.
    pub expr: ExprId,
    /// `api_key`.
    pub name: String,
    /// What is assigned to it; `None` where it is read.
    pub value: Option<ExprId>,
}

/// A name that is called otherwise now.
#[derive(Clone, Debug)]
pub struct NameSite<'m> {
    /// `openai.error.Timeout`, or the name imported from there.
    pub expr: ExprId,
    /// The new API path: `openai.APITimeoutError`.
    pub to: &'m str,
    /// Those that stand for it besides.
    pub also: &'m [String],
    /// It is a bare name that an import gave.
    pub bare: bool,
}

/// The places of one file.
#[derive(Clone, Debug)]
pub struct Sites<'m> {
    /// The file.
    pub unit: UnitId,
    /// How it names the module.
    pub prefix: Prefix,
    /// Calls.
    pub calls: Vec<CallSite<'m>>,
    /// Settings.
    pub settings: Vec<SettingSite>,
    /// Names.
    pub names: Vec<NameSite<'m>>,
    /// What cannot be migrated, and why.
    pub refused: Vec<(Span, String)>,
}

/// Finds them.
pub fn find<'m>(context: Context<'m, '_>, id: UnitId) -> Sites<'m> {
    let unit = context.resolver.project.unit(id);
    let facts = &unit.facts;
    let package = context.migration.package.as_str();
    let mut sites = Sites {
        unit: id,
        prefix: prefix(context, id),
        calls: Vec::new(),
        settings: Vec::new(),
        names: Vec::new(),
        refused: Vec::new(),
    };
    let stores: FxHashMap<ExprId, ExprId> = facts.stores.iter().copied().collect();
    for expr in 0..facts.exprs.len() as ExprId {
        match &facts.expr(expr).kind {
            ExprKind::Name(_) | ExprKind::Attr { .. } => {}
            _ => continue,
        }
        if let Use::Object(parent) = facts.expr(expr).usage
            && matches!(facts.expr(parent).kind, ExprKind::Attr { .. })
        {
            continue;
        }
        let Some(chain) = chain(context, id, expr, package) else { continue };
        judge(context, &mut sites, &chain, &stores);
    }
    import_refusals(context, id, &mut sites);
    sites
}

/// The name the module has here.
fn prefix(context: Context<'_, '_>, id: UnitId) -> Prefix {
    let facts = &context.resolver.project.unit(id).facts;
    let package = &context.migration.package;
    for import in &facts.imports {
        let whole = matches!(import.what, Imported::Module | Imported::Root);
        if import.module == *package
            && whole
            && import.region == 0
            && !import.type_only
            && let Some(binding) = import.binding
        {
            return Prefix { text: facts.binding(binding).name.to_string(), missing: false };
        }
    }
    for import in &facts.imports {
        let whole = matches!(import.what, Imported::Module | Imported::Root);
        if import.module == *package
            && whole
            && let Some(binding) = import.binding
        {
            return Prefix { text: facts.binding(binding).name.to_string(), missing: false };
        }
    }
    Prefix { text: package.clone(), missing: true }
}

/// The expressions of a dotted name with the API path of each, outermost last; `None` if it does not begin with an
/// import of the package.
fn chain(context: Context<'_, '_>, id: UnitId, expr: ExprId, package: &str) -> Option<Vec<(ExprId, String)>> {
    let unit = context.resolver.project.unit(id);
    let mut exprs = vec![expr];
    let mut at = expr;
    while let ExprKind::Attr { object, .. } = &unit.facts.expr(at).kind {
        at = *object;
        exprs.push(at);
    }
    let ExprKind::Name(_) = &unit.facts.expr(at).kind else { return None };
    let of_package = |b: &u32| match unit.facts.binding(*b).kind {
        BindingKind::Import(import) => {
            let module = &unit.facts.imports[import as usize].module;
            module == package || module.strip_prefix(package).is_some_and(|rest| rest.starts_with('.'))
        }
        _ => false,
    };
    let meanings = unit.index.meanings(at);
    if meanings.is_empty() || !meanings.iter().any(of_package) {
        return None;
    }
    let paths = context.resolver.targets(At { unit: id, expr: at });
    let root = paths.iter().find_map(|t| match t {
        crate::project::Target::Api(path) | crate::project::Target::Dotted(_, path) => Some(path.to_string()),
        _ => None,
    })?;
    let mut path = root;
    let mut found = Vec::new();
    for &expr in exprs.iter().rev() {
        if let ExprKind::Attr { name, .. } = &unit.facts.expr(expr).kind {
            path = format!("{path}.{name}");
        }
        found.push((expr, path.clone()));
    }
    Some(found)
}

fn judge<'m>(
    context: Context<'m, '_>,
    sites: &mut Sites<'m>,
    chain: &[(ExprId, String)],
    stores: &FxHashMap<ExprId, ExprId>,
) {
    let facts = &context.resolver.project.unit(sites.unit).facts;
    let migration = context.migration;
    let below = |path: &str, of: &str| path == of || path.strip_prefix(of).is_some_and(|rest| rest.starts_with('.'));
    for (expr, path) in chain.iter().rev() {
        if let Use::Callee(call) = facts.expr(*expr).usage
            && let Some((rule, awaited)) = migration.call.iter().find_map(|rule| {
                let is = |paths: &[String]| paths.iter().any(|p| p == path);
                (is(&rule.from) || is(&rule.awaited)).then(|| (rule, is(&rule.awaited)))
            })
        {
            sites.calls.push(CallSite { call, callee: *expr, rule, awaited, kept: None });
            return;
        }
        if let Some(to) = migration.names.get(path) {
            let bare = matches!(facts.expr(*expr).kind, ExprKind::Name(_));
            let also = migration.also.get(path).map_or(&[][..], Vec::as_slice);
            sites.names.push(NameSite { expr: *expr, to, also, bare });
            return;
        }
        if let Some((_, name)) = path.rsplit_once('.')
            && path.matches('.').count() == 1
            && (migration.settings.contains_key(name) || name == "api_type")
        {
            let value = stores.get(expr).copied();
            sites.settings.push(SettingSite { expr: *expr, name: name.to_owned(), value });
            return;
        }
        if let Some((gone, what)) = migration.gone.iter().find(|(gone, _)| below(path, gone)) {
            sites.refused.push((facts.expr(*expr).span, format!("`{gone}`: {what}")));
            return;
        }
        // `self.llm = openai`, `setattr(openai, name, value)`: what is called or set through it is not seen.
        if *path == migration.package
            && !matches!(
                facts.expr(*expr).usage,
                Use::Target | Use::Object(_) | Use::Test | Use::Compared(_) | Use::Statement
            )
        {
            sites.refused.push((facts.expr(*expr).span, format!("the module `{path}` is used as a value here")));
            return;
        }
        if let Some(to) = migration.types.get(path).filter(|_| is_annotation(facts, *expr)) {
            sites.names.push(NameSite { expr: *expr, to, also: &[], bare: false });
            return;
        }
        let is_old = |p: &String| p.rsplit_once('.').is_some_and(|(class, _)| below(path, class));
        if let Some(found) = kept::sites(context, sites.unit, *expr, path) {
            sites.calls.extend(found);
            return;
        }
        if migration.call.iter().any(|rule| rule.from.iter().any(is_old)) {
            sites.refused.push((facts.expr(*expr).span, format!("`{path}` is used as a value here")));
            return;
        }
        if *path == format!("{}.error", migration.package) {
            let whole = chain.last().map_or(path, |(_, path)| path);
            sites.refused.push((facts.expr(*expr).span, format!("`{whole}` has no counterpart that is known")));
            return;
        }
    }
}

/// True for a type annotation, or what stands in one.
fn is_annotation(facts: &crate::facts::Facts, expr: ExprId) -> bool {
    let mut at = expr;
    for _ in 0..8 {
        match facts.expr(at).usage {
            Use::Annotation => return true,
            Use::IndexKey(parent) | Use::Item(parent) | Use::Chosen(parent) => at = parent,
            _ => return false,
        }
    }
    false
}

fn import_refusals(context: Context<'_, '_>, id: UnitId, sites: &mut Sites<'_>) {
    let facts = &context.resolver.project.unit(id).facts;
    let migration = context.migration;
    for import in &facts.imports {
        let inside = import.module.strip_prefix(&migration.package).is_some_and(|r| r.is_empty() || r.starts_with('.'));
        if !inside {
            continue;
        }
        if import.what == Imported::Star {
            sites.refused.push((import.statement, format!("`from {} import *` hides what is used", import.module)));
        }
        let path = match &import.what {
            Imported::Name(name) => format!("{}.{name}", import.module),
            _ => import.module.to_string(),
        };
        let below = |of: &String| path == *of || path.strip_prefix(of).is_some_and(|rest| rest.starts_with('.'));
        if let Some((gone, what)) = migration.gone.iter().find(|(gone, _)| below(gone)) {
            sites.refused.push((import.statement, format!("`{gone}`: {what}")));
        }
    }
}
