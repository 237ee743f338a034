//! Parsing with tree-sitter on enough stack.
//!
//! tree-sitter gives up a version of its parse by a recursion in C that is as deep as the text is nested: on the 2 MB of
//! a worker thread, 100 kB of `{a:{a:…` end the process. Measured, it takes 16 to 32 bytes of stack for a byte of text;
//! so a text of any size is parsed on a thread that has more than that. The stack is only reserved, not filled:
//! for ordinary code this costs the start of a thread, some 50 µs.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tree_sitter::{Language, ParseOptions, Parser, Tree};

/// Bytes of stack that a thread is sure to have, whoever started it.
const USUAL_STACK: usize = 2 << 20;

thread_local! {
    /// Bytes of stack of this thread.
    static STACK: Cell<usize> = const { Cell::new(USUAL_STACK) };
}

/// Says that this thread was started with so many bytes of stack: longer texts are parsed where they are.
pub fn has_stack(bytes: usize) {
    STACK.set(bytes);
}

/// Bytes of stack for a byte of text: four times what was measured.
const STACK_FOR_A_BYTE: usize = 128;

/// Of longer texts, in bytes, one is parsed at a time: a tree takes fifty bytes and more for a byte of text.
const LARGE: usize = 256 << 10;
static ONE_LARGE: Mutex<()> = Mutex::new(());

/// Why there is no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unparsed {
    /// It took longer than it may.
    TooLong,
    /// The language does not fit the library, or the system gives no thread with a stack of that size.
    Failed,
}

/// The syntax tree of `text`, if it can be had within that time. What the parser does with a text that fits no grammar
/// is not linear in its length, and how long it takes cannot be told beforehand.
pub fn parse(text: &str, language: &Language, within: Duration) -> Result<Tree, Unparsed> {
    let run = || parse_here(text, language, within);
    let stack = (1 << 20) + text.len() * STACK_FOR_A_BYTE;
    if stack <= STACK.get() {
        return run();
    }
    // Nothing is kept under the lock, so one that was left by a panic is as good as any.
    let _turn = (text.len() > LARGE).then(|| ONE_LARGE.lock().unwrap_or_else(PoisonError::into_inner));
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, run);
        thread.map_err(|_| Unparsed::Failed)?.join().map_err(|_| Unparsed::Failed)?
    })
}

fn parse_here(text: &str, language: &Language, within: Duration) -> Result<Tree, Unparsed> {
    let mut parser = Parser::new();
    parser.set_language(language).map_err(|_| Unparsed::Failed)?;
    let began = Instant::now();
    let mut late = false;
    // Asked every hundred steps of the parser: a look at the clock costs a thousandth of that.
    let mut progress = |_: &tree_sitter::ParseState| {
        late = began.elapsed() > within;
        if late { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let mut chunk = |at: usize, _| text.as_bytes().get(at..).unwrap_or_default();
    let tree = parser.parse_with_options(&mut chunk, None, Some(options));
    tree.ok_or(if late { Unparsed::TooLong } else { Unparsed::Failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nested_text_does_not_end_the_process() {
        for (pattern, language) in [
            ("{a:", tree_sitter_javascript::LANGUAGE.into()),
            ("<T>(", tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()),
        ] {
            let text = pattern.repeat(200_000 / pattern.len());
            let small = std::thread::Builder::new().stack_size(2 << 20);
            let tree = small.spawn(move || parse(&text, &language, Duration::MAX)).unwrap().join().unwrap();
            assert!(tree.is_ok());
        }
    }

    #[test]
    fn time_is_up_when_it_is_up() {
        for text in ["x = [1, 2]\n".repeat(1000), "x = [1, 2]\n".repeat(20_000)] {
            let python = tree_sitter_python::LANGUAGE.into();
            assert_eq!(parse(&text, &python, Duration::ZERO).err(), Some(Unparsed::TooLong));
            assert!(parse(&text, &python, Duration::from_secs(3600)).is_ok());
        }
    }
}
