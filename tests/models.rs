//! `codexit models`: the real binary, asked about ids.

use std::process::{Command, Stdio};

fn ask(arguments: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_codexit"))
        .env_clear()
        .current_dir(folder.path())
        .args(["models", "--isolated", "--as-of", "2026-11-22"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn an_id_is_answered_for_every_host_with_chain_and_source() {
    let (status, out) = ask(&["gpt-3.5-turbo"]);
    assert_eq!(status, 0);
    assert!(out.contains("gpt-3.5-turbo at openai: retired 2026-10-23 (30 days ago)"), "{out}");
    assert!(out.contains("gpt-35-turbo at azure: retired"), "{out}");
    assert!(out.contains("-> gpt-5.6-terra: active"), "{out}");
    assert!(out.contains("https://developers.openai.com/api/docs/deprecations"), "{out}");
}

#[test]
fn not_sooner_than_is_shown_and_is_no_end() {
    let (_, out) = ask(&["claude-opus-4-5-20251101"]);
    assert!(out.contains("2026-11-24") && out.contains("claude-opus-4-5-20251101 at anthropic: active"), "{out}");
}

#[test]
fn one_line_a_row() {
    let (status, out) = ask(&["--format", "concise", "openai/text-davinci-003"]);
    assert_eq!(status, 0);
    assert!(out.starts_with("openai text-davinci-003: retired 2024-01-04; use gpt-5.6-terra\n"), "{out}");
    assert!(out.lines().any(|line| line == "azure text-davinci-003: retired 2024-06-14"), "{out}");
}

#[test]
fn json_is_versioned_and_has_dates_chain_and_source() {
    let (_, out) = ask(&["--format", "json", "gpt-4"]);
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["schema_version"], 1);
    assert_eq!(document["as_of"], "2026-11-22");
    let row = &document["models"][0];
    assert_eq!((&row["provider"], &row["id"]), (&"openai".into(), &"gpt-4".into()));
    assert_eq!((&row["status"], &row["days_left"]), (&"retired".into(), &(-30).into()));
    assert_eq!(row["replacement"], "gpt-5.6-sol");
    assert_eq!(row["chain"].as_array().unwrap().len(), 2);
    assert_eq!(row["source"]["confidence"], "high");
}

#[test]
fn nothing_found_is_no_verdict_of_safe() {
    let (status, out) = ask(&["gpt-3.5-trubo"]);
    assert_eq!(status, 1);
    assert!(out.contains("no verdict") && out.contains("`gpt-3.5-turbo`"), "{out}");
    let (status, out) = ask(&["--format", "json", "gpt-3.5-trubo"]);
    assert_eq!(status, 1);
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["models"].as_array().unwrap().len(), 0);
    assert_eq!(document["near"][0], "gpt-3.5-turbo");
}

#[test]
fn without_a_query_all_rows_are_listed() {
    let (status, out) = ask(&["--format", "concise"]);
    assert_eq!(status, 0);
    assert!(out.lines().count() > 1_644, "{}", out.lines().count());
}

#[test]
fn what_is_asked_cannot_steer_the_terminal() {
    let (_, out) = ask(&["\u{1b}[31mx"]);
    assert!(!out.contains('\u{1b}'), "{out:?}");
}
