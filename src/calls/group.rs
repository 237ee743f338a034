//! Names of groups of models, as routers have them: a call names the group, and the list says which models it holds.

use super::argument;
use crate::facts::ExprKind;
use crate::knowledge::behaviour::RawGroups;
use crate::project::{At, Resolver};

/// More entries of a list are not looked at.
const MAX_ENTRIES: usize = 200;

/// The models behind the groups of the routers made at `constructors`: (group, model).
pub fn of(resolver: &Resolver<'_>, constructors: &[At], spec: &RawGroups) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for &constructor in constructors {
        let options = resolver.project.unit(constructor.unit).source.language.is_ecmascript().then_some(0);
        for list in argument::at_path(resolver, constructor, &spec.list, options).0 {
            let list = resolver.value_of(list);
            let ExprKind::List(items) = &resolver.project.expr(list).kind else { continue };
            for &item in items.iter().take(MAX_ENTRIES) {
                let at = At { unit: list.unit, expr: item };
                let text = |path: &str| {
                    let values = inside(resolver, at, path);
                    values.into_iter().flat_map(|at| resolver.strings(at)).find(|b| b.complete).map(|b| b.text)
                };
                if let (Some(name), Some(model)) = (text(&spec.name), text(&spec.model)) {
                    found.push((name, model));
                }
            }
        }
    }
    found
}

/// The values at a path of a dict: `litellm_params.model`.
fn inside(resolver: &Resolver<'_>, at: At, path: &str) -> Vec<At> {
    path.split('.').fold(vec![at], |found, name| {
        found.into_iter().flat_map(|at| argument::keys(resolver, at, 0).get(name).collect::<Vec<_>>()).collect()
    })
}
