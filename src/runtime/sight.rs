//! Which texts have been seen before.

use std::cell::RefCell;
use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// How many texts are remembered, and where: one takes the place of another with the same low bits.
const PLACES: usize = 1024;

/// What tells whether a text was seen before, at least lately.
///
/// Most texts that programs make up (`f"{number} + 2"`) are evaluated once. To keep what they compile to
/// costs more than it is worth, and would push out what is evaluated again and again. So a
/// text is kept when it comes for the second time.
#[derive(Default)]
pub struct Sights(RefCell<Vec<u64>>);

impl Sights {
    /// Notes a text, and returns whether it was noted before.
    pub fn again(&self, text: &str) -> bool {
        let hash = FxBuildHasher.hash_one(text);
        let mut places = self.0.borrow_mut();
        if places.is_empty() {
            // No text is taken for seen for the sake of an empty place, but one whose hash is 0.
            places.resize(PLACES, 0);
        }
        let place = usize::try_from(hash >> 32).unwrap_or_default() % PLACES;
        std::mem::replace(&mut places[place], hash) == hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_when_it_comes_again() {
        let sights = Sights::default();
        assert!(!sights.again("1 + 2"));
        assert!(!sights.again("1 + 3"));
        assert!(sights.again("1 + 2"));
        assert!(sights.again("1 + 3"));
    }

    #[test]
    fn what_came_long_ago_is_new() {
        let sights = Sights::default();
        assert!(!sights.again("1 + 2"));
        for number in 0..100 * PLACES {
            sights.again(&format!("{number}"));
        }
        assert!(!sights.again("1 + 2"));
    }
}
