//! `import` and `export`.

use super::specifier::package;
use super::{Lowering, Scope, field};
use crate::facts::builder::{MODULE, import_of, span_of};
use crate::facts::{Exported, ExprId, Imported, Use, Word};
use tree_sitter::Node;

/// The import of a name: `default` is the default export whatever the syntax.
pub(super) fn imported_name(name: &str) -> Imported {
    if name == "default" { Imported::Default } else { Imported::Name(name.into()) }
}

impl<'t> Lowering<'t> {
    /// `import … from "m"`, `import "m"`, `import x = require("m")`.
    pub(super) fn import_statement(&mut self, node: Node<'t>, scope: Scope) {
        let statement = span_of(node);
        let type_only = self.child_of_kind(node, "type").is_some() || self.child_of_kind(node, "typeof").is_some();
        let mut source = field(node, "source");
        let mut names = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                "import_clause" => self.clause_names(child, &mut names),
                "import_require_clause" => {
                    source = field(child, "source");
                    names.extend(self.first_child(child).map(|name| (Imported::Module, name, name, false)));
                }
                "string" => {}
                _ => self.visit(child, scope),
            }
        }
        let Some(source) = source else {
            return self.visit_children(node, scope);
        };
        let module = package(self.string_value(source));
        if names.is_empty() {
            let inside = self.string_inside(source);
            let mut import = import_of(&module, Imported::Nothing, statement, inside, scope.region);
            import.type_only = type_only;
            self.b.import(import, None);
        }
        for (what, taken, local, is_type) in names {
            let mut import = import_of(&module, what, statement, span_of(taken), scope.region);
            import.type_only = type_only || is_type;
            let name = self.text_of(local);
            self.b.import(import, Some((scope.names, name, span_of(local))));
        }
    }

    /// What an import clause takes: (what, the name in the module, the local name, type only).
    fn clause_names(&mut self, clause: Node<'t>, names: &mut Vec<(Imported, Node<'t>, Node<'t>, bool)>) {
        for child in self.children(clause) {
            match child.kind() {
                "identifier" => names.push((Imported::Default, child, child, false)),
                "namespace_import" => {
                    names.extend(self.first_child(child).map(|name| (Imported::Module, name, name, false)));
                }
                "named_imports" => {
                    for specifier in self.children(child) {
                        let Some(name) = field(specifier, "name") else {
                            continue;
                        };
                        let local = field(specifier, "alias").unwrap_or(name);
                        let what = imported_name(&self.module_name(name));
                        let is_type = self.child_of_kind(specifier, "type").is_some()
                            || self.child_of_kind(specifier, "typeof").is_some();
                        names.push((what, name, local, is_type));
                    }
                }
                _ => {}
            }
        }
    }

    /// A name in an import or export list: an identifier, `default`, or a string.
    fn module_name(&self, node: Node) -> String {
        if node.kind() == "string" { self.string_value(node) } else { self.text_of(node).to_owned() }
    }

    /// `export …` in all its forms.
    pub(super) fn export_statement(&mut self, node: Node<'t>, scope: Scope) {
        let children = self.children(node);
        let decorators = children.iter().filter(|c| c.kind() == "decorator");
        let decorators: Vec<ExprId> = decorators.filter_map(|c| self.decorator(*c, scope)).collect();
        let is_default = self.child_of_kind(node, "default").is_some();
        if let Some(declaration) = field(node, "declaration") {
            self.export_declaration(declaration, is_default, decorators, scope);
        } else if let Some(value) = field(node, "value") {
            let value = self.expr(value, scope);
            self.use_of(value, Use::DefaultExport);
            self.export_in(scope, "default", Exported::Expr(value));
        } else if self.child_of_kind(node, "=").is_some() {
            let Some(value) = children.last() else { return };
            let value = self.expr(*value, scope);
            self.use_of(value, Use::DefaultExport);
            self.export_in(scope, "module.exports", Exported::Expr(value));
            self.export_entries(value);
        } else if let Some(source) = field(node, "source") {
            self.re_export(node, source, scope);
        } else if let Some(clause) = self.child_of_kind(node, "export_clause") {
            for specifier in self.children(clause) {
                let Some(name) = field(specifier, "name") else {
                    continue;
                };
                let exported = self.module_name(field(specifier, "alias").unwrap_or(name));
                let local = self.module_name(name);
                self.export_in(scope, &exported, Exported::Local(local));
            }
        } else if self.child_of_kind(node, "namespace").is_none() {
            self.visit_children(node, scope);
        }
    }

    /// Exports of a `namespace` or `declare module` inside the file are not exports of the file.
    fn export_in(&mut self, scope: Scope, name: &str, what: Exported) {
        if scope.region == MODULE {
            self.b.export(name, what);
        }
    }

    /// `export const x = …`, `export default function f() {}`: what the declaration binds in the module is exported.
    fn export_declaration(&mut self, declaration: Node<'t>, is_default: bool, decorators: Vec<ExprId>, scope: Scope) {
        let first = self.b.facts.bindings.len();
        if matches!(declaration.kind(), "class_declaration" | "abstract_class_declaration") {
            self.class_declaration(declaration, scope, decorators);
        } else {
            self.statement(declaration, scope);
        }
        let mut names: Vec<Word> = Vec::new();
        for binding in &self.b.facts.bindings[first..] {
            if binding.region == scope.region && names.last() != Some(&binding.name) {
                names.push(binding.name);
            }
        }
        for name in names {
            let exported = if is_default { "default" } else { name.as_str() };
            self.export_in(scope, exported, Exported::Local(name.to_string()));
        }
    }

    /// `export … from "m"`. Each name is an import whose binding has the exported name, and an export of that name.
    fn re_export(&mut self, node: Node<'t>, source: Node<'t>, scope: Scope) {
        let module = package(self.string_value(source));
        let type_only = self.child_of_kind(node, "type").is_some();
        let mut names: Vec<(Imported, Node<'t>, Node<'t>)> = Vec::new();
        let mut is_star = true;
        for child in self.children(node) {
            match child.kind() {
                "namespace_export" => {
                    is_star = false;
                    names.extend(self.first_child(child).map(|name| (Imported::Module, name, name)));
                }
                "export_clause" => {
                    is_star = false;
                    for specifier in self.children(child) {
                        let Some(name) = field(specifier, "name") else {
                            continue;
                        };
                        let what = imported_name(&self.module_name(name));
                        names.push((what, name, field(specifier, "alias").unwrap_or(name)));
                    }
                }
                _ => {}
            }
        }
        let mut import = import_of(&module, Imported::Star, span_of(node), self.string_inside(source), scope.region);
        import.type_only = type_only;
        import.re_export = true;
        if is_star {
            self.b.import(import.clone(), None);
        }
        for (what, taken, exported) in names {
            import.what = what;
            import.span = span_of(taken);
            let name = self.module_name(exported);
            self.b.import(import.clone(), Some((scope.names, &name, span_of(exported))));
            self.export_in(scope, &name, Exported::Local(name.clone()));
        }
    }
}
