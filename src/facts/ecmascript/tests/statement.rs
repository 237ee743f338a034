//! Regions.

use super::*;
use crate::facts::RegionKind;

/// The kinds of the regions around the string `value`, innermost first.
fn around(facts: &Facts, value: &str) -> Vec<String> {
    let region = facts.expr(string(facts, value)).region;
    let name = |kind: &RegionKind| match kind {
        RegionKind::Loop { head, is_while } => {
            format!("{} {}", if *is_while { "while" } else { "for" }, head.is_some())
        }
        RegionKind::Branch(test) => format!("branch {}", test.map_or("else".into(), |t| short(facts, t))),
        RegionKind::Function(f) => format!("function {}", facts.function(*f).name),
        kind => format!("{kind:?}").split('(').next().unwrap_or("").to_lowercase(),
    };
    facts.enclosing(region).map(|(_, r)| name(&r.kind)).collect()
}

#[test]
fn handlers_are_siblings_of_their_try() {
    let facts = js("async function f() { try { a('t') } catch (e) { b('c') } finally { d('f') } }");
    assert_eq!(around(&facts, "t"), ["try", "function f", "module"]);
    assert_eq!(around(&facts, "c"), ["handler", "function f", "module"]);
    assert_eq!(around(&facts, "f"), ["finally", "function f", "module"]);
}

#[test]
fn branches_are_siblings_with_their_tests() {
    let facts = js("if (a) x('1'); else if (b) { x('2') } else { x('3') }");
    assert_eq!(around(&facts, "1"), ["branch a", "module"]);
    assert_eq!(around(&facts, "2"), ["branch b", "module"]);
    assert_eq!(around(&facts, "3"), ["branch else", "module"]);
}

#[test]
fn loops_have_heads() {
    let facts = js(concat!(
        "for (let i = 0; i < 3; i++) { x('c') } for (;;) { x('e') } for (const a of b('h')) { x('o') }\n",
        "while (true) { x('w') } do { x('d') } while (y); outer: for (const k in o) x('k');"
    ));
    assert_eq!(around(&facts, "c"), ["for true", "module"]);
    assert_eq!(around(&facts, "e"), ["for false", "module"]);
    assert_eq!(around(&facts, "o"), ["for true", "module"]);
    assert_eq!(around(&facts, "h"), ["module"], "what is iterated is evaluated once, outside");
    assert_eq!(around(&facts, "w"), ["while true", "module"]);
    assert_eq!(around(&facts, "d"), ["while true", "module"]);
    assert_eq!(around(&facts, "k"), ["for true", "module"]);
}

#[test]
fn blocks_and_cases_are_regions() {
    let facts = js("{ x('b') } switch (m) { case 1: { x('c') } default: x('d') } class A { static { x('s') } }");
    assert_eq!(around(&facts, "b"), ["block", "module"]);
    assert_eq!(around(&facts, "c"), ["block", "branch 1", "block", "module"]);
    assert_eq!(around(&facts, "d"), ["branch else", "block", "module"]);
    assert_eq!(around(&facts, "s"), ["block", "class", "module"]);
}

#[test]
fn comments_are_collected() {
    let text = "#!/usr/bin/env node\n// one\nf(/* two */ 1); /** three */ type = `// not`;\n";
    let facts = js(text);
    let found: Vec<&str> = facts.comments.iter().map(|c| &text[c.span.range()]).collect();
    assert_eq!(found, ["// one", "/* two */", "/** three */"]);
}

#[test]
fn declarations_without_code_are_read() {
    let facts =
        ts("declare module 'm' { const x: 'a'; } declare global { interface W { y: 'b' } } declare const z: 'c';");
    for text in ["a", "b", "c"] {
        assert_eq!(*use_of_string(&facts, text), Use::Annotation);
    }
    assert!(meanings(&facts, "z").len() == 1 && facts.exports.is_empty());
}
