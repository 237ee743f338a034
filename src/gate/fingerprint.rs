//! A name for a finding that survives edits elsewhere in its file: made of content, never of line numbers.

use crate::finding::Finding;
use rustc_hash::FxHashMap;

/// The fingerprints of findings, in their order. `identity` gives the path that counts: relative to the project, so that
/// another checkout folder makes no difference. Made from the rule, the path, the function or class around, the source
/// line without its layout, and the count among findings that are alike in all of these. 16 hexadecimal digits.
pub fn fingerprints(findings: &[Finding], identity: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut seen: FxHashMap<u64, u64> = FxHashMap::default();
    let one = |finding: &Finding| {
        let mut hash = Fnv::new();
        for part in [finding.rule.as_str(), &identity(&finding.path), &finding.symbol] {
            hash.write(part.as_bytes());
        }
        for line in &finding.excerpt {
            bare(&line.text).split_whitespace().for_each(|word| hash.write(word.as_bytes()));
        }
        let count = seen.entry(hash.0).or_default();
        hash.write(&count.to_le_bytes());
        *count += 1;
        format!("{:016x}", hash.0)
    };
    findings.iter().map(one).collect()
}

/// A line without a comment that speaks to codexit: to hold a finding back must not make it another one.
fn bare(line: &str) -> &str {
    match line.split_once(crate::suppression::MARK) {
        Some((before, _)) => before.trim_end().trim_end_matches(['#', '/', '*']),
        None => line,
    }
}

/// FNV-1a, 64 bits: the same on every machine and in every version, which std's hasher does not promise.
struct Fnv(u64);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
    /// Adds a part, and an end that no text holds, so that moving a letter between parts changes the hash.
    fn write(&mut self, part: &[u8]) {
        for &byte in part.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn content_counts_and_layout_does_not() {
        let base = sample::finding("model/retired", "a.py", 3);
        let mut moved = base.clone();
        moved.place.line = 90;
        moved.excerpt[0].text = format!("\t{}", base.excerpt[0].text.trim());
        let mut held_back = base.clone();
        held_back.excerpt[0].text.push_str("  # codexit: ignore[model] old");
        assert_eq!(
            fingerprints(&[held_back], &str::to_owned),
            fingerprints(std::slice::from_ref(&base), &str::to_owned)
        );
        let mut elsewhere = base.clone();
        elsewhere.path = "b.py".into();
        let one = |f: &Finding| fingerprints(std::slice::from_ref(f), &str::to_owned).remove(0);
        assert_eq!(one(&base), one(&moved));
        assert_ne!(one(&base), one(&elsewhere));
        assert_eq!(one(&base).len(), 16);
        let twice = fingerprints(&[base.clone(), moved], &str::to_owned);
        assert_eq!(twice[0], one(&base));
        assert_ne!(twice[0], twice[1]);
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        let mut hash = Fnv::new();
        for byte in b"foobar" {
            hash.0 = (hash.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        assert_eq!(hash.0, 0x8594_4171_f739_67e8);
    }
}
