//! The lines a comment speaks for: those of the statement it stands on, or of the one that begins below it.

use crate::source::{Source, Span};

/// Lines, as ranges (both ends included).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(Vec<(u32, u32)>);

impl Lines {
    /// A single line.
    pub fn one(line: u32) -> Lines {
        Lines(vec![(line, line)])
    }
    /// True if `line` is among them.
    pub fn contains(&self, line: u32) -> bool {
        self.0.iter().any(|&(first, last)| first <= line && line <= last)
    }
}

/// Where statements and comments of a file stand, by 0-based index of their lines.
pub struct Layout<'s> {
    source: &'s Source,
    /// First and last line of each statement, by first line, the widest first.
    statements: Vec<(usize, usize)>,
    /// Lines that hold a comment and nothing else, in order.
    only_comment: Vec<usize>,
}

impl<'s> Layout<'s> {
    /// Looks at a file.
    pub fn new(source: &'s Source, comments: &[Span], statements: &[Span]) -> Layout<'s> {
        let mut statements: Vec<(usize, usize)> = statements.iter().map(|&span| range(source, span)).collect();
        statements.sort_unstable_by_key(|&(first, last)| (first, std::cmp::Reverse(last)));
        statements.dedup();
        let mut only_comment = Vec::new();
        for &span in comments {
            let (first, last) = range(source, span);
            if alone(source, span) {
                only_comment.extend(first..=last);
            }
        }
        only_comment.sort_unstable();
        Layout { source, statements, only_comment }
    }

    /// The lines that a comment speaks for.
    pub fn of_comment(&self, span: Span) -> Lines {
        let (own, last) = range(self.source, span);
        if alone(self.source, span) {
            let mut below = last + 1;
            while self.only_comment.binary_search(&below).is_ok() {
                below += 1;
            }
            let at = self.statements.partition_point(|&(first, _)| first < below);
            if self.statements.get(at).is_some_and(|&(first, _)| first == below) {
                return self.numbered(own, self.beginning_at(below));
            }
            // Between the parts of a statement it speaks for all of it; elsewhere for the line below.
            if let Some(first) = self.innermost(own) {
                return self.numbered(own, self.beginning_at(first));
            }
            return self.numbered(own, vec![(below, below)]);
        }
        match self.innermost(own) {
            Some(first) => self.numbered(own, self.beginning_at(first)),
            None => self.numbered(own, Vec::new()),
        }
    }

    /// The first line of the narrowest statement around a line.
    fn innermost(&self, line: usize) -> Option<usize> {
        let begun = self.statements.partition_point(|&(first, _)| first <= line);
        // Statements nest, so the last one that begins before the line and is not over yet is the narrowest.
        self.statements[..begun].iter().rev().take(LOOK_BACK).find(|&&(_, last)| last >= line).map(|&(first, _)| first)
    }

    /// The lines of the statements that begin on a line, without those of statements that begin later inside of them.
    fn beginning_at(&self, line: usize) -> Vec<(usize, usize)> {
        let from = self.statements.partition_point(|&(first, _)| first < line);
        let Some(&(_, end)) = self.statements.get(from) else { return vec![(line, line)] };
        let mut ranges = Vec::new();
        let mut next = line;
        for &(first, last) in self.statements[from..].iter().take_while(|&&(first, _)| first <= end) {
            if first > line && first >= next {
                if first > next {
                    ranges.push((next, first - 1));
                }
                next = last + 1;
            }
        }
        if next <= end {
            ranges.push((next, end));
        }
        ranges
    }

    /// Indexes as the numbers people see, with the comment's own line.
    fn numbered(&self, own: usize, mut ranges: Vec<(usize, usize)>) -> Lines {
        ranges.push((own, own));
        Lines(ranges.iter().map(|&(a, b)| (self.source.line_number(a), self.source.line_number(b))).collect())
    }
}

/// Statements that are looked at to find the one around a line.
const LOOK_BACK: usize = 10_000;

fn range(source: &Source, span: Span) -> (usize, usize) {
    let last = span.end.saturating_sub(1).max(span.start);
    (source.line_index(span.start), source.line_index(last))
}

/// True if nothing stands before a comment on its line, nor after it.
fn alone(source: &Source, span: Span) -> bool {
    let (first, last) = range(source, span);
    let comment = source.slice(span);
    let before = source.line_text(first);
    let after = source.line_text(last);
    match first == last {
        true => before.trim() == comment.trim(),
        false => {
            before.trim_start().starts_with(comment.lines().next().unwrap_or("").trim_end())
                && after.trim_end().ends_with(comment.lines().last().unwrap_or("").trim_start())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::language::Language;

    fn covered(text: &str, comments: &[&str], statements: &[&str]) -> Vec<u32> {
        let source = Source::new("a.py", Language::Python, text.into());
        let span = |part: &&str| {
            let at = text.find(*part).unwrap();
            Span::new(at, at + part.len())
        };
        let comments: Vec<Span> = comments.iter().map(span).collect();
        let statements: Vec<Span> = statements.iter().map(span).collect();
        let ignore = &read(&source, &comments, &statements)[0];
        (1..=source.line_count() as u32).filter(|&line| ignore.lines.contains(line)).collect()
    }

    #[test]
    fn any_line_of_the_statement_or_the_line_above() {
        const C: &str = "# codexit: ignore[api]";
        let statement = "x = f(\n  1,\n  2)";
        assert_eq!(
            covered(&format!("a\n{C}\n# more\n{statement}\nb"), &[C, "# more"], &["a", statement]),
            [2, 4, 5, 6]
        );
        let inside = format!("x = f(\n  1,  {C}\n  2)");
        assert_eq!(covered(&format!("a\n{inside}\nb"), &[C], &["a", &inside]), [2, 3, 4]);
        assert_eq!(covered(&format!("a: 1 {C}\nb"), &[C], &[]), [1]);
        assert_eq!(covered(&format!("{C}\nb\nc"), &[C], &[]), [1, 2]);
    }

    #[test]
    fn a_statement_inside_another_speaks_for_itself() {
        const C: &str = "// codexit: ignore[api]";
        let outer = "on(() => {\n  g();\n  h();\n})";
        assert_eq!(covered(&format!("{C}\n{outer}\n"), &[C], &[outer, "g();", "h();"]), [1, 2, 5]);
        let outer = format!("on(() => {{\n  g(); {C}\n  h();\n}})");
        assert_eq!(covered(&outer, &[C], &[&outer, "g();", "h();"]), [2]);
    }
}
