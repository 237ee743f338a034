//! A guess at how common a few bytes are in code. It decides only how fast the prefilter is, never what it admits.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Words that ids share with code although some of their grams are rare.
const GENERIC: &[&str] = &[
    "accounts",
    "air",
    "all",
    "api",
    "app",
    "azure",
    "creative",
    "deep",
    "doc",
    "english",
    "exp",
    "facebook",
    "fast",
    "flash",
    "github",
    "guard",
    "huge",
    "insert",
    "labs",
    "live",
    "max",
    "medium",
    "microsoft",
    "mid",
    "moderation",
    "multilingual",
    "nano",
    "navigator",
    "new",
    "nightly",
    "non",
    "online",
    "org",
    "plus",
    "pro",
    "publishers",
    "quality",
    "rank",
    "raw",
    "realtime",
    "reasoning",
    "res",
    "research",
    "robotics",
    "similarity",
    "small",
    "sol",
    "spot",
    "stable",
    "thinking",
    "transcribe",
    "try",
    "use",
    "virtual",
    "voice",
    "web",
];

/// The most common grams in 112 MB of Python and npm packages, letter case set aside, the most common first; four bytes
/// each, thirty a line.
const GRAMS: &str = include_str!("common_grams.txt");

/// The common grams with their rank.
static RANKS: LazyLock<FxHashMap<[u8; 4], i32>> = LazyLock::new(|| common().zip(0..).collect());

/// The common grams, the most common first.
pub(super) fn common() -> impl Iterator<Item = [u8; 4]> {
    GRAMS.lines().flat_map(|line| line.as_bytes().chunks_exact(4)).filter_map(|gram| gram.try_into().ok())
}

/// How often a window's grams stand in code, roughly: times in ten million bytes.
pub(super) fn frequency(window: &[u8]) -> i32 {
    window.windows(4).map(gram_frequency).sum()
}

fn gram_frequency(gram: &[u8]) -> i32 {
    let folded: [u8; 4] = std::array::from_fn(|i| gram[i].to_ascii_lowercase());
    match RANKS.get(&folded) {
        // Frequencies fall with the rank as they do in every language (Zipf).
        Some(rank) => 1_400_000 / (rank + 50),
        // What is not in the list is rarer than all that is.
        None => 400 - gram.iter().map(|&byte| information(byte)).sum::<i32>(),
    }
}

/// True for a word (lower case) that says nothing about models by itself: it is generic, or made of common grams only.
pub(super) fn is_common(word: &[u8]) -> bool {
    let letters = word.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    letters < 3
        || GENERIC.iter().any(|generic| generic.as_bytes() == word)
        || word.len() >= 4
            && word.windows(4).all(|gram| gram.try_into().is_ok_and(|gram: [u8; 4]| RANKS.contains_key(&gram)))
}

/// Tenths of a bit that a byte tells, roughly, in code and data.
fn information(byte: u8) -> i32 {
    match byte {
        b'e' | b't' | b' ' => 38,
        b'a' | b'o' | b'i' | b'n' | b's' | b'r' => 43,
        b'l' | b'd' | b'c' | b'u' | b'm' | b'p' | b'f' => 50,
        b'g' | b'h' | b'y' | b'b' | b'v' | b'w' => 60,
        b'_' | b'.' | b'"' | b'\'' | b'(' | b',' | b'=' | b'0' | b'1' => 55,
        b'0'..=b'9' => 68,
        b'k' | b'x' | b'j' | b'q' | b'z' => 85,
        b'A'..=b'Z' => 72,
        b'-' | b'/' | b':' => 66,
        _ => 85,
    }
}
