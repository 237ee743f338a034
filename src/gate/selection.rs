//! Which rules count: names as the user writes them (a full id, a unique end of one, a category, `all`) turned into a
//! set of rule ids.

use crate::config::Origin;
use crate::exit_status::Failure;
use crate::finding::Category;
use crate::suggest;
use std::collections::BTreeSet;

/// A rule as the user named it, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// As written.
    pub text: String,
    /// Where.
    pub origin: Origin,
}

impl Selector {
    /// Stands for an empty list when settings are shown.
    pub(crate) fn nothing() -> Selector {
        Selector { text: String::new(), origin: Origin::Default }
    }
}

/// One voice in the selection. The configuration speaks first, then the command line; a `select` of a later voice
/// replaces all that was said before, `extend` and `ignore` amend it.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// Only these; `None` leaves what was said before.
    pub select: Option<Vec<Selector>>,
    /// These too.
    pub extend: Vec<Selector>,
    /// Not these.
    pub ignore: Vec<Selector>,
}

/// How narrowly a selector names a rule: the narrower one wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Breadth {
    All,
    Category,
    Rule,
}

/// The rules that a selector means.
#[derive(Clone, Debug)]
pub struct Meaning {
    breadth: Breadth,
    rules: BTreeSet<String>,
}

impl Meaning {
    /// True if the rule is meant. A rule that is not in the registry is still met by its category.
    pub fn includes(&self, rule: &str) -> bool {
        self.rules.contains(rule)
    }
    /// True if one rule is named, and not a category.
    pub fn is_single(&self) -> bool {
        self.breadth == Breadth::Rule
    }
}

/// Turns a selector into rules. An unknown name is a mistake of usage, with the nearest known name; so is an end that
/// several rules share.
pub fn meaning(selector: &Selector, known: &[&str]) -> Result<Meaning, Failure> {
    let text = selector.text.trim();
    let found =
        |breadth, rules: Vec<&str>| Ok(Meaning { breadth, rules: rules.iter().map(|r| r.to_string()).collect() });
    if known.contains(&text) {
        return found(Breadth::Rule, vec![text]);
    }
    if text.eq_ignore_ascii_case("all") || text == "*" {
        return found(Breadth::All, known.to_vec());
    }
    let category = text.strip_suffix("/*").or_else(|| text.strip_suffix('/')).unwrap_or(text);
    let prefix = format!("{category}/");
    if !category.contains('/') && Category::of_rule(&prefix).is_some() {
        return found(Breadth::Category, known.iter().copied().filter(|r| r.starts_with(&prefix)).collect());
    }
    let ends: Vec<&str> = known.iter().copied().filter(|r| ends_with(r, text)).collect();
    match ends.as_slice() {
        [one] => found(Breadth::Rule, vec![one]),
        [] => Err(unknown(selector, known)),
        several => Err(Failure::usage(format!("{}: `{text}` is the end of several rules", selector.origin))
            .with_help(format!("name one of them: {}", several.join(", ")))),
    }
}

/// `retired` is an end of `model/retired`, and so is `-v0` of nothing: ends begin after a `/`.
fn ends_with(rule: &str, text: &str) -> bool {
    !text.is_empty() && rule.strip_suffix(text).is_some_and(|before| before.ends_with('/'))
}

fn unknown(selector: &Selector, known: &[&str]) -> Failure {
    let text = selector.text.trim();
    let failure = Failure::usage(format!("{}: there is no rule `{text}`", selector.origin));
    let tails = known.iter().filter_map(|r| r.split_once('/').map(|(_, tail)| tail));
    let names = known.iter().copied().chain(tails).chain(["model", "api", "dependency", "resilience", "tool", "all"]);
    match suggest::nearest(text, names) {
        Some(near) => failure.with_help(format!("did you mean `{near}`? `codexit rules` lists them all")),
        None => failure.with_help("`codexit rules` lists them all"),
    }
}

