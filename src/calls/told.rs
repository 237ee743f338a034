//! What a decorator or helper of a library is told: how often, how long it waits, what ends it.

use super::argument;
use super::guard::{Delay, Guard, GuardKind};
use super::helper::Guards;
use crate::facts::{ExprId, ExprKind};
use crate::knowledge::behaviour::RawHelper;
use crate::project::{At, UnitId};

impl Guards<'_, '_, '_> {
    /// A helper of a library, with what it is told.
    pub(super) fn configured(
        &self,
        helper: &RawHelper,
        path: &str,
        call: Option<At>,
        unit: UnitId,
        span: crate::source::Span,
        kind: GuardKind,
    ) -> Guard {
        let delay = Delay::of_word(&helper.delay).unwrap_or(Delay::Unknown);
        let mut guard = Guard {
            bounded: Some(helper.tries.is_some()),
            tries: helper.tries,
            raises: helper.raises.clone(),
            ..Guard::new(kind, path.to_owned(), unit, span, delay)
        };
        let Some(call) = call else { return guard };
        if let Some(reraise) = &helper.reraise
            && argument::at_path(self.resolver, call, reraise, helper.options_at).0.first().is_some_and(|&at| {
                !matches!(self.resolver.project.expr(self.resolver.value_of(at)).kind, ExprKind::Bool(false))
            })
        {
            guard.raises = None;
        }
        let values = |names: &[String]| -> (Vec<At>, bool) {
            let mut all = (Vec::new(), false);
            for name in names {
                let (found, open) = argument::at_path(self.resolver, call, name, helper.options_at);
                all.0.extend(found);
                all.1 |= open;
            }
            all
        };
        let conditions = values(&helper.on).0;
        guard.results = helper.results || conditions.first().is_some_and(|&on| self.policy_word(on) == Some("results"));
        guard.on = conditions.first().and_then(|&on| self.exceptions(on, 0)).unwrap_or_default();
        let (waits, open) = values(&helper.wait);
        if let Some(&wait) = waits.first() {
            guard.delay = self.delay_of(wait);
            if !values(&helper.growth).0.is_empty() {
                guard.delay = Delay::Growing;
            } else if guard.delay == Delay::Constant && helper.delay == "growing" && helper.tries.is_some() {
                // A first delay that is doubled.
                guard.delay = Delay::Growing;
            }
        } else if !values(&helper.growth).0.is_empty() {
            guard.delay = Delay::Growing;
        } else if open {
            guard.delay = Delay::Unknown;
        }
        let (counts, open_counts) = values(&helper.count);
        for count in &counts {
            match self.number(*count) {
                Some(number) => {
                    let tries = number + u32::from(helper.counts_retries);
                    guard.tries = Some(tries);
                    guard.bounded = Some(true);
                    guard.idle = (tries <= 1).then_some("it is told to try once");
                }
                None => {
                    guard.tries = None;
                    let endless =
                        self.resolver.project.unit(count.unit).source.slice(self.resolver.project.expr(*count).span);
                    guard.bounded = Some(!endless.contains("inf") && !endless.contains("Infinity"));
                }
            }
        }
        let (bounds, open_bounds) = values(&helper.bound);
        for bound in &bounds {
            guard.bounded = Some(true);
            if self.policy_word(*bound) == Some("never") {
                guard.bounded = Some(false);
            }
            if self.policy_word(*bound) == Some("tries") {
                let first = self.call_argument(*bound);
                guard.tries = first.and_then(|at| self.number(at));
                guard.idle = guard.tries.filter(|&n| n <= 1).map(|_| "it is told to try once");
            }
        }
        if guard.bounded == Some(false) && counts.is_empty() && bounds.is_empty() && (open_counts || open_bounds) {
            guard.bounded = None;
        }
        guard
    }

    /// `wait_fixed(2)`, `backoff.expo`, a number, a sum of several.
    fn delay_of(&self, at: At) -> Delay {
        let at = self.resolver.literal_of(at);
        let unit = self.resolver.project.unit(at.unit);
        match &unit.facts.expr(at.expr).kind {
            ExprKind::Num(n) => {
                if n.chars().all(|c| matches!(c, '0' | '.' | '_')) {
                    Delay::None
                } else {
                    Delay::Constant
                }
            }
            ExprKind::Name(_) | ExprKind::Attr { .. } => {
                self.word_of(at).and_then(Delay::of_word).unwrap_or(Delay::Unknown)
            }
            ExprKind::Call(call) => {
                self.word_of(At { unit: at.unit, expr: call.callee }).and_then(Delay::of_word).unwrap_or(Delay::Unknown)
            }
            // `wait_fixed(3) + wait_random(0, 2)`: the most that a part of it is.
            _ => super::delay::calls_in(unit, unit.facts.expr(at.expr).span)
                .map(|c| self.delay_of(At { unit: at.unit, expr: c }))
                .max()
                .unwrap_or(Delay::Unknown),
        }
    }

    fn policy_word(&self, at: At) -> Option<&str> {
        let at = self.resolver.literal_of(at);
        let unit = self.resolver.project.unit(at.unit);
        match &unit.facts.expr(at.expr).kind {
            ExprKind::Call(call) => self.word_of(At { unit: at.unit, expr: call.callee }),
            _ => self.word_of(at),
        }
    }

    fn word_of(&self, at: At) -> Option<&str> {
        self.resolver.api_paths(at).iter().find_map(|path| self.surface.policy(&self.profiles.canonical(path)))
    }

    fn call_argument(&self, at: At) -> Option<At> {
        let at = self.resolver.literal_of(at);
        let facts = &self.resolver.project.unit(at.unit).facts;
        let expr: ExprId = facts.call(at.expr)?.args.first()?.value;
        Some(At { unit: at.unit, expr })
    }

    fn number(&self, at: At) -> Option<u32> {
        let at = self.resolver.value_of(at);
        match &self.resolver.project.expr(at).kind {
            ExprKind::Num(n) => n.replace('_', "").parse().ok(),
            _ => None,
        }
    }

    /// The API paths of the exceptions that a policy names; `None` if one cannot be seen.
    fn exceptions(&self, at: At, depth: u32) -> Option<Vec<String>> {
        if depth > 4 {
            return None;
        }
        let unit = self.resolver.project.unit(at.unit);
        let here = |expr: ExprId| At { unit: at.unit, expr };
        let parts: Vec<ExprId> = match &unit.facts.expr(at.expr).kind {
            ExprKind::List(items) => items.to_vec(),
            ExprKind::Call(call) => call.args.iter().map(|arg| arg.value).collect(),
            ExprKind::Name(_) | ExprKind::Attr { .. } => {
                if let Some(path) = self.resolver.api_paths(at).first() {
                    return Some(vec![self.profiles.canonical(path)]);
                }
                let meant = self.resolver.value_of(at);
                return (meant != at).then(|| self.exceptions(meant, depth + 1)).flatten();
            }
            _ => return None,
        };
        let mut found = Vec::new();
        for part in parts {
            found.extend(self.exceptions(here(part), depth + 1)?);
        }
        Some(found)
    }
}
