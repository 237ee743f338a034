//! Which lines were added or changed, read from what `git diff -U0` prints. The text is taken apart by the lengths that
//! each hunk states, so that a line of a file that looks like a header is no header.

use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Changed lines by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    files: FxHashMap<String, Lines>,
    /// Folders that are new with all that is in them; each ends with `/`.
    folders: Vec<String>,
}

/// Lines of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lines {
    All,
    /// Ranges, both ends included, in order.
    Some(Vec<(u32, u32)>),
}

/// One hunk: first line and number of lines, before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Before: 1-based line; with no lines, the one it stands behind.
    pub old: (u32, u32),
    /// After.
    pub new: (u32, u32),
}

/// The hunks of each file of a diff, by the path after the change.
pub fn hunks(diff: &str) -> BTreeMap<String, Vec<Hunk>> {
    let mut found: BTreeMap<String, Vec<Hunk>> = BTreeMap::new();
    let mut path: Option<String> = None;
    let mut left = 0;
    for line in diff.split('\n') {
        if left > 0 {
            left -= u64::from(!line.starts_with('\\'));
        } else if let Some(rest) = line.strip_prefix("+++ ") {
            path = unquoted(rest).strip_prefix("b/").map(str::to_owned);
        } else if let Some(hunk) = line.strip_prefix("@@ -").and_then(hunk) {
            left = u64::from(hunk.old.1) + u64::from(hunk.new.1);
            if let Some(path) = &path {
                found.entry(path.clone()).or_default().push(hunk);
            }
        } else if line.starts_with("diff --git ") {
            path = None;
        }
    }
    found
}

/// `1,2 +3 @@ …`
fn hunk(text: &str) -> Option<Hunk> {
    let (old, rest) = text.split_once(" +")?;
    let new = rest.split_once(" @@")?.0;
    let pair = |text: &str| -> Option<(u32, u32)> {
        match text.split_once(',') {
            Some((first, count)) => Some((first.parse().ok()?, count.parse().ok()?)),
            None => Some((text.parse().ok()?, 1)),
        }
    };
    Some(Hunk { old: pair(old)?, new: pair(new)? })
}

/// A path as git writes it: in quotes with escapes where it holds something out of the ordinary.
fn unquoted(text: &str) -> String {
    let text = text.trim_end_matches(['\t', '\r']);
    let Some(inner) = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) else { return text.to_owned() };
    let mut bytes = Vec::new();
    let mut rest = inner.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(b'a') => bytes.push(7),
            Some(b'b') => bytes.push(8),
            Some(b'v') => bytes.push(11),
            Some(b'f') => bytes.push(12),
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    if let Some(next @ b'0'..=b'7') = rest.peek().copied() {
                        value = value * 8 + u32::from(next - b'0');
                        rest.next();
                    }
                }
                bytes.push(value as u8);
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Changes {
    /// From hunks, and files and folders (with a `/` behind) that are new as a whole. `shown` makes a path of the repository one as findings have it.
    pub fn new(
        hunks: &BTreeMap<String, Vec<Hunk>>,
        whole: &[String],
        shown: impl Fn(&str) -> Option<String>,
    ) -> Changes {
        let mut changes = Changes::default();
        for (path, hunks) in hunks {
            let ranges = hunks.iter().filter(|h| h.new.1 > 0).map(|h| (h.new.0, h.new.0.saturating_add(h.new.1 - 1)));
            if let Some(path) = shown(path) {
                changes.files.insert(path, Lines::Some(ranges.collect()));
            }
        }
        for path in whole {
            match (shown(path), path.ends_with('/')) {
                (Some(folder), true) => changes.folders.push(format!("{}/", folder.trim_end_matches('/'))),
                (Some(file), false) => drop(changes.files.insert(file, Lines::All)),
                (None, _) => {}
            }
        }
        changes
    }

    /// Takes in those of another folder.
    pub fn extend(&mut self, other: Changes) {
        self.files.extend(other.files);
        self.folders.extend(other.folders);
    }

    /// True if one of the lines of `path` from `first` to `last` was added or changed.
    pub fn touch(&self, path: &str, first: u32, last: u32) -> bool {
        match self.files.get(path) {
            None => self.folders.iter().any(|folder| path.starts_with(folder.as_str())),
            Some(Lines::All) => true,
            Some(Lines::Some(ranges)) => {
                let at = ranges.partition_point(|&(_, end)| end < first);
                ranges.get(at).is_some_and(|&(start, _)| start <= last)
            }
        }
    }
}

/// The lines of staged hunks as they stand in the working tree, where later changes (`unstaged`, from index to working
/// tree, in order) have moved them.
pub fn moved(staged: &[Hunk], unstaged: &[Hunk]) -> Vec<Hunk> {
    let shift = |line: u32| -> u32 {
        let mut shifted = i64::from(line);
        for hunk in unstaged {
            // Without old lines a hunk stands behind the line it names.
            let past = if hunk.old.1 == 0 { hunk.old.0 < line } else { hunk.old.0 + hunk.old.1 <= line };
            if past {
                shifted += i64::from(hunk.new.1) - i64::from(hunk.old.1);
            }
        }
        shifted.clamp(1, i64::from(u32::MAX)) as u32
    };
    let one = |h: &Hunk| {
        if h.new.1 == 0 {
            return *h;
        }
        let (first, last) = (shift(h.new.0), shift(h.new.0.saturating_add(h.new.1 - 1)));
        Hunk { old: h.old, new: (first, last.saturating_sub(first) + 1) }
    };
    staged.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFF: &str = "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1,2 @@ def\n-old\n+new\n\
                        +++ b/forged.py\n@@ -9,0 +11 @@\n+x\n\\ No newline at end of file\n\
                        diff --git \"a/\\303\\274\\n.py\" \"b/\\303\\274\\n.py\"\n--- /dev/null\n+++ \"b/\\303\\274\\n.py\"\n\
                        @@ -0,0 +1,3 @@\n+1\n+2\n+3\n";

    #[test]
    fn headers_are_where_the_lengths_say() {
        let hunks = hunks(DIFF);
        let paths: Vec<&str> = hunks.keys().map(String::as_str).collect();
        assert_eq!(paths, ["a.py", "ü\n.py"]);
        let changes = Changes::new(&hunks, &["new.py".into(), "apart/".into()], |path| Some(format!("x/{path}")));
        let touched: Vec<u32> = (1..15).filter(|&line| changes.touch("x/a.py", line, line)).collect();
        assert_eq!(touched, [1, 2, 11]);
        assert!(changes.touch("x/a.py", 3, 11) && !changes.touch("x/a.py", 3, 10) && !changes.touch("a.py", 1, 1));
        assert!(changes.touch("x/new.py", 900, 900));
        assert!(changes.touch("x/apart/a.py", 1, 1) && !changes.touch("x/apart.py", 1, 1));
    }

    #[test]
    fn staged_lines_move_with_the_working_tree() {
        let staged = [Hunk { old: (5, 0), new: (6, 2) }];
        let above = [Hunk { old: (1, 1), new: (1, 4) }, Hunk { old: (20, 1), new: (23, 0) }];
        assert_eq!(moved(&staged, &above)[0].new, (9, 2));
    }
}
