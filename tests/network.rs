//! The binary makes no network connection: where there is no network it says what it says with one.

use std::path::Path;
use std::process::{Command, Output, Stdio};

const SAMPLE: &str = "fixtures/projects/legacy-shop";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `program` with `arguments`, in the project's folder and without an environment.
fn run(program: &str, arguments: &[&str]) -> std::io::Result<Output> {
    Command::new(program)
        .args(arguments)
        .current_dir(root())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::null())
        .output()
}

/// The output without the times a scan took, which differ from run to run.
fn lasting(output: &Output) -> (Option<i32>, serde_json::Value, String) {
    let mut document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for time in ["walk_ms", "parse_ms", "total_ms"] {
        document["stats"][time] = serde_json::Value::Null;
    }
    (output.status.code(), document, String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_check_without_a_network_is_the_same_check() {
    let binary = env!("CARGO_BIN_EXE_codexit");
    let arguments = ["check", SAMPLE, "--format", "json", "--mentions", "--as-of", "2026-11-22"];
    let with = run(binary, &arguments).unwrap();
    let (status, document, _) = lasting(&with);
    assert_eq!(status, Some(1));
    assert!(document["findings"].as_array().is_some_and(|findings| findings.len() >= 20), "{document}");

    // A user namespace of its own, so that no rights are needed, and a network namespace without any interface up.
    let no_network = ["-r", "-n", "--"];
    let permitted = run("unshare", &[&no_network[..], &["true"]].concat());
    if !permitted.as_ref().is_ok_and(|output| output.status.success()) {
        let reason = match permitted {
            Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        eprintln!("skipped: a process without a network cannot be started here (unshare -rn: {reason})");
        return;
    }
    let without = run("unshare", &[&no_network[..], &[binary], &arguments].concat()).unwrap();
    assert_eq!(lasting(&without), lasting(&with));
}
