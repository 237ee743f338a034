//! `setup.py`: the requirement strings that reach the call of `setup`.
//!
//! The values of `install_requires`, `extras_require` and their kin are followed through the names they are built of:
//! variables with everything assigned, added or appended to them, functions by what they return. Only literal text is
//! read: a file that the script opens is not.

use crate::facts::field;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use tree_sitter::Node;

use super::Requirement;
use super::requirements::requirement;
use crate::facts::tree;
use std::time::Duration;

/// As long as a file may take, if nothing else is said.
const WITHIN: Duration = Duration::from_secs(10);

/// The keywords of `setup` that hold requirements.
const KEYWORDS: [&str; 4] = ["install_requires", "extras_require", "tests_require", "setup_requires"];

/// The values that a name was given anywhere in the file, by name.
type Values<'t> = HashMap<&'t str, Vec<Node<'t>>>;

/// Reads a `setup.py`.
pub(super) fn read(text: &str) -> Vec<Requirement> {
    // That it took too long is said of the same file as code.
    let Ok(tree) = tree::parse(text, &tree_sitter_python::LANGUAGE.into(), WITHIN) else { return Vec::new() };
    let (values, roots) = survey(tree.root_node(), text);
    let mut reading =
        Reading { text, values, seen: HashSet::new(), seen_names: HashSet::new(), found: Vec::new(), queue: roots };
    while let Some((node, group)) = reading.queue.pop() {
        reading.value(node, &group);
    }
    reading.found.sort_by_key(|r| r.span);
    reading.found.dedup_by_key(|r| r.span);
    reading.found
}

/// Walks the file once: the values of every name, and the values where requirements start.
fn survey<'t>(root: Node<'t>, text: &'t str) -> (Values<'t>, Vec<(Node<'t>, String)>) {
    let mut values = Values::new();
    let mut roots = Vec::new();
    // The functions around the node: where they end, and their names.
    let mut functions: Vec<(usize, &str)> = Vec::new();
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        while functions.last().is_some_and(|(end, _)| *end <= node.start_byte()) {
            functions.pop();
        }
        match node.kind() {
            "assignment" | "augmented_assignment" => {
                let (left, right) = (field::child(node, "left"), field::child(node, "right"));
                if let (Some(name), Some(right)) = (left.and_then(|l| written_name(l, text)), right) {
                    values.entry(name).or_default().push(right);
                }
            }
            "function_definition" => {
                let name = field::child(node, "name").map_or("", |n| slice(n, text));
                functions.push((node.end_byte(), name));
            }
            "return_statement" => {
                if let (Some((_, name)), Some(value)) = (functions.last(), node.named_child(0)) {
                    values.entry(name).or_default().push(value);
                }
            }
            "call" => call(node, text, &mut values, &mut roots),
            _ => {}
        }
        if cursor.goto_first_child() || cursor.goto_next_sibling() {
            continue;
        }
        loop {
            if !cursor.goto_parent() {
                return (values, roots);
            }
            if cursor.goto_next_sibling() {
                break;
            }
        }
    }
}

/// `setup(…)` gives the roots; `name.append(…)` and its kin give a name more values.
fn call<'t>(node: Node<'t>, text: &'t str, values: &mut Values<'t>, roots: &mut Vec<(Node<'t>, String)>) {
    let (Some(callee), Some(arguments)) = (field::child(node, "function"), field::child(node, "arguments")) else {
        return;
    };
    if callee.kind() == "attribute" {
        let method = field::child(callee, "attribute").map_or("", |a| slice(a, text));
        let object = field::child(callee, "object").and_then(|o| written_name(o, text));
        if let (Some(name), "append" | "extend" | "update" | "insert" | "setdefault") = (object, method) {
            let mut cursor = arguments.walk();
            values.entry(name).or_default().extend(arguments.named_children(&mut cursor));
        }
    }
    let named = if callee.kind() == "attribute" { field::child(callee, "attribute") } else { Some(callee) };
    if named.map(|n| slice(n, text)) != Some("setup") {
        return;
    }
    let mut cursor = arguments.walk();
    for argument in arguments.named_children(&mut cursor) {
        match argument.kind() {
            "keyword_argument" => {
                let name = field::child(argument, "name").map_or("", |n| slice(n, text));
                if let (true, Some(value)) = (KEYWORDS.contains(&name), field::child(argument, "value")) {
                    roots.push((value, name.to_string()));
                }
            }
            // `setup(**config)`: of a dict, only the entries with those keywords are read.
            "dictionary_splat" => roots.extend(argument.named_child(0).map(|value| (value, SPLAT.to_string()))),
            _ => {}
        }
    }
}

