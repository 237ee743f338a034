//! Prompts and answers that are written to a log, or to the standard output of a service.

use super::{Inventory, Outgoing, aspect, web};
use crate::facts::{BindingId, BindingKind, DictItem, ExprId, ExprKind, Facts, Use};
use crate::project::Unit;
use crate::project::index::last_name;

/// Functions that write what they are given to a log.
const LOGS: &[&str] = &["log", "debug", "info", "warning", "warn", "error", "critical", "exception"];
/// Owners of such functions.
const LOGGERS: &[&str] = &["logging", "logger", "log", "LOGGER", "LOG", "_logger", "winston", "loguru", "getLogger"];
/// Functions that write to the standard output.
const PRINTS: &[&str] = &["print", "pprint"];
/// Functions that give what they are given as text.
const TEXTS: &[&str] =
    &["dumps", "stringify", "str", "repr", "format", "model_dump", "model_dump_json", "json", "dict"];
/// Fields on the way from an answer to its text; not its usage, nor its id.
const FIELDS: &[&str] = &[
    "data",
    "choices",
    "message",
    "content",
    "text",
    "output",
    "output_text",
    "completion",
    "generations",
    "candidates",
    "parts",
    "delta",
];
/// Lists and messages in a prompt are not looked into deeper than this.
const MAX_NESTING: u32 = 4;
/// Steps from a prompt or an answer to a log.
const MAX_STEPS: u32 = 12;

/// A prompt or an answer that goes to a log.
#[derive(Clone, Debug)]
pub struct Leak {
    /// `prompt` or `answer`.
    pub what: &'static str,
    /// The call of the log, in the file of the call to the provider.
    pub log: ExprId,
}

/// Where the whole prompt or answer of a call is given to a log. What a program prints counts in a service only: on a
/// command line it is what was asked for.
pub fn of(inventory: &Inventory<'_, '_, '_>, call: &Outgoing<'_>) -> Vec<Leak> {
    let unit = inventory.resolver.project.unit(call.at.unit);
    let facts = &unit.facts;
    let mut search = Search { unit, found: Vec::new(), steps: 0 };
    for at in aspect::prompts(inventory, call).iter().filter(|at| at.unit == call.at.unit) {
        for name in said(facts, at.expr, 0) {
            for &binding in unit.index.meanings(name) {
                search.of_binding(binding, "prompt", 0);
            }
        }
    }
    if !call.is_model {
        search.of_value(call.at.expr, "answer", 0);
    }
    let mut found = search.found;
    found.sort_by_key(|leak| (facts.expr(leak.log).span.start, leak.what));
    found.dedup_by_key(|leak| leak.log);
    if found.iter().any(|leak| !is_log(unit, leak.log)) && !web::is_served(inventory.resolver, call.at) {
        found.retain(|leak| is_log(unit, leak.log));
    }
    found
}

/// The names that a prompt is, or that are the whole of a message: `[{"role": "user", "content": question}]`.
fn said(facts: &Facts, prompt: ExprId, depth: u32) -> Vec<ExprId> {
    match &facts.expr(prompt).kind {
        ExprKind::Name(_) => vec![prompt],
        ExprKind::List(items) if depth < MAX_NESTING => {
            items.iter().flat_map(|&item| said(facts, item, depth + 1)).collect()
        }
        ExprKind::Dict(items) if depth > 0 && depth < MAX_NESTING => {
            let content = items.iter().filter_map(|item| match item {
                DictItem::Entry { name: Some(name), value, .. } if matches!(name.as_str(), "content" | "text") => {
                    Some(*value)
                }
                _ => None,
            });
            content.flat_map(|value| said(facts, value, depth + 1)).collect()
        }
        _ => Vec::new(),
    }
}

struct Search<'u> {
    unit: &'u Unit,
    found: Vec<Leak>,
    steps: u32,
}

impl Search<'_> {
    fn of_binding(&mut self, binding: BindingId, what: &'static str, depth: u32) {
        if matches!(self.unit.facts.binding(binding).kind, BindingKind::Import(_)) {
            return;
        }
        for &read in self.unit.index.reads(binding) {
            self.of_value(read, what, depth);
        }
    }

    /// Follows a value to what is done with it.
    fn of_value(&mut self, value: ExprId, what: &'static str, depth: u32) {
        self.steps += 1;
        if depth > MAX_STEPS || self.steps > 400 {
            return;
        }
        let facts = &self.unit.facts;
        match &facts.expr(value).usage {
            Use::Hole(outer) | Use::Wrapped(outer) | Use::Indexed(outer) => self.of_value(*outer, what, depth + 1),
            Use::Object(attr) => {
                let ExprKind::Attr { name, .. } = &facts.expr(*attr).kind else { return };
                if FIELDS.contains(&name.as_str()) {
                    self.of_value(*attr, what, depth + 1);
                } else if let (true, Use::Callee(call)) = (TEXTS.contains(&name.as_str()), &facts.expr(*attr).usage) {
                    self.of_value(*call, what, depth + 1);
                }
            }
            Use::Bound(bindings) if what == "answer" => {
                let plain = |&&binding: &&BindingId| match &facts.binding(binding).kind {
                    BindingKind::Value { path, .. } => path.is_empty(),
                    _ => false,
                };
                for &binding in facts.bound(bindings).iter().filter(plain) {
                    self.of_binding(binding, what, depth + 1);
                }
            }
            Use::Arg { call, .. } => {
                if is_log(self.unit, *call) || is_print(self.unit, *call) {
                    self.found.push(Leak { what, log: *call });
                } else if self.unit.index.callee_name(facts, *call).is_some_and(|name| TEXTS.contains(&name)) {
                    self.of_value(*call, what, depth + 1);
                }
            }
            _ => {}
        }
    }
}

/// True for `logger.info(…)` and its like.
fn is_log(unit: &Unit, call: ExprId) -> bool {
    let facts = &unit.facts;
    let Some(ExprKind::Attr { object, name, .. }) = facts.call(call).map(|call| &facts.expr(call.callee).kind) else {
        return false;
    };
    let owner = match facts.call(*object) {
        Some(made) => last_name(facts, made.callee),
        None => last_name(facts, *object),
    };
    LOGS.contains(&name.as_str()) && owner.is_some_and(|owner| LOGGERS.contains(&owner))
}

/// True for `print(…)` and `console.log(…)`.
fn is_print(unit: &Unit, call: ExprId) -> bool {
    let facts = &unit.facts;
    match facts.call(call).map(|call| &facts.expr(call.callee).kind) {
        Some(ExprKind::Name(name)) => PRINTS.contains(&name.as_str()),
        Some(ExprKind::Attr { object, name, .. }) => {
            LOGS.contains(&name.as_str()) && last_name(facts, *object) == Some("console")
        }
        _ => false,
    }
}
