//! The real binary in folders of its own, with an environment that says nothing.

use std::fs;
use std::process::{Command, Stdio};

/// A folder with files in it, gone at the end of the test.
pub struct Project(pub tempfile::TempDir);

/// How a run ended and what it wrote.
#[allow(dead_code, reason = "each test file uses its own")]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

#[allow(dead_code, reason = "each test file uses its own")]
impl Project {
    pub fn new(files: &[(&str, &str)]) -> Project {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Project(folder)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_codexit"));
        command.env_clear().current_dir(self.0.path()).args(arguments).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments))
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).unwrap()
    }
}

/// Runs a command to its end.
pub fn ran(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code().expect("no signal"), out: text(output.stdout), err: text(output.stderr) }
}

/// A project with nothing to find.
#[allow(dead_code, reason = "each test file uses its own")]
pub fn clean() -> Project {
    Project::new(&[("app.py", "print(1)\n"), ("sub/lib.js", "export const x = 1;\n")])
}

/// `path:line rule subject` of all findings under `rules`, in order.
#[allow(dead_code, reason = "each test file uses its own")]
pub fn found(files: &[(&str, &str)], rules: &str) -> Vec<String> {
    let project = Project::new(files);
    let arguments = ["check", "--isolated", "--as-of", "2026-11-21", "--format", "json", "--select", rules];
    let json: serde_json::Value = serde_json::from_str(&project.run(&arguments).out).unwrap();
    let line = |f: &serde_json::Value| {
        let word = |key: &str| f[key].as_str().unwrap_or_default().to_owned();
        format!("{}:{} {} {}", word("path"), f["line"], word("rule"), word("subject"))
    };
    json["findings"].as_array().unwrap().iter().map(line).collect()
}