/// The group of a value that was splatted into `setup` and whose entries are still to be told apart.
const SPLAT: &str = "**";

struct Reading<'t> {
    text: &'t str,
    values: Values<'t>,
    /// Nodes and names that were read, each as plain value and as splatted one.
    seen: HashSet<(usize, bool)>,
    seen_names: HashSet<(&'t str, bool)>,
    found: Vec<Requirement>,
    queue: Vec<(Node<'t>, String)>,
}

impl<'t> Reading<'t> {
    /// Reads one value: requirements are found, what it is built of is queued.
    fn value(&mut self, node: Node<'t>, group: &str) {
        if !self.seen.insert((node.id(), group == SPLAT)) {
            return;
        }
        match node.kind() {
            "string" if group != SPLAT => self.string(node, group),
            "identifier" => {
                let name = slice(node, self.text);
                if self.seen_names.insert((name, group == SPLAT)) {
                    let values = self.values.get(name).into_iter().flatten();
                    self.queue.extend(values.map(|value| (*value, group.to_string())));
                }
            }
            "pair" => {
                let key = field::child(node, "key").map_or("", |k| slice(k, self.text));
                let key = key.trim_matches(['"', '\'']);
                let Some(value) = field::child(node, "value") else { return };
                if group != SPLAT {
                    let group = if group == "extras_require" { format!("extras: {key}") } else { group.to_string() };
                    self.queue.push((value, group));
                } else if KEYWORDS.contains(&key) {
                    self.queue.push((value, key.to_string()));
                }
            }
            // The key of an index is no requirement.
            "subscript" => self.queue.extend(field::child(node, "value").map(|v| (v, group.to_string()))),
            "call" => self.call(node, group),
            // What a keyword stands for, in `dict(install_requires=[…])`.
            "keyword_argument" => {
                let name = field::child(node, "name").map_or("", |n| slice(n, self.text));
                let inner = if group == SPLAT { name } else { group };
                if let (true, Some(value)) = (group != SPLAT || KEYWORDS.contains(&name), field::child(node, "value")) {
                    self.queue.push((value, inner.to_string()));
                }
            }
            "comparison_operator" | "comment" | "attribute" | "lambda" => {}
            _ => {
                let mut cursor = node.walk();
                self.queue.extend(node.named_children(&mut cursor).map(|child| (child, group.to_string())));
            }
        }
    }

    /// A call: text that is split into lines, what a function of this file returns, and the names it is given. Its
    /// literal arguments are no requirements (`open("requirements.txt")`), but for those of `list`, `dict` and the like.
    fn call(&mut self, node: Node<'t>, group: &str) {
        let Some(callee) = field::child(node, "function") else { return };
        let builds = matches!(slice(callee, self.text), "list" | "set" | "dict" | "tuple" | "sorted" | "sum");
        match callee.kind() {
            "attribute" => self.queue.extend(field::child(callee, "object").map(|o| (o, group.to_string()))),
            _ => self.queue.push((callee, group.to_string())),
        }
        let Some(arguments) = field::child(node, "arguments") else { return };
        let mut cursor = arguments.walk();
        for argument in arguments.named_children(&mut cursor) {
            if builds || !matches!(argument.kind(), "string" | "concatenated_string" | "keyword_argument") {
                self.queue.push((argument, group.to_string()));
            }
        }
    }

    /// A literal: one requirement, or one a line. A string with holes names no version that could be judged.
    fn string(&mut self, node: Node<'t>, group: &str) {
        let mut cursor = node.walk();
        let parts: Vec<Node<'t>> = node.children(&mut cursor).collect();
        if parts.iter().any(|p| p.kind() == "interpolation") {
            return;
        }
        for content in parts.iter().filter(|p| p.kind() == "string_content") {
            let mut start = content.start_byte();
            for line in slice(*content, self.text).split('\n') {
                self.found.extend(requirement(self.text, without_comment(start, line), group));
                start += line.len() + 1;
            }
        }
    }
}

/// The bytes of a line in a list of lines; a line that is a comment has none.
fn without_comment(start: usize, line: &str) -> Range<usize> {
    start..start + if line.trim_start().starts_with('#') { 0 } else { line.len() }
}

/// The name that an assignment gives a value to: `extras`, and `extras` for `extras["all"]`.
fn written_name<'t>(node: Node<'t>, text: &'t str) -> Option<&'t str> {
    let target = if node.kind() == "subscript" { field::child(node, "value")? } else { node };
    (target.kind() == "identifier").then(|| slice(target, text))
}

fn slice<'t>(node: Node<'_>, text: &'t str) -> &'t str {
    text.get(node.byte_range()).unwrap_or("")
}
