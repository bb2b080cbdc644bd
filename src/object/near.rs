//! Which known name a person may have meant.

/// Returns the candidate that takes the fewest edits to get from `word`, if it is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let rated = candidates.iter().map(|candidate| (distance(word, candidate), *candidate));
    let (edits, candidate) = rated.min_by_key(|(edits, _)| *edits)?;
    let begins = !word.is_empty() && (candidate.starts_with(word) || word.starts_with(candidate));
    (begins || edits <= word.chars().count().div_ceil(3)).then_some(candidate)
}

/// Returns the end of a message that refuses `word`: the nearest name as a question, or nothing.
pub fn did_you_mean(word: &str, candidates: &[&str]) -> String {
    nearest(word, candidates).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// Returns how many characters must be added, removed or replaced to get from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
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
