//! The sieve: which four bytes may begin something, looked up at every second byte of a file.
//!
//! An automaton over thousands of literals reads code at a few hundred megabytes a second. This reads it at more than a
//! thousand, whatever their number: of each literal one window of five bytes is chosen, a rare one, and its two grams
//! of four bytes go into a bitmap. Wherever the window stands in a file, one of the two stands at an even offset. What
//! the bitmap lets through (letter case set aside) is compared with the literals themselves by the caller.

use rustc_hash::{FxHashMap, FxHashSet};

/// Bytes of a window.
pub(super) const WINDOW: usize = 5;
/// Bytes of a gram.
const GRAM: usize = 4;
/// 64-bit words of the bitmap: 2^17 bits, 16 KiB, half of a first-level cache.
const WORDS: usize = 2048;
/// Sets bit 5 of every byte, which makes upper-case letters lower-case (and a few other bytes alike, which is harmless).
const FOLD: u32 = 0x2020_2020;

/// Literals that have a gram at the same distance from their beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// Bytes from the beginning of the literal to the gram; -1 if the gram starts with the byte before the literal.
    pub offset: i16,
    /// What kind of literals.
    pub family: u8,
    /// Their lengths, a bit each.
    pub lengths: u128,
}

/// Grams of literals, and the literals' lengths.
#[derive(Debug)]
pub(super) struct Sieve {
    bits: Box<[u64; WORDS]>,
    groups: FxHashMap<u32, Vec<Group>>,
    /// Windows that were chosen, folded.
    windows: FxHashSet<[u8; WINDOW]>,
    /// Last three bytes of windows of four.
    opened: FxHashSet<([u8; 3], i16, usize, u8)>,
}

impl Default for Sieve {
    fn default() -> Self {
        Sieve {
            bits: Box::new([0; WORDS]),
            groups: FxHashMap::default(),
            windows: FxHashSet::default(),
            opened: FxHashSet::default(),
        }
    }
}

impl Sieve {
    /// Adds a literal of `length` bytes by a window of it: `at` is the window's offset in the literal, which is -1 if
    /// it starts with the byte before. A window of fewer than five bytes stands for every way to go on.
    pub(super) fn add(&mut self, window: &[u8], at: i16, length: usize, family: u8) {
        match window {
            [a, b, c, d, e, ..] => {
                self.add_gram([*a, *b, *c, *d], at, length, family);
                self.add_gram([*b, *c, *d, *e], at + 1, length, family);
            }
            [a, b, c, d] => {
                self.add_gram([*a, *b, *c, *d], at, length, family);
                // All of them were added if one was: windows often differ in their first byte only.
                if self.opened.insert(([*b, *c, *d], at, length, family)) {
                    // Folded, every byte is one of these.
                    for next in (0..=255u8).filter(|byte| byte & 0x20 != 0) {
                        self.add_gram([*b, *c, *d, next], at + 1, length, family);
                    }
                }
            }
            _ => {}
        }
    }

    /// Adds a literal of at least five bytes by its best window.
    pub(super) fn add_text(&mut self, text: &[u8], length: usize, family: u8) {
        let windows = || text.windows(WINDOW).enumerate();
        let key = |window: &[u8]| -> [u8; WINDOW] { std::array::from_fn(|i| window[i] | 0x20) };
        // A window that is in use costs nothing.
        let used = windows().find(|(_, window)| self.windows.contains(&key(window)));
        let rarest = || windows().min_by_key(|(_, window)| super::rarity::frequency(window));
        let Some((at, window)) = used.or_else(rarest) else { return };
        self.windows.insert(key(window));
        self.add(window, at as i16, length, family);
    }

    fn add_gram(&mut self, gram: [u8; GRAM], offset: i16, length: usize, family: u8) {
        let gram = u32::from_le_bytes(gram) | FOLD;
        let (word, bit) = slot(gram);
        self.bits[word] |= 1 << bit;
        let groups = self.groups.entry(gram).or_default();
        match groups.iter_mut().find(|group| group.offset == offset && group.family == family) {
            Some(group) => group.lengths |= 1 << length,
            None => groups.push(Group { offset, family, lengths: 1 << length }),
        }
    }

    /// True if `is_match` says so of one of the places (offset of a gram, and the literals that have it) in `bytes`
    /// where a literal may stand.
    pub(super) fn any(&self, bytes: &[u8], mut is_match: impl FnMut(usize, &Group) -> bool) -> bool {
        let mut is_match = |at: usize, gram: u32| {
            self.groups.get(&gram).is_some_and(|groups| groups.iter().any(|group| is_match(at, group)))
        };
        let fold = u64::from(FOLD) << 32 | u64::from(FOLD);
        let mut before = 0u64;
        let mut at = 0;
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let here = u64::from_le_bytes(chunk.try_into().unwrap_or_default()) | fold;
            // The gram that starts two bytes before this chunk, and the three that are whole in it.
            let grams = [(before >> 48 | here << 16) as u32, here as u32, (here >> 16) as u32, (here >> 32) as u32];
            if grams.iter().fold(0, |found, &gram| found | self.bit(gram)) != 0 {
                for (index, gram) in grams.into_iter().enumerate() {
                    // Before the first chunk there is nothing.
                    if self.bit(gram) != 0 && (at > 0 || index > 0) && is_match(at + 2 * index - 2, gram) {
                        return true;
                    }
                }
            }
            before = here;
            at += 8;
        }
        // The grams of the last bytes; behind the end of a file a line ends.
        let rest = &bytes[at.saturating_sub(2)..];
        let mut end = [b'\n'; 16];
        end[..rest.len()].copy_from_slice(rest);
        (0..rest.len()).step_by(2).any(|i| {
            let gram = u32::from_le_bytes([end[i], end[i + 1], end[i + 2], end[i + 3]]) | FOLD;
            self.bit(gram) != 0 && is_match(at.saturating_sub(2) + i, gram)
        })
    }

    fn bit(&self, gram: u32) -> u64 {
        let (word, bit) = slot(gram);
        self.bits[word] >> bit & 1
    }
}

fn slot(gram: u32) -> (usize, u32) {
    let hash = gram.wrapping_mul(0x9e37_79b1) >> 15;
    ((hash >> 6) as usize & (WORDS - 1), hash & 63)
}
