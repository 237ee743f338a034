//! The examples of `docs/writing-rules.md` are read by the program itself, each in the format it is an example of.

use codexit::knowledge::raw::{RawModels, RawPackages, RawRule, RawSdk};

/// Blocks of lines that are indented by four blanks, without the indent.
fn examples(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line.strip_prefix("    ") {
            Some(code) if inside => {
                let last = found.last_mut().unwrap();
                last.push_str(code);
                last.push('\n');
            }
            Some(code) => {
                found.push(format!("{code}\n"));
                inside = true;
            }
            None if line.is_empty() && inside => found.last_mut().unwrap().push('\n'),
            None => inside = false,
        }
    }
    found
}

#[test]
fn examples_are_in_the_formats_they_are_examples_of() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/writing-rules.md");
    let text = std::fs::read_to_string(page).unwrap();
    let examples = examples(&text);
    assert_eq!(examples.len(), 5, "a model, a package, a rule, a tool and a profile");
    let models: RawModels = toml::from_str(&examples[0]).unwrap();
    assert_eq!(models.model.len(), 1);
    let packages: RawPackages = toml::from_str(&examples[1]).unwrap();
    assert_eq!(packages.package.len(), 1);
    let rule: RawRule = toml::from_str(&examples[2]).unwrap();
    assert_eq!(rule.matches.len(), 2);
    let tool: RawRule = toml::from_str(&examples[3]).unwrap();
    assert_eq!((tool.matches[0].command.len(), tool.matches[1].setting.len()), (1, 1));
    let sdk: RawSdk = toml::from_str(&examples[4]).unwrap();
    assert_eq!(sdk.constructor[0].provider_if["vertexai"], "google-vertex-ai");
}
