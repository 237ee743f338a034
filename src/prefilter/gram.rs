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
/// Bytes that are looked at in one go.
const BLOCK: usize = 8;
/// A block and the rest of its last gram.
const SPAN: usize = BLOCK + GRAM - 2;
/// 64-bit words of the bitmap: 2^18 bits, 32 KiB, most of a first-level cache.
const WORDS: usize = 4096;
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
    /// The window's fifth byte, folded, if it is known, and how far from the gram's first byte it stands.
    beside: Option<(i8, u8)>,
}

impl Group {
    /// False if the byte beside the gram at `at` is not the window's: mostly nothing else need be read. What is beyond
    /// the file may be anything.
    fn is_window(&self, bytes: &[u8], at: usize) -> bool {
        self.beside.is_none_or(|(distance, byte)| {
            let found = at.checked_add_signed(isize::from(distance)).and_then(|at| bytes.get(at));
            found.is_none_or(|found| found | 0x20 == byte)
        })
    }
}

/// Grams of literals, and the literals' lengths.
#[derive(Debug)]
pub(super) struct Sieve {
    bits: Box<[u64; WORDS]>,
    groups: FxHashMap<u32, Vec<Group>>,
    /// Last three bytes of windows of four.
    opened: FxHashSet<([u8; 3], i16, usize, u8)>,
}

/// Chooses windows; the fewer different ones there are, the less a sieve lets through.
#[derive(Debug, Default)]
pub(super) struct Chooser {
    /// The windows that were chosen so far, folded.
    chosen: FxHashSet<[u8; WINDOW]>,
}

impl Chooser {
    /// The best window of a literal and its offset; `None` if the literal is shorter than a window.
    pub(super) fn choose<'a>(&mut self, text: &'a [u8]) -> Option<(i16, &'a [u8])> {
        let windows = || text.windows(WINDOW).enumerate();
        let key = |window: &[u8]| -> [u8; WINDOW] { std::array::from_fn(|i| window[i] | 0x20) };
        // A window that is in use costs nothing.
        let used = windows().find(|(_, window)| self.chosen.contains(&key(window)));
        let (at, window) = used.or_else(|| windows().min_by_key(|(_, window)| super::rarity::frequency(window)))?;
        self.chosen.insert(key(window));
        Some((at as i16, window))
    }

    /// The same, if the window is rare in code.
    pub(super) fn choose_rare<'a>(&mut self, text: &'a [u8]) -> Option<(i16, &'a [u8])> {
        /// Times in ten million bytes.
        const RARE: i32 = 800;
        text.windows(WINDOW).any(|window| super::rarity::frequency(window) < RARE).then(|| self.choose(text)).flatten()
    }
}

impl Default for Sieve {
    fn default() -> Self {
        Sieve { bits: Box::new([0; WORDS]), groups: FxHashMap::default(), opened: FxHashSet::default() }
    }
}

impl Sieve {
    /// Adds a literal of `length` bytes by a window of it: `at` is the window's offset in the literal, which is -1 if
    /// it starts with the byte before. A window of fewer than five bytes stands for every way to go on.
    pub(super) fn add(&mut self, window: &[u8], at: i16, length: usize, family: u8) {
        match window {
            [a, b, c, d, e, ..] => {
                self.add_gram([*a, *b, *c, *d], at, length, family, Some((GRAM as i8, e | 0x20)));
                self.add_gram([*b, *c, *d, *e], at + 1, length, family, Some((-1, a | 0x20)));
            }
            [a, b, c, d] => {
                self.add_gram([*a, *b, *c, *d], at, length, family, None);
                // All of them were added if one was: windows often differ in their first byte only.
                if self.opened.insert(([*b, *c, *d], at, length, family)) {
                    // Folded, every byte is one of these.
                    for next in (0..=255u8).filter(|byte| byte & 0x20 != 0) {
                        self.add_gram([*b, *c, *d, next], at + 1, length, family, None);
                    }
                }
            }
            _ => {}
        }
    }

    fn add_gram(&mut self, gram: [u8; GRAM], offset: i16, length: usize, family: u8, beside: Option<(i8, u8)>) {
        let gram = u32::from_le_bytes(gram) | FOLD;
        let (word, bit) = slot(gram);
        self.bits[word] |= 1 << bit;
        let groups = self.groups.entry(gram).or_default();
        match groups.iter_mut().find(|group| (group.offset, group.family, group.beside) == (offset, family, beside)) {
            Some(group) => group.lengths |= 1 << length,
            None => groups.push(Group { offset, family, lengths: 1 << length, beside }),
        }
    }

    /// True if `is_match` says so of one of the places (offset of a gram, and the literals that have it) in `bytes`
    /// where a literal may stand.
    pub(super) fn any(&self, bytes: &[u8], mut is_match: impl FnMut(usize, &Group) -> bool) -> bool {
        let mut is_gram = |at: usize, gram: u32| {
            self.bit(gram) & 1 != 0
                && self
                    .groups
                    .get(&gram)
                    .is_some_and(|groups| groups.iter().any(|group| group.is_window(bytes, at) && is_match(at, group)))
        };
        let mut at = 0;
        while let Some(found) = self.next_block(&bytes[at..]) {
            at += found;
            for i in (at..at + BLOCK).step_by(2) {
                if is_gram(i, gram_at(bytes, i)) {
                    return true;
                }
            }
            at += BLOCK;
        }
        // What is left is less than a block and the rest of its last gram; behind the end of a file a line ends.
        let left = bytes.len() - at;
        let start = at + if left < SPAN { 0 } else { (left - SPAN) / BLOCK * BLOCK + BLOCK };
        let mut end = [b'\n'; SPAN + GRAM];
        end[..bytes.len() - start].copy_from_slice(&bytes[start..]);
        (start..bytes.len()).step_by(2).any(|i| is_gram(i, gram_at(&end, i - start)))
    }

    /// The offset of the next block (whole, and followed by the rest of its last gram) that has a gram at one of its
    /// even offsets.
    #[inline(never)]
    fn next_block(&self, bytes: &[u8]) -> Option<usize> {
        let fold = u64::from(FOLD) << 32 | u64::from(FOLD);
        let blocks = bytes.windows(SPAN).step_by(BLOCK);
        for (index, block) in blocks.enumerate() {
            let (Some(first), Some(last)) = (block.first_chunk(), block.last_chunk()) else { break };
            let here = u64::from_le_bytes(*first) | fold;
            let beyond = u32::from_le_bytes(*last) | FOLD;
            let found = self.bit(here as u32)
                | self.bit((here >> 16) as u32)
                | self.bit((here >> 32) as u32)
                | self.bit(beyond);
            if found & 1 != 0 {
                return Some(index * BLOCK);
            }
        }
        None
    }

    /// Lowest bit set if the folded gram may be one of a literal's; the other bits are noise.
    fn bit(&self, gram: u32) -> u64 {
        let (word, bit) = slot(gram);
        self.bits[word] >> bit
    }
}

fn gram_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + GRAM).and_then(|gram| gram.try_into().ok()).map_or(0, u32::from_le_bytes) | FOLD
}

fn slot(gram: u32) -> (usize, u32) {
    let hash = gram.wrapping_mul(0x9e37_79b1) >> 14;
    ((hash >> 6) as usize & (WORDS - 1), hash & 63)
}
