//! Values that arrive at a call of a known SDK.

use super::{Flow, Rank, Sink};
use crate::facts::{Arg, ArgKind, ExprId, ExprKind, Step};
use crate::project::{At, UnitId};

impl Flow<'_, '_> {
    /// The verdict of the SDK profiles about an argument: `None` if they say nothing of this call or this argument.
    pub(super) fn at_known_call(
        &mut self,
        unit: UnitId,
        call: ExprId,
        arg: &Arg,
        path: &[Step],
        callee: &str,
    ) -> Option<Sink> {
        let callee = self.profiles.canonical(callee);
        let known = self.profiles.known(&callee)?;
        // In JavaScript the arguments are keys of an options object.
        let name = match (&arg.kind, path) {
            (ArgKind::Keyword(name, _), []) => Some(name.as_str()),
            (ArgKind::Positional(_), [Step::Key(key)]) => Some(key.as_str()),
            // A list of models for a list argument: `models=["a", "b"]`.
            (ArgKind::Keyword(name, _), [Step::Index(_)]) => Some(name.as_str()),
            (ArgKind::Positional(_), [Step::Key(key), Step::Index(_)]) => Some(key.as_str()),
            (ArgKind::DictSplat, [Step::Key(key)]) => Some(key.as_str()),
            _ => None,
        };
        let position = match (&arg.kind, path) {
            (ArgKind::Positional(at), []) => Some(*at),
            _ => None,
        };
        if name.is_some_and(|n| known.deployment.iter().any(|d| d == n)) {
            return Some(Sink::inert("deployment-name"));
        }
        let is_model = name.is_some_and(|n| known.model.iter().any(|m| m == n))
            || (position.is_some() && position == known.model_at);
        if !is_model {
            return None;
        }
        let provider = self.provider(At { unit, expr: call }, &callee);
        let ends = (self.ends)(&self.id, provider.as_deref());
        let at = Some(At { unit, expr: call });
        let reached = Sink { rank: Rank::Reached, why: "call", at, provider, api: Some(callee) };
        if ends {
            return Some(reached);
        }
        // Another call may be the one that breaks: the way is not at its end yet.
        self.lives.get_or_insert(reached);
        Some(Sink::unknown("call"))
    }

    /// The provider whose clock a call follows: by its constructor, by a keyword that switches it
    /// (`genai.Client(vertexai=True)`), by the host of its base URL.
    fn provider(&self, call: At, callee: &str) -> Option<String> {
        let fixed = self.profiles.provider_of(callee).map(str::to_owned);
        let Some((_, constructor)) = self.profiles.constructor_of(callee) else { return fixed };
        for construction in self.constructions(call) {
            let facts = self.facts(construction.unit);
            let Some(built) = facts.call(construction.expr) else { continue };
            for arg in &built.args {
                let mut options: Vec<(&str, ExprId)> = Vec::new();
                match &arg.kind {
                    ArgKind::Keyword(name, _) => options.push((name, arg.value)),
                    _ => {
                        if let ExprKind::Dict(items) = &facts.expr(arg.value).kind {
                            for item in items {
                                if let crate::facts::DictItem::Entry { name: Some(name), value, .. } = item {
                                    options.push((name, *value));
                                }
                            }
                        }
                    }
                }
                for (name, value) in options {
                    if let Some(other) = constructor.provider_if.get(name)
                        && matches!(facts.expr(value).kind, ExprKind::Bool(true))
                    {
                        return Some(other.clone());
                    }
                    if matches!(name, "base_url" | "baseURL" | "openai_api_base" | "basePath" | "base_path") {
                        let at = At { unit: construction.unit, expr: value };
                        for url in self.resolver.strings(at) {
                            if let Some(provider) =
                                super::super::url::host(&url.text).and_then(|h| self.words.provider_of_host(h))
                            {
                                return Some(provider.to_owned());
                            }
                        }
                    }
                }
            }
        }
        fixed
    }

    /// The constructor calls that made what a call is made on, as far as they are in view.
    fn constructions(&self, call: At) -> Vec<At> {
        let mut at = call;
        for _ in 0..24 {
            let facts = self.facts(at.unit);
            match &facts.expr(at.expr).kind {
                ExprKind::Call(inner) => {
                    let callee = self.resolver.api_paths(At { unit: at.unit, expr: inner.callee });
                    if at != call
                        || callee
                            .iter()
                            .any(|p| self.profiles.known(&self.profiles.canonical(p)).is_some_and(|k| k.constructor))
                    {
                        let is_constructor = callee
                            .iter()
                            .any(|p| self.profiles.known(&self.profiles.canonical(p)).is_some_and(|k| k.constructor));
                        if is_constructor {
                            return vec![at];
                        }
                    }
                    at.expr = inner.callee;
                }
                ExprKind::Attr { object, name, .. } => {
                    let object = At { unit: at.unit, expr: *object };
                    if let Some(value) = self.field_value(object, name) {
                        at = value;
                        continue;
                    }
                    at = object;
                }
                ExprKind::Same(inner) => at.expr = *inner,
                ExprKind::Name(_) => {
                    let literal = self.resolver.value_of(at);
                    if literal == at {
                        return Vec::new();
                    }
                    at = literal;
                }
                _ => return Vec::new(),
            }
        }
        Vec::new()
    }
}
