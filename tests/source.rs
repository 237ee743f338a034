//! From bytes to text: encodings, and files that cannot be read.

use codexit::finding::Problem;
use codexit::language::Language;
use codexit::source::read::{Unread, decode, looks_minified, read, read_bytes};

fn text(bytes: &[u8]) -> String {
    decode(bytes.to_vec(), "a.py", Language::Python).map(|source| source.text).unwrap()
}

fn problem(bytes: &[u8]) -> Problem {
    match decode(bytes.to_vec(), "a.py", Language::Python) {
        Err(Unread::Problem(problem)) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn utf8_stays_as_it_is() {
    assert_eq!(text(b""), "");
    assert_eq!(text("a = 'é'\r\nb\n".as_bytes()), "a = 'é'\r\nb\n");
    assert_eq!(text(b"\xef\xbb\xbfa"), "a", "a mark is no text");
    assert_eq!(text(b"\xef\xbb\xbf"), "");
    assert_eq!(
        text("# -*- coding: latin-1 -*-\né".as_bytes()),
        "# -*- coding: latin-1 -*-\né",
        "what is UTF-8 is UTF-8"
    );
}

#[test]
fn utf16_is_read_by_its_mark() {
    let encode = |text: &str, little: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    for little in [true, false] {
        assert_eq!(text(&encode("openai==0.28\r\né😀", little)), "openai==0.28\r\né😀");
        let mut odd = encode("openai", little);
        odd.push(b'x');
        assert!(text(&odd).starts_with("openai"), "half a character at the end loses nothing else");
    }
    assert_eq!(problem(&encode("a\0b", true)).kind, "binary");
    assert_eq!(problem(b"\xff\xfe\0\0a\0\0\0").kind, "binary", "UTF-32");
}

#[test]
fn a_coding_line_is_believed_where_the_text_is_no_utf8() {
    let latin = |head: &str| [head.as_bytes(), b"\nx = 'caf\xe9'"].concat();
    for head in [
        "# -*- coding: latin-1 -*-",
        "# -*- coding: iso-8859-1 -*-",
        "#!/usr/bin/python\n# coding=cp1252",
        "# vim: set fileencoding=latin1 :",
        "# -*- Coding: no; coding: ISO_8859-15-unix -*-",
        "# coding: l1",
    ] {
        assert!(text(&latin(head)).ends_with("x = 'café'"), "{head}");
    }
    let japanese = b"# coding: shift_jis\nx = '\x93\xfa\x96\x7b'";
    assert!(text(japanese).ends_with("'日本'"));
    for head in ["# coding: utf-8", "# coding: klingon", "", "\n\n# coding: latin-1", "# encoding"] {
        let found = problem(&latin(head));
        assert_eq!((found.kind, found.path.as_str()), ("not-utf8", "a.py"), "{head}");
        assert_eq!(found.line, Some(head.matches('\n').count() as u32 + 2));
    }
    assert!(problem(&latin("# coding: klingon")).message.contains("klingon"));
}

#[test]
fn what_is_no_text_is_a_problem() {
    assert_eq!(problem(b"\x89PNG\r\n\x1a\n\0\0\0").kind, "binary");
    assert_eq!(problem(b"\xff\xd8\xff\xe0").kind, "not-utf8");
    let late = [&[b' '; 9000][..], b"x\0y"].concat();
    assert_eq!(text(&late).len(), late.len(), "a NUL far inside is a slip, as for git");
}

#[test]
fn files_that_cannot_be_read_are_problems_with_a_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.py");
    let kind = |language, limit| match read(&path, "a.py", language, limit) {
        Err(Unread::Problem(problem)) => {
            assert!(problem.message.contains(';'), "what happened; what to do: {}", problem.message);
            problem.kind
        }
        Ok(_) => "read",
        Err(_) => "other",
    };
    assert_eq!(kind(Language::Python, 100), "vanished");
    std::fs::write(&path, "x".repeat(100)).unwrap();
    assert_eq!(kind(Language::Python, 100), "read");
    assert_eq!(kind(Language::Python, 99), "too-large");
    assert_eq!(kind(Language::Notebook, 99), "syntax", "of a notebook little is kept, so it may be larger");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert_eq!(kind(Language::Python, 100), "not-a-file");
}

#[test]
fn a_buffer_is_used_again_and_holds_one_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut buffer = b"left over from the last file".to_vec();
    let path = dir.path().join("a.py");
    std::fs::write(&path, "new").unwrap();
    read_bytes(&path, "a.py", 10, &mut buffer).unwrap();
    assert_eq!(buffer, b"new");
    assert!(read_bytes(&dir.path().join("gone"), "gone", 10, &mut buffer).is_err());
    assert!(buffer.is_empty(), "nothing of another file is taken for this one");
}

#[test]
fn a_file_without_end_is_not_read_to_it() {
    let zero = std::path::Path::new("/dev/zero");
    if zero.exists() {
        assert!(
            matches!(read(zero, "zero.py", Language::Python, 1000), Err(Unread::Problem(p)) if p.kind == "not-a-file")
        );
    }
}

#[test]
fn bundles_are_told_by_their_lines() {
    let bundle = "var a=1;".repeat(10_000);
    let code = "const answer = compute(a, b);\n".repeat(2_000);
    assert!(looks_minified(bundle.as_bytes(), Language::JavaScript));
    assert!(!looks_minified(code.as_bytes(), Language::JavaScript));
    assert!(!looks_minified(bundle.as_bytes(), Language::Json), "data on one line is data");
    assert!(!looks_minified(&bundle.as_bytes()[..1000], Language::JavaScript));
    let data = format!("{code}const logo = '{}';\n", "A".repeat(100_000));
    assert!(!looks_minified(data.as_bytes(), Language::JavaScript), "one long line in much code is no bundle");
}
