//! Which file of the project an import means.

use super::UnitId;
use crate::facts::{Import, Imported};
use crate::source::Source;
use rustc_hash::FxHashMap;

/// Paths of the project's code files, by module path: the path without its extension, and without `/__init__` or `/index`.
#[derive(Debug, Default)]
pub struct Modules {
    python: FxHashMap<String, UnitId>,
    ecmascript: FxHashMap<String, UnitId>,
    /// Folders that hold an `__init__.py`.
    packages: rustc_hash::FxHashSet<String>,
    /// Python modules that import something of their own name: nobody can mean them by that name alone.
    namesakes: rustc_hash::FxHashSet<UnitId>,
}

const ECMASCRIPT: [&str; 8] = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"];

impl Modules {
    /// The modules of files with these paths, in order.
    pub fn new<'p>(paths: impl Iterator<Item = &'p str>) -> Modules {
        let mut modules = Modules::default();
        for (id, path) in paths.enumerate() {
            let id = id as UnitId;
            let Some((stem, extension)) = path.rsplit_once('.') else { continue };
            match extension {
                "py" | "pyi" => {
                    let stem = match stem.strip_suffix("__init__") {
                        Some(folder) => {
                            let folder = folder.trim_end_matches('/');
                            modules.packages.insert(folder.to_owned());
                            folder
                        }
                        None => stem,
                    };
                    modules.python.entry(stem.to_owned()).or_insert(id);
                }
                _ if ECMASCRIPT.contains(&extension) => {
                    modules.ecmascript.insert(path.to_owned(), id);
                    let stem = stem.strip_suffix(".d").unwrap_or(stem);
                    modules.ecmascript.entry(stem.to_owned()).or_insert(id);
                    if let Some(folder) = stem.strip_suffix("/index") {
                        modules.ecmascript.entry(folder.to_owned()).or_insert(id);
                    } else if stem == "index" {
                        modules.ecmascript.entry(String::new()).or_insert(id);
                    }
                }
                _ => {}
            }
        }
        modules
    }

    /// Adds folders that hold an `__init__.py` which is no unit: an empty one makes a package all the same.
    pub fn with_packages(mut self, folders: impl IntoIterator<Item = String>) -> Modules {
        self.packages.extend(folders);
        self
    }

    /// Adds modules that import something of their own name. `openai.py` with `import openai` in it would get itself if
    /// its folder were a source root, so that is none, and its neighbours mean the library too.
    pub fn with_namesakes(mut self, units: impl IntoIterator<Item = UnitId>) -> Modules {
        self.namesakes.extend(units);
        self
    }

    /// The unit that `module` means when imported by the file at `from` (a Python module, dots and all, or an
    /// ECMAScript specifier), if the project has it.
    pub fn find(&self, from: &Source, module: &str) -> Option<UnitId> {
        if from.language.is_ecmascript() {
            self.find_ecmascript(&from.path, module)
        } else {
            self.find_python(&from.path, module)
        }
    }

    /// The units an import touches: its module, and for `from a import b` the submodule `a.b` too.
    pub fn of_import(&self, from: &Source, import: &Import) -> Vec<UnitId> {
        let (module, submodule) = self.linked(from, import);
        module.into_iter().chain(submodule).collect()
    }

    /// The module that an import means, and for `from a import b` the submodule `a.b`.
    pub fn linked(&self, from: &Source, import: &Import) -> (Option<UnitId>, Option<UnitId>) {
        let submodule = match &import.what {
            Imported::Name(name) => self.submodule(from, &import.module, name),
            _ => None,
        };
        (self.find(from, &import.module), submodule)
    }

    /// The unit of the submodule `name` of a Python module.
    pub fn submodule(&self, from: &Source, module: &str, name: &str) -> Option<UnitId> {
        if from.language.is_ecmascript() {
            return None;
        }
        let dotted = if module.ends_with('.') { format!("{module}{name}") } else { format!("{module}.{name}") };
        self.find_python(&from.path, &dotted)
    }

    /// The folder of a Python package that `module` means when imported by the file at `from`, if its `__init__.py`
    /// is no unit: what that imports is not known.
    pub fn unread_package(&self, from: &Source, module: &str) -> Option<String> {
        let is_unread = |path: &str| {
            (!path.is_empty() && self.packages.contains(path) && !self.python.contains_key(path))
                .then(|| path.to_owned())
        };
        (!from.language.is_ecmascript()).then(|| python_path(&self.packages, &from.path, module, is_unread))?
    }

    fn find_python(&self, from: &str, module: &str) -> Option<UnitId> {
        let is_bare = !module.contains('.');
        let meant = |id: &UnitId| !(is_bare && self.namesakes.contains(id));
        python_path(&self.packages, from, module, |path| self.python.get(path).copied().filter(meant))
    }

    fn find_ecmascript(&self, from: &str, specifier: &str) -> Option<UnitId> {
        let folder = folder_of(from);
        if specifier.starts_with("./") || specifier.starts_with("../") || specifier == "." || specifier == ".." {
            return self.ecmascript_file(&normalise(&join(folder, specifier))?);
        }
        // `@/x`, `~/x` and `src/x`: the usual aliases for the folder of a source root.
        let inner = ["@/", "~/", "#/", "$lib/"].iter().find_map(|alias| specifier.strip_prefix(alias));
        let bare = inner.unwrap_or(specifier);
        if inner.is_none() && (specifier.starts_with('@') || !specifier.contains('/')) {
            return None;
        }
        let mut base = folder;
        loop {
            for root in [base.to_owned(), join(base, "src"), join(base, "app"), join(base, "lib")] {
                if let Some(id) = self.ecmascript_file(&join(&root, bare)) {
                    return Some(id);
                }
            }
            if base.is_empty() {
                return None;
            }
            base = folder_of(base);
        }
    }

    fn ecmascript_file(&self, path: &str) -> Option<UnitId> {
        self.ecmascript.get(path).copied().or_else(|| {
            // TypeScript's ESM habit: `./x.js` is `./x.ts` in the sources.
            let (stem, extension) = path.rsplit_once('.')?;
            ECMASCRIPT.contains(&extension).then(|| self.ecmascript.get(stem).copied()).flatten()
        })
    }
}

