//! UTF-16 and code points, from one into the other, with lone surrogates as they are.
//!
//! Most texts are all of one kind, or nearly: of the first plane, or all pairs, as a row of emoji is. So units are
//! looked at in blocks, and a block of one kind is done at once. The steps of a mixed one
//! know no branch, because which kind comes next is what a processor cannot guess.

use std::hint::select_unpredictable;

/// How many units of UTF-16 are looked at together.
const BLOCK: usize = 16;
/// As many pairs.
const PAIRS: usize = BLOCK / 2;

/// What is known of some units before they are converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Survey {
    /// Every bit that is set in any unit.
    pub(crate) bits: u16,
    /// How many surrogate pairs there are.
    pub(crate) pairs: usize,
}

/// Looks at every unit.
pub(crate) fn survey(units: &[u16]) -> Survey {
    // As many as can be counted in as little as a unit, so that more of them are counted at a time.
    const FEW: usize = 1 << 14;
    let mut found = Survey { bits: units.last().copied().unwrap_or_default(), pairs: 0 };
    let follows = units.get(1..).unwrap_or_default();
    for (chunk, follows) in units.chunks(FEW).zip(follows.chunks(FEW)) {
        let (mut bits, mut pairs) = (0, 0);
        for (&unit, &next) in chunk.iter().zip(follows) {
            bits |= unit;
            pairs += u16::from(is_pair(unit, next));
        }
        found = Survey { bits: found.bits | bits, pairs: found.pairs + usize::from(pairs) };
    }
    found
}

/// Returns how many characters need a surrogate pair.
pub(crate) fn beyond_first_plane(points: &[u32]) -> usize {
    // Each sum is as small as a point, so that many are made at a time.
    let sums = points.chunks(1 << 14).map(|chunk| chunk.iter().map(|point| u32::from(*point > 0xffff)).sum::<u32>());
    sums.map(|sum| sum as usize).sum()
}

/// Converts units to code points, for which there must be as many places as there are characters.
pub(crate) fn to_points(units: &[u16], places: &mut [u32]) {
    let (mut units, mut written) = (units, 0);
    while let Some((block, rest)) = units.split_first_chunk::<BLOCK>() {
        let places = places.get_mut(written..).unwrap_or_default();
        if every(block, |unit| !is_surrogate(*unit)) {
            let Some(first) = places.first_chunk_mut::<BLOCK>() else { return };
            *first = block.map(u32::from);
            (units, written) = (rest, written + BLOCK);
        } else if let Some(points) = all_pairs(block) {
            let Some(first) = places.first_chunk_mut::<PAIRS>() else { return };
            *first = points;
            (units, written) = (rest, written + PAIRS);
        } else {
            // No pair is torn, or all blocks of a long row of them would begin in the middle of one.
            let torn = rest.first().is_some_and(|next| is_pair(block[BLOCK - 1], *next));
            let (mixed, rest) = units.split_at(BLOCK + usize::from(torn));
            (units, written) = (rest, written + step(mixed, places));
        }
    }
    step(units, places.get_mut(written..).unwrap_or_default());
}

/// Writes each unit, and over the first one of a pair what both are. Returns how many were written.
fn step(units: &[u16], places: &mut [u32]) -> usize {
    let (mut written, mut before) = (0, 0);
    for &unit in units {
        let pair = is_pair(before, unit);
        written -= usize::from(pair);
        let Some(place) = places.get_mut(written) else { break };
        *place = select_unpredictable(pair, point(together(before, unit)), unit.into());
        (written, before) = (written + 1, unit);
    }
    written
}

/// Converts code points to units, for which there must be as many places as there are points, and one
/// more for each that needs a pair.
pub(crate) fn to_units(points: &[u32], places: &mut [u16]) {
    let mut written = 0;
    let (blocks, rest) = points.as_chunks::<PAIRS>();
    for block in blocks {
        let places = places.get_mut(written..).unwrap_or_default();
        if every(block, |point| *point <= 0xffff) {
            let Some(first) = places.first_chunk_mut::<PAIRS>() else { return };
            *first = block.map(low_half);
            written += PAIRS;
        } else if every(block, |point| *point > 0xffff) {
            let Some(first) = places.first_chunk_mut::<BLOCK>() else { return };
            for (place, point) in first.as_chunks_mut::<2>().0.iter_mut().zip(block) {
                *place = pair(*point);
            }
            written += BLOCK;
        } else {
            written += unstep(block, places);
        }
    }
    unstep(rest, places.get_mut(written..).unwrap_or_default());
}

/// Writes each point; the second half of one that is no pair is the first. Returns how many units were written.
fn unstep(points: &[u32], places: &mut [u16]) -> usize {
    let mut written = 0;
    for &point in points {
        let beyond = point > 0xffff;
        let [high, low] = select_unpredictable(beyond, pair(point), [low_half(point); 2]);
        let second = written + usize::from(beyond);
        if second >= places.len() {
            break;
        }
        (places[second], places[written]) = (low, high);
        written = second + 1;
    }
    written
}

