//! Which versions of a package the manifests around a file allow.
//!
//! A finding about an API that a newer version of its package lacks says whether the project is held on a version that
//! still has it, or already asks for versions that do not.

use std::collections::HashMap;

use super::package::{quoted, written};
use super::range::{self, Verdict};
use crate::facts::manifest::{COMMAND, Ecosystem, LOCK, Requirement};
use crate::source::{Place, Source};

/// A requirement with the place it stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The manifest, as in [`Source::path`].
    pub path: String,
    /// Where in it.
    pub place: Place,
    /// The requirement.
    pub requirement: Requirement,
}

/// All requirements of the tree, by package and by the folder that they govern.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// By ecosystem, normal name and folder; an install command governs the notebook it stands in alone.
    pins: HashMap<(Ecosystem, String, String), Vec<Pin>>,
}

/// How a project's manifests stand to a package's version that no longer has an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Only versions that still have it are allowed: the project is held back.
    Below,
    /// Versions with and without it are allowed: a fresh install gets one that lacks it.
    Both,
    /// Only versions that lack it are allowed: the code is broken with what the manifest asks for.
    Beyond,
}

/// What the governing manifest says about a package, measured by the version that no longer has an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBack<'v> {
    /// Which versions are allowed.
    pub reach: Reach,
    /// By which requirement.
    pub pin: &'v Pin,
    /// One sentence for the finding about the API.
    pub sentence: String,
}

impl Versions {
    /// Takes in the requirements of a source.
    pub fn add(&mut self, source: &Source, requirements: &[Requirement]) {
        for requirement in requirements {
            let folder = if requirement.group == COMMAND { &source.path } else { folder_of(&source.path) };
            let name = requirement.ecosystem.normal_name(&requirement.name);
            let place = source.place(requirement.span);
            self.pins.entry((requirement.ecosystem, name, folder.to_string())).or_default().push(Pin {
                path: source.path.clone(),
                place,
                requirement: requirement.clone(),
            });
        }
    }

    /// The requirement that decides which version of a package the file at `path` meets: that of an install command in
    /// the file itself, then of the nearest folder upwards whose manifests name the package. In a folder a locked
    /// version goes before ranges, if a range there allows it (a lock file can hold several, for other packages); then
    /// what is needed to run before extras and development groups; then the first.
    pub fn governing(&self, path: &str, ecosystem: Ecosystem, name: &str) -> Option<&Pin> {
        self.nearest(path, ecosystem, name)?.first().copied()
    }

    /// How the manifests around `path` stand to `removed_in`, the first version of a package that lacks an API. `None`
    /// if none of them names the package, or only by what says nothing about versions. A folder whose manifests differ
    /// counts as held back if one of them holds it back, unless a locked version decides.
    pub fn held_back(&self, path: &str, ecosystem: Ecosystem, name: &str, removed_in: &str) -> Option<HeldBack<'_>> {
        let affected = format!("<{removed_in}");
        let reach_of = |pin: &Pin| {
            let range = &pin.requirement.range;
            match range::allows_only(ecosystem, range, &affected) {
                Verdict::AllAffected => Some(Reach::Below),
                Verdict::SomeUnaffected if range::allows_none(ecosystem, range, &affected) => Some(Reach::Beyond),
                Verdict::SomeUnaffected => Some(Reach::Both),
                Verdict::Unknown => None,
            }
        };
        let pins = self.nearest(path, ecosystem, name)?;
        let judged: Vec<(Reach, &Pin)> = pins.iter().filter_map(|pin| Some((reach_of(pin)?, *pin))).collect();
        let decided = judged.first().filter(|(_, pin)| pin.requirement.locked);
        let below = judged.iter().find(|(reach, pin)| *reach == Reach::Below && !pin.requirement.locked);
        let (reach, pin) = *decided.or(below).or(judged.first())?;
        let asked = quoted(&written(&pin.requirement));
        let sentence = match reach {
            Reach::Below => format!("{} holds the project on {asked}, which still has it", pin.path),
            Reach::Both => format!("{asked} in {} also allows {removed_in} and later, which lack it", pin.path),
            Reach::Beyond => format!("{asked} in {} lacks it", pin.path),
        };
        Some(HeldBack { reach, pin, sentence })
    }

    /// The pins of the nearest place upwards that has any, the one that decides first; never empty.
    fn nearest(&self, path: &str, ecosystem: Ecosystem, name: &str) -> Option<Vec<&Pin>> {
        let mut key = (ecosystem, ecosystem.normal_name(name), path.to_string());
        let pins = loop {
            if let Some(pins) = self.pins.get(&key) {
                break pins;
            }
            if key.2.is_empty() {
                return None;
            }
            key.2 = folder_of(&key.2).to_string();
        };
        // A few ranges tell enough; a hostile manifest could name one package without end.
        let ranges: Vec<&Requirement> = pins.iter().map(|p| &p.requirement).filter(|r| !r.locked).take(32).collect();
        let is_foreign = |locked: &Requirement| {
            !ranges.is_empty() && ranges.iter().all(|r| range::allows_none(ecosystem, &r.range, &locked.range))
        };
        let mut pins: Vec<&Pin> = pins.iter().collect();
        // Stable: of equals, the first in the manifest.
        pins.sort_by_cached_key(|pin| match pin.requirement.group.as_str() {
            LOCK if !is_foreign(&pin.requirement) => 0,
            "dependencies" | "install_requires" | "requirements" | COMMAND => 1,
            _ if !pin.requirement.locked => 2,
            _ => 3,
        });
        Some(pins)
    }
}

