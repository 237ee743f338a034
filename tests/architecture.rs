//! The invariants of docs/ARCHITECTURE.md that can be read off the sources: who may use whom, who may touch the world,
//! what no file may hold. A failure names the file, and what to do instead.

#[path = "architecture/sources.rs"]
mod sources;

use sources::{Module, modules, root};

/// The rooms of the house, left to right, each with the rooms it may use: only ones that stand above it here, so that
/// no circle can be written down. A room that is not in its list is out of bounds, even if it stands to the left:
/// facts know no knowledge. The longest name that fits counts: `gate::selection` is a room of its own, and so are a few
/// types that are plain data (`knowledge::Date`). A room may always use its own parts.
const ROOMS: &[(&str, &[&str])] = &[
    // Plain data and small tools.
    ("language", &[]),
    ("suggest", &[]),
    ("report::tame", &[]),
    ("config::Origin", &[]),
    ("knowledge::Date", &[]),
    ("knowledge::AnchorKind", &[]),
    ("source", &["language"]),
    ("finding", &["knowledge::Date", "source"]),
    ("exit_status", &["finding"]),
    // What is asked, and what is known.
    ("cli", &["exit_status", "finding", "knowledge::Date"]),
    ("knowledge", &["finding", "knowledge::AnchorKind", "knowledge::Date", "language"]),
    ("gate::selection", &["config::Origin", "exit_status", "finding", "suggest"]),
    (
        "config",
        &[
            "cli",
            "config::Origin",
            "exit_status",
            "finding",
            "gate::selection",
            "knowledge",
            "knowledge::Date",
            "report::tame",
            "suggest",
        ],
    ),
    // From paths to facts, a file at a time.
    ("walk", &["finding", "language"]),
    ("source::read::Unread", &["finding", "walk"]),
    ("notebook", &["finding", "language", "source", "source::read::Unread", "walk"]),
    ("source::read", &["finding", "language", "notebook", "source", "source::read::Unread", "walk"]),
    ("prefilter", &["knowledge::AnchorKind", "language"]),
    ("facts", &["language", "source"]),
    ("suppression", &["finding", "knowledge::Date", "language", "source"]),
    // All files together.
    ("project", &["facts", "language", "source"]),
    ("check", &["facts", "finding", "knowledge", "knowledge::Date", "language", "project", "source"]),
    ("calls::row", &["source"]),
    (
        "calls",
        &["calls::row", "check", "facts", "finding", "knowledge", "knowledge::Date", "language", "project", "source"],
    ),
    (
        "check::resilience",
        &["calls", "check", "facts", "finding", "knowledge", "knowledge::Date", "language", "project", "source"],
    ),
    (
        "rewrite",
        &["calls", "check", "facts", "finding", "knowledge", "knowledge::Date", "language", "project", "source"],
    ),
    ("scan::report", &["calls::row", "finding", "knowledge::Date", "suppression"]),
    (
        "scan",
        &[
            "calls",
            "calls::row",
            "check",
            "check::resilience",
            "facts",
            "finding",
            "knowledge",
            "knowledge::AnchorKind",
            "knowledge::Date",
            "language",
            "prefilter",
            "project",
            "rewrite",
            "scan::report",
            "source",
            "source::read",
            "source::read::Unread",
            "suppression",
            "walk",
        ],
    ),
    // From findings to what a reader sees.
    ("fix", &["facts", "finding", "language", "notebook", "source", "source::read", "source::read::Unread", "walk"]),
    (
        "gate",
        &[
            "config",
            "config::Origin",
            "exit_status",
            "finding",
            "gate::selection",
            "knowledge::Date",
            "source",
            "suppression",
        ],
    ),
    (
        "report",
        &[
            "calls::row",
            "check::lifecycle",
            "check::registry",
            "cli",
            "finding",
            "gate",
            "knowledge::Date",
            "report::tame",
            "scan::report",
            "source",
        ],
    ),
    (
        "commands",
        &[
            "check::registry",
            "cli",
            "config",
            "config::Origin",
            "exit_status",
            "finding",
            "fix",
            "gate",
            "gate::selection",
            "knowledge",
            "knowledge::Date",
            "report",
            "report::tame",
            "scan",
            "scan::report",
        ],
    ),
    ("main", &["commands"]),
];

/// Names that `scan` hands on from its file of plain data.
const RE_EXPORTS: &[(&str, &str)] = &[
    ("scan::Progress", "scan::report"),
    ("scan::Report", "scan::report"),
    ("scan::ScanOptions", "scan::report"),
    ("scan::Skipped", "scan::report"),
    ("scan::Stats", "scan::report"),
];