/// What `get` has for the first path that a Python module can mean when imported by the file at `from`.
fn python_path<T>(
    packages: &rustc_hash::FxHashSet<String>,
    from: &str,
    module: &str,
    get: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let dots = module.len() - module.trim_start_matches('.').len();
    let path = module[dots..].replace('.', "/");
    let folder = folder_of(from);
    if dots > 0 {
        let mut base = folder;
        for _ in 1..dots {
            base = folder_of(base);
        }
        return get(&join(base, &path));
    }
    // An absolute import: from the folder of a script, then from each folder above it, as a source root would be.
    let mut base = folder;
    loop {
        // Inside a package its own folder is no source root: `langchain/llms/openai.py` importing `openai` means
        // the library, not itself.
        if !packages.contains(base) || base.is_empty() {
            for root in [base.to_owned(), join(base, "src"), join(base, "lib")] {
                let whole = join(&root, &path);
                if let Some(found) = get(&whole).filter(|_| whole != from.trim_end_matches(".py")) {
                    return Some(found);
                }
            }
        }
        if base.is_empty() {
            return None;
        }
        base = folder_of(base);
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn join(folder: &str, rest: &str) -> String {
    match (folder.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{folder}/{rest}"),
    }
}

/// Resolves `.` and `..`; `None` if the path leaves the root.
fn normalise(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn at(path: &str) -> Source {
        let language = if path.ends_with(".py") { Language::Python } else { Language::TypeScript };
        Source::new(path, language, String::new())
    }

    #[test]
    fn python_modules_are_found_from_source_roots_but_a_package_is_none() {
        let m = Modules::new(
            ["app/clients.py", "pkg/__init__.py", "pkg/llms/__init__.py", "pkg/llms/openai.py", "src/core/llm.py"]
                .into_iter(),
        );
        assert_eq!(m.find(&at("app/main.py"), "clients"), Some(0));
        assert_eq!(m.find(&at("app/main.py"), ".clients"), Some(0));
        assert_eq!(m.find(&at("pkg/llms/openai.py"), "openai"), None);
        assert_eq!(m.find(&at("pkg/x.py"), "pkg.llms.openai"), Some(3));
        assert_eq!(m.find(&at("pkg/llms/x.py"), "..llms.openai"), Some(3));
        assert_eq!(m.find(&at("tests/t.py"), "core.llm"), Some(4));
        assert_eq!(m.find(&at("pkg/x.py"), "......a"), None);
    }

    #[test]
    fn a_file_beside_another_in_a_package_does_not_hide_a_library() {
        let modules = || Modules::new(["pkg/openai.py", "pkg/azure.py"].into_iter());
        assert_eq!(modules().find(&at("pkg/azure.py"), "openai"), Some(0), "a script's own folder is a source root");
        let m = modules().with_packages(["pkg".to_owned()]);
        assert_eq!(m.find(&at("pkg/azure.py"), "openai"), None);
        assert_eq!(m.find(&at("pkg/azure.py"), ".openai"), Some(0));
    }

    #[test]
    fn a_file_that_imports_its_own_name_is_not_what_its_neighbours_mean_by_it() {
        let m = Modules::new(["llm/azure.py", "llm/openai.py"].into_iter()).with_namesakes([1]);
        assert_eq!(m.find(&at("llm/azure.py"), "openai"), None);
        assert_eq!(m.find(&at("llm/azure.py"), ".openai"), Some(1));
        assert_eq!(m.find(&at("main.py"), "llm.openai"), Some(1));
    }

    #[test]
    fn ecmascript_specifiers_are_relative_or_aliased() {
        let m = Modules::new(["web/src/lib/client.ts", "web/src/index.ts", "web/util.js"].into_iter());
        assert_eq!(m.find(&at("web/src/a.ts"), "./lib/client"), Some(0));
        assert_eq!(m.find(&at("web/src/a.ts"), "./lib/client.js"), Some(0));
        assert_eq!(m.find(&at("web/src/lib/x.ts"), ".."), Some(1));
        assert_eq!(m.find(&at("web/src/pages/deep/x.tsx"), "@/lib/client"), Some(0));
        assert_eq!(m.find(&at("web/src/a.ts"), "openai"), None);
        assert_eq!(m.find(&at("web/src/a.ts"), "../../../../x"), None);
    }
}
