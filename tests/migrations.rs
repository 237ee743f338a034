//! Every migration has a folder under `fixtures/migrations`: what `fix --unsafe` makes of `before` is `after`, byte for
//! byte, and a second run changes nothing. `UPDATE_MIGRATIONS=1` writes what comes out, to be read before it is kept.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What becomes of the file `before` in a folder of its own.
fn fixed(before: &Path, target: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(before.file_name().unwrap());
    std::fs::copy(before, &file).unwrap();
    let arguments =
        ["fix", "--unsafe", "--isolated", "--as-of", "2026-11-22", "--ignore", "resilience", "--target", target, "."];
    let run = || {
        let output = Command::new(env!("CARGO_BIN_EXE_codexit")).args(arguments).current_dir(folder.path()).output();
        assert!(matches!(output.unwrap().status.code(), Some(0 | 1)), "{}", before.display());
        std::fs::read_to_string(&file).unwrap()
    };
    let once = run();
    assert_eq!(once, run(), "{}: a second run changes something", before.display());
    once
}

#[test]
fn every_migration_does_what_its_fixture_says() {
    let mut seen = 0;
    for entry in std::fs::read_dir(root().join("rules/migrations")).unwrap() {
        let path = entry.unwrap().path();
        let folder = root().join("fixtures/migrations").join(path.file_stem().unwrap());
        let Ok(files) = std::fs::read_dir(&folder) else { panic!("{} is missing", folder.display()) };
        let before = files.map(|f| f.unwrap().path()).find(|f| f.file_stem().unwrap() == "before");
        let before = before.unwrap_or_else(|| panic!("{} holds no `before`", folder.display()));
        let after = before.with_file_name("after").with_extension(before.extension().unwrap());
        let table = std::fs::read_to_string(&path).unwrap();
        let target = if table.contains("target = \"responses\"") { "responses" } else { "chat" };
        let now = fixed(&before, target);
        if std::env::var_os("UPDATE_MIGRATIONS").is_some() {
            std::fs::write(&after, &now).unwrap();
        }
        assert_eq!(now, std::fs::read_to_string(&after).unwrap_or_default(), "{}", before.display());
        assert_ne!(now, std::fs::read_to_string(&before).unwrap(), "{}: nothing was migrated", before.display());
        seen += 1;
    }
    assert!(seen >= 12, "{seen}");
}
