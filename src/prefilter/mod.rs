//! Which files are worth parsing: those whose bytes hold an anchor, a literal without which no rule can find anything.
//!
//! Parsing costs a hundred times what reading does, so nearly all of codexit's speed is decided here. It must never
//! keep out a file that can yield a finding; it may let in one that yields none. Ids that are built from pieces
//! (`"gpt-4-" + "32k"`) count if the file holds all pieces. What it cannot see: an id written with escapes inside
//! (`"gpt\x2d4"`), cut inside a word (`"gp" + "t-4"`), or whose pieces stand in several files, none of which holds an
//! anchor of its own.

mod bound;
mod call;
mod context;
mod gram;
mod import;
mod mask;
mod piece;
mod rarity;

pub use call::{Calls, Name, is_whole_name};
pub use import::imports_any;
pub use mask::mask;

use crate::knowledge::AnchorKind;
use crate::language::Language;
use bound::Manner;
use context::Context;
use gram::{Chooser, Group, Sieve, WINDOW};
use piece::Pieces;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// A literal to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The literal.
    pub text: String,
    /// How it must stand in the file. Words and quoted ones that hold a digit are found in any letter case, as models
    /// are; others as written.
    pub kind: AnchorKind,
    /// What else must be in the file for a substring to count: all of these, anywhere.
    pub also: Vec<String>,
}

/// Longest literal that is compared whole, in bytes; of a longer one so much of its beginning is enough.
const LONGEST: usize = 127;
/// Words shorter than this are variables more often than ids (`o1`), and count only as whole values.
const SHORTEST_WORD: usize = 4;

/// Families of literals, as [`Group::family`] has them.
mod family {
    pub const WORD: u8 = 0;
    pub const QUOTED: u8 = 1;
    pub const SUBSTRING: u8 = 2;
    /// The beginning of an id, up to a separator.
    pub const FIRST_PIECE: u8 = 3;
    /// The end of an id, from a separator on, where its beginning is an ordinary word.
    pub const LAST_PIECE: u8 = 4;
}

/// A set of anchors, ready to be looked for.
#[derive(Debug, Default)]
pub struct Prefilter {
    code: Sieve,
    data: Sieve,
    words: Texts,
    quoted: Texts,
    substrings: FxHashMap<Box<[u8]>, Companions>,
    pieces: Pieces,
    /// Substrings too short for a gram.
    tiny: Vec<Box<[u8]>>,
    context: Option<Context>,
}

/// What was found out about a file so far, so that each question is answered once.
#[derive(Debug, Default)]
struct Seen {
    pieces: piece::Seen,
    context: Option<bool>,
    /// Companions that were looked for, and whether they are there.
    companions: Vec<(Box<[u8]>, bool)>,
}

/// Sets of literals one of which must be in the file as well; none if nothing else is needed.
type Companions = Vec<Vec<Box<[u8]>>>;

impl Seen {
    /// True if the file holds all of one of the sets.
    fn has_one(&mut self, bytes: &[u8], sets: &Companions) -> bool {
        sets.is_empty() || sets.iter().any(|set| set.iter().all(|text| self.has(bytes, text)))
    }

    fn has(&mut self, bytes: &[u8], text: &[u8]) -> bool {
        if let Some((_, known)) = self.companions.iter().find(|(other, _)| **other == *text) {
            return *known;
        }
        let found = memchr::memmem::find(bytes, text).is_some();
        self.companions.push((text.into(), found));
        found
    }
}

/// Literals: those with a digit in lower case, the others as written.
#[derive(Debug, Default)]
struct Texts(FxHashSet<Box<[u8]>>);

impl Texts {
    fn insert(&mut self, text: &[u8]) {
        self.0.insert(if has_digit(text) { text.to_ascii_lowercase().into() } else { text.into() });
    }

    /// True if what is looked for anyway stands behind a prefix in `text`, as in `us.anthropic.claude-v2`.
    fn contains_end_of(&self, text: &[u8]) -> bool {
        (1..text.len()).filter(|&at| matches!(text[at - 1], b'.' | b'/' | b':')).any(|at| {
            let end = &text[at..];
            end.len() >= SHORTEST_WORD && has_digit(end) == has_digit(text) && self.contains(end)
        })
    }