/// What reaches the world, and the files that may write it. Everyone else gets plain data.
const WORLD: &[(&str, &[&str])] = &[
    // The file system.
    (
        "std::fs",
        &[
            "commands/check.rs",
            "commands/ignores.rs",
            "commands/output.rs",
            "commands/scan.rs",
            "commands/rule_new.rs",
            "config/find.rs",
            "config/within.rs",
            "fix/write.rs",
            "source/read.rs",
            "walk/ignoring.rs",
            "walk/tree.rs",
        ],
    ),
    ("walkdir::", &["config/rule_files.rs"]),
    (
        ".metadata()",
        &[
            "commands/git.rs",
            "commands/scan.rs",
            "config/within.rs",
            "source/read.rs",
            "walk/ignoring.rs",
            "walk/tree.rs",
        ],
    ),
    (".symlink_metadata()", &["commands/scan.rs", "fix/change.rs", "walk/ignoring.rs"]),
    (".canonicalize()", &["commands/git.rs", "config/within.rs", "walk/root.rs"]),
    (".read_dir()", &[]),
    (".try_exists()", &[]),
    // The environment and the process.
    ("std::env", &["commands/mod.rs", "main.rs", "walk/root.rs"]),
    // git is asked what has changed.
    ("std::process", &["commands/git.rs", "exit_status.rs", "main.rs"]),
    ("stdin()", &["commands/mod.rs"]),
    ("stdout()", &["report/terminal.rs"]),
    ("stderr()", &["report/progress.rs", "report/terminal.rs"]),
    ("println!", &[]),
    ("eprintln!", &[]),
    ("print!", &[]),
    ("eprint!", &[]),
    ("dbg!", &[]),
    // The clock. `Instant` measures how long a scan took, and ends a parse that takes too long.
    ("Zoned::now", &["commands/mod.rs"]),
    ("Timestamp::now", &[]),
    ("SystemTime", &[]),
    ("Instant", &["facts/tree.rs", "scan/mod.rs"]),
    // The network.
    ("std::net", &[]),
    ("std::os", &[]),
];

/// Crates that open connections.
const NETWORK: &[&str] = &[
    "attohttpc",
    "async-std",
    "curl",
    "curl-sys",
    "h2",
    "hyper",
    "isahc",
    "mio",
    "minreq",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "surf",
    "tokio",
    "tungstenite",
    "ureq",
];

/// Lines past which a file does a second thing.
const MAX_LINES: usize = 400;

/// True if a path is this room or leads into it.
fn is_in(path: &str, room: &str) -> bool {
    path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn room_of(path: &str) -> Option<&'static str> {
    ROOMS.iter().map(|(room, _)| *room).filter(|room| is_in(path, room)).max_by_key(|room| room.len())
}

/// A path as written, with re-exported names led back to where they stand.
fn meant(path: &str) -> String {
    let found = RE_EXPORTS.iter().find(|(written, _)| is_in(path, written));
    found.map_or_else(|| path.to_owned(), |(written, place)| format!("{place}{}", &path[written.len()..]))
}

fn allowed(from: &str, path: &str) -> bool {
    let Some(to) = room_of(path) else { return true };
    let uses = ROOMS.iter().find(|(room, _)| *room == from).map_or(&[][..], |(_, uses)| uses);
    from == to || uses.iter().any(|room| is_in(path, room) && room_of(room) == Some(to))
}

/// The lines on which a module names something of [`WORLD`].
fn touches<'m>(module: &'m Module, what: &'m str) -> impl Iterator<Item = usize> + 'm {
    let in_code = module.lines().filter(move |(_, line)| !what.starts_with("std::") && sources::names(line, what));
    let of_std = module.std.iter().filter(move |(_, path)| path == what || path.starts_with(&format!("{what}::")));
    in_code.map(|(line, _)| line).chain(of_std.map(|(line, _)| *line))
}

