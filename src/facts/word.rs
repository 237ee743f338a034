//! Names, each kept once however often it is written.

use rustc_hash::{FxBuildHasher, FxHashMap};
use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A name that stands in code: a variable, an attribute, a keyword. The facts of a large package hold a million of them, and
/// few are different; so each is kept once, for as long as the process runs, and two are equal if they are the same.
#[derive(Clone, Copy)]
pub struct Word(&'static String);

/// Names that were met, parted so that threads seldom wait for each other.
static MET: LazyLock<[Mutex<FxHashMap<&'static str, Word>>; 64]> =
    LazyLock::new(|| std::array::from_fn(|_| Mutex::default()));

impl Word {
    /// The word of these letters.
    pub fn new(text: &str) -> Word {
        let part = FxBuildHasher.hash_one(text) >> 58;
        let mut met = MET[part as usize].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&word) = met.get(text) {
            return word;
        }
        let kept: &'static String = Box::leak(Box::new(text.to_owned()));
        met.insert(kept, Word(kept));
        Word(kept)
    }

    /// Its letters.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl Deref for Word {
    type Target = str;
    fn deref(&self) -> &str {
        self.0
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Word) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Word {}

impl PartialEq<str> for Word {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Word {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Word {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<Word> for str {
    fn eq(&self, other: &Word) -> bool {
        self == other.as_str()
    }
}

impl PartialEq<Word> for &str {
    fn eq(&self, other: &Word) -> bool {
        *self == other.as_str()
    }
}

impl PartialEq<Word> for String {
    fn eq(&self, other: &Word) -> bool {
        self == other.as_str()
    }
}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Word) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Word {
    fn cmp(&self, other: &Word) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Word {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Borrow<str> for Word {
    fn borrow(&self) -> &str {
        self.0
    }
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Word {
        Word::new(text)
    }
}

impl From<String> for Word {
    fn from(text: String) -> Word {
        Word::new(&text)
    }
}

impl From<&String> for Word {
    fn from(text: &String) -> Word {
        Word::new(text)
    }
}

impl From<Word> for String {
    fn from(word: Word) -> String {
        word.as_str().to_owned()
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_letters_are_one_word_on_every_thread() {
        let here = Word::new("client");
        let there = std::thread::spawn(|| Word::new(&String::from("client"))).join().unwrap();
        assert!(std::ptr::eq(here.as_str(), there.as_str()));
        assert_eq!(here, there);
        assert_ne!(here, Word::new("clients"));
        assert_eq!(std::mem::size_of::<Word>(), 8);
    }
}
