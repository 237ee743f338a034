//! Input made to do harm: what a scan does with it is an answer or a problem, in bounded time, and the same every time.

use codexit::knowledge::{Date, Knowledge};
use codexit::scan::{self, Progress, Report, ScanOptions};
use std::path::PathBuf;
use std::time::Duration;

fn options(roots: Vec<PathBuf>) -> ScanOptions {
    ScanOptions {
        roots,
        stdin: None,
        as_of: Date { year: 2026, month: 11, day: 21 },
        horizon_days: 90,
        no_ignore: true,
        exclude: Vec::new(),
        max_file_size: 2 << 20,
        file_timeout: Duration::from_secs(10),
        threads: 2,
        mentions: true,
        markdown: true,
        resilience: true,
        calls: true,
        fix: Default::default(),
        wish: Default::default(),
        progress: Progress::default(),
    }
}

fn scan_text(name: &str, text: &[u8], file_timeout: Duration) -> Report {
    let given = Some((name.to_owned(), text.to_vec()));
    scan::run(&ScanOptions { stdin: given, file_timeout, ..options(Vec::new()) }, &Knowledge::built_in())
}

#[test]
fn a_file_that_takes_too_long_is_a_problem_and_no_hang() {
    let text = "model = 'gpt-4-0314'\n".repeat(5000);
    for name in ["a.py", "a.ts", "a.js"] {
        let late = scan_text(name, text.as_bytes(), Duration::ZERO);
        let kinds: Vec<&str> = late.problems.iter().map(|problem| problem.kind).collect();
        assert_eq!((kinds, late.findings.len()), (vec!["timeout"], 0), "{name}");
        let in_time = scan_text(name, text.as_bytes(), Duration::from_secs(60));
        assert!(in_time.problems.is_empty(), "{:?}", in_time.problems);
    }
}

#[test]
fn a_place_far_into_a_line_is_counted_in_characters() {
    // Characters of one to four bytes, over many blocks of the count, two findings behind each other.
    let filler = "aé\u{20ac}\u{1f600}".repeat(5000);
    let text = format!("x = '{filler}'; a(model='gpt-4-0314'); y = '{filler}'; b(model='gpt-4-0613')\n");
    let report = scan_text("a.py", text.as_bytes(), Duration::from_secs(60));
    let found: Vec<u32> = report.findings.iter().map(|f| f.place.column).collect();
    let expected: Vec<u32> =
        text.match_indices("gpt-4-0").map(|(at, _)| text[..at].chars().count() as u32 + 1).collect();
    assert!(expected.len() == 2 && expected.iter().all(|column| found.contains(column)), "{found:?} {expected:?}");
}

/// A folder with what is made to do harm; every file comes to an answer or a problem.
#[test]
fn files_made_to_do_harm_come_to_an_answer() {
    let deep = |open: &str, inner: &str, close: &str| open.repeat(50_000) + inner + &close.repeat(50_000);
    let laughs: String = ('b'..='t')
        .map(|c| {
            let before = char::from(c as u8 - 1);
            format!("{c}: &{c} [{}]\n", vec![format!("*{before}"); 9].join(","))
        })
        .collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("deep.py", deep("(", "'gpt-4-0314'", ")").into()),
        ("deep.ts", deep("[", "'gpt-4-0314'", "]").into()),
        ("deep.json", deep("[", "\"gpt-4-0314\"", "]").into()),
        ("deep.yaml", deep("[", "gpt-4-0314", "]").into()),
        ("laughs.yaml", format!("a: &a [gpt-4-0314]\n{laughs}model: *t\n").into()),
        ("cycle.yaml", b"a: &a\n  model: gpt-4-0314\n  b: *a\n".to_vec()),
        ("twice.json", b"{\"model\":\"gpt-4-0314\",\"model\":\"gpt-4-0314\"}".to_vec()),
        ("nul.py", b"m(model='gpt-4-0314')\0\0\n".repeat(100)),
        ("bad.py", b"m(model='gpt-4-0314') # \xff\xfe\n".to_vec()),
        ("wide.py", "m(model='gpt-4-0314')\n".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("ends.py", b"a = 1\rm(model='gpt-4-0314')\r\nb = 2\nm(model='gpt-4-0314')".to_vec()),
        ("half.ipynb", b"{\"cells\":[{\"cell_type\":\"code\",\"source\":\"m(model='gpt-4-0314')\\ud800\"}]}".to_vec()),
        ("calls.py", b"f(g(".repeat(20_000)),
        ("rows.json", [b"[".as_slice(), &b"{\"model\":\"gpt-4-0314\"},".repeat(2000), b"0]"].concat()),
    ];
    for (name, text) in cases {
        let began = std::time::Instant::now();
        let report = scan_text(name, &text, Duration::from_secs(10));
        let said = report.findings.len() + report.mentions.len() + report.problems.len();
        assert!(said > 0, "nothing is said of {name}");
        assert!(began.elapsed() < Duration::from_secs(60), "{name} took {:?}", began.elapsed());
    }
}

