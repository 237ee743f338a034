//! Input that is broken, deep or long.

use super::*;

pub(super) const SAMPLE: &str = r#"
import OpenAI, { type Chat as C } from "openai"; // é
export { x as y } from "./x";
const { Configuration: Conf, ...rest } = require("openai"), [a, , b = `m${1}`] = await import("./m");
@Injectable() class Wrapper<T> extends Base implements I {
  static #model: string = "gpt-4"; constructor(private readonly client: OpenAI) { super(); this.#x = 'a'; }
  async *run({ model = "gpt-4", opts: { n } = { n: 1 } }: Options = {}, ...more): Promise<void> {
    try { for await (const m of xs) { yield (m as any)!?.["x"] ?? "é\u{1F600}" + m + `\n${m}`; } }
    catch (e) { if (e instanceof E) throw e; else if (x) { y ||= 2 } else { do { k++ } while (0) } } finally { done() }
    switch (model) { case "a": case 'b': let z = 1; break; default: label: for (let i = 0, j; i < 3; i++) continue label; }
  }
}
enum Models { A = "gpt-4", B } namespace N.M { export type T = "gpt-4" | `a-${string}` | Map<string, typeof a[]>; }
export default (p: { a: "x" }) => <Select model="gpt&amp;4" {...p}><b>{p.a}text</b><>{/* c */}</></Select>;
module.exports = { a, 'b-c': d, [e]: f, get g() { return 1 }, ...h }; [x, this.y] = (1, z = w);
"#;

#[test]
fn a_sample_cut_off_anywhere_is_still_read() {
    for language in [Language::JavaScript, Language::Tsx] {
        for end in (0..=SAMPLE.len()).filter(|end| SAMPLE.is_char_boundary(*end)) {
            facts_of(language, &SAMPLE[..end]);
        }
    }
}

#[test]
fn a_sample_without_one_of_its_characters_is_still_read() {
    for (at, character) in SAMPLE.char_indices() {
        let mut text = SAMPLE.to_owned();
        text.replace_range(at..at + character.len_utf8(), "");
        facts_of(Language::Tsx, &text);
    }
}

#[test]
fn what_stands_around_an_error_is_read() {
    let facts = js("const a = call({ model: \"gpt-4\", );\nconst b = ] other(\"gpt-4o\");\nclient.run(\"x\")");
    assert!(!facts.syntax_errors.is_empty());
    string(&facts, "gpt-4");
    string(&facts, "gpt-4o");
    string(&facts, "x");
    let facts = js("ok();\n\nfoo(1 2);\n");
    assert_eq!(facts.syntax_errors, [3]);
}

/// Runs on a stack as small as a worker thread's.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn deep_nesting_is_cut_off_and_said() {
    on_a_small_stack(|| {
        let n = 100_000;
        let pairs = [
            ("[", "]"),
            ("f(", ")"),
            ("{a:", "}"),
            ("(", ")"),
            ("!", ""),
            ("x=>", "1"),
            ("a?", ":1"),
            ("if(a){", "}"),
            ("`${", "}`"),
            ("<A>", "</A>"),
            ("a=[", "]"),
            ("function f(){", "}"),
            ("class A{b=", "}"),
            ("let x:A<", ">"),
            ("let x:", "[]"),
            ("a.b(", ")"),
        ];
        for (open, close) in pairs {
            let balanced = format!("v = {}1{}; call(\"last\")", open.repeat(2000), close.repeat(2000));
            for text in [open.repeat(5000), balanced] {
                let source = Source::new("deep", Language::Tsx, text);
                let facts = read(&source);
                super::consistency::check(&source, &facts);
            }
        }
        for (open, close) in [("[", "]"), ("{a:", "}"), ("f(", ")")] {
            let text = format!("v = {}1{}", open.repeat(n), close.repeat(n));
            let facts = read(&Source::new("deep", Language::JavaScript, text));
            assert!(facts.too_deep);
            assert!(facts.exprs.len() < 1000);
            read(&Source::new("deep", Language::JavaScript, open.repeat(n)));
        }
    });
}

#[test]
fn long_chains_are_no_nesting() {
    on_a_small_stack(|| {
        let n = 10_000;
        let chains = [
            format!("x = a{}", ".b(1)".repeat(n)),
            format!("x = a{}", "['k']".repeat(n)),
            format!("x = a{}", " + b".repeat(n)),
            format!("x = a{}", " || b".repeat(n)),
            format!("x = a{}", " - b".repeat(n)),
            format!("x = {}1", "a ? b : ".repeat(n)),
            format!("{}x", "a = ".repeat(n)),
            format!("if (a) b(); {}", "else if (a) b();".repeat(n)),
            format!("type T = 'a'{}", " | 'b'".repeat(n)),
            format!("x = {}1{}", "(".repeat(n), ")".repeat(n)),
        ];
        for text in chains {
            let source = Source::new("long", Language::TypeScript, text);
            let facts = read(&source);
            assert!(!facts.too_deep, "{}", &source.text[..40]);
            super::consistency::check(&source, &facts);
        }
    });
}

#[test]
fn an_ampersand_in_jsx_is_text() {
    for text in ["const a = <b>R & D</b>;", "const a = <>x && y{f()}</>;", "const a = <p>Q&A <i>&amp;</i></p>;"] {
        assert!(read(&Source::new("a.tsx", Language::Tsx, text.to_owned())).syntax_errors.is_empty(), "{text}");
    }
    assert!(!read(&Source::new("a.tsx", Language::Tsx, "const a = <b>x</b> & ;".to_owned())).syntax_errors.is_empty());
}
