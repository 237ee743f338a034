//! A look at what a file imports without parsing it, for the second wave: files that hold no anchor but use a client, a
//! wrapper or a constant of one that does.

use crate::language::Language;
use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;

/// Longest module name that is looked at, and most bytes of one list of imported names.
const LONGEST: usize = 400;
const LONGEST_LIST: usize = 20_000;

/// What a file imports, as written (`.clients`, `pkg.llm`, `./client`, `@/lib/ai`), of what holds one of `stems`; in
/// the order of the file, none twice. For Python, `from . import clients` gives `.clients` as well as `.`, if they hold
/// one: an imported name may be a module. Comments and strings are not told apart from code, so some may be no imports.
pub fn imports_any(bytes: &[u8], language: Language, stems: &AhoCorasick) -> Vec<String> {
    if !language.is_code() && language != Language::Notebook || !stems.is_match(bytes) {
        return Vec::new();
    }
    let mut found = Found { stems, seen: FxHashSet::default(), modules: Vec::new() };
    if language.is_ecmascript() {
        ecmascript(bytes, &mut found);
    } else {
        python(bytes, language == Language::Notebook, &mut found);
    }
    found.modules
}

struct Found<'a> {
    stems: &'a AhoCorasick,
    seen: FxHashSet<String>,
    modules: Vec<String>,
}

impl Found<'_> {
    fn add(&mut self, module: &[u8]) {
        if module.is_empty() || module.len() > LONGEST || !self.stems.is_match(module) {
            return;
        }
        let Ok(module) = std::str::from_utf8(module) else { return };
        if self.seen.insert(module.to_string()) {
            self.modules.push(module.to_string());
        }
    }
}

/// Statements that begin with `import` or `from`, however far they are indented; also behind `;`, and behind the `:` of
/// `try: import x`.
fn python(bytes: &[u8], is_notebook: bool, found: &mut Found) {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    let mut at = 0;
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length);
        let line = &bytes[at..end];
        // A line of a notebook is one of the raw JSON: `    "from .clients import x\n",`.
        let trimmed = line.trim_ascii_start();
        let quote = trimmed.strip_prefix(b"\"").filter(|_| is_notebook);
        let mut read = python_statement(bytes, end - quote.unwrap_or(trimmed).len(), found);
        if memchr::memmem::find(line, b"import").is_some() {
            for inside in memchr::memchr2_iter(b';', b':', line) {
                read = read.max(python_statement(bytes, at + inside + 1, found));
            }
        }
        // What a backslash carries over to the next line was read.
        at = read.max(end + 1);
    }
}

/// The statement that begins at `start`; gives the place up to which it was read, 0 if it imports nothing.
fn python_statement(bytes: &[u8], start: usize, found: &mut Found) -> usize {
    let text = skip_blank(&bytes[start.min(bytes.len())..]);
    let (rest, list) = if let Some(rest) = after_word(text, b"import") {
        let list = list_of_names(rest, false);
        for part in list.split(|&byte| byte == b',') {
            found.add(leading(skip_blank(part), is_module));
        }
        (rest, list)
    } else if let Some(rest) = after_word(text, b"from") {
        let module = leading(rest, is_module);
        found.add(module);
        let behind = skip_blank(&rest[module.len()..]);
        let Some(names) = behind.strip_prefix(b"import").map(skip_blank) else { return 0 };
        let open = names.strip_prefix(b"(");
        let list = list_of_names(open.unwrap_or(names), open.is_some());
        imported_names(module, list, found);
        // Of what only looks like a list in brackets too much could be read: its lines are looked at again.
        if open.is_some() {
            return 0;
        }
        (names, list)
    } else {
        return 0;
    };
    bytes.len() - rest.len() + list.len()
}

/// What follows a word and a blank, without the blank.
fn after_word<'a>(text: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let rest = text.strip_prefix(word)?;
    let name = skip_blank(rest);
    (name.len() < rest.len()).then_some(name)
}

/// Text without blanks, and line ends behind a backslash, at its beginning.
fn skip_blank(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [b' ' | b'\t' | b'\x0c', rest @ ..] | [b'\\', b'\n', rest @ ..] | [b'\\', b'\r', b'\n', rest @ ..] => rest,
            _ => return text,
        };
    }
}

/// The beginning of `text` that may be a list of names: within brackets with comments and over several lines, otherwise
/// to the end of the line, or of that to which a backslash carries it.
fn list_of_names(text: &[u8], is_bracketed: bool) -> &[u8] {
    let text = &text[..text.len().min(LONGEST_LIST)];
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += match byte {
            b'\\' => match &text[at..] {
                [_, b'\n', ..] => 2,
                [_, b'\r', b'\n', ..] => 3,
                _ => break,
            },
            b'\r' | b'\n' if is_bracketed => 1,
            b'#' if is_bracketed => memchr::memchr(b'\n', &text[at..]).unwrap_or(text.len() - at),
            _ if is_module(byte) || matches!(byte, b' ' | b'\t' | b'\x0c' | b',' | b'*') => 1,
            _ => break,
        };
    }
    &text[..at]
}

