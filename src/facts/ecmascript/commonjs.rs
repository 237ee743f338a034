//! `require`, `import()` and `module.exports`.

use super::module::imported_name;
use super::pattern::{Leaf, Origin, Target};
use super::specifier::package;
use super::{Lowering, Scope, field};
use crate::facts::builder::{import_of, span_of};
use crate::facts::{BindingId, BindingKind, DictItem, Exported, ExprId, ExprKind, Imported, RegionId, Step};
use crate::source::Span;
use thin_vec::ThinVec;
use tree_sitter::Node;

/// A module that an expression loads: `require("m")`, `await import("m")`, `require("m").X`.
pub(super) struct Loaded {
    module: String,
    /// Bytes of the `require` or `import` call.
    call: Span,
    /// Bytes of what is taken: the property, or the module's name.
    span: Span,
    what: Imported,
}

/// What compilers wrap around `require` when they translate `import`.
const INTEROP: [&str; 5] =
    ["__importDefault", "__importStar", "_interopRequireDefault", "_interopRequireWildcard", "__toESM"];

/// What a call loads, if it is `require("m")` or `import("m")`.
pub(super) fn loaded<'t>(lowering: &mut Lowering<'t>, call: Node<'t>) -> Option<Loaded> {
    let function = field(call, "function")?;
    let is_load =
        function.kind() == "import" || function.kind() == "identifier" && lowering.text_of(function) == "require";
    let arguments = field(call, "arguments").filter(|_| is_load)?;
    let module = lowering.first_child(arguments).filter(|m| matches!(m.kind(), "string" | "template_string"))?;
    if lowering.child_of_kind(module, "template_substitution").is_some() {
        return None;
    }
    Some(Loaded {
        module: package(lowering.string_value(module)),
        call: span_of(call),
        span: lowering.string_inside(module),
        what: Imported::Module,
    })
}

impl<'t> Lowering<'t> {
    /// The module, or the name of one, that the value of an expression is.
    pub(super) fn loaded(&mut self, node: Node<'t>) -> Option<Loaded> {
        let mut at = node;
        let mut property = None;
        for _ in 0..16 {
            at = match at.kind() {
                "parenthesized_expression"
                | "await_expression"
                | "as_expression"
                | "satisfies_expression"
                | "non_null_expression" => self.first_child(at)?,
                "member_expression" if property.is_none() => {
                    property = field(at, "property");
                    field(at, "object")?
                }
                "call_expression" => {
                    if let Some(mut found) = loaded(self, at) {
                        if let Some(property) = property {
                            found.what = imported_name(self.text_of(property));
                            found.span = span_of(property);
                        }
                        return Some(found);
                    }
                    let function = field(at, "function").filter(|f| INTEROP.contains(&self.text_of(*f)))?;
                    self.first_child(function.next_named_sibling()?)?
                }
                _ => return None,
            };
        }
        None
    }

    /// Records what a `require` or `import()` loads before it is known whether a name is bound to it.
    pub(super) fn unbound_import(&mut self, loaded: &Loaded, scope: Scope) {
        let import = import_of(&loaded.module, Imported::Module, loaded.call, loaded.span, scope.region);
        self.b.import(import, None);
    }

    /// `require("m")` as a statement is for its side effects.
    pub(super) fn loads_nothing(&mut self, statement: Span) {
        if let Some(import) = self.b.facts.imports.last_mut().filter(|i| i.statement == statement) {
            import.what = Imported::Nothing;
        }
    }

    /// The import to bind a name to: the one recorded when the call was lowered, or a further one beside it.
    pub(super) fn take_import(&mut self, loaded: &Loaded, scope: Scope) -> Option<u32> {
        self.take_import_as(loaded, loaded.what.clone(), loaded.span, scope)
    }

