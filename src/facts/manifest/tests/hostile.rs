//! Text that is cut off, foreign, deep or long: nothing panics, every span lies in the text.

use super::*;

#[test]
fn cut_off_anywhere() {
    for path in FIXTURES {
        let whole = fixture(path).text;
        for end in (0..=whole.len()).filter(|&i| whole.is_char_boundary(i)) {
            let cut = source(path, &whole[..end]);
            for requirement in read(&cut) {
                assert!(!cut.slice(requirement.span).is_empty(), "{path} cut at {end}: {requirement:?}");
            }
            includes(&cut.text);
        }
        for start in (0..whole.len()).filter(|&i| whole.is_char_boundary(i)) {
            let cut = source(path, &whole[start..]);
            for requirement in read(&cut) {
                assert!(cut.text.get(requirement.span.range()).is_some(), "{path} cut before {start}: {requirement:?}");
            }
        }
    }
}

#[test]
fn foreign_text_in_every_reader() {
    let texts: Vec<String> = FIXTURES.iter().map(|path| fixture(path).text).collect();
    for path in FIXTURES {
        for text in &texts {
            for text in [text.clone(), text.replace(' ', "é"), text.replace('"', ""), text.replace('\n', "\u{2028}")] {
                let odd = source(path, &text);
                for requirement in read(&odd) {
                    assert!(odd.text.get(requirement.span.range()).is_some(), "{path}: {requirement:?}");
                }
            }
        }
    }
}

#[test]
fn deep_and_long_text_is_read_in_time() {
    let deep = 100_000;
    let json_objects = "{\"dependencies\":".repeat(deep);
    let json_tree = "{\"dependencies\":{\"a\":{\"version\":\"1\",".repeat(deep / 2);
    let cases = [
        ("package.json", json_objects.clone()),
        ("package.json", "[".repeat(deep)),
        ("package.json", format!("{{\"dependencies\":{}", "[".repeat(deep) + &"]".repeat(deep) + ",\"openai\":\"3\"}")),
        ("package-lock.json", json_objects),
        ("package-lock.json", json_tree),
        ("pyproject.toml", format!("[project]\ndependencies = {}", "[".repeat(deep))),
        ("pyproject.toml", format!("[{}]", vec!["a"; deep].join("."))),
        ("pyproject.toml", "a = {".repeat(deep)),
        ("poetry.lock", "[[package]]\nname = \"a\"\nversion = \"1\"\n".repeat(20_000)),
        ("setup.py", format!("setup(install_requires={}", "[".repeat(deep))),
        ("setup.py", format!("setup(install_requires={}\n", "f(".repeat(20_000) + &")".repeat(20_000))),
        ("setup.py", format!("x = ['a']\n{}setup(install_requires=x)", "x = x + x\n".repeat(20_000))),
        ("setup.py", "def f():\n return f(f)\n".repeat(10_000)),
        ("pnpm-lock.yaml", (0..1500).map(|i| format!("{}a:\n", " ".repeat(i))).collect()),
        ("yarn.lock", "openai@".repeat(deep)),
        ("requirements.txt", "openai\\\n".repeat(deep)),
        ("setup.cfg", format!("[options]\ninstall_requires={}", "a;".repeat(deep))),
    ];
    for (path, text) in cases {
        let started = std::time::Instant::now();
        read(&source(path, &text));
        // Generous: what is meant is that nothing is quadratic, at sizes where that takes minutes.
        assert!(started.elapsed().as_secs() < 120, "{path}: {} bytes took {:?}", text.len(), started.elapsed());
    }
}
