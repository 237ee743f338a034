//! The properties under `fuzz/` for the inputs that once broke one of them, and for some made up on the spot: the same
//! ones in every run. `fuzz/README.md` says how to look for more.

use fuzz::Target;
use fuzz::mutate::{self, Dice};
use std::path::Path;
use std::time::{Duration, Instant};

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

/// Inputs a target; an unoptimized build takes some hundredths of a second for each.
const INPUTS: u32 = 25;

#[test]
fn what_once_broke_something_no_longer_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions");
    let mut fed = 0;
    for target in Target::ALL {
        let Ok(files) = std::fs::read_dir(folder.join(target.name())) else { continue };
        for file in files.flatten() {
            let began = Instant::now();
            target.run(&std::fs::read(file.path()).unwrap());
            assert!(began.elapsed() < Duration::from_secs(120), "{} took too long", file.path().display());
            fed += 1;
        }
    }
    assert!(fed > 0, "there are no regressions under {}", folder.display());
}

#[test]
fn made_up_inputs_break_nothing() {
    for target in Target::ALL {
        let seeds = mutate::seeds(Path::new(env!("CARGO_MANIFEST_DIR")), target);
        let mut dice = Dice::new(20261122);
        for number in 0..INPUTS {
            let input = mutate::mutated(&seeds, &mut dice);
            let broke = std::panic::catch_unwind(|| target.run(&input)).is_err();
            assert!(!broke, "{} breaks on input {number}: {:?}", target.name(), String::from_utf8_lossy(&input));
        }
    }
}
