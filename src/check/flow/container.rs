//! Values inside dicts and lists: which entry is a use, which a row of a table or one choice of many.

use super::{Flow, Rank, Sink};
use crate::facts::{ArgKind, BindingKind, DictItem, ExprId, ExprKind, Step, Use};
use crate::project::At;

/// Keys that give a default; what it is a default of is said by a neighbour.
const DEFAULT_KEYS: [&str; 5] = ["default", "defaultValue", "default_value", "initialValue", "initial"];
/// Keys whose value names what an object describes.
const NAMING_KEYS: [&str; 6] = ["name", "key", "id", "field", "param", "dest"];
/// Keys of things that are shown to be chosen from.
const SHOWN_KEYS: [&str; 6] = ["label", "title", "text", "displayName", "display_name", "value"];

/// Why the items of a list count that is given as a model: each of them is run.
pub(super) const EACH: &str = "each";

/// `DEFAULT_MODELS`, `PROVIDER_TO_DEFAULT_MODEL`: a table of what runs if nobody says otherwise.
fn is_of_defaults(name: &str) -> bool {
    let name = crate::knowledge::words::snake_case(name);
    let has = |wanted: &[&str]| name.split('_').any(|word| wanted.contains(&word));
    has(&["default", "defaults"]) && has(&["model", "models"])
}

impl Flow<'_, '_> {
    /// A value of a dict.
    pub(super) fn entry(&mut self, dict: At, item: u32, value: At, path: &[Step]) -> Sink {
        let facts = self.facts(dict.unit);
        let ExprKind::Dict(items) = &facts.expr(dict.expr).kind else { return Sink::unknown("entry") };
        let Some(DictItem::Entry { name, .. }) = items.get(item as usize) else { return Sink::unknown("entry") };
        let Some(key) = name.as_deref() else {
            let sink = self.follow(dict, &[Step::Rest]).at_most(Rank::Unknown);
            let is_default = path.is_empty() && self.names_around(dict).iter().any(|name| is_of_defaults(name));
            return if is_default { Sink::named("default", value) } else { sink };
        };
        let mut inner = vec![Step::Key(key.into())];
        inner.extend_from_slice(path);
        let reached = self.follow(dict, &inner);
        if reached.rank == Rank::Reached || !path.is_empty() {
            return reached;
        }
        let names = self.names_around(dict);
        if names.iter().any(|n| self.words.names_table(n) || (self.is_model)(n)) {
            return Sink::inert("table");
        }
        let keys: Vec<&str> = items
            .iter()
            .filter_map(|i| match i {
                DictItem::Entry { name: Some(name), .. } => Some(name.as_str()),
                _ => None,
            })
            .collect();
        if keys.iter().any(|k| (self.is_model)(k)) {
            return Sink::inert("mapping");
        }
        // What a service answered, written down: `{"object": "chat.completion", "choices": […], "usage": {…}}`.
        if ["choices", "completion"].iter().any(|k| keys.contains(k))
            && ["usage", "object", "stop_reason"].iter().any(|k| keys.contains(k))
        {
            return Sink::inert("recorded-reply");
        }
        // `{model: "ada", modelVersion: "002"}`: the two make one id.
        if keys.iter().any(|k| matches!(*k, "modelVersion" | "model_version"))
            && self.id.bytes().all(|b| b.is_ascii_alphabetic())
        {
            return Sink::inert("part-of-id");
        }
        if keys.iter().any(|k| self.describes(k)) {
            return Sink::inert("catalogue");
        }
        let shown = keys.iter().any(|k| SHOWN_KEYS.contains(k));
        let in_list = matches!(facts.expr(dict.expr).usage, Use::Item(_));
        let shown = shown && !self.configures(&keys, dict);
        if in_list && (shown || names.iter().any(|n| self.words.names_options(n))) && !DEFAULT_KEYS.contains(&key) {
            return Sink::inert("option-list");
        }
        if self.words.names_model(key) {
            return if reached.rank == Rank::Inert { reached } else { Sink::named("entry", value) };
        }
        if DEFAULT_KEYS.contains(&key) && (self.describes_model(dict.unit, items) || self.is_option_of_model(dict)) {
            return Sink::named("default", value);
        }
        if names.iter().any(|name| is_of_defaults(name)) {
            return Sink::named("default", value);
        }
        if self.words.names_role(key) && names.iter().any(|n| self.words.names_context(n)) {
            return Sink::named("role", value);
        }
        reached
    }