/// The ids of the rules that count. Everything counts until something is said, but for the rules that are `opt_in`:
/// those count only where they are named themselves.
pub fn select(layers: &[Layer], known: &[&str], opt_in: &[&str]) -> Result<BTreeSet<String>, Failure> {
    let mut selected: BTreeSet<String> = known.iter().filter(|r| !opt_in.contains(r)).map(|r| r.to_string()).collect();
    for layer in layers {
        let all = |list: &[Selector]| list.iter().map(|s| meaning(s, known)).collect::<Result<Vec<_>, _>>();
        let wanted: Vec<Meaning> = match &layer.select {
            Some(list) => {
                selected.clear();
                [all(list)?, all(&layer.extend)?].concat()
            }
            None => all(&layer.extend)?,
        };
        let unwanted = all(&layer.ignore)?;
        for &rule in known {
            let narrowest = |list: &[Meaning]| list.iter().filter(|m| m.includes(rule)).map(|m| m.breadth).max();
            let named = |breadth: &Breadth| *breadth == Breadth::Rule || !opt_in.contains(&rule);
            match (narrowest(&wanted).filter(named), narrowest(&unwanted)) {
                (Some(yes), Some(no)) if yes > no => selected.insert(rule.to_string()),
                (Some(_), None) => selected.insert(rule.to_string()),
                (_, Some(_)) => selected.remove(rule),
                (None, None) => false,
            };
        }
    }
    Ok(selected)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] =
        ["api/openai-python-v0", "dependency/deprecated", "model/deprecated", "model/legacy", "model/retired"];

    fn named(list: &[&str]) -> Vec<Selector> {
        list.iter().map(|t| Selector { text: t.to_string(), origin: Origin::Option("--select") }).collect()
    }

    fn layer(select: Option<&[&str]>, extend: &[&str], ignore: &[&str]) -> Layer {
        Layer { select: select.map(named), extend: named(extend), ignore: named(ignore) }
    }

    fn selected(layers: &[Layer]) -> Vec<String> {
        select(layers, &KNOWN, &[]).unwrap().into_iter().collect()
    }

    fn refused(name: &str) -> String {
        let failure = select(&[layer(Some(&[name]), &[], &[])], &KNOWN, &[]).unwrap_err();
        format!("{} | {}", failure.message, failure.help.unwrap_or_default())
    }

    #[test]
    fn names_are_ids_ends_and_categories() {
        assert_eq!(selected(&[]), KNOWN);
        assert_eq!(selected(&[layer(Some(&["retired"]), &[], &[])]), ["model/retired"]);
        assert_eq!(selected(&[layer(Some(&["api"]), &[], &[])]), ["api/openai-python-v0"]);
        assert_eq!(selected(&[layer(Some(&["model/*"]), &[], &[])]).len(), 3);
        assert_eq!(selected(&[layer(Some(&[]), &[], &[])]), [""; 0]);
        assert_eq!(selected(&[layer(Some(&["resilience"]), &["ALL"], &[])]), KNOWN);
    }

    #[test]
    fn the_narrower_name_wins_and_ignore_wins_a_draw() {
        assert_eq!(selected(&[layer(Some(&["model/retired"]), &[], &["model"])]), ["model/retired"]);
        assert_eq!(selected(&[layer(Some(&["model"]), &[], &["legacy"])]), ["model/deprecated", "model/retired"]);
        assert_eq!(selected(&[layer(Some(&["legacy"]), &[], &["legacy"])]), [""; 0]);
    }

    #[test]
    fn a_later_voice_replaces_or_amends() {
        let file = layer(Some(&["api"]), &[], &["model"]);
        assert_eq!(selected(&[file.clone(), layer(Some(&["retired"]), &[], &[])]), ["model/retired"]);
        assert_eq!(selected(&[file.clone(), layer(None, &["legacy"], &[])]), ["api/openai-python-v0", "model/legacy"]);
        assert_eq!(selected(&[file, layer(None, &[], &["api"])]), [""; 0]);
    }

    #[test]
    fn an_opt_in_rule_counts_only_where_it_is_named() {
        let selected = |layer: Layer| select(&[layer], &KNOWN, &["model/legacy"]).unwrap().contains("model/legacy");
        assert!(!selected(layer(None, &[], &[])) && !selected(layer(Some(&["model"]), &["all"], &[])));
        assert!(selected(layer(None, &["legacy"], &[])) && selected(layer(Some(&["model/legacy"]), &[], &["model"])));
        assert!(!selected(layer(None, &["legacy"], &["legacy"])));
    }

    #[test]
    fn unknown_and_ambiguous_names_are_refused() {
        assert_eq!(
            refused("model/retird"),
            "--select: there is no rule `model/retird` | did you mean `model/retired`? `codexit rules` lists them all"
        );
        assert!(refused("retird").contains("`retired`"));
        assert!(refused("banana").ends_with("| `codexit rules` lists them all"));
        assert!(refused("").contains("there is no rule ``"));
        assert_eq!(
            refused("deprecated"),
            "--select: `deprecated` is the end of several rules | name one of them: dependency/deprecated, model/deprecated"
        );
    }
}
