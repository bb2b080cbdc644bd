//! Names that somebody may have meant.

use strsim::osa_distance;

/// Returns the names among `known` that are spelled most like `name`, best first, at most three.
pub fn near<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let length = name.chars().count();
    let allowed = match length {
        0 | 1 => return Vec::new(),
        2..=4 => 1,
        _ => 2,
    };
    // To compare two names takes as many steps as both lengths multiplied, and each edit changes a length by one at most.
    let may_be_near = |other: &&str| *other != name && other.chars().count().abs_diff(length) <= allowed;
    let distances = known.into_iter().filter(may_be_near).map(|other| (osa_distance(name, other), other));
    let mut found: Vec<_> = distances.filter(|(distance, _)| *distance <= allowed).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Returns the question whether one of the near names was meant.
pub(super) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<_> = near(name, known).into_iter().map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", names.join(" or ")))
}

/// Words of other languages, and what does the same here.
const ELSEWHERE: [(&str, &str); 13] = [
    ("catch", "guard"),
    ("const", "var"),
    ("defn", "def"),
    ("defun", "def"),
    ("elif", "cond"),
    ("for", "each"),
    ("foreach", "each"),
    ("function", "def"),
    ("setq", "set"),
    ("setv", "set"),
    ("switch", "case"),
    ("throw", "raise"),
    ("try", "guard"),
];

/// Returns what a word of another language is called here.
pub(super) fn called_elsewhere(name: &str) -> Option<&'static str> {
    ELSEWHERE.iter().find(|(word, _)| *word == name).map(|(_, here)| *here)
}
