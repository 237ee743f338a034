//! Feeds mutated seeds to the targets for some time, one after another. What is being fed stands in a file, so that
//! whatever ends the process leaves it behind; an input that takes too long ends it, too.
//!
//! Usage: drive SECONDS REPOSITORY FOLDER-FOR-WHAT-IT-FINDS [FIRST-NUMBER]; the seeds are its fixtures and rules.

use codexit_fuzz::Target;
use codexit_fuzz::mutate::{self, Dice};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, panic, process, thread};

/// Longer than any input of 64 KiB may take, on a machine that has other things to do.
const TOO_LONG: u64 = 300;
/// The slowest input of a target is kept if it takes longer than that, in milliseconds.
const SLOW: u128 = 300;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let [_, seconds, repository, found, rest @ ..] = &arguments[..] else {
        eprintln!("usage: drive SECONDS REPOSITORY FOUND [FIRST-NUMBER]");
        process::exit(2);
    };
    let seconds: u64 = seconds.parse().expect("a number of seconds");
    let first: u64 = rest.first().map_or(1, |number| number.parse().expect("a number"));
    let found = PathBuf::from(found);
    fs::create_dir_all(&found).expect("a folder to write to");
    let began = Instant::now();
    let since = Arc::new(AtomicU64::new(0));
    let watched = since.clone();
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_secs(1));
            let fed = watched.load(Ordering::Relaxed);
            if fed > 0 && began.elapsed().as_secs() > fed + TOO_LONG {
                eprintln!("an input takes longer than {TOO_LONG} s; it is the one called current");
                process::exit(1);
            }
        }
    });
    let all: Vec<_> = Target::ALL.iter().map(|&target| (target, mutate::seeds(repository.as_ref(), target))).collect();
    let mut counts = vec![(0u64, 0u64, 0u128); all.len()];
    let mut number = first;
    while began.elapsed().as_secs() < seconds {
        for (at, (target, seeds)) in all.iter().enumerate() {
            let mut dice = Dice::new(number.wrapping_mul(31).wrapping_add(at as u64));
            for _ in 0..50 {
                let input = mutate::mutated(seeds, &mut dice);
                let current = found.join(format!("{}.current", target.name()));
                fs::write(&current, &input).expect("the input can be written");
                since.store(began.elapsed().as_secs() + 1, Ordering::Relaxed);
                let fed = Instant::now();
                if panic::catch_unwind(|| target.run(&input)).is_err() {
                    counts[at].1 += 1;
                    let kept = found.join(format!("{}-{number}-{}", target.name(), counts[at].0));
                    fs::write(&kept, &input).expect("what was found can be written");
                    eprintln!("found: {}", kept.display());
                }
                let took = fed.elapsed().as_millis();
                if took > counts[at].2.max(SLOW) {
                    fs::write(found.join(format!("{}.slowest", target.name())), &input).expect("it can be written");
                }
                counts[at].2 = counts[at].2.max(took);
                since.store(0, Ordering::Relaxed);
                counts[at].0 += 1;
                let _ = fs::remove_file(&current);
            }
        }
        number += 1;
    }
    for ((target, seeds), (fed, broken, slowest)) in all.iter().zip(&counts) {
        println!(
            "{}: {} seeds, {fed} inputs, {broken} broke something, slowest {slowest} ms",
            target.name(),
            seeds.len()
        );
    }
    println!("next number: {number}");
    process::exit(i32::from(counts.iter().any(|(_, broken, _)| *broken > 0)));
}
