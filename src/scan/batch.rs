//! Files of a scan cut into projects, and projects into batches.
//!
//! Facts weigh many times what they are read from, and are needed until their project is joined. Projects that stand
//! side by side mean nothing to each other, so they are read and judged a batch at a time.

use crate::walk::WalkedFile;

/// Files of one project, sorted by path.
pub type Group = Vec<WalkedFile>;

/// A batch is full when it holds so many files.
const FULL: usize = 4096;

/// Cuts files, which are sorted by path, into projects: one for each checkout (a folder with `/` at the end, sorted),
/// and one for what is in none.
pub fn projects(files: Vec<WalkedFile>, checkouts: &[String]) -> Vec<Group> {
    let mut rest = Group::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut current: Option<&str> = None;
    for file in files {
        let is_in = |folder: &str| file.shown.starts_with(folder);
        if !current.is_some_and(is_in) {
            let before = checkouts.partition_point(|folder| folder.as_str() <= file.shown.as_str());
            current = before.checked_sub(1).map(|at| checkouts[at].as_str()).filter(|folder| is_in(folder));
            if current.is_some() {
                groups.push(Group::new());
            }
        }
        match (current, groups.last_mut()) {
            (Some(_), Some(group)) => group.push(file),
            _ => rest.push(file),
        }
    }
    if !rest.is_empty() || groups.is_empty() {
        groups.push(rest);
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
