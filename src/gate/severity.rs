//! Severity by rule: the configuration's word over the rule's own.

use super::selection::{Selector, meaning};
use crate::exit_status::Failure;
use crate::finding::Severity;
use rustc_hash::FxHashMap;

/// The severities the user set, by rule id.
#[derive(Clone, Debug, Default)]
pub struct Overrides(FxHashMap<String, Severity>);

impl Overrides {
    /// Turns the configuration's table into one by rule. A rule's own entry goes before its category's; otherwise the
    /// later one counts. Both go before what is `raised`.
    pub fn new(
        list: &[(Selector, Severity)],
        known: &[&str],
        raised: &[(&str, Severity)],
    ) -> Result<Overrides, Failure> {
        let mut meant = Vec::new();
        for (selector, severity) in list {
            meant.push((meaning(selector, known)?, *severity));
        }
        meant.sort_by_key(|(meaning, _)| meaning.is_single());
        let mut overrides: FxHashMap<String, Severity> =
            raised.iter().map(|(rule, severity)| ((*rule).to_owned(), *severity)).collect();
        for &rule in known {
            for (_, severity) in meant.iter().filter(|(meaning, _)| meaning.includes(rule)) {
                overrides.insert(rule.to_string(), *severity);
            }
        }
        Ok(Overrides(overrides))
    }

    /// The severity the user set for a rule.
    pub fn of(&self, rule: &str) -> Option<Severity> {
        self.0.get(rule).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Origin;

    #[test]
    fn a_rule_goes_before_its_category() {
        let known = ["model/legacy", "model/retired", "api/x"];
        let named = |text: &str| Selector { text: text.into(), origin: Origin::Default };
        let list = [(named("retired"), Severity::Error), (named("model"), Severity::Info)];
        let overrides =
            Overrides::new(&list, &known, &[("api/x", Severity::Warning), ("model/legacy", Severity::Error)]).unwrap();
        assert_eq!(overrides.of("model/retired"), Some(Severity::Error));
        assert_eq!(overrides.of("model/legacy"), Some(Severity::Info));
        assert_eq!(overrides.of("api/x"), Some(Severity::Warning));
        assert_eq!(overrides.of("api/y"), None);
        assert!(Overrides::new(&[(named("nope"), Severity::Info)], &known, &[]).is_err());
    }
}
