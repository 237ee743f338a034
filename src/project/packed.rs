//! A unit in few bytes: its text and its facts, written down and compressed.
//!
//! Facts weigh about ten times the text they are read from; packed, unit and text weigh less than the text did. To
//! unpack takes about a hundredth of the time that parsing takes.

use super::Unit;
use crate::facts::Facts;
use crate::language::Language;
use crate::source::{CellLine, ShellLine, Source};
use serde::{Deserialize, Serialize};

/// A packed unit. It lives as long as a scan: no other program, and no other version, ever reads one.
#[derive(Debug)]
pub struct Packed {
    path: String,
    language: Language,
    bytes: Box<[u8]>,
}

/// What is written down of a unit; its index, the lines and the like are made anew.
#[derive(Deserialize, Serialize)]
struct Content {
    text: String,
    cells: Vec<CellLine>,
    shell_lines: Vec<ShellLine>,
    facts: Facts,
}

impl Packed {
    /// Packs a unit; gives it back if that cannot be done.
    pub fn new(unit: Unit) -> Result<Packed, Box<Unit>> {
        let Unit { source, facts, index } = unit;
        let (path, language) = (source.path.clone(), source.language);
        let (text, cells, shell_lines) = source.into_parts();
        let content = Content { text, cells, shell_lines, facts };
        match postcard::to_allocvec(&content) {
            Ok(bytes) => Ok(Packed { path, language, bytes: lz4_flex::compress_prepend_size(&bytes).into() }),
            Err(_) => {
                let source = Source::notebook(path, language, content.text, content.cells, content.shell_lines);
                Err(Box::new(Unit { source, facts: content.facts, index }))
            }
        }
    }

    /// Its path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The unit.
    pub fn unpack(&self) -> Unit {
        let content = lz4_flex::decompress_size_prepended(&self.bytes).ok();
        let content = content.and_then(|bytes| postcard::from_bytes(&bytes).ok());
        // What was packed here can be unpacked; if it could not, a file with nothing in it is the least harm.
        let Content { text, cells, shell_lines, facts } = content.unwrap_or_else(|| Content {
            text: String::new(),
            cells: Vec::new(),
            shell_lines: Vec::new(),
            facts: Facts::nothing(),
        });
        Unit::new(Source::notebook(self.path.clone(), self.language, text, cells, shell_lines), facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{ecmascript, python};

    fn is_kept(source: Source) {
        let facts = match source.language {
            Language::Python => python::read(&source),
            _ => ecmascript::read(&source),
        };
        let unit = Unit::new(source, facts);
        let before = format!("{unit:?}");
        let packed = Packed::new(unit).expect("a unit can be packed");
        let after = packed.unpack();
        assert_eq!(format!("{:?}", after.facts), format!("{:?}", packed.unpack().facts));
        // Hash maps of the index print in any order.
        let cut = |text: &str| text.split("index: Index").next().map(str::to_owned);
        assert_eq!(cut(&before), cut(&format!("{after:?}")));
    }

    #[test]
    fn what_is_packed_comes_back_whole() {
        let python = "import openai as ai\n\nclass A(B):\n    x: str = 'é'\n\n    @retry(tries=3)\n    async def f(self, *a, m={'k': [1, None]}, **k):\n        \
             try:\n            async with t() as s:\n                return await self.c.create(model=f'{m}-4', **k)\n        \
             except (E, F) as e:\n            raise\n        for i, (j, *r) in enumerate(a):\n            if i > 1: continue\n";
        is_kept(Source::new("a/b.py", Language::Python, python.to_owned()));
        let typed = "import A, { b as c } from 'openai';\nexport default class X { y = new A({ ...c, d: `${c}x` }) }\n\
                     export const f = async ({ m = 'gpt-4', ...r }: T) => (await r.x?.[m]) ?? c!;\n";
        is_kept(Source::new("a/b.ts", Language::TypeScript, typed.to_owned()));
        let cells = vec![CellLine { cell: 2, cell_line: 1, raw_line: 7 }; 3];
        let shell = vec![ShellLine { span: crate::source::Span::new(0, 4), text: "!pip".to_owned() }];
        is_kept(Source::notebook("n.ipynb", Language::Python, "    \nx = 1\n".to_owned(), cells, shell));
    }
}
