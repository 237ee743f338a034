//! Names: where they are bound and what to.

use super::*;
use crate::facts::{RegionKind, Step};

fn key(name: &str) -> Step {
    Step::Key(name.into())
}

#[test]
fn declarations_bind_in_their_scope() {
    let facts = js("function f() { if (a) { var v = 1; let l = 2; function g() {} } } const c = 3; let d;");
    let region_of = |name: &str| {
        let binding = facts.bindings.iter().find(|b| b.name == name).unwrap();
        &facts.region(binding.region).kind
    };
    assert!(matches!(region_of("v"), RegionKind::Function(_)));
    assert!(matches!(region_of("g"), RegionKind::Function(_)));
    assert!(matches!(region_of("l"), RegionKind::Branch(Some(_))));
    assert!(matches!(region_of("c"), RegionKind::Module));
    assert!(matches!(meanings(&facts, "d")[..], [BindingKind::Declared]));
    assert!(matches!(meanings(&facts, "f")[..], [BindingKind::Function(_)]));
}

#[test]
fn a_switch_is_one_scope_with_branches() {
    let facts = js("switch (m) { case 'gpt-4': let x = 1; break; default: use(x); }");
    assert_eq!(*use_of_string(&facts, "gpt-4"), Use::Case);
    let read = facts.exprs.iter().find(|e| matches!(&e.kind, ExprKind::Name(n) if n == "x")).unwrap();
    assert_eq!(facts.lookup(read.region, "x").len(), 1);
    assert!(matches!(facts.region(read.region).kind, RegionKind::Branch(None)));
}

#[test]
fn values_are_taken_apart_with_a_path() {
    let facts = js("const { a: { b }, 'c-d': e, ...rest } = o, [f, , [g], ...h] = p, { [k]: i } = q;");
    let path = |name: &str| match meanings(&facts, name)[..] {
        [BindingKind::Value { path, .. }] => path.clone(),
        ref other => panic!("{name}: {other:?}"),
    };
    assert_eq!(path("b"), [key("a"), key("b")]);
    assert_eq!(path("e"), [key("c-d")]);
    assert_eq!(path("rest"), [Step::Rest]);
    assert_eq!(path("f"), [Step::Index(0)]);
    assert_eq!(path("g"), [Step::Index(2), Step::Index(0)]);
    assert_eq!(path("h"), [Step::Rest]);
    assert!(matches!(meanings(&facts, "i")[..], [BindingKind::Other]), "a computed key leads nowhere");
}

#[test]
fn a_default_in_a_declaration_is_a_second_value() {
    let facts = js("const { model = 'gpt-4' } = options;");
    let [BindingKind::Value { path, .. }, BindingKind::Value { expr, path: own }] = meanings(&facts, "model")[..]
    else {
        panic!()
    };
    assert_eq!(path[..], [key("model")]);
    assert!(own.is_empty() && *expr == string(&facts, "gpt-4"));
    assert!(matches!(use_of_string(&facts, "gpt-4"), Use::Bound(ids) if facts.bound(ids).len() == 1));
}

#[test]
fn parameters_carry_their_default_and_path() {
    let facts = js("function f(a, { model = 'gpt-4', ...rest } = {}, b = 'x', ...more) {}");
    let BindingKind::Param { index: 1, default: Some(default), path, rest: false, .. } = meanings(&facts, "model")[0]
    else {
        panic!()
    };
    assert_eq!(*default, string(&facts, "gpt-4"));
    assert_eq!(path[..], [key("model")]);
    assert!(matches!(use_of_string(&facts, "x"), Use::Default(b) if facts.binding(*b).name == "b"));
    assert!(matches!(meanings(&facts, "more")[..], [BindingKind::Param { index: 3, rest: true, .. }]));
    assert!(matches!(meanings(&facts, "rest")[..], [BindingKind::Param { path, .. }] if path[..] == [Step::Rest]));
    let names: Vec<&str> = facts.functions[0].params.iter().map(|b| facts.binding(*b).name.as_str()).collect();
    assert_eq!(names, ["a", "model", "rest", "b", "more"]);
}

