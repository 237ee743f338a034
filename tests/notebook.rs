//! Notebooks: what of them is code, where it stands, and that no notebook does harm.

use codexit::language::Language;
use codexit::source::read::{Unread, decode};
use codexit::source::{Place, Source, Span};
use codexit::walk::SkipReason;

fn read(json: &str) -> Result<Source, Unread> {
    decode(json.as_bytes().to_vec(), "n.ipynb", Language::Notebook)
}

fn place(source: &Source, needle: &str) -> Place {
    let start = source.text.find(needle).unwrap_or_else(|| panic!("no {needle:?} in {:?}", source.text));
    source.place(Span::new(start, start + needle.len()))
}

fn shell(source: &Source) -> Vec<&str> {
    source.shell_lines.iter().map(|line| line.text.as_str()).collect()
}

/// A notebook of format 4 with the given kernel metadata and code cells, each written as one string.
fn notebook(metadata: &str, cells: &[&str]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|code| {
            let source = serde_json::to_string(code).unwrap();
            format!("{{\"cell_type\": \"code\", \"metadata\": {{}}, \"outputs\": [], \"source\": {source}}}")
        })
        .collect();
    format!("{{\"cells\": [{}], \"metadata\": {metadata}, \"nbformat\": 4}}", cells.join(","))
}

const SMALL: &str = r##"{
 "cells": [
  {
   "cell_type": "markdown",
   "metadata": {},
   "source": ["# Ask davinci\n", "prose"]
  },
  {
   "cell_type": "code",
   "execution_count": 3,
   "metadata": {"scrolled": true},
   "outputs": [{"text": ["text-davinci-003 said so"], "data": {"image/png": "iVBOR"}}],
   "source": [
    "!pip install \"openai<1\"\n",
    "import openai\n",
    "\n",
    "answer = ask('text-davinci-002')"
   ]
  },
  {"cell_type": "code", "metadata": {}, "outputs": [], "source": "%%time\nx = 'ada'\ny = 'curie' # é\n"}
 ],
 "metadata": {
  "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
  "language_info": {"name": "python", "version": "3.11"}
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
"##;

#[test]
fn code_cells_only_with_cell_line_and_raw_line() {
    let source = read(SMALL).unwrap();
    assert_eq!(source.language, Language::Python);
    assert!(source.is_notebook());
    assert_eq!(source.path, "n.ipynb");
    assert!(!source.text.contains("prose") && !source.text.contains("said so"));
    let at = place(&source, "text-davinci-002");
    assert_eq!((at.cell, at.cell_line, at.line, at.column), (Some(2), Some(4), 17, 15));
    assert_eq!((at.end_line, at.end_column), (17, 31));
    let at = place(&source, "curie");
    assert_eq!((at.cell, at.cell_line, at.line, at.column), (Some(3), Some(3), 20, 6));
    assert_eq!(shell(&source), ["!pip install \"openai<1\"", "%%time"]);
    let pip = source.shell_lines[0].span;
    assert_eq!((source.place(pip).cell_line, source.place(pip).line, pip.end - pip.start), (Some(1), 14, 23));
    assert_eq!(source.slice(pip).trim(), "");
    assert_eq!(source.line_text(1), "import openai");
    let last = source.line_count() as u32;
    assert_eq!(source.place(Span::new(source.text.len(), source.text.len())).cell_line, Some(4), "of {last} lines");
}

#[test]
fn strings_that_do_not_end_their_line_are_joined() {
    let source = read(
        "{\"cells\": [{\"cell_type\": \"code\",\n \"source\": [\"a = \",\n\"\",\n \"'gpt-4'\\nb\",\n \" = 2\\n\",\n\"c\"]}]}",
    )
    .unwrap();
    assert_eq!(source.text, "a = 'gpt-4'\nb = 2\nc");
    assert_eq!(place(&source, "gpt-4").line, 2);
    assert_eq!(place(&source, "b = 2").line, 4);
    assert_eq!(place(&source, "c").line, 6);
}

#[test]
fn magics_are_blanked_and_the_code_around_them_still_parses() {
    let code = "if x:\n    !ls é\n    %cd /tmp\nfiles = !ls\nopenai?\n%matplotlib inline\nz = ('%s'\n  % y)\nw = '''\n!no\n'''";
    let source = read(&notebook("{}", &[code])).unwrap();
    assert_eq!(source.text.len(), code.len());
    assert_eq!(shell(&source), ["!ls é", "%cd /tmp", "files = !ls", "openai?", "%matplotlib inline"]);
    assert_eq!(source.line_text(1), "    pass  ");
    assert_eq!(source.line_text(3).trim(), "");
    assert!(source.text.ends_with("z = ('%s'\n  % y)\nw = '''\n!no\n'''"));
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).unwrap();
    assert!(!parser.parse(&source.text, None).unwrap().root_node().has_error(), "{}", source.text);
}

