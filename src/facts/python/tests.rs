//! Small programs and what their facts must say.

use super::*;
use crate::facts::*;
use crate::language::Language;

fn facts(text: &str) -> Facts {
    read(&Source::new("a.py", Language::Python, text.to_owned()))
}

fn strings(f: &Facts) -> Vec<(String, Use)> {
    f.exprs
        .iter()
        .filter_map(|e| match &e.kind {
            ExprKind::Str(s) => Some((s.to_string(), e.usage)),
            _ => None,
        })
        .collect()
}

#[test]
fn imports_keep_module_and_name() {
    let f =
        facts("import openai as ai, a.b\nfrom openai.error import (RateLimitError as R, Timeout)\nfrom .x import *\n");
    let all: Vec<(&str, &Imported)> = f.imports.iter().map(|i| (i.module.as_str(), &i.what)).collect();
    assert_eq!(
        all,
        [
            ("openai", &Imported::Module),
            ("a.b", &Imported::Root),
            ("openai.error", &Imported::Name("RateLimitError".into())),
            ("openai.error", &Imported::Name("Timeout".into())),
            (".x", &Imported::Star),
        ]
    );
    let names: Vec<&str> = f.region(0).names.iter().map(|&id| f.binding(id).name.as_str()).collect();
    assert_eq!(names, ["ai", "a", "R", "Timeout"]);
}

#[test]
fn a_literal_knows_where_it_goes() {
    let f = facts("def f(model='gpt-4', *a, **k):\n    return g(model=model, x=['a'], **{'model': 'm'})\n");
    let s = strings(&f);
    assert!(matches!(s[0], (ref t, Use::Default(_)) if t == "gpt-4"));
    assert!(s.iter().any(|(t, u)| t == "m" && matches!(u, Use::DictValue(..))));
    assert!(s.iter().any(|(t, u)| t == "a" && matches!(u, Use::Item(_))));
    let function = &f.functions[0];
    assert_eq!(function.params.len(), 3);
    assert_eq!(function.returns.len(), 1);
}

#[test]
fn strings_are_built() {
    let f = facts(
        "a = 'gpt-' '4'\nb = f'x{a}y{{'\nc = 'p' + a + '-32k'\nd = '%s-%s' % (a, b)\ne = '{}-{n}'.format(a, n=b)\n",
    );
    let value = |name: &str| {
        let id = f.lookup(0, name)[0];
        match &f.binding(id).kind {
            BindingKind::Value { expr, .. } => f.expr(*expr).kind.clone(),
            _ => panic!("{name} is no value"),
        }
    };
    assert!(matches!(value("a"), ExprKind::Str(s) if s == "gpt-4"));
    let shape = |kind: ExprKind| match kind {
        ExprKind::Template(parts) => parts
            .iter()
            .map(|p| match p {
                Part::Text(t) => t.clone(),
                Part::Hole(_) => "<>".into(),
            })
            .collect::<String>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(shape(value("b")), "x<>y{");
    assert_eq!(shape(value("c")), "p<>-32k");
    assert_eq!(shape(value("d")), "<>-<>");
    assert_eq!(shape(value("e")), "<>-<>");
}

#[test]
fn self_is_the_class_and_its_attributes_are_kept() {
    let f = facts(
        "class A(Base):\n    m = 'x'\n    def __init__(self, c: Client):\n        self.c = c\n    @staticmethod\n    def s(a):\n        return a\n",
    );
    assert_eq!(f.classes[0].instance_attrs.len(), 1);
    assert_eq!(f.classes[0].bases.len(), 1);
    assert_eq!(f.functions[1].params.len(), 1);
    assert!(f.exprs.iter().any(|e| matches!(e.kind, ExprKind::This(0))));
}

#[test]
fn handlers_name_what_they_catch() {
    let f = facts("try:\n    a()\nexcept (X, y.Z) as e:\n    b(e)\nexcept:\n    pass\nfinally:\n    c()\n");
    let handlers: Vec<usize> = f
        .regions
        .iter()
        .filter_map(|r| match &r.kind {
            RegionKind::Handler(caught) => Some(caught.len()),
            _ => None,
        })
        .collect();
    assert_eq!(handlers, [2, 0]);
    assert!(f.bindings.iter().any(|b| b.name == "e" && matches!(b.kind, BindingKind::Caught(_))));
}

#[test]
fn global_names_are_bound_in_the_module() {
    let f = facts("client = None\ndef init():\n    global client\n    client = make()\n");
    assert_eq!(f.lookup(0, "client").len(), 2);
}

#[test]
fn every_child_knows_its_parent_and_nothing_panics() {
    let text = "@d(x)\nasync def f(a, b: T = 1, *c, d=2, **e) -> R:\n    with open(a) as f, g() as (h, i):\n        for x, y in z: print(f'{x!r:>{y}}', end='')\n    x = [q async for q in r if q] + [1]\n    match a:\n        case 'gpt-4' | K.V: pass\n        case {'k': v}: pass\n    return lambda m='x': m if m else (yield)\nclass C(B, metaclass=M):\n    a: int\n    b: str = 'é'\n    def m(self): self.x, y = 1, 2; del self.x; assert y, 'no'\n";
    for end in 0..=text.len() {
        let Some(part) = text.get(..end) else { continue };
        let f = facts(part);
        for (id, e) in f.exprs.iter().enumerate() {
            assert!(e.span.end as usize <= part.len() && part.is_char_boundary(e.span.start as usize));
            if let ExprKind::Call(call) = &e.kind {
                assert_eq!(f.expr(call.callee).usage, Use::Callee(id as u32));
            }
        }
    }
}

#[test]
fn deep_nesting_is_cut_not_followed() {
    let text = format!("x = {}1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(facts(&text).too_deep);
    let text = format!("x = {}1", "a + ".repeat(100_000));
    assert!(!facts(&text).exprs.is_empty());
    let text = format!("x = a{}", ".b".repeat(100_000));
    assert!(facts(&text).too_deep);
}
