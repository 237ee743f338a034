//! Expressions and what their values are used for.

use super::*;

#[test]
fn literals_and_access() {
    assert_eq!(shown("a?.b['c-d'].e?.[0](1, ...xs, {f})"), r#"a.b["c-d"].e[0](1, *xs, {f: f})"#);
    assert_eq!(shown("new A.B('x').c()"), "new A.B(\"x\").c()");
    assert_eq!(shown("new A"), "new A()");
    assert_eq!(shown("f(true, null, undefined, void 0, -1, 1_000, /re/)"), "f(true, null, null, null, -1, 1_000, ?)");
    assert_eq!(
        shown("({a, 'b': 1, [c]: 2, ['d']: 3, ...e, f() {}})"),
        "{a: a, b: 1, [?]: 2, d: 3, **e, f: function f}"
    );
    assert_eq!(shown("[1, ...a]"), "[1, a]");
    assert_eq!(shown("tag`x${y}`"), "tag(x{y})");
    assert_eq!(shown("(a as B)!.c satisfies D"), "===a.c");
    assert_eq!(shown("await (0, a.b)(c)"), "=a.b(c)");
    assert_eq!(shown("import.meta.env.X ?? super.y"), "(import.meta.env.X | super.y)");
}

#[test]
fn strings_are_built() {
    assert_eq!(shown("'gpt-4-' + '32k'"), "\"gpt-4-32k\"");
    assert_eq!(shown("`a` + b + ('c' + d) + `e`"), "a{b}{c{d}}e");
    assert_eq!(shown("`gpt-${v}-x`"), "gpt-{v}-x");
    assert_eq!(shown("`plain`"), "\"plain\"");
    assert_eq!(shown("a + b"), "{a}{b}");
    assert_eq!(shown("a + 1"), "?");
    assert_eq!(shown("1 + 'x'"), "{1}x");
}

#[test]
fn choices_are_flat() {
    assert_eq!(shown("a || b || 'c'"), "(a | b | \"c\")");
    assert_eq!(shown("process.env.MODEL ?? 'gpt-4'"), "(process.env.MODEL | \"gpt-4\")");
    assert_eq!(shown("a && b || c"), "((a | b) | c)");
    assert_eq!(shown("t ? 'a' : u ? 'b' : 'c'"), "(\"a\" | \"b\" | \"c\")");
    let facts = js("x = model === 'gpt-4' ? 'a' : 'b'");
    assert!(matches!(use_of_string(&facts, "gpt-4"), Use::Compared(_)));
    assert!(matches!(use_of_string(&facts, "a"), Use::Chosen(_)));
    assert!(facts.exprs.iter().any(|e| matches!(e.kind, ExprKind::Compare) && e.usage == Use::Test));
}

#[test]
fn values_know_where_they_go() {
    let facts = js("client.create({ model: 'gpt-4', messages: ['m'], [`k`]: 1, 'quoted': 2 });");
    assert!(matches!(use_of_string(&facts, "gpt-4"), Use::DictValue(_, 0)));
    assert!(matches!(use_of_string(&facts, "m"), Use::Item(_)));
    assert!(matches!(use_of_string(&facts, "k"), Use::DictKey(_)));
    assert!(matches!(use_of_string(&facts, "quoted"), Use::DictKey(_)));
    let Use::DictValue(dict, _) = *use_of_string(&facts, "gpt-4") else { panic!() };
    assert!(matches!(facts.expr(dict).usage, Use::Arg { arg: 0, .. }));
    let facts = js("throw 'a'; !'b'; 'c' in o; x = o['d']; 'e'; `${'f'}g`; [...'h']; f(...'i');");
    assert_eq!(*use_of_string(&facts, "a"), Use::Raised);
    assert_eq!(*use_of_string(&facts, "b"), Use::Test);
    assert!(matches!(use_of_string(&facts, "c"), Use::Compared(_)));
    assert!(matches!(use_of_string(&facts, "d"), Use::IndexKey(_)));
    assert_eq!(*use_of_string(&facts, "e"), Use::Statement);
    assert!(matches!(use_of_string(&facts, "f"), Use::Hole(_)));
    assert!(matches!(use_of_string(&facts, "h"), Use::Spread(_)));
    assert!(matches!(use_of_string(&facts, "i"), Use::Spread(_)));
}

#[test]
fn attributes_are_stored() {
    let facts = js("config.model = 'a'; config['k'] ||= 'b'; o.n += 'c';");
    assert!(matches!(use_of_string(&facts, "a"), Use::Stored(t) if short(&facts, *t) == "config.model"));
    assert!(matches!(use_of_string(&facts, "b"), Use::Stored(t) if short(&facts, *t) == "config[\"k\"]"));
    assert_eq!(*use_of_string(&facts, "c"), Use::Other);
    assert_eq!(facts.stores.len(), 3);
}

#[test]
fn components_are_calls_with_keywords() {
    assert_eq!(
        shown("<Ui.Select model=\"gpt&#45;4\" n={1} on {...rest}>{child}</Ui.Select>;"),
        "Ui.Select(model=\"gpt-4\", n=1, on=true, **rest)"
    );
    assert_eq!(shown("<div title=\"x\" />;"), "?");
    let facts = tsx("x = <><p>{'in'}</p><Chat render={() => <b>{'deep'}</b>} /></>;");
    assert_eq!(*use_of_string(&facts, "in"), Use::Other);
    string(&facts, "deep");
    assert_eq!(facts.functions[0].name, "render");
}

#[test]
fn literal_types_are_annotations() {
    let facts = ts(concat!(
        "type M = 'gpt-4' | 'gpt-4o'; interface I { m: 'a'; f(x: 'b'): `c`; 'quoted': 1 }\n",
        "function f<T extends 'd' = 'e'>(x: 'f' | undefined, g: (y: 'h') => 'i'): asserts x is 'j';\n",
        "const v = <'k'>g<'l'>(1) as 'm'; let t: ['n', O['o']], c: A extends 'p' ? 'q' : 'r', r: typeof import('s');"
    ));
    for text in "gpt-4 gpt-4o a b c quoted d e f h i j k l m n o p q r".split(' ') {
        assert_eq!(*use_of_string(&facts, text), Use::Annotation, "{text}");
    }
    assert!(facts.imports.iter().all(|i| i.type_only));
    assert!(facts.syntax_errors.is_empty());
}