#[test]
fn cell_magics_decide_what_a_cell_is() {
    let source = read(&notebook(
        "{}",
        &[
            "%%bash\npip install openai==0.28 \\\n  tiktoken\n\necho 'x'",
            "%%html\n<b>ada</b>",
            "\n%%capture out\na = 'kept1'",
            "%%writefile app.py\nb = 'kept2'",
            "%%writefile notes.txt\nada",
            "%%script --bg bash\nls",
            "%md\n# ada",
            "x = 1\n%%time\ny = 'kept3'",
            "# say it\n\n%%sh\nsay ada",
        ],
    ))
    .unwrap();
    for kept in ["kept1", "kept2", "kept3"] {
        assert!(source.text.contains(kept), "{kept}");
    }
    assert!(!source.text.contains("ada") && !source.text.contains("pip"), "{}", source.text);
    assert_eq!(
        shell(&source),
        [
            "%%bash",
            "pip install openai==0.28 \\\n  tiktoken",
            "echo 'x'",
            "%%html",
            "%%capture out",
            "%%writefile app.py",
            "%%writefile notes.txt",
            "%%script --bg bash",
            "ls",
            "%md",
            "%%time",
            "%%sh",
            "say ada",
        ]
    );
    let pip = source.place(source.shell_lines[1].span);
    assert_eq!((pip.cell, pip.cell_line), (Some(1), Some(2)));
    assert_eq!(place(&source, "kept1").cell, Some(3));
}

