//! Ids that code builds: `"gpt-4-" + size`, `f"text-{family}-003"`, `` `claude-${version}` ``.
//!
//! A piece counts if it says something about models by itself (`gpt-`, not `text-`), if it is cut at a separator, and
//! if all other words of some id that it is a piece of stand somewhere in the file as well.

use super::bound;
use super::gram::{Sieve, WINDOW};
use super::{family, rarity};
use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::OnceLock;

/// Longest piece that is looked at, in bytes.
const LONGEST: usize = 100;
/// A file with more different pieces than this is let in: it is about models, whatever it says.
const MANY: usize = 64;
/// What ids are cut at.
const SEPARATORS: [char; 6] = ['-', '.', ':', '@', '/', '_'];

/// The pieces of all ids.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// The ids in lower case, sorted.
    ids: Vec<String>,
    /// Ends of ids whose beginnings are ordinary words, with the indices of the ids.
    last: FxHashMap<Box<[u8]>, Vec<u32>>,
    /// Built when the first file needs it, which most runs on ordinary code never do.
    words: OnceLock<Option<Words>>,
}

/// All words of ids, to be looked for at once.
#[derive(Debug)]
struct Words {
    finder: AhoCorasick,
    number: FxHashMap<Box<str>, u32>,
}

/// What was found out about a file so far, so that a file full of pieces is still read in linear time.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pieces: FxHashSet<Vec<u8>>,
    /// For each word, whether the file holds it.
    words: Option<Vec<bool>>,
}

impl Pieces {
    /// The pieces of `ids`, in lower case; their grams are added to `sieve`.
    pub(super) fn new(mut ids: Vec<String>, sieve: &mut Sieve) -> Pieces {
        ids.sort_unstable();
        ids.dedup();
        let mut firsts: FxHashSet<&str> = FxHashSet::default();
        let mut last: FxHashMap<Box<[u8]>, Vec<u32>> = FxHashMap::default();
        for (index, id) in (0..).zip(&ids) {
            if id.contains(char::is_whitespace) {
                continue;
            }
            let Some(telling) = words(id).find(|word| is_telling(&id[word.clone()])) else { continue };
            if telling.end < id.len() {
                firsts.insert(&id[..telling.end]);
            }
            // `"text-" + "davinci-003"`: no beginning says anything, so the end must.
            for word in words(id).take_while(|word| word.end < telling.start) {
                for start in [word.end, word.end + 1] {
                    last.entry(id[start..].as_bytes().into()).or_default().push(index);
                }
            }
        }
        let mut firsts: Vec<&str> = firsts.into_iter().collect();
        firsts.sort_unstable();
        for first in firsts {
            add_first(sieve, first.as_bytes());
        }
        let mut lasts: Vec<&Box<[u8]>> = last.keys().filter(|text| (WINDOW..LONGEST).contains(&text.len())).collect();
        lasts.sort_unstable();
        for text in lasts {
            sieve.add_text(text, text.len(), family::LAST_PIECE);
        }
        Pieces { ids, last, words: OnceLock::new() }
    }

    /// The piece that starts at `start`, if it is the beginning of an id whose other words are in the file.
    pub(super) fn first(&self, bytes: &[u8], start: usize, seen: &mut Seen) -> Option<Range<usize>> {
        if !bound::piece_starts(bytes, start) {
            return None;
        }
        let run = bytes[start..].iter().take(LONGEST);
        let length =
            run.take_while(|&&byte| byte.is_ascii_alphanumeric() || SEPARATORS.contains(&(byte as char))).count();
        let end = start + length;
        if !bound::piece_ends(bytes, end) {
            return None;
        }
        let piece = bytes[start..end].to_ascii_lowercase();
        if !seen.is_new(&piece) {
            return None;
        }
        let from = self.ids.partition_point(|id| id.as_bytes() < piece.as_slice());
        let whole = self.ids[from..].iter().take_while(|id| id.as_bytes().starts_with(&piece)).any(|id| {
            let rest = &id[length..];
            let is_cut = rest.starts_with(SEPARATORS) || id[..length].ends_with(SEPARATORS);
            is_cut && self.holds_words(bytes, rest, seen)
        });
        (whole || seen.is_full()).then_some(start..end)
    }

    /// True if `range` is the end of an id whose other words are in the file.
    pub(super) fn last(&self, bytes: &[u8], range: Range<usize>, seen: &mut Seen) -> bool {
        if !bound::piece_starts(bytes, range.start) || !bound::piece_ends(bytes, range.end) {
            return false;
        }
        let piece = bytes[range].to_ascii_lowercase();
        let Some(ids) = self.last.get(piece.as_slice()) else { return false };
        seen.is_new(&piece)
            && ids.iter().any(|&index| {
                let id = &self.ids[index as usize];
                self.holds_words(bytes, &id[..id.len() - piece.len()], seen)
            })
            || seen.is_full()
    }

    /// True if the file holds every word of `part`, in any letter case and anywhere.
    fn holds_words(&self, bytes: &[u8], part: &str, seen: &mut Seen) -> bool {
        let Some(all) = self.words() else { return true };
        let held = seen.words.get_or_insert_with(|| {
            let mut held = vec![false; all.finder.patterns_len()];
            for found in all.finder.find_overlapping_iter(bytes) {
                held[found.pattern().as_usize()] = true;
            }
            held
        });
        words(part).all(|word| all.number.get(&part[word]).is_none_or(|&number| held[number as usize]))
    }

    /// The finder of all words; `None` if it cannot be built, and then every piece counts.
    fn words(&self) -> Option<&Words> {
        let build = || {
            let unique: FxHashSet<&str> = self.ids.iter().flat_map(|id| words(id).map(|word| &id[word])).collect();
            let mut unique: Vec<&str> = unique.into_iter().collect();
            unique.sort_unstable();
            let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(&unique).ok()?;
            let number = (0..).zip(unique).map(|(number, word)| (word.into(), number)).collect();
            Some(Words { finder, number })
        };
        self.words.get_or_init(build).as_ref()
    }
}

impl Seen {
    /// Notes a piece; true if it was not met before and there is room for it.
    fn is_new(&mut self, piece: &[u8]) -> bool {
        !self.pieces.contains(piece) && !self.is_full() && self.pieces.insert(piece.to_vec())
    }

    fn is_full(&self) -> bool {
        self.pieces.len() >= MANY
    }
}

/// The words between separators, as ranges, in order.
fn words(id: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let parts = id.split(SEPARATORS).map(move |word| {
        let from = at;
        at = from + word.len() + 1;
        from..from + word.len()
    });
    parts.filter(|word| !word.is_empty())
}

/// True for a word that is about models and nothing else.
fn is_telling(word: &str) -> bool {
    word.len() >= 3 && word.bytes().any(|byte| byte.is_ascii_alphabetic()) && !rarity::is_common(word)
}

/// Adds the beginning of ids, up to the separator. If it is shorter than a window, what stands around it is added.
fn add_first(sieve: &mut Sieve, text: &[u8]) {
    if text.len() >= WINDOW {
        return sieve.add_text(text, 1, family::FIRST_PIECE);
    }
    for &left in bound::PIECE_LEFT {
        let open = [&[left], text].concat();
        if open.len() >= WINDOW {
            sieve.add(&open, -1, 1, family::FIRST_PIECE);
            continue;
        }
        for right in SEPARATORS.iter().map(|&separator| separator as u8).chain(bound::PIECE_RIGHT.iter().copied()) {
            sieve.add(&[&open, &[right][..]].concat(), -1, 1, family::FIRST_PIECE);
        }
    }
}
