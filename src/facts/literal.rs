//! The text of a string in code.

use super::Word;
use std::fmt;
use std::ops::Deref;

/// The text of a string, escapes resolved. It never changes, so it is kept without room to grow.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Literal(Box<str>);

impl Literal {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Literal {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Literal {
        Literal(text.into())
    }
}

impl From<&str> for Literal {
    fn from(text: &str) -> Literal {
        Literal(text.into())
    }
}

impl From<Literal> for String {
    fn from(text: Literal) -> String {
        text.0.into()
    }
}

impl PartialEq<str> for Literal {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Literal {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Literal {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<Word> for Literal {
    fn eq(&self, other: &Word) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Debug for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}