    fn contains(&self, text: &[u8]) -> bool {
        if !has_digit(text) {
            return self.0.contains(text);
        }
        let mut lower = [0u8; LONGEST];
        let lower = &mut lower[..text.len()];
        lower.copy_from_slice(text);
        lower.make_ascii_lowercase();
        self.0.contains(&*lower)
    }
}

impl Prefilter {
    /// Prepares a set of anchors. An empty one is left out: it would say nothing.
    pub fn new(anchors: impl Iterator<Item = Anchor>) -> Prefilter {
        let mut anchors: Vec<Anchor> = anchors.filter(|anchor| !anchor.text.is_empty()).collect();
        // Short ones first: longer ones that hold them then share their windows. The order decides nothing else.
        anchors.sort_by(|a, b| (a.text.len(), &a.text).cmp(&(b.text.len(), &b.text)));
        let mut prefilter = Prefilter::default();
        let mut windows = Chooser::default();
        let mut ids = Vec::new();
        for anchor in &anchors {
            let text = anchor.text.as_bytes();
            match anchor.kind {
                AnchorKind::Substring => prefilter.add_substring(text, &anchor.also, &mut windows),
                // Too long to be known by its end, so it counts wherever its beginning stands.
                _ if text.len() > LONGEST => prefilter.add_substring(text, &[], &mut windows),
                AnchorKind::Word if text.len() >= SHORTEST_WORD => {
                    if !prefilter.words.contains_end_of(text) {
                        prefilter.add_word(text, &mut windows);
                        ids.push(anchor.text.to_ascii_lowercase());
                    }
                }
                AnchorKind::Word | AnchorKind::Quoted => prefilter.add_quoted(text, &mut windows),
            }
        }
        prefilter.pieces = Pieces::new(ids, &mut prefilter.code, &mut windows);
        prefilter
    }

