//! Which handles are alive: what a runtime tells of each object of another language that it holds.
//!
//! A runtime finds its proxies by identity in a table; an entry of that table
//! has room for a [`Birth`], so that age and crossings cost no second table.
//! The place in a program where a handle was made is looked up only while
//! that is [traced](trace), because to ask for it takes longer than to make the handle.

use std::cell::{Cell, RefCell};
use std::fmt;

use rustc_hash::FxHashMap;

use super::{Lang, ObjectRef};

/// When a handle was made, and how often its object has come again since.
#[derive(Clone, Copy, Debug)]
pub struct Birth {
    /// In milliseconds of the clock that [`now`] reads.
    moment: u32,
    crossed: u32,
}

impl Birth {
    /// Returns the birth of a handle that is made now.
    #[inline]
    pub fn now() -> Self {
        Self { moment: now(), crossed: 1 }
    }

    /// Counts that the object has crossed again.
    #[inline]
    pub fn cross(&mut self) {
        self.crossed = self.crossed.saturating_add(1);
    }

    /// Returns how often the object has crossed.
    pub fn crossed(self) -> u32 {
        self.crossed
    }

    /// Returns how long ago it was, in milliseconds.
    pub fn age(self) -> u32 {
        now().wrapping_sub(self.moment)
    }
}

/// One object of another language, as the runtime that holds it knows it.
pub struct Holding {
    /// The object. It is shown for the time of the report only.
    pub object: ObjectRef,
    /// Since when it is held.
    pub birth: Birth,
}

/// A place in a program.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file, or what stands for one.
    pub file: String,
    /// The line, from 1 on.
    pub line: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

type Identity = (Lang, usize);

/// Returns where a language's program is at present, if it runs.
pub type Whereabouts = fn() -> Option<Place>;

thread_local! {
    static MADE: Cell<usize> = const { Cell::new(0) };
    static TRACED: Cell<bool> = const { Cell::new(false) };
    static WHEREABOUTS: Cell<[Option<Whereabouts>; Lang::ALL.len()]> = const { Cell::new([None; Lang::ALL.len()]) };
    static PLACES: RefCell<FxHashMap<(Lang, Identity), Place>> = RefCell::default();
}

/// Returns the milliseconds of a clock that is cheap to read and a few of them late.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "differences are taken modulo 2^32")]
#[inline]
fn now() -> u32 {
    use nix::time::{ClockId, clock_gettime};
    #[cfg(target_os = "linux")]
    const CLOCK: ClockId = ClockId::CLOCK_MONOTONIC_COARSE;
    #[cfg(not(target_os = "linux"))]
    const CLOCK: ClockId = ClockId::CLOCK_MONOTONIC;
    clock_gettime(CLOCK).map_or(0, |time| (time.tv_sec() as u32).wrapping_mul(1000) + time.tv_nsec() as u32 / 1_000_000)
}

/// Says who knows where a language's program is.
pub fn set_whereabouts(lang: Lang, whereabouts: Option<Whereabouts>) {
    let mut all = WHEREABOUTS.get();
    if let Some(place) = all.get_mut(lang.index()) {
        *place = whereabouts;
    }
    WHEREABOUTS.set(all);
}

/// Has the places recorded in which handles are made, or not any more; what was recorded is forgotten then.
pub fn trace(on: bool) {
    TRACED.set(on);
    if !on {
        drop(PLACES.take());
    }
}

/// Returns whether places are recorded.
pub fn is_traced() -> bool {
    TRACED.get()
}

/// Says that `holder` has made a handle. To be called by runtimes.
#[inline]
pub fn made(holder: Lang, identity: Identity) {
    MADE.set(MADE.get().wrapping_add(1));
    if TRACED.get() {
        record(holder, identity);
    }
}

/// Returns how many handles have been made on this thread.
#[inline]
pub fn made_so_far() -> usize {
    MADE.get()
}

/// The place is that of the holder's program; where none runs, that of the owner's.
#[cold]
fn record(holder: Lang, identity: Identity) {
    // To ask an engine may make handles of its own.
    TRACED.set(false);
    let all = WHEREABOUTS.get();
    let ask = |lang: Lang| all.get(lang.index()).copied().flatten().and_then(|ask| ask());
    let place = ask(holder).or_else(|| ask(identity.0));
    TRACED.set(true);
    PLACES.with_borrow_mut(|places| match place {
        Some(place) => drop(places.insert((holder, identity), place)),
        None => drop(places.remove(&(holder, identity))),
    });
}

/// Returns where a handle was made, if that was recorded.
pub fn place(holder: Lang, identity: Identity) -> Option<Place> {
    PLACES.with_borrow(|places| places.get(&(holder, identity)).cloned())
}

/// Forgets the places of handles that are not alive any more.
pub fn forget_places(is_alive: impl Fn(Lang, Identity) -> bool) {
    PLACES.with_borrow_mut(|places| places.retain(|(holder, identity), _| is_alive(*holder, *identity)));
}