/// Seven findings in as many files, some with names of their own, and all formats.
fn project(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (at, name) in names.iter().enumerate() {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = format!(
            "from openai import OpenAI\nimport openai\nfrom a import MODEL\n\ndef f{at}(x):\n    openai.ChatCompletion.create(model='gpt-4-0314', \
             messages=x)\n    return OpenAI().chat.completions.create(model=MODEL, messages=x)\n"
        );
        std::fs::write(path, text).unwrap();
    }
    std::fs::write(folder.path().join("a.py"), "MODEL = 'text-davinci-003'\n").unwrap();
    folder
}

const FORMATS: [&str; 13] = [
    "full",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "rdjson",
    "markdown",
    "html",
    "csv",
    "cyclonedx",
];

/// What `check` writes there; the time it took, which is in some formats, taken out.
fn written(folder: &std::path::Path, format: &str, threads: &str, paths: &[&str]) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.args(["check", "--isolated", "--exit-zero", "--as-of", "2026-11-22", "-j", threads, "--format", format]);
    let output = command.args(paths).current_dir(folder).env_remove("GITHUB_STEP_SUMMARY").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let timed = |line: &&str| {
        let line = line.trim_start();
        line.contains("_ms\"") || line.contains(" time=\"") || line.contains("s, rules of ")
    };
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter(|line| !timed(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_same_bytes_whatever_the_threads_and_the_order() {
    let names: Vec<String> = (0..24).map(|at| format!("p{}/m{at}.py", at % 5)).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    let one = project(&names);
    // Made in another order, folders list their files in another.
    names.reverse();
    names.rotate_left(7);
    let other = project(&names);
    // `f{at}` is numbered by the order: the texts must be the same ones.
    for name in &names {
        std::fs::copy(one.path().join(name), other.path().join(name)).unwrap();
    }
    for format in FORMATS {
        let first = written(one.path(), format, "1", &["."]);
        assert!(first.len() > 200, "{format}: {first}");
        assert_eq!(first, written(one.path(), format, "8", &["."]), "{format}: 1 and 8 threads");
        assert_eq!(first, written(other.path(), format, "3", &["."]), "{format}: another order of files");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error_and_no_report() {
    let folder = project(&["b.py"]);
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_codexit"));
        command.args(["check", "--isolated", "--exit-zero", "--as-of", "2026-11-22"]).args(arguments);
        command.current_dir(folder.path()).output().unwrap()
    };
    // The device that is always full.
    for output in ["json=/dev/full", "html=/dev/full", "sarif=/dev/full"] {
        let ended = run(&["-o", output]);
        assert_eq!(ended.status.code(), Some(2), "{output}");
        assert!(String::from_utf8_lossy(&ended.stderr).contains("/dev/full"), "{output}");
    }
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.args(["check", "--isolated", "--exit-zero", "."]).current_dir(folder.path());
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    assert_ne!(command.stdout(full).status().unwrap().code(), Some(0), "what could not be written was not a success");
}

#[test]
#[cfg(unix)]
fn an_interrupt_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..400 {
        std::fs::write(folder.path().join(format!("m{at}.py")), "f(model='gpt-4-0314')\n".repeat(200)).unwrap();
    }
    std::fs::write(folder.path().join("report.json"), "before").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_codexit"));
    command.args(["check", "--isolated", "--exit-zero", "-q", "-o", "report.json", "."]).current_dir(folder.path());
    let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(150));
    let interrupted = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let began = std::time::Instant::now();
    child.wait().unwrap();
    assert!(began.elapsed() < Duration::from_secs(60), "it did not end at once");
    let text = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
    assert!(text == "before" || serde_json::from_str::<serde_json::Value>(&text).is_ok(), "half a report");
}