/// The folder of a path; empty for the folder that codexit was started in.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::manifest;
    use crate::language::Language;

    fn tree(files: &[(&str, &str)]) -> Versions {
        let mut versions = Versions::default();
        for (path, text) in files {
            let source = Source::new(*path, Language::Toml, text.to_string());
            versions.add(&source, &manifest::read(&source));
        }
        versions
    }

    fn governing<'v>(versions: &'v Versions, path: &str, name: &str) -> Option<(&'v str, &'v str)> {
        let pin = versions.governing(path, Ecosystem::Pypi, name)?;
        Some((&pin.path, &pin.requirement.range))
    }

    #[test]
    fn the_nearest_manifest_that_names_the_package_governs() {
        let versions = tree(&[
            ("requirements.txt", "openai==0.27\nLlama_Index<0.10\n"),
            ("app/requirements.txt", "openai==0.28\n"),
            ("app/deep/requirements.txt", "requests\n"),
        ]);
        assert_eq!(governing(&versions, "app/deep/er/x.py", "openai"), Some(("app/requirements.txt", "==0.28")));
        assert_eq!(governing(&versions, "other/x.py", "openai"), Some(("requirements.txt", "==0.27")));
        assert_eq!(governing(&versions, "x.py", "llama-index"), Some(("requirements.txt", "<0.10")));
        assert_eq!(governing(&versions, "application/x.py", "requests"), None);
        assert!(versions.governing("x.ts", Ecosystem::Npm, "openai").is_none());
    }

    #[test]
    fn a_lock_goes_before_ranges_and_running_before_development() {
        let versions = tree(&[
            (
                "pyproject.toml",
                "[tool.poetry.dev-dependencies]\nopenai = \"^1\"\n[tool.poetry.dependencies]\nopenai = \"^0.27\"\nx = \"1\"\n",
            ),
            ("poetry.lock", "[[package]]\nname = \"openai\"\nversion = \"0.27.8\"\n"),
        ]);
        assert_eq!(governing(&versions, "a/b.py", "openai"), Some(("poetry.lock", "0.27.8")));
        let versions = tree(&[(
            "pyproject.toml",
            "[tool.poetry.dev-dependencies]\nopenai = \"^1\"\n[tool.poetry.dependencies]\nopenai = \"^0.27\"\n",
        )]);
        assert_eq!(governing(&versions, "a/b.py", "openai"), Some(("pyproject.toml", "^0.27")));
    }

    #[test]
    fn a_version_locked_for_another_package_does_not_govern() {
        let manifest = ("package.json", r#"{"dependencies": {"openai": "^4.1"}}"#);
        let lock = |nested: &str, top: &str| {
            format!(
                r#"{{"packages": {{"node_modules/a/node_modules/openai": {{"version": "{nested}"}},
                    "node_modules/openai": {{"version": "{top}"}}}}}}"#
            )
        };
        let versions = tree(&[("package-lock.json", &lock("3.2.1", "4.2.0")), manifest]);
        assert_eq!(versions.governing("a.ts", Ecosystem::Npm, "openai").unwrap().requirement.range, "4.2.0");
        assert_eq!(versions.held_back("a.ts", Ecosystem::Npm, "openai", "4").unwrap().reach, Reach::Beyond);
        let yarn = ("yarn.lock", "openai@^3.1.0:\n  version \"3.3.0\"\n\nopenai@^4.1:\n  version \"4.5.0\"\n");
        let versions = tree(&[yarn, manifest]);
        assert_eq!(versions.governing("a.ts", Ecosystem::Npm, "openai").unwrap().requirement.range, "4.5.0");
    }

    #[test]
    fn held_back_or_contradicted() {
        let said = |range: &str| {
            let versions = tree(&[("app/requirements.txt", &format!("openai{range}\n"))]);
            versions.held_back("app/x.py", Ecosystem::Pypi, "openai", "1.0").map(|held| (held.reach, held.sentence))
        };
        let (reach, sentence) = said("==0.27.8").unwrap();
        assert_eq!(reach, Reach::Below);
        assert_eq!(sentence, "app/requirements.txt holds the project on `openai==0.27.8`, which still has it");
        let (reach, sentence) = said(">=0.27").unwrap();
        assert_eq!(reach, Reach::Both);
        assert_eq!(sentence, "`openai>=0.27` in app/requirements.txt also allows 1.0 and later, which lack it");
        let (reach, sentence) = said("~=1.3").unwrap();
        assert_eq!(reach, Reach::Beyond);
        assert_eq!(sentence, "`openai~=1.3` in app/requirements.txt lacks it");
        assert_eq!(said("").unwrap().0, Reach::Both);
        assert_eq!(said(" @ git+https://git.example.org/x.git"), None);
    }

    #[test]
    fn one_extra_that_holds_back_counts_unless_a_lock_decides() {
        let pyproject =
            ("pyproject.toml", "[project.optional-dependencies]\nserve = [\"openai\"]\njudge = [\"openai<1\"]\n");
        let versions = tree(&[pyproject]);
        assert_eq!(versions.held_back("x.py", Ecosystem::Pypi, "openai", "1.0").unwrap().reach, Reach::Below);
        let versions = tree(&[pyproject, ("poetry.lock", "[[package]]\nname = \"openai\"\nversion = \"1.3.0\"\n")]);
        assert_eq!(versions.held_back("x.py", Ecosystem::Pypi, "openai", "1.0").unwrap().reach, Reach::Beyond);
    }
}
