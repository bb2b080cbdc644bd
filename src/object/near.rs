//! Which known name a person may have meant.

use strsim::levenshtein;

/// Returns the candidate that takes the fewest edits to get from `word`, if it is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let rated = candidates.iter().map(|candidate| (levenshtein(word, candidate), *candidate));
    let (edits, candidate) = rated.min_by_key(|(edits, _)| *edits)?;
    let begins = !word.is_empty() && (candidate.starts_with(word) || word.starts_with(candidate));
    (begins || edits <= word.chars().count().div_ceil(3)).then_some(candidate)
}

/// Returns the end of a message that refuses `word`: the nearest name as a question, or nothing.
pub fn did_you_mean(word: &str, candidates: &[&str]) -> String {
    nearest(word, candidates).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_fingers_is_understood() {
        let names = ["py", "js", "rhai", "lisp"];
        assert_eq!(nearest("pyy", &names), Some("py"));
        assert_eq!(nearest("python", &names), Some("py"));
        assert_eq!(nearest("lips", &names), Some("lisp"));
        assert_eq!(nearest("rhia", &names), Some("rhai"));
        assert_eq!(nearest("cobol", &names), None);
    }
}
