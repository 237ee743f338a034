//! "Did you mean …?"

/// The candidate nearest to a misspelled word, if one is near enough to be worth naming. Case does not count.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    // Longer words may hold more slips; three letters hold none.
    let allowed = (word.chars().count() / 3).min(4);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn names_a_near_word_and_no_far_one() {
        let words = ["model/retired", "model/deprecated", "select", "ignore"];
        assert_eq!(nearest("modle/retired", words), Some("model/retired"));
        assert_eq!(nearest("SELCT", words), Some("select"));
        assert_eq!(nearest("banana", words), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
