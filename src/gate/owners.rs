//! Who owns a path: teams of the configuration, then a CODEOWNERS file. In both the last entry that fits counts, as on
//! the hosts that read CODEOWNERS.

use super::paths::Globs;
use crate::config::Settings;
use crate::exit_status::Failure;
use std::path::PathBuf;

/// Teams with the paths that are theirs.
#[derive(Clone, Debug, Default)]
pub struct Owners {
    /// Entries of CODEOWNERS in their order, then the configuration's.
    entries: Vec<(Globs, Option<String>)>,
}

impl Owners {
    /// Compiles the teams of the settings and the texts of CODEOWNERS files, each with the folder it speaks for; of two
    /// folders the inner one stands later.
    pub fn new(settings: &Settings, codeowners: &[(PathBuf, String)]) -> Result<Owners, Failure> {
        let mut entries = Vec::new();
        for (folder, text) in codeowners {
            // A pattern that is no glob owns nothing; the host that reads the file says so better than we could.
            let of = |(glob, owners): (String, _)| Some((Globs::of_owner(&glob, folder, settings)?, owners));
            entries.extend(lines(text).filter_map(of));
        }
        for team in &settings.teams {
            entries.push((Globs::new(&team.paths, settings)?, Some(team.name.clone())));
        }
        Ok(Owners { entries })
    }

    /// The team that owns a path.
    pub fn of(&self, path: &str) -> Option<&str> {
        self.entries.iter().rev().find(|(globs, _)| globs.contain(path)).and_then(|(_, owner)| owner.as_deref())
    }
}

/// Patterns with their owners; a pattern without owners takes them away.
fn lines(text: &str) -> impl Iterator<Item = (String, Option<String>)> + '_ {
    text.lines().filter_map(|line| {
        let line = line.trim();
        // GitLab's section heads and comments.
        if line.is_empty() || line.starts_with('#') || line.starts_with('[') || line.starts_with("^[") {
            return None;
        }
        let mut words = line.split_whitespace();
        let pattern = words.next()?.to_owned();
        let owners: Vec<&str> = words.take_while(|word| !word.starts_with('#')).collect();
        Some((pattern, (!owners.is_empty()).then(|| owners.join(" "))))
    })
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn owners_are_read_as_the_hosts_read_them() {
        let text = "# all\n*  @org/all\n[Section] @x\n/shop/search/ @ann bob@example.com # them\nvendor/\n";
        let read: Vec<_> = lines(text).collect();
        assert_eq!(
            read,
            [
                ("*".into(), Some("@org/all".into())),
                ("/shop/search/".into(), Some("@ann bob@example.com".into())),
                ("vendor/".into(), None)
            ]
        );
    }
}
