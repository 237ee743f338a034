//! `codexit models`: the real binary, asked about ids.

use std::process::{Command, Stdio};

struct Answer {
    status: i32,
    out: String,
    err: String,
}

fn ask(arguments: &[&str]) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_codexit"))
        .env_clear()
        .current_dir(folder.path())
        .args(["models", "--isolated", "--as-of", "2026-11-22"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Answer { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn an_id_is_answered_for_every_host_with_chain_and_source() {
    let answer = ask(&["gpt-3.5-turbo"]);
    assert_eq!(answer.status, 0, "{}", answer.err);
    for said in [
        "gpt-3.5-turbo (OpenAI, chat)",
        "gpt-35-turbo (Azure, chat)",
        "retired 2026-10-23",
        "gpt-5.6-terra (active)",
        "https://developers.openai.com/api/docs/deprecations",
    ] {
        assert!(answer.out.contains(said), "{said}: {}", answer.out);
    }
}

#[test]
fn not_sooner_than_is_shown_and_is_no_end() {
    let answer = ask(&["--format", "json", "claude-opus-4-5-20251101"]);
    let document: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    let row = &document["models"][0];
    assert_eq!((&row["status"], &row["earliest_shutdown_on"]), (&"active".into(), &"2026-11-24".into()));
    assert!(row["shutdown_on"].is_null());
}

#[test]
fn of_several_versions_the_one_that_is_used_is_said() {
    let answer = ask(&["azure/gpt-4o"]);
    assert!(answer.out.contains("Azure retires gpt-4o by version: 2024-05-13 on 2026-12-09"), "{}", answer.out);
}

#[test]
fn one_line_a_row() {
    let answer = ask(&["--format", "concise", "openai/text-davinci-003"]);
    assert_eq!(answer.status, 0);
    let lines: Vec<&str> = answer.out.lines().collect();
    assert_eq!(lines, ["openai text-davinci-003 retired 2024-01-04", "azure text-davinci-003 retired 2024-06-14"]);
}

#[test]
fn json_has_dates_and_the_chain() {
    let answer = ask(&["--format", "json", "gpt-4"]);
    let document: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(document["schema_version"], 1);
    let row = &document["models"][0];
    assert_eq!((&row["provider"], &row["id"]), (&"openai".into(), &"gpt-4".into()));
    assert_eq!((&row["status"], &row["days_left"]), (&"retired".into(), &(-30).into()));
    assert_eq!((&row["replacement"], &row["family_changes"]), (&"gpt-5.6-sol".into(), &false.into()));
    assert_eq!(row["chain"].as_array().unwrap().len(), 2);
}

#[test]
fn nothing_found_is_no_verdict_of_safe_and_names_what_is_near() {
    let answer = ask(&["gpt-3.5-trubo"]);
    assert_eq!((answer.status, answer.out.as_str()), (3, ""));
    assert!(
        answer.err.contains("does not say that it lives") && answer.err.contains("`gpt-3.5-turbo`"),
        "{}",
        answer.err
    );
    let answer = ask(&["--format", "json", "gpt-3.5-trubo"]);
    let document: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(document["models"].as_array().unwrap().len(), 0);
    assert_eq!(document["near"][0], "gpt-3.5-turbo");
    assert!(ask(&["grok-latest"]).err.contains("listed at xAI"));
}

#[test]
fn what_is_asked_cannot_steer_the_terminal() {
    let answer = ask(&["\u{1b}[31mx"]);
    assert!(!answer.out.contains('\u{1b}') && !answer.err.contains('\u{1b}'), "{:?}", answer.err);
}