/// The names of `from module import a, b as c` or `(a, b)`, each as a module below `module`.
fn imported_names(module: &[u8], list: &[u8], found: &mut Found) {
    for part in list.split(|&byte| byte == b',' || byte == b'\n') {
        let part = part.trim_ascii_start();
        let name = leading(part, |byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80);
        // The module's own name was looked at; only the name that is added can hold a stem of its own.
        if !name.is_empty() && found.stems.is_match(name) {
            let dot: &[u8] = if module.ends_with(b".") { b"" } else { b"." };
            found.add(&[module, dot, name].concat());
        }
    }
}

/// Strings behind `from`, `import`, `import(`, `require(`.
fn ecmascript(bytes: &[u8], found: &mut Found) {
    for at in memchr::memchr3_iter(b'"', b'\'', b'`', bytes) {
        let before = before_comment(bytes[at.saturating_sub(LONGEST)..at].trim_ascii_end());
        let before = before.strip_suffix(b"(").map_or(before, <[u8]>::trim_ascii_end);
        if ![&b"from"[..], b"import", b"require"].iter().any(|word| before.ends_with(word)) {
            continue;
        }
        let rest = &bytes[at + 1..bytes.len().min(at + 2 + LONGEST)];
        if let Some(length) = rest.iter().position(|&byte| byte == bytes[at])
            && !rest[..length].contains(&b'\n')
        {
            found.add(&rest[..length]);
        }
    }
}

/// What stands before a comment that ends `text`: `import(/* webpackChunkName: "x" */ "./x")`.
fn before_comment(text: &[u8]) -> &[u8] {
    let begins = || text.strip_suffix(b"*/").and_then(|inside| memchr::memmem::rfind(inside, b"/*"));
    begins().map_or(text, |start| text[..start].trim_ascii_end())
}

fn leading(text: &[u8], is_part: impl Fn(u8) -> bool) -> &[u8] {
    &text[..text.iter().take_while(|&&byte| is_part(byte)).count()]
}

fn is_module(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(text: &str, language: Language) -> Vec<String> {
        let stems = AhoCorasick::new(["clients", "llm"]).unwrap();
        imports_any(text.as_bytes(), language, &stems)
    }

    #[test]
    fn python_modules_and_names_that_may_be_modules() {
        let text = "import os, pkg.clients as c\nfrom .clients import make\n    from . import x, llm as y\nfrom pkg import (\n  a,\n  llm,\n)\nfrom pkg.llm.base import Z\nclients = 1\n# from nowhere import it\nfrom x import *\nfrom .clients import other\nimport os; import a.llm\ntry: from b import llm\n";
        assert_eq!(
            imports(text, Language::Python),
            ["pkg.clients", ".clients", ".llm", "pkg.llm", "pkg.llm.base", "a.llm", "b.llm"]
        );
        assert!(imports("import os", Language::Python).is_empty());
        for end in 0..text.len() {
            imports(&text[..end], Language::Python);
        }
    }

    #[test]
    fn python_statements_however_they_are_laid_out() {
        for (text, expected) in [
            ("\u{feff}import llm\n", "llm"),
            ("import\tllm\r\n", "llm"),
            ("from\tllm\timport\tx\n", "llm"),
            ("import \\\n  os, \\\r\n  llm\n", "llm"),
            ("from a import \\\n    llm\nx = 1\n", "a.llm"),
            ("from a import b, \\\n    llm\n", "a.llm"),
            ("from a import (  # the (new) one\n    llm,  # and, this\n)\n", "a.llm"),
            ("from a import (b, llm)\n", "a.llm"),
            ("from llm import *\n", "llm"),
            ("from .llm import *; x = 1\n", ".llm"),
        ] {
            assert_eq!(imports(text, Language::Python), [expected], "{text:?}");
        }
        assert!(imports("importllm\nfrom a importer import b\nfrom a import b # llm\n", Language::Python).is_empty());
    }

    #[test]
    fn many_imports_on_one_line_take_no_longer_than_on_many() {
        let started = std::time::Instant::now();
        for text in ["import llm;", ":import llm,", "from llm import (\n", "import \\\n"] {
            let text = text.repeat(30_000) + "llm";
            assert!(imports(&text, Language::Python).len() < 3);
        }
        // It was minutes when each of them looked at all that follow.
        assert!(started.elapsed().as_secs() < 20);
    }

    #[test]
    fn ecmascript_modules_in_every_form() {
        let text = "import { a,\n b } from './clients';\nimport \"../llm\"\nconst c = require( 'lib/llm.js' )\nexport * from \"@/clients/x\";\nawait import(`./llm/y`)\nimport(/* chunk: \"c\" */ './llm/z')\nconst s = 'clients'\nimport d from 'react'\n";
        assert_eq!(
            imports(text, Language::TypeScript),
            ["./clients", "../llm", "lib/llm.js", "@/clients/x", "./llm/y", "./llm/z"]
        );
        for end in 0..text.len() {
            imports(&text[..end], Language::JavaScript);
        }
    }

    #[test]
    fn notebooks_import_in_strings_and_data_not_at_all() {
        assert_eq!(imports("   \"from clients import x\\n\",\n", Language::Notebook), ["clients"]);
        assert!(imports("from clients import x", Language::Yaml).is_empty());
    }
}