#[test]
fn data_flows_right() {
    let mut wrong = Vec::new();
    for module in modules() {
        let Some(from) = room_of(&module.path) else { continue };
        for (line, path) in &module.uses {
            let path = meant(path);
            if !allowed(from, &path) {
                wrong.push(format!("src/{}:{line}: `{from}` may not use `{path}`", module.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n(see ROOMS in tests/architecture.rs)", wrong.join("\n"));
}

#[test]
fn every_module_has_a_room_and_the_rooms_make_no_circle() {
    let modules = modules();
    for module in modules.iter().filter(|m| !m.path.is_empty()) {
        assert!(room_of(&module.path).is_some(), "src/{} stands in no room of ROOMS", module.file);
    }
    let position = |room: &str| ROOMS.iter().position(|(name, _)| *name == room);
    let is_type = |room: &str| room.rsplit("::").next().is_some_and(|last| last.starts_with(char::is_uppercase));
    for (at, (name, uses)) in ROOMS.iter().enumerate() {
        let known = |m: &Module| m.path == *name || m.path.starts_with(&format!("{name}::"));
        assert!(is_type(name) || modules.iter().any(known), "there is no module `{name}`");
        for room in *uses {
            let to = room_of(room).and_then(position);
            assert!(to.is_some_and(|to| to < at), "`{room}` does not stand above `{name}`, which may use it");
        }
    }
    for (written, place) in RE_EXPORTS {
        assert!(position(place).is_some(), "`{place}`, where `{written}` stands, is no room");
    }
}

#[test]
fn the_reader_of_uses_sees_what_is_there() {
    // The other tests prove nothing if this one is blind: some ties that must be seen.
    let modules = modules();
    for (from, to) in [
        ("check::flow", "facts::Use"),
        ("config", "gate::selection::Selector"),
        ("knowledge::chain", "finding::ChainStep"),
        ("notebook", "source::Span"),
        ("report", "scan::Report"),
        ("scan::wave", "scan::file::Reader"),
        ("source::read", "notebook::read"),
    ] {
        let module = modules.iter().find(|m| m.path == from).unwrap_or_else(|| panic!("no module {from}"));
        assert!(module.uses.iter().any(|(_, used)| used == to), "{from} does not use {to}: {:?}", module.uses);
    }
    assert!(!allowed("facts", "knowledge::Rule") && !allowed("project", "check::flow") && !allowed("check", "scan"));
    assert!(!allowed("report", "scan::run") && allowed("report", &meant("scan::Report")));
    assert!(!allowed("report", "check::api") && allowed("report", "check::lifecycle::span_of_days"));
}

#[test]
fn only_a_few_files_touch_the_world() {
    let mut wrong = Vec::new();
    for module in modules() {
        for (what, files) in WORLD {
            if !files.contains(&module.file.as_str()) {
                wrong.extend(touches(&module, what).map(|line| format!("src/{}:{line}: `{what}`", module.file)));
            }
        }
    }
    assert!(wrong.is_empty(), "take plain data instead (see WORLD in tests/architecture.rs):\n{}", wrong.join("\n"));
}

#[test]
fn who_may_touch_the_world_does() {
    // A permission that nobody needs any more would hide the next one who takes it.
    let modules = modules();
    for (what, files) in WORLD {
        for file in *files {
            let module = modules.iter().find(|m| m.file == *file).unwrap_or_else(|| panic!("there is no src/{file}"));
            assert!(touches(module, what).next().is_some(), "src/{file} needs no `{what}`");
        }
    }
}

#[test]
fn syntax_trees_stay_in_facts() {
    for module in modules() {
        let reads_trees = module.lines().any(|(_, line)| line.contains("tree_sitter"));
        let file = &module.file;
        assert!(!reads_trees || is_in(&module.path, "facts"), "src/{file} touches a syntax tree: checks ask facts");
    }
}

#[test]
fn core_types_have_no_format() {
    for module in modules() {
        let core = ["source", "facts", "project", "finding"].contains(&module.path.split("::").next().unwrap());
        let serializes = module.lines().any(|(_, line)| line.contains("Serialize") && line.contains("derive"));
        assert!(!core || !serializes, "src/{}: machine formats have types of their own in `report`", module.file);
    }
}

#[test]
fn a_file_does_one_thing() {
    for file in sources::files() {
        let lines = sources::read(&file).lines().count();
        assert!(lines <= MAX_LINES, "src/{file} has {lines} lines: look for the second thing it does");
    }
}

#[test]
fn a_folder_says_what_lives_in_it() {
    for file in sources::files() {
        let text = sources::read(&file);
        assert!(text.starts_with("//! "), "src/{file} does not open with what it is for");
        let first: String = text.lines().take_while(|l| l.starts_with("//!")).collect::<Vec<_>>().join(" ");
        let is_folder = file.ends_with("/mod.rs");
        assert!(!is_folder || first.len() >= 60, "src/{file}: what lives in the folder, and what does not?");
    }
}

#[test]
fn nothing_is_unsafe() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""), "Cargo.toml no longer forbids unsafe code");
    for module in modules() {
        for (number, line) in module.lines() {
            assert!(!sources::names(line, "unsafe "), "src/{}:{number}: {line}", module.file);
            assert!(!line.contains("allow(unsafe"), "src/{}:{number}: {line}", module.file);
        }
    }
}

#[test]
fn no_dependency_opens_connections() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let names: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(names.contains(&"codexit") && names.contains(&"tree-sitter"), "Cargo.lock is not read right");
    for name in names {
        assert!(!NETWORK.contains(&name), "Cargo.lock holds {name}: the binary makes no network connection, ever");
    }
}

#[test]
fn every_dependency_is_used_and_has_its_reason() {
    let manifest: toml::Table = std::fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    let page = std::fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    let sources: String = sources::files().iter().map(|file| sources::read(file)).collect();
    // build.rs compiles some files of `knowledge` into itself.
    let build = std::fs::read_to_string(root().join("build.rs")).unwrap() + &sources;
    let tests: String = std::fs::read_dir(root().join("tests"))
        .unwrap()
        .chain(std::fs::read_dir(root().join("benches")).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "rs") && !path.ends_with("architecture.rs"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for (section, text) in
        [("dependencies", &sources), ("build-dependencies", &build), ("dev-dependencies", &(sources.clone() + &tests))]
    {
        for name in manifest[section].as_table().unwrap().keys() {
            let used = name.replace('-', "_");
            assert!(sources::names(text, &used), "nothing uses the crate {name} of [{section}]");
            assert!(page.contains(&format!("| {name} |")), "docs/ARCHITECTURE.md gives no reason for the crate {name}");
        }
    }
}
