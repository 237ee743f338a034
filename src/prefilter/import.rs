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
    let mut at = 0;
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length);
        let line = &bytes[at..end];
        let first = python_statement(bytes, at, end, is_notebook, found);
        if !first && memchr::memmem::find(line, b"import").is_some() {
            for inside in memchr::memchr2_iter(b';', b':', line) {
                python_statement(bytes, at + inside + 1, end, false, found);
            }
        }
        at = end + 1;
    }
}

/// The statement from `start` to `end`; false if it imports nothing, or if another may follow it.
fn python_statement(bytes: &[u8], start: usize, end: usize, is_notebook: bool, found: &mut Found) -> bool {
    let mut line = bytes[start..end].trim_ascii_start();
    if is_notebook {
        // A line of the raw JSON: `    "from .clients import x\n",`.
        line = line.strip_prefix(b"\"").unwrap_or(line).trim_ascii_start();
    }
    if let Some(rest) = line.strip_prefix(b"import ") {
        for part in rest.split(|&byte| byte == b',') {
            found.add(leading(part.trim_ascii_start(), is_module));
        }
    } else if let Some(rest) = line.strip_prefix(b"from ") {
        let rest = rest.trim_ascii_start();
        let module = leading(rest, is_module);
        found.add(module);
        let offset = end - rest.len() + module.len();
        if let Some(names) = bytes[offset..].trim_ascii_start().strip_prefix(b"import") {
            imported_names(module, &names[..names.len().min(LONGEST_LIST)], found);
        }
    } else {
        return false;
    }
    !line.contains(&b';')
}

/// The names of `from module import a, b as c` or `(a, b)`, each as a module below `module`.
fn imported_names(module: &[u8], names: &[u8], found: &mut Found) {
    let trimmed = names.trim_ascii_start();
    let list = match trimmed.strip_prefix(b"(") {
        Some(inside) => inside.split(|&byte| byte == b')').next().unwrap_or_default(),
        None => names.split(|&byte| byte == b'\n').next().unwrap_or_default(),
    };
    for part in list.split(|&byte| byte == b',' || byte == b'\n') {
        let name =
            leading(part.trim_ascii_start(), |byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80);
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
        let before = bytes[at.saturating_sub(60)..at].trim_ascii_end();
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
    fn ecmascript_modules_in_every_form() {
        let text = "import { a,\n b } from './clients';\nimport \"../llm\"\nconst c = require( 'lib/llm.js' )\nexport * from \"@/clients/x\";\nawait import(`./llm/y`)\nconst s = 'clients'\nimport d from 'react'\n";
        assert_eq!(
            imports(text, Language::TypeScript),
            ["./clients", "../llm", "lib/llm.js", "@/clients/x", "./llm/y"]
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
