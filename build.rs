//! Embeds the knowledge: reads `rules/**/*.toml` with the very types the program uses, refuses a file with a mistake
//! (path, line, column), and writes all of it in a binary form that is quick to load.

#[path = "src/knowledge/behaviour.rs"]
mod behaviour;
#[path = "src/knowledge/day.rs"]
mod day;
#[path = "src/knowledge/document.rs"]
mod document;
#[path = "src/knowledge/migration.rs"]
mod migration;
#[path = "src/knowledge/mistake.rs"]
mod mistake;
#[path = "src/knowledge/provider.rs"]
mod provider;
#[path = "src/knowledge/raw.rs"]
mod raw;
#[path = "src/knowledge/retrier.rs"]
mod retrier;
#[path = "src/knowledge/validate.rs"]
mod validate;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    match embed() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // Cargo shows the standard error of a build script that fails.
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn embed() -> Result<(), String> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=rules");
    for shared in ["behaviour", "day", "document", "migration", "mistake", "provider", "raw", "retrier", "validate"] {
        println!("cargo::rerun-if-changed=src/knowledge/{shared}.rs");
    }
    let knowledge = read_rules(Path::new("rules"))?;
    let bytes = postcard::to_allocvec(&knowledge).map_err(|error| format!("cannot embed the rules: {error}"))?;
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let target = Path::new(&out).join("knowledge.bin");
    std::fs::write(&target, bytes).map_err(|error| format!("{}: {error}", target.display()))
}

/// All rule files, in the order of their paths, so that the same files give the same bytes.
fn read_rules(root: &Path) -> Result<raw::RawKnowledge, String> {
    let mut knowledge = raw::RawKnowledge::default();
    if !root.is_dir() {
        return Ok(knowledge);
    }
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry.map_err(|error| format!("cannot read the rules: {error}"))?;
        if entry.path().extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let shown = entry.path().to_string_lossy().replace('\\', "/");
        println!("cargo::rerun-if-changed={shown}");
        let text = std::fs::read_to_string(entry.path()).map_err(|error| format!("{shown}: {error}"))?;
        let read = document::read(&shown, &text).map_err(|mistake| {
            let help = mistake.help.map_or(String::new(), |help| format!(" ({help})"));
            format!("{shown}:{}:{}: {}{help}", mistake.line, mistake.column, mistake.message)
        })?;
        match read {
            document::Document::Models(models) => knowledge.models.push(models),
            document::Document::Packages(packages) => knowledge.packages.push(packages),
            document::Document::Sdk(sdk) => knowledge.sdks.push(*sdk),
            document::Document::Words(words) => knowledge.words = words,
            document::Document::Migration(migration) => knowledge.migrations.push(*migration),
            document::Document::Contact(contact) => knowledge.contacts.push(contact),
            document::Document::Rule(rule) => knowledge.rules.push(*rule),
        }
    }
    Ok(knowledge)
}