/// Asks of all without an early end, so that they are asked together.
#[inline]
fn every<T>(block: &[T], question: impl Fn(&T) -> bool) -> bool {
    block.iter().fold(true, |all, one| all & question(one))
}

fn is_surrogate(unit: u16) -> bool {
    unit & 0xf800 == 0xd800
}

#[expect(clippy::needless_bitwise_bool, reason = "`&&` is a branch, and many units are asked together")]
fn is_pair(high: u16, low: u16) -> bool {
    (high & 0xfc00 == 0xd800) & (low & 0xfc00 == 0xdc00)
}

/// Returns what a block stands for that is nothing but pairs.
fn all_pairs(block: &[u16; BLOCK]) -> Option<[u32; PAIRS]> {
    let mut words = [0; PAIRS];
    for (word, [high, low]) in words.iter_mut().zip(block.as_chunks::<2>().0) {
        *word = together(*high, *low);
    }
    every(&words, |word| word & 0xfc00_fc00 == 0xdc00_d800).then(|| words.map(point))
}

/// Puts two units into one word, as they lie in memory on most machines, where that takes nothing.
fn together(high: u16, low: u16) -> u32 {
    u32::from(high) | u32::from(low) << 16
}

/// Returns what a pair stands for.
fn point(pair: u32) -> u32 {
    0x1_0000 + ((pair & 0x3ff) << 10 | pair >> 16 & 0x3ff)
}

/// Returns the pair that stands for a point beyond the first plane.
fn pair(point: u32) -> [u16; 2] {
    let beyond = point.wrapping_sub(0x1_0000);
    let both = 0xdc00_d800 | (beyond & 0x3ff) << 16 | beyond >> 10;
    [low_half(both), low_half(both >> 16)]
}

#[expect(clippy::cast_possible_truncation, reason = "it is asked for the lower half")]
fn low_half(point: u32) -> u16 {
    point as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters of both kinds, and halves of pairs with nothing that fits before or behind them.
    const KINDS: [&[u16]; 6] = [&[0x61], &[0x6f22], &[0xd83d, 0xde00], &[0xd800], &[0xdc00], &[0xdbff, 0xdfff]];

    fn model(units: &[u16]) -> Vec<u32> {
        char::decode_utf16(units.iter().copied())
            .map(|found| found.map_or_else(|lone| lone.unpaired_surrogate().into(), u32::from))
            .collect()
    }

    #[track_caller]
    fn check(units: &[u16]) {
        let expect = model(units);
        let found = survey(units);
        assert_eq!(found.bits, units.iter().fold(0, |bits, unit| bits | unit), "{units:x?}");
        assert_eq!(units.len() - found.pairs, expect.len(), "{units:x?}");
        let mut points = vec![0; expect.len()];
        to_points(units, &mut points);
        assert_eq!(points, expect, "{units:x?}");
        let mut back = vec![0; points.len() + beyond_first_plane(&points)];
        to_units(&points, &mut back);
        assert_eq!(back, units);
    }

    #[test]
    fn one_kind_of_every_length() {
        for kind in KINDS {
            for length in 0..4 * BLOCK {
                check(&kind.iter().copied().cycle().take(length).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_stranger_at_every_place() {
        for kind in KINDS {
            for stranger in KINDS {
                for place in 0..2 * BLOCK {
                    let mut units = kind.repeat(3 * BLOCK);
                    units.splice(place..place, stranger.iter().copied());
                    check(&units);
                }
            }
        }
    }

    #[test]
    fn kinds_in_any_order() {
        // A generator of its own: the same orders in every run.
        let mut state = 1_u32;
        for length in 0..500 {
            let mut units = Vec::new();
            while units.len() < length {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let kind = KINDS[(state >> 16) as usize % KINDS.len()];
                units.extend(kind.repeat((state >> 24) as usize % 20));
            }
            check(&units);
        }
    }

    /// What is counted in small numbers is counted beyond them.
    #[test]
    fn as_many_pairs_as_there_are() {
        let units = [0xd83d, 0xde00].repeat(100_000);
        assert_eq!(survey(&units), Survey { bits: 0xde3d, pairs: 100_000 });
        check(&units);
    }

    #[test]
    fn places_that_are_too_few_are_filled_and_no_others() {
        for kind in KINDS {
            let units = kind.repeat(40);
            let expect = model(&units);
            for few in 0..expect.len() {
                let mut points = vec![0; few];
                to_points(&units, &mut points);
            }
            for few in 0..units.len() {
                to_units(&expect, &mut vec![0; few]);
            }
        }
    }
}
