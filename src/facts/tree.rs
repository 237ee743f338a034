//! Parsing with tree-sitter on enough stack.
//!
//! tree-sitter gives up a version of its parse by a recursion in C that is as deep as the text is nested: on the 2 MB of
//! a worker thread, 100 kB of `{a:{a:…` end the process. Measured, it takes 16 to 32 bytes of stack for a byte of text;
//! so a text of any size is parsed on a thread that has more than that. The stack is only reserved, not filled:
//! for ordinary code this costs the start of a thread, some 50 µs.

use tree_sitter::{Language, Parser, Tree};

/// Texts up to this many bytes are parsed where they are.
const SMALL: usize = 16 << 10;
/// Bytes of stack for a byte of text: four times what was measured.
const STACK_FOR_A_BYTE: usize = 128;

/// The syntax tree of `text`. `None` if there is none to be had: the language does not fit the library, or the system
/// gives no thread with a stack of that size.
pub fn parse(text: &str, language: &Language) -> Option<Tree> {
    let run = || {
        let mut parser = Parser::new();
        parser.set_language(language).ok()?;
        parser.parse(text, None)
    };
    if text.len() <= SMALL {
        return run();
    }
    std::thread::scope(|scope| {
        let stack = (1 << 20) + text.len() * STACK_FOR_A_BYTE;
        let thread = std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, run).ok()?;
        thread.join().ok().flatten()
    })
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
            assert!(small.spawn(move || parse(&text, &language).is_some()).unwrap().join().unwrap());
        }
    }
}
