//! Ids that code builds: `"gpt-4-" + size`, `f"text-{family}-003"`, `` `claude-${version}` ``.
//!
//! A piece counts if it says something about models by itself (`gpt-`, not `text-`), if it is cut at a separator, and
//! if all other words of some id that it is a piece of stand somewhere in the file as words of their own.

use super::bound;
use super::gram::{Chooser, Sieve, WINDOW};
use super::{family, rarity};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Longest piece that is looked at, in bytes.
const LONGEST: usize = 100;
/// Longest word of an id that is looked for, in bytes.
const LONGEST_WORD: usize = 32;
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
    /// The words of all ids, numbered.
    words: FxHashMap<Box<[u8]>, u32>,
    /// Those that are about models and nothing else.
    telling: FxHashSet<Box<[u8]>>,
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
    pub(super) fn new(mut ids: Vec<String>, sieve: &mut Sieve, windows: &mut Chooser) -> Pieces {
        ids.sort_unstable();
        ids.dedup();
        let mut pieces = Pieces::default();
        let mut firsts: FxHashSet<&str> = FxHashSet::default();
        for (index, id) in (0..).zip(&ids) {
            for word in words(id.as_bytes()) {
                let word = &id.as_bytes()[word];
                if !pieces.words.contains_key(word) {
                    pieces.words.insert(word.into(), pieces.words.len() as u32);
                    if !rarity::is_common(word) {
                        pieces.telling.insert(word.into());
                    }
                }
            }
            let Some(telling) = pieces.telling_word(id.as_bytes()) else { continue };
            if telling.end < id.len() {
                firsts.insert(&id[..telling.end]);
            }
            // `"text-" + "davinci-003"`: no beginning says anything, so the end must.
            for word in words(id.as_bytes()).take_while(|word| word.end < telling.start) {
                for start in [word.end, word.end + 1] {
                    pieces.last.entry(id.as_bytes()[start..].into()).or_default().push(index);
                }
            }
        }
        let mut firsts: Vec<&str> = firsts.into_iter().collect();
        firsts.sort_unstable();
        for first in firsts {
            add_first(sieve, first.as_bytes(), windows);
        }
        let mut lasts: Vec<&[u8]> = pieces.last.keys().map(|text| &**text).collect();
        lasts.sort_unstable();
        for text in lasts {
            if text.len() < LONGEST
                && let Some((at, window)) = windows.choose_rare(text)
            {
                sieve.add(window, at, text.len(), family::LAST_PIECE);
            }
        }
        pieces.ids = ids;
        pieces
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
        if self.telling_word(&piece).is_none() || !seen.is_new(&piece) {
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

    /// True if the file holds every word of `part`, in any letter case.
    fn holds_words(&self, bytes: &[u8], part: &str, seen: &mut Seen) -> bool {
        let held = seen.words.get_or_insert_with(|| {
            let mut held = vec![false; self.words.len()];
            let mut lower = [0; LONGEST_WORD];
            for run in bytes.split(|byte| !byte.is_ascii_alphanumeric()) {
                if let Some(lower) = lower.get_mut(..run.len()).filter(|_| !run.is_empty()) {
                    lower.copy_from_slice(run);
                    lower.make_ascii_lowercase();
                    if let Some(&number) = self.words.get(&*lower) {
                        held[number as usize] = true;
                    }
                }
            }
            held
        });
        let part = part.as_bytes();
        words(part).all(|word| self.words.get(&part[word]).is_none_or(|&number| held[number as usize]))
    }

    /// The first word of an id or piece that is about models and nothing else.
    fn telling_word(&self, id: &[u8]) -> Option<Range<usize>> {
        words(id).find(|word| self.telling.contains(&id[word.clone()]))
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

/// The words between separators, as ranges, in order. They are letters and digits; of anything else ids hold little.
fn words(id: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let parts = id.split(|byte| !byte.is_ascii_alphanumeric()).map(move |word| {
        let from = at;
        at = from + word.len() + 1;
        from..from + word.len()
    });
    parts.filter(|word| !word.is_empty())
}

/// Adds the beginning of ids, up to the separator. If it is shorter than a window, what stands around it is added.
fn add_first(sieve: &mut Sieve, text: &[u8], windows: &mut Chooser) {
    if text.len() >= WINDOW {
        if let Some((at, window)) = windows.choose_rare(text) {
            sieve.add(window, at, 1, family::FIRST_PIECE);
        }
        return;
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
