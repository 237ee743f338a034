//! Files of a scan cut into projects, and projects into batches.
//!
//! Facts weigh many times what they are read from, and are needed until their project is joined. Projects that stand
//! side by side mean nothing to each other, so they are read and judged a batch at a time.

use crate::walk::WalkedFile;

/// Files of one project, sorted by path.
pub type Group = Vec<WalkedFile>;

/// A batch is full when it holds so many files.
const FULL: usize = 4096;

/// Cuts files, which are sorted by path, into projects: one for each checkout (a folder with `/` at the end, sorted). If
/// one file is in none, it may belong to any, and all are one project.
pub fn projects(files: Vec<WalkedFile>, checkouts: &[String]) -> Vec<Group> {
    let checkout_of = |file: &WalkedFile| {
        let before = checkouts.partition_point(|folder| folder.as_str() <= file.shown.as_str());
        before.checked_sub(1).filter(|&at| file.shown.starts_with(&checkouts[at]))
    };
    if files.is_empty() || files.iter().any(|file| checkout_of(file).is_none()) {
        return vec![files];
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut current = None;
    for file in files {
        let checkout = checkout_of(&file);
        match groups.last_mut().filter(|_| checkout == current) {
            Some(group) => group.push(file),
            None => groups.push(vec![file]),
        }
        current = checkout;
    }
    groups
}

/// Cuts projects into batches, in order.
pub fn batches(mut groups: Vec<Group>) -> impl Iterator<Item = Vec<Group>> {
    groups.reverse();
    std::iter::from_fn(move || {
        let mut batch = vec![groups.pop()?];
        let mut files = batch[0].len();
        while files < FULL
            && let Some(next) = groups.pop()
        {
            files += next.len();
            batch.push(next);
        }
        Some(batch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Group {
        paths.iter().map(|path| WalkedFile::at(path)).collect()
    }

    fn shown(groups: &[Group]) -> Vec<Vec<&str>> {
        groups.iter().map(|group| group.iter().map(|file| file.shown.as_str()).collect()).collect()
    }

    #[test]
    fn each_checkout_is_a_project() {
        let checkouts = ["a/".to_owned(), "b/c/".to_owned()];
        let groups = projects(files(&["a/x.py", "a/y/z.py", "b/c/x.py"]), &checkouts);
        assert_eq!(shown(&groups), [vec!["a/x.py", "a/y/z.py"], vec!["b/c/x.py"]]);
    }

    #[test]
    fn what_is_in_no_checkout_may_belong_to_any() {
        let paths = ["a-b/x.py", "a/x.py", "b/c/x.py"];
        let groups = projects(files(&paths), &["a/".to_owned(), "b/c/".to_owned()]);
        assert_eq!(shown(&groups), [paths]);
    }

    #[test]
    fn the_root_can_be_the_checkout_and_nothing_is_a_project_too() {
        assert_eq!(shown(&projects(files(&["a.py", "b/c.py"]), &[String::new()])), [["a.py", "b/c.py"]]);
        assert_eq!(projects(Group::new(), &[]).len(), 1);
    }

    #[test]
    fn a_batch_holds_small_projects_together() {
        let small = || files(&["x.py"]);
        let large = (0..FULL).map(|_| WalkedFile::at("y.py")).collect();
        let sizes: Vec<usize> = batches(vec![small(), small(), large, small()]).map(|batch| batch.len()).collect();
        assert_eq!(sizes, [3, 1]);
    }
}