    fn take_import_as(&mut self, loaded: &Loaded, what: Imported, span: Span, scope: Scope) -> Option<u32> {
        let imports = &mut self.b.facts.imports;
        // It is free as long as nothing has been taken from it.
        let at = imports.iter().rposition(|import| import.statement == loaded.call)?;
        if imports[at].binding.is_none() && imports[at].what == Imported::Module && !imports[at].re_export {
            imports[at].what = what;
            imports[at].span = span;
            return Some(at as u32);
        }
        let import = import_of(&loaded.module, what, loaded.call, span, scope.region);
        Some(self.b.import(import, None))
    }

    /// Binds the names of a declarator to the module its value is.
    pub(super) fn bind_loaded(
        &mut self,
        loaded: &Loaded,
        leaves: Vec<Leaf>,
        region: RegionId,
        value: ExprId,
        scope: Scope,
    ) -> Vec<BindingId> {
        let mut bound = Vec::new();
        let mut rest = Vec::new();
        for leaf in leaves {
            let taken = match (leaf.path.as_deref(), &loaded.what) {
                (Some([]), what) => Some((what.clone(), loaded.span)),
                (Some([Step::Key(name)]), Imported::Module) => Some((imported_name(name), leaf.key_span)),
                _ => None,
            };
            let (Some((what, span)), Target::Name(name)) = (taken, &leaf.target) else {
                rest.push(leaf);
                continue;
            };
            let Some(import) = self.take_import_as(loaded, what, span, scope) else {
                continue;
            };
            let id = self.b.bind(region, name.clone(), leaf.span, BindingKind::Import(import), None);
            self.b.facts.imports[import as usize].binding = Some(id);
            bound.push(id);
            if let Some(default) = leaf.default {
                let kind = BindingKind::Value { expr: default, path: ThinVec::new() };
                let id = self.b.bind(region, name.clone(), leaf.span, kind, None);
                self.b.bound(default, &[id]);
            }
        }
        bound.extend(self.bind_leaves(rest, region, Origin::Value(value), None));
        bound
    }

    /// The entries of `module.exports = {…}` are exports by name.
    pub(super) fn export_entries(&mut self, value: ExprId) {
        let ExprKind::Dict(items) = &self.b.facts.expr(value).kind else {
            return;
        };
        let entries = items.iter().filter_map(|item| match item {
            DictItem::Entry { name: Some(name), value, .. } => Some((*name, *value)),
            _ => None,
        });
        for (name, value) in entries.collect::<Vec<_>>() {
            let what = self.exported_value(value);
            self.b.export(name, what);
        }
    }

    /// A name of the module is exported as that name, anything else as an expression.
    pub(super) fn exported_value(&self, value: ExprId) -> Exported {
        let expr = self.b.facts.expr(value);
        match &expr.kind {
            ExprKind::Name(name) if self.b.facts.function_of(expr.region).is_none() => {
                Exported::Local(name.to_string())
            }
            _ => Exported::Expr(value),
        }
    }

    /// `module.exports = value`, `module.exports.x = value`, `exports.x = value`: true for the first.
    pub(super) fn exported_member(&mut self, target: ExprId, value: ExprId, is_loaded: bool) -> bool {
        let facts = &self.b.facts;
        let is_name = |id: ExprId, wanted: &str| matches!(&facts.expr(id).kind, ExprKind::Name(n) if n == wanted);
        let ExprKind::Attr { object, name, .. } = &facts.expr(target).kind else {
            return false;
        };
        let is_module_exports = |id: ExprId| matches!(&facts.expr(id).kind, ExprKind::Attr { object, name, .. } if name == "exports" && is_name(*object, "module"));
        if is_module_exports(target) {
            self.b.export("module.exports", Exported::Expr(value));
            self.export_entries(value);
            if is_loaded && let Some(import) = self.b.facts.imports.last_mut() {
                import.re_export = true;
            }
            return true;
        }
        // Compiled modules first set every export to `void 0`.
        let is_named = is_name(*object, "exports") || is_module_exports(*object);
        if is_named && !matches!(facts.expr(value).kind, ExprKind::Null) {
            let name = *name;
            let what = self.exported_value(value);
            self.b.export(name, what);
        }
        false
    }
}
