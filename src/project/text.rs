//! What string an expression builds, as far as the project says.

use super::At;
use super::resolve::{Resolver, Target};
use crate::facts::{BindingKind, ExprKind, Imported, Part};

/// A string that an expression can build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// The text; a hole whose value is not known is written as in the source, in braces: `text-search-{name}-001`.
    pub text: String,
    /// True if every hole was filled.
    pub complete: bool,
}

/// More values of one expression than this are not followed.
const MAX_VALUES: usize = 16;
const MAX_DEPTH: u32 = 12;

impl Resolver<'_> {
    /// The strings an expression can build; empty if it builds none that is known.
    pub fn strings(&self, at: At) -> Vec<Built> {
        self.fuel.set(400);
        self.strings_at(at, 0)
    }

    fn strings_at(&self, at: At, depth: u32) -> Vec<Built> {
        if depth > MAX_DEPTH || self.fuel.get() == 0 {
            return Vec::new();
        }
        self.fuel.set(self.fuel.get() - 1);
        let unit = self.project.unit(at.unit);
        let here = |expr| At { unit: at.unit, expr };
        match &unit.facts.expr(at.expr).kind {
            ExprKind::Str(text) => vec![Built { text: text.to_string(), complete: true }],
            ExprKind::Template(parts) => self.built(at, parts, depth),
            ExprKind::Same(inner) => self.strings_at(here(*inner), depth + 1),
            ExprKind::Choice(values) => {
                values.iter().flat_map(|&v| self.strings_at(here(v), depth + 1)).take(MAX_VALUES).collect()
            }
            ExprKind::Name(_) => unit
                .index
                .meanings(at.expr)
                .iter()
                .flat_map(|&binding| self.strings_of_binding(at.unit, binding, depth + 1))
                .take(MAX_VALUES)
                .collect(),
            // `Model.GPT4.value`, `Model.GPT4`, `settings.MODEL`: constants of a class or module.
            ExprKind::Attr { object, name, .. } => {
                if name == "value" {
                    let inner = self.strings_at(here(*object), depth + 1);
                    if !inner.is_empty() {
                        return inner;
                    }
                }
                let mut found = Vec::new();
                for target in self.targets(here(*object)).iter() {
                    let (id, region) = match target {
                        Target::Class(id, class) | Target::Instance(id, class) => {
                            (*id, self.project.unit(*id).facts.class(*class).region)
                        }
                        Target::Module(id) => (*id, 0),
                        _ => continue,
                    };
                    for &binding in self.project.unit(id).bound(region, name) {
                        found.extend(self.strings_of_binding(id, binding, depth + 1));
                    }
                    if let Target::Instance(_, class) = target {
                        let attrs = &self.project.unit(id).facts.class(*class).instance_attrs;
                        for (_, value) in attrs.iter().filter(|(attr, _)| attr == name).take(MAX_VALUES) {
                            found.extend(self.strings_at(At { unit: id, expr: *value }, depth + 1));
                        }
                    }
                }
                found.truncate(MAX_VALUES);
                found
            }
            _ => Vec::new(),
        }
    }

    fn strings_of_binding(&self, id: u32, binding: u32, depth: u32) -> Vec<Built> {
        let unit = self.project.unit(id);
        match &unit.facts.binding(binding).kind {
            BindingKind::Value { expr, path } if path.is_empty() => {
                self.strings_at(At { unit: id, expr: *expr }, depth)
            }
            BindingKind::Import(import) => {
                let module = self.project.module_of(id, *import);
                let (Imported::Name(name), Some(module)) = (&unit.facts.imports[*import as usize].what, module) else {
                    return Vec::new();
                };
                let found = self.project.unit(module).bound(0, name);
                found.iter().flat_map(|&b| self.strings_of_binding(module, b, depth + 1)).take(MAX_VALUES).collect()
            }
            _ => Vec::new(),
        }
    }

    fn built(&self, at: At, parts: &[Part], depth: u32) -> Vec<Built> {
        let unit = self.project.unit(at.unit);
        let mut all = vec![Built { text: String::new(), complete: true }];
        for part in parts {
            match part {
                Part::Text(text) => all.iter_mut().for_each(|b| b.text.push_str(text)),
                Part::Hole(hole) => {
                    let values = self.strings_at(At { unit: at.unit, expr: *hole }, depth + 1);
                    if values.is_empty() || all.len() * values.len() > MAX_VALUES {
                        let written = unit.source.slice(unit.facts.expr(*hole).span);
                        for built in &mut all {
                            built.text.push_str(&format!("{{{written}}}"));
                            built.complete = false;
                        }
                    } else {
                        all = all
                            .iter()
                            .flat_map(|before| {
                                values.iter().map(move |value| Built {
                                    text: format!("{}{}", before.text, value.text),
                                    complete: before.complete && value.complete,
                                })
                            })
                            .collect();
                    }
                }
            }
        }
        all
    }
}