    /// Makes quoted anchors, which are ordinary words, count in code only if the file also names what they could be
    /// for: one of `names` (`model`, `engine`) where it is given a value (`model=`, `"engineId":`), or one of `modules`
    /// (`openai`) anywhere. In any letter case.
    pub fn with_context<'a>(
        mut self,
        names: impl IntoIterator<Item = &'a str>,
        modules: impl IntoIterator<Item = &'a str>,
    ) -> Prefilter {
        self.context = Context::new(names.into_iter().collect(), modules.into_iter().collect());
        self
    }

    /// True if the file is worth parsing. `bytes` are the file's own, in any encoding; UTF-16 is told by its mark.
    pub fn admits(&self, bytes: &[u8], language: Language) -> bool {
        if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes)
            && encoding != encoding_rs::UTF_8
        {
            let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
            return self.find(text.as_bytes(), language).is_some();
        }
        self.find(bytes, language).is_some()
    }

    /// The place of the first anchor (or piece of one) that is met, in bytes of UTF-8 or any encoding that holds ASCII.
    pub fn find(&self, bytes: &[u8], language: Language) -> Option<Range<usize>> {
        let quotes = language.is_code() || language.is_text() || language == Language::Notebook;
        let manner = if quotes { Manner::Code } else { Manner::Data };
        let sieve = if manner == Manner::Code { &self.code } else { &self.data };
        let mut seen = Seen::default();
        let mut found = None;
        sieve.any(bytes, |at, group| {
            found = self.check(bytes, at, group, manner, &mut seen);
            found.is_some()
        });
        found.or_else(|| {
            self.tiny.iter().find_map(|text| memchr::memmem::find(bytes, text).map(|at| at..at + text.len()))
        })
    }

    /// What stands in `bytes` around the gram at `at`, if it is one of the literals of the group.
    fn check(&self, bytes: &[u8], at: usize, group: &Group, manner: Manner, seen: &mut Seen) -> Option<Range<usize>> {
        let start = usize::try_from(at as isize - isize::from(group.offset)).ok()?;
        if group.family == family::FIRST_PIECE {
            return self.pieces.first(bytes, start, &mut seen.pieces);
        }
        if group.family == family::WORD && !bound::starts(bytes, start, false) {
            return None;
        }
        let mut lengths = group.lengths;
        while lengths != 0 {
            let length = lengths.trailing_zeros() as usize;
            lengths &= lengths - 1;
            let end = start + length;
            let Some(text) = bytes.get(start..end) else { break };
            let holds = match group.family {
                family::WORD => {
                    // The looser bound is cheap and nearly always enough to say no.
                    let hyphenated = || text.iter().any(|byte| !byte.is_ascii_alphanumeric());
                    bound::ends(bytes, end, false)
                        && self.words.contains(text)
                        && bound::starts(bytes, start, hyphenated())
                        && bound::ends(bytes, end, hyphenated())
                }
                family::QUOTED => {
                    bound::is_whole(bytes, start, end, manner)
                        && self.quoted.contains(text)
                        && (manner == Manner::Data || self.has_context(bytes, seen))
                }
                family::SUBSTRING => self.substrings.get(text).is_some_and(|sets| seen.has_one(bytes, sets)),
                _ => self.pieces.last(bytes, start..end, &mut seen.pieces),
            };
            if holds {
                return Some(start..end);
            }
        }
        None
    }

    fn has_context(&self, bytes: &[u8], seen: &mut Seen) -> bool {
        let Some(context) = &self.context else { return true };
        *seen.context.get_or_insert_with(|| context.is_in(bytes))
    }

    fn add_substring(&mut self, text: &[u8], also: &[String], windows: &mut Chooser) {
        let text = &text[..text.len().min(LONGEST)];
        let mut also: Vec<Box<[u8]>> = also.iter().map(|text| text.as_bytes().into()).collect();
        if text.len() < WINDOW - 1 {
            // The longest of all is looked for, and this beside it.
            let Some(longest) = also.iter_mut().max_by_key(|other| other.len()).filter(|o| o.len() > text.len()) else {
                self.tiny.push(text.into());
                return;
            };
            let longest = std::mem::replace(longest, text.into());
            return self.add_accompanied(&longest[..longest.len().min(LONGEST)], also, windows);
        }
        self.add_accompanied(text, also, windows);
    }

    fn add_accompanied(&mut self, text: &[u8], also: Vec<Box<[u8]>>, windows: &mut Chooser) {
        if text.len() < WINDOW - 1 {
            self.tiny.push(text.into());
            return;
        }
        match self.substrings.get_mut(text) {
            // Nothing else is needed, or from now on.
            Some(sets) if sets.is_empty() => {}
            Some(sets) if also.is_empty() => sets.clear(),
            Some(sets) => sets.push(also),
            None => {
                self.substrings.insert(text.into(), if also.is_empty() { Vec::new() } else { vec![also] });
            }
        }
        self.add(text, family::SUBSTRING, windows);
    }

    fn add_word(&mut self, text: &[u8], windows: &mut Chooser) {
        self.words.insert(text);
        self.add(text, family::WORD, windows);
    }

    /// Adds a literal of four bytes or more to both sieves.
    fn add(&mut self, text: &[u8], family: u8, windows: &mut Chooser) {
        let (at, window) = windows.choose(text).unwrap_or((0, text));
        for sieve in [&mut self.code, &mut self.data] {
            sieve.add(window, at, text.len(), family);
        }
    }

    /// A whole value. In code its quotes may be part of the window: ordinary words are far more often not quoted.
    fn add_quoted(&mut self, text: &[u8], windows: &mut Chooser) {
        self.quoted.insert(text);
        let length = text.len();
        let whole = [b"\"", text, b"\""].concat();
        let (at, window) = windows.choose(&whole).unwrap_or((0, &whole));
        let (is_first, is_last) = (at == 0, at as usize + window.len() == whole.len());
        let mut window = window.to_vec();
        for &right in if is_last { bound::CODE_RIGHT } else { b"\0" } {
            for &left in if is_first { bound::QUOTES } else { b"\0" } {
                let last = window.len() - 1;
                window[0] = if is_first { left } else { window[0] };
                window[last] = if is_last { right } else { window[last] };
                self.code.add(&window, at - 1, length, family::QUOTED);
            }
        }
        if let Some((at, window)) = windows.choose(text) {
            self.data.add(window, at, length, family::QUOTED);
            return;
        }
        for &right in bound::DATA_RIGHT {
            for &left in bound::DATA_LEFT {
                let whole = [&[left], text, &[right]].concat();
                let skipped = whole.len().saturating_sub(WINDOW);
                self.data.add(&whole[skipped..], skipped as i16 - 1, length, family::QUOTED);
            }
        }
    }
}

fn has_digit(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests;