#[test]
fn the_default_of_a_whole_pattern_reaches_its_names() {
    for facts in [js("f = ({ model } = { model: 'gpt-4' }) => 1"), ts("f = ({ model }: O = { model: 'gpt-4' }) => 1")] {
        let [BindingKind::Param { default: None, .. }, BindingKind::Value { expr, path }] =
            meanings(&facts, "model")[..]
        else {
            panic!()
        };
        assert_eq!(short(&facts, *expr), "{model: \"gpt-4\"}");
        assert_eq!(path[..], [key("model")]);
    }
}

#[test]
fn an_annotation_is_taken_apart_with_the_parameter() {
    let facts =
        ts("function f({ client, n: m }: { client: OpenAI; n?: number }, x: ns.Type | null, y?: Promise<A>) {}");
    let annotation = |name: &str| {
        let binding = facts.bindings.iter().find(|b| b.name == name).unwrap();
        short(&facts, binding.annotation.unwrap())
    };
    assert_eq!(annotation("client"), "OpenAI");
    assert_eq!(annotation("m"), "number");
    assert_eq!(annotation("x"), "ns.Type");
    assert_eq!(annotation("y"), "Promise[A]");
}

#[test]
fn loops_and_handlers_bind() {
    let facts = js("for (const [k, { v }] of Object.entries(m)) {} for (var i in xs) {} try {} catch ({ code }) {}");
    assert!(matches!(meanings(&facts, "k")[..], [BindingKind::Element { path, .. }] if path[..] == [Step::Index(0)]));
    assert!(matches!(meanings(&facts, "v")[..], [BindingKind::Element { path, .. }] if path.len() == 2));
    assert!(matches!(meanings(&facts, "i")[..], [BindingKind::Element { .. }]));
    assert!(matches!(meanings(&facts, "code")[..], [BindingKind::Caught(_)]));
    assert_eq!(facts.exprs.iter().filter(|e| e.usage == Use::Iterated).count(), 2);
}

#[test]
fn an_assignment_binds_where_the_name_is_declared() {
    let facts =
        js("function f() { client = make('a'); local = 'b'; { local += '-c' } var local; } let client; g = 'd';");
    let regions = |name: &str| -> Vec<u32> {
        let mut found: Vec<_> = facts.bindings.iter().filter(|b| b.name == name).collect();
        found.sort_by_key(|b| b.span.start);
        found.iter().map(|b| b.region).collect()
    };
    assert_eq!(regions("client"), [0, 0]);
    let function = facts.functions[0].region;
    assert_eq!(regions("local"), [function; 3]);
    assert_eq!(regions("g"), [0], "nowhere declared: a global");
    let [BindingKind::Value { .. }, BindingKind::Value { expr, .. }, BindingKind::Declared] =
        meanings(&facts, "local")[..]
    else {
        panic!()
    };
    assert_eq!(short(&facts, *expr), "{local}-c");
    assert!(matches!(use_of_string(&facts, "d"), Use::Bound(ids) if facts.binding(facts.bound(ids)[0]).name == "g"));
    assert_eq!(
        facts.region(0).names.iter().map(|&id| facts.binding(id).name.as_str()).collect::<Vec<_>>(),
        ["f", "client", "client", "g"]
    );
}

#[test]
fn one_value_can_have_several_targets() {
    let facts = js("let a, b; a = o.x = b = 'gpt-4'; [a, o.y] = pair; use(a = 'z');");
    assert!(matches!(use_of_string(&facts, "gpt-4"), Use::Bound(ids) if facts.bound(ids).len() == 2));
    assert_eq!(facts.stores.len(), 2);
    assert_eq!(facts.stores[0].1, string(&facts, "gpt-4"));
    assert!(matches!(use_of_string(&facts, "z"), Use::Bound(_)));
    let call = facts.exprs.iter().position(|e| matches!(e.kind, ExprKind::Call(_))).unwrap();
    assert_eq!(short(&facts, call as ExprId), "use(=\"z\")");
}