    /// `models: [{title: …, provider: …, model: …}]`: an entry of a configuration, which has a title as well. What is
    /// shown to be chosen from names no provider to ask, or stands in a list of its own.
    fn configures(&self, keys: &[&str], dict: At) -> bool {
        let facts = self.facts(dict.unit);
        let Use::Item(list) = facts.expr(dict.expr).usage else { return false };
        let has = |name: &str| keys.contains(&name);
        let is_setting = matches!(facts.expr(list).usage, Use::DictValue(..));
        is_setting && has("model") && has("provider") && !has("value") && !has("label")
    }

    /// A key by which an object describes a model rather than asking for one: its price, its context window. What a
    /// call takes too (`max_tokens`, limits) says nothing.
    fn describes(&self, key: &str) -> bool {
        let name = crate::knowledge::words::snake_case(key);
        self.words.names_table(key) && !["token", "limit", "rate", "encoding"].iter().any(|w| name.contains(w))
    }

    /// `{name: "modelName", default: …}`: the object describes a setting that names a model.
    fn describes_model(&self, unit: u32, items: &[DictItem]) -> bool {
        items.iter().any(|item| match item {
            DictItem::Entry { name: Some(name), value, .. } if NAMING_KEYS.contains(&name.as_str()) => {
                matches!(&self.facts(unit).expr(*value).kind, ExprKind::Str(text) if self.words.names_model(text))
            }
            _ => false,
        })
    }

    /// `.option("-m, --model <m>", "…", {default: …})`: the object goes to a call that names the option.
    fn is_option_of_model(&self, dict: At) -> bool {
        let facts = self.facts(dict.unit);
        let Use::Arg { call, arg } = facts.expr(dict.expr).usage else { return false };
        let Some(call) = facts.call(call) else { return false };
        call.args.get(arg as usize).is_some_and(|arg| self.names_model_beside(dict.unit, call, arg))
    }

    /// An item of a list.
    pub(super) fn item(&mut self, list: At, value: At, path: &[Step]) -> Sink {
        let facts = self.facts(list.unit);
        let ExprKind::List(items) = &facts.expr(list.expr).kind else { return Sink::unknown("item") };
        let position = items.iter().position(|&i| i == value.expr).unwrap_or(0) as u32;
        let mut inner = vec![Step::Index(position)];
        inner.extend_from_slice(path);
        let sink = self.follow(list, &inner);
        match (&facts.expr(list.expr).usage, sink.rank) {
            // `a, model = 1, "x"` and `return "x", 1`.
            (Use::Bound(_) | Use::Returned(_), Rank::Named) | (_, Rank::Reached) => sink,
            // `Experiment(model=["a", "b"])`: each is run.
            (Use::Arg { .. }, Rank::Named) if sink.why == EACH => sink,
            (Use::Iterated, Rank::Named) => sink,
            // `Thread(target=ask, args=(prompt, model))`: what a function was given is passed on, not offered.
            _ if path.is_empty() && self.is_parameter(value) => {
                sink.at_most(Rank::Unknown).or(|| Sink::unknown("item"))
            }
            _ if path.is_empty() => Sink::inert("option-list"),
            _ => sink.at_most(Rank::Unknown),
        }
    }

    fn is_parameter(&self, value: At) -> bool {
        let unit = self.resolver.project.unit(value.unit);
        let meanings = unit.index.meanings(value.expr);
        let is_param = |&binding: &u32| matches!(unit.facts.binding(binding).kind, BindingKind::Param { .. });
        !meanings.is_empty() && meanings.iter().all(is_param)
    }

