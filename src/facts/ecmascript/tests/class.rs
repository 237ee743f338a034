//! Classes, enums and functions.

use super::*;

#[test]
fn members_are_names_of_the_class() {
    let facts = ts(concat!(
        "@Service({ m: 'deco' }) class A extends B<string> implements I { modelName = 'text-davinci-003'; static s = 's';\n",
        "#key = 'k'; declared: OpenAI; ['computed'] = 1; @Prop() p = 2; handler = async () => this.x;\n",
        "@Get('route') async run(x) { this.client = new OpenAI(); this.#key = x; return this.client; }\n",
        "get model() { return 'gpt-4'; } static make() {} }"
    ));
    let class = &facts.classes[0];
    let names: Vec<&str> = facts.region(class.region).names.iter().map(|&id| facts.binding(id).name.as_str()).collect();
    let expected = ["modelName", "s", "#key", "declared", "computed", "p", "handler", "run", "model", "make"];
    assert_eq!(names, expected);
    let attrs: Vec<String> = class.instance_attrs.iter().map(|(n, v)| format!("{n}={}", short(&facts, *v))).collect();
    assert_eq!(attrs, ["client=new OpenAI()", "#key=x", "model=\"gpt-4\""]);
    assert_eq!(class.bases.iter().map(|b| short(&facts, *b)).collect::<Vec<_>>(), ["B"]);
    assert_eq!(class.decorators.len(), 1);
    let run = facts.functions.iter().find(|f| f.name == "run").unwrap();
    assert!(run.is_async && run.class == Some(0));
    assert_eq!(short(&facts, run.decorators[0]), "Get(\"route\")");
    assert_eq!(short(&facts, run.returns[0]), "this.client");
    assert_eq!(facts.symbol(run.region), "A.run");
    let declared = facts.bindings.iter().find(|b| b.name == "declared").unwrap();
    assert_eq!(short(&facts, declared.annotation.unwrap()), "OpenAI");
    let handler = facts.functions.iter().find(|f| f.name == "handler").unwrap();
    assert_eq!(short(&facts, handler.returns[0]), "this.x", "an arrow function keeps `this`");
    assert!(matches!(use_of_string(&facts, "text-davinci-003"), Use::Bound(_)));
}

#[test]
fn a_parameter_property_is_an_attribute() {
    let facts = ts("class A { constructor(private readonly openai: OpenAI, x: B, readonly y = 'z') {} }");
    let attrs: Vec<String> =
        facts.classes[0].instance_attrs.iter().map(|(n, v)| format!("{n}={}", short(&facts, *v))).collect();
    assert_eq!(attrs, ["openai=openai", "y=y"]);
    let binding = facts.bindings.iter().find(|b| b.name == "openai").unwrap();
    assert_eq!(short(&facts, binding.annotation.unwrap()), "OpenAI");
    assert!(matches!(binding.kind, BindingKind::Param { index: 0, .. }));
}

#[test]
fn enums_are_classes() {
    let facts = ts("export enum Model { A = 'gpt-4', 'b-c' = 'gpt-3', D }");
    let class = &facts.classes[0];
    assert!(class.is_enum);
    let names: Vec<&str> = facts.region(class.region).names.iter().map(|&id| facts.binding(id).name.as_str()).collect();
    assert_eq!(names, ["A", "b-c", "D"]);
    assert!(
        matches!(use_of_string(&facts, "gpt-4"), Use::Bound(ids) if facts.binding(facts.bound(ids)[0]).name == "A")
    );
    assert!(matches!(meanings(&facts, "D")[..], [BindingKind::Declared]));
    assert!(matches!(meanings(&facts, "Model")[..], [BindingKind::Class(0)]));
}

#[test]
fn this_is_known_in_methods_only() {
    let facts =
        js("class A { m() { const o = { k() { return this.a; } }; function f() { this.b } [1].map(() => this.c); } }");
    let this = |name: &str| {
        let wanted = |e: &&crate::facts::Expr| matches!(&e.kind, ExprKind::Attr { name: n, .. } if n == name);
        let ExprKind::Attr { object, .. } = facts.exprs.iter().find(wanted).unwrap().kind else { panic!() };
        matches!(facts.expr(object).kind, ExprKind::This(_))
    };
    assert_eq!(["a", "b", "c"].map(this), [false, false, true]);
}

#[test]
fn functions_are_called_what_they_are_assigned_to() {
    let facts = js(concat!(
        "const a = async () => 1; b.c = function () {}; const o = { d: x => x, e() {} }; f = function g() {};\n",
        "export const h = class { i() {} }; call(() => 2); const [j = () => 3] = k;"
    ));
    let names: Vec<&str> = facts.functions.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["a", "c", "d", "e", "g", "i", "", "j"]);
    assert!(facts.functions[0].is_async);
    assert_eq!(facts.classes[0].name, "h");
    assert_eq!(short(&facts, facts.functions[0].returns[0]), "1");
}

#[test]
fn generators_yield() {
    let facts = js("function* f() { yield 'a'; const x = yield; return 'b'; }");
    let function = &facts.functions[0];
    assert!(function.is_generator);
    assert_eq!(*use_of_string(&facts, "a"), Use::Yielded(0));
    assert_eq!(*use_of_string(&facts, "b"), Use::Returned(0));
}
