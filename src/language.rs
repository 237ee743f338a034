//! The languages and formats codexit reads, and how a file name tells which one it is.

/// What a source is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// `.py`, `.pyi`, Python notebooks.
    Python,
    /// `.js`, `.jsx`, `.mjs`, `.cjs`.
    JavaScript,
    /// `.ts`, `.mts`, `.cts`.
    TypeScript,
    /// `.tsx`.
    Tsx,
    /// `.json`, `.jsonc` and their kin; comments and trailing commas are accepted.
    Json,
    /// `.yaml`, `.yml`.
    Yaml,
    /// `.toml`.
    Toml,
    /// `.env`, `.env.*`.
    Env,
    /// `requirements*.txt`, `*requirements.txt`, `constraints*.txt`.
    Requirements,
    /// `setup.cfg`.
    SetupCfg,
    /// `yarn.lock`.
    YarnLock,
    /// `.ipynb`; read into a `Source` of the notebook's own language.
    Notebook,
    /// `.ini`, `.cfg`, `.conf`, `.properties`.
    Ini,
    /// Shell scripts.
    Shell,
    /// Dockerfiles and Makefiles: instructions with shell lines.
    Build,
    /// Terraform and Bicep.
    Hcl,
    /// `.go`; as text.
    Go,
    /// `.java`; as text.
    Java,
    /// `.kt`, `.kts`; as text.
    Kotlin,
    /// `.cs`; as text.
    CSharp,
    /// `.rb`; as text.
    Ruby,
    /// `.php`; as text.
    Php,
    /// `.rs`; as text.
    Rust,
    /// `.md`, `.markdown`; read only where that is asked for.
    Markdown,
}

impl Language {
    /// The language of a file by its name and the name of its folder.
    pub fn of_file(folder: &str, name: &str) -> Option<Language> {
        let is_text = name.ends_with(".txt") || name.ends_with(".in");
        if is_text && folder.eq_ignore_ascii_case("requirements") {
            return Some(Language::Requirements);
        }
        Language::of_file_name(name)
    }

    /// The language of a file by its name alone (the last component of its path), or `None` if codexit does not read such files.
    pub fn of_file_name(name: &str) -> Option<Language> {
        let lower = name.to_ascii_lowercase();
        let by_name = match lower.as_str() {
            "makefile" | "gnumakefile" | "dockerfile" | "containerfile" | "justfile" => Some(Language::Build),
            "bun.lock" => Some(Language::Json),
            "yarn.lock" => Some(Language::YarnLock),
            "poetry.lock" | "uv.lock" | "pdm.lock" | "pipfile" => Some(Language::Toml),
            "pipfile.lock" | "deno.lock" => Some(Language::Json),
            "setup.cfg" => Some(Language::SetupCfg),
            _ => None,
        };
        if by_name.is_some() {
            return by_name;
        }
        if lower == ".env" || lower.starts_with(".env.") || lower.ends_with(".env") {
            return Some(Language::Env);
        }
        let lists_requirements = lower.contains("requirements") || lower.starts_with("constraints");
        if lists_requirements && (lower.ends_with(".txt") || lower.ends_with(".in")) {
            return Some(Language::Requirements);
        }
        if lower.starts_with("dockerfile.") {
            return Some(Language::Build);
        }
        let (_, extension) = lower.rsplit_once('.')?;
        Some(match extension {
            "py" | "pyi" => Language::Python,
            "js" | "jsx" | "mjs" | "cjs" => Language::JavaScript,
            "ts" | "mts" | "cts" => Language::TypeScript,
            "tsx" => Language::Tsx,
            "json" | "jsonc" | "json5" | "code-workspace" => Language::Json,
            "yaml" | "yml" => Language::Yaml,
            "toml" => Language::Toml,
            "ipynb" => Language::Notebook,
            "ini" | "cfg" | "conf" | "properties" => Language::Ini,
            "sh" | "bash" | "zsh" | "fish" | "ksh" => Language::Shell,
            "dockerfile" | "mk" => Language::Build,
            "tf" | "tfvars" | "hcl" | "bicep" | "bicepparam" => Language::Hcl,
            "go" => Language::Go,
            "java" => Language::Java,
            "kt" | "kts" => Language::Kotlin,
            "cs" => Language::CSharp,
            "rb" => Language::Ruby,
            "php" => Language::Php,
            "rs" => Language::Rust,
            "md" | "markdown" | "mdx" => Language::Markdown,
            _ => return None,
        })
    }

    /// True for languages that are parsed into expressions.
    pub fn is_code(self) -> bool {
        matches!(self, Language::Python | Language::JavaScript | Language::TypeScript | Language::Tsx)
    }

    /// True for languages whose string literals are read, and nothing else: no name in them is resolved.
    pub fn is_text(self) -> bool {
        use Language::{CSharp, Go, Java, Kotlin, Php, Ruby, Rust};
        matches!(self, Go | Java | Kotlin | CSharp | Ruby | Php | Rust)
    }

    /// True for JavaScript and TypeScript.
    pub fn is_ecmascript(self) -> bool {
        matches!(self, Language::JavaScript | Language::TypeScript | Language::Tsx)
    }
}
