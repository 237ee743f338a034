//! Imports and exports.

use super::*;
use crate::facts::{Exported, Imported};

/// Imports as `module what [local]`, with `type` and `re-export` where they are.
fn imports(facts: &Facts) -> Vec<String> {
    let import = |i: &crate::facts::Import| {
        let what = match &i.what {
            Imported::Name(name) => name.to_string(),
            Imported::Module => "*".into(),
            other => format!("{other:?}").to_lowercase(),
        };
        let local = i.binding.map_or(String::new(), |b| format!(" as {}", facts.binding(b).name));
        let kind = if i.type_only { " type" } else { "" };
        let kind = if i.re_export { format!("{kind} again") } else { kind.to_owned() };
        format!("{} {what}{local}{kind}", i.module)
    };
    facts.imports.iter().map(import).collect()
}

fn exports(facts: &Facts) -> Vec<String> {
    let what = |what: &Exported| match what {
        Exported::Local(name) => format!("local {name}"),
        Exported::Expr(id) => short(facts, *id),
    };
    facts.exports.iter().map(|(name, e)| format!("{name}: {}", what(e))).collect()
}

#[test]
fn every_form_of_import() {
    let facts = ts(concat!(
        "import A, { b as c, type D, default as e } from 'm';\nimport * as ns from \"n\";\nimport 's';\n",
        "import type { T } from 't';\nimport F, * as g from 'o';\nimport r = require('p');\nimport {} from 'q';"
    ));
    let expected = [
        "m default as A",
        "m b as c",
        "m D as D type",
        "m default as e",
        "n * as ns",
        "s nothing",
        "t T as T type",
        "o default as F",
        "o * as g",
        "p * as r",
        "q nothing",
    ];
    assert_eq!(imports(&facts), expected);
    assert!(matches!(meanings(&facts, "c")[..], [BindingKind::Import(1)]));
}

#[test]
fn the_spans_of_an_import_are_its_statement_and_its_name() {
    let text = "import { b as c } from 'm';\nimport 's';\nconst { X: Y } = require('r'); const z = require('r2').Z;";
    let facts = js(text);
    let spans: Vec<(&str, &str)> =
        facts.imports.iter().map(|i| (&text[i.statement.range()], &text[i.span.range()])).collect();
    let expected =
        [("import { b as c } from 'm';", "b"), ("import 's';", "s"), ("require('r')", "X"), ("require('r2')", "Z")];
    assert_eq!(spans, expected);
}

#[test]
fn every_form_of_require() {
    let facts = js(concat!(
        "const a = require('m'); const { B, C: d, default: e, ...rest } = require('n'); var F = require('o').F;\n",
        "const g = require('p').default; const h = await import('q'); const { i } = await import('r');\n",
        "require('s'); new (require('t').T)(); let j; j = require('u'); const k = __importDefault(require('v'));\n",
        "import(`w`); require(x); require(`y${z}`); const l = (await import('aa')).default;"
    ));
    let expected = [
        "m * as a",
        "n B as B",
        "n C as d",
        "n default as e",
        "o F as F",
        "p default as g",
        "q * as h",
        "r i as i",
        "s nothing",
        "t *",
        "u * as j",
        "v * as k",
        "w nothing",
        "aa default as l",
    ];
    let mut found = imports(&facts);
    found.sort_by_key(|i| expected.iter().position(|e| e == i));
    assert_eq!(found, expected);
    assert!(matches!(meanings(&facts, "rest")[..], [BindingKind::Value { .. }]));
    assert!(matches!(meanings(&facts, "j")[..], [BindingKind::Declared, BindingKind::Import(_)]));
    let call = facts.exprs.iter().find(|e| matches!(e.kind, ExprKind::Call(_))).unwrap();
    assert!(matches!(&call.usage, Use::Bound(ids) if facts.binding(facts.bound(ids)[0]).name == "a"));
}

#[test]
fn every_form_of_export() {
    let facts = ts(concat!(
        "export const a = 1, { b } = o; export function f() {} export class C {} export enum E { X }\n",
        "export { a as z, b as default }; export default new OpenAI();\n",
        "export { p as q, default } from './m'; export * from './n'; export * as ns from './k';\n",
        "export type { T } from './t'; namespace N { export const hidden = 1 } export namespace P {}"
    ));
    let expected = [
        "a: local a",
        "b: local b",
        "f: local f",
        "C: local C",
        "E: local E",
        "z: local a",
        "default: local b",
        "default: new OpenAI()",
        "q: local q",
        "default: local default",
        "ns: local ns",
        "T: local T",
        "P: local P",
    ];
    assert_eq!(exports(&facts), expected);
    let expected = [
        "./m p as q again",
        "./m default as default again",
        "./n star again",
        "./k * as ns again",
        "./t T as T type again",
    ];
    assert_eq!(imports(&facts), expected);
    assert!(facts.exprs.iter().any(|e| e.usage == Use::DefaultExport));
}

#[test]
fn default_declarations_are_exported_by_name() {
    assert_eq!(exports(&js("export default function f() {}")), ["default: local f"]);
    assert_eq!(exports(&js("export default class K {}")), ["default: local K"]);
    assert_eq!(exports(&js("export default function () {}")), ["default: function "]);
    assert_eq!(exports(&js("export default async () => {}")), ["default: function "]);
    assert_eq!(exports(&ts("export = { a: 1 };")), ["module.exports: {a: 1}", "a: 1"]);
}

#[test]
fn commonjs_exports() {
    let facts = js(concat!(
        "exports.a = exports.b = void 0; exports.a = 1; module.exports.c = c;\n",
        "module.exports = { d, e: f, 'g-h': 2, i() {} }; exports = module.exports = K; function k() { exports.l = m }"
    ));
    let expected = [
        "a: 1",
        "c: local c",
        "module.exports: {d: d, e: f, g-h: 2, i: function i}",
        "d: local d",
        "e: local f",
        "g-h: 2",
        "i: function i",
        "module.exports: K",
        "l: m",
    ];
    assert_eq!(exports(&facts), expected);
    assert!(meanings(&facts, "exports").is_empty());
    assert_eq!(facts.exprs.iter().filter(|e| e.usage == Use::DefaultExport).count(), 2);
    let facts = js("module.exports = require('./x');");
    assert_eq!(imports(&facts), ["./x * again"]);
}