#[test]
fn the_language_is_that_of_the_kernel() {
    let language = |metadata: &str| read(&notebook(metadata, &["x = 1"])).map(|source| source.language).ok();
    let skipped = |metadata: &str| match read(&notebook(metadata, &["x = 1"])) {
        Err(Unread::Skipped(skipped)) => skipped.reason == SkipReason::NotebookLanguage && skipped.path == "n.ipynb",
        _ => false,
    };
    assert_eq!(language("{}"), Some(Language::Python));
    assert_eq!(language(r#"{"kernelspec": {"name": "my-openai-env"}}"#), Some(Language::Python));
    assert_eq!(language(r#"{"language_info": {"name": "typescript"}}"#), Some(Language::TypeScript));
    assert_eq!(language(r#"{"kernelspec": {"name": "deno"}}"#), Some(Language::TypeScript));
    assert_eq!(language(r#"{"kernelspec": {"name": "jslab", "language": "javascript"}}"#), Some(Language::JavaScript));
    assert!(skipped(r#"{"language_info": {"name": "R"}}"#));
    assert!(skipped(r#"{"kernelspec": {"name": "julia-1.9", "language": "julia"}}"#));
    assert!(skipped(r#"{"kernelspec": {"name": "ir"}}"#));
    assert!(skipped(
        r#"{"kernelspec": {"name": ".net-csharp", "language": "C#"}, "language_info": {"name": "polyglot-notebook"}}"#
    ));
    assert!(skipped(r#"{"application/vnd.databricks.v1+notebook": {"language": "scala"}}"#));
}

#[test]
fn cells_of_other_languages_are_left_out() {
    let json = r##"{"cells": [
        {"cell_type": "code", "metadata": {"dotnet_interactive": {"language": "csharp"}}, "source": "var a = 1;"},
        {"cell_type": "code", "metadata": {"vscode": {"languageId": "python"}}, "source": "b = 'kept'"},
        {"cell_type": "code", "metadata": {}, "source": ["c = 1\n", "#!csharp\n", "var d = 'no';\n", "#!python\n", "e = 'also'"]}
      ], "metadata": {"kernelspec": {"name": "python3"}}}"##;
    let source = read(json).unwrap();
    assert!(!source.text.contains("var"), "{}", source.text);
    assert_eq!(place(&source, "kept").cell, Some(2));
    assert_eq!((place(&source, "also").cell, place(&source, "also").cell_line), (Some(3), Some(5)));
    let polyglot = json.replace("python3", ".net-csharp");
    let source = read(&polyglot).unwrap();
    assert!(source.text.contains("kept") && source.text.contains("also") && !source.text.contains("c = 1"));
    let script = read(&notebook(r#"{"kernelspec": {"name": ".net-csharp"}}"#, &["#!javascript\nlet x = 1"])).unwrap();
    assert_eq!((script.language, script.text.trim()), (Language::JavaScript, "let x = 1"));
}

#[test]
fn format_3_is_read() {
    let json = r#"{"metadata": {"name": ""}, "nbformat": 3, "worksheets": [{"cells": [
        {"cell_type": "heading", "level": 1, "source": ["x"]},
        {"cell_type": "code", "collapsed": false, "input": ["import openai\n", "f('ada')"], "language": "python", "outputs": []}
    ]}]}"#;
    let source = read(json).unwrap();
    let at = place(&source, "ada");
    assert_eq!((at.cell, at.cell_line, at.line), (Some(2), Some(2), 3));
}

#[test]
fn what_is_no_notebook_is_a_problem_with_a_line() {
    let problem = |json: &str| match read(json) {
        Err(Unread::Problem(problem)) => (problem.kind, problem.line),
        other => panic!("{json}: {other:?}"),
    };
    assert_eq!(problem("{\n\"cells\": [\n{\"cell_type\" \"code\"}]}"), ("syntax", Some(3)));
    assert_eq!(problem("[1, 2]"), ("syntax", Some(1)));
    assert_eq!(problem("{}"), ("syntax", None));
    assert_eq!(problem("{\"cells\": []} {}"), ("syntax", Some(1)));
    assert_eq!(read("").unwrap().text, "");
    assert_eq!(read("{\"cells\": []}").unwrap().text, "");
    for odd in
        ["{\"cells\": 3}", "{\"cells\": [1, null, [], {\"cell_type\": 2, \"source\": {\"a\": 1}}], \"metadata\": 7}"]
    {
        assert_eq!(read(odd).unwrap().text, "", "{odd}");
    }
}

#[test]
fn of_a_broken_notebook_the_cells_before_the_break_are_read() {
    let partly = |json: &str| match read(json) {
        Err(Unread::Partly(source, problem)) => (source.text.clone(), problem.line),
        other => panic!("{json}: {other:?}"),
    };
    let cells = "{\"cells\": [\n{\"cell_type\": \"code\", \"source\": [\"a\\n\"\n\"b\"]},\n{\"cell_type\": \"code\", \"source\": \"c\"}";
    assert_eq!(partly(&format!("{cells}]}}")), ("a\nb\nc".to_string(), Some(3)), "a comma is missing between strings");
    assert_eq!(partly(&format!("{}\n]", cells.replace("\\n\"\n", "\\n\",\n"))), ("a\nb\nc".to_string(), Some(5)));
}

#[test]
fn of_a_key_that_is_there_twice_the_last_counts() {
    let json = r#"{"cells": [{"cell_type": "code", "source": "a"}], "cells": [{"cell_type": "code", "source": ["no"], "source": ["b\n", "c"]}]}"#;
    let source = read(json).unwrap();
    assert_eq!(source.text, "b\nc");
    assert_eq!(place(&source, "b").cell, Some(1));
}

#[test]
fn a_notebook_cut_off_anywhere_does_no_harm() {
    let other =
        notebook("{}", &["%%bash\nx \\\n", "if a:\n\t!b\\\n", "\\", "'''", "x = !", "s = '\\", "%", "a\u{1f600}?"]);
    for json in [SMALL, &other] {
        for end in 0..json.len() {
            let bytes = json.as_bytes()[..end].to_vec();
            let result = decode(bytes, "n.ipynb", Language::Notebook);
            assert!(end == 0 || result.is_err() || json[end..].trim().is_empty(), "cut at {end}: {result:?}");
        }
        // And with one byte changed at each place.
        for at in 0..json.len() {
            for with in [b'"', b'\\', b'{', b']', b'\n', b' '] {
                let mut bytes = json.as_bytes().to_vec();
                bytes[at] = with;
                match decode(bytes, "n.ipynb", Language::Notebook) {
                    Ok(source) => check(&source),
                    Err(Unread::Partly(source, _)) => check(&source),
                    Err(_) => {}
                }
            }
        }
    }
}

#[test]
fn every_cell_cut_off_anywhere_keeps_its_lines_and_bytes() {
    let code = "%%bash\nif x:\n    !é \\\n  y\n%z\r\n  % w\n'''\n!a\n'''\n#!csharp\nd\n#!python\nk = %l\n\"\\\n(";
    for from in 0..code.len() {
        for to in from..=code.len() {
            if let Some(part) = code.get(from..to) {
                check(&read(&notebook("{}", &[part, "b = 2", part])).unwrap());
            }
        }
    }
}

/// What holds for every notebook.
fn check(source: &Source) {
    let lines = source.text.bytes().filter(|&b| b == b'\n').count() + 1;
    assert_eq!(source.line_count(), lines);
    let end = source.place(Span::new(source.text.len(), source.text.len()));
    assert_eq!(end.cell.is_some(), source.is_notebook(), "the last line has a place: {:?}", source.text);
    for line in &source.shell_lines {
        assert_eq!(line.text.len(), line.span.range().len());
        let blanked = source.text.get(line.span.range()).expect("on character boundaries");
        assert!(blanked.trim() == "0" || "pass".starts_with(blanked.trim()), "{blanked:?}");
    }
}

#[test]
fn a_large_or_deep_notebook_is_read_in_linear_time() {
    let png = "iVBORw0KGgo".repeat(100_000);
    let output = format!("{{\"output_type\": \"display_data\", \"data\": {{\"image/png\": \"{png}\"}}}}");
    let outputs = vec![output; 10].join(",");
    let lines = vec!["\"x = 1\\n\""; 100_000].join(",\n");
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    let json = format!(
        "{{\"cells\": [{{\"cell_type\": \"code\", \"metadata\": {{\"a\": {deep}}}, \"outputs\": [{outputs}], \"source\": [{lines}]}}]}}"
    );
    let start = std::time::Instant::now();
    let source = read(&json).unwrap();
    assert_eq!(source.line_count(), 100_001);
    assert_eq!(place(&source, "x = 1").line, 1);
    assert!(start.elapsed().as_secs() < 120, "{:?} for {} bytes", start.elapsed(), json.len());
}