    /// `container[key]`.
    pub(super) fn indexed(&mut self, index: At, path: &[Step]) -> Sink {
        let facts = self.facts(index.unit);
        let ExprKind::Index { key, .. } = &facts.expr(index.expr).kind else { return Sink::unknown("entry") };
        let Some((step, rest)) = path.split_first() else {
            // A character of a string.
            return Sink::unknown("entry");
        };
        let same = match (&facts.expr(*key).kind, step) {
            (ExprKind::Str(key), Step::Key(own)) => Some(key == own),
            (ExprKind::Num(number), Step::Index(own)) => Some(number.parse() == Ok(*own)),
            (ExprKind::Str(_), Step::Index(_)) | (ExprKind::Num(_), Step::Key(_)) => Some(false),
            _ => None,
        };
        match same {
            Some(true) => self.follow(index, rest),
            Some(false) => Sink::new(Rank::None, "entry"),
            // Some entry, chosen at run time: it counts only where it reaches a call that is known.
            None => self.follow(index, rest).at_most(Rank::Unknown),
        }
    }

    /// A container that is iterated over.
    pub(super) fn iterated(&mut self, at: At, path: &[Step]) -> Sink {
        let Some((step, rest)) = path.split_first() else { return Sink::unknown("loop") };
        if matches!(step, Step::Key(_)) {
            // Iterating a mapping gives its keys.
            return Sink::unknown("loop");
        }
        let facts = self.facts(at.unit);
        let mut best = Sink::unknown("loop");
        for &binding in self.resolver.project.unit(at.unit).index.elements.get(&at.expr).into_iter().flatten() {
            let BindingKind::Element { path: taken, .. } = &facts.binding(binding).kind else { continue };
            if taken.is_empty() || rest.starts_with(taken) {
                let rest = &rest[taken.len().min(rest.len())..];
                let sink = self.binding(at.unit, binding, rest);
                // `for model in ["a", "b"]: run(model)`: each is handed to a function that runs it.
                let is_run = rest.is_empty() && taken.is_empty() && self.is_handed_on(&sink, at);
                best = best.or(|| if is_run { sink } else { sink.at_most(Rank::Unknown) });
            }
        }
        best
    }

    /// True if what becomes of a value is seen in another function than the one at `at`, and named as a model there.
    fn is_handed_on(&self, sink: &Sink, at: At) -> bool {
        let function = |at: At| self.facts(at.unit).function_of(self.facts(at.unit).expr(at.expr).region);
        sink.rank == Rank::Named
            && sink.at.is_some_and(|there| there.unit != at.unit || function(there) != function(at))
    }

    /// The names that say what a container is: what it is bound to, the keys and keywords above it.
    fn names_around(&self, at: At) -> Vec<String> {
        let facts = self.facts(at.unit);
        let mut names = Vec::new();
        let mut expr: ExprId = at.expr;
        for _ in 0..8 {
            match &facts.expr(expr).usage {
                Use::DictValue(dict, item) => {
                    if let ExprKind::Dict(items) = &facts.expr(*dict).kind
                        && let Some(DictItem::Entry { name: Some(name), .. }) = items.get(*item as usize)
                    {
                        names.push(name.to_string());
                    }
                    expr = *dict;
                }
                Use::Item(parent) | Use::Chosen(parent) | Use::Wrapped(parent) | Use::Spread(parent) => expr = *parent,
                Use::Arg { call, arg } => {
                    if let Some(ArgKind::Keyword(name, _)) =
                        facts.call(*call).and_then(|c| c.args.get(*arg as usize)).map(|a| &a.kind)
                    {
                        names.push(name.to_string());
                    }
                    // `Object.freeze({…})`, `new Map([…])`: what the call is bound to.
                    expr = *call;
                }
                Use::Bound(bindings) => {
                    names.extend(facts.bound(bindings).iter().map(|&b| facts.binding(b).name.to_string()));
                    break;
                }
                Use::Stored(target) => {
                    if let ExprKind::Attr { name, .. } = &facts.expr(*target).kind {
                        names.push(name.to_string());
                    }
                    break;
                }
                Use::Returned(function) => {
                    names.push(facts.function(*function).name.to_string());
                    break;
                }
                Use::Default(binding) => {
                    names.push(facts.binding(*binding).name.to_string());
                    break;
                }
                _ => break,
            }
        }
        names
    }
}
