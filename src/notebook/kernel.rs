//! Which language a kernel's or cell's name stands for.

use crate::language::Language;

/// What a cell, or a part of one, is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    /// A language codexit reads.
    Known(Language),
    /// A shell: not read, but its lines are kept, since they install packages.
    Shell,
    /// Anything else: C#, R, SQL, prose.
    Foreign,
}

/// The language of a name in a notebook's or cell's metadata. Compared without regard to case.
pub(super) fn named(name: &str) -> Tongue {
    match name.trim().to_ascii_lowercase().as_str() {
        "python" | "python2" | "python3" | "ipython" | "ipython3" | "pyspark" | "pythonkernel" | "pyodide" => {
            Tongue::Known(Language::Python)
        }
        "javascript" | "js" | "node" | "nodejs" | "jslab" | "jp-javascript" => Tongue::Known(Language::JavaScript),
        "typescript" | "ts" | "tslab" | "deno" => Tongue::Known(Language::TypeScript),
        "bash" | "sh" | "zsh" | "shell" | "shellscript" => Tongue::Shell,
        _ => Tongue::Foreign,
    }
}

/// Kernels of other languages, by the beginning of their names. A kernel's name is the user's own choice (a Python
/// environment is often named after its project), so a name that is not among these says nothing.
const FOREIGN_KERNELS: &[&str] = &[
    ".net-",
    "almond",
    "apache_toree",
    "bash",
    "evcxr",
    "gonb",
    "gophernotes",
    "ihaskell",
    "ir",
    "iruby",
    "java",
    "julia",
    "kotlin",
    "matlab",
    "octave",
    "ruby",
    "rust",
    "sas",
    "scala",
    "spark-scala",
    "sql",
    "stata",
    "xcpp",
    "xeus-cling",
    "xr",
];

/// The language of a kernel by its own name, where the notebook gives no language; `None` if the name says nothing.
pub(super) fn of_kernel(name: &str) -> Option<Tongue> {
    let lower = name.trim().to_ascii_lowercase();
    if lower.starts_with("javascript") {
        return Some(Tongue::Known(Language::JavaScript));
    }
    match named(&lower) {
        Tongue::Foreign => {
            let is_one = |start: &&&str| {
                lower
                    .strip_prefix(**start)
                    .is_some_and(|rest| !rest.starts_with(char::is_alphabetic) || start.starts_with('.'))
            };
            FOREIGN_KERNELS.iter().find(is_one).map(|_| Tongue::Foreign)
        }
        known => Some(known),
    }
}

/// The language that a polyglot directive (`#!csharp`) switches to, if that is what it does. Other words after `#!`
/// are commands, or the path of a program.
pub(super) fn of_directive(line: &str) -> Option<Tongue> {
    let word = line.trim_start().strip_prefix("#!")?.split_whitespace().next()?;
    match word {
        "csharp" | "c#" | "fsharp" | "f#" | "powershell" | "pwsh" | "html" | "markdown" | "md" | "mermaid" | "sql"
        | "kql" | "r" | "http" | "value" => Some(Tongue::Foreign),
        "python" | "javascript" | "js" | "typescript" | "bash" | "sh" => Some(named(word)),
        _ => None,
    }
}

/// The language of the rest of a cell that begins with the cell magic `%%name`, whose arguments are `arguments`;
/// `None` if it stays what it was (`%%time`). An unknown magic is taken to wrap code: losing code is worse than
/// reading prose.
pub(super) fn of_cell_magic(name: &str, arguments: &str) -> Option<Tongue> {
    match name {
        "bash" | "sh" | "zsh" | "shell" | "system" | "sx" | "!" => Some(Tongue::Shell),
        "script" => match arguments.split_whitespace().find(|word| !word.starts_with('-')) {
            Some(program) if program.starts_with("python") => None,
            Some("bash" | "sh" | "zsh") => Some(Tongue::Shell),
            _ => Some(Tongue::Foreign),
        },
        "writefile" | "file" => written(arguments),
        "javascript" | "js" => Some(Tongue::Known(Language::JavaScript)),
        "html" | "HTML" | "svg" | "SVG" | "latex" | "markdown" | "md" | "sql" | "bigquery" | "bq" | "kql" | "R"
        | "r" | "perl" | "ruby" | "julia" | "cmd" | "powershell" | "pwsh" | "csharp" | "fsharp" | "scala"
        | "configure" | "css" | "cpp" | "cu" | "cuda" | "fortran" | "ai" | "mermaid" | "json" | "yaml"
        | "pip_requirements" => Some(Tongue::Foreign),
        _ => None,
    }
}

/// What a file is in that a cell writes; `None` for Python, which the cell then is in like any other.
fn written(arguments: &str) -> Option<Tongue> {
    let path = arguments.split_whitespace().last().unwrap_or("").trim_matches(['"', '\'']);
    match Language::of_file_name(path.rsplit(['/', '\\']).next().unwrap_or(path)) {
        Some(Language::Python) => None,
        Some(Language::Notebook | Language::Markdown) | None => Some(Tongue::Foreign),
        Some(language) => Some(Tongue::Known(language)),
    }
}

/// The language of a whole cell of Databricks, which marks it with a line magic of one `%`; `None` if the line is none.
pub(super) fn of_databricks_magic(line: &str) -> Option<Tongue> {
    let (word, rest) = match line.split_once(char::is_whitespace) {
        Some((word, rest)) => (word, rest.trim()),
        None => (line, ""),
    };
    match word {
        "%md" | "%md-sandbox" | "%scala" | "%r" | "%fs" => Some(Tongue::Foreign),
        // With something behind it, it is a line magic of IPython.
        "%sql" if rest.is_empty() => Some(Tongue::Foreign),
        "%sh" => Some(Tongue::Shell),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_named_after_a_project_says_nothing() {
        for name in ["conda-env-openai-py", "irene", "sqlalchemy-demo", "my-venv", ""] {
            assert_eq!(of_kernel(name), None, "{name}");
        }
        for name in ["ir", "julia-1.9", ".net-csharp", "xcpp17", "java"] {
            assert_eq!(of_kernel(name), Some(Tongue::Foreign), "{name}");
        }
        assert_eq!(of_kernel("python3"), Some(Tongue::Known(Language::Python)));
        assert_eq!(of_kernel("deno"), Some(Tongue::Known(Language::TypeScript)));
    }

    #[test]
    fn a_directive_is_told_from_a_program() {
        assert_eq!(of_directive("#!csharp"), Some(Tongue::Foreign));
        assert_eq!(of_directive("#!python --from x"), Some(Tongue::Known(Language::Python)));
        assert_eq!(of_directive("#!/usr/bin/env python"), None);
        assert_eq!(of_directive("#!time"), None);
    }
}
