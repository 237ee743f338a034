use super::{EntryUse, Verdict, uses};
use crate::facts::data::read;
use crate::knowledge::raw::RawWords;
use crate::language::Language;
use crate::source::Source;
