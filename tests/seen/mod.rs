//! What is found in a small project, in a form that a test can compare.

use crate::project::Project;

/// `path:line severity rule` of the findings of these rules, without the category.
pub fn found(files: &[(&str, &str)], rules: &str) -> Vec<String> {
    let project = Project::new(files);
    let arguments = ["check", "--isolated", "--as-of", "2026-11-22", "--format", "json", "--select", rules];
    let json: serde_json::Value = serde_json::from_str(&project.run(&arguments).out).unwrap();
    let line = |f: &serde_json::Value| {
        let word = |key: &str| f[key].as_str().unwrap_or_default().replace("resilience/", "");
        format!("{}:{} {} {}", word("path"), f["line"], word("severity"), word("rule"))
    };
    json["findings"].as_array().unwrap().iter().map(line).collect()
}

/// The states of one column of the inventory, by line.
pub fn column(files: &[(&str, &str)], name: &str) -> Vec<(u64, String)> {
    let ran = Project::new(files).run(&["calls", "--isolated", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let state = |call: &serde_json::Value| {
        let state = call["posture"][name]["state"].as_str().or(call[name].as_str());
        (call["line"].as_u64().unwrap(), state.unwrap().to_owned())
    };
    json["calls"].as_array().unwrap().iter().map(state).collect()
}
